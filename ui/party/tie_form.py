"""The small form that ties a party to another: works at, is a member of, refers to."""

from __future__ import annotations

from partnercrm.domain.errors import Refused
from partnercrm.domain.party import TIE_WORDS, TieKind
from partnercrm.services import tie
from ui.common.fields import ChoiceField, Field, TextField, problem_of, show_problems
from ui.common.overlay import Sheet
from ui.common.tab import Shell
from ui.common.widgets import label
from ui.party.finder import party_field
from ui.words import say, tr


class TieSheet(Sheet):
    """`name` (row id `party`), how the two are tied, and to whom."""

    def __init__(self, shell: Shell, party: int, name: str) -> None:
        super().__init__(shell.host(), tr("Tie {name} to somebody", name=name), width=460, hint=tr("Ctrl+Enter saves"))
        self._shell, self._party, self._ctx = shell, party, shell.session.ctx()
        both = [
            (kind, forth, say(words[0 if forth else 1])) for kind, words in TIE_WORDS.items() for forth in (True, False)
        ]
        ways = [
            ((kind, forth), said) for kind, forth, said in both if forth or TIE_WORDS[kind][0] != TIE_WORDS[kind][1]
        ]
        self.way: ChoiceField[tuple[TieKind, bool]] = ChoiceField(name, ways)
        self.other = party_field(tr("&Whom"), shell, leave_out=party)
        self.note = TextField(tr("&Note"), placeholder=tr("Saturdays only"))
        self.general = label("", "error")
        self.general.hide()
        for part in (self.way, self.other, self.note, self.general):
            self.body.addWidget(part)
        self.add_button(tr("Cancel"), self.shut)
        self.add_button(tr("Save"), self._save, "primary")
        self.open(self.way.combo)

    def _save(self) -> None:
        other = self.other.value()
        if other is None:
            self.other.set_error(tr("Choose somebody from the list."))
            self.other.take_focus()
            return
        kind, forth = self.way.value()
        one, two = (self._party, other) if forth else (other, self._party)
        session, note, ctx = self._shell.session, self.note.value(), self._ctx

        def saved(done: tie.Tied) -> None:
            self.shut()
            self._shell.saved(done.changes)

        self._shell.tasks.run_write(
            lambda: tie.add_tie(session.store, ctx, one, two, kind, note=note), saved, self._refused, owner=self
        )

    def _refused(self, error: Refused) -> None:
        fields: dict[str, Field] = {"from_party": self.way, "to_party": self.other, "note": self.note}
        show_problems(problem_of(error), fields, self.general)


def _ways() -> list[tuple[tuple[TieKind, bool], str]]:
    """Each kind of tie as it reads from here and from the other side; once where both read the same."""
    found = []
    for kind, (forth, back) in TIE_WORDS.items():
        found.append(((kind, True), say(forth)))
        if back != forth:
            found.append(((kind, False), say(back)))
    return found


def open_form(shell: Shell, party: int, name: str) -> TieSheet:
    """Open the form for a party (row id)."""
    return TieSheet(shell, party, name)
