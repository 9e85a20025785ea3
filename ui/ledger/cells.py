"""How the register's cells look: what each side gave in the lens it stands in, and what is still open.

To pay and Favours stand in lines of their own and are never added. Red is for late bills only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QTableView

from partnercrm.columns.column import Column
from partnercrm.columns.ledger import COLUMNS
from partnercrm.domain.dates import due_words
from partnercrm.domain.ledger import Kind, Source
from partnercrm.domain.ledger_rows import EntryRow
from partnercrm.domain.words import msg
from ui import theme
from ui.common.delegates import Index, RowDelegate, TextDelegate
from ui.common.painting import draw_text
from ui.common.table_view import Table
from ui.words import money, say, tr, trn

Line = tuple[str, str]
_SHOWN = {"day": 12, "number": 11, "party": 18, "said": 26, "given": 13, "received": 13, "open": 16}
_TITLES = {"given": msg("We gave"), "received": msg("They gave"), "party": msg("With whom")}
_ORDER = ("day", "number", "party", "said", "given", "received", "open", "their_document")


def columns() -> tuple[Column[EntryRow], ...]:
    """The register's columns as the screen begins with them; the others wait in the menu of the header."""
    made = [
        replace(
            column,
            title=_TITLES.get(column.key, column.title),
            hidden=column.key not in _SHOWN,
            width=_SHOWN.get(column.key, column.width),
        )
        for column in COLUMNS
    ]
    return tuple(sorted(made, key=lambda each: _ORDER.index(each.key) if each.key in _ORDER else len(_ORDER)))


def given_lines(row: EntryRow) -> list[Line]:
    """What we gave: money to pay first, then favours in words."""
    return _side(row.given, row.favours_given, row.unpriced_given)


def received_lines(row: EntryRow) -> list[Line]:
    """What they gave."""
    return _side(row.received, row.favours_received, row.unpriced_received)


def open_lines(row: EntryRow, today: dt.date) -> list[Line]:
    """Who still owes how much, and when it is due; red where it is late."""
    if not row.open:
        return []
    if _is_held(row):
        amount, ours = money(abs(row.open)), row.open > 0
        held = tr("they hold {amount}", amount=amount) if ours else tr("we hold {amount}", amount=amount)
        return [(held, "text"), (tr("of ours") if ours else tr("of theirs"), "text3")]
    owed = tr("they owe {amount}", amount=money(row.open))
    if row.open < 0:
        owed = tr("we owe {amount}", amount=money(-row.open))
    due = row.due or row.day
    return [(owed, "text"), (say(due_words(due, today)), "danger" if due < today else "text3")]


def _is_held(row: EntryRow) -> bool:
    """Money that came before there was a bill, or a credit that is not used up."""
    return row.source is not Source.OPENING and (bool(row.credits) or row.kinds == (Kind.MONEY,))


def _side(to_pay: int, favours: int, unpriced: int) -> list[Line]:
    lines: list[Line] = []
    if to_pay:
        lines.append((money(to_pay), "text"))
    if favours:
        lines.append((tr("favour, {amount}", amount=money(favours)), "text3"))
    if unpriced > 0:
        lines.append((trn("{count} favour", "{count} favours", unpriced), "text3"))
    elif unpriced < 0:
        lines.append((trn("{count} favour back", "{count} favours back", -unpriced), "text3"))
    return lines


def _what_tone(row: EntryRow) -> str:
    return "text3" if row.reversed_by or row.reverses else "text"


def said_of(row: EntryRow) -> str:
    """What an entry is about, with what became of it."""
    said = row.said or say(msg("Entry {number}", number=row.number))
    if row.reverses:
        return tr("{what} (takes back {number})", what=said, number=row.reverses)
    if row.reversed_by:
        return tr("{what} (taken back by {number})", what=said, number=row.reversed_by)
    if row.credits:
        return tr("{what} (credits {number})", what=said, number=row.credits)
    return said


class SideDelegate(RowDelegate):
    """One or two short lines at the right."""

    def __init__(self, view: QTableView, lines: Callable[[Any], Sequence[Line]]) -> None:
        super().__init__(view)
        self._lines = lines

    def cell(self, painter: QPainter, box: QRectF, index: Index, row: Any) -> None:
        lines = self._lines(row)[:2]
        height = theme.px(16)
        top = box.center().y() - height * len(lines) / 2
        for at, (text, tone) in enumerate(lines):
            line = QRectF(box.left(), top + at * height, box.width(), height)
            small = at > 0 or tone == "text3"
            draw_text(painter, line, text, tone, size="small" if small else "body", right=True, tabular=True)


class SaidDelegate(TextDelegate):
    """What an entry is about; one that was taken back steps back."""

    def cell(self, painter: QPainter, box: QRectF, index: Index, row: Any) -> None:
        draw_text(painter, box, said_of(row), _what_tone(row))


def delegates(table: Table, today: Callable[[], dt.date]) -> dict[str, RowDelegate]:
    """Who paints the register's columns that are no plain text."""
    return {
        "number": TextDelegate(table, tone="text2"),
        "said": SaidDelegate(table),
        "given": SideDelegate(table, given_lines),
        "received": SideDelegate(table, received_lines),
        "open": SideDelegate(table, lambda row: open_lines(row, today())),
    }
