"""The published figures of CDNOW from its raw purchases, and the edges at which the model says nothing."""

from __future__ import annotations

import datetime as dt
import json
import math
import random
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from partnercrm.domain import clv
from partnercrm.domain.clv import BgNbd, GammaGamma, History

BEGUN, ENDED = dt.date(1997, 1, 1), dt.date(1997, 9, 30)
PAPER = BgNbd(0.243, 4.414, 0.793, 2.426)


class Cdnow:
    """The sample's 2,357 customers, calibrated to the end of September 1997 in weeks, days merged."""

    def __init__(self, folder: Path) -> None:
        days: dict[str, dict[dt.date, float]] = defaultdict(dict)
        for line in (folder / "cdnow" / "CDNOW_sample.txt").read_text(encoding="utf-8").splitlines():
            _master, customer, written, _count, dollars = line.split()
            day = dt.date(int(written[:4]), int(written[4:6]), int(written[6:]))
            days[customer][day] = days[customer].get(day, 0.0) + float(dollars)
        self.histories: list[History] = []
        self.spent: list[tuple[int, float]] = []
        for bought in days.values():
            first = min(bought)
            again = sorted(day for day in bought if first < day <= ENDED)
            last = again[-1] if again else first
            self.histories.append(History(len(again), (last - first).days / clv.WEEK, (ENDED - first).days / clv.WEEK))
            self.spent.append((len(again), sum(bought[day] for day in again) / len(again) if again else 0.0))
        self.published: dict[str, Any] = json.loads((folder / "published_figures.json").read_text())["cdnow"]


@pytest.fixture(scope="module")
def cdnow(shared: Path) -> Cdnow:
    return Cdnow(shared / "data")


@pytest.fixture(scope="module")
def model(cdnow: Cdnow) -> BgNbd:
    found = clv.fit_purchases(cdnow.histories)
    assert found is not None
    return found


def test_purchases_from_the_raw_file(cdnow: Cdnow, model: BgNbd) -> None:
    told = cdnow.published["bgnbd"]
    assert len(cdnow.histories) == cdnow.published["customers"]
    for name in ("r", "alpha", "a", "b"):
        assert getattr(model, name) == pytest.approx(told[name], abs=told["tolerance"])
    assert model.log_likelihood == pytest.approx(told["log_likelihood"], abs=0.2)


def test_spending_from_the_raw_file(cdnow: Cdnow) -> None:
    told = cdnow.published["gamma_gamma"]
    repeaters = [(x, mean) for x, mean in cdnow.spent if x]
    found = clv.fit_spending(repeaters)
    assert found is not None
    assert len(repeaters) == told["customers_used"]
    for name in ("p", "q", "v"):
        assert getattr(found, name) == pytest.approx(told[name], abs=told["tolerance"])
    assert found.log_likelihood == pytest.approx(told["log_likelihood"], abs=0.2)
    first_ten = [found.expected(x, mean) for x, mean in cdnow.spent[:10]]
    assert first_ten == pytest.approx(cdnow.published["gamma_gamma_conditional_mean_first_10"], abs=0.02)
    assert clv.correlation([(float(x), mean) for x, mean in repeaters]) == pytest.approx(0.114, abs=0.001)


def test_what_is_expected_of_customers(cdnow: Cdnow, model: BgNbd) -> None:
    told = cdnow.published["bgnbd_conditional_expected_purchases"]
    known = History(told["x"], told["t_x"], told["T"])
    assert model.expected(told["t"], known) == pytest.approx(told["value"], abs=0.001)
    assert model.p_alive(known) == pytest.approx(0.7266, abs=0.0005)
    assert model.p_alive(History(1, 1.71, 38.86)) == pytest.approx(0.212, abs=0.001)
    assert model.p_alive(History(0, 0, 38.86)) == cdnow.published["p_alive_of_a_customer_without_repeat_in_bgnbd"]
    for weeks, expected in cdnow.published["bgnbd_expected_purchases_of_a_new_customer"].items():
        assert model.expected_of_new(float(weeks)) == pytest.approx(expected, abs=0.0005)


def test_spending_by_the_papers_parameters() -> None:
    paper = GammaGamma(6.25, 3.74, 15.44)
    assert paper.mean == pytest.approx(35.22, abs=0.005)
    assert paper.expected(2, 22.35) == pytest.approx(24.66, abs=0.005)
    assert paper.expected(0, 0.0) == paper.mean


def test_what_a_customer_is_worth_is_the_discounted_sum_of_months() -> None:
    of, spend = History(2, 30.43, 38.86), 24.65
    flat = clv.value(PAPER, of, spend, discount=0.0)
    assert flat == pytest.approx(spend * PAPER.expected(12 * clv.MONTH, of), rel=1e-9)
    assert clv.value(PAPER, of, spend, margin=0.6, discount=0.0) == pytest.approx(0.6 * flat)
    assert 0.9 * flat < clv.value(PAPER, of, spend) < flat


def test_nobody_and_people_all_alike_have_no_model() -> None:
    assert clv.fit_purchases([]) is None
    assert clv.fit_spending([(0, 0.0)]) is None
    assert clv.fit_spending([(3, 5.0)] * 200) is None
    assert clv.fit_purchases([History(4, 20.0, 25.0)] * 200) is None


def test_customers_who_all_leave_equally_often_have_a_model() -> None:
    chance = random.Random(5)
    histories = []
    for _customer in range(600):
        age, gap, now = chance.uniform(15, 55), chance.gammavariate(2, 2), 0.0
        x, t_x = 0, 0.0
        while chance.random() > 0.25:
            now += chance.expovariate(1 / gap)
            if now > age:
                break
            x, t_x = x + 1, now
        histories.append(History(x, t_x, age))
    found = clv.fit_purchases(histories)
    assert found is not None
    assert found.a / (found.a + found.b) == pytest.approx(0.25, abs=0.03)


def test_very_large_and_very_odd_customers_stay_finite() -> None:
    daily, gone = History(3000, 420.0, 420.5), History(3000, 100.0, 420.0)
    assert PAPER.p_alive(daily) > 0.9
    assert PAPER.p_alive(gone) < 1e-100
    assert 300 < PAPER.expected(52, daily) < 3000 / 420 * 52
    assert PAPER.expected(52, gone) < 1e-80
    few_stay = BgNbd(0.5, 3.0, 0.4, 0.3)
    assert 0 < few_stay.expected_of_new(10) < few_stay.expected_of_new(52) < 10
    assert math.isfinite(BgNbd(0.5, 3.0, 1.0, 0.5).expected(10, History(0, 0, 10)))
    assert math.isfinite(BgNbd(0.5, 3.0, 0.5, 0.5).expected(10, History(0, 0, 10)))


def test_the_series_is_the_known_one() -> None:
    total, scaled = clv.series_2f1(1.0, 1.0, 2.0, 0.5)  # -ln(1 - z) / z
    assert total * math.exp(scaled) == pytest.approx(-math.log(0.5) / 0.5)


def test_correlation_of_nothing_is_none() -> None:
    assert clv.correlation([(1, 2)]) is None
    assert clv.correlation([(1, 2), (1, 3)]) is None
    assert clv.correlation([(1, 2), (2, 4), (3, 6)]) == pytest.approx(1.0)


def test_the_transformed_series_is_the_papers_own(model: BgNbd) -> None:
    """E of the paper as it is printed, with the 2F1 of all its purchases."""
    for of in (History(0, 0.0, 12.0), History(2, 30.43, 38.86), History(40, 200.0, 210.0)):
        for weeks in (1.0, 26.0, 52.0):
            from_now = model.alpha + of.age
            third = model.a + model.b + of.x - 1
            total, scaled = clv.series_2f1(model.r + of.x, model.b + of.x, third, weeks / (from_now + weeks))
            shrunk = (from_now / (from_now + weeks)) ** (model.r + of.x) * total * math.exp(scaled)
            printed = third / (model.a - 1) * (1 - shrunk) * model.p_alive(of)
            assert model.expected(weeks, of) == pytest.approx(printed, rel=1e-9)


def test_months_count_for_less_the_later_they_are() -> None:
    expected, counted = clv.coming(PAPER, History(2, 30.43, 38.86))
    assert expected == PAPER.expected(12 * clv.MONTH, History(2, 30.43, 38.86))
    assert expected / 1.01**12 < counted < expected / 1.01
