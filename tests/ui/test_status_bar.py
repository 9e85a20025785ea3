"""The line at the bottom: saved when and where, and how old the last verified copy is."""

from __future__ import annotations

import datetime as dt

import pytest
from pytestqt.qtbot import QtBot

from ui import theme
from ui.status_bar import StatusBar

NOW = dt.datetime(2026, 11, 21, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def bar(qtbot: QtBot) -> StatusBar:
    made = StatusBar()
    qtbot.addWidget(made)
    return made


def test_saved_says_when_and_points_at_the_file(bar: StatusBar) -> None:
    bar.show_saved("/home/sarah/Brew.partnercrm", None)
    assert bar.saved.text() == "All changes saved on this computer"
    bar.show_saved("/home/sarah/Brew.partnercrm", dt.datetime(2026, 11, 21, 9, 5, tzinfo=dt.UTC))
    assert bar.saved.text() == "All changes saved on this computer, 09:05"
    assert bar.saved.toolTip() == "/home/sarah/Brew.partnercrm"


@pytest.mark.parametrize(
    ("age", "says", "tone"),
    [
        (dt.timedelta(hours=3), "Last copy today, 09:00", ""),
        (dt.timedelta(days=1), "Last copy yesterday, 12:00", ""),
        (dt.timedelta(days=2), "Last copy 19/11/2026, 12:00", ""),
        (dt.timedelta(days=4), "Last copy 17/11/2026, 12:00", "danger"),
    ],
)
def test_an_old_copy_is_red(bar: StatusBar, age: dt.timedelta, says: str, tone: str) -> None:
    bar.show_copy(NOW - age, NOW, "/copies/one")
    assert (bar.copy.text(), bar.copy.property("tone"), bar.copy.toolTip()) == (says, tone, "/copies/one")


def test_no_copy_is_red(bar: StatusBar) -> None:
    bar.show_copy(None, NOW)
    assert (bar.copy.text(), bar.copy.property("tone")) == ("No copy yet", "danger")
    bar.show_copy(NOW, NOW)
    assert bar.copy.property("tone") == ""


def test_a_lost_file_is_red_and_black_again_when_it_is_back(bar: StatusBar) -> None:
    bar.show_lost("/stick/Brew.partnercrm")
    assert bar.saved.property("tone") == "danger" and "Not saved" in bar.saved.text()
    bar.show()
    assert bar.saved.palette().color(bar.saved.foregroundRole()).name().upper() == theme.current().danger
    bar.show_saved("/stick/Brew.partnercrm", None)
    assert bar.saved.property("tone") == ""


def test_long_work_is_said_while_it_lasts(bar: StatusBar) -> None:
    bar.show_busy(True)
    assert bar.busy.text() == "Working…"
    bar.show_busy(False)
    assert bar.busy.text() == ""


def test_the_keys_of_help_are_shown(bar: StatusBar) -> None:
    assert bar.keys.text() == "F1 help   Ctrl+/ shortcuts"
    bar.show_count("16 records")
    assert bar.count.text() == "16 records"
