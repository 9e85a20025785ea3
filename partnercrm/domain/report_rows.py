"""What goes up for the workbook of the ledger: sums by party, lines in the order of the chain, the chain's ends."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from partnercrm.domain.record import dataclass


@dataclass(frozen=True, slots=True)
class PartySums:
    """One party between two days, minor units. Openings within the span count as opening, not as movement."""

    party: int
    name: str
    employee: bool
    opening: int
    given: int
    received: int

    @property
    def closing(self) -> int:
        """Opening and movement together."""
        return self.opening + self.given - self.received


@dataclass(frozen=True, slots=True)
class FavourSums:
    """One party's favours between two days: values, lines without a price, and days on which each side gave."""

    party: int
    name: str
    employee: bool
    opening: int
    given: int
    received: int
    unpriced_given: int
    unpriced_received: int
    volume_given: int
    volume_received: int
    volume_unpriced_given: int
    volume_unpriced_received: int
    turns_given: int
    turns_received: int

    @property
    def closing(self) -> int:
        """Opening and movement together."""
        return self.opening + self.given - self.received


class ReportLine(NamedTuple):
    """One line of an entry, as the store keeps it; the workbook's columns make real values of it."""

    fiscal_year: int
    sequence: int
    position: int
    day: int
    posted_at: int
    posted_by: str
    party: str
    employee: int
    source: str
    memo: str
    our_document: str
    their_document: str
    due_day: int | None
    belongs_to: int | None
    reverses_year: int | None
    reverses_sequence: int | None
    credits_year: int | None
    credits_sequence: int | None
    direction: int
    sign: int
    kind: str
    what: str
    quantity: int | None
    unit: str
    basis: str
    asks: str
    tax_code: str
    value: int | None
    tax_amount: int | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Ends:
    """Count, first and last entry of a span, the hash at the end of the whole chain, and the entries' first and last
    day."""

    entries: int
    first: tuple[int, int] | None
    last: tuple[int, int] | None
    head: bytes | None
    first_day: dt.date | None = None
    last_day: dt.date | None = None
