"""Looks for alerts beside the work: all of them once a day, and soon after a change those that it can bring or end.

Reading is file work, so that neither lists nor saving wait for it; only what came or went is written.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from partnercrm.domain.alert import AlertKind
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import StoreProblem
from partnercrm.services import alert

if TYPE_CHECKING:
    from partnercrm.services.alert import Looked
    from ui.main_window import MainWindow

AFTER_MS = 1_000
_BY_SUBJECT: dict[str, frozenset[AlertKind]] = {
    "interaction": frozenset({AlertKind.COOLING}),
    "follow_up": frozenset({AlertKind.ENDING}),
    "party": frozenset({AlertKind.BALANCE, AlertKind.COOLING}),
    "ledger": frozenset({AlertKind.BALANCE, AlertKind.PROMISE}),
    "agreement": frozenset({AlertKind.PROMISE, AlertKind.ENDING}),
    "promotion": frozenset({AlertKind.ENDING}),
    "loyalty": frozenset({AlertKind.ENDING}),
    "segment": frozenset({AlertKind.SEGMENT}),
    "supply": frozenset({AlertKind.LATE, AlertKind.SINGLE}),
    "feedback": frozenset({AlertKind.SATISFACTION}),
    "settings": frozenset(AlertKind),
    "all": frozenset(AlertKind) - {AlertKind.SEGMENT, AlertKind.POINTS, AlertKind.SATISFACTION},
}


class AlertLook(QObject):
    """Looks as long as the shop of a window is open."""

    def __init__(self, window: MainWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._session = window, window.session
        self._day: dt.date | None = None
        self._wanted: frozenset[AlertKind] = frozenset()
        self._soon = QTimer(self, interval=AFTER_MS, singleShot=True)
        self._soon.timeout.connect(self._look_again)
        window.tasks.changed.connect(self._changed)

    def daily(self) -> None:
        """Look for everything, unless that was done today."""
        today = self._session.clock.today()
        if self._day != today:
            self._day = today
            self._look(frozenset(AlertKind))

    def stop(self) -> None:
        """End with the shop."""
        self._soon.stop()
        self._window.tasks.changed.disconnect(self._changed)

    def _changed(self, changes: Changes) -> None:
        kinds = frozenset(kind for subject in changes.subjects for kind in _BY_SUBJECT.get(subject, ()))
        if kinds and self._day is not None:
            self._wanted |= kinds
            self._soon.start()

    def _look_again(self) -> None:
        wanted, self._wanted = self._wanted, frozenset()
        self._look(wanted)

    def _look(self, kinds: frozenset[AlertKind]) -> None:
        session = self._session
        if session.read_only:
            return

        def work() -> Looked | None:
            try:
                return alert.look(session.store, session.clock.today(), kinds)
            except StoreProblem:  # whoever looks around tells it
                return None

        self._window.tasks.run_house(work, self._keep, owner=self)

    def _keep(self, looked: Looked | None) -> None:
        session = self._session

        def work() -> Changes | None:
            try:
                return alert.keep(session.store, session.ctx(), looked) if looked else None
            except StoreProblem:
                return None

        if looked is not None and looked.differs:
            self._window.tasks.run_write(work, owner=self)
