"""Work off the window's thread; results come back on it.

One thread writes, one reads, one reads long lists, one does file work that somebody waits for, one keeps house unasked.
One long-lived object. A worker gets a number and a function, never a widget or a callback, so that the last
reference to a widget is never dropped on another thread.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from enum import Enum
from queue import SimpleQueue
from typing import Any, NamedTuple, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from shiboken6 import isValid

from partnercrm.domain import stopping
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Cancelled, Refused, StoreProblem
from ui import crash, messages
from ui.collector import Collector
from ui.words import tr

Result = TypeVar("Result")
Then = Callable[[Any], None]
Failed = Callable[[Refused], None]
Ended = Callable[[], None]
Progress = Callable[[int, int], None]

BUSY_AFTER_MS = 300
_NOBODY = 0
"""No job has that number."""
_PROGRESS_EVERY = 0.05
_log = logging.getLogger("partnercrm.tasks")


class _Lane(Enum):
    WRITE = "writer"
    READ = "reader"
    FILE = "file work"
    LIST = "reader of long lists"
    HOUSE = "housekeeping"


class FileWork:
    """The handle of one piece of file work: cancel it from the window, report from the worker."""

    def __init__(self, tell: Callable[[int, int], None]) -> None:
        self.cancel = threading.Event()
        self._tell = tell
        self._told = 0.0

    def report(self, done: int, total: int) -> None:
        """Say how far the work is (worker's side). Raises Cancelled once it is called off."""
        self.check()
        now = time.monotonic()
        if now - self._told >= _PROGRESS_EVERY or done >= total:
            self._told = now
            self._tell(done, total)

    def check(self) -> None:
        """Raise Cancelled once the work is called off (worker's side)."""
        if self.cancel.is_set():
            raise Cancelled


class _Job(NamedTuple):
    lane: _Lane
    run: Callable[[], Any]
    owner: QObject
    then: Then | None
    failed: Failed | None
    ended: Ended | None
    progress: Progress | None = None
    key: str | None = None


class _Outcome(NamedTuple):
    job: int
    value: Any = None
    error: BaseException | None = None
    progress: tuple[int, int] | None = None


class _Thread:
    def __init__(self) -> None:
        self.queue: SimpleQueue[int | None] = SimpleQueue()
        self.thread: threading.Thread | None = None


class Tasks(QObject):
    """Runs functions on the five workers. `start()` it after the first paint; what came before waits until then.

    `changed` gives the `Changes` of each write once; `busy` says when work takes longer than 0.3 s, and when it ends.
    """

    changed = Signal(object)
    busy = Signal(bool)
    _arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs: dict[int, _Job] = {}
        self._latest: dict[str, int] = {}
        self._last = 0
        self._started = False
        self._closed = False
        self._is_busy = False
        self._outcomes: SimpleQueue[_Outcome] = SimpleQueue()
        self._threads = {lane: _Thread() for lane in _Lane}
        self._collector = Collector(self, lambda: self.idle)
        self._works: dict[int, FileWork] = {}
        self._patience = QTimer(self, singleShot=True, interval=BUSY_AFTER_MS)
        self._patience.timeout.connect(self._run_out_of_patience)
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Let the workers run; each thread starts with its first job."""
        self._started = True
        self._collector.start()
        for number, job in list(self._jobs.items()):
            self._hand_over(number, job)

    def run_write(
        self,
        fn: Callable[[], Result],
        then: Callable[[Result], None] | None = None,
        failed: Failed | None = None,
        *,
        owner: QObject,
        ended: Ended | None = None,
    ) -> None:
        """Run `fn` on the writer, in the order asked. On the window's thread `then` gets its result and `changed` its
        `Changes` (the result itself, or its `.changes`).

        A refusal goes to `failed`, or to a toast without one; a store problem to a message; anything else to a crash
        report. `ended` comes last in every case. Nothing is called once `owner` is gone, but `changed` still is.
        """
        self._accept(_Job(_Lane.WRITE, fn, owner, then, failed, ended))

    def run_read(
        self,
        fn: Callable[[], Result],
        then: Callable[[Result], None],
        failed: Failed | None = None,
        *,
        owner: QObject,
        ended: Ended | None = None,
        latest_key: str | None = None,
        long: bool = False,
    ) -> None:
        """Run `fn` on the reader, or where it may take `long` beside it.

        A newer request with the same `latest_key` drops this one with all its callbacks.
        What is being read for it, or when the window closes, ends in the middle of its statement.
        """
        self._accept(_Job(_Lane.LIST if long else _Lane.READ, fn, owner, then, failed, ended, key=latest_key))

    def call_off(self, latest_key: str) -> None:
        """Drop what was asked for under that key with all its callbacks, as a newer request would."""
        if latest_key in self._latest:
            self._latest[latest_key] = _NOBODY

    def run_file(
        self,
        fn: Callable[[FileWork], Result],
        then: Callable[[Result], None] | None = None,
        failed: Failed | None = None,
        *,
        owner: QObject,
        progress: Progress | None = None,
        ended: Ended | None = None,
    ) -> FileWork:
        """Run `fn` on the file worker; it gets the handle to report and to look whether it is called off.

        `progress(done, total)` comes on the window's thread. Work that was cancelled calls only `ended`;
        a statement that reads for it is interrupted, what it writes is not.
        """
        number = self._last + 1
        work = FileWork(lambda done, total: self._put(_Outcome(number, progress=(done, total))))
        self._works[number] = work
        self._accept(_Job(_Lane.FILE, lambda: fn(work), owner, then, failed, ended, progress))
        return work

    def run_house(self, fn: Callable[[], Result], then: Callable[[Result], None], *, owner: QObject) -> None:
        """Run what nobody asked for, such as the daily copy, beside all work that somebody waits for."""
        self._accept(_Job(_Lane.HOUSE, fn, owner, then, None, None))

    @property
    def idle(self) -> bool:
        """Whether nothing is waiting, running or to be delivered."""
        return not self._jobs

    def close(self) -> None:
        """Stop accepting, call off reads and file work, finish every write, and end the threads. Safe to call twice."""
        self._closed = True
        if not self._started:
            self.start()
        for work in self._works.values():
            work.cancel.set()
        for lane, each in self._threads.items():
            if each.thread is not None:
                each.queue.put(None)
                each.thread.join()
                each.thread = None
                _log.debug("The %s has ended", lane.value)
        self._collector.stop()
        self._jobs.clear()
        self._patience.stop()

    def _accept(self, job: _Job) -> None:
        self._last += 1
        if self._closed:
            return
        self._jobs[self._last] = job
        if job.key is not None:
            self._latest[job.key] = self._last
        if self._started:
            self._hand_over(self._last, job)
        if not self._patience.isActive() and not self._is_busy:
            self._patience.start()

    def _hand_over(self, number: int, job: _Job) -> None:
        worker = self._threads[job.lane]
        worker.queue.put(number)
        if worker.thread is None:
            name = f"PartnerCRM {job.lane.value}"
            worker.thread = threading.Thread(target=self._work, args=(worker.queue,), name=name, daemon=True)
            worker.thread.start()

    # On the workers

    def _work(self, queue: SimpleQueue[int | None]) -> None:
        while (number := queue.get()) is not None:
            self._perform(number)

    def _perform(self, number: int) -> None:
        job = self._jobs.get(number)
        if job is None:
            return
        skip = self._is_outdated(number, job) or (self._closed and job.lane is not _Lane.WRITE)
        run, off = job.run, self._off(number, job)
        del job
        if skip:
            outcome = _Outcome(number, error=Cancelled())
        else:
            outcome = _run(number, run, off)
        del run
        self._put(outcome)

    def _off(self, number: int, job: _Job) -> stopping.Asked | None:
        """How a worker asks whether a job is called off, closing included; what writes goes on to its end."""
        key, work = job.key, self._works.get(number)
        if job.lane is _Lane.WRITE:
            return None
        if work is not None:
            return work.cancel.is_set
        return lambda: self._closed or (key is not None and self._latest.get(key) != number)

    def _put(self, outcome: _Outcome) -> None:
        self._outcomes.put(outcome)
        if not self._closed:
            self._arrived.emit()

    def _is_outdated(self, number: int, job: _Job) -> bool:
        return job.key is not None and self._latest.get(job.key) != number

    # On the window's thread

    @Slot()
    def _deliver(self) -> None:
        try:
            while not self._outcomes.empty():
                self._take(self._outcomes.get())
        finally:
            if not self._jobs:
                self._patience.stop()
                self._set_busy(False)

    def _take(self, outcome: _Outcome) -> None:
        if outcome.progress is not None:
            self._tell_progress(outcome.job, *outcome.progress)
        elif (job := self._jobs.pop(outcome.job, None)) is not None:
            self._works.pop(outcome.job, None)
            self._finish(outcome, job)

    def _tell_progress(self, number: int, done: int, total: int) -> None:
        job = self._jobs.get(number)
        if job is not None and job.progress is not None and isValid(job.owner):
            job.progress(done, total)

    def _finish(self, outcome: _Outcome, job: _Job) -> None:
        outdated = self._is_outdated(outcome.job, job)
        if job.key is not None and not outdated:
            del self._latest[job.key]
        try:
            if outcome.error is not None:
                self._fail(outcome.error, job)
            elif job.then is not None and not outdated and isValid(job.owner):
                job.then(outcome.value)
        finally:
            if job.ended is not None and not outdated and isValid(job.owner):
                job.ended()
            if outcome.error is None and job.lane is _Lane.WRITE:
                self._tell_changes(outcome.value)

    def _tell_changes(self, value: Any) -> None:
        changes = value if isinstance(value, Changes) else getattr(value, "changes", None)
        if isinstance(changes, Changes):
            self.changed.emit(changes)

    def _fail(self, error: BaseException, job: _Job) -> None:
        if isinstance(error, Cancelled):
            return
        if isinstance(error, Refused):
            if job.failed is None:
                messages.refused(error)
            elif isValid(job.owner):
                job.failed(error)
        elif isinstance(error, StoreProblem):
            messages.store_problem(error)
        else:
            _log.error("A task failed", exc_info=error)
            crash.report(error)
            messages.toast(tr("Something went wrong in the program. What you saved is safe."))

    def _run_out_of_patience(self) -> None:
        self._set_busy(bool(self._jobs))

    def _set_busy(self, busy: bool) -> None:
        if busy != self._is_busy:
            self._is_busy = busy
            self.busy.emit(busy)


def once_painted(owner: QObject, run: Callable[[], object]) -> None:
    """Run it when what was just shown is on the screen: a table is laid out in the next turn and painted after it."""
    QTimer.singleShot(0, owner, lambda: QTimer.singleShot(0, owner, run))


def _run(number: int, run: Callable[[], Any], off: stopping.Asked | None) -> _Outcome:
    try:
        with stopping.until(off):
            return _Outcome(number, value=run())
    except BaseException as error:  # noqa: BLE001 - whatever it is, the window decides what the user hears
        return _Outcome(number, error=error)
