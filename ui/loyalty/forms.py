"""The forms of cards: give one out, put points right, pass them on, one-use codes, close it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QApplication

from partnercrm.domain import codes
from partnercrm.domain.errors import Refused
from partnercrm.domain.loyalty_moves import AdjustDraft, MemberDraft, TransferDraft
from partnercrm.domain.loyalty_rows import MemberRow, ProgramRow
from partnercrm.services import loyalty, loyalty_moves
from ui import messages
from ui.common.fields import ChoiceField, Field, TextField
from ui.common.fields_sheet import FieldsSheet, NumberField, WholeField, read
from ui.common.party_field import PartyField
from ui.common.tab import Shell
from ui.common.widgets import label
from ui.words import tr


def open_join(shell: Shell, party: int | None = None) -> None:
    """A card for somebody; where there is no program yet, the programs are shown first."""
    session = shell.session

    def start(programs: list[ProgramRow]) -> None:
        if programs:
            JoinForm(shell, programs).start(party)
        else:
            shell.go("loyalty", view="programs")
            messages.toast(tr("Start a program first, then give out cards."))

    shell.tasks.run_read(lambda: loyalty.programs(session.store), start, owner=shell.host())


class JoinForm(FieldsSheet):
    """Who gets a card of which program; a number of ours unless one is printed already."""

    def __init__(self, shell: Shell, programs: list[ProgramRow]) -> None:
        super().__init__(shell, tr("New card"), tr("Give out the card"))
        self.who = PartyField(tr("&Whose card"), shell)
        choices = [(row.id, row.draft.name) for row in programs]
        self.program: ChoiceField[int] = ChoiceField(tr("&Program"), choices)
        self.number = TextField(tr("Printed &number"), placeholder=tr("a new one"))
        self.home = PartyField(tr("Handed out by"), shell, may_create=False, placeholder=tr("us"))
        self.rows(((self.who, 3), (self.program, 3)), ((self.number, 1), (self.home, 1)))

    def start(self, party: int | None) -> None:
        """Open it, for somebody who is known perhaps."""
        if party is not None:
            self.who.take_party(party)
        self.open(self.who.edit)

    def fields(self) -> dict[str, Field]:
        return {"party": self.who, "program": self.program, "number": self.number, "home": self.home}

    def save(self) -> None:
        self.who.settle(lambda: self.home.settle(self._save_settled))

    def _save_settled(self) -> None:
        who, home, store, ctx = self.who.who(), self.home.who(), self.shell.session.store, self.ctx
        draft = MemberDraft(
            self.program.value(), who.party if who else None, self.number.value(), home.party if home else None
        )
        self.shell.tasks.run_write(lambda: loyalty.add_member(store, ctx, draft), self.saved, self.refused, owner=self)


class _CardForm(FieldsSheet):
    """A form about one card, which its title names."""

    def __init__(self, shell: Shell, title: str, verb: str, row: MemberRow) -> None:
        super().__init__(shell, title, verb)
        self.row = row
        self.body.addWidget(label(f"{row.name or row.home}  ·  {codes.grouped(row.number)}", "muted"))

    def do(self, work: Callable[[Any, Any], Any], then: Callable[[Any], None] | None = None) -> None:
        """Write on the worker."""
        store, ctx = self.shell.session.store, self.ctx
        self.shell.tasks.run_write(lambda: work(store, ctx), then or self.saved, self.refused, owner=self)


class AdjustForm(_CardForm):
    """Points put right, with the reason."""

    def __init__(self, shell: Shell, row: MemberRow) -> None:
        super().__init__(shell, tr("Put points right"), tr("Put right"), row)
        more, less = (1, tr("Add")), (-1, tr("Take off"))
        self.side: ChoiceField[int] = ChoiceField(tr("&What"), [more, less])
        self.points = NumberField(tr("&How many points"))
        self.reason = TextField(tr("Wh&y"), placeholder=tr("Card was forgotten at home"))
        self.rows(((self.side, 1), (self.points, 1)), ((self.reason, 1),))

    def start(self) -> None:
        """Open it."""
        self.open(self.points.edit)

    def fields(self) -> dict[str, Field]:
        return {"points": self.points, "reason": self.reason}

    def save(self) -> None:
        points = read(self.points)
        if points is None:
            self.points.set_error(tr("Say how many points."))
            return
        day = self.shell.session.clock.today()
        draft = AdjustDraft(self.row.id, day, self.side.value() * points, self.reason.value())
        self.do(lambda store, ctx: loyalty_moves.adjust(store, ctx, draft))


class TransferForm(_CardForm):
    """Points pass on to another card, with the reason."""

    def __init__(self, shell: Shell, row: MemberRow) -> None:
        super().__init__(shell, tr("Pass points on"), tr("Pass on"), row)
        self.to = TextField(tr("&To card"), placeholder="C2345-67897")
        self.points = NumberField(tr("&How many points"), placeholder=tr("all of them"))
        self.reason = TextField(tr("Wh&y"), placeholder=tr("The old card was lost"))
        self.rows(((self.to, 1), (self.points, 1)), ((self.reason, 1),))

    def start(self) -> None:
        """Open it."""
        self.open(self.to.edit)

    def fields(self) -> dict[str, Field]:
        return {"to": self.to, "points": self.points, "reason": self.reason}

    def save(self) -> None:
        points, number, day = read(self.points), self.to.value(), self.shell.session.clock.today()
        member, reason = self.row.id, self.reason.value()

        def work(store: Any, ctx: Any) -> Any:
            try:
                to = loyalty.find_member(store, number)
            except Refused as error:
                raise Refused(error.message, "to") from error
            return loyalty_moves.transfer(store, ctx, TransferDraft(member, to, day, reason, points))

        self.do(work)


class CodesForm(_CardForm):
    """One-use codes that make the card good in partners' shops; they are shown once and copied."""

    def __init__(self, shell: Shell, row: MemberRow) -> None:
        super().__init__(shell, tr("One-use codes"), tr("Make and copy them"), row)
        self.count = WholeField(tr("How &many"), placeholder="1")
        self.points = NumberField(tr("Good for at most"), placeholder=tr("as many as there are"))
        self.rows(((self.count, 1), (self.points, 1)))

    def start(self) -> None:
        """Open it."""
        self.open(self.count.edit)

    def fields(self) -> dict[str, Field]:
        return {"count": self.count, "points": self.points}

    def save(self) -> None:
        count, points, member = read(self.count) or 1, read(self.points), self.row.id
        self.do(lambda store, ctx: loyalty.make_codes(store, ctx, member, count, points), self._made)

    def _made(self, done: Any) -> None:
        made, changes = done
        QApplication.clipboard().setText("\n".join(map(codes.grouped, made)))
        self.saved(changes)


class CloseForm(_CardForm):
    """A card is closed; what is left on it is put to nothing."""

    def __init__(self, shell: Shell, row: MemberRow) -> None:
        super().__init__(shell, tr("Close the card"), tr("Close it"), row)
        words = label(tr("What is left on it is put to 0. The card stays in the book."), "muted")
        words.setWordWrap(True)
        self.body.addWidget(words)
        self.reason = TextField(tr("Wh&y"))
        self.rows(((self.reason, 1),))

    def start(self) -> None:
        """Open it."""
        self.open(self.reason.edit)

    def fields(self) -> dict[str, Field]:
        return {"reason": self.reason}

    def save(self) -> None:
        member, reason = self.row.id, self.reason.value()
        self.do(lambda store, ctx: loyalty_moves.close(store, ctx, member, reason))
