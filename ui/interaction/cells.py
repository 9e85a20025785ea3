"""How rows of interactions and follow-ups are painted, and which columns the window shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionViewItem

from partnercrm.columns import follow_up as follow_up_columns
from partnercrm.columns import interaction as interaction_columns
from partnercrm.columns.column import Column
from partnercrm.domain.interaction import CHANNEL_WORDS, FOLLOW_UP_WORDS, FollowUpState
from partnercrm.domain.interaction_rows import FollowUpRow, InteractionRow
from ui import icons, theme
from ui.common.channels import ICONS, TONES
from ui.common.delegates import DueDelegate, Index, MutedDelegate, NameDelegate, RowDelegate, due_badge
from ui.common.paged_table_model import ID
from ui.common.painting import BadgeSpec, draw_badge, draw_text
from ui.common.table_view import Table
from ui.interaction.looks import when_words
from ui.theme import Weight
from ui.tokens import ground
from ui.words import locale, say, tr

Today = Callable[[], dt.date]
_TALK_ORDER = ("day", "channel", "parties", "summary", "mood", "entry", "next_step")
_TALK_WIDTHS = {"day": 15, "channel": 14, "parties": 23, "mood": 10, "entry": 11, "next_step": 12}
_STEP_WIDTHS = {"due": 14, "assignee": 14, "party": 26}
BOX = 16


def talk_columns() -> list[Column[InteractionRow]]:
    """The columns of *Everything*; the time stands with the day, the due day with the next step."""
    known = {column.key: column for column in interaction_columns.COLUMNS}
    shown = [replace(known[key], hidden=False, width=_TALK_WIDTHS.get(key, 20)) for key in _TALK_ORDER]
    return [*shown, *(replace(each, hidden=True) for key, each in known.items() if key not in _TALK_ORDER)]


def step_columns() -> list[Column[FollowUpRow]]:
    """The columns of *Follow-ups*."""
    columns = follow_up_columns.COLUMNS
    return [
        replace(each, width=_STEP_WIDTHS.get(each.key, each.width), hidden=each.hidden or each.key == "state")
        for each in columns
    ]


def talk_delegates(table: Table, today: Today) -> dict[str, RowDelegate]:
    """Who paints the columns of *Everything*."""
    return {
        "day": _When(table, today),
        "channel": _ChannelCell(table),
        "parties": NameDelegate(table, lambda row: ", ".join(row.names), lambda _row: ""),
        "summary": _Summary(table),
        "mood": MutedDelegate(table),
        "entry": _Entry(table),
        "next_step": _NextStep(table, today),
    }


def step_delegates(table: Table, today: Today) -> dict[str, RowDelegate]:
    """Who paints the columns of *Follow-ups*, the box to tick among them."""
    return {
        "title": TickDelegate(table),
        "party": NameDelegate(table, lambda row: row.name or tr("Nobody"), lambda _row: ""),
        "due": _Due(table, today),
        "assignee": MutedDelegate(table),
    }


class _When(RowDelegate):
    """Today and yesterday with their time, other days in short."""

    def __init__(self, view: Table, today: Today) -> None:
        super().__init__(view)
        self._today = today

    def cell(self, painter: QPainter, box: QRectF, index: Index, row: InteractionRow) -> None:
        draw_text(painter, box, when_words(row.day, row.minute, self._today()), "text2", tabular=True)


class _ChannelCell(RowDelegate):
    """An icon on a soft disc, and the word."""

    def cell(self, painter: QPainter, box: QRectF, index: Index, row: InteractionRow) -> None:
        side, tone = theme.px(26), TONES[row.channel]
        disc = QRectF(box.left(), box.center().y() - side / 2, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color(theme.token(ground(tone))))
        painter.drawEllipse(disc)
        size = theme.px(14)
        ratio = painter.device().devicePixelRatioF()
        drawn = icons.icon_pixmap(ICONS[row.channel], theme.token(tone), size, ratio)
        painter.drawPixmap(round(disc.center().x() - size / 2), round(disc.center().y() - size / 2), drawn)
        draw_text(painter, box.adjusted(side + 8, 0, 0, 0), say(CHANNEL_WORDS[row.channel]), "text2")


class _Summary(RowDelegate):
    """What it was about, and the first words of the notes below."""

    def cell(self, painter: QPainter, box: QRectF, index: Index, row: InteractionRow) -> None:
        notes = " ".join(row.notes.split())
        summary = row.summary or notes
        if not notes or notes == summary:
            draw_text(painter, box, summary)
            return
        middle = box.center().y()
        draw_text(painter, QRectF(box.left(), middle - theme.px(18), box.width(), theme.px(18)), summary)
        lower = QRectF(box.left(), middle, box.width(), theme.px(16))
        draw_text(painter, lower, notes, "text3", size="small")


class _Entry(RowDelegate):
    """The mark of what was given and taken: two arrows and the number of the entry."""

    def cell(self, painter: QPainter, box: QRectF, index: Index, row: InteractionRow) -> None:
        if row.entry is None:
            return
        size = theme.px(14)
        ratio = painter.device().devicePixelRatioF()
        drawn = icons.icon_pixmap("arrow-left-right", theme.token("violet"), size, ratio)
        painter.drawPixmap(round(box.left()), round(box.center().y() - size / 2), drawn)
        draw_text(painter, box.adjusted(size + 6, 0, 0, 0), row.entry, "text2", size="small", tabular=True)


class _NextStep(RowDelegate):
    """When the next step is due as a badge, or that it is done."""

    def __init__(self, view: Table, today: Today) -> None:
        super().__init__(view)
        self._today = today

    def cell(self, painter: QPainter, box: QRectF, index: Index, row: InteractionRow) -> None:
        step = row.next_step
        if step is None:
            return
        if step.state is FollowUpState.OPEN:
            badge = due_badge(step.due, self._today())
        else:
            done = step.state is FollowUpState.DONE
            badge = BadgeSpec(say(FOLLOW_UP_WORDS[step.state]), "success" if done else "")
        draw_badge(painter, box.left(), box.center().y(), badge)


class _Due(DueDelegate):
    """When a follow-up is due; a closed one says how it was closed, a resting one until when."""

    def __init__(self, view: Table, today: Today) -> None:
        super().__init__(view, lambda row: row.due, today)

    def cell(self, painter: QPainter, box: QRectF, index: Index, row: FollowUpRow) -> None:
        if row.state is not FollowUpState.OPEN:
            tone = "success" if row.state is FollowUpState.DONE else ""
            draw_badge(painter, box.left(), box.center().y(), BadgeSpec(say(FOLLOW_UP_WORDS[row.state]), tone))
        elif row.snoozed_until is not None and row.snoozed_until > self._today():
            until = locale().day_and_month(row.snoozed_until)
            draw_text(painter, box, tr("rests until {day}", day=until), "text3")
        else:
            super().cell(painter, box, index, row)


class TickDelegate(RowDelegate):
    """A box that a click ticks, and the title; what is done is struck through."""

    ticked = Signal(int)

    def cell(self, painter: QPainter, box: QRectF, index: Index, row: FollowUpRow) -> None:
        done = row.state is not FollowUpState.OPEN
        square = self._square(box)
        painter.setPen(QPen(theme.color(theme.token("accent_fill" if done else "border_strong")), 1))
        painter.setBrush(theme.color(theme.token("accent_fill" if done else "surface")))
        painter.drawRoundedRect(square, 4, 4)
        if done:
            size = round(square.width()) - 4
            tick = icons.icon_pixmap("check", theme.token("on_accent"), size, 2.0)
            painter.drawPixmap(round(square.left()) + 2, round(square.top()) + 2, tick)
        text = box.adjusted(theme.px(BOX) + 14, 0, 0, 0)
        tone, weight = ("text3", Weight.Normal) if done else ("text", Weight.Medium)
        draw_text(painter, text, row.title, tone, weight=weight)

    def editorEvent(self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Any) -> bool:
        if event.type() != QEvent.Type.MouseButtonRelease or not isinstance(event, QMouseEvent):
            return False
        inside = self._square(QRectF(option.rect).adjusted(10, 0, -10, -1)).adjusted(-8, -8, 8, 8)
        if event.button() != Qt.MouseButton.LeftButton or not inside.contains(event.position()):
            return False
        self.ticked.emit(index.data(ID))
        return True

    def _square(self, box: QRectF) -> QRectF:
        side = theme.px(BOX)
        return QRectF(box.left() + 2, box.center().y() - side / 2, side, side)
