"""*Explain this number*: what a figure is, what it rests on, how it is counted, and the records behind it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QWidget

from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain.figure import Figure
from partnercrm.domain.figure_record import SUBJECT_WORDS, FigureRecord
from partnercrm.domain.local_area import NO_AREA
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import msg
from partnercrm.services import figure_record
from ui import messages, theme
from ui.common import figure_words
from ui.common.overlay import Sheet, open_layers
from ui.common.rows_table import RowsTable
from ui.common.tab import Shell
from ui.common.widgets import Badge, button, hline, label
from ui.words import number, say, tr, trn

Deed: TypeAlias = tuple[str, Callable[[], object]]
"""What a button says, and what it does."""
WIDTH = 700
LIST_HEIGHT = 252
ROW_HEIGHT = 36
RING = 12
"""What the focus ring takes of a link's width, px."""

# Subject -> the tab that shows it, and what it is asked for; the row id stands for None.
_PLACES: dict[str, tuple[str, dict[str, Any]]] = {
    "party": ("directory", {"party": None}),
    "interaction": ("interactions", {"interaction": None}),
    "agreement": ("agreements", {"view": "agreements", "record": None}),
    "promotion": ("promotions", {"view": "promotions", "record": None}),
    "referral": ("promotions", {"view": "referrals", "record": None}),
    "survey_request": ("effectiveness", {"view": "feedback", "part": "requests", "record": None}),
    "survey_response": ("effectiveness", {"view": "feedback", "part": "answers", "record": None}),
    "public_review": ("effectiveness", {"view": "feedback", "part": "reviews", "record": None}),
    "skill": ("effectiveness", {"view": "team", "part": "skills", "record": None}),
    "training": ("effectiveness", {"view": "team", "part": "trainings", "record": None}),
    "staff_review": ("effectiveness", {"view": "team", "part": "reviews", "record": None}),
    "wish": ("effectiveness", {"view": "team", "part": "wishes", "record": None}),
    "recognition": ("effectiveness", {"view": "team", "part": "thanks", "record": None}),
    "sale": ("effectiveness", {"view": "sales", "record": None}),
    "purchase_order": ("effectiveness", {"view": "suppliers", "part": "orders", "record": None}),
    "delivery": ("effectiveness", {"view": "suppliers", "part": "deliveries", "record": None}),
    "item": ("effectiveness", {"view": "suppliers", "part": "items", "record": None}),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a section: what it is, its value, what to say of it, and the figure that explains it further."""

    text: str
    value: str
    detail: str = ""
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A part of an explanation with a heading of its own, such as the months, or what there is to gain."""

    heading: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True)
class _Row:
    id: int
    record: FigureRecord


def _day(row: _Row) -> dt.date | None:
    return row.record.day


COLUMNS: tuple[Column[_Row], ...] = (
    Column("day", msg("Date"), ColumnKind.DATE, _day, width=11),
    Column("subject", msg("What"), ColumnKind.TEXT, lambda row: SUBJECT_WORDS[row.record.subject], width=14),
    Column("name", msg("Name"), ColumnKind.TEXT, lambda row: row.record.name, width=18),
    Column("text", msg("More"), ColumnKind.TEXT, lambda row: row.record.text, width=26),
    Column("amount", msg("Amount"), ColumnKind.MONEY, lambda row: row.record.amount, width=10),
)

_DAYLESS = frozenset({"party", "program", "segment", "item", "supplier_item"})
_WITH_AMOUNT = frozenset({"exchange", "sale", "redemption", "referral", "training"}) | {
    "market_estimate",
    "acquisition_cost",
}


def columns_of(subjects: Iterable[str]) -> list[Column[_Row]]:
    """The columns for records of these kinds: no day or amount where none of them has one."""
    found = frozenset(subjects)
    away = {key for key, there in (("day", found - _DAYLESS), ("amount", found & _WITH_AMOUNT)) if not there}
    return [column for column in COLUMNS if column.key not in away]


def explain(
    shell: Shell,
    figure: Figure,
    *,
    of: str = "",
    badge: str = "",
    sections: Sequence[Section] = (),
    deed: Deed | None = None,
    acts: Sequence[Deed] = (),
) -> None:
    """Opens the sheet about a figure.

    `of` is whom or what it is of, `badge` what its value is called, `deed` what can be done with all records behind it,
    `acts` what else can be done about it.
    """
    ExplainSheet(shell, figure, of=of, badge=badge, sections=sections, deed=deed, acts=acts).start()


class ExplainSheet(Sheet):
    """Enter on a record opens it where it belongs; Esc goes back to where the number stood."""

    def __init__(
        self,
        shell: Shell,
        figure: Figure,
        *,
        of: str = "",
        badge: str = "",
        sections: Sequence[Section] = (),
        deed: Deed | None = None,
        acts: Sequence[Deed] = (),
    ) -> None:
        title = tr("{figure}: {of}", figure=figure.title, of=of) if of else say(figure.title)
        hint = tr("Enter opens a record, Esc closes") if any(figure.records.values()) else tr("Esc closes")
        super().__init__(shell.host(), title, width=WIDTH, hint=hint)
        self.shell, self.figure = shell, figure
        self.value = label(figure_words.value(figure), "kpi" if figure.known else "strong")
        self.value.setWordWrap(not figure.known)
        self.list: RowsTable | None = None
        self._say_value(badge)
        self._say_ground()
        for section in sections:
            self._add_section(section)
        self._add_records(deed)
        if figure.missing == NO_AREA:
            self._add_act(tr("Say what is local"), lambda: shell.run("settings", at="area"))
        for text, run in acts:
            self._add_act(text, run)
        self.add_button(tr("Close"), self.shut, "primary")

    def start(self) -> None:
        """Open it, and read the records behind it."""
        self.open()
        if self.list is not None:
            session, figure = self.shell.session, self.figure
            self.shell.tasks.run_read(lambda: figure_record.behind(session.store, figure), self._show, owner=self)

    # Inside

    def _say_value(self, badge: str) -> None:
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.value, 0 if self.figure.known else 1)
        if badge:
            row.addWidget(Badge(badge, "info"))
        if self.figure.known:
            row.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(_wrapped(say(self.figure.convention), "muted"))

    def _say_ground(self) -> None:
        """How much it rests on, how far it can be trusted, and the formula, one below the other."""
        figure = self.figure
        facts = [(tr("Rests on"), _counted(figure))]
        if figure.interval is not None:
            facts.append((tr("Where it may lie"), tr("{around} (95 %)", around=figure_words.around(figure))))
        if figure.formula:
            facts.append((tr("Formula"), figure.formula))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for at, (name, text) in enumerate(facts):
            grid.addWidget(label(name, "faint"), at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(_wrapped(text), at, 1)
        self.body.addWidget(hline())
        self.body.addLayout(grid)

    def _add_section(self, section: Section) -> None:
        self.body.addWidget(hline())
        self.body.addWidget(label(section.heading, "strong"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(2, 1)
        for at, line in enumerate(section.lines):
            grid.addWidget(self._name(line), at, 0)
            value = label(line.value)
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(value, at, 1)
            grid.addWidget(_wrapped(line.detail, "faint"), at, 2)
        self.body.addLayout(grid)

    def _name(self, line: Line) -> QWidget:
        """What a line is about; pressed, it explains itself where it can."""
        if line.figure is None:
            return label(line.text)
        made: QPushButton = button(line.text, "link", small=True)
        figure = line.figure
        made.setAccessibleName(tr("Explain {what}", what=line.text))
        made.clicked.connect(lambda: explain(self.shell, figure))
        made.ensurePolished()
        made.setMinimumWidth(made.sizeHint().width() + RING)
        return made

    def _add_records(self, deed: Deed | None) -> None:
        count = sum(len(numbers) for numbers in self.figure.records.values())
        if not count:
            return
        sales = list(self.figure.records.get("sale", ()))
        if deed is None and sales:
            deed = (tr("Show these sales"), lambda: self.shell.go("effectiveness", view="sales", sales=sales))
        self.body.addWidget(hline())
        said = trn("{count} record behind it", "{count} records behind it", count)
        listed = sum(min(len(numbers), figure_record.MOST) for numbers in self.figure.records.values())
        if listed < count:
            said = tr("{records}, the latest {listed} listed", records=said, listed=number(listed))
        head = QHBoxLayout()
        head.addWidget(label(said, "strong"), 1)
        if deed is not None:
            head.addWidget(self._deed(*deed))
        self.body.addLayout(head)
        self.list = RowsTable(
            self.shell,
            tr("Records behind it"),
            columns_of(subject for subject, numbers in self.figure.records.items() if numbers),
            stretch="text",
            memory="explain",
            yielding=("subject", "name"),
            party=_no_party,
            outside="raised",
        )
        self.list.setFixedHeight(theme.px(min(LIST_HEIGHT, ROW_HEIGHT * (listed + 1) + 4)))
        self.list.table.opened.connect(self._open)
        self.body.addWidget(self.list)

    def _add_act(self, text: str, run: Callable[[], object]) -> None:
        self.add_button(text, lambda: self._leave(run))

    def _deed(self, text: str, run: Callable[[], object]) -> QWidget:
        """A button that leaves the explanation and goes on."""
        made = button(text, small=True)
        made.clicked.connect(lambda: self._leave(run))
        return made

    def _leave(self, run: Callable[[], object]) -> None:
        """Close this sheet and those it was opened from, and go on."""
        for layer in reversed(open_layers(self.window())):
            if isinstance(layer, ExplainSheet):
                layer.shut()
        run()

    def _show(self, found: Sequence[FigureRecord]) -> None:
        if self.list is not None:
            self.list.show_rows([_Row(at, record) for at, record in enumerate(found, 1)])

    def _open(self, place: int) -> None:
        row = self.list.rows.get(place) if self.list is not None else None
        if row is None:
            return
        found = place_of(row.record)
        if found is None:
            messages.toast(tr("It keeps no name, so there is no page to open."))
            return
        tab, wanted = found
        self._leave(lambda: self.shell.go(tab, **wanted))


def place_of(record: FigureRecord) -> tuple[str, dict[str, Any]] | None:
    """Where a record is opened: its own list, else the page of whose it is; None where it is nobody's."""
    if record.subject == "exchange":
        return "ledger", {"exchanges": [record.number]}
    if record.subject in _PLACES:
        tab, asked = _PLACES[record.subject]
        return tab, {name: record.number if value is None else value for name, value in asked.items()}
    return None if record.party is None else ("directory", {"party": record.party})


def _counted(figure: Figure) -> str:
    counted = trn("{count} counted", "{count} counted", figure.n)
    known = figure_words.known(figure)
    if not known:
        return counted
    return tr("{counted}; {share} of what it should rest on is known", counted=counted, share=known)


def _wrapped(text: str, role: str = "") -> QWidget:
    made = label(text, role)
    made.setWordWrap(True)
    return made


def _no_party(_row: object) -> None:
    """The page beside the list stays as it is while one looks through the records."""
