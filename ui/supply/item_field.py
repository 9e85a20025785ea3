"""The field of an item: what fits is offered, what this supplier brings first; a new name can be added at once."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Signal

from partnercrm.domain.errors import Refused
from partnercrm.domain.item import ItemDraft, name_key
from partnercrm.domain.item_rows import ItemRow
from partnercrm.domain.record import dataclass
from partnercrm.domain.supply_rows import SupplierItemFilter, SupplierItemRow
from partnercrm.domain.text import fold
from partnercrm.domain.words import msg
from partnercrm.services import item, supply
from ui.common.suggest import Answer, SuggestField, Suggestion
from ui.common.tab import Shell
from ui.supply.words import price_words
from ui.words import say, tr

OFFERED = 7


@dataclass(frozen=True, slots=True)
class NewItem:
    """A name that is not among the items."""

    name: str


class Known:
    """The items, and what the supplier of a form brings; read once, and anew for another supplier.

    Those that were put away are known, so that what named them can be shown, and are not offered.
    """

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self.items: dict[int, ItemRow] = {}
        self.offers: dict[int, SupplierItemRow] = {}

    def read(self, owner: QObject, then: Callable[[], None]) -> None:
        """Read the items, then go on."""
        store = self._shell.session.store

        def show(found: list[ItemRow]) -> None:
            self.items = {row.id: row for row in found}
            then()

        self._shell.tasks.run_read(lambda: item.listed(store, retired=True), show, owner=owner)

    def read_offers(self, owner: QObject, party: int, then: Callable[[], None]) -> None:
        """Read what a supplier brings, then go on."""
        store = self._shell.session.store

        def show(found: list[SupplierItemRow]) -> None:
            self.offers = {row.item: row for row in found}
            then()

        self._shell.tasks.run_read(
            lambda: supply.listed(store, SupplierItemFilter(party)), show, owner=owner, latest_key=f"offers {id(self)}"
        )

    def fitting(self, typed: str) -> list[ItemRow]:
        """The items whose name or number holds what was typed, those that the supplier brings first."""
        wanted = fold(typed)
        had = (row for row in self.items.values() if not row.retired)
        found = [row for row in had if wanted in fold(row.name) or wanted in fold(row.code)]
        return sorted(found, key=lambda row: (row.id not in self.offers, not fold(row.name).startswith(wanted)))

    def named(self, typed: str) -> ItemRow | None:
        """The item that can only be meant."""
        key = name_key(typed)
        same = (row for row in self.items.values() if key == name_key(row.name) or typed == row.code)
        return next(same, None)


class ItemField(SuggestField):
    """One item or none; `changed` comes when another one stands there."""

    changed = Signal()

    def __init__(self, text: str, shell: Shell, known: Known) -> None:
        super().__init__(text, self._find, placeholder=tr("Name or number"), highlight_first=True)
        self._shell, self._known = shell, known
        self.taken.connect(self._on_taken)

    def item(self) -> ItemRow | None:
        """The item, None while the text is free."""
        value = self.value()
        return value if isinstance(value, ItemRow) else None

    def set_item(self, row: ItemRow | None) -> None:
        """Show an item; no signal."""
        self.set_suggestion(Suggestion(row, row.name) if row else None)

    def number(self) -> int | None:
        """The row id, None for an empty field. Raises Refused, shown below, for a name that is not known."""
        self._settle()
        found = self.item()
        if found is None and self.text():
            refused = Refused(msg("Choose an item from the list, or create it there."))
            self.set_error(say(refused.message))
            self.take_focus()
            raise refused
        return found.id if found else None

    def _settle(self) -> None:
        """Take the name that was typed but not taken, where an item is called so."""
        if self.item() is None and self.text():
            found = self._known.named(self.text())
            if found is not None:
                self.set_item(found)
                self.set_error(None)
                self.changed.emit()

    def _find(self, typed: str, answer: Answer) -> None:
        found = self._known.fitting(typed)[:OFFERED]
        today = self._shell.session.clock.today()
        offered = []
        for row in found:
            offer = self._known.offers.get(row.id)
            detail = price_words(offer.price_on(today)) if offer else row.unit
            offered.append(Suggestion(row, row.name, detail))
        self._highlight_first = bool(found and typed)
        if typed and self._known.named(typed) is None:
            offered.append(Suggestion(NewItem(typed), tr("Create “{name}”", name=typed)))
        answer(offered)

    def _on_taken(self, taken: Suggestion) -> None:
        if isinstance(taken.value, NewItem):
            self._create(taken.value.name)
        else:
            self.changed.emit()

    def _create(self, name: str) -> None:
        session = self._shell.session
        store, ctx = session.store, session.ctx()
        self.set_text(name)

        def work() -> tuple[item.Added, ItemRow]:
            added = item.add(store, ctx, ItemDraft(name))
            return added, item.find(store, str(added.uuid))

        def made(done: tuple[item.Added, ItemRow]) -> None:
            added, row = done
            self._known.items[row.id] = row
            self.set_item(row)
            self.changed.emit()
            self._shell.saved(added.changes)

        def failed(error: Refused) -> None:
            self.set_error(say(error.message))

        self._shell.tasks.run_write(work, made, failed, owner=self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self._settle()
        return super().eventFilter(watched, event)
