"""The line at the bottom: saved when and where, the last verified copy, and where help is."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui import theme
from ui.common.widgets import label
from ui.shortcuts import shown
from ui.words import locale, tr

OLD_COPY = dt.timedelta(days=3)


class StatusBar(QWidget):
    """Words on the left about what is safe, keys on the right."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("statusbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 3, 16, 3)
        row.setSpacing(20)
        self.saved = label("")
        self.copy = label("")
        self.room = label("", tone="warning")
        self.busy = label("")
        self.count = label("")
        self.keys = label(tr("{help} help   {keys} shortcuts", help=shown("help"), keys=shown("keys")))
        for each in (self.saved, self.copy, self.room, self.busy):
            row.addWidget(each)
        row.addStretch(1)
        for each in (self.count, self.keys):
            row.addWidget(each)

    def show_saved(self, path: str, at: dt.datetime | None) -> None:
        """Say that all is saved, since when if this window saved something, and where on pointing at it."""
        words = tr("All changes saved on this computer")
        if at is not None:
            words = tr("All changes saved on this computer, {time}", time=locale().time(at.time()))
        self._say_saved(words, path)

    def show_read_only(self, path: str) -> None:
        """Say that this window only looks."""
        self._say_saved(tr("Only for looking: nothing here can be changed"), path)

    def show_lost(self, path: str) -> None:
        """Say that nothing can be saved now."""
        self._say_saved(tr("Not saved: the shop file cannot be reached"), path, "danger")

    def show_room(self, words: str) -> None:
        """Say that the disk is nearly full, or nothing."""
        self.room.setText(words)

    def show_copy(self, made_at: dt.datetime | None, now: dt.datetime, place: str = "") -> None:
        """Say when the last verified copy was made; red when it is older than three days."""
        old = made_at is None or now - made_at > OLD_COPY
        self.copy.setText(self._copy_words(made_at, now))
        self.copy.setToolTip(place)
        theme.set_property(self.copy, "tone", "danger" if old else "")

    def show_copy_failed(self, why: str) -> None:
        """Say that today's copy could not be made."""
        self.copy.setText(tr("No copy made today"))
        self.copy.setToolTip(why)
        theme.set_property(self.copy, "tone", "danger")

    def show_busy(self, busy: bool) -> None:
        """Say that work takes longer than a moment."""
        self.busy.setText(tr("Working…") if busy else "")

    def show_count(self, words: str) -> None:
        """Say how many rows the tab shows."""
        self.count.setText(words)

    def _say_saved(self, words: str, path: str, tone: str = "") -> None:
        self.saved.setText(words)
        self.saved.setToolTip(path)
        theme.set_property(self.saved, "tone", tone)

    def _copy_words(self, made_at: dt.datetime | None, now: dt.datetime) -> str:
        if made_at is None:
            return tr("No copy yet")
        local, days = made_at.astimezone(), (now.astimezone().date() - made_at.astimezone().date()).days
        time = locale().time(local.time())
        if days == 0:
            return tr("Last copy today, {time}", time=time)
        if days == 1:
            return tr("Last copy yesterday, {time}", time=time)
        return tr("Last copy {day}, {time}", day=local.date(), time=time)
