"""What goes up of agreements: a line of the list, the page with both sides, and the table of mutual benefit."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from partnercrm.domain.agreement import AgreementKind, AgreementState, Term, state_of
from partnercrm.domain.clause import ClauseState, Fulfilment, Promise, Rhythm, is_piece
from partnercrm.domain.ledger import KIND_WORDS, Direction, Kind
from partnercrm.domain.money import Amount, Currency
from partnercrm.domain.record import dataclass
from partnercrm.domain.sentences import amount_of
from partnercrm.domain.words import Message, msg


@dataclass(frozen=True, slots=True)
class AgreementFilter:
    """Which agreements a list shows: of one party (row id) or kind, and whether those that ended are in it."""

    party: int | None = None
    kind: AgreementKind | None = None
    ended: bool = True


class AgreementSort(StrEnum):
    """What the list can be sorted by."""

    TITLE = "title"
    PARTY = "party"
    KIND = "kind"
    FROM = "from"
    END = "end"
    DUE = "due"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class PartyName:
    """A party of an agreement, as the record that it is today."""

    id: int
    uuid: UUID
    name: str


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """A clause with its instances that have begun, oldest first. `party` is set where it is with one of several."""

    id: int
    uuid: UUID
    side: Direction
    kind: Kind
    promise: Promise
    what: str
    rhythm: Rhythm
    due: dt.date | None
    party: PartyName | None
    instances: tuple[Fulfilment, ...] = ()

    @property
    def now(self) -> Fulfilment | None:
        """The instance that runs, or the last one."""
        return self.instances[-1] if self.instances else None

    @property
    def named(self) -> Message | str:
        """What is promised: the owner's words, or the kind."""
        return self.what or KIND_WORDS[self.kind]

    def count(self, state: ClauseState) -> int:
        """How many instances are in a state."""
        return sum(each.state is state for each in self.instances)

    def amount(self, measure: Decimal, currency: Currency) -> Message:
        """So much of what is promised, in words: `25.00`, `2 hours`, `3`."""
        if self.promise.amount is not None:
            return msg("{value}", value=Amount(int(measure), currency))
        if is_piece(self.promise.unit):
            return msg("{quantity}", quantity=measure)
        return amount_of(measure, self.promise.unit)

    def words(self, currency: Currency) -> Message:
        """The promise in words: `Oven: 2 hours each month`."""
        amount = self.amount(self.promise.measure, currency)
        if self.promise.amount is not None:
            amount = msg("worth {amount}", amount=amount)
        if self.rhythm is Rhythm.ONCE:
            return msg("{what}: {amount}", what=self.named, amount=amount)
        return msg(_RHYTHMS[self.rhythm].key, what=self.named, amount=amount)


_RHYTHMS = {
    Rhythm.MONTHLY: msg("{what}: {amount} each month"),
    Rhythm.QUARTERLY: msg("{what}: {amount} each quarter"),
    Rhythm.YEARLY: msg("{what}: {amount} each year"),
}


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document that is kept with an agreement; its bytes are read when it is saved or opened."""

    id: int
    uuid: UUID
    name: str
    size: int
    sha256: bytes
    added_at: dt.datetime
    added_by: str


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """An agreement as it stands today, with its clauses and how far each is fulfilled."""

    id: int
    uuid: UUID
    title: str
    kind: AgreementKind
    parties: tuple[PartyName, ...]
    term: Term
    signed_on: dt.date | None
    signed_by: str
    end_reason: str
    note: str
    clauses: tuple[ClauseRow, ...]
    documents: tuple[DocumentRow, ...]
    today: dt.date

    @property
    def state(self) -> AgreementState:
        """Where it stands."""
        return state_of(self.term, self.signed_on, self.today)

    @property
    def end(self) -> dt.date | None:
        """The last day as things stand; None where it is open."""
        return self.term.end(self.today)

    @property
    def notice_day(self) -> dt.date | None:
        """The last day on which notice can be given."""
        return self.term.notice_day(self.today)

    @property
    def due(self) -> tuple[dt.date, ClauseRow] | None:
        """What is to be done next: the earliest running instance that is not fulfilled, with its due day."""
        waiting = [
            (clause.now.due, clause)
            for clause in self.clauses
            if clause.now and clause.now.due and clause.now.state in (ClauseState.OPEN, ClauseState.PARTLY)
        ]
        return min(waiting, key=lambda each: (each[0], each[1].id), default=None)

    def of(self, side: Direction) -> tuple[ClauseRow, ...]:
        """The clauses of one side."""
        return tuple(clause for clause in self.clauses if clause.side is side)

    def states(self, side: Direction) -> Counter[ClauseState]:
        """How many instances of one side are in each state."""
        return Counter(each.state for clause in self.of(side) for each in clause.instances)

    @property
    def names(self) -> str:
        """Its parties by name."""
        return ", ".join(party.name for party in self.parties)


@dataclass(frozen=True, slots=True)
class EntryAgreements:
    """The agreements that an entry may count for (row id and name), and the one that it names; None counts for all."""

    choices: tuple[tuple[int, str], ...] = ()
    named: int | None = None


@dataclass(frozen=True, slots=True)
class Benefit:
    """A line of the table of mutual benefit: function, partner, what each has of it, and the agreement (row id)."""

    function: AgreementKind
    party: PartyName
    for_us: tuple[Message, ...]
    for_them: tuple[Message, ...]
    agreement: int


def benefits(rows: Iterable[AgreementRow], currency: Currency, party: int | None = None) -> list[Benefit]:
    """The table of mutual benefit read off the clauses of what has not ended, by partner and function."""
    found: dict[tuple[int, AgreementKind], Benefit] = {}
    for row in rows:
        for each in row.parties if row.state is not AgreementState.ENDED else ():
            if party in (None, each.id):
                known = found.get((each.id, row.kind), Benefit(row.kind, each, (), (), row.id))
                found[each.id, row.kind] = Benefit(
                    row.kind,
                    each,
                    known.for_us + _said(row.of(Direction.RECEIVED), each, currency),
                    known.for_them + _said(row.of(Direction.GIVEN), each, currency),
                    known.agreement,
                )
    order = list(AgreementKind)
    return sorted(found.values(), key=lambda row: (row.party.name.casefold(), row.party.id, order.index(row.function)))


def _said(clauses: Sequence[ClauseRow], party: PartyName, currency: Currency) -> tuple[Message, ...]:
    return tuple(each.words(currency) for each in clauses if each.party is None or each.party.id == party.id)
