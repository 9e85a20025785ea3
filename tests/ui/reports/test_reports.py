"""The tab Reports: the workbook from button to file, an open target, the check of all entries, the copies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractButton, QWidget

from partnercrm.domain.ledger import Basis, Direction, ExchangeDraft, Kind, LineDraft
from partnercrm.services import ledger, party
from ui.common.overlay import open_layers
from ui.main_window import MainWindow
from ui.reports.kinds import FIGURES, WorkbookKind
from ui.reports.tab import ReportsTab

Settle = Callable[[MainWindow], None]


@pytest.fixture
def first_tab() -> str:
    return "reports"


@pytest.fixture
def tab(shop_window: MainWindow, settle: Settle) -> ReportsTab:
    session = shop_window.session
    line = LineDraft(Direction.GIVEN, Kind.GOODS, 2000, Basis.BILL, what="cake")
    ana = party.find(session.store, "Ana")
    ledger.post(session.store, session.ctx(), ExchangeDraft(ana, dt.date(2026, 11, 2), (line,)))
    shop_window.refresh()
    settle(shop_window)
    shown = shop_window.workspace.current()
    assert isinstance(shown, ReportsTab)
    return shown


def form_of(window: MainWindow, settle: Settle) -> Any:
    settle(window)
    return open_layers(window)[-1]


def test_the_workbook_is_made_and_says_what_the_screen_says(
    shop_window: MainWindow, tab: ReportsTab, settle: Settle, tmp_path: Path
) -> None:
    assert "They owe you 20.00 in all." in tab.workbook.said.text()
    tab.workbook.button.click()
    form = form_of(shop_window, settle)
    path = tmp_path / "ledger.xlsx"
    form.place_field.set_value(str(path))
    form.make_button.click()
    settle(shop_window)
    assert path.read_bytes().startswith(b"PK")
    said = form.notice.accessibleName()
    assert "1 entry" in said
    assert "All checks are OK." in said
    assert tab.workbook.said.text() in said
    form.shut()
    tab.reload()
    settle(shop_window)
    assert tab.recent.paths == [path]


def test_an_open_target_offers_another_name(
    shop_window: MainWindow, tab: ReportsTab, settle: Settle, tmp_path: Path
) -> None:
    path = tmp_path / "ledger.xlsx"
    path.write_bytes(b"old")
    (tmp_path / ".~lock.ledger.xlsx#").touch()
    shop_window.run("workbook")
    form = form_of(shop_window, settle)
    form.place_field.set_value(str(path))
    form.make()
    settle(shop_window)
    assert "ledger.xlsx is open in a spreadsheet program." in form.notice.accessibleName()
    form._make_as(tmp_path / "ledger (2).xlsx")
    settle(shop_window)
    assert (tmp_path / "ledger (2).xlsx").is_file()
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize("kind", FIGURES, ids=lambda kind: kind.key)
def test_a_workbook_of_figures_is_made(
    shop_window: MainWindow, tab: ReportsTab, settle: Settle, tmp_path: Path, kind: WorkbookKind
) -> None:
    tab.figures.buttons[kind.key].click()
    form = form_of(shop_window, settle)
    assert not form.party.isVisible()
    assert ("All time" in {chip.text() for chip in form.span.findChildren(QAbstractButton)}) is (kind.whole == "")
    assert kind.word in form.place_field.value()
    path = tmp_path / f"{kind.word}.xlsx"
    form.place_field.set_value(str(path))
    form.make_button.click()
    settle(shop_window)
    assert path.read_bytes().startswith(b"PK")
    said = form.notice.accessibleName()
    assert "All checks are OK." in said
    assert "row" in said


def test_all_entries_are_checked(shop_window: MainWindow, tab: ReportsTab, settle: Settle) -> None:
    tab.intact.button.click()
    settle(shop_window)
    assert tab.intact.said.text().startswith("The one entry is intact.")
    assert tab.intact.button.isEnabled()


def test_a_copy_is_made_and_shown(shop_window: MainWindow, tab: ReportsTab, settle: Settle) -> None:
    tab.copies.copy_now()
    settle(shop_window)
    assert "1 entry" in tab.copies.said.text()


def test_every_control_has_a_name(tab: ReportsTab, unnamed: Callable[[QWidget], list[str]]) -> None:
    assert unnamed(tab) == []
