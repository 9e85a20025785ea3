"""What tests of workbooks of figures ask: the owner's context on the example's day, and what the checks say."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl

from partnercrm.domain.dates import Clock
from partnercrm.services import store as stores
from partnercrm.services.context import Context
from partnercrm.services.store import Store

TODAY = dt.date(2026, 11, 21)


def ctx(store: Store) -> Context:
    return stores.context(store, Clock.fixed(TODAY))


def results(path: Path) -> dict[str, object]:
    rows = openpyxl.load_workbook(path, data_only=True)["Checks"].iter_rows(min_row=2, values_only=True)
    return {str(row[0]): row[4] for row in rows if row[0]}
