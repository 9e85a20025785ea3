"""Sales for the tests of figures: people by name, purchases in a line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from partnercrm.domain.party import ContactDraft, ContactKind, PartyDraft, PartyKind, Role, RoleDraft
from partnercrm.domain.sale import SaleDraft
from partnercrm.domain.sale_item import SaleItem
from partnercrm.domain.words import msg
from partnercrm.services import party, sale
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run
from partnercrm.services.store import Store

TODAY = dt.date(2026, 11, 21)
Bought = tuple[str | None, int, int]
"""Who (None: a walk-in customer), how many days ago, for how much (minor units; below zero gives back)."""


class Shop:
    """A shop whose customers buy."""

    def __init__(self, store: Store, ctx: Context) -> None:
        self.store, self.ctx = store, ctx
        self.ids: dict[str, int] = {}

    def person(self, name: str, town: str = "", *contacts: ContactDraft, tags: Sequence[str] = ()) -> int:
        """A customer with an address in a town, if one is named."""
        places = (ContactDraft(ContactKind.ADDRESS, town, town=town),) if town else ()
        roles = (RoleDraft(Role.CUSTOMER),)
        draft = PartyDraft(name, roles, PartyKind.PERSON, contacts=(*places, *contacts), tags=tuple(tags))
        self.ids[name] = party.add(self.store, self.ctx, draft).party
        return self.ids[name]

    def people(self, names: Iterable[str]) -> None:
        """Several customers in one operation."""

        def work(op: Operation) -> dict[str, Any]:
            for name in names:
                self.ids[name] = party.add_in(op, PartyDraft(name, (RoleDraft(Role.CUSTOMER),), PartyKind.PERSON))
            return {}

        run(self.store, self.ctx, msg("Add people"), "people", (), work)

    def buy(self, *bought: Bought) -> None:
        """Purchases in one operation."""
        self.sell([_sale(self.ids.get(who or ""), ago, amount) for who, ago, amount in bought])

    def sell(self, drafts: Sequence[SaleDraft]) -> list[int]:
        """Sales in one operation."""
        made: list[int] = []

        def work(op: Operation) -> dict[str, Any]:
            made.extend(sale.record_many(op, drafts))
            return {}

        run(self.store, self.ctx, msg("Sell"), "sell", (), work)
        return made


def _sale(party: int | None, ago: int, amount: int) -> SaleDraft:
    return SaleDraft(TODAY - dt.timedelta(ago), amount, amount, party)


def with_items(day: dt.date, *items: tuple[str, int], minute: int | None = None, party: int | None = None) -> SaleDraft:
    """A sale of items at 1.00 each."""
    lines = tuple(SaleItem(name, Decimal(count), count * 100) for name, count in items)
    total = sum(count * 100 for _name, count in items)
    return SaleDraft(day, total, total, party, minute, items=lines)
