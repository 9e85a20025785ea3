"""Alerts come and go at thresholds of their own, so that none flaps; steps before an end; one reminder a party."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnercrm.domain.alert import (
    GRACE_DAYS,
    LOW_IS_BAD,
    USUAL,
    AlertKey,
    AlertKind,
    AlertRow,
    AlertRule,
    Level,
    next_step,
    one_each,
    rounded,
    standing,
    step,
)
from partnercrm.domain.words import msg

TODAY = dt.date(2026, 11, 21)
NUMBERS = st.integers(-50, 20_000).map(lambda number: Decimal(number) / 2)


@st.composite
def rules(draw: st.DrawFn) -> AlertRule:
    kind = draw(st.sampled_from(AlertKind))
    low, high = sorted(draw(st.lists(st.integers(0, 10_000), min_size=2, max_size=2, unique=True)))
    on, off = (low, high) if kind in LOW_IS_BAD else (high, low)
    return AlertRule(kind, Decimal(on), Decimal(off))


def run(rule: AlertRule, before: bool, levels: list[Decimal]) -> list[bool]:
    stood = [before]
    for level in levels:
        stood.append(rule.stands(stood[-1], level))
    return stood


@given(rules(), st.booleans(), st.data())
def test_between_the_thresholds_nothing_ever_changes(rule: AlertRule, before: bool, data: st.DataObject) -> None:
    low, high = sorted((rule.on, rule.off))
    inside = st.decimals(low, high, places=2).filter(lambda level: low < level < high)
    levels = data.draw(st.lists(inside, max_size=20)) if high - low > Decimal("0.02") else []
    assert set(run(rule, before, levels)) == {before}


@given(rules(), st.booleans(), st.lists(NUMBERS, min_size=1, max_size=40))
def test_each_change_needs_a_threshold_of_its_own_to_be_passed(
    rule: AlertRule, before: bool, levels: list[Decimal]
) -> None:
    sign = -1 if rule.kind in LOW_IS_BAD else 1
    stood = run(rule, before, levels)
    for was, now, level in zip(stood, stood[1:], levels, strict=False):
        if now and not was:
            assert sign * level >= sign * rule.on
        if was and not now:
            assert sign * level <= sign * rule.off


@given(rules(), NUMBERS, st.lists(st.booleans(), max_size=30))
def test_what_trembles_by_less_than_the_distance_changes_once_at_most(
    rule: AlertRule, around: Decimal, up: list[bool]
) -> None:
    half = abs(rule.on - rule.off) / Decimal(4)
    stood = run(rule, False, [around + (half if each else -half) for each in up])
    assert sum(was != now for was, now in itertools.pairwise(stood)) <= 1


@given(rules(), NUMBERS)
def test_a_rule_that_is_switched_off_never_stands(rule: AlertRule, level: Decimal) -> None:
    assert not replace(rule, active=False).stands(True, level)


@pytest.mark.parametrize("kind", AlertKind)
def test_the_usual_rules_can_be_kept_and_turned_round_they_cannot(kind: AlertKind) -> None:
    rule = USUAL[kind]
    assert rule.problems() == ()
    assert [each.field for each in AlertRule(kind, rule.off, rule.on).problems()] == ["off"]
    assert [each.field for each in AlertRule(kind, rule.on, rule.on).problems()] == ["off"]
    assert [each.field for each in AlertRule(kind, Decimal(-1), Decimal("NaN")).problems()] == ["on", "off"]


def test_only_what_stands_by_its_own_rule_is_found() -> None:
    def level(row: int, value: str) -> Level:
        return Level(AlertKey(AlertKind.BALANCE, "party", row), Decimal(value), msg("x"))

    levels = [level(1, "100"), level(2, "90"), level(3, "90"), level(4, "80")]
    before = {levels[2].key, levels[3].key}
    assert [each.key.row for each in standing(levels, before, USUAL)] == [1, 3]


@pytest.mark.parametrize(("left", "reached"), [(31, None), (30, 30), (8, 30), (7, 7), (1, 7), (0, 0), (-3, 0)])
def test_an_end_is_told_of_at_thirty_seven_and_no_days(left: int, reached: int | None) -> None:
    assert step(left) == reached


@given(st.integers(-40, 400))
def test_what_is_put_aside_comes_back_when_the_next_step_begins(left: int) -> None:
    due = TODAY + dt.timedelta(days=left)
    day = next_step(due, TODAY)
    if day is None:
        assert left <= 0
    else:
        assert day > TODAY
        assert step((due - day).days) != step((due - day).days + 1)
        assert step(left) == step((due - day).days + 1)
    assert next_step(None, TODAY) is None


def row(number: int, kind: AlertKind, party: int | None, **more: object) -> AlertRow:
    key = AlertKey(kind, "x", number)
    fixed = AlertRow(number, uuid.uuid4(), key, Decimal(1), msg("x"), party, TODAY, None, None)
    return replace(fixed, **more)  # type: ignore[arg-type]


def test_a_party_has_one_reminder_that_knows_of_its_others() -> None:
    assert one_each([(2, 7), (6, 9), (1, 7), (3, None), (4, None)]) == [[2, 1], [6], [3], [4]]


def test_later_is_the_next_step_else_what_the_rule_says_and_after_the_last_step_never() -> None:
    assert row(1, AlertKind.COOLING, 7).later(TODAY) == dt.date(2026, 11, 28)
    assert row(1, AlertKind.COOLING, 7, rest_days=30).later(TODAY) == dt.date(2026, 12, 21)
    dated = row(1, AlertKind.PROMISE, 7, due=dt.date(2026, 12, 10))
    told, day = [], TODAY
    while day <= dated.due + dt.timedelta(days=GRACE_DAYS):  # type: ignore[operator]
        told.append(day)
        day = dated.later(day)
    assert told == [TODAY, dt.date(2026, 12, 3), dt.date(2026, 12, 10)]
    assert rounded(1.23456) == Decimal("1.2346")


def test_a_rule_has_its_own_name_and_rest_within_limits() -> None:
    rule = replace(USUAL[AlertKind.LATE], name="Bread van", rest_days=3)
    assert (str(rule.title), str(USUAL[AlertKind.LATE].title)) == ("Bread van", "A delivery is late")
    assert rule.problems() == ()
    assert [each.field for each in replace(rule, name="x" * 61, rest_days=0).problems()] == ["name", "rest_days"]
