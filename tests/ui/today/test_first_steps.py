"""The first fifteen minutes, by keyboard alone: four cards tick themselves, then the first workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from partnercrm.domain.ledger import Source
from partnercrm.domain.ledger_rows import EntryFilter
from partnercrm.domain.today_rows import Card
from partnercrm.services import entry, follow_up, touch
from partnercrm.services import party as parties
from partnercrm.services import today as todays
from ui.common.overlay import top_layer
from ui.interaction.form import LogForm
from ui.main_window import MainWindow
from ui.today.first_steps import FirstStepsPanel
from ui.today.tab import TodayTab

Press = Callable[..., None]
Settle = Callable[[MainWindow], None]
TAB, ENTER = Qt.Key.Key_Tab, Qt.Key.Key_Return
SAVE = (ENTER, Qt.KeyboardModifier.ControlModifier)


@pytest.fixture
def steps(empty_window: MainWindow) -> FirstStepsPanel:
    """The cards of a fresh shop."""
    tab = empty_window.workspace.current()
    assert isinstance(tab, TodayTab)
    return tab.steps


def _neighbour(window: MainWindow, press_in: Press) -> int:
    press_in(window, "The Daily Grind", TAB, TAB, "020 7946 0018", ENTER)
    return parties.find(window.session.store, "The Daily Grind")


def test_every_control_has_a_name(steps: FirstStepsPanel, unnamed: Callable[[QWidget], list[str]]) -> None:
    assert unnamed(steps) == []


def test_the_cursor_waits_in_the_name(steps: FirstStepsPanel) -> None:
    assert QApplication.focusWidget() is steps.neighbour_form.name.edit


def test_all_four_by_keys(
    empty_window: MainWindow, steps: FirstStepsPanel, press_in: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, today = empty_window.session.store, empty_window.session.clock.today()
    grind = _neighbour(empty_window, press_in)
    assert steps.cards[Card.NEIGHBOUR].ticked
    assert QApplication.focusWidget() is steps.passed

    press_in(empty_window, Qt.Key.Key_Space)
    form = top_layer(empty_window)
    assert isinstance(form, LogForm)
    assert [who.party for who in form.who.parties()] == [grind]
    press_in(empty_window, "Helped out", TAB, TAB, "newsletter mention about 25", SAVE)
    assert steps.cards[Card.EXCHANGE].ticked

    steps.cards[Card.OPENING].take_focus()
    press_in(empty_window, TAB)
    steps.opening_form.amount.take_focus()
    press_in(empty_window, "120", TAB, "+2w", TAB, "R-118", ENTER)
    assert steps.cards[Card.OPENING].ticked
    [opening] = [row for row in entry.lines(store, EntryFilter(), today) if row.source is Source.OPENING]
    assert (opening.our_document, opening.due, opening.line.value) == ("R-118", dt.date(2026, 12, 5), 12000)
    assert opening.day == dt.date(2026, 11, 20)

    steps.talk_form.day.take_focus()
    press_in(empty_window, "fri", ENTER)
    assert steps.workbook.isVisible()
    [task] = follow_up.page_rows(store, follow_up.ids(store, empty_window.session.ctx()))
    assert (task.title, task.due) == ("Talk to The Daily Grind", dt.date(2026, 11, 27))

    asked: list[str] = []
    monkeypatch.setattr(empty_window, "run", lambda action, **_wanted: asked.append(action))
    steps.workbook.take_focus()
    press_in(empty_window, Qt.Key.Key_Space)
    assert asked == ["workbook"]


def test_nothing_is_open_ticks_its_card(empty_window: MainWindow, steps: FirstStepsPanel, settle: Settle) -> None:
    steps.opening_form.nothing.click()
    settle(empty_window)
    assert steps.cards[Card.OPENING].ticked


def test_an_interval_instead_of_a_day(empty_window: MainWindow, steps: FirstStepsPanel, press_in: Press) -> None:
    grind = _neighbour(empty_window, press_in)
    steps.talk_form.every.take_focus()
    press_in(empty_window, "often", ENTER)
    assert steps.talk_form.every.error.text() == "Type a number of days, such as 30."
    steps.talk_form.every.take_focus()
    press_in(empty_window, "30", ENTER)
    assert steps.cards[Card.NEXT_TALK].ticked
    assert touch.next_contact(empty_window.session.store, grind) == dt.date(2026, 12, 21)


def test_what_is_missing_is_said_beside_the_field(
    empty_window: MainWindow, steps: FirstStepsPanel, press_in: Press
) -> None:
    press_in(empty_window, ENTER)
    assert steps.neighbour_form.name.error.text() == "Type a name."
    press_in(empty_window, "The Daily Grind", ENTER)
    assert steps.neighbour_form.phone.has_error()
    steps.opening_form.amount.take_focus()
    press_in(empty_window, ENTER)
    assert steps.opening_form.amount.error.text() == "Type the amount."
    steps.opening_form.amount.take_focus()
    press_in(empty_window, "12,50", TAB, "31/2", TAB, "R-1", ENTER)
    assert steps.opening_form.due.has_error()
    assert QApplication.focusWidget() is steps.opening_form.amount.edit


def test_a_closed_card_stays_closed(empty_window: MainWindow, steps: FirstStepsPanel, settle: Settle) -> None:
    for card in Card:
        steps.cards[card].closed.click()
        settle(empty_window)
    assert not steps.isVisible()
    assert todays.first_steps(empty_window.session.store).open == ()
    tab = empty_window.workspace.current()
    assert isinstance(tab, TodayTab)
    assert tab.empty.isVisible()
