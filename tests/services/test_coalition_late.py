"""What a settlement says of earlier months, and what a shop that prepays gets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest

from partnercrm.domain.coalition import US, NettingKind, Payment
from partnercrm.domain.coalition_words import claim_words, earlier_words, step_words
from partnercrm.domain.errors import Refused
from partnercrm.domain.loyalty_moves import GiveBackDraft
from partnercrm.domain.money import Currency
from partnercrm.services import coalition, coalition_report, loyalty_moves, period, verify
from partnercrm.services import coalition_settlement as settling
from partnercrm.services.store import Store
from tests.services.test_coalition import SIGNED, Card

EUR = Currency("EUR", 2)


@pytest.fixture
def shops(store: Store, make_party_in: Callable[..., int]) -> Card:
    return Card(store, make_party_in)


def told(shops: Card, view: settling.SettlementView) -> list[str]:
    said = [claim_words(each, view.names, EUR) for each in view.earlier]
    return [shops.ctx.locale.say(each) for each in (*said, earlier_words(view.earlier, EUR))]


def test_points_given_back_of_an_earlier_month_are_told_apart_with_their_sum(shops: Card) -> None:
    shops.earn(US, 400)
    burnt = shops.burn(shops.b, 400)
    first = shops.view(shops.make().settlement)
    assert first.earlier == ()
    shops.sign(first.row.id)
    loyalty_moves.give_back(shops.store, shops.ctx, GiveBackDraft(burnt, SIGNED, Decimal("82.8")))
    shops.burn(shops.b, 20, SIGNED)
    view = shops.view(shops.make(SIGNED).settlement)
    assert told(shops, view) == ["The Daily Grind owes us 4.14 for 82.8 points", "Of earlier months 4.14"]
    assert [(each.debtor, each.creditor, each.value) for each in view.claims] == [(shops.b, US, 3_14)]
    with shops.store.read() as connection:
        assert coalition_report.told(connection, None, None).earlier == 4_14


def test_a_list_that_comes_after_month_end_is_in_the_next_settlement(shops: Card) -> None:
    shops.earn(US, 400)
    period.close(shops.store, shops.ctx, 202611)
    shops.burn(shops.b, 100)
    with pytest.raises(Refused, match="nothing is open"):
        shops.make()
    view = shops.view(shops.make(SIGNED).settlement)
    assert view.row.from_day == dt.date(2026, 12, 1)
    assert told(shops, view) == ["We owe The Daily Grind 5.00 for 100 points", "Of earlier months 5.00"]
    assert [each.value for each in view.claims] == [5_00]


def test_what_a_shop_that_prepays_gets_goes_into_its_pot(shops: Card) -> None:
    shops.pays(shops.c, 15_00)
    shops.move(US, shops.c, 100)
    made = shops.make()
    view = shops.view(made.settlement)
    into = Payment(US, shops.c, 5_00)
    assert (view.of(NettingKind.INTO_POT), view.of(NettingKind.PAYMENT)) == ((into,), ())
    said = shops.ctx.locale.say(step_words(NettingKind.INTO_POT, into, view.names, EUR))
    assert said == "5.00 for Corner Cup go into their pot"
    assert view.left == {shops.c: 20_00}
    before = shops.standing()
    shops.sign(made.settlement)
    assert shops.view(made.settlement).left == {shops.c: 20_00}
    assert (shops.to_pay(shops.c), sorted(shops.open(shops.c))) == (-20_00, [-15_00, -5_00])
    (cup,) = [row for row in coalition.partners(shops.store, shops.ctx) if row.name == "Corner Cup"]
    assert cup.held == 20_00
    shops.move(shops.c, US, 380)
    following = shops.view(shops.make(SIGNED).settlement)
    assert following.of(NettingKind.POT) == (Payment(shops.c, US, 19_00),)
    shops.sign(following.row.id, "Sheet 2")
    assert (shops.to_pay(shops.c), following.left) == (-1_00, {shops.c: 1_00})
    settling.reverse(shops.store, shops.ctx, following.row.id)
    settling.reverse(shops.store, shops.ctx, made.settlement)
    assert shops.standing() == before
    assert shops.open(shops.c) == [-15_00]
    assert verify.verify(shops.store).intact


def test_a_shop_that_prepays_gets_from_another_one_through_us(shops: Card) -> None:
    shops.move(shops.b, shops.c, 100)
    made = shops.make()
    view = shops.view(made.settlement)
    assert view.of(NettingKind.PAYMENT) == (Payment(shops.b, US, 5_00),)
    assert view.of(NettingKind.TRANSFER) == (Payment(shops.b, shops.c, 5_00),)
    shops.sign(made.settlement)
    assert (shops.to_pay(shops.b), shops.to_pay(shops.c)) == (5_00, -5_00)
    assert shops.view(made.settlement).left == {shops.b: 0, shops.c: 5_00}
    assert verify.verify(shops.store).intact
