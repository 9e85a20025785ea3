"""How partners' scores are said and painted: one bar a part, how the score moved, what its value is called."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractItemModel, QEvent, QRectF, Qt
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem, QTableView, QToolTip

from partnercrm.domain import effectiveness_words
from partnercrm.domain.effectiveness import PART_WORDS, Part, PartScore
from partnercrm.domain.effectiveness_rows import PartnerScore
from ui import theme
from ui.common import figure_words
from ui.common.delegates import (
    PADDING,
    BadgeDelegate,
    Index,
    MutedDelegate,
    NameDelegate,
    RowDelegate,
    TextDelegate,
)
from ui.common.paged_table_model import ROW
from ui.common.painting import BadgeSpec, draw_text
from ui.common.party_words import keeps_no_score
from ui.common.table_view import Table
from ui.theme import Weight
from ui.words import number, say, tr

BAR, GAP, HEIGHT = 9, 5, 26
TONES = ("success", "info", "warning")
"""Of the bands from the best one down; further ones are plain."""


def second_line(row: PartnerScore) -> str:
    """Under the name: how much of the score is known, or that there is none."""
    if not row.figure.known:
        return tr("No score yet")
    known = sum(part.points is not None for part in row.score.parts)
    return tr("{known} of {all} parts known", known=number(known), all=number(len(row.score.parts)))


def band_badges(row: PartnerScore, bands: list[str]) -> list[BadgeSpec]:
    """What the score is called; nothing where there is no score."""
    if not row.score.band:
        return []
    place = bands.index(row.score.band) if row.score.band in bands else len(TONES)
    return [BadgeSpec(row.score.band, TONES[place] if place < len(TONES) else "", dot=True)]


def trend(row: PartnerScore) -> str:
    """`+4 points`, `as before`, or that there is nothing to compare with; a dash where there is no score."""
    return say(effectiveness_words.trend(row)) if row.figure.known else figure_words.DASH


def trend_tone(row: PartnerScore) -> str:
    """Grey where nothing moved; never red: red is for late bills."""
    moved = row.trend
    if moved is None or abs(moved) < effectiveness_words.LEAST_TREND:
        return "text3"
    return "success" if moved > 0 else "warning"


def gain(row: PartnerScore) -> str:
    """The part with most to gain: `Promises kept, up to 8`."""
    gains = effectiveness_words.shown_gains(row)
    if not gains:
        return ""
    best = gains[0]
    return tr("{part}, up to {points}", part=PART_WORDS[best.part], points=number(round(best.left)))


def spoken(row: PartnerScore) -> str:
    """All parts in words, for the tool tip and for who cannot see the bars."""
    return "; ".join(_part(part) for part in row.score.parts if not unsaid(row, part))


def legend(rows: Sequence[PartnerScore]) -> str:
    """Which bar is which, from the left; all rows have them in the same order."""
    if not rows:
        return ""
    parts = enumerate(rows[0].score.parts, 1)
    names = ", ".join(tr("{number} {part}", number=at, part=PART_WORDS[part.part]) for at, part in parts)
    return tr("The bars from the left: {parts}. Press a bar, or its number, and it explains itself.", parts=names)


def unsaid(row: PartnerScore, part: PartScore) -> bool:
    """Whether a part is left out on the screen, for the two keep no score."""
    return keeps_no_score(row.mode) and part.part in effectiveness_words.MUTUAL_PARTS


def _part(part: PartScore) -> str:
    name = PART_WORDS[part.part]
    if part.points is None:
        return tr("{part} is not known", part=name)
    return tr("{part} {points} of 100", part=name, points=number(round(part.points)))


class PartsDelegate(RowDelegate):
    """A bar for each part that counts, the heaviest first, as high as its points; a dashed foot where none is known.

    A bar that is pressed is `opened`; the mouse over it, it says its points.
    """

    def __init__(self, view: QTableView, opened: Callable[[PartnerScore, Part], object]) -> None:
        super().__init__(view)
        self._opened = opened

    def part_at(self, index: Index, x: float) -> PartScore | None:
        """The part whose bar stands there in the list; None beside the bars."""
        row: PartnerScore | None = index.data(ROW)
        at = int((x - self._view.visualRect(index).left() - PADDING + theme.px(GAP) / 2) // theme.px(BAR + GAP))
        if row is None or not 0 <= at < len(row.score.parts) or unsaid(row, row.score.parts[at]):
            return None
        return row.score.parts[at]

    def cell(self, painter: QPainter, box: QRectF, index: Index, row: PartnerScore) -> None:
        tokens = theme.current()
        bar, gap, height = theme.px(BAR), theme.px(GAP), theme.px(HEIGHT)
        top = box.center().y() - height / 2
        for at, part in enumerate(row.score.parts):
            if unsaid(row, part):
                continue
            left = box.left() + at * (bar + gap)
            if part.points is None:
                painter.setPen(QPen(theme.color(tokens.text3), 1.5, Qt.PenStyle.DotLine))
                painter.drawLine(int(left), int(top + height) - 1, int(left + bar), int(top + height) - 1)
                continue
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(tokens.scroll))
            painter.setOpacity(0.45)
            painter.drawRoundedRect(QRectF(left, top, bar, height), 2, 2)
            painter.setOpacity(1)
            filled = max(2.0, height * float(part.points) / 100)
            painter.setBrush(theme.color(tokens.accent_fill))
            painter.drawRoundedRect(QRectF(left, top + height - filled, bar, filled), 2, 2)

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index) -> bool:
        if not isinstance(event, QMouseEvent) or event.type() != QEvent.Type.MouseButtonRelease:
            return False
        if event.button() != Qt.MouseButton.LeftButton or event.modifiers():
            return False
        part = self.part_at(index, event.position().x())
        if part is not None:
            self._opened(index.data(ROW), part.part)
        return part is not None

    def helpEvent(self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index) -> bool:
        part = self.part_at(index, event.pos().x())
        if part is None:
            return super().helpEvent(event, view, option, index)
        QToolTip.showText(event.globalPos(), _part(part), view)
        return True


class ScoreDelegate(RowDelegate):
    """The score, large."""

    def cell(self, painter: QPainter, box: QRectF, index: Index, row: PartnerScore) -> None:
        known = row.figure.known
        text = figure_words.short(row.figure)
        tone = "text" if known else "text3"
        draw_text(painter, box, text, tone, weight=Weight.DemiBold, size="section", right=True, tabular=True)


def delegates(table: Table, bands: list[str], opened: Callable[[PartnerScore, Part], object]) -> dict[str, RowDelegate]:
    """Who paints the columns of the ranking; `bands` are their names from the best one down, `opened` opens a bar."""
    view: QTableView = table
    return {
        "name": NameDelegate(view, lambda row: row.name, second_line),
        "score": ScoreDelegate(view),
        "parts": PartsDelegate(view, opened),
        "band": BadgeDelegate(view, lambda row: band_badges(row, bands)),
        "trend": TextDelegate(view, tone=trend_tone),
        "gain": MutedDelegate(view),
    }
