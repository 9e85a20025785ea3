"""What belongs to a closed month is taken in today and says its day."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from partnercrm.domain.errors import PeriodClosed
from partnercrm.domain.words import msg
from partnercrm.services import closed_month, period
from partnercrm.services.closed_month import Dated
from partnercrm.services.operations import run

if TYPE_CHECKING:
    from partnercrm.services.store import Store
    from tests.services.worked_examples import Book

OCT_30, NOV_3 = dt.date(2026, 10, 30), dt.date(2026, 11, 3)


def dated(store: Store, book: Book, day: dt.date) -> Dated:
    found = []

    def work(op):  # type: ignore[no-untyped-def]
        found.append(closed_month.dated(op, day))
        return {}

    run(store, book.on(NOV_3), msg("Look"), day, (), work)
    return found[0]


def test_a_day_of_an_open_month_stays_and_one_of_a_closed_month_is_told(store: Store, book: Book) -> None:
    assert dated(store, book, OCT_30) == Dated(OCT_30)
    period.close(store, book.on(NOV_3), 202610)
    found = dated(store, book, OCT_30)
    assert (found, found.happened) == (Dated(NOV_3, OCT_30), OCT_30)
    assert dated(store, book, NOV_3).happened == NOV_3
    period.close(store, book.on(NOV_3), 202611)
    with pytest.raises(PeriodClosed):
        dated(store, book, OCT_30)


def test_what_was_done_names_the_day_it_belongs_to() -> None:
    said = msg("16 earned")
    assert closed_month.said_of(said, Dated(OCT_30), NOV_3) is said
    told = closed_month.said_of(said, Dated(NOV_3, OCT_30), NOV_3)
    assert str(told) == "16 earned; dated 3 Nov, belongs to 30 Oct"
