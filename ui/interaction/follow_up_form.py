"""The form of one follow-up: what is to be done, for whom, by when, by whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Refused
from partnercrm.domain.interaction import FollowUpDraft, Origin
from partnercrm.domain.interaction_rows import FollowUpRow
from partnercrm.domain.words import msg
from partnercrm.services import follow_up as follow_ups
from ui import messages
from ui.common.fields import ChoiceField, DateField, Field, TextField, problem_of, show_problems
from ui.common.form_keeper import Content, FormKeeper
from ui.common.overlay import Sheet
from ui.common.tab import Shell
from ui.common.who import Who, WhoField
from ui.common.widgets import Banner, label
from ui.interaction.next_step import next_friday
from ui.words import say, tr

FORM = "follow_up"


def open_form(shell: Shell, party: int | None = None, follow_up: int | None = None, what: str = "") -> None:
    """Open the form for a new follow-up, perhaps for a party and about something; or to change one."""
    if shell.session.read_only:
        messages.toast(tr("You are only looking at this shop. Nothing can be written here."))
        return
    form = FollowUpForm(shell, follow_up)
    if follow_up is None:
        form.open_empty(party, what)
    else:
        form.open_filled(follow_up)


class FollowUpForm(Sheet):
    """One follow-up, new or to be changed."""

    def __init__(self, shell: Shell, number: int | None) -> None:
        title = tr("Add a follow-up") if number is None else tr("Change follow-up")
        super().__init__(shell.host(), title, width=520, hint=tr("Ctrl+Enter saves, Esc closes"))
        self.shell, self._number = shell, number
        self._ctx = shell.session.ctx()
        self._before: FollowUpRow | None = None
        self.bar = Banner("", "info", "rotate-ccw")
        self.bar.hide()
        self.what = TextField(tr("What is to be &done"), placeholder=tr("Send the logo files"))
        self.who = WhoField(tr("For &whom"), shell, single=True)
        self.due = DateField(tr("&By when"), shell.session.clock.today)
        users = [(user.id, user.name) for user in shell.session.users]
        self.assignee: ChoiceField[int] = ChoiceField(tr("Who does &it"), users)
        self.assignee.set_value(shell.session.actor)
        if len(users) < 2:
            self.assignee.hide()  # never shown before it has its place: it would flash as a window and take the cursor
        self.general = label("", "error")
        self.general.hide()
        for each in (self.bar, self.general, self.what, self.who, self.due, self.assignee):
            self.body.addWidget(each)
        self.add_button(tr("Save"), self._save, "primary")
        self.keeper = FormKeeper(shell, self, FORM, self.content)

    def fields(self) -> dict[str, Field]:
        """The fields by the names that problems use."""
        return {"title": self.what, "party": self.who, "due": self.due, "assignee": self.assignee}

    def open_empty(self, party: int | None, what: str = "") -> None:
        """Open for a new one: next Friday unless another day is typed."""
        self.due.set_value(next_friday(self.shell.session.clock.today()))
        self.what.set_value(what)
        if party is not None:
            self.who.take_party(party)
        self.open(self.what.edit)
        self.keeper.look(self._offer_back)

    def open_filled(self, number: int) -> None:
        """Read it, fill the form and open."""
        store = self.shell.session.store
        self.shell.tasks.run_read(lambda: follow_ups.page_rows(store, [number]), self._fill, owner=self)

    def content(self) -> Content | None:
        """What to keep of a half-typed form."""
        if not self.what.text():
            return None
        return {
            "what": self.what.edit.text(),
            "due": self.due.edit.text(),
            "who": [{"party": who.party, "name": who.name} for who in self.who.parties()],
        }

    def ask_to_shut(self) -> None:
        """Close; what was typed of a new one is kept for the next opening."""
        if self._number is None:
            self.keeper.keep_now()
        self.keeper.stop()
        self.shut()

    def _offer_back(self, kept: Content | None) -> None:
        if kept is None or self.content() is not None:
            return
        self.what.set_value(kept["what"])
        self.due.edit.setText(kept["due"])
        if not self.who.parties():
            self.who.set_parties([Who(each["party"], each["name"]) for each in kept["who"]])
        self.bar.set_text(tr("Your text is back."))
        self.bar.add_button(tr("Start afresh"), self._start_afresh)
        self.bar.show()

    def _start_afresh(self) -> None:
        self.keeper.forget()
        self.bar.hide()
        self.what.set_value("")
        self.who.set_parties(())
        self.due.set_value(next_friday(self.shell.session.clock.today()))
        self.keeper.start()
        self.what.take_focus()

    def _fill(self, rows: Sequence[FollowUpRow]) -> None:
        if not rows:
            messages.toast(tr("This follow-up is not there any more."))
            return
        row = self._before = rows[0]
        self.what.set_value(row.title)
        self.due.set_value(row.due)
        if row.party is not None:
            self.who.set_parties([Who(row.party, row.name)])
        self.assignee.set_value(row.assignee)
        self.open(self.what.edit)

    def _save(self) -> None:
        self.who.settle(self._save_settled)

    def _save_settled(self) -> None:
        if self.who.has_error() and self.who.text():
            self.who.take_focus()
            return
        try:
            due = self.due.value()
            if due is None:
                raise Refused(msg("Say by when: tomorrow, fri, +2w or a date."))
        except Refused as error:
            self.due.set_error(say(error.message))
            self.due.take_focus()
            return
        before = self._before
        draft = FollowUpDraft(
            title=self.what.value(),
            due=due,
            party=next((who.party for who in self.who.parties()), None),
            assignee=self.assignee.value(),
            origin=before.origin if before else Origin.PERSON,
            rule=before.rule if before else "",
        )
        self.shell.tasks.run_write(self._deed(draft), self._saved, self._refused, owner=self)

    def _deed(self, draft: FollowUpDraft) -> Callable[[], Changes]:
        store, ctx, number = self.shell.session.store, self._ctx, self._number
        if number is None:
            return lambda: follow_ups.add(store, ctx, draft).changes
        return lambda: follow_ups.change(store, ctx, number, draft)

    def _saved(self, changes: Changes) -> None:
        if self._number is None:
            self.keeper.forget()
        self.shut()
        self.shell.saved(changes)

    def _refused(self, error: Refused) -> None:
        show_problems(problem_of(error), self.fields(), self.general)
