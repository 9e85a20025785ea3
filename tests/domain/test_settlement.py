"""Which items a payment pays, and how late an item is."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnercrm.domain.errors import SettlementRefused
from partnercrm.domain.settlement import AGE_WORDS, Age, Match, OpenLine, Wish, age_of, match_in_order, match_wishes

DAY = dt.date(2026, 11, 20)
PAYING = OpenLine(9, 1, 100, DAY, 1)


def item(line: int, rest: int, effective: int = -1) -> OpenLine:
    return OpenLine(line, effective, rest, DAY, 1)


def test_wishes_are_paid_in_their_order_as_far_as_the_money_goes() -> None:
    items = {1: item(1, 70), 2: item(2, 50), 3: item(3, 20)}
    matches, unmet = match_wishes(PAYING, items, (Wish(2), Wish(1, 60), Wish(3), Wish(1, 5)))
    assert matches == (Match(9, 2, 50), Match(9, 1, 50))
    assert unmet == (Wish(1, 10), Wish(3), Wish(1, 5))


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (Wish(5), "settled already"),
        (Wish(2), "same side"),
        (Wish(1, 71), "not that much left"),
        (Wish(1, 0), "not that much left"),
        (Wish(1, -1), "not that much left"),
    ],
)
def test_what_cannot_be_paid_is_refused(wish: Wish, words: str) -> None:
    with pytest.raises(SettlementRefused, match=words):
        match_wishes(PAYING, {1: item(1, 70), 2: item(2, 50, 1)}, (wish,))


@given(st.integers(1, 500), st.lists(st.integers(1, 200), max_size=8))
def test_in_order_no_item_is_paid_while_one_before_it_is_open(money: int, rests: list[int]) -> None:
    matches = match_in_order(OpenLine(99, 1, money, DAY, 1), [item(n, rest) for n, rest in enumerate(rests)])
    assert sum(match.amount for match in matches) == min(money, sum(rests))
    assert [match.item for match in matches] == list(range(len(matches)))
    assert all(match.amount == rests[match.item] for match in matches[:-1])
    assert all(0 < match.amount <= rests[match.item] for match in matches)


def test_no_more_items_are_asked_for_than_are_paid() -> None:
    taken = iter([item(1, 60), item(2, 40), item(3, 10)])
    assert len(match_in_order(PAYING, taken)) == 2
    assert [left.line for left in taken] == [3]


@pytest.mark.parametrize(
    ("days", "age"),
    [
        (-5, Age.NOT_DUE),
        (0, Age.NOT_DUE),
        (1, Age.TO_30),
        (30, Age.TO_30),
        (31, Age.TO_60),
        (60, Age.TO_60),
        (61, Age.TO_90),
        (90, Age.TO_90),
        (91, Age.OVER),
    ],
)
def test_age(days: int, age: Age) -> None:
    assert age_of(days) is age


def test_every_age_has_its_words() -> None:
    assert set(AGE_WORDS) == set(Age)
