"""Making the workbook: days, perhaps a party for its statement, and the place; progress that can be called off."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from platformdirs import user_documents_path
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout

from partnercrm.domain.errors import WorkbookTarget
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message
from ui.common.fields import TextField
from ui.common.overlay import Sheet
from ui.common.party_field import PartyField
from ui.common.span import ALL, Span, SpanPicker
from ui.common.tab import Shell
from ui.common.widgets import Banner, ProgressStrip, button, label
from ui.reports.kinds import KINDS, LEDGER, WorkbookKind
from ui.session import Session
from ui.tasks import FileWork
from ui.words import locale, say, tr, trn

if TYPE_CHECKING:
    from partnercrm.reports.figures import Made

WIDTH = 660
RECENT = "workbooks"
KEPT = 8


@dataclass(frozen=True, slots=True)
class Written:
    """A workbook that was made: where, how much is in it, whether its checks are OK, and the sentence of its Summary;
    or why it was not, with a name that is free."""

    path: Path | None = None
    count: int = 0
    good: bool = True
    said: str = ""
    problem: WorkbookTarget | None = None
    free: Path | None = None


def open_form(
    shell: Shell, party: int | None = None, span: Span | None = None, days: str = ALL, kind: str = LEDGER.key
) -> None:
    """Open it for a party (row id) and two days, or for a usual span by its key; `kind` is the workbook's key."""
    WorkbookSheet(shell, party, span, days, KINDS[kind]).start()


def recent(shell: Shell) -> list[Path]:
    """The workbooks that were made here lately and are still there, the latest first."""
    kept = shell.settings.words(RECENT).split("\n")
    return [Path(text) for text in kept if text and Path(text).is_file()]


def open_file(path: Path) -> None:
    """Open a file in the program that this computer uses for it."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def proposed_place(shop: str, days: str, word: str = LEDGER.word) -> Path:
    """Where a workbook goes unless somebody says otherwise."""
    safe = "".join(" " if sign in '<>:"/\\|?*' else sign for sign in f"{shop} {tr(word)} {days}")
    return user_documents_path() / f"{' '.join(safe.split())}.xlsx"


class WorkbookSheet(Sheet):
    """One button makes it; what came of it is said here, with a way to open it."""

    def __init__(self, shell: Shell, party: int | None, span: Span | None, days: str, kind: WorkbookKind) -> None:
        title = tr("Make the workbook") if kind is LEDGER else tr("Make the workbook: {title}", title=tr(kind.title))
        super().__init__(shell.host(), title, width=WIDTH, hint=tr("Ctrl+Enter makes it, Esc closes"))
        self.shell, self._wanted, self._kind = shell, party, kind
        self._work: FileWork | None = None
        self._by_hand = False
        self.span = SpanPicker(shell, days, whole=tr(kind.whole) if kind.whole else "")
        if span is not None and any(span):
            self.span.set_days(*span)
        self.party = PartyField(tr("&Statement of (optional)"), shell, may_create=False)
        self.place_field = TextField(tr("&File"))
        self.notice = Banner("", "info", "file-spreadsheet")
        self.notice.hide()
        self.strip = ProgressStrip(tr("Writing the workbook"), self._cancel)
        self.strip.hide()
        self._lay_out_body()
        self.make_button = self.add_button(tr("Make the workbook"), self.make, "primary")
        self.span.changed.connect(self._propose)
        self.place_field.edited.connect(self._on_typed)
        self._propose()

    def start(self) -> None:
        """Open it, the button ready."""
        if self._wanted is not None:
            self.party.take_party(self._wanted)
        self.open(self.make_button)

    def make(self) -> None:
        """Write the workbook on the file worker."""
        path = Path(self.place_field.value()).expanduser()
        if not self.place_field.value():
            self.place_field.set_error(tr("Say where it goes."))
            self.place_field.take_focus()
            return
        if path.suffix.lower() != ".xlsx":
            path = path.with_name(f"{path.name}.xlsx")
        self.party.settle(lambda: self._make_at(path))

    def ask_to_shut(self) -> None:
        """Close; a workbook that is being written is called off first."""
        self._cancel()
        self.shut()

    def _make_at(self, path: Path) -> None:
        session, who, (first, last) = self.shell.session, self.party.who(), self.span.span()
        party = who.party if who else None
        self.notice.hide()
        self.make_button.setEnabled(False)
        self.strip.set_progress(0, 0)
        self.strip.show()

        def write(work: FileWork) -> Written:
            from partnercrm.reports.target import free_name  # late: brings XlsxWriter

            try:
                if self._kind.module:
                    return _write_figures(session, self._kind.module, path, (first, last), work)
                return _write_ledger(session, path, (first, last), party, work)
            except WorkbookTarget as error:
                return Written(problem=error, free=free_name(path))

        self._work = self.shell.tasks.run_file(
            write, self._show, owner=self, progress=self.strip.set_progress, ended=self._on_ended
        )

    def _on_ended(self) -> None:
        self._work = None
        self.strip.hide()
        self.make_button.setEnabled(True)

    def _show(self, written: Written) -> None:
        self.notice.clear_buttons()
        if written.path is None:
            self._show_problem(written)
        else:
            self._show_made(written, written.path)
        self.notice.show()

    def _show_made(self, made: Written, path: Path) -> None:
        checks = tr("All checks are OK.") if made.good else tr("Some checks need a look: see the sheet Checks.")
        counted = trn("{count} entry", "{count} entries", made.count)
        if self._kind.module:
            counted = trn("{count} row", "{count} rows", made.count)
        self.notice.set_tone("success" if made.good else "warning", "circle-check" if made.good else "triangle-alert")
        ready = tr("{name} is ready: {entries}.", name=path.name, entries=counted)
        self.notice.set_text(" ".join(filter(None, (ready, checks, made.said))))
        first = self.notice.add_button(tr("Open it"), lambda: open_file(path))
        self.notice.add_button(tr("Show in folder"), lambda: open_file(path.parent))
        kept = [str(path), *(str(other) for other in recent(self.shell) if other != path)]
        self.shell.settings.put_words(RECENT, "\n".join(kept[:KEPT]))
        first.setFocus()

    def _show_problem(self, written: Written) -> None:
        assert written.problem is not None
        self.notice.set_tone("danger", "circle-alert")
        advice = [written.problem.advice] if written.problem.advice else []
        self.notice.set_text(" ".join(say(each) for each in (written.problem.message, *advice)))
        free = written.free
        if free is not None and free.parent.is_dir():
            self.notice.add_button(tr("Save as {name}", name=free.name), lambda: self._make_as(free))

    def _make_as(self, path: Path) -> None:
        self.place_field.set_value(str(path))
        self._by_hand = True
        self.make()

    def _cancel(self) -> None:
        if self._work is not None:
            self._work.cancel.set()

    def _on_typed(self) -> None:
        self._by_hand = True

    def _propose(self) -> None:
        if self._by_hand:
            return
        first, last = self.span.span()
        day = (last or self.shell.session.clock.today()).isoformat()
        days = f"{first.isoformat()} {day}" if first else day
        self.place_field.set_value(str(proposed_place(self.shell.session.facts.name, days, self._kind.word)))

    def _choose(self) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(
            self, tr("Where the workbook goes"), self.place_field.value(), "Excel (*.xlsx)"
        )
        if chosen:
            self.place_field.set_value(chosen)
            self._by_hand = True

    def _lay_out_body(self) -> None:
        about = label(tr(self._kind.about), "muted")
        about.setWordWrap(True)
        self.body.addWidget(about)
        self.body.addWidget(label(tr("Days"), "label"))
        self.body.addWidget(self.span)
        self.body.addWidget(self.party)
        self.party.setVisible(self._kind is LEDGER)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.place_field, 1)
        choose = button(tr("Choose a place"))
        choose.clicked.connect(self._choose)
        row.addWidget(choose)
        row.setAlignment(choose, Qt.AlignmentFlag.AlignBottom)
        self.body.addLayout(row)
        self.body.addWidget(self.strip)
        self.body.addWidget(self.notice)


def _sentences(said: Sequence[Message]) -> str:
    return locale().say_all(said)


def _write_ledger(session: Session, path: Path, days: Span, party: int | None, work: FileWork) -> Written:
    from partnercrm.reports.child import write_beside  # late: brings XlsxWriter
    from partnercrm.services import ledger_report

    ctx = session.ctx()
    span = ledger_report.Span(*days)
    made = write_beside(session.store, ctx, path, span, party, progress=work.report, cancel=work.cancel)
    said = ledger_report.summary(session.store, ctx.today, session.facts.currency)
    return Written(made.path, made.entries, made.good, _sentences(said))


def _write_figures(session: Session, module: str, path: Path, days: Span, work: FileWork) -> Written:
    from partnercrm.services.ledger_report import Span as Days  # late, as the workbook itself

    report = import_module(f"partnercrm.reports.{module}")
    made: Made = report.write(session.store, session.ctx(), path, Days(*days), progress=work.report, cancel=work.cancel)
    return Written(made.path, made.rows, made.good)
