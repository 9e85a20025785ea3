"""Gift cards: paid vouchers whose balance belongs to the card, never spent twice, rolled forward by themselves."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.engine import open_store
from partnercrm.domain import codes
from partnercrm.domain.codes import CodeKind
from partnercrm.domain.dates import Clock
from partnercrm.domain.errors import Invalid, NotFound, PeriodClosed, Refused
from partnercrm.domain.gift_card import GiftCardDraft, GiftMovementKind, GiftRoll, Purpose
from partnercrm.domain.money import Currency
from partnercrm.domain.party import Role
from partnercrm.domain.sale import PaymentKind, RefundDraft, SaleDraft
from partnercrm.services import balance, gift_card, merge, period, sale, undo
from partnercrm.services.context import Context
from partnercrm.services.store import Store

MakeParty = Callable[..., int]
ROUNDS = int(os.environ.get("PARTNERCRM_ROUNDS", "1"))
DAY = dt.date(2026, 11, 10)


@pytest.fixture
def code(store: Store, ctx: Context) -> str:
    """A card of 25.00."""
    return gift_card.sell(store, ctx, GiftCardDraft(25_00, DAY)).code


def left(store: Store, code: str) -> int:
    (row,) = gift_card.page_rows(store, [gift_card.find(store, code)])
    return row.balance


def test_example_j_bought_by_ana_used_by_ben(store: Store, ctx: Context, make_party: MakeParty) -> None:
    ana, ben = make_party("Ana", Role.CUSTOMER), make_party("Ben", Role.CUSTOMER)
    sold = gift_card.sell(store, ctx, GiftCardDraft(25_00, DAY, buyer=ana, receipt="R-1"))
    assert codes.kind_of(sold.code) is CodeKind.GIFT_CARD
    paid = SaleDraft(DAY, 18_40, 0, ben, gift_card=sold.code, gift_card_amount=18_40, payment=PaymentKind.GIFT_CARD)
    made = sale.record(store, ctx, paid)
    assert str(made.changes.said) == "Recorded a sale to Ben"
    assert left(store, sold.code) == 6_60
    assert all(row.given == row.received == 0 for party in (ana, ben) for row in balance.balances(store, None, party))
    bought, used = gift_card.movements(store, sold.card)
    assert (bought.kind, bought.name, bought.receipt) == (GiftMovementKind.SOLD, "Ana", "R-1")
    assert (used.kind, used.name, used.amount) == (GiftMovementKind.USED, "Ben", -18_40)
    undo.undo(store, ctx, made.changes.operation)
    assert left(store, sold.code) == 25_00


def test_small_change_is_information(store: Store, ctx: Context, make_party: MakeParty) -> None:
    ana = make_party("Ana", Role.CUSTOMER)
    sale.record(store, ctx, SaleDraft(DAY, 18_42, 18_40, ana, rounding=-2))
    sale.record(store, ctx, SaleDraft(DAY, 8_00, 8_00, ana, tip=1_60, payment=PaymentKind.CARD))
    assert all(row.given == row.received == 0 for row in balance.balances(store, None, ana))
    assert (sale.totals(store).rounding, sale.totals(store).tip) == (-2, 1_60)


def test_a_code_is_read_as_it_is_typed(store: Store, ctx: Context, code: str) -> None:
    typed = f" {codes.grouped(code).lower()} "
    assert gift_card.use(store, ctx, typed, 5_00).balance == 20_00
    assert "left on it" in str(gift_card.answer(store, ctx, typed))
    wrong = code[:3] + next(sign for sign in codes.ALPHABET if sign != code[3]) + code[4:]
    with pytest.raises(Refused, match="One character is wrong"):
        gift_card.use(store, ctx, wrong, 1)
    for unknown in ("17", "0d3c1f0e-0000-4000-8000-000000000000", codes.complete("F22222222")):
        with pytest.raises(NotFound):
            gift_card.find(store, unknown)


def test_no_more_is_spent_than_is_on_it(store: Store, ctx: Context, code: str) -> None:
    with pytest.raises(Refused, match="are left on it"):
        gift_card.use(store, ctx, code, 25_01)
    gift_card.use(store, ctx, code, 25_00)
    with pytest.raises(Refused, match="Used up on"):
        gift_card.use(store, ctx, code, 1)
    with pytest.raises(Refused, match="how much"):
        gift_card.use(store, ctx, code, 0)
    assert gift_card.ids(store, open_only=True) == []


def test_days_that_cannot_be(store: Store, ctx: Context) -> None:
    sold = gift_card.sell(store, ctx, GiftCardDraft(10_00, DAY, until_day=dt.date(2026, 11, 20)))
    with pytest.raises(Refused, match="later day"):
        gift_card.use(store, ctx, sold.code, 1, dt.date(2026, 11, 9))
    with pytest.raises(Refused, match="Good until"):
        gift_card.use(store, ctx, sold.code, 1)
    assert gift_card.use(store, ctx, sold.code, 4_00, dt.date(2026, 11, 20)).balance == 6_00


def test_a_closed_month_keeps_its_roll_forward(store: Store, ctx: Context, code: str) -> None:
    gift_card.use(store, ctx, code, 5_00, DAY)
    period.close(store, ctx, 202611)
    december = dt.date(2026, 12, 3)
    later = replace(ctx, clock=Clock.fixed(december))
    before = gift_card.roll(store, None, dt.date(2026, 11, 30))
    used = gift_card.use(store, later, code, 2_00, DAY)
    assert (used.when.day, used.when.belongs_to, used.balance) == (december, DAY, 18_00)
    assert str(used.changes.said).endswith(" of a gift card; dated 3 Dec, belongs to 10 Nov")
    gift_card.give_back(store, later, code, 1_00, DAY)
    sold = gift_card.sell(store, later, GiftCardDraft(9_00, DAY))
    assert sold.when.belongs_to == DAY
    gift_card.use(store, later, sold.code, 1_00, DAY)
    gift_card.void(store, later, sold.code, "lost", DAY)
    paid = sale.record(store, later, SaleDraft(DAY, 3_00, 0, gift_card=code, gift_card_amount=3_00))
    assert str(paid.changes.said) == "Recorded a sale; what the gift card paid is dated 3 Dec"
    assert gift_card.roll(store, None, dt.date(2026, 11, 30)) == before
    moves = gift_card.movements(store, gift_card.find(store, code))
    assert [(move.day, move.belongs_to) for move in moves] == [(DAY, None)] * 2 + [(december, DAY)] * 3
    (row,) = gift_card.page_rows(store, [gift_card.find(store, sold.code)])
    assert (row.day, str(row.answer(december, Currency("EUR", 2)))) == (DAY, "Void since 10 Nov")
    period.close(store, later, 202612)
    with pytest.raises(PeriodClosed):
        gift_card.use(store, later, code, 1_00, DAY)


def test_given_back_is_at_most_what_was_used(store: Store, ctx: Context, code: str) -> None:
    gift_card.use(store, ctx, code, 10_00)
    assert gift_card.give_back(store, ctx, code, 4_00, reason="Cake came back").balance == 19_00
    with pytest.raises(Refused, match="No more"):
        gift_card.give_back(store, ctx, code, 6_01)


def test_a_refund_goes_back_to_the_card(store: Store, ctx: Context, code: str) -> None:
    made = sale.record(store, ctx, SaleDraft(DAY, 18_40, 10_00, gift_card=code, gift_card_amount=8_40))
    back = sale.refund(store, ctx, RefundDraft(made.sale, ctx.today, paid=1_00, gift_card_amount=3_00))
    assert left(store, code) == 25_00 - 8_40 + 3_00
    with pytest.raises(Refused, match="more than the gift card paid"):
        sale.refund(store, ctx, RefundDraft(made.sale, ctx.today, gift_card_amount=5_41))
    undo.undo(store, ctx, back.changes.operation)
    assert left(store, code) == 16_60


def test_a_void_card_is_gone_for_good_but_for_its_undo(store: Store, ctx: Context, code: str) -> None:
    with pytest.raises(Refused, match="Say why"):
        gift_card.void(store, ctx, code, " ")
    gone = gift_card.void(store, ctx, code, "Lost, a new one was given out")
    assert gone.balance == 0
    for act in (gift_card.use, gift_card.give_back):
        with pytest.raises(Refused, match="Void since"):
            act(store, ctx, code, 1)
    with pytest.raises(Refused, match="void already"):
        gift_card.void(store, ctx, code, "Again")
    undo.undo(store, ctx, gone.changes.operation)
    assert left(store, code) == 25_00


def test_cards_from_before_are_an_opening(store: Store, ctx: Context) -> None:
    draft = GiftCardDraft(25_00, dt.date(2026, 6, 30), Purpose.SINGLE, code="alt-0017", opening=True)
    gift_card.sell(store, ctx, draft)
    assert gift_card.known_codes(store, ["alt-0017", "x"]) == {"alt-0017"}
    (roll,) = gift_card.roll(store)
    assert (roll.opening, roll.sold, roll.closing, roll.purpose) == (25_00, 0, 25_00, Purpose.SINGLE)
    with pytest.raises(Refused, match="already"):
        gift_card.sell(store, ctx, draft)
    with pytest.raises(Invalid):
        gift_card.sell(store, ctx, GiftCardDraft(0, DAY))
    with pytest.raises(NotFound):
        gift_card.sell(store, ctx, GiftCardDraft(1_00, DAY, buyer=99))


def test_a_tills_own_card_stays_a_note(store: Store, ctx: Context) -> None:
    sale.record(store, ctx, SaleDraft(DAY, 5_00, 0, gift_card="T-9", gift_card_amount=5_00, source="till"))
    with pytest.raises(NotFound):
        sale.record(store, ctx, SaleDraft(DAY, 5_00, 0, gift_card="T-9", gift_card_amount=5_00))
    assert len(sale.ids(store)) == 1


def test_merged_buyers_have_their_cards_together(store: Store, ctx: Context, make_party: MakeParty) -> None:
    ana, anna, anybody = make_party("Ana"), make_party("Anna"), make_party("Walk-in", walk_in=True)
    sold = gift_card.sell(store, ctx, GiftCardDraft(5_00, DAY, buyer=anna))
    gift_card.sell(store, ctx, GiftCardDraft(5_00, DAY, buyer=anybody))
    merge.merge(store, ctx, ana, anna)
    buyers = {row.code: row.buyer for row in gift_card.page_rows(store, gift_card.ids(store))}
    assert buyers.pop(sold.code) == "Ana"
    assert list(buyers.values()) == [""]


def test_two_at_once_cannot_spend_the_same_money(store: Store, ctx: Context, code: str) -> None:
    path: Path = store.path

    def spend(_number: int) -> bool:
        other = open_store(path)
        try:
            gift_card.use(other, ctx, code, 10_00)
        except Refused:
            return False
        finally:
            other.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(spend, range(4))) == 2
    assert left(store, code) == 5_00


STEPS = st.lists(
    st.tuples(st.sampled_from(["sell", "use", "back", "void", "undo"]), st.integers(0, 3), st.integers(1, 30_00)),
    max_size=12,
)


@settings(max_examples=10 * ROUNDS, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, cut=st.integers(1, 12))
def test_the_roll_forward_holds_whatever_happens(
    fresh_store: Callable[..., object], ctx: Context, steps: list[tuple[str, int, int]], cut: int
) -> None:
    with fresh_store() as store:  # type: ignore[attr-defined]
        cards: list[str] = []
        for place, (deed, which, amount) in enumerate(steps):
            day = dt.date(2026, 11, 1 + place)
            try:
                done = _deed(store, ctx, deed, cards[which % len(cards)] if cards else "", amount, day)
            except Refused:
                continue
            if deed == "sell":
                cards.append(done)
        first = dt.date(2026, 11, cut)
        before = gift_card.roll(store, None, first - dt.timedelta(days=1))
        after = gift_card.roll(store, first)
        whole = gift_card.roll(store)
        rows = gift_card.page_rows(store, gift_card.ids(store))
        assert sum(roll.closing for roll in whole) == sum(row.balance for row in rows)
        assert sum(roll.closing for roll in before) == sum(roll.opening for roll in after)
        assert [roll.closing for roll in after] == [roll.closing for roll in whole]
        assert all(roll.closing >= 0 for roll in whole)
        assert sum(map(_moved, before)) + sum(map(_moved, after)) == sum(map(_moved, whole))


def _moved(roll: GiftRoll) -> int:
    return roll.sold - roll.used + roll.given_back - roll.void


def _deed(store: Store, ctx: Context, deed: str, code: str, amount: int, day: dt.date) -> str:
    if deed == "sell":
        return gift_card.sell(store, ctx, GiftCardDraft(amount, day)).code
    if deed == "use":
        gift_card.use(store, ctx, code, amount, day)
    elif deed == "back":
        gift_card.give_back(store, ctx, code, amount, day)
    elif deed == "void":
        gift_card.void(store, ctx, code, "Lost", day)
    else:
        undo.undo(store, ctx)
    return ""
