"""Columns of less use step back while the widest ones have too little room, and come again when they have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtWidgets import QHeaderView, QTableView

from ui import theme

READABLE = 110
"""Logical px under which the widest column of a list says too little."""


class ColumnRoom:
    """Looks after one table. `first_to_go` are places of columns, `least` logical px that each of `widest` is to have.

    What a person hid stays hidden, and what steps back here counts as shown wherever columns are chosen or remembered.
    """

    def __init__(self, table: QTableView, widest: Sequence[int], first_to_go: Sequence[int], least: int) -> None:
        self._table, self._widest = table, tuple(widest)
        self._first_to_go, self._least = tuple(first_to_go), least * len(widest)
        self._away: dict[int, int] = {}
        self._squeezed = False

    def fit(self) -> None:
        """Take away or bring back what the width of the table asks for."""
        header = self._table.horizontalHeader()
        taken = sum(header.sectionSize(at) for at in range(header.count()) if at not in self._widest)
        room = self._table.viewport().width() - taken - sum(self._away.values())
        goes: set[int] = set()
        for place in self._first_to_go:
            if room >= theme.px(self._least):
                break
            if place in self._away or not header.isSectionHidden(place):
                room += self._away.get(place) or header.sectionSize(place)
                goes.add(place)
        squeezed = room < theme.px(min(self._least, READABLE * len(self._widest)))
        if squeezed != self._squeezed:
            self._send(set())  # changing how columns stretch leaves holes where one is hidden
            self._squeeze(squeezed)
        self._send(goes)

    def is_away(self, place: int) -> bool:
        """Whether a column is hidden only for want of room."""
        return place in self._away

    @contextmanager
    def all_there(self) -> Iterator[None]:
        """Everything stands where a person wants it while the header's state is read or put back."""
        self._send(set())
        self._squeeze(False)
        yield
        self.fit()

    def _send(self, goes: set[int]) -> None:
        header = self._table.horizontalHeader()
        for place in self._first_to_go:
            if place in goes and place not in self._away:
                self._away[place] = header.sectionSize(place)
                header.setSectionHidden(place, True)
            elif place not in goes and place in self._away:
                del self._away[place]
                header.setSectionHidden(place, False)

    def _squeeze(self, on: bool) -> None:
        """Where nothing is left to step back the widest stay readable, and the list is moved sideways."""
        if on == self._squeezed:
            return
        self._squeezed = on
        header, modes = self._table.horizontalHeader(), QHeaderView.ResizeMode
        for place in self._widest:
            header.setSectionResizeMode(place, modes.Interactive if on else modes.Stretch)
            if on:
                header.resizeSection(place, theme.px(READABLE))
