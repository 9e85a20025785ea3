"""Making the example shop with a progress bar, and opening it."""

from __future__ import annotations

from pathlib import Path

from partnercrm.domain.dates import Clock
from partnercrm.services import example
from ui.common.overlay import Sheet
from ui.common.widgets import ProgressStrip, label
from ui.main_window import MainWindow
from ui.settings import Key
from ui.shop.opening import open_shop
from ui.tasks import FileWork
from ui.words import tr


def open_example(window: MainWindow) -> None:
    """Open today's example; while it is made a sheet says how far it is, and can call it off."""
    clock = Clock.system()
    sheet = None if example.path_on(clock).exists() else MakingSheet(window)

    def work(handle: FileWork) -> Path:
        return example.make(clock, handle.report)

    def done(path: Path) -> None:
        window.settings.put(Key.TAB, "today")
        open_shop(window, path)

    handle = window.tasks.run_file(
        work,
        done,
        owner=window,
        progress=sheet.show_progress if sheet else None,
        ended=sheet.shut if sheet else None,
    )
    if sheet is not None:
        sheet.work = handle
        sheet.open()


class MakingSheet(Sheet):
    """Says that the example is being made, month by month."""

    work: FileWork | None = None

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window.host(), tr("Making the example"), width=460)
        words = label(tr("A year in The Local Brew, a coffee shop that does not exist."), "muted")
        words.setWordWrap(True)
        self.strip = ProgressStrip(tr("Beginning…"), self.ask_to_shut)
        self.body.addWidget(words)
        self.body.addWidget(self.strip)

    def show_progress(self, done: int, total: int) -> None:
        """Say which month is done."""
        self.strip.text.setText(tr("Month {done} of {total}", done=done, total=total))
        self.strip.set_progress(done, total)

    def ask_to_shut(self) -> None:
        """Call it off; nothing of it stays."""
        if self.work is not None:
            self.work.cancel.set()
        self.shut()
