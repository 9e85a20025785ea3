"""The header of a sale: its arithmetic, what is wrong with it, and its refund."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from partnercrm.domain.errors import Refused
from partnercrm.domain.sale import RefundDraft, SaleDraft

DAY = dt.date(2026, 10, 27)
ANA = SaleDraft(DAY, 18_40, 16_56, party=1, reduction=1_84)


def fields(draft: SaleDraft) -> list[str]:
    return [problem.field for problem in draft.problems()]


def test_a_sale_paid_at_the_till_leaves_no_rest() -> None:
    assert (ANA.price, ANA.rest, ANA.refund, ANA.problems()) == (16_56, 0, False, ())


def test_rounding_and_gift_card_are_part_of_the_sum_and_a_tip_is_not() -> None:
    cash = SaleDraft(DAY, 18_42, 18_40, rounding=-2, tip=1_60)
    assert (cash.price, cash.rest, cash.problems()) == (18_40, 0, ())
    ben = SaleDraft(DAY, 18_40, 0, gift_card_amount=18_40)
    assert (ben.rest, ben.problems()) == (0, ())


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (replace(ANA, day=None), "day"),
        (replace(ANA, minute=1440), "minute"),
        (replace(ANA, due_day=dt.date(2026, 10, 26)), "due_day"),
        (replace(ANA, gift_card="F2345"), "gift_card_amount"),
        (replace(ANA, amount=10**15), "amount"),
        (replace(ANA, reduction=-1), "reduction"),
        (replace(ANA, paid=16_57), "paid"),
        (replace(ANA, paid=10_00, party=None), "party"),
        (replace(ANA, refunds=3), "amount"),
    ],
)
def test_what_is_wrong_is_named_by_its_field(draft: SaleDraft, field: str) -> None:
    assert fields(draft) == [field]


def test_a_refund_shares_out_the_reduction_or_takes_the_list_price() -> None:
    told = RefundDraft(1, DAY, paid=4_14, amount=4_60).of(ANA)
    shared = RefundDraft(1, DAY, paid=4_14).of(ANA)
    assert told == shared
    assert (told.amount, told.reduction, told.paid, told.price, told.rest) == (-4_60, -46, -4_14, -4_14, 0)
    assert not told.problems()


def test_a_whole_refund_takes_back_the_rounding_too() -> None:
    back = RefundDraft(1, DAY, paid=18_40).of(SaleDraft(DAY, 18_42, 18_40, rounding=-2))
    assert (back.amount, back.reduction, back.rounding, back.rest) == (-18_42, 0, 2, 0)


def test_a_refund_may_go_to_the_gift_card_or_off_the_bill() -> None:
    draft = RefundDraft(1, DAY, gift_card_amount=2_00, off_bill=3_00).of(replace(ANA, gift_card="F"))
    assert (draft.paid, draft.gift_card_amount, draft.rest, draft.gift_card) == (0, -2_00, -3_00, "F")


@pytest.mark.parametrize("draft", [RefundDraft(1, DAY), RefundDraft(1, DAY, paid=-1, off_bill=5)])
def test_a_refund_of_nothing_is_refused(draft: RefundDraft) -> None:
    with pytest.raises(Refused):
        draft.of(ANA)


def test_what_was_free_comes_back_for_nothing_but_money() -> None:
    free = SaleDraft(DAY, 3_00, 0, reduction=3_00)
    assert RefundDraft(1, DAY, paid=1_00).of(free).amount == -1_00
