"""*more* on a card whose list is nowhere else: the next rows appear in their place, until Today is read again."""

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


def unfold(
    shell: Shell,
    card: ListCard,
    read: Callable[[Store, Context, int], Short[Any]],
    show: Callable[[Short[Any]], None],
) -> None:
    """Shows the next rows of a card; the first of them has the focus."""
    session, before = shell.session, len(card.rows())

    def shown(found: Short[Any]) -> None:
        show(found)
        if len(card.rows()) > before:
            card.rows()[before].setFocus(Qt.FocusReason.OtherFocusReason)

    shell.tasks.run_read(
        lambda: read(session.store, session.ctx(), before + MORE), shown, owner=card, latest_key=f"more {id(card)}"
    )
