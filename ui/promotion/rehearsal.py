"""Try a deal before signing it: the offer on past sales, what it would have cost, what they must send."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtWidgets import QVBoxLayout, QWidget

from partnercrm.domain.dates import add_months
from partnercrm.domain.rehearsal import Rehearsal, RehearsalDraft
from partnercrm.domain.voucher_answers import offer_words
from partnercrm.services import rehearsal
from ui.common.fields import DateField, Field, MoneyField
from ui.common.fields_sheet import FieldsSheet, NumberField, read
from ui.common.tab import Shell
from ui.common.widgets import card, label
from ui.promotion.offer_editor import OfferBlock
from ui.words import currency, money, say, tr, trn


class RehearsalSheet(FieldsSheet):
    """The answer stands below the fields and stays while they change."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, tr("Try a deal on past sales"), tr("Try it"), width=620)
        today = shell.session.clock.today
        self.offer = OfferBlock(removable=False)
        self.offer.percent.set_value(Decimal(10))
        self.from_day = DateField(tr("&From"), today, past=True)
        self.until_day = DateField(tr("&Until"), today, past=True)
        self.from_day.set_value(add_months(today(), -12))
        self.until_day.set_value(today())
        self.margin_rate = NumberField(tr("What is left of a purchase (%)"), placeholder="60")
        self.uptake = NumberField(tr("Would have used it anyway (%)"))
        self.uptake.set_value(Decimal(20))
        self.our_share = NumberField(tr("Our share (%)"))
        self.our_share.set_value(Decimal(100))
        self.costs = MoneyField(tr("Other costs"), placeholder=tr("printing"))
        self.answer = QWidget()
        self.hint.setText(tr("Ctrl+Enter tries it, Esc closes"))
        self._place_parts()

    def start(self) -> None:
        """Open it."""
        self.open(self.offer.percent.edit)

    def fields(self) -> dict[str, Field]:
        """The fields by the names that problems use."""
        return {
            **{f"offer.{name}": field for name, field in self.offer.fields().items()},
            "from_day": self.from_day,
            "until_day": self.until_day,
            "margin_rate": self.margin_rate,
            "uptake": self.uptake,
            "our_share": self.our_share,
            "costs": self.costs,
        }

    def save(self) -> None:
        """Read the fields and try it; nothing is written."""
        nothing, whole = Decimal(0), Decimal(100)
        uptake, share = read(self.uptake), read(self.our_share)
        draft = RehearsalDraft(
            self.offer.value(),
            read(self.from_day),
            read(self.until_day),
            read(self.margin_rate),
            nothing if uptake is None else uptake,
            whole if share is None else share,
            read(self.costs) or 0,
        )
        store = self.shell.session.store
        self.shell.tasks.run_read(
            lambda: rehearsal.try_out(store, draft), self._show, self.refused, owner=self, latest_key=f"try {id(self)}"
        )

    def _show(self, found: Rehearsal) -> None:
        self.general.hide()
        for words, text in zip((self.first, self.second, self.third), sentences(found), strict=True):
            words.setText(text)
        self.answer.show()
        self.place()

    def _place_parts(self) -> None:
        self.body.addWidget(self.offer)
        self.rows(
            [(self.from_day, 1), (self.until_day, 1)],
            [(self.margin_rate, 1), (self.uptake, 1)],
            [(self.our_share, 1), (self.costs, 1)],
        )
        frame, column = card()
        self.first, self.second, self.third = label("", "muted"), label("", "strong"), label("", "muted")
        for words in (self.first, self.second, self.third):
            words.setWordWrap(True)
            column.addWidget(words)
        outer = QVBoxLayout(self.answer)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        self.answer.hide()
        self.body.addWidget(self.answer)


def sentences(found: Rehearsal) -> tuple[str, str, str]:
    """What there was, what it would have cost and what they must send, and how that comes."""
    if not found.fitting:
        return tr("There was no purchase in those days that fits."), tr("It cannot be told."), ""
    there = trn(
        "{count} purchase fits, {revenue} in all.",
        "{count} purchases fit, {revenue} in all.",
        found.fitting,
        revenue=money(found.revenue),
    )
    if not found.covered:
        there += " " + tr("Sales are not known for all of these days.")
    given = money(found.given)
    if found.sent is None:
        main = tr("You would have given {given}. No number of visits makes up for it.", given=given)
        why = tr("What comes off is more than what is left of a purchase.")
        return there, main, why
    main = trn(
        "You would have given {given}. They must send {count} more visit to break even.",
        "You would have given {given}. They must send {count} more visits to break even.",
        found.sent,
        given=given,
    )
    why = tr(
        "A visit brings {average} on average, of which {left} is left after {offer}.",
        average=money(found.average),
        left=money(found.per_visit),
        offer=say(offer_words(found.draft.offer, currency())),
    )
    return there, main, why
