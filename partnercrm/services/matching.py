"""What pays what inside a running operation: matches found, written as settlement rows, or taken back.

A settlement counts from the day on which both its lines are there, so that open items of any day add up to the balance
of that day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from contextlib import closing
from itertools import chain as chained

from db.queries import posting as q
from db.queries import rows
from db.tables.ledger import settlement
from partnercrm.domain import chain
from partnercrm.domain.errors import PeriodClosed, SettlementRefused
from partnercrm.domain.ledger import MUST_CLOSE, LineDraft, Reason, Return, Source, pays
from partnercrm.domain.period import PeriodState, month_number, named_month
from partnercrm.domain.settlement import Match, OpenLine, Wish, match_in_order, match_wishes
from partnercrm.domain.words import msg
from partnercrm.services.chain import Entry
from partnercrm.services.operations import Operation


def settle_entry(
    op: Operation, entry: Entry, lines: Sequence[LineDraft], wishes: Sequence[Wish], day: dt.date, source: Source
) -> None:
    """Lets the paying lines of an entry pay what was wished for; else its own other lines, then the oldest due.

    An opening pays only what it names: each open item from before stands for itself. Raises SettlementRefused.
    """
    left = tuple(wishes)
    for number, line in zip(entry.lines, lines, strict=True):
        if not pays(line) or line.asks is not Return.MONEY or line.reason is Reason.TRANSFER:
            continue
        payer = q.open_line(op.connection, number)
        if payer is not None and wishes:
            matches, left = match_wishes(payer, _wished(op, entry.party, left), left)
            write(op, matches, day, entry.id)
        elif payer is not None and source is not Source.OPENING:
            pay_oldest(op, entry, payer, day)
        if line.reason in MUST_CLOSE and q.open_line(op.connection, number) is not None:
            raise SettlementRefused(msg("There is not that much open that it could close. Lower the amount."))
    if any(wish.amount is not None for wish in left):
        raise SettlementRefused(msg("The payment is smaller than what it should pay. Lower the amounts."))


def pay_oldest(op: Operation, entry: Entry, payer: OpenLine, day: dt.date, leave_out: Iterable[int] = ()) -> None:
    """Lets a line of an entry pay the entry's own lines, then what is due first; never the lines to leave out."""
    others, family = set(leave_out), q.family_of(op.connection, entry.party)
    own = [line for line in q.open_lines(op.connection, entry.lines).values() if line.effective != payer.effective]
    skipped = others | {line.line for line in own}
    with closing(q.oldest_open(op.connection, family, -payer.effective)) as oldest:
        found = match_in_order(payer, chained(own, (item for item in oldest if item.line not in skipped)))
    write(op, found, day, entry.id)


def _wished(op: Operation, party: int, wishes: Sequence[Wish]) -> dict[int, OpenLine]:
    family = set(q.family_of(op.connection, q.root_of(op.connection, party)))
    found = q.open_lines(op.connection, [wish.line for wish in wishes])
    return {number: item for number, item in found.items() if item.party in family}


def pay_wishes(op: Operation, party: int, payer: OpenLine, wishes: Sequence[Wish], day: dt.date) -> tuple[Wish, ...]:
    """Lets a line pay what was wished for, beside any entry; answers the wishes that it did not reach."""
    matches, left = match_wishes(payer, _wished(op, party, wishes), wishes)
    write(op, matches, day, None)
    return left


def write(op: Operation, matches: Sequence[Match], day: dt.date, exchange: int | None) -> None:
    """Writes settlement rows as of `day`, or of the later day on which both lines are there; below zero undoes.

    Raises PeriodClosed where neither that month nor today's is open.
    """
    if not matches:
        return
    places = q.line_marks(op.connection, sorted({line for match in matches for line in (match.paying, match.item)}))
    head = q.settlement_head(op.connection) or chain.START
    within = chain.uuid_bytes(q.exchange_uuid(op.connection, exchange))
    for match in matches:
        paying, item = places[match.paying], places[match.item]
        values = {
            "exchange_id": exchange,
            "operation_id": op.id,
            "paying_line_id": match.paying,
            "item_line_id": match.item,
            "day": open_from(op, max(day, paying.day, item.day)),
            "amount": match.amount,
        }
        stored = rows.raw(settlement, values)
        sealed = chain.ChainSettlement(
            operation=op.uuid.bytes,
            exchange=within,
            paying=(paying.exchange.bytes, paying.position),
            item=(item.exchange.bytes, item.position),
            day=stored["day"],
            amount=match.amount,
        )
        head = chain.settlement_hash(head, sealed)
        rows.add_raw(op.connection, settlement, {**stored, "hash": head})


def unsettle(op: Operation, line: int, day: dt.date, exchange: int | None) -> None:
    """Undoes, by negative rows, all that a line pays and all that pays it, never before it was paid."""
    for pair in q.settled_pairs(op.connection, [line]):
        write(op, [Match(pair.paying, pair.item, -pair.amount)], max(day, pair.day), exchange)


def part_families(op: Operation) -> None:
    """Takes back what a party paid of another one while the two were merged; both are open again."""
    for pair in q.settled_across(op.connection):
        write(op, [Match(pair.paying, pair.item, -pair.amount)], max(op.today, pair.day), None)


def open_from(op: Operation, day: dt.date) -> dt.date:
    """The day itself while its month is open, else today. Raises PeriodClosed where today's month is closed too."""
    if q.period_state(op.connection, month_number(day)) is PeriodState.OPEN:
        return day
    later = max(day, op.today)
    require_open(op, later)
    return later


def require_open(op: Operation, day: dt.date) -> None:
    """Raises PeriodClosed if the day's month is closed or locked."""
    month = month_number(day)
    if q.period_state(op.connection, month) is not PeriodState.OPEN:
        raise PeriodClosed(
            msg("{month} is closed. Enter it today and say which day it belongs to.", month=named_month(month)), "day"
        )
