"""The command palette (Ctrl+K): find a person, run a command, go to a tab, all from one line, all by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from partnercrm.domain.record import dataclass
from partnercrm.domain.text import fold
from ui import icons, theme
from ui.common.overlay import Layer
from ui.common.painting import draw_text
from ui.common.widgets import IconLabel, hline
from ui.theme import Weight
from ui.words import tr

ENTRY = Qt.ItemDataRole.UserRole + 1
_HEIGHT = 440
_SHOWN_PER_GROUP = 8


@dataclass(frozen=True, slots=True)
class PaletteEntry:
    """One row: what it says, what Enter does, a fainter word, an icon, and its key if it has one ("Ctrl+L")."""

    text: str
    run: Callable[[], object]
    detail: str = ""
    icon: str = "arrow-right"
    keys: str = ""


@dataclass(frozen=True, slots=True)
class PaletteGroup:
    """A heading with its rows; those that the typed words do not fit are left out."""

    title: str
    entries: Sequence[PaletteEntry]


Answer = Callable[[Sequence[PaletteEntry]], None]
Search = Callable[[str, Answer], None]


class CommandPalette(Layer):
    """People first, then commands, then tabs; last an offer to create what was typed.

    `search(text, answer)` finds people now or later; only the last answer counts. `create(text)` gives the rows that
    offer to make a new record of the text.
    """

    def __init__(
        self,
        host: QWidget,
        groups: Sequence[PaletteGroup],
        search: Search | None = None,
        create: Callable[[str], Sequence[PaletteEntry]] | None = None,
    ) -> None:
        super().__init__(host, tr("Search or run a command"), 620)
        self.setObjectName("palette")
        self._groups, self._search, self._create = tuple(groups), search, create
        self._people: tuple[PaletteEntry, ...] = ()
        self._asked = 0
        self._moved = False
        self.edit = QLineEdit()
        self.list = QListView()
        self._items = QStandardItemModel(self)
        self._set_up_list()
        self._lay_out()
        self.edit.setPlaceholderText(tr("Search people and commands"))
        self.edit.setAccessibleName(tr("Search people and commands"))
        self.edit.textChanged.connect(self._on_typed)
        self.edit.installEventFilter(self)
        self._scrim.pressed.connect(self.shut)
        self._on_typed("")

    def open(self, first: QWidget | None = None) -> None:
        """Show the palette with the cursor in its line."""
        super().open(first or self.edit)

    def entries(self) -> list[PaletteEntry]:
        """The rows that are offered now, without headings."""
        rows = (self._items.item(at).data(ENTRY) for at in range(self._items.rowCount()))
        return [row for row in rows if isinstance(row, PaletteEntry)]

    def highlighted(self) -> PaletteEntry | None:
        """What Enter would run."""
        found = self.list.currentIndex().data(ENTRY) if self.list.currentIndex().isValid() else None
        return found if isinstance(found, PaletteEntry) else None

    def run_highlighted(self) -> None:
        """Close the palette, then run the highlighted row."""
        entry = self.highlighted()
        if entry is not None:
            self.shut()
            entry.run()

    def _set_up_list(self) -> None:
        self.list.setModel(self._items)
        self.list.setAccessibleName(tr("Results"))
        self.list.setItemDelegate(_EntryDelegate(self.list))
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.clicked.connect(lambda _index: self.run_highlighted())

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(4)
        top = QHBoxLayout()
        top.setContentsMargins(10, 0, 10, 0)
        top.addWidget(IconLabel("search", "text3", 18))
        top.addWidget(self.edit, 1)
        leave = QLabel("Esc")
        leave.setObjectName("kbd")
        top.addWidget(leave)
        column.addLayout(top)
        column.addWidget(hline())
        column.addWidget(self.list, 1)

    def _on_typed(self, text: str) -> None:
        self._asked += 1
        number = self._asked
        if self._search is not None:
            self._search(text.strip(), lambda found: self._on_found(number, found))
        self._fill()

    def _on_found(self, number: int, found: Sequence[PaletteEntry]) -> None:
        if number == self._asked:
            self._people = tuple(found)
            self._fill()

    def _fill(self) -> None:
        text = self.edit.text().strip()
        kept = self.highlighted()
        self._items.clear()
        self._add_group(tr("People and businesses"), self._people)
        for group in self._groups:
            self._add_group(group.title, [each for each in group.entries if _fits(each, text)])
        if text and self._create is not None:
            self._add_group(tr("Create"), self._create(text))
        self._highlight(kept)

    def _add_group(self, title: str, entries: Sequence[PaletteEntry]) -> None:
        if not entries:
            return
        heading = QStandardItem(title)
        heading.setFlags(Qt.ItemFlag.NoItemFlags)
        self._items.appendRow(heading)
        for entry in entries[:_SHOWN_PER_GROUP]:
            item = QStandardItem(entry.text)
            item.setData(entry, ENTRY)
            spoken = ", ".join(part for part in (entry.text, entry.detail, entry.keys) if part)
            item.setData(spoken, Qt.ItemDataRole.AccessibleTextRole)
            self._items.appendRow(item)

    def _highlight(self, kept: PaletteEntry | None) -> None:
        """Keep the highlighted row only where a person moved to it; otherwise the first one is likeliest."""
        rows = [at for at in range(self._items.rowCount()) if self._items.item(at).data(ENTRY) is not None]
        same = [at for at in rows if kept is not None and self._moved and self._items.item(at).data(ENTRY) == kept]
        self._moved = bool(same)
        if rows:
            self.list.setCurrentIndex(self._items.index((same or rows)[0], 0))

    def _move_by(self, step: int) -> None:
        rows = [at for at in range(self._items.rowCount()) if self._items.item(at).data(ENTRY) is not None]
        if not rows:
            return
        here = self.list.currentIndex().row()
        at = rows.index(here) if here in rows else -1
        self._moved = True
        self.list.setCurrentIndex(self._items.index(rows[(at + step) % len(rows)], 0))

    def _wanted_height(self, width: int) -> int:
        return theme.px(_HEIGHT)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 5, Qt.Key.Key_PageUp: -5}
        key = Qt.Key(event.key())
        if key in steps:
            self._move_by(steps[key])
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.run_highlighted()
            return True
        return super().eventFilter(watched, event)


class _EntryDelegate(QStyledItemDelegate):
    """Headings small, rows with icon, text, detail and keys."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, theme.px(40 if index.data(ENTRY) is not None else 26))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        entry, box = index.data(ENTRY), option.rect.toRectF()
        if isinstance(entry, PaletteEntry):
            self._paint_entry(painter, box, entry, bool(option.state & QStyle.StateFlag.State_Selected))
        else:
            draw_text(painter, box.adjusted(12, 4, 0, 0), str(index.data()), "text3", size=11, weight=Weight.Medium)
        painter.restore()

    def _paint_entry(self, painter: QPainter, box: QRectF, entry: PaletteEntry, selected: bool) -> None:
        if selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(theme.token("selected")))
            painter.drawRoundedRect(box.adjusted(4, 1, -4, -1), 7, 7)
            painter.setBrush(theme.color(theme.token("focus")))
            painter.drawRoundedRect(QRectF(box.left() + 4, box.top() + 8, 3, box.height() - 16), 1.5, 1.5)
        size = theme.px(16)
        ratio = painter.device().devicePixelRatioF()
        drawn = icons.icon_pixmap(entry.icon, theme.token("text2"), size, ratio)
        painter.drawPixmap(int(box.left()) + 16, int(box.center().y()) - size // 2, drawn)
        right = _draw_keys(painter, box, entry.keys) - 10
        text = QRectF(box.left() + 44, box.top(), right - box.left() - 44, box.height())
        draw_text(painter, text, entry.text, weight=Weight.Medium)
        used = theme.metrics("body", Weight.Medium).horizontalAdvance(entry.text) + 10
        if entry.detail and used < text.width() - 24:
            draw_text(painter, text.adjusted(used, 0, 0, 0), entry.detail, "text3", size="small")


def _draw_keys(painter: QPainter, box: QRectF, keys: str) -> float:
    """Paint each key as a cap at the right; returns where they begin."""
    left = box.right() - 16
    height = theme.px(19)
    for key in reversed(re.findall(r"[^+]+|\+$", keys)):
        width = max(20.0, theme.metrics(11, Weight.Medium).horizontalAdvance(key) + 10)
        cap = QRectF(left - width, box.center().y() - height / 2, width, height)
        painter.setPen(theme.color(theme.token("border")))
        painter.setBrush(theme.color(theme.token("hover")))
        painter.drawRoundedRect(cap, 4, 4)
        painter.setFont(theme.font(11, Weight.Medium))
        painter.setPen(theme.color(theme.token("text2")))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, key)
        left -= width + 4
    return left


def _fits(entry: PaletteEntry, typed: str) -> bool:
    """Whether every typed word is somewhere in the row, accents ignored."""
    hay = fold(f"{entry.text} {entry.detail}")
    return all(word in hay for word in fold(typed).split())
