"""The forms of the team: a skill, a training, a review, a wish, a thank-you, and what became of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from partnercrm.domain.errors import Refused
from partnercrm.domain.team import LEVEL_WORDS, SkillDraft, TalkDraft, ThanksDraft, TrainingDraft, WishDraft, WishState
from partnercrm.domain.team_rows import Person, SkillRow, TalkRow, ThanksRow, TrainingRow, WishRow
from partnercrm.domain.words import msg
from partnercrm.services import team
from ui import messages
from ui.common.fields import ChoiceField, DateField, Field, MoneyField, NotesField, TextField
from ui.common.fields_sheet import FieldsSheet, check_box, read
from ui.common.party_field import PartyField
from ui.common.tab import Shell
from ui.common.who import Who
from ui.common.widgets import label
from ui.team import deeds
from ui.words import say, tr

Note: TypeAlias = SkillRow | TrainingRow | TalkRow | WishRow | ThanksRow
Draft: TypeAlias = TrainingDraft | TalkDraft | WishDraft | ThanksDraft


class TeamForm(FieldsSheet):
    """A form about one of the team: who it is is chosen among those who work here; of a note that is there (`row`) it
    stays."""

    def __init__(self, shell: Shell, title: str, verb: str, row: Note | None = None, *, width: int = 500) -> None:
        super().__init__(shell, title, verb, width=width)
        self.row = row
        self.who: ChoiceField[int] = ChoiceField(tr("&Who"), ())

    def read(self, party: int | None = None) -> None:
        """Read who works here, then open; where nobody does, that is said."""
        session, mine = self.shell.session, None if self.row is None else self.row.who

        def show(found: Sequence[Person]) -> None:
            people = list(found) if mine is None or mine in found else [*found, mine]
            if not people:
                self.shut()
                messages.toast(tr("Nobody of the team yet: give a person the role Employee first."))
                return
            chosen = party if mine is None else mine.id
            self.who.set_choices([(person.id, person.name) for person in people])
            if chosen is not None and chosen in {person.id for person in people}:
                self.who.set_value(chosen)
            self.who.setEnabled(mine is None)
            self.fill()
            self.open(self.who.combo if chosen is None else None)

        self.shell.tasks.run_read(lambda: team.members(session.store, session.ctx()), show, owner=self)

    def fill(self) -> None:
        """Show what is known before a person types."""

    def today_field(self, text: str) -> DateField:
        """A day of the past that is today unless said."""
        made = DateField(text, self.shell.session.clock.today, past=True)
        made.set_value(self.shell.session.clock.today())
        return made

    def keep(self, draft: Draft, add: Callable[[], object]) -> None:
        """Change the note that is there, or `add` a new one."""
        store, ctx, row = self.shell.session.store, self.ctx, self.row
        self.write(add if row is None else lambda: team.change(store, ctx, row.id, draft))


class SkillForm(TeamForm):
    """What somebody can do, and how well; said again, it changes."""

    def __init__(self, shell: Shell, row: SkillRow | None = None) -> None:
        super().__init__(shell, tr("Note a skill") if row is None else tr("Change a skill"), tr("Save"), row)
        self._row = row
        self.name = TextField(tr("W&hat they can do"), placeholder=tr("Latte art"))
        self.level: ChoiceField[int] = ChoiceField(
            tr("How we&ll"), [(level, say(words)) for level, words in LEVEL_WORDS.items()]
        )
        self.since = self.today_field(tr("&Since"))
        self.rows(((self.who, 1), (self.name, 1)), ((self.level, 1), (self.since, 1)))

    def fill(self) -> None:
        if self._row is not None:
            self.name.set_value(self._row.name)
            self.level.set_value(self._row.level)
            self.name.setEnabled(False)

    def fields(self) -> dict[str, Field]:
        return {"party": self.who, "name": self.name, "level": self.level, "since": self.since}

    def save(self) -> None:
        draft = SkillDraft(self.who.value(), self.name.value(), self.level.value(), read(self.since))
        store, ctx = self.shell.session.store, self.ctx
        self.write(lambda: team.set_skill(store, ctx, draft))


class TrainingForm(TeamForm):
    """What somebody is to learn until when, or learned."""

    def __init__(self, shell: Shell, name: str = "", row: TrainingRow | None = None) -> None:
        title = tr("Plan or note a training") if row is None else tr("Change a training")
        super().__init__(shell, title, tr("Save"), row, width=540)
        self._row = row
        today = shell.session.clock.today
        self._name = name
        self.name = TextField(tr("W&hat is learned"), placeholder=tr("Food hygiene"))
        self.due = DateField(tr("To be done &until"), today)
        self.done = DateField(tr("&Done on"), today, placeholder=tr("not yet"), past=True)
        self.valid = DateField(tr("Ho&lds until"), today, placeholder=tr("for good"))
        self.cost = MoneyField(tr("What it &costs"))
        self.note = TextField(tr("N&ote"))
        self.post = check_box(tr("&Enter it as something we gave them"))
        self.rows(
            ((self.who, 1), (self.name, 2)),
            ((self.due, 1), (self.done, 1), (self.valid, 1)),
            ((self.cost, 1), (self.note, 2)),
        )
        self.body.addWidget(self.post)
        self.post.setVisible(row is None)

    def fill(self) -> None:
        self.name.set_value(self._name)
        if self._row is not None:
            self.name.set_value(self._row.name)
            for field, day in (
                (self.due, self._row.due),
                (self.done, self._row.done),
                (self.valid, self._row.valid_until),
            ):
                field.set_value(day)
            self.cost.set_value(self._row.cost)
            self.note.set_value(self._row.note)

    def fields(self) -> dict[str, Field]:
        return {
            "party": self.who,
            "name": self.name,
            "due": self.due,
            "done": self.done,
            "valid_until": self.valid,
            "cost": self.cost,
            "note": self.note,
        }

    def save(self) -> None:
        draft = TrainingDraft(
            self.who.value(),
            self.name.value(),
            read(self.due),
            read(self.done),
            read(self.valid),
            read(self.cost),
            self.note.value(),
        )
        store, ctx, post = self.shell.session.store, self.ctx, self.post.isChecked()
        self.keep(draft, lambda: team.add_training(store, ctx, draft, post=post))


class FinishForm(FieldsSheet):
    """A training was done."""

    def __init__(self, shell: Shell, row: TrainingRow) -> None:
        super().__init__(shell, tr("{what}: {who}", what=row.name, who=row.who.name), tr("It was done"), width=460)
        self._row = row
        today = shell.session.clock.today
        self.done = DateField(tr("&Done on"), today, past=True)
        self.valid = DateField(tr("Ho&lds until"), today, placeholder=tr("for good"))
        self.cost = MoneyField(tr("What it &cost"))
        self.post = check_box(tr("&Enter it as something we gave them"))
        self.rows(((self.done, 1), (self.valid, 1)), ((self.cost, 1),))
        self.body.addWidget(self.post)

    def start(self) -> None:
        """Open it: done today at what was planned, unless said."""
        self.done.set_value(self.shell.session.clock.today())
        self.cost.set_value(self._row.cost)
        self.open(self.done.edit)

    def fields(self) -> dict[str, Field]:
        return {"done": self.done, "valid_until": self.valid, "cost": self.cost}

    def save(self) -> None:
        store, ctx, number, post = self.shell.session.store, self.ctx, self._row.id, self.post.isChecked()
        done, valid, cost = read(self.done), read(self.valid), read(self.cost)
        if done is None:
            self.refused(Refused(msg("Say when it was done."), "done"))
            return
        self.write(lambda: team.finish_training(store, ctx, number, done, valid_until=valid, cost=cost, post=post))


class TalkForm(TeamForm):
    """A review: what was said, what was agreed, when to talk again."""

    def __init__(self, shell: Shell, row: TalkRow | None = None) -> None:
        title = tr("Note a review") if row is None else tr("Change a review")
        super().__init__(shell, title, tr("Save"), row, width=540)
        self._row = row
        self.day = self.today_field(tr("&Day"))
        self.summary = NotesField(tr("What was &said"), lines=4)
        self.agreed = NotesField(tr("What was &agreed"), lines=2)
        self.next = DateField(tr("&Talk again on"), shell.session.clock.today, placeholder=tr("within a year"))
        self.rows(((self.who, 1), (self.day, 1)), ((self.summary, 1),), ((self.agreed, 1),), ((self.next, 1),))

    def fill(self) -> None:
        if self._row is not None:
            self.day.set_value(self._row.day)
            self.summary.set_value(self._row.summary)
            self.agreed.set_value(self._row.agreed)
            self.next.set_value(self._row.next)

    def fields(self) -> dict[str, Field]:
        return {
            "party": self.who,
            "day": self.day,
            "summary": self.summary,
            "agreed": self.agreed,
            "next": self.next,
        }

    def save(self) -> None:
        draft = TalkDraft(self.who.value(), read(self.day), self.summary.value(), self.agreed.value(), read(self.next))
        store, ctx = self.shell.session.store, self.ctx
        self.keep(draft, lambda: team.talk(store, ctx, draft))


class WishForm(TeamForm):
    """What somebody wishes for."""

    def __init__(self, shell: Shell, row: WishRow | None = None) -> None:
        super().__init__(shell, tr("Note a wish") if row is None else tr("Change a wish"), tr("Save"), row)
        self._row = row
        self.day = self.today_field(tr("&Day"))
        self.text = NotesField(tr("What they &wish for"), lines=2)
        self.rows(((self.who, 1), (self.day, 1)), ((self.text, 1),))

    def fill(self) -> None:
        if self._row is not None:
            self.day.set_value(self._row.day)
            self.text.set_value(self._row.text)

    def fields(self) -> dict[str, Field]:
        return {"party": self.who, "day": self.day, "text": self.text}

    def save(self) -> None:
        draft = WishDraft(self.who.value(), read(self.day), self.text.value())
        store, ctx = self.shell.session.store, self.ctx
        self.keep(draft, lambda: team.add_wish(store, ctx, draft))


class DecideForm(FieldsSheet):
    """What we said to a wish."""

    def __init__(self, shell: Shell, row: WishRow, state: WishState) -> None:
        granted = state is WishState.GRANTED
        title = tr("Grant a wish") if granted else tr("Decline a wish")
        super().__init__(shell, title, tr("Grant it") if granted else tr("Decline it"), width=460)
        self._row, self._state = row, state
        said = label(tr("{who}: {wish}", who=row.who.name, wish=row.text), "muted")
        said.setWordWrap(True)
        self.body.addWidget(said)
        self.answer = TextField(tr("What we &said"), placeholder=tr("ordered") if granted else tr("not this year"))
        self.rows(((self.answer, 1),))

    def start(self) -> None:
        """Open it with the cursor in the answer."""
        self.open(self.answer.edit)

    def fields(self) -> dict[str, Field]:
        return {"answer": self.answer}

    def save(self) -> None:
        store, ctx, number, state = self.shell.session.store, self.ctx, self._row.id, self._state
        answer = self.answer.value()
        self.write(lambda: team.decide_wish(store, ctx, number, state, answer))


class ThanksForm(TeamForm):
    """What somebody was thanked for, by us or by anybody."""

    def __init__(self, shell: Shell, row: ThanksRow | None = None) -> None:
        super().__init__(shell, tr("Thank somebody") if row is None else tr("Change a thank-you"), tr("Save"), row)
        self._row = row
        self.day = self.today_field(tr("&Day"))
        self.text = NotesField(tr("&For what"), lines=2)
        self.by = PartyField(tr("Thanked &by"), shell, placeholder=tr("us"))
        self.rows(((self.who, 1), (self.day, 1)), ((self.text, 1),), ((self.by, 1),))

    def fill(self) -> None:
        if self._row is not None:
            self.day.set_value(self._row.day)
            self.text.set_value(self._row.text)
            if self._row.by is not None:
                self.by.set_who(Who(self._row.by.id, self._row.by.name))

    def fields(self) -> dict[str, Field]:
        return {"party": self.who, "day": self.day, "text": self.text, "by": self.by}

    def save(self) -> None:
        self.by.settle(self._save_settled)

    def _save_settled(self) -> None:
        who = self.by.who()
        try:
            draft = ThanksDraft(self.who.value(), read(self.day), self.text.value(), who.party if who else None)
        except Refused:
            return
        store, ctx = self.shell.session.store, self.ctx
        self.keep(draft, lambda: team.thank(store, ctx, draft))


def change_form(shell: Shell, row: Note) -> None:
    """The form of a note that is there."""
    made: TeamForm
    if isinstance(row, SkillRow):
        made = SkillForm(shell, row)
    elif isinstance(row, TrainingRow):
        made = TrainingForm(shell, row=row)
    elif isinstance(row, TalkRow):
        made = TalkForm(shell, row)
    else:
        made = WishForm(shell, row) if isinstance(row, WishRow) else ThanksForm(shell, row)
    made.read()


def open_form(shell: Shell, what: str, party: int | None = None, name: str = "") -> None:
    """The form of something new of a kind (its table)."""
    made: TeamForm
    if what == deeds.SKILL:
        made = SkillForm(shell)
    elif what == deeds.TRAINING:
        made = TrainingForm(shell, name)
    else:
        made = {deeds.TALK: TalkForm, deeds.WISH: WishForm, deeds.THANKS: ThanksForm}[what](shell)
    made.read(party)
