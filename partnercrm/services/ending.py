"""What ends soon, told of at 30, 7 and 0 days before, and deliveries that did not come. Read with Today."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from db.queries import ending as q
from partnercrm.domain.alert import STEPS, step
from partnercrm.domain.today_rows import EndKind, EndRow, LateOrderRow, Short
from partnercrm.domain.words import Message, msg

if TYPE_CHECKING:
    from sqlalchemy import Connection


def soon(connection: Connection, today: dt.date, shown: int) -> Short[EndRow]:
    """Agreements, promotions and points that end within the first step, what ends first at the top."""
    found: list[EndRow] = []
    last = today + dt.timedelta(days=STEPS[0])
    for agreement in q.agreements(connection):
        said, day = _last_call(agreement, today)
        if day is not None and today <= day <= last:
            found.append(_row(EndKind.AGREEMENT, agreement.id, agreement.title, said, day, today))
    for promotion in q.promotions(connection, today, last):
        ends = msg("Promotion ends")
        found.append(_row(EndKind.PROMOTION, promotion.id, promotion.name, ends, promotion.day, today))
    for program in q.points(connection, today, last):
        said = msg("{points} points end", points=program.points)
        found.append(_row(EndKind.POINTS, program.program, program.name, said, program.day, today))
    found.sort(key=lambda row: (row.day, tuple(EndKind).index(row.kind), row.id))
    return Short(tuple(found[:shown]), len(found))


def late_orders(connection: Connection, today: dt.date, shown: int) -> Short[LateOrderRow]:
    """Orders that should have come, the longest late first."""
    found = q.late_orders(connection, today)
    rows = [
        LateOrderRow(each.order, each.party, each.name, each.items, each.expected, (today - each.expected).days)
        for each in found[:shown]
    ]
    return Short(tuple(rows), len(found))


def _row(kind: EndKind, number: int, name: str, said: Message, day: dt.date, today: dt.date) -> EndRow:
    reached = step((day - today).days)
    assert reached is not None
    return EndRow(kind, number, name, said, day, reached)


def _last_call(agreement: q.AgreementEnding, today: dt.date) -> tuple[Message, dt.date | None]:
    """What is to be told of an agreement's end, and by which day: notice where it would go on by itself."""
    term, names = agreement.term, agreement.names
    notice = term.notice_day(today)
    if term.renew_months and notice is not None:
        return msg("Last day to end it, with {names}", names=names), notice
    if term.renew_months:
        return msg("Goes on by itself, with {names}", names=names), term.end(today)
    return msg("Agreement ends, with {names}", names=names), term.end(today)
