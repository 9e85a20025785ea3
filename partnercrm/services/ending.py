"""What ends soon, told of at 30, 7 and 0 days before, and deliveries that did not come. Read with Today.

Both go by the rule of their kind; what was put aside is quiet, and an agreement of which a follow-up reminds stands
there alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from db.queries import alert as alert_q
from db.queries import ending as q
from partnercrm.domain.alert import AlertKind, AlertRule, later, step
from partnercrm.domain.dates import add_months
from partnercrm.domain.today_rows import EndKind, EndRow, LateOrderRow, Short
from partnercrm.domain.words import Message, msg

if TYPE_CHECKING:
    from sqlalchemy import Connection


def soon(connection: Connection, today: dt.date, shown: int, rule: AlertRule) -> Short[EndRow]:
    """Agreements, promotions and points that end within the days of the rule, what ends first at the top."""
    if not rule.active:
        return Short((), 0)
    before = alert_q.keys(connection, AlertKind.ENDING)
    aside = alert_q.snoozed(connection, today, AlertKind.ENDING)
    found = [
        row
        for row in within(connection, today, rule)
        if row.key not in aside and rule.stands(row.key in before, Decimal((row.day - today).days))
    ]
    return Short(tuple(found[:shown]), len(found))


def within(connection: Connection, today: dt.date, rule: AlertRule) -> list[EndRow]:
    """All that ends within the larger of the rule's days, told of or not, what ends first at the top."""
    found = list(_endings(connection, today, rule))
    return sorted(found, key=lambda row: (row.day, tuple(EndKind).index(row.kind), row.id))


def late_orders(connection: Connection, today: dt.date, shown: int, rule: AlertRule) -> Short[LateOrderRow]:
    """Orders that should have come, the longest late first."""
    if not rule.active:
        return Short((), 0)
    before = alert_q.keys(connection, AlertKind.LATE)
    aside = alert_q.snoozed(connection, today, AlertKind.LATE)
    found = [
        row
        for row in (_late(each, today, rule) for each in q.late_orders(connection, today))
        if row.key not in aside and rule.stands(row.key in before, Decimal(row.days))
    ]
    return Short(tuple(found[:shown]), len(found))


def _late(each: q.LateOrder, today: dt.date, rule: AlertRule) -> LateOrderRow:
    days, rests = (today - each.expected).days, later(None, today, rule.rest_days)
    return LateOrderRow(each.order, each.party, each.name, each.items, each.expected, days, rests)


def last_day(today: dt.date, rule: AlertRule) -> dt.date:
    """Until when points of a program are counted together."""
    return today + dt.timedelta(days=int(rule.on))


def _endings(connection: Connection, today: dt.date, rule: AlertRule) -> Iterator[EndRow]:
    last = today + dt.timedelta(days=int(max(rule.on, rule.off)))

    def row(kind: EndKind, number: int, name: str, said: Message, day: dt.date, party: int | None) -> EndRow:
        rests = later(day, today, rule.rest_days)
        if kind is EndKind.POINTS:
            rests = add_months(day.replace(day=1), 1)
        return EndRow(kind, number, name, said, day, step((day - today).days), party, rests)

    for agreement in q.agreements(connection, today):
        said, day = _last_call(agreement, today)
        told = agreement.term.reminder(today) in agreement.reminded
        if day is not None and today <= day <= last and not told:
            yield row(EndKind.AGREEMENT, agreement.id, agreement.title, said, day, agreement.party)
    for promotion in q.promotions(connection, today, last):
        ends = msg("Promotion ends")
        yield row(EndKind.PROMOTION, promotion.id, promotion.name, ends, promotion.day, promotion.party)
    for program in q.points(connection, today, last_day(today, rule)):
        said = msg("{points} points end", points=program.points)
        yield row(EndKind.POINTS, program.program, program.name, said, program.day, None)


def _last_call(agreement: q.AgreementEnding, today: dt.date) -> tuple[Message, dt.date | None]:
    """What is to be told of an agreement's end, and by which day: notice where it would go on by itself."""
    term, names = agreement.term, agreement.names
    notice = term.notice_day(today)
    if term.renew_months and notice is not None:
        return msg("Last day to end it, with {names}", names=names), notice
    if term.renew_months:
        return msg("Goes on by itself, with {names}", names=names), term.end(today)
    return msg("Agreement ends, with {names}", names=names), term.end(today)
