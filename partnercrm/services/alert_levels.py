"""How things stand with everything that an alert may be about, kind by kind, each with the records behind it.

What cannot be told for lack of records has no level, and so no alert.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from db.queries import alert as q
from db.queries import ending as ending_q
from db.queries import feedback as feedback_q
from db.queries import segment as segments_q
from db.queries import supplier_figures as supply_q
from db.queries.store import facts
from partnercrm.domain.agreement import AgreementState
from partnercrm.domain.agreement_rows import AgreementRow, ClauseRow
from partnercrm.domain.alert import GRACE_DAYS, STEPS, AlertKey, AlertKind, AlertRule, Level, rounded
from partnercrm.domain.clause import ClauseState, Rhythm
from partnercrm.domain.figure import Unit
from partnercrm.domain.ledger import Direction
from partnercrm.domain.money import Amount
from partnercrm.domain.segment import SegmentRule, rule_of
from partnercrm.domain.supplier_rows import SupplyWarning
from partnercrm.domain.words import Message, msg, plural
from partnercrm.services import (
    agreement,
    ending,
    feedback_figures,
    loyalty_figures,
    segment,
    supplier_rule,
    supply_risk,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

YEAR = dt.timedelta(days=365)
QUARTER = dt.timedelta(days=90)
LEAST_CONTACTS = 4
SHORTEST_GAP = 7
LEAST_ANSWERS = 10
LEAST_PEOPLE = 5
EMPTY_BAND = Decimal(1000)
"""The level of favours that are not even where the owner wants them even."""
_HARM = ("single", "untested", "at_risk")


def levels(
    connection: Connection, today: dt.date, kind: AlertKind, rule: AlertRule, *, only: AlertKey | None = None
) -> list[Level]:
    """Everything of a kind that has a level today; `only` one where reading all would take long.

    Where records take long to find they are left to `with_records`.
    """
    if kind is AlertKind.SEGMENT:
        return list(_segments(connection, today, only))
    return list(_MAKERS[kind](connection, today, rule))


def with_records(connection: Connection, today: dt.date, level: Level, rule: AlertRule) -> Level:
    """The level with all records behind it."""
    kind, party = level.key.kind, level.party
    if kind is AlertKind.BALANCE and party is not None:
        return replace(level, records={"party": (party,), "exchange": tuple(q.favours(connection, party))})
    if kind is AlertKind.COOLING and party is not None:
        talks = q.talks(connection, party, today - YEAR, today)
        return replace(level, records={"party": (party,), "interaction": tuple(talks)})
    if kind is AlertKind.SINGLE:
        came = q.deliveries(connection, level.key.row, today - YEAR, today)
        return replace(level, records={**level.records, "delivery": tuple(came)})
    if kind is AlertKind.POINTS:
        return replace(level, records={**level.records, "party": tuple(q.holders(connection, level.key.row))})
    if level.key.subject == "program" and level.due is not None:
        holders = ending_q.holders(connection, level.key.row, today, ending.last_day(today, rule))
        return replace(level, records={**level.records, "party": tuple(holders)})
    return level


def _promises(connection: Connection, today: dt.date, _rule: AlertRule) -> Iterator[Level]:
    for row in agreement.rows(connection, today):
        if row.state is AgreementState.UNSIGNED:
            continue
        for clause in row.clauses:
            for each in clause.instances:
                if each.due is not None and each.state is not ClauseState.FULFILLED:
                    yield from _promise(connection, row, clause, each.due, today)


def _promise(
    connection: Connection, row: AgreementRow, clause: ClauseRow, due: dt.date, today: dt.date
) -> Iterator[Level]:
    """What is promised each month is told of in its last week only."""
    left = (due - today).days
    if left < -GRACE_DAYS or (clause.rhythm is Rhythm.MONTHLY and left > STEPS[1]):
        return
    party = clause.party or next(iter(row.parties), None)
    what = clause.words(facts(connection).currency)
    said = msg("We promised {name}: {what}", what=what)
    if clause.side is Direction.RECEIVED:
        said = msg("{name} promised: {what}", what=what)
    key = AlertKey(AlertKind.PROMISE, "clause", clause.id, due.isoformat())
    yield Level(key, rounded(left), said, {"agreement": (row.id,)}, party.id if party else None, due)


def _late(connection: Connection, today: dt.date, rule: AlertRule) -> Iterator[Level]:
    for warning in supply_risk.warnings(connection, (), supplier_rule.rule_in(connection), today):
        order = warning.records["purchase_order"][0]
        key = AlertKey(AlertKind.LATE, "purchase_order", order)
        yield Level(key, rounded(warning.level), _unnamed(warning.said), warning.records, warning.party)


def _single(connection: Connection, today: dt.date, rule: AlertRule) -> Iterator[Level]:
    """Of what came in the last year; what was only ever offered or ordered hurts nobody."""
    came = supply_q.came(connection, today - YEAR, today)
    here = {each.item for each in came}
    known = [each for each in supply_risk.supplies(connection, came, today) if each.item in here]
    wanted = replace(supplier_rule.rule_in(connection), single_share=int(rule.off))
    found: dict[tuple[int, int], list[SupplyWarning]] = defaultdict(list)
    for warning in supply_risk.warnings(connection, known, wanted, today):
        if warning.item is not None and warning.party is not None:
            found[warning.item, warning.party].append(warning)
    for (item, party), warnings in found.items():
        single = next((each for each in warnings if each.key == "single"), None)
        if single is not None:
            worst = max(warnings, key=lambda each: _HARM.index(each.key))
            key = AlertKey(AlertKind.SINGLE, "item", item, str(party))
            yield Level(key, rounded(single.level), _unnamed(worst.said), single.records, party)


def _unnamed(said: Message) -> Message:
    """The sentence without the party's name, which is put in when it is read."""
    return replace(said, values={name: value for name, value in said.values.items() if name != "name"})


def _balances(connection: Connection, today: dt.date, _rule: AlertRule) -> Iterator[Level]:
    currency = facts(connection).currency
    for party, band, drift in q.bands(connection, today):
        amount, most = Amount(abs(drift), currency), Amount(band, currency)
        said = msg("{name} is ahead by about {amount}; about {most} was to be the most", amount=amount, most=most)
        if drift > 0:
            said = msg(
                "We are ahead of {name} by about {amount}; about {most} was to be the most", amount=amount, most=most
            )
        percent = Decimal(abs(drift)) * 100 / band if band else EMPTY_BAND * bool(drift)
        key = AlertKey(AlertKind.BALANCE, "party", party)
        yield Level(key, rounded(percent), said, {"party": (party,)}, party)


def _cooling(connection: Connection, today: dt.date, rule: AlertRule) -> Iterator[Level]:
    for met in q.contacts(connection, today - YEAR, today, LEAST_CONTACTS):
        usual = max(Decimal((met.last - met.first).days) / (met.days - 1), Decimal(SHORTEST_GAP))
        silent = (today - met.last).days
        level = rounded(silent / usual)
        if level < rule.off:
            continue
        said = plural(
            "{name} was not in touch for {count} day, usually every {usual}",
            "{name} was not in touch for {count} days, usually every {usual}",
            silent,
            usual=int(usual.to_integral_value()),
        )
        key = AlertKey(AlertKind.COOLING, "party", met.party)
        yield Level(key, level, said, {"party": (met.party,)}, met.party)


def _satisfaction(connection: Connection, today: dt.date, _rule: AlertRule) -> Iterator[Level]:
    cut = today - QUARTER
    given: dict[int, tuple[list[tuple[int, int | None]], list[tuple[int, int | None]]]] = defaultdict(lambda: ([], []))
    later = {number for _survey, number, *_ in feedback_q.scores(connection, cut + dt.timedelta(days=1), today)}
    for survey, number, _day, score, _party in feedback_q.scores(connection, today - YEAR, today):
        given[survey][number in later].append((number, score))
    for row in feedback_q.surveys(connection):
        before, now = (feedback_figures.result(row.kind, part) for part in given[row.id])
        if before.value is None or now.value is None or min(before.n, now.n) < LEAST_ANSWERS:
            continue
        whole = 100 if now.unit is Unit.SHARE else 1
        was, is_now = (rounded(float(each.value or 0) * whole) for each in (before, now))
        said = msg("{survey} fell from {before} to {now}", survey=row.name, before=round(was), now=round(is_now))
        key = AlertKey(AlertKind.SATISFACTION, "survey", row.id)
        yield Level(key, was - is_now, said, now.records)


def _segments(connection: Connection, today: dt.date, only: AlertKey | None) -> Iterator[Level]:
    kept = [(number, name, rule_of(rule)) for number, _uuid, name, rule in segments_q.listed(connection)]
    asked = [each for each in kept if only is None or each[0] == only.row]
    wanted = [each for each in asked if not _of_the_silent(each[2])]
    if not wanted:
        return
    rules = [rule for _number, _name, rule in wanted]
    then = segment.members_in(connection, rules, today - QUARTER)
    now = segment.members_in(connection, rules, today)
    for (number, name, _), before, after in zip(wanted, then, now, strict=True):
        if len(before) < LEAST_PEOPLE:
            continue
        here = {row.party for row in after}
        left = tuple(row.party for row in before if row.party not in here)
        level = rounded(Decimal(len(before) - len(after)) * 100 / len(before))
        said = msg("{segment} shrank from {before} to {now}", segment=name, before=len(before), now=len(after))
        records = {"segment": (number,), "party": left}
        yield Level(AlertKey(AlertKind.SEGMENT, "segment", number), level, said, records)


def _of_the_silent(rule: SegmentRule) -> bool:
    """Whether a segment gathers those who stay away, so that it is good when it shrinks."""
    return bool(rule.lapsed) or rule.silent_days is not None


def _points(connection: Connection, today: dt.date, _rule: AlertRule) -> Iterator[Level]:
    currency = facts(connection).currency
    before = {row.program: row.views.cost for row in loyalty_figures.liabilities_in(connection, today - QUARTER)}
    for row in loyalty_figures.liabilities_in(connection, today):
        was, cost = before.get(row.program, 0), row.views.cost
        if was <= 0:
            continue
        words = {"before": Amount(was, currency), "now": Amount(cost, currency)}
        said = msg("Points of {program} will cost about {now}; it was {before}", program=row.name, **words)
        key = AlertKey(AlertKind.POINTS, "program", row.program)
        yield Level(key, rounded(Decimal(cost - was) * 100 / was), said, {"program": (row.program,)})


def _ending(connection: Connection, today: dt.date, rule: AlertRule) -> Iterator[Level]:
    for row in ending.within(connection, today, rule):
        said = msg("{what}: {more}", what=row.name, more=row.said)
        records = {row.key.subject: (row.id,)}
        yield Level(row.key, rounded((row.day - today).days), said, records, row.party, row.day)


_MAKERS: dict[AlertKind, Callable[[Connection, dt.date, AlertRule], Iterator[Level]]] = {
    AlertKind.PROMISE: _promises,
    AlertKind.LATE: _late,
    AlertKind.BALANCE: _balances,
    AlertKind.SINGLE: _single,
    AlertKind.COOLING: _cooling,
    AlertKind.SATISFACTION: _satisfaction,
    AlertKind.POINTS: _points,
    AlertKind.ENDING: _ending,
}
