"""The sub-tab Details of a party's page: how to reach it, how we keep score, notes, tags, ties, and what else we know.

Most of it is changed in place; *Edit* opens the form for the rest.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLayout, QSizePolicy, QVBoxLayout, QWidget

from partnercrm.domain.changes import Changes
from partnercrm.domain.party import MODE_WORDS, Mode
from partnercrm.domain.party_rows import DateRow, PartyPage, TieRow
from partnercrm.services import party_edit, tie
from ui.common.choices import ChipRow, Option, Segment
from ui.common.fields import ChoiceField
from ui.common.tab import Shell
from ui.common.text_line import TextLine
from ui.common.widgets import button, icon_button, label
from ui.party.contact_line import ContactLine
from ui.party.deeds import INTERVALS, interval_words
from ui.words import locale, number, say, tr


class DetailsPage(QWidget):
    """Built anew for each party; the control that had the keyboard gets it back."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 6, 6, 12)
        self._column.addStretch(1)
        self._content: QWidget | None = None
        self._page: PartyPage | None = None

    def show_page(self, page: PartyPage) -> None:
        """Show what is known of a party."""
        name = next((each.accessibleName() for each in self.findChildren(QWidget) if each.hasFocus()), "")
        self._page = page
        if self._content is not None:
            self._column.removeWidget(self._content)
            self._content.hide()
            self._content.deleteLater()
        self._content = self._build(page)
        self._column.insertWidget(0, self._content)
        again = [each for each in self._content.findChildren(QWidget) if name and each.accessibleName() == name]
        if again:
            again[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self, page: PartyPage) -> QWidget:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        self._add_contacts(column, page)
        self._add_scoring(column, page)
        self._add_ties(column, page)
        self._add_texts(column, page)
        self._add_notes(column, page)
        self._add_tags(column, page)
        content.setEnabled(not self._shell.session.read_only)
        return content

    # The sections

    def _add_contacts(self, column: QVBoxLayout, page: PartyPage) -> None:
        column.addLayout(self._heading(tr("How to reach them"), tr("Edit"), lambda: self._edit(page.id)))
        for contact in page.contacts:
            column.addWidget(ContactLine(contact, self._shell))
        if not page.contacts:
            column.addWidget(_quiet(tr("No phone, e-mail or address yet.")))

    def _add_scoring(self, column: QVBoxLayout, page: PartyPage) -> None:
        column.addWidget(label(tr("How do you two keep score?"), "group"))
        modes = Segment(
            tr("How do you two keep score?"), [Option(m.value, say(MODE_WORDS[m])) for m in Mode], page.mode
        )
        modes.chosen.connect(lambda key: self._change(lambda: self._set_mode(page.id, Mode(key))))
        column.addWidget(modes, 0, Qt.AlignmentFlag.AlignLeft)
        days = page.interval_days
        known = INTERVALS if days in INTERVALS else (*INTERVALS, days)
        rhythm: ChoiceField[int | None] = ChoiceField(
            tr("Keep in touch every"), [(each, interval_words(each)) for each in known]
        )
        rhythm.set_value(days)
        rhythm.edited.connect(lambda: self._change(lambda: self._set_interval(page.id, rhythm.value())))
        column.addWidget(rhythm)

    def _add_ties(self, column: QVBoxLayout, page: PartyPage) -> None:
        column.addLayout(self._heading(tr("Ties"), tr("Add a tie"), lambda: self._tie(page)))
        for each in page.ties:
            column.addLayout(self._tie_line(each))
        if not page.ties:
            column.addWidget(_quiet(tr("Who works here, who brought whom: add it as a tie.")))

    def _tie_line(self, each: TieRow) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(label(say(each.reads).capitalize(), "muted"))
        other = button(each.name.replace("&", "&&"), "link")
        other.setAccessibleName(tr("Open {name}", name=each.name))
        other.clicked.connect(lambda: self._shell.show_party(each.party))
        row.addWidget(other)
        row.addStretch(1)
        gone = icon_button("x", tr("Take the tie to {name} away", name=each.name), size=14)
        gone.clicked.connect(lambda: self._change(lambda: self._remove_tie(each.id)))
        row.addWidget(gone)
        return row

    def _add_texts(self, column: QVBoxLayout, page: PartyPage) -> None:
        sections = (
            (tr("Preferences"), [each.text for each in page.preferences]),
            (tr("Could use"), [each.text for each in page.needs]),
            (tr("Could give"), [each.text for each in page.offers]),
            (tr("Important dates"), [_date_words(each) for each in page.dates]),
        )
        empty = [title for title, lines in sections if not lines]
        for title, lines in sections:
            if lines:
                column.addLayout(self._heading(title, tr("Edit"), lambda: self._edit(page.id)))
                for line in lines:
                    column.addWidget(_text(line))
        if empty:
            more = button(tr("Add: {what}", what=", ".join(each.lower() for each in empty)), "link")
            more.clicked.connect(lambda: self._edit(page.id))
            column.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)

    def _add_notes(self, column: QVBoxLayout, page: PartyPage) -> None:
        column.addWidget(label(tr("Private notes"), "group"))
        for note in page.notes:
            column.addWidget(_text(note.text))
            column.addWidget(label(f"{note.author}, {locale().moment(note.written_at)}", "faint"))
        self._add_line(column, tr("Write a note"), lambda text: self._note(page.id, text))

    def _add_tags(self, column: QVBoxLayout, page: PartyPage) -> None:
        column.addWidget(label(tr("Tags"), "group"))
        if page.tags:
            chips = ChipRow(
                tr("Tags"), [Option(tag.text, tag.text.replace("&", "&&"), "x") for tag in page.tags], multi=True
            )
            chips.set_values([tag.text for tag in page.tags])
            for tag in page.tags:
                chips.button(tag.text).setAccessibleName(tr("Take the tag {tag} away", tag=tag.text))
            chips.changed.connect(lambda: self._untag(page, chips))
            column.addWidget(chips)
        self._add_line(column, tr("Add a tag"), lambda text: self._add_tag(page.id, text))

    # Parts

    def _heading(self, title: str, action: str, run: Callable[[], object]) -> QLayout:
        row = QHBoxLayout()
        row.addWidget(label(title, "group"))
        row.addStretch(1)
        made = button(action, "link")
        made.setAccessibleName(f"{action}: {title}")
        made.clicked.connect(lambda: run())
        row.addWidget(made, 0, Qt.AlignmentFlag.AlignBottom)
        return row

    def _add_line(self, column: QVBoxLayout, name: str, write: Callable[[str], Changes]) -> None:
        line = TextLine()
        line.setAccessibleName(name)
        line.setPlaceholderText(tr("{what}, then Enter", what=name))

        def send() -> None:
            text = line.text().strip()
            if text:
                self._change(lambda: write(text))

        line.returnPressed.connect(send)
        column.addWidget(line)

    # What is changed in place

    def _change(self, write: Callable[[], Changes]) -> None:
        self._shell.tasks.run_write(write, self._shell.saved, owner=self)

    def _set_mode(self, party: int, mode: Mode) -> Changes:
        session = self._shell.session
        return party_edit.set_mode(session.store, session.ctx(), [party], mode)

    def _set_interval(self, party: int, days: int | None) -> Changes:
        session = self._shell.session
        return party_edit.set_interval(session.store, session.ctx(), [party], days)

    def _remove_tie(self, number: int) -> Changes:
        session = self._shell.session
        return tie.remove_tie(session.store, session.ctx(), number)

    def _note(self, party: int, text: str) -> Changes:
        session = self._shell.session
        return party_edit.add_note(session.store, session.ctx(), party, text)

    def _add_tag(self, party: int, text: str) -> Changes:
        session = self._shell.session
        return party_edit.add_tag(session.store, session.ctx(), [party], text)

    def _untag(self, page: PartyPage, chips: ChipRow) -> None:
        gone = next(tag.text for tag in page.tags if tag.text not in chips.values())
        session = self._shell.session
        self._change(lambda: party_edit.remove_tag(session.store, session.ctx(), [page.id], gone))

    def _edit(self, party: int) -> None:
        self._shell.run("edit_party", party=party)

    def _tie(self, page: PartyPage) -> None:
        from ui.party.tie_form import open_form  # late: few pages ever need it

        open_form(self._shell, page.id, page.name)


def _date_words(date: DateRow) -> str:
    day = f"{number(date.day)} {locale().month_name(date.month)}"
    return f"{date.label}: {day} {date.year}" if date.year else f"{date.label}: {day}"


def _text(words: str) -> QLabel:
    made = label(words)
    made.setWordWrap(True)
    made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return made


def _quiet(words: str) -> QLabel:
    made = label(words, "muted")
    made.setWordWrap(True)
    return made
