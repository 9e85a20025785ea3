"""Programs: stamps, tiers, what earns nothing, and changing one without changing what was earned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from partnercrm.domain.errors import Ambiguous, Invalid, NotFound, Refused
from partnercrm.domain.loyalty import ExclusionDraft, ExclusionKind, RewardDraft
from partnercrm.domain.loyalty_moves import (
    EarnDraft,
    RedeemDraft,
    RefundDraft,
)
from partnercrm.domain.party import Role
from partnercrm.services import (
    desk,
    loyalty,
    loyalty_moves,
)
from partnercrm.services.desk import Purchase
from tests.services.loyalty_till import NOV_3, NOV_20, OCT_27, Till

Everything = Callable[[], dict[str, list[str]]]


def test_ten_and_one_free(till: Till) -> None:
    card = till.join(till.ben, till.start(till.stamps))
    for _cup in range(10):
        draft = EarnDraft(card, OCT_27, pieces=Decimal(1))
        bought = loyalty_moves.earn(till.store, till.ctx, draft)
    assert till.say("Ben") == "Ben has 10 stamps."
    (free,) = desk.answer(till.store, till.ctx, till.number(card)).rewards
    done = loyalty_moves.redeem(till.store, till.ctx, RedeemDraft(card, NOV_3, reward=free.id))
    assert done.balance == 0
    back = RefundDraft(bought.movement, NOV_20, pieces=Decimal(1))
    assert loyalty_moves.refund(till.store, till.ctx, back).balance == -1
    with pytest.raises(Refused, match="more than is left"):
        loyalty_moves.refund(till.store, till.ctx, back)
    with pytest.raises(Invalid, match="pieces"):
        loyalty_moves.earn(till.store, till.ctx, EarnDraft(card, NOV_3, 100))
    with pytest.raises(Invalid, match="paid"):
        loyalty_moves.earn(till.store, till.ctx, EarnDraft(till.card, NOV_3, pieces=Decimal(1)))
    with pytest.raises(Refused, match="not offered"):
        loyalty.change_program(till.store, till.ctx, till.shown(card).row.program, replace(till.stamps, rewards=()))
        loyalty_moves.redeem(till.store, till.ctx, RedeemDraft(card, NOV_20, reward=free.id))


def test_tiers_multiply_by_what_was_spent_within_the_year(till: Till) -> None:
    card = till.join(till.ben, till.start(till.tiers))
    assert till.earn(30_000, OCT_27, card).points == 300
    bought = till.earn(1_000, NOV_3, card)
    assert bought.points == 15
    assert till.shown(card).tier == "Regular"
    assert till.refund(bought, 500, NOV_20).points == Decimal("-7.5")


def test_what_is_left_out_earns_nothing(till: Till) -> None:
    bars = (
        ExclusionDraft(ExclusionKind.ROLE, "Staff buy at cost", role=Role.EMPLOYEE),
        ExclusionDraft(ExclusionKind.DAYS, "Sale week", from_day=NOV_3, until_day=NOV_3),
    )
    loyalty.change_program(till.store, till.ctx, till.program, replace(till.points, exclusions=bars))
    lena = till.join(till.book.party("Lena", Role.EMPLOYEE))
    with pytest.raises(Refused, match="Staff buy at cost"):
        till.earn(1000, OCT_27, lena)
    with pytest.raises(Refused, match="Sale week"):
        till.earn(1000, NOV_3)
    with pytest.raises(Refused, match="does not run"):
        till.earn(1000, dt.date(2025, 12, 31))
    assert till.earn(1000, NOV_3, points=Decimal(7)).points == 7  # counted by whoever issued them
    done = desk.earn(till.store, till.ctx, Purchase(till.card, OCT_27, 5000, excluded=2500))
    assert done.points == 25
    with pytest.raises(Refused, match="more than was paid"):
        desk.earn(till.store, till.ctx, Purchase(till.card, OCT_27, 100, excluded=200))


def test_a_program_is_changed_without_changing_what_was_earned(till: Till) -> None:
    bought = till.earn(1656)
    cup = RewardDraft("A cup", Decimal(10))
    dearer = replace(till.points, per_amount=200, rewards=(cup, *till.points.rewards))
    loyalty.change_program(till.store, till.ctx, till.program, dearer)
    assert till.refund(bought, 414).points == -4
    assert till.earn(1000, NOV_3).points == 5
    (row,) = loyalty.programs(till.store)
    assert [reward.name for reward in row.rewards] == ["Money off", "A cup"]
    assert (row.members, row.outstanding) == (1, Decimal(17))
    with pytest.raises(Refused, match="Make a new program"):
        loyalty.change_program(till.store, till.ctx, till.program, till.stamps)
    with pytest.raises(NotFound):
        loyalty.change_program(till.store, till.ctx, 99, dearer)
    with pytest.raises(Invalid):
        loyalty.add_program(till.store, till.ctx, replace(dearer, name=""))


def test_programs_are_found_by_name(till: Till) -> None:
    assert loyalty.find_program(till.store, "") == till.program
    till.start(till.stamps)
    with pytest.raises(Ambiguous):
        loyalty.find_program(till.store, "")
    (row, _other) = sorted(loyalty.programs(till.store), key=lambda each: each.id)
    assert loyalty.find_program(till.store, str(row.uuid)) == till.program
    with pytest.raises(NotFound):
        loyalty.find_program(till.store, "Nothing")
