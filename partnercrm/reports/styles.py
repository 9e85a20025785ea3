"""How cells of a workbook look: full fonts and fills on each cell, for LibreOffice paints no table styles."""

from __future__ import annotations

import datetime as dt
from enum import Enum
from typing import TYPE_CHECKING

from partnercrm.columns.column import ColumnKind
from partnercrm.domain.locale import Locale
from partnercrm.domain.money import Currency

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

FONT = {"font_name": "Calibri", "font_size": 11}
RIGHT = frozenset({ColumnKind.MONEY, ColumnKind.NUMBER, ColumnKind.COUNT, ColumnKind.SHARE})
_DATE_PARTS = {"d": "dd", "m": "mm", "y": "yyyy"}


class Part(Enum):
    """What a cell is for."""

    CELL = "cell"
    ROW = "row"
    HEADER = "header"
    OPENING = "opening"
    TOTAL = "total"
    INPUT = "input"
    TITLE = "title"
    HEADING = "heading"
    LABEL = "label"
    FIGURE = "figure"


_LOOKS: dict[Part, dict[str, object]] = {
    Part.CELL: {},
    Part.ROW: {"valign": "top"},
    Part.HEADER: {
        "bold": True,
        "bg_color": "#E4E6F6",
        "font_color": "#15181E",
        "bottom": 1,
        "bottom_color": "#4547D1",
        "text_wrap": True,
        "valign": "vcenter",
    },
    Part.OPENING: {"italic": True, "bg_color": "#F6F7F9"},
    Part.TOTAL: {"bold": True, "top": 1, "top_color": "#4547D1"},
    Part.INPUT: {"bg_color": "#FFF8D6", "border": 1, "border_color": "#B9A44C"},
    Part.TITLE: {"bold": True, "font_size": 16},
    Part.HEADING: {"bold": True, "font_size": 12, "font_color": "#4547D1"},
    Part.LABEL: {"font_color": "#4B5563"},
    Part.FIGURE: {"align": "right", "valign": "top"},
}


class Styles:
    """The formats of one workbook, each made once."""

    def __init__(self, book: Workbook, locale: Locale, currency: Currency) -> None:
        self._book = book
        self._made: dict[tuple[ColumnKind, Part, bool, bool], Format] = {}
        amount = "#,##0" + ("." + "0" * currency.digits if currency.digits else "")
        day = date_format(locale)
        self._numbers = {
            ColumnKind.TEXT: "General",
            ColumnKind.MONEY: f"{amount};[Red]-{amount}",
            ColumnKind.DATE: day,
            ColumnKind.MOMENT: f"{day} hh:mm",
            ColumnKind.NUMBER: "General",
            ColumnKind.COUNT: "#,##0",
            ColumnKind.SHARE: "0.0%",
        }

    def of(self, kind: ColumnKind, part: Part = Part.CELL, *, gap: bool = False, typed: bool = False) -> Format:
        """The format of a cell. `gap` keeps text away from the number at its left; `typed` text stays text when the
        reader edits it, which a formula must not.
        """
        key = (kind, part, gap, typed)
        if key not in self._made:
            self._made[key] = self._book.add_format({**FONT, **self._look(*key)})
        return self._made[key]

    def result(self, good: bool) -> Format:
        """What a conditional format lays over OK or CHECK."""
        colours = ("#14713A", "#E4F5EA") if good else ("#B42318", "#FDEAE8")
        return self._book.add_format({"bold": True, "font_color": colours[0], "bg_color": colours[1]})

    def _look(self, kind: ColumnKind, part: Part, gap: bool, typed: bool) -> dict[str, object]:
        look = {"align": "right" if kind in RIGHT else "left", **_LOOKS[part]}
        if gap:
            look["indent"] = 1
        if part is Part.ROW and kind is ColumnKind.TEXT:
            look["text_wrap"] = True
        if part is Part.HEADER:
            return look
        if typed:
            look["quote_prefix"] = True
        look["num_format"] = self._numbers[kind]
        return look


def date_format(locale: Locale) -> str:
    """`dd.mm.yyyy`, `mm/dd/yyyy` or `yyyy-mm-dd`: the locale's order and sign, every part in full."""
    order = locale.date_order
    written = locale.date(dt.date(2000, 1, 1))
    sign = "-" if order.startswith("y") else next((sign for sign in written if sign in "./-"), "/")
    return sign.join(_DATE_PARTS[letter] for letter in order)
