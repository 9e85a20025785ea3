"""A tab with several views of its subject: one segment chooses, each is built when first shown and keeps its place.

To add a view, write a `View` and name it in the tab's `views`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from partnercrm.domain.changes import Changes
from partnercrm.domain.record import dataclass
from ui.common.choices import Option, Segment
from ui.common.tab import Shell, Tab
from ui.common.widgets import ElidedLabel, label
from ui.words import tr

MARGINS = (24, 16, 18, 14)
BETWEEN = 12


class View(Tab):
    """One view of a tab: a tab of its own but for the head, which it fills by saying `told` and by its `tools`."""

    told = Signal(str)
    """What stands under the tab's title, such as `12 members, 3 cards owed back`."""

    def tools(self) -> Sequence[QWidget]:
        """The buttons that stand at the right of the head while the view is shown; made once."""
        return ()

    def chips(self) -> QWidget | None:
        """What filters the view and stands beside the segment; made once."""
        return None


@dataclass(frozen=True, slots=True)
class ViewSpec:
    """A view: its key, its title (put through `tr` when shown), and the place of its class as `module:name`.

    One that belongs `under` another (its key) has no place in the segment: it is opened from there, or by `go`.
    """

    key: str
    title: str
    place: str
    under: str = ""


class ViewsTab(Tab):
    """Subclasses name `key`, `title` and `views`; the view that was shown last is shown first the next time."""

    key = ""
    title = ""
    views: tuple[ViewSpec, ...] = ()

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._made: dict[str, View] = {}
        self._tools: dict[str, QWidget] = {}
        self._chips: dict[str, QWidget] = {}
        self._told: dict[str, str] = {}
        self._key = ""
        self.segment = Segment(tr("View"), [Option(spec.key, tr(spec.title)) for spec in self.views if not spec.under])
        self.count = ElidedLabel("", "muted")
        self._pages = QStackedWidget()
        self._lay_out()
        self.segment.chosen.connect(self.show_view)
        known = shell.settings.words(f"{self.key}/view")
        self.show_view(known if known in self._keys() else self.views[0].key)

    # What the window asks

    def reload(self) -> None:
        """The view that is shown reads for itself, as it is shown."""

    def on_changed(self, changes: Changes) -> None:
        """Each view that was built decides for itself."""
        for view in self._made.values():
            view.on_changed(changes)

    def refresh(self) -> None:
        """Each view reads again, now or when it is shown next."""
        for view in self._made.values():
            view.refresh()

    def find_here(self) -> None:
        """Put the cursor into the filter of the view that is shown."""
        self.view().find_here()

    def show_only(self, **wanted: Any) -> None:
        """`view` names the view; the rest is the view's own."""
        key = str(wanted.pop("view", "") or self._key)
        self.show_view(key if key in self._keys() else self.views[0].key)
        self.view().show_only(**wanted)

    def act(self, action: str, wanted: Mapping[str, Any]) -> bool:
        """What belongs to the view that is shown."""
        return self.view().act(action, wanted)

    def view(self) -> View:
        """The view that is shown."""
        return self._made[self._key]

    def show_view(self, key: str) -> None:
        """Show a view by its key."""
        view = self._made.get(key) or self._build(key)
        self._key = key
        self.segment.set_value(self._under(key) or key)
        for parts in (self._tools, self._chips):
            for name, part in parts.items():
                part.setVisible(name == key)
        self.count.setText(self._told.get(key, ""))
        self._pages.setCurrentWidget(view)
        self.setFocusProxy(view)
        self.shell.settings.put_words(f"{self.key}/view", self._under(key) or key)

    # Inside

    def _keys(self) -> list[str]:
        return [spec.key for spec in self.views]

    def _under(self, key: str) -> str:
        return next(spec.under for spec in self.views if spec.key == key)

    def _build(self, key: str) -> View:
        place = next(spec.place for spec in self.views if spec.key == key)
        module, _colon, name = place.partition(":")
        view: View = getattr(import_module(module), name)(self.shell)
        self._made[key] = view
        view.told.connect(lambda text: self._tell(key, text))
        self._pages.addWidget(view)
        self._tools[key] = _row(view.tools())
        self._head.addWidget(self._tools[key], 0, Qt.AlignmentFlag.AlignBottom)
        chips = view.chips()
        if chips is not None:
            self._chips[key] = chips
            self._choice.add(chips)
        return view

    def _tell(self, key: str, text: str) -> None:
        self._told[key] = text
        if self._key == key:
            self.count.setText(text)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(*MARGINS)
        column.setSpacing(10)
        self._head = QHBoxLayout()
        self._head.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(label(tr(self.title), "title"))
        words.addWidget(self.count)
        self._head.addLayout(words, 1)
        column.addLayout(self._head)
        self._choice = _Choice(self.segment)
        column.addWidget(self._choice)
        column.addWidget(self._pages, 1)


class _Choice(QWidget):
    """The segment with the chips beside it, or below it where both together would be cut off."""

    def __init__(self, segment: QWidget) -> None:
        super().__init__()
        self._parts = [segment]
        self._layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(BETWEEN)
        self._layout.addWidget(segment, 0, Qt.AlignmentFlag.AlignLeft)
        self._layout.addStretch(1)

    def add(self, chips: QWidget) -> None:
        """Put chips after what is there."""
        self._parts.append(chips)
        self._layout.insertWidget(self._layout.count() - 1, chips, 0, Qt.AlignmentFlag.AlignLeft)

    def minimumSizeHint(self) -> QSize:
        widest = max(each.minimumSizeHint().width() for each in self._shown())
        return QSize(widest, self._layout.totalMinimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._turn()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self._turn()
        return super().event(event)

    def _shown(self) -> list[QWidget]:
        return [each for each in self._parts if not each.isHidden()]

    def _turn(self) -> None:
        shown = self._shown()
        wanted = sum(each.sizeHint().width() for each in shown) + BETWEEN * (len(shown) - 1)
        ways = QBoxLayout.Direction
        way = ways.LeftToRight if wanted <= self.width() else ways.TopToBottom
        if self._layout.direction() != way:
            self._layout.setDirection(way)


def _row(parts: Sequence[QWidget]) -> QWidget:
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for part in parts:
        row.addWidget(part)
    return made
