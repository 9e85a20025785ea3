"""What every tab is: it shows subjects, reloads when one of them changed while it is seen, and else marks itself stale.

No tab ever pokes another; what it needs of the window it asks of the `Shell`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from partnercrm.domain.changes import Changes
from ui.session import Session
from ui.settings import Settings
from ui.tasks import Tasks


class Shell(Protocol):
    """What the window does for its tabs, pages and forms."""

    tasks: Tasks
    settings: Settings

    @property
    def session(self) -> Session:
        """The shop that is open."""

    def host(self) -> QWidget:
        """Where sheets and questions stand."""

    def show_party(self, party: int | None) -> None:
        """Show a party's page in the side panel; None empties it."""

    def shown_party(self) -> int | None:
        """The party whose page the side panel shows."""

    def party_in_sight(self) -> int | None:
        """The party whose page, or whose row in the tab in front, a person sees now; None where nobody is seen."""

    def go(self, tab: str, **wanted: Any) -> None:
        """Go to a tab by its key and let it show what is wanted (its `show_only`)."""

    def run(self, action: str, **wanted: Any) -> None:
        """Run an action by its key in `ui.shortcuts.KEYS`, such as `log` with `party=7` or `new` with `name="Ana"`."""

    def saved(self, changes: Changes) -> None:
        """Affirm a write in a toast with Undo."""


class Tab(QWidget):
    """A tab or a page. Subclasses name their `subjects` and fill themselves in `reload`."""

    subjects: frozenset[str] = frozenset()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.setObjectName("page")
        self._stale = True

    def reload(self) -> None:
        """Read again what is shown, on the reader, and show it."""
        raise NotImplementedError(type(self).__name__)

    def find_here(self) -> None:
        """Put the cursor into the tab's filter (Ctrl+F). A tab without one stays as it is."""

    def show_only(self, **wanted: Any) -> None:
        """Show what another place asked for, such as `party=7` or `chip="late"`. A tab that knows none shows all."""

    def act(self, action: str, wanted: Mapping[str, Any]) -> bool:
        """Do an action that belongs to this tab (`new`, `edit`, `archive`, ...); False if it does not know it."""
        return False

    def on_changed(self, changes: Changes) -> None:
        """Reload if it is seen and concerned, or mark itself stale."""
        if changes.subjects & self.subjects or "all" in changes.subjects:
            self.refresh()

    def refresh(self) -> None:
        """Reload now if it is seen, else when it is shown next."""
        self._stale = True
        if self.isVisible():
            self._catch_up()

    def _catch_up(self) -> None:
        if self._stale:
            self._stale = False
            self.reload()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._catch_up()
