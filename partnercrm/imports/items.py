"""Rows of a file as items, each with who can bring it where the row says so."""

from __future__ import annotations

from collections.abc import Sequence

from partnercrm.domain.item import ItemDraft, name_key
from partnercrm.domain.supply import Price, SupplierItemDraft
from partnercrm.domain.supply_brought import BroughtItem
from partnercrm.domain.supply_rows import SupplierItemFilter
from partnercrm.domain.words import msg
from partnercrm.imports.asked import THERE, Asked, Row
from partnercrm.imports.fields import ImportKind
from partnercrm.imports.preview import Preview, PreviewRow, Reader, RowState
from partnercrm.imports.who import Who
from partnercrm.services import item as items
from partnercrm.services import supply
from partnercrm.services.operations import Operation


def preview(asked: Asked) -> Preview:
    """What importing a table as items would do: an item that is there, with its supplier, stays as it is."""
    cells = asked.cells()
    who, reader = Who(asked.store, (row.text("party") for row in cells)), Reader(asked.locale, asked.today)
    read = [_read(Row(row, asked, reader), who) for row in cells]
    known = items.by_words(asked.store, [word for row in cells for word in (row.text("code"), row.text("name"))])
    offered = {(row.item, row.party) for row in supply.listed(asked.store, SupplierItemFilter(ended=True))}
    seen: set[tuple[str, int | None]] = set()
    return asked.preview(ImportKind.ITEMS, [_marked(row, known, offered, seen) for row in read])


def write(op: Operation, drafts: Sequence[BroughtItem]) -> None:
    """Adds the items that are not there, and who can bring them."""
    new = {name_key(draft.item.name): draft.item for draft in reversed(drafts)}
    known = {name_key(row.name): row.id for row in items.listed_in(op)} | {
        row.code: row.id for row in items.listed_in(op) if row.code
    }
    missing = [key for key, item in reversed(new.items()) if key not in known and item.code not in known]
    known |= zip(missing, items.add_many(op, [new[key] for key in missing]), strict=True)
    offers = supply.Offers(op)
    for draft in drafts:
        number = known.get(name_key(draft.item.name), known.get(draft.item.code, 0))
        if draft.party is not None:
            wanted = SupplierItemDraft(number, draft.party, draft.share, draft.lead_days, draft.minimum)
            offers.add(wanted, draft.price, op.today)


def _read(row: Row, who: Who) -> PreviewRow:
    stock = row.decimal("stock")
    counted = row.date("stock_day")
    item = ItemDraft(
        row.text("name"),
        row.text("code"),
        row.text("unit"),
        row.text("category"),
        row.money("price"),
        row.money("cost"),
        stock,
        counted if stock is not None else None,
        row.decimal("daily_use"),
        row.money("margin_a_day"),
        row.text("note"),
    )
    price, tax = row.money("supplier_price"), row.decimal("tax")
    party = row.reasons.take(who.named(row.text("party")))
    draft = BroughtItem(
        item,
        party,
        row.decimal("share"),
        row.whole("lead_days"),
        row.decimal("minimum"),
        Price(price, tax) if price else None,
    )
    problems = list(item.problems())
    if party is not None:
        problems += SupplierItemDraft(0, party, draft.share, draft.lead_days, draft.minimum).problems()
    bad = (*row.reasons.bad, *(problem.message for problem in problems))
    said = " ".join(filter(None, (item.name, row.text("party"))))
    return PreviewRow((row.number,), said, RowState.BAD if bad else RowState.NEW, bad, None if bad else draft)


def _marked(
    row: PreviewRow,
    known: dict[str, int],
    offered: set[tuple[int, int]],
    seen: set[tuple[str, int | None]],
) -> PreviewRow:
    draft = row.draft
    if not isinstance(draft, BroughtItem):
        return row
    number = known.get(draft.item.name, known.get(draft.item.code))
    if number is not None and (draft.party is None or (number, draft.party) in offered):
        return PreviewRow(row.numbers, row.said, RowState.KNOWN, (THERE,))
    key = (name_key(draft.item.name), draft.party)
    if key in seen:
        return PreviewRow(row.numbers, row.said, RowState.KNOWN, (msg("It stands in the file before."),))
    seen.add(key)
    return row
