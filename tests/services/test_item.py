"""Items: found by code or by name however it is spelled, once each, and never lost while something names them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from partnercrm.domain.errors import Invalid, NotFound
from partnercrm.domain.item import ItemDraft
from partnercrm.domain.words import msg
from partnercrm.services import item, undo
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run
from partnercrm.services.store import Store

BEANS = ItemDraft("Café beans", "B-1", "kg", "Coffee", None, 14_00, Decimal(12), None, Decimal("1.5"), 60_00)


def test_an_item_is_found_however_it_is_called(store: Store, ctx: Context) -> None:
    made = item.add(store, ctx, BEANS)
    for word in ("B-1", "cafe  BEANS", str(made.uuid)):
        assert item.find(store, word).id == made.item
    assert item.by_words(store, ["B-1", "Café Beans", "tea"]) == {"B-1": made.item, "Café Beans": made.item}
    with pytest.raises(NotFound):
        item.find(store, "tea")


def test_name_and_code_are_there_once(store: Store, ctx: Context) -> None:
    first = item.add(store, ctx, BEANS)
    for other in (ItemDraft("CAFE beans"), ItemDraft("Tea", "B-1"), ItemDraft(" ")):
        with pytest.raises(Invalid):
            item.add(store, ctx, other)
    tea = item.add(store, ctx, ItemDraft("Tea"))
    with pytest.raises(Invalid):
        item.change(store, ctx, tea.item, ItemDraft("Tea", "B-1"))
    item.change(store, ctx, first.item, replace(BEANS, unit="sack"))
    assert [(row.name, row.unit) for row in item.listed(store)] == [("Café beans", "sack"), ("Tea", "")]


def test_what_a_file_names_is_made_once(store: Store, ctx: Context) -> None:
    item.add(store, ctx, BEANS)

    def work(op: Operation) -> dict[str, int]:
        return item.ensure(op, ["Latte", "LATTE", "cafe beans", "B-1", ""])

    found = run(store, ctx, msg("Bring in"), 1, ("item",), work).answer
    assert found["Latte"] == found["LATTE"] != found["cafe beans"] == found["B-1"]
    assert "" not in found
    assert len(item.listed(store)) == 2


def test_counted_put_away_removed_and_undone(store: Store, ctx: Context) -> None:
    made = item.add(store, ctx, BEANS)
    item.count(store, ctx, made.item, Decimal(7))
    (row,) = item.listed(store)
    assert [row.stock, row.stock_day] == [7, ctx.today]
    item.retire(store, ctx, made.item)
    assert item.listed(store) == []
    undo.undo(store, ctx)
    assert [row.name for row in item.listed(store)] == ["Café beans"]
    item.remove(store, ctx, made.item)
    assert item.listed(store, retired=True) == []
    undo.undo(store, ctx)
    assert item.listed(store) == [row]


@pytest.mark.parametrize(
    ("field", "value"),
    [("stock", Decimal(-1)), ("daily_use", Decimal(0)), ("price", -1), ("margin_a_day", 10**16), ("note", "\ud800")],
)
def test_what_cannot_be(store: Store, ctx: Context, field: str, value: object) -> None:
    with pytest.raises(Invalid) as refused:
        item.add(store, ctx, replace(BEANS, **{field: value}))  # type: ignore[arg-type]
    assert refused.value.field == field
