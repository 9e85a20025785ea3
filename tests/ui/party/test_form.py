"""The form of a person or business, typed with the keys alone: into the store, refused beside the field, undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from partnercrm.domain.party import ContactDraft, ContactKind, DateDraft, Mode, PartyDraft, PartyKind, Role, RoleDraft
from partnercrm.services import form_copy, undo
from partnercrm.services import party as parties
from partnercrm.services.search import search
from ui.common.overlay import Layer, top_layer
from ui.main_window import MainWindow
from ui.party.form import PartySheet, open_form
from ui.party.page import PartyPanel
from ui.party.reach import kind_of

Settle = Callable[[MainWindow], None]
CTRL = Qt.KeyboardModifier.ControlModifier


def open_new(window: MainWindow, sheet: Callable[[], Layer], name: str = "", role: str = "") -> PartySheet:
    open_form(window, name=name, role=role)
    form = sheet()
    assert isinstance(form, PartySheet)
    return form


def button(widget: QWidget, text: str) -> QPushButton:
    return next(each for each in widget.findChildren(QPushButton) if each.text() == text and each.isVisible())


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def test_typed_by_keys_stored_listed_found_and_taken_back(
    shop_window: MainWindow, sheet: Callable[[], Layer], names: Callable[[], list[str]], settle: Settle
) -> None:
    shop_window.run("new")
    form = sheet()
    assert isinstance(form, PartySheet)
    QTest.keyClicks(focused(), "Corner Cup")
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    QTest.keyClick(focused(), Qt.Key.Key_Space)
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    QTest.keyClicks(focused(), "020 7946 0321")
    assert form.reach.understood.text() == "Phone"
    QTest.keyClick(focused(), Qt.Key.Key_Return, CTRL)
    settle(shop_window)
    assert top_layer(shop_window) is None
    store = shop_window.session.store
    party = parties.find(store, "Corner Cup")
    draft = parties.draft_of(store, shop_window.session.ctx(), party)
    assert draft == PartyDraft(
        "Corner Cup",
        (RoleDraft(Role.PARTNER),),
        contacts=(ContactDraft(ContactKind.PHONE, "020 7946 0321"),),
        mode=Mode.BALANCED,
    )
    assert "Corner Cup" in names()
    assert shop_window.shown_party() == party
    assert [hit.party for hit in search(store, "+44 20 7946 0321")] == [party]
    shop_window.run("undo")
    settle(shop_window)
    assert "Corner Cup" not in names()
    assert search(store, "Corner Cup") == []
    assert shop_window.shown_party() is None


def test_enter_in_the_last_field_saves(
    shop_window: MainWindow, sheet: Callable[[], Layer], names: Callable[[], list[str]]
) -> None:
    form = open_new(shop_window, sheet, name="Ashby Yoga", role="customer")
    form.reach.take_focus()
    QTest.keyClicks(focused(), "hello@yoga.example")
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert "Ashby Yoga" in names()
    session = shop_window.session
    found = parties.draft_of(session.store, session.ctx(), parties.find(session.store, "Ashby Yoga"))
    assert (found.kind, found.contacts[0].kind) == (PartyKind.PERSON, ContactKind.EMAIL)


def test_an_empty_name_and_a_bad_address_are_told_beside_their_fields(
    shop_window: MainWindow, sheet: Callable[[], Layer], settle: Settle
) -> None:
    form = open_new(shop_window, sheet)
    QTest.keyClick(focused(), Qt.Key.Key_Return, CTRL)
    assert form.name.error.text() == "Type a name."
    assert form.name.edit.hasFocus()
    form.name.set_value("Ana Abbott")
    form.reach.take_focus()
    QTest.keyClicks(focused(), "ana@nowhere@")
    QTest.keyClick(focused(), Qt.Key.Key_Return, CTRL)
    settle(shop_window)
    assert form.reach.has_error()
    assert top_layer(shop_window) is form


def test_save_and_add_another_keeps_the_roles(
    shop_window: MainWindow, sheet: Callable[[], Layer], names: Callable[[], list[str]], settle: Settle
) -> None:
    form = open_new(shop_window, sheet, role="supplier")
    for name in ("North Dairy", "South Dairy"):
        QTest.keyClicks(form.name.edit, name)
        button(form, "Save and add another").click()
        settle(shop_window)
        assert form.name.text() == ""
        assert form.name.edit.hasFocus()
        assert form.roles.values() == ["supplier"]
    assert {"North Dairy", "South Dairy"} <= set(names())


def test_half_typed_text_survives_escape_and_can_be_put_aside(
    shop_window: MainWindow, sheet: Callable[[], Layer], settle: Settle
) -> None:
    form = open_new(shop_window, sheet)
    QTest.keyClicks(focused(), "Half typ")
    form.roles.set_values(["partner"])
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    settle(shop_window)
    assert top_layer(shop_window) is None
    again = open_new(shop_window, sheet)
    settle(shop_window)
    assert (again.name.text(), again.roles.values()) == ("Half typ", ["partner"])
    assert again.bar.isVisible()
    button(again.bar, "Start afresh").click()
    settle(shop_window)
    assert again.name.text() == ""
    assert form_copy.load(shop_window.session.store, shop_window.session.ctx(), "party") is None


def test_a_likely_double_is_pointed_out_and_opened(
    shop_window: MainWindow,
    panel: PartyPanel,
    party_of: Callable[[str], int],
    sheet: Callable[[], Layer],
    settle: Settle,
    qtbot: QtBot,
) -> None:
    form = open_new(shop_window, sheet)
    QTest.keyClicks(focused(), "Daily Grind")
    qtbot.waitUntil(lambda: not form.double.isHidden())
    assert form.double.accessibleName().startswith("Here already: The Daily Grind (Bakery).")
    settle(shop_window)
    button(form.double, "Open it").click()
    settle(shop_window)
    assert panel.party == party_of("The Daily Grind")
    assert top_layer(shop_window) is None


def test_more_holds_the_rest_and_saving_untouched_changes_nothing(
    shop_window: MainWindow, party_of: Callable[[str], int], sheet: Callable[[], Layer], settle: Settle
) -> None:
    session, party = shop_window.session, party_of("The Daily Grind")
    full = PartyDraft(
        name="The Daily Grind",
        roles=(RoleDraft(Role.PARTNER), RoleDraft(Role.COMPETITOR)),
        about="Bakery",
        contacts=(
            ContactDraft(ContactKind.PHONE, "020 7946 0018", "Shop"),
            ContactDraft(ContactKind.SOCIAL, "dailygrind"),
            ContactDraft(ContactKind.ADDRESS, street="14 Market Street", town="Ashby"),
            ContactDraft(ContactKind.ADDRESS, street="2 Mill Lane"),
        ),
        tags=("local", "market"),
        notes=("Line one\nline two",),
        preferences=("call after 5", "oat\nmilk"),
        dates=(DateDraft("Birthday", 2, 29), DateDraft("Opened", 3, 12, 2019)),
        needs=("weekend help",),
        offers=("a van",),
        mode=Mode.STRICT,
        interval_days=30,
        language="en",
        soft_limit=5000,
        hard_limit=10000,
    )
    parties.change(session.store, session.ctx(), party, full)
    before = parties.draft_of(session.store, session.ctx(), party)
    open_form(shop_window, party)
    form = sheet()
    assert isinstance(form, PartySheet)
    assert set(form.draft().roles) == set(before.roles)
    assert replace(form.draft(), roles=before.roles) == before
    form.more.dates.set_value("Birthday")
    form.press_primary()
    assert form.more.dates.has_error()
    form.more.dates.set_value("Birthday 4 May")
    form.more.interval.edit.setText("often")
    form.press_primary()
    assert form.more.interval.has_error()
    form.more.interval.edit.setText("14")
    form.press_primary()
    settle(shop_window)
    after = parties.draft_of(session.store, session.ctx(), party)
    assert (after.dates, after.interval_days, after.tags) == ((DateDraft("Birthday", 5, 4),), 14, before.tags)
    undo.undo(session.store, session.ctx())
    assert parties.draft_of(session.store, session.ctx(), party) == before


def test_a_bad_further_contact_opens_more_at_its_line(shop_window: MainWindow, sheet: Callable[[], Layer]) -> None:
    form = open_new(shop_window, sheet, name="Corner Cup")
    form.open_more.click()
    form.more.contacts.more.click()
    row = form.more.contacts.rows[0]
    QTest.keyClicks(row.value, "corner@@example")
    assert row.kind.currentText() == "E-mail"
    form.press_primary()
    assert row.field.has_error()
    assert row.value.hasFocus()


def test_what_is_typed_is_understood() -> None:
    typed = {
        "020 7946 0018": ContactKind.PHONE,
        "+44 (0)20 7946 0018 ext 4": ContactKind.PHONE,
        "mark@dailygrind.example": ContactKind.EMAIL,
        "@dailygrind": ContactKind.SOCIAL,
        "www.dailygrind.example": ContactKind.WEB,
        "14 Market Street": ContactKind.ADDRESS,
    }
    assert {text: kind_of(text) for text in typed} == typed


def test_every_control_of_the_form_has_a_name(
    shop_window: MainWindow, sheet: Callable[[], Layer], unnamed: Callable[[QWidget], list[str]]
) -> None:
    form = open_new(shop_window, sheet)
    form.open_more.click()
    form.more.contacts.more.click()
    assert unnamed(form) == []


def test_fits_the_smallest_window(shop_window: MainWindow, sheet: Callable[[], Layer], settle: Settle) -> None:
    shop_window.resize(1024, 640)
    form = open_new(shop_window, sheet)
    form.open_more.click()
    settle(shop_window)
    assert form.geometry().bottom() <= shop_window.height()
    assert form.more.width() <= form.width()
