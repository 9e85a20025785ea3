"""Random months of a cross-promotion in a real store: what stands in the ledger is what was used and did not come back.

Uses in both shops, refunds, slips, postings, reversals and undo in any order; then the rest is posted.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from contextlib import AbstractContextManager

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partnercrm.domain.errors import Refused
from partnercrm.domain.ledger import Lens
from partnercrm.domain.ledger_rows import EntryFilter
from partnercrm.domain.party import Role
from partnercrm.services import balance, entry, ledger, promotion_posting, undo, verify, voucher
from partnercrm.services.store import Store
from tests.services.promotions import FIRST, Campaign, plan_in

Fresh = Callable[[], AbstractContextManager[Store]]
EVENTS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 10), st.integers(1, 3000)), min_size=4, max_size=14)
END = dt.date(2027, 1, 15)
ROUNDS = int(os.environ.get("PARTNERCRM_ROUNDS", "1"))


class Shop:
    """A campaign with plenty of codes, and the day on which the story has arrived."""

    def __init__(self, campaign: Campaign) -> None:
        self.campaign, self.day = campaign, FIRST
        self.codes = {False: campaign.batch(14), True: campaign.batch(14, there=True)}

    def tell(self, what: int, which: int, much: int) -> None:
        """One event, some days later; what the rules refuse did not happen."""
        self.day = min(self.day + dt.timedelta(which % 5), dt.date(2026, 11, 29))
        deeds = (self.use, self.use, self.give_back, self.slip, self.post, self.reverse, self.undo)
        try:
            deeds[what](which, much)
        except Refused:
            return

    def use(self, which: int, much: int) -> None:
        there = bool(which % 2)
        if self.codes[there]:
            shop = self.campaign.bakery if there else None
            self.campaign.use(self.codes[there].pop(), self.day, much, shop=shop)

    def give_back(self, which: int, much: int) -> None:
        uses = voucher.redemptions(self.campaign.store)
        if uses:
            found = uses[which % len(uses)]
            off = min(found.reduction, much % 50)
            voucher.give_back(self.campaign.store, self.campaign.on(self.day), found.id, off, 0, self.day)

    def slip(self, which: int, _much: int) -> None:
        uses = voucher.redemptions(self.campaign.store)
        if uses:
            voucher.take_back(self.campaign.store, self.campaign.on(self.day), uses[which % len(uses)].id)

    def post(self, which: int, _much: int) -> None:
        month = (202610, 202611)[which % 2]
        promotion_posting.post(self.campaign.store, self.campaign.on(self.day), self.campaign.promotion, month)

    def reverse(self, which: int, _much: int) -> None:
        store = self.campaign.store
        numbers = entry.ids(store, EntryFilter(folded=False), self.day)
        rows = entry.page_rows(store, numbers)
        if rows:
            ledger.reverse(store, self.campaign.on(self.day), rows[which % len(rows)].number)

    def undo(self, _which: int, _much: int) -> None:
        undo.undo(self.campaign.store, self.campaign.on(self.day))


@settings(max_examples=10 * ROUNDS, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EVENTS)
def test_what_stands_is_what_was_used(
    fresh_store: Fresh, make_party_in: Callable[..., int], events: list[tuple[int, int, int]]
) -> None:
    with fresh_store() as store:
        campaign = plan_in(store, make_party_in(store, "The Daily Grind", Role.PARTNER))
        shop = Shop(campaign)
        for event in events:
            shop.tell(*event)
        for _round in range(3):
            for due in promotion_posting.due(store, campaign.on(END)):
                promotion_posting.post(store, campaign.on(END), due.promotion, due.month)
        used = voucher.redemptions(store)
        here = sum(row.reduction for row in used if row.shop is None)
        there = sum(row.reduction for row in used if row.shop is not None)
        (found,) = balance.balances(store, Lens.FAVOURS, campaign.bakery)
        assert (found.given, found.received) == (here, there)
        assert promotion_posting.due(store, campaign.on(END)) == []
        assert verify.verify(store).intact
