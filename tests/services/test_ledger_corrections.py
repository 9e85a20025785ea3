"""Reversals, credits and corrections of posted entries: what they take back, on which day, and what they leave."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from partnercrm.domain.errors import (
    AlreadyReversed,
    CreditTooLarge,
    Invalid,
    NotReversible,
    Refused,
)
from partnercrm.domain.ledger import Basis, Direction, Kind, Lens
from partnercrm.domain.ledger_rows import EntryFilter, EntrySort
from partnercrm.domain.party import Role
from partnercrm.services import balance, draft, entry, ledger, open_item, period, undo, verify
from partnercrm.services.store import Store

if TYPE_CHECKING:
    from tests.services.worked_examples import Book

D = dt.date
NOV = D(2026, 11, 20)


@pytest.fixture
def bakery(book: Book) -> int:
    return book.party("The Daily Grind", Role.PARTNER, Role.SUPPLIER)


@pytest.fixture(autouse=True)
def intact(store: Store) -> Iterator[None]:
    yield
    assert verify.verify(store).problems == ()


def numbers(store: Store, wanted: EntryFilter | None = None, sort: EntrySort = EntrySort.POSTED) -> list[str]:
    found = entry.ids(store, wanted or EntryFilter(folded=False), NOV, sort)
    return [row.number for row in entry.page_rows(store, found)]


def test_a_reversal_takes_back_on_the_same_side(store: Store, book: Book, bakery: int) -> None:
    number = book.post(bakery, D(2026, 11, 2), book.gave(Kind.EXPOSURE, 25_00), book.got(Kind.KNOWLEDGE))
    view = entry.entry(store, ledger.reverse(store, book.on(NOV), number, "typed twice").number)
    assert [(line.direction, line.sign, line.value) for line in view.lines] == [
        (Direction.GIVEN, -1, 25_00),
        (Direction.RECEIVED, -1, None),
    ]
    assert (view.row.reverses, view.row.day, view.reason) == (number, D(2026, 11, 2), "typed twice")
    assert entry.entry(store, number).row.reversed_by == view.row.number
    assert all(row[3:] == (0,) * 8 for row in balance.balances(store, party=bakery))


def test_turns_are_days_and_a_reversal_counts_on_the_day_of_what_it_reverses(
    store: Store, book: Book, bakery: int
) -> None:
    first = book.post(bakery, D(2026, 10, 2), book.gave(Kind.EXPOSURE), book.gave(Kind.KNOWLEDGE))
    second = book.post(bakery, D(2026, 10, 2), book.gave(Kind.REFERRAL))
    period.close(store, book.on(NOV), 202610)
    ledger.reverse(store, book.on(NOV), first)
    turns = balance.balances(store, Lens.TURNS, bakery)[0]
    assert turns.given == 1
    ledger.reverse(store, book.on(NOV), second)
    assert balance.balances(store, Lens.TURNS, bakery)[0].given == 0
    assert balance.balances(store, Lens.TURNS, bakery, on=D(2026, 10, 31))[0].given == 1


def test_only_what_was_reversed_is_entered_again(store: Store, book: Book, bakery: int) -> None:
    number, ctx = book.post(bakery, NOV, book.gave(Kind.EXPOSURE)), book.on(NOV)
    with pytest.raises(Refused, match="still stands"):
        ledger.enter_again(store, ctx, number)
    with pytest.raises(Refused, match="no entry 2026-0099"):
        ledger.reverse(store, ctx, "2026-0099")
    with pytest.raises(Refused, match="no entry nonsense"):
        ledger.correct(store, ctx, "nonsense")


def test_what_was_reversed_is_entered_again_only_once(store: Store, book: Book, bakery: int) -> None:
    number, ctx = book.post(bakery, NOV, book.gave(Kind.EXPOSURE)), book.on(NOV)
    ledger.reverse(store, ctx, number)
    made = ledger.enter_again(store, ctx, number)
    copy = draft.get(store, made.draft)
    with pytest.raises(Refused, match="draft of this waits"):
        ledger.enter_again(store, ctx, number)
    again = ledger.post_draft(store, ctx, made.draft).number
    with pytest.raises(Refused, match=f"as entry {again}"):
        ledger.enter_again(store, ctx, number)
    with pytest.raises(Refused, match=f"as entry {again}"):
        ledger.post(store, ctx, copy)
    ledger.reverse(store, ctx, again)
    assert ledger.post(store, ctx, copy).number


def test_a_credit_is_of_today_negative_and_never_more_than_the_original(store: Store, book: Book, bakery: int) -> None:
    bill = book.got(Kind.GOODS, 231_12, Basis.BILL, tax_code="7", tax_amount=15_12, quantity=Decimal(9), unit="sack")
    number, ctx = book.post(bakery, D(2026, 11, 2), bill, due_day=D(2026, 12, 2)), book.on(NOV)
    taken = [entry.entry(store, ledger.credit(store, ctx, number, value).number) for value in (25_68, 25_68, 100_00)]
    assert [view.row.day for view in taken] == [NOV] * 3
    assert [view.lines[0].tax_amount for view in taken] == [1_68, 1_68, 6_54]
    with pytest.raises(CreditTooLarge):
        ledger.credit(store, ctx, number, 79_77)
    last = entry.entry(store, ledger.credit(store, ctx, number, 79_76).number)
    assert last.lines[0].tax_amount == 15_12 - 1_68 - 1_68 - 6_54
    assert entry.entry(store, number).credited_by == tuple(view.row.number for view in (*taken, last))
    assert balance.balances(store, Lens.TO_PAY, bakery)[0].balance == 0
    with pytest.raises(Refused, match="Part of entry"):
        ledger.reverse(store, ctx, number)
    ledger.reverse(store, ctx, last.row.number)
    assert ledger.credit(store, ctx, number, 79_76).number
    with pytest.raises(CreditTooLarge):
        ledger.credit(store, ctx, number, 1)


def test_a_credit_counts_as_no_turn_and_lowers_favours(store: Store, book: Book, bakery: int) -> None:
    number = book.post(bakery, D(2026, 11, 2), book.gave(Kind.DISCOUNT, 1_84, Basis.AGREED))
    ledger.credit(store, book.on(NOV), number, 46)
    found = {row.lens: row for row in balance.balances(store, party=bakery)}
    assert (found[Lens.FAVOURS].balance, found[Lens.TURNS].given) == (1_38, 1)


def test_a_credit_says_which_line_and_refuses_what_makes_no_sense(store: Store, book: Book, bakery: int) -> None:
    two = book.post(
        bakery, D(2026, 11, 5), book.gave(Kind.EXPOSURE, 5_00), book.gave(Kind.SERVICE, 7_00), book.got(Kind.KNOWLEDGE)
    )
    ctx = book.on(NOV)
    with pytest.raises(Refused, match="Say which line"):
        ledger.credit(store, ctx, two, 1_00)
    with pytest.raises(Refused, match="Say which line"):
        ledger.credit(store, ctx, two, 1_00, line=3)
    with pytest.raises(Refused, match="of a later day"):
        ledger.credit(store, ctx, two, 1_00, D(2026, 11, 4), line=1)
    made = ledger.credit(store, ctx, two, 7_00, line=2, memo="sent back", their_document="C-1").number
    assert entry.entry(store, made).row.said == "sent back"
    with pytest.raises(NotReversible, match="Credit that one"):
        ledger.credit(store, ctx, made, 1_00)
    with pytest.raises(NotReversible, match="Correct that one"):
        ledger.correct(store, ctx, made)
    one = book.post(bakery, NOV, book.gave(Kind.EXPOSURE, 5_00))
    ledger.reverse(store, ctx, one)
    with pytest.raises(AlreadyReversed):
        ledger.credit(store, ctx, one, 1_00)


def test_a_correction_keeps_where_an_entry_belongs(store: Store, book: Book, bakery: int) -> None:
    number = book.post(bakery, D(2026, 11, 3), book.gave(Kind.EXPOSURE), belongs_to=D(2026, 10, 27))
    done = ledger.correct(store, book.on(NOV), number)
    copy = draft.get(store, done.draft)
    assert (copy.day, copy.belongs_to) == (D(2026, 11, 3), D(2026, 10, 27))
    assert entry.entry(store, done.reversal).row.belongs_to == D(2026, 10, 27)


# Drafts


def rests(store: Store) -> list[int]:
    return sorted(item.open for item in open_item.items(store, NOV))


def to_pay(store: Store) -> list[int]:
    return [row.balance for row in balance.balances(store) if row.lens is Lens.TO_PAY]


def test_what_is_put_right_is_one_deed(store: Store, book: Book, bakery: int) -> None:
    number, ctx = book.post(bakery, D(2026, 11, 3), book.gave(Kind.GOODS, 5_00, Basis.BILL)), book.on(NOV)
    copy = ledger.to_correct(store, ctx, number)
    assert (copy.day, copy.lines[0].value, numbers(store)) == (D(2026, 11, 3), 5_00, [number])
    done = ledger.put_right(store, ctx, number, replace(copy, lines=(replace(copy.lines[0], value=6_00),)))
    found = entry.entry(store, done.number)
    assert (found.row.corrects, found.row.day, to_pay(store)) == (number, D(2026, 11, 3), [6_00])
    with pytest.raises(AlreadyReversed):
        ledger.to_correct(store, ctx, number)
    undo.undo(store, book.on(NOV))
    assert (to_pay(store), draft.listed(store)) == ([5_00], [])
    undo.redo(store, book.on(NOV))
    assert to_pay(store) == [6_00]


def test_what_is_put_right_in_a_closed_month_goes_in_today(store: Store, book: Book, bakery: int) -> None:
    number = book.post(bakery, D(2026, 10, 27), book.gave(Kind.GOODS, 5_00, Basis.BILL))
    period.close(store, book.on(NOV), 202610)
    copy = ledger.to_correct(store, book.on(NOV), number)
    done = ledger.put_right(store, book.on(NOV), number, replace(copy, memo="The second sack"))
    reversal = entry.entry(store, number).row.reversed_by
    for each in (done.number, reversal):
        row = entry.entry(store, each).row
        assert (row.day, row.belongs_to) == (NOV, D(2026, 10, 27))


def test_a_payment_put_right_pays_the_same_bill(store: Store, book: Book, bakery: int) -> None:
    book.post(bakery, D(2026, 11, 2), book.gave(Kind.GOODS, 5_00, Basis.BILL))
    book.post(bakery, D(2026, 11, 3), book.gave(Kind.GOODS, 9_00, Basis.BILL))
    paid, ctx = book.post(bakery, NOV, book.got(Kind.MONEY, 5_00)), book.on(NOV)
    copy = ledger.to_correct(store, ctx, paid)
    ledger.put_right(store, ctx, paid, replace(copy, lines=(replace(copy.lines[0], value=4_00),)))
    assert (to_pay(store), rests(store)) == ([10_00], [1_00, 9_00])
    undo.undo(store, ctx)
    assert (to_pay(store), rests(store)) == ([9_00], [9_00])


@pytest.mark.parametrize(("value", "left"), [(5_00, []), (7_00, [2_00]), (4_00, [-1_00])])
def test_what_is_put_right_stays_paid(store: Store, book: Book, bakery: int, value: int, left: list[int]) -> None:
    bill, ctx = book.post(bakery, D(2026, 11, 2), book.gave(Kind.GOODS, 5_00, Basis.BILL)), book.on(NOV)
    book.post(bakery, NOV, book.got(Kind.MONEY, 5_00))
    copy = ledger.to_correct(store, ctx, bill)
    ledger.put_right(store, ctx, bill, replace(copy, lines=(replace(copy.lines[0], value=value),)))
    assert (rests(store), sum(to_pay(store))) == (left, value - 5_00)
    undo.undo(store, ctx)
    assert (rests(store), sum(to_pay(store))) == ([], 0)


def test_a_correction_that_is_refused_takes_nothing_back(store: Store, book: Book, bakery: int) -> None:
    number = book.post(bakery, D(2026, 11, 3), book.gave(Kind.GOODS, 5_00, Basis.BILL))
    copy = ledger.to_correct(store, book.on(NOV), number)
    with pytest.raises(Invalid):
        ledger.put_right(store, book.on(NOV), number, replace(copy, lines=()))
    assert (entry.entry(store, number).row.reversed_by, to_pay(store)) == ("", [5_00])
