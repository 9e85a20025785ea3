"""Who can supply an item: share, lead time, minimum, price and its history, and when an alternate was last tested."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any
from uuid import UUID

from db.engine import Store
from db.queries import supply as q
from db.tables import supply as t
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Invalid, Refused, not_found
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.supply import Price, SupplierItemDraft, price_problems
from partnercrm.domain.supply_rows import SupplierItemFilter, SupplierItemRow
from partnercrm.domain.words import msg
from partnercrm.services import item as items
from partnercrm.services.context import Context
from partnercrm.services.named import only, uuid_of
from partnercrm.services.operations import Operation, run
from partnercrm.services.party import require as require_party

SUBJECTS = ("supply",)
ALL = SupplierItemFilter()


@dataclass(frozen=True, slots=True)
class Added:
    """An offer of a supplier that was added: row id and UUID."""

    supplier_item: int
    uuid: UUID
    changes: Changes


def listed(store: Store, wanted: SupplierItemFilter = ALL) -> list[SupplierItemRow]:
    """Who can bring what, by item and supplier, with all prices."""
    with store.read() as connection:
        return q.supplier_items(connection, wanted)


def find(store: Store, item: str, party: int) -> SupplierItemRow:
    """What a supplier (row id) offers of an item (by UUID, code or name). Raises NotFound."""
    with store.read() as connection:
        named = uuid_of(item)
        number = None if named is None else q.by_uuid(connection, named)
        if number is not None:
            return q.by_ids(connection, [number])[0]
        wanted = SupplierItemFilter(party, items.find_in(connection, item).id, ended=True)
        found = q.supplier_items(connection, wanted)
    return only(found, item, f"supplier of {item}", [row for row in found if row.ended_on is None])


def add(
    store: Store,
    ctx: Context,
    draft: SupplierItemDraft,
    price: Price | None = None,
    from_day: dt.date | None = None,
) -> Added:
    """Says that a supplier can bring an item, from a day (today) on at a price.

    Raises Invalid, NotFound, Refused where that is known.
    """

    def work(op: Operation) -> dict[str, Any]:
        number = add_in(op, draft)
        if price is not None:
            set_price_in(op, number, price, from_day or op.today)
        return {"supplier_item": number, "uuid": str(require(op, number).uuid)}

    done = run(store, ctx, msg("Added a supplier of an item"), (draft, price, from_day), SUBJECTS, work)
    return Added(done.answer["supplier_item"], UUID(done.answer["uuid"]), done.changes)


def add_in(op: Operation, draft: SupplierItemDraft) -> int:
    """The same within a running operation, without a price."""
    values = _values(op, draft)
    if (values["item_id"], values["party_id"]) in q.pairs(op.connection):
        raise Refused(msg("They are known to bring it. Change that instead."), "party")
    return op.insert(t.supplier_item, uuid=uuid.uuid4(), ended_on=None, **values)


def change(store: Store, ctx: Context, number: int, draft: SupplierItemDraft) -> Changes:
    """Makes an offer what the draft says; item and supplier stay. Raises Invalid, NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        require(op, number)
        values = _values(op, draft)
        op.update(t.supplier_item, number, **{k: v for k, v in values.items() if k not in ("item_id", "party_id")})
        return {}

    return run(store, ctx, msg("Changed a supplier of an item"), (number, draft), SUBJECTS, work).changes


def set_price(store: Store, ctx: Context, number: int, price: Price, from_day: dt.date | None = None) -> Changes:
    """From a day on, today unless said, it costs so much; earlier prices stay. Raises Invalid, NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        set_price_in(op, number, price, from_day or op.today)
        return {}

    return run(store, ctx, msg("Noted a price"), (number, price, from_day), SUBJECTS, work).changes


def set_price_in(op: Operation, number: int, price: Price, from_day: dt.date) -> None:
    """The same within a running operation; a price of that very day is replaced."""
    found = require(op, number)
    problems = [Problem(each.field.removeprefix("."), each.message) for each in price_problems(price, "")]
    if problems:
        raise Invalid(problems)
    values = {"price": price.price, "tax_on_top": price.tax_on_top}
    same = next((row for row in found.prices if row.from_day == from_day), None)
    if same is not None:
        op.update(t.supplier_price, same.id, **values)
    else:
        op.insert(t.supplier_price, uuid=uuid.uuid4(), supplier_item_id=number, from_day=from_day, **values)


def tested(store: Store, ctx: Context, number: int, day: dt.date | None = None) -> Changes:
    """Notes that somebody tried, on a day or today, whether they can step in. Raises NotFound, Refused."""

    def work(op: Operation) -> dict[str, Any]:
        found, when = require(op, number), day or op.today
        if when > op.today:
            raise Refused(msg("It lies in the future."), "day")
        op.update(t.supplier_item, number, tested_on=when)
        op.said = msg("Tested {name} for {item}", name=found.party_name, item=found.item_name)
        return {}

    return run(store, ctx, msg("Tested an alternate"), (number, day), SUBJECTS, work).changes


def end(store: Store, ctx: Context, number: int, day: dt.date | None = None, *, again: bool = False) -> Changes:
    """They bring it no more from a day on, or, with `again`, they do. What came stays. Raises NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        found = require(op, number)
        op.update(t.supplier_item, number, ended_on=None if again else day or op.today)
        back = msg("{name} brings {item} again", name=found.party_name, item=found.item_name)
        gone = msg("{name} brings {item} no more", name=found.party_name, item=found.item_name)
        op.said = back if again else gone
        return {}

    return run(store, ctx, msg("Ended with a supplier of an item"), (number, day, again), SUBJECTS, work).changes


class Offers:
    """What suppliers offer, read once for many orders or deliveries of one operation."""

    def __init__(self, op: Operation) -> None:
        self._op, self._known = op, q.pairs(op.connection)
        self._prices: dict[int, SupplierItemRow] = {}

    def of(self, item: int, party: int) -> int:
        """The offer of an item by a supplier (row ids), made where they bring it for the first time."""
        if (item, party) not in self._known:
            self._known[item, party] = add_in(self._op, SupplierItemDraft(item, party))
        return self._known[item, party]

    def add(self, draft: SupplierItemDraft, price: Price | None, day: dt.date) -> None:
        """Says that a supplier can bring an item where nobody knew, and from a day on at a price."""
        if draft.item is None or draft.party is None or (draft.item, draft.party) in self._known:
            return
        number = add_in(self._op, draft)
        self._known[draft.item, draft.party] = number
        if price is not None:
            set_price_in(self._op, number, price, day)

    def price(self, item: int, party: int, day: dt.date) -> Price | None:
        """What they take for it on a day."""
        known = self._known.get((item, party))
        return None if known is None else self._row(known).price_on(day)

    def remember(self, item: int, party: int, price: Price, day: dt.date) -> None:
        """Keeps what a delivery cost where that is news: another price than the one that held on its day."""
        number = self.of(item, party)
        if self._row(number).price_on(day) != price:
            set_price_in(self._op, number, price, day)
            del self._prices[number]

    def _row(self, number: int) -> SupplierItemRow:
        if number not in self._prices:
            self._prices[number] = require(self._op, number)
        return self._prices[number]


def require(op: Operation, number: int) -> SupplierItemRow:
    """An offer as it stands, its supplier marked as concerned. Raises NotFound."""
    found = q.by_ids(op.connection, [number])
    if not found:
        raise not_found("supplier of an item")
    op.touch(found[0].party)
    return found[0]


def draft_of(row: SupplierItemRow) -> SupplierItemDraft:
    """What an offer says, as a draft."""
    return SupplierItemDraft(
        row.item,
        row.party,
        row.share,
        row.lead_days,
        row.minimum,
        row.their_code,
        row.tested_on,
        row.recover_says,
        row.recover_we_think,
        row.note,
    )


def _values(op: Operation, draft: SupplierItemDraft) -> dict[str, Any]:
    problems = draft.problems()
    if problems or draft.party is None:
        raise Invalid(problems)
    party = require_party(op.connection, draft.party).id
    op.touch(party)
    return {
        "item_id": items.require(op, draft.item).id,
        "party_id": party,
        "share": draft.share,
        "lead_days": draft.lead_days,
        "minimum": draft.minimum,
        "their_code": draft.their_code.strip(),
        "tested_on": draft.tested_on,
        "recover_says": draft.recover_says,
        "recover_we_think": draft.recover_we_think,
        "note": draft.note.strip(),
    }
