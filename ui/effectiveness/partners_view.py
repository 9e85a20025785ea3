"""The view *Partners*: which partnerships are worth our time, what each score is made of, and what is left to gain."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import partial
from itertools import groupby
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain import effectiveness_words
from partnercrm.domain.dates import add_months
from partnercrm.domain.effectiveness import PART_WORDS, Part
from partnercrm.domain.effectiveness_rows import Effectiveness, PartnerScore
from partnercrm.domain.effectiveness_words import Explained
from partnercrm.domain.words import msg
from partnercrm.services import effectiveness
from ui.common import figure_words
from ui.common.choices import ChipRow, Option
from ui.common.explain import Line, Section, explain
from ui.common.party_words import keeps_no_score
from ui.common.rows_table import RowsTable
from ui.common.tab import Shell
from ui.common.views_tab import View
from ui.common.widgets import EmptyState, button, label
from ui.effectiveness import partner_cells, scoring_form
from ui.effectiveness.figure_strip import FigureStrip
from ui.tokens import ROW_TALL
from ui.words import currency, date, say, tr, trn

SPANS = (("12", "12 months"), ("6", "6 months"), ("3", "3 months"))

COLUMNS: tuple[Column[PartnerScore], ...] = (
    Column("name", msg("Partner"), ColumnKind.TEXT, lambda row: row.name, width=26),
    Column("score", msg("Score"), ColumnKind.NUMBER, lambda row: figure_words.short(row.figure), width=8),
    Column("parts", msg("What it is made of"), ColumnKind.TEXT, partner_cells.spoken, width=19),
    Column("band", msg("Called"), ColumnKind.TEXT, lambda row: row.score.band, width=17),
    Column("trend", msg("Change"), ColumnKind.TEXT, partner_cells.trend, width=12),
    Column("known", msg("Known"), ColumnKind.NUMBER, lambda row: figure_words.known(row.figure), width=8),
    Column("gain", msg("Most to gain"), ColumnKind.TEXT, partner_cells.gain, width=28),
    Column("sourced", msg("They brought"), ColumnKind.NUMBER, lambda row: figure_words.short(row.sourced), width=13),
    Column(
        "influenced", msg("Promotions"), ColumnKind.NUMBER, lambda row: figure_words.short(row.influenced), width=13
    ),
)
FIGURES = {"sourced": "sourced", "influenced": "influenced"}
"""Columns that are a figure of their own; Enter elsewhere explains the score."""


class PartnersView(View):
    """The best first. Enter explains the number that the keyboard is on; a bar that is pressed, or its number, the part
    that it stands for."""

    subjects = frozenset(
        {"ledger", "party", "referral", "promotion", "voucher", "agreement", "interaction", "feedback"}
        | {"effectiveness", "settings"}
    )

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.found: Effectiveness | None = None
        self._wanted: int | None = None
        self.list = RowsTable(
            shell,
            tr("Partners"),
            COLUMNS,
            stretch="name",
            memory="partners",
            yielding=("influenced", "sourced", "known", "gain", "band"),
            row_id=lambda row: row.party,
            row_height=ROW_TALL,
        )
        self.table = self.list.table
        self.chip_row = ChipRow(tr("Days"), [Option(key, tr(text)) for key, text in SPANS])
        self.scoring_button = button(tr("Change what counts"), icon="sliders-horizontal")
        self.workbook_button = button(tr("Make the workbook"), icon="file-spreadsheet")
        self.legend = label("", "faint")
        self.legend.setWordWrap(True)
        self.together = FigureStrip(shell, tr("All partners together"))
        self._pages = QStackedWidget()
        self._lay_out()
        self.setFocusProxy(self.table)
        self.scoring_button.clicked.connect(self.change_scoring)
        self.workbook_button.clicked.connect(self.make_workbook)
        self.scoring_button.setEnabled(not shell.session.read_only)
        self.chip_row.changed.connect(self.refresh)
        self.table.opened.connect(self._open)
        self.list.fill_menu(self._fill_menu)
        for number in range(1, len(Part) + 1):
            key = QShortcut(QKeySequence(str(number)), self.table, context=Qt.ShortcutContext.WidgetShortcut)
            key.activated.connect(partial(self._explain_bar, number - 1))

    def tools(self) -> Sequence[QWidget]:
        return (self.workbook_button, self.scoring_button)

    def chips(self) -> QWidget | None:
        return self.chip_row

    def reload(self) -> None:
        """Score all partners over the chosen months."""
        session = self.shell.session
        today = session.clock.today()
        first = add_months(today, -int(self.chip_row.value() or SPANS[0][0])) + dt.timedelta(days=1)
        self.shell.tasks.run_read(
            lambda: effectiveness.figures(session.store, today, first),
            self._show,
            owner=self,
            latest_key=f"partners {id(self)}",
        )

    def find_here(self) -> None:
        """Put the cursor into the list."""
        self.table.setFocus()

    def show_only(self, **wanted: Any) -> None:
        """`party` (row id) puts the keyboard on that partner."""
        self._wanted = wanted.get("party")
        self.refresh()

    def act(self, action: str, wanted: Mapping[str, Any]) -> bool:
        """Edit changes what counts; open goes to the partner's page."""
        row = self.list.current()
        if action == "edit":
            self.change_scoring()
        elif action == "open_record" and row is not None:
            self.shell.go("directory", party=row.party)
        else:
            return False
        return True

    def make_workbook(self) -> None:
        """The form of the workbook, over the days that are shown."""
        days = (self.found.first, self.found.last) if self.found is not None else None
        self.shell.run("workbook", kind="partners", span=days)

    def change_scoring(self) -> None:
        """The form of weights, floors, targets and bands."""
        scoring_form.open_form(self.shell)

    def explain_score(self, row: PartnerScore) -> None:
        """The sheet about a partner's score: its parts, what is left to gain, and the records behind it."""
        explain(self.shell, row.figure, of=row.name, badge=row.score.band, sections=sections(row))

    def explain_part(self, row: PartnerScore, part: Part) -> None:
        """The sheet about one part of a partner's score."""
        more = kinds(row) if part is Part.RECIPROCITY else []
        explain(self.shell, row.parts[part], of=row.name, sections=more)

    # Inside

    def _show(self, found: Effectiveness) -> None:
        self.found = found
        bands = [band.name for band in sorted(found.scoring.bands, key=lambda band: -band.least)]
        self.table.set_delegates(partner_cells.delegates(self.table, bands, self.explain_part))
        self.list.show_rows(found.partners)
        self.legend.setText(partner_cells.legend(found.partners))
        self.together.show_figures(found.together)
        if self._wanted in self.list.rows:
            self.table.select_id(self._wanted)
            self._wanted = None
        self.list.choose()
        self._pages.setCurrentIndex(0 if found.partners else 1)
        count = trn("{count} partner", "{count} partners", len(found.partners))
        self.told.emit(
            tr(
                "{partners}, {first} to {last}, by the weights of {name}",
                partners=count,
                first=date(found.first),
                last=date(found.last),
                name=found.scoring.name,
            )
        )

    def _open(self, party: int) -> None:
        row = self.list.rows.get(party)
        if row is None:
            return
        column = COLUMNS[self.table.currentIndex().column()].key
        if column in FIGURES:
            explain(self.shell, getattr(row, FIGURES[column]), of=row.name)
        else:
            self.explain_score(row)

    def _explain_bar(self, place: int) -> None:
        """The part of a bar, counted from the left, of the row that the keyboard is on."""
        row = self.list.current()
        if row is not None and place < len(row.score.parts):
            part = row.score.parts[place]
            if not partner_cells.unsaid(row, part):
                self.explain_part(row, part.part)

    def _fill_menu(self, menu: QMenu, row: PartnerScore) -> None:
        menu.addAction(tr("Explain the score")).triggered.connect(lambda: self.explain_score(row))
        parts = menu.addMenu(tr("Explain a part"))
        quiet = effectiveness_words.MUTUAL_KEYS if keeps_no_score(row.mode) else frozenset()
        for part in row.parts:
            if part.value in quiet:
                continue
            action = parts.addAction(say(PART_WORDS[part]))
            action.triggered.connect(lambda _on=False, part=part: self.explain_part(row, part))
        beside = menu.addMenu(tr("Explain what stands beside it"))
        for figure in (row.sourced, row.influenced, *row.beside):
            if figure.key in quiet:
                continue
            chosen = beside.addAction(say(figure.title))
            chosen.triggered.connect(lambda _on=False, figure=figure: explain(self.shell, figure, of=row.name))
        menu.addSeparator()
        menu.addAction(tr("Open the page")).triggered.connect(lambda: self.shell.go("directory", party=row.party))

    def _lay_out(self) -> None:
        empty = EmptyState(
            "handshake",
            tr("No partner yet"),
            tr("Enter a business you work with and give it the role Partner. Its score fills as you log what happens."),
            None if self.shell.session.read_only else (tr("New partner"), lambda: self.shell.run("new_party")),
        )
        ranked = QWidget()
        inside = QVBoxLayout(ranked)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(10)
        inside.addWidget(self.list, 1)
        inside.addWidget(self.legend)
        inside.addWidget(self.together)
        self._pages.addWidget(ranked)
        self._pages.addWidget(empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)


def sections(row: PartnerScore) -> list[Section]:
    """What is left to gain, what the score is made of, the days before, and what stands beside it."""
    return _sections(effectiveness_words.shown(row, effectiveness_words.explained(row, currency())))


def kinds(row: PartnerScore) -> list[Section]:
    """How mutual it is kind by kind; nothing where there were no favours."""
    return _sections(effectiveness_words.shown(row, effectiveness_words.kinds(row, currency())))


def _sections(found: Sequence[Explained]) -> list[Section]:
    return [
        Section(say(heading), [_line(each) for each in lines])
        for heading, lines in groupby(found, key=lambda each: each.heading)
    ]


def _line(each: Explained) -> Line:
    return Line(say(each.what), say(each.value), say(each.detail) if each.detail else "", each.figure)
