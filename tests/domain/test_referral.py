"""Rules of referrals and rewards that hold before anything is stored."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from partnercrm.domain.ledger import Direction, Kind
from partnercrm.domain.referral import ReferralDraft, RewardDraft, RewardState, Way, reward_state, won_problems

DAY = dt.date(2026, 11, 2)
DRAFT = ReferralDraft(Way.SENT_US, 1, 2, DAY)
REWARD = RewardDraft("A cake", 8_00)


def test_the_ledger_side_follows_who_sent_somebody() -> None:
    assert (Way.SENT_US.direction, Way.WE_SENT.direction) == (Direction.RECEIVED, Direction.GIVEN)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"party": None}, "party"),
        ({"referred": None}, "referred"),
        ({"referred": 1}, "referred"),
        ({"day": None}, "day"),
        ({"next_step": "Call"}, "next_day"),
        ({"event": "\ud800"}, "event"),
    ],
)
def test_what_is_wrong_with_a_referral(change: dict[str, object], field: str) -> None:
    assert [problem.field for problem in replace(DRAFT, **change).problems()] == [field]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"what": " "}, "what"),
        ({"what": "\ud800"}, "what"),
        ({"value": 0}, "value"),
        ({"kind": Kind.MONEY}, "kind"),
        ({"hold_days": -1}, "hold_days"),
    ],
)
def test_what_is_wrong_with_a_reward(change: dict[str, object], field: str) -> None:
    assert [problem.field for problem in replace(REWARD, **change).problems()] == [field]  # type: ignore[arg-type]


def test_what_is_right_has_no_problems() -> None:
    assert (DRAFT.problems(), REWARD.problems(), won_problems(DAY, DAY, 0)) == ((), (), ())


def test_a_win_is_not_before_the_referral_nor_below_zero() -> None:
    found = won_problems(DAY, DAY - dt.timedelta(1), -1)
    assert [problem.field for problem in found] == ["day", "value"]


@pytest.mark.parametrize(
    ("won", "hold", "posted", "back", "state"),
    [
        (False, None, False, False, RewardState.PROMISED),
        (True, DAY + dt.timedelta(1), False, False, RewardState.HELD),
        (True, DAY, False, False, RewardState.DUE),
        (True, DAY, True, False, RewardState.GIVEN),
        (True, DAY, True, True, RewardState.TAKEN_BACK),
    ],
)
def test_where_a_reward_stands(won: bool, hold: dt.date | None, posted: bool, back: bool, state: RewardState) -> None:
    assert reward_state(won=won, hold_until=hold, in_ledger=posted, taken_back=back, today=DAY) is state
