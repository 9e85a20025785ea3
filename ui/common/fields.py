"""Form fields: a label above, the control, and below it what is wrong, in words. Text becomes a typed value here.

A field gives `value()`, which raises Refused for what cannot be read, and `take()`, which shows that refusal itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from partnercrm.domain.dates import add_months, parse_day
from partnercrm.domain.errors import Refused
from partnercrm.domain.money import parse_money
from partnercrm.domain.problems import Problem
from ui import theme
from ui.common.text_line import TextLine
from ui.common.widgets import label
from ui.words import currency, locale, named_day, say, tr

Value = TypeVar("Value")
_ROOM = 36
"""Logical px around what is typed in a field and what was understood of it."""


class Field(QWidget):
    """Any control with its label above and its error below. The label is the control's buddy and its name."""

    edited = Signal()
    """A person changed the value (not `set_value`)."""

    def __init__(self, text: str, control: QWidget, *, beside: QWidget | None = None) -> None:
        super().__init__()
        self.control = control
        self.caption = QLabel(text)
        self.caption.setProperty("role", "label")
        self.caption.setBuddy(control)
        self.error = label("", "error")
        self.error.setWordWrap(True)
        self.error.hide()
        control.setAccessibleName(text.replace("&", ""))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.caption)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(control, 1)
        if beside is not None:
            row.addWidget(beside)
        column.addLayout(row)
        column.addWidget(self.error)
        self.setFocusProxy(control)

    @property
    def name(self) -> str:
        """The label without its mnemonic."""
        return self.caption.text().replace("&", "")

    def set_error(self, text: str | None) -> None:
        """Say below the control what is wrong, or take it away."""
        self.error.setText(text or "")
        self.error.setVisible(bool(text))
        self.control.setAccessibleDescription(text or "")
        theme.set_property(self.control, "error", "true" if text else "false")

    def has_error(self) -> bool:
        """Whether something is said to be wrong."""
        return bool(self.error.text())

    def take_focus(self) -> None:
        """Put the cursor into the control."""
        self.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_edited(self, *_: object) -> None:
        self.set_error(None)
        self.edited.emit()


class LineField(Field):
    """A field over one line of text; the base of those that read a typed value out of it."""

    def __init__(self, text: str, *, placeholder: str = "", beside: QWidget | None = None) -> None:
        self.edit = TextLine()
        super().__init__(text, self.edit, beside=beside)
        self.edit.setPlaceholderText(placeholder)
        self.edit.textEdited.connect(self._on_edited)

    def text(self) -> str:
        """What is typed, without space at its ends."""
        return self.edit.text().strip()

    def is_empty(self) -> bool:
        """Whether nothing is typed."""
        return not self.text()

    def take_focus(self) -> None:
        """Put the cursor into the control, its text selected."""
        super().take_focus()
        self.edit.selectAll()


class TextField(LineField):
    """One line of text."""

    def value(self) -> str:
        """The text, without space at its ends."""
        return self.text()

    def set_value(self, text: str) -> None:
        """Show a text."""
        self.edit.setText(text)


class NotesField(Field):
    """Several lines of text. Tab goes on to the next field, Enter is a new line."""

    def __init__(self, text: str, *, placeholder: str = "", lines: int = 3) -> None:
        self.edit = QPlainTextEdit()
        super().__init__(text, self.edit)
        self.edit.setPlaceholderText(placeholder)
        self.edit.setTabChangesFocus(True)
        self.edit.setFixedHeight(theme.px(lines * 18 + 16))
        self.edit.textChanged.connect(self._on_edited)

    def value(self) -> str:
        """The text, without space at its ends."""
        return self.edit.toPlainText().strip()

    def set_value(self, text: str) -> None:
        """Show a text."""
        was = self.edit.blockSignals(True)
        self.edit.setPlainText(text)
        self.edit.blockSignals(was)


class ChoiceField(Field, Generic[Value]):
    """One of a list, by typed values. On Linux a combo box is named by its buddy label only."""

    def __init__(self, text: str, choices: Sequence[tuple[Value, str]]) -> None:
        self.combo = QComboBox()
        super().__init__(text, self.combo)
        self._values: list[Value] = []
        self.set_choices(choices)
        self.combo.activated.connect(self._on_edited)

    def set_choices(self, choices: Sequence[tuple[Value, str]]) -> None:
        """Offer other choices; the value stays if it is among them."""
        before = self.value() if self._values else None
        self.combo.clear()
        self._values = [value for value, _text in choices]
        self.combo.addItems([text for _value, text in choices])
        if before in self._values:
            self.combo.setCurrentIndex(self._values.index(before))

    def value(self) -> Value:
        """The chosen value."""
        return self._values[self.combo.currentIndex()]

    def set_value(self, value: Value) -> None:
        """Choose a value. Raises ValueError if it is not offered."""
        self.combo.setCurrentIndex(self._values.index(value))


class MoneyField(LineField):
    """An amount, typed like a person types one (12,50 by the locale, 3*4.50), as minor units of the store's currency.

    On leaving, the text becomes the amount that was understood.
    """

    def __init__(self, text: str, *, placeholder: str = "", signed: bool = False) -> None:
        super().__init__(text, placeholder=placeholder or locale().amount(0, currency()))
        self._signed = signed
        self.edit.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.edit.setFont(theme.font("body", tabular=True))
        self.edit.editingFinished.connect(self._show_understood)

    def value(self) -> int | None:
        """Minor units, None for an empty field. Raises Refused for what is not an amount."""
        return None if self.is_empty() else parse_money(self.text(), currency(), locale(), signed=self._signed)

    def take(self) -> int | None:
        """Minor units or None; a refusal is shown below the field."""
        return _taken(self, self.value)

    def set_value(self, minor: int | None) -> None:
        """Show an amount, or nothing."""
        self.edit.setText("" if minor is None else locale().amount(minor, currency()))

    def _show_understood(self) -> None:
        minor = self.take()
        if minor is not None:
            self.set_value(minor)


class DateField(LineField):
    """A day, typed like a person types one (today, fri, +2w, 27/11); what was understood stands at its right end.

    Up and Down go a day on and back, PgUp and PgDown a month.
    """

    def __init__(self, text: str, today: Callable[[], dt.date], *, placeholder: str = "", past: bool = False) -> None:
        self.understood = label("", "faint")
        self.understood.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        super().__init__(text, placeholder=placeholder or (tr("today, fri") if past else tr("today, fri, +2w")))
        self._today, self._past = today, past
        inside = QHBoxLayout(self.edit)
        inside.setContentsMargins(0, 0, 10, 0)
        inside.addStretch(1)
        inside.addWidget(self.understood)
        self.edit.textChanged.connect(lambda _text: self._show_understood())
        self.edit.editingFinished.connect(self.take)

    def value(self) -> dt.date | None:
        """The day, None for an empty field. Raises Refused for what is not a day."""
        if self.is_empty():
            return None
        return parse_day(self.text(), self._today(), locale(), "past" if self._past else "nearest")

    def take(self) -> dt.date | None:
        """The day or None; a refusal is shown below the field."""
        return _taken(self, self.value)

    def set_value(self, day: dt.date | None) -> None:
        """Show a day, or nothing."""
        self.edit.setText("" if day is None else locale().date(day))

    def _show_understood(self) -> None:
        try:
            day = self.value()
        except Refused:
            day = None
        self.understood.setText(named_day(day, self._today()) if day else "")
        self._make_room()

    def _make_room(self) -> None:
        """Beside what is typed, where both fit: else what is typed has it all."""
        wanted = 0 if self.understood.isHidden() else self.understood.sizeHint().width()
        typed = self.edit.fontMetrics().horizontalAdvance(self.edit.text())
        fits = typed + wanted + theme.px(_ROOM) <= self.edit.width()
        self.understood.setMaximumWidth(wanted if fits else 0)
        self.edit.setTextMargins(0, 0, wanted if fits else 0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        move = _MOVES.get(Qt.Key(event.key()))
        if move is None:
            super().keyPressEvent(event)
            return
        try:
            start = self.value() or self._today()
        except Refused:
            return
        self.set_value(move(start))
        self._on_edited()


def show_problems(problems: Sequence[Problem], fields: Mapping[str, Field], general: QLabel | None = None) -> None:
    """Show each problem beside its field and put the cursor into the first one in the form's order.

    A problem of no field, or of one that this form does not have, goes to `general`.
    """
    texts: dict[str, str] = {}
    for problem in problems:
        texts.setdefault(problem.field if problem.field in fields else "", say(problem.message))
    for field in dict.fromkeys(fields.values()):
        field.set_error(next((texts[key] for key, each in fields.items() if each is field and key in texts), None))
    if general is not None:
        general.setText(texts.get("", ""))
        general.setVisible("" in texts)
    first = next((field for key, field in fields.items() if key in texts), None)
    if first is not None:
        first.take_focus()


def problem_of(error: Refused) -> list[Problem]:
    """A refusal as problems, to show beside fields: its own if it carries some, else itself."""
    return list(getattr(error, "problems", ())) or [Problem(error.field, error.message)]


def jump_to_first_error(fields: Sequence[Field]) -> bool:
    """Put the cursor into the first field that says something is wrong; False if none does."""
    wrong = next((field for field in fields if field.has_error()), None)
    if wrong is not None:
        wrong.take_focus()
    return wrong is not None


def _taken(field: Field, read: Callable[[], Value | None]) -> Value | None:
    try:
        found = read()
    except Refused as error:
        field.set_error(say(error.message))
        return None
    field.set_error(None)
    return found


_MOVES: dict[Qt.Key, Callable[[dt.date], dt.date]] = {
    Qt.Key.Key_Up: lambda day: day + dt.timedelta(days=1),
    Qt.Key.Key_Down: lambda day: day - dt.timedelta(days=1),
    Qt.Key.Key_PageUp: lambda day: add_months(day, 1),
    Qt.Key.Key_PageDown: lambda day: add_months(day, -1),
}
