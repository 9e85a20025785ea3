"""The entry line that waits at the end of the register: typed from left to right, Enter saves from any field."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout

from partnercrm.domain.errors import PeriodClosed, Refused
from partnercrm.domain.favour import guess_kind, read_favour
from partnercrm.domain.ledger import KIND_WORDS, Basis, Direction, ExchangeDraft, Kind, LineDraft
from partnercrm.domain.problems import Problem
from partnercrm.domain.suggestion_rows import Past
from partnercrm.domain.words import msg
from partnercrm.services import ledger
from ui import theme
from ui.common.fields import ChoiceField, DateField, Field, TextField, problem_of
from ui.common.party_field import PartyField
from ui.common.price_list import PriceList
from ui.common.tab import Shell
from ui.common.widgets import ElidedLabel, button, icon_button
from ui.ledger.amount_field import AmountField
from ui.ledger.what_field import WhatField
from ui.ledger.will_stand import short_day, will_stand
from ui.words import currency, locale, money, say, tr

KINDS: tuple[Kind, ...] = tuple(kind for kind in Kind if kind not in (Kind.ADJUSTMENT, Kind.POINTS))
_WIDTHS = {"day": 100, "party": 168, "kind": 128, "given": 92, "received": 92, "document": 96}


class EntryLine(QFrame):
    """Date, with whom, what, kind, we gave, they gave, document; under it the sentence of what will stand there."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("New entry"))
        self._shell = shell
        self._ctx = shell.session.ctx()
        self._kind_by_hand = False
        self._basis: Basis | None = None
        self._problems: list[str] = []
        self._terse = False
        self.prices = PriceList(shell, self, self._say)
        self.day = DateField(tr("Date"), shell.session.clock.today, past=True)
        self.party = PartyField(tr("With whom"), shell)
        self.what = WhatField(tr("What"), shell, self._party_id, placeholder=tr("rolls, a mention, oven for 2 hours"))
        self.kind: ChoiceField[Kind] = ChoiceField(tr("Kind"), [(kind, say(KIND_WORDS[kind])) for kind in KINDS])
        self.given = AmountField(tr("We gave"), placeholder=tr("0.00 or x"))
        self.received = AmountField(tr("They gave"), placeholder=tr("0.00 or x"))
        self.document = TextField(tr("Document"))
        self.said = ElidedLabel("", "muted")
        self.said.setAccessibleName(tr("What will stand there"))
        self.today_button = button(tr("Save it today"), small=True)
        self.today_button.hide()
        self.today_button.clicked.connect(self._save_today)
        self.more = icon_button("ellipsis", tr("Go on in the full form"))
        self.more.clicked.connect(self._open_form)
        self._lay_out()
        self._connect()
        self.clear()

    def fields(self) -> dict[str, Field]:
        """The fields in their order, by the names that problems use."""
        return {
            "day": self.day,
            "party": self.party,
            "what": self.what,
            "kind": self.kind,
            "given": self.given,
            "received": self.received,
            "document": self.document,
        }

    def clear(self) -> None:
        """Empty the line; the date stays, as the next entry is often of the same day.

        Set anew, no field has a text to take back: Ctrl+Z means the entry that was saved.
        """
        if self._day() is None:
            self.day.set_value(self._shell.session.clock.today())
        else:
            self.day.edit.setText(self.day.text())
        self.party.set_who(None)
        self.what.set_text("")
        self.document.set_value("")
        for amount in (self.given, self.received):
            amount.set_value(None)
        self._kind_by_hand, self._basis, self._problems = False, None, []
        self.today_button.hide()
        for field in self.fields().values():
            field.set_error(None)
        self._on_edited()

    def set_terse(self, terse: bool) -> None:
        """Leave out the hint where there is little height."""
        if terse != self._terse:
            self._terse = terse
            self._say()

    def start(self) -> None:
        """Put the cursor where an entry begins."""
        self.day.take_focus()

    def draft(self) -> ExchangeDraft:
        """What the line says. Raises Refused for a date or an amount that cannot be read."""
        who, lines = self.party.who(), self._lines()
        document = self.document.value()
        ours = bool(lines) and lines[0].direction is Direction.GIVEN
        return ExchangeDraft(
            party=who.party if who else None,
            day=self.day.value(),
            lines=tuple(lines),
            our_document=document if ours else "",
            their_document="" if ours else document,
        )

    def save(self) -> None:
        """Save what the line says; the name that was typed is settled first."""
        self.party.settle(lambda: self._save_as(None))

    # Inside

    def _lines(self) -> list[LineDraft]:
        made = []
        for side, field in ((Direction.GIVEN, self.given), (Direction.RECEIVED, self.received)):
            if field.is_agreed():
                made.append(self._agreed_line(side))
            elif field.says_something():
                made.append(self._line(side, field.value()))
        return made

    def _agreed_line(self, side: Direction) -> LineDraft:
        """The line at the agreed value; `oven for 2 hours` says how much of it. Raises Refused where none fits."""
        found = self._agreed(side)
        if found.value is None:
            raise Refused(msg("Nothing is agreed for this. Type the amount, or an x."), side.value)
        return found

    def _agreed(self, side: Direction) -> LineDraft:
        """What is typed as a favour, with its agreed value if there is one."""
        kind = self.kind.value()
        try:
            read = read_favour(self.what.text(), side, currency(), locale())
        except Refused:
            read = LineDraft(side, kind, what=self.what.text())
        line = replace(read, kind=kind, value=None, basis=None)
        return self.prices.filled(line, self._day() or self._shell.session.clock.today())

    def _day(self) -> dt.date | None:
        try:
            return self.day.value()
        except Refused:
            return None

    def _line(self, side: Direction, value: int | None) -> LineDraft:
        kind = self.kind.value()
        line = LineDraft(side, kind, value, what=self.what.text())
        if value is None or kind is Kind.MONEY:
            return line
        return replace(line, basis=Basis.BILL if self.document.value() else self._basis)

    def _save_as(self, belonging: ExchangeDraft | None) -> None:
        try:
            draft = belonging or self.draft()
        except Refused as error:
            if error.field in self.fields():
                self._show_problems(problem_of(error))
            else:
                self._show_unreadable()
            return
        problems = draft.problems()
        if problems:
            self._show_problems(list(problems))
            return
        store, ctx = self._shell.session.store, self._ctx
        self._shell.tasks.run_write(
            lambda: ledger.post(store, ctx, draft), self._on_posted, self._on_refused, owner=self
        )

    def _show_unreadable(self) -> None:
        """Say which date or amount cannot be read, and nothing else."""
        self.party.set_error(None)
        wrong = [field for field in (self.day, self.given, self.received) if field.take() is None and field.has_error()]
        self._problems = [wrong[0].error.text()]
        self._show([], self._problems[0])
        wrong[0].take_focus()

    def _on_posted(self, posted: ledger.Posted) -> None:
        self._shell.saved(posted.changes)
        self._ctx = self._shell.session.ctx()
        self.clear()
        self.start()

    def _on_refused(self, error: Refused) -> None:
        self._show_problems(problem_of(error))
        if isinstance(error, PeriodClosed):
            self._offer_today()

    def _offer_today(self) -> None:
        day = self.day.value()
        if day is not None:
            named = short_day(day, self._shell.session.clock.today())
            self.today_button.setText(tr("Save it today, belongs to {day}", day=named))
            self.today_button.show()

    def _save_today(self) -> None:
        draft = self.draft()
        today = self._shell.session.clock.today()
        self._save_as(replace(draft, day=today, belongs_to=draft.day))

    def _show_problems(self, problems: list[Problem]) -> None:
        places = {problem.field: say(problem.message) for problem in reversed(problems)}
        shown = {self._place(key): text for key, text in places.items()}
        for key, field in self.fields().items():
            field.set_error(shown.get(key))
        first = next((field for key, field in self.fields().items() if key in shown), None)
        self._problems = [say(problem.message) for problem in problems]
        self._show([], self._problems[0])
        if first is not None:
            first.take_focus()

    def _place(self, field: str) -> str:
        """Where a problem of a draft stands on this line."""
        if field in self.fields():
            return field
        at_second = field.startswith("lines.1") or not self.given.says_something()
        return "received" if field.startswith("lines.") and at_second else "given"

    def _on_edited(self) -> None:
        self._problems = []
        self.today_button.hide()
        if not self._kind_by_hand:
            self.kind.set_value(self._guessed_kind())
        self._say()

    def _guessed_kind(self) -> Kind:
        if not self.what.text():
            return Kind.MONEY
        guessed = guess_kind(self.what.text(), locale())
        return guessed if guessed in KINDS else Kind.SERVICE

    def _on_taken(self, past: Past) -> None:
        """Copy what stood there the last time."""
        self.kind.set_value(past.kind if past.kind in KINDS else Kind.SERVICE)
        self._kind_by_hand, self._basis = True, past.basis
        field = self.given if past.direction is Direction.GIVEN else self.received
        if not (self.given.says_something() or self.received.says_something()):
            if past.value is None:
                field.set_unpriced()
            else:
                field.set_value(past.value)
        self._say()

    def _on_kind(self) -> None:
        self._kind_by_hand = True
        self._say()

    def _on_what(self) -> None:
        self._basis = None
        self._on_edited()

    def _say(self) -> None:
        self.prices.read(self._party_id())
        wrong = next((field.error.text() for field in self.fields().values() if field.has_error()), "")
        if wrong or self._problems:
            self._show([], wrong or self._problems[0])
            return
        try:
            draft = self.draft()
        except Refused:
            return
        self._show(will_stand(draft, self.party.who(), self._shell.session.clock.today()), "")

    def _show(self, sentences: list[str], wrong: str) -> None:
        if not (sentences or wrong):
            wrong = next((field.error.text() for field in self.fields().values() if field.has_error()), "")
        worth = self._agreed(Direction.GIVEN).value if self.what.text() else None
        hint = tr("Enter saves, Esc clears. An x stands for a favour without a price.")
        if worth is not None:
            hint = tr("Agreed: {value}. Type an a on the side that gave it.", value=money(worth))
        self.said.setText(wrong or " ".join(sentences) or hint)
        self.said.setVisible(not self._terse or bool(wrong or sentences))
        theme.set_property(self.said, "role", "error" if wrong else "muted" if sentences else "faint")

    def _party_id(self) -> int | None:
        who = self.party.who()
        return who.party if who else None

    def _open_form(self) -> None:
        try:
            typed = self.draft()
        except Refused:
            typed = replace(ExchangeDraft(None, None), party=self._party_id())
        self._shell.run("give_and_take", typed=typed)
        self.clear()

    def _connect(self) -> None:
        for field in (self.day, self.given, self.received, self.document):
            field.edited.connect(self._on_edited)
            field.edit.editingFinished.connect(self._say)
        self.party.changed.connect(self._on_edited)
        self.what.edit.textEdited.connect(lambda _text: self._on_what())
        self.what.taken.connect(lambda taken: self._on_taken(taken.value))
        self.kind.edited.connect(self._on_kind)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(6)
        self.day.understood.hide()
        for key, field in self.fields().items():
            field.error.setMaximumHeight(0)
            if key in _WIDTHS:
                field.setFixedWidth(theme.px(_WIDTHS[key]))
            row.addWidget(field, 0 if key in _WIDTHS else 1, Qt.AlignmentFlag.AlignTop)
        more = QVBoxLayout()
        more.addSpacing(theme.px(20))
        more.addWidget(self.more)
        more.addStretch()
        row.addLayout(more)
        column.addLayout(row)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self.said, 1)
        below.addWidget(self.today_button)
        column.addLayout(below)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not self.today_button.hasFocus():
            self.save()
        elif event.key() == Qt.Key.Key_Escape:
            self.clear()
            self.start()
        else:
            super().keyPressEvent(event)
