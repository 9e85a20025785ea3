"""Two records become one with both sides in view, and one undo brings both back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from partnercrm.domain.party import PartyDraft, Role, RoleDraft
from partnercrm.services import party as parties
from ui.common.overlay import Layer, top_layer
from ui.main_window import MainWindow
from ui.party.merge import MergeSheet

Settle = Callable[[MainWindow], None]


def open_pair(window: MainWindow, sheet: Callable[[], Layer], party_of: Callable[[str], int]) -> MergeSheet:
    session = window.session
    draft = PartyDraft("Daily Grind Bakery", (RoleDraft(Role.CUSTOMER),), about="On Mill Lane", interval_days=30)
    added = parties.add(session.store, session.ctx(), draft).party
    window.run("merge", parties=(party_of("The Daily Grind"), added))
    form = sheet()
    assert isinstance(form, MergeSheet)
    return form


def test_what_stays_keeps_its_words_and_takes_what_it_lacks(
    shop_window: MainWindow,
    sheet: Callable[[], Layer],
    party_of: Callable[[str], int],
    names: Callable[[], list[str]],
    settle: Settle,
) -> None:
    form = open_pair(shop_window, sheet, party_of)
    assert form.chosen() == {"interval_days"}
    form.choices["about"][1].setChecked(True)
    QTest.keyClick(form.window().focusWidget(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(shop_window)
    assert top_layer(shop_window) is None
    session = shop_window.session
    kept = parties.page(session.store, session.ctx(), party_of("The Daily Grind"))
    assert (kept.about, kept.interval_days) == ("On Mill Lane", 30)
    assert Role.CUSTOMER in {role.role for role in kept.roles}
    assert "Daily Grind Bakery" not in names()
    shop_window.run("undo")
    assert "Daily Grind Bakery" in names()
    settle(shop_window)
    page = parties.page(session.store, session.ctx(), party_of("The Daily Grind"))
    assert (page.about, page.interval_days) == ("Bakery", None)


def test_the_other_one_can_stay(
    shop_window: MainWindow,
    sheet: Callable[[], Layer],
    party_of: Callable[[str], int],
    names: Callable[[], list[str]],
) -> None:
    form = open_pair(shop_window, sheet, party_of)
    form.stays.button(form.stays.keys()[1]).click()
    assert form.chosen() == frozenset()
    form.press_primary()
    assert "The Daily Grind" not in names()
    assert "Daily Grind Bakery" in names()


def test_escape_changes_nothing_and_all_controls_are_named(
    shop_window: MainWindow,
    sheet: Callable[[], Layer],
    party_of: Callable[[str], int],
    names: Callable[[], list[str]],
    unnamed: Callable[[QWidget], list[str]],
) -> None:
    form = open_pair(shop_window, sheet, party_of)
    assert unnamed(form) == []
    QTest.keyClick(form.window().focusWidget(), Qt.Key.Key_Escape)
    assert top_layer(shop_window) is None
    shop_window.run("refresh")
    assert {"The Daily Grind", "Daily Grind Bakery"} <= set(names())
