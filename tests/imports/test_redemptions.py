"""A partner's list of used vouchers comes in, and the grocer's campaigns with all their coupons."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from partnercrm.domain.dates import Clock
from partnercrm.domain.money import Currency
from partnercrm.domain.party import PartyDraft, PartyKind, Role, RoleDraft
from partnercrm.domain.promotion import OfferDraft, OfferForm, PartnerDraft, PromotionDraft
from partnercrm.domain.voucher import BatchDraft
from partnercrm.imports import batch
from partnercrm.imports.fields import ImportKind
from partnercrm.imports.preview import Preview, RowState
from partnercrm.services import party as parties
from partnercrm.services import promotion as promotions
from partnercrm.services import promotion_result, undo, voucher, voucher_batch
from partnercrm.services import store as stores
from partnercrm.services.known import parties_by_word
from partnercrm.services.store import NewStore, Store
from tests.services.promotions import Campaign, Plan

NOV = dt.date(2026, 11, 20)


@pytest.fixture
def bring(tmp_path: Path) -> Callable[[Campaign, str], Preview]:
    """Writes a CSV, says what would come in, and brings it in."""

    def call(shop: Campaign, text: str) -> Preview:
        path = tmp_path / "used.csv"
        path.write_text(text, encoding="utf-8")
        prepared = batch.prepare(shop.store, shop.on(NOV), path, batch.Wanted(ImportKind.REDEMPTIONS, source="grind"))
        batch.bring_in(shop.store, shop.on(NOV), prepared, copy_first=False)
        return prepared

    return call


Bring = Callable[[Campaign, str], Preview]


def why(shop: Campaign, found: Preview) -> list[str]:
    """The reasons of what stays out."""
    return [shop.on(NOV).locale.say(row.reasons[0]) for row in found.of(RowState.BAD)]


def test_a_partners_list_comes_in_once(new_shop: Plan, bring: Bring) -> None:
    shop = new_shop()
    one, two, three = shop.batch(3, there=True)
    text = (
        "Voucher,Date,Paid,Price,New,Receipt\n"
        f"{one},2026-11-03,22.50,25.00,yes,R1\n{two},2026-11-04,18.00,,no,R2\n{three},2026-11-05,,10.00,,R2\n"
    )
    assert bring(shop, text).count(RowState.NEW) == 3
    assert bring(shop, text).count(RowState.KNOWN) == 3
    theirs = promotion_result.result(shop.store, shop.on(NOV), shop.promotion).sides[1]
    assert (theirs.redeemed, theirs.reduction, theirs.revenue) == (3, 250 + 200 + 100, 2250 + 1800 + 900)
    assert (theirs.new_customers, theirs.asked) == (1, 2)
    undo.undo(shop.store, shop.on(NOV))
    assert voucher.redemptions(shop.store) == []


def test_what_is_not_good_stays_out_and_says_why(new_shop: Plan, bring: Bring) -> None:
    shop = new_shop()
    (theirs,) = shop.batch(1, there=True)
    (ours,) = shop.batch(1)
    text = (
        "Code,Date,Price,Shop\n"
        f"{theirs},2026-11-03,25.00,\n{theirs},2026-11-04,25.00,\n{ours},2026-11-04,10.00,The Daily Grind\n"
        f"{ours},2026-11-30,10.00,\n{ours},2026-11-04,,\nP23456789A,2026-11-04,1.00,\n{ours},2026-09-01,1.00,\n"
        f"{ours},,1.00,\n,2026-11-04,1.00,\n{ours},2026-11-04,1.00,Nobody\n"
    )
    found = bring(shop, text)
    assert found.count(RowState.NEW) == 1
    assert why(shop, found) == [
        "Used on 3 Nov",
        "This one is for our shop",
        "It lies in the future.",
        "Say what was paid, or what came off.",
        "One character is wrong, please read it again.",
        "Good from 1 Oct",
        "Say when it was.",
        "Read or type the code.",
        "There is nobody called Nobody in this shop. Add them first.",
    ]


# The grocer's campaigns


TODAY = Clock.fixed(dt.date(2018, 3, 1))


def bring_csv(store: Store, path: Path, lines: list[str], wanted: batch.Wanted) -> int:
    """Brings a file in; answers how many records it had. Nothing stays out."""
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    ctx = stores.context(store, TODAY)
    prepared = batch.prepare(store, ctx, path, wanted)
    assert [row.reasons for row in prepared.of(RowState.BAD)] == []
    return batch.bring_in(store, ctx, prepared, copy_first=False).new


def plan_campaign(store: Store, maker: int, campaign: dict[Hashable, Any], targets: dict[int, int]) -> None:
    """A campaign with one voucher for each household (its number: its row id), handed out on the first day."""
    ctx = stores.context(store, TODAY)
    number, first, last = (
        campaign["campaign_id"],
        *map(dt.date.fromisoformat, (campaign["start_date"], campaign["end_date"])),
    )
    offers = (OfferDraft(OfferForm.GIFT, things=f"{campaign['campaign_type']} coupon"),)
    draft = PromotionDraft(f"Campaign {number}", first, last, (PartnerDraft(maker, Decimal(0)),), offers)
    terms = promotions.get(store, promotions.add(store, ctx, draft).promotion).offers[0].id
    codes = [(party, f"{number}-{household}") for household, party in targets.items()]
    wanted = BatchDraft(terms, hander=maker, uses=None, codes=tuple(code for _party, code in codes))
    voucher_batch.hand_out_each(store, ctx, voucher_batch.make(store, ctx, wanted).batch, codes, first)


@pytest.fixture(scope="module")
def grocer(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The 13 campaigns as cross-promotions of one supplier; each target a voucher handed to its household."""
    folder, data = tmp_path_factory.mktemp("grocer"), shared / "data" / "completejourney"
    stores.new(folder / "g.partnercrm", NewStore("The Grocer", Currency("USD", 2), "en_US"), TODAY)
    store = stores.open_shop(folder / "g.partnercrm")
    supplier = PartyDraft("Coupon Maker", (RoleDraft(Role.SUPPLIER),), PartyKind.ORGANISATION)
    maker = parties.add(store, stores.context(store, TODAY), supplier).party
    targets = pd.read_csv(data / "campaigns.csv")
    houses = [int(each) for each in sorted(set(targets.household_id))]
    people = ["Id,Name", *(f"{each},Household {each}" for each in houses)]
    bring_csv(store, folder / "people.csv", people, batch.Wanted(ImportKind.PARTIES, (Role.CUSTOMER,), "h"))
    known = parties_by_word(store, [str(each) for each in houses])
    for campaign in pd.read_csv(data / "campaign_descriptions.csv").to_dict("records"):
        own = targets[targets.campaign_id == campaign["campaign_id"]].household_id
        plan_campaign(store, maker, campaign, {int(each): known[str(each)][0] for each in own})
    used = pd.read_csv(data / "coupon_redemptions.csv", dtype=str).to_dict("records")
    lines = [f"{r['campaign_id']}-{r['household_id']},{r['redemption_date']},{r['household_id']}" for r in used]
    wanted = batch.Wanted(ImportKind.REDEMPTIONS, source="till")
    assert bring_csv(store, folder / "used.csv", ["Code,Date,Customer", *lines], wanted) == 1133
    yield store
    store.close()


def test_thirteen_campaigns_come_out_as_plain_pandas_says(grocer: Store, shared: Path) -> None:
    ctx = stores.context(grocer, TODAY)
    data = shared / "data" / "completejourney"
    targets, used = pd.read_csv(data / "campaigns.csv"), pd.read_csv(data / "coupon_redemptions.csv")
    uses, houses, users = (
        used.groupby("campaign_id").size(),
        targets.groupby("campaign_id").household_id.nunique(),
        used.groupby("campaign_id").household_id.nunique(),
    )
    listed = promotions.listed(grocer, ctx)
    assert len(listed) == 13
    everybody: dict[int, int] = defaultdict(int)
    for row in listed:
        campaign = int(row.title.removeprefix("Campaign "))
        ours = promotion_result.result(grocer, ctx, row.id).sides[0]
        assert (ours.issued, ours.uses) == (houses[campaign], uses.get(campaign, 0))
        assert ours.redeemed == users.get(campaign, 0)
        assert ours.rate == pytest.approx(users.get(campaign, 0) / houses[campaign])
        for each in voucher.redemptions(grocer, promotion=row.id):
            assert each.party is not None
            everybody[each.party] += 1
    assert sum(row.handed_out for row in listed) == 3419
    assert sum(everybody.values()) == 1133
    assert len(everybody) == used.household_id.nunique() == 299
    assert targets.household_id.nunique() == 1335
