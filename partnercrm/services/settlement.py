"""What pays what after posting: settle, set off, transfer, call it even."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row

from db.engine import Store
from db.queries import posting as q
from db.queries.balance import favours_of
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Invalid, Refused, SettlementRefused
from partnercrm.domain.ledger import (
    Basis,
    Direction,
    ExchangeDraft,
    Kind,
    LineDraft,
    Reason,
    Return,
    entry_number,
)
from partnercrm.domain.problems import Problem
from partnercrm.domain.settlement import OpenLine, Wish, match_oldest, match_wishes
from partnercrm.domain.words import msg
from partnercrm.services import ledger, posting
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run

SUBJECTS = ("ledger", "party")


def settle(store: Store, ctx: Context, number: str, items: Sequence[tuple[str, int | None]]) -> Changes:
    """Lets what is left of a payment or a credit (by its entry number) pay the items of other entries.

    Each item is (entry number, minor units or None for as much as there is). Raises SettlementRefused.
    """

    def work(op: Operation) -> dict[str, Any]:
        found = posting.find_exchange(op, number)
        payers = _payers(op, found)
        wishes = [wish for item, amount in items for wish in _wishes(op, item, amount)]
        day, _belongs_to = posting.open_day(op, op.today)
        left = tuple(wishes)
        family = q.family_of(op.connection, q.root_of(op.connection, found.party_id))
        for payer in payers:
            open_items = {item.line: item for item in q.open_lines(op.connection, family)}
            matches, left = match_wishes(payer, open_items, left)
            posting.write_matches(op, matches, day, None)
        if any(wish.amount is not None for wish in left):
            raise SettlementRefused(msg("There is not that much left of entry {number}.", number=number))
        op.touch(family[0])
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
        family = q.family_of(op.connection, q.root_of(op.connection, party))
        items = q.open_lines(op.connection, family)
        most = min(_total(items, 1), _total(items, -1))
        wanted = most if amount is None else amount
        if not 0 < wanted <= most:
            raise Refused(msg("There is not that much open on both sides to set off."), "amount")
        words = (memo, document.strip())
        first = _set_off_side(op, family[0], Direction.RECEIVED, wanted, day or op.today, words, None)
        _set_off_side(op, family[0], Direction.GIVEN, wanted, day or op.today, words, first.id)
        op.said = msg("Set off in entry {number}", number=first.number)
        return ledger.answer(first)

    done = run(store, ctx, msg("Set off"), (party, document, amount, day, memo), SUBJECTS, work)
    return ledger.posted(store, done)


def transfer(
    store: Store, ctx: Context, from_party: int, to_party: int, amount: int, document: str, day: dt.date | None = None
) -> ledger.Posted:
    """Moves what one party owes us to another, by two linked entries that sum to zero and name a signed document.

    After it `from_party` owes `amount` less and `to_party` as much more (netting needs it). Raises Invalid or Refused.
    """

    def work(op: Operation) -> dict[str, Any]:
        if not document.strip():
            raise Invalid([Problem("document", msg("Name the document that both signed."))])
        if amount <= 0 or from_party == to_party:
            raise Refused(msg("A transfer goes from one to another and is above zero."), "amount")
        when = day or op.today
        paying = _adjustment(Direction.RECEIVED, amount, Reason.TRANSFER)
        first = posting.post(op, _linked_draft(from_party, when, paying, ("", document)), settle=False)
        _pay_oldest(op, first, when)
        owing = _adjustment(Direction.GIVEN, amount, Reason.TRANSFER)
        second = _linked_draft(to_party, when, owing, ("", document))
        _pay_oldest(op, posting.post(op, second, posting.Links(linked=first.id), settle=False), when)
        return ledger.answer(first)

    done = run(store, ctx, msg("Transfer"), (from_party, to_party, amount, document, day), SUBJECTS, work)
    return ledger.posted(store, done)


def call_even(store: Store, ctx: Context, party: int, note: str, day: dt.date | None = None) -> ledger.Posted:
    """Closes the favours balance with a party, priced and unpriced, with a note. Raises Refused if it is even."""

    def work(op: Operation) -> dict[str, Any]:
        root = q.root_of(op.connection, party)
        balance = favours_of(op.connection, q.family_of(op.connection, root))
        lines = _even_lines(balance.given - balance.received, balance.given_unpriced - balance.received_unpriced)
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


def _total(items: Sequence[OpenLine], effective: int) -> int:
    return sum(item.rest for item in items if item.effective == effective)


def _set_off_side(
    op: Operation,
    party: int,
    direction: Direction,
    amount: int,
    day: dt.date,
    words: tuple[str, str],
    linked: int | None,
) -> posting.Entry:
    line = _adjustment(direction, amount, Reason.SET_OFF)
    entry = posting.post(op, _linked_draft(party, day, line, words), posting.Links(linked=linked), settle=False)
    _pay_oldest(op, entry, day, leave_out_linked=linked)
    return entry


def _pay_oldest(op: Operation, entry: posting.Entry, day: dt.date, *, leave_out_linked: int | None = None) -> None:
    payer = q.open_line(op.connection, entry.lines[0])
    if payer is None:
        return
    others = set(entry.lines)
    if leave_out_linked is not None:
        others |= {row.id for row in q.lines_of(op.connection, leave_out_linked)}
    family = q.family_of(op.connection, entry.party)
    items = [item for item in q.open_lines(op.connection, family) if item.line not in others]
    posting.write_matches(op, match_oldest(payer, items), day, entry.id)


def _adjustment(direction: Direction, amount: int | None, reason: Reason) -> LineDraft:
    basis = Basis.UNPRICED if amount is None else Basis.AGREED
    asks = Return.IN_KIND if reason is Reason.CALL_IT_EVEN else Return.MONEY
    return LineDraft(direction, Kind.ADJUSTMENT, amount, basis, reason=reason, asks=asks)


def _linked_draft(party: int, day: dt.date, line: LineDraft, words: tuple[str, str]) -> ExchangeDraft:
    memo, document = words
    return ExchangeDraft(party=party, day=day, lines=(line,), memo=memo, our_document=document, their_document=document)


def _even_lines(ahead: int, ahead_unpriced: int) -> tuple[LineDraft, ...]:
    lines = []
    if ahead:
        side = Direction.RECEIVED if ahead > 0 else Direction.GIVEN
        lines.append(_adjustment(side, abs(ahead), Reason.CALL_IT_EVEN))
    side = Direction.RECEIVED if ahead_unpriced > 0 else Direction.GIVEN
    lines.extend(_adjustment(side, None, Reason.CALL_IT_EVEN) for _ in range(abs(ahead_unpriced)))
    return tuple(lines)
