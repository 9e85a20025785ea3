"""What is done with an agreement from its list and its page: forms to open, documents in and out."""

from __future__ import annotations

import atexit
import datetime as dt
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from partnercrm.domain.agreement_rows import AgreementRow, DocumentRow
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Refused
from partnercrm.services import agreement_document as documents
from partnercrm.services import agreement_write as writes
from partnercrm.services.agreement_document import Attached
from ui import messages
from ui.common.fields import DateField, Field, TextField, problem_of, show_problems
from ui.common.overlay import Sheet
from ui.common.tab import Shell
from ui.common.widgets import label
from ui.words import say, tr


def may_write(shell: Shell) -> bool:
    """Whether this window may write; where it only looks, that is said."""
    if shell.session.read_only:
        messages.toast(tr("You are only looking at this shop. Nothing can be written here."))
    return not shell.session.read_only


def open_form(shell: Shell, agreement: int | None = None, party: int | None = None) -> None:
    """The form of a new agreement, perhaps with a party, or of one that is changed."""
    from ui.agreement.form import AgreementForm  # late: the list is shown without it

    if may_write(shell):
        AgreementForm(shell, agreement, party).start()


def open_sign(shell: Shell, row: AgreementRow) -> None:
    """Ask when it was signed and by whom."""
    session, ctx = shell.session, shell.session.ctx()
    if not may_write(shell):
        return

    def sign(day: dt.date | None, by: str) -> Callable[[], Changes]:
        return lambda: writes.sign(session.store, ctx, row.id, day, by)

    DaySheet(shell, tr("Sign {title}", title=row.title), tr("Signed on"), tr("Signed by"), tr("Save"), sign).start()


def open_end(shell: Shell, row: AgreementRow) -> None:
    """Ask for the last day and the reason."""
    session, ctx = shell.session, shell.session.ctx()
    if not may_write(shell):
        return

    def end(day: dt.date | None, reason: str) -> Callable[[], Changes]:
        return lambda: writes.end(session.store, ctx, row.id, day, reason)

    title = tr("End {title}", title=row.title)
    DaySheet(shell, title, tr("Its last day"), tr("Why"), tr("End it"), end).start()


def remove(shell: Shell, owner: QWidget, row: AgreementRow) -> None:
    """Take an agreement away; the toast brings it back."""
    session, ctx = shell.session, shell.session.ctx()
    if may_write(shell):
        shell.tasks.run_write(
            lambda: writes.remove(session.store, ctx, row.id), shell.saved, messages.refused, owner=owner
        )


def ask_document(shell: Shell, owner: QWidget, row: AgreementRow) -> None:
    """Choose a file and keep it."""
    chosen, _kind = QFileDialog.getOpenFileName(owner, tr("Attach a document"), str(Path.home()))
    if chosen:
        attach(shell, owner, row.id, Path(chosen))


def attach(shell: Shell, owner: QWidget, agreement: int, path: Path) -> None:
    """Keep a file with an agreement."""
    session, ctx = shell.session, shell.session.ctx()

    def saved(done: Attached) -> None:
        shell.saved(done.changes)

    shell.tasks.run_write(
        lambda: documents.attach(session.store, ctx, agreement, path), saved, messages.refused, owner=owner
    )


def detach(shell: Shell, owner: QWidget, document: DocumentRow) -> None:
    """Take a document off; the toast brings it back."""
    session, ctx = shell.session, shell.session.ctx()
    shell.tasks.run_write(
        lambda: documents.detach(session.store, ctx, document.id), shell.saved, messages.refused, owner=owner
    )


def save_document(shell: Shell, owner: QWidget, document: DocumentRow) -> None:
    """Ask for a place and write the document there."""
    proposed = str(Path.home() / document.name)
    chosen, _kind = QFileDialog.getSaveFileName(owner, tr("Save {name}", name=document.name), proposed)
    if chosen:
        write_document(shell, owner, document, Path(chosen))


def open_document(shell: Shell, owner: QWidget, document: DocumentRow) -> None:
    """Write the document into a folder of its own and open it in the program that shows such files.

    The shop file is encrypted and this copy is not, so it goes when the program ends.
    """
    folder = Path(tempfile.mkdtemp(prefix="partnercrm-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / Path(document.name).name

    def show(_done: object) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    write_document(shell, owner, document, path, show)


def write_document(
    shell: Shell,
    owner: QWidget,
    document: DocumentRow,
    path: Path,
    then: Callable[[object], None] | None = None,
) -> None:
    """Write a document to a file whose overwriting was agreed to, and say so."""
    store = shell.session.store

    def done(content: bytes) -> None:
        try:
            path.write_bytes(content)
        except OSError:
            advice = tr("Choose another folder, or close it in other programs.")
            messages.problem(tr("That did not work"), tr("{name} cannot be written there.", name=path.name), advice)
            return
        if then is not None:
            then(None)
        else:
            messages.toast(tr("Saved {name}", name=path.name))

    shell.tasks.run_read(lambda: documents.content(store, document.id), done, owner=owner)


class DaySheet(Sheet):
    """A day and a line of text, and one deed."""

    def __init__(
        self,
        shell: Shell,
        title: str,
        day: str,
        text: str,
        verb: str,
        deed: Callable[[dt.date | None, str], Callable[[], Changes]],
    ) -> None:
        super().__init__(shell.host(), title, width=460, hint=tr("Ctrl+Enter saves, Esc closes"))
        self._shell, self._deed = shell, deed
        self.day = DateField(day, shell.session.clock.today)
        self.day.set_value(shell.session.clock.today())
        self.text = TextField(text)
        self.general = label("", "error")
        self.general.hide()
        for each in (self.general, self.day, self.text):
            self.body.addWidget(each)
        self.add_button(tr("Cancel"), self.shut)
        self.add_button(verb, self._save, "primary")

    def start(self) -> None:
        """Open with the cursor in the day."""
        self.open(self.day.edit)

    def _save(self) -> None:
        try:
            day = self.day.value()
        except Refused as error:
            self.day.set_error(say(error.message))
            self.day.take_focus()
            return
        self._shell.tasks.run_write(self._deed(day, self.text.value()), self._saved, self._refused, owner=self)

    def _saved(self, changes: Changes) -> None:
        self.shut()
        self._shell.saved(changes)

    def _refused(self, error: Refused) -> None:
        fields: dict[str, Field] = {"day": self.day, "text": self.text}
        show_problems(problem_of(error), fields, self.general)
