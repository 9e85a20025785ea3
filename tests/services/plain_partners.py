"""The figures of partners by hand: from lines of entries, referrals, vouchers, promises, messages and answers."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from fractions import Fraction
from typing import Any, TypeAlias

from partnercrm.domain.effectiveness import Part
from partnercrm.domain.effectiveness_rows import PartnerScore
from partnercrm.domain.figure import Figure
from tests.services.plain import IN, Number, Of, Plain, Worked, day_of, half_up, middle, whole

Lines: TypeAlias = list[tuple[int, int, int | None, int | None, str]]
"""Lines of entries: direction, sign, value, cost and kind of each."""


def favours(shop: Plain, figure: Figure, entries: Iterable[int] | None = None, asks: str = "asks = 'in_kind'") -> Lines:
    """The favours in the entries behind a figure, or in some of them."""
    numbers = figure.records.get("exchange", ()) if entries is None else entries
    found = shop.read(
        f"SELECT direction, sign, value, cost, kind FROM line WHERE {asks} AND opening = 0 "
        f"AND kind <> 'adjustment' AND exchange_id {IN}",
        json.dumps(list(numbers)),
    )
    return [(row[0], row[1], row[2], row[3], row[4]) for row in found]


def side(lines: Lines, direction: int) -> tuple[int, int]:
    """What one side gave, and how much of it has no price."""
    mine = [(sign, value) for way, sign, value, *_rest in lines if way == direction]
    return sum(sign * (value or 0) for sign, value in mine), sum(sign for sign, value in mine if value is None)


def margin(of: Of) -> Fraction | None:
    """How much of a sale is left, as the owner said."""
    said = of.row[0].margin
    return None if said is None else Fraction(said) / 100


def won(shop: Plain, figure: Figure) -> list[int | None]:
    """What each whom they sent us and we won brought."""
    behind = shop.rows("referral", "value_won, state, way", figure.records.get("referral", ()))
    return [value for value, state, way in behind if state == "won" and way == "sent_us"]


def _net_benefit(shop: Plain, figure: Figure, of: Of) -> Number | None:
    """Presents count too: whatever asks for no money."""
    lines, brought_by = favours(shop, figure, asks="asks <> 'money'"), won(shop, figure)
    if not any(value is not None or cost is not None for _way, _sign, value, cost, _kind in lines) and not brought_by:
        return None
    cost = sum(sign * (own if own is not None else value or 0) for way, sign, value, own, _kind in lines if way == 1)
    left = margin(of)
    brought = half_up(sum(value or 0 for value in brought_by) * left) if left is not None else 0
    return side(lines, -1)[0] + brought - cost


def _sourced(shop: Plain, figure: Figure, of: Of) -> Number | None:
    brought_by, left = won(shop, figure), margin(of)
    return half_up(sum(value or 0 for value in brought_by) * left) if brought_by and left is not None else None


def _volume(shop: Plain, figure: Figure, of: Of) -> Number | None:
    lines = favours(shop, figure)
    assert figure.n == sum(sign for _way, sign, *_rest in lines)
    priced = any(value is not None for _way, _sign, value, *_rest in lines)
    return side(lines, 1)[0] + side(lines, -1)[0] if priced else None


def mutual(lines: Lines) -> Fraction | None:
    """1 where both gave alike; nothing without volume, below zero, or where a side has nothing with a price."""
    (given, no_given), (received, no_received) = side(lines, 1), side(lines, -1)
    if given < 0 or received < 0 or not given + received:
        return None
    if (not given and no_given > 0) or (not received and no_received > 0):
        return None
    return 1 - Fraction(abs(given - received), given + received)


def _reciprocity(shop: Plain, figure: Figure, of: Of) -> Number | None:
    return mutual(favours(shop, figure))


def _referrals(shop: Plain, figure: Figure, of: Of) -> Number | None:
    behind = shop.rows("referral", "state, day", figure.records.get("referral", ()))
    assert all(of.first <= day_of(day) <= of.last for _state, day in behind)
    return sum(state == "won" for state, _day in behind) if behind else None


def _promotions(shop: Plain, figure: Figure, of: Of) -> Number | None:
    """The margin on what the cards of the test group brought beyond as many of the comparison group."""
    found = shop.rows("promotion", "id, margin_rate", figure.records.get("promotion", ()))
    return sum(_added(shop, number, rate) for number, rate in found) if found else None


def _added(shop: Plain, promotion: int, rate: int) -> int:
    codes = shop.read(
        'SELECT b."group", v.id IN (SELECT voucher_id FROM voucher_out), (SELECT sum(r.revenue + r.reduction) - '
        "coalesce(sum((SELECT sum(x.revenue + x.reduction) FROM redemption_return x WHERE x.redemption_id = r.id)), 0) "
        "FROM redemption r WHERE r.voucher_id = v.id) FROM voucher v JOIN voucher_batch b ON b.id = v.batch_id "
        "JOIN offer o ON o.id = b.offer_id WHERE b.promotion_id = ? AND o.party_id IS NULL",
        promotion,
    )
    out = [(group, value or 0) for group, handed, value in codes if handed or value is not None]
    test, control = ([value for group, value in out if group == name] for name in ("test", "control"))
    more = sum(test) - Fraction(sum(control) * len(test), len(control))
    return half_up(more * Fraction(rate, 1_000_000))


def _promises(shop: Plain, figure: Figure, of: Of) -> Number | None:
    """Of the spans of their clauses that ended in these days, those in which as much was given as was promised."""
    party, kept = of.row[1].party, []
    for number in figure.records.get("agreement", ()):
        ((begins, ends),) = shop.rows("agreement", "from_day, to_day", [number])
        clauses = shop.read(
            "SELECT kind, amount, count, unit, rhythm, due_day FROM clause WHERE agreement_id = ? AND direction = -1 "
            "AND coalesce(party_id, ?) = ?",
            number,
            party,
            party,
        )
        for clause in clauses:
            kept += _kept(shop, of, party, day_of(begins), day_of(ends or 99991231), clause)
    assert len(kept) == figure.n
    return Fraction(sum(kept), len(kept)) if kept else None


MONTHS = {"monthly": 1, "quarterly": 3, "yearly": 12}


def _kept(shop: Plain, of: Of, party: int, begins: dt.date, ends: dt.date, clause: Any) -> list[bool]:
    kind, amount, count, unit, rhythm, due = clause
    found = []
    for first, last in _spans(begins, ends, rhythm, due, shop.today):
        lines = shop.read(
            "SELECT value, quantity, unit, sign FROM line WHERE party_id = ? AND kind = ? AND direction = -1 "
            "AND day BETWEEN ? AND ?",
            party,
            kind,
            whole(first),
            whole(last),
        )
        done = sum(
            sign * ((value or 0) if amount else quantity if quantity and said == unit else 0 if unit else 10_000)
            for value, quantity, said, sign in lines
        )
        if of.first <= last <= of.last and (done >= (amount or count) or last < min(of.last, shop.today)):
            found.append(done >= (amount or count))
    return found


def _spans(
    begins: dt.date, ends: dt.date, rhythm: str, due: int | None, today: dt.date
) -> list[tuple[dt.date, dt.date]]:
    """The spans of a clause that have begun; those of a rhythm end on the evening before the next one."""
    if rhythm == "once":
        return [(begins, min(day_of(due), ends) if due else ends)]
    assert due is None
    found, first = [], begins
    while first <= min(today, ends):
        months = first.month - 1 + MONTHS[rhythm]
        following = dt.date(first.year + months // 12, months % 12 + 1, begins.day)
        found.append((first, min(following - dt.timedelta(days=1), ends)))
        first = following
    return found


def _responsiveness(shop: Plain, figure: Figure, of: Of) -> Number | None:
    """The median of days from our message to the next contact that they began; several of ours count once."""
    behind = shop.read(
        "SELECT day, started_by FROM interaction "
        f"WHERE id {IN} AND (started_by = 'them' OR channel IN ('email', 'message')) ORDER BY day, minute, id",
        json.dumps(list(figure.records.get("interaction", ()))),
    )
    waits: list[int] = []
    asked: dt.date | None = None
    for day, who in behind:
        if who == "them" and asked is not None:
            waits.append((day_of(day) - asked).days)
            asked = None
        elif who != "them" and asked is None:
            asked = day_of(day)
    return middle(waits) if waits else None


SCALES = {"nps": (0, 10), "csat": (1, 5)}


def _satisfaction(shop: Plain, figure: Figure, of: Of) -> Number | None:
    behind = shop.read(
        f"SELECT s.kind, r.score FROM survey_response r JOIN survey s ON s.id = r.survey_id WHERE r.id {IN}",
        json.dumps(list(figure.records.get("survey_response", ()))),
    )
    shares = [Fraction(score - SCALES[kind][0], SCALES[kind][1] - SCALES[kind][0]) for kind, score in behind]
    return sum(shares, Fraction()) / len(shares) if shares else None


def _years(shop: Plain, figure: Figure, of: Of) -> Number | None:
    days = []
    for party in [each for root in figure.records.get("party", ()) for each in shop.family(root)]:
        for sql in (
            "SELECT min(from_day) FROM party_role WHERE role = 'partner' AND party_id = ?",
            "SELECT min(day) FROM line WHERE party_id = ?",
            "SELECT min(day) FROM interaction_party WHERE party_id = ?",
            "SELECT min(from_day) FROM agreement WHERE id IN (SELECT agreement_id FROM agreement_party "
            "WHERE party_id = ?)",
        ):
            days += [day for (day,) in shop.read(sql, party) if day is not None]
    return Fraction((of.last - day_of(min(days))).days * 100, 36525) if days else None


MONEY = {"net_benefit", "volume", "promotions"}


def _score(shop: Plain, figure: Figure, of: Of) -> Number | None:
    """Weight x points over the weights of what is known, each between its floor and its target."""
    scoring, partner = of.row
    earned, weights, whole_weight = Fraction(), 0, 0
    left: dict[Part, Fraction] = {}
    for part, measure in scoring.measures.items():
        value = partner.parts[part].value
        whole_weight += measure.weight
        if value is None or not measure.weight:
            continue
        worth = Fraction(value) / (shop.unit if part.value in MONEY else 1)
        floor, target = Fraction(measure.floor), Fraction(measure.target)
        points = 100 * min(Fraction(1), max(Fraction(0), (worth - floor) / (target - floor)))
        earned += measure.weight * points
        weights += measure.weight
        left[part] = measure.weight * (100 - points)
    if not figure.known:
        return None
    assert abs((figure.coverage or 0) - weights / whole_weight) < 1e-9
    most = sorted((part for part in left if left[part]), key=lambda part: -left[part])[:3]
    assert [round(float(each.left), 6) for each in partner.score.gains] == [
        round(float(left[part] / weights), 6) for part in most
    ]
    assert {each.part for each in partner.score.gains} == set(most)
    return earned / weights


def kinds(shop: Plain, partner: PartnerScore) -> None:
    """How mutual it is kind by kind, from the same entries."""
    lines = favours(shop, partner.parts[Part.VOLUME])
    for row in partner.kinds:
        mine = [line for line in lines if line[4] == row.kind.value]
        assert (row.given, row.received) == (side(mine, 1)[0], side(mine, -1)[0])
        expected = mutual(mine)
        assert (row.reciprocity is None) is (expected is None)
        assert expected is None or abs(float(expected) - float(row.reciprocity or 0)) < 1e-9


WORKED: dict[str, Worked] = {
    "net_benefit": _net_benefit,
    "sourced": _sourced,
    "volume": _volume,
    "reciprocity": _reciprocity,
    "referrals": _referrals,
    "promotions": _promotions,
    "promises": _promises,
    "responsiveness": _responsiveness,
    "satisfaction": _satisfaction,
    "years": _years,
    "score": _score,
}
