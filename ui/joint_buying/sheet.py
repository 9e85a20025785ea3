"""Something bought together to read: the bill, who takes how much and pays what, and what can be done."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtWidgets import QWidget

from partnercrm.domain.joint_buying import FREIGHT_WORDS
from partnercrm.domain.joint_buying_rows import JointRow, JointState, ShareRow
from partnercrm.domain.sentences import amount_of
from ui.common.record_sheet import RecordSheet
from ui.common.tab import Shell
from ui.joint_buying import deeds
from ui.words import locale, money, say, tr


class JointSheet(RecordSheet):
    """The bill on top, one line for each who takes some."""

    def __init__(self, shell: Shell, owner: QWidget, row: JointRow) -> None:
        super().__init__(shell, row.what)
        self._row = row
        self.sentence(_bought(row))
        self.sentence(_bill(row))
        if row.cheaper is not None and row.state is JointState.COLLECTING:
            missing = _amount(row.cheaper.from_quantity - row.quantity, row.unit)
            price = money(row.cheaper.price)
            self.sentence(tr("{missing} more, and one costs {price}.", missing=missing, price=price), "strong")
        self.sentence(row.note)
        for text, run in deeds.of(shell, owner, row):
            self.deed(text, run)
        for share in row.shares:
            self.line(*self._share(share))
        if not row.shares:
            self.line(tr("Nobody said yet how much they take."))

    def _share(self, share: ShareRow) -> tuple[str, str, str]:
        name = share.name or tr("We")
        words = tr("{name}: {value}", name=name, value=money(share.value))
        detail = tr("{amount}, {goods}", amount=_amount(share.quantity, self._row.unit), goods=money(share.goods))
        if share.freight:
            detail = tr("{goods} and {freight} freight", goods=detail, freight=money(share.freight))
        return words, detail, share.entry.number if share.entry else ""


def _amount(quantity: Decimal, unit: str) -> str:
    return say(amount_of(quantity, unit)) if unit else locale().number(quantity)


def _bought(row: JointRow) -> str:
    day = locale().long_date(row.day)
    if row.supplier_name:
        return tr("Of {name}, {day}.", name=row.supplier_name, day=day)
    return tr("{day}.", day=day)


def _bill(row: JointRow) -> str:
    amount = _amount(row.quantity, row.unit)
    if row.goods_bill is None:
        said = tr("{amount} at {price} is {goods}", amount=amount, price=money(row.price), goods=money(row.goods))
    else:
        said = tr("{amount}, {goods} by the bill", amount=amount, goods=money(row.goods))
    if not row.freight:
        return tr("{said}.", said=said)
    rule = say(FREIGHT_WORDS[row.freight_rule]).lower()
    return tr(
        "{said}, and {freight} freight shared {rule}: {bill} in all.",
        said=said,
        freight=money(row.freight),
        rule=rule,
        bill=money(row.bill),
    )
