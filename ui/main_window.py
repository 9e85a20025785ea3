"""The main window: what stands where, and which part does an action.

It is light until the first paint; then it fills its menus, opens the shop on a worker, and builds the tab that is seen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QMoveEvent, QPaintEvent, QResizeEvent, QWindowStateChangeEvent
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from partnercrm.domain.changes import Changes
from partnercrm.domain.words import msg
from ui import messages, theme
from ui.actions import WRITING, Actions
from ui.common.widgets import Banner
from ui.settings import Key, Settings
from ui.status_bar import StatusBar
from ui.tabs import FORMS, PANEL, TABS, WELCOME, TabSpec, load
from ui.tasks import Tasks, once_painted
from ui.top_bar import TopBar
from ui.words import say, tr
from ui.workspace import Workspace

if TYPE_CHECKING:
    from ui.common.tab import Tab
    from ui.session import Session
    from ui.shop.watch import Watch

TEXT_STEP = 10
SETTLED_MS = 400
EVERYTHING = frozenset({"all"})


class MainWindow(QMainWindow):
    """The window of one shop, and the `Shell` of its tabs, pages and forms."""

    painted = Signal()

    def __init__(self, tasks: Tasks, settings: Settings) -> None:
        super().__init__()
        self.tasks, self.settings = tasks, settings
        self.opened: Session | None = None
        self.watch: Watch | None = None
        self.left: list[Session] = []
        """Shops that are open though this window does not show them: being closed, or opened a moment ago."""
        self.ending = False
        """Set where the computer asks the program to end: then no question holds it up."""
        self._painted = False
        self._party: int | None = None
        self._seen: dict[str, int | None] = {}
        """Whom each tab showed last, by its key."""
        self._on_window: dict[str, Callable[..., None]] = self._own_actions()
        self._moved = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._moved.timeout.connect(self._remember_place)
        self.setWindowTitle("PartnerCRM")
        self.setMinimumSize(640, 480)
        theme.dress(self)
        self.actions_ = Actions(self, self.run)
        self.top_bar = TopBar(self.run)
        self.banner = Banner("", "info")
        self.pages = QStackedWidget()
        self.pages.setObjectName("pages")
        self.workspace = self._make_workspace()
        self.pages.addWidget(self.workspace)
        self.status = StatusBar()
        self._lay_out()
        messages.install(self)
        tasks.busy.connect(self.status.show_busy)
        tasks.changed.connect(self._on_changed)

    # What tabs, pages and forms may ask (ui.common.tab.Shell)

    @property
    def session(self) -> Session:
        """The shop that is open. Raises RuntimeError while there is none: no tab or form lives then."""
        if self.opened is None:
            raise RuntimeError("no shop is open")
        return self.opened

    def host(self) -> QWidget:
        """Where sheets and questions stand."""
        return self

    def show_party(self, party: int | None) -> None:
        """Show a party's page in the side panel, as soon as that is there; None empties it."""
        self._party = party
        self._seen[self.workspace.current_key()] = party
        if self.workspace.panel is not None:
            self.workspace.panel.show_party(party)  # type: ignore[attr-defined]  # loaded late
            self.workspace.fit_panel()

    def shown_party(self) -> int | None:
        """The party whose page the side panel shows."""
        panel = self.workspace.panel
        return self._party if panel is None else panel.party  # type: ignore[attr-defined]  # loaded late

    def party_in_sight(self) -> int | None:
        """The party of the page beside the tab in front; where it is folded away, that of the tab's own row."""
        if self.workspace.panel_in_sight():
            return self.shown_party()
        return self._seen.get(self.workspace.current_key()) if self.workspace.has_panel() else None

    def go(self, tab: str, **wanted: Any) -> None:
        """Go to a tab and let it show what is wanted."""
        self.workspace.go(tab)
        shown = self.workspace.current()
        if shown is not None and wanted:
            shown.show_only(**wanted)

    def run(self, action: str, **wanted: Any) -> None:
        """Run an action: the window's own, else the shown tab's, else the panel's, else a form's."""
        if action in self._on_window:
            self._on_window[action](**wanted)
        elif self.opened is None:
            messages.toast(tr("Open or start a shop first."))
        elif self.opened.read_only and action in WRITING:
            messages.toast(tr("You are only looking: nothing here can be changed."))
        elif self._act(action, wanted):
            if action == "open_record":
                self.workspace.show_panel(True)
        elif action in FORMS:
            load(FORMS[action])(self, **wanted)
        else:
            messages.toast(tr("Select a person or an entry first."))

    def saved(self, changes: Changes) -> None:
        """Affirm a write in a toast, with Undo where it can be taken back."""
        written = self.opened.store if self.opened is not None else None

        def undo() -> None:
            if self.opened is not None and self.opened.store is written:
                load("ui.shop.safety:undo_last")(self, operation=changes.operation)

        messages.toast(say(changes.said), undo if changes.undoable else None)

    # Opening and closing a shop

    def show_welcome(self) -> None:
        """Show the first page: look around, start a shop, open one."""
        if self.pages.count() == 1:
            self.pages.addWidget(load(WELCOME)(self))
        self.pages.setCurrentIndex(1)
        self.setWindowTitle("PartnerCRM")
        self.top_bar.set_open("PartnerCRM", False)
        self.banner.hide()
        self.status.hide()

    def open_shop(self, path: Path, *, read_only: bool = False) -> None:
        """Open a shop file on a worker; what stands in the way is said in words."""
        load("ui.shop.opening:open_shop")(self, path, read_only=read_only)

    def come_alive(self) -> None:
        """Build the tab where the person was last."""
        self._party = None
        self._seen.clear()
        self.workspace.come_alive(self.settings.text(Key.TAB))

    def clear(self) -> None:
        """Take the tabs and the panel away: their shop is closed, or they speak another language now."""
        self.pages.removeWidget(self.workspace)
        self.workspace.deleteLater()
        self.workspace = self._make_workspace()
        self.pages.insertWidget(0, self.workspace)

    # Inside

    def _make_workspace(self) -> Workspace:
        made = Workspace(self.settings, self._make_tab)
        made.panel_wanted.connect(lambda: self._after_reading(lambda: self._build_panel(made)))
        made.tab_changed.connect(lambda _key: self.actions_["panel"].setEnabled(made.has_panel()))
        return made

    def _after_reading(self, run: Callable[[], None]) -> None:
        """Run it once what was asked for so far is read and painted."""
        self.tasks.run_read(lambda: None, lambda _: once_painted(self, run), owner=self)

    def _build_panel(self, workspace: Workspace) -> None:
        """Build the panel, unless the shop was closed meanwhile, and show whose page was asked for."""
        if self.opened is None or workspace is not self.workspace or workspace.panel is not None:
            return
        workspace.take_panel(load(PANEL)(self))
        if self._party is not None:
            self.show_party(self._party)

    def _make_actions(self) -> None:
        self.actions_.fill()
        self.actions_.enable(False)

    def _own_actions(self) -> dict[str, Callable[..., None]]:
        go = {spec.key: self._goer(spec.key) for spec in TABS}
        shop = {
            key: self._loader(f"ui.shop.{place}")
            for key, place in (
                ("new_shop", "welcome:ask_new"),
                ("open_store", "opening:ask_open"),
                ("example", "welcome:open_example"),
                ("backup", "safety:copy_now"),
                ("restore", "restore:ask_restore"),
                ("verify", "safety:check_entries"),
                ("undo", "safety:undo_last"),
                ("redo", "safety:redo_last"),
                ("palette", "palette:open_palette"),
                ("about", "about:show_about"),
                ("help", "about:show_help"),
                ("keys", "keys:show_keys"),
            )
        }
        own: dict[str, Callable[..., None]] = {
            "quit": lambda: self._quit(),
            "theme": lambda: self._switch_theme(),
            "larger": lambda: self._scale(TEXT_STEP),
            "smaller": lambda: self._scale(-TEXT_STEP),
            "full_screen": lambda: self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen),
            "panel": lambda: self.workspace.toggle_panel(),
            "next_tab": lambda: self.workspace.step(1),
            "previous_tab": lambda: self.workspace.step(-1),
            "refresh": lambda: self.refresh(),
            "find": lambda: self._find(),
        }
        return {**go, **shop, **own}

    def _goer(self, key: str) -> Callable[..., None]:
        return lambda **wanted: self.go(key, **wanted)

    def _loader(self, place: str) -> Callable[..., None]:
        return lambda **wanted: load(place)(self, **wanted)

    def _make_tab(self, spec: TabSpec) -> Tab:
        made: Tab = load(spec.place)(self)
        return made

    def _act(self, action: str, wanted: Mapping[str, Any]) -> bool:
        tab, panel = self.workspace.current(), self.workspace.panel
        if tab is not None and tab.act(action, wanted):
            return True
        return panel is not None and bool(panel.act(action, wanted))  # type: ignore[attr-defined]  # loaded late

    def refresh(self) -> None:
        """Read again what is shown."""
        self._on_changed(Changes(EVERYTHING, 0, msg("Read again"), undoable=False))

    def _on_changed(self, changes: Changes) -> None:
        for tab in self.workspace.built():
            tab.on_changed(changes)
        if self.workspace.panel is not None:
            self.workspace.panel.on_changed(changes)  # type: ignore[attr-defined]  # loaded late
        if self.opened is not None:
            load("ui.shop.safety:after_change")(self, changes)

    def _quit(self) -> None:
        self.close()

    def _find(self) -> None:
        tab = self.workspace.current()
        if tab is not None:
            tab.find_here()

    def _switch_theme(self) -> None:
        mode = theme.Mode.LIGHT if theme.current().dark else theme.Mode.DARK
        self.settings.put(Key.THEME, mode.value)
        theme.set_mode(mode)

    def _scale(self, by: int) -> None:
        theme.set_text_size(theme.text_size() + by)
        self.settings.put(Key.TEXT_SIZE, theme.text_size())

    def _remember_place(self) -> None:
        self.settings.put_state("window", self.saveGeometry())

    def _lay_out(self) -> None:
        root = QWidget()
        root.setObjectName("page")
        column = QVBoxLayout(root)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.banner.hide()
        for part in (self.top_bar, self.banner):
            column.addWidget(part)
        column.addWidget(self.pages, 1)
        column.addWidget(self.status)
        self.setCentralWidget(root)

    def _shut_layers(self) -> bool:
        """Ask every open form to shut, the top one first; False if one stays or asks back."""
        from ui.common.overlay import open_layers

        while layers := open_layers(self):
            layers[-1].ask_to_shut()
            if len(open_layers(self)) >= len(layers):
                return False
        return True

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.painted.emit)
            QTimer.singleShot(0, self._make_actions)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.opened is not None:
            self._moved.start()

    def moveEvent(self, event: QMoveEvent) -> None:
        super().moveEvent(event)
        if self.opened is not None:
            self._moved.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if isinstance(event, QWindowStateChangeEvent) and self.opened is not None:
            self._moved.start()

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._shut_layers() and not self.ending:
            event.ignore()
            return
        if self.opened is not None:
            self._moved.stop()
            self._remember_place()
        super().closeEvent(event)
