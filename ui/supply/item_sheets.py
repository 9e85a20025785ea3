"""An item and what somebody offers of it, to read: stock, who brings it, prices over time, and what can be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from partnercrm.columns.supply import lasts
from partnercrm.domain.item_rows import ItemRow
from partnercrm.domain.supply_rows import SupplierItemFilter, SupplierItemRow
from partnercrm.services import item, supply
from ui.common.record_sheet import RecordSheet
from ui.common.tab import Shell
from ui.supply import deeds
from ui.supply.words import amount, price_words
from ui.words import date, money, number, tr, trn

WIDTH = 620


def read_item(shell: Shell, owner: QWidget, row_id: int) -> None:
    """Read an item and who can bring it, those that do it no more too, and show it."""
    store = shell.session.store

    def read() -> tuple[list[ItemRow], list[SupplierItemRow]]:
        found = [row for row in item.listed(store, retired=True) if row.id == row_id]
        return found, supply.listed(store, SupplierItemFilter(item=row_id, ended=True))

    def show(found: tuple[list[ItemRow], list[SupplierItemRow]]) -> None:
        rows, offers = found
        if rows:
            ItemSheet(shell, owner, rows[0], offers).start()

    shell.tasks.run_read(read, show, owner=owner)


class ItemSheet(RecordSheet):
    """What is there of it, how long that lasts, and one line for each who can bring it."""

    def __init__(self, shell: Shell, owner: QWidget, row: ItemRow, offers: Sequence[SupplierItemRow]) -> None:
        super().__init__(shell, row.name, width=WIDTH)
        self._owner, self._row = owner, row
        self.sentence(_stock(row), "strong")
        self.sentence(_prices(row))
        self.sentence(row.note)
        for text, run in deeds.of_item(shell, owner, row):
            self.deed(text, run)
        if not offers:
            self.line(tr("Nobody is known who brings it."))
            self.deed(tr("Remove"), lambda: deeds.remove_item(shell, owner, row))
        today = shell.session.clock.today()
        for offer in sorted(offers, key=lambda each: each.ended_on is not None):
            price = price_words(offer.price_on(today))
            words = tr("{name}: {price}", name=offer.party_name, price=price) if price else offer.party_name
            self.line(words, _terms(offer), act=(tr("Open"), self._opener(offer)))

    def _opener(self, offer: SupplierItemRow) -> Callable[[], object]:
        return lambda: OfferSheet(self.shell, self._owner, self._row, offer).start()


class OfferSheet(RecordSheet):
    """What one of them offers of an item, with its prices, the latest first."""

    def __init__(self, shell: Shell, owner: QWidget, of: ItemRow, row: SupplierItemRow) -> None:
        super().__init__(shell, tr("{item} of {name}", item=row.item_name, name=row.party_name), width=WIDTH)
        self.sentence(_terms(row))
        self.sentence(_recovery(row))
        self.sentence(row.note)
        for text, run in deeds.of_offer(shell, owner, of, row):
            self.deed(text, run)
        for price in reversed(row.prices):
            self.line(price_words(price.price), tr("from {day}", day=date(price.from_day)))
        if not row.prices:
            self.line(tr("No price is known."))
        self.line(row.party_name, act=(tr("Show"), lambda: shell.go("directory", party=row.party)))


def _stock(row: ItemRow) -> str:
    if row.stock is None:
        return tr("It was not counted yet.")
    said = amount(row.stock, row.unit)
    if row.stock_day is not None:
        said = tr("{stock} on {day}", stock=said, day=date(row.stock_day))
    days = lasts(row)
    return said if days is None else tr("{stock}: lasts {days}", stock=said, days=_days(int(days)))


def _prices(row: ItemRow) -> str:
    said = []
    if row.price is not None:
        said.append(tr("We take {price}", price=money(row.price)))
    if row.cost is not None:
        said.append(tr("one costs us {cost}", cost=money(row.cost)))
    if row.daily_use is not None:
        said.append(tr("a day uses {use}", use=amount(row.daily_use, row.unit)))
    if row.margin_a_day is not None:
        said.append(tr("a day without it loses {margin}", margin=money(row.margin_a_day)))
    told = ", ".join(said)
    return told[:1].upper() + told[1:]


def _terms(row: SupplierItemRow) -> str:
    """`80 % of what we need, here in 3 days, at least 5 sacks, tried on 3/10/2026`."""
    if row.ended_on is not None:
        return tr("no more since {day}", day=date(row.ended_on))
    said = []
    if row.share is not None:
        said.append(tr("{share} % of what we need", share=number(row.share.normalize())))
    if row.lead_days is not None:
        said.append(tr("here in {days}", days=_days(row.lead_days)))
    if row.minimum is not None:
        said.append(tr("at least {least}", least=amount(row.minimum, row.unit)))
    said.append(tr("tried on {day}", day=date(row.tested_on)) if row.tested_on else tr("never tried"))
    return ", ".join(said)


def _recovery(row: SupplierItemRow) -> str:
    said = []
    if row.recover_says is not None:
        said.append(tr("they say {days}", days=_days(row.recover_says)))
    if row.recover_we_think is not None:
        said.append(tr("we think {days}", days=_days(row.recover_we_think)))
    return tr("Until it comes again after a failure: {said}", said=", ".join(said)) if said else ""


def _days(count: int) -> str:
    return trn("{count} day", "{count} days", count)
