"""One number for a partnership, and what lies behind it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnercrm.domain.effectiveness import (
    PART_WORDS,
    UNITS,
    USUAL,
    Band,
    Measure,
    Part,
    Scoring,
    answer_days,
    points,
    score,
)

FULL = Measure(40, Decimal(0), Decimal(100))


def scoring(**weights: int) -> Scoring:
    """A way to count whose values are their own points."""
    measures = {Part(name): Measure(weight, Decimal(0), Decimal(100)) for name, weight in weights.items()}
    return Scoring("Test", measures, (Band(70, "Strong"), Band(0, "Weak")))


def test_what_is_missing_gives_its_weight_away_and_lowers_the_coverage() -> None:
    """The check of figures.md 2."""
    found = score(
        scoring(net_benefit=40, satisfaction=25, reciprocity=20, years=15),
        {Part.NET_BENEFIT: Fraction(80), Part.RECIPROCITY: Fraction(50), Part.YEARS: Fraction(100)},
    )
    assert found.value == 76
    assert found.coverage == Fraction(3, 4)
    assert found.band == "Strong"
    assert sum(part.share for part in found.parts) == 1


def test_what_is_left_to_gain_comes_first_and_a_missing_part_gains_nothing() -> None:
    found = score(
        scoring(net_benefit=40, satisfaction=25, reciprocity=20, years=15),
        {Part.NET_BENEFIT: Fraction(80), Part.RECIPROCITY: Fraction(50), Part.YEARS: Fraction(100)},
    )
    assert [part.part for part in found.gains] == [Part.RECIPROCITY, Part.NET_BENEFIT]
    assert found.gains[0].left == Fraction(20, 75) * 50


def test_no_score_without_activity_or_without_anything_known() -> None:
    for found in (score(USUAL, {Part.YEARS: Fraction(3)}, active=False), score(USUAL, {})):
        assert found.value is None
        assert found.coverage == 0
        assert found.band == ""
        assert not found.gains


@pytest.mark.parametrize(("value", "earned"), [(0, 0), (1, 100), (7, 0), (4, 50), (9, 0)])
def test_less_is_better_where_the_floor_lies_above_the_target(value: int, earned: int) -> None:
    assert points(Fraction(value), Measure(5, Decimal(7), Decimal(1))) == (100 if value == 0 else earned)


def test_a_part_without_weight_is_left_out() -> None:
    found = score(scoring(net_benefit=10, years=0), {Part.NET_BENEFIT: Fraction(30), Part.YEARS: Fraction(100)})
    assert found.value == 30
    assert found.coverage == 1
    assert [part.part for part in found.parts] == [Part.NET_BENEFIT]


@given(
    st.dictionaries(st.sampled_from(Part), st.one_of(st.none(), st.fractions(-1000, 1000))),
    st.dictionaries(st.sampled_from(Part), st.integers(0, 100)),
)
def test_whatever_the_values_a_score_lies_between_its_parts(
    values: dict[Part, Fraction | None], weights: dict[Part, int]
) -> None:
    found = score(scoring(**{part.value: weight for part, weight in weights.items()}), values)
    known = [part.points for part in found.parts if part.points is not None]
    assert 0 <= found.coverage <= 1
    if found.value is None:
        assert not known
    else:
        assert min(known) <= found.value <= max(known)
        assert found.value + sum((part.left for part in found.parts), Fraction()) == 100


def test_the_usual_one_is_sound_and_weighs_a_hundred() -> None:
    assert not USUAL.problems()
    assert sum(measure.weight for measure in USUAL.measures.values()) == 100
    assert set(USUAL.measures) == set(Part) == set(PART_WORDS) == set(UNITS)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (Scoring(" ", {Part.YEARS: FULL}, ()), "name"),
        (Scoring("A", {Part.YEARS: Measure(101, Decimal(0), Decimal(1))}, ()), "years.weight"),
        (Scoring("A", {Part.YEARS: Measure(-1, Decimal(0), Decimal(1)), Part.VOLUME: FULL}, ()), "years.weight"),
        (Scoring("A", {Part.YEARS: Measure(1, Decimal(2), Decimal(2))}, ()), "years.target"),
        (Scoring("A", {Part.YEARS: Measure(0, Decimal(0), Decimal(1))}, ()), "weights"),
        (Scoring("A", {Part.YEARS: FULL}, (), Decimal(101)), "margin"),
        (Scoring("A", {Part.YEARS: FULL}, (Band(101, "x"),)), "bands"),
        (Scoring("A", {Part.YEARS: FULL}, (Band(1, "x"), Band(1, "y"))), "bands"),
        (Scoring("A", {Part.YEARS: FULL}, (Band(1, " "),)), "bands"),
    ],
)
def test_what_cannot_be_counted_with_is_said_beside_its_field(wrong: Scoring, field: str) -> None:
    assert [problem.field for problem in wrong.problems()] == [field]


def test_below_every_band_there_is_no_name() -> None:
    assert Scoring("A", {Part.YEARS: FULL}, (Band(50, "Good"),)).band(Fraction(49)) == ""


@pytest.mark.parametrize(
    ("contacts", "days"),
    [
        ([], []),
        ([(1, False), (3, True)], [2]),
        ([(1, True), (3, True)], []),
        ([(1, False), (2, False), (5, True), (6, True), (8, False)], [4]),
        ([(1, False), (1, True), (4, False), (9, True)], [0, 5]),
    ],
)
def test_an_answer_counts_from_our_first_message(contacts: list[tuple[int, bool]], days: list[int]) -> None:
    assert answer_days(contacts) == days
