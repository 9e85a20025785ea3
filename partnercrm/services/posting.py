"""Posting inside a running operation: the rules, the number, the chain, the lines, and what they pay.

`ledger.py`, `settlement.py`, imports and every flow that posts by itself stand on this; nothing else writes entries.
"""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from db.queries import posting as q
from db.types import day_to_int, moment_to_int, quantity_to_int
from partnercrm.domain import chain
from partnercrm.domain.dates import fiscal_year
from partnercrm.domain.errors import Invalid, LimitReached, PeriodClosed, Refused, SettlementRefused, not_found
from partnercrm.domain.ledger import (
    ExchangeDraft,
    LineDraft,
    Reason,
    Return,
    Source,
    entry_number,
    is_turn,
    line_problems,
    parse_entry_number,
    payroll_problem,
    pays,
)
from partnercrm.domain.period import PeriodState, month_number, month_text
from partnercrm.domain.problems import Problem
from partnercrm.domain.settlement import Match, OpenLine, Wish, match_oldest, match_wishes
from partnercrm.domain.words import msg
from partnercrm.services.operations import Operation

MUST_CLOSE = frozenset({Reason.ROUNDING, Reason.CASH_DISCOUNT, Reason.FORGIVEN, Reason.SET_OFF})


@dataclass(frozen=True, slots=True)
class Links:
    """Row ids of the exchanges that a posting names."""

    reverses: int | None = None
    credits: int | None = None
    corrects: int | None = None
    enters_again: int | None = None
    linked: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A posting: its row id, UUID, number, party (row id) and the row ids of its lines in order."""

    id: int
    uuid: UUID
    number: str
    party: int
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """What a line is beside its draft: the day on which it counts as a turn, and the line that it takes back."""

    turn_day: dt.date | None = None
    takes_back: int | None = None
    takes_back_position: int | None = None


NO_LINKS = Links()


def post(
    op: Operation,
    draft: ExchangeDraft,
    links: Links = NO_LINKS,
    *,
    settle: bool = True,
) -> Entry:
    """Posts a draft and settles what it pays; `settle=False` leaves the settling to the caller.

    Raises Invalid with the draft's problems, PeriodClosed, LimitReached or SettlementRefused.
    """
    facts, lines = checked(op, draft)
    day = draft.day or op.today
    require_open(op, day)
    _check_limit(op, facts, lines, draft)
    marks = [Mark(day if is_turn(line, draft.source) else None) for line in lines]
    entry = insert(op, replace(draft, day=day, lines=tuple(lines)), facts, links, marks)
    if settle:
        settle_paying_lines(op, entry, lines, draft.settles, day)
    return entry


def checked(op: Operation, draft: ExchangeDraft) -> tuple[q.PartyFacts, list[LineDraft]]:
    """The party's facts and the completed lines of a draft that may be posted. Raises Invalid with its problems."""
    problems = list(draft.problems())
    if problems or draft.party is None:
        raise Invalid(problems)
    facts = q.party_facts(op.connection, draft.party, draft.day or op.today)
    if facts is None or facts.gone:
        raise not_found("person or business")
    if facts.walk_in:
        raise Invalid([Problem("party", msg("Walk-in customers have no page. Choose a person or business."))])
    lines = [line.completed(facts.roles, draft.source) for line in draft.lines]
    problems = [Problem(f"lines.{n}.{p.field}", p.message) for n, line in enumerate(lines) for p in line_problems(line)]
    payroll = payroll_problem(lines, facts.roles)
    if payroll is not None:
        problems.append(payroll)
    if problems:
        raise Invalid(problems)
    return facts, lines


def require_open(op: Operation, day: dt.date) -> None:
    """Raises PeriodClosed if the day's month is closed or locked."""
    month = month_number(day)
    if q.period_state(op.connection, month) is not PeriodState.OPEN:
        raise PeriodClosed(
            msg("{month} is closed. Post it today and say which day it belongs to.", month=month_text(month)), "day"
        )


def open_day(op: Operation, day: dt.date) -> tuple[dt.date, dt.date | None]:
    """Where a correction of that day goes: the day itself while its month is open, else today, belonging to it."""
    if q.period_state(op.connection, month_number(day)) is PeriodState.OPEN:
        return day, None
    return op.today, day


def _check_limit(op: Operation, facts: q.PartyFacts, lines: Sequence[LineDraft], draft: ExchangeDraft) -> None:
    if facts.hard_limit is None or draft.reason.strip():
        return
    before = q.to_pay_total(op.connection, q.family_of(op.connection, facts.id))
    moved = sum(line.direction.factor * line.sign * (line.value or 0) for line in lines if line.asks is Return.MONEY)
    if abs(before + moved) > max(facts.hard_limit, abs(before)):
        raise LimitReached(
            msg("This goes past the limit set for {name}. Say why to save it.", name=facts.name), "reason"
        )


def insert(op: Operation, draft: ExchangeDraft, facts: q.PartyFacts, links: Links, marks: Sequence[Mark]) -> Entry:
    """Writes an entry at the end of the chain as it stands; the rules were asked before. Lines come completed."""
    connection, day = op.connection, draft.day or op.today
    year = fiscal_year(day, q.fiscal_year_start(connection))
    sequence, previous = q.next_sequence(connection, year), q.head(connection)
    number, salt = uuid.uuid4(), secrets.token_bytes(16)
    sealed = _sealed(op, draft, facts, links, marks, (number, entry_number(year, sequence), salt))
    exchange = q.add_exchange(
        connection,
        {
            "uuid": number,
            "fiscal_year": year,
            "sequence": sequence,
            "party_id": facts.id,
            "day": day,
            "due_day": draft.due_day,
            "belongs_to": draft.belongs_to,
            "source": draft.source,
            "posted_at": op.now,
            "posted_by": op.ctx.actor,
            "operation_id": op.id,
            "reverses_id": links.reverses,
            "credits_id": links.credits,
            "corrects_id": links.corrects,
            "enters_again_id": links.enters_again,
            "linked_id": links.linked,
            "line_count": len(draft.lines),
            "import_source": draft.import_source or None,
            "external_id": draft.external_id or None,
            "text_hash": sealed.text_hash,
            "hash": chain.entry_hash(previous.hash if previous else chain.START, sealed),
        },
    )
    q.add_text(connection, _text_values(exchange, salt, draft))
    lines = tuple(
        q.add_line(connection, _line_values(exchange, facts.id, draft, n, mark), line.what)
        for n, (line, mark) in enumerate(zip(draft.lines, marks, strict=True))
    )
    op.touch(facts.id)
    return Entry(exchange, number, sealed.number, facts.id, lines)


def _sealed(
    op: Operation,
    draft: ExchangeDraft,
    facts: q.PartyFacts,
    links: Links,
    marks: Sequence[Mark],
    named: tuple[UUID, str, bytes],
) -> chain.ChainEntry:
    number, entry, salt = named
    words = [draft.reason, *(line.what for line in draft.lines)]
    return chain.ChainEntry(
        number=entry,
        exchange=number.bytes,
        party=facts.uuid.bytes,
        day=day_to_int(draft.day or op.today),
        due_day=None if draft.due_day is None else day_to_int(draft.due_day),
        belongs_to=None if draft.belongs_to is None else day_to_int(draft.belongs_to),
        source=draft.source.value,
        posted_at=moment_to_int(op.now),
        posted_by=q.user_uuid(op.connection, op.ctx.actor).bytes,
        **_link_bytes(op, links),
        text_hash=chain.text_hash(salt, draft.memo, draft.our_document, draft.their_document, words),
        lines=[
            sealed_line(n, line, mark, draft.source)
            for n, (line, mark) in enumerate(zip(draft.lines, marks, strict=True))
        ],
    )


def _text_values(exchange: int, salt: bytes, draft: ExchangeDraft) -> dict[str, Any]:
    return {
        "exchange_id": exchange,
        "salt": salt,
        "memo": draft.memo,
        "our_document": draft.our_document,
        "their_document": draft.their_document,
        "reason": draft.reason,
    }


def _link_bytes(op: Operation, links: Links) -> dict[str, bytes | None]:
    named = {
        "reverses": links.reverses,
        "credits": links.credits,
        "corrects": links.corrects,
        "enters_again": links.enters_again,
        "linked": links.linked,
    }
    return {name: chain.uuid_bytes(q.exchange_uuid(op.connection, number)) for name, number in named.items()}


def sealed_line(position: int, line: LineDraft, mark: Mark, source: Source) -> list[chain.Field]:
    """A line as the chain seals it; the order is part of the chain's version."""
    return [
        position,
        line.direction.factor,
        line.sign,
        line.kind.value,
        None if line.quantity is None else quantity_to_int(line.quantity),
        line.unit,
        line.value,
        line.basis.value if line.basis else None,
        line.asks.value if line.asks else None,
        line.tax_code,
        line.tax_amount,
        line.cost,
        line.reason.value if line.reason else None,
        line.foreign_currency,
        _decimal_text(line.foreign_amount),
        _decimal_text(line.foreign_rate),
        None if mark.turn_day is None else day_to_int(mark.turn_day),
        mark.takes_back_position,
        int(source is Source.OPENING),
    ]


def _decimal_text(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _line_values(exchange: int, party: int, draft: ExchangeDraft, position: int, mark: Mark) -> dict[str, Any]:
    return {
        "exchange_id": exchange,
        "party_id": party,
        "day": draft.day,
        "due_day": draft.due_day or draft.day,
        "turn_day": mark.turn_day,
        "takes_back_id": mark.takes_back,
        "opening": int(draft.source is Source.OPENING),
        **line_values(draft.lines[position], position),
    }


def line_values(line: LineDraft, position: int) -> dict[str, Any]:
    """The columns that a posted line and a draft's line share."""
    return {
        "position": position,
        "direction": line.direction.factor,
        "sign": line.sign,
        "kind": line.kind,
        "quantity": line.quantity,
        "unit": line.unit,
        "value": line.value,
        "basis": line.basis,
        "asks": line.asks,
        "tax_code": line.tax_code,
        "tax_amount": line.tax_amount,
        "cost": line.cost,
        "reason": line.reason,
        "foreign_currency": line.foreign_currency,
        "foreign_amount": _decimal_text(line.foreign_amount),
        "foreign_rate": _decimal_text(line.foreign_rate),
    }


def settle_paying_lines(
    op: Operation, entry: Entry, lines: Sequence[LineDraft], wishes: Sequence[Wish], day: dt.date
) -> None:
    """Lets the paying lines of an entry pay the items wished for, else the oldest due."""
    left = tuple(wishes)
    for number, line in zip(entry.lines, lines, strict=True):
        payer = q.open_line(op.connection, number) if pays(line) and line.asks is Return.MONEY else None
        if payer is None or line.reason is Reason.TRANSFER:
            continue
        matches, left = _matches(op, entry, payer, left, wished=bool(wishes))
        write_matches(op, matches, day, entry.id)
        if line.reason in MUST_CLOSE and q.open_line(op.connection, number) is not None:
            raise SettlementRefused(msg("There is not that much open that it could close. Lower the amount."))
    if any(wish.amount is not None for wish in left):
        raise SettlementRefused(msg("The payment is smaller than what it should pay. Lower the amounts."))


def _matches(
    op: Operation, entry: Entry, payer: OpenLine, wishes: tuple[Wish, ...], *, wished: bool
) -> tuple[tuple[Match, ...], tuple[Wish, ...]]:
    family = q.family_of(op.connection, entry.party)
    items = [item for item in q.open_lines(op.connection, family) if item.line not in entry.lines]
    if wished:
        return match_wishes(payer, {item.line: item for item in items}, wishes)
    return match_oldest(payer, items), ()


def write_matches(op: Operation, matches: Sequence[Match], day: dt.date, exchange: int | None) -> None:
    """Writes settlement rows; a negative amount undoes."""
    q.add_settlements(
        op.connection,
        [
            {
                "exchange_id": exchange,
                "operation_id": op.id,
                "paying_line_id": match.paying,
                "item_line_id": match.item,
                "day": day,
                "amount": match.amount,
            }
            for match in matches
        ],
    )


def unsettle(op: Operation, line: int, day: dt.date, exchange: int | None) -> None:
    """Undoes, by negative rows, all that a line pays and all that pays it."""
    undone = [Match(paying, item, -amount) for paying, item, amount in q.settled_pairs(op.connection, line)]
    write_matches(op, undone, day, exchange)


def find_exchange(op: Operation, number: str) -> Row[Any]:
    """The row of the exchange that people quote as `2026-0412`. Raises Refused where there is none."""
    parsed = parse_entry_number(number)
    found = q.exchange_by_number(op.connection, *parsed) if parsed else None
    if found is None:
        raise Refused(msg("There is no entry {number} in this shop.", number=number), "number")
    return found
