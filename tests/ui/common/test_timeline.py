"""The timeline: hundreds of entries, row widgets used again."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from ui.common.painting import BadgeSpec
from ui.common.timeline import SHOWN_AT_FIRST, Timeline, TimelineEntry, TimelineGroup


@pytest.fixture
def timeline(window: QWidget) -> Timeline:
    made = Timeline("Timeline")
    scroller = QScrollArea()
    scroller.setWidgetResizable(True)
    scroller.setWidget(made)
    QVBoxLayout(window).addWidget(scroller)
    return made


def calls(count: int) -> list[TimelineEntry]:
    return [TimelineEntry("phone", f"Call {number}", "10:20", "Agreed.") for number in range(count)]


def titles(timeline: Timeline) -> list[str]:
    return [row.entry.title for row in timeline.rows()]


def test_entries_stand_under_their_headings_in_order(timeline: Timeline) -> None:
    timeline.set_groups([TimelineGroup("Today", calls(2)), TimelineGroup("Empty"), TimelineGroup("October", calls(1))])
    QApplication.processEvents()
    assert titles(timeline) == ["Call 0", "Call 1", "Call 0"]
    tops = [row.geometry().top() for row in timeline.rows()]
    assert tops == sorted(tops)
    assert timeline.more.isHidden()


def test_hundreds_are_shown_a_part_at_a_time(timeline: Timeline) -> None:
    timeline.set_groups([TimelineGroup("Today", calls(10)), TimelineGroup("Before", calls(90))])
    assert len(timeline.rows()) == SHOWN_AT_FIRST
    assert timeline.more.text() == "Show 30 more"
    for expected in (60, 90, 100):
        QTest.mouseClick(timeline.more, Qt.MouseButton.LeftButton)
        assert len(timeline.rows()) == expected
    assert timeline.more.isHidden()


def test_another_person_builds_no_new_rows(timeline: Timeline) -> None:
    timeline.set_groups([TimelineGroup("Today", calls(20))])
    before = timeline.rows()
    timeline.set_groups([TimelineGroup("June", calls(5))])
    assert timeline.rows() == before[:5]
    timeline.set_groups([])
    assert timeline.rows() == []


def test_an_entry_that_opens_answers_to_enter_and_a_click(timeline: Timeline) -> None:
    opened: list[str] = []
    entry = TimelineEntry(
        "phone", "Call", "10:20", run=lambda: opened.append("call"), badge=BadgeSpec("Done", "success")
    )
    timeline.set_groups([TimelineGroup("Today", [entry, TimelineEntry("mail", "Email", "09:00")])])
    opens, rests = timeline.rows()
    opens.setFocus()
    QTest.keyClick(opens, Qt.Key.Key_Return)
    QTest.mouseClick(opens, Qt.MouseButton.LeftButton)
    assert opened == ["call", "call"]
    assert opens.accessibleName() == "Call, 10:20.  Done."
    assert rests.focusPolicy() == Qt.FocusPolicy.NoFocus
    assert not opens.grab().isNull()
