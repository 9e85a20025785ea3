"""Intervals: the golden checks of figures.md, Newcombe's own example, and what empty groups answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnercrm.domain.intervals import Sums, share_difference, sum_difference, wilson


def test_the_same_share_is_not_the_same_knowledge() -> None:
    few, many = wilson(3, 4), wilson(30, 40)
    assert few is not None and many is not None
    assert (round(few.low, 2), round(few.high, 2)) == (0.30, 0.95)
    assert (round(many.low, 2), round(many.high, 2)) == (0.60, 0.86)


def test_a_difference_of_shares_is_newcombes() -> None:
    found = share_difference(56, 70, 48, 80)
    assert found is not None
    assert (round(found.low, 4), round(found.high, 4)) == (0.0524, 0.3339)
    tenfold = found.times(70)
    assert (tenfold.low, tenfold.high) == (found.low * 70, found.high * 70)


def test_nothing_has_no_interval() -> None:
    assert wilson(0, 0) is None
    assert share_difference(1, 2, 0, 0) is None
    assert share_difference(0, 0, 1, 2) is None
    assert sum_difference(Sums(0, 0, 0), Sums(1, 1, 1)) is None
    assert sum_difference(Sums(1, 1, 1), Sums(0, 0, 0)) is None


def test_a_difference_of_sums_scales_the_control_to_the_treated() -> None:
    treated = Sums(4, 10 + 20 + 30 + 40, 100 + 400 + 900 + 1600)
    control = Sums(2, 5 + 15, 25 + 225)
    found = sum_difference(treated, control)
    assert found is not None
    assert (found.low + found.high) / 2 == pytest.approx(100 - 20 * 4 / 2)
    half = 1.959963984540054 * 4 * (500 / 3 / 4 + 50 / 2) ** 0.5
    assert found.high - found.low == pytest.approx(2 * half)


def test_one_alone_does_not_vary() -> None:
    assert Sums(1, 7, 49).variance == 0
    assert Sums(3, 9, 27).variance == 0


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_an_interval_holds_its_share(pair: tuple[int, int]) -> None:
    hits, count = pair
    found = wilson(hits, count)
    assert found is not None
    assert 0 <= found.low <= hits / count + 1e-12
    assert hits / count - 1e-12 <= found.high <= 1
