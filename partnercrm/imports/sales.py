"""Rows of a till's file as sales: one row a receipt or one an item, which are there already, which may be doubles."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace

from partnercrm.domain import codes
from partnercrm.domain.errors import not_found
from partnercrm.domain.locale import Locale
from partnercrm.domain.money import Amount, Currency
from partnercrm.domain.period import month_number, named_month
from partnercrm.domain.record import dataclass
from partnercrm.domain.sale import PAYMENT_WORDS, PaymentKind, SaleDraft
from partnercrm.domain.sale_item import SaleItem, items_total
from partnercrm.domain.text import fold
from partnercrm.domain.voucher import BatchGroup
from partnercrm.domain.voucher_answers import answer
from partnercrm.domain.voucher_match import Loose, Pool
from partnercrm.domain.voucher_rows import Reason, VoucherRow
from partnercrm.domain.words import Message, msg
from partnercrm.imports import values
from partnercrm.imports.fields import ImportKind
from partnercrm.imports.payments import payment_of
from partnercrm.imports.preview import (
    Cells,
    Fingerprints,
    Preview,
    PreviewRow,
    Reader,
    Reasons,
    RowState,
    bad_rows,
    places,
)
from partnercrm.imports.sale_items import NOTES, Receipt, Whose, receipts, with_items
from partnercrm.imports.sale_limits import Limits, limits
from partnercrm.imports.table import Table
from partnercrm.imports.who import Who
from partnercrm.services import gift_card, loyalty, voucher, voucher_sale
from partnercrm.services import sale as sales
from partnercrm.services.known import closed_months
from partnercrm.services.store import Store

ONLY_NOTED = msg("There is no card program here: the numbers of cards are kept as text.")
LESS_PAID = msg(
    "Where less was paid than the price, the rest counts as a reduction, unless a column says what is not paid yet or "
    "when it is due."
)
UNSURE = msg(
    "Each of its rows says the same sum: is it the price of each line, as we took it, or of the whole receipt?"
)
_SUMS = ("amount", "reduction", "paid", "gift_card_amount", "rest", "rounding", "tip")


@dataclass(frozen=True, slots=True)
class Asked:
    """What every row is read with."""

    currency: Currency
    locale: Locale
    today: dt.date
    source: str
    take_doubles: bool = False


@dataclass(slots=True)
class _Reading:
    """One file on its way: what its rows have said so far."""

    asked: Asked
    who: Who
    closed: frozenset[int]
    reader: Reader
    unmapped: tuple[int, ...]
    says_reduction: bool = False
    less_paid: bool = False
    prints: Fingerprints = field(default_factory=Fingerprints)
    programs: bool = True
    gift_cards: Collection[str] = ()
    cards: Mapping[str, int] = field(default_factory=dict)
    holders: Mapping[str, int] = field(default_factory=dict)
    vouchers: Mapping[str, VoucherRow] = field(default_factory=dict)
    loose: Pool = field(default_factory=lambda: Pool(()))
    limits: Limits | None = None
    receipts_of: Mapping[str, str] = field(default_factory=dict)
    uses: dict[str, list[int]] = field(default_factory=dict)
    receipts: dict[str, tuple[int, SaleDraft]] = field(default_factory=dict)
    seen: dict[Hashable, int] = field(default_factory=dict)


def preview(store: Store, table: Table, mapping: dict[int, str], asked: Asked) -> Preview:
    """What importing a table as sales would do. Doubtful rows stay out unless `take_doubles` is said."""
    where = places(mapping)
    read = receipts([Cells(row, where) for row in table.rows], list(where))
    reading = _Reading(
        asked,
        Who(store, (cells.text("party") for cells in read)),
        closed_months(store),
        Reader(asked.locale, asked.today),
        tuple(place for place in range(len(table.header)) if place not in mapping),
        says_reduction="reduction" in where,
    )
    reading.cards = loyalty.holders(store, sorted({codes.kept(cells.text("card")) for cells in read} - {""}))
    reading.holders = _holders(store, reading.cards)
    reading.vouchers = voucher.by_codes(store, {cells.text("voucher") for cells in read} - {""})
    reading.programs = loyalty.has_programs(store)
    reading.gift_cards = gift_card.known_codes(store, sorted({codes.kept(cells.text("gift_card")) for cells in read}))
    rows = [_read(cells, reading) for cells in read]
    reading.loose = Pool(voucher.loose(store, reading.vouchers, reading.receipts))
    reading.receipts_of = voucher.last_receipts(store, reading.vouchers)
    there = _there(store, asked.source, rows)
    reading.limits = limits(store, asked.source, _drafts(rows), asked.currency)
    sales_first = sorted(rows, key=lambda row: isinstance(row.draft, SaleDraft) and row.draft.refund)
    marked = [*bad_rows(table), *(_marked(row, there, reading) for row in sales_first)]
    marked.sort(key=lambda row: row.numbers)
    said = () if reading.programs or not any(map(_names_card, marked)) else (ONLY_NOTED,)
    less = (LESS_PAID,) if reading.less_paid else ()
    notes = (*table.notes, *_notes(read), *less, *said)
    return Preview(ImportKind.SALES, asked.source, table.header, mapping, tuple(marked), notes)


def _names_card(row: PreviewRow) -> bool:
    return isinstance(row.draft, SaleDraft) and bool(row.draft.card)


def _notes(read: Sequence[Receipt]) -> list[Message]:
    """How receipts of several rows were understood."""
    whose = next((cells.whose for cells in read if len(cells.rows) > 1), None)
    return [] if whose is None or whose is Whose.UNSURE else [NOTES[whose]]


def _read(cells: Receipt, reading: _Reading) -> PreviewRow:
    reasons = Reasons(cells.unreadable())
    head = _head(cells, reading, reasons)
    items = cells.items(reading.asked.currency, reading.asked.locale, reasons)
    said_sums = _sums(cells, reading.asked, reasons)
    draft = with_items(_summed(head, said_sums, items, reasons), items)
    less = said_sums["reduction"] is None and bool(draft.reduction) and not draft.refund
    guessed = reading.says_reduction and less
    reading.less_paid |= less
    numbers, said = cells.numbers, " ".join(filter(None, (draft.receipt, cells.text("party"))))
    if cells.heads_differ():
        reasons.bad.append(msg("The rows of this receipt name different people or days."))
    problems = reasons.bad or _problems(draft, reading)
    if problems:
        return PreviewRow(numbers, said, RowState.BAD, tuple(problems))
    if draft.receipt in reading.receipts:
        return _again(numbers, said, draft, reading)
    if draft.receipt:
        reading.receipts[draft.receipt] = (numbers[0], draft)
    if cells.whose is Whose.UNSURE and len(cells.rows) > 1:
        return PreviewRow(numbers, said, RowState.DOUBTFUL, (UNSURE,), draft)
    if draft.receipt:
        return PreviewRow(numbers, said, RowState.NEW, _warnings(draft, reading.asked, guessed), draft)
    return _without_receipt(cells, said, draft, reading, guessed)


def _head(cells: Receipt, reading: _Reading, reasons: Reasons) -> SaleDraft:
    """What a row says beside its sums."""
    asked = reading.asked
    when = reasons.take(values.moment(cells.cell("date"), asked.locale, asked.today))
    time = when[1] if when else None
    if cells.text("time"):
        behind = values.moment(f"{asked.today.isoformat()} {cells.text('time')}", asked.locale, asked.today)
        read = reasons.take(behind)
        time = read[1] if read else None
    receipt, texts = cells.text("receipt"), [fold(str(value)) for value in cells.row.cells]
    return SaleDraft(
        day=when[0] if when else None,
        minute=None if time is None else time.hour * 60 + time.minute,
        amount=0,
        paid=0,
        party=reasons.take(reading.who.named(cells.text("party")))
        or reading.holders.get(codes.kept(cells.text("card"))),
        payment=_payment(cells, reading, reasons),
        receipt=receipt,
        card=cells.text("card"),
        voucher=cells.text("voucher"),
        gift_card=cells.text("gift_card"),
        channel=cells.text("channel"),
        due_day=reasons.take(reading.reader.date(cells.cell("due"))),
        refunds_receipt=cells.text("refunds"),
        source=asked.source,
        external_id=receipt or cells.text("external_id") or reading.prints.of(texts),
    )


def _payment(cells: Receipt, reading: _Reading, reasons: Reasons) -> PaymentKind:
    """How it was paid, in our words or the till's; cash where nobody says."""
    found = reading.reader.one_of(cells.cell("payment"), PAYMENT_WORDS)
    if isinstance(found, Message):
        found = payment_of(cells.text("payment")) or found
    return reasons.take(found) or PaymentKind.CASH


def _sums(cells: Receipt, asked: Asked, reasons: Reasons) -> dict[str, int | None]:
    """The sums that a row says, all on the side of the sale or the refund but rounding and tip."""
    found = {name: cells.money(name, asked.currency, asked.locale, reasons) for name in _SUMS}
    back = any((found[name] or 0) < 0 for name in ("amount", "paid", "rest"))
    for name in ("reduction", "gift_card_amount"):
        value = found[name]
        found[name] = value if value is None else -abs(value) if back else abs(value)
    return found


def _summed(head: SaleDraft, said: dict[str, int | None], items: Sequence[SaleItem], reasons: Reasons) -> SaleDraft:
    """The row with its sums made whole: what is not said follows from the others, the price from its lines."""
    paid, rest = said["paid"], said["rest"]
    amount = _price(said, items_total(items))
    reduction, gift_card = said["reduction"] or 0, said["gift_card_amount"] or 0
    rounding, on_account = said["rounding"] or 0, head.payment is PaymentKind.ON_ACCOUNT
    owed = on_account or head.due_day is not None
    if head.payment is PaymentKind.GIFT_CARD and said["gift_card_amount"] is None and paid:
        gift_card, paid = paid, 0
    if amount is None and paid is None:
        reasons.bad.append(msg("Say how much was paid."))
        return head
    if amount is None:
        amount = (paid or 0) + gift_card + (rest or 0) + reduction - rounding
    due = amount - reduction + rounding - gift_card - (rest or 0)
    if paid is None:
        paid = 0 if on_account else due
    elif on_account and rest is None and paid == due:
        paid = 0
    made = replace(head, amount=amount, paid=paid, reduction=reduction, rounding=rounding, gift_card_amount=gift_card)
    made = replace(made, tip=said["tip"] or 0)
    return _fitted(made, rest, said["reduction"] is None and not owed, reasons)


def _price(said: Mapping[str, int | None], lines: int | None) -> int | None:
    """The price before the reduction: as said, else what the lines come to, unless that is less than was paid.

    A tip that the till counted into what was paid is none of the price.
    """
    if said["amount"] is not None or lines is None:
        return said["amount"]
    paid = sum(said[name] or 0 for name in ("paid", "gift_card_amount", "rest"))
    if said["tip"] and lines == paid - said["tip"]:
        return lines
    return lines if abs(lines) >= abs(paid) and lines * paid >= 0 else None


def _fitted(draft: SaleDraft, rest: int | None, gap_is_reduction: bool, reasons: Reasons) -> SaleDraft:
    """The sums as the till meant them: tills write roundings with either sign, and count tips and gift cards in."""
    gap = draft.rest - (rest or 0)
    if gap and gap == 2 * draft.rounding:
        return replace(draft, rounding=-draft.rounding)
    if gap and gap in (-draft.tip, -draft.gift_card_amount):
        return replace(draft, paid=draft.paid + gap)
    if gap and gap_is_reduction and (gap > 0) is (draft.amount > 0):
        return replace(draft, reduction=draft.reduction + gap)
    if gap and draft.payment is not PaymentKind.ON_ACCOUNT and (draft.due_day is None or rest is not None):
        reasons.bad.append(msg("The sums do not fit: price, reduction, rounding, gift card and what was paid."))
    return draft


def _problems(draft: SaleDraft, reading: _Reading) -> list[Message]:
    found = [problem.message for problem in draft.problems()]
    if draft.day is not None and draft.day > reading.asked.today:
        found.append(msg("It lies in the future."))
    if draft.rest and draft.day is not None and month_number(draft.day) in reading.closed:
        month = named_month(month_number(draft.day))
        found.append(msg("{month} is closed, and part of this sale is not paid.", month=month))
    return found


def _warnings(draft: SaleDraft, asked: Asked, guessed: bool) -> tuple[Message, ...]:
    """What to know of a row; `guessed` where less was paid than the price and its cell for the reduction is empty."""
    if guessed and not draft.refund:
        amount = Amount(draft.reduction, asked.currency)
        return (msg("{amount} less than the price was paid: taken as a reduction.", amount=amount),)
    if draft.rest > 0:
        return (msg("{amount} are not paid and go to the ledger.", amount=Amount(draft.rest, asked.currency)),)
    if draft.refund and not draft.refunds_receipt:
        return (msg("It gives back and does not say for which sale."),)
    return ()


def _again(numbers: tuple[int, ...], said: str, draft: SaleDraft, reading: _Reading) -> PreviewRow:
    """A receipt that stands in the file before: the same once more, or not one row a receipt."""
    row, first = reading.receipts[draft.receipt]
    if draft == first:
        return PreviewRow(numbers, said, RowState.KNOWN, (msg("It stands in row {row} already.", row=row),))
    text = msg("Receipt {receipt} stands in row {row} with other sums. Give one row a receipt.", **_of(draft, row))
    return PreviewRow(numbers, said, RowState.BAD, (text,))


def _of(draft: SaleDraft, row: int) -> dict[str, str | int]:
    return {"receipt": draft.receipt, "row": row}


def _without_receipt(cells: Receipt, said: str, draft: SaleDraft, reading: _Reading, guessed: bool) -> PreviewRow:
    """Two equal rows in one minute may be two coffees or one row twice: somebody must decide."""
    numbers = (cells.row.number,)
    rest = tuple(str(cells.row.cells[place]) for place in reading.unmapped)
    same = (replace(draft, external_id="") if not cells.text("external_id") else draft, rest)
    first = reading.seen.setdefault(same, numbers[0])
    if first == numbers[0]:
        return PreviewRow(numbers, said, RowState.NEW, _warnings(draft, reading.asked, guessed), draft)
    why = msg("The same as row {row}, without a receipt number: a second sale, or the same one twice?", row=first)
    return PreviewRow(numbers, said, RowState.DOUBTFUL, (why,), draft)


def _holders(store: Store, numbers: Mapping[str, int]) -> dict[str, int]:
    """Who holds the member cards that were shown, by the card's number in its one spelling."""
    cards = {row.id: row.party for row in loyalty.members(store, sorted(set(numbers.values())))}
    return {number: cards[card] for number, card in numbers.items() if cards.get(card)}


def _drafts(rows: Iterable[PreviewRow]) -> list[SaleDraft]:
    return [row.draft for row in rows if isinstance(row.draft, SaleDraft)]


def _there(store: Store, source: str, rows: Iterable[PreviewRow]) -> set[str]:
    drafts = _drafts(rows)
    wanted = {draft.external_id for draft in drafts} | {draft.refunds_receipt for draft in drafts}
    return sales.known(store, source, sorted(wanted - {""}))


def _marked(row: PreviewRow, there: set[str], reading: _Reading) -> PreviewRow:
    draft = row.draft
    if not isinstance(draft, SaleDraft):
        return row
    if draft.external_id in there:
        return PreviewRow(row.numbers, row.said, RowState.KNOWN, (msg("It is there already."),))
    if draft.refunds_receipt and draft.refunds_receipt not in there and draft.refunds_receipt not in reading.receipts:
        text = msg("There is no sale with the receipt {receipt}.", receipt=draft.refunds_receipt)
        return PreviewRow(row.numbers, row.said, RowState.BAD, (text,))
    if row.state is RowState.DOUBTFUL and reading.asked.take_doubles:
        row = replace(row, state=RowState.NEW)
    if row.state is not RowState.NEW:
        return row
    why = reading.limits.why_not(draft) if reading.limits is not None else None
    if why is not None:
        return PreviewRow(row.numbers, row.said, RowState.BAD, (why,))
    if draft.refund:
        return row
    return replace(row, reasons=(*row.reasons, *_only_noted(draft, row.numbers[0], reading)))


def _only_noted(draft: SaleDraft, row: int, reading: _Reading) -> Iterator[Message]:
    """What to know of a sale that comes in: a card nobody has and a voucher that is not good count for nothing, a gift
    card moves today where the month is closed."""
    if draft.card and reading.programs and codes.kept(draft.card) not in reading.cards:
        yield not_found("card", draft.card).message
    joined = reading.loose.take(voucher_sale.booked(draft))
    yield from (_otherwise(use, draft, reading.asked) for use in joined if use.reduction > draft.reduction)
    if draft.voucher and all(use.code != codes.kept(draft.voucher) for use in joined):
        yield from _of_voucher(draft, row, reading)
    month = month_number(draft.day or reading.asked.today)
    if month in reading.closed and codes.kept(draft.gift_card) in reading.gift_cards:
        yield msg("{month} is closed: what the gift card paid is dated today.", month=named_month(month))


def _of_voucher(draft: SaleDraft, row: int, reading: _Reading) -> Iterator[Message]:
    """What the use of the voucher that a row names does not do."""
    why = _not_good(draft, row, reading)
    if why is not None:
        yield msg("Voucher {code} does not count: {why}", code=draft.voucher, why=why)
        return
    if not draft.reduction and reading.vouchers[codes.kept(draft.voucher)].group is BatchGroup.TEST:
        yield msg("Nothing came off with voucher {code}.", code=draft.voucher)
    month = month_number(draft.day or reading.asked.today)
    if month in reading.closed:
        text = msg(
            "{month} is closed: the use of its voucher is dated today and says its day.", month=named_month(month)
        )
        yield text


def _otherwise(use: Loose, draft: SaleDraft, asked: Asked) -> Message:
    """More came off with the voucher, as it was redeemed, than the receipt tells."""
    return msg(
        "Voucher {code} took {off} off when it was redeemed, and {reduction} came off this receipt.",
        code=codes.grouped(use.code),
        off=Amount(use.reduction, asked.currency),
        reduction=Amount(draft.reduction, asked.currency),
    )


def _not_good(draft: SaleDraft, row: int, reading: _Reading) -> Message | None:
    """Why a voucher is not good for a row of the file, with what the rows before used of it."""
    code, asked = codes.kept(draft.voucher), reading.asked
    found = reading.vouchers.get(code)
    said = answer(draft.voucher, found, asked.currency, asked.today, draft.day or asked.today)
    if found is None or not said.good:
        receipt = reading.receipts_of.get(code) if said.reason is Reason.USED else None
        return msg("{said}, with receipt {receipt}", said=said.said, receipt=receipt) if receipt else said.said
    before = reading.uses.setdefault(code, [])
    if not found.partial and found.most_uses is not None and found.uses + len(before) >= found.most_uses:
        return msg("Used in row {row}", row=before[-1])
    before.append(row)
    return None
