"""One sale to read: what was bought, what came off, how it was paid, what posted, and what was given back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from partnercrm.columns import sale as columns
from partnercrm.domain import codes
from partnercrm.domain.sale import PAYMENT_WORDS
from partnercrm.domain.sale_item import SaleItemRow
from partnercrm.domain.sale_page import SalePage
from partnercrm.domain.sale_rows import SaleRow
from ui.common.record_sheet import RecordSheet
from ui.common.tab import Shell
from ui.common.widgets import button, hline, label
from ui.effectiveness import sale_deeds
from ui.words import date, locale, money, number, say, tr

Sum = tuple[str, str]


class SaleSheet(RecordSheet):
    """Shows a page that was read; every deed closes it first."""

    def __init__(self, shell: Shell, page: SalePage) -> None:
        day = locale().long_date(page.sale.day)
        back = page.sale.price < 0 or page.of is not None
        super().__init__(shell, tr("Given back on {day}", day=day) if back else tr("Sale of {day}", day=day))
        self._page = page
        sale = page.sale
        self.sentence(sale.name or say(columns.WALK_IN), "strong")
        self.sentence(where_from(sale))
        for text, run in sale_deeds.of(shell, page):
            self.deed(text, run)
        self._add_table([(_item(line), _amount(line.amount)) for line in page.items], tr("What was bought"))
        self._add_table(sums(sale), tr("What it came to"))
        self._add_posted()
        self._add_related()

    def _add_table(self, lines: Sequence[Sum], name: str) -> None:
        if not lines:
            return
        made = QWidget()
        made.setAccessibleName(name)
        grid = QGridLayout(made)
        grid.setContentsMargins(0, 4, 0, 4)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(3)
        grid.setColumnStretch(0, 1)
        for at, (words, amount) in enumerate(lines):
            grid.addWidget(label(words), at, 0)
            value = label(amount)
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            grid.addWidget(value, at, 1)
        self.body.addWidget(hline())
        self.body.addWidget(made)

    def _add_posted(self) -> None:
        page, sale = self._page, self._page.sale
        for entry in page.entries:
            stands = entry == sale.entry
            detail = tr("What is owed stands in the ledger.") if stands else tr("It was reversed.")
            self.line(tr("What was not paid at once"), detail, entry)
        if not page.entries:
            self.line(tr("All of it was settled at once: nothing stands in the ledger."))

    def _add_related(self) -> None:
        if self._page.of is not None:
            sale = self._page.of
            self._link(tr("Given back of the sale of {day}", day=date(sale.day)), sale)
        for refund in self._page.refunds:
            words = tr("{amount} given back on {day}", amount=money(-refund.price), day=date(refund.day))
            self._link(words, refund)

    def _link(self, words: str, sale: SaleRow) -> None:
        """Another sale that this one belongs to; a press shows it."""
        made = button(words, "link", small=True)
        made.clicked.connect(lambda: self._leave(lambda: sale_deeds.show_sale(self.shell, sale.id)))
        self.body.addWidget(hline())
        self.body.addWidget(made, 0, Qt.AlignmentFlag.AlignLeft)

    def _leave(self, run: Callable[[], object]) -> None:
        self.shut()
        run()


def where_from(sale: SaleRow) -> str:
    """When, by which receipt, from where: in one line."""
    receipt = tr("receipt {number}", number=sale.receipt) if sale.receipt else ""
    source = tr("from {source}", source=sale.source) if sale.source else ""
    card = tr("card {number}", number=codes.grouped(sale.card)) if sale.card else ""
    found = [part for part in (columns.time(sale), receipt, source, sale.channel, card) if part]
    said = ", ".join(found)
    return said[:1].upper() + said[1:]


def sums(sale: SaleRow) -> list[Sum]:
    """What it came to, line by line; parts that are nothing are left out."""
    voucher = tr("Reduction, voucher {code}", code=codes.grouped(sale.voucher)) if sale.voucher else tr("Reduction")
    card = tr("Paid by gift card {code}", code=codes.grouped(sale.gift_card)) if sale.gift_card else tr("By gift card")
    lines = [(voucher, -sale.reduction), (tr("Rounding"), sale.rounding)]
    found = [(tr("Price before"), money(sale.amount))] if sale.reduction or sale.rounding else []
    found += [(words, money(amount)) for words, amount in lines if amount]
    found.append((tr("Price"), money(sale.price)))
    paid = tr("Paid: {how}", how=say(PAYMENT_WORDS[sale.payment]))
    parts = [(paid, sale.paid), (card, sale.gift_card_amount), (tr("Not paid at once"), sale.rest)]
    found += [(words, money(amount)) for words, amount in parts if amount]
    if sale.tip:
        found.append((tr("Tip, not ours"), money(sale.tip)))
    return found


def _item(line: SaleItemRow) -> str:
    name = line.text or line.name
    return name if line.quantity == 1 else f"{number(line.quantity.normalize())} {name}"


def _amount(amount: int | None) -> str:
    return "" if amount is None else money(amount)
