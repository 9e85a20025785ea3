"""What lists show of agreements, agreed values, joint products and goods on consignment; the workbook's fulfilment."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain.agreement import AGREEMENT_STATE_WORDS, AGREEMENT_WORDS
from partnercrm.domain.agreement_rows import AgreementRow, AgreementSort, ClauseRow
from partnercrm.domain.clause import CLAUSE_STATE_WORDS, RHYTHM_WORDS, ClauseState, Fulfilment
from partnercrm.domain.ledger import KIND_WORDS, Direction
from partnercrm.domain.locale import Locale
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg

_TEXT, _MONEY, _DATE = ColumnKind.TEXT, ColumnKind.MONEY, ColumnKind.DATE
_NUMBER, _COUNT = ColumnKind.NUMBER, ColumnKind.COUNT
SIDE_WORDS: dict[Direction, Message] = {Direction.GIVEN: msg("We give"), Direction.RECEIVED: msg("They give")}


def kept_words(row: AgreementRow, side: Direction) -> Message | str:
    """How often a side kept its promises: `8 kept, 1 missed`; what still runs is not counted."""
    states = row.states(side)
    kept, missed = states[ClauseState.FULFILLED], states[ClauseState.LAPSED]
    if not missed:
        return msg("{kept} kept", kept=kept) if kept else ""
    return msg("{kept} kept, {missed} missed", kept=kept, missed=missed)


def _due(row: AgreementRow) -> dt.date | None:
    return row.due[0] if row.due else None


COLUMNS: tuple[Column[AgreementRow], ...] = (
    Column("title", msg("Agreement"), _TEXT, lambda row: row.title, AgreementSort.TITLE, 28),
    Column("party", msg("With"), _TEXT, lambda row: row.names, AgreementSort.PARTY, 20),
    Column("kind", msg("About"), _TEXT, lambda row: AGREEMENT_WORDS[row.kind], AgreementSort.KIND, 16),
    Column("state", msg("State"), _TEXT, lambda row: AGREEMENT_STATE_WORDS[row.state], AgreementSort.STATE, 12),
    Column("from", msg("From"), _DATE, lambda row: row.term.from_day, AgreementSort.FROM, 11, hidden=True),
    Column("end", msg("Until"), _DATE, lambda row: row.end, AgreementSort.END, 11),
    Column("due", msg("Due next"), _DATE, _due, AgreementSort.DUE, 25),
    Column("ours", msg("Our side"), _TEXT, lambda row: kept_words(row, Direction.GIVEN), width=15),
    Column("theirs", msg("Their side"), _TEXT, lambda row: kept_words(row, Direction.RECEIVED), width=15),
    Column("signed", msg("Signed"), _DATE, lambda row: row.signed_on, width=11, hidden=True),
    Column("documents", msg("Documents"), _COUNT, lambda row: len(row.documents) or None, width=10, hidden=True),
)
"""The list's columns. To add one: a line here."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One instance of a clause of an agreement."""

    agreement: AgreementRow
    clause: ClauseRow
    instance: Fulfilment

    @property
    def in_money(self) -> bool:
        """Whether an amount is promised, and not a count."""
        return self.clause.promise.amount is not None

    @property
    def parties(self) -> str:
        """With whom."""
        return self.clause.party.name if self.clause.party else self.agreement.names

    def amount(self, measure: Decimal) -> int | None:
        """Minor units where an amount is promised."""
        return int(measure) if self.in_money else None

    def count(self, measure: Decimal) -> Decimal | None:
        """Pieces of the unit where a count is promised."""
        return None if self.in_money else measure


def fulfilment(locale: Locale) -> tuple[Column[Kept], ...]:
    """Each time a promise was due, with how much of it was done."""
    say = locale.say
    return (
        Column("agreement", msg("Agreement"), _TEXT, lambda row: row.agreement.title, width=30),
        Column("function", msg("About"), _TEXT, lambda row: say(AGREEMENT_WORDS[row.agreement.kind]), width=16),
        Column("party", msg("Party"), _TEXT, lambda row: row.parties, width=22),
        Column("side", msg("Side"), _TEXT, lambda row: say(SIDE_WORDS[row.clause.side]), width=11),
        Column("what", msg("What"), _TEXT, lambda row: row.clause.what, width=24),
        Column("kind", msg("Kind"), _TEXT, lambda row: say(KIND_WORDS[row.clause.kind]), width=20),
        Column("rhythm", msg("How often"), _TEXT, lambda row: say(RHYTHM_WORDS[row.clause.rhythm]), width=13),
        Column("from", msg("From"), _DATE, lambda row: row.instance.first, width=12),
        Column("due", msg("Due"), _DATE, lambda row: row.instance.due, width=12),
        Column("promised", msg("Promised"), _NUMBER, lambda row: row.count(row.instance.promised), width=10),
        Column("done", msg("Done"), _NUMBER, lambda row: row.count(row.instance.done), width=8),
        Column("unit", msg("Unit"), _TEXT, lambda row: row.clause.promise.unit, width=9),
        Column(
            "promised_amount", msg("Promised amount"), _MONEY, lambda row: row.amount(row.instance.promised), width=12
        ),
        Column("done_amount", msg("Done amount"), _MONEY, lambda row: row.amount(row.instance.done), width=12),
        Column("state", msg("State"), _TEXT, lambda row: say(CLAUSE_STATE_WORDS[row.instance.state]), width=11),
    )
