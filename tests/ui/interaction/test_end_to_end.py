"""A call with its favours and its next step, by keys alone: into the store, on Today and the timeline, and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from partnercrm.domain.ledger import Basis, Kind
from partnercrm.domain.ledger_rows import EntryFilter
from partnercrm.domain.timeline import TimelineKind
from partnercrm.domain.today_rows import FigureKey
from partnercrm.services import entry, follow_up, interaction, timeline
from partnercrm.services import party as parties
from ui.common.overlay import top_layer
from ui.interaction.form import LogForm
from ui.main_window import MainWindow
from ui.today.tab import TodayTab
from ui.words import say

TAB, CTRL = Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier
SAVE = (Qt.Key.Key_Return, CTRL)


def test_by_keys_alone(
    shop_window: MainWindow, log_form: LogForm, press: Callable[..., None], settle: Callable[[MainWindow], None]
) -> None:
    store, ctx = shop_window.session.store, shop_window.session.ctx()
    grind = parties.find(store, "The Daily Grind")

    press("grin", TAB, "Agreed the Christmas window", TAB, TAB)
    press("newsletter mention about 25", TAB, TAB, TAB, "oven for 2 hours", TAB, TAB, TAB)
    press(Qt.Key.Key_Right, Qt.Key.Key_Right, TAB)
    assert log_form.said.text() == (
        "You gave The Daily Grind a newsletter mention (about 25.00). They lent you the oven for 2 hours (no price)."
    )
    assert QApplication.focusWidget() is log_form.step.title.edit
    press("Send the logo", SAVE)

    assert top_layer(shop_window) is None
    [number] = interaction.ids(store)
    [row] = interaction.page_rows(store, [number])
    assert (row.parties, row.summary, row.day) == ((grind,), "Agreed the Christmas window", dt.date(2026, 11, 21))
    assert row.next_step is not None
    assert (row.next_step.title, row.next_step.due) == ("Send the logo", dt.date(2026, 11, 27))
    today = dt.date(2026, 11, 21)
    assert len(entry.ids(store, EntryFilter(), today)) == 1
    lines = entry.lines(store, EntryFilter(), today)
    assert [(each.line.kind, each.line.value, each.line.basis) for each in lines] == [
        (Kind.EXPOSURE, 2500, Basis.ESTIMATE),
        (Kind.SPACE_AND_EQUIPMENT, None, Basis.UNPRICED),
    ]
    told = timeline.page(store, ctx, grind)
    assert {each.kind for each in told} == {TimelineKind.INTERACTION, TimelineKind.EXCHANGE}
    assert [say(each.chip.said) for each in told if each.chip] == ["Follow-up due 27 Nov"]

    shop_window.go("today")
    settle(shop_window)
    tab = shop_window.workspace.current()
    assert isinstance(tab, TodayTab)
    assert ": 25.00" in tab.blocks[FigureKey.FAVOURS_GIVEN].accessibleName()

    press((Qt.Key.Key_Z, CTRL))
    assert interaction.ids(store) == []
    assert follow_up.ids(store, ctx) == []
    [left] = timeline.page(store, ctx, grind)
    assert left.chip is not None
    assert say(left.chip.said) == "Taken back"
    assert ": 0.00" in tab.blocks[FigureKey.FAVOURS_GIVEN].accessibleName()
