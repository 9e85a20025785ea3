"""Undo and redo of entries and what they settle: by reversal, by linked copies, by negative settlement rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from db.tables.party import party as party_table
from partnercrm.domain.errors import ChangedSince, NotUndoable, PeriodClosed, Refused
from partnercrm.domain.ledger import Basis, ExchangeDraft, Kind
from partnercrm.domain.ledger_rows import EntryFilter, EntryRow
from partnercrm.domain.party import Role
from partnercrm.domain.words import msg
from partnercrm.services import balance, draft, entry, ledger, merge, open_item, period, settlement, undo, verify
from partnercrm.services.operations import Operation, run
from partnercrm.services.store import Store

if TYPE_CHECKING:
    from tests.services.worked_examples import Book

D = dt.date
NOV = D(2026, 11, 20)


@pytest.fixture
def mill(book: Book) -> int:
    return book.party("Old Mill", Role.SUPPLIER, Role.CUSTOMER)


@pytest.fixture(autouse=True)
def intact(store: Store) -> Iterator[None]:
    yield
    assert verify.verify(store).problems == ()


def owed(book: Book, party: int, value: int, day: dt.date) -> str:
    return book.post(party, day, book.got(Kind.GOODS, value, Basis.BILL))


def rows(store: Store) -> list[EntryRow]:
    return entry.page_rows(store, entry.ids(store, EntryFilter(folded=False), NOV, entry.EntrySort.POSTED))


def rests(store: Store) -> dict[str, int]:
    return {item.number: item.open for item in open_item.items(store, NOV)}


def settled(store: Store, number: str) -> list[tuple[str, int]]:
    """What was settled with an entry, and with which, without what was taken back again."""
    sums: dict[str, int] = {}
    for one in entry.entry(store, number).settled:
        sums[one.number] = sums.get(one.number, 0) + one.amount
    return [(other, amount) for other, amount in sums.items() if amount]


def test_an_entry_is_undone_by_its_reversal_and_done_again_by_a_linked_copy(
    store: Store, book: Book, mill: int
) -> None:
    number, ctx = owed(book, mill, 40_00, D(2026, 11, 2)), book.on(NOV)
    assert undo.undo(store, ctx).said.values["what"] == undo.next_redo(store)
    assert [row.reverses for row in rows(store)] == ["", number]
    assert undo.next_undo(store) is not None
    undo.redo(store, ctx)
    assert (rows(store)[-1].enters_again, rows(store)[-1].day) == (number, D(2026, 11, 2))
    assert list(rests(store).values()) == [40_00]
    undo.undo(store, ctx)
    undo.redo(store, ctx)
    assert list(rests(store).values()) == [40_00]
    with pytest.raises(NotUndoable, match="nothing to do again"):
        undo.redo(store, ctx)


def test_a_payment_that_is_undone_leaves_its_bill_open_and_pays_it_again(store: Store, book: Book, mill: int) -> None:
    first, second = owed(book, mill, 40_00, D(2026, 11, 2)), owed(book, mill, 40_00, D(2026, 11, 3))
    book.post(mill, D(2026, 11, 4), book.gave(Kind.MONEY, 40_00))
    third, ctx = owed(book, mill, 10_00, D(2026, 10, 1)), book.on(NOV)
    undo.undo(store, ctx)
    undo.undo(store, ctx)
    assert rests(store) == {first: 40_00, second: 40_00}
    undo.redo(store, ctx)
    assert rests(store) == {second: 40_00}
    assert entry.entry(store, third).row.reversed_by != ""
    assert settled(store, first) == [(rows(store)[-1].number, 40_00)]


def test_a_reversal_that_is_undone_lets_the_copy_be_paid_as_the_original_was(
    store: Store, book: Book, mill: int
) -> None:
    bill, other = owed(book, mill, 40_00, D(2026, 11, 2)), owed(book, mill, 30_00, D(2026, 11, 3))
    paid, ctx = book.post(mill, D(2026, 11, 4), book.gave(Kind.MONEY, 50_00)), book.on(NOV)
    assert settled(store, paid) == [(bill, 40_00), (other, 10_00)]
    ledger.reverse(store, ctx, bill)
    assert rests(store) == {other: 20_00, paid: -40_00}
    undo.undo(store, ctx)
    copy = rows(store)[-1].number
    assert rests(store) == {other: 20_00}
    assert settled(store, paid) == [(other, 10_00), (copy, 40_00)]


@pytest.mark.parametrize("kind", ["set off", "transfer"])
def test_both_halves_are_undone_and_done_again_together(store: Store, book: Book, mill: int, kind: str) -> None:
    owed(book, mill, 100_00, D(2026, 11, 2))
    book.post(mill, D(2026, 11, 3), book.gave(Kind.GOODS, 80_00, Basis.BILL))
    hill, ctx = book.party("Hillside", Role.SUPPLIER), book.on(NOV)
    owed(book, hill, 30_00, D(2026, 11, 4))
    before = rests(store)
    if kind == "set off":
        settlement.set_off(store, ctx, mill, "signed")
    else:
        settlement.transfer(store, ctx, mill, hill, 70_00, "signed")
    after = sorted(rests(store).values())
    undo.undo(store, ctx)
    assert rests(store) == before
    undo.redo(store, ctx)
    assert sorted(rests(store).values()) == after
    one, other = rows(store)[-2:]
    assert other.linked == one.number
    undo.undo(store, ctx)
    assert rests(store) == before


def test_a_loose_settlement_is_taken_back_and_made_again(store: Store, book: Book, mill: int) -> None:
    paid = book.post(mill, D(2026, 11, 3), book.gave(Kind.MONEY, 100_00))
    bill, ctx = owed(book, mill, 80_00, D(2026, 11, 4)), book.on(NOV)
    settlement.settle(store, ctx, paid, [(bill, 50_00)])
    undo.undo(store, ctx)
    assert rests(store) == {paid: -100_00, bill: 80_00}
    undo.redo(store, ctx)
    assert rests(store) == {paid: -50_00, bill: 30_00}


def test_a_settlement_that_was_taken_back_otherwise_is_not_undone_twice(store: Store, book: Book, mill: int) -> None:
    paid = book.post(mill, D(2026, 11, 3), book.gave(Kind.MONEY, 100_00))
    bill, ctx = owed(book, mill, 80_00, D(2026, 11, 4)), book.on(NOV)
    done = settlement.settle(store, ctx, paid, [(bill, 50_00)])
    ledger.reverse(store, ctx, bill)
    before = rests(store)
    with pytest.raises(ChangedSince):
        undo.undo(store, ctx, done.operation)
    assert rests(store) == before


def test_a_settlement_is_not_made_again_where_the_money_went_elsewhere(store: Store, book: Book, mill: int) -> None:
    paid = book.post(mill, D(2026, 11, 3), book.gave(Kind.MONEY, 50_00))
    bill, other = owed(book, mill, 50_00, D(2026, 11, 4)), owed(book, mill, 50_00, D(2026, 11, 5))
    ctx = book.on(NOV)
    settlement.settle(store, ctx, paid, [(bill, None)])
    undone = undo.undo(store, ctx)
    settlement.settle(store, ctx, paid, [(other, None)])
    with pytest.raises(ChangedSince):
        undo.undo(store, ctx, undone.operation)
    assert rests(store) == {bill: 50_00}


def test_parties_that_are_parted_again_no_longer_pay_for_each_other(store: Store, book: Book, mill: int) -> None:
    hill, ctx = book.party("Hillside", Role.SUPPLIER), book.on(NOV)
    bill = owed(book, hill, 80_00, D(2026, 11, 2))
    done = merge.merge(store, ctx, mill, hill)
    paid = book.post(mill, D(2026, 11, 3), book.gave(Kind.MONEY, 80_00))
    assert rests(store) == {}
    undone = undo.undo(store, ctx, done.operation)
    assert rests(store) == {bill: 80_00, paid: -80_00}
    assert [row.balance for row in balance.balances(store) if row.lens == "to_pay"] == [80_00, -80_00]
    undo.undo(store, ctx, undone.operation)
    assert rests(store) == {}


def test_a_draft_that_was_saved_is_there_again(store: Store, book: Book, mill: int) -> None:
    ctx = book.on(NOV)
    made = draft.save(store, ctx, ExchangeDraft(mill, NOV, (book.got(Kind.GOODS, 80_00, Basis.BILL),), memo="R-9"))
    ledger.post_draft(store, ctx, made.draft)
    assert draft.listed(store) == []
    undo.undo(store, ctx)
    assert [row.memo for row in draft.listed(store)] == ["R-9"]
    assert rests(store) == {}


def test_a_correction_is_undone_only_while_its_copy_is_as_it_was(store: Store, book: Book, mill: int) -> None:
    number, ctx = owed(book, mill, 80_00, D(2026, 11, 2)), book.on(NOV)
    done = ledger.correct(store, ctx, number)
    draft.save(store, ctx, replace(draft.get(store, done.draft), memo="half typed"), done.draft)
    with pytest.raises(ChangedSince):
        undo.undo(store, ctx, done.changes.operation)
    undo.undo(store, ctx)
    undo.undo(store, ctx)
    assert (list(rests(store).values()), draft.listed(store)) == ([80_00], [])


def test_what_was_reversed_by_hand_stays_reversed(store: Store, book: Book, mill: int) -> None:
    ctx = book.on(NOV)
    made = ExchangeDraft(mill, NOV, (book.got(Kind.GOODS, 80_00, Basis.BILL),))
    posted = ledger.post(store, ctx, made)
    ledger.reverse(store, ctx, posted.number)
    undo.undo(store, ctx, posted.changes.operation)
    assert len(rows(store)) == 2
    with pytest.raises(NotUndoable, match="undone before"):
        undo.undo(store, ctx, posted.changes.operation)


@pytest.mark.parametrize("times", [1, 2])
def test_what_stands_again_after_an_undo_is_undone_with_its_deed(
    store: Store, book: Book, mill: int, times: int
) -> None:
    number, ctx = owed(book, mill, 40_00, D(2026, 10, 2)), book.on(NOV)
    for _ in range(times):
        ledger.reverse(store, ctx, rows(store)[-1].number)
        undo.undo(store, ctx)
    assert list(rests(store).values()) == [40_00]
    period.close(store, ctx, 202610)
    assert undo.closed_months(store) == (202610,)
    undo.undo(store, ctx)
    assert rests(store) == {}
    undo.redo(store, ctx)
    assert list(rests(store).values()) == [40_00]
    assert entry.entry(store, number).row.reversed_by != ""


def test_a_reversal_whose_entry_was_entered_again_by_hand_is_not_undone(store: Store, book: Book, mill: int) -> None:
    number, ctx = owed(book, mill, 40_00, D(2026, 11, 2)), book.on(NOV)
    reversed_by = ledger.reverse(store, ctx, number)
    ledger.post_draft(store, ctx, ledger.enter_again(store, ctx, number).draft)
    with pytest.raises(ChangedSince, match="2026-0003 stands"):
        undo.undo(store, ctx, reversed_by.changes.operation)
    assert list(rests(store).values()) == [40_00]


def test_a_copy_that_an_undo_entered_goes_with_its_deed(store: Store, book: Book, mill: int) -> None:
    number = owed(book, mill, 50_00, NOV)
    ledger.reverse(store, book.on(NOV), number)
    undo.undo(store, book.on(NOV))
    assert balance.party_balance(store, mill, NOV).to_pay.balance == -50_00
    undo.undo(store, book.on(NOV))
    assert balance.party_balance(store, mill, NOV).to_pay.balance == 0
    undo.redo(store, book.on(NOV))
    assert balance.party_balance(store, mill, NOV).to_pay.balance == -50_00


def test_what_was_credited_is_not_undone(store: Store, book: Book, mill: int) -> None:
    number, ctx = owed(book, mill, 80_00, D(2026, 11, 2)), book.on(NOV)
    credited = ledger.credit(store, ctx, number, 10_00)
    with pytest.raises(Refused, match="Reverse the credit first"):
        undo.undo(store, ctx, credited.changes.operation - 1)
    undo.undo(store, ctx)
    assert rests(store) == {number: 80_00}
    undo.undo(store, ctx)
    assert rests(store) == {}


def test_the_same_key_after_an_undo_names_what_took_it_back(store: Store, book: Book, mill: int) -> None:
    ctx = book.on(NOV, "till-7")
    made = ExchangeDraft(mill, NOV, (book.got(Kind.GOODS, 80_00, Basis.BILL),))
    first = ledger.post(store, ctx, made)
    undo.undo(store, book.on(NOV))
    again = ledger.post(store, ctx, made)
    assert (again.number, again.exchange, again.repeated) == (first.number, first.exchange, True)
    assert again.reversed_by == rows(store)[-1].number
    assert len(rows(store)) == 2


def test_in_a_closed_month_an_undo_is_of_today_or_refused(store: Store, book: Book, mill: int) -> None:
    number = owed(book, mill, 80_00, D(2026, 10, 2))
    ctx = book.on(NOV)
    period.close(store, ctx, 202610)
    assert undo.next_undo(store) is not None
    period.close(store, ctx, 202611)
    with pytest.raises(PeriodClosed):
        undo.undo(store, ctx)
    undo.undo(store, book.on(D(2026, 12, 1)))
    assert (rows(store)[-1].day, rows(store)[-1].belongs_to) == (D(2026, 12, 1), D(2026, 10, 2))
    assert rows(store)[-1].reverses == number


def test_an_operation_is_found_by_its_key_or_number(store: Store, book: Book, mill: int) -> None:
    made = ExchangeDraft(mill, NOV, (book.got(Kind.GOODS, 80_00, Basis.BILL),))
    posted = ledger.post(store, book.on(NOV, "till-7"), made)
    assert undo.find(store, "till-7") == undo.find(store, str(posted.changes.operation)) == posted.changes.operation
    with pytest.raises(NotUndoable):
        undo.find(store, "till-8")


def test_closed_months_are_named_before_entries_in_them_are_taken_back_today(
    store: Store, book: Book, mill: int
) -> None:
    owed(book, mill, 40_00, D(2026, 10, 27))
    assert undo.closed_months(store) == ()

    number = undo.find(store, str(last_operation(store)))
    period.close(store, book.on(NOV), 202610)
    assert undo.closed_months(store, number) == (202610,)

    undo.undo(store, book.on(NOV), number)
    assert undo.closed_months(store, number) == ()


def last_operation(store: Store) -> int:
    with store.read() as connection:
        return int(connection.exec_driver_sql("SELECT max(id) FROM operation").scalar_one())


def test_an_undo_tells_every_subject_that_the_deed_touched(store: Store, book: Book, mill: int) -> None:
    def work(op: Operation) -> dict[str, object]:
        op.update(party_table, mill, about="On the river")
        op.subjects.add("loyalty")
        return {}

    done = run(store, book.on(NOV), msg("Change"), "change", ("party",), work)
    assert done.changes.subjects == {"party", "loyalty"}
    assert undo.undo(store, book.on(NOV)).subjects == {"party", "loyalty"}
