"""What a user does with entries: post, reverse, correct, enter again, credit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from db.engine import Store
from db.queries import flow_entry
from db.queries import posting as q
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import AlreadyReversed, CreditTooLarge, NotReversible, Refused
from partnercrm.domain.ledger import ExchangeDraft, Kind, Return, entry_number, prorated
from partnercrm.domain.record import dataclass
from partnercrm.domain.settlement import Match, Wish
from partnercrm.domain.words import msg
from partnercrm.services import agreed_value, chain, matching, posting
from partnercrm.services import draft as drafts
from partnercrm.services.context import Context
from partnercrm.services.operations import Done, Operation, run
from partnercrm.services.posting import Look, Looking

if TYPE_CHECKING:
    from sqlalchemy import Row

SUBJECTS = ("ledger", "party")


@dataclass(frozen=True, slots=True)
class Posted:
    """A posting: UUID and number of the entry, what changed, and, for a known key, that it was there already."""

    exchange: UUID
    number: str
    changes: Changes
    repeated: bool = False
    reversed_by: str | None = None


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction: the reversal's number and the row id and UUID of the prefilled draft."""

    reversal: str
    draft: int
    draft_uuid: UUID
    changes: Changes


def post(store: Store, ctx: Context, draft: ExchangeDraft, *, agreed: bool = False, keep: bool = False) -> Posted:
    """Posts a draft as one entry; `agreed` puts the agreed value on each line that says none.

    `keep` lets money wait for later bills, though something is open that it could pay.
    Raises Invalid, PeriodClosed, LimitReached or SettlementRefused.
    """

    def work(op: Operation) -> dict[str, Any]:
        wanted = agreed_value.fill(op.connection, draft) if agreed else draft
        entry = posting.post(op, wanted, links_of(op, draft), settle=not keep)
        op.said = msg("Saved entry {number}", number=entry.number)
        return answer(entry)

    done = run(store, ctx, msg("Save an entry"), (draft, keep) if keep else draft, SUBJECTS, work)
    return posted(store, done)


def post_draft(store: Store, ctx: Context, number: int) -> Posted:
    """Posts a draft by its row id and takes it from the list of unfinished ones. Raises as `post` does, or NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        draft = drafts.read(op, number)
        drafts.remove(op, number)
        entry = posting.post(op, replace(draft, settles=_still_open(op, draft.settles)), links_of(op, draft))
        op.said = msg("Saved entry {number}", number=entry.number)
        return answer(entry)

    return posted(store, run(store, ctx, msg("Save a draft as an entry"), number, SUBJECTS, work))


def reverse(store: Store, ctx: Context, number: str, reason: str = "") -> Posted:
    """Reverses an entry on its own day, or today where its month is closed.

    Raises AlreadyReversed, NotReversible for a reversal, or PeriodClosed when today's month is closed too.
    """

    def work(op: Operation) -> dict[str, Any]:
        entry = reverse_entry(op, posting.find_exchange(op, number), reason)
        op.said = msg("Reversed entry {number}", number=number)
        return answer(entry)

    done = run(store, ctx, msg("Reverse entry {number}", number=number), (number, reason), SUBJECTS, work)
    return posted(store, done)


def correct(store: Store, ctx: Context, number: str, reason: str = "") -> Corrected:
    """Reverses an entry and makes a draft prefilled with what it said, on the same day."""

    def work(op: Operation) -> dict[str, Any]:
        found = posting.find_exchange(op, number)
        copy = draft_of(op, found)
        entry = reverse_entry(op, found, reason)
        made = drafts.add(op, replace(copy, corrects=found.uuid))
        return {**answer(entry), "draft": made.id, "draft_uuid": str(made.uuid)}

    done = run(store, ctx, msg("Correct entry {number}", number=number), (number, reason), SUBJECTS, work)
    return Corrected(done.answer["number"], done.answer["draft"], UUID(done.answer["draft_uuid"]), done.changes)


def to_correct(store: Store, ctx: Context, number: str) -> ExchangeDraft:
    """What an entry said, to be put right in a form; nothing is written. Raises what `put_right` would refuse."""
    with store.read() as connection:
        look = Look(connection, ctx.today)
        found = posting.find_exchange(look, number)
        copy = replace(draft_of(look, found), corrects=found.uuid)
        _require_reversible(look, found)
        return copy


def put_right(store: Store, ctx: Context, number: str, draft: ExchangeDraft, reason: str = "") -> Posted:
    """Takes an entry back and posts `draft` instead of it, as one operation; what paid the one pays the other.

    Raises as `reverse` and `post` do.
    """

    def work(op: Operation) -> dict[str, Any]:
        found = posting.find_exchange(op, number)
        wanted = replace(draft, corrects=found.uuid)
        reversal = reverse_entry(op, found, reason)
        entry = posting.post(op, replace(wanted, settles=_still_open(op, draft.settles)), links_of(op, wanted))
        _pay_again(op, found.id, reversal.id, entry)
        op.said = msg("Corrected entry {number}, now {again}", number=number, again=entry.number)
        return answer(entry)

    request = (number, draft, reason)
    return posted(store, run(store, ctx, msg("Correct entry {number}", number=number), request, SUBJECTS, work))


def _pay_again(op: Operation, original: int, reversal: int, entry: chain.Entry) -> None:
    """Lets what paid a line of the original pay the line in its place, as far as that is open on the same side."""
    places = {row.id: row.position for row in q.lines_of(op.connection, original)}
    for pair in q.undone_by(op.connection, reversal):
        if places.get(pair.item, len(entry.lines)) >= len(entry.lines):
            continue
        item = entry.lines[places[pair.item]]
        found = q.open_lines(op.connection, [pair.paying, item])
        if len(found) == 2 and {line.effective for line in found.values()} == {1, -1}:
            paying = found[pair.paying]
            if paying.party == found[item].party:
                amount = min(pair.amount, paying.rest, found[item].rest)
                matching.write(op, [Match(pair.paying, item, amount)], pair.day, entry.id)


def enter_again(store: Store, ctx: Context, number: str) -> drafts.Drafted:
    """Makes a draft of an entry that was reversed (named by its own number or by the reversal's), linked to it."""

    def work(op: Operation) -> dict[str, Any]:
        found = posting.find_exchange(op, number)
        original = q.exchange_by_id(op.connection, found.reverses_id) if found.reverses_id else found
        if q.reversal_of(op.connection, original.id) is None:
            raise Refused(msg("Entry {number} still stands. There is nothing to enter again.", number=number))
        _require_gone(op, original.id)
        if flow_entry.waits(op.connection, (original.id,)):
            raise Refused(msg("A draft of this waits among what is unfinished. Save it or delete it first."))
        made = drafts.add(op, replace(draft_of(op, original), enters_again=original.uuid))
        return {"draft": made.id, "draft_uuid": str(made.uuid)}

    done = run(store, ctx, msg("Enter {number} again", number=number), number, ("ledger",), work)
    return drafts.Drafted(done.answer["draft"], UUID(done.answer["draft_uuid"]), done.changes)


def credit(
    store: Store,
    ctx: Context,
    number: str,
    value: int,
    day: dt.date | None = None,
    *,
    line: int | None = None,
    memo: str = "",
    their_document: str = "",
) -> Posted:
    """Takes `value` (minor units) off an entry: returned goods or a later reduction, dated today unless said.

    `line` counts from 1 and is needed only where several lines have a price. Raises CreditTooLarge beyond what is
    left of the original.
    """

    def work(op: Operation) -> dict[str, Any]:
        found = posting.find_exchange(op, number)
        entry = credit_entry(op, found, value, day or op.today, line, (memo, their_document))
        op.said = msg("Credited entry {number}", number=number)
        return answer(entry)

    request = (number, value, day, line, memo, their_document)
    done = run(store, ctx, msg("Credit entry {number}", number=number), request, SUBJECTS, work)
    return posted(store, done)


def answer(entry: chain.Entry) -> dict[str, Any]:
    """What an operation keeps of the entry that it posted."""
    return {"exchange": str(entry.uuid), "number": entry.number}


def posted(store: Store, done: Done) -> Posted:
    """The result of a posting operation; a repeated one names the entry that reversed it meanwhile."""
    exchange, reversed_by = UUID(done.answer["exchange"]), None
    if done.repeated:
        with store.read() as connection:
            found = q.exchange_by_uuid(connection, exchange)
            undone = q.reversal_of(connection, found.id) if found else None
            if undone is not None:
                by = q.exchange_by_id(connection, undone)
                reversed_by = entry_number(by.fiscal_year, by.sequence)
    return Posted(exchange, done.answer["number"], done.changes, done.repeated, reversed_by)


def stands(op: Operation, original: int) -> str | None:
    """The number of the entry that stands for this one: itself, what corrected it, or what entered it again."""
    found = flow_entry.entries(op.connection, flow_entry.currents(op.connection, (original,)))
    return found[max(found)].number if found else None


def _require_gone(op: Operation, original: int) -> None:
    """Raises Refused while something stands for an entry, which would be in the ledger twice."""
    number = stands(op, original)
    if number is not None:
        raise Refused(msg("This is in the ledger already, as entry {number}.", number=number))


def links_of(op: Operation, draft: ExchangeDraft) -> chain.Links:
    """The row ids of the entries that a draft corrects or enters again. Raises Refused where one of them stands."""

    def row(uuid: UUID | None) -> int | None:
        found = q.exchange_by_uuid(op.connection, uuid) if uuid else None
        if found is not None:
            _require_gone(op, found.id)
        return found.id if found else None

    if draft.corrects is None and draft.enters_again is None:
        return chain.NO_LINKS
    return chain.Links(corrects=row(draft.corrects), enters_again=row(draft.enters_again))


def _still_open(op: Operation, wishes: Sequence[Wish]) -> tuple[Wish, ...]:
    """What a draft wished to pay, without what was paid meanwhile; a wish with an amount stays, to be refused."""
    items = q.open_lines(op.connection, [wish.line for wish in wishes])
    return tuple(wish for wish in wishes if wish.line in items or wish.amount is not None)


def reverse_entry(op: Operation, found: Row[Any], reason: str) -> chain.Entry:
    """Reverses an entry and those linked with it, within a running operation; answers the named one's reversal."""
    group = q.linked_with(op.connection, found.id)
    for number in group:
        _require_reversible(op, q.exchange_by_id(op.connection, number))
    reversals = {number: _reverse_one(op, q.exchange_by_id(op.connection, number), reason) for number in group}
    return reversals[found.id]


def _require_reversible(op: Looking, found: Row[Any]) -> None:
    number = entry_number(found.fiscal_year, found.sequence)
    if found.reverses_id is not None:
        raise NotReversible(msg("Entry {number} is itself a reversal. Enter the original again.", number=number))
    if q.reversal_of(op.connection, found.id) is not None:
        raise AlreadyReversed(msg("Entry {number} was reversed before.", number=number))
    if q.credits_of(op.connection, found.id):
        raise Refused(msg("Part of entry {number} was credited. Reverse the credit first.", number=number))


def _reverse_one(op: Operation, found: Row[Any], reason: str) -> chain.Entry:
    rows = q.lines_of(op.connection, found.id)
    day, belongs_to = posting.correction_day(op, found)
    text = q.text_of(op.connection, found.id)
    draft = ExchangeDraft(
        party=found.party_id,
        day=day,
        belongs_to=belongs_to,
        lines=tuple(replace(drafts.line_draft(row), sign=-row.sign) for row in rows),
        memo=text.memo if text else "",
        our_document=text.our_document if text else "",
        their_document=text.their_document if text else "",
        due_day=found.due_day,
        source=found.source,
        reason=reason,
    )
    matching.require_open(op, day)
    facts = q.party_of(op.connection, found.party_id)
    marks = [chain.Mark(row.turn_day, row.id, row.position) for row in rows]
    entry = chain.insert(op, draft, facts, chain.Links(reverses=found.id), marks)
    for reversal, row in zip(entry.lines, rows, strict=True):
        if row.asks is Return.MONEY:
            matching.unsettle(op, row.id, day, entry.id)
            matching.write(op, [Match(reversal, row.id, row.value)], day, entry.id)
    return entry


def draft_of(op: Looking, found: Row[Any]) -> ExchangeDraft:
    """What an entry said, as a draft for the day on which it can be posted; it pays what the entry paid last.

    Its external reference stays with the entry. Raises NotReversible for what only takes back another entry, and
    for one half of a set-off or a transfer.
    """
    number = entry_number(found.fiscal_year, found.sequence)
    if found.reverses_id is not None or found.credits_id is not None:
        raise NotReversible(msg("Entry {number} only takes back another one. Correct that one.", number=number))
    if len(q.linked_with(op.connection, found.id)) > 1:
        raise NotReversible(msg("Entry {number} belongs to another one. Reverse it and make both anew.", number=number))
    return copy_of(op, found)


def copy_of(op: Looking, found: Row[Any]) -> ExchangeDraft:
    """What an entry said, as a draft, whatever entry it is."""
    text = q.text_of(op.connection, found.id)
    day, belongs_to = posting.correction_day(op, found)
    lines = q.lines_of(op.connection, found.id)
    return ExchangeDraft(
        party=found.party_id,
        day=day,
        belongs_to=belongs_to,
        lines=tuple(drafts.line_draft(row) for row in lines),
        memo=text.memo if text else "",
        our_document=text.our_document if text else "",
        their_document=text.their_document if text else "",
        due_day=found.due_day,
        source=found.source,
        settles=_paid_last(op, found.id, {row.id for row in lines}),
    )


def _paid_last(op: Looking, exchange: int, lines: set[int]) -> tuple[Wish, ...]:
    """The items that an entry pays, or paid until it was reversed."""
    reversal = q.reversal_of(op.connection, exchange)
    pairs = q.undone_by(op.connection, reversal) if reversal else q.settled_pairs(op.connection, sorted(lines))
    return tuple(Wish(pair.item) for pair in pairs if pair.paying in lines and pair.item not in lines)


def credit_entry(
    op: Operation, found: Row[Any], value: int, day: dt.date, position: int | None, words: tuple[str, str] = ("", "")
) -> chain.Entry:
    """Takes `value` off an entry within a running operation; `position` is the line from 1, `words` memo and document.

    Raises as `credit` does.
    """
    number = entry_number(found.fiscal_year, found.sequence)
    if found.reverses_id is not None or found.credits_id is not None:
        raise NotReversible(msg("Entry {number} only takes back another one. Credit that one.", number=number))
    if q.reversal_of(op.connection, found.id) is not None:
        raise AlreadyReversed(msg("Entry {number} was reversed before.", number=number))
    if day < found.day:
        raise Refused(msg("Entry {number} is of a later day. Choose that day or a later one.", number=number), "day")
    row = _credited_line(op, found, position, number)
    before = q.credited(op.connection, row.id)
    left = row.value - before.value
    if not 0 < value <= left:
        raise CreditTooLarge(msg("There is not that much left of entry {number} to credit.", number=number), "value")
    tax = row.tax_amount
    if tax is not None:
        tax = tax - before.tax if value == left else min(prorated(tax, value, row.value), tax - before.tax)
    line = replace(drafts.line_draft(row), sign=-1, value=value, quantity=None, cost=None, tax_amount=tax)
    draft = ExchangeDraft(
        party=found.party_id, day=day, lines=(line,), memo=words[0], their_document=words[1], source=found.source
    )
    matching.require_open(op, day)
    facts = q.party_of(op.connection, found.party_id)
    mark = chain.Mark(None, row.id, row.position)
    entry = chain.insert(op, draft, facts, chain.Links(credits=found.id), [mark])
    _settle_credit(op, entry, row.id, day)
    return entry


def _credited_line(op: Operation, found: Row[Any], position: int | None, number: str) -> Row[Any]:
    priced = [
        row for row in q.lines_of(op.connection, found.id) if row.value is not None and row.kind is not Kind.ADJUSTMENT
    ]
    if position is not None:
        priced = [row for row in priced if row.position == position - 1]
    if len(priced) != 1:
        raise Refused(msg("Say which line of entry {number} is credited.", number=number), "line")
    return priced[0]


def _settle_credit(op: Operation, entry: chain.Entry, original_line: int, day: dt.date) -> None:
    credit_line = q.open_line(op.connection, entry.lines[0])
    item = q.open_line(op.connection, original_line)
    if credit_line is None or item is None:
        return
    amount = min(credit_line.rest, item.rest)
    matching.write(op, [Match(credit_line.line, item.line, amount)], day, entry.id)
