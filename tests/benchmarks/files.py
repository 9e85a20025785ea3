"""Files in and out: a large import against csv and the same inserts, a large workbook against bare XlsxWriter."""

from __future__ import annotations

import csv
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from operator import itemgetter
from pathlib import Path
from typing import Any

from db import driver, identity
from db.engine import Store, open_store
from partnercrm.domain.dates import Clock
from partnercrm.domain.money import Currency
from partnercrm.domain.party import Role
from partnercrm.imports import batch
from partnercrm.imports.fields import ImportKind
from partnercrm.imports.preview import Preview
from partnercrm.services import store as stores
from tests.benchmarks.maker import TODAY, name_of
from tests.benchmarks.memory import peak_mib
from tests.benchmarks.stopwatch import paired

MODULE = "tests.benchmarks.files"
Measured = tuple[str, dict[str, float], str, str]
PARTIES = {"S": 10_000, "L": 100_000}
PARTY_TABLES = ("operation", "party", "party_role", "contact_point", "audit", "search_text", "token")
LINE_TABLES = ("operation", "exchange", "exchange_text", "line", "line_text", "settlement")
CELLS = 100_000
ROUNDS = 3


def measured(paths: dict[str, Path], only: str) -> Iterator[Measured]:
    """Each bench of this file that is wanted."""
    benches: tuple[tuple[str, str, Callable[[str], float]], ...] = (
        ("import of parties from CSV, matching and preview", "<= 2.5", import_parties),
        ("load of lines in one transaction", "<= 2", load_lines),
    )
    for name, target, bench in benches:
        if only in name:
            yield name, {size: bench(size) for size in paths}, target, "S 10,000, L 100,000 rows"
    name = "workbook of 100,000 x 10 cells"
    if only in name:
        ratio, peak = workbook()
        yield name, {"L": ratio}, "<= 1.6", f"peak {peak:.0f} MiB (<= 120)"


def import_parties(size: str) -> float:
    """Parties by CSV through preview and batch, against csv and the same inserts by the driver."""
    with tempfile.TemporaryDirectory() as made:
        file = Path(made) / "people.csv"
        with file.open("w", newline="", encoding="utf-8") as out:
            rows = csv.writer(out)
            rows.writerow(["Name", "Phone", "E-mail", "Town"])
            for n in range(PARTIES.get(size, 200)):
                rows.writerow([name_of(n), f"01632 {n:06d}", f"n{n}@mail.example", "Ashby"])
        wanted = batch.Wanted(ImportKind.PARTIES, (Role.CUSTOMER,))
        return _against_inserts(Path(made), lambda path: _read_and_bring_in(path, file, wanted), PARTY_TABLES, file)


def load_lines(size: str) -> float:
    """Exchanges of two lines that a preview holds, in one transaction, against the same inserts by the driver."""
    with tempfile.TemporaryDirectory() as made:
        file = Path(made) / "bills.csv"
        with file.open("w", newline="", encoding="utf-8") as out:
            rows = csv.writer(out)
            rows.writerow(["Document", "Party", "Date", "Kind", "Value", "Basis"])
            for n in range(PARTIES.get(size, 200)):
                day = TODAY.replace(day=1 + n // 2 % 20)
                rows.writerow([f"B-{n // 2}", "Bench party", day.isoformat(), "goods", f"{1 + n % 900}.50", "bill"])
        folder = Path(made)
        wanted = batch.Wanted(ImportKind.EXCHANGES)
        with _opened(_empty(folder / "preview.partnercrm")) as store:
            prepared = batch.prepare(store, stores.context(store, Clock.fixed(TODAY)), file, wanted)
        return _against_inserts(folder, lambda path: _bring_in(path, prepared), LINE_TABLES)


def _against_inserts(
    folder: Path, work: Callable[[Path], None], tables: tuple[str, ...], file: Path | None = None
) -> float:
    """The ratio of a work on a new store to inserting the rows that it writes; the raw side reads `file` first."""
    first = _empty(folder / "first.partnercrm")
    work(first)
    rows = {table: _rows(first, table) for table in tables}
    made = iter([_empty(folder / f"{number}.partnercrm") for number in range(2 * (ROUNDS + 1))])

    def raw() -> None:
        if file is not None:
            with file.open(newline="", encoding="utf-8") as read:
                assert sum(1 for _row in csv.reader(read)) > 1
        _insert(next(made), rows)

    return paired(lambda: work(next(made)), raw, ROUNDS).ratio


def _empty(path: Path) -> Path:
    stores.new(path, stores.NewStore("Bench", Currency("EUR", 2), "en_GB"), Clock.fixed(TODAY))
    people = path.with_suffix(".csv")
    people.write_text("Name\nBench party\n", encoding="utf-8")
    _read_and_bring_in(path, people, batch.Wanted(ImportKind.PARTIES, (Role.CUSTOMER,)))
    return path


def _read_and_bring_in(path: Path, file: Path, wanted: batch.Wanted) -> None:
    with _opened(path) as store:
        ctx = stores.context(store, Clock.fixed(TODAY))
        batch.bring_in(store, ctx, batch.prepare(store, ctx, file, wanted), copy_first=False)


def _bring_in(path: Path, prepared: Preview) -> None:
    with _opened(path) as store:
        batch.bring_in(store, stores.context(store, Clock.fixed(TODAY)), prepared, copy_first=False)


@contextmanager
def _opened(path: Path) -> Iterator[Store]:
    store = open_store(path)
    try:
        yield store
    finally:
        store.close()


def _rows(path: Path, table: str) -> tuple[str, list[tuple[Any, ...]]]:
    with _raw(path) as raw:
        beyond = {"operation": "id > 1", "audit": "operation_id > 1", "party": "id > 1"}
        own = beyond.get(table, "rowid > 0" if table != "token" else "party_id > 1")
        if table in ("party_role", "contact_point", "search_text"):
            own = "party_id > 1"
        found = raw.execute(f'SELECT * FROM "{table}" WHERE {own}')
        names = [column[0] for column in found.description]
        marks = ", ".join("?" for _ in names)
        columns = ", ".join(f'"{name}"' for name in names)
        return f'INSERT INTO "{table}" ({columns}) VALUES ({marks})', found.fetchall()


def _insert(path: Path, rows: dict[str, tuple[str, list[tuple[Any, ...]]]]) -> None:
    with _raw(path) as raw:
        driver.settle(raw, driver.LOGGED)
        raw.execute("BEGIN IMMEDIATE")
        for sql, values in rows.values():
            raw.executemany(sql, values)
        raw.execute("COMMIT")


def _raw(path: Path) -> Any:
    found = identity.look(path)
    assert found.salt is not None
    return driver.connected(path, identity.key_literal(found.salt))


def workbook() -> tuple[float, float]:
    """The ratio of a formatted workbook with checks, read again, to bare XlsxWriter; and its peak memory in MiB."""
    with tempfile.TemporaryDirectory() as made:

        def child(name: str) -> None:
            file = str(Path(made) / f"{name}.xlsx")
            subprocess.run([sys.executable, "-m", MODULE, name, file], check=True, capture_output=True)
            Path(file).unlink()

        ratio = paired(lambda: child("ours"), lambda: child("bare"), ROUNDS).ratio
        command = [sys.executable, "-m", MODULE, "ours", str(Path(made) / "peak.xlsx")]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return ratio, float(said)


def _write_ours(path: Path) -> None:
    from partnercrm.columns.column import Column, ColumnKind
    from partnercrm.domain.locale import Locale
    from partnercrm.domain.words import msg
    from partnercrm.reports.checks import Check
    from partnercrm.reports.workbook import About, Workbook

    kinds = [ColumnKind.TEXT, ColumnKind.DATE, ColumnKind.TEXT, *[ColumnKind.MONEY] * 7]
    columns = [Column(f"c{n}", msg(f"Column {n}"), kind, itemgetter(n)) for n, kind in enumerate(kinds)]
    about = About(msg("Bench"), "Bench", msg("All"), "Owner", Clock.fixed(TODAY).now(), (), "0")
    with Workbook(path, about, Locale("en_GB"), Currency("EUR", 2), longest=CELLS) as book:
        sheet = book.data(msg("Rows"), columns, _cells(), table="Rows", totals=[f"c{n}" for n in range(3, 10)])
        book.checks([Check(msg("Sum"), sum(row[3] for row in _cells()), sheet.sum("c3"))])
        book.about()


def _write_bare(path: Path) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(path, {"constant_memory": True})
    money, day = book.add_format({"num_format": "#,##0.00"}), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet()
    for at, row in enumerate(_cells()):
        sheet.write_string(at, 0, row[0])
        sheet.write_datetime(at, 1, row[1], day)
        sheet.write_string(at, 2, row[2])
        for column in range(3, 10):
            sheet.write_number(at, column, row[column] / 100, money)
    book.close()


def _cells() -> Iterator[tuple[Any, ...]]:
    for n in range(CELLS):
        yield (f"2026-{n:06d}", TODAY, name_of(n), *(n * k % 99_991 for k in range(1, 8)))


if __name__ == "__main__":
    {"ours": _write_ours, "bare": _write_bare}[sys.argv[1]](Path(sys.argv[2]))
    sys.stdout.write(f"{peak_mib():.1f}")
