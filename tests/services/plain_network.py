"""What stands beside partners' scores, and all of them as one network, by hand: from referrals, entries and ties."""

from __future__ import annotations

import json
from collections import defaultdict
from fractions import Fraction
from itertools import combinations

from partnercrm.domain.figure import Figure
from tests.services.plain import IN, Number, Of, Plain, Worked, day_of, half_up, middle, whole
from tests.services.plain_partners import Lines, favours, margin, mutual, side, won


def _converted(shop: Plain, figure: Figure, of: Of) -> Number | None:
    """Those who fitted and have had their time: all that are behind it."""
    window = figure.convention.values["days"]
    assert isinstance(window, int)
    behind = shop.rows("referral", "state, qualified, day", figure.records.get("referral", ()))
    assert all(fits and (shop.today - day_of(day)).days >= window for _state, fits, day in behind)
    return Fraction(sum(row[0] == "won" for row in behind), len(behind)) if behind else None


def _each_brings(shop: Plain, figure: Figure, of: Of) -> Number | None:
    sent, left = figure.records.get("referral", ()), margin(of)
    if not sent or left is None:
        return None
    brought = half_up(sum(value or 0 for value in won(shop, figure)) * left)
    return half_up(Fraction(brought, len(sent)))


def _each_costs(shop: Plain, figure: Figure, of: Of) -> Number | None:
    sent, count = figure.records.get("referral", ()), len(won(shop, figure))
    rewards = shop.read(
        "SELECT w.value FROM referral_reward w WHERE EXISTS (SELECT 1 FROM referral_posting p "
        "WHERE p.referral_id = w.referral_id AND p.part = 'reward' AND NOT EXISTS "
        f"(SELECT 1 FROM exchange r WHERE r.reverses_id = p.exchange_id)) AND w.referral_id {IN}",
        json.dumps(list(sent)),
    )
    return half_up(Fraction(sum(value or 0 for (value,) in rewards), count)) if count else None


def _same_kind(shop: Plain, figure: Figure, of: Of) -> Number | None:
    lines = favours(shop, figure)
    if mutual(lines) is None:
        return None
    both = 0
    for kind in {line[4] for line in lines}:
        mine = [line for line in lines if line[4] == kind]
        both += 2 * max(0, min(side(mine, 1)[0], side(mine, -1)[0]))
    return min(Fraction(1), Fraction(both, side(lines, 1)[0] + side(lines, -1)[0]))


def _lately(shop: Plain, figure: Figure, of: Of) -> Number | None:
    """Each favour by its day: half as much with every so many days."""
    half_life = figure.convention.values["days"]
    assert isinstance(half_life, int)
    if mutual(favours(shop, figure)) is None:
        return None
    lines = shop.read(
        "SELECT direction, sign * value, day FROM line WHERE asks = 'in_kind' AND value IS NOT NULL AND opening = 0 "
        f"AND kind <> 'adjustment' AND exchange_id {IN}",
        json.dumps(list(figure.records.get("exchange", ()))),
    )
    sides = {1: 0.0, -1: 0.0}
    for direction, value, day in lines:
        sides[direction] += value * 0.5 ** ((of.last - day_of(day)).days / half_life)
    return 1 - abs(sides[1] - sides[-1]) / sum(sides.values())


def turns(shop: Plain, figure: Figure) -> list[tuple[int, int]]:
    """The days on which a side gave something that asks for no money, reversals counting on the day they take back."""
    days: dict[tuple[int, int], int] = defaultdict(int)
    lines = shop.read(
        "SELECT turn_day, direction, sign FROM line WHERE asks <> 'money' AND turn_day > 0 AND opening = 0 AND "
        f"kind <> 'adjustment' AND exchange_id {IN}",
        json.dumps(list(figure.records.get("exchange", ()))),
    )
    for day, direction, sign in lines:
        days[day, -direction] += sign
    return sorted(turn for turn, count in days.items() if count > 0)


def _turns(shop: Plain, figure: Figure, of: Of) -> Number | None:
    found = turns(shop, figure)
    theirs = sum(way == 1 for _day, way in found)
    return 1 - Fraction(abs(len(found) - 2 * theirs), len(found)) if found else None


def _return_days(shop: Plain, figure: Figure, of: Of) -> Number | None:
    waits, since = [], None
    for day, way in turns(shop, figure):
        if way == 1 and since is not None:
            waits.append((day_of(day) - day_of(since)).days)
            since = None
        elif way == -1 and since is None:
            since = day
    return middle(waits) if waits else None


def _between(shop: Plain, figure: Figure, of: Of) -> Number | None:
    """Of the shortest ways between each two others, the share that leads through them, way by way."""
    people = figure.records.get("party", ())
    if not people:
        return None
    near = neighbours(shop, of)
    assert set(people) == set(near)
    me, total = of.row[1].party, Fraction()
    for one, other in combinations([each for each in near if each != me], 2):
        ways = shortest(near, one, other)
        total += Fraction(sum(me in way for way in ways), len(ways)) if ways else 0
    pairs = (len(near) - 1) * (len(near) - 2) // 2
    return total / pairs if pairs else Fraction(0)


def neighbours(shop: Plain, of: Of) -> dict[int, set[int]]:
    """Who is tied to whom in some days, and who stands in an agreement with whom."""
    first, last = whole(of.first), whole(of.last)
    ties = shop.read(
        "SELECT from_party_id, to_party_id FROM tie WHERE coalesce(from_day, 0) <= ? AND coalesce(until_day, ?) >= ?",
        last,
        last,
        first,
    )
    agreements = shop.read(
        "SELECT m.agreement_id, m.party_id FROM agreement_party m JOIN agreement a ON a.id = m.agreement_id "
        "WHERE a.signed_on IS NOT NULL AND a.from_day <= ? AND coalesce(a.ended_on, a.to_day, ?) >= ?",
        last,
        last,
        first,
    )
    several: dict[int, list[int]] = defaultdict(list)
    for number, party in agreements:
        several[number].append(party)
    near: dict[int, set[int]] = defaultdict(set)
    pairs = [*ties, *(pair for mine in several.values() for pair in combinations(mine, 2))]
    for one, other in ((shop.root(one), shop.root(other)) for one, other in pairs):
        if one != other and shop.there(one) and shop.there(other):
            near[one].add(other)
            near[other].add(one)
    return near


def shortest(near: dict[int, set[int]], one: int, other: int) -> list[tuple[int, ...]]:
    """All shortest ways between two, each as those on the way."""
    ways: list[tuple[int, ...]] = [(one,)]
    seen = {one}
    while ways:
        ways = [(*way, step) for way in ways for step in near[way[-1]] if step not in seen]
        seen |= {way[-1] for way in ways}
        reached = [way[1:-1] for way in ways if way[-1] == other]
        if reached:
            return reached
    return []


# --- all together


def of_partners(shop: Plain, figure: Figure) -> list[Lines]:
    """The favours behind a figure, partner by partner."""
    found = shop.read(
        f"SELECT DISTINCT party_id, exchange_id FROM line WHERE exchange_id {IN}",
        json.dumps(list(figure.records.get("exchange", ()))),
    )
    mine: dict[int, list[int]] = defaultdict(list)
    for party, number in found:
        mine[shop.root(party)].append(number)
    return [favours(shop, figure, numbers) for numbers in mine.values()]


def _together(shop: Plain, figure: Figure, of: Of) -> Number | None:
    sides = [
        (side(lines, 1)[0], side(lines, -1)[0]) for lines in of_partners(shop, figure) if mutual(lines) is not None
    ]
    volume = sum(given + received for given, received in sides)
    return Fraction(2 * sum(map(min, sides)), volume) if volume else None


def _all_in_one(shop: Plain, figure: Figure, of: Of) -> Number | None:
    return mutual([line for lines in of_partners(shop, figure) for line in lines if mutual(lines) is not None])


def _all_volume(shop: Plain, figure: Figure, of: Of) -> Number | None:
    lines = favours(shop, figure)
    return side(lines, 1)[0] + side(lines, -1)[0] if any(line[2] is not None for line in lines) else None


def _all_ahead(shop: Plain, figure: Figure, of: Of) -> Number | None:
    lines = favours(shop, figure)
    return side(lines, 1)[0] - side(lines, -1)[0] if any(line[2] is not None for line in lines) else None


def _answered(shop: Plain, figure: Figure, of: Of) -> Number | None:
    count = back = 0
    for lines in of_partners(shop, figure):
        gave = [any(amount > 0 for amount in side(lines, direction)) for direction in (1, -1)]
        count += sum(gave)
        back += 2 * all(gave)
    return Fraction(back, count) if count else None


WORKED: dict[str, Worked] = {
    "converted": _converted,
    "referral_value": _each_brings,
    "referral_cost": _each_costs,
    "same_kind": _same_kind,
    "lately": _lately,
    "turns": _turns,
    "return_days": _return_days,
    "between": _between,
    "together": _together,
    "all_in_one": _all_in_one,
    "all_volume": _all_volume,
    "all_ahead": _all_ahead,
    "answered": _answered,
}
