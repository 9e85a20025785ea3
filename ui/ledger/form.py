"""The give-and-take form: with whom, when, lines on each side, documents, due day; the sentences before saving."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from partnercrm.domain.errors import PeriodClosed, Refused
from partnercrm.domain.ledger import ExchangeDraft, Source
from partnercrm.domain.party import Role
from partnercrm.domain.period import PeriodState, month_number
from partnercrm.domain.problems import Problem
from partnercrm.services import draft as drafts
from partnercrm.services import ledger, period
from ui import messages
from ui.common.fields import DateField, problem_of, show_problems
from ui.common.form_keeper import Content, FormKeeper
from ui.common.tab import Shell
from ui.common.who import Who
from ui.ledger.form_body import FormBody
from ui.ledger.will_stand import short_day, will_stand
from ui.words import locale, tr

FORM = "give_and_take"


def open_form(
    shell: Shell,
    party: int | None = None,
    draft: int | None = None,
    number: str | None = None,
    typed: ExchangeDraft | None = None,
    opening: bool = False,
) -> None:
    """Open the form empty, for a party, for a draft (row id), to correct an entry (`2026-0412`), or as half typed."""
    if shell.session.read_only:
        messages.toast(tr("You are only looking at this shop. Nothing can be written here."))
    elif number is not None:
        _correct(shell, number)
    elif draft is not None:
        store, at = shell.session.store, draft
        shell.tasks.run_read(
            lambda: drafts.get(store, at), lambda found: GiveAndTake(shell, found, at).start(), owner=shell.host()
        )
    else:
        source = Source.OPENING if opening else Source.TYPED_IN
        GiveAndTake(shell, typed or ExchangeDraft(party, None, source=source)).start()


def _correct(shell: Shell, entry: str) -> None:
    """Open the form with what an entry says; nothing is taken back before it is saved."""
    store, ctx = shell.session.store, shell.session.ctx()
    shell.tasks.run_read(
        lambda: ledger.to_correct(store, ctx, entry),
        lambda found: GiveAndTake(shell, found, entry=entry).start(),
        owner=shell.host(),
    )


class GiveAndTake(FormBody):
    """A new entry, a draft to go on with (`number` is its row id), or what stands instead of `entry` once saved."""

    def __init__(self, shell: Shell, base: ExchangeDraft, number: int | None = None, entry: str = "") -> None:
        super().__init__(shell, _title(base))
        self._base, self._number, self._entry = base, number, entry
        self._untouched: Content | None = None
        self._ctx = shell.session.ctx()
        self._closed: frozenset[int] = frozenset()
        self.correcting.set_text(tr("Correcting {number}: saving takes it back and enters this instead.", number=entry))
        self.correcting.setVisible(bool(entry))
        self.add_button(tr("Keep as draft"), lambda: self._settled(self._keep_draft)).setVisible(not entry)
        self.another = self.add_button(tr("Save and add another"), lambda: self._settled(lambda: self._save(True)))
        self.another.setVisible(number is None and not entry)
        self.add_button(tr("Save"), lambda: self._settled(lambda: self._save(False)), "primary")
        self.keeper = FormKeeper(shell, self, self._name(), self.content)
        self._connect()

    def start(self) -> None:
        """Fill and open the form; a text that a crash or Esc left behind comes back."""
        self._fill(self._base)
        self._untouched = self._typed() if self._entry else None
        empty = not self._base.lines and self._base.party is None
        self.open(self.party.edit if self._base.party is None else self.lines.editors()[0].what.edit)
        self._read_months()
        self.keeper.look(lambda kept: self._offer_back(kept, empty))

    def draft(self) -> ExchangeDraft:
        """What the form says. Raises Refused, naming the field, for what cannot be read."""
        who = self.party.who()
        return replace(
            self._base,
            party=who.party if who else None,
            day=_day("day", self.day),
            lines=self.lines.lines(),
            memo=self.memo.value(),
            our_document=self.our_document.value(),
            their_document=self.their_document.value(),
            due_day=_day("due_day", self.due),
            belongs_to=_day("belongs_to", self.belongs_to),
            source=self.source(),
            reason=self.reason.value(),
        )

    def content(self) -> Content | None:
        """What to keep of a half-typed form; None while nothing was typed."""
        content, who = self._typed(), self.party.who()
        if self._untouched is not None:
            same_party = who is None or who.party == self._base.party
            return None if same_party and {**content, "party": None} == {**self._untouched, "party": None} else content
        return content if content["lines"] or self.memo.value() else None

    def _typed(self) -> Content:
        who = self.party.who()
        return {
            "party": None if who is None else [who.party, who.name, [role.value for role in who.roles]],
            "lines": self.lines.content(),
            "opening": self.opening.isChecked(),
            "texts": {key: field.edit.text() for key, field in self.plain_fields().items()},
        }

    def ask_to_shut(self) -> None:
        """Close; what was typed is kept for the next opening, and a draft of what was taken back before is said."""
        self.keeper.keep_now()
        self.keeper.stop()
        self.shut()
        if self._number is not None and self._base.corrects is not None:
            messages.toast(tr("The entry stays taken back. Its copy waits in the Ledger, under Drafts."))

    def _name(self) -> str:
        """Under which what was typed is kept."""
        if self._entry:
            return f"{FORM} corrects {self._entry}"
        return FORM if self._number is None else f"{FORM} {self._number}"

    # Filling

    def _fill(self, draft: ExchangeDraft) -> None:
        if draft.party is not None:
            self.party.take_party(draft.party)
        self.day.set_value(draft.day or self.shell.session.clock.today())
        self.lines.set_lines(draft.lines)
        self.memo.set_value(draft.memo)
        self.our_document.set_value(draft.our_document)
        self.their_document.set_value(draft.their_document)
        self.due.set_value(draft.due_day)
        self.belongs_to.set_value(draft.belongs_to)
        self.belongs_to.setVisible(draft.belongs_to is not None)
        self.reason.set_value(draft.reason)
        self.reason.setVisible(bool(draft.reason))
        self.came_from = draft.source
        self.opening.setChecked(draft.source is Source.OPENING)
        self._say()

    def set_content(self, content: Content) -> None:
        """Show what was kept."""
        if content["party"] is not None:
            party, name, roles = content["party"]
            self.party.set_who(Who(party, name, tuple(Role(role) for role in roles)))
        self.lines.set_content(content["lines"])
        self.opening.setChecked(content["opening"])
        for key, field in self.plain_fields().items():
            field.edit.setText(content["texts"].get(key, ""))
        self.belongs_to.setVisible(not self.belongs_to.is_empty())
        self._say()

    def _offer_back(self, kept: Content | None, empty: bool) -> None:
        if kept is None:
            return
        self.bar.clear_buttons()
        if empty and self.content() is None:
            self.set_content(kept)
            self.bar.set_text(tr("Your text is back."))
            self.bar.add_button(tr("Start afresh"), self._start_afresh)
        else:
            self.bar.set_text(tr("You left a half-typed text here."))
            self.bar.add_button(tr("Bring it back"), lambda: self._bring_back(kept))
        self.bar.show()

    def _bring_back(self, kept: Content) -> None:
        self.set_content(kept)
        self.bar.hide()

    def _start_afresh(self) -> None:
        self.keeper.forget()
        self._empty()
        self.keeper.start()
        self.party.take_focus()

    def _empty(self) -> None:
        self.bar.hide()
        day = self.day.edit.text()
        self._base = ExchangeDraft(None, None, source=self.source())
        self.party.set_who(None)
        self._fill(self._base)
        self.day.edit.setText(day)
        show_problems((), self.fields(), self.general)

    # Closed months

    def _read_months(self) -> None:
        store = self.shell.session.store

        def read(rows: list[period.PeriodRow]) -> None:
            self._closed = frozenset(row.month for row in rows if row.state is not PeriodState.OPEN)
            self._warn_of_month()

        self.shell.tasks.run_read(lambda: period.listed(store), read, owner=self)

    def _warn_of_month(self) -> None:
        """Say beside the date that its month is closed, with the way out."""
        try:
            day = self.day.value()
        except Refused:
            day = None
        closed = day is not None and month_number(day) in self._closed
        self.month_closed.setVisible(closed)
        if not closed or day is None:
            return
        self.month_closed.set_text(
            tr("{month} {year} is closed.", month=locale().month_name(day.month), year=str(day.year))
        )
        self.month_closed.clear_buttons()
        named = short_day(day, self.shell.session.clock.today())
        self.month_closed.add_button(tr("Save it today, belongs to {day}", day=named), self._belong_to_day)

    def _belong_to_day(self) -> None:
        self.belongs_to.set_value(self.day.value())
        self.belongs_to.show()
        self.day.set_value(self.shell.session.clock.today())
        self._say()
        self.day.take_focus()

    # Saving

    def _say(self) -> None:
        """Show the proposals, and the sentences of what will stand there."""
        who = self.party.who()
        self.prices.read(who.party if who else None)
        self.lines.propose(who.roles if who else (), self.source())
        draft = ExchangeDraft(None, None, self.lines.readable(), source=self.source())
        try:
            draft = replace(draft, due_day=self.due.value())
        except Refused:
            self.due.take()
        sentences = will_stand(draft, who, self.shell.session.clock.today())
        self.show_sentences(sentences)
        self._warn_of_month()

    def _settled(self, then: Callable[[], None]) -> None:
        self.party.settle(then)

    def _read(self) -> ExchangeDraft | None:
        """The draft, or None where something cannot be read, which is shown then."""
        try:
            return self.draft()
        except Refused as error:
            self._show_refusal(error)
            return None

    def _save(self, another: bool) -> None:
        draft = self._read()
        if draft is None:
            return
        problems = draft.problems()
        if problems:
            self._show(list(problems))
            return
        store, session, number, ctx = self.shell.session.store, self.shell.session, self._number, self._ctx
        entry = self._entry

        def write() -> ledger.Posted:
            if entry:
                return ledger.put_right(store, ctx, entry, draft)
            if number is None:
                return ledger.post(store, ctx, draft)
            drafts.save(store, session.ctx(), draft, number)
            return ledger.post_draft(store, ctx, number)

        self.shell.tasks.run_write(write, lambda done: self._on_posted(done, another), self._show_refusal, owner=self)

    def _on_posted(self, done: ledger.Posted, another: bool) -> None:
        self.keeper.forget()
        self.shell.saved(done.changes)
        if not another:
            self.shut()
            return
        self._ctx = self.shell.session.ctx()
        self._empty()
        self.keeper.start()
        self.party.take_focus()

    def _keep_draft(self) -> None:
        draft = self._read()
        if draft is None:
            return
        store, ctx, number = self.shell.session.store, self._ctx, self._number
        self.shell.tasks.run_write(
            lambda: drafts.save(store, ctx, draft, number), self._on_kept, self._show_refusal, owner=self
        )

    def _on_kept(self, done: drafts.Drafted) -> None:
        self.keeper.forget()
        self.shell.saved(done.changes)
        self.shut()

    def _show_refusal(self, error: Refused) -> None:
        self._show(problem_of(error))
        if isinstance(error, PeriodClosed):
            self._read_months()

    def _show(self, problems: list[Problem]) -> None:
        if any(problem.field == "reason" for problem in problems):
            self.reason.show()
        for editor in self.lines.filled():
            wrong = [p for p in problems if p.field.endswith(("tax_amount", "tax_code", "cost"))]
            if wrong:
                editor.more.setChecked(True)
        show_problems([_placed(problem) for problem in problems], self.fields(), self.general)

    def _connect(self) -> None:
        for field in (self.day, self.due, self.belongs_to):
            field.edited.connect(self._say)
        self.party.changed.connect(self._say)
        self.lines.changed.connect(self._say)
        self.opening.toggled.connect(lambda _on: self._say())


def _placed(problem: Problem) -> Problem:
    """No line at all is said where the first one would be."""
    return Problem("lines.0.what", problem.message) if problem.field == "lines" else problem


def _day(key: str, field: DateField) -> dt.date | None:
    try:
        return field.value()
    except Refused as error:
        raise Refused(error.message, key) from error


def _title(base: ExchangeDraft) -> str:
    if base.corrects is not None:
        return tr("Correct a give and take")
    return tr("What stood there before") if base.source is Source.OPENING else tr("Give and take")
