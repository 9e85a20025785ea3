"""The form of when to tell of what: for each kind whether it comes, its name, at what it comes and goes, its rest."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout

from partnercrm.domain.alert import KIND_TITLES, LEVEL_WORDS, AlertKind, AlertRule
from partnercrm.domain.errors import Refused
from partnercrm.domain.words import msg
from partnercrm.services import alert
from ui import theme
from ui.common.fields import Field, TextField
from ui.common.fields_sheet import FieldsSheet, NumberField, WholeField, check_box, may_write, read
from ui.common.tab import Shell
from ui.common.widgets import label
from ui.words import say, tr

NUMBER_WIDTH = 84
BY_STEPS = frozenset({AlertKind.PROMISE, AlertKind.ENDING})
"""Kinds of what has a day of its own: it comes back at the next step."""


def open_form(shell: Shell) -> None:
    """Reads the rules, then opens the form."""
    store = shell.session.store
    if may_write(shell):
        shell.tasks.run_read(
            lambda: alert.rules(store), lambda known: RuleForm(shell, known).start(), owner=shell.host()
        )


class RuleForm(FieldsSheet):
    """What is saved is looked at anew at once; between the two numbers nothing changes, so that nothing flaps."""

    def __init__(self, shell: Shell, known: dict[AlertKind, AlertRule]) -> None:
        super().__init__(shell, tr("When to tell of what"), tr("Save"), width=720)
        self.known = known
        self.active: dict[AlertKind, QCheckBox] = {}
        self.comes: dict[AlertKind, NumberField] = {}
        self.goes: dict[AlertKind, NumberField] = {}
        self.names: dict[AlertKind, TextField] = {}
        self.rests: dict[AlertKind, WholeField] = {}
        for kind, rule in known.items():
            title = say(KIND_TITLES[kind])
            self.active[kind] = check_box("")
            self.active[kind].setAccessibleName(tr("Tell me: {what}", what=title))
            self.active[kind].setChecked(rule.active)
            self.names[kind] = TextField(tr("{what}: name", what=title), placeholder=title)
            self.names[kind].set_value(rule.name or title)
            self.rests[kind] = WholeField(tr("{what}: quiet for days", what=title))
            self.rests[kind].set_value(rule.rest_days)
            self.comes[kind] = NumberField(tr("{what}: comes at", what=title))
            self.goes[kind] = NumberField(tr("{what}: goes at", what=title))
            self.comes[kind].set_value(rule.on)
            self.goes[kind].set_value(rule.off)
        self._lay_out_rules()

    def start(self) -> None:
        """Open it."""
        self.open(self.active[AlertKind.PROMISE])

    def fields(self) -> dict[str, Field]:
        found: dict[str, Field] = {}
        for kind in AlertKind:
            found[f"{kind.value}.on"] = self.comes[kind]
            found[f"{kind.value}.off"] = self.goes[kind]
            found[f"{kind.value}.name"] = self.names[kind]
            found[f"{kind.value}.rest_days"] = self.rests[kind]
        return found

    def save(self) -> None:
        wanted = [rule for kind in AlertKind if (rule := self._rule(kind)) != self.known[kind]]
        store, ctx = self.shell.session.store, self.ctx
        if wanted:
            self.write(lambda: alert.change_rules(store, ctx, wanted))
        else:
            self.shut()

    def _rule(self, kind: AlertKind) -> AlertRule:
        on, off = _number(self.comes[kind]), _number(self.goes[kind])
        rests = self.known[kind].rest_days if kind in BY_STEPS else int(_number(self.rests[kind]))
        return AlertRule(kind, on, off, self.active[kind].isChecked(), self._name(kind), rests)

    def _name(self, kind: AlertKind) -> str:
        """What the owner calls it; the usual title is no name of its own."""
        text = self.names[kind].text()
        return "" if text == say(KIND_TITLES[kind]) else text

    def _lay_out_rules(self) -> None:
        words = label(
            tr("What was put aside is quiet for so many days; what has a day comes back 30, 7 and 0 days before."),
            "faint",
        )
        words.setWordWrap(True)
        self.body.addWidget(words)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        for at, text in enumerate((tr("Tell me"), tr("Comes at"), tr("Goes at"), tr("Quiet for days")), 1):
            grid.addWidget(label(text, "label"), 0, at)
        for row, kind in enumerate(AlertKind):
            self._lay_out_rule(grid, 2 * row + 1, kind)
        self.body.addLayout(grid)

    def _lay_out_rule(self, grid: QGridLayout, row: int, kind: AlertKind) -> None:
        fields = (self.names[kind], self.comes[kind], self.goes[kind], self.rests[kind])
        grid.addWidget(self.active[kind], row, 0, Qt.AlignmentFlag.AlignVCenter)
        for at, field in enumerate(fields, 1):
            field.caption.hide()
            if at > 1:
                field.setFixedWidth(theme.px(NUMBER_WIDTH))
            grid.addWidget(field, row, at)
        if kind in BY_STEPS:
            self.rests[kind].hide()
            grid.addWidget(label(tr("by steps"), "faint"), row, len(fields), Qt.AlignmentFlag.AlignVCenter)
        words = label(say(LEVEL_WORDS[kind]), "faint")
        words.setWordWrap(True)
        grid.addWidget(words, row + 1, 1, 1, len(fields))


def _number(field: Any) -> Decimal:
    """The number in a field; raises Refused where there is none, which is shown beside it."""
    found = read(field)
    if found is None:
        field.set_error(tr("Write a number."))
        field.take_focus()
        raise Refused(msg("Write a number."))
    return Decimal(found)
