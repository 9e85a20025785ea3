"""The window lets the rules run: an agreement that went on is reminded of once, and Ctrl+Z passes over it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from partnercrm.domain.agreement import AgreementDraft, AgreementKind
from partnercrm.domain.dates import Clock
from partnercrm.domain.interaction_rows import FollowUpFilter
from partnercrm.services import agreement_write, follow_up, party, undo
from partnercrm.services import store as stores
from ui.main_window import MainWindow

Settle = Callable[[MainWindow], None]


def test_what_went_on_by_itself_is_reminded_of(shop_window: MainWindow, settle: Settle) -> None:
    session = shop_window.session
    bakery = party.find(session.store, "The Daily Grind")
    year = AgreementDraft(
        "Rolls for a year",
        AgreementKind.SUPPLY,
        (bakery,),
        dt.date(2025, 1, 1),
        dt.date(2025, 12, 31),
        renew_months=12,
    )
    then = stores.context(session.store, Clock.fixed(dt.date(2025, 1, 1)))
    agreement_write.add(session.store, then, year)
    last = undo.next_undo(session.store)
    watch = shop_window.watch
    assert watch is not None
    watch.remind()
    watch.remind()
    settle(shop_window)
    [row] = follow_up.page_rows(session.store, follow_up.ids(session.store, session.ctx(), FollowUpFilter()))
    assert (row.due, row.party) == (dt.date(2026, 12, 1), bakery)
    assert "Rolls for a year" in row.title
    assert undo.next_undo(session.store) == last
