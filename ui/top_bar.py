"""The strip above the tabs: whose shop it is, the search pill, undo, light or dark, settings, and the main button."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from ui import icons, theme
from ui.common.widgets import ElidedLabel, button, icon_button
from ui.shortcuts import shown, tip
from ui.words import tr


class TopBar(QWidget):
    """Calls `run` with the key of an action for each of its buttons."""

    def __init__(self, run: Callable[[str], None]) -> None:
        super().__init__()
        self.setObjectName("topbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 12, 6)
        row.setSpacing(8)
        mark = QLabel()
        mark.setPixmap(icons.mark(28, self.devicePixelRatioF()))
        self.brand = ElidedLabel("PartnerCRM")
        self.brand.setObjectName("brand")
        self.brand.setMinimumWidth(BRAND_LEAST)
        row.addWidget(mark)
        row.addWidget(self.brand, 4)
        self.search = SearchPill()
        self.search.clicked.connect(lambda: run("palette"))
        row.addWidget(self.search)
        row.addStretch(3)
        self.undo = self._icon(row, "undo-2", tr("Undo"), "undo", run)
        self.theme = self._icon(row, "moon", tr("Switch light or dark"), "theme", run)
        self.settings = self._icon(row, "sliders-horizontal", tr("Settings"), "settings", run)
        self.log = button(tr("Log interaction"), "primary", "plus")
        self.log.setToolTip(tip(tr("Log interaction"), "log"))
        self.log.clicked.connect(lambda: run("log"))
        row.addSpacing(4)
        row.addWidget(self.log)
        theme.theme_signals.changed.connect(self._show_theme)
        self._show_theme()

    def set_open(self, name: str, shop_open: bool, *, read_only: bool = False) -> None:
        """Show the shop's name; without a shop only light and dark can be switched."""
        self.brand.setText(name)
        for each in (self.search, self.undo, self.settings, self.log):
            each.setVisible(shop_open)
        for each in (self.undo, self.log):
            each.setEnabled(not read_only)

    def show_undo(self, text: str, possible: bool) -> None:
        """Say in the tip of the undo button what it would undo."""
        self.undo.setToolTip(tip(text, "undo"))
        self.undo.setEnabled(possible)

    def _icon(self, row: QHBoxLayout, icon: str, name: str, action: str, run: Callable[[str], None]) -> QToolButton:
        made = icon_button(icon, name, tip=tip(name, action))
        made.clicked.connect(lambda: run(action))
        row.addWidget(made)
        return made

    def _show_theme(self) -> None:
        theme.set_icon(self.theme, "sun" if theme.current().dark else "moon", "text2", 18)


BRAND_LEAST = 96
PILL_WIDTHS = (180, 400)
"""Logical px: the least that says what it is for, and the most it takes."""


class SearchPill(QPushButton):
    """Looks like a search field and opens the command palette. It gives way where the window is narrow."""

    def __init__(self) -> None:
        super().__init__(tr("Search or run a command"))
        self.setObjectName("searchPill")
        self.setAccessibleName(tr("Search or run a command"))
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        theme.set_icon(self, "search", "text3", 16, pad=4)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 8, 0)
        row.addStretch(1)
        keys = QLabel(shown("palette"))
        keys.setObjectName("kbd")
        keys.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row.addWidget(keys)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(PILL_WIDTHS[1]), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(PILL_WIDTHS[0]), super().minimumSizeHint().height())
