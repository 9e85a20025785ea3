"""NPS and CSAT: the check of figures.md, and Sudzilla's published result from its raw answers."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnercrm.domain.nps import Nps, content, nps


def test_thirty_twelve_eight() -> None:
    found = nps([9] * 20 + [10] * 10 + [7, 8] * 6 + [0, 1, 2, 3, 4, 5, 6, 6])
    assert found == Nps(30, 12, 8)
    assert found.value == 44
    assert found.standard_error == pytest.approx(10.6, abs=0.05)
    assert found.interval is not None
    assert found.interval.high - 44 == pytest.approx(20.9, abs=0.05)
    assert 44 - found.interval.low == pytest.approx(20.9, abs=0.05)


def test_of_nothing_and_of_one() -> None:
    assert (nps([]).value, nps([]).interval, nps([]).standard_error) == (None, None, None)
    assert (nps([10]).value, nps([10]).interval) == (100, None)
    assert (nps([0]).value, nps([7]).value) == (-100, 0)


def test_a_score_that_is_none() -> None:
    for wrong in (-1, 11):
        with pytest.raises(ValueError, match="no answer"):
            nps([wrong])
    with pytest.raises(ValueError, match="from 1 to 5"):
        content([0])


def test_content_are_the_top_two() -> None:
    assert content([1, 2, 3, 4, 5, 5]) == (3, 6)
    assert content([]) == (0, 0)


@given(st.lists(st.integers(0, 10), min_size=1))
def test_it_stays_within_its_bounds(scores: list[int]) -> None:
    found = nps(scores)
    assert found.value is not None and -100 <= found.value <= 100
    if found.interval is not None:
        assert -100 <= found.interval.low <= found.value <= found.interval.high <= 100


def test_sudzilla(shared: Path) -> None:
    wanted = json.loads((shared / "data" / "published_figures.json").read_text(encoding="utf-8"))["nps_sudzilla"]
    with (shared / "data" / "nps_sudzilla" / "input_01.csv").open(encoding="utf-8-sig", newline="") as file:
        scores = [int(row["On a scale of 0-10, how would you rate Sudzilla?"]) for row in csv.DictReader(file)]
    found = nps(scores)
    assert (found.n, found.promoters, found.detractors) == (
        wanted["respondents"],
        wanted["promoters"],
        wanted["detractors"],
    )
    assert found.value == pytest.approx(wanted["nps"], abs=0.05)
