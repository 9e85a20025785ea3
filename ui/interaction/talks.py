"""The view *Everything*: all interactions, filtered, sorted and paged in the store."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QComboBox, QMenu, QWidget

from partnercrm.domain.interaction import Channel
from partnercrm.domain.interaction_rows import InteractionFilter, InteractionRow, InteractionSort
from partnercrm.services import interaction
from ui import theme
from ui.common.channels import channel_options
from ui.common.choices import Option
from ui.common.paged_table_model import PagedTableModel
from ui.common.tab import Shell
from ui.common.table_view import Table
from ui.common.widgets import EmptyState, button
from ui.interaction import cells
from ui.interaction.list_page import ListPage
from ui.interaction.spans import span_choices, span_of
from ui.words import tr, trn

ALL = "all"


class TalksPage(ListPage):
    """Filter text, channel chips, a span, perhaps one party; the selected row's party stands in the side panel."""

    def __init__(self, shell: Shell) -> None:
        session = shell.session
        model = PagedTableModel(
            cells.talk_columns(), lambda ids: interaction.page_rows(session.store, ids), shell.tasks
        )
        table = Table(
            tr("Interactions"), model, stretch="summary", yielding=("entry", "mood", "next_step", "channel"), least=250
        )
        table.set_delegates(cells.talk_delegates(table, session.clock.today))
        table.fill_menu = self._fill_menu
        chips = [Option(ALL, tr("All")), *channel_options(icons=False)]
        super().__init__(shell, table, chips, tr("Filter by what was said"))
        self.party: int | None = None
        self.span = QComboBox()
        self.span.setAccessibleName(tr("When"))
        self._spans = [key for key, _text in span_choices()]
        self.span.addItems([text for _key, text in span_choices()])
        self.span.setMinimumWidth(theme.px(128))
        self.span.activated.connect(lambda _at: self.reload())
        self.only = button("", "chip", "x")
        self.only.setCheckable(True)
        self.only.setAccessibleName(tr("Show everybody"))
        self.only.clicked.connect(lambda: self.show_party_only(None, ""))
        self.only.hide()
        self.filters.insertWidget(1, self.span)
        self.filters.insertWidget(2, self.only)
        table.show_sorting(InteractionSort.WHEN, ascending=False)
        table.remember(shell.settings, "interactions")
        table.current_id_changed.connect(lambda _id: self._show_party())
        model.page_loaded.connect(lambda _page: self._show_party())
        table.opened.connect(self._edit)
        self.selection.add(tr("Delete"), self.delete, enabled=not session.read_only)
        self.selection.add(tr("Clear"), table.clearSelection, "ghost")
        self.finish_layout()

    def reload(self) -> None:
        """Ask for the ids in order."""
        session, wanted = self.shell.session, self._wanted()
        sort = _sort(self.table.paged.sort_key)
        ascending = self.table.paged.ascending
        self.shell.tasks.run_read(
            lambda: interaction.ids(session.store, wanted, sort, ascending=ascending),
            self._show,
            owner=self,
            latest_key=f"talks {id(self)}",
        )

    def is_narrowed(self) -> bool:
        return self._wanted() != InteractionFilter()

    def show_all(self) -> None:
        """Take every filter away."""
        self.span.setCurrentIndex(0)
        self.party = None
        self.only.hide()
        super().show_all()

    def set_span(self, key: str) -> None:
        """Choose a span by its key, without reading."""
        self.span.setCurrentIndex(self._spans.index(key) if key in self._spans else 0)

    def show_party_only(self, party: int | None, name: str) -> None:
        """Show the interactions with one party, or with everybody again."""
        self.party = party
        self.only.setText(tr("With {name}", name=name).replace("&", "&&"))
        self.only.setAccessibleName(tr("Only with {name}: show everybody", name=name))
        self.only.setChecked(True)
        self.only.setVisible(party is not None)
        self.reload()

    def nothing_yet(self) -> QWidget:
        return EmptyState(
            "messages-square",
            tr("Nothing logged yet"),
            tr("A call, a visit, a word over the counter: log it, and the next step and the favour with it."),
            (tr("Log interaction"), lambda: self.shell.run("log")),
            (tr("See an example"), lambda: self.shell.run("example")),
        )

    def edit(self) -> bool:
        """Open the form of the row that the keyboard is on."""
        current = self.table.current_id()
        if current is not None:
            self._edit(current)
        return current is not None

    def delete(self) -> bool:
        """Delete what is selected; the toast takes it back."""
        numbers = self.table.selected_ids()
        session = self.shell.session
        ctx = session.ctx()
        if numbers:
            self.write(lambda: interaction.delete(session.store, ctx, numbers))
        return bool(numbers)

    def _wanted(self) -> InteractionFilter:
        chip, span = (
            self.chips.value(),
            span_of(self._spans[self.span.currentIndex()], self.shell.session.clock.today()),
        )
        return InteractionFilter(
            party=self.party,
            channel=None if chip in ("", ALL) else Channel(chip),
            from_day=span.first,
            to_day=span.last,
            text=self.field.text().strip(),
        )

    def _show(self, ids: list[int]) -> None:
        self.show_ids(ids, trn("{count} interaction", "{count} interactions", len(ids)))

    def _show_party(self) -> None:
        row: InteractionRow | None = self.current_row()
        if row is not None and row.parties and self.isVisible() and row.parties[0] != self.shell.party_in_sight():
            self.shell.show_party(row.parties[0])

    def _edit(self, number: int) -> None:
        self.shell.run("log", interaction=number)

    def _fill_menu(self, menu: QMenu, numbers: list[int]) -> None:
        writing = not self.shell.session.read_only
        row: Any = self.current_row()
        one = len(numbers) == 1 and row is not None
        if one:
            menu.addAction(tr("Change")).triggered.connect(lambda: self._edit(numbers[0]))
            log = menu.addAction(tr("Log another with {name}", name=row.names[0]))
            log.triggered.connect(lambda: self.shell.run("log", party=row.parties[0]))
        menu.addAction(tr("Copy for a spreadsheet")).triggered.connect(self.table.copy_rows)
        gone = menu.addAction(tr("Delete"))
        gone.triggered.connect(self.delete)
        for action in menu.actions():
            action.setEnabled(writing or action.text() == tr("Copy for a spreadsheet"))


def _sort(key: str) -> InteractionSort:
    return InteractionSort(key) if key in set(InteractionSort) else InteractionSort.WHEN
