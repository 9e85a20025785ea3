"""How often a customer will come again, whether they are still with us, and what that is worth (figures.md 5).

Purchases by BG/NBD (Fader, Hardie and Lee 2005), spending by Gamma-Gamma (Hardie, note 025). For each customer x is the
number of repeat purchase days, t_x the age at the last one and T the age now, in weeks; equal customers count once.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import NamedTuple

from partnercrm.domain.nelder_mead import Lowest, lowest
from partnercrm.domain.record import dataclass

ENOUGH = 100
"""Fewer repeat buyers than that do not carry the model: it fails or misleads."""

WEEK, MONTHS, MONTH = 7, 12, 365.25 / 12 / 7
MONTHLY_DISCOUNT = 0.01
_LIMIT = 12.0  # of a parameter's logarithm: beyond it the customers are too much alike to tell
_SOME, _STEPS = 1_000, 1_000
_Row = tuple[int, float, float, int]
_RIDGE = 6.0  # of the logarithms of a and b, which say how differently customers leave
_MOST_ODDS = 700.0  # as a logarithm: a float ends a little above
_SMALL, _EXACT, _HUGE, _TERMS = 1e-9, 1e-15, 1e250, 100_000


Watch = Callable[[], object]


def nothing() -> None:
    """Watches nothing."""


class History(NamedTuple):
    """A customer's repeat purchase days, age at the last and age now, in weeks."""

    x: int
    t_x: float
    age: float


@dataclass(frozen=True, slots=True)
class BgNbd:
    """The four parameters and the log-likelihood by which they were found."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float = 0.0

    def p_alive(self, of: History) -> float:
        """The chance that they are still with us; 1 by definition of the model where they never came again."""
        return 1 / (1 + self._gone(of))

    def expected(self, weeks: float, of: History) -> float:
        """How many purchase days are expected of them in the next weeks.

        By Euler's transformation of the paper's 2F1 (Abramowitz and Stegun 15.3.3): its powers of x cancel, so
        that a customer of a thousand purchases needs fewer terms than one of two, not more.
        """
        a = self.a if abs(self.a - 1) > _SMALL else 1 + _SMALL
        second, third = a - 1, a + self.b + of.x - 1
        if abs(third) < _SMALL:
            third = _SMALL
        part = weeks / (self.alpha + of.age + weeks)
        total, scaled = series_2f1(third - self.r - of.x, second, third, part)
        power = second * math.log1p(-part) + scaled
        shrunk = math.copysign(math.exp(power + math.log(abs(total))), total) if total else 0.0
        return third / second * (1 - shrunk) / (1 + self._gone(of))

    def expected_of_new(self, weeks: float) -> float:
        """How many repeat purchase days are expected of somebody who buys for the first time now."""
        return self.expected(weeks, History(0, 0.0, 0.0))

    def _gone(self, of: History) -> float:
        """The odds that they have gone; the power by logarithms, for it outgrows a float."""
        if of.x == 0:
            return 0.0
        power = (self.r + of.x) * math.log((self.alpha + of.age) / (self.alpha + of.t_x))
        odds = math.log(self.a / (self.b + of.x - 1)) + power
        return math.exp(min(odds, _MOST_ODDS))


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """The three parameters of spending, in the unit of the amounts, and the log-likelihood."""

    p: float
    q: float
    v: float
    log_likelihood: float = 0.0

    @property
    def mean(self) -> float:
        """What a purchase of anybody comes to. q is above 1 where it is fitted."""
        return self.p * self.v / (self.q - 1)

    def expected(self, x: int, mean: float) -> float:
        """What a purchase of a customer will come to, with x repeat purchases of `mean` so far."""
        return self.p * (self.v + x * mean) / (self.p * x + self.q - 1)


def fit_purchases(histories: Iterable[History], watch: Watch = nothing) -> BgNbd | None:
    """The model that fits them best; None where the customers are too much alike for one.

    `watch` is called at every step, so that it can tell or stop.
    """
    groups = Counter(histories)
    if not groups:
        return None
    scale = max(of.age for of in groups) or 1.0
    rows = [(of.x, of.t_x / scale, of.age / scale, count) for of, count in groups.items()]
    found = _lowest_cost(rows, watch)
    if found is None:
        return None
    r, alpha, a, b = (math.exp(log) for log in found.point)
    repeats = sum(of.x * count for of, count in groups.items())
    return BgNbd(r, alpha * scale, a, b, -found.value - repeats * math.log(scale))


def _lowest_cost(rows: Sequence[_Row], watch: Watch) -> Lowest | None:
    """The best logarithms of the parameters; of many groups, an even part of them says first where to search."""

    def cost(some: Sequence[_Row], logs: Sequence[float]) -> float:
        watch()
        # Where all leave equally often, only the ratio of a and b counts and both could grow without end.
        beyond = sum(max(0.0, abs(log) - _RIDGE) ** 2 for log in logs[2:])
        return beyond - _purchase_likelihood(some, logs)

    start: tuple[float, ...] = (0.0, 0.0, 0.0, 0.0)
    step = 0.5
    for some in (rows[:: len(rows) // _SOME], rows) if len(rows) > 2 * _SOME else (rows,):
        found = lowest(partial(cost, some), start, step=step, most=_STEPS)
        if not found.settled or max(map(abs, found.point)) > _LIMIT:
            return None
        start, step = found.point, 0.05
    return found


def _purchase_likelihood(rows: Sequence[_Row], logs: Sequence[float]) -> float:
    """The log-likelihood at the logarithms of r, alpha, a, b; what depends on x alone is worked out once for each."""
    if max(map(abs, logs)) > 2 * _LIMIT:
        return -math.inf
    r, alpha, a, b = (math.exp(log) for log in logs)
    lgamma, log, exp, log1p = math.lgamma, math.log, math.exp, math.log1p
    fixed = r * log(alpha) - lgamma(r) + lgamma(a + b) - lgamma(b)
    of_x: dict[int, tuple[float, float]] = {}
    total = 0.0
    for x, t_x, age, count in rows:
        found = of_x.get(x)
        if found is None:
            start = fixed + lgamma(r + x) + lgamma(b + x) - lgamma(a + b + x)
            found = of_x[x] = (start, log(a) - log(b + x - 1) if x else 0.0)
        start, leaving = found
        power, now = r + x, log(alpha + age)
        if x:
            odds = leaving + power * (now - log(alpha + t_x))
            start += log1p(exp(odds)) if odds < _MOST_ODDS else odds
        total += count * (start - power * now)
    return total


def fit_spending(spent: Iterable[tuple[int, float]], watch: Watch = nothing) -> GammaGamma | None:
    """The model of (repeat purchases, their mean amount) of repeat buyers; None where they are too much alike.

    `watch` is called at every step, so that it can stop.
    """
    known = [(x, mean) for x, mean in spent if x > 0 and mean > 0]
    if not known:
        return None
    scale = sum(mean for _x, mean in known) / len(known)
    by_x: dict[int, list[float]] = {}
    for x, mean in known:
        by_x.setdefault(x, []).append(mean / scale)
    rows = [_Spent(x, len(of), sum(map(math.log, of)), [x * mean for mean in of]) for x, of in by_x.items()]

    def cost(logs: Sequence[float]) -> float:
        watch()
        return -_spending_likelihood(rows, logs)

    found = lowest(cost, (1.0, 1.0, 0.0))
    p, q, v = (math.exp(log) for log in found.point)
    if not found.settled or max(map(abs, found.point)) > _LIMIT or q <= 1:
        return None
    return GammaGamma(p, q, v * scale, -found.value - len(known) * math.log(scale))


class _Spent(NamedTuple):
    """So many buyers of x repeat purchases: their means' logarithms added up, and what each spent."""

    x: int
    buyers: int
    log_means: float
    spent: list[float]


def _spending_likelihood(rows: Sequence[_Spent], logs: Sequence[float]) -> float:
    if max(map(abs, logs)) > 2 * _LIMIT:
        return -math.inf
    p, q, v = (math.exp(log) for log in logs)
    fixed, log = q * math.log(v) - math.lgamma(q), math.log
    total = 0.0
    for x, buyers, log_means, spent in rows:
        shape = p * x
        same = fixed + math.lgamma(shape + q) - math.lgamma(shape) + shape * log(x)
        total += buyers * same + (shape - 1) * log_means - (shape + q) * sum(log(each + v) for each in spent)
    return total


def series_2f1(first: float, second: float, third: float, part: float) -> tuple[float, float]:
    """The hypergeometric function 2F1 for 0 <= part < 1 by its series, as (number, logarithm of what to multiply by).

    It is scaled down on the way, so that customers who are all alike do not overflow (Hardie, note 027).
    """
    growing = max(abs(first), abs(second))
    term = total = 1.0
    scaled = 0.0
    for place in range(_TERMS):
        term *= (first + place) * (second + place) / ((third + place) * (place + 1)) * part
        total += term
        if abs(total) > _HUGE:
            term, total, scaled = term / _HUGE, total / _HUGE, scaled + math.log(_HUGE)
        if abs(term) <= _EXACT * abs(total) and place > growing:
            break
    return total, scaled


def coming(model: BgNbd, of: History, discount: float = MONTHLY_DISCOUNT) -> tuple[float, float]:
    """Purchase days expected over the next MONTHS months, and what they count for, each month's discounted."""
    counted, before = 0.0, 0.0
    for month in range(1, MONTHS + 1):
        until = model.expected(month * MONTH, of)
        counted += (until - before) / (1 + discount) ** month
        before = until
    return before, counted


def value(model: BgNbd, of: History, spend: float, *, margin: float = 1.0, discount: float = MONTHLY_DISCOUNT) -> float:
    """What a customer is worth over the next MONTHS months: spending x margin x purchases, discounted each month."""
    return spend * margin * coming(model, of, discount)[1]


def correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Pearson's correlation; None where one side does not vary. Gamma-Gamma needs it near 0 for x and mean."""
    if len(pairs) < 2:
        return None
    middle_x = sum(x for x, _y in pairs) / len(pairs)
    middle_y = sum(y for _x, y in pairs) / len(pairs)
    xx = sum((x - middle_x) ** 2 for x, _y in pairs)
    yy = sum((y - middle_y) ** 2 for _x, y in pairs)
    if not xx or not yy:
        return None
    return float(sum((x - middle_x) * (y - middle_y) for x, y in pairs) / math.sqrt(xx * yy))
