"""The window lets the rules run: agreements that went on are reminded of once, and what lay in the bin goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from partnercrm.domain.agreement import AgreementDraft, AgreementKind
from partnercrm.domain.dates import Clock
from partnercrm.domain.errors import NotFound
from partnercrm.domain.interaction_rows import FollowUpFilter
from partnercrm.domain.party import PartyDraft
from partnercrm.services import agreement_write, archive, follow_up, party, undo
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
    watch.tidy()
    watch.tidy()
    settle(shop_window)
    [row] = follow_up.page_rows(session.store, follow_up.ids(session.store, session.ctx(), FollowUpFilter()))
    assert (row.due, row.party) == (dt.date(2026, 12, 1), bakery)
    assert "Rolls for a year" in row.title
    assert undo.next_undo(session.store) == last


def test_what_lay_in_the_bin_for_thirty_days_goes_by_itself(shop_window: MainWindow, settle: Settle) -> None:
    session, watch = shop_window.session, shop_window.watch
    store = session.store
    assert watch is not None
    long_ago = stores.context(store, Clock.fixed(dt.date(2025, 1, 1)))
    old, new = (party.add(store, long_ago, PartyDraft(name)).party for name in ("Gone Long Ago", "Gone Today"))
    archive.bin(store, long_ago, [old])
    archive.bin(store, session.ctx(), [new])
    watch.tidy()
    settle(shop_window)
    assert party.page(store, session.ctx(), new).binned_at is not None
    with pytest.raises(NotFound):
        party.page(store, session.ctx(), old)
