"""What the party's page says of purchases: nothing, one, a rhythm, silence, and what somebody likes."""

from __future__ import annotations

import pytest

from partnercrm.services import customer_dealing, dealing, merge
from partnercrm.services.context import Context
from partnercrm.services.store import Store
from tests.services.sales import TODAY, Shop, with_items
from tests.services.test_dealings import words


@pytest.fixture
def shop(store: Store, ctx: Context) -> Shop:
    made = Shop(store, ctx)
    made.people(("Ana", "Ben", "Cleo", "Dana"))
    made.buy(*(("Ana", ago, 5_00) for ago in (2, 9, 16, 16)), ("Ana", 1, -1_00))
    made.buy(*(("Ben", ago, 4_00) for ago in (60, 67, 74)), ("Cleo", 30, 2_50))
    return made


def said(shop: Shop, name: str) -> list[str]:
    return words(customer_dealing.dealings(shop.store, shop.ctx, shop.ids[name]))


def test_how_often_and_how_long_ago(shop: Shop) -> None:
    assert said(shop, "Dana") == []
    assert said(shop, "Cleo") == ["1 purchase since 22 Oct | The last one on 22 Oct | 2.50"]
    assert said(shop, "Ana") == ["4 purchases since 5 Nov | The last one on 19 Nov, usually every 7 days | 19.00"]
    assert said(shop, "Ben") == [
        "3 purchases since 8 Sept | The last one on 22 Sept, usually every 7 days: silent for longer than usual | 12.00"
    ]


def test_what_they_like_and_who_they_became(shop: Shop) -> None:
    ana = shop.ids["Ana"]
    items = [("Rye bread", 1), ("Tea", 1)], [("Rye bread", 2)], [("Plum jam", 1), ("Tea", 1)]
    shop.sell([with_items(TODAY, *each, party=ana) for each in items])
    assert said(shop, "Ana")[1] == "Mostly buys | Rye bread, Tea, Plum jam"
    merge.merge(shop.store, shop.ctx, shop.ids["Cleo"], ana)
    assert said(shop, "Cleo")[0].startswith("8 purchases since 22 Oct")
    found = dealing.dealings(shop.store, shop.ctx, shop.ids["Cleo"])
    assert [str(each.heading) for each in found] == ["Purchases"]
