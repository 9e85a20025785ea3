"""A form of a few fields in a sheet: rows of fields, reading them, saving, and what is wrong beside each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Refused
from partnercrm.domain.words import msg
from ui import messages
from ui.common.fields import Field, LineField, problem_of, show_problems
from ui.common.overlay import Sheet
from ui.common.tab import Shell
from ui.common.widgets import label
from ui.words import locale, say, tr


class WholeField(LineField):
    """A whole number or nothing."""

    def value(self) -> int | None:
        """The number, None for an empty field. Raises Refused."""
        if self.is_empty():
            return None
        if not (self.text().isascii() and self.text().isdigit() and len(self.text()) <= 6):
            raise Refused(msg("Write a whole number."))
        return int(self.text())

    def set_value(self, number: int | None) -> None:
        """Show a number, or nothing."""
        self.edit.setText("" if number is None else str(number))


class NumberField(LineField):
    """A number with decimals by the locale, or nothing; a percent sign may stand behind it."""

    def value(self) -> Decimal | None:
        """The number, None for an empty field. Raises Refused."""
        plain = self.text().removesuffix("%").strip()
        if not plain:
            return None
        number = locale().read_number(plain)
        if number is None:
            raise Refused(msg("{text} is not a number.", text=self.text()))
        return number

    def set_value(self, number: Decimal | None) -> None:
        """Show a number, or nothing."""
        self.edit.setText("" if number is None else locale().number(number))


def read(field: Any) -> Any:
    """The value of a field; a refusal is shown beside it and raised again."""
    try:
        return field.value()
    except Refused as error:
        field.set_error(say(error.message))
        field.take_focus()
        raise


def row_of(*parts: tuple[QWidget, int]) -> QHBoxLayout:
    """Fields beside one another, each with its share of the width."""
    row = QHBoxLayout()
    row.setSpacing(10)
    for part, stretch in parts:
        row.addWidget(part, stretch, Qt.AlignmentFlag.AlignTop)
    return row


def may_write(shell: Shell) -> bool:
    """Whether this window may write; where it only looks, that is said."""
    if shell.session.read_only:
        messages.toast(tr("You are only looking at this shop. Nothing can be written here."))
    return not shell.session.read_only


class FieldsSheet(Sheet):
    """Subclasses name their `fields`, put them in with `rows`, and write in `save`."""

    def __init__(self, shell: Shell, title: str, verb: str, *, width: int = 520, leave: str = "") -> None:
        super().__init__(shell.host(), title, width=width, hint=tr("Ctrl+Enter saves, Esc closes"))
        self.shell = shell
        self.ctx = shell.session.ctx()
        self.general = label("", "error")
        self.general.setWordWrap(True)
        self.general.hide()
        self.body.addWidget(self.general)
        self.add_button(leave or tr("Cancel"), self.ask_to_shut)
        self.add_button(verb, self._press, "primary")

    def fields(self) -> dict[str, Field]:
        """The fields by the names that problems use."""
        raise NotImplementedError(type(self).__name__)

    def save(self) -> None:
        """Read the fields and write. Raises Refused for what was shown beside its field."""
        raise NotImplementedError(type(self).__name__)

    def rows(self, *rows: Sequence[tuple[QWidget, int]]) -> None:
        """Put rows of fields below one another, each with its share of the width."""
        for each in rows:
            self.body.addLayout(row_of(*each))

    def write(self, fn: Callable[[], Any]) -> None:
        """Write on the worker; what is refused stands beside its field."""
        self.shell.tasks.run_write(fn, self.saved, self.refused, owner=self)

    def saved(self, done: Any) -> None:
        """Close and affirm."""
        self.shut()
        self.shell.saved(done if isinstance(done, Changes) else done.changes)

    def refused(self, error: Refused) -> None:
        """Show what is wrong beside the fields."""
        show_problems(problem_of(error), self.fields(), self.general)

    def _press(self) -> None:
        try:
            self.save()
        except Refused:
            return


def check_box(text: str) -> QCheckBox:
    """A box to tick, whose text is its name."""
    made = QCheckBox(text)
    made.setAccessibleName(text.replace("&", ""))
    return made
