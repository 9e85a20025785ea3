"""What the workbook of the ledger says: its rows, the sums that they must come to, and the sentence in front.

The lines are streamed within one view of the store, so that all sheets of a workbook tell of the same moment.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from db.engine import Store
from db.queries import ledger_report as q
from db.queries import open_item
from partnercrm.domain.errors import Refused
from partnercrm.domain.ledger import Lens
from partnercrm.domain.ledger_rows import OpenItem, OpenSide
from partnercrm.domain.money import Amount, Currency
from partnercrm.domain.record import dataclass
from partnercrm.domain.report_rows import FavourSums, PartySums, ReportLine
from partnercrm.domain.words import Message, msg, plural
from partnercrm.services import balance
from partnercrm.services import open_item as open_items

if TYPE_CHECKING:
    from sqlalchemy import Connection

Row = TypeVar("Row", PartySums, FavourSums)


@dataclass(frozen=True, slots=True)
class Span:
    """The days that a workbook covers, both included; None is from the first day, or to the last."""

    from_day: dt.date | None = None
    to_day: dt.date | None = None


class Reading:
    """One view of the store (`connection`), from which every sheet of a workbook is filled."""

    def __init__(self, connection: Connection, span: Span, today: dt.date) -> None:
        self.connection, self._span, self._today = connection, span, today
        days = span.from_day, span.to_day
        self.to_pay = _employees_summed(q.to_pay_sums(connection, *days))
        self.favours = _favours_summed(q.favour_sums(connection, *days))
        self.paid, self.received, self.sold = q.money_sums(connection, *days)
        self.ends = q.ends(connection, *days)
        self.line_count = q.line_count(connection, *days)
        self.years = q.whole_years(connection, *days)

    def open_items(self) -> list[OpenItem]:
        """What is open at the end of the span. Who is an employee too is not told apart."""
        found = open_item.listed(self.connection, self._span.to_day or self._today, self._span.to_day, None)
        team = q.employees(self.connection)
        return [_nameless(item) if item.party_uuid in team else item for item in found]

    def lines(self) -> Iterator[ReportLine]:
        """The lines of the span in the order of the chain."""
        return q.lines(self.connection, self._span.from_day, self._span.to_day)


@contextmanager
def reading(store: Store, span: Span, today: dt.date) -> Iterator[Reading]:
    """Holds one view of the store while a workbook is written."""
    with store.read() as connection:
        yield Reading(connection, span, today)


def line_count(store: Store, span: Span) -> int:
    """How many lines the workbook of a span will hold."""
    with store.read() as connection:
        return q.line_count(connection, span.from_day, span.to_day)


def require_not_employee(store: Store, party: int) -> None:
    """Raises Refused for an employee (row id): of them a workbook tells totals only."""
    with store.read() as connection:
        if q.is_employee(connection, party):
            raise Refused(msg("Employees appear in a workbook as a total only, so they get no statement."), "party")


def summary(store: Store, today: dt.date, currency: Currency) -> tuple[Message, ...]:
    """How the shop stands, in the sentences that the screen and the workbook's Summary share."""
    items = open_items.items(store, today)
    sides = {side: [item for item in items if item.side is side] for side in OpenSide}
    they, we = (Amount(sum(item.open for item in sides[side]), currency) for side in OpenSide)
    late = sum(1 for item in sides[OpenSide.RECEIVABLE] if item.days_late)
    said = [
        msg("They owe you {amount} in all.", amount=they)
        if they.minor >= 0
        else msg("You hold {amount} of theirs.", amount=Amount(-they.minor, currency)),
        msg("You owe {amount} in all.", amount=we)
        if we.minor >= 0
        else msg("They hold {amount} of yours.", amount=Amount(-we.minor, currency)),
    ]
    if late:
        said.append(plural("One of their bills is late.", "{count} of their bills are late.", late))
    ahead = [row for row in balance.balances(store, Lens.FAVOURS) if row.given or row.received]
    ours = sum(1 for row in ahead if row.balance > 0)
    theirs = sum(1 for row in ahead if row.balance < 0)
    if ahead:
        said.append(
            msg(
                "Favours have passed with {count}: you are ahead with {ours}, they with {theirs}.",
                count=len(ahead),
                ours=ours,
                theirs=theirs,
            )
        )
    return tuple(said)


def _nameless(item: OpenItem) -> OpenItem:
    return replace(item, name="", memo="", our_document="", their_document="")


def _employees_summed(rows: list[PartySums]) -> list[PartySums]:
    """Employees appear as one total, never one by one."""
    others, team = _apart(rows)
    if not team:
        return others
    first = team[0]
    total = replace(
        first,
        party=0,
        name="",
        opening=sum(row.opening for row in team),
        given=sum(row.given for row in team),
        received=sum(row.received for row in team),
    )
    return [*others, total]


_FAVOUR_SUMS = tuple(
    "opening given received unpriced_given unpriced_received volume_given volume_received "
    "volume_unpriced_given volume_unpriced_received turns_given turns_received".split()
)


def _favours_summed(rows: list[FavourSums]) -> list[FavourSums]:
    others, team = _apart(rows)
    if not team:
        return others
    sums = {name: sum(getattr(row, name) for row in team) for name in _FAVOUR_SUMS}
    return [*others, replace(team[0], party=0, name="", **sums)]


def _apart(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    return [row for row in rows if not row.employee], [row for row in rows if row.employee]
