"""Whose turn it is: what each gave last, what fits in return, and words that follow how two keep score."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from partnercrm.domain.ledger import Basis, Kind
from partnercrm.domain.lending import ResourceDraft
from partnercrm.domain.lending_rows import WhoseTurnRow
from partnercrm.domain.locale import Locale
from partnercrm.domain.party import Mode, PartyDraft, PartyKind, Role, RoleDraft
from partnercrm.services import ledger, lending, merge, party, today, whose_turn
from partnercrm.services.store import Store

if TYPE_CHECKING:
    from tests.services.worked_examples import Book

D = dt.date
TODAY = D(2026, 11, 21)


def words(row: WhoseTurnRow) -> str | None:
    return Locale("en_GB").say(row.said) if row.said else None


@pytest.mark.parametrize(
    ("mode", "said"), [(Mode.BALANCED, "our turn"), (Mode.STRICT, "our turn, 1 : 2"), (Mode.GENEROUS, None)]
)
def test_words_follow_the_mode(store: Store, book: Book, mode: Mode, said: str | None) -> None:
    grind = book.party("The Daily Grind", Role.PARTNER, mode=mode)
    book.post(grind, D(2026, 11, 3), book.gave(Kind.EXPOSURE, what="Mention"))
    book.post(grind, D(2026, 11, 5), book.got(Kind.SPACE_AND_EQUIPMENT, what="Oven"))
    book.post(grind, D(2026, 11, 9), book.got(Kind.TIME_OF_PEOPLE, what="A hand on market day"))
    (row,) = whose_turn.listed(store, book.on(TODAY))
    assert row.they_gave is not None
    assert row.we_gave is not None
    assert (row.they_gave.what, row.we_gave.what, row.days_since) == ("A hand on market day", "Mention", 12)
    assert words(row) == said


def test_what_was_taken_back_or_asks_for_money_was_not_given_last(store: Store, book: Book) -> None:
    grind = book.party("The Daily Grind", Role.PARTNER)
    book.post(grind, D(2026, 11, 3), book.got(Kind.SPACE_AND_EQUIPMENT, what="Oven"))
    wrong = book.post(grind, D(2026, 11, 9), book.got(Kind.EXPOSURE, what="Poster"))
    book.post(grind, D(2026, 11, 10), book.got(Kind.GOODS, 5_00, Basis.BILL, what="Rolls"))
    ledger.reverse(store, book.on(D(2026, 11, 11)), wrong)
    row = whose_turn.of(store, book.on(TODAY), grind)
    assert row.they_gave is not None
    assert (row.they_gave.what, row.we_gave, row.received_days) == ("Oven", None, 1)


def test_what_would_fit_in_return(store: Store, book: Book) -> None:
    needs = ("More people on Monday mornings", "A place to park", "Help on market day", "Somebody to taste")
    draft = PartyDraft("The Daily Grind", (RoleDraft(Role.PARTNER),), PartyKind.ORGANISATION, needs=needs)
    grind = party.add(store, book.on(TODAY), draft).party
    ctx = book.on(TODAY)
    lending.add_offer(store, ctx, "A Monday morning mention", Kind.EXPOSURE)
    lending.add(store, ctx, ResourceDraft("Two hands on Saturdays", Kind.TIME_OF_PEOPLE))
    lending.add(store, ctx, ResourceDraft("Our place in the yard", unit="day"))
    lending.add(store, ctx, ResourceDraft("Their oven", owner=grind))
    away = lending.add(store, ctx, ResourceDraft("Old parking place")).id
    lending.put_away(store, ctx, away)
    row = whose_turn.of(store, ctx, grind)
    assert [(fit.need, [offer.text for offer in fit.offers]) for fit in row.fits] == [
        (needs[0], ["A Monday morning mention"]),
        (needs[1], ["Our place in the yard"]),
        (needs[2], ["Two hands on Saturdays"]),
        (needs[3], []),
    ]
    assert words(row) is None
    offer = lending.offers(store)[0]
    assert offer.offer is not None
    lending.remove_offers(store, ctx, [offer.offer])
    assert lending.offers(store) == []


def test_our_turn_stands_first_the_team_not_at_all_and_nothing_alerts(store: Store, book: Book) -> None:
    people = {name: book.party(name, Role.PARTNER) for name in ("Even", "Ours", "Theirs")}
    kind = book.party("Kind", Role.COMMUNITY_GROUP, mode=Mode.GENEROUS)
    lena = book.party("Lena", Role.EMPLOYEE)
    for name, gave, got in (("Even", 1, 1), ("Ours", 0, 2), ("Theirs", 2, 0)):
        for number in range(gave):
            book.post(people[name], D(2026, 11, 2 + number), book.gave(Kind.EXPOSURE))
        for number in range(got):
            book.post(people[name], D(2026, 11, 9 + number), book.got(Kind.EXPOSURE))
    for number in range(9):
        book.post(kind, D(2026, 11, 6 + number), book.got(Kind.GOODS, what="Cake", gift=True))
    book.post(lena, D(2026, 11, 3), book.got(Kind.REFERRAL))
    follow_ups = today.show(store, book.on(TODAY)).follow_ups
    found = whose_turn.listed(store, book.on(TODAY))
    assert [(row.name, words(row)) for row in found] == [
        ("Ours", "our turn"),
        ("Kind", None),
        ("Even", "even"),
        ("Theirs", "their turn"),
    ]
    assert today.show(store, book.on(TODAY)).follow_ups == follow_ups
    assert len(whose_turn.listed(store, book.on(TODAY), 2)) == 2


def test_merged_parties_are_one(store: Store, book: Book) -> None:
    grind, mark = book.party("The Daily Grind", Role.PARTNER), book.party("Mark", Role.PARTNER)
    book.post(mark, D(2026, 11, 9), book.got(Kind.EXPOSURE, what="Poster"))
    merge.merge(store, book.on(TODAY), grind, mark)
    (row,) = whose_turn.listed(store, book.on(TODAY))
    assert row.they_gave is not None
    assert (row.name, row.they_gave.what) == ("The Daily Grind", "Poster")
