"""The tab Directory: everybody we deal with, one row each, filtered and sorted in the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QItemSelectionModel, Qt, QTimer
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from partnercrm.domain.party_rows import PartySort
from partnercrm.services import party_edit, party_list
from ui import messages
from ui.common.tab import Shell, Tab
from ui.common.table_view import Table
from ui.common.widgets import CornerMask, EmptyState, button, card, label
from ui.party import cells, deeds, listing
from ui.party.filter_bar import FilterBar
from ui.party.selection_bar import SelectionBar
from ui.shortcuts import tip
from ui.tasks import once_painted
from ui.words import tr, trn

_TYPING_MS = 120
_CHIP, _TEXT, _PARTY = "directory/chip", "directory/text", "directory/party"


class DirectoryTab(Tab):
    """A filter, a table, and below it what can be done with a selection."""

    subjects = frozenset({"party", "interaction", "follow_up", "ledger", "period", "settings"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        session = shell.session
        self.model = cells.DirectoryModel(
            cells.columns(),
            lambda ids: party_list.rows(session.store, session.ctx(), ids),
            shell.tasks,
            editable=frozenset() if session.read_only else frozenset({"name"}),
        )
        self.model.today = session.clock.today
        self.table = Table(
            tr("People and businesses"),
            self.model,
            stretch="name",
            yielding=("reciprocity", "months", "favours", "next_due", "last_contact"),
            least=228,
        )
        self.table.set_delegates(cells.delegates(self.table, session.clock.today))
        self.table.fill_menu = self._fill_menu
        self.count = label("", "muted")
        self.filter = FilterBar()
        self.selection = SelectionBar(shell, self.table)
        self._counts: dict[str, int] = {}
        self._to_count = False
        self._to_select: int | None = None
        self._pages = QStackedWidget()
        self._typing = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._lay_out()
        self._connect()
        self._take_up()

    # What the window asks

    def reload(self) -> None:
        """Ask for the ids in order, and once they are shown for the counts."""
        self._to_count = True
        self._list()

    def find_here(self) -> None:
        """Put the cursor into the filter."""
        self.filter.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.field.selectAll()

    def show_only(self, **wanted: Any) -> None:
        """`chip` and `text` narrow the list, `party` is selected; without any of them all are shown."""
        keys = {option.key for option in listing.options()}
        chip = str(wanted.get("chip", listing.ALL))
        self.filter.show_wanted(chip if chip in keys else listing.ALL, str(wanted.get("text", "")))
        self._to_select = wanted.get("party")
        self._remember_filter()
        self._list()

    def act(self, action: str, wanted: Mapping[str, Any]) -> bool:
        """Do what belongs to the list; what belongs to the page beside it is left to the page."""
        if action == "new":
            self.shell.run("new_party", **wanted)
            return True
        if action == "merge":
            return not wanted and self._merge()
        run = self._own().get(action)
        if run is None or (action in _OF_RECORD and not self._has_keyboard()):
            return False
        return run()

    # Inside

    def _own(self) -> dict[str, Callable[[], bool]]:
        return {
            "edit": self._edit_name,
            "archive": lambda: self._with_selected(deeds.archive),
            "delete": lambda: self._with_selected(deeds.move_to_bin),
            "next_record": lambda: self._step(1),
            "previous_record": lambda: self._step(-1),
            "columns": self._choose_columns,
            "open_record": self._show_current,
        }

    def _has_keyboard(self) -> bool:
        """Whether the keyboard is here, or nowhere: then keys of a record mean the rows, not the page beside."""
        focused = QApplication.focusWidget()
        return focused is None or self.isAncestorOf(focused)

    def _edit_name(self) -> bool:
        row = self.table.currentIndex().row()
        if row < 0 or self.shell.session.read_only:
            return False
        self.table.edit(self.model.index(row, self.model.column_place("name")))
        return True

    def _with_selected(self, do: Callable[[Shell, QWidget, list[int]], None]) -> bool:
        parties = self.table.selected_ids()
        if parties:
            do(self.shell, self, parties)
        return bool(parties)

    def _merge(self) -> bool:
        parties = self.table.selected_ids()
        if len(parties) == 2:
            self.shell.run("merge", parties=(parties[0], parties[1]))
        else:
            messages.toast(tr("Select the two rows to merge first: Ctrl and click, or Shift and an arrow."))
        return True

    def _step(self, by: int) -> bool:
        self.table.step(by)
        return True

    def _choose_columns(self) -> bool:
        self.table.choose_columns()
        return True

    def _show_current(self) -> bool:
        """The page itself takes the keyboard: False hands the action on."""
        current = self.table.current_id()
        if current is not None and current != self.shell.party_in_sight():
            self.shell.show_party(current)
        return False

    def _wanted(self) -> listing.Wanted:
        key = self.model.sort_key
        sort = PartySort(key) if key in set(PartySort) else PartySort.NAME
        return listing.Wanted(self.filter.chip(), self.filter.text(), sort, self.model.ascending)

    def _list(self) -> None:
        session, wanted = self.shell.session, self._wanted()
        self.shell.tasks.run_read(
            lambda: listing.read(session, wanted), self._show, owner=self, latest_key=f"directory {id(self)}"
        )

    def _count(self) -> None:
        session = self.shell.session
        self.shell.tasks.run_read(
            lambda: listing.read_counts(session),
            self._show_counts,
            owner=self,
            latest_key=f"directory counts {id(self)}",
        )

    def _show_counts(self, counts: dict[str, int]) -> None:
        self._counts = counts
        self.filter.set_counts(counts)
        self._tell()

    def _show(self, listed: listing.Listed) -> None:
        self.model.set_ids(listed.ids, listed.first)
        self._tell()
        self._select_wanted()
        if self._to_count:
            self._to_count = False
            once_painted(self, self._count)

    def _tell(self) -> None:
        """How many there are, and what to do where there is nobody."""
        if not self._counts:
            return
        shown, everybody = self.model.rowCount(), self._counts[listing.ALL] + self._counts["archived"]
        self.count.setText(self._count_words(shown))
        self._pages.setCurrentIndex(0 if shown else 1 if not everybody else 2)
        self.filter.setEnabled(bool(everybody))

    def _select_wanted(self) -> None:
        """The row that somebody asked for, else that of the page beside the list."""
        wanted = self._to_select if self._to_select is not None else self.shell.shown_party()
        if wanted is not None and wanted != self.table.current_id() and self.table.select_id(wanted):
            self._to_select = None

    def _count_words(self, shown: int) -> str:
        listed = self._counts[listing.ALL]
        everybody = trn("{count} person or business", "{count} people and businesses", listed)
        return tr("{shown} of {all}", shown=shown, all=everybody) if self._wanted().narrows() else everybody

    def _on_sort(self) -> None:
        """A remembered order is taken up before the tab is seen and reads anything."""
        if not self._stale:
            self._list()

    def _on_filter(self) -> None:
        self._remember_filter()
        self._list()

    def _on_current(self, party: int | None) -> None:
        if party is not None and party != self.shell.party_in_sight():
            self.shell.settings.put_words(_PARTY, str(party))
            self.shell.show_party(party)

    def _on_edited(self, party: int, _column: str, name: object) -> None:
        session, ctx = self.shell.session, self.shell.session.ctx()
        self.shell.tasks.run_write(
            lambda: party_edit.rename(session.store, ctx, party, str(name).strip()), self.shell.saved, owner=self
        )

    def _fill_menu(self, menu: QMenu, parties: list[int]) -> None:
        deeds.fill_menu(menu, self.shell, self, parties, deeds.State(archived=self.filter.chip() == "archived"))

    def _remember_filter(self) -> None:
        self.shell.settings.put_words(_CHIP, self.filter.chip())
        self.shell.settings.put_words(_TEXT, self.filter.text())

    def _take_up(self) -> None:
        """Go on where this person was: columns, order, filter and row."""
        settings = self.shell.settings
        self.table.show_sorting(PartySort.NAME)
        self.table.remember(settings, "directory")
        chip = settings.words(_CHIP)
        known = {option.key for option in listing.options()}
        self.filter.show_wanted(chip if chip in known else listing.ALL, settings.words(_TEXT))
        party = settings.words(_PARTY)
        self._to_select = int(party) if party.isdecimal() else None

    def _connect(self) -> None:
        self._typing.timeout.connect(self._on_filter)
        self.filter.changed.connect(self._typing.start)
        self.filter.left.connect(self._enter_table)
        self.model.sort_requested.connect(lambda *_: self._on_sort())
        self.model.edit_requested.connect(self._on_edited)
        self.table.current_id_changed.connect(self._on_current)
        self.table.opened.connect(lambda _party: self.shell.run("open_record"))
        self.table.copied.connect(lambda n: messages.toast(trn("Copied {count} row", "Copied {count} rows", n)))

    def _enter_table(self) -> None:
        self.table.setFocus(Qt.FocusReason.TabFocusReason)
        if not self.table.selected_ids() and self.model.rowCount():
            flags = QItemSelectionModel.SelectionFlag
            row = max(0, self.table.currentIndex().row())
            index = self.model.index(row, self.table.first_column())
            self.table.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)

    # Layout

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 18, 14)
        column.setSpacing(12)
        column.addLayout(self._head())
        column.addWidget(self.filter)
        for page in (self._table_card(), self._nobody(), self._no_hit()):
            self._pages.addWidget(page)
        column.addWidget(self._pages, 1)
        column.addWidget(self.selection)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(tr("Directory"), "title"))
        words.addWidget(self.count)
        row.addLayout(words)
        row.addStretch(1)
        writing = not self.shell.session.read_only
        for text, icon, action, enabled in (
            (tr("Columns"), "columns-3", "columns", True),
            (tr("Export"), "download", "workbook", True),
            (tr("Add"), "user-plus", "new", writing),
        ):
            made = button(text, icon=icon)
            made.setToolTip(tip(text, action))
            made.setEnabled(enabled)
            made.clicked.connect(lambda _on=False, action=action: self.shell.run(action))
            row.addWidget(made, 0, Qt.AlignmentFlag.AlignBottom)
        return row

    def _table_card(self) -> QWidget:
        frame, column = card(1, 1, 1, 1)
        column.addWidget(self.table)
        CornerMask(frame)
        return frame

    def _nobody(self) -> QWidget:
        return EmptyState(
            "users",
            tr("Nobody here yet"),
            tr("Start with your closest neighbour: a name, and one way to reach them. The rest can wait."),
            (tr("Add a person or business"), lambda: self.shell.run("new")),
            (tr("See an example"), lambda: self.shell.run("example")),
        )

    def _no_hit(self) -> QWidget:
        return EmptyState(
            "search",
            tr("Nobody fits"),
            tr("No name, phone, tag or note holds what you typed, or nobody is behind this chip."),
            (tr("Show all"), self.show_only),
            (tr("Add a person or business"), lambda: self.shell.run("new", name=self.filter.text())),
        )


_OF_RECORD = frozenset({"edit", "archive", "delete"})
