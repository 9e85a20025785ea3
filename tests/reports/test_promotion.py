"""From a voucher at the desk to the partner's balance and the workbook, and back by reversal: examples A and B."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from partnercrm.reports import ledger as report
from partnercrm.services import ledger, sale
from partnercrm.services.sale import SaleDraft
from tests.services.promotions import Campaign, Plan, tell_a, tell_b

DEC_1 = dt.date(2026, 12, 1)
SHEET, SALES = "Promotion result", "Sales by month"
Rows = list[dict[str, Any]]


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., dict[str, Rows]]:
    """Writes the workbook and answers the rows of its sheets by name; all its checks hold."""

    def make(shop: Campaign, span: report.Span | None = None) -> dict[str, Rows]:
        made = report.write(shop.store, shop.on(DEC_1), tmp_path / "made.xlsx", span)
        assert made.good
        book = openpyxl.load_workbook(made.path, data_only=True)
        found = {}
        for name in ("By party", "Favours and turns", "Loyalty roll-forward", SHEET, SALES):
            if name in book.sheetnames:
                head, *rows = book[name].iter_rows(values_only=True)
                body = [row for row in rows if row[0] not in ("Total", None)]
                found[name] = [dict(zip(map(str, head), row, strict=True)) for row in body]
        return found

    return make


def test_there_is_no_sheet_before_the_first_promotion(new_shop: Plan, written: Callable[..., dict[str, Rows]]) -> None:
    shop = new_shop()
    before = report.Span(dt.date(2026, 1, 1), dt.date(2026, 9, 30))
    assert SHEET not in written(shop, before)
    assert [row["Shop"] for row in written(shop)[SHEET]] == ["Our shop", "The Daily Grind"]


def test_a_b_and_back(new_shop: Plan, written: Callable[..., dict[str, Rows]]) -> None:
    told = tell_a(new_shop())
    shop = told.shop
    sheets = written(shop)
    ours, theirs = sheets[SHEET]
    assert (ours["Revenue"], ours["Came off"], ours["Uses"]) == (16.56, 1.84, 1)
    assert (theirs["We gave"], theirs["Saved as given"], ours["Came off on sales"]) == (1.84, 1.84, 1.84)
    (october,) = sheets[SALES]
    assert (october["Month"], october["List price"], october["Revenue"], october["Paid"]) == (
        "2026-10",
        18.4,
        16.56,
        16.56,
    )
    assert (october["Reductions"], october["Of it with vouchers"], october["Given back"]) == (1.84, 1.84, 0)
    assert sheets["Loyalty roll-forward"][0]["Issued"] == 16
    assert [row["Given"] for row in sheets["Favours and turns"]] == [1.84]

    tell_b(told)
    sheets = written(shop)
    ours, theirs = sheets[SHEET]
    assert (ours["Revenue"], ours["Came off"], theirs["Saved as given"]) == (12.42, 1.38, 1.38)
    assert sheets["Loyalty roll-forward"][0]["Closing"] == 12
    (row,) = sheets["Favours and turns"]
    assert (row["Given"], row["Turns given"]) == (1.38, 1)
    before, november = sheets[SALES]
    assert before == october
    assert (november["Given back"], november["Of it for earlier months"], november["Revenue"]) == (4.14, 4.14, -4.14)

    ledger.reverse(shop.store, shop.on(DEC_1), told.credit)
    ledger.reverse(shop.store, shop.on(DEC_1), told.october)
    sheets = written(shop)
    assert sheets[SHEET][1]["Saved as given"] == 0
    assert all(row["Given"] == 0 and row["Turns given"] == 0 for row in sheets["Favours and turns"])


def test_a_voucher_without_its_sale_and_what_the_partner_bears_stand_apart(
    new_shop: Plan, written: Callable[..., dict[str, Rows]]
) -> None:
    shop = new_shop(our_share=Decimal(50))
    assert SALES not in written(shop)
    shop.use(shop.batch(1)[0], dt.date(2026, 11, 3), 1840, receipt="1001")
    ours, theirs = written(shop)[SHEET]
    assert (ours["Came off"], ours["Came off on sales"], theirs["They bear of ours"]) == (1.84, 0, 0.92)
    (month,) = written(shop)[SALES]
    assert (month["Reductions"], month["Vouchers without a sale"]) == (0, 1.84)
    bought = SaleDraft(dt.date(2026, 11, 3), 1840, 1656, reduction=184, receipt="1001")
    sale.record(shop.store, shop.on(DEC_1), bought)
    assert written(shop)[SHEET][0]["Came off on sales"] == 1.84
    (month,) = written(shop)[SALES]
    assert (month["Of it with vouchers"], month["Vouchers without a sale"]) == (1.84, 0)
