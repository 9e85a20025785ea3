"""The form of an agreement: with whom, about what, from when until when, and what both sides promise."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from partnercrm.domain.agreement import AGREEMENT_WORDS, REMIND_DAYS, AgreementDraft, AgreementKind
from partnercrm.domain.agreement_rows import AgreementRow
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Refused
from partnercrm.domain.ledger import Direction
from partnercrm.services import agreement as agreements
from partnercrm.services import agreement_write as writes
from ui.agreement.clause_editor import ClauseList
from ui.common.fields import (
    ChoiceField,
    DateField,
    Field,
    LineField,
    NotesField,
    TextField,
    problem_of,
    show_problems,
)
from ui.common.fields_sheet import WholeField, read, row_of
from ui.common.form_keeper import Content, FormKeeper
from ui.common.overlay import Sheet
from ui.common.tab import Shell
from ui.common.who import Who, WhoField
from ui.common.widgets import Banner, button, label
from ui.words import say, tr

FORM = "agreement"


class AgreementForm(Sheet):
    """A new agreement (perhaps with a party), or one to be changed (row ids)."""

    def __init__(self, shell: Shell, number: int | None = None, party: int | None = None) -> None:
        title = tr("New agreement") if number is None else tr("Change agreement")
        super().__init__(shell.host(), title, width=680, hint=tr("Ctrl+Enter saves, Esc closes"))
        self.shell, self._number, self._party = shell, number, party
        self._ctx = shell.session.ctx()
        today = shell.session.clock.today
        self.name = TextField(tr("&Name"), placeholder=tr("Oven for mentions"))
        self.kind: ChoiceField[AgreementKind] = ChoiceField(
            tr("&About"), [(kind, say(AGREEMENT_WORDS[kind])) for kind in AgreementKind]
        )
        self.who = WhoField(tr("&With"), shell)
        self.from_day = DateField(tr("&From"), today)
        self.to_day = DateField(tr("&Until"), today, placeholder=tr("open-ended"))
        self.renew = WholeField(tr("Renews for (months)"), placeholder=tr("it ends"))
        self.notice = WholeField(tr("Notice (days)"), placeholder=tr("none"))
        self.remind = WholeField(tr("Remind before (days)"))
        self.signed_on = DateField(tr("Signed on"), today, placeholder=tr("not yet"))
        self.signed_by = TextField(tr("Signed by"), placeholder=tr("Sarah and Mark"))
        self.note = NotesField(tr("N&ote"), lines=2)
        self.clauses = ClauseList(shell)
        self.general = label("", "error")
        self.general.setWordWrap(True)
        self.general.hide()
        self.bar = Banner("", "info", "rotate-ccw")
        self.bar.hide()
        self._place_fields()
        self.add_button(tr("Cancel"), self.ask_to_shut)
        self.add_button(tr("Save"), self._save, "primary")
        self.keeper = FormKeeper(shell, self, FORM, self.content)

    def start(self) -> None:
        """Open it, with what is known of the agreement that is changed."""
        self.from_day.set_value(self.shell.session.clock.today())
        self.remind.set_value(REMIND_DAYS)
        if self._number is None:
            self.clauses.add(side=Direction.GIVEN)
            self.clauses.add(side=Direction.RECEIVED)
            if self._party is not None:
                self.who.take_party(self._party)
            self.open(self.name.edit)
            self.keeper.look(self._offer_back)
            return
        session, number = self.shell.session, self._number
        self.shell.tasks.run_read(lambda: agreements.get(session.store, session.ctx(), number), self._fill, owner=self)

    def fields(self) -> dict[str, Field]:
        """The fields by the names that problems use."""
        return {
            "title": self.name,
            "kind": self.kind,
            "parties": self.who,
            "from_day": self.from_day,
            "to_day": self.to_day,
            "renew_months": self.renew,
            "notice_days": self.notice,
            "remind_days": self.remind,
            "signed_on": self.signed_on,
            "signed_by": self.signed_by,
            **self.clauses.fields(),
            "note": self.note,
        }

    def content(self) -> Content | None:
        """What to keep of a half-typed new agreement; None while nothing was typed."""
        clauses = self.clauses.content()
        if not (self.name.text() or self.note.value() or clauses):
            return None
        return {
            "kind": self.kind.value().value,
            "parties": [{"party": who.party, "name": who.name} for who in self.who.parties()],
            "texts": {key: field.edit.text() for key, field in self._lines().items()},
            "note": self.note.value(),
            "clauses": clauses,
        }

    def set_content(self, content: Content) -> None:
        """Show what was kept."""
        self.kind.set_value(AgreementKind(content["kind"]))
        self.who.set_parties([Who(each["party"], each["name"]) for each in content["parties"]])
        for key, field in self._lines().items():
            field.edit.setText(content["texts"].get(key, ""))
        self.note.set_value(content["note"])
        self.clauses.set_content(content["clauses"])

    def ask_to_shut(self) -> None:
        """Close; what was typed of a new one is kept for the next opening."""
        if self._number is None:
            self.keeper.keep_now()
        self.keeper.stop()
        self.shut()

    def _lines(self) -> dict[str, LineField]:
        return {
            "title": self.name,
            "from_day": self.from_day,
            "to_day": self.to_day,
            "renew": self.renew,
            "notice": self.notice,
            "remind": self.remind,
            "signed_on": self.signed_on,
            "signed_by": self.signed_by,
        }

    def _offer_back(self, kept: Content | None) -> None:
        if kept is None or self.content() is not None:
            return
        self.set_content(kept)
        self.bar.set_text(tr("Your text is back."))
        self.bar.add_button(tr("Start afresh"), self._start_afresh)
        self.bar.show()

    def _start_afresh(self) -> None:
        self.keeper.forget()
        self.keeper.stop()
        self.shut()
        AgreementForm(self.shell, None, self._party).start()

    def _fill(self, row: AgreementRow) -> None:
        draft = writes.draft_of(row)
        self.name.set_value(draft.title)
        self.kind.set_value(draft.kind)
        self.who.set_parties([Who(party.id, party.name) for party in row.parties])
        for day, value in (
            (self.from_day, draft.from_day),
            (self.to_day, draft.to_day),
            (self.signed_on, draft.signed_on),
        ):
            day.set_value(value)
        for field, number in (
            (self.renew, draft.renew_months),
            (self.notice, draft.notice_days),
            (self.remind, draft.remind_days),
        ):
            field.set_value(number)
        self.signed_by.set_value(draft.signed_by)
        self.note.set_value(draft.note)
        for clause in draft.clauses:
            self.clauses.add(clause)
        self.open(self.name.edit)

    def _save(self) -> None:
        self.who.settle(self._save_settled)

    def _save_settled(self) -> None:
        try:
            draft = self._draft()
        except Refused:
            return
        store, ctx, number = self.shell.session.store, self._ctx, self._number

        def write() -> Changes:
            if number is None:
                return writes.add(store, ctx, draft).changes
            return writes.change(store, ctx, number, draft)

        self.shell.tasks.run_write(write, self._saved, self._refused, owner=self)

    def _draft(self) -> AgreementDraft:
        """What the form says. Raises Refused, shown beside its field."""

        return AgreementDraft(
            title=self.name.value(),
            kind=self.kind.value(),
            parties=tuple(who.party for who in self.who.parties()),
            from_day=read(self.from_day),
            to_day=read(self.to_day),
            signed_on=read(self.signed_on),
            signed_by=self.signed_by.value(),
            notice_days=read(self.notice),
            renew_months=read(self.renew),
            remind_days=read(self.remind) or 0,
            note=self.note.value(),
            clauses=self.clauses.value(),
        )

    def _saved(self, changes: Changes) -> None:
        if self._number is None:
            self.keeper.forget()
        self.shut()
        self.shell.saved(changes)

    def _refused(self, error: Refused) -> None:
        show_problems(problem_of(error), self.fields(), self.general)

    def _place_fields(self) -> None:
        for part in (self.bar, self.general, self.name):
            self.body.addWidget(part)
        for parts in (
            ((self.who, 3), (self.kind, 2)),
            ((self.from_day, 1), (self.to_day, 1)),
            ((self.renew, 1), (self.notice, 1), (self.remind, 1)),
            ((self.signed_on, 1), (self.signed_by, 1)),
        ):
            self.body.addLayout(row_of(*parts))
        self.body.addWidget(label(tr("What both sides promise"), "heading"))
        self.body.addWidget(self.clauses)
        adding = QHBoxLayout()
        for side, text in ((Direction.GIVEN, tr("We promise more")), (Direction.RECEIVED, tr("They promise more"))):
            made = button(text, icon="plus", small=True)
            made.clicked.connect(lambda _on=False, side=side: self.clauses.add(side=side).what.take_focus())
            adding.addWidget(made)
        adding.addStretch(1)
        self.body.addLayout(adding)
        self.body.addWidget(self.note)
