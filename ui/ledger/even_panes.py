"""Setting off what both sides owe, and calling favours even."""

from __future__ import annotations

from partnercrm.domain.errors import Refused
from partnercrm.domain.money import Amount
from partnercrm.domain.sentences import favours_words
from partnercrm.domain.words import msg
from partnercrm.services import settlement
from ui.common.fields import DateField, Field, MoneyField, TextField
from ui.common.party_words import keeps_no_score
from ui.common.tab import Shell
from ui.common.widgets import card, label
from ui.ledger.pane import Pane, Stand, Write, amount_of, day_of, require_party, row_of_fields
from ui.words import currency, money, say, tr


class SetOffPane(Pane):
    """Both sides stay gross until a signed document is named."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.verb = tr("Set off")
        self._most = 0
        self.amount = MoneyField(tr("&Amount"))
        self.day = DateField(tr("&Date"), shell.session.clock.today, past=True)
        self.day.set_value(shell.session.clock.today())
        self.document = TextField(tr("&Document that both signed"), placeholder=tr("its number or name"))
        self.memo = TextField(tr("&Memo (they may read it)"))
        self.both = label("", "")
        self.after = label("", "muted")
        frame, column = card(14, 10, 14, 10)
        for each in (self.both, self.after):
            each.setWordWrap(True)
            column.addWidget(each)
        self.column.addWidget(frame)
        self.column.addLayout(row_of_fields((self.amount, 1), (self.day, 1)))
        self.column.addWidget(self.document)
        self.column.addWidget(self.memo)
        self.column.addStretch()
        self.amount.edited.connect(self._say_after)
        self.both.setText(tr("Choose with whom first."))

    def fields(self) -> dict[str, Field]:
        """Amount, date, document, memo."""
        return {"amount": self.amount, "day": self.day, "document": self.document, "memo": self.memo}

    def writer(self, party: int | None) -> Write:
        """Two linked entries that sum to zero."""
        whom, amount, day = require_party(party), amount_of("amount", self.amount), day_of("day", self.day)
        document, memo = self.document.value(), self.memo.value()
        if not self._most:
            raise Refused(msg("Only one side owes something, so there is nothing to set off."), "amount")
        if not document:
            raise Refused(msg("Name the document that both signed."), "document")
        return lambda store, ctx: settlement.set_off(store, ctx, whom, document, amount, day, memo)

    def show_stand(self, stand: Stand) -> None:
        """Both sides gross, and what is left after it."""
        who, balance = stand.who, stand.balance
        self._balance, self._most = balance, balance.set_off
        they, we = money(max(0, balance.they_owe.amount)), money(max(0, balance.we_owe.amount))
        self.both.setText(tr("{name} owes {they}. We owe {we}.", name=who.name, they=they, we=we))
        self.amount.set_value(self._most or None)
        self._say_after()

    def _say_after(self) -> None:
        if not self._most:
            self.after.setText(tr("Only one side owes something, so there is nothing to set off."))
            return
        try:
            off = self.amount.value() or 0
        except Refused:
            return
        they, we = self._balance.they_owe.amount - off, self._balance.we_owe.amount - off
        left = [tr("they owe {amount}", amount=money(they))] if they > 0 else []
        left += [tr("we owe {amount}", amount=money(we))] if we > 0 else []
        self.after.setText(tr("After it: {left}.", left=", ".join(left) or tr("nobody owes anything")))


class EvenPane(Pane):
    """Favours are closed with a note, priced or not."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.verb = tr("Call it even")
        self.note = TextField(tr("&Note (they may read it)"), placeholder=tr("over a coffee, at the end of the year"))
        self.day = DateField(tr("&Date"), shell.session.clock.today, past=True)
        self.day.set_value(shell.session.clock.today())
        self.stand = label(tr("Choose with whom first."), "")
        self.stand.setWordWrap(True)
        about = label(
            tr("Both sides start afresh. What passed stays to be seen, and money to pay stays as it is."), "muted"
        )
        about.setWordWrap(True)
        frame, column = card(14, 10, 14, 10)
        column.addWidget(self.stand)
        column.addWidget(about)
        self.column.addWidget(frame)
        self.column.addLayout(row_of_fields((self.note, 2), (self.day, 1)))
        self.column.addStretch()

    def fields(self) -> dict[str, Field]:
        """Note and date."""
        return {"note": self.note, "day": self.day}

    def writer(self, party: int | None) -> Write:
        """One entry that closes the favours."""
        whom, note, day = require_party(party), self.note.value(), day_of("day", self.day)
        return lambda store, ctx: settlement.call_even(store, ctx, whom, note, day)

    def show_stand(self, stand: Stand) -> None:
        """Who is ahead, unless the two keep no score."""
        name, favours = stand.who.name, stand.balance.favours
        if keeps_no_score(stand.mode):
            self.stand.setText(tr("You and {name} keep no score.", name=name))
            return
        said = favours_words(
            Amount(favours.given, currency()),
            Amount(favours.received, currency()),
            favours.given_unpriced,
            favours.received_unpriced,
        )
        self.stand.setText(tr("Favours with {name}: {said}.", name=name, said=say(said)))
