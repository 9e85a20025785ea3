"""The small form for a private note on a party's page."""

from __future__ import annotations

from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Refused
from partnercrm.domain.problems import Problem
from partnercrm.services import party_edit
from ui.common.fields import NotesField, problem_of, show_problems
from ui.common.overlay import Sheet
from ui.common.tab import Shell
from ui.words import tr


class NoteSheet(Sheet):
    """One field; nobody but us ever reads it."""

    def __init__(self, shell: Shell, party: int, name: str) -> None:
        super().__init__(shell.host(), tr("Note about {name}", name=name), width=460, hint=tr("Ctrl+Enter saves"))
        self._shell, self._party, self._ctx = shell, party, shell.session.ctx()
        self.note = NotesField(tr("&Private note"), placeholder=tr("Closes early on Wednesdays"), lines=5)
        self.body.addWidget(self.note)
        self.add_button(tr("Cancel"), self.shut)
        self.add_button(tr("Save"), self._save, "primary")
        self.open(self.note.edit)

    def _save(self) -> None:
        session, text, ctx = self._shell.session, self.note.value(), self._ctx

        def saved(changes: Changes) -> None:
            self.shut()
            self._shell.saved(changes)

        def refused(error: Refused) -> None:
            self._ctx = session.ctx()
            show_problems([Problem("text", each.message) for each in problem_of(error)], {"text": self.note})

        self._shell.tasks.run_write(
            lambda: party_edit.add_note(session.store, ctx, self._party, text), saved, refused, owner=self
        )


def open_form(shell: Shell, party: int, name: str) -> NoteSheet:
    """Open the form for a party (row id)."""
    return NoteSheet(shell, party, name)
