"""The shelf and the loans through the services: a returned loan posts once, and example C."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from partnercrm.domain import sentences
from partnercrm.domain.errors import Invalid, NotFound, Refused
from partnercrm.domain.interaction import FollowUpState, Origin
from partnercrm.domain.interaction_rows import FollowUpFilter
from partnercrm.domain.ledger import Basis, Direction, Kind, Return, Source
from partnercrm.domain.lending import LoanDraft, LoanState, ResourceDraft, ReturnDraft
from partnercrm.domain.lending_rows import LoanFilter, LoanRow, LoanSort, loan_words
from partnercrm.domain.money import Amount, Currency
from partnercrm.domain.party import Role
from partnercrm.services import (
    agreed_value,
    balance,
    entry,
    follow_up,
    ledger,
    lending,
    loan,
    merge,
    undo,
    verify,
    voucher_batch,
)
from partnercrm.services.store import Store

if TYPE_CHECKING:
    from tests.services.conftest import Everything
    from tests.services.promotions import Plan
    from tests.services.worked_examples import Book

D = dt.date
OUT, DUE, BACK, TODAY = D(2026, 11, 5), D(2026, 11, 9), D(2026, 11, 11), D(2026, 11, 21)
EUR = Currency("EUR", 2)


class Yard:
    """A bakery with an oven of theirs and a mixer of ours on the shelf."""

    def __init__(self, store: Store, book: Book, *, agreed: int | None = 12_00) -> None:
        self.store, self.book = store, book
        self.bakery = book.party("The Daily Grind", Role.PARTNER)
        oven = ResourceDraft("Oven", Kind.SPACE_AND_EQUIPMENT, self.bakery, "hour")
        self.oven = lending.add(store, book.on(OUT), oven).id
        self.mixer = lending.add(store, book.on(OUT), ResourceDraft("Mixer", note="20 litres")).id
        if agreed:
            wanted = agreed_value.AgreedValueDraft(self.bakery, Kind.SPACE_AND_EQUIPMENT, agreed, "oven", "hour")
            agreed_value.add(store, book.on(OUT), wanted)

    def lent(self, number: int, today: dt.date = TODAY) -> LoanRow:
        (found,) = loan.page_rows(self.store, self.book.on(today), [number])
        return found

    def out(self, **more: object) -> int:
        wanted = LoanDraft(self.mixer, self.bakery, OUT, DUE)
        return loan.lend(self.store, self.book.on(OUT), replace(wanted, **more)).loan  # type: ignore[arg-type]

    def stand(self) -> tuple[object, ...]:
        found = balance.party_balance(self.store, self.bakery, TODAY)
        priced = found.favours.given, found.favours.received
        return (
            *priced,
            found.favours.given_unpriced,
            found.favours.received_unpriced,
            found.turns.given,
            (found.turns.received),
        )


def test_c_favours_both_ways(store: Store, book: Book) -> None:
    yard = Yard(store, book)
    borrowed = LoanDraft(yard.oven, None, OUT, quantity=Decimal(2))
    done = loan.lend(store, book.on(OUT), borrowed, ReturnDraft(OUT))
    book.post(yard.bakery, OUT, book.gave(Kind.EXPOSURE, 25_00, Basis.AGREED, what="mention"))
    (line,) = entry.entry(store, done.number).lines
    assert (line.kind, line.direction, line.value, line.basis, line.quantity, line.unit) == (
        Kind.SPACE_AND_EQUIPMENT,
        Direction.RECEIVED,
        24_00,
        Basis.AGREED,
        Decimal(2),
        "hour",
    )
    assert entry.entry(store, done.number).row.source is Source.SHARED_RESOURCE
    assert yard.stand() == (25_00, 24_00, 0, 0, 1, 1)
    found = balance.party_balance(store, yard.bakery, TODAY)
    assert found.to_pay.volume == 0
    assert str(sentences.favours_words(Amount(25_00, EUR), Amount(24_00, EUR))) == "about even"


def test_c_with_the_oven_unpriced(store: Store, book: Book) -> None:
    yard = Yard(store, book)
    borrowed = LoanDraft(yard.oven, None, OUT, quantity=Decimal(2), without_price=True)
    loan.lend(store, book.on(OUT), borrowed, ReturnDraft(OUT))
    book.post(yard.bakery, OUT, book.gave(Kind.EXPOSURE, 25_00, Basis.AGREED, what="mention"))
    assert yard.stand() == (25_00, 0, 0, 1, 1, 1)
    favours = balance.party_balance(store, yard.bakery, TODAY).favours
    said = sentences.favours_words(Amount(favours.given, EUR), Amount(favours.received, EUR), 0, 1)
    assert store_says(said) == "25.00 : 1 without a price"
    assert favours.reciprocity is None


def store_says(message: object) -> str:
    from partnercrm.domain.locale import Locale
    from partnercrm.domain.words import Message

    assert isinstance(message, Message)
    return Locale("en_GB").say(message)


@pytest.mark.parametrize(("unpriced", "said"), [(False, "about even"), (True, "25.00 : 1 without a price")])
def test_c_whole_with_the_vouchers_that_post_nothing(
    store: Store, book: Book, plan: Plan, unpriced: bool, said: str
) -> None:
    shop = plan()
    oven = lending.add(store, book.on(OUT), ResourceDraft("Oven", owner=shop.bakery, unit="hour")).id
    agreed_value.add(
        store, book.on(OUT), agreed_value.AgreedValueDraft(shop.bakery, Kind.SPACE_AND_EQUIPMENT, 12_00, "", "hour")
    )
    borrowed = LoanDraft(oven, None, OUT, quantity=Decimal(2), without_price=unpriced)
    done = loan.lend(store, book.on(OUT), borrowed, ReturnDraft(OUT))
    book.post(shop.bakery, OUT, book.gave(Kind.EXPOSURE, 25_00, Basis.AGREED, what="mention"))
    shop.batch(40, there=True, day=OUT)
    found = balance.party_balance(store, shop.bakery, TODAY)
    favours = found.favours
    ours, theirs = Amount(favours.given, EUR), Amount(favours.received, EUR)
    words = sentences.favours_words(ours, theirs, favours.given_unpriced, favours.received_unpriced)
    assert store_says(words) == said
    assert (found.to_pay.volume, found.turns.given, found.turns.received) == (0, 1, 1)
    assert (favours.reciprocity is None) is unpriced
    (batch,) = voucher_batch.batches(store, shop.promotion)
    assert (batch.handed_out, batch.used) == (40, 0)
    ledger.reverse(store, book.on(OUT), done.number)
    found = balance.party_balance(store, shop.bakery, TODAY)
    assert (found.favours.received, found.favours.received_unpriced, found.turns.received) == (0, 0, 0)
    assert verify.verify(store).problems == ()


def test_what_is_ours_is_given_and_without_an_agreed_value_has_no_price(store: Store, book: Book) -> None:
    yard = Yard(store, book, agreed=None)
    number = yard.out()
    assert yard.stand() == (0, 0, 0, 0, 0, 0)
    done = loan.bring_back(store, book.on(BACK), number, ReturnDraft(BACK, "one bowl scratched"))
    (line,) = entry.entry(store, done.number).lines
    assert (line.direction, line.value, line.basis, line.asks) == (
        Direction.GIVEN,
        None,
        Basis.UNPRICED,
        Return.IN_KIND,
    )
    assert yard.stand() == (0, 0, 1, 0, 1, 0)
    row = yard.lent(number)
    assert (row.returned, row.condition_back, row.state) == (BACK, "one bowl scratched", LoanState.RETURNED)
    with pytest.raises(Refused, match="came back already"):
        loan.bring_back(store, book.on(BACK), number, ReturnDraft(BACK))


def test_quantity_and_price_may_be_said_when_it_comes_back(store: Store, book: Book) -> None:
    yard = Yard(store, book)
    number = loan.lend(store, book.on(OUT), LoanDraft(yard.oven, None, OUT)).loan
    with pytest.raises(Invalid) as caught:
        loan.bring_back(store, book.on(BACK), number, ReturnDraft(BACK))
    assert caught.value.field == "quantity"
    loan.bring_back(store, book.on(BACK), number, ReturnDraft(BACK, quantity=Decimal("1.5"), price=10_00))
    assert yard.stand() == (0, 15_00, 0, 0, 0, 1)


def test_one_reminder_by_rule_that_the_return_closes(store: Store, book: Book) -> None:
    yard = Yard(store, book)
    number = yard.out()
    assert yard.lent(number).state is LoanState.LATE
    steps = follow_up.page_rows(store, follow_up.ids(store, book.on(OUT), FollowUpFilter(party=yard.bakery)))
    assert [(s.title, s.due, s.origin, s.rule) for s in steps] == [
        ("Ask for it back: Mixer", DUE, Origin.RULE, "loan_due")
    ]
    loan.change(store, book.on(OUT), number, LoanDraft(yard.mixer, yard.bakery, OUT, D(2026, 11, 15)))
    (step,) = follow_up.page_rows(store, [steps[0].id])
    assert step.due == D(2026, 11, 15)
    loan.bring_back(store, book.on(BACK), number, ReturnDraft(BACK))
    (step,) = follow_up.page_rows(store, [steps[0].id])
    assert step.state is FollowUpState.DONE
    loan.reopen(store, book.on(BACK), number)
    (step,) = follow_up.page_rows(store, [steps[0].id])
    assert (step.state, yard.stand()) == (FollowUpState.OPEN, (0, 0, 0, 0, 0, 0))
    loan.change(store, book.on(OUT), number, LoanDraft(yard.mixer, yard.bakery, OUT))
    (step,) = follow_up.page_rows(store, [steps[0].id])
    assert step.state is FollowUpState.DROPPED
    assert len(follow_up.ids(store, book.on(OUT), FollowUpFilter(state=None))) == 1


def test_reversed_it_is_returned_not_in_the_ledger_and_can_post_again(store: Store, book: Book) -> None:
    yard = Yard(store, book, agreed=None)
    number = yard.out(price=5_00)
    with pytest.raises(Refused, match="came back"):
        loan.post_again(store, book.on(BACK), number)
    done = loan.bring_back(store, book.on(BACK), number, ReturnDraft(BACK))
    ledger.reverse(store, book.on(BACK), done.number)
    assert str(loan_words(yard.lent(number))) == "Returned, not in the ledger"
    assert yard.stand() == (0, 0, 0, 0, 0, 0)
    assert loan.ids(store, book.on(BACK), LoanFilter(not_in_ledger=True)) == [number]
    loan.post_again(store, book.on(BACK), number)
    assert yard.stand() == (5_00, 0, 0, 0, 1, 0)
    with pytest.raises(Refused, match="in the ledger already"):
        loan.post_again(store, book.on(BACK), number)
    assert verify.verify(store).problems == ()


def test_undo_of_a_return_and_of_a_loan_leaves_what_was_there(store: Store, book: Book, everything: Everything) -> None:
    yard = Yard(store, book)
    before = everything()
    number = yard.out()
    between = {name: rows for name, rows in everything().items() if name in ("loan", "loan_posting", "follow_up")}
    loan.bring_back(store, book.on(BACK), number, ReturnDraft(BACK))
    undo.undo(store, book.on(BACK))
    found = everything()
    assert {name: found[name] for name in between} == between
    assert yard.stand() == (0, 0, 0, 0, 0, 0)
    loan.remove(store, book.on(BACK), [number])
    assert everything()["loan"] == before["loan"]
    undo.undo(store, book.on(BACK))
    assert everything()["loan"] == between["loan"]


def test_what_was_posted_stays_and_what_is_theirs_is_borrowed_of_them(store: Store, book: Book) -> None:
    yard = Yard(store, book)
    cup = book.party("Corner Cup", Role.PARTNER)
    with pytest.raises(Invalid, match="belongs to The Daily Grind"):
        loan.lend(store, book.on(OUT), LoanDraft(yard.oven, cup, OUT))
    with pytest.raises(Invalid) as caught:
        loan.lend(store, book.on(OUT), LoanDraft(None, None, OUT))
    assert caught.value.field == "resource"
    number = yard.out()
    loan.bring_back(store, book.on(BACK), number, ReturnDraft(BACK))
    with pytest.raises(Refused, match="stood in the ledger"):
        loan.remove(store, book.on(BACK), [number])
    with pytest.raises(Refused, match="stays whose it is"):
        lending.change(store, book.on(BACK), yard.mixer, ResourceDraft("Mixer", owner=cup))
    lending.put_away(store, book.on(BACK), yard.mixer)
    assert [row.name for row in lending.shelf(store)] == ["Oven"]
    with pytest.raises(Refused, match="off the shelf"):
        yard.out()
    lending.put_back(store, book.on(BACK), yard.mixer)
    assert [row.name for row in lending.shelf(store)] == ["Mixer", "Oven"]
    with pytest.raises(NotFound):
        lending.put_back(store, book.on(BACK), 99)


def test_the_shelf_says_who_has_what_and_the_list_filters(store: Store, book: Book) -> None:
    yard = Yard(store, book)
    cup = book.party("Corner Cup", Role.PARTNER)
    first, second = yard.out(party=cup, due=None, note="for the fair"), yard.out()
    third = loan.lend(store, book.on(OUT), LoanDraft(yard.oven, None, OUT, quantity=Decimal(1)), ReturnDraft(OUT)).loan
    ctx = book.on(TODAY)
    mixer, oven = lending.shelf(store)
    assert (mixer.out_with, mixer.loans, oven.out_with) == (("The Daily Grind", "Corner Cup"), 2, ())
    assert loan.ids(store, ctx) == [second, first, third]
    assert loan.ids(store, ctx, LoanFilter(late=True)) == [second]
    assert loan.ids(store, ctx, LoanFilter(out=True, party=cup)) == [first]
    assert loan.ids(store, ctx, LoanFilter(direction=Direction.RECEIVED)) == [third]
    assert loan.ids(store, ctx, LoanFilter(text="FÁIR mixer")) == [first]
    assert loan.ids(store, ctx, LoanFilter(returned=True, resource=yard.oven)) == [third]
    assert loan.ids(store, ctx, sort=LoanSort.PARTY) == [first, second, third]
    merge.merge(store, ctx, yard.bakery, cup)
    assert loan.ids(store, ctx, LoanFilter(out=True, party=yard.bakery)) == [second, first]
    assert {row.party_name for row in loan.page_rows(store, ctx, [first, second])} == {"The Daily Grind"}
