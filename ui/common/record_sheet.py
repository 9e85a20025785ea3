"""A record to read in a sheet: sentences, deeds as buttons, and lines about what happened, each with its entry."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from partnercrm.domain.changes import Changes
from ui import messages
from ui.common.fields_sheet import may_write
from ui.common.overlay import Sheet
from ui.common.tab import Shell
from ui.common.widgets import button, hline, label
from ui.words import tr

DEEDS_IN_A_ROW = 4


class RecordSheet(Sheet):
    """`deed` adds what can be done, `line` what is known; both in the order in which they are called."""

    def __init__(self, shell: Shell, title: str, *, width: int = 560) -> None:
        super().__init__(shell.host(), title, width=width)
        self.shell = shell
        self._words = QVBoxLayout()
        self._words.setSpacing(4)
        self.body.addLayout(self._words)
        self._deeds = QGridLayout()
        self._deeds.setSpacing(8)
        self._deeds.setColumnStretch(DEEDS_IN_A_ROW, 1)
        self.body.addLayout(self._deeds)
        self.add_button(tr("Close"), self.shut, "primary")

    def start(self) -> None:
        """Open it."""
        self.open()

    def sentence(self, text: str, role: str = "muted") -> None:
        """A sentence on top."""
        if text:
            words = label(text, role)
            words.setWordWrap(True)
            self._words.addWidget(words)

    def deed(self, text: str, run: Callable[[], object]) -> None:
        """A button that closes the sheet and goes on; none where nothing can be written."""
        if self.shell.session.read_only:
            return
        made = button(text, small=True)
        made.clicked.connect(lambda: self._go(run))
        count = self._deeds.count()
        self._deeds.addWidget(made, count // DEEDS_IN_A_ROW, count % DEEDS_IN_A_ROW)

    def line(
        self, words: str, detail: str = "", entry: str = "", act: tuple[str, Callable[[], object]] | None = None
    ) -> None:
        """Something that is known, perhaps with the entry behind it, which a press shows, or with a deed of its own."""
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 4, 0, 4)
        text = QVBoxLayout()
        text.setSpacing(1)
        for said, role in ((words, ""), (detail, "faint")):
            if said:
                part = label(said, role)
                part.setWordWrap(True)
                text.addWidget(part)
        row.addLayout(text, 1)
        if entry:
            link = button(entry, "link", small=True)
            link.setAccessibleName(tr("Show entry {number}", number=entry))
            link.clicked.connect(lambda: self._show_entry(entry))
            row.addWidget(link)
        if act is not None and not self.shell.session.read_only:
            row.addWidget(self._act(*act, of=words))
        self.body.addWidget(hline())
        self.body.addWidget(made)

    def _act(self, text: str, run: Callable[[], object], of: str) -> QWidget:
        made = button(text, small=True)
        made.setAccessibleName(tr("{act}: {what}", act=text, what=of))
        made.clicked.connect(lambda: self._go(run))
        return made

    def _go(self, run: Callable[[], object]) -> None:
        self.shut()
        run()

    def _show_entry(self, number: str) -> None:
        self.shut()
        self.shell.go("ledger", number=number)


def write(shell: Shell, owner: QWidget, fn: Callable[[], Any]) -> None:
    """A deed that asks for nothing: write, affirm with Undo, or say why not."""

    def saved(done: Any) -> None:
        shell.saved(done if isinstance(done, Changes) else done.changes)

    if may_write(shell):
        shell.tasks.run_write(fn, saved, messages.refused, owner=owner)
