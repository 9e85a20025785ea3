"""Work off the window's thread: results, failures, latest only, dead widgets, cancelling and closing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from db.engine import Store, create_store, open_store
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import DiskFull, Refused
from partnercrm.domain.words import msg
from ui import crash
from ui.common.ask import QuestionSheet
from ui.common.toast import Toast
from ui.tasks import FileWork, Tasks

CHANGES = Changes(frozenset({"party"}), 7, msg("Archived"))


@pytest.fixture
def owner(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def test_a_result_comes_on_the_windows_thread(tasks: Tasks, owner: QWidget, qtbot: QtBot) -> None:
    seen: list[tuple[str, str]] = []
    tasks.run_read(
        lambda: threading.current_thread().name,
        lambda name: seen.append((name, threading.current_thread().name)),
        owner=owner,
    )
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [("PartnerCRM reader", "MainThread")]


def test_nothing_runs_before_the_start(owner: QWidget, qtbot: QtBot) -> None:
    tasks, seen = Tasks(), list[int]()
    tasks.run_write(lambda: 1, seen.append, owner=owner)
    qtbot.wait(30)
    assert not seen and not tasks.idle
    tasks.start()
    qtbot.waitUntil(lambda: seen == [1])
    tasks.close()


def test_writes_keep_their_order_and_tell_changes_once(tasks: Tasks, owner: QWidget, qtbot: QtBot) -> None:
    seen: list[int] = []
    told: list[Changes] = []
    tasks.changed.connect(told.append)
    for number in range(20):
        tasks.run_write(lambda number=number: number, seen.append, owner=owner)  # type: ignore[misc]
    tasks.run_write(lambda: CHANGES, owner=owner)
    tasks.run_write(lambda: _Posted(CHANGES), owner=owner)
    qtbot.waitUntil(lambda: tasks.idle)
    assert seen == list(range(20))
    assert told == [CHANGES, CHANGES]


class _Posted:
    def __init__(self, changes: Changes) -> None:
        self.changes = changes


def test_a_newer_request_drops_the_older_ones(tasks: Tasks, owner: QWidget, qtbot: QtBot) -> None:
    hold, seen, ran = threading.Event(), list[str](), list[str]()
    tasks.run_read(lambda: hold.wait(60), lambda _value: None, owner=owner)

    def ask(text: str) -> Callable[[], str]:
        return lambda: (ran.append(text), text)[1]  # type: ignore[func-returns-value]

    for text in ("m", "ma", "map"):
        tasks.run_read(ask(text), seen.append, owner=owner, latest_key="search")
    hold.set()
    qtbot.waitUntil(lambda: tasks.idle)
    assert seen == ["map"]
    assert ran == ["map"]


def test_callbacks_of_a_dead_widget_are_dropped_but_the_change_is_told(tasks: Tasks, qtbot: QtBot) -> None:
    owner, hold = QWidget(), threading.Event()
    seen: list[object] = []
    told: list[Changes] = []
    tasks.changed.connect(told.append)
    tasks.run_write(lambda: (hold.wait(60), CHANGES)[1], seen.append, owner=owner, ended=lambda: seen.append("ended"))
    delete(owner)
    hold.set()
    qtbot.waitUntil(lambda: tasks.idle)
    assert not seen
    assert told == [CHANGES]


def test_a_refusal_goes_to_its_form(tasks: Tasks, owner: QWidget, qtbot: QtBot) -> None:
    heard: list[object] = []
    tasks.run_write(_refuse, heard.append, heard.append, owner=owner, ended=lambda: heard.append("ended"))
    qtbot.waitUntil(lambda: tasks.idle)
    assert [str(each) for each in heard] == ["No.", "ended"]


def test_a_refusal_without_a_form_is_a_toast(tasks: Tasks, window: QWidget, qtbot: QtBot) -> None:
    tasks.run_write(_refuse, owner=window)
    qtbot.waitUntil(lambda: tasks.idle)
    assert [toast.accessibleName() for toast in window.findChildren(Toast)] == ["No."]


def test_a_store_problem_is_a_message_with_advice(tasks: Tasks, window: QWidget, qtbot: QtBot) -> None:
    tasks.run_write(_fill_disk, owner=window)
    qtbot.waitUntil(lambda: tasks.idle)
    sheet = window.findChild(QuestionSheet)
    assert sheet is not None and sheet.isVisible()
    assert "Make room" in sheet.accessibleDescription()


@pytest.mark.expects_log("A task failed")
def test_our_own_bug_becomes_a_report(
    tasks: Tasks, window: QWidget, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported: list[BaseException] = []
    monkeypatch.setattr(crash, "report", reported.append)
    tasks.run_read(lambda: 1 / 0, lambda _value: None, owner=window)
    qtbot.waitUntil(lambda: tasks.idle)
    assert [type(each) for each in reported] == [ZeroDivisionError]


def test_file_work_reports_and_can_be_called_off(tasks: Tasks, owner: QWidget, qtbot: QtBot) -> None:
    steps: list[tuple[int, int]] = []
    ended: list[str] = []

    def work(handle: FileWork) -> str:
        for step in range(100_000):
            handle.report(step, 100_000)
            handle.cancel.wait(0.001)
        return "written"

    handle = tasks.run_file(
        work, ended.append, owner=owner, progress=lambda *step: steps.append(step), ended=lambda: ended.append("ended")
    )
    qtbot.waitUntil(lambda: len(steps) > 1)
    handle.cancel.set()
    qtbot.waitUntil(lambda: tasks.idle)
    assert ended == ["ended"]


COUNTING = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
"""It never ends by itself."""


def _count(store: Store, begun: threading.Event) -> object:
    with store.read() as connection:
        begun.set()
        return connection.exec_driver_sql(COUNTING).scalar()


def test_calling_off_interrupts_the_statement_that_runs(
    tasks: Tasks, owner: QWidget, qtbot: QtBot, tmp_path: Path
) -> None:
    create_store(tmp_path / "shop.partnercrm")
    store, told = open_store(tmp_path / "shop.partnercrm"), list[object]()

    begun = threading.Event()
    file = tasks.run_file(
        lambda _work: _count(store, begun), told.append, owner=owner, ended=lambda: told.append("off")
    )
    assert begun.wait(10)
    file.cancel.set()
    qtbot.waitUntil(lambda: tasks.idle)
    assert told == ["off"]
    begun = threading.Event()
    tasks.run_read(lambda: _count(store, begun), told.append, told.append, owner=owner, latest_key="count")
    assert begun.wait(10)
    tasks.run_read(lambda: "newer", told.append, owner=owner, latest_key="count")
    qtbot.waitUntil(lambda: tasks.idle)
    assert told == ["off", "newer"]
    begun = threading.Event()
    tasks.run_read(lambda: _count(store, begun), told.append, owner=owner)
    assert begun.wait(10)
    tasks.close()
    with store.read() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM setting").scalar() == 0
    store.close()


def test_long_work_says_that_it_is_busy(tasks: Tasks, owner: QWidget, qtbot: QtBot) -> None:
    hold, said = threading.Event(), list[bool]()
    tasks.busy.connect(said.append)
    tasks.run_read(lambda: None, lambda _value: None, owner=owner)
    qtbot.waitUntil(lambda: tasks.idle)
    tasks.run_read(lambda: hold.wait(60), lambda _value: None, owner=owner)
    qtbot.waitUntil(lambda: said == [True])
    hold.set()
    qtbot.waitUntil(lambda: said == [True, False])


def test_closing_finishes_writes_and_drops_the_rest(owner: QWidget) -> None:
    tasks, done = Tasks(), list[str]()
    tasks.start()
    hold = threading.Event()
    tasks.run_write(lambda: hold.wait(60), owner=owner)
    tasks.run_write(lambda: done.append("write"), owner=owner)
    tasks.run_read(lambda: hold.wait(60), lambda _value: None, owner=owner)
    tasks.run_read(lambda: done.append("read"), lambda _value: None, owner=owner)
    file = tasks.run_file(lambda handle: handle.cancel.wait(60), owner=owner)
    threading.Thread(target=lambda: _once_closed(tasks, hold.set)).start()
    tasks.close()
    tasks.close()
    tasks.run_write(lambda: done.append("too late"), owner=owner)
    assert done == ["write"]
    assert file.cancel.is_set()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("PartnerCRM")]


def test_a_write_asked_before_the_start_is_not_lost_by_closing(owner: QWidget) -> None:
    tasks, done = Tasks(), list[str]()
    tasks.run_write(lambda: done.append("write"), owner=owner)
    tasks.close()
    assert done == ["write"]


def _refuse() -> None:
    raise Refused(msg("No."))


def _fill_disk() -> None:
    raise DiskFull(msg("There is no room left on the disk."), msg("Make room and try again."))


def _once_closed(tasks: Tasks, run: Callable[[], None]) -> None:
    while not tasks._closed:
        time.sleep(0.001)
    run()
