"""The view *Agreed values*: the price list per partner, and its form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain.agreed_value import AgreedValue, AgreedValueDraft
from partnercrm.domain.errors import Refused
from partnercrm.domain.ledger import KIND_WORDS, Kind
from partnercrm.domain.words import msg
from partnercrm.services import agreed_value as values
from ui import messages
from ui.agreement import deeds
from ui.common.delegates import MoneyDelegate, MutedDelegate, TextDelegate
from ui.common.fields import ChoiceField, DateField, Field, MoneyField, TextField
from ui.common.fields_sheet import FieldsSheet, read
from ui.common.paged_table_model import PagedTableModel
from ui.common.party_field import PartyField
from ui.common.tab import Shell
from ui.common.table_view import Table
from ui.common.views_tab import View
from ui.common.who import Who
from ui.common.widgets import CornerMask, EmptyState, button, card
from ui.theme import Weight
from ui.tokens import ROW_REGISTER
from ui.words import say, tr, trn

_TEXT, _DATE = ColumnKind.TEXT, ColumnKind.DATE
COLUMNS: tuple[Column[AgreedValue], ...] = (
    Column("party", msg("With"), _TEXT, lambda row: row.party_name, "party", 24),
    Column("what", msg("What"), _TEXT, lambda row: row.what or KIND_WORDS[row.kind], "what", 28),
    Column("kind", msg("Kind"), _TEXT, lambda row: KIND_WORDS[row.kind], "kind", 20),
    Column("value", msg("Worth"), ColumnKind.MONEY, lambda row: row.value, "value", 12),
    Column("unit", msg("for one"), _TEXT, lambda row: row.unit or msg("piece"), "", 12),
    Column("from", msg("From"), _DATE, lambda row: row.from_day, "from", 12),
    Column("to", msg("Until"), _DATE, lambda row: row.to_day, "to", 12),
)
_SORTS: dict[str, Callable[[AgreedValue], Any]] = {
    "party": lambda row: (row.party_name.casefold(), row.what.casefold()),
    "what": lambda row: row.what.casefold(),
    "kind": lambda row: row.kind.value,
    "value": lambda row: row.value,
    "from": lambda row: str(row.from_day or ""),
    "to": lambda row: str(row.to_day or "9"),
}
KINDS = tuple(kind for kind in Kind if kind not in (Kind.MONEY, Kind.ADJUSTMENT))


class ValuesView(View):
    """All agreed values; Enter changes one."""

    subjects = frozenset({"agreement", "party"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._rows: dict[int, AgreedValue] = {}
        self.model = PagedTableModel(COLUMNS, self._read)
        self.table = Table(
            tr("Agreed values"),
            self.model,
            row_height=ROW_REGISTER,
            stretch="what",
            yielding=("kind", "from", "to"),
            least=160,
        )
        self.table.set_delegates(
            {
                "party": TextDelegate(self.table, weight=Weight.Medium),
                "kind": MutedDelegate(self.table),
                "unit": MutedDelegate(self.table),
                "value": MoneyDelegate(self.table),
            }
        )
        self.new_button = button(tr("Agree on a value"), "primary", "plus")
        self._lay_out()
        self.new_button.clicked.connect(lambda: open_value(self.shell))
        self.new_button.setEnabled(not shell.session.read_only)
        self.model.sort_requested.connect(lambda *_: self._sort())
        self.table.show_sorting("party")
        self.table.remember(shell.settings, "agreed-values")
        self.table.fill_menu = self._fill_menu
        self.table.opened.connect(lambda number: open_value(self.shell, self._rows[number]))
        self.table.current_id_changed.connect(self._on_current)

    def tools(self) -> Sequence[QWidget]:
        return (self.new_button,)

    def reload(self) -> None:
        """Read the whole price list."""
        store = self.shell.session.store
        self.shell.tasks.run_read(lambda: values.listed(store), self._show, owner=self, latest_key=f"values {id(self)}")

    def find_here(self) -> None:
        """Put the cursor into the list."""
        self.table.setFocus()

    def act(self, action: str, wanted: Mapping[str, Any]) -> bool:
        """New, edit and delete."""
        if action == "new":
            open_value(self.shell, party=wanted.get("party"))
            return True
        number = self.table.current_id()
        if number is None or action not in ("edit", "delete"):
            return False
        if action == "edit":
            open_value(self.shell, self._rows[number])
        else:
            self._remove()
        return True

    def _remove(self) -> None:
        session, numbers = self.shell.session, self.table.selected_ids()
        ctx = session.ctx()
        if numbers and deeds.may_write(self.shell):
            self.shell.tasks.run_write(
                lambda: values.remove(session.store, ctx, numbers), self.shell.saved, messages.refused, owner=self
            )

    def _read(self, numbers: list[int]) -> Sequence[AgreedValue]:
        return [self._rows[number] for number in numbers if number in self._rows]

    def _show(self, found: list[AgreedValue]) -> None:
        self._rows = {row.id: row for row in found}
        self._sort()
        self._pages.setCurrentIndex(0 if found else 1)
        self.told.emit(trn("{count} agreed value", "{count} agreed values", len(found)) if found else "")

    def _sort(self) -> None:
        order = _SORTS.get(self.model.sort_key, _SORTS["party"])
        found = sorted(self._rows.values(), key=order, reverse=not self.model.ascending)
        self.model.set_ids([row.id for row in found])

    def _fill_menu(self, menu: QMenu, numbers: list[int]) -> None:
        change = menu.addAction(tr("Change"))
        change.triggered.connect(lambda: open_value(self.shell, self._rows[numbers[0]]))
        gone = menu.addAction(tr("Remove"))
        gone.triggered.connect(self._remove)
        change.setEnabled(len(numbers) == 1 and not self.shell.session.read_only)
        gone.setEnabled(not self.shell.session.read_only)

    def _on_current(self, number: int | None) -> None:
        row = self._rows.get(number or 0)
        if row is not None and row.party != self.shell.party_in_sight():
            self.shell.show_party(row.party)

    def _lay_out(self) -> None:
        self._pages = QStackedWidget()
        frame, inside = card(1, 1, 1, 1)
        inside.addWidget(self.table)
        CornerMask(frame)
        self._pages.addWidget(frame)
        sentence = tr(
            "What an hour of oven or a mention is worth between you and a neighbour. "
            "It stands there by itself wherever you enter one."
        )
        action = None if self.shell.session.read_only else (tr("Agree on a value"), lambda: open_value(self.shell))
        self._pages.addWidget(EmptyState("scale", tr("No agreed value yet"), sentence, action))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)


def open_value(shell: Shell, known: AgreedValue | None = None, party: int | None = None) -> None:
    """The form of a new agreed value, perhaps with a party, or of one that is changed."""
    if deeds.may_write(shell):
        ValueSheet(shell, known, party).start()


class ValueSheet(FieldsSheet):
    """What one of something is worth between us."""

    def __init__(self, shell: Shell, known: AgreedValue | None, party: int | None) -> None:
        title = tr("Agree on a value") if known is None else tr("Change an agreed value")
        super().__init__(shell, title, tr("Save"))
        self._known, self._party = known, party
        today = shell.session.clock.today
        self.who = PartyField(tr("&With"), shell)
        self.kind: ChoiceField[Kind] = ChoiceField(tr("&Kind"), [(kind, say(KIND_WORDS[kind])) for kind in KINDS])
        self.what = TextField(tr("W&hat"), placeholder=tr("Oven"))
        self.value = MoneyField(tr("W&orth"))
        self.unit = TextField(tr("for one"), placeholder=tr("hour"))
        self.from_day = DateField(tr("&From"), today, placeholder=tr("always"))
        self.to_day = DateField(tr("&Until"), today, placeholder=tr("open-ended"))
        self.rows(
            ((self.who, 1),),
            ((self.what, 3), (self.kind, 2)),
            ((self.value, 2), (self.unit, 2)),
            ((self.from_day, 1), (self.to_day, 1)),
        )

    def start(self) -> None:
        """Open it, with what is known."""
        known = self._known
        if known is not None:
            self.who.set_who(Who(known.party, known.party_name))
            self.kind.set_value(known.kind)
            self.what.set_value(known.what)
            self.value.set_value(known.value)
            self.unit.set_value(known.unit)
            self.from_day.set_value(known.from_day)
            self.to_day.set_value(known.to_day)
        else:
            self.kind.set_value(Kind.SPACE_AND_EQUIPMENT)
            if self._party is not None:
                self.who.take_party(self._party)
        self.open(self.what.edit if known or self._party else self.who.edit)

    def fields(self) -> dict[str, Field]:
        return {
            "party": self.who,
            "what": self.what,
            "kind": self.kind,
            "value": self.value,
            "unit": self.unit,
            "from_day": self.from_day,
            "to_day": self.to_day,
        }

    def save(self) -> None:
        self.who.settle(self._save_settled)

    def _save_settled(self) -> None:
        who = self.who.who()
        try:
            draft = AgreedValueDraft(
                party=who.party if who else None,
                kind=self.kind.value(),
                value=read(self.value),
                what=self.what.value(),
                unit=self.unit.value(),
                from_day=read(self.from_day),
                to_day=read(self.to_day),
            )
        except Refused:
            return
        store, ctx, known = self.shell.session.store, self.ctx, self._known
        if known is None:
            self.shell.tasks.run_write(lambda: values.add(store, ctx, draft), self.saved, self.refused, owner=self)
        else:
            number = known.id
            self.shell.tasks.run_write(
                lambda: values.change(store, ctx, number, draft), self.saved, self.refused, owner=self
            )
