"""Ways to reach somebody, typed as they come: what looks like an e-mail is one, what has digits is a phone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout, QWidget

from partnercrm.domain.party import CONTACT_WORDS, ContactDraft, ContactKind
from ui import theme
from ui.common.fields import Field, LineField
from ui.common.text_line import TextLine
from ui.common.widgets import button, icon_button, label
from ui.words import say, tr

_PHONE = re.compile(r"\(?\+?[\d\s./()\-]{5,}(?:\s*(?:ext|x)\.?\s*\d+)?", re.I)
_WEB = re.compile(r"(?:https?://|www\.)\S+|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:/\S*)?", re.I)
ROW_KINDS = (ContactKind.PHONE, ContactKind.EMAIL, ContactKind.WEB, ContactKind.SOCIAL)


def kind_of(text: str) -> ContactKind:
    """What a typed way to reach somebody most likely is."""
    typed = text.strip()
    if typed.startswith("@"):
        return ContactKind.SOCIAL
    if "@" in typed:
        return ContactKind.EMAIL
    if _PHONE.fullmatch(typed):
        return ContactKind.PHONE
    return ContactKind.WEB if _WEB.fullmatch(typed) else ContactKind.ADDRESS


class ReachField(LineField):
    """One way to reach somebody; what it was understood as stands at the right."""

    def __init__(self, text: str) -> None:
        self.understood = label("", "faint")
        self.understood.setMinimumWidth(theme.px(64))
        super().__init__(text, placeholder=tr("Phone, e-mail or address"), beside=self.understood)
        self._given: ContactDraft | None = None
        self.edit.textChanged.connect(lambda _text: self._show_understood())

    def value(self) -> ContactDraft | None:
        """What was typed, None for an empty field; what was given and not touched stays as it was."""
        typed = self.text()
        if not typed:
            return None
        if self._given is not None:
            if typed == self._given.value:
                return self._given
            if self._given.kind is kind_of(typed):
                return replace(self._given, value=typed)
        kind = kind_of(typed)
        return ContactDraft(kind, street=typed) if kind is ContactKind.ADDRESS else ContactDraft(kind, typed)

    def set_value(self, contact: ContactDraft | None) -> None:
        """Show one that is there already, or nothing."""
        self._given = contact
        self.edit.setText("" if contact is None else contact.value)

    def _show_understood(self) -> None:
        contact = self.value()
        self.understood.setText("" if contact is None else say(CONTACT_WORDS[contact.kind]))


class ContactRow(QWidget):
    """One further way: its kind, which follows what is typed until somebody chooses it, itself, and what it is for."""

    removed = Signal()
    edited = Signal()

    def __init__(self, contact: ContactDraft | None) -> None:
        super().__init__()
        self._chosen = contact is not None
        self.kind = QComboBox()
        self.kind.setAccessibleName(tr("Kind"))
        self.kind.addItems([say(CONTACT_WORDS[kind]) for kind in ROW_KINDS])
        self.value = TextLine(contact.value if contact else "")
        self.value.setAccessibleName(tr("Phone, e-mail, web page or name"))
        self.value.setPlaceholderText(tr("Phone, e-mail, web page"))
        self.label = TextLine(contact.label if contact else "")
        self.label.setAccessibleName(tr("What it is for"))
        self.label.setPlaceholderText(tr("Mobile, office"))
        self.field = Field("", self.value)
        self.field.caption.hide()
        self.value.setAccessibleName(tr("Phone, e-mail, web page or name"))
        if contact is not None:
            self.kind.setCurrentIndex(ROW_KINDS.index(contact.kind))
        gone = icon_button("x", tr("Take this line away"), size=14)
        gone.clicked.connect(self.removed.emit)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        for column, (part, stretch) in enumerate(((self.kind, 0), (self.field, 3), (self.label, 2), (gone, 0))):
            grid.addWidget(part, 0, column)
            grid.setColumnStretch(column, stretch)
        self.kind.activated.connect(self._choose)
        self.value.textEdited.connect(self._follow)
        self.label.textEdited.connect(lambda _text: self.edited.emit())

    def draft(self) -> ContactDraft | None:
        """What the line says, None while it is empty."""
        typed = self.value.text().strip()
        kind = ROW_KINDS[self.kind.currentIndex()]
        return ContactDraft(kind, typed, self.label.text().strip()) if typed else None

    def _choose(self, _at: int) -> None:
        self._chosen = True
        self.edited.emit()

    def _follow(self, text: str) -> None:
        kind = kind_of(text)
        if not self._chosen and kind in ROW_KINDS:
            self.kind.setCurrentIndex(ROW_KINDS.index(kind))
        self.field.set_error(None)
        self.edited.emit()


class ContactRows(QWidget):
    """Further ways to reach somebody, line by line."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[ContactRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._column.addWidget(label(tr("Further ways to reach them"), "label"))
        self.more = button(tr("Add another way"), "link")
        self.more.clicked.connect(lambda: self._add(None).value.setFocus())
        self._column.addWidget(self.more)

    def drafts(self) -> list[ContactDraft]:
        """What the lines say; empty ones are left out."""
        return [draft for row in self.rows if (draft := row.draft()) is not None]

    def filled(self) -> list[ContactRow]:
        """The lines that say something, in the order of `drafts`."""
        return [row for row in self.rows if row.draft() is not None]

    def set_drafts(self, contacts: Sequence[ContactDraft]) -> None:
        """Show these instead."""
        for row in list(self.rows):
            self._drop(row)
        for contact in contacts:
            self._add(contact)

    def _add(self, contact: ContactDraft | None) -> ContactRow:
        row = ContactRow(contact)
        row.removed.connect(lambda: self._drop(row))
        row.edited.connect(self.edited.emit)
        self.rows.append(row)
        self._column.insertWidget(self._column.count() - 1, row)
        return row

    def _drop(self, row: ContactRow) -> None:
        self.rows.remove(row)
        self._column.removeWidget(row)
        row.hide()
        row.deleteLater()
        self.edited.emit()
