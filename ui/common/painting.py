"""What widgets and table cells both paint: avatars, badges, sparklines, bars, elided text. Colours by token name."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from ui import theme
from ui.theme import Weight
from ui.tokens import ground

AVATAR_COLORS = ("#5B5DE6", "#0B7A75", "#B4532A", "#7A4BC2", "#1F6FB2", "#8A5A00", "#B23A5B", "#3F7D2C")
LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight


class BadgeSpec(NamedTuple):
    """What a badge says, in which tone (`danger`, `info`, ... or "" for plain), with a dot before it or not."""

    text: str
    tone: str = ""
    dot: bool = False


@functools.lru_cache(maxsize=4096)
def initials(name: str) -> str:
    """One or two capitals of a name: `Hollis & Sons` -> `HS`; "?" where there is no letter."""
    words = [word for word in name.replace("&", " ").split() if word[0].isalnum()]
    return "".join(word[0] for word in words[:2]).upper() or "?"


@functools.lru_cache(maxsize=4096)
def avatar_color(name: str) -> str:
    """The ground of a name's avatar, always the same for a name."""
    return AVATAR_COLORS[sum(map(ord, name)) % len(AVATAR_COLORS)]


def draw_avatar(painter: QPainter, box: QRectF, name: str) -> None:
    """A rounded square with initials."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(avatar_color(name)))
    painter.drawRoundedRect(box, 7, 7)
    painter.setFont(theme.font(11 if box.height() < 40 else 13, Weight.DemiBold))
    painter.setPen(theme.color("#FFFFFF"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, initials(name))


def badge_width(spec: BadgeSpec) -> float:
    """How wide a badge is painted, in px."""
    return theme.metrics(11, Weight.Medium).horizontalAdvance(spec.text) + 14 + (10 if spec.dot else 0)


def fitting_badge(spec: BadgeSpec, room: float) -> BadgeSpec:
    """The badge itself, or with its text cut where it is wider than `room` px."""
    over = badge_width(spec) - room
    if over <= 0:
        return spec
    metrics = theme.metrics(11, Weight.Medium)
    width = metrics.horizontalAdvance(spec.text) - over
    return BadgeSpec(metrics.elidedText(spec.text, Qt.TextElideMode.ElideRight, width), spec.tone, spec.dot)


def draw_badge(painter: QPainter, left: float, middle: float, spec: BadgeSpec) -> float:
    """A pill around a short text; returns its width."""
    height, width = theme.px(20), badge_width(spec)
    box = QRectF(left, middle - height / 2, width, height)
    ink = theme.color(theme.token(spec.tone or "text2"))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(theme.token(ground(spec.tone))))
    painter.drawRoundedRect(box, height / 2, height / 2)
    if spec.dot:
        painter.setBrush(ink)
        painter.drawEllipse(QRectF(left + 8, middle - 3, 6, 6))
    painter.setFont(theme.font(11, Weight.Medium))
    painter.setPen(ink)
    painter.drawText(box.adjusted(17 if spec.dot else 7, 0, 0, 0), LEFT, spec.text)
    return width


def draw_bars(painter: QPainter, left: float, middle: float, filled: int, of: int = 5) -> None:
    """Small boxes in a row, the first `filled` in the accent colour."""
    tokens = theme.current()
    painter.setPen(Qt.PenStyle.NoPen)
    for step in range(of):
        painter.setBrush(theme.color(tokens.accent_fill if step < filled else tokens.scroll))
        painter.drawRoundedRect(QRectF(left + step * 11, middle - 6, 8, 12), 2, 2)


def draw_spark(painter: QPainter, box: QRectF, values: Sequence[float], color: str) -> None:
    """A small curve with a soft ground and a dot at its end. Nothing for fewer than two values."""
    if len(values) < 2:
        return
    points = _spread(box, values)
    curve = QPainterPath(points[0])
    for here, there in pairwise(points):
        middle = (here.x() + there.x()) / 2
        curve.cubicTo(QPointF(middle, here.y()), QPointF(middle, there.y()), there)
    _fill_below(painter, curve, box, color)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.color(color), 1.6, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawPath(curve)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.color(color))
    painter.drawEllipse(points[-1], 2.4, 2.4)


def draw_text(
    painter: QPainter,
    box: QRectF,
    text: str,
    tone: str = "text",
    *,
    weight: Weight = Weight.Normal,
    size: str | int = "body",
    right: bool = False,
    tabular: bool = False,
) -> None:
    """One line of text in a token's colour, elided where it does not fit."""
    painter.setFont(theme.font(size, weight, tabular))
    painter.setPen(theme.color(theme.token(tone)))
    metrics = theme.metrics(size, weight, tabular)
    if metrics.horizontalAdvance(text) > box.width():
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, RIGHT if right else LEFT, text)


def draw_ring(painter: QPainter, box: QRectF, radius: float = 5) -> None:
    """The focus ring, 2 px, inside a box."""
    painter.setPen(QPen(theme.color(theme.token("focus")), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), radius, radius)


def _spread(box: QRectF, values: Sequence[float]) -> list[QPointF]:
    low, high = min(values), max(values)
    height = (high - low) or 1
    step = box.width() / (len(values) - 1)
    return [
        QPointF(box.left() + step * at, box.bottom() - (value - low) / height * box.height())
        for at, value in enumerate(values)
    ]


def _fill_below(painter: QPainter, curve: QPainterPath, box: QRectF, color: str) -> None:
    from PySide6.QtGui import QLinearGradient  # late: its presets are 3 ms before the first paint, which has no curve

    area = QPainterPath(curve)
    area.lineTo(box.right(), box.bottom() + 2)
    area.lineTo(box.left(), box.bottom() + 2)
    area.closeSubpath()
    fade = QLinearGradient(box.topLeft(), box.bottomLeft())
    top, end = QColor(color), QColor(color)
    top.setAlpha(60)
    end.setAlpha(0)
    fade.setColorAt(0, top)
    fade.setColorAt(1, end)
    painter.fillPath(area, fade)
