"""The workbook of the ledger: it says what the store says, sheet by sheet, and proves it in LibreOffice."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import Any

import openpyxl
import pytest

from partnercrm.domain.dates import Clock
from partnercrm.domain.errors import Cancelled, Refused, WorkbookTarget
from partnercrm.domain.ledger import Basis, Direction, ExchangeDraft, Kind, LineDraft, Return
from partnercrm.domain.money import Currency
from partnercrm.domain.party import PartyDraft, PartyKind, Role, RoleDraft
from partnercrm.reports import ledger as report
from partnercrm.reports.sheets import LONGEST_TABLE
from partnercrm.services import balance, ledger, merge, open_item, party
from partnercrm.services import store as stores
from partnercrm.services.context import Context
from partnercrm.services.store import NewStore, Store
from tests.services.worked_examples import Book, Worked

NOW = dt.datetime(2026, 11, 21, 9, 30, tzinfo=dt.UTC)
PAGE = Path(__file__).resolve().parents[2] / "resources" / "help" / "workbook.md"
Sheets = dict[str, list[tuple[Any, ...]]]
Recalculated = Callable[..., list[Path]]
GAVE, GOT = Direction.GIVEN, Direction.RECEIVED


def look(path: Path) -> Sheets:
    book = openpyxl.load_workbook(path, data_only=True)
    return {sheet.title: [tuple(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}


def rows(sheets: Sheets, name: str) -> list[dict[str, Any]]:
    """A data sheet's rows by title, without the total."""
    head, *body = sheets[name]
    return [dict(zip(head, row, strict=True)) for row in body if row[0] != "Total"]


def figures(sheet: list[tuple[Any, ...]]) -> list[float]:
    """The numbers of a sheet of words."""
    return [cell for row in sheet for cell in row if isinstance(cell, int | float)]


def sound(sheets: Sheets) -> None:
    """Every check is OK and no cell is an error."""
    results = [row["Result"] for row in rows(sheets, "Checks")]
    assert set(results) <= {"OK", "to fill in"}
    assert results.count("OK") >= 12
    cells = [cell for sheet in sheets.values() for row in sheet for cell in row if isinstance(cell, str)]
    assert not [cell for cell in cells if re.match(r"#(REF|NAME|VALUE|DIV/0|N/A|NUM|NULL)|Err:", cell)]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    path = tmp_path / "shop.partnercrm"
    stores.new(path, NewStore("The Local Brew", Currency("EUR", 2), "en_GB", owner="Sarah"), Clock.fixed(NOW))
    with closing(stores.open_shop(path)) as opened:
        yield opened


@pytest.fixture
def write(store: Store, tmp_path: Path) -> Callable[..., Sheets]:
    """Writes the workbook as of a day, and answers its sheets; `party` is the one of the statement."""

    def made(day: dt.date, span: report.Span | None = None, party: int | None = None) -> Sheets:
        ctx = stores.context(store, Clock.fixed(day))
        path = tmp_path / "made.xlsx"
        assert report.write(store, ctx, path, span, party).good
        sheets = look(path)
        sound(sheets)
        return sheets

    return made


@pytest.fixture(scope="module")
def brew(copy_of_example: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    path = copy_of_example(tmp_path_factory.mktemp("brew") / "brew.partnercrm")
    with closing(stores.open_shop(path)) as opened:
        yield opened


@pytest.fixture
def ctx(brew: Store) -> Context:
    return stores.context(brew, Clock.fixed(NOW))


# --- the demo ------------------------------------------------------------------------------------


def test_libreoffice_computes_the_same(brew: Store, ctx: Context, tmp_path: Path, recalculated: Recalculated) -> None:
    made = report.write(brew, ctx, tmp_path / "all.xlsx", party=party.find(brew, "The Daily Grind"))
    span = report.Span(dt.date(2026, 3, 1), dt.date(2026, 8, 31))
    part = report.write(brew, ctx, tmp_path / "part.xlsx", span)
    assert made.good and part.good
    for ours, theirs in zip((made.path, part.path), recalculated(made.path, part.path), strict=True):
        before, after = look(ours), look(theirs)
        sound(after)
        assert [row["In this workbook"] for row in rows(after, "Checks")] == pytest.approx(
            [row["In this workbook"] for row in rows(before, "Checks")]
        )
        assert figures(after["Summary"]) == pytest.approx(figures(before["Summary"]))


def test_the_sheets_say_what_the_services_say(brew: Store, ctx: Context, tmp_path: Path) -> None:
    sheets = look(report.write(brew, ctx, tmp_path / "all.xlsx").path)
    sound(sheets)
    standing = {row.name: row.balance for row in balance.balances(brew) if row.lens == "to_pay"}
    assert {row["Party"]: round(row["Closing"] * 100) for row in rows(sheets, "By party")} == standing
    items = {(item.number, abs(item.open)) for item in open_item.items(brew, ctx.today)}
    found = {(row["Entry"], round(100 * (row["They owe"] or row["We owe"]))) for row in rows(sheets, "Open items")}
    assert found == items
    assert rows(sheets, "Entries")[0]["Date"].date() == dt.date(2025, 11, 30)


def test_names_of_sheets_tables_and_columns_last(brew: Store, ctx: Context, tmp_path: Path) -> None:
    made = report.write(brew, ctx, tmp_path / "all.xlsx", party=party.find(brew, "The Daily Grind"))
    book = openpyxl.load_workbook(made.path)
    mine = PAGE.read_text(encoding="utf-8").split("\n# ")[0]
    page = re.findall(r"^\| (?!Sheet)([A-Z].*?) \| (\w*) ?\| (.*) \|$", mine, re.MULTILINE)
    assert [sheet.title for sheet in book.worksheets] == [name for name, _table, _columns in page]
    for name, table, columns in page:
        if table:
            assert [each.name for each in book[name].tables.values()] == [table]
        if name not in ("Summary", "About"):
            assert [cell.value for cell in book[name][1]] == columns.split(", ")


def test_nothing_of_an_employee_but_totals(store: Store, tmp_path: Path) -> None:
    book = Book(store)
    lena = book.party("Lena Loris", Role.EMPLOYEE, Role.CUSTOMER)
    line = LineDraft(GAVE, Kind.KNOWLEDGE, what="secret-what", unit="secret-unit", quantity=None, cost=28000)
    book.post(lena, book.day(11, 10), line, memo="secret-memo", our_document="secret-doc")
    bill = LineDraft(GAVE, Kind.GOODS, 500, Basis.BILL, what="secret-cake", tax_code="secret-tax", asks=Return.MONEY)
    book.post(lena, book.day(11, 11), bill, memo="secret-memo")
    made = report.write(store, book.on(book.day(11, 21)), tmp_path / "team.xlsx")
    with zipfile.ZipFile(made.path) as file:
        text = b"".join(file.read(name) for name in file.namelist())
    assert b"Lena" not in text and b"secret" not in text
    sheets = look(made.path)
    sound(sheets)
    assert [row["Party"] for row in rows(sheets, "Open items")] == ["Employees (total)"]
    assert rows(sheets, "By party")[0]["Closing"] == 5
    with pytest.raises(Refused):
        report.write(store, book.on(book.day(11, 21)), tmp_path / "lena.xlsx", party=lena)
    assert not (tmp_path / "lena.xlsx").exists()


# --- the accountant's examples -------------------------------------------------------------------


def test_d_short_delivery(store: Store, worked: Worked, write: Callable[..., Sheets]) -> None:
    told = worked.d(store)
    sheets = write(dt.date(2026, 11, 30), party=told.mill)
    [item] = rows(sheets, "Open items")
    assert (item["We owe"], item["Not due"], item["Due"].date()) == (231.12, -231.12, dt.date(2026, 12, 2))
    [line] = rows(sheets, "Entries")
    assert (line["Gross"], line["Tax"], line["Net"], line["Their document"]) == (231.12, 15.12, 216.0, "R-881")
    assert sheets["Favours and turns"][1][0] in (None, "Total")
    assert sheets["Statement"][-1][-1] == -231.12


def test_g_barter_stays_gross(store: Store, worked: Worked, write: Callable[..., Sheets]) -> None:
    worked.g(store)
    sheets = write(dt.date(2026, 11, 19))
    assert [(row["They owe"], row["We owe"]) for row in rows(sheets, "Open items")] == [(None, 600), (550, None)]
    assert [(row["Net"], row["Tax"]) for row in rows(sheets, "Entries")] == [(500, 100), (500, 50)]


def test_h_july_opens_with_what_was_there(store: Store, worked: Worked, write: Callable[..., Sheets]) -> None:
    worked.h(store)
    sheets = write(dt.date(2026, 7, 31), report.Span(dt.date(2026, 7, 1), dt.date(2026, 7, 31)))
    found = {row["Party"]: (row["Opening"], row["Movement"], row["Closing"]) for row in rows(sheets, "By party")}
    assert found == {"The Daily Grind": (120, 0, 120), "Old Mill": (-231.12, 0, -231.12)}
    [favours] = rows(sheets, "Favours and turns")
    assert (favours["Volume"], favours["Turns given"], favours["Given without a price"]) == (0, 0, 0)
    assert len(rows(sheets, "Open items")) == 2


def test_i_both_halves_of_a_correction_stand_there(store: Store, write: Callable[..., Sheets]) -> None:
    book = Book(store)
    ana, ben = book.party("Ana", Role.CUSTOMER), book.party("Ben", Role.CUSTOMER)
    wrong = book.post(ana, book.day(10, 27), book.gave(Kind.GOODS, 4_60, Basis.BILL))
    made = ledger.correct(store, book.on(book.day(11, 3)), wrong)
    book.post(ben, book.day(10, 27), book.gave(Kind.GOODS, 4_60, Basis.BILL), today=book.day(11, 3))
    sheets = write(dt.date(2026, 11, 3))
    lines = [(row["Entry"], row["Gross"], row["Reverses"]) for row in rows(sheets, "Entries")]
    assert lines[:2] == [(wrong, 4.6, None), (made.reversal, -4.6, wrong)]
    closings = {row["Party"]: (row["Given"], row["Closing"]) for row in rows(sheets, "By party")}
    assert closings == {"Ana": (0, 0), "Ben": (4.6, 4.6)}


def test_k_and_l_trade_and_favours_stand_apart(store: Store, worked: Worked, write: Callable[..., Sheets]) -> None:
    worked.k(store)
    sheets = write(dt.date(2026, 11, 25))
    [favours] = rows(sheets, "Favours and turns")
    assert (favours["Given"], favours["Received"], round(favours["Reciprocity"], 2)) == (25, 24, 0.98)
    [to_pay] = rows(sheets, "By party")
    assert to_pay["Closing"] == -111.12
    late = {row["Entry"]: row["0-30 days late"] for row in rows(sheets, "Open items")}
    assert sorted(value for value in late.values() if value) == [120]
    aged = {row[0]: row[1:3] for row in sheets["Summary"]}
    assert (aged["0-30 days late"], aged["Not due"], aged["All open items"]) == ((120, 0), (0, 231.12), (120, 231.12))
    days = [row["Date"] for row in rows(sheets, "Entries")]
    assert (aged["First day"][0], aged["Last day"][0]) == (min(days), max(days))


def test_l_the_old_trap(store: Store, worked: Worked, write: Callable[..., Sheets]) -> None:
    worked.l(store)
    sheets = write(dt.date(2026, 12, 31))
    [favours], [to_pay] = rows(sheets, "Favours and turns"), rows(sheets, "By party")
    assert (favours["Closing"], favours["Reciprocity"], to_pay["Closing"]) == (500, 0, 0)


# --- other shops ---------------------------------------------------------------------------------


def test_an_empty_shop(store: Store, tmp_path: Path, recalculated: Recalculated) -> None:
    ctx = stores.context(store, Clock.fixed(NOW))
    made = report.write(store, ctx, tmp_path / "empty.xlsx")
    assert (made.entries, made.good) == (0, True)
    after = look(recalculated(made.path)[0])
    assert {row["Result"] for row in rows(after, "Checks")} <= {"OK", "to fill in"}


@pytest.mark.parametrize(("code", "digits", "value", "shown"), [("JPY", 0, 1200, 1200), ("KWD", 3, 12_500, 12.5)])
def test_other_currencies(tmp_path: Path, code: str, digits: int, value: int, shown: float) -> None:
    path = tmp_path / "shop.partnercrm"
    stores.new(path, NewStore("Shop", Currency(code, digits), "en_GB"), Clock.fixed(NOW))
    with closing(stores.open_shop(path)) as store:
        ctx = stores.context(store, Clock.fixed(NOW))
        kei = party.add(store, ctx, PartyDraft("Kei", (RoleDraft(Role.CUSTOMER),), PartyKind.PERSON)).party
        draft = ExchangeDraft(kei, ctx.today, (LineDraft(GAVE, Kind.GOODS, value, Basis.BILL),))
        ledger.post(store, ctx, draft)
        made = report.write(store, ctx, tmp_path / "made.xlsx")
    sound(look(made.path))
    cell = openpyxl.load_workbook(made.path)["By party"]["F2"]
    assert cell.number_format.split(";")[0] == "#,##0" + ("." + "0" * digits if digits else "")
    assert rows(look(made.path), "By party")[0]["Closing"] == shown


def test_a_merged_party_is_one(store: Store, write: Callable[..., Sheets]) -> None:
    book = Book(store)
    one, other = book.party("Ana", Role.CUSTOMER), book.party("Anna", Role.CUSTOMER)
    for each in (one, other):
        book.post(each, book.day(11, 3), book.gave(Kind.GOODS, 4_60, Basis.BILL))
    merge.merge(store, book.on(book.day(11, 4)), one, other)
    sheets = write(dt.date(2026, 11, 5))
    assert [(row["Party"], row["Closing"]) for row in rows(sheets, "By party")] == [("Ana", 9.2)]
    assert {row["Party"] for row in rows(sheets, "Entries")} == {"Ana"}


def test_typed_text_stays_text(store: Store, tmp_path: Path, recalculated: Recalculated) -> None:
    texts = [
        "=1+1",
        "+1",
        "-1",
        "@SUM(1)",
        "\tx",
        "\rx",
        "=HYPERLINK(1)",
        "{=1}",
        "'x",
        "a\x00b",
        "#REF!",
        "1e5",
        "<r>x</r>",
    ]
    book = Book(store)
    odd = book.party("=cmd|' /C calc'!A0", Role.CUSTOMER)
    for text in texts:
        line = LineDraft(GAVE, Kind.GOODS, 100, Basis.BILL, what=text, tax_code=text, unit=text)
        book.post(odd, book.day(11, 3), line, memo=text, our_document=text, their_document=text)
    made = report.write(store, book.on(book.day(11, 4)), tmp_path / "odd.xlsx", party=odd)
    book_read = openpyxl.load_workbook(made.path)
    for sheet in book_read.worksheets:
        typed = [c for row in sheet.iter_rows() for c in row if c.data_type == "f" and "calc" in str(c.value)]
        assert not typed
    after = look(recalculated(made.path)[0])
    kept = [text.replace("\x00", "\ufffd").replace("\r", "\n") for text in texts]
    found = rows(after, "Entries")
    assert [str(row["Memo"]).replace("_x000D_", "\n").replace("\r", "\n") for row in found] == kept
    assert {row["Party"] for row in found} == {"=cmd|' /C calc'!A0"}


def test_cancel_and_a_locked_target_leave_nothing(brew: Store, ctx: Context, tmp_path: Path) -> None:
    stop = Event()
    stop.set()
    with pytest.raises(Cancelled):
        report.write(brew, ctx, tmp_path / "stopped.xlsx", cancel=stop)
    with pytest.raises(WorkbookTarget) as told:
        report.write(brew, ctx, tmp_path / "no" / "where.xlsx")
    assert str(told.value.message)
    assert list(tmp_path.iterdir()) == []


def test_progress_ends_at_the_end(brew: Store, ctx: Context, tmp_path: Path) -> None:
    heard: list[tuple[int, int]] = []
    report.write(brew, ctx, tmp_path / "x.xlsx", progress=lambda done, of: heard.append((done, of)))
    assert heard[-1][0] >= heard[-1][1] > 180
    assert [done for done, _of in heard] == sorted(done for done, _of in heard)


def test_a_large_shop_gets_a_filter_and_a_name(store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert LONGEST_TABLE == 20_000
    monkeypatch.setattr("partnercrm.reports.workbook.LONGEST_TABLE", 2_000)
    book = Book(store)
    ana = book.party("Ana", Role.CUSTOMER)
    book.post(ana, book.day(11, 3), book.gave(Kind.GOODS, 1_00, Basis.ESTIMATE, gift=True))
    with store.write() as connection:
        for table, number in (("exchange", "id"), ("line", "id")):
            names = connection.exec_driver_sql(f"SELECT name FROM pragma_table_info('{table}')").scalars().all()
            made = {number: "n.v", "uuid": "randomblob(16)", "sequence": "n.v", "exchange_id": "n.v"}
            columns = ", ".join(made.get(name, f't."{name}"') for name in names)
            connection.exec_driver_sql(
                f"WITH RECURSIVE n(v) AS (SELECT 2 UNION ALL SELECT v + 1 FROM n WHERE v < 2050) "
                f"INSERT INTO {table} SELECT {columns} FROM {table} t, n WHERE t.id = 1"
            )
    made_file = report.write(store, book.on(book.day(11, 4)), tmp_path / "large.xlsx")
    assert (made_file.entries, made_file.good) == (2_050, True)
    book_read = openpyxl.load_workbook(made_file.path, read_only=True)
    assert "Entries" in book_read.defined_names
    with zipfile.ZipFile(made_file.path) as file:
        assert not [name for name in file.namelist() if "table" in name]
