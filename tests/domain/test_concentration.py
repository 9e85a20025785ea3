"""Concentration: the check of figures.md, and what must hold of any shares."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnercrm.domain.concentration import concentration


def test_fifty_thirty_twenty() -> None:
    found = concentration([(1, 50), (2, 30), (3, 20)])
    assert found is not None
    assert found.hhi == 3_800
    assert float(found.effective) == pytest.approx(2.63, abs=0.005)
    assert found.largest == (1, Fraction(1, 2))
    assert (found.single(), found.single(50)) == (False, True)


def test_of_nothing_there_is_none() -> None:
    assert concentration([]) is None
    assert concentration([(1, 0), (2, -5)]) is None


def test_one_alone_is_one() -> None:
    found = concentration([(7, 12), (7, 3), (8, 0)])
    assert found is not None
    assert [found.hhi, found.effective, *found.shares.values()] == [10_000, 1, 1]
    assert found.single()


@given(st.dictionaries(st.integers(1, 30), st.integers(1, 10**9), min_size=1))
def test_as_if_there_were_so_many_equal_ones(amounts: dict[int, int]) -> None:
    found = concentration(amounts.items())
    assert found is not None
    assert sum(found.shares.values()) == 1
    assert 1 <= found.effective <= len(amounts)
    equal = concentration((party, 1) for party in amounts)
    assert equal is not None and equal.effective == len(amounts)
