"""The log form: what it says beside its fields, what it keeps, what it makes on the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from partnercrm.domain.interaction import Channel
from partnercrm.domain.ledger import Basis, Kind
from partnercrm.domain.ledger_rows import EntryFilter
from partnercrm.domain.party import PartyDraft, Role, RoleDraft
from partnercrm.services import entry, form_copy, interaction, suggestion
from partnercrm.services import party as parties
from ui.common.overlay import top_layer
from ui.interaction.edit_form import EditForm
from ui.interaction.form import FORM, LogForm
from ui.main_window import MainWindow

Press = Callable[..., None]
TAB, CTRL = Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier
SAVE, OPEN, ESC = (Qt.Key.Key_Return, CTRL), (Qt.Key.Key_L, CTRL), Qt.Key.Key_Escape


def rows(window: MainWindow) -> list[Any]:
    store = window.session.store
    return interaction.page_rows(store, interaction.ids(store))


def test_every_control_has_a_name(log_form: LogForm, unnamed: Callable[[QWidget], list[str]]) -> None:
    log_form.gave.set_text("mention")
    assert unnamed(log_form) == []


def test_the_shortest_way(shop_window: MainWindow, log_form: LogForm, press: Press) -> None:
    press("hillside", TAB, "Beans come on Thursday", SAVE)
    [row] = rows(shop_window)
    assert (row.names, row.channel, row.minute) == (("Hillside Roasters",), Channel.CALL, 12 * 60)
    assert row.entry is None
    assert row.next_step is None


def test_a_day_of_last_year_is_understood_with_its_year(log_form: LogForm) -> None:
    log_form.when.edit.setText("27/11")
    assert log_form.when.understood.text() == "Thu 27 Nov 2025"


def test_a_day_that_does_not_exist(shop_window: MainWindow, log_form: LogForm, press: Press) -> None:
    log_form.when.edit.setText("31/11 10:20")
    press("grin", TAB, "Window", SAVE)
    assert log_form.when.error.text() == "November has 30 days. Try 30 November."
    assert QApplication.focusWidget() is log_form.when.edit
    assert rows(shop_window) == []
    log_form.when.edit.setText("30/10 10:20")
    press(SAVE)
    assert [(row.day.isoformat(), row.minute) for row in rows(shop_window)] == [("2026-10-30", 620)]


def test_nothing_said_is_said_beside_the_fields(log_form: LogForm, press: Press) -> None:
    press(SAVE)
    assert log_form.who.error.text() == "Say who it was with."
    assert log_form.what.error.text() == "Say in a few words what it was about."
    assert QApplication.focusWidget() is log_form.who.edit


def test_a_day_to_come_is_refused(shop_window: MainWindow, log_form: LogForm, press: Press) -> None:
    log_form.when.edit.setText("24/11/2026")
    press("grin", TAB, "Window", SAVE)
    assert log_form.when.has_error()
    assert rows(shop_window) == []


def test_an_amount_that_is_not_clear(shop_window: MainWindow, log_form: LogForm, press: Press) -> None:
    press("grin", TAB, "Window", TAB, TAB, "mention about 12,5", SAVE)
    assert log_form.gave.has_error()
    assert top_layer(shop_window) is log_form
    assert rows(shop_window) == []


def test_it_begins_with_whom_the_tab_in_front_shows(
    shop_window: MainWindow, settle: Callable[[MainWindow], None], press: Press
) -> None:
    def named() -> list[str]:
        press(OPEN)
        form = top_layer(shop_window)
        assert isinstance(form, LogForm)
        cursor = form.what.edit if form.who.parties() else form.who.edit
        assert QApplication.focusWidget() is cursor
        found = [who.name for who in form.who.parties()]
        press(ESC)
        return found

    store = shop_window.session.store
    shop_window.go("directory")
    settle(shop_window)
    shop_window.show_party(parties.find(store, "Ana"))
    settle(shop_window)
    assert named() == ["Ana"]
    shop_window.go("loyalty")  # the page stands beside it still
    settle(shop_window)
    assert named() == ["Ana"]
    shop_window.resize(1024, 640)  # the page is folded away, and no row of this tab names anybody
    settle(shop_window)
    assert named() == []
    shop_window.go("directory")
    settle(shop_window)
    assert named() == ["Ana"]
    shop_window.go("today")
    settle(shop_window)
    assert named() == []


def test_a_half_typed_text_comes_before_whom_the_tab_shows(
    shop_window: MainWindow, settle: Callable[[MainWindow], None], press: Press
) -> None:
    store = shop_window.session.store
    shop_window.show_party(parties.find(store, "Ana"))
    settle(shop_window)
    press(OPEN, "Half of it")
    form = top_layer(shop_window)
    assert isinstance(form, LogForm)
    press(ESC)
    shop_window.show_party(parties.find(store, "Hillside Roasters"))
    settle(shop_window)
    press(OPEN)
    form = top_layer(shop_window)
    assert isinstance(form, LogForm)
    assert [who.name for who in form.who.parties()] == ["Ana"]
    assert form.what.text() == "Half of it"


def test_a_name_that_fits_nobody_is_asked_again(log_form: LogForm, press: Press) -> None:
    press("zzz", TAB, "Window", SAVE)
    assert log_form.who.error.text() == "Choose a name from the list, or create it there."


def test_a_new_name_is_made_from_the_last_row(shop_window: MainWindow, log_form: LogForm, press: Press) -> None:
    press("Oak Street Yoga", Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert [who.name for who in log_form.who.parties()] == ["Oak Street Yoga"]
    press(TAB, "Asked about the card", SAVE)
    assert rows(shop_window)[0].names == ("Oak Street Yoga",)


def test_several_parties_are_chips(shop_window: MainWindow, log_form: LogForm, press: Press) -> None:
    press("grin", Qt.Key.Key_Return, "ana", Qt.Key.Key_Return, "lena", Qt.Key.Key_Return)
    press(Qt.Key.Key_Backspace)
    assert [who.name for who in log_form.who.parties()] == ["The Daily Grind", "Ana"]
    press(TAB, "Market day", SAVE)
    assert rows(shop_window)[0].names == ("The Daily Grind", "Ana")


def test_the_guess_is_changed_by_keyboard(shop_window: MainWindow, log_form: LogForm, press: Press) -> None:
    press("grin", TAB, "Window", TAB, TAB, "window place 40", TAB)
    assert QApplication.focusWidget() is log_form.gave.kind
    press("Disc", TAB, "Agr")
    assert "a discount on window place (agreed 40.00)" in log_form.said.text()
    press(SAVE)
    store, today = shop_window.session.store, shop_window.session.clock.today()
    [line] = entry.lines(store, EntryFilter(), today)
    assert (line.line.kind, line.line.basis, line.line.value) == (Kind.DISCOUNT, Basis.AGREED, 4000)


def test_past_descriptions_are_offered(shop_window: MainWindow, log_form: LogForm, press: Press) -> None:
    press("grin", TAB, "Window", TAB, TAB, "newsletter mention, agreed 25", SAVE)
    assert suggestion.past_descriptions(shop_window.session.store, "news")
    press(OPEN, "grin", TAB, "Again", TAB, TAB, "news")
    form = top_layer(shop_window)
    assert isinstance(form, LogForm)
    press(Qt.Key.Key_Down, Qt.Key.Key_Return)
    assert form.gave.text() == "newsletter mention, agreed 25.00"
    line = form.gave.line()
    assert line is not None
    assert (line.value, line.basis, line.kind) == (2500, Basis.AGREED, Kind.EXPOSURE)


def test_save_and_add_another_keeps_partner_and_date(shop_window: MainWindow, log_form: LogForm, press: Press) -> None:
    log_form.when.edit.setText("19/11")
    press("grin", TAB, "First word")
    log_form.another.setFocus()
    press(Qt.Key.Key_Space)
    assert QApplication.focusWidget() is log_form.what.edit
    assert log_form.what.text() == ""
    press("Second word", SAVE)
    assert {(row.summary, row.day.isoformat(), row.names) for row in rows(shop_window)} == {
        ("First word", "2026-11-19", ("The Daily Grind",)),
        ("Second word", "2026-11-19", ("The Daily Grind",)),
    }


def test_esc_keeps_the_text_and_it_comes_back(shop_window: MainWindow, log_form: LogForm, press: Press) -> None:
    press("grin", TAB, "Half a sent", TAB, TAB, "oven for 2 hours", ESC)
    assert top_layer(shop_window) is None
    press(OPEN)
    again = top_layer(shop_window)
    assert isinstance(again, LogForm)
    assert again.what.text() == "Half a sent"
    assert again.gave.text() == "oven for 2 hours"
    assert [who.name for who in again.who.parties()] == ["The Daily Grind"]
    assert again.bar.isVisible()
    press(SAVE, OPEN)
    third = top_layer(shop_window)
    assert isinstance(third, LogForm)
    assert third.what.text() == ""


def test_a_copy_is_kept_while_typing(
    shop_window: MainWindow, log_form: LogForm, press: Press, settle: Callable[[MainWindow], None]
) -> None:
    press("grin", TAB, "Before the crash")
    log_form.keeper.timeout.emit()
    settle(shop_window)
    copy = form_copy.load(shop_window.session.store, shop_window.session.ctx(), FORM)
    assert copy is not None
    assert copy.content["what"] == "Before the crash"


def test_a_form_for_a_party_only_offers_the_text(
    shop_window: MainWindow, log_form: LogForm, press: Press, settle: Callable[[MainWindow], None]
) -> None:
    press("grin", TAB, "Half a sent", ESC)
    ana = parties.find(shop_window.session.store, "Ana")
    shop_window.run("log", party=ana, channel="visit", text="Came in")
    settle(shop_window)
    form = top_layer(shop_window)
    assert isinstance(form, LogForm)
    assert ([who.party for who in form.who.parties()], form.what.text()) == ([ana], "Came in")
    assert form.bar.isVisible()
    press(SAVE)
    assert rows(shop_window)[0].channel is Channel.VISIT


def test_change_one(shop_window: MainWindow, log_form: LogForm, press: Press) -> None:
    press("grin", TAB, "Windw", SAVE)
    [row] = rows(shop_window)
    shop_window.run("log", interaction=row.id)
    press()
    form = top_layer(shop_window)
    assert isinstance(form, EditForm)
    assert form.what.text() == "Windw"
    form.what.edit.selectAll()
    press("Window", SAVE)
    [row] = rows(shop_window)
    assert (row.summary, row.names) == ("Window", ("The Daily Grind",))
    press((Qt.Key.Key_Z, CTRL))
    assert rows(shop_window)[0].summary == "Windw"


@pytest.mark.parametrize("name", ["=1+1", "O'Brien & Söhne", "名前"])
def test_names_as_people_have_them(shop_window: MainWindow, log_form: LogForm, press: Press, name: str) -> None:
    session = shop_window.session
    parties.add(session.store, session.ctx(), PartyDraft(name, (RoleDraft(Role.CUSTOMER),)))
    log_form.who.edit.setText(name)
    log_form.who.edit.textEdited.emit(name)
    press()
    press(Qt.Key.Key_Return)
    assert [who.name for who in log_form.who.parties()] == [name]
