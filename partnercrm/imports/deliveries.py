"""Rows of a file as orders and what came of them, one row an item: what is there already is skipped and counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from partnercrm.domain.item import is_count
from partnercrm.domain.supply import DeliveryDraft, DeliveryLineDraft, OrderDraft, OrderLineDraft, Price
from partnercrm.domain.supply_brought import BroughtLine, BroughtOrder
from partnercrm.domain.words import Message, msg
from partnercrm.imports.asked import THERE, Asked, Row, once
from partnercrm.imports.fields import ImportKind
from partnercrm.imports.preview import Fingerprints, Preview, PreviewRow, Reader, RowState
from partnercrm.imports.who import Who
from partnercrm.services import delivery, item, purchase
from partnercrm.services.operations import Operation
from partnercrm.services.supply import Offers

COUNTS = msg(
    "What came counts for the figures and posts nothing: it is in the books already. A column *post* with yes posts it."
)


def preview(asked: Asked) -> Preview:
    """What importing a table as deliveries would do; rows of one order go in together."""
    cells = asked.cells()
    who, reader, prints = (
        Who(asked.store, (row.text("party") for row in cells)),
        Reader(asked.locale, asked.today),
        Fingerprints(),
    )
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in cells:
        one = Row(row, asked, reader)
        groups[one.text("order") or one.name(prints)].append(one)
    read = [_read(name, rows, asked, who) for name, rows in groups.items()]
    names = [row.draft.external_id for row in read if isinstance(row.draft, BroughtOrder)]
    there = delivery.known(asked.store, asked.source, names)
    return asked.preview(ImportKind.DELIVERIES, [_marked(row, there) for row in read], (COUNTS,))


def write(op: Operation, drafts: Sequence[BroughtOrder]) -> None:
    """Places the orders and notes what came; items that nobody knows are made."""
    numbers = item.ensure(op, dict.fromkeys(line.item for draft in drafts for line in draft.lines))
    offers = Offers(op)
    for draft in drafts:
        order = None if draft.day is None else _order(op, draft, numbers, offers)
        for place, (day, lines) in enumerate(draft.days().items()):
            came = tuple(
                DeliveryLineDraft(numbers[line.item], line.amount, line.accepted, line.price) for line in lines
            )
            made = DeliveryDraft(
                draft.party,
                day,
                came,
                order,
                in_the_books=not draft.post,
                source=draft.source,
                external_id=draft.external_id if not place else f"{draft.external_id} {day.isoformat()}",
            )
            delivery.deliver_in(op, made, offers)


def _order(op: Operation, draft: BroughtOrder, numbers: dict[str, int], offers: Offers) -> int:
    lines = tuple(OrderLineDraft(numbers[name], quantity, price) for name, (quantity, price) in draft.ordered().items())
    wanted = OrderDraft(
        draft.party,
        draft.day,
        lines,
        draft.requested,
        draft.promised,
        draft.number,
        source=draft.source,
        external_id=draft.external_id,
    )
    return purchase.order_many(op, [wanted], offers)[0]


def _read(name: str, rows: Sequence[Row], asked: Asked, who: Who) -> PreviewRow:
    first, lines = rows[0], []
    party = first.reasons.take(who.named(first.text("party")))
    day, requested, promised = first.past("ordered_on"), first.date("requested"), first.date("promised")
    bad: list[Message] = [] if party is not None or first.reasons.bad else [msg("Say who supplies it.")]
    for row in rows:
        line = _line(row)
        bad += row.reasons.bad
        if row.text("party") != first.text("party"):
            bad.append(msg("Row {row} names another supplier in the same order.", row=row.number))
        if line.came_on is None and day is None:
            bad.append(msg("Say when it was ordered, or when it came."))
        if line.came_on is not None and day is not None and line.came_on < day:
            bad.append(msg("It cannot come before it was ordered."))
        lines.append(line)
    bad += [
        msg("It cannot come before it was ordered.") for each in (requested, promised) if each and day and each < day
    ]
    numbers, said = (
        tuple(row.number for row in rows),
        " ".join(filter(None, (first.text("party"), first.text("order")))),
    )
    if bad or party is None:
        return PreviewRow(numbers, said, RowState.BAD, once(bad))
    post = any(row.yes("post") for row in rows)
    draft = BroughtOrder(party, first.text("order"), day, requested, promised, tuple(lines), post, asked.source, name)
    return PreviewRow(numbers, said, RowState.NEW, draft=draft)


def _line(row: Row) -> BroughtLine:
    named = row.text("item") or "Goods"
    price, tax = row.money("price"), row.decimal("tax")
    line = BroughtLine(
        named,
        row.decimal("quantity"),
        row.past("date"),
        row.decimal("received"),
        row.decimal("accepted"),
        Price(price, tax) if price else None,
    )
    if line.ordered is not None and not (is_count(line.ordered) and line.ordered):
        row.reasons.bad.append(msg("Row {row} orders nothing.", row=row.number))
    if (line.accepted or Decimal(0)) > line.amount:
        row.reasons.bad.append(msg("No more can be accepted than came."))
    return line


def _marked(row: PreviewRow, there: set[str]) -> PreviewRow:
    if isinstance(row.draft, BroughtOrder) and row.draft.external_id in there:
        return PreviewRow(row.numbers, row.said, RowState.KNOWN, (THERE,))
    return row
