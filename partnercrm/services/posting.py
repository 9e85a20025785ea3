"""Posting inside a running operation: the rules of an entry, the entry, and what it pays.

`ledger.py`, `settlement.py`, imports and every flow that posts by itself stand on this.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from db.queries import posting as q
from partnercrm.domain.errors import Invalid, LimitReached, Refused, not_found
from partnercrm.domain.ledger import (
    ExchangeDraft,
    LineDraft,
    Reason,
    Return,
    is_turn,
    line_problems,
    pair_problem,
    parse_entry_number,
    payroll_problem,
    pays,
)
from partnercrm.domain.period import PeriodState, month_number
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass, replace
from partnercrm.domain.words import msg
from partnercrm.services import matching
from partnercrm.services.chain import NO_LINKS, Book, Entry, Links, Mark
from partnercrm.services.matching import require_open
from partnercrm.services.operations import Operation

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row


class Looking(Protocol):
    """Where entries are looked at, be it within an operation or only to show what it would do."""

    @property
    def connection(self) -> Connection:
        """Where they are read."""

    @property
    def today(self) -> dt.date:
        """The user's day."""


@dataclass(frozen=True, slots=True)
class Look:
    """A look at entries that writes nothing."""

    connection: Connection
    today: dt.date


def post(
    op: Operation, draft: ExchangeDraft, links: Links = NO_LINKS, *, settle: bool = True, paired: bool = False
) -> Entry:
    """Posts a draft and settles what it pays; `settle=False` leaves the settling to the caller.

    `paired` is said by whoever posts both halves of a set-off or a transfer. Raises Invalid with the draft's
    problems, PeriodClosed, LimitReached or SettlementRefused.
    """
    book = Book(op)
    entry, lines = _add(book, draft, links, paired=paired)
    book.flush()
    if settle:
        _settle(op, entry, lines, draft)
    return entry


def post_into(book: Book, draft: ExchangeDraft) -> Entry:
    """As `post`, for many drafts of one operation: the caller flushes the book at the end. Raises as `post` does."""
    entry, lines = _add(book, draft, NO_LINKS)
    if any(map(pays, lines)):
        book.flush()
        _settle(book.op, entry, lines, draft)
    return entry


def _add(book: Book, draft: ExchangeDraft, links: Links, *, paired: bool = False) -> tuple[Entry, list[LineDraft]]:
    facts, lines = _checked(book, draft)
    assert draft.day is not None
    single = None if paired else pair_problem(lines)
    if single is not None:
        raise Invalid([single])
    if not book.is_open(draft.day):
        require_open(book.op, draft.day)
    _check_limit(book, facts, lines, draft)
    marks = [Mark(draft.day if is_turn(line, draft.source) else None) for line in lines]
    return book.add(replace(draft, lines=tuple(lines)), facts, links, marks), lines


def _settle(op: Operation, entry: Entry, lines: Sequence[LineDraft], draft: ExchangeDraft) -> None:
    assert draft.day is not None
    matching.settle_entry(op, entry, lines, draft.settles, draft.day, draft.source)


def checked(op: Operation, draft: ExchangeDraft) -> tuple[q.PartyFacts, list[LineDraft]]:
    """The party's facts and the completed lines of a draft that may be posted. Raises Invalid with its problems."""
    return _checked(Book(op), draft)


def _checked(book: Book, draft: ExchangeDraft) -> tuple[q.PartyFacts, list[LineDraft]]:
    problems = list(draft.problems())
    if problems or draft.party is None or draft.day is None:
        raise Invalid(problems)
    facts = book.facts(draft.party, draft.day)
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


def correction_day(op: Looking, found: Row[Any]) -> tuple[dt.date, dt.date | None]:
    """Where what corrects an entry goes: its own day while its month and those of what it settles are open, else today.

    Answers the day, and the day to which it belongs where that is another one.
    """
    lines = [row.id for row in q.lines_of(op.connection, found.id)]
    days = {found.day, *(pair.day for pair in q.settled_pairs(op.connection, lines))}
    if all(q.period_state(op.connection, month) is PeriodState.OPEN for month in set(map(month_number, days))):
        return found.day, found.belongs_to
    return op.today, found.day


def _check_limit(book: Book, facts: q.PartyFacts, lines: Sequence[LineDraft], draft: ExchangeDraft) -> None:
    if facts.hard_limit is None or draft.reason.strip() or all(line.reason is Reason.SET_OFF for line in lines):
        return
    book.flush()
    connection = book.op.connection
    before = q.to_pay_total(connection, q.family_of(connection, facts.id))
    moved = sum(line.direction.factor * line.sign * (line.value or 0) for line in lines if line.asks is Return.MONEY)
    if abs(before + moved) > max(facts.hard_limit, abs(before)):
        raise LimitReached(
            msg("This goes past the limit set for {name}. Say why to save it.", name=facts.name), "reason"
        )


def find_exchange(op: Looking, number: str) -> Row[Any]:
    """The row of the exchange that people quote as `2026-0412`. Raises Refused where there is none."""
    parsed = parse_entry_number(number)
    found = q.exchange_by_number(op.connection, *parsed) if parsed else None
    if found is None:
        raise Refused(msg("There is no entry {number} in this shop.", number=number), "number")
    return found
