"""What agreements come to in a span, as one sum over their clauses and the entries: to prove what a report lists."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection

from db.queries import many
from db.queries.agreement import CREDITED, NAMED
from db.queries.rows import driver_of
from partnercrm.domain.clause import MOST_INSTANCES, ClauseState, is_piece, same_unit, says_same
from partnercrm.domain.record import dataclass

_FAR = "9999-12-31"
_ONE = 10_000
"""A quantity of one, as the store keeps it."""


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
# What is counted of discounts is the vouchers that were used, in place of what a cross-promotion posted for them.
_SINGLY = "{0}.kind = 'discount' AND {0}.count IS NOT NULL AND coalesce(d.source, '') = 'cross_promotion'"
_PASSED = f"""
    side(id, root) AS (
        SELECT DISTINCT c.id, coalesce(a.root_id, m.party_id) FROM clause c
        JOIN agreement_party m ON m.agreement_id = c.agreement_id LEFT JOIN alias a ON a.party_id = m.party_id
        WHERE c.party_id IS NULL
        UNION SELECT c.id, coalesce(a.root_id, c.party_id) FROM clause c LEFT JOIN alias a ON a.party_id = c.party_id
        WHERE c.party_id IS NOT NULL
    ),
    used(party_id, day, direction) AS (
        SELECT coalesce(b.hander_id, r.shop_id), r.day, iif(b.hander_id IS NULL, -1, 1) FROM redemption r
        JOIN voucher v ON v.id = r.voucher_id JOIN voucher_batch b ON b.id = v.batch_id
        WHERE (b.hander_id IS NULL) <> (r.shop_id IS NULL)
            AND r.id NOT IN (SELECT redemption_id FROM redemption_return WHERE frees = 1)
    ),
    passed(root, day, direction, kind, value, quantity, unit, what, source, agreement_id) AS MATERIALIZED (
        SELECT coalesce(a.root_id, l.party_id), {_iso("coalesce(e.belongs_to, l.day)")}, l.direction, l.kind,
            l.value - {CREDITED}, l.quantity, l.unit, coalesce(w.what, ''), e.source,
            (SELECT n.agreement_id FROM named n WHERE n.exchange_id = e.id)
        FROM line l JOIN exchange e ON e.id = l.exchange_id LEFT JOIN alias a ON a.party_id = l.party_id
            LEFT JOIN line_text w ON w.line_id = l.id
        WHERE coalesce(a.root_id, l.party_id) IN (SELECT root FROM side) AND l.kind IN (SELECT kind FROM clause)
            AND l.asks IN ('money', 'in_kind', 'nothing') AND l.sign = 1 AND l.opening = 0
            AND l.day >= (SELECT min(from_day) FROM agreement) AND e.reverses_id IS NULL
            AND NOT EXISTS (SELECT 1 FROM exchange r WHERE r.reverses_id = e.id)
        UNION ALL
        SELECT coalesce(a.root_id, u.party_id), {_iso("u.day")}, u.direction, 'discount', NULL, {_ONE}, 'voucher', '',
            NULL, NULL
        FROM used u LEFT JOIN alias a ON a.party_id = u.party_id
    ),
    able(id, day, measure) AS MATERIALIZED (
        SELECT c.id, d.day, CASE WHEN c.amount IS NOT NULL THEN coalesce(d.value, 0)
            WHEN d.quantity IS NOT NULL AND same_unit(d.unit, c.unit) THEN d.quantity
            WHEN is_piece(c.unit) THEN {_ONE} ELSE 0 END
        FROM clause c JOIN side s ON s.id = c.id
        JOIN passed d ON d.root = s.root AND d.kind = c.kind AND d.direction = c.direction
        WHERE coalesce(d.agreement_id, c.agreement_id) = c.agreement_id
            AND NOT ({_SINGLY.format("c")})
            AND (says_same(c.what, d.what) OR NOT EXISTS (
                SELECT 1 FROM clause o JOIN side p ON p.id = o.id AND p.root = d.root
                WHERE o.agreement_id = c.agreement_id AND o.kind = c.kind AND o.direction = c.direction
                    AND says_same(o.what, d.what)
                    AND NOT ({_SINGLY.format("o")})))
    ),
    reached(amount, promised, due, done) AS (
        SELECT c.amount, coalesce(c.amount, c.count), w.due, (SELECT coalesce(sum(d.measure), 0) FROM able d
            WHERE d.id = c.id AND d.day BETWEEN w.begins AND w.due)
        FROM wanted w JOIN clause c ON c.id = w.id
    )
"""
_SUMS = f"""
    {NAMED}, {_TURNS}, {_PASSED}
    SELECT CASE WHEN done >= promised THEN 'fulfilled' WHEN due < :today THEN 'lapsed' WHEN done > 0 THEN 'partly'
        ELSE 'open' END AS state, count(*), sum(coalesce(amount, 0)), sum(iif(amount IS NULL, 0, done))
    FROM reached GROUP BY state
"""


@dataclass(frozen=True, slots=True)
class AgreementSums:
    """How many promises fell due in a span and stand in which state; of those of an amount what was promised, and what
    was done, in minor units."""

    promised: int
    done: int
    states: dict[ClauseState, int]

    @property
    def promises(self) -> int:
        """How many there are."""
        return sum(self.states.values())


def sums(connection: Connection, today: dt.date, first: dt.date | None, last: dt.date | None) -> AgreementSums:
    """The promises that fall into a span (None: without an end), as they stand today."""
    days = {"today": today.isoformat(), "since": str(first or dt.date.min), "until": str(last or dt.date.max)}
    raw = driver_of(connection)
    for number, function in ((2, says_same), (2, same_unit), (1, is_piece)):
        raw.create_function(function.__name__, number, function, deterministic=True)
    found = many.tuples(connection, _SUMS, days)
    return AgreementSums(
        sum(promised for _state, _count, promised, _done in found),
        sum(done for _state, _count, _promised, done in found),
        {ClauseState(state): count for state, count, _promised, _done in found},
    )
