"""What comes late to a card: with an older day than what lies on it, after its points ended, after the month's end."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from partnercrm.domain.errors import PeriodClosed, Refused
from partnercrm.domain.loyalty import MovementKind
from partnercrm.domain.loyalty_moves import OpeningDraft, RedeemDraft
from partnercrm.services import loyalty, loyalty_figures, loyalty_moves, merge, period, undo, verify
from tests.services.loyalty_till import NOV_3, NOV_20, OCT_27, Till

if TYPE_CHECKING:
    from partnercrm.services.loyalty_moves import Moved
    from partnercrm.services.store import Store
    from tests.services.worked_examples import Book

NOV_2, OCT_30, OCT_31 = dt.date(2026, 11, 2), dt.date(2026, 10, 30), dt.date(2026, 10, 31)
OCT_1, NOV_1 = dt.date(2026, 10, 1), dt.date(2026, 11, 1)


@pytest.fixture
def till(store: Store, book: Book) -> Till:
    return Till(store, book)


def used_there(till: Till, points: int, day: dt.date) -> Moved:
    """A row of the bakery's list: it happened, so it goes in even beyond the card."""
    return till.use(points, day, shop=till.bakery, beyond=Decimal(points))


def lots(till: Till) -> list[int]:
    return [int(lot.rest) for lot in till.shown().lots]


def figures(till: Till) -> tuple[int, int, int, list[int]]:
    """Balance, what can be used, what is owed back, the lots."""
    card = till.shown()
    return int(card.row.balance), int(card.spendable), int(card.owed_back), lots(till)


def test_an_older_use_is_borne_by_the_lot_that_is_there_and_lost_once(till: Till) -> None:
    till.earn(600, NOV_3)
    used_there(till, 5, NOV_2)
    assert figures(till) == (1, 1, 0, [1])
    assert till.say("Ana") == "Ana has 1 point."
    later = Till.__new__(Till)
    later.store, later.card, later.ctx = till.store, till.card, till.book.on(dt.date(2027, 11, 10))
    gone = loyalty_moves.expire(till.store, later.ctx)
    assert gone.points == 1
    assert figures(later) == (0, 0, 0, [])
    assert verify.verify(till.store).intact


def test_what_no_lot_has_is_owed_back_and_nothing_can_be_used(till: Till) -> None:
    till.earn(600, NOV_3)
    used_there(till, 8, NOV_2)
    assert figures(till) == (-2, 0, 2, [])
    with pytest.raises(Refused, match="2 points to make up"):
        till.use(1, NOV_20)


def test_what_was_used_before_it_ended_did_not_end(till: Till) -> None:
    till.expiring(6, OCT_31)
    loyalty_moves.expire(till.store, till.ctx, NOV_1)
    assert till.shown().row.balance == 0
    done = used_there(till, 5, OCT_30)
    assert done.balance == 0
    assert figures(till) == (0, 0, 0, [])
    (span,) = loyalty_figures.roll_forwards(till.store, OCT_1, NOV_20)
    assert [int(part) for part in (span.rolled.expired, span.rolled.redeemed, span.rolled.closing)] == [1, 5, 0]
    ended = [row for row in loyalty.movements(till.store, till.card) if row.kind is MovementKind.EXPIRE]
    assert [(int(row.points), row.day) for row in ended] == [(5, NOV_1), (-6, NOV_1)]
    assert ended[0].reason == "Used on 30/10/2026, before it ended"
    undo.undo(till.store, till.ctx, done.changes.operation)
    assert till.shown().row.balance == 0
    assert till.use(6, OCT_31).balance == 0
    assert till.use(1, OCT_31, beyond=Decimal(1)).balance == -1
    assert verify.verify(till.store).intact


def test_no_more_than_was_there_on_that_day_comes_back(till: Till) -> None:
    till.expiring(6, OCT_31)
    first = till.use(4, OCT_27)
    loyalty_moves.expire(till.store, till.ctx, NOV_1)
    with pytest.raises(Refused, match="The card has 2 points"):
        till.use(3, OCT_30)
    assert till.use(2, OCT_30).balance == 0
    assert verify.verify(till.store).intact
    assert first.points == -4


def test_an_undo_lets_another_lot_bear_what_is_owed(till: Till) -> None:
    used_there(till, 5, OCT_27)
    first = till.earn(300, OCT_30)
    till.earn(1000, NOV_3)
    assert lots(till) == [8]
    undo.undo(till.store, till.ctx, first.changes.operation)
    assert figures(till) == (5, 5, 0, [5])
    undo.redo(till.store, till.ctx)
    assert (*figures(till)[:3], sum(lots(till))) == (8, 8, 0, 8)
    assert verify.verify(till.store).intact


def test_what_belongs_to_a_closed_month_is_dated_today_and_leaves_that_month_alone(till: Till) -> None:
    till.earn(1000, OCT_27)
    period.close(till.store, till.ctx, 202610)
    before = loyalty_figures.roll_forwards(till.store, OCT_1, OCT_31)
    earned = till.earn(500, OCT_30)
    assert str(earned.said) == "5 earned, 15 on the card; dated 20 Nov, belongs to 30 Oct"
    assert (earned.when.day, earned.when.belongs_to) == (NOV_20, OCT_30)
    assert till.use(15, OCT_31).balance == 0
    assert loyalty_figures.roll_forwards(till.store, OCT_1, OCT_31) == before
    days = {(row.kind.value, row.day, row.belongs_to) for row in loyalty.movements(till.store, till.card)}
    assert {("earn", NOV_20, OCT_30), ("redeem", NOV_20, OCT_31)} < days
    with pytest.raises(Refused, match="That was on 30 Oct"):
        till.refund(earned, 100, OCT_27)
    taken = till.refund(earned, 100, NOV_3)
    assert (taken.when.day, taken.when.belongs_to, int(taken.balance)) == (NOV_20, NOV_3, -1)
    with pytest.raises(PeriodClosed):
        loyalty_moves.expire(till.store, till.ctx, OCT_30)
    period.close(till.store, till.ctx, 202611)
    with pytest.raises(PeriodClosed):
        till.earn(100, OCT_30)
    assert verify.verify(till.store).intact


def test_a_late_list_uses_what_was_good_that_day_though_it_ended_since(till: Till) -> None:
    loyalty_moves.bring(till.store, till.ctx, OpeningDraft(till.card, OCT_1, Decimal(6), OCT_31))
    period.close(till.store, till.ctx, 202610)
    draft = RedeemDraft(till.card, OCT_30, Decimal(4), shop=till.bakery, beyond=Decimal(4))
    assert loyalty_moves.redeem(till.store, till.ctx, draft).balance == 2
    assert lots(till) == [2]
    gone = loyalty_moves.expire(till.store, till.ctx)
    assert gone.points == 2
    assert figures(till) == (0, 0, 0, [])
    assert loyalty_moves.redeem(till.store, till.ctx, RedeemDraft(till.card, OCT_31, Decimal(1))).balance == 0
    assert verify.verify(till.store).intact


def test_points_of_a_closed_month_are_not_undone(till: Till) -> None:
    earned = till.earn(500, OCT_30)
    used = till.use(2, NOV_3)
    period.close(till.store, till.ctx, 202610)
    undo.undo(till.store, till.ctx, used.changes.operation)
    with pytest.raises(PeriodClosed, match="October 2026 is closed, so it cannot be undone"):
        undo.undo(till.store, till.ctx, earned.changes.operation)
    assert till.refund(earned, 500, NOV_3).balance == 0


def test_what_is_filled_after_month_end_is_filled_today(till: Till) -> None:
    used_there(till, 5, OCT_27)
    first = till.earn(300, NOV_3)
    till.earn(1000, OCT_30)
    till.earn(100, NOV_3, card=till.join(till.ben))
    period.close(till.store, till.ctx, 202610)
    before = loyalty_figures.liabilities(till.store, NOV_20, OCT_31)
    undo.undo(till.store, till.ctx, first.changes.operation)
    assert figures(till) == (5, 5, 0, [5])
    assert loyalty_figures.liabilities(till.store, NOV_20, OCT_31) == before


def test_a_merge_of_a_closed_month_can_still_be_undone(till: Till) -> None:
    other = till.join(till.ben)
    till.earn(700, OCT_27, card=other)
    october = Till.__new__(Till)
    october.store, october.ctx = till.store, till.book.on(OCT_30)
    merged = merge.merge(till.store, october.ctx, till.ana, till.ben)
    assert figures(till)[0] == 7
    period.close(till.store, till.ctx, 202610)
    before = loyalty_figures.roll_forwards(till.store, OCT_1, OCT_31)
    undo.undo(till.store, till.ctx, merged.operation)
    assert figures(till)[0] == 0
    assert loyalty_figures.roll_forwards(till.store, OCT_1, OCT_31) == before
