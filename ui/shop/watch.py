"""What goes on beside the work: changes from other programs are noticed, the log is folded in when idle, once a day a
verified copy is made, and a file that went away or a full disk is told at once. All of it on workers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import StoreLocked, StoreProblem
from partnercrm.domain.words import Message, msg
from partnercrm.services import agreement_document, agreement_reminder, archive, backup, place
from partnercrm.services import store as stores
from ui.shop.alert_look import AlertLook
from ui.shop.banner import show_banner, show_lost
from ui.tasks import once_painted
from ui.words import say

if TYPE_CHECKING:
    from collections.abc import Callable

    from partnercrm.services.backup import Copy
    from partnercrm.services.context import Context
    from partnercrm.services.store import Store
    from ui.main_window import MainWindow

IDLE_MS = 2_000
LOOK_MS = 2_000
COPY_MS = 60 * 60 * 1000
FIRST_COPY_MS = 1_500
WARM_UP_MS = 300
EVERYTHING = frozenset({"all"})


class Watch(QObject):
    """Watches over the open shop of a window until it is stopped."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window, self._session = window, window.session
        self._seen: int | None = None
        self._lost = False
        self._idle = QTimer(self, interval=IDLE_MS, singleShot=True)
        self._look = QTimer(self, interval=LOOK_MS)
        self._copy = QTimer(self, interval=COPY_MS)
        self._idle.timeout.connect(self._fold_in)
        self._look.timeout.connect(self.look_around)
        self._copy.timeout.connect(self.make_daily_copy)
        self._copy.timeout.connect(self.tidy)
        self.alerts = AlertLook(window, self)

    def start(self) -> None:
        """Begin once the first tab has its rows; the first daily copy waits a little longer."""
        self._show_safety()
        self._look.start()
        self._copy.start()
        self._idle.start()
        self._window.tasks.run_read(lambda: None, lambda _: once_painted(self, self._begin), owner=self)

    def stop(self) -> None:
        """End with the shop that is closed."""
        for timer in (self._idle, self._look, self._copy):
            timer.stop()
        self.alerts.stop()
        self.deleteLater()

    def saved(self) -> None:
        """This window wrote something: say so, and fold the log in after two idle seconds."""
        self._idle.start()
        if not self._session.read_only:
            self._window.status.show_saved(str(self._session.path), self._session.clock.local())

    def make_daily_copy(self) -> None:
        """Make today's verified copy, unless it is there, and look how much room is left."""
        session, window = self._session, self._window
        if session.read_only or self._lost:
            return

        def work() -> tuple[Copy | StoreProblem | None, Message | None]:
            try:
                return backup.daily_copy(session.store, session.ctx()), place.little_room(session.path)
            except StoreProblem as problem:
                return problem, None

        window.tasks.run_house(work, lambda done: self._show_copy(*done), owner=self)

    def tidy(self) -> None:
        """Forget documents that were taken off long ago, empty the bin of what lay in it for 30 days, let the rules
        make the follow-ups that are missing, and look for what needs somebody."""
        if self._lost:
            return
        self.alerts.daily()
        if self._session.read_only:
            return
        # Asked for by name on the worker: what they bring in first would hold the window up for a second.
        for deed in (
            lambda store, ctx: agreement_document.forget(store, ctx),
            lambda store, ctx: archive.empty_bin(store, ctx),
            lambda store, ctx: agreement_reminder.remind(store, ctx),
        ):
            self._window.tasks.run_write(partial(self._tidied, deed), owner=self)

    def _tidied(self, deed: Callable[[Store, Context], Changes | int | None]) -> Changes | None:
        try:
            done = deed(self._session.store, self._session.ctx())
        except StoreProblem:  # whoever looks around tells it
            return None
        return done if isinstance(done, Changes) else None

    def look_around(self) -> None:
        """Look whether another program wrote into the shop, and whether its file is still there.

        What lies in the log is folded in once it is idle, whoever wrote it: a half-typed form is no deed that is told.
        """
        store = self._session.store

        def work() -> tuple[int | StoreProblem, bool]:
            try:
                return store.data_version(), store.has_log()
            except StoreProblem as problem:
                return problem, False

        self._window.tasks.run_read(work, lambda seen: self._noticed(*seen), owner=self, latest_key="watch")

    def _begin(self) -> None:
        QTimer.singleShot(WARM_UP_MS, self, self._warm_up)
        QTimer.singleShot(FIRST_COPY_MS, self, self.tidy)  # first, for a copy of a large shop takes a minute
        QTimer.singleShot(FIRST_COPY_MS, self, self.make_daily_copy)

    def _warm_up(self) -> None:
        """Bring in what the first write needs, now that the rows are there."""
        self._window.tasks.run_file(lambda _work: stores.warm_up(), owner=self)

    def _show_safety(self) -> None:
        path = str(self._session.path)
        if self._session.read_only:
            self._window.status.show_read_only(path)
        else:
            self._window.status.show_saved(path, None)

    def _show_copy(self, copy: Copy | StoreProblem | None, room: Message | None) -> None:
        status = self._window.status
        status.show_room(say(room) if room else "")
        if isinstance(copy, StoreProblem):
            status.show_copy_failed(say(copy.message))
        else:
            made_at = copy.manifest.made_at if copy else None
            status.show_copy(made_at, self._session.clock.now(), str(copy.path) if copy else "")

    def _fold_in(self) -> None:
        if not self._session.read_only and not self._lost:
            self._window.tasks.run_write(self._session.store.checkpoint, self._folded_in, owner=self)

    def _folded_in(self, done: bool) -> None:
        if not done:  # somebody was reading: once more after the next idle seconds
            self._idle.start()

    def _noticed(self, version: int | StoreProblem, has_log: bool) -> None:
        if has_log and not self._idle.isActive():
            self._idle.start()
        if isinstance(version, StoreProblem):
            self._miss(version)
            return
        came_back, self._lost = self._lost, False
        if came_back:
            show_banner(self._window)
            self._show_safety()
        if came_back or (self._seen is not None and version != self._seen):
            self._window.tasks.changed.emit(Changes(EVERYTHING, 0, msg("Changed elsewhere"), undoable=False))
        self._seen = version

    def _miss(self, problem: StoreProblem) -> None:
        """A file that is only busy comes back by itself; any other problem is told once, until it is over."""
        if self._lost or isinstance(problem, StoreLocked):
            return
        self._lost = True
        show_lost(self._window, problem)
        self._window.status.show_lost(str(self._session.path))
