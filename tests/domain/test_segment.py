"""Conditions of a segment: each lets through whom it names, they survive being kept, and none is forgotten."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from partnercrm.domain.money import Currency
from partnercrm.domain.rfm import Segment
from partnercrm.domain.segment import (
    THIS_MONTH,
    Customer,
    Known,
    Reach,
    SegmentDraft,
    SegmentRule,
    holds,
    name_key,
    rule_of,
)

TODAY = 1000
ANA = Customer(1, 900, 930, 4, 3, 5_000)
KNOWN = Known(TODAY, {1}, {1}, {1}, {1}, {1}, {1: Segment.AT_RISK}, {1}, {1})
NOBODY = Known(TODAY)
ITEM = UUID(int=7)
FULL = SegmentRule(True, "vegan", 2, 9, 60, 80, 120, 1_00, 90_00, True, (Segment.AT_RISK,), ITEM, Reach.PHONE)


@pytest.mark.parametrize(
    ("rule", "is_in"),
    [
        (SegmentRule(least_purchases=3), True),
        (SegmentRule(least_purchases=4), False),
        (SegmentRule(most_purchases=3), True),
        (SegmentRule(most_purchases=2), False),
        (SegmentRule(silent_days=70), True),
        (SegmentRule(silent_days=71), False),
        (SegmentRule(within_days=70), True),
        (SegmentRule(within_days=69), False),
        (SegmentRule(new_days=100), True),
        (SegmentRule(new_days=99), False),
        (SegmentRule(least_spent=5_000), True),
        (SegmentRule(least_spent=5_001), False),
        (SegmentRule(most_spent=4_999), False),
        (FULL, True),
    ],
)
def test_sums(rule: SegmentRule, is_in: bool) -> None:
    assert holds(rule, ANA, KNOWN) is is_in


@pytest.mark.parametrize(
    "said",
    [
        {"local": True},
        {"tag": "vegan"},
        {"lapsed": True},
        {"groups": (Segment.AT_RISK,)},
        {"item": ITEM},
        {"reach": Reach.EMAIL},
        {"date_month": THIS_MONTH},
        {"member": True},
    ],
)
def test_sets(said: dict[str, Any]) -> None:
    assert holds(SegmentRule(**said), ANA, KNOWN)
    assert not holds(SegmentRule(**said), ANA, NOBODY)


def test_what_is_not_asked_for() -> None:
    assert holds(SegmentRule(local=False, lapsed=False), ANA, NOBODY)
    assert not holds(SegmentRule(local=False), ANA, KNOWN)


def test_it_is_kept_and_read_again() -> None:
    more = SegmentRule(date_month=THIS_MONTH, member=True, program=ITEM, reach=Reach.MAIL_AGREED)
    for rule in (FULL, more, SegmentRule(local=False), SegmentRule(silent_days=0)):
        assert rule_of(rule.as_json()) == rule
    assert SegmentRule(local=True, least_purchases=2, silent_days=60).as_json() == (
        '{"least_purchases": 2, "local": true, "silent_days": 60}'
    )
    with pytest.raises(ValueError, match="mood"):
        rule_of('{"mood": 2}')


def test_it_says_itself() -> None:
    words = [str(each) for each in SegmentRule(True, least_purchases=2, silent_days=60).words(Currency("EUR", 2))]
    assert words == ["local", "bought on at least 2 days", "silent for 60 days"]
    assert len(FULL.words(Currency("EUR", 2), "Rye bread")) == 13
    assert str(SegmentRule(item=ITEM).words(Currency("EUR", 2), "Rye bread")[0]) == "bought Rye bread"
    assert [str(each) for each in SegmentRule(False, lapsed=False).words(Currency("EUR", 2))] == [
        "not local",
        "not silent for longer than usual",
    ]
    more = SegmentRule(date_month=3, member=False, program=ITEM).words(Currency("EUR", 2), program="Stamps")
    assert [str(each) for each in more] == [
        "has a birthday or another date in March",
        "does not have a card of Stamps",
    ]
    soon = SegmentRule(date_month=THIS_MONTH, member=True).words(Currency("EUR", 2))
    assert [str(each) for each in soon] == ["has a birthday or another date this month", "has a card"]


def test_what_is_wrong_with_it() -> None:
    def fields(rule: SegmentRule, name: str = "x") -> list[str]:
        return [problem.field for problem in SegmentDraft(name, rule).problems()]

    assert fields(SegmentRule()) == ["rule"]
    assert fields(SegmentRule(local=True), "  ") == ["name"]
    assert fields(SegmentRule(silent_days=-1)) == ["silent_days"]
    assert fields(SegmentRule(date_month=13)) == ["date_month"]
    assert fields(replace(FULL, most_purchases=1, most_spent=0)) == ["most_purchases", "most_spent"]
    assert fields(FULL) == []
    assert name_key(" Ana's  Friends ") == name_key("ana's friends")
