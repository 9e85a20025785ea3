"""Cyclic garbage is collected on the window's thread alone while workers run."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ui import collector
from ui.collector import Collector, collect_due
from ui.tasks import Tasks


class Cycle:
    """Garbage that only the collector finds; it tells on which thread it went."""

    def __init__(self, told: list[int]) -> None:
        self.told, self.itself = told, self

    def __del__(self) -> None:
        self.told.append(threading.get_ident())


@pytest.fixture(autouse=True)
def collector_on() -> Iterator[None]:
    gc.enable()
    yield
    gc.disable()


def litter(told: list[int]) -> None:
    for _ in range(3_000):
        Cycle(told)


def test_workers_leave_the_garbage_to_the_windows_thread(qtbot: QtBot) -> None:
    owner = QObject()
    told: list[int] = []
    done: list[None] = []
    tasks = Tasks()
    tasks.start()
    tasks.run_read(lambda: litter(told), done.append, owner=owner)
    qtbot.waitUntil(lambda: bool(done))
    qtbot.waitUntil(lambda: len(told) >= 2_000)
    tasks.close()
    assert set(told) == {threading.get_ident()}


def test_it_waits_for_work_to_end(monkeypatch: pytest.MonkeyPatch) -> None:
    collected: list[str] = []
    monkeypatch.setattr(collector, "collect_due", lambda: collected.append("all"))
    monkeypatch.setattr(collector, "PATIENCE", 3)
    owner, idle = QObject(), False
    made = Collector(owner, lambda: idle)
    for _look in range(3):
        made._look()
    assert not collected
    made._look()
    assert collected == ["all"]  # for ever it does not wait
    idle = True
    made._look()
    assert collected == ["all"] * 2


def test_python_has_its_collector_back_when_the_last_one_stops() -> None:
    owner = QObject()
    first, second = Collector(owner), Collector(owner)
    first.start()
    first.start()
    second.start()
    assert not gc.isenabled()
    first.stop()
    assert not gc.isenabled()
    second.stop()
    second.stop()
    assert gc.isenabled()


def test_a_collector_that_was_off_stays_off() -> None:
    owner = QObject()
    gc.disable()
    made = Collector(owner)
    made.start()
    made.stop()
    assert not gc.isenabled()


def test_only_what_is_due_is_collected() -> None:
    gc.disable()
    gc.collect()
    told: list[int] = []
    Cycle(told)
    collect_due()
    assert not told
    litter(told)
    collect_due()
    assert len(told) > 3_000
