"""The accountant's worked examples A, B and C's vouchers, through the services: page, register, statement."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from partnercrm.domain.ledger import Basis, Kind, Source
from partnercrm.domain.ledger_rows import PartyBalance
from partnercrm.domain.sale_rows import SaleFilter
from partnercrm.services import (
    balance,
    entry,
    ledger,
    loyalty,
    loyalty_figures,
    promotion_posting,
    promotion_result,
    sale,
    statement,
    verify,
    voucher,
    voucher_batch,
)
from tests.services.promotions import Discounted, Plan, tell_a, tell_b
from tests.services.worked_examples import Book, gave, got

OCT_1, OCT_31, NOV_1, NOV_3, DEC_1 = (dt.date(2026, *each) for each in ((10, 1), (10, 31), (11, 1), (11, 3), (12, 1)))


def look(told: Discounted, party: int) -> PartyBalance:
    return balance.party_balance(told.shop.store, party, DEC_1)


def test_a_the_sale_is_paid_and_the_bakery_was_given_1_84(plan: Plan) -> None:
    told = tell_a(plan())
    store = told.shop.store
    (bought,) = sale.of_party(store, told.ana)
    assert (bought.price, bought.reduction, bought.rest, bought.receipt) == (16_56, 1_84, 0, "T-1")
    hers = look(told, told.ana)
    assert (hers.to_pay.volume, hers.favours.volume, hers.turns.volume) == (0, 0, 0)
    assert loyalty.card(store, told.shop.on(NOV_1), told.card).row.balance == 16
    (rolled,) = loyalty_figures.roll_forwards(store, OCT_1, OCT_31)
    assert (rolled.rolled.issued, rolled.money(rolled.rolled.issued)) == (Decimal(16), 80)

    theirs = look(told, told.shop.bakery)
    assert (theirs.favours.given, theirs.favours.received, theirs.to_pay.volume) == (1_84, 0, 0)
    assert (theirs.turns.given, theirs.turns.received) == (1, 0)
    found = entry.entry(store, told.october)
    assert (found.row.day, found.row.source) == (OCT_31, Source.CROSS_PROMOTION)
    (line,) = found.lines
    assert (line.kind, line.value, line.basis, line.quantity) == (Kind.DISCOUNT, 1_84, Basis.AGREED, Decimal(1))
    handed = statement.statement(store, told.shop.bakery, handed_over=True)
    assert [(row.favours_given, row.favours_received) for row in handed.rows] == [(0, 1_84)]
    assert verify.verify(store).intact


def test_b_a_part_refund_after_the_month_was_closed(plan: Plan) -> None:
    told = tell_a(plan())
    tell_b(told)
    shop, store = told.shop, told.shop.store
    refund, _bought = sale.of_party(store, told.ana)
    assert (refund.day, refund.price, refund.rest) == (NOV_3, -4_14, 0)
    assert look(told, told.ana).to_pay.volume == 0

    theirs = look(told, shop.bakery)
    assert (theirs.favours.given, theirs.turns.given) == (1_38, 1)
    credit = entry.entry(store, told.credit).row
    assert (credit.credits, credit.day.month) == (told.october, 11)
    october = promotion_posting.months(store, shop.on(DEC_1), shop.promotion)
    assert [(row.month, row.entries) for row in october] == [(202611, (told.credit,)), (202610, (told.october,))]
    assert entry.entry(store, told.october).lines[0].value == 1_84

    card = loyalty.card(store, shop.on(DEC_1), told.card).row
    assert card.balance == 12
    assert sale.totals(store, SaleFilter(from_day=OCT_1, to_day=OCT_31)).price == 16_56
    said = voucher.check(store, shop.on(dt.date(2026, 11, 20)), told.code)
    assert str(said.said) == "Used on 27 Oct"
    ours = promotion_result.result(store, shop.on(DEC_1), shop.promotion).sides[0]
    assert (ours.revenue, ours.reduction) == (12_42, 1_38)
    assert verify.verify(store).intact


def test_b_reversed_it_can_be_posted_again(plan: Plan) -> None:
    told = tell_a(plan())
    tell_b(told)
    shop = told.shop
    ledger.reverse(shop.store, shop.on(DEC_1), told.credit)
    assert look(told, shop.bakery).favours.given == 1_84
    ledger.reverse(shop.store, shop.on(DEC_1), told.october)
    found = look(told, shop.bakery)
    assert (found.favours.given, found.favours.volume, found.turns.volume) == (0, 0, 0)
    promotion_posting.post(shop.store, shop.on(DEC_1), shop.promotion, 202610)
    promotion_posting.post(shop.store, shop.on(DEC_1), shop.promotion, 202611)
    assert look(told, shop.bakery).favours.given == 1_38


@pytest.mark.parametrize(("oven", "reciprocity"), [(24_00, Decimal("0.9795918367346938775510204082")), (None, None)])
def test_c_vouchers_that_are_handed_out_post_nothing(plan: Plan, oven: int | None, reciprocity: Decimal | None) -> None:
    shop, day = plan(), dt.date(2026, 11, 5)
    basis = Basis.UNPRICED if oven is None else Basis.AGREED
    oven_line = got(Kind.SPACE_AND_EQUIPMENT, oven, basis, quantity=Decimal(2), unit="hour", what="Oven")
    mention = gave(Kind.EXPOSURE, 25_00, Basis.AGREED, what="mention")
    Book(shop.store).post(shop.bakery, day, mention, oven_line)
    shop.batch(40, there=True, day=day)
    found = balance.party_balance(shop.store, shop.bakery, day)
    assert (found.to_pay.volume, found.favours.given, found.favours.received) == (0, 25_00, oven or 0)
    assert (found.turns.given, found.turns.received) == (1, 1)
    assert found.favours.reciprocity == reciprocity
    (batch,) = voucher_batch.batches(shop.store, shop.promotion)
    assert (batch.handed_out, batch.used) == (40, 0)
    assert promotion_posting.due(shop.store, shop.on(DEC_1)) == []
