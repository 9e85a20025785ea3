"""The figures of suppliers by hand: from lines of orders and deliveries, bills, offers and items, one by one."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, NamedTuple

from partnercrm.domain.figure import Figure
from tests.services.plain import IN, Number, Of, Plain, Worked, day_of

TAX_SCALE = 100 * 10_000


class Due(NamedTuple):
    """A line that was due: on time, complete, and days late by the share that was late."""

    on_time: bool
    in_full: bool
    late: Fraction


class Came(NamedTuple):
    """A line of a delivery; quantities as kept."""

    party: int
    item: int
    day: int
    received: int
    accepted: int
    price: int | None
    tax: int
    value: int | None
    delivery: int


def due_lines(shop: Plain, figure: Figure, of: Of) -> list[Due]:
    """The lines of the orders behind a figure, judged by the promised day (or else the one we asked for)."""
    end = min(of.last, shop.today)
    lines = shop.read(
        "SELECT l.id, l.quantity, coalesce(o.promised_day, o.requested_day), o.closed_day FROM order_line l "
        f"JOIN purchase_order o ON o.id = l.order_id WHERE o.id {IN}",
        json.dumps(list(figure.records.get("purchase_order", ()))),
    )
    return [_due(shop, line, end) for line in lines]


def _due(shop: Plain, row: tuple[Any, ...], end: dt.date) -> Due:
    line, ordered, due, closed = row
    sql = "SELECT d.day, l.accepted FROM delivery_line l JOIN delivery d ON d.id = l.delivery_id "
    came = sorted((day_of(day), count) for day, count in shop.read(f"{sql} WHERE l.order_line_id = ?", line))
    came = [(day, count) for day, count in came if day <= end]
    wanted, whole = day_of(due), sum(count for _day, count in came)
    in_time = sum(count for day, count in came if day <= wanted)
    missing, late = ordered, 0
    for day, count in came:
        taken = min(missing, count)
        missing -= taken
        late += taken * max(0, (day - wanted).days)
    until = min(end, day_of(closed)) if closed else end
    late += missing * max(0, (until - wanted).days)
    return Due(whole > 0 and in_time >= min(ordered, whole), whole >= ordered, Fraction(late, ordered))


def _share(judge: Callable[[Due], bool]) -> Worked:
    def worked(shop: Plain, figure: Figure, of: Of) -> Number | None:
        lines = due_lines(shop, figure, of)
        assert figure.n == len(lines)
        return Fraction(sum(map(judge, lines)), len(lines)) if lines else None

    return worked


def _days_late(shop: Plain, figure: Figure, of: Of) -> Number | None:
    lines = due_lines(shop, figure, of)
    return sum((line.late for line in lines), Fraction()) / len(lines) if lines else None


def came(shop: Plain, figure: Figure) -> list[Came]:
    """The lines of the deliveries behind a figure, in their order."""
    found = shop.read(
        "SELECT d.party_id, l.item_id, d.day, l.received, l.accepted, l.price, coalesce(l.tax_on_top, 0), l.value, "
        "d.id FROM delivery_line l JOIN delivery d ON d.id = l.delivery_id "
        f"WHERE d.id {IN} ORDER BY d.day, d.id, l.position",
        json.dumps(list(figure.records.get("delivery", ()))),
    )
    return [Came(shop.root(party), *rest) for party, *rest in found]


def _quality(shop: Plain, figure: Figure, of: Of) -> Number | None:
    lines = [each for each in came(shop, figure) if each.received]
    assert figure.n == len(lines)
    return sum((Fraction(each.accepted, each.received) for each in lines), Fraction()) / len(lines) if lines else None


def drift(lines: Iterable[Came]) -> Fraction | None:
    """How prices changed from the first to the last, by what was spent on each item that came on two days."""
    kinds: dict[tuple[int, int], list[Came]] = defaultdict(list)
    for each in lines:
        if each.price and each.value:
            kinds[each.party, each.item].append(each)
    several = [mine for mine in kinds.values() if len({each.day for each in mine}) > 1]
    spent = sum(each.value or 0 for mine in several for each in mine)
    changed = Fraction()
    for mine in several:
        first, last = (Fraction(each.price or 0) * (1 + Fraction(each.tax, TAX_SCALE)) for each in (mine[0], mine[-1]))
        changed += sum(each.value or 0 for each in mine) * (last / first - 1)
    return changed / spent if spent else None


def _price_drift(shop: Plain, figure: Figure, of: Of) -> Number | None:
    return drift(came(shop, figure))


def billed(shop: Plain, entries: Iterable[int]) -> list[tuple[int, int]]:
    """What each entry billed: party and sum; what was taken back goes off."""
    found = shop.read(
        "SELECT party_id, sign * value FROM line WHERE asks = 'money' AND direction = -1 AND opening = 0 "
        f"AND kind IN ('goods', 'service') AND exchange_id {IN}",
        json.dumps(list(entries)),
    )
    return [(shop.root(party), value) for party, value in found]


def _spend(shop: Plain, figure: Figure, of: Of) -> Number | None:
    beside = [each.value or 0 for each in came(shop, figure)]
    bills = [value for _party, value in billed(shop, figure.records.get("exchange", ()))]
    return sum(beside) + sum(bills) if beside or bills else None


def _score(shop: Plain, figure: Figure, of: Of) -> Number | None:
    lines, goods = due_lines(shop, figure, of), [each for each in came(shop, figure) if each.received]
    parts: list[tuple[int, Fraction]] = []
    if lines:
        parts.append((50, Fraction(sum(line.on_time and line.in_full for line in lines), len(lines))))
    if goods:
        good = sum((Fraction(each.accepted, each.received) for each in goods), Fraction())
        parts.append((30, good / len(goods)))
    dearer = drift(goods)
    if dearer is not None:
        parts.append((20, min(Fraction(1), max(Fraction(0), 1 - 10 * dearer))))
    weights = sum(weight for weight, _part in parts)
    if weights:
        assert abs((figure.coverage or 0) - weights / 100) < 1e-9
    return 100 * sum((weight * part for weight, part in parts), Fraction()) / weights if weights else None


# --- all of them


def spent_by_party(shop: Plain, of: Of) -> dict[int, int]:
    """What was spent with each supplier: bills of those days, and what came that stands in no entry."""
    first, last = (day.year * 10000 + day.month * 100 + day.day for day in (of.first, of.last))
    suppliers = {shop.root(party) for (party,) in shop.read("SELECT party_id FROM party_role WHERE role = 'supplier'")}
    entries = shop.read("SELECT id FROM exchange WHERE day BETWEEN ? AND ?", first, last)
    sums: dict[int, int] = defaultdict(int)
    for party, value in billed(shop, [number for (number,) in entries]):
        if party in suppliers:
            sums[party] += value
    beside = shop.read(
        "SELECT d.party_id, l.value FROM delivery_line l JOIN delivery d ON d.id = l.delivery_id WHERE l.value > 0 AND "
        "d.day BETWEEN ? AND ? AND d.id NOT IN (SELECT p.delivery_id FROM delivery_posting p WHERE NOT EXISTS "
        "(SELECT 1 FROM exchange r WHERE r.reverses_id = p.exchange_id))",
        first,
        last,
    )
    for party, value in beside:
        sums[shop.root(party)] += value
    return sums


def _local_spend(shop: Plain, figure: Figure, of: Of) -> Number | None:
    from tests.services.plain_customers import nearby

    sums = {party: value for party, value in spent_by_party(shop, of).items() if nearby(shop, party) is not None}
    if sum(sums.values()) <= 0:
        return None
    assert sorted(figure.records["party"]) == sorted(sums)
    return Fraction(sum(sums[party] for party in figure.records["party"] if nearby(shop, party)), sum(sums.values()))


def shares(shop: Plain, figure: Figure, of: Of) -> dict[int, Fraction]:
    """Who brings how much: of all that was spent, or of one item what came of those who still bring it, else agreed."""
    items = figure.records.get("item", ())
    sums: dict[int, Fraction] = defaultdict(Fraction)
    if not items:
        for party in figure.records.get("party", ()):
            sums[party] += spent_by_party(shop, of)[party]
        return _of_all(sums)
    offers = shop.read("SELECT party_id, share, ended_on FROM supplier_item WHERE item_id = ?", items[0])
    ended = {party for party, _share, end in offers if end is not None}
    lines = [each for each in came(shop, figure) if each.item == items[0] and each.party not in ended]
    priced = bool(lines) and all(each.value is not None for each in lines)
    for each in lines:
        sums[each.party] += (each.value or 0) if priced else each.accepted
    standing = [(party, share) for party, share, end in offers if end is None]
    if not any(sums.values()):
        sums.update({party: Fraction(share) for party, share in standing if share})
    if not any(sums.values()) and len(standing) == 1:
        sums[standing[0][0]] = Fraction(1)
    return _of_all(sums)


def _of_all(sums: dict[int, Fraction]) -> dict[int, Fraction]:
    whole = sum((value for value in sums.values() if value > 0), Fraction())
    return {party: value / whole for party, value in sums.items() if value > 0} if whole else {}


def _effective(shop: Plain, figure: Figure, of: Of) -> Number | None:
    found = shares(shop, figure, of)
    assert set(figure.records.get("party", ())) == set(found)
    return 1 / sum((share * share for share in found.values()), Fraction()) if found else None


def _hhi(shop: Plain, figure: Figure, of: Of) -> Number | None:
    found = shares(shop, figure, of)
    return 10_000 * sum((share * share for share in found.values()), Fraction()) if found else None


def _largest(shop: Plain, figure: Figure, of: Of) -> Number | None:
    return max(shares(shop, figure, of).values(), default=None)


def losses(shop: Plain, figure: Figure, of: Of) -> list[tuple[int, Fraction, Fraction | None, int | None, int | None]]:
    """What losing each who brings an item would mean: party, share, days that we last, days to replace, at stake."""
    (item,) = figure.records["item"]
    ((stock, use, margin),) = shop.rows("item", "stock, daily_use, margin_a_day", [item])
    offers = {
        party: rest
        for party, *rest in shop.read(
            "SELECT party_id, lead_days, tested_on, recover_says, recover_we_think FROM supplier_item "
            "WHERE item_id = ? AND ended_on IS NULL",
            item,
        )
    }
    found = []
    for party, share in shares(shop, figure, of).items():
        _lead, _tested, *theirs = offers.get(party, [None] * 4)
        own = [days for days in theirs if days is not None]
        ways = [max(own)] if own else []
        for other, (lead, tested, *_rest) in offers.items():
            if other != party and tested and lead is not None and (shop.today - day_of(tested)).days <= 365:
                ways.append(lead)
        recover = min(ways, default=None)
        lasts = Fraction(stock) / (use * share) if stock is not None and use else None
        found.append((party, share, lasts, recover, recover * margin if recover is not None and margin else None))
    return found


def worst(shop: Plain, figure: Figure, of: Of) -> Any:
    """The loss that would hurt most."""
    return max(
        losses(shop, figure, of),
        key=lambda loss: (loss[4] or 0, Fraction(loss[3] or 0) - (loss[2] or 0), loss[1]),
        default=(None,) * 5,
    )


def _late(shop: Plain, figure: Figure, of: Of) -> Number | None:
    """Days since an order that has not come whole was promised."""
    ((promised, requested),) = shop.rows(
        "purchase_order", "promised_day, requested_day", figure.records["purchase_order"]
    )
    open_lines = due_lines(shop, figure, Of(of.first, shop.today))
    assert not all(line.in_full for line in open_lines)
    return (shop.today - day_of(promised or requested)).days


def _at_risk(shop: Plain, figure: Figure, of: Of) -> Number | None:
    lost = next(each for each in _of_warning(shop, of) if each[0] == figure.records["party"][0])
    return float(lost[3] - lost[2])


def _single(shop: Plain, figure: Figure, of: Of) -> Number | None:
    found: Fraction = next(
        share for party, share, *_rest in _of_warning(shop, of) if party == figure.records["party"][0]
    )
    return found


def _of_warning(shop: Plain, of: Of) -> list[Any]:
    """The losses of the item that a warning is of; `of.row` is the figure of that item that names what came."""
    return losses(shop, of.row, of)


WORKED: dict[str, Worked] = {
    "otif": _share(lambda line: line.on_time and line.in_full),
    "on_time": _share(lambda line: line.on_time),
    "in_full": _share(lambda line: line.in_full),
    "days_late": _days_late,
    "quality": _quality,
    "price_drift": _price_drift,
    "spend": _spend,
    "supplier_score": _score,
    "local_spend": _local_spend,
    "effective_suppliers": _effective,
    "hhi": _hhi,
    "largest_share": _largest,
    "survive": lambda shop, figure, of: worst(shop, figure, of)[2],
    "recover": lambda shop, figure, of: worst(shop, figure, of)[3],
    "exposure": lambda shop, figure, of: worst(shop, figure, of)[4],
    "single": _single,
    "untested": _single,
    "at_risk": _at_risk,
    "late": _late,
}
