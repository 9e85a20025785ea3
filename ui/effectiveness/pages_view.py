"""A view of figures and of lists that are more than figures: each chip is a part or a page of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from partnercrm.domain.record import dataclass
from ui.common.choices import ChipRow, Option
from ui.common.deed_list import Deed, fill_menu
from ui.common.tab import Shell
from ui.common.widgets import button
from ui.effectiveness.parts_view import PartsView
from ui.words import tr

Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Page:
    """A chip that shows a widget: its key and its title."""

    key: str
    title: str
    widget: QWidget


class PagesView(PartsView[Read]):
    """Subclasses name their `pages` and the `order` of all chips, and fill the pages in `show_pages`."""

    order: tuple[str, ...] = ()

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._widgets: dict[str, QWidget] = {}
        self._waiting: tuple[str, int] | None = None
        titles = {key: part.title for key, part in self._parts.items()}
        for page in self.pages():
            self._widgets[page.key] = page.widget
            titles[page.key] = page.title
            self._pages.addWidget(page.widget)
        self.chip_row = ChipRow(tr("Show"), [Option(key, titles[key]) for key in self.order])
        self.chip_row.changed.connect(self._on_chip)

    def pages(self) -> Sequence[Page]:
        """The pages that are no lists of figures; made once."""
        raise NotImplementedError(type(self).__name__)

    def show_pages(self, found: Read) -> None:
        """Fill the pages from what was read."""
        raise NotImplementedError(type(self).__name__)

    def open_record(self, part: str, number: int) -> None:
        """Show one record of a page, which was read, with all that can be done."""
        raise NotImplementedError(type(self).__name__)

    def show_only(self, **wanted: Any) -> None:
        """`part` names the chip by its key, `record` (row id) opens one there."""
        part = str(wanted.get("part", ""))
        if part in self.order:
            self.chip_row.set_values([part])
            self._on_chip()
        record = wanted.get("record")
        if record is not None:
            self._waiting = (part, int(record))
            if self.found is not None:
                self._open_waiting()
        self.refresh()

    def find_here(self) -> None:
        """Put the cursor into the list that is shown."""
        self._shown().setFocus()

    # Inside

    def _key(self) -> str:
        return self.chip_row.value() or self.order[0]

    def _shown(self) -> QWidget:
        key = self._key()
        return self._widgets[key] if key in self._widgets else self.lists[key].table

    def _show(self, found: Read) -> None:
        super()._show(found)
        self.show_pages(found)
        self._open_waiting()

    def _open_waiting(self) -> None:
        """Open the record that another place asked for, once its list is read."""
        if self._waiting is not None:
            (part, number), self._waiting = self._waiting, None
            self.open_record(part, number)

    def _show_part(self) -> None:
        key = self._key()
        if key in self._widgets:
            self._pages.setCurrentWidget(self._widgets[key])
            self.setFocusProxy(self._widgets[key])
        else:
            self.setFocusProxy(self.lists[key].table)
            super()._show_part()


def note_button(shell: Shell, text: str, deeds: Sequence[Deed]) -> QPushButton:
    """A button that offers several things to note in a menu."""
    made: QPushButton = button(text, "primary", "plus")
    menu = QMenu(made)
    fill_menu(menu, deeds, writes=not shell.session.read_only)
    made.setMenu(menu)
    made.setEnabled(not shell.session.read_only)
    return made
