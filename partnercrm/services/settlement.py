"""What pays what after posting: settle, set off, transfer, call it even."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from db.engine import Store
from db.queries import posting as q
from db.queries.balance import of_party
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Invalid, Refused, SettlementRefused
from partnercrm.domain.ledger import (
    Basis,
    Direction,
    ExchangeDraft,
    Kind,
    Lens,
    LineDraft,
    Reason,
    Return,
    entry_number,
)
from partnercrm.domain.problems import Problem
from partnercrm.domain.settlement import OpenLine, Wish
from partnercrm.domain.words import msg
from partnercrm.services import chain, ledger, matching, posting
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run

if TYPE_CHECKING:
    from sqlalchemy import Row

SUBJECTS = ("ledger", "party")


def settle(store: Store, ctx: Context, number: str, items: Sequence[tuple[str, int | None]]) -> Changes:
    """Lets what is left of a payment or a credit (by its entry number) pay the items of other entries.

    Each item is (entry number, minor units or None for as much as there is). Raises SettlementRefused, or PeriodClosed
    where today's month is closed.
    """

    def work(op: Operation) -> dict[str, Any]:
        found = posting.find_exchange(op, number)
        left = tuple(wish for item, amount in items for wish in _wishes(op, item, amount))
        for payer in _payers(op, found):
            left = matching.pay_wishes(op, found.party_id, payer, left, op.today)
        if any(wish.amount is not None for wish in left):
            raise SettlementRefused(msg("There is not that much left of entry {number}.", number=number))
        op.touch(q.root_of(op.connection, found.party_id))
        return {"number": number}

    name = msg("Settle with entry {number}", number=number)
    return run(store, ctx, name, (number, tuple(items)), SUBJECTS, work).changes


def set_off(
    store: Store,
    ctx: Context,
    party: int,
    document: str,
    amount: int | None = None,
    day: dt.date | None = None,
    memo: str = "",
) -> ledger.Posted:
    """Sets what they owe off against what we owe, by two linked entries that sum to zero and name a signed document.

    `amount` in minor units; None is as much as both sides allow. Raises Refused without a document or without both
    sides open.
    """

    def work(op: Operation) -> dict[str, Any]:
        if not document.strip():
            raise Invalid([Problem("document", msg("Name the document that both signed."))])
        root = q.root_of(op.connection, party)
        most = min(q.open_totals(op.connection, q.family_of(op.connection, root)))
        wanted = most if amount is None else amount
        if not 0 < wanted <= most:
            raise Refused(msg("There is not that much open on both sides to set off."), "amount")
        paying = _adjustment(Direction.RECEIVED, wanted, Reason.SET_OFF)
        owing = _adjustment(Direction.GIVEN, wanted, Reason.SET_OFF)
        first = _post_pair(op, (root, paying), (root, owing), day or op.today, (memo, document.strip(), ""))
        op.said = msg("Set off in entry {number}", number=first.number)
        return ledger.answer(first)

    done = run(store, ctx, msg("Set off"), (party, document, amount, day, memo), SUBJECTS, work)
    return ledger.posted(store, done)


def transfer(
    store: Store,
    ctx: Context,
    from_party: int,
    to_party: int,
    amount: int,
    document: str,
    day: dt.date | None = None,
    *,
    memo: str = "",
    reason: str = "",
) -> ledger.Posted:
    """Moves what one party owes us to another, by two linked entries that sum to zero and name a signed document.

    After it `from_party` owes `amount` less and `to_party` as much more (netting needs it). `reason` is asked where a
    limit is passed. Raises Invalid, Refused or LimitReached.
    """

    def work(op: Operation) -> dict[str, Any]:
        if not document.strip():
            raise Invalid([Problem("document", msg("Name the document that both signed."))])
        if amount <= 0 or q.root_of(op.connection, from_party) == q.root_of(op.connection, to_party):
            raise Refused(msg("A transfer goes from one to another and is above zero."), "amount")
        paying = _adjustment(Direction.RECEIVED, amount, Reason.TRANSFER)
        owing = _adjustment(Direction.GIVEN, amount, Reason.TRANSFER)
        words = (memo, document.strip(), reason)
        first = _post_pair(op, (from_party, paying), (to_party, owing), day or op.today, words)
        op.said = msg("Transferred in entry {number}", number=first.number)
        return ledger.answer(first)

    request = (from_party, to_party, amount, document, day, memo, reason)
    done = run(store, ctx, msg("Transfer"), request, SUBJECTS, work)
    return ledger.posted(store, done)


def call_even(store: Store, ctx: Context, party: int, note: str, day: dt.date | None = None) -> ledger.Posted:
    """Closes the favours balance with a party, priced and unpriced, with a note. Raises Refused if it is even."""

    def work(op: Operation) -> dict[str, Any]:
        root = q.root_of(op.connection, party)
        favours = of_party(op.connection, root, Lens.FAVOURS)
        lines = _even_lines(favours.balance, favours.unpriced)
        if not lines:
            raise Refused(msg("The favours between you are even already."))
        entry = posting.post(op, ExchangeDraft(party=root, day=day or op.today, lines=lines, memo=note))
        op.said = msg("Called it even in entry {number}", number=entry.number)
        return ledger.answer(entry)

    done = run(store, ctx, msg("Call it even"), (party, note, day), SUBJECTS, work)
    return ledger.posted(store, done)


def _payers(op: Operation, found: Row[Any]) -> list[OpenLine]:
    payers = []
    for row in q.lines_of(op.connection, found.id):
        rest = q.open_line(op.connection, row.id)
        if rest is not None and (row.kind in (Kind.MONEY, Kind.ADJUSTMENT) or row.sign < 0):
            payers.append(rest)
    if not payers:
        number = entry_number(found.fiscal_year, found.sequence)
        raise SettlementRefused(msg("Entry {number} has no money left that could pay something.", number=number))
    return payers


def _wishes(op: Operation, number: str, amount: int | None) -> list[Wish]:
    found = posting.find_exchange(op, number)
    rests = [q.open_line(op.connection, row.id) for row in q.lines_of(op.connection, found.id)]
    items = [rest for rest in rests if rest is not None]
    if not items:
        raise SettlementRefused(msg("Nothing of entry {number} is open.", number=number))
    wishes, left = [], amount
    for item in items:
        part = None if left is None else min(left, item.rest)
        if part != 0:
            wishes.append(Wish(item.line, part))
        left = None if left is None or part is None else left - part
    if left:
        raise SettlementRefused(msg("There is not that much open in entry {number}.", number=number))
    return wishes


def _post_pair(
    op: Operation, one: tuple[int, LineDraft], other: tuple[int, LineDraft], day: dt.date, words: tuple[str, str, str]
) -> chain.Entry:
    """Posts two linked entries, each (party, line), and lets each pay what was due first; answers the first."""
    first = posting.post(op, _half(*one, day, words), settle=False, paired=True)
    second = posting.post(op, _half(*other, day, words), chain.Links(linked=first.id), settle=False, paired=True)
    halves = (*first.lines, *second.lines)
    for entry in (first, second):
        payer = q.open_line(op.connection, entry.lines[0])
        assert payer is not None
        matching.pay_oldest(op, entry, payer, day, leave_out=halves)
    return first


def _adjustment(direction: Direction, amount: int | None, reason: Reason) -> LineDraft:
    basis = Basis.UNPRICED if amount is None else Basis.AGREED
    asks = Return.IN_KIND if reason is Reason.CALL_IT_EVEN else Return.MONEY
    return LineDraft(direction, Kind.ADJUSTMENT, amount, basis, reason=reason, asks=asks)


def _half(party: int, line: LineDraft, day: dt.date, words: tuple[str, str, str]) -> ExchangeDraft:
    memo, document, reason = words
    return ExchangeDraft(
        party=party,
        day=day,
        lines=(line,),
        memo=memo,
        our_document=document,
        their_document=document,
        reason=reason,
    )


def _even_lines(ahead: int, ahead_unpriced: int) -> tuple[LineDraft, ...]:
    lines = []
    if ahead:
        side = Direction.RECEIVED if ahead > 0 else Direction.GIVEN
        lines.append(_adjustment(side, abs(ahead), Reason.CALL_IT_EVEN))
    side = Direction.RECEIVED if ahead_unpriced > 0 else Direction.GIVEN
    lines.extend(_adjustment(side, None, Reason.CALL_IT_EVEN) for _ in range(abs(ahead_unpriced)))
    return tuple(lines)
