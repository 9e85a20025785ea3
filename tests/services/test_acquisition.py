"""What a new customer costs and how much of the local market is ours: paid, loaded, local, and what is missing."""

from __future__ import annotations

import datetime as dt

import pytest

from partnercrm.domain.acquisition import CostDraft, CostKind, MarketDraft
from partnercrm.domain.errors import Invalid, NotFound
from partnercrm.domain.figure import Figure
from partnercrm.services import acquisition, undo
from partnercrm.services import store as stores
from partnercrm.services.context import Context
from partnercrm.services.customer_figures import Window
from partnercrm.services.store import NewStore, Store
from tests.services.sales import TODAY, Shop

FIRST = dt.date(2026, 11, 1)


@pytest.fixture
def shop(store: Store, ctx: Context) -> Shop:
    facts = stores.facts(store)
    stores.change(store, ctx, NewStore(facts.name, facts.currency, facts.locale, local_area=("Ashby",)))
    made = Shop(store, ctx)
    for name, town in (("Ana", "Ashby"), ("Ben", "Ashby"), ("Cleo", "Leeds"), ("Dana", "")):
        made.person(name, town)
    made.buy(("Ana", 2, 30_00), ("Ben", 90, 5_00), ("Ben", 3, 10_00), ("Cleo", 4, 20_00), ("Dana", 5, 2_00))
    return made


def by_key(shop: Shop) -> dict[str, Figure]:
    return {figure.key: figure for figure in acquisition.figures(shop.store, FIRST, TODAY)}


def test_without_notes_each_says_what_is_missing(shop: Shop) -> None:
    found = by_key(shop)
    assert [found[key].value for key in ("cac_paid", "cac_loaded", "cac_local", "market_share")] == [None] * 4
    assert "Nothing was noted" in str(found["cac_paid"].missing)
    assert "source and date" in str(found["market_share"].missing)
    local = found["local_share"]
    assert local.value == pytest.approx(2 / 3)
    assert (local.n, local.coverage) == (3, 0.75)


def test_an_empty_shop_says_so(store: Store) -> None:
    found = acquisition.figures(store, FIRST, TODAY)
    assert [figure.value for figure in found] == [None] * 5
    assert all(figure.missing is not None for figure in found)


def test_paid_loaded_and_local(shop: Shop) -> None:
    notes = (
        CostDraft(CostKind.ADS, 60_00, FIRST, TODAY),
        CostDraft(CostKind.OTHER, 12_00, FIRST, TODAY, local=True, what="Leaflets in Ashby"),
        CostDraft(CostKind.STAFF_TIME, 18_00, FIRST, TODAY),
    )
    done = [acquisition.note_cost(shop.store, shop.ctx, draft) for draft in notes]
    found = by_key(shop)
    assert (found["cac_paid"].value, found["cac_loaded"].value, found["cac_local"].value) == (24_00, 30_00, 12_00)
    assert (found["cac_paid"].n, len(found["cac_paid"].records["acquisition_cost"])) == (3, 3)
    assert set(found["cac_paid"].records["party"]) == {shop.ids[name] for name in ("Ana", "Cleo", "Dana")}
    acquisition.remove(shop.store, shop.ctx, done[0].uuid)
    assert by_key(shop)["cac_paid"].value == 4_00
    assert len(acquisition.costs(shop.store, Window(None, TODAY))) == 2
    with pytest.raises(NotFound):
        acquisition.remove(shop.store, shop.ctx, done[0].uuid)
    with pytest.raises(Invalid):
        acquisition.note_cost(shop.store, shop.ctx, CostDraft(CostKind.ADS, 0, FIRST, TODAY))


def test_the_share_of_the_market_names_its_source(shop: Shop) -> None:
    draft = MarketDraft(400_00, FIRST, TODAY, "Chamber of Commerce", dt.date(2026, 6, 1))
    noted = acquisition.note_market(shop.store, shop.ctx, draft)
    share = by_key(shop)["market_share"]
    assert (share.value, share.n) == (0.1, 2)
    assert "Chamber of Commerce of 2026-06-01" in str(share.convention)
    assert acquisition.estimates(shop.store, Window(None, TODAY)) == [(noted.uuid, draft)]
    undo.undo(shop.store, shop.ctx, noted.changes.operation)
    assert not by_key(shop)["market_share"].known
    again = acquisition.note_market(shop.store, shop.ctx, draft)
    acquisition.remove(shop.store, shop.ctx, again.uuid)
    assert acquisition.estimates(shop.store, Window(None, TODAY)) == []
