"""The first page: look around in an example, start a shop, open one. Light, because it may be the first paint."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui import icons, theme
from ui.common.overlay import top_layer
from ui.common.widgets import ElidedLabel, IconLabel, button, card, label
from ui.main_window import MainWindow
from ui.settings import Key
from ui.tabs import load
from ui.words import tr

WIDTH = 660
SHOWN_RECENT = 5


def ask_new(window: MainWindow, then: str = "") -> None:
    """Ask for the name of a new shop, over the first page or over the shop that is open; `then` is an action that
    follows once it is open."""
    load("ui.shop.start_form:StartForm")(window, then).open()


def open_example(window: MainWindow) -> None:
    """Open a copy of The Local Brew, made first if today's is not there."""
    load("ui.shop.example:open_example")(window)


class WelcomePage(QScrollArea):
    """What a person sees while no shop is open."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self._window = window
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        page = QWidget()
        page.setObjectName("page")
        page.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.MinimumExpanding)
        outer = QHBoxLayout(page)
        outer.addStretch(1)
        self._column = QVBoxLayout()
        outer.addLayout(self._column)
        outer.addStretch(1)
        self._recent = QVBoxLayout()
        self._fill()
        self.setWidget(page)

    def _fill(self) -> None:
        column, run = self._column, self._window.run
        column.setSpacing(6)
        column.addStretch(1)
        mark = QLabel()
        mark.setPixmap(icons.mark(52, self.devicePixelRatioF()))
        column.addWidget(mark, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(8)
        column.addWidget(label(tr("Welcome to PartnerCRM"), "title"), 0, Qt.AlignmentFlag.AlignHCenter)
        said = tr("The people your shop lives from, what you do for each other, and who needs you today.")
        column.addWidget(label(said, "muted"), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(18)
        column.addLayout(self._cards())
        column.addSpacing(10)
        small = QHBoxLayout()
        small.setSpacing(8)
        small.addStretch(1)
        for text, icon, action in (
            (tr("Open a shop file"), "folder-open", lambda: run("open_store")),
            (tr("Import a list"), "upload", lambda: ask_new(self._window, "import")),
        ):
            made = button(text, "ghost", icon)
            made.clicked.connect(lambda _on=False, action=action: action())
            small.addWidget(made)
        small.addStretch(1)
        column.addLayout(small)
        column.addSpacing(10)
        self._recent.setSpacing(2)
        column.addLayout(self._recent)
        column.addStretch(2)

    def _cards(self) -> QHBoxLayout:
        run = self._window.run
        row = QHBoxLayout()
        row.setSpacing(16)
        look = _card(
            "sparkles",
            tr("Just curious?"),
            tr("See a year in a coffee shop that we made up. Try everything: nothing in it is yours."),
        )
        self.look = button(tr("Look around first"))
        self.look.clicked.connect(lambda: run("example"))
        start = _card(
            "store",
            tr("Ready to begin?"),
            tr("Your shop needs a name, nothing else. All you write stays on this computer."),
        )
        self.start = button(tr("Start my shop"), "primary")
        self.start.clicked.connect(lambda: run("new_shop"))
        for (frame, column), made in ((look, self.look), (start, self.start)):
            column.addWidget(made)
            row.addWidget(frame, 1)
        return row

    def show_recent(self) -> None:
        """List the shops that were open on this computer, the last one first."""
        while (item := self._recent.takeAt(0)) is not None:
            gone = item.widget()
            if gone is not None:
                gone.deleteLater()
        known = [Path(each) for each in self._window.settings.texts(Key.RECENT_STORES)[:SHOWN_RECENT]]
        if known:
            self._recent.addWidget(label(tr("Opened before"), "group"))
        for path in known:
            self._recent.addWidget(_RecentRow(path, self._window.open_shop))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.show_recent()
        QTimer.singleShot(0, self.start, self._take_focus)

    def _take_focus(self) -> None:
        """The first button, unless somebody is asked something meanwhile: Enter answers that."""
        if top_layer(self._window) is None:
            self.start.setFocus()


class _RecentRow(QWidget):
    """A shop that was open before: its name as a link, and where it lies."""

    def __init__(self, path: Path, run: Callable[[Path], None]) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self.name = button(path.stem.replace("&", "&&"), "link")
        self.name.setAccessibleName(tr("Open {name} in {place}", name=path.stem, place=str(path.parent)))
        self.name.clicked.connect(lambda: run(path))
        row.addWidget(self.name)
        row.addWidget(ElidedLabel(str(path.parent), "faint"), 1)


def _card(icon: str, heading: str, sentence: str) -> tuple[QFrame, QVBoxLayout]:
    frame, column = card(20, 18, 20, 18)
    frame.setFixedWidth(theme.px((WIDTH - 16) // 2))
    column.addWidget(IconLabel(icon, "accent", 20, disc=40))
    column.addSpacing(2)
    column.addWidget(label(heading, "section"))
    words = label(sentence, "muted")
    words.setWordWrap(True)
    column.addWidget(words, 1)
    column.addSpacing(6)
    return frame, column
