"""The lowest point of a function of several numbers, found without its slopes (Nelder and Mead 1965)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from partnercrm.domain.record import dataclass

Point = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Lowest:
    """Where it is, how low it is, and whether the search came to rest there."""

    point: Point
    value: float
    settled: bool


def lowest(
    function: Callable[[Sequence[float]], float],
    start: Sequence[float],
    *,
    step: float = 0.5,
    close: float = 1e-8,
    most: int = 2000,
) -> Lowest:
    """Searches from `start`, whose corners lie `step` apart, until the corners differ by less than `close`.

    Ends unsettled after `most` values. Where the function is infinite it is left again.
    """
    corners = [(function(start), tuple(start))]
    for place in range(len(start)):
        moved = tuple(value + step * (place == other) for other, value in enumerate(start))
        corners.append((function(moved), moved))
    asked = len(corners)
    while asked < most:
        corners.sort()
        if corners[-1][0] - corners[0][0] < close and _width(corners) < close**0.5:
            return Lowest(corners[0][1], corners[0][0], True)
        asked += _improve(function, corners)
    corners.sort()
    return Lowest(corners[0][1], corners[0][0], False)


def _improve(function: Callable[[Sequence[float]], float], corners: list[tuple[float, Point]]) -> int:
    """Puts a better corner in the place of the highest, or draws all towards the lowest; answers the values asked."""
    highest, point = corners[-1]
    middle = [sum(values) / (len(corners) - 1) for values in zip(*(each for _value, each in corners[:-1]), strict=True)]

    def at(far: float) -> tuple[float, Point]:
        found = tuple(centre + far * (centre - value) for centre, value in zip(middle, point, strict=True))
        return function(found), found

    mirrored = at(1.0)
    if mirrored[0] < corners[0][0]:
        corners[-1] = min(mirrored, at(2.0))
        return 2
    if mirrored[0] < corners[-2][0]:
        corners[-1] = mirrored
        return 1
    nearer = at(0.5 if mirrored[0] < highest else -0.5)
    if nearer[0] < min(mirrored[0], highest):
        corners[-1] = nearer
        return 2
    best = corners[0][1]
    for place in range(1, len(corners)):
        drawn = tuple((one + other) / 2 for one, other in zip(best, corners[place][1], strict=True))
        corners[place] = (function(drawn), drawn)
    return 1 + len(corners)


def _width(corners: Sequence[tuple[float, Point]]) -> float:
    return float(max(max(values) - min(values) for values in zip(*(point for _value, point in corners), strict=True)))
