"""A small ledger-like workbook to write, and ways to look into what was written."""

from __future__ import annotations

import datetime as dt
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from decimal import Decimal
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest

from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain.dates import Clock
from partnercrm.domain.locale import Locale
from partnercrm.domain.money import Currency
from partnercrm.domain.words import msg
from partnercrm.reports.checks import Check, Outside
from partnercrm.reports.sheets import DataSheet, Running
from partnercrm.reports.workbook import About, Workbook
from partnercrm.services import store as stores
from partnercrm.services.store import NewStore, Store
from tests.reports.books import TODAY


class Entry(NamedTuple):
    """A row of the sample sheet."""

    number: str
    day: dt.date | None = dt.date(2026, 11, 21)
    made: dt.datetime | None = dt.datetime(2026, 11, 21, 9, 30, tzinfo=dt.UTC)
    memo: str | None = ""
    given: int | None = None
    received: int | None = None
    balance: int | None = None
    quantity: Decimal | int | None = None
    unit: str = ""
    share: Decimal | None = None
    pieces: int | None = None


KINDS = {
    "number": ColumnKind.TEXT,
    "day": ColumnKind.DATE,
    "made": ColumnKind.MOMENT,
    "memo": ColumnKind.TEXT,
    "given": ColumnKind.MONEY,
    "received": ColumnKind.MONEY,
    "balance": ColumnKind.MONEY,
    "quantity": ColumnKind.NUMBER,
    "unit": ColumnKind.TEXT,
    "share": ColumnKind.SHARE,
    "pieces": ColumnKind.COUNT,
}
COLUMNS: list[Column[Entry]] = [
    Column(key, msg(key.capitalize()), kind, attrgetter(key), width=30 if key == "memo" else 14)
    for key, kind in KINDS.items()
]
ABOUT = About(
    msg("Reciprocal ledger"),
    "The Local Brew & friends",
    msg("November 2026"),
    "Sarah",
    dt.datetime(2026, 11, 21, 10, 15, tzinfo=dt.UTC),
    (msg("Only {name}", name="The Daily Grind"),),
    "0.1.0",
)
EUR = Currency("EUR", 2)


class Sample:
    """Writes the sample workbook; `sheet` is the data sheet of the last one."""

    Entry = Entry
    columns = COLUMNS
    about = ABOUT
    sheet: DataSheet

    def write(
        self,
        path: Path,
        rows: Sequence[Any],
        *,
        longest: int = 0,
        locale: str = "en_GB",
        currency: Currency = EUR,
        opening: dict[str, object] | None = None,
        expected: int | None = None,
    ) -> Path:
        """Summary, Entries, Checks and About. `expected` is what the store says was given."""
        total = sum(row.given or 0 for row in rows)
        with Workbook(path, ABOUT, Locale(locale), currency, longest=longest) as book:
            summary = book.words(msg("Summary"))
            self.sheet = entries = book.data(
                msg("Entries"),
                COLUMNS,
                rows,
                table="Entries",
                totals=("given", "received", "pieces"),
                opening=opening,  # type: ignore[arg-type]
                running=Running("balance", "given", "received"),
            )
            result = book.checks(
                [
                    Check(msg("Given"), total if expected is None else expected, entries.sum("given")),
                    Check(msg("Entries"), len(rows), entries.count()),
                    Check(msg("First entry"), rows[0].number if rows else "", entries.top("number")),
                    Check(msg("Last entry"), rows[-1].number if rows else "", entries.bottom("number")),
                ],
                [Outside(msg("Till total"), entries.sum("given"), msg("The till's report"))],
            )
            summary.title(ABOUT.title)
            summary.text(msg("This is a ledger of relationships beside the bookkeeping, not the books. " * 3))
            summary.heading(msg("To pay"))
            summary.header("", msg("Given"), msg("Received"))
            summary.line("The Daily Grind", entries.sum("given"), entries.sum("received"))
            summary.line(msg("All checks"), result)
            book.about()
        return path


def look(path: Path, *, formulas: bool = False) -> dict[str, list[tuple[object, ...]]]:
    """All values (or formulas) of a workbook, sheet by sheet."""
    book = openpyxl.load_workbook(path, data_only=not formulas)
    return {sheet.title: [tuple(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}


@pytest.fixture(scope="module")
def brew(copy_of_example: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with closing(stores.open_shop(copy_of_example(tmp_path_factory.mktemp("brew") / "brew.partnercrm"))) as opened:
        yield opened


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Store]:
    path = tmp_path / "shop.partnercrm"
    stores.new(path, NewStore("Shop", Currency("EUR", 2), "en_GB"), Clock.fixed(TODAY))
    with closing(stores.open_shop(path)) as opened:
        yield opened


@pytest.fixture(scope="session")
def sample() -> Sample:
    return Sample()


@pytest.fixture
def peek() -> Callable[..., dict[str, list[tuple[object, ...]]]]:
    return look


# LibreOffice believes the values that stand in a file unless it is told otherwise.
ALWAYS_COMPUTE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


@pytest.fixture(scope="session")
def recalculated(libreoffice: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[Path]]:
    """Copies of workbooks that LibreOffice opened, computed anew and saved."""
    profile = tmp_path_factory.mktemp("profile")
    (profile / "user").mkdir()
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS_COMPUTE)

    def convert(*paths: Path) -> list[Path]:
        out = tmp_path_factory.mktemp("recalculated")
        command = [libreoffice, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to"]
        command += ["xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), *map(str, paths)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        assert done.returncode == 0, done.stderr
        return [out / path.name for path in paths]

    return convert
