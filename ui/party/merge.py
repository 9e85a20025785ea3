"""Two records of one party become one: both sides in view field by field, which one stays, and what is taken over."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QHBoxLayout, QLabel, QRadioButton, QSizePolicy, QWidget

from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Refused
from partnercrm.domain.merge import FieldValue, MergeField, MergeView
from partnercrm.domain.party_rows import PartyPage
from partnercrm.domain.words import Message
from partnercrm.services import merge
from ui import messages
from ui.common.choices import Option, Segment
from ui.common.overlay import Sheet
from ui.common.party_words import DASH, role_words
from ui.common.tab import Shell
from ui.common.widgets import label
from ui.party.contact_line import contact_text
from ui.words import money, number, say, tr, trn

WIDTH = 720
_MONEY = ("soft_limit", "hard_limit")


def open_form(shell: Shell, parties: Sequence[int] = ()) -> None:
    """Open the two parties (row ids) side by side; the first is proposed to stay."""
    session = shell.session
    if session.read_only:
        messages.toast(tr("You are only looking at this shop. Nothing can be written here."))
        return
    if len(parties) != 2:
        messages.toast(
            tr("Select the two rows to merge in the Directory first: Ctrl and click, or Shift and an arrow.")
        )
        return
    keep, other = parties
    shell.tasks.run_read(
        lambda: merge.merge_view(session.store, session.ctx(), keep, other),
        lambda view: MergeSheet(shell, view).open(),
        owner=shell.host(),
    )


class MergeSheet(Sheet):
    """Which of the two stays, and for each field that differs, whose is taken."""

    def __init__(self, shell: Shell, view: MergeView) -> None:
        super().__init__(shell.host(), tr("Merge two records"), width=WIDTH, hint=tr("Ctrl+Enter merges, Esc closes"))
        self._shell, self._view = shell, view
        self._ctx = shell.session.ctx()
        self._first, self._second = view.keep, view.other
        self.choices: dict[str, tuple[QRadioButton, QRadioButton]] = {}
        self._groups: list[QButtonGroup] = []
        self.stays = Segment(
            tr("Which one stays?"),
            [Option(str(page.id), _short(page.name)) for page in (self._first, self._second)],
        )
        self.stays.chosen.connect(self._swap)
        self.general = label("", "error")
        self.general.setWordWrap(True)
        self.general.hide()
        self._fill_body()
        self.add_button(tr("Cancel"), self.shut)
        self.add_button(tr("Merge"), self._save, "primary")

    def chosen(self) -> frozenset[str]:
        """The keys of the fields that are taken from the record that goes."""
        return frozenset(key for key in self.choices if self._taken_from(key) != self._keep().id)

    def _keep(self) -> PartyPage:
        return self._first if self.stays.value() == str(self._first.id) else self._second

    def _goes(self) -> PartyPage:
        return self._second if self._keep() is self._first else self._first

    def _taken_from(self, key: str) -> int:
        return self._first.id if self.choices[key][0].isChecked() else self._second.id

    def _swap(self, _key: str) -> None:
        """What stays says all that it can; only what it leaves empty comes from the other one."""
        for field in self._view.fields:
            if field.key in self.choices:
                first_stays = self._keep() is self._first
                ours, theirs = (field.keep, field.other) if first_stays else (field.other, field.keep)
                own = ours not in (None, "") or theirs in (None, "")
                self.choices[field.key][0 if own == first_stays else 1].setChecked(True)
        self._tell()

    def _save(self) -> None:
        session, ctx, chosen = self._shell.session, self._ctx, self.chosen()
        keep, goes = self._keep().id, self._goes().id

        def saved(changes: Changes) -> None:
            self.shut()
            self._shell.saved(changes)
            self._shell.show_party(keep)

        def refused(error: Refused) -> None:
            self._ctx = session.ctx()
            self.general.setText(say(error.message))
            self.general.show()

        self._shell.tasks.run_write(
            lambda: merge.merge(session.store, ctx, keep, goes, chosen), saved, refused, owner=self
        )

    # Layout

    def _fill_body(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(label(tr("Which one stays?"), "label"))
        row.addWidget(self.stays)
        row.addStretch(1)
        self.body.addLayout(row)
        self.told = label("", "muted")
        self.told.setWordWrap(True)
        self.body.addWidget(self.told)
        self.body.addWidget(self.general)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        for column, stretch in enumerate((2, 3, 3)):
            grid.setColumnStretch(column, stretch)
        for column, page in ((1, self._first), (2, self._second)):
            grid.addWidget(_cell(page.name, "strong"), 0, column)
        for field in self._view.fields:
            if field.differs:
                self._add_choice(grid, field)
        for title, first, second in _lists(self._first, self._second):
            _add_row(grid, title, _cell(first, "muted"), _cell(second, "muted"))
        self.body.addLayout(grid)
        self._tell()

    def _add_choice(self, grid: QGridLayout, field: MergeField) -> None:
        group = QButtonGroup(self)
        self._groups.append(group)
        pair = []
        for page, value in ((self._first, field.keep), (self._second, field.other)):
            text = _said(field.key, value)
            made = QRadioButton(text.replace("&", "&&"))
            made.setAccessibleName(tr("{field} of {name}: {value}", field=say(field.title), name=page.name, value=text))
            group.addButton(made)
            pair.append(made)
        pair[1 if field.proposed else 0].setChecked(True)
        self.choices[field.key] = (pair[0], pair[1])
        _add_row(grid, say(field.title), pair[0], pair[1])

    def _tell(self) -> None:
        keep, goes = self._keep().name, self._goes().name
        self.told.setText(
            tr(
                "Talks, entries, contacts, notes and ties of {goes} move to {keep}. "
                "Search still finds {keep} by the other name. Undo brings both back.",
                goes=goes,
                keep=keep,
            )
        )


def _lists(first: PartyPage, second: PartyPage) -> list[tuple[str, str, str]]:
    """What needs no choice because both sides are kept: roles, contacts, tags, and how many notes and ties."""
    titles = (tr("What they are to us"), tr("How to reach them"), tr("Tags"), tr("Notes"), tr("Ties"))
    rows = zip(titles, _kept(first), _kept(second), strict=True)
    return [row for row in rows if any(row[1:])]


def _kept(page: PartyPage) -> tuple[str, ...]:
    return (
        role_words([role.role for role in page.roles]),
        "\n".join(contact_text(each) for each in page.contacts),
        ", ".join(tag.text for tag in page.tags),
        _count(len(page.notes)),
        "\n".join(f"{say(tie.reads)} {tie.name}" for tie in page.ties),
    )


def _count(notes: int) -> str:
    return trn("{count} note", "{count} notes", notes) if notes else ""


def _said(key: str, value: FieldValue) -> str:
    if value is None or value == "":
        return DASH
    if isinstance(value, Message):
        return say(value)
    if isinstance(value, int):
        return money(value) if key in _MONEY else number(value)
    return str(value)


def _cell(text: str, role: str) -> QLabel:
    made = label(text or DASH, role)
    made.setWordWrap(True)
    made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return made


def _add_row(grid: QGridLayout, title: str, first: QWidget, second: QWidget) -> None:
    row = grid.rowCount()
    grid.addWidget(_cell(title, "label"), row, 0, Qt.AlignmentFlag.AlignTop)
    grid.addWidget(first, row, 1, Qt.AlignmentFlag.AlignTop)
    grid.addWidget(second, row, 2, Qt.AlignmentFlag.AlignTop)


def _short(name: str) -> str:
    shown = name if len(name) <= 26 else name[:25] + "…"
    return shown.replace("&", "&&")
