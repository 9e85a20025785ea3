"""How purchases count, which lots are drawn on, and what promised points are worth: all rules, and golden checks."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnercrm.domain.loyalty import (
    ExclusionDraft,
    ExclusionKind,
    MovementKind,
    ProgramDraft,
    ProgramKind,
    RewardDraft,
    Rounding,
    Rule,
    TierDraft,
    expiry_of,
    fine,
    points_words,
    refund_of,
    templates,
    tier_at,
    tier_from,
    within,
    worth,
)
from partnercrm.domain.loyalty_liability import (
    PointSums,
    allocated,
    cost_view,
    liability,
    recognised,
    roll_forward,
)
from partnercrm.domain.loyalty_lots import LotRest, Owed, Take, draw, fill, give_back, good, in_order, lowest_from
from partnercrm.domain.loyalty_moves import (
    AdjustDraft,
    BroughtDraft,
    EarnDraft,
    GiveBackDraft,
    MemberDraft,
    OpeningDraft,
    RedeemDraft,
    RefundDraft,
    TransferDraft,
)
from partnercrm.domain.party import Role

DAY = dt.date(2026, 11, 3)
EURO = Rule(Decimal(1), 100)


def lot(of: int, rest: str, day: dt.date = DAY, expiry: dt.date | None = None) -> LotRest:
    return LotRest(of, None, day, expiry, Decimal(rest))


# How a purchase counts


@pytest.mark.parametrize(
    ("rule", "amount", "points"),
    [
        (EURO, "1656", "16"),  # worked example A
        (EURO, "1242", "12"),  # worked example B
        (EURO, "99", "0"),
        (EURO, "0", "0"),
        (EURO, "-500", "0"),
        (EURO.times(Decimal("1.5")), "1699", "24"),
        (Rule(Decimal(1), None), "3", "3"),
        (Rule(Decimal(1), None), "2.5", "2"),
        (Rule(Decimal(1), 100, Rounding.NEAREST), "1650", "17"),
        (Rule(Decimal(1), 100, Rounding.NEAREST), "1649", "16"),
        (Rule(Decimal(2), 250), "1000", "8"),
    ],
)
def test_points_count_on_what_was_paid(rule: Rule, amount: str, points: str) -> None:
    assert rule.counted(Decimal(amount)) == Decimal(points)


def test_a_tier_s_factor_is_kept_to_four_decimals() -> None:
    assert Rule(Decimal("0.3333"), 100).times(Decimal("0.5")) == Rule(Decimal("0.1667"), 100)


@pytest.mark.parametrize(
    ("before", "refunded", "standing", "gone", "points"),
    [
        ("0", "414", "16", "0", "4"),  # worked example B: recomputed on 12.42
        ("414", "1242", "12", "0", "12"),
        ("0", "10", "16", "0", "0"),  # 16.46 is still 16 full euros
        ("0", "414", "16", "16", "0"),  # they ran out before: not asked for again
        ("0", "414", "16", "14", "2"),
        ("0", "1656", "10", "20", "0"),
    ],
)
def test_a_refund_takes_back_what_the_rest_no_longer_earns(
    before: str, refunded: str, standing: str, gone: str, points: str
) -> None:
    found = refund_of(EURO, Decimal(1656), *map(Decimal, (before, refunded, standing, gone)))
    assert found == Decimal(points)


@given(st.integers(0, 10**6), st.lists(st.integers(0, 10**5), max_size=6))
def test_refunds_in_parts_take_back_as_much_as_one(paid: int, parts: list[int]) -> None:
    points, before = EURO.counted(Decimal(paid)), Decimal(0)
    standing = points
    for part in parts:
        refunded = min(Decimal(part), Decimal(paid) - before)
        standing -= refund_of(EURO, Decimal(paid), before, refunded, standing, Decimal(0))
        before += refunded
    assert standing == EURO.counted(Decimal(paid) - before)


@pytest.mark.parametrize(
    ("points", "kind", "words"),
    [
        ("1", ProgramKind.POINTS, "1 point"),
        ("16", ProgramKind.TIERS, "16 points"),
        ("25.5", ProgramKind.POINTS, "25.5 points"),
        ("1", ProgramKind.STAMPS, "1 stamp"),
        ("0", ProgramKind.STAMPS, "0 stamps"),
        ("0.5", ProgramKind.STAMPS, "0.5 stamps"),
    ],
)
def test_points_are_called_what_the_program_calls_them(points: str, kind: ProgramKind, words: str) -> None:
    assert str(points_words(Decimal(points), kind)) == words


def test_worth_is_rounded_once_half_up() -> None:
    assert worth(Decimal(16), Decimal(5)) == 80
    assert worth(Decimal(3), Decimal("0.5")) == 2
    assert fine(Decimal("0.00005")) == Decimal("0.0001")


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        (dt.date(2026, 1, 31), 1, dt.date(2026, 2, 28)),
        (dt.date(2026, 10, 27), 12, dt.date(2027, 10, 27)),
        (DAY, None, None),
        (dt.date(2190, 1, 1), 600, None),
    ],
)
def test_points_are_good_for_so_many_months(day: dt.date, months: int | None, last: dt.date | None) -> None:
    assert expiry_of(day, months) == last


def test_the_tier_is_the_highest_that_the_spending_of_its_months_reaches() -> None:
    tiers = (TierDraft("Regular", 30000, Decimal("1.5")), TierDraft("Friend", 0))
    assert tier_at(tiers, 29999) == tiers[1]
    assert tier_at(tiers, 30000) == tiers[0]
    assert tier_at(tiers, -1) is None
    assert tier_from(dt.date(2026, 11, 3), 12) == dt.date(2025, 11, 4)
    assert tier_from(DAY, None) == dt.date.min


def test_what_earns_nothing() -> None:
    staff = ExclusionDraft(ExclusionKind.ROLE, role=Role.EMPLOYEE)
    sale_week = ExclusionDraft(ExclusionKind.DAYS, from_day=DAY, until_day=DAY)
    assert staff.bars(DAY, [Role.CUSTOMER, Role.EMPLOYEE])
    assert not staff.bars(DAY, [Role.CUSTOMER])
    assert sale_week.bars(DAY, [])
    assert not sale_week.bars(DAY + dt.timedelta(days=1), [])
    assert not ExclusionDraft(ExclusionKind.THING, "Gift cards").bars(DAY, [])
    assert within(DAY, None, None)
    assert not within(DAY, DAY + dt.timedelta(days=1), None)


# What a form may say


def test_templates_work_at_once() -> None:
    for unit in (1, 100, 1000):
        made = templates(unit, DAY)
        assert [draft.kind for draft in made] == list(ProgramKind)
        assert all(not draft.problems() and draft.rewards for draft in made)
    points, stamps, tiers = templates(100, DAY)
    assert points.rule.counted(Decimal(1656)) == 16
    assert worth(Decimal(16), points.point_value) == 80
    assert stamps.per_amount is None
    assert stamps.rewards[0].points == 10
    assert tier_at(tiers.tiers, 100_000) == TierDraft("Family", 100_000, Decimal(2))


GOOD = templates(100, DAY)[2]


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({}, []),
        ({"name": " "}, ["name"]),
        ({"name": "x" * 200}, ["name"]),
        ({"from_day": None}, ["from_day"]),
        ({"until_day": DAY - dt.timedelta(days=1)}, ["until_day"]),
        ({"until_day": DAY, "expiry_months": 0, "tier_months": 601}, ["expiry_months", "tier_months"]),
        ({"points": Decimal(0)}, ["points"]),
        ({"per_amount": 0}, ["per_amount"]),
        ({"point_value": Decimal(-1), "point_cost": Decimal(10**9)}, ["point_value", "point_cost"]),
        ({"breakage": Decimal(1)}, ["breakage"]),
        ({"breakage": Decimal("0.12345"), "points": Decimal("0.00001")}, ["points", "breakage"]),
        ({"offline_limit": Decimal(-1)}, ["offline_limit"]),
        ({"offline_limit": Decimal(50)}, []),
        ({"tiers": ()}, ["tiers"]),
        ({"tiers": (TierDraft("", -1, Decimal(0)),)}, ["tiers.0.name", "tiers.0.from_spend", "tiers.0.factor"]),
        ({"tiers": (TierDraft("a", 1), TierDraft("b", 1))}, ["tiers.1.from_spend"]),
        ({"rewards": (RewardDraft("", Decimal(0), -1),)}, ["rewards.0.name", "rewards.0.points", "rewards.0.value"]),
        ({"exclusions": (ExclusionDraft(ExclusionKind.ROLE),)}, ["exclusions.0.role"]),
        ({"exclusions": (ExclusionDraft(ExclusionKind.DAYS),)}, ["exclusions.0.from_day"]),
        ({"exclusions": (ExclusionDraft(ExclusionKind.THING),)}, ["exclusions.0.what"]),
        ({"exclusions": (ExclusionDraft(ExclusionKind.THING, "Gift cards"),)}, []),
    ],
)
def test_a_program_says_what_is_wrong_by_field(wrong: dict[str, object], fields: list[str]) -> None:
    draft: ProgramDraft = replace(GOOD, **wrong)  # type: ignore[arg-type]
    assert [problem.field for problem in draft.problems()] == fields


LONG = "x" * 501


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (MemberDraft(1, 1), None),
        (MemberDraft(1), "party"),
        (MemberDraft(1, home=2), None),
        (MemberDraft(1, 1, "9" * 61), "number"),
        (EarnDraft(1, DAY, 0), None),
        (EarnDraft(1, DAY, -1), "paid"),
        (EarnDraft(1, DAY, pieces=Decimal(-1)), "pieces"),
        (EarnDraft(1, DAY, points=Decimal("0.00001")), "points"),
        (EarnDraft(1, DAY, 1, reason=LONG), "reason"),
        (RedeemDraft(1, DAY), "points"),
        (RedeemDraft(1, DAY, Decimal(1), 1), "points"),
        (RedeemDraft(1, DAY, Decimal(0)), "points"),
        (RedeemDraft(1, DAY, reward=1, times=0), "times"),
        (RedeemDraft(1, DAY, reward=1), None),
        (RefundDraft(1, DAY), None),
        (RefundDraft(1, DAY, paid=0), "paid"),
        (RefundDraft(1, DAY, pieces=Decimal(0)), "pieces"),
        (GiveBackDraft(1, DAY), None),
        (GiveBackDraft(1, DAY, Decimal(-1)), "points"),
        (AdjustDraft(1, DAY, Decimal(-3), "Typed twice"), None),
        (AdjustDraft(1, DAY, Decimal(0), "Typed twice"), "points"),
        (AdjustDraft(1, DAY, Decimal(1), " "), "reason"),
        (TransferDraft(1, 1, DAY, "Lost"), "to"),
        (TransferDraft(1, 2, DAY, "Lost", Decimal(0)), "points"),
        (TransferDraft(1, 2, DAY, ""), "reason"),
        (TransferDraft(1, 2, DAY, "Lost"), None),
        (OpeningDraft(1, DAY, Decimal(0)), "points"),
        (OpeningDraft(1, DAY, Decimal(4300), DAY - dt.timedelta(days=1)), "expiry"),
        (OpeningDraft(1, DAY, Decimal(4300), DAY), None),
        (BroughtDraft(" ", 1, 1, DAY, Decimal(5)), "card"),
        (BroughtDraft("x" * 99, 1, 1, DAY, Decimal(5)), "number"),
        (BroughtDraft("4711", 1, None, DAY, Decimal(0)), None),
        (BroughtDraft("4711", 1, 1, DAY, Decimal(5), DAY - dt.timedelta(days=1)), "expiry"),
    ],
)
def test_a_movement_says_what_is_wrong(draft: MemberDraft, field: str | None) -> None:
    assert [problem.field for problem in draft.problems()] == ([field] if field else [])


# Lots


def test_what_expires_first_is_used_first() -> None:
    lots = [lot(1, "5"), lot(2, "5", expiry=dt.date(2027, 1, 1)), lot(3, "5", expiry=dt.date(2026, 12, 1))]
    assert [each.id for each in in_order(lots)] == [3, 2, 1]
    assert draw(lots, Decimal(7), DAY) == [Take(3, DAY, Decimal(5)), Take(2, DAY, Decimal(2))]
    assert draw(lots, Decimal(99), DAY, first=1)[0] == Take(1, DAY, Decimal(5))
    assert good(lots, DAY) == 15


def test_a_lot_that_ended_or_came_later_is_not_used() -> None:
    ended, later = lot(1, "5", expiry=DAY - dt.timedelta(days=1)), lot(2, "5", DAY + dt.timedelta(days=1))
    ended = replace(ended, day=DAY - dt.timedelta(days=9))
    assert draw([ended, later], Decimal(5), DAY) == []
    assert good([ended, later], DAY) == 0
    assert draw([ended, later], Decimal(3), DAY, first=1) == [Take(1, DAY, Decimal(3))]  # of the very purchase


def test_the_next_earning_fills_what_is_owed_back() -> None:
    first, second = Owed(7, DAY, Decimal(4)), Owed(8, DAY, Decimal(9))
    later = DAY + dt.timedelta(days=1)
    filled = fill([lot(1, "10", later), lot(2, "1", expiry=DAY)], [first, second])
    assert filled == [
        (7, Take(2, DAY, Decimal(1))),
        (7, Take(1, later, Decimal(3))),
        (8, Take(1, later, Decimal(7))),
    ]
    came_back = replace(lot(1, "2"), returned=later)
    assert fill([came_back], [first]) == [(7, Take(1, later, Decimal(2)))]
    ended = replace(lot(1, "2", expiry=DAY), returned=later)
    assert fill([ended], [first]) == []


def test_points_of_a_redemption_return_to_their_lots() -> None:
    drawn = [Take(1, DAY, Decimal(5)), Take(2, DAY, Decimal(3))]
    later = DAY + dt.timedelta(days=2)
    assert give_back(drawn, Decimal(0), Decimal(4), later) == [Take(2, later, Decimal(3)), Take(1, later, Decimal(1))]
    assert give_back(drawn, Decimal(2), Decimal(4), later) == [Take(2, later, Decimal(2))]
    assert give_back([Take(1, later, Decimal(5))], Decimal(0), Decimal(5), DAY) == [Take(1, later, Decimal(5))]


def test_an_entry_for_an_earlier_day_uses_no_more_than_there_ever_was_since() -> None:
    days = [DAY + dt.timedelta(days=n) for n in range(5)]
    changes = [(days[1], Decimal(-10)), (days[3], Decimal(10))]
    assert lowest_from(Decimal(10), changes, days[0]) == 0
    assert lowest_from(Decimal(10), changes, days[2]) == 0
    assert lowest_from(Decimal(10), changes, days[3]) == 10
    assert lowest_from(Decimal(10), [], days[0]) == 10


# Roll-forward and liability


def test_the_roll_forward_adds_up() -> None:
    signed = {kind: Decimal(10 * place) for place, kind in enumerate(MovementKind, 1)}
    signed |= {
        MovementKind.TAKE_BACK: Decimal(-1),
        MovementKind.REDEEM: Decimal(-2),
        MovementKind.EXPIRE: Decimal(-3),
        MovementKind.TRANSFER_OUT: Decimal(-4),
    }
    found = roll_forward(Decimal(100), signed)
    assert found.closing == 100 + sum(signed.values())
    assert [found.taken_back, found.redeemed, found.expired] == [Decimal(1), Decimal(2), Decimal(3)]
    assert roll_forward(Decimal(5), {}).closing == 5


def test_ifrs_15_example_52() -> None:
    share = allocated(100_000, Decimal(10_000), Decimal(1), Decimal("0.05"))
    assert (100_000 - share, share) == (91_324, 8_676)
    first = recognised(share, Decimal(4_500), Decimal(9_500))
    assert first == 4_110
    assert recognised(share, Decimal(8_500), Decimal(9_700), first) == 3_493


def test_the_variant_of_kpmg() -> None:
    first = recognised(9_000, Decimal(4_500), Decimal(9_700))
    assert first == 4_175
    assert recognised(9_000, Decimal(8_500), Decimal(9_900), first) == 3_552
    assert recognised(9_000, Decimal(8_500), Decimal(9_200), first) == 4_140


def test_never_more_is_recognised_than_was_allocated() -> None:
    assert recognised(9_000, Decimal(9_999), Decimal(9_000)) == 9_000
    assert recognised(9_000, Decimal(0), Decimal(0), 100) == 8_900
    assert allocated(0, Decimal(0), Decimal(1), Decimal(0)) == 0


def test_both_views_of_a_liability() -> None:
    assert cost_view(Decimal(12), Decimal("0.1"), Decimal("2.5")) == 27
    sums = PointSums(Decimal(12), Decimal(0), Decimal(0), Decimal(16), Decimal(4), 1_656)
    found = liability(sums, Decimal(5), Decimal("2.5"), Decimal("0.1"))
    assert (found.cost, found.allocated, found.recognised) == (27, 69, 19)
    assert found.revenue == 69 - 19
    unpaid = replace(sums, sales=0)
    assert liability(unpaid, Decimal(5), Decimal("2.5"), Decimal("0.1")).revenue is None
    brought = PointSums(Decimal(4_300), Decimal(0), Decimal(4_300), Decimal(0), Decimal(-1), 0)
    assert liability(brought, Decimal(5), Decimal(5), Decimal(0)).revenue == 21_500
