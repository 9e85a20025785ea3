"""Chains of introduction: whoever came first stands first, and there is never a circle."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from partnercrm.domain.introduction import Introduction, brought, chain, introducers

DAY = dt.date(2026, 1, 1)


def told(*pairs: tuple[int, int]) -> list[Introduction]:
    return [Introduction(by, whom, DAY + dt.timedelta(number)) for number, (by, whom) in enumerate(pairs)]


def test_a_chain_leads_to_whoever_came_first() -> None:
    known = introducers(told((1, 2), (2, 3), (3, 4), (2, 5)))
    assert chain(known, 4) == [1, 2, 3, 4]
    assert chain(known, 1) == [1]
    assert [(depth, each.whom) for depth, each in brought(known, 1)] == [(1, 2), (2, 3), (3, 4), (2, 5)]
    assert brought(known, 4) == []


def test_the_first_introduction_counts() -> None:
    known = introducers(told((1, 3), (2, 3)))
    assert chain(known, 3) == [1, 3]
    assert brought(known, 2) == []


def test_what_would_close_a_circle_introduces_nobody() -> None:
    known = introducers(told((1, 2), (2, 3), (3, 1), (4, 4)))
    assert chain(known, 3) == [1, 2, 3]
    assert chain(known, 1) == [1]
    assert chain(known, 4) == [4]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), max_size=40))
def test_any_history_gives_chains_that_end_and_trees_that_hold_each_once(pairs: list[tuple[int, int]]) -> None:
    known = introducers(told(*pairs))
    for party in range(10):
        up = chain(known, party)
        assert len(set(up)) == len(up)
        assert up[0] not in known
        down = [each.whom for _depth, each in brought(known, party)]
        assert len(set(down)) == len(down)
        assert party not in down
        assert all(party in chain(known, whom) for whom in down)
    assert set(known) <= {whom for _by, whom in pairs}
