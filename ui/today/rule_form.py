"""The form of when to tell of what: for each kind of alert whether it comes, at what it comes, at what it goes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout

from partnercrm.domain.alert import KIND_TITLES, LEVEL_WORDS, AlertKind, AlertRule
from partnercrm.domain.errors import Refused
from partnercrm.domain.words import msg
from partnercrm.services import alert
from ui.common.fields import Field
from ui.common.fields_sheet import FieldsSheet, NumberField, check_box, may_write, read
from ui.common.tab import Shell
from ui.common.widgets import label
from ui.words import say, tr

NUMBER_WIDTH = 96


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
        super().__init__(shell, tr("When to tell of what"), tr("Save"), width=640)
        self.known = known
        self.active: dict[AlertKind, QCheckBox] = {}
        self.comes: dict[AlertKind, NumberField] = {}
        self.goes: dict[AlertKind, NumberField] = {}
        for kind, rule in known.items():
            title = say(KIND_TITLES[kind])
            self.active[kind] = check_box(title.replace("&", "&&"))
            self.active[kind].setChecked(rule.active)
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
        return found

    def save(self) -> None:
        wanted = [rule for kind in AlertKind if (rule := self._rule(kind)) != self.known[kind]]
        store, ctx = self.shell.session.store, self.ctx
        if wanted:
            self.write(lambda: alert.change_rules(store, ctx, wanted))
        else:
            self.shut()

    def _rule(self, kind: AlertKind) -> AlertRule:
        on, off = read(self.comes[kind]), read(self.goes[kind])
        for field, value in ((self.comes[kind], on), (self.goes[kind], off)):
            if value is None:
                field.set_error(tr("Write a number."))
                field.take_focus()
                raise Refused(msg("Write a number."))
        return AlertRule(kind, on, off, self.active[kind].isChecked())

    def _lay_out_rules(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        for at, text in enumerate((tr("Tell me"), tr("Comes at"), tr("Goes at"))):
            grid.addWidget(label(text, "label"), 0, at)
        for row, kind in enumerate(AlertKind):
            grid.addWidget(self.active[kind], 2 * row + 1, 0, Qt.AlignmentFlag.AlignVCenter)
            for at, field in enumerate((self.comes[kind], self.goes[kind]), 1):
                field.caption.hide()
                field.setFixedWidth(NUMBER_WIDTH)
                grid.addWidget(field, 2 * row + 1, at)
            words = label(say(LEVEL_WORDS[kind]), "faint")
            words.setWordWrap(True)
            grid.addWidget(words, 2 * row + 2, 0, 1, 3)
        self.body.addLayout(grid)
