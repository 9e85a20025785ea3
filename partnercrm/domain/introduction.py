"""Who introduced whom: a chain to the one who came first, and all whom somebody brought. Never a circle."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from partnercrm.domain.record import dataclass


@dataclass(frozen=True, slots=True)
class Introduction:
    """`by` introduced `whom` to us on a day; both are row ids of parties."""

    by: int
    whom: int
    day: dt.date


def introducers(found: Iterable[Introduction]) -> dict[int, Introduction]:
    """Who introduced each, from introductions with the earliest first.

    The first introduction counts. One that would close a circle does not: whoever is said to be introduced by somebody
    whom they brought themselves was here before.
    """
    known: dict[int, Introduction] = {}
    for each in found:
        if each.whom not in known and each.whom not in chain(known, each.by):
            known[each.whom] = each
    return known


def chain(known: Mapping[int, Introduction], party: int) -> list[int]:
    """Who stands between a party and the first of all: that one first, the party itself last."""
    found = [party]
    while found[-1] in known and known[found[-1]].by not in found:
        found.append(known[found[-1]].by)
    return found[::-1]


def brought(known: Mapping[int, Introduction], party: int) -> list[tuple[int, Introduction]]:
    """Whom a party brought, and whom those brought, as (depth from 1, introduction): each before its own, by day."""
    by: dict[int, list[Introduction]] = {}
    for each in known.values():
        by.setdefault(each.by, []).append(each)
    found: list[tuple[int, Introduction]] = []
    waiting = [(1, each) for each in _latest_first(by.get(party, ()))]
    while waiting:
        depth, each = waiting.pop()
        found.append((depth, each))
        waiting += [(depth + 1, further) for further in _latest_first(by.get(each.whom, ()))]
    return found


def _latest_first(found: Iterable[Introduction]) -> list[Introduction]:
    return sorted(found, key=lambda each: (each.day, each.whom), reverse=True)
