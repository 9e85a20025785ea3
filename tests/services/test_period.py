"""Month end: what is unfinished, closing, reopening, locking."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import IntegrityError

from partnercrm.domain.errors import NotUndoable, PeriodClosed, PeriodRefused
from partnercrm.domain.ledger import ExchangeDraft, Kind
from partnercrm.domain.party import PartyDraft, Role
from partnercrm.domain.period import PeriodState
from partnercrm.services import draft, ledger, period, undo, verify
from partnercrm.services import party as party_service
from partnercrm.services import store as stores
from partnercrm.services.context import Context
from partnercrm.services.store import Store

if TYPE_CHECKING:
    from tests.services.worked_examples import Book

D = dt.date
NOV = D(2026, 11, 3)


@pytest.fixture
def bakery(book: Book) -> int:
    return book.party("The Daily Grind", Role.PARTNER)


@pytest.fixture
def ctx(book: Book) -> Context:
    """The owner at month end."""
    return book.on(NOV)


def states(store: Store) -> dict[int, PeriodState]:
    return {row.month: row.state for row in period.listed(store)}


def test_a_month_is_closed_once_it_has_begun_and_stays_so(store: Store, ctx: Context) -> None:
    period.close(store, ctx, 202610)
    period.close(store, ctx, 202611)
    with pytest.raises(PeriodRefused, match="closed already"):
        period.close(store, ctx, 202610)
    with pytest.raises(PeriodRefused, match="not begun"):
        period.close(store, ctx, 202612)
    assert states(store) == {202610: PeriodState.CLOSED, 202611: PeriodState.CLOSED}


def test_drafts_have_three_ways_out_before_a_month_is_closed(
    store: Store, book: Book, ctx: Context, bakery: int
) -> None:
    made = [
        draft.save(store, ctx, ExchangeDraft(bakery, D(2026, 10, day), (book.gave(Kind.EXPOSURE),)))
        for day in (5, 6, 7)
    ]
    draft.save(store, ctx, ExchangeDraft(None, None))
    with pytest.raises(PeriodRefused, match="3 unfinished drafts"):
        period.close(store, ctx, 202610)
    assert [row.id for row in draft.listed(store, D(2026, 10, 1), D(2026, 10, 31))] == [one.draft for one in made]
    ledger.post_draft(store, ctx, made[0].draft)
    draft.move(store, ctx, (made[1].draft,), D(2026, 11, 1))
    draft.delete(store, ctx, (made[2].draft,))
    period.close(store, ctx, 202610)
    row = {row.month: row for row in period.listed(store)}
    assert (row[202610].entries, row[202610].drafts, row[202611].drafts) == (1, 0, 1)


def test_a_closed_month_takes_nothing_and_says_the_way_out(store: Store, book: Book, ctx: Context, bakery: int) -> None:
    period.close(store, ctx, 202610)
    with pytest.raises(PeriodClosed, match="Enter it today"):
        book.post(bakery, D(2026, 10, 31), book.gave(Kind.EXPOSURE), today=NOV)
    book.post(bakery, NOV, book.gave(Kind.EXPOSURE), belongs_to=D(2026, 10, 31))
    period.close(store, ctx, 202611)
    number = book.post(bakery, D(2026, 9, 30), book.gave(Kind.EXPOSURE), today=NOV)
    period.close(store, ctx, 202609)
    with pytest.raises(PeriodClosed):
        ledger.reverse(store, ctx, number)
    assert verify.verify(store).problems == ()


def test_reopening_is_the_owners_with_a_reason_that_is_kept(
    store: Store, book: Book, ctx: Context, bakery: int
) -> None:
    assert str(period.close(store, ctx, 202610).said) == "Closed October 2026"
    helper = stores.add_user(store, ctx, "Lena")
    with pytest.raises(PeriodRefused, match="Only the owner"):
        period.reopen(store, Context(helper, ctx.clock, ctx.locale), 202610, "because")
    with pytest.raises(PeriodRefused, match="Say why"):
        period.reopen(store, ctx, 202610, " ")
    done = period.reopen(store, ctx, 202610, "a bill turned up")
    assert str(done.said) == "Reopened October 2026: a bill turned up"
    assert [row.reason for row in period.listed(store)] == ["a bill turned up"]
    with pytest.raises(PeriodRefused, match="is open"):
        period.reopen(store, ctx, 202610, "again")
    book.post(bakery, D(2026, 10, 31), book.gave(Kind.EXPOSURE), today=NOV)
    assert verify.verify(store).problems == ()


def test_no_undo_goes_round_the_rules_of_month_end(store: Store, ctx: Context) -> None:
    done = [period.close(store, ctx, 202610), period.reopen(store, ctx, 202610, "why")]
    for changes, name in zip(done, ("Close October 2026", "Reopen October 2026: why"), strict=True):
        assert not changes.undoable
        with pytest.raises(NotUndoable, match=f"cannot be undone: {name}"):
            undo.undo(store, ctx, changes.operation)
    assert undo.next_undo(store) is None
    told = undo.month_end(store)
    assert told is not None
    assert str(told.said) == "October 2026 was reopened. Close it again under Month end."
    party_service.add(store, ctx, PartyDraft("Maple Lane"))
    assert undo.month_end(store) is None


def test_a_locked_month_is_never_reopened(store: Store, ctx: Context) -> None:
    with pytest.raises(PeriodRefused, match="Close October 2026 before"):
        period.lock(store, ctx, 202610)
    period.close(store, ctx, 202610)
    helper = stores.add_user(store, ctx, "Lena")
    with pytest.raises(PeriodRefused, match="Only the owner"):
        period.lock(store, Context(helper, ctx.clock, ctx.locale), 202610)
    period.lock(store, ctx, 202610)
    with pytest.raises(PeriodRefused, match="locked already"):
        period.lock(store, ctx, 202610)
    with pytest.raises(PeriodRefused, match="has been filed"):
        period.reopen(store, ctx, 202610, "because")
    assert states(store) == {202610: PeriodState.LOCKED}


@pytest.mark.parametrize("sql", ["UPDATE period SET state = 'open'", "DELETE FROM period"])
def test_the_database_keeps_a_locked_month_locked(store: Store, ctx: Context, sql: str) -> None:
    period.close(store, ctx, 202610)
    period.lock(store, ctx, 202610)
    with pytest.raises(IntegrityError, match="never reopened"), store.write() as connection:
        connection.exec_driver_sql(sql)
