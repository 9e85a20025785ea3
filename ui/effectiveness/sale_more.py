"""What few typed sales need, behind *More*: tip, rounding, gift card, member card, voucher, time, due day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtWidgets import QVBoxLayout, QWidget

from partnercrm.domain.dates import parse_time
from partnercrm.domain.sale import SaleDraft
from ui.common.fields import DateField, Field, LineField, MoneyField, TextField
from ui.common.fields_sheet import read, row_of
from ui.common.widgets import button
from ui.words import tr


class TimeField(LineField):
    """A time of day as minutes after midnight, or nothing."""

    def value(self) -> int | None:
        """The minutes, None for an empty field. Raises Refused."""
        if self.is_empty():
            return None
        time = parse_time(self.text())
        return time.hour * 60 + time.minute


class More(QWidget):
    """A button that shows the fields, and the fields."""

    def __init__(self, today: Callable[[], dt.date]) -> None:
        super().__init__()
        self.switch = button("", "link", small=True)
        self.tip = MoneyField(tr("Tip, &not ours"))
        self.rounding = MoneyField(tr("R&ounding"), signed=True)
        self.time = TimeField(tr("Ti&me"), placeholder="10:15")
        self.gift_card = TextField(tr("&Gift card"))
        self.gift_card_amount = MoneyField(tr("Paid by gift &card"))
        self.due = DateField(tr("Rest d&ue on"), today)
        self.card = TextField(tr("M&ember card"))
        self.voucher = TextField(tr("&Voucher"))
        self._inside = QWidget()
        self._lay_out()
        self.switch.clicked.connect(lambda: self.unfold(self._inside.isHidden()))
        self.unfold(False)

    def fields(self) -> dict[str, Field]:
        """The fields by the names that problems use."""
        return {
            "tip": self.tip,
            "rounding": self.rounding,
            "minute": self.time,
            "gift_card": self.gift_card,
            "gift_card_amount": self.gift_card_amount,
            "due_day": self.due,
            "card": self.card,
            "voucher": self.voucher,
        }

    def unfold(self, shown: bool) -> None:
        """Show the fields, the cursor in the first one, or fold them away."""
        self._inside.setVisible(shown)
        self.switch.setText(tr("&Less") if shown else tr("More: tip, rounding, gift card, voucher"))
        if shown:
            self.tip.take_focus()

    def take(self, draft: SaleDraft) -> SaleDraft:
        """The draft with what is said here. Raises Refused for what was shown beside its field."""
        return replace(
            draft,
            tip=read(self.tip) or 0,
            rounding=read(self.rounding) or 0,
            minute=read(self.time),
            gift_card=self.gift_card.value(),
            gift_card_amount=read(self.gift_card_amount) or 0,
            due_day=read(self.due),
            card=self.card.value(),
            voucher=self.voucher.value(),
        )

    def _lay_out(self) -> None:
        inside = QVBoxLayout(self._inside)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(10)
        inside.addLayout(row_of((self.tip, 1), (self.rounding, 1), (self.time, 1)))
        inside.addLayout(row_of((self.gift_card, 1), (self.gift_card_amount, 1), (self.due, 1)))
        inside.addLayout(row_of((self.card, 1), (self.voucher, 1)))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.switch)
        column.addWidget(self._inside)
