"""Commands that read: balances, lists, the search. Their JSON shapes stand in `resources/help/cli.md`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from partnercrm.cli import reading, shapes
from partnercrm.cli.opened import Shop, shop
from partnercrm.cli.output import rows
from partnercrm.domain.interaction_rows import FollowUpFilter, InteractionFilter
from partnercrm.domain.ledger import Lens
from partnercrm.domain.ledger_rows import EntryFilter
from partnercrm.domain.party import Role
from partnercrm.domain.party_rows import PartyFilter
from partnercrm.domain.sale_item import SaleItemRow
from partnercrm.domain.sale_rows import SaleFilter, SaleRow
from partnercrm.services import balance as balances
from partnercrm.services import entry as entries
from partnercrm.services import follow_up as follow_ups
from partnercrm.services import interaction as interactions
from partnercrm.services import open_item as open_items
from partnercrm.services import party_list
from partnercrm.services import period as periods
from partnercrm.services import sale as sales
from partnercrm.services import sale_item as sale_items
from partnercrm.services import search as searching

PAGE = 500
Row = TypeVar("Row")


def balance(words: argparse.Namespace) -> None:
    """Who stands how with us, in three lenses that are never added together."""
    lens = Lens(words.lens.replace("-", "_")) if words.lens else None
    with shop(words.store, read_only=True) as opened:
        party, on = opened.party(words.party), reading.day(words.on, "on")
        found = balances.balances(opened.store, lens, party, on)
        rows([shapes.balance(opened, row) for row in found], words.json)


def listed(words: argparse.Namespace) -> None:
    """Lists records of one sort."""
    with shop(words.store, read_only=True) as opened:
        rows(_LISTS[words.what](opened, words), words.json)


def search(words: argparse.Namespace) -> None:
    """Finds people and businesses by anything that is known of them."""
    text = words.text if isinstance(words.text, str) else "--"  # which is what argparse makes of a lone "--"
    with shop(words.store, read_only=True) as opened:
        found = searching.search(opened.store, text)
        uuids = {row.id: row.uuid for row in party_list.rows(opened.store, opened.ctx, [hit.party for hit in found])}
        rows([shapes.hit(opened, hit, uuids[hit.party]) for hit in found], words.json)


def _parties(opened: Shop, words: argparse.Namespace) -> list[dict[str, Any]]:
    role = reading.word(Role, words.role, "role") if words.role else None
    party = opened.party(words.party)
    found = [party] if party else party_list.ids(opened.store, opened.ctx, PartyFilter(role=role))
    read = _paged(found, lambda ids: party_list.rows(opened.store, opened.ctx, ids))
    return [shapes.party(opened, row) for row in read]


def _interactions(opened: Shop, words: argparse.Namespace) -> list[dict[str, Any]]:
    wanted = InteractionFilter(
        party=opened.party(words.party),
        from_day=reading.day(words.from_day, "from"),
        to_day=reading.day(words.to_day, "to"),
    )
    found = interactions.ids(opened.store, wanted, ascending=True)
    return [shapes.interaction(row) for row in _paged(found, lambda ids: interactions.page_rows(opened.store, ids))]


def _follow_ups(opened: Shop, words: argparse.Namespace) -> list[dict[str, Any]]:
    wanted = FollowUpFilter(state=None, party=opened.party(words.party), due_until=reading.day(words.to_day, "to"))
    found = follow_ups.ids(opened.store, opened.ctx, wanted)
    read = _paged(found, lambda ids: follow_ups.page_rows(opened.store, ids))
    first = reading.day(words.from_day, "from")
    return [shapes.follow_up(row, opened.ctx.today) for row in read if first is None or row.due >= first]


def _exchanges(opened: Shop, words: argparse.Namespace) -> list[dict[str, Any]]:
    found = entries.ids(opened.store, _entry_filter(opened, words), opened.ctx.today)
    return [shapes.exchange(opened, row) for row in _paged(found, lambda ids: entries.page_rows(opened.store, ids))]


def _lines(opened: Shop, words: argparse.Namespace) -> list[dict[str, Any]]:
    found = entries.lines(opened.store, _entry_filter(opened, words), opened.ctx.today)
    return [shapes.line(opened, row) for row in found]


def _open_items(opened: Shop, words: argparse.Namespace) -> list[dict[str, Any]]:
    party, on = opened.party(words.party), reading.day(words.to_day, "to")
    found = open_items.items(opened.store, on or opened.ctx.today, on, party)
    return [shapes.open_item(opened, row) for row in found]


def _sales(opened: Shop, words: argparse.Namespace) -> list[dict[str, Any]]:
    wanted = SaleFilter(
        party=opened.party(words.party),
        from_day=reading.day(words.from_day, "from"),
        to_day=reading.day(words.to_day, "to"),
        unpaid=words.unpaid,
        text=words.text,
    )
    found = sales.ids(opened.store, wanted, ascending=True)
    items: dict[int, list[SaleItemRow]] = {}

    def page(ids: Sequence[int]) -> list[SaleRow]:
        items.update(sale_items.of_sales(opened.store, ids))
        return sales.page_rows(opened.store, ids)

    return [shapes.sale(opened, row, items.get(row.id, []), words.json) for row in _paged(found, page)]


def _periods(opened: Shop, words: argparse.Namespace) -> list[dict[str, Any]]:
    return [shapes.period(row) for row in periods.listed(opened.store)]


_LISTS: dict[str, Callable[[Shop, argparse.Namespace], list[dict[str, Any]]]] = {
    "parties": _parties,
    "interactions": _interactions,
    "follow-ups": _follow_ups,
    "exchanges": _exchanges,
    "lines": _lines,
    "open-items": _open_items,
    "periods": _periods,
    "sales": _sales,
}


def _entry_filter(opened: Shop, words: argparse.Namespace) -> EntryFilter:
    return EntryFilter(
        party=opened.party(words.party),
        from_day=reading.day(words.from_day, "from"),
        to_day=reading.day(words.to_day, "to"),
        folded=False,
    )


def _paged(ids: Sequence[int], read: Callable[[Sequence[int]], Sequence[Row]]) -> list[Row]:
    """Rows by id, some hundred at a time, so that no statement grows with the list."""
    return [row for start in range(0, len(ids), PAGE) for row in read(ids[start : start + PAGE])]
