"""A mention, a poster, a place in the window: what one side did so that the other is seen."""

from __future__ import annotations

from decimal import Decimal

from partnercrm.domain.changes import Changes
from partnercrm.domain.ledger import Direction
from partnercrm.domain.promotion import ExposureDraft
from partnercrm.domain.promotion_rows import Promotion
from partnercrm.services import promotion
from ui.common.choices import Option, Segment
from ui.common.fields import ChoiceField, DateField, Field, MoneyField, TextField
from ui.common.fields_sheet import FieldsSheet, NumberField, read
from ui.common.tab import Shell
from ui.words import tr


class MentionForm(FieldsSheet):
    """Who did it, what, when; without a value the agreed one of that day counts."""

    def __init__(self, shell: Shell, number: int) -> None:
        super().__init__(shell, tr("Add a mention"), tr("Add"))
        self._number = number
        self.side = Segment(tr("Who did it"), [Option("given", tr("We did")), Option("received", tr("They did"))])
        self.party: ChoiceField[int] = ChoiceField(tr("With"), [])
        self.what = TextField(tr("What"), placeholder=tr("Newsletter mention"))
        self.day = DateField(tr("When"), shell.session.clock.today, past=True)
        self.day.set_value(shell.session.clock.today())
        self.quantity = NumberField(tr("How many"))
        self.quantity.set_value(Decimal(1))
        self.value = MoneyField(tr("Worth in all"), placeholder=tr("as agreed"))
        self.body.addWidget(self.side)
        self.rows([(self.party, 1)], [(self.what, 1), (self.day, 1)], [(self.quantity, 1), (self.value, 1)])

    def start(self) -> None:
        """Open it once the partners are known."""
        store, number = self.shell.session.store, self._number
        self.shell.tasks.run_read(lambda: promotion.get(store, number), self._fill, owner=self)

    def fields(self) -> dict[str, Field]:
        """The fields by the names that problems use."""
        return {"party": self.party, "what": self.what, "day": self.day, "quantity": self.quantity, "value": self.value}

    def save(self) -> None:
        """Read the fields and write."""
        draft = ExposureDraft(
            self.party.value(),
            Direction(self.side.value()),
            read(self.day) or self.shell.session.clock.today(),
            self.what.value(),
            read(self.quantity) or Decimal(0),
            read(self.value),
        )
        store, ctx, number = self.shell.session.store, self.ctx, self._number

        def write() -> Changes:
            return promotion.add_exposure(store, ctx, number, draft).changes

        self.shell.tasks.run_write(write, self.saved, self.refused, owner=self)

    def _fill(self, found: Promotion) -> None:
        self.party.set_choices([(partner.party, partner.name) for partner in found.partners])
        self.party.setVisible(len(found.partners) > 1)
        self.open(self.what.edit)
