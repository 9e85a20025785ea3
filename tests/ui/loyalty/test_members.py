"""Members and programs: the list, a card's page, its forms, cards on paper, a program from a template."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from partnercrm.services import loyalty
from ui.common.overlay import open_layers
from ui.loyalty import printing
from ui.loyalty.forms import AdjustForm, CloseForm, CodesForm, JoinForm, TransferForm
from ui.loyalty.members_view import MembersView
from ui.loyalty.program_form import ProgramForm
from ui.loyalty.programs_view import ProgramsView
from ui.loyalty.tab import LoyaltyTab
from ui.main_window import MainWindow

Settle = Callable[[MainWindow], None]


@pytest.fixture
def members(shop_window: MainWindow, loyalty_tab: LoyaltyTab, settle: Settle) -> MembersView:
    loyalty_tab.show_view("members")
    settle(shop_window)
    view = loyalty_tab.view()
    assert isinstance(view, MembersView)
    return view


@pytest.fixture
def programs(shop_window: MainWindow, loyalty_tab: LoyaltyTab, settle: Settle) -> ProgramsView:
    loyalty_tab.show_view("programs")
    settle(shop_window)
    view = loyalty_tab.view()
    assert isinstance(view, ProgramsView)
    return view


def top(window: MainWindow, kind: type[Any]) -> Any:
    (found,) = open_layers(window)
    assert isinstance(found, kind)
    return found


def press(window: MainWindow, settle: Settle, name: str) -> None:
    found = [
        each
        for each in window.findChildren(QPushButton)
        if each.isVisible() and name in (each.text(), each.accessibleName())
    ]
    found[-1].click()
    settle(window)


def test_cards_are_listed_filtered_and_opened(
    members: MembersView, shop_window: MainWindow, settle: Settle, qtbot: QtBot
) -> None:
    assert len(members.model.ids) == 3
    members.find_here()
    QTest.keyClicks(members.filter, "4711")
    qtbot.waitUntil(lambda: len(members.model.ids) == 1)
    settle(shop_window)
    members.back()
    members.table.selectRow(0)
    QTest.keyClick(members.table, Qt.Key.Key_Return)
    settle(shop_window)
    assert members.page.isVisible()
    assert members.page.title.text() == "Ana  ·  4711"
    QTest.keyClick(members.page.back_button, Qt.Key.Key_Escape)
    assert members.table.isVisible()


def test_a_card_is_given_out_put_right_passed_on_and_closed(
    members: MembersView, shop_window: MainWindow, settle: Settle
) -> None:
    store = shop_window.session.store
    shop_window.run("new")
    settle(shop_window)
    form = top(shop_window, JoinForm)
    form.press_primary()
    settle(shop_window)
    assert form.who.error.text() == "Say whose card it is."
    form.who.edit.setText("Lena")
    form.number.set_value("4800")
    form.press_primary()
    settle(shop_window)
    lena = loyalty.find_member(store, "4800")
    members.open_page(lena)
    settle(shop_window)
    press(shop_window, settle, "Put right")
    form = top(shop_window, AdjustForm)
    form.points.set_value(Decimal(12))
    form.press_primary()
    settle(shop_window)
    assert form.reason.error.text() == "Say why."
    form.reason.set_value("Forgot her card")
    form.press_primary()
    settle(shop_window)
    assert members.page.said.text().startswith("Lena has 12 points.")
    press(shop_window, settle, "Pass on")
    form = top(shop_window, TransferForm)
    form.to.set_value("9999")
    form.reason.set_value("A present")
    form.press_primary()
    settle(shop_window)
    assert form.to.error.text() == "No card 9999 here. Check the number, or look for the name."
    form.to.set_value("4711")
    form.points.set_value(Decimal(5))
    form.press_primary()
    settle(shop_window)
    assert members.page.said.text().startswith("Lena has 7 points.")
    press(shop_window, settle, "One-use codes")
    form = top(shop_window, CodesForm)
    form.count.set_value(2)
    form.press_primary()
    settle(shop_window)
    assert len(QApplication.clipboard().text().split()) == 2
    press(shop_window, settle, "Close card")
    top(shop_window, CloseForm).press_primary()
    settle(shop_window)
    assert members.page.said.text().startswith("Closed on 21 Nov")


def test_cards_are_printed(members: MembersView, shop_window: MainWindow, tmp_path: Path) -> None:
    rows = loyalty.members(shop_window.session.store, loyalty.member_ids(shop_window.session.store)) * 4
    assert printing.save_pdf(tmp_path / "cards.pdf", "The Local Brew", rows)
    assert (tmp_path / "cards.pdf").read_bytes().startswith(b"%PDF")


def test_a_program_starts_from_a_template_and_is_changed(
    programs: ProgramsView, shop_window: MainWindow, settle: Settle
) -> None:
    store = shop_window.session.store
    press(shop_window, settle, "Start with The more, the better")
    form = top(shop_window, ProgramForm)
    form.name.set_value("")
    form.press_primary()
    settle(shop_window)
    assert form.name.error.text() == "Give the program a name."
    form.name.set_value("House card")
    form.excluded.set_value("Gift cards, Newspapers")
    form.press_primary()
    settle(shop_window)
    found = next(row for row in loyalty.programs(store) if row.draft.name == "House card")
    assert [tier.name for tier in found.draft.tiers] == ["Friend", "Regular", "Family"]
    assert [bar.what for bar in found.draft.exclusions] == ["Gift cards", "Newspapers"]
    press(shop_window, settle, "Change House card")
    form = top(shop_window, ProgramForm)
    form.value.set_value(Decimal("0.06"))
    form.rewards[1][0].set_value("A cake")
    form.rewards[1][1].set_value(Decimal(90))
    form.press_primary()
    settle(shop_window)
    found = next(row for row in loyalty.programs(store) if row.draft.name == "House card")
    assert found.draft.point_value == 6
    assert [reward.name for reward in found.rewards] == ["Money off", "A cake"]
    assert found.rewards[0].value == 300


def test_points_that_ended_are_written_off_by_a_button(
    programs: ProgramsView, shop_window: MainWindow, settle: Settle
) -> None:
    press(shop_window, settle, "Let points end")
    assert loyalty.movements(shop_window.session.store) == []


def test_every_control_has_a_name(
    members: MembersView, programs: ProgramsView, unnamed: Callable[[QWidget], list[str]]
) -> None:
    assert unnamed(members) == []
    assert unnamed(programs) == []
