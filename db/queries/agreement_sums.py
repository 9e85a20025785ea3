"""What agreements come to in a span, as one sum over their clauses and the entries: to prove what a report lists."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection

from db.queries import many
from db.queries.agreement import CREDITED, NAMED
from db.queries.rows import driver_of
from partnercrm.domain.clause import MOST_INSTANCES, ClauseState, says_same
from partnercrm.domain.record import dataclass

_FAR = "9999-12-31"


def _iso(column: str) -> str:
    return f"format('%04d-%02d-%02d', {column} / 10000, {column} / 100 % 100, {column} % 100)"


def _add(day: str, months: str) -> str:
    """The same day so many months on, or the last of that month."""
    return (
        f"min(date({day}, 'start of month', ({months}) || ' months', (strftime('%d', {day}) - 1) || ' days'), "
        f"date({day}, 'start of month', ({months} + 1) || ' months', '-1 day'))"
    )


# Nothing ends later than far away; `ends` is before the agreement's own end cuts it off.
_TURNS = f"""
    term(id, first, until, ended, renew) AS (
        SELECT id, {_iso("from_day")},
            iif(to_day IS NULL OR (ended_on IS NOT NULL AND renew_months IS NOT NULL), NULL, {_iso("to_day")}),
            iif(ended_on IS NULL, '{_FAR}', {_iso("ended_on")}), iif(ended_on IS NULL, coalesce(renew_months, 0), 0)
        FROM agreement
    ),
    renewed(id, number, day) AS (
        SELECT id, 0, coalesce(until, '{_FAR}') FROM term UNION ALL
        SELECT r.id, r.number + 1, {_add("t.until", "(r.number + 1) * t.renew")}
        FROM renewed r JOIN term t ON t.id = r.id WHERE t.renew > 0 AND r.day < :today
    ),
    promise(id, agreement_id, months, due, first, last) AS (
        SELECT c.id, t.id, CASE c.rhythm WHEN 'monthly' THEN 1 WHEN 'quarterly' THEN 3 WHEN 'yearly' THEN 12 ELSE 0 END,
            iif(c.due_day IS NULL, NULL, {_iso("c.due_day")}), t.first,
            min(t.ended, (SELECT max(day) FROM renewed r WHERE r.id = t.id))
        FROM clause c JOIN term t ON t.id = c.agreement_id
    ),
    turn(id, number, begins, ends) AS (
        SELECT id, 0, first, CASE WHEN months = 0 THEN coalesce(due, '{_FAR}') WHEN due >= first THEN due
            ELSE date({_add("first", "months")}, '-1 day') END FROM promise
        UNION ALL
        SELECT t.id, t.number + 1, date(t.ends, '+1 day'), CASE WHEN p.due >= p.first
            THEN {_add("p.due", "(t.number + 1) * p.months")}
            ELSE date({_add("p.first", "(t.number + 2) * p.months")}, '-1 day') END
        FROM turn t JOIN promise p ON p.id = t.id
        WHERE p.months > 0 AND t.number + 1 < {MOST_INSTANCES} AND t.ends < :today AND t.ends < p.last
    ),
    wanted(id, number, begins, due) AS (
        SELECT t.id, t.number, t.begins, min(t.ends, p.last) FROM turn t JOIN promise p ON p.id = t.id
        WHERE t.begins <= :until AND min(t.ends, p.last) >= :since
    )
"""
_PASSED = f"""
    side(id, root) AS (
        SELECT DISTINCT c.id, coalesce(a.root_id, m.party_id) FROM clause c
        JOIN agreement_party m ON m.agreement_id = c.agreement_id LEFT JOIN alias a ON a.party_id = m.party_id
        WHERE c.party_id IS NULL
        UNION SELECT c.id, coalesce(a.root_id, c.party_id) FROM clause c LEFT JOIN alias a ON a.party_id = c.party_id
        WHERE c.party_id IS NOT NULL
    ),
    passed(root, day, direction, kind, value, what, source, agreement_id) AS MATERIALIZED (
        SELECT coalesce(a.root_id, l.party_id), {_iso("coalesce(e.belongs_to, l.day)")}, l.direction, l.kind,
            l.value - {CREDITED}, coalesce(w.what, ''), e.source,
            (SELECT n.agreement_id FROM named n WHERE n.exchange_id = e.id)
        FROM line l JOIN exchange e ON e.id = l.exchange_id LEFT JOIN alias a ON a.party_id = l.party_id
            LEFT JOIN line_text w ON w.line_id = l.id
        WHERE coalesce(a.root_id, l.party_id) IN (SELECT root FROM side)
            AND l.kind IN (SELECT kind FROM clause WHERE amount IS NOT NULL)
            AND l.asks IN ('money', 'in_kind', 'nothing') AND l.sign = 1 AND l.opening = 0
            AND l.day >= (SELECT min(from_day) FROM agreement) AND e.reverses_id IS NULL
            AND NOT EXISTS (SELECT 1 FROM exchange r WHERE r.reverses_id = e.id)
    ),
    reached(amount, due, done) AS (
        SELECT c.amount, w.due, (SELECT coalesce(sum(d.value), 0) FROM side s JOIN passed d ON d.root = s.root
            WHERE c.amount IS NOT NULL AND s.id = c.id AND d.kind = c.kind AND d.direction = c.direction
                AND d.day BETWEEN w.begins AND w.due AND coalesce(d.agreement_id, c.agreement_id) = c.agreement_id
                AND (says_same(c.what, d.what) OR NOT EXISTS (
                    SELECT 1 FROM clause o JOIN side p ON p.id = o.id AND p.root = d.root
                    WHERE o.agreement_id = c.agreement_id AND o.kind = c.kind AND o.direction = c.direction
                        AND says_same(o.what, d.what)
                        AND NOT (o.kind = 'discount' AND o.count IS NOT NULL AND d.source = 'cross_promotion'))))
        FROM wanted w JOIN clause c ON c.id = w.id
    )
"""
_SUMS = f"""
    {NAMED}, {_TURNS}, {_PASSED}
    SELECT CASE WHEN amount IS NULL THEN '' WHEN done >= amount THEN 'fulfilled' WHEN due < :today THEN 'lapsed'
        WHEN done > 0 THEN 'partly' ELSE 'open' END AS state, count(*), sum(coalesce(amount, 0)), sum(done)
    FROM reached GROUP BY state
"""


@dataclass(frozen=True, slots=True)
class AgreementSums:
    """How many promises fell due in a span; of those of an amount how many stand in each state, and both amounts in
    minor units: what was promised, and what was done."""

    promises: int
    promised: int
    done: int
    states: dict[ClauseState, int]


def sums(connection: Connection, today: dt.date, first: dt.date | None, last: dt.date | None) -> AgreementSums:
    """The promises that fall into a span (None: without an end), as they stand today."""
    days = {"today": today.isoformat(), "since": str(first or dt.date.min), "until": str(last or dt.date.max)}
    driver_of(connection).create_function("says_same", 2, says_same, deterministic=True)
    found = many.tuples(connection, _SUMS, days)
    in_money = [row for row in found if row[0]]
    return AgreementSums(
        sum(count for _state, count, _promised, _done in found),
        sum(promised for _state, _count, promised, _done in in_money),
        sum(done for _state, _count, _promised, done in in_money),
        {ClauseState(state): count for state, count, _promised, _done in in_money},
    )
