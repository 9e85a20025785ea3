"""The desk's answers, what comes from a till's sales, and a key that does things once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from partnercrm.domain import codes
from partnercrm.domain.errors import NotFound, PeriodClosed, Refused
from partnercrm.domain.loyalty import RewardDraft
from partnercrm.domain.loyalty_moves import (
    EarnDraft,
    RedeemDraft,
)
from partnercrm.domain.sale import SaleDraft
from partnercrm.services import (
    dealing,
    desk,
    loyalty,
    loyalty_moves,
    loyalty_sales,
    period,
    sale,
)
from partnercrm.services.desk import Found
from tests.services.loyalty_till import NOV_3, NOV_20, Till

Everything = Callable[[], dict[str, list[str]]]


# The desk


def test_answers_are_short_enough_to_be_read_aloud(till: Till) -> None:
    number = till.number()
    assert till.say("Ana") == "Ana has 0 points."
    till.earn(1656)
    assert till.say(codes.grouped(number).lower()) == "Ana has 16 points."
    till.use(16)
    assert till.say(number) == "Used on 3 Nov"
    swapped = number[:3] + number[4] + number[3] + number[5:] if number[3] != number[4] else "2" + number[1:]
    assert till.say("9" + swapped[1:]) == "One character is wrong, please read it again."
    other = "3" if number[-1] != "3" else "4"
    assert till.say(number[:-1] + other) == "One character is wrong, please read it again."
    assert till.say("C2345") == "No card, name or voucher C2345 here. Check how it is written."
    assert till.say("") == "Type a card, a name or a voucher."
    assert till.say("Ben") == "Ben has no card yet."
    unknown = codes.fresh(codes.CodeKind.CARD, lambda _below: 7)
    assert till.say(unknown) == f"No card {unknown} here. Check the number, or look for the name."
    assert "gift card" in till.say(codes.fresh(codes.CodeKind.GIFT_CARD, lambda _below: 7))
    assert till.say(codes.fresh(codes.CodeKind.VOUCHER, lambda _below: 7)) == "No voucher has this code."
    assert "another shop" in till.say(codes.fresh(codes.CodeKind.ONE_USE, lambda _below: 7))


def test_several_cards_of_a_name_are_named(till: Till) -> None:
    till.join(till.ana, till.start(till.stamps))
    found = desk.answer(till.store, till.ctx, "ana")
    assert (found.found, len(found.names)) == (Found.NAMES, 2)
    chosen = desk.answer_card(till.store, till.ctx, found.names[1].id)
    assert chosen.found is Found.CARD
    assert desk.answer_card(till.store, till.ctx, 99).found is Found.NOTHING
    assert desk.answer(till.store, till.ctx, till.number()[:6]).found is Found.CARD


def test_rewards_that_are_in_reach_come_first(till: Till) -> None:
    rewards = (RewardDraft("Cake", Decimal(30)), RewardDraft("Cup", Decimal(10)))
    loyalty.change_program(till.store, till.ctx, till.program, replace(till.points, rewards=rewards))
    till.earn(1500)
    assert [each.name for each in desk.answer(till.store, till.ctx, "Ana").rewards] == ["Cup", "Cake"]
    (cup, _cake) = desk.answer(till.store, till.ctx, "Ana").rewards
    with pytest.raises(Refused, match="needed"):
        loyalty_moves.redeem(till.store, till.ctx, RedeemDraft(till.card, NOV_3, reward=cup.id, times=2))
    with pytest.raises(NotFound):
        loyalty_moves.redeem(till.store, till.ctx, RedeemDraft(till.card, NOV_3, reward=999))


# Refunds of what a partner counted, and the key


def test_points_that_the_issuer_counted_go_back_whole(till: Till) -> None:
    bought = till.earn(1000, points=Decimal(7), issuer=till.bakery)
    assert till.refund(bought, 400).points == 0
    assert till.refund(bought).points == -7
    with pytest.raises(Refused, match="more than is left"):
        till.refund(bought)


def test_a_key_earns_once(till: Till) -> None:
    draft = EarnDraft(till.card, NOV_3, 1000)
    first, again = (loyalty_moves.earn(till.store, till.ctx.keyed("bon-1"), draft) for _time in range(2))
    assert first.movement == again.movement
    assert again.balance == 10
    assert till.shown().row.balance == 10


def test_a_till_s_sales_with_a_card_count_once(till: Till) -> None:
    number, ctx = till.number(), till.ctx
    drafts = (
        SaleDraft(NOV_3, 1656, 1656, card=number, receipt="1", source="till"),
        SaleDraft(NOV_3, 2000, 500, gift_card="x", gift_card_amount=1500, card=number, receipt="2", source="till"),
        SaleDraft(NOV_20, -414, -414, refunds_receipt="1", receipt="3", source="till"),
        SaleDraft(NOV_20, 900, 900, receipt="4", source="till"),
        SaleDraft(dt.date(2025, 12, 1), 900, 900, card=number, receipt="5", source="till"),
        SaleDraft(NOV_20, 900, 900, card=number, receipt="6", source="web"),
    )
    for draft in drafts:
        sale.record(till.store, ctx, draft)
    done = loyalty_sales.count(till.store, ctx, source="till")
    assert (done.counted, done.left, done.points) == (3, 1, Decimal(32))
    again = loyalty_sales.count(till.store, ctx, dt.date(2026, 1, 1))
    assert (again.counted, again.left) == (1, 0)
    assert till.shown().row.balance == 41
    period.close(till.store, ctx, 202611)
    sale_in_closed = SaleDraft(NOV_3, 100, 100, card=number, receipt="7", source="till")
    with pytest.raises(PeriodClosed):
        sale.record(till.store, ctx, sale_in_closed)
        loyalty_sales.count(till.store, ctx)
    period.reopen(till.store, ctx, 202611, "Slip found")
    assert loyalty_sales.count(till.store, ctx).counted == 1


def _bought(till: Till, receipt: str, **more: object) -> None:
    draft = SaleDraft(NOV_3, 900, 900, card=till.number(), receipt=receipt, source="till")
    sale.record(till.store, till.ctx, replace(draft, **more))  # type: ignore[arg-type]


def test_a_purchase_that_the_desk_counted_is_not_counted_again_from_the_till_s_file(till: Till) -> None:
    desk.earn(till.store, till.ctx, desk.Purchase(till.card, NOV_20, 900, receipt=" 77 "))
    desk.earn(till.store, till.ctx, desk.Purchase(till.card, NOV_3, 900, record=True, receipt="79"))
    for receipt in ("77", "78", "79"):
        _bought(till, receipt)
    done = loyalty_sales.count(till.store, till.ctx)
    assert (done.counted, done.left, done.points) == (1, 2, Decimal(9))
    assert till.shown().row.balance == 27
    _bought(till, "77-R", day=NOV_20, amount=-400, paid=-400, card="", refunds_receipt="77")
    assert loyalty_sales.count(till.store, till.ctx).points == -4
    assert till.shown().row.balance == 23


def test_a_sale_of_a_closed_month_counts_today_and_holds_up_no_other(till: Till) -> None:
    _bought(till, "31", day=dt.date(2026, 10, 30))
    period.close(till.store, till.ctx, 202610)
    _bought(till, "32")
    _bought(till, "31-R", amount=-400, paid=-400, card="", refunds_receipt="31")
    done = loyalty_sales.count(till.store, till.ctx)
    assert (done.counted, done.late, done.left, done.points) == (3, 2, 0, Decimal(14))
    assert str(done.changes.said) == "3 sales counted, 14 points; 2 are dated later than they were"
    moves = sorted((row.day, int(row.points), row.belongs_to) for row in loyalty.movements(till.store, till.card))
    assert moves == [(NOV_3, 9, None), (NOV_20, -4, NOV_3), (NOV_20, 9, dt.date(2026, 10, 30))]
    assert till.shown().row.balance == 14
    assert loyalty_sales.count(till.store, till.ctx).counted == 0


def test_a_receipt_that_counted_is_refused_at_the_desk(till: Till) -> None:
    _bought(till, "1001")
    loyalty_sales.count(till.store, till.ctx)
    again = desk.Purchase(till.card, NOV_20, 900, receipt="1001")
    other = till.join(till.ben)
    for purchase in (again, replace(again, record=True), replace(again, member=other, day=NOV_3)):
        with pytest.raises(Refused, match=r"Receipt 1001 was counted on 3 Nov\."):
            desk.earn(till.store, till.ctx, purchase)
    stamps = till.join(till.ana, till.start(till.stamps))
    desk.earn(till.store, till.ctx, desk.Purchase(stamps, NOV_3, pieces=Decimal(1), receipt="1001"))
    keyed = desk.Purchase(till.card, NOV_3, 900, receipt="1002")
    for _time in range(2):
        desk.earn(till.store, till.ctx.keyed("bon-2"), keyed)
    with pytest.raises(Refused, match=r"Receipt 1002 was counted on 3 Nov\."):
        desk.earn(till.store, till.ctx, keyed)
    assert till.shown().row.balance == 18


def test_a_party_s_page_lists_its_cards(till: Till) -> None:
    till.earn(1656)
    old = till.join(till.ana, number="4711")
    loyalty_moves.close(till.store, till.ctx, old, "")
    (cards,) = (each for each in dealing.dealings(till.store, till.ctx, till.ana) if str(each.heading) == "Cards")
    first, closed = cards.rows
    number = codes.grouped(till.number())
    assert (str(first.detail), str(first.amount)) == (f"Card {number}, 16 points until 2027-10-27", "16 points")
    assert str(closed.detail) == "Card 4711: Closed on 20 Nov"
    assert (first.tab, first.view, first.record) == ("loyalty", "members", till.card)
