"""Pairs that are bought together more often than chance would have it."""

from __future__ import annotations

import pytest

from partnercrm.domain.basket import LEAST, pairs


def test_lift_and_share_by_hand() -> None:
    (pair,) = pairs([(1, 2, 30)], {1: 50, 2: 40}, 100)
    assert (pair.lift, pair.share) == (1.5, 0.75)
    assert pair.interval is not None
    assert (round(pair.interval.low, 2), round(pair.interval.high, 2)) == (0.60, 0.86)


def test_chance_and_the_rare_are_not_told() -> None:
    on = {1: 50, 2: 40, 3: 10, 4: 10}
    assert pairs([(1, 2, 20)], on, 100) == ()
    assert pairs([(3, 4, LEAST - 1)], on, 100) == ()
    assert pairs([], {}, 0) == ()


def test_most_receipts_first() -> None:
    found = pairs([(1, 3, 6), (1, 2, 40), (2, 3, 6)], {1: 50, 2: 50, 3: 8}, 100)
    assert [(pair.first, pair.second) for pair in found] == [(1, 2), (1, 3), (2, 3)]
    assert found[1].lift == pytest.approx(1.5)
