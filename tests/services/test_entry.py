"""Reading entries: the register's filters and orders, lines, one entry whole, monthly totals."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from partnercrm.domain.errors import NotFound
from partnercrm.domain.ledger import Basis, Kind, Reason, Source
from partnercrm.domain.ledger_rows import EntryFilter, EntrySort, EntryState
from partnercrm.domain.party import Role
from partnercrm.services import balance, entry, ledger
from partnercrm.services.store import Store

if TYPE_CHECKING:
    from tests.services.worked_examples import Book

D = dt.date
NOV = D(2026, 11, 20)


@pytest.fixture
def bakery(book: Book) -> int:
    return book.party("The Daily Grind", Role.PARTNER, Role.SUPPLIER)


def numbers(store: Store, wanted: EntryFilter, sort: EntrySort) -> list[str]:
    found = entry.ids(store, wanted, NOV, sort)
    return [row.number for row in entry.page_rows(store, found)]


def test_the_register_filters_sorts_and_folds(store: Store, book: Book, bakery: int) -> None:
    ana = book.party("Ána", Role.CUSTOMER)
    first = book.post(
        bakery, D(2026, 11, 5), book.got(Kind.GOODS, 80_00, Basis.BILL, what="Brötchen"), due_day=D(2026, 11, 10)
    )
    second = book.post(
        ana, D(2026, 11, 3), book.gave(Kind.GOODS, 20_00, Basis.BILL), memo="Coffee", due_day=D(2026, 12, 10)
    )
    third = book.post(ana, D(2026, 11, 4), book.gave(Kind.EXPOSURE, 5_00), our_document="N-12")
    wrong = book.post(bakery, D(2026, 11, 6), book.got(Kind.KNOWLEDGE))
    back = ledger.reverse(store, book.on(NOV), wrong).number

    def listed(**wanted: object) -> list[str]:
        return numbers(store, EntryFilter(**wanted), EntrySort.DAY)  # type: ignore[arg-type]

    assert listed() == [second, third, first]
    assert listed(folded=False) == [second, third, first, wrong, back]
    assert listed(state=EntryState.CORRECTED) == [wrong, back]
    assert listed(state=EntryState.OPEN) == [second, first]
    assert listed(state=EntryState.LATE) == [first]
    assert listed(party=ana) == [second, third]
    assert listed(kind=Kind.EXPOSURE) == [third]
    assert listed(from_day=D(2026, 11, 4), to_day=D(2026, 11, 5)) == [third, first]
    assert listed(text="brotch daily") == [first]
    assert listed(text="ana COFFEE") == [second]
    assert listed(text="n-12") == [third] == listed(text=third)
    assert listed(text="coffee", party=bakery) == []
    orders = {
        EntrySort.NUMBER: [first, second, third],
        EntrySort.PARTY: [second, third, first],
        EntrySort.DUE: [first, second, third],
        EntrySort.GIVEN: [first, third, second],
        EntrySort.RECEIVED: [second, third, first],
        EntrySort.FAVOURS_GIVEN: [first, second, third],
        EntrySort.OPEN: [first, third, second],
    }
    for sort, expected in orders.items():
        assert numbers(store, EntryFilter(), sort) == expected, sort
    down = entry.ids(store, EntryFilter(), NOV, EntrySort.DAY, ascending=False)
    assert [row.number for row in entry.page_rows(store, down)] == [first, third, second]


def test_lines_are_listed_with_their_entries(store: Store, book: Book, bakery: int) -> None:
    number = book.post(bakery, NOV, book.gave(Kind.EXPOSURE, 25_00), book.got(Kind.MONEY, 6_00), memo="Oven")
    found = entry.lines(store, EntryFilter(party=bakery), NOV)
    assert [(row.number, row.memo, row.line.kind, row.line.open) for row in found] == [
        (number, "Oven", Kind.EXPOSURE, 0),
        (number, "Oven", Kind.MONEY, -6_00),
    ]
    assert found[0].party == "The Daily Grind"


def test_an_entry_is_found_by_number_or_uuid(store: Store, book: Book, bakery: int) -> None:
    number = book.post(bakery, NOV, book.gave(Kind.EXPOSURE))
    view = entry.entry(store, number)
    assert entry.entry(store, view.row.uuid) == view
    for unknown in ("2026-0099", "x", view.row.party_uuid):
        with pytest.raises(NotFound):
            entry.entry(store, unknown)


def test_monthly_totals_leave_openings_and_adjustments_out(store: Store, book: Book, bakery: int) -> None:
    book.post(bakery, D(2026, 10, 2), book.got(Kind.GOODS, 10_00, Basis.BILL), book.gave(Kind.MONEY, 9_90))
    book.post(bakery, D(2026, 10, 3), book.gave(Kind.ADJUSTMENT, 10, reason=Reason.ROUNDING))
    book.post(bakery, D(2026, 11, 3), book.gave(Kind.EXPOSURE), book.gave(Kind.KNOWLEDGE, 4_00))
    book.post(bakery, D(2026, 9, 30), book.gave(Kind.GOODS, 7_00, Basis.BILL), source=Source.OPENING)
    assert [tuple(row)[1:] for row in balance.months(store)] == [
        ("in_kind", 202611, 1, 4_00, 1),
        ("money", 202610, -1, 10_00, 0),
        ("money", 202610, 1, 9_90, 0),
    ]
    assert [row.month for row in balance.months(store, to_day=D(2026, 10, 31))] == [202610, 202610]
