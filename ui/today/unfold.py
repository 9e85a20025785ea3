"""*more* on a card whose list is nowhere else: the next rows appear in their place, and stay."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt

from partnercrm.domain.today_rows import Short
from ui.common.tab import Shell
from ui.today.list_card import ListCard

if TYPE_CHECKING:
    from partnercrm.services.context import Context
    from partnercrm.services.store import Store

MORE = 50
"""So many more rows are shown at a time."""
Read = Callable[["Store", "Context", int], Short[Any]]
Fill = Callable[[Short[Any]], None]


def unfold(shell: Shell, card: ListCard, read: Read, fill: Fill) -> None:
    """Shows the next rows of a card; the first of them has the focus."""
    before = len(card.rows())
    card.unfolded = before + MORE

    def shown(found: Short[Any]) -> None:
        fill(found)
        if len(card.rows()) > before:
            card.rows()[before].setFocus(Qt.FocusReason.OtherFocusReason)

    _read(shell, card, read, shown)


def show(shell: Shell, card: ListCard, short: Short[Any], read: Read, fill: Fill) -> None:
    """Shows what Today read; a card that was unfolded stays so, and keeps its rows until they are read again."""
    if card.unfolded and short.more:
        _read(shell, card, read, fill)
    else:
        card.unfolded = 0
        fill(short)


def _read(shell: Shell, card: ListCard, read: Read, fill: Fill) -> None:
    session, wanted = shell.session, card.unfolded
    shell.tasks.run_read(
        lambda: read(session.store, session.ctx(), wanted), fill, owner=card, latest_key=f"more {id(card)}"
    )
