"""The tab Reports: the workbook, those made lately, whether all entries are intact, and the copies of the shop file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message
from partnercrm.services import backup, ledger_report
from partnercrm.services.backup import Copy
from ui import theme
from ui.common.party_field import PartyField
from ui.common.span import YEAR, SpanPicker
from ui.common.tab import Shell, Tab
from ui.common.widgets import ElidedLabel, IconLabel, ProgressStrip, button, card, label
from ui.reports.kinds import FIGURES
from ui.reports.workbook import open_file, recent
from ui.shortcuts import tip
from ui.tasks import FileWork
from ui.words import locale, say, tr, trn

if TYPE_CHECKING:
    from partnercrm.services.verify import Report

VERIFIED = "verified"
SHOWN_PROBLEMS = 6


@dataclass(frozen=True, slots=True)
class Shown:
    """How the shop stands, and its last copy."""

    said: tuple[Message, ...]
    copy: Copy | None


class ReportsTab(Tab):
    """Five cards."""

    subjects = frozenset({"ledger", "party", "period", "settings"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.workbook = WorkbookCard(shell)
        self.figures = FiguresCard(shell)
        self.recent = RecentCard(shell)
        self.intact = IntactCard(shell)
        self.copies = CopiesCard(shell, self.reload)
        self._lay_out()

    def reload(self) -> None:
        """Read how the shop stands, and the last copy."""
        session = self.shell.session
        today, store, currency = session.clock.today(), session.store, session.facts.currency

        def read() -> Shown:
            return Shown(ledger_report.summary(store, today, currency), backup.latest(store))

        self.shell.tasks.run_read(read, self._show, owner=self, latest_key=f"reports {id(self)}")

    def act(self, action: str, wanted: Mapping[str, Any]) -> bool:
        """Ctrl+E with the days and the party of the card; Ctrl+P for a statement."""
        if action == "workbook" and not wanted:
            self.workbook.make()
            return True
        if action == "print":
            self.shell.run("statement")
            return True
        return False

    def _show(self, shown: Shown) -> None:
        self.workbook.show_sentences(locale().say_all(shown.said))
        self.copies.show_copy(shown.copy)
        self.recent.reload()

    def _lay_out(self) -> None:
        inside = QWidget()
        row = QHBoxLayout(inside)
        row.setContentsMargins(24, 16, 24, 14)
        row.setSpacing(14)
        for stretch, cards in ((3, (self.workbook, self.figures, self.recent)), (2, (self.intact, self.copies))):
            column = QVBoxLayout()
            column.setSpacing(14)
            if stretch == 3:
                column.addWidget(label(tr("Reports"), "title"))
            else:
                column.addSpacing(theme.px(38))
            for each in cards:
                column.addWidget(each)
            column.addStretch(1)
            row.addLayout(column, stretch)
        scroller = QScrollArea()
        scroller.setWidget(inside)
        scroller.setWidgetResizable(True)
        scroller.setFrameShape(QFrame.Shape.NoFrame)
        scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside.setObjectName("page")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroller)
        self.setFocusProxy(self.workbook.button)


class _Card(QFrame):
    """A card with an icon, a heading and a sentence."""

    def __init__(self, icon: str, heading: str, sentence: str = "") -> None:
        super().__init__()
        frame, self.column = card()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        self.column.setSpacing(10)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(IconLabel(icon, "accent", 18, disc=34))
        head.addWidget(label(heading, "section"))
        head.addStretch()
        self.column.addLayout(head)
        if sentence:
            self.column.addWidget(_wrapped(sentence, "muted"))
        self.setAccessibleName(heading)

    def add_buttons(self, *made: QPushButton) -> None:
        """Buttons in a row."""
        row = QHBoxLayout()
        row.setSpacing(8)
        for each in made:
            row.addWidget(each)
        row.addStretch()
        self.column.addLayout(row)


class WorkbookCard(_Card):
    """What is in the workbook, for which days, and the button."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(
            "file-spreadsheet",
            tr("Reciprocal ledger"),
            tr(
                "An Excel workbook for you and your accountant: what was given and received, what is open, "
                "favours beside it, every entry with its document, and checks that prove the figures."
            ),
        )
        self._shell = shell
        self.said = _wrapped("", "")
        self.span = SpanPicker(shell, YEAR)
        self.party = PartyField(tr("&Statement of (optional)"), shell, may_create=False)
        self.button = button(tr("Make the workbook"), "primary", "file-spreadsheet")
        self.button.setToolTip(tip(tr("Make the workbook"), "workbook"))
        self.button.clicked.connect(self.make)
        for each in (self.said, self.span, self.party):
            self.column.addWidget(each)
        self.add_buttons(self.button)

    def make(self) -> None:
        """Open the form with what is chosen here."""
        self.party.settle(self._open)

    def show_sentences(self, text: str) -> None:
        """Say how the shop stands, as the workbook's Summary will."""
        self.said.setText(text)

    def _open(self) -> None:
        who = self.party.who()
        self._shell.run("workbook", party=who.party if who else None, days=self.span.value(), span=self._picked())

    def _picked(self) -> tuple[dt.date | None, dt.date | None] | None:
        return self.span.span() if self.span.value() == "pick" else None


class FiguresCard(_Card):
    """A button for each workbook of figures."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(
            "target",
            tr("Figures"),
            tr("Workbooks with Excel charts: each figure with how it is counted, its formula, and checks."),
        )
        self.buttons = {kind.key: button(tr(kind.title)) for kind in FIGURES}
        for key, pressed in self.buttons.items():
            pressed.setAccessibleName(tr("Make the workbook: {title}", title=pressed.text()))
            pressed.clicked.connect(partial(self._make, shell, key))
        self.add_buttons(*self.buttons.values())

    def _make(self, shell: Shell, key: str, _on: bool = False) -> None:
        shell.run("workbook", kind=key)


class RecentCard(_Card):
    """The workbooks that were made here lately."""

    def __init__(self, shell: Shell) -> None:
        super().__init__("history", tr("Made lately"))
        self._shell = shell
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        self.column.addLayout(self._list)
        self.paths: list[Path] = []

    def reload(self) -> None:
        """Show those that are still there."""
        self.paths = recent(self._shell)
        while self._list.count():
            item = self._list.takeAt(0)
            gone = item.widget() if item is not None else None
            if gone is not None:
                gone.hide()
                gone.deleteLater()
        for path in self.paths:
            self._list.addWidget(self._line(path))
        if not self.paths:
            self._list.addWidget(label(tr("The workbooks that you make are listed here."), "muted"))

    def _line(self, path: Path) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(ElidedLabel(path.name), 1)
        made = dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)
        row.addWidget(label(locale().moment(made), "faint"))
        for text, do in (
            (tr("Open"), partial(open_file, path)),
            (tr("Show in folder"), partial(open_file, path.parent)),
        ):
            pressed = button(text, small=True)
            pressed.setAccessibleName(f"{text}: {path.name}")
            pressed.clicked.connect(lambda _on=False, do=do: do())
            row.addWidget(pressed)
        return line


class IntactCard(_Card):
    """Whether every entry is as it was saved."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(
            "shield-check",
            tr("Are all entries intact?"),
            tr("Every entry is sealed together with the one before it. Checking adds everything up anew."),
        )
        self._shell = shell
        self._work: FileWork | None = None
        known = shell.settings.words(VERIFIED)
        self.said = _wrapped(known or tr("Not checked on this computer yet."), "strong")
        self.button = button(tr("Check now"))
        self.button.clicked.connect(self.check)
        self.strip = ProgressStrip(tr("Checking"), self._cancel)
        self.strip.hide()
        for each in (self.said, self.strip):
            self.column.addWidget(each)
        self.add_buttons(self.button)

    def check(self) -> None:
        """Prove everything on the file worker."""
        store = self._shell.session.store

        def work(handle: FileWork) -> Report:
            from partnercrm.services import verify  # late: only checking needs it

            return verify.verify(store, handle.report)

        self.button.setEnabled(False)
        self.strip.show()
        self._work = self._shell.tasks.run_file(
            work, self._show, owner=self, progress=self.strip.set_progress, ended=self._on_ended
        )

    def _show(self, report: Report) -> None:
        now = locale().moment(self._shell.session.clock.now())
        said = tr("{said} Checked {when}.", said=say(report.said), when=now)
        theme.set_property(self.said, "tone", "success" if report.intact else "danger")
        if report.intact:
            self._shell.settings.put_words(VERIFIED, said)
        found = [say(problem.message) for problem in report.problems[:SHOWN_PROBLEMS]]
        self.said.setText("\n".join((said, *found)))

    def _on_ended(self) -> None:
        self._work = None
        self.strip.hide()
        self.button.setEnabled(True)

    def _cancel(self) -> None:
        if self._work is not None:
            self._work.cancel.set()


class CopiesCard(_Card):
    """The last verified copy, one more now, and the way back."""

    def __init__(self, shell: Shell, reload: Callable[[], None]) -> None:
        super().__init__(
            "copy",
            tr("Copies of your shop"),
            tr("One is made each day and checked. Keep one on a stick or another disk as well."),
        )
        self._shell, self._reload = shell, reload
        self.said = _wrapped("", "strong")
        self.column.addWidget(self.said)
        copy_now, go_back = button(tr("Copy now"), icon="copy"), button(tr("Go back to a copy"), icon="history")
        copy_now.setToolTip(tip(tr("Copy now"), "backup"))
        copy_now.clicked.connect(self.copy_now)
        go_back.clicked.connect(lambda: shell.run("restore"))
        self.add_buttons(copy_now, go_back)

    def copy_now(self) -> None:
        """Make a copy; the card is read again after it."""
        self._shell.run("backup")
        self._shell.tasks.run_file(lambda _work: None, lambda _nothing: self._reload(), owner=self)

    def show_copy(self, copy: Copy | None) -> None:
        """Say when the last one was made and what is in it."""
        if copy is None:
            self.said.setText(tr("There is no copy yet."))
            return
        entries = trn("{count} entry", "{count} entries", copy.manifest.entries)
        made = locale().moment(copy.manifest.made_at)
        self.said.setText(tr("Last checked copy: {when}, {entries}.", when=made, entries=entries))


def _wrapped(text: str, role: str) -> QLabel:
    made = label(text, role)
    made.setWordWrap(True)
    return made
