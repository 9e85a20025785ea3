"""Coalitions: what the shops owe each other for points, settled once, netted, signed, posted, and taken back whole."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partnercrm.domain.coalition import (
    US,
    Bearer,
    DueWhen,
    NettingKind,
    PartnerDraft,
    Payment,
    SettlementState,
    TermsDraft,
)
from partnercrm.domain.dates import Clock
from partnercrm.domain.errors import Invalid, NotFound, Refused
from partnercrm.domain.ledger import Direction, ExchangeDraft, Kind, Lens, LineDraft, Source
from partnercrm.domain.loyalty import ProgramDraft, ProgramKind
from partnercrm.domain.loyalty_moves import EarnDraft, GiveBackDraft, MemberDraft, RedeemDraft
from partnercrm.domain.party import Role
from partnercrm.services import (
    balance,
    coalition,
    entry,
    ledger,
    loyalty,
    loyalty_moves,
    merge,
    open_item,
    today,
    undo,
    verify,
)
from partnercrm.services import coalition_settlement as settling
from partnercrm.services import store as stores
from partnercrm.services.store import Store

ROUNDS = int(os.environ.get("PARTNERCRM_ROUNDS", "1"))
NOV = dt.date(2026, 11, 1)
END = dt.date(2026, 11, 30)
SIGNED = dt.date(2026, 12, 3)
FIVE = Decimal("5")


class Card:
    """A coalition of three at 0.05 a point, and one card that is used everywhere."""

    def __init__(self, store: Store, make_party: Callable[..., int]) -> None:
        self.store = store
        self.ctx = stores.context(store, Clock.fixed(dt.datetime(2026, 12, 3, 9, 30, tzinfo=dt.UTC)))
        ana, self.b, self.c = (
            make_party(store, "Ana", Role.CUSTOMER),
            *(make_party(store, name, Role.PARTNER) for name in ("The Daily Grind", "Corner Cup")),
        )
        draft = ProgramDraft(
            "Market Street card", ProgramKind.POINTS, Decimal(1), 100, point_value=FIVE, point_cost=FIVE,
            breakage=Decimal(0), from_day=dt.date(2026, 1, 1),
        )  # fmt: skip
        self.program = loyalty.add_program(store, self.ctx, draft).id
        member = MemberDraft(self.program, ana, joined=dt.date(2026, 1, 2))
        self.card = loyalty.add_member(store, self.ctx, member).id
        for shop, prepaid in ((self.b, False), (self.c, True)):
            coalition.save_partner(store, self.ctx, self.program, PartnerDraft(shop, FIVE, prepaid=prepaid))

    def earn(self, issuer: int, points: int, day: dt.date = NOV, card: int = 0) -> int:
        draft = EarnDraft(card or self.card, day, points=Decimal(points), issuer=issuer or None, shop=issuer or None)
        return loyalty_moves.earn(self.store, self.ctx, draft).movement

    def burn(self, shop: int, points: int, day: dt.date = END, beyond: int = 0, card: int = 0) -> int:
        draft = RedeemDraft(card or self.card, day, Decimal(points), shop=shop or None, beyond=Decimal(beyond))
        return loyalty_moves.redeem(self.store, self.ctx, draft).movement

    def move(self, issuer: int, shop: int, points: int) -> None:
        """Points of a shop, used in another one: a lot of their own each, used up at once."""
        self.earn(issuer, points)
        self.burn(shop, points)

    def pays(self, shop: int, value: int, day: dt.date = NOV, side: Direction = Direction.RECEIVED) -> str:
        draft = ExchangeDraft(shop, day, (LineDraft(side, Kind.MONEY, value),))
        return ledger.post(self.store, self.ctx, draft).number

    def to_pay(self, shop: int) -> int:
        return sum(row.balance for row in balance.balances(self.store, Lens.TO_PAY, shop))

    def standing(self) -> set[object]:
        """Who stands how with us in every lens, as far as anything ever passed."""
        rows = balance.balances(self.store)
        return {(r.name, r.lens, r.given, r.received, r.reciprocity) for r in rows if r.given or r.received}

    def open(self, shop: int) -> list[int]:
        return [item.open for item in open_item.items(self.store, SIGNED, None, shop)]

    def make(self, until: dt.date = END) -> settling.Made:
        return settling.make(self.store, self.ctx, self.program, until)

    def sign(self, settlement: int, document: str = "Sheet of 3 December") -> settling.Made:
        return settling.sign(self.store, self.ctx, settlement, document, SIGNED)

    def view(self, settlement: int) -> settling.SettlementView:
        return settling.view(self.store, settlement)


@pytest.fixture
def shops(store: Store, make_party_in: Callable[..., int]) -> Card:
    return Card(store, make_party_in)


def example_f(shops: Card) -> None:
    """We owe B 20.00, B owes us 15.00, C owes us 25.00 and B 10.00; C prepaid us 50.00 on 1 November."""
    shops.pays(shops.c, 50_00)
    shops.move(US, shops.b, 400)
    shops.move(shops.b, US, 300)
    shops.move(shops.c, US, 500)
    shops.move(shops.c, shops.b, 200)


def test_example_f_netted_signed_paid_and_taken_back(shops: Card) -> None:
    example_f(shops)
    b, c = shops.b, shops.c
    made = shops.make()
    view = shops.view(made.settlement)
    assert {(each.debtor, each.creditor): each.value for each in view.claims} == {
        (US, b): 20_00,
        (b, US): 15_00,
        (c, US): 25_00,
        (c, b): 10_00,
    }
    assert view.row.state is SettlementState.DRAFT
    assert view.positions == {US: 20_00, b: 15_00, c: -35_00}
    assert view.of(NettingKind.POT) == (Payment(c, US, 35_00),)
    assert view.of(NettingKind.TRANSFER) == (Payment(c, b, 10_00),)
    assert view.of(NettingKind.PAYMENT) == (Payment(US, b, 15_00),)
    assert (view.left, view.names) == ({b: 0, c: 15_00}, {US: "", b: "The Daily Grind", c: "Corner Cup"})
    assert (shops.to_pay(b), shops.to_pay(c)) == (0, -50_00)

    signed = shops.sign(made.settlement)
    assert (shops.to_pay(b), shops.to_pay(c)) == (-15_00, -15_00)
    assert shops.open(b) == [15_00]
    assert shops.open(c) == [-15_00]
    rows = entry.page_rows(shops.store, entry.ids(shops.store, entry.EntryFilter(from_day=SIGNED), SIGNED))
    assert {row.number for row in rows} == set(signed.numbers)
    assert {row.source for row in rows} == {Source.LOYALTY_SETTLEMENT}
    assert {row.our_document for row in rows} == {"Sheet of 3 December"}
    assert shops.view(made.settlement).left == {b: 0, c: 15_00}
    favours = [row for row in balance.balances(shops.store, Lens.FAVOURS) if row.given or row.received]
    assert favours == []

    shops.pays(b, 15_00, SIGNED, Direction.GIVEN)
    assert (shops.to_pay(b), shops.open(b)) == (0, [])
    assert verify.verify(shops.store).intact


def test_a_reversal_brings_the_balances_back_and_the_settlement_says_so(shops: Card) -> None:
    example_f(shops)
    before = shops.standing()
    made = shops.make()
    shops.sign(made.settlement)
    back = settling.reverse(shops.store, shops.ctx, made.settlement, "Wrong month")
    assert len(back.numbers) == len(shops.view(made.settlement).row.entries)
    assert shops.standing() == before
    assert shops.open(shops.c) == [-50_00]
    assert shops.view(made.settlement).row.state is SettlementState.REVERSED
    with pytest.raises(Refused, match="nothing to take back"):
        settling.reverse(shops.store, shops.ctx, made.settlement)
    again = shops.make()
    assert [each.value for each in shops.view(again.settlement).claims] == [20_00, 15_00, 25_00, 10_00]
    shops.sign(again.settlement, "Sheet of 4 December")
    assert (shops.to_pay(shops.b), shops.to_pay(shops.c)) == (-15_00, -15_00)
    assert verify.verify(shops.store).intact


def test_reversed_in_the_register_bit_by_bit(shops: Card) -> None:
    example_f(shops)
    made = shops.make()
    numbers = shops.sign(made.settlement).numbers
    ledger.reverse(shops.store, shops.ctx, numbers[0])
    assert shops.view(made.settlement).row.state is SettlementState.PARTLY_REVERSED
    with pytest.raises(Refused, match="nothing is open"):
        shops.make()
    settling.reverse(shops.store, shops.ctx, made.settlement)
    assert shops.view(made.settlement).row.state is SettlementState.REVERSED
    assert (shops.to_pay(shops.b), shops.to_pay(shops.c)) == (0, -50_00)


def test_undo_takes_signing_and_draft_back(shops: Card) -> None:
    example_f(shops)
    made = shops.make()
    signed = shops.sign(made.settlement)
    undo.undo(shops.store, shops.ctx, signed.changes.operation)
    assert shops.view(made.settlement).row.state is SettlementState.DRAFT
    assert (shops.to_pay(shops.b), shops.to_pay(shops.c)) == (0, -50_00)
    shops.sign(made.settlement)
    undo.undo(shops.store, shops.ctx)
    undo.undo(shops.store, shops.ctx, made.changes.operation)
    assert settling.settlements(shops.store) == []


def test_what_was_paid_meanwhile_leaves_the_pot_first(shops: Card) -> None:
    example_f(shops)
    paid = Payment(shops.c, shops.b, 4_00)
    coalition.paid_meanwhile(shops.store, shops.ctx, shops.program, paid, dt.date(2026, 11, 20), "in cash")
    shops.pays(shops.b, 6_00, dt.date(2026, 11, 25), Direction.GIVEN)
    made = shops.make()
    view = shops.view(made.settlement)
    assert view.of(NettingKind.MEANWHILE) == (paid,)
    assert view.of(NettingKind.POT) == (Payment(US, shops.b, 6_00), Payment(shops.c, US, 31_00))
    assert view.of(NettingKind.PAYMENT) == (Payment(US, shops.b, 5_00),)
    shops.sign(made.settlement)
    assert (shops.to_pay(shops.b), shops.to_pay(shops.c), view.left[shops.c]) == (-5_00, -19_00, 19_00)
    assert shops.open(shops.b) == [5_00]
    shops.move(shops.c, shops.b, 10)
    assert shops.view(shops.make().settlement).of(NettingKind.MEANWHILE) == ()


def test_a_sheet_that_is_out_of_date_is_not_posted(shops: Card) -> None:
    example_f(shops)
    made = shops.make()
    shops.move(US, shops.b, 20)
    with pytest.raises(Refused, match="Something changed"):
        shops.sign(made.settlement)
    with pytest.raises(Refused, match="a draft already"):
        shops.make()
    settling.delete(shops.store, shops.ctx, made.settlement)
    again = shops.make()
    shops.pays(shops.b, 5_00, SIGNED, Direction.GIVEN)
    with pytest.raises(Refused, match="Something changed"):
        shops.sign(again.settlement)


def test_rules_of_drafts_and_signatures(shops: Card) -> None:
    example_f(shops)
    with pytest.raises(Refused, match="not come yet"):
        shops.make(dt.date(2026, 12, 4))
    with pytest.raises(Refused, match="end before it begins"):
        settling.make(shops.store, shops.ctx, shops.program, END, dt.date(2026, 12, 1))
    made = shops.make()
    with pytest.raises(Refused, match="document"):
        shops.sign(made.settlement, " ")
    with pytest.raises(Refused, match="before its last day"):
        settling.sign(shops.store, shops.ctx, made.settlement, "Sheet", dt.date(2026, 11, 29))
    with pytest.raises(Refused, match="nothing to take back"):
        settling.reverse(shops.store, shops.ctx, made.settlement)
    shops.sign(made.settlement)
    for act in (lambda: shops.sign(made.settlement), lambda: settling.delete(shops.store, shops.ctx, made.settlement)):
        with pytest.raises(Refused, match="was signed"):
            act()
    assert settling.find(shops.store, "Sheet of 3 December") == settling.find(shops.store, "") == made.settlement
    for unknown in ("", "another"):
        if unknown or not settling.settlements(shops.store):
            with pytest.raises(NotFound):
                settling.find(shops.store, unknown)
    with pytest.raises(NotFound):
        shops.view(99)


def test_points_given_back_after_a_settlement_are_owed_back_in_the_next(shops: Card) -> None:
    shops.earn(US, 400)
    burnt = shops.burn(shops.b, 400)
    shops.sign(shops.make().settlement)
    assert shops.to_pay(shops.b) == -20_00
    loyalty_moves.give_back(shops.store, shops.ctx, GiveBackDraft(burnt, SIGNED, Decimal(100)))
    made = shops.make(SIGNED)
    (claim,) = shops.view(made.settlement).claims
    assert (claim.debtor, claim.creditor, claim.points, claim.value) == (shops.b, US, Decimal(100), 5_00)
    assert shops.view(made.settlement).row.from_day == dt.date(2026, 12, 1)
    shops.sign(made.settlement, "Sheet 2")
    assert shops.to_pay(shops.b) == -15_00


def test_a_redemption_undone_after_its_settlement_leaves_its_trace(shops: Card) -> None:
    shops.earn(US, 400)
    done = loyalty_moves.redeem(shops.store, shops.ctx, RedeemDraft(shops.card, END, Decimal(400), shop=shops.b))
    shops.sign(shops.make().settlement)
    undo.undo(shops.store, shops.ctx, done.changes.operation)
    (claim,) = shops.view(shops.make(SIGNED).settlement).claims
    assert (claim.debtor, claim.creditor, claim.value) == (shops.b, US, 20_00)


@pytest.mark.parametrize(
    ("bearer", "owed", "listed"),
    [
        (Bearer.HOME_SHOP, 6_00, [("", Decimal(20))]),
        (Bearer.REDEEMER, 5_00, [("The Daily Grind", Decimal(20))]),
        (Bearer.SHARED, 5_50, [("", Decimal(10)), ("The Daily Grind", Decimal(10))]),
    ],
)
def test_overspending_is_borne_as_agreed_and_listed(
    shops: Card, bearer: Bearer, owed: int, listed: list[tuple[str, Decimal]]
) -> None:
    coalition.set_terms(shops.store, shops.ctx, shops.program, TermsDraft(overspending=bearer))
    shops.earn(US, 100)
    shops.burn(shops.b, 120, beyond=20)
    made = shops.make()
    view = shops.view(made.settlement)
    assert sum(each.value for each in view.claims) == owed
    assert [(row.bearer, row.points) for row in view.overspent] == listed
    assert {row.shop for row in view.overspent} == {"The Daily Grind"}
    shops.sign(made.settlement)
    shops.earn(US, 50, SIGNED)
    following = (
        [each.value for each in shops.view(shops.make(SIGNED).settlement).claims] if bearer != "home_shop" else []
    )
    assert owed + sum(following) == 6_00


def test_what_a_card_overspends_in_its_own_home_shop_is_no_matter_of_the_others(shops: Card) -> None:
    shops.earn(US, 10)
    shops.burn(US, 30, beyond=20)
    with pytest.raises(Refused, match="nothing is open"):
        shops.make()


def test_a_one_use_code_is_the_promise_of_the_home_shop(shops: Card, make_party_in: Callable[..., int]) -> None:
    elsewhere = MemberDraft(shops.program, None, home=shops.b)
    theirs = loyalty.add_member(shops.store, shops.ctx, elsewhere).id
    (code,), _changes = loyalty.make_codes(shops.store, shops.ctx, theirs, 1, Decimal(60))
    draft = RedeemDraft(theirs, SIGNED, Decimal(60), code=code)
    loyalty_moves.redeem(shops.store, shops.ctx, draft)
    view = shops.view(shops.make(SIGNED).settlement)
    assert [(each.debtor, each.creditor, each.value) for each in view.claims] == [(shops.b, US, 3_00)]
    assert view.overspent == ()


def test_issued_points_may_be_owed_to_whoever_keeps_the_pot(shops: Card) -> None:
    terms = TermsDraft(DueWhen.ISSUED, shops.b)
    coalition.set_terms(shops.store, shops.ctx, shops.program, terms)
    assert coalition.terms(shops.store, shops.program) == terms
    shops.earn(US, 400)
    shops.earn(shops.b, 100)
    shops.burn(shops.c, 60)
    owed = {(each.debtor, each.creditor): each.value for each in shops.view(shops.make().settlement).claims}
    assert owed == {(US, shops.b): 20_00, (shops.b, shops.c): 3_00}
    with pytest.raises(Refused, match="by what was agreed before"):
        coalition.set_terms(shops.store, shops.ctx, shops.program, TermsDraft())


def test_shops_that_pay_each_other_without_us(shops: Card) -> None:
    shops.move(shops.c, shops.b, 200)
    made = shops.make()
    assert shops.view(made.settlement).of(NettingKind.PAYMENT) == (Payment(shops.c, shops.b, 10_00),)
    assert shops.sign(made.settlement).numbers == ()
    assert shops.view(made.settlement).row.state is SettlementState.SIGNED
    settling.reverse(shops.store, shops.ctx, made.settlement)
    assert shops.view(made.settlement).row.state is SettlementState.REVERSED
    assert len(shops.view(shops.make().settlement).claims) == 1


def test_somebody_is_told_of_a_shop_only_from_the_limit_on(shops: Card) -> None:
    shops.move(shops.b, US, 5000)
    for limit, told in ((None, []), (250_00, []), (249_99, ["The Daily Grind"])):
        draft = PartnerDraft(shops.b, FIVE, alert_value=limit)
        coalition.save_partner(shops.store, shops.ctx, shops.program, draft)
        assert [row.name for row in today.shared_cards(shops.store, shops.ctx).rows] == told


def test_who_takes_part_and_how_they_stand(shops: Card, make_party_in: Callable[..., int]) -> None:
    shops.pays(shops.c, 30_00)
    shops.move(shops.c, US, 500)
    draft = PartnerDraft(shops.c, FIVE, prepaid=True, alert_value=10_00)
    coalition.save_partner(shops.store, shops.ctx, shops.program, draft)
    grind, cup = coalition.partners(shops.store, shops.ctx)
    stands = (cup.they_owe, cup.we_owe, cup.held, cup.left, cup.alert)
    assert (cup.name, stands) == ("Corner Cup", (25_00, 0, 30_00, 5_00, True))
    assert (grind.left, grind.alert, grind.draft.prepaid) == (0, False, False)
    assert [row.name for row in today.shared_cards(shops.store, shops.ctx).rows] == ["Corner Cup"]
    assert coalition.program_of(shops.store) == shops.program
    stranger = make_party_in(shops.store, "Old Mill", Role.PARTNER)
    shops.move(US, stranger, 10)
    with pytest.raises(Refused, match="Old Mill takes no part"):
        shops.make()
    with pytest.raises(NotFound):
        coalition.save_partner(shops.store, shops.ctx, 99, PartnerDraft(stranger, FIVE))
    with pytest.raises(Invalid):
        coalition.save_partner(shops.store, shops.ctx, shops.program, PartnerDraft(None, FIVE))
    loyalty.add_program(shops.store, shops.ctx, loyalty.program_templates(shops.store, shops.ctx)[0])
    assert coalition.program_of(shops.store) == shops.program


@pytest.mark.parametrize(("one", "other", "amount"), [(1, 1, 5), (0, 2, 5), (1, 2, 0)])
def test_payments_between_shops_are_between_two_of_them(shops: Card, one: int, other: int, amount: int) -> None:
    by_place = {0: US, 1: shops.b, 2: shops.c}
    with pytest.raises(Refused):
        paid = Payment(by_place[one], by_place[other], amount)
        coalition.paid_meanwhile(shops.store, shops.ctx, shops.program, paid)


def test_merged_shops_are_one(shops: Card, make_party_in: Callable[..., int]) -> None:
    twin = make_party_in(shops.store, "Daily Grind", Role.PARTNER)
    shops.move(US, twin, 100)
    shops.move(US, shops.b, 100)
    merge.merge(shops.store, shops.ctx, shops.b, twin)
    (claim,) = shops.view(shops.make().settlement).claims
    assert (claim.creditor, claim.value) == (shops.b, 10_00)
    merge.merge(shops.store, shops.ctx, shops.c, shops.b)
    (left,) = coalition.partners(shops.store, shops.ctx)
    assert (left.name, left.draft.prepaid) == ("Corner Cup", True)


MOVES = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(1, 500)), min_size=1, max_size=6)


@settings(max_examples=5 * ROUNDS, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES, prepaid=st.integers(0, 40_00))
def test_what_is_posted_equals_its_source_and_a_reversal_restores_everything(
    fresh_store: Callable[..., object],
    make_party_in: Callable[..., int],
    moves: list[tuple[int, int, int]],
    prepaid: int,
) -> None:
    with fresh_store() as store:  # type: ignore[attr-defined]
        shops = Card(store, make_party_in)
        third = make_party_in(store, "Hillside Roasters", Role.PARTNER)
        coalition.save_partner(store, shops.ctx, shops.program, PartnerDraft(third, Decimal("4.5")))
        places = [US, shops.b, shops.c, third]
        if prepaid:
            shops.pays(shops.c, prepaid)
        for one, other, points in moves:
            shops.move(places[one], places[other], points)
        before = {shop: shops.to_pay(shop) for shop in places[1:]}
        try:
            made = shops.make()
        except Refused:
            assert all(one == other for one, other, _points in moves)
            return
        view = shops.view(made.settlement)
        shops.sign(made.settlement)
        payments, pots = view.of(NettingKind.PAYMENT), view.of(NettingKind.POT)
        through_us = {US} if pots or view.of(NettingKind.INTO_POT) else set()
        assert len(payments) <= len(view.positions.keys() | through_us) - 1
        for shop in places[1:]:
            due = sum(paid.amount for paid in payments if (paid.debtor, paid.creditor) == (shop, US))
            due -= sum(paid.amount for paid in payments if (paid.debtor, paid.creditor) == (US, shop))
            used = sum(pot.amount for pot in pots if pot.debtor == shop)
            used -= sum(pot.amount for pot in view.of(NettingKind.INTO_POT) if pot.creditor == shop)
            assert shops.to_pay(shop) == before[shop] + due + used
            assert sum(abs(each) for each in shops.open(shop)) == abs(due) + abs(before[shop]) - used
        settling.reverse(store, shops.ctx, made.settlement)
        assert {shop: shops.to_pay(shop) for shop in places[1:]} == before
        assert verify.verify(store).intact
