"""Which uses of vouchers a sale stands behind."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from partnercrm.domain.voucher_match import Booked, Loose, Pool, uses_of

NOV = dt.date(2026, 11, 3)
SALE = Booked("A", NOV, "1001", 184, 1656)
USE = Loose(1, "A", NOV, "1001", 184, 1656, None, None)
OTHER_DAY = dt.date(2026, 11, 4)


@pytest.mark.parametrize(
    ("use", "sale"),
    [
        (USE, SALE),
        (replace(USE, day=OTHER_DAY, reduction=200), SALE),
        (USE, replace(SALE, code="")),
        (USE, replace(SALE, code="B", reduction=300)),
        (replace(USE, receipt=""), SALE),
        (USE, replace(SALE, receipt="")),
        (replace(USE, receipt=""), replace(SALE, reduction=0)),
        (replace(USE, receipt="", revenue=None), SALE),
    ],
)
def test_they_are_one(use: Loose, sale: Booked) -> None:
    assert uses_of(sale, [use]) == [use]


@pytest.mark.parametrize(
    ("use", "sale"),
    [
        (replace(USE, receipt="999"), SALE),
        (USE, replace(SALE, code="", day=OTHER_DAY)),
        (USE, replace(SALE, code="", reduction=100)),
        (replace(USE, receipt="", day=OTHER_DAY), SALE),
        (replace(USE, receipt="", reduction=100, revenue=900), SALE),
        (replace(USE, receipt=""), replace(SALE, code="")),
        (replace(USE, receipt=""), replace(SALE, code="B")),
    ],
)
def test_they_are_two(use: Loose, sale: Booked) -> None:
    assert uses_of(sale, [use]) == []


def test_of_two_alike_none_is_chosen_and_the_one_with_the_receipt_is() -> None:
    alike = [replace(USE, id=number, receipt="") for number in (1, 2)]
    assert uses_of(SALE, alike) == []
    assert uses_of(SALE, [*alike, replace(USE, id=3)]) == [replace(USE, id=3)]


def test_one_receipt_may_have_several_vouchers() -> None:
    more = replace(USE, id=2, code="B")
    assert uses_of(SALE, [USE, more]) == [USE, more]


def test_what_a_sale_took_no_other_gets() -> None:
    pool = Pool([USE])
    assert pool.take(replace(SALE, receipt="7", code="B")) == []
    assert pool.take(SALE) == [USE]
    assert pool.take(SALE) == []
