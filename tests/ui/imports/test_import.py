"""A file comes in: seen row by row, its columns set right, the bad row saved with its reason, undone as one."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from PySide6.QtWidgets import QWidget

from partnercrm.domain.errors import NotFound
from partnercrm.domain.ledger import Basis
from partnercrm.imports.fields import ImportKind, guess
from partnercrm.imports.preview import RowState
from partnercrm.services import party, sale
from ui.common.overlay import open_layers
from ui.imports.files import save_bad_rows, template_header
from ui.main_window import MainWindow

Settle = Callable[[MainWindow], None]
TEXT = """Name,Phone,Seen on
Maple Lane Florist,020 7946 0101,2026-03-01
,020 7946 0102,
Pine Street Books,020 7946 0104,
"""


@pytest.fixture
def first_tab() -> str:
    return "reports"


@pytest.fixture
def people(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.fixture
def form(shop_window: MainWindow, people: Path, settle: Settle) -> Any:
    shop_window.run("import", path=people)
    settle(shop_window)
    return open_layers(shop_window)[-1]


def test_one_bad_row_stays_out_and_undo_takes_all_back(
    shop_window: MainWindow, form: Any, settle: Settle, tmp_path: Path
) -> None:
    chips = form.preview.chips
    assert [chips.button(key).text() for key in ("new", "known", "bad")] == [
        "New  2",
        "Already there  0",
        "Cannot go in  1",
    ]
    assert form.go.text() == "Bring in 2 records"
    read = form._read_before
    assert save_bad_rows(read.prepared, read.table, tmp_path / "bad.csv") == 1
    with (tmp_path / "bad.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["Name", "Phone", "Seen on", "Reason"]
    assert (rows[1][1], bool(rows[1][3])) == ("020 7946 0102", True)
    form.press_primary()
    settle(shop_window)
    store = shop_window.session.store
    assert party.find(store, "Maple Lane Florist")
    shop_window.run("undo")
    settle(shop_window)
    with pytest.raises(NotFound):
        party.find(store, "Maple Lane Florist")


def test_the_same_file_twice_brings_nothing(shop_window: MainWindow, form: Any, people: Path, settle: Settle) -> None:
    form.press_primary()
    settle(shop_window)
    shop_window.run("import", path=people)
    settle(shop_window)
    again = open_layers(shop_window)[-1]
    assert again.preview.chips.button("known").text() == "Already there  2"  # type: ignore[attr-defined]
    again.press_primary()  # type: ignore[attr-defined]
    settle(shop_window)
    assert again.file.has_error()  # type: ignore[attr-defined]


def test_a_column_is_set_right_by_hand(shop_window: MainWindow, form: Any, settle: Settle) -> None:
    form.columns_button.click()
    choice = form.columns.choices["Seen on"]
    assert choice.value() == "-"
    choice.set_value("note")
    choice.edited.emit()
    settle(shop_window)
    draft = form._read_before.prepared.rows[0].draft
    assert draft.notes == ("2026-03-01",)


def test_what_is_no_table_is_said(shop_window: MainWindow, form: Any, settle: Settle, tmp_path: Path) -> None:
    picture = tmp_path / "photo.png"
    picture.write_bytes(b"\x89PNG\r\n")
    form.read(picture)
    settle(shop_window)
    assert "picture" in form.problem.text()
    assert not form.preview.isVisible()


@pytest.mark.parametrize("kind", list(ImportKind))
def test_a_template_is_known_again(kind: ImportKind) -> None:
    header = template_header(kind)
    assert len(guess(kind, header, {})) == len(header)


def test_every_control_has_a_name(form: Any, unnamed: Callable[[QWidget], list[str]]) -> None:
    form.columns_button.click()
    assert unnamed(form) == []


def test_how_values_are_known_is_chosen_where_the_file_does_not_say(
    shop_window: MainWindow, settle: Settle, tmp_path: Path
) -> None:
    bills = tmp_path / "bills.csv"
    bills.write_text("Customer,Date,Value,Due\nAna,2026-11-03,5.00,2026-12-03\n", encoding="utf-8")
    shop_window.run("import", kind="exchanges", path=bills)
    settle(shop_window)
    form: Any = open_layers(shop_window)[-1]
    assert "bill to be paid" in form.notes.text()

    def basis() -> Basis:
        return form._read_before.prepared.rows[0].draft.lines[0].basis  # type: ignore[no-any-return]

    assert (form.basis.isVisible(), basis()) == (True, Basis.BILL)
    form.basis.set_value(Basis.ESTIMATE)
    form.basis.edited.emit()
    settle(shop_window)
    assert basis() is Basis.ESTIMATE


def test_a_sheet_is_chosen_where_the_workbook_has_several(
    shop_window: MainWindow, form: Any, people: Path, settle: Settle, tmp_path: Path
) -> None:
    book = xlsxwriter.Workbook(tmp_path / "people.xlsx")
    for sheet, name in (("Florists", "Maple Lane Florist"), ("Bakers", "The Daily Grind")):
        made = book.add_worksheet(sheet)
        for place, row in enumerate((("Name", "Town"), (name, "Ashford"), ("Ana", "Ashford"))):
            made.write_row(place, 0, row)
    book.close()
    assert not form.sheet.isVisible()
    form.read(tmp_path / "people.xlsx")
    settle(shop_window)
    assert form._read_before.prepared.rows[0].said == "Maple Lane Florist"
    assert form.sheet.isVisible()
    form.sheet.set_value("Bakers")
    form.sheet.edited.emit()
    settle(shop_window)
    assert (form._read_before.prepared.rows[0].said, form.sheet.value()) == ("The Daily Grind", "Bakers")
    form.read(people)
    settle(shop_window)
    assert (form.sheet.isVisible(), form._read_before.prepared.count(RowState.NEW)) == (False, 2)


def test_two_equal_coffees_are_shown_for_a_decision(shop_window: MainWindow, settle: Settle, tmp_path: Path) -> None:
    till = tmp_path / "till.csv"
    till.write_text("Date,Time,Total\n2026-11-20,10:15,2.80\n2026-11-20,10:15,2.80\n", encoding="utf-8")
    shop_window.run("import", kind="sales", path=till)
    settle(shop_window)
    form: Any = open_layers(shop_window)[-1]
    assert form.preview.chips.button("doubtful").text() == "Doubtful  1"
    assert (form.go.text(), form.doubles.isVisible()) == ("Bring in 1 record", True)
    form.doubles.click()
    settle(shop_window)
    assert (form.go.text(), form.doubles.isVisible()) == ("Bring in 2 records", True)
    form.go.click()
    settle(shop_window)
    store = shop_window.session.store
    assert sale.totals(store).price == 5_60
    shop_window.run("undo")
    settle(shop_window)
    assert sale.ids(store) == []


def test_every_kind_of_file_has_its_template(form: Any, shop_window: MainWindow, settle: Settle) -> None:
    for kind in ImportKind:
        form.kind.set_value(kind.value)
        settle(shop_window)
        assert form.wanted().kind is kind
        assert template_header(kind)
