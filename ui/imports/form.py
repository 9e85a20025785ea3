"""Bringing a file in: choose it, see row by row what would come in, set columns right, then bring in what is new."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout

from partnercrm.domain.errors import Refused
from partnercrm.domain.ledger import BASIS_WORDS, Basis
from partnercrm.domain.party import ROLE_WORDS, Role
from partnercrm.domain.record import dataclass
from partnercrm.imports import batch, fields
from partnercrm.imports.batch import Imported, Wanted
from partnercrm.imports.fields import ImportKind
from partnercrm.imports.preview import Preview, RowState
from partnercrm.imports.readers import read_table
from partnercrm.imports.table import Table
from ui import messages
from ui.common.fields import ChoiceField, TextField
from ui.common.fields_sheet import check_box
from ui.common.overlay import Sheet
from ui.common.tab import Shell
from ui.common.widgets import ProgressStrip, button, label
from ui.imports import files
from ui.imports.columns import Columns
from ui.imports.preview_table import PreviewTable
from ui.words import say, tr, trn

WIDTH = 920
LOOK_MS = 100


@dataclass(frozen=True, slots=True)
class Read:
    """A file as it was read: its table, what each column is taken for, and the preview or why there is none."""

    table: Table
    mapping: dict[int, str]
    prepared: Preview | None
    refused: Refused | None = None


@dataclass(slots=True)
class Counter:
    """How far the work is; the worker writes it, the window looks at it."""

    done: int = 0
    total: int = 0

    def tell(self, done: int, total: int) -> None:
        """Called on the worker."""
        self.done, self.total = done, total


def open_form(shell: Shell, kind: str = ImportKind.PARTIES.value, path: Path | str | None = None) -> None:
    """Open it for a kind of records (`parties`, `sales`, ...), perhaps with its file."""
    if shell.session.read_only:
        messages.toast(tr("You are only looking at this shop. Nothing can be written here."))
        return
    ImportSheet(shell, ImportKind(kind)).start(Path(path) if path else None)


class ImportSheet(Sheet):
    """Every choice reads the file again; nothing is written before the button."""

    def __init__(self, shell: Shell, kind: ImportKind) -> None:
        super().__init__(shell.host(), tr("Import"), width=WIDTH)
        self.shell = shell
        self._ctx = shell.session.ctx()
        self._read_before: Read | None = None
        self._counter = Counter()
        self.setAcceptDrops(True)
        self.file = TextField(tr("&File (CSV or Excel)"), placeholder=tr("Choose a file, or drop one here"))
        self.sheet: ChoiceField[str] = ChoiceField(tr("S&heet"), _sheets(()))
        self.sheet.hide()
        self.kind: ChoiceField[str] = ChoiceField(tr("What its &rows are"), _kinds())
        self.kind.set_value(kind.value)
        self.role: ChoiceField[Role | None] = ChoiceField(tr("What they are to &us"), _roles())
        self.basis: ChoiceField[Basis | None] = ChoiceField(tr("How the values are &known"), _bases())
        self.source = TextField(tr("Where it &comes from"), placeholder=tr("till, old address book"))
        self.columns = Columns()
        self.columns_button = button(tr("Columns"), "chip")
        self.columns_button.setCheckable(True)
        self.columns.hide()
        self.preview = PreviewTable()
        self.preview.hide()
        self.doubles = check_box(tr("Bring in the &doubtful ones too"))
        self.doubles.hide()
        self.notes = label("", "muted")
        self.problem = label("", "error")
        self.strip = ProgressStrip(tr("Reading the file"))
        self._looking = QTimer(self, interval=LOOK_MS)
        self._looking.timeout.connect(lambda: self.strip.set_progress(self._counter.done, self._counter.total))
        self._lay_out_body()
        self.template = self.add_button(tr("Save a template"), self.ask_template)
        self.bad_rows = self.add_button(tr("Save the bad rows"), self.ask_bad_rows)
        self.go = self.add_button(tr("Bring in"), self.bring_in, "primary")
        self._connect()
        self._show_choices()

    def start(self, path: Path | None) -> None:
        """Open it; a file that is known is read at once."""
        self.open(self.file.edit)
        if path is not None:
            self.read(path)

    def read(self, path: Path) -> None:
        """Read another file."""
        self.file.set_value(str(path))
        self._on_typed_file()

    def reload(self) -> None:
        """Read the file as it is wanted now, on the file worker."""
        if not self.file.value():
            return
        path, wanted, session = Path(self.file.value()).expanduser(), self.wanted(), self.shell.session

        def read(_work: object) -> Read:
            table = read_table(path, sheet=wanted.sheet, language=session.locale.code)
            chosen = wanted.columns or batch.remembered(session.store, wanted, table.header)
            known = {name: key for name, key in chosen.items() if name in table.header}
            mapping = fields.guess(wanted.kind, table.header, known)
            try:
                return Read(table, mapping, batch.prepare(session.store, session.ctx(), path, wanted))
            except Refused as error:
                return Read(table, mapping, None, error)

        self._wait(tr("Reading the file"))
        self.shell.tasks.run_file(read, self._show, self._refuse, owner=self, ended=self._rest)

    def wanted(self) -> Wanted:
        """How the file is to be read."""
        kind, role = ImportKind(self.kind.value()), self.role.value()
        roles = (role,) if role is not None and kind is ImportKind.PARTIES else ()
        doubles = self.doubles.isChecked()
        basis = self.basis.value() if kind is ImportKind.EXCHANGES else None
        columns = self.columns.wanted() or None
        return Wanted(kind, roles, self.source.value(), columns, self.sheet.value(), doubles, basis)

    def bring_in(self) -> None:
        """Write what is new, as one operation."""
        prepared = self._read_before.prepared if self._read_before else None
        if prepared is None or not prepared.count(RowState.NEW):
            self.file.set_error(tr("There is nothing new to bring in. Choose a file."))
            self.file.take_focus()
            return
        store, ctx = self.shell.session.store, self._ctx
        counter = self._counter = Counter()
        self._wait(tr("Bringing in"))
        self._looking.start()
        self.shell.tasks.run_write(
            lambda: batch.bring_in(store, ctx, prepared, counter.tell),
            self._on_done,
            self._refuse,
            owner=self,
            ended=self._rest,
        )

    def _on_done(self, done: Imported) -> None:
        if done.changes is not None:
            self.shell.saved(done.changes)
        if done.drafts:
            messages.toast(
                trn("{count} went in as a draft: see Ledger, Drafts", "{count} went in as drafts", done.drafts)
            )
        self.shut()

    def _show(self, read: Read) -> None:
        self._read_before = read
        self.sheet.set_choices(_sheets(read.table.sheets))
        self.sheet.setVisible(len(read.table.sheets) > 1)
        self.columns.show_mapping(ImportKind(self.kind.value()), read.table.header, read.mapping)
        self.columns_button.setText(tr("Columns  {count}", count=len(read.table.header)))
        if read.refused is not None:
            self.columns_button.setChecked(True)
            self._refuse(read.refused)
        if read.prepared is not None:
            self._show_preview(read.prepared)
        self._show_choices()

    def _show_preview(self, prepared: Preview) -> None:
        self._ctx = self.shell.session.ctx()
        self.problem.hide()
        self.preview.show_preview(prepared)
        self.notes.setText(" ".join(say(note) for note in prepared.notes))
        self.notes.setVisible(bool(prepared.notes))
        new = prepared.count(RowState.NEW)
        self.go.setText(trn("Bring in {count} record", "Bring in {count} records", new) if new else tr("Bring in"))

    def _show_choices(self) -> None:
        read = self._read_before
        prepared = read.prepared if read else None
        self.preview.setVisible(prepared is not None)
        self.columns_button.setVisible(read is not None)
        self.columns.setVisible(read is not None and self.columns_button.isChecked())
        self.role.setVisible(self.kind.value() == ImportKind.PARTIES.value)
        unsaid = read is not None and "basis" not in read.mapping.values()
        self.basis.setVisible(unsaid and self.kind.value() == ImportKind.EXCHANGES.value)
        doubtful = prepared is not None and prepared.count(RowState.DOUBTFUL) > 0
        sales = self.kind.value() == ImportKind.SALES.value
        each = tr("Bring in the &doubtful ones too: each is a sale of its own")
        self.doubles.setText(each if sales else tr("Bring in the &doubtful ones too"))
        self.doubles.setVisible(doubtful or (prepared is not None and self.doubles.isChecked()))
        self.bad_rows.setVisible(prepared is not None and prepared.count(RowState.BAD) > 0)

    def _refuse(self, error: Refused) -> None:
        self.problem.setText(say(error.message))
        self.problem.show()
        if not error.field:
            self._read_before = None
            self._show_choices()

    def _wait(self, text: str) -> None:
        self.strip.text.setText(text)
        self.strip.set_progress(0, 0)
        self.strip.show()
        self.go.setEnabled(False)

    def _rest(self) -> None:
        self._looking.stop()
        self.strip.hide()
        self.go.setEnabled(True)

    # Files

    def ask_file(self) -> None:
        """Choose the file."""
        chosen, _kind = QFileDialog.getOpenFileName(
            self, tr("Choose a file"), self.file.value(), tr("Tables (*.csv *.tsv *.txt *.xlsx);;All files (*)")
        )
        if chosen:
            self.read(Path(chosen))

    def ask_template(self) -> None:
        """Save an empty table with the titles that the import knows."""
        kind = ImportKind(self.kind.value())
        self._save(tr("Save a template"), f"{kind.value}.csv", lambda path: files.save_template(kind, path))

    def ask_bad_rows(self) -> None:
        """Save the rows that cannot go in, with the reason behind each."""
        read = self._read_before
        if read is None or read.prepared is None:
            return
        prepared, table = read.prepared, read.table
        name = f"{Path(self.file.value()).stem} {tr('bad rows')}.csv"
        self._save(tr("Save the bad rows"), name, lambda path: files.save_bad_rows(prepared, table, path))

    def _save(self, title: str, name: str, write: Callable[[Path], object]) -> None:
        folder = Path(self.file.value()).parent if self.file.value() else Path.home()
        chosen, _kind = QFileDialog.getSaveFileName(self, title, str(folder / name), "CSV (*.csv)")
        if not chosen:
            return
        try:
            write(Path(chosen))
        except OSError:
            messages.problem(
                tr("That did not work"),
                tr("{name} cannot be written there.", name=Path(chosen).name),
                tr("Choose another folder, or close it in other programs."),
            )
            return
        messages.toast(tr("Saved {name}", name=Path(chosen).name))

    def _connect(self) -> None:
        self.file.edit.returnPressed.connect(self._on_typed_file)
        self.sheet.edited.connect(self._on_sheet)
        self.kind.edited.connect(self._on_kind)
        self.doubles.toggled.connect(lambda _on: self.reload())
        self.role.edited.connect(self.reload)
        self.basis.edited.connect(self.reload)
        self.source.edit.editingFinished.connect(self._on_source)
        self.columns.changed.connect(self.reload)
        self.columns_button.toggled.connect(lambda _on: self._show_choices())

    def _on_typed_file(self) -> None:
        self.sheet.set_choices(_sheets(()))
        self.sheet.hide()
        self._on_sheet()

    def _on_sheet(self) -> None:
        self.columns.clear()
        self.reload()

    def _on_kind(self) -> None:
        self.columns.clear()
        self.doubles.setChecked(False)
        self._read_before = None
        self._show_choices()
        self.reload()

    def _on_source(self) -> None:
        prepared = self._read_before.prepared if self._read_before else None
        if prepared is not None and prepared.source != self.wanted().named_source():
            self.reload()

    def _lay_out_body(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.file, 1)
        choose = button(tr("Choose a file"))
        choose.clicked.connect(self.ask_file)
        row.addWidget(self.sheet)
        row.addWidget(choose, 0, Qt.AlignmentFlag.AlignBottom)
        self.body.addLayout(row)
        choices = QHBoxLayout()
        choices.setSpacing(10)
        choices.addWidget(self.kind, 1)
        choices.addWidget(self.role, 1)
        choices.addWidget(self.basis, 1)
        choices.addWidget(self.source, 1)
        choices.addWidget(self.columns_button, 0, Qt.AlignmentFlag.AlignBottom)
        self.body.addLayout(choices)
        self.body.addWidget(self.columns)
        for each in (self.problem, self.notes):
            each.setWordWrap(True)
            each.hide()
            self.body.addWidget(each)
        self.strip.hide()
        self.body.addWidget(self.strip)
        self.body.addWidget(self.preview)
        self.body.addWidget(self.doubles)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        urls = event.mimeData().urls()
        if urls and urls[0].isLocalFile():
            self.read(Path(urls[0].toLocalFile()))


def _sheets(names: Sequence[str]) -> list[tuple[str, str]]:
    return [("", tr("the first with a table")), *((name, name) for name in names)]


def _kinds() -> list[tuple[str, str]]:
    return [
        (ImportKind.PARTIES.value, tr("People and businesses")),
        (ImportKind.INTERACTIONS.value, tr("Interactions")),
        (ImportKind.EXCHANGES.value, tr("Give and take")),
        (ImportKind.SALES.value, tr("Sales from the till")),
        (ImportKind.LOYALTY.value, tr("Cards with their points")),
        (ImportKind.GIFT_CARDS.value, tr("Gift cards sold before")),
        (ImportKind.POINTS.value, tr("Points at a partner's shop")),
        (ImportKind.REDEMPTIONS.value, tr("Vouchers used at a partner's shop")),
        (ImportKind.ITEMS.value, tr("Items and who supplies them")),
        (ImportKind.DELIVERIES.value, tr("Deliveries")),
        (ImportKind.RESPONSES.value, tr("Answers to a survey")),
        (ImportKind.TRAININGS.value, tr("Trainings of the team")),
        (ImportKind.REVIEWS.value, tr("Reviews in public")),
    ]


def _roles() -> list[tuple[Role | None, str]]:
    first: list[tuple[Role | None, str]] = [(None, tr("as the file says"))]
    return [*first, *((role, say(ROLE_WORDS[role])) for role in Role)]


def _bases() -> list[tuple[Basis | None, str]]:
    first: list[tuple[Basis | None, str]] = [(None, tr("bills where a due day or number stands"))]
    return [*first, *((basis, say(BASIS_WORDS[basis])) for basis in Basis if basis is not Basis.UNPRICED)]
