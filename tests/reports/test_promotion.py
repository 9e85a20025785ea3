"""From a voucher at the desk to the partner's balance and the workbook, and back by reversal: examples A and B."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from partnercrm.reports import ledger as report
from partnercrm.services import ledger
from tests.services.promotions import Campaign, Plan, tell_a, tell_b

DEC_1 = dt.date(2026, 12, 1)
SHEET = "Promotion result"
Rows = list[dict[str, Any]]


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., dict[str, Rows]]:
    """Writes the workbook and answers the rows of its sheets by name; all its checks hold."""

    def make(shop: Campaign, span: report.Span | None = None) -> dict[str, Rows]:
        made = report.write(shop.store, shop.on(DEC_1), tmp_path / "made.xlsx", span)
        assert made.good
        book = openpyxl.load_workbook(made.path, data_only=True)
        found = {}
        for name in ("By party", "Favours and turns", "Loyalty roll-forward", SHEET):
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
    assert (theirs["We gave"], theirs["Saved as given"]) == (1.84, 1.84)
    assert sheets["Loyalty roll-forward"][0]["Issued"] == 16
    assert [row["Given"] for row in sheets["Favours and turns"]] == [1.84]

    tell_b(told)
    sheets = written(shop)
    ours, theirs = sheets[SHEET]
    assert (ours["Revenue"], ours["Came off"], theirs["Saved as given"]) == (12.42, 1.38, 1.38)
    assert sheets["Loyalty roll-forward"][0]["Closing"] == 12
    (row,) = sheets["Favours and turns"]
    assert (row["Given"], row["Turns given"]) == (1.38, 1)

    ledger.reverse(shop.store, shop.on(DEC_1), told.credit)
    ledger.reverse(shop.store, shop.on(DEC_1), told.october)
    sheets = written(shop)
    assert sheets[SHEET][1]["Saved as given"] == 0
    assert all(row["Given"] == 0 and row["Turns given"] == 0 for row in sheets["Favours and turns"])
