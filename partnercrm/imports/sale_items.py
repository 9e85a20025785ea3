"""Rows of a till's file that belong to one receipt: a line for each item, and whose sums its rows say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import Enum

from partnercrm.domain.locale import Locale
from partnercrm.domain.money import Currency
from partnercrm.domain.sale import SaleDraft
from partnercrm.domain.sale_item import SaleItem
from partnercrm.domain.words import Message, msg
from partnercrm.imports import values
from partnercrm.imports.preview import Cells, Reasons
from partnercrm.imports.table import Cell, Row, blank

_MAIN = ("paid", "amount")
_ENOUGH = 3  # receipts whose rows all say the same sum: nobody buys two of the same price every time


class Whose(Enum):
    """Whose sums a row of several says."""

    LINE = "line"
    RECEIPT = "receipt"
    UNSURE = "unsure"


NOTES: Mapping[Whose, Message] = {
    Whose.LINE: msg("Several rows make one receipt; their sums are added up."),
    Whose.RECEIPT: msg("Several rows make one receipt; a sum that stands in each of them is counted once."),
}


class Receipt:
    """One sale of the file: its rows, read as one. A field's value is that of the first row that has one."""

    __slots__ = ("rows", "whose")

    def __init__(self, rows: Sequence[Cells]) -> None:
        self.rows = rows
        self.whose = Whose.LINE

    @property
    def row(self) -> Row:
        """Its first row."""
        return self.rows[0].row

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of its rows."""
        return tuple(cells.row.number for cells in self.rows)

    def cell(self, key: str) -> Cell:
        """The first filled cell of a field."""
        return next((found for found in (cells.cell(key) for cells in self.rows) if not blank(found)), "")

    def text(self, key: str) -> str:
        """The first text of a field."""
        return next((found for found in (cells.text(key) for cells in self.rows) if found), "")

    def unreadable(self) -> list[Message]:
        """The reasons of cells that cannot be read."""
        return [reason for cells in self.rows for reason in cells.unreadable()]

    def money(self, key: str, currency: Currency, locale: Locale, reasons: Reasons) -> int | None:
        """A sum of the receipt: those of its lines together, or the one that stands for all."""
        read = [reasons.take(values.money(cells.cell(key), currency, locale, signed=True)) for cells in self.rows]
        found = [value for value in read if value is not None]
        if not found:
            return None
        return found[0] if self.whose is Whose.RECEIPT else sum(found)

    def items(self, currency: Currency, locale: Locale, reasons: Reasons) -> tuple[SaleItem, ...]:
        """Its lines; a row without an item is none."""
        return tuple(self._line(cells, currency, locale, reasons) for cells in self.rows if cells.text("item"))

    def _line(self, cells: Cells, currency: Currency, locale: Locale, reasons: Reasons) -> SaleItem:
        def money(key: str) -> int | None:
            return reasons.take(values.money(cells.cell(key), currency, locale, signed=True))

        count = reasons.take(values.decimal(cells.cell("quantity"), locale, signed=True))
        quantity = SaleItem("").quantity if count is None else count
        amount, price = money("item_amount"), money("item_price")
        if amount is None and price is not None:
            amount = currency.rounded(currency.major(price) * quantity)
        if amount is None and self.whose is not Whose.RECEIPT and len(self.rows) > 1:
            full, paid = money("amount"), money("paid")
            amount = full if full is not None else paid
        if amount is not None and (amount < 0) is not (quantity < 0):
            quantity, amount = -abs(quantity), -abs(amount)
        return SaleItem(cells.text("item"), quantity, amount)

    def heads_differ(self) -> bool:
        """Whether its rows name different people or days."""
        return any(len({cells.text(key) for cells in self.rows} - {""}) > 1 for key in ("party", "date", "refunds"))


def with_items(draft: SaleDraft, items: Sequence[SaleItem]) -> SaleDraft:
    """The sale with its lines. A single line without a price has the sale's; what a refund takes back is below zero."""
    lines = list(items)
    if len(lines) == 1 and lines[0].amount is None and abs(draft.amount):
        lines = [replace(lines[0], amount=draft.amount)]
    if draft.amount < 0:
        back = [-abs(line.quantity) if (line.amount or 0) <= 0 else line.quantity for line in lines]
        lines = [replace(line, quantity=count) for line, count in zip(lines, back, strict=True)]
    return replace(draft, items=tuple(lines))


def receipts(read: Sequence[Cells], fields: Sequence[str]) -> list[Receipt]:
    """The sales of a file, in the order of their first rows. Without a column for items each row is one."""
    if "item" not in fields:
        return [Receipt([cells]) for cells in read]
    groups: dict[object, list[Cells]] = {}
    for place, cells in enumerate(read):
        groups.setdefault(cells.text("receipt") or cells.text("external_id") or place, []).append(cells)
    found = [Receipt(group) for group in groups.values()]
    priced = "item_amount" in fields or "item_price" in fields
    whose = _whose([receipt for receipt in found if len(receipt.rows) > 1], priced=priced)
    for receipt in found:
        receipt.whose = whose
    return found


def _whose(several: Sequence[Receipt], *, priced: bool) -> Whose:
    """Whose sums the rows say, judged by all receipts of several rows; `priced` where lines say their price apart."""
    said = [[_main(cells) for cells in receipt.rows] for receipt in several]
    filled = [[text for text in texts if text] for texts in said]
    if any(len(set(texts)) > 1 for texts in filled):
        return Whose.LINE
    repeated = [texts for texts in filled if len(texts) > 1]
    if not repeated:
        return Whose.RECEIPT if any(filled) else Whose.LINE
    return Whose.RECEIPT if priced or len(repeated) >= _ENOUGH else Whose.UNSURE


def _main(cells: Cells) -> str:
    return cells.text(_MAIN[0]) or cells.text(_MAIN[1])
