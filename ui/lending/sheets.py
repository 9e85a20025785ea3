"""One loan, one thing on the shelf, or how it stands with one neighbour, to read, with what can be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from partnercrm.columns.lending import last_words, owner_words, with_words
from partnercrm.domain.dates import due_words
from partnercrm.domain.ledger import KIND_WORDS
from partnercrm.domain.lending import LOAN_WORDS, RESOURCE_WORDS, LoanState
from partnercrm.domain.lending_rows import LoanRow, OfferRow, ResourceRow, WhoseTurnRow, loan_words
from partnercrm.domain.sentences import amount_of
from partnercrm.domain.words import Message
from ui.common.record_sheet import RecordSheet
from ui.common.tab import Shell
from ui.lending import deeds
from ui.words import locale, money, say, tr, trn


class LoanSheet(RecordSheet):
    """A loan."""

    def __init__(self, shell: Shell, owner: QWidget, row: LoanRow) -> None:
        super().__init__(shell, row.name)
        since = locale().long_date(row.day)
        self.sentence(tr("{whom} on {day}.", whom=_capital(say(with_words(row))), day=since))
        self.sentence(row.note)
        for text, run in deeds.of(shell, owner, row):
            self.deed(text, run)
        self.line(self._state(row), _measure(row), row.entry.number if row.entry else "")
        if row.condition_out:
            self.line(tr("Condition as it went out"), row.condition_out)
        if row.condition_back:
            self.line(tr("Condition as it came back"), row.condition_back)

    def _state(self, row: LoanRow) -> str:
        said = say(LOAN_WORDS[LoanState.OUT] if row.returned is None else loan_words(row))
        if row.returned is not None:
            return tr("{state}, {day}", state=said, day=locale().long_date(row.returned))
        if row.due is None:
            return said
        return tr("{state}, {due}", state=said, due=say(due_words(row.due, self.shell.session.clock.today())))


class ThingSheet(RecordSheet):
    """Something on the shelf."""

    def __init__(self, shell: Shell, owner: QWidget, row: ResourceRow) -> None:
        super().__init__(shell, row.name)
        whose = owner_words(row)
        said = whose if isinstance(whose, str) else say(whose)
        self.sentence(tr("{whose}. {kind}.", whose=said, kind=say(RESOURCE_WORDS[row.kind])))
        self.sentence(row.note)
        for text, run in deeds.of_thing(shell, owner, row):
            self.deed(text, run)
        if row.out_with:
            self.line(tr("Out now with {names}", names=", ".join(row.out_with)))
        self.line(trn("Lent {count} time", "Lent {count} times", row.loans))


class TurnSheet(RecordSheet):
    """How it stands with one of them: what each gave last, what they need, and what of ours would fit."""

    def __init__(self, shell: Shell, owner: QWidget, row: WhoseTurnRow, offers: Sequence[OfferRow]) -> None:
        super().__init__(shell, row.name)
        if row.said is not None:
            self.sentence(_capital(say(row.said)))
        self.deed(tr("Record give and take"), lambda: shell.run("give_and_take", party=row.party))
        self.deed(tr("Lend or borrow"), lambda: deeds.lend(shell, party=row.party))
        self.deed(tr("What we could give"), lambda: OffersSheet(shell, owner, offers).start())
        if row.they_gave is not None:
            ago = locale().relative_day(row.they_gave.day, shell.session.clock.today())
            self.line(tr("They gave last: {what}", what=_words(last_words(row.they_gave))), ago)
        if row.we_gave is not None:
            self.line(tr("We gave last: {what}", what=_words(last_words(row.we_gave))))
        for fit in row.fits:
            names = ", ".join(offer.text for offer in fit.offers)
            detail = tr("would fit: {offers}", offers=names) if names else tr("nothing of ours fits yet")
            self.line(tr("They need: {need}", need=fit.need), detail)


class OffersSheet(RecordSheet):
    """What we could give beside what is on the shelf."""

    def __init__(self, shell: Shell, owner: QWidget, offers: Sequence[OfferRow]) -> None:
        super().__init__(shell, tr("What we could give"), width=480)
        self.sentence(tr("Beside what is ours on the shelf. It is matched with what your neighbours need."))
        self.deed(tr("Add something"), lambda: deeds.offer(shell))
        for offer in offers:
            self.line(offer.text, say(KIND_WORDS[offer.kind]) if offer.kind else "", act=self._away(owner, offer))

    def _away(self, owner: QWidget, offer: OfferRow) -> tuple[str, Callable[[], object]]:
        return tr("Take away"), lambda: deeds.withdraw(self.shell, owner, offer.offer or 0)


def _words(text: Message | str) -> str:
    return text if isinstance(text, str) else say(text)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _measure(row: LoanRow) -> str:
    """How much of it, and what it is worth between the two."""
    said = []
    if row.quantity is not None:
        said.append(say(amount_of(row.quantity, row.unit)) if row.unit else locale().number(row.quantity))
    if row.value is not None:
        said.append(tr("worth {value} between you two", value=money(row.value)))
    else:
        said.append(tr("without a price"))
    return ", ".join(said)
