"""Settings: the shop's facts, who works in it, and how the window looks. Looks change at once; facts are saved."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout

from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Refused
from partnercrm.domain.locale import Locale
from partnercrm.domain.problems import Problem
from partnercrm.services import guess
from partnercrm.services import store as stores
from partnercrm.services.store import NewStore
from ui import theme
from ui.common.choices import Option, Segment
from ui.common.fields import ChoiceField, Field, TextField, problem_of, show_problems
from ui.common.overlay import Sheet
from ui.common.tab import Shell
from ui.common.widgets import button, hline, label
from ui.settings import Key
from ui.words import tr


def open_form(shell: Shell, at: str = "") -> None:
    """Open the settings, perhaps at a field by its name: `area`."""
    SettingsForm(shell, at).open()


class SettingsForm(Sheet):
    """Three parts, one below the other: the shop, the team, the look."""

    def __init__(self, shell: Shell, at: str = "") -> None:
        super().__init__(shell.host(), tr("Settings"), width=600, hint=tr("Ctrl+Enter saves, Esc closes"))
        self._shell, self._session = shell, shell.session
        self._ctx, self._at = shell.session.ctx(), at
        self.name = TextField(tr("&Name of your shop"))
        self.language: ChoiceField[str] = ChoiceField(tr("&Language, dates and numbers"), ())
        self.currency: ChoiceField[str] = ChoiceField(tr("&Currency"), ())
        self.year_start: ChoiceField[int] = ChoiceField(tr("The &year starts in"), ())
        self.area = TextField(tr("L&ocal area"), placeholder=tr("Postcodes or towns, with commas between them"))
        self.problem = label("", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.team = label("", "muted")
        self.team.setWordWrap(True)
        self._fill_shop()
        self._fill_team()
        self._fill_look()
        self.save = self.add_button(tr("Save"), self._save, "primary")
        self.save.setEnabled(False)
        self._show_team([user.name for user in self._session.users if user.id != self._session.actor])
        today, locale = self._session.clock.today(), self._session.locale
        shell.tasks.run_file(lambda _work: guess.choices(locale, today), self._take, owner=self)

    def _fill_shop(self) -> None:
        self.body.addWidget(label(tr("Your shop"), "section"))
        self.body.addWidget(self.name)
        self.body.addWidget(self.language)
        self.body.addLayout(_side_by_side(self.currency, self.year_start))
        self.body.addWidget(self.area)
        self.body.addWidget(self.problem)

    def _fill_team(self) -> None:
        add = button(tr("Add"))
        add.clicked.connect(self._add_member)
        self.member = TextField(tr("&Who else works here?"), beside=add)
        self.member.edit.returnPressed.connect(self._add_member)
        rename = button(tr("Change"))
        rename.clicked.connect(self._rename)
        self.own_name = TextField(tr("Yo&ur name"), beside=rename)
        self.own_name.edit.returnPressed.connect(self._rename)
        self.own_name.set_value(self._session.own_name)
        self.body.addWidget(hline())
        self.body.addWidget(label(tr("Team"), "section"))
        for each in (add, rename):
            each.setEnabled(not self._session.read_only)
        self.body.addLayout(_side_by_side(self.own_name, self.member))
        self.body.addWidget(self.team)

    def _fill_look(self) -> None:
        modes = (Option("system", tr("As the system")), Option("light", tr("Light")), Option("dark", tr("Dark")))
        self.mode = Segment(tr("Light or dark"), modes, theme.mode().value)
        self.mode.chosen.connect(self._set_mode)
        sizes = [(size, f"{size} %") for size in theme.TEXT_SIZES]
        self.text_size: ChoiceField[int] = ChoiceField(tr("&Text size"), sizes)
        self.text_size.set_value(min(theme.TEXT_SIZES, key=lambda size: abs(size - theme.text_size())))
        self.text_size.edited.connect(self._set_text_size)
        self.contrast = QCheckBox(tr("&Stronger lines (high contrast)"))
        self.contrast.setChecked(theme.high_contrast())
        self.contrast.toggled.connect(self._set_contrast)
        for part in (hline(), label(tr("Look"), "section"), self.mode, self.text_size, self.contrast):
            self.body.addWidget(part)

    # The look: at once, on this computer only

    def _set_mode(self, key: str) -> None:
        self._shell.settings.put(Key.THEME, key)
        theme.set_mode(theme.Mode(key))

    def _set_text_size(self) -> None:
        self._shell.settings.put(Key.TEXT_SIZE, self.text_size.value())
        theme.set_text_size(self.text_size.value())

    def _set_contrast(self, on: bool) -> None:
        self._shell.settings.put(Key.HIGH_CONTRAST, on)
        theme.set_high_contrast(on)

    # The shop and the team: in the shop file

    def _take(self, choices: guess.Choices) -> None:
        facts = self._session.facts
        self.name.set_value(facts.name)
        self.language.set_choices(_with(choices.locales, facts.locale))
        self.language.set_value(facts.locale)
        self.currency.set_choices(_with(choices.currencies, facts.currency.code))
        self.currency.set_value(facts.currency.code)
        self.year_start.set_choices(choices.months)
        self.year_start.set_value(facts.fiscal_year_start)
        self.area.set_value(", ".join(facts.local_area))
        self.save.setEnabled(not self._session.read_only)
        (self.area if self._at == "area" else self.name).take_focus()

    def _wanted(self) -> NewStore:
        locale, facts = Locale(self.language.value()), self._session.facts
        code = self.currency.value()
        return NewStore(
            self.name.value(),
            facts.currency if code == facts.currency.code else locale.currency(code),
            locale.code,
            self.year_start.value(),
            local_area=tuple(part.strip() for part in self.area.value().split(",") if part.strip()),
        )

    def _save(self) -> None:
        wanted, store, ctx = self._wanted(), self._session.store, self._ctx
        if self._show_problems(wanted.problems()):
            return
        self._shell.tasks.run_write(lambda: stores.change(store, ctx, wanted), self._saved, self._refused, owner=self)

    def _saved(self, changes: Changes) -> None:
        self.shut()
        self._shell.saved(changes)

    def _refused(self, error: Refused) -> None:
        self._ctx = self._session.ctx()
        self._show_problems(problem_of(error))

    def _show_problems(self, problems: Sequence[Problem]) -> bool:
        fields: dict[str, Field] = {
            "name": self.name,
            "locale": self.language,
            "currency": self.currency,
            "fiscal_year_start": self.year_start,
        }
        show_problems(problems, fields, self.problem)
        return bool(problems)

    def _add_member(self) -> None:
        name, store, ctx = self.member.value(), self._session.store, self._session.ctx()
        self._shell.tasks.run_write(
            lambda: stores.add_to_team(store, ctx, name),
            lambda changes: self._added(name, changes),
            lambda error: show_problems(problem_of(error), {"name": self.member}),
            owner=self,
        )

    def _added(self, name: str, changes: Changes) -> None:
        self.member.set_value("")
        self._show_team([*self._others, name])
        self._shell.saved(changes)

    def _rename(self) -> None:
        name, store, session = self.own_name.value(), self._session.store, self._session
        self._shell.tasks.run_write(
            lambda: stores.rename_user(store, session.ctx(), session.actor, name),
            self._shell.saved,
            lambda error: show_problems(problem_of(error), {"name": self.own_name}),
            owner=self,
        )

    def _show_team(self, others: Sequence[str]) -> None:
        self._others = list(others)
        self.team.setText(tr("With you: {names}", names=", ".join(others)) if others else tr("Only you so far."))


def _side_by_side(*fields: Field) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(12)
    for field in fields:
        row.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
    return row


def _with(choices: Sequence[tuple[str, str]], value: str) -> list[tuple[str, str]]:
    """The choices, and the value that is in use though it is not among them."""
    known = value in (key for key, _text in choices)
    return list(choices) if known else [(value, value), *choices]
