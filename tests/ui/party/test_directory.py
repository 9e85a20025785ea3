"""The Directory: filtered and sorted in the store, worked by keyboard, remembered, and undone in one step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from partnercrm.domain.ledger import Basis, Direction, ExchangeDraft, Kind, LineDraft
from partnercrm.domain.party import Mode, Role
from partnercrm.domain.party_rows import PartyRow
from partnercrm.services import ledger, party_edit, undo
from partnercrm.services import party as parties
from ui.common.ask import QuestionSheet
from ui.common.overlay import Layer
from ui.main_window import MainWindow
from ui.party import deeds
from ui.party.page import PartyPanel
from ui.party.tab import DirectoryTab
from ui.settings import Settings

Settle = Callable[[MainWindow], None]
TODAY = dt.date(2026, 11, 21)
ALL_FOUR = ["Ana", "The Daily Grind", "Hillside Roasters", "Lena"]


def press(widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(widget, key, modifier)


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def post_bill(window: MainWindow, party: int, value: int, due: dt.date, direction: Direction = Direction.GIVEN) -> None:
    session = window.session
    lines = (LineDraft(direction, Kind.GOODS, value, Basis.BILL),)
    ledger.post(session.store, session.ctx(), ExchangeDraft(party, dt.date(2026, 11, 1), lines, due_day=due))


def cell(directory: DirectoryTab, party: int, column: str, role: Qt.ItemDataRole = Qt.ItemDataRole.ToolTipRole) -> str:
    model = directory.model
    place = model.place_of(party)
    assert place is not None
    return str(model.index(place, model.column_place(column)).data(role))


def test_shows_everybody_with_counts_on_the_chips(directory: DirectoryTab, names: Callable[[], list[str]]) -> None:
    assert sorted(names()) == sorted(ALL_FOUR)
    assert directory.count.text() == "4 people and businesses"
    chips = {key: directory.filter.chips.button(key).text() for key in ("all", "suppliers", "employees")}
    assert chips == {"all": "All  4", "suppliers": "Suppliers  2", "employees": "Employees  1"}
    assert not directory.filter.chips.button("archived").isVisible()


def test_a_chip_narrows_and_is_remembered(
    directory: DirectoryTab, names: Callable[[], list[str]], qtbot: QtBot, window_settings: Settings
) -> None:
    QTest.mouseClick(directory.filter.chips.button("suppliers"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: directory.model.rowCount() == 2)
    assert sorted(names()) == ["Hillside Roasters", "The Daily Grind"]
    assert directory.count.text() == "2 of 4 people and businesses"
    assert window_settings.words("directory/chip") == "suppliers"


def test_typing_searches_and_escape_shows_all_again(directory: DirectoryTab, qtbot: QtBot) -> None:
    directory.find_here()
    QTest.keyClicks(directory.filter.field, "7946 0018")
    qtbot.waitUntil(lambda: directory.model.rowCount() == 1)
    press(directory.filter.field, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: directory.model.rowCount() == 4)


def test_nobody_fits_offers_a_way_back(directory: DirectoryTab, shop_window: MainWindow, settle: Settle) -> None:
    directory.show_only(text="zzzz")
    settle(shop_window)
    assert directory.model.rowCount() == 0
    assert not directory.table.isVisible()
    directory.show_only()
    settle(shop_window)
    assert directory.table.isVisible()


def test_others_are_those_without_a_main_role_and_owing_is_either_side(
    directory: DirectoryTab,
    shop_window: MainWindow,
    names: Callable[[], list[str]],
    party_of: Callable[[str], int],
    settle: Settle,
) -> None:
    session = shop_window.session
    party_edit.set_roles(session.store, session.ctx(), [party_of("Ana")], [Role.COMPETITOR])
    post_bill(shop_window, party_of("The Daily Grind"), 12000, dt.date(2026, 11, 16))
    post_bill(shop_window, party_of("Hillside Roasters"), 900, dt.date(2026, 12, 2), Direction.RECEIVED)
    shop_window.run("refresh")
    directory.show_only(chip="others")
    assert names() == ["Ana"]
    directory.show_only(chip="owing")
    assert sorted(names()) == ["Hillside Roasters", "The Daily Grind"]
    assert directory.filter.chips.button("others").text() == "Others  1"


def test_the_header_sorts_in_the_store_and_the_order_comes_back(
    directory: DirectoryTab, shop_window: MainWindow, party_of: Callable[[str], int], settle: Settle, qtbot: QtBot
) -> None:
    post_bill(shop_window, party_of("Hillside Roasters"), 5000, dt.date(2026, 12, 2))
    to_pay = directory.model.column_place("to_pay")
    directory.table.sortByColumn(to_pay, Qt.SortOrder.DescendingOrder)
    settle(shop_window)
    assert directory.model.ids[0] == party_of("Hillside Roasters")
    qtbot.wait(350)
    again = DirectoryTab(shop_window)
    qtbot.addWidget(again)
    assert (again.model.sort_key, again.model.ascending) == ("to_pay", False)


def test_cells_say_in_words_what_they_paint(
    directory: DirectoryTab,
    shop_window: MainWindow,
    party_of: Callable[[str], int],
    names: Callable[[], list[str]],
    settle: Settle,
) -> None:
    grind, ana = party_of("The Daily Grind"), party_of("Ana")
    post_bill(shop_window, grind, 12000, dt.date(2026, 11, 16))
    party_edit.set_mode(shop_window.session.store, shop_window.session.ctx(), [ana], Mode.GENEROUS)
    directory.refresh()
    names()
    cell(directory, grind, "to_pay")
    settle(shop_window)
    assert cell(directory, grind, "to_pay") == "they owe 120.00, 5 days late"
    assert (
        cell(directory, grind, "to_pay", Qt.ItemDataRole.AccessibleTextRole) == "To pay: they owe 120.00, 5 days late"
    )
    assert cell(directory, grind, "favours") == "no favours yet"
    assert cell(directory, ana, "favours") == ""
    assert cell(directory, ana, "reciprocity") == ""
    assert cell(directory, ana, "last_contact") == "never"


def test_f2_renames_in_place_and_one_undo_brings_the_name_back(
    directory: DirectoryTab,
    shop_window: MainWindow,
    choose: Callable[[str], int],
    names: Callable[[], list[str]],
    settle: Settle,
) -> None:
    choose("Ana")
    press(directory.table, Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    assert editor.text() == "Ana"
    editor.selectAll()
    QTest.keyClicks(editor, "Ana Abbott")
    press(editor, Qt.Key.Key_Return)
    settle(shop_window)
    assert "Ana Abbott" in names()
    undo.undo(shop_window.session.store, shop_window.session.ctx())
    directory.refresh()
    assert "Ana" in names()


def test_an_empty_name_is_refused_and_nothing_changes(
    directory: DirectoryTab, shop_window: MainWindow, choose: Callable[[str], int], names: Callable[[], list[str]]
) -> None:
    party = choose("Ana")
    directory.model.edit_requested.emit(party, "name", "  ")
    assert "Ana" in names()


def test_keys_go_from_row_to_row_and_the_page_follows(
    directory: DirectoryTab, panel: PartyPanel, shop_window: MainWindow, choose: Callable[[str], int], settle: Settle
) -> None:
    choose("Ana")
    first = panel.party
    shop_window.run("next_record")
    settle(shop_window)
    assert panel.party == directory.table.current_id() != first
    shop_window.run("previous_record")
    settle(shop_window)
    assert panel.party == first


def test_enter_takes_the_keyboard_to_the_page_and_escape_back_to_the_list(
    directory: DirectoryTab, panel: PartyPanel, choose: Callable[[str], int]
) -> None:
    choose("Lena")
    press(directory.table, Qt.Key.Key_Return)
    assert panel.isAncestorOf(focused())
    press(focused(), Qt.Key.Key_Escape)
    assert directory.table.hasFocus()


def test_several_are_archived_at_once_with_one_undo(
    directory: DirectoryTab, shop_window: MainWindow, names: Callable[[], list[str]], settle: Settle
) -> None:
    directory.table.selectAll()
    assert directory.selection.isVisible()
    assert directory.selection.count.text() == "4 selected"
    shop_window.run("archive")
    assert names() == []
    directory.show_only(chip="archived")
    assert sorted(names()) == sorted(ALL_FOUR)
    undo.undo(shop_window.session.store, shop_window.session.ctx())
    directory.show_only()
    assert sorted(names()) == sorted(ALL_FOUR)


def test_archived_rows_can_be_brought_back(
    directory: DirectoryTab, shop_window: MainWindow, party_of: Callable[[str], int], names: Callable[[], list[str]]
) -> None:
    ana = party_of("Ana")
    deeds.archive(shop_window, directory, [ana])
    assert "Ana" not in names()
    deeds.bring_back(shop_window, directory, [ana], deeds.State(archived=True))
    assert "Ana" in names()


def test_a_tag_goes_to_all_selected_rows(
    directory: DirectoryTab,
    shop_window: MainWindow,
    sheet: Callable[[], Layer],
    row_of: Callable[[str], PartyRow],
    settle: Settle,
) -> None:
    deeds.ask_tag(shop_window, directory.model.ids)
    form = sheet()
    assert isinstance(form, deeds.TagSheet)
    form.press_primary()
    settle(shop_window)
    assert form.tag.has_error()
    QTest.keyClicks(form.tag.edit, "market")
    press(form.tag.edit, Qt.Key.Key_Return)
    settle(shop_window)
    assert {name: row_of(name).tags for name in ALL_FOUR} == dict.fromkeys(ALL_FOUR, ("market",))


def test_delete_moves_to_the_bin_and_offers_the_archive_where_something_passed(
    directory: DirectoryTab,
    shop_window: MainWindow,
    choose: Callable[[str], int],
    names: Callable[[], list[str]],
    sheet: Callable[[], Layer],
) -> None:
    choose("Ana")
    press(directory.table, Qt.Key.Key_Delete)
    assert "Ana" not in names()
    grind = choose("The Daily Grind")
    post_bill(shop_window, grind, 100, TODAY)
    press(directory.table, Qt.Key.Key_Delete)
    question = sheet()
    assert isinstance(question, QuestionSheet)
    assert "The Daily Grind" in names()
    question.buttons["archive"].click()
    assert "The Daily Grind" not in names()


def test_merging_asks_for_two_rows(
    directory: DirectoryTab, shop_window: MainWindow, choose: Callable[[str], int], sheet: Callable[[], Layer]
) -> None:
    choose("Ana")
    assert directory.act("merge", {})
    directory.table.selectAll()
    rows = directory.model.ids[:2]
    directory.table.clearSelection()
    for party in rows:
        place = directory.model.place_of(party)
        assert place is not None
        flags = directory.table.selectionModel().SelectionFlag
        directory.table.selectionModel().select(directory.model.index(place, 0), flags.Select | flags.Rows)
    assert directory.selection.merge.isVisible()
    directory.selection.merge.click()
    assert sheet().accessibleName() == "Merge two records"


def test_the_row_that_was_open_is_chosen_again(
    directory: DirectoryTab, shop_window: MainWindow, choose: Callable[[str], int], settle: Settle, qtbot: QtBot
) -> None:
    party = choose("Hillside Roasters")
    again = DirectoryTab(shop_window)
    qtbot.addWidget(again)
    again.show()
    settle(shop_window)
    assert again.table.current_id() == party


def test_the_menu_of_a_selection_sets_role_and_rhythm_of_all(
    directory: DirectoryTab,
    shop_window: MainWindow,
    party_of: Callable[[str], int],
    row_of: Callable[[str], PartyRow],
    settle: Settle,
) -> None:
    pair = [party_of("Ana"), party_of("Lena")]
    menu = QMenu()
    deeds.fill_menu(menu, shop_window, directory, pair, deeds.State())
    assert [action.text() for action in menu.actions() if not action.isSeparator()] == [
        "Add a tag…",
        "What they are to us",
        "Keep in touch every",
        "Merge the two…",
        "Archive",
        "Move to the bin",
    ]
    for submenu, words in (("What they are to us", "Partner"), ("Keep in touch every", "2 weeks")):
        opened = next(each for each in menu.findChildren(QMenu) if each.title() == submenu)
        next(action for action in opened.actions() if action.text() == words).trigger()
        settle(shop_window)
    assert [row_of(name).roles for name in ("Ana", "Lena")] == [(Role.PARTNER,)] * 2
    session = shop_window.session
    assert [parties.page(session.store, session.ctx(), each).interval_days for each in pair] == [14, 14]


def test_a_shop_without_anybody_teaches_how_to_begin(
    directory: DirectoryTab, shop_window: MainWindow, sheet: Callable[[], Layer], settle: Settle
) -> None:
    deeds.move_to_bin(shop_window, directory, list(directory.model.ids))
    settle(shop_window)
    shown = {each.text() for each in directory.findChildren(QPushButton) if each.isVisible()}
    assert {"Add a person or business", "See an example"} <= shown
    assert not directory.filter.isEnabled()
    next(
        each
        for each in directory.findChildren(QPushButton)
        if each.isVisible() and each.text() == "Add a person or business"
    ).click()
    assert sheet().accessibleName() == "Add a person or business"


def test_every_control_has_a_name(directory: DirectoryTab, unnamed: Callable[[QWidget], list[str]]) -> None:
    assert unnamed(directory) == []


def test_the_model_keeps_the_rules_of_qt(directory: DirectoryTab, names: Callable[[], list[str]]) -> None:
    QAbstractItemModelTester(directory.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    names()
    directory.show_only(chip="partners")
    assert names() == ["The Daily Grind"]
    assert directory.model.rowCount(QModelIndex()) == 1


def test_down_from_the_filter_selects_the_first_row(
    directory: DirectoryTab, shop_window: MainWindow, settle: Callable[[MainWindow], None]
) -> None:
    directory.table.setFocus()
    directory.table.clearSelection()
    directory.find_here()
    press(directory.filter.field, Qt.Key.Key_Down)
    settle(shop_window)
    assert focused() is directory.table
    assert directory.table.selected_ids() == [directory.model.ids[0]]
