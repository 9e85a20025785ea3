"""The log form: who, what, what passed between us, what comes next. Under ten seconds with no mouse."""

from __future__ import annotations

import datetime as dt
from typing import Any

from partnercrm.domain.errors import Refused
from partnercrm.domain.interaction import Channel, FollowUpDraft
from partnercrm.domain.ledger import Direction, ExchangeDraft, LineDraft, Source
from partnercrm.domain.party import Role
from partnercrm.domain.problems import Problem
from partnercrm.domain.sentences import SaidLine, exchange_sentences
from partnercrm.services import interaction as interactions
from ui import messages
from ui.common.fields import Field, show_problems
from ui.common.form_keeper import Content, FormKeeper
from ui.common.price_list import PriceList
from ui.common.tab import Shell
from ui.common.who import Who
from ui.common.widgets import label
from ui.interaction.edit_form import EditForm
from ui.interaction.favour_line import FavourField
from ui.interaction.next_step import NextStep
from ui.interaction.talk_form import TalkForm
from ui.words import currency, say, tr

FORM = "log"


def open_form(
    shell: Shell, party: int | None = None, channel: str | None = None, text: str = "", interaction: int | None = None
) -> None:
    """Open the form for a new interaction, perhaps with its party, channel and summary; or to change one."""
    if shell.session.read_only:
        messages.toast(tr("You are only looking at this shop. Nothing can be written here."))
        return
    if interaction is not None:
        EditForm(shell, interaction).open_filled()
    else:
        LogForm(shell, party, channel, text).open_empty(shell.party_in_sight())


class LogForm(TalkForm):
    """A new interaction, with its favours and its next step: one operation."""

    def __init__(self, shell: Shell, party: int | None, channel: str | None, text: str) -> None:
        super().__init__(shell, tr("Log interaction"))
        self._wanted = party, channel, text
        self.prices = PriceList(shell, self, self._on_prices)
        self.gave = FavourField(tr("We &gave"), Direction.GIVEN, shell, self._first_party, self._agreed)
        self.got = FavourField(tr("They ga&ve"), Direction.RECEIVED, shell, self._first_party, self._agreed)
        self.said = label("", "muted")
        self.said.setWordWrap(True)
        self.said.setAccessibleName(tr("What will stand there"))
        self.said.hide()
        self.step = NextStep(shell.session.clock.today)
        for each in (self.gave, self.got, self.said, self.step):
            self.body.addWidget(each)
        self.another = self.add_button(tr("Save and add another"), lambda: self._save(another=True))
        self.add_button(tr("Save"), self._save, "primary")
        self.gave.read.connect(self._say)
        self.got.read.connect(self._say)
        self.who.changed.connect(self._on_who)
        self.keeper = FormKeeper(shell, self, FORM, self.content)

    def open_empty(self, in_sight: int | None) -> None:
        """Open with what was wanted, else with the party that is seen; a text that a crash or Esc left comes back."""
        party, channel, text = self._wanted
        party = in_sight if party is None else party
        self._set_now()
        if channel:
            self.channel.set_value(Channel(channel).value)
        self.what.set_value(text)
        self._on_who()
        if party is not None:
            self.who.take_party(party)
        self.open(self.who.edit if party is None else self.what.edit)
        self.keeper.look(self._offer_back)

    def fields(self) -> dict[str, Field]:
        below = {"gave": self.gave, "got": self.got, "due": self.step.day, "title": self.step.title}
        return {**super().fields(), **below}

    def content(self) -> Content | None:
        """What to keep of a half-typed form; None while nothing was typed."""
        texts = (self.what.edit.text(), self.notes.value(), self.gave.text(), self.got.text(), self.step.title.text())
        if not any(texts):
            return None
        return {
            "channel": self.channel.value(),
            "parties": self._names(),
            "when": self.when.edit.text(),
            "what": self.what.edit.text(),
            "notes": self.notes.value(),
            "gave": self.gave.content(),
            "got": self.got.content(),
            "step": self.step.content(),
        }

    def set_content(self, content: Content) -> None:
        """Show what was kept."""
        self.channel.set_value(content["channel"])
        self.who.set_parties([_who(each) for each in content["parties"]])
        self.when.edit.setText(content["when"])
        self.what.set_value(content["what"])
        self.notes.set_value(content["notes"])
        self.gave.set_content(content["gave"])
        self.got.set_content(content["got"])
        self.step.set_content(content["step"])
        self._on_who()

    def ask_to_shut(self) -> None:
        """Close; what was typed is kept for the next opening."""
        self.keeper.keep_now()
        self.keeper.stop()
        self.shut()

    def _set_now(self) -> None:
        now = self.shell.session.clock.local()
        self.when.set_value(now.date(), now.hour * 60 + now.minute)

    def _offer_back(self, kept: Content | None) -> None:
        if kept is None:
            return
        party, _channel, text = self._wanted
        self.bar.clear_buttons()
        if party is None and not text and self.content() is None:
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
        self.what.take_focus()

    def _start_afresh(self) -> None:
        self.keeper.forget()
        self._empty(keep_who=False)
        self.keeper.start()
        self.who.take_focus()

    def _empty(self, *, keep_who: bool) -> None:
        self.bar.hide()
        if not keep_who:
            self.who.set_parties(())
            self.who.set_text("")
            self._set_now()
        self.what.set_value("")
        self.notes.set_value("")
        self.gave.clear()
        self.got.clear()
        self.step.set_content({})
        show_problems((), self.fields(), self.general)

    def _first_party(self) -> int | None:
        return next((who.party for who in self.who.parties()), None)

    def _agreed(self, line: LineDraft) -> LineDraft:
        """The line with the agreed value of its day where none was typed."""
        return self.prices.filled(line, self._day() or self.shell.session.clock.today())

    def _day(self) -> dt.date | None:
        try:
            moment = self.when.value()
        except Refused:
            return None
        return moment[0] if moment else None

    def _on_prices(self) -> None:
        for field in (self.gave, self.got):
            field.read_again()

    def _on_who(self) -> None:
        self.prices.read(self._first_party())
        name = next((who.name for who in self.who.parties()), "")
        self.step.suggest(tr("Get back to {name}", name=name) if name else tr("Get back to them"))
        self._say()

    def _say(self) -> None:
        """The sentence of what will stand there."""
        first = next(iter(self.who.parties()), None)
        lines = [line for line in (_readable(self.gave), _readable(self.got)) if line is not None]
        name = first.name if first else tr("them")
        roles = first.roles if first else ()
        said = [SaidLine.of(line.completed(roles, Source.TYPED_IN), currency()) for line in lines]
        sentences = exchange_sentences(name, said, self.shell.session.clock.today())
        self.said.setText(" ".join(say(each) for each in sentences))
        self.said.setVisible(bool(sentences))

    def _save(self, another: bool = False) -> None:
        self.who.settle(lambda: self._save_settled(another))

    def _save_settled(self, another: bool) -> None:
        if self.who.has_error() and self.who.text():
            self.who.take_focus()
            return
        draft = self.draft()
        if draft is None:
            return
        try:
            lines, step = self._lines(), self._step()
        except Refused as error:
            self.show_refusal(error)
            return
        exchange = ExchangeDraft(None, None, lines, memo=draft.summary) if lines else None
        store, ctx = self.shell.session.store, self._ctx
        self.shell.tasks.run_write(
            lambda: interactions.log(store, ctx, draft, exchange=exchange, follow_up=step),
            lambda logged: self._on_logged(logged, another),
            self.show_refusal,
            owner=self,
        )

    def _lines(self) -> tuple[LineDraft, ...]:
        found = []
        for key, field in (("gave", self.gave), ("got", self.got)):
            try:
                line = field.line()
            except Refused as error:
                raise Refused(error.message, key) from error
            if line is not None:
                found.append(line)
        return tuple(found)

    def _step(self) -> FollowUpDraft | None:
        try:
            return self.step.value()
        except Refused as error:
            raise Refused(error.message, "due") from error

    def _placed(self, problem: Problem) -> Problem:
        field = problem.field
        if field.startswith("exchange.lines.1") or (field.startswith("exchange.lines.0") and self.gave.is_empty()):
            return Problem("got", problem.message)
        if field.startswith("exchange.lines.0"):
            return Problem("gave", problem.message)
        if field.startswith("follow_up."):
            return Problem("title", problem.message)
        return super()._placed(problem)

    def _on_logged(self, logged: interactions.Logged, another: bool) -> None:
        self.keeper.forget()
        self.shell.saved(logged.changes)
        if not another:
            self.shut()
            return
        self._ctx = self.shell.session.ctx()
        self._empty(keep_who=True)
        self.keeper.start()
        self.what.take_focus()


def _who(kept: dict[str, Any]) -> Who:
    return Who(kept["party"], kept["name"], tuple(Role(role) for role in kept["roles"]))


def _readable(field: FavourField) -> LineDraft | None:
    try:
        return field.line()
    except Refused:
        return None
