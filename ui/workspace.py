"""The tabs and, beside them, the side panel. Tabs are built when first shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSplitter, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from ui import theme
from ui.settings import Key, Settings
from ui.shortcuts import tip
from ui.tabs import TABS, TabSpec
from ui.words import tr

if TYPE_CHECKING:
    from ui.common.tab import Tab

FOLD_BELOW = 1200
PANEL_WIDTH = 388
PANEL_LEAST = 320


class Workspace(QWidget):
    """A strip of tabs, a page for each, and the panel. `make` builds a tab's page when it is first shown."""

    tab_changed = Signal(str)
    panel_wanted = Signal()
    """A tab with a place for the panel is shown for the first time: it is built when that tab has read its rows."""

    def __init__(self, settings: Settings, make: Callable[[TabSpec], Tab]) -> None:
        super().__init__()
        self._settings, self._make = settings, make
        self._tabs: dict[str, Tab] = {}
        self._alive = False
        self._asked = False
        self.bar = self._build_bar()
        self.pages = QStackedWidget()
        self.pages.setObjectName("pages")
        for _spec in TABS:
            self.pages.addWidget(QWidget())
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.splitter.addWidget(self.pages)
        self.panel: QWidget | None = None
        self._place = QWidget()
        self._lay_out()
        self.bar.currentChanged.connect(self._show_tab)
        self.splitter.splitterMoved.connect(lambda *_: settings.put_state("splitter", self.splitter.saveState()))

    def come_alive(self, tab: str) -> None:
        """Build the tab to begin with; from now on tabs are built when shown. The panel's place is kept free."""
        self._place.setObjectName("surface")
        self._place.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._place.setMinimumWidth(theme.px(PANEL_LEAST))
        self.splitter.addWidget(self._place)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 0)
        width = theme.px(PANEL_WIDTH)
        self.splitter.setSizes([max(self.width() - width, 1), width])
        self.splitter.restoreState(self._settings.state("splitter"))
        self.go(tab)
        self._alive = True
        self._show_tab(self.bar.currentIndex())

    def take_panel(self, panel: QWidget) -> None:
        """Put the panel into its place."""
        self.panel = panel
        panel.setMinimumWidth(theme.px(PANEL_LEAST))
        sizes, kept = self.splitter.sizes(), self._place
        self.splitter.replaceWidget(1, panel)
        kept.deleteLater()
        self._place = panel
        self.fit_panel()
        self.splitter.setSizes(sizes)

    def go(self, key: str) -> None:
        """Show a tab by its key; an unknown one shows the first."""
        keys = [spec.key for spec in TABS]
        self.bar.setCurrentIndex(keys.index(key) if key in keys else 0)

    def step(self, by: int) -> None:
        """Show the tab that many places further, round and round."""
        self.bar.setCurrentIndex((self.bar.currentIndex() + by) % len(TABS))

    def current(self) -> Tab | None:
        """The tab that is shown, once it is built."""
        return self._tabs.get(self.current_key())

    def current_key(self) -> str:
        """The key of the tab that is shown."""
        return self._spec().key

    def built(self) -> list[Tab]:
        """The tabs that were built so far."""
        return list(self._tabs.values())

    def has_panel(self) -> bool:
        """Whether the panel has a place beside the tab that is shown."""
        return self._spec().panel

    def panel_in_sight(self) -> bool:
        """Whether the panel is seen now."""
        return self.panel is not None and self.panel.isVisible()

    def show_panel(self, asked: bool) -> None:
        """Show the panel though the window is narrow or it was folded away, or no longer."""
        self._asked = asked
        self.fit_panel()

    def fit_panel(self) -> None:
        """Show the panel where it has a place: beside a list, unless it was folded away or the window is narrow."""
        roomy = self.width() >= theme.px(FOLD_BELOW) and self._settings.flag(Key.PANEL_SHOWN)
        shown = self._alive and self.has_panel() and (roomy or self._asked)
        at, tab = QApplication.focusWidget(), self.current()
        if not shown and tab is not None and at is not None and self._place.isAncestorOf(at):
            tab.setFocus(Qt.FocusReason.OtherFocusReason)  # Qt would take the next control, even a toast's
        self._place.setVisible(shown)

    def toggle_panel(self) -> None:
        """Fold the panel away, or show it again."""
        if not self._alive or not self.has_panel():
            return
        shown = self._place.isVisible()
        self._settings.put(Key.PANEL_SHOWN, not shown)
        self.show_panel(not shown)

    def _spec(self) -> TabSpec:
        return TABS[self.bar.currentIndex()]

    def _build_bar(self) -> QTabBar:
        bar = QTabBar()
        bar.setAccessibleName(tr("Sections"))
        bar.setDrawBase(False)
        bar.setExpanding(False)
        bar.setUsesScrollButtons(True)
        bar.setElideMode(Qt.TextElideMode.ElideNone)
        for place, spec in enumerate(TABS):
            bar.addTab(theme.themed_icon(spec.icon, "text3", 16, on="accent"), tr(spec.title))
            bar.setTabToolTip(place, tip(tr(spec.title), spec.key))
        theme.theme_signals.changed.connect(self._refresh_icons)
        return bar

    def _lay_out(self) -> None:
        strip = QWidget()
        strip.setObjectName("tabstrip")
        strip.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(strip)
        row.setContentsMargins(12, 0, 12, 0)
        row.addWidget(self.bar)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(strip)
        column.addWidget(self.splitter, 1)

    def _refresh_icons(self) -> None:
        for place, spec in enumerate(TABS):
            self.bar.setTabIcon(place, theme.themed_icon(spec.icon, "text3", 16, on="accent"))

    def _show_tab(self, place: int) -> None:
        if not self._alive:
            return
        spec = TABS[place]
        if spec.key not in self._tabs:
            self._build(place, spec)
        self.pages.setCurrentIndex(place)
        self._settings.put(Key.TAB, spec.key)
        self.fit_panel()
        if spec.panel and self.panel is None:
            self.panel_wanted.emit()
        self._give_focus(self._tabs[spec.key])
        self.tab_changed.emit(spec.key)

    def _give_focus(self, tab: Tab) -> None:
        """Into the tab that is shown, unless a person goes along the strip or a form lies over it."""
        from ui.common.overlay import top_layer  # late: no layer is open at the first paint

        if not self.bar.hasFocus() and top_layer(self.window()) is None:
            tab.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self, place: int, spec: TabSpec) -> None:
        made = self._make(spec)
        self._tabs[spec.key] = made
        empty = self.pages.widget(place)
        self.pages.insertWidget(place, made)
        if empty is not None:
            self.pages.removeWidget(empty)
            empty.deleteLater()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_panel()
