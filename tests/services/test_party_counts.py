"""The counts on the Directory's chips are those of the lists behind them."""

from __future__ import annotations

import datetime as dt

from partnercrm.domain.interaction import FollowUpDraft
from partnercrm.domain.ledger import Basis, Direction, ExchangeDraft, Kind, LineDraft
from partnercrm.domain.party import PartyDraft, Role, RoleDraft
from partnercrm.domain.party_rows import MAIN_ROLES, PartyCounts, PartyFilter
from partnercrm.services import archive, follow_up, ledger, merge, party, party_list
from partnercrm.services.context import Context
from partnercrm.services.store import Store


def test_counts_equal_the_lists(store: Store, ctx: Context) -> None:
    def add(name: str, *roles: RoleDraft) -> int:
        return party.add(store, ctx, PartyDraft(name, roles)).party

    ended = RoleDraft(Role.CUSTOMER, until_day=ctx.today - dt.timedelta(days=1))
    bakery = add("Bakery", RoleDraft(Role.PARTNER), RoleDraft(Role.SUPPLIER))
    roaster, council = add("Roaster", RoleDraft(Role.SUPPLIER)), add("Council", RoleDraft(Role.AUTHORITY))
    add("Former", ended)
    archive.archive(store, ctx, [add("Gone", RoleDraft(Role.CUSTOMER))])
    merge.merge(store, ctx, bakery, add("Bakery twin", RoleDraft(Role.PARTNER)))
    for who, direction in ((bakery, Direction.GIVEN), (bakery, Direction.RECEIVED), (roaster, Direction.RECEIVED)):
        line = LineDraft(direction, Kind.GOODS, 1200, Basis.BILL)
        ledger.post(store, ctx, ExchangeDraft(who, ctx.today, (line,), due_day=ctx.today))
    follow_up.add(store, ctx, FollowUpDraft("Ask", ctx.today - dt.timedelta(days=3), council))
    counts = party_list.counts(store, ctx)
    roles = {Role.PARTNER: 1, Role.SUPPLIER: 2, Role.CUSTOMER: 0, Role.EMPLOYEE: 0}
    assert counts == PartyCounts(listed=4, roles=roles, no_main_role=2, late=1, owing=2, losing_touch=0, archived=1)

    def listed(wanted: PartyFilter) -> int:
        return len(party_list.ids(store, ctx, wanted))

    assert {role: listed(PartyFilter(role=role)) for role in MAIN_ROLES} == roles
    filters = (PartyFilter(), PartyFilter(no_main_role=True), PartyFilter(late=True), PartyFilter(owing=True))
    assert tuple(map(listed, filters)) == (counts.listed, counts.no_main_role, counts.late, counts.owing)
    assert listed(PartyFilter(archived=True)) == counts.archived
    assert listed(PartyFilter(no_main_role=True, text="coun")) == 1
