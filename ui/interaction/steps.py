"""The view *Follow-ups*: late ones first; done by Space or a click, left for later, handed on, several at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from partnercrm.domain.dates import parse_day
from partnercrm.domain.errors import Refused
from partnercrm.domain.interaction import FollowUpDraft, FollowUpState
from partnercrm.domain.interaction_rows import FollowUpFilter, FollowUpRow, FollowUpSort
from partnercrm.domain.record import dataclass
from partnercrm.services import follow_up
from ui import messages
from ui.common.choices import Option
from ui.common.paged_table_model import PagedTableModel
from ui.common.tab import Shell
from ui.common.table_view import Table
from ui.common.widgets import EmptyState
from ui.interaction import cells
from ui.interaction.list_page import ListPage
from ui.session import Session
from ui.words import locale, tr, trn

OPEN, LATE, MINE, RESTING, DONE = "open", "late", "mine", "resting", "done"
MONDAY = 0


@dataclass(frozen=True, slots=True)
class _Listing:
    ids: Sequence[int]
    counts: Mapping[str, int]


class StepTable(Table):
    """A table whose rows Space ticks."""

    spaced = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if event.key() == Qt.Key.Key_Space and plain and self.state() != Table.State.EditingState:
            self.spaced.emit()
        else:
            super().keyPressEvent(event)


class StepsPage(ListPage):
    """Chips: open, late, mine, resting, done."""

    def __init__(self, shell: Shell) -> None:
        session = shell.session
        model = PagedTableModel(
            cells.step_columns(),
            lambda ids: follow_up.page_rows(session.store, ids),
            shell.tasks,
            editable=frozenset() if session.read_only else frozenset({"due"}),
        )
        table = StepTable(tr("Follow-ups"), model, stretch="title")
        delegates = cells.step_delegates(table, session.clock.today)
        table.set_delegates(delegates)
        table.fill_menu = self._fill_menu
        super().__init__(shell, table, _options(), tr("Filter by what is to be done"))
        tick = delegates["title"]
        assert isinstance(tick, cells.TickDelegate)
        tick.ticked.connect(lambda number: self._tick([number]))
        table.spaced.connect(lambda: self._tick(table.selected_ids()))
        table.show_sorting(FollowUpSort.DUE)
        table.remember(shell.settings, "follow_ups")
        table.current_id_changed.connect(lambda _id: self._show_party())
        table.opened.connect(self._edit)
        model.edit_requested.connect(self._on_edited)
        model.page_loaded.connect(lambda _page: self._show_party())
        self._add_buttons()
        self.finish_layout()

    def reload(self) -> None:
        """Ask for the ids in order, and how many stand behind each chip."""
        session, chip, text = self.shell.session, self.chips.value(), self.field.text().strip()
        sort, ascending = _sort(self.table.paged.sort_key), self.table.paged.ascending
        self.shell.tasks.run_read(
            lambda: _read(session, chip, text, sort, ascending),
            self._show,
            owner=self,
            latest_key=f"steps {id(self)}",
        )

    def is_narrowed(self) -> bool:
        return self.chips.value() != OPEN or bool(self.field.text().strip())

    def nothing_yet(self) -> QWidget:
        return EmptyState(
            "square-check-big",
            tr("Nothing is to be done"),
            tr("A follow-up says what to do, by when and for whom. The late ones come first, and none nags."),
            (tr("Add a follow-up"), lambda: self.shell.run("follow_up")),
        )

    def edit(self) -> bool:
        """Open the form of the row that the keyboard is on."""
        current = self.table.current_id()
        if current is not None:
            self._edit(current)
        return current is not None

    def delete(self) -> bool:
        """Give up what is selected; the toast takes it back."""
        return self._do(follow_up.drop)

    def _add_buttons(self) -> None:
        writing = not self.shell.session.read_only
        bar = self.selection
        bar.add(tr("Done"), lambda: self._do(follow_up.done), enabled=writing)
        bar.add_menu(tr("Leave until"), self._fill_snooze, enabled=writing)
        bar.add_menu(tr("Hand to"), self._fill_assign, enabled=writing)
        bar.add(tr("Drop"), self.delete, enabled=writing)
        bar.add(tr("Clear"), self.table.clearSelection, "ghost")

    def _show(self, found: _Listing) -> None:
        self.chips.set_counts(found.counts)
        self.show_ids(found.ids, _words(found.counts))

    def _show_party(self) -> None:
        row: FollowUpRow | None = self.current_row()
        if row is not None and row.party is not None and self.isVisible() and row.party != self.shell.party_in_sight():
            self.shell.show_party(row.party)

    def _edit(self, number: int) -> None:
        self.shell.run("follow_up", follow_up=number)

    def _tick(self, numbers: Sequence[int]) -> None:
        """Done, or open again where all of them are closed already."""
        rows = [row for number in numbers if (row := self._row(number)) is not None]
        closed = bool(rows) and all(row.state is not FollowUpState.OPEN for row in rows)
        self._do(follow_up.reopen if closed else follow_up.done, numbers)

    def _row(self, number: int) -> FollowUpRow | None:
        place = self.table.paged.place_of(number)
        return None if place is None else self.table.paged.row_at(place)

    def _do(self, deed: Callable[..., object], numbers: Sequence[int] | None = None, *more: object) -> bool:
        chosen = list(self.table.selected_ids() if numbers is None else numbers)
        session = self.shell.session
        ctx = session.ctx()
        if chosen:
            self.write(lambda: deed(session.store, ctx, chosen, *more))  # type: ignore[arg-type,return-value]
        return bool(chosen)

    def _on_edited(self, number: int, _column: str, text: object) -> None:
        """A due day that was typed into its cell."""
        row, session = self._row(number), self.shell.session
        if row is None:
            return
        try:
            due = parse_day(str(text), session.clock.today(), locale(), "future")
        except Refused as error:
            messages.refused(error)
            return
        draft = FollowUpDraft(row.title, due, row.party, row.assignee, row.origin, row.rule)
        ctx = session.ctx()
        self.write(lambda: follow_up.change(session.store, ctx, number, draft))

    def _fill_snooze(self, menu: QMenu) -> None:
        today = self.shell.session.clock.today()
        monday = today + dt.timedelta(days=(MONDAY - today.weekday() - 1) % 7 + 1)
        for text, day in (
            (tr("Tomorrow"), today + dt.timedelta(days=1)),
            (locale().short_day(monday), monday),
            (tr("In 2 weeks"), today + dt.timedelta(days=14)),
        ):
            menu.addAction(text).triggered.connect(lambda _on=False, day=day: self._do(follow_up.snooze, None, day))
        menu.addSeparator()
        menu.addAction(tr("Wake it now")).triggered.connect(lambda: self._do(follow_up.snooze, None, None))

    def _fill_assign(self, menu: QMenu) -> None:
        for user in self.shell.session.users:
            action = menu.addAction(user.name.replace("&", "&&"))
            action.triggered.connect(lambda _on=False, user=user: self._do(follow_up.assign, None, user.id))

    def _fill_menu(self, menu: QMenu, numbers: list[int]) -> None:
        if len(numbers) == 1:
            menu.addAction(tr("Change")).triggered.connect(lambda: self._edit(numbers[0]))
        menu.addAction(tr("Done")).triggered.connect(lambda: self._do(follow_up.done))
        menu.addAction(tr("Open again")).triggered.connect(lambda: self._do(follow_up.reopen))
        self._fill_snooze(menu.addMenu(tr("Leave until")))
        self._fill_assign(menu.addMenu(tr("Hand to")))
        menu.addAction(tr("Drop")).triggered.connect(self.delete)
        for action in menu.actions():
            action.setEnabled(not self.shell.session.read_only)


def _options() -> list[Option]:
    return [
        Option(OPEN, tr("Open")),
        Option(LATE, tr("Late")),
        Option(MINE, tr("Mine")),
        Option(RESTING, tr("Resting")),
        Option(DONE, tr("Done")),
    ]


def _read(session: Session, chip: str, text: str, sort: FollowUpSort, ascending: bool) -> _Listing:
    """The listing; runs on the reader."""

    def ask(key: str, typed: str) -> list[int]:
        order = (sort, ascending) if typed == text and key == chip else (FollowUpSort.DUE, True)
        filters = _filters(session.actor, typed)
        found = follow_up.ids(session.store, session.ctx(), filters[key], order[0], ascending=order[1])
        if key != RESTING:
            return found
        awake = set(follow_up.ids(session.store, session.ctx(), filters[OPEN]))
        return [number for number in found if number not in awake]

    return _Listing(ask(chip, text), {key: len(ask(key, "")) for key in (OPEN, LATE, MINE, RESTING)})


def _filters(actor: int, text: str) -> dict[str, FollowUpFilter]:
    return {
        OPEN: FollowUpFilter(awake=True, text=text),
        LATE: FollowUpFilter(late=True, text=text),
        MINE: FollowUpFilter(user=actor, awake=True, text=text),
        RESTING: FollowUpFilter(text=text),
        DONE: FollowUpFilter(state=FollowUpState.DONE, text=text),
    }


def _words(counts: Mapping[str, int]) -> str:
    said = trn("{count} open follow-up", "{count} open follow-ups", counts[OPEN])
    return f"{said}, {trn('{count} late', '{count} late', counts[LATE])}" if counts[LATE] else said


def _sort(key: str) -> FollowUpSort:
    return FollowUpSort(key) if key in set(FollowUpSort) else FollowUpSort.DUE
