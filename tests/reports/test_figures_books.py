"""The four workbooks of figures of an empty shop, one of today and an untidy one: checks hold, no cell is nonsense."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from contextlib import closing
from importlib import import_module
from pathlib import Path

import openpyxl
import pytest

from partnercrm.domain.money import Currency
from partnercrm.services.ledger_report import Span
from tests.services.hard_shop import LEAP, Hard, of_today, untidy

BOOKS = ("effectiveness", "customer", "supplier", "feedback")
NONSENSE = re.compile(r"\b(nan|inf|infinity)\b|\b0 of 0\b|\b0 ?% of 0\b|#(DIV/0|N/A|REF|VALUE|NAME)", re.IGNORECASE)


def nothing(_shop: Hard) -> None:
    """Leave it empty."""


@pytest.mark.parametrize(("tell", "digits"), [(nothing, 2), (of_today, 0), (untidy, 3)])
def test_a_workbook_says_a_value_or_what_is_missing(
    tmp_path: Path, tell: Callable[[Hard], object], digits: int
) -> None:
    currency = {0: Currency("JPY", 0), 2: Currency("EUR", 2), 3: Currency("KWD", 3)}[digits]
    shop = Hard(tmp_path / "shop.partnercrm", currency, LEAP)
    with closing(shop.store):
        tell(shop)
        for name in BOOKS:
            path = tmp_path / f"{name}.xlsx"
            write = import_module(f"partnercrm.reports.{name}").write
            made = write(shop.store, shop.ctx, path, Span(LEAP - dt.timedelta(365), LEAP))
            assert made.good, name
            said = openpyxl.load_workbook(path, data_only=True)
            rows = [row for sheet in said for row in sheet.iter_rows(values_only=True)]
            texts = [" | ".join(str(cell) for cell in row if cell is not None) for row in rows]
            assert texts, name
            assert not [text for text in texts if NONSENSE.search(text)], name
