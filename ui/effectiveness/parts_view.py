"""A view whose chips choose a list: what is read once is shown in several ways, and every number explains itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain.figure import Figure
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg
from ui.common import figure_words
from ui.common.choices import ChipRow, Option
from ui.common.delegates import Index, RowDelegate, TextDelegate
from ui.common.explain import Section, explain
from ui.common.painting import draw_text
from ui.common.rows_table import RowsTable
from ui.common.tab import Shell
from ui.common.views_tab import View
from ui.common.widgets import EmptyState, button
from ui.theme import Weight
from ui.words import say, tr

Read = TypeVar("Read")
FIGURES = "figures"


@dataclass(frozen=True, slots=True)
class Row:
    """A row about somebody or something: `party` is whose page the side panel shows, `of` what was read of it."""

    id: int
    party: int | None
    name: str
    of: Any


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A figure in a list: whom or what it is of, and what its explanation says beside it."""

    id: int
    figure: Figure
    of: str = ""
    party: int | None = None
    sections: Sequence[Section] = ()


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """A column that is a figure of the row, so that Enter on it explains it."""

    key: str
    title: Message
    figure: Callable[[Any], Figure]
    width: int = 12
    hidden: bool = False

    def column(self) -> Column[Any]:
        """As a list shows it: numbers at the right, a dash where there is none."""
        read = self.figure
        return Column(
            self.key,
            self.title,
            ColumnKind.NUMBER,
            lambda row: figure_words.short(read(row)),
            width=self.width,
            hidden=self.hidden,
        )


@dataclass(frozen=True, slots=True)
class Part:
    """One chip: its columns (figures among them), how its rows come from what was read, and what an empty one says.

    `open_row` does what Enter does on a column that is no figure, `deed` what an empty one offers.
    """

    key: str
    title: str
    columns: Sequence[Column[Any] | FigureColumn]
    stretch: str
    rows: Callable[[Any], Sequence[Any]]
    open_row: Callable[[Any], object]
    empty: tuple[str, str]
    yielding: Sequence[str] = ()
    deed: tuple[str, Callable[[], object]] | None = None


def _note(line: FigureLine) -> str:
    """How far it can be trusted, or what is missing."""
    figure = line.figure
    return say(figure.missing) if figure.missing is not None else figure_words.around(figure)


LINES: tuple[Column[FigureLine], ...] = (
    Column("title", msg("Figure"), ColumnKind.TEXT, lambda line: line.figure.title, width=33),
    Column("of", msg("Of"), ColumnKind.TEXT, lambda line: line.of, width=22),
    Column("value", msg("Value"), ColumnKind.NUMBER, lambda line: figure_words.short(line.figure), width=12),
    Column("n", msg("Counted"), ColumnKind.COUNT, lambda line: line.figure.n, width=10),
    Column("known", msg("Known"), ColumnKind.NUMBER, lambda line: figure_words.known(line.figure), width=9),
    Column("note", msg("Where it may lie"), ColumnKind.TEXT, _note, width=34),
)


def figures_part(
    rows: Callable[[Any], Sequence[FigureLine]],
    shell: Shell,
    empty: tuple[str, str],
    deed: tuple[str, Callable[[], object]] | None = None,
) -> Part:
    """The chip with all figures, each of which explains itself."""
    return Part(
        FIGURES,
        tr("All figures"),
        LINES,
        "note",
        rows,
        lambda line: explain(shell, line.figure, of=line.of, sections=line.sections),
        empty,
        yielding=("known",),
        deed=deed,
    )


class FigureDelegate(RowDelegate):
    """A figure at the right, grey where there is none."""

    def __init__(self, table: Any, figure: Callable[[Any], Figure], weight: Weight = Weight.Normal) -> None:
        super().__init__(table)
        self._figure, self._weight = figure, weight

    def cell(self, painter: Any, box: Any, index: Index, row: Any) -> None:
        found = self._figure(row)
        tone = "text" if found.known else "text3"
        draw_text(painter, box, figure_words.short(found), tone, weight=self._weight, right=True, tabular=True)


class PartsView(View, Generic[Read]):
    """Subclasses name their `memory` and perhaps their `workbook`, make their `parts`, `read` them and make a
    `summary`."""

    memory = ""
    workbook = ""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.found: Read | None = None
        self.lists: dict[str, RowsTable] = {}
        self._parts = {part.key: part for part in self.parts()}
        self._pages = QStackedWidget()
        self._empty: dict[str, QWidget] = {}
        self.chip_row = ChipRow(tr("Show"), self.options())
        for part in self._parts.values():
            self._make(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        self.chip_row.changed.connect(self._on_chip)

    # What a subclass says

    def parts(self) -> Sequence[Part]:
        """The chips, the first one shown first."""
        raise NotImplementedError(type(self).__name__)

    def options(self) -> list[Option]:
        """The chips in their order; a subclass may have more than its parts."""
        return [Option(part.key, part.title) for part in self._parts.values()]

    def read(self) -> Callable[[], Read]:
        """What reads all that is shown, on the worker."""
        raise NotImplementedError(type(self).__name__)

    def summary(self, found: Read) -> str:
        """What stands under the tab's title."""
        raise NotImplementedError(type(self).__name__)

    # What the tab asks

    def tools(self) -> Sequence[QWidget]:
        if not self.workbook:
            return ()
        made = button(tr("Make the workbook"), icon="file-spreadsheet")
        made.clicked.connect(self.make_workbook)
        return (made,)

    def make_workbook(self) -> None:
        """The form of the workbook; a subclass with days hands them over."""
        self.shell.run("workbook", kind=self.workbook)

    def chips(self) -> QWidget | None:
        return self.chip_row

    def reload(self) -> None:
        """Read all parts in one go."""
        self.shell.tasks.run_read(self.read(), self._show, owner=self, latest_key=f"{self.memory} {id(self)}")

    def find_here(self) -> None:
        """Put the cursor into the list."""
        self.lists[self._key()].table.setFocus()

    def show_only(self, **wanted: Any) -> None:
        """`part` names the chip by its key."""
        part = str(wanted.get("part", ""))
        if part in self._parts:
            self.chip_row.set_values([part])
            self._on_chip()
        self.refresh()

    # Inside

    def _key(self) -> str:
        return self.chip_row.value() or next(iter(self._parts))

    def _make(self, part: Part) -> None:
        columns = [each.column() if isinstance(each, FigureColumn) else each for each in part.columns]
        made = RowsTable(
            self.shell,
            part.title,
            columns,
            stretch=part.stretch,
            memory=f"{self.memory} {part.key}",
            yielding=part.yielding,
        )
        painters: dict[str, RowDelegate] = {part.columns[0].key: TextDelegate(made.table, weight=Weight.Medium)}
        for each in part.columns:
            if isinstance(each, FigureColumn):
                painters[each.key] = FigureDelegate(made.table, each.figure)
        made.table.set_delegates(painters)
        made.table.opened.connect(lambda number: self._open(part, number))
        self.lists[part.key] = made
        self._pages.addWidget(made)
        self._empty[part.key] = EmptyState("target", *part.empty, None if self.shell.session.read_only else part.deed)
        self._pages.addWidget(self._empty[part.key])

    def _on_chip(self) -> None:
        if self.found is not None:
            self._show_part()

    def _show(self, found: Read) -> None:
        self.found = found
        for part in self._parts.values():
            self.lists[part.key].show_rows(part.rows(found))
        self.told.emit(self.summary(found))
        self._show_part()

    def _show_part(self) -> None:
        key = self._key()
        self._pages.setCurrentWidget(self.lists[key] if self.lists[key].rows else self._empty[key])
        if key != FIGURES:  # a list of figures is read from its top
            self.lists[key].choose()

    def _open(self, part: Part, number: int) -> None:
        """Explain the figure that the keyboard is on, else what the row is about."""
        shown = self.lists[part.key]
        row = shown.rows.get(number)
        if row is None:
            return
        each = part.columns[shown.table.currentIndex().column()]
        if isinstance(each, FigureColumn):
            explain(self.shell, each.figure(row), of=getattr(row, "name", ""))
        else:
            part.open_row(row)


def lines(figures: Sequence[tuple[Figure, str, int | None, Sequence[Section]]]) -> list[FigureLine]:
    """Figures as rows of a list."""
    return [FigureLine(at, figure, of, party, sections) for at, (figure, of, party, sections) in enumerate(figures, 1)]
