"""Coalitions: who takes part, which points are not settled yet, and the settlements as they were written."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, TypeAlias

from sqlalchemy import Connection, Row, select

from db.queries import many
from db.queries.flow import standing
from db.queries.party import family
from db.tables import coalition as t
from db.values import day_to_int, int_to_day, int_to_quantity
from partnercrm.domain.coalition import US, Bearer, DueWhen, Pair, PartnerDraft, Payment, TermsDraft
from partnercrm.domain.record import dataclass

Owed: TypeAlias = dict[tuple[int, int, int], tuple[Decimal, Decimal]]
"""By movement, debtor and creditor: points, and those of them that no lot had."""

NOTHING = Decimal(0)
FINEST = Decimal("0.0001")
# The redemptions that concern two shops: used elsewhere, of another shop's points, or with another shop's card; where
# somebody else keeps the pot (`whole`), all of them. Each part walks an index of its own, never all movements.
_TOUCHED = """
    SELECT id FROM movement
    WHERE shop_party_id IS NOT NULL AND program_id = :program AND kind = 'redeem' AND day <= :until
    UNION
    SELECT m.id FROM lot l CROSS JOIN lot_draw d ON d.lot_id = l.id CROSS JOIN movement x ON x.id = d.movement_id
    CROSS JOIN movement m ON m.id = iif(x.kind = 'give_back', x.returns_id, x.id)
    WHERE l.issuer_party_id IS NOT NULL AND l.program_id = :program AND m.kind = 'redeem' AND m.day <= :until
    UNION
    SELECT m.id FROM member c CROSS JOIN movement m ON m.member_id = c.id
    WHERE c.home_party_id IS NOT NULL AND c.program_id = :program AND m.kind = 'redeem' AND m.day <= :until
    UNION
    SELECT id FROM movement WHERE :whole AND program_id = :program AND kind = 'redeem' AND day <= :until
"""
# Points that were used, by the redemption, the issuer of the lot, and the shop; what was given back is taken off.
_BURNT = """
    SELECT id, issuer, shop, -sum(points) FROM (
        SELECT m.id, coalesce(l.issuer_party_id, 0) AS issuer, coalesce(m.shop_party_id, 0) AS shop, d.points
        FROM json_each(:touched) j CROSS JOIN movement m ON m.id = j.value
        CROSS JOIN lot_draw d ON d.movement_id = m.id AND d.day <= :until CROSS JOIN lot l ON l.id = d.lot_id
        UNION ALL
        SELECT m.id, coalesce(l.issuer_party_id, 0), coalesce(m.shop_party_id, 0), d.points
        FROM json_each(:touched) j CROSS JOIN movement m ON m.id = j.value
        CROSS JOIN movement g ON g.returns_id = m.id AND g.kind = 'give_back'
        CROSS JOIN lot_draw d ON d.movement_id = g.id AND d.day <= :until CROSS JOIN lot l ON l.id = d.lot_id
    ) WHERE :issued OR issuer <> shop GROUP BY id, issuer HAVING sum(points) <> 0
"""
# Points that were used and that no lot had, by the redemption, its shop, the card's home shop, and its one-use code.
_UNCOVERED = """
    SELECT id, shop, home, code, rest FROM (
        SELECT m.id, coalesce(m.shop_party_id, 0) AS shop, coalesce(c.home_party_id, 0) AS home, m.code_id AS code,
            -m.points - coalesce((SELECT sum(g.points) FROM movement g
                WHERE g.returns_id = m.id AND g.kind = 'give_back' AND g.day <= :until), 0)
            + coalesce((SELECT sum(d.points) FROM lot_draw d WHERE d.movement_id = m.id AND d.day <= :until), 0)
            + coalesce((SELECT sum(d.points) FROM movement g CROSS JOIN lot_draw d ON d.movement_id = g.id
                WHERE g.returns_id = m.id AND g.kind = 'give_back' AND d.day <= :until), 0) AS rest
        FROM json_each(:touched) j CROSS JOIN movement m ON m.id = j.value CROSS JOIN member c ON c.id = m.member_id
        WHERE coalesce(m.shop_party_id, 0) <> coalesce(c.home_party_id, 0)
    ) WHERE rest <> 0
"""
_ISSUED = """
    SELECT id, coalesce(issuer_party_id, 0), points FROM movement
    WHERE program_id = :program AND kind IN ('earn', 'take_back') AND day <= :until AND points <> 0
"""
_SETTLED = """
    SELECT i.movement, coalesce(i.debtor_id, 0), coalesce(i.creditor_id, 0), sum(i.points), sum(i.overspent)
    FROM coalition_item i JOIN coalition_settlement s ON s.id = i.settlement_id
    WHERE s.program_id = :program AND s.id <> :but AND s.reversed_day IS NULL AND (
        NOT EXISTS (SELECT 1 FROM coalition_posting p WHERE p.settlement_id = s.id)
        OR EXISTS (SELECT 1 FROM coalition_posting p WHERE p.settlement_id = s.id
            AND NOT EXISTS (SELECT 1 FROM exchange r WHERE r.reverses_id = p.exchange_id)))
    GROUP BY i.movement, i.debtor_id, i.creditor_id
"""
# Their money that waits with us, above zero; ours with them, below.
_HELD = """
    SELECT k.line_id, -k.effective * k.rest FROM kept_open k JOIN line l ON l.id = k.line_id
    WHERE k.party_id IN (SELECT value FROM json_each(:parties)) AND k.held = 1 AND l.kind = 'money'
        AND (:since IS NULL OR l.day >= :since)
    ORDER BY k.due_day, k.line_id
"""
_MEANWHILE = """
    SELECT p.id, p.from_id, p.to_id, p.amount FROM coalition_payment p
    WHERE p.program_id = :program AND p.day <= :until AND NOT EXISTS (
        SELECT 1 FROM coalition_netting n JOIN coalition_settlement s ON s.id = n.settlement_id
        WHERE n.payment_id = p.id AND s.id <> :but AND s.reversed_day IS NULL AND (
            NOT EXISTS (SELECT 1 FROM coalition_posting q WHERE q.settlement_id = s.id)
            OR EXISTS (SELECT 1 FROM coalition_posting q WHERE q.settlement_id = s.id
                AND NOT EXISTS (SELECT 1 FROM exchange r WHERE r.reverses_id = q.exchange_id))))
    ORDER BY p.day, p.id
"""

# What of settlements belongs to days before their period, a row for each settlement and pair, at the rate of its line.
_EARLIER = """
    SELECT i.settlement_id, i.debtor_id AS debtor, i.creditor_id AS creditor, sum(i.points) AS points, coalesce(
        (SELECT c.rate FROM coalition_claim c WHERE c.settlement_id = i.settlement_id
            AND (c.debtor_id IS i.debtor_id AND c.creditor_id IS i.creditor_id
                OR c.debtor_id IS i.creditor_id AND c.creditor_id IS i.debtor_id)
            ORDER BY c.debtor_id IS NOT i.debtor_id, c.id LIMIT 1),
        (SELECT p.rate FROM coalition_partner p WHERE p.program_id = s.program_id
            AND p.party_id = coalesce(i.debtor_id, i.creditor_id))) AS rate
    FROM coalition_item i JOIN coalition_settlement s ON s.id = i.settlement_id
    LEFT JOIN movement m ON m.id = i.movement
    WHERE i.settlement_id IN (SELECT value FROM json_each(:s)) AND i.debtor_id IS NOT i.creditor_id
        AND coalesce(m.belongs_to, m.day, 0) < s.from_day
    GROUP BY i.settlement_id, i.debtor_id, i.creditor_id HAVING sum(i.points) <> 0 ORDER BY min(i.id)
"""


@dataclass(frozen=True, slots=True)
class Partner:
    """A shop of a program as the store keeps it; `party` is whom it became by merging."""

    id: int
    program: int
    party: int
    draft: PartnerDraft


def terms(connection: Connection, program: int) -> TermsDraft:
    """What the shops of a program agreed; the usual terms where nobody said."""
    c = t.coalition_terms.c
    found = connection.execute(select(t.coalition_terms).where(c.program_id == program)).first()
    if found is None:
        return TermsDraft()
    return TermsDraft(found.due, found.keeper_id or US, found.overspending)


def terms_row(connection: Connection, program: int) -> int | None:
    """The row id of a program's terms."""
    c = t.coalition_terms.c
    return connection.execute(select(c.id).where(c.program_id == program)).scalar()


def partners(connection: Connection, program: int | None = None) -> list[Partner]:
    """The shops that take part, by row id. Of shops that were merged the first one's own agreement counts."""
    c = t.coalition_partner.c
    wanted = select(t.coalition_partner).order_by(c.id)
    found = connection.execute(wanted if program is None else wanted.where(c.program_id == program)).all()
    roots = roots_of(connection, [row.party_id for row in found])
    kept: dict[tuple[int, int], Partner] = {}
    for row in sorted(found, key=lambda row: row.party_id != roots[row.party_id]):
        kept.setdefault((row.program_id, roots[row.party_id]), _partner(row, roots[row.party_id]))
    return sorted(kept.values(), key=lambda each: each.id)


def _partner(row: Row[Any], root: int) -> Partner:
    names = ("rate", "earns", "redeems", "prepaid", "alert_value", "from_day", "until_day")
    draft = PartnerDraft(party=root, **{name: row._mapping[name] for name in names})
    return Partner(row.id, row.program_id, root, draft)


def roots_of(connection: Connection, parties: Iterable[int]) -> dict[int, int]:
    """Whom these parties became by merging; us for us."""
    wanted = set(parties)
    sql = "SELECT party_id, root_id FROM alias WHERE party_id IN (SELECT value FROM json_each(?))"
    merged = dict(many.tuples(connection, sql, (json.dumps(sorted(wanted)),)))
    return {party: merged.get(party, party) for party in wanted}


def names_of(connection: Connection, parties: Iterable[int]) -> dict[int, str]:
    """The names of these shops; us is ""."""
    sql = "SELECT id, name FROM party WHERE id IN (SELECT value FROM json_each(?))"
    return {US: "", **dict(many.tuples(connection, sql, (json.dumps(sorted(parties)),)))}


def owed(connection: Connection, program: int, agreed: TermsDraft, until: dt.date, but: int = 0) -> Owed:
    """What is owed for points until a day and not settled yet, leaving out the settlement of row id `but`.

    Who bears overspent points alone stands as debtor and creditor of them. What was settled for a movement that is gone
    or was given back comes out below zero.
    """
    issued = agreed.due is DueWhen.ISSUED
    values: dict[str, object] = {"program": program, "until": day_to_int(until), "but": but, "issued": issued}
    found = _due(connection, agreed, values)
    for movement, debtor, creditor, points, overspent in many.tuples(connection, _SETTLED, values):
        _add(found, (movement, debtor, creditor), -int_to_quantity(points), -int_to_quantity(overspent))
    roots = roots_of(connection, {shop for _movement, *pair in found for shop in pair})
    rooted: Owed = {}
    for (movement, debtor, creditor), (points, overspent) in found.items():
        _add(rooted, (movement, roots[debtor], roots[creditor]), points, overspent)
    return {key: sums for key, sums in rooted.items() if any(sums)}


def _due(connection: Connection, agreed: TermsDraft, values: Mapping[str, object]) -> Owed:
    found: Owed = {}
    issued = agreed.due is DueWhen.ISSUED
    touched = many.ids(connection, _TOUCHED, {**values, "whole": issued and agreed.keeper != US})
    values = {**values, "touched": json.dumps(touched)}
    if issued:
        for movement, issuer, points in many.tuples(connection, _ISSUED, values):
            if issuer != agreed.keeper:
                _add(found, (movement, issuer, agreed.keeper), int_to_quantity(points))
    for movement, issuer, shop, points in many.tuples(connection, _BURNT, values):
        debtor = agreed.keeper if issued else issuer
        if debtor != shop:
            _add(found, (movement, debtor, shop), int_to_quantity(points))
    for movement, shop, home, code, points in many.tuples(connection, _UNCOVERED, values):
        _uncovered(found, (movement, home, shop), int_to_quantity(points), agreed.overspending, code is not None)
    return found


def _uncovered(found: Owed, key: tuple[int, int, int], points: Decimal, bearer: Bearer, promised: bool) -> None:
    """Points without a lot: a one-use code is the home shop's promise; else they are borne as agreed."""
    movement, _home, shop = key
    if promised:
        _add(found, key, points)
        return
    share = {Bearer.HOME_SHOP: points, Bearer.REDEEMER: NOTHING}.get(
        bearer, (points / 2).quantize(FINEST, ROUND_HALF_UP)
    )
    _add(found, key, share, share)
    _add(found, (movement, shop, shop), points - share, points - share)


def _add(found: Owed, key: tuple[int, int, int], points: Decimal, overspent: Decimal = NOTHING) -> None:
    before = found.get(key, (NOTHING, NOTHING))
    found[key] = before[0] + points, before[1] + overspent


def by_pair(items: Owed) -> dict[Pair, tuple[Decimal, Decimal]]:
    """The same summed over movements, without what somebody bears alone."""
    sums: dict[Pair, tuple[Decimal, Decimal]] = {}
    for (_movement, debtor, creditor), (points, overspent) in items.items():
        if debtor != creditor:
            before = sums.get((debtor, creditor), (NOTHING, NOTHING))
            sums[debtor, creditor] = before[0] + points, before[1] + overspent
    return sums


def held(connection: Connection, party: int, since: dt.date | None = None) -> list[tuple[int, int]]:
    """The money that waits between a party and us: the line and how much, above zero where it is theirs."""
    day = None if since is None else day_to_int(since)
    values = {"parties": json.dumps(family(connection, party)), "since": day}
    return [(line, amount) for line, amount in many.tuples(connection, _HELD, values)]


def meanwhile(connection: Connection, program: int, until: dt.date, but: int = 0) -> list[tuple[int, Payment]]:
    """What partners paid each other until a day that no settlement took into account: row id and payment."""
    found = many.tuples(connection, _MEANWHILE, {"program": program, "until": day_to_int(until), "but": but})
    roots = roots_of(connection, {shop for row in found for shop in row[1:3]})
    return [(number, Payment(roots[one], roots[other], amount)) for number, one, other, amount in found]


def settlement(connection: Connection, number: int) -> Row[Any] | None:
    """The head of a settlement."""
    c = t.coalition_settlement.c
    return connection.execute(select(t.coalition_settlement).where(c.id == number)).first()


def settlements(connection: Connection, program: int | None = None) -> list[Row[Any]]:
    """The heads of all settlements, the newest first."""
    c = t.coalition_settlement.c
    wanted = select(t.coalition_settlement).order_by(c.until_day.desc(), c.id.desc())
    return list(connection.execute(wanted if program is None else wanted.where(c.program_id == program)).all())


def draft_of(connection: Connection, program: int) -> int | None:
    """The row id of the draft of a program, of which there is at most one."""
    c = t.coalition_settlement.c
    wanted = select(c.id).where(c.program_id == program, c.signed_day.is_(None), c.reversed_day.is_(None))
    return connection.execute(wanted).scalar()


def last_until(connection: Connection, program: int) -> dt.date | None:
    """The last day of the last settlement that was signed."""
    c = t.coalition_settlement.c
    wanted = select(c.until_day).where(c.program_id == program, c.signed_day.is_not(None), c.reversed_day.is_(None))
    return connection.execute(wanted.order_by(c.until_day.desc())).scalar()


def rows_of(connection: Connection, table: Any, settlement: int) -> Sequence[Row[Any]]:
    """The rows of a settlement in one of its tables, in order."""
    return connection.execute(select(table).where(table.c.settlement_id == settlement).order_by(table.c.id)).all()


def postings(connection: Connection, settlement: int) -> list[tuple[int, bool]]:
    """The entries of a settlement and whether each still stands."""
    c = t.coalition_posting.c
    wanted = select(c.exchange_id, standing(c.exchange_id)).where(c.settlement_id == settlement).order_by(c.id)
    return [(exchange, bool(stands)) for exchange, stands in connection.execute(wanted)]


def movements_told(connection: Connection, numbers: Iterable[int]) -> dict[int, tuple[dt.date, str]]:
    """The day and the card of these movements, as far as they are still there."""
    sql = """
        SELECT m.id, m.day, c.number FROM json_each(?) j CROSS JOIN movement m ON m.id = j.value
        JOIN member c ON c.id = m.member_id
    """
    found = many.tuples(connection, sql, (json.dumps(sorted(set(numbers))),))
    return {number: (int_to_day(day), card) for number, day, card in found}


def program_names(connection: Connection) -> dict[int, str]:
    """The programs by row id."""
    return dict(many.tuples(connection, "SELECT id, name FROM program"))


def sums(connection: Connection, settlements: Sequence[int]) -> tuple[int, int]:
    """Of these settlements the sum of all claims, and of all payments that are left."""
    sql = """
        SELECT (SELECT coalesce(sum(value), 0) FROM coalition_claim
                WHERE settlement_id IN (SELECT value FROM json_each(:s))),
            (SELECT coalesce(sum(amount), 0) FROM coalition_netting WHERE kind = 'payment'
                AND settlement_id IN (SELECT value FROM json_each(:s)))
    """
    ((gross, payments),) = many.tuples(connection, sql, {"s": json.dumps(list(settlements))})
    return gross, payments


def earlier(connection: Connection, settlement: int) -> list[tuple[int, int, Decimal, Decimal]]:
    """What of a settlement belongs to days before its period: debtor, creditor, points (below zero: the other way
    round), rate. What was undone since belongs there too."""
    return [
        (debtor or US, creditor or US, int_to_quantity(points), int_to_quantity(rate))
        for _settlement, debtor, creditor, points, rate in many.tuples(
            connection, _EARLIER, {"s": json.dumps([settlement])}
        )
        if rate is not None
    ]


def earlier_sum(connection: Connection, settlements: Sequence[int]) -> int:
    """The same of these settlements as one sum of money."""
    sql = f"SELECT coalesce(sum((abs(points) * rate + 50000000) / 100000000), 0) FROM ({_EARLIER})"
    ((value,),) = many.tuples(connection, sql, {"s": json.dumps(list(settlements))})
    return int(value)


def posted_points(connection: Connection, settlements: Sequence[int]) -> int:
    """What the entries of these settlements say of points, both ways added."""
    sql = """
        SELECT coalesce(sum(l.value), 0) FROM coalition_posting p JOIN line l ON l.exchange_id = p.exchange_id
        WHERE l.kind = 'points' AND p.settlement_id IN (SELECT value FROM json_each(?))
    """
    ((posted,),) = many.tuples(connection, sql, (json.dumps(list(settlements)),))
    return int(posted)
