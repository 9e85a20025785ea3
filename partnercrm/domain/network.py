"""A whole network of giving and of ties: how mutual it is, who is ahead, and who stands between others (figures.md 1).

Flows say who gave whom how much; what somebody gave to himself is left out. Plain Python, for the networks that a shop
knows are small; the values are those published for the EIES messages and the Florentine families.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable, Mapping
from fractions import Fraction
from typing import Generic, TypeAlias, TypeVar

from partnercrm.domain.record import dataclass

Node = TypeVar("Node", bound=Hashable)
Flows: TypeAlias = Mapping[tuple[Node, Node], int]
"""(giver, receiver) -> how much, above 0."""


def reciprocity(flows: Flows[Node]) -> Fraction | None:
    """What is returned of all that flows: sum of min(w_ij, w_ji) / sum of w_ij; None where nothing flows.

    Squartini, Picciolo, Ruzzenenti and Garlaschelli 2013; for one pair it is 1 - |G - R| / (G + R).
    """
    total = sum(weight for (giver, receiver), weight in flows.items() if giver != receiver)
    if not total:
        return None
    returned = sum(min(weight, flows.get((to, by), 0)) for (by, to), weight in flows.items() if by != to)
    return Fraction(returned, total)


def returned_ties(flows: Flows[Node]) -> tuple[int, int]:
    """How many directed ties have one that leads back, however thin, and how many there are (as networkx counts)."""
    ties = [tie for tie, weight in flows.items() if tie[0] != tie[1] and weight > 0]
    return sum(flows.get((to, by), 0) > 0 for by, to in ties), len(ties)


def balances(flows: Flows[Node]) -> dict[Node, int]:
    """Given less received of each; all of them sum to 0."""
    found: dict[Node, int] = {}
    for (giver, receiver), weight in flows.items():
        found[giver] = found.get(giver, 0) + weight
        found[receiver] = found.get(receiver, 0) - weight
    return found


def betweenness(ties: Iterable[tuple[Node, Node]]) -> dict[Node, float]:
    """Of the shortest ways between any two others, the share that leads through each: 0 to 1.

    Undirected, every tie of one length, divided by (n - 1)(n - 2) / 2 (Freeman 1977, by Brandes 2001); who has no tie
    is not in it. Below three people nobody stands between two: 0.
    """
    near = _neighbours(ties)
    found = dict.fromkeys(near, 0.0)
    for source in near:
        walk = _walk(near, source)
        leaning = dict.fromkeys(walk.order, 0.0)
        for node in reversed(walk.order):
            for before in walk.before[node]:
                leaning[before] += walk.ways[before] / walk.ways[node] * (1 + leaning[node])
            if node != source:
                found[node] += leaning[node]
    pairs = (len(near) - 1) * (len(near) - 2)  # both directions of each pair were walked
    return {node: value / pairs if pairs > 0 else 0.0 for node, value in found.items()}


@dataclass(frozen=True, slots=True)
class _Walk(Generic[Node]):
    """From one node: who is reached in which order, in how many shortest ways, and from whom."""

    order: list[Node]
    ways: dict[Node, int]
    before: dict[Node, list[Node]]


def _neighbours(ties: Iterable[tuple[Node, Node]]) -> dict[Node, set[Node]]:
    near: dict[Node, set[Node]] = {}
    for one, other in ties:
        if one != other:
            near.setdefault(one, set()).add(other)
            near.setdefault(other, set()).add(one)
    return near


def _walk(near: Mapping[Node, set[Node]], source: Node) -> _Walk[Node]:
    order: list[Node] = []
    ways: dict[Node, int] = {source: 1}
    before: dict[Node, list[Node]] = {source: []}
    far, waiting = {source: 0}, deque([source])
    while waiting:
        node = waiting.popleft()
        order.append(node)
        for other in near[node]:
            if other not in far:
                far[other] = far[node] + 1
                waiting.append(other)
            if far[other] == far[node] + 1:
                ways[other] = ways.get(other, 0) + ways[node]
                before.setdefault(other, []).append(node)
    return _Walk(order, ways, before)
