"""Coalitions as lists, sheets and the workbook show them. Points are decimals, money is minor units; shop 0 is us."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from uuid import UUID

from partnercrm.domain.coalition import Claim, NettingKind, PartnerDraft, Payment, SettlementState
from partnercrm.domain.record import dataclass


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """A shop of a coalition: what it agreed, and how it stands with us until today, nothing of it settled yet.

    `they_owe` and `we_owe` are for points, `held` is their money that waits with us (below zero: ours with them).
    """

    id: int
    uuid: UUID
    program: int
    program_name: str
    name: str
    draft: PartnerDraft
    they_owe: int = 0
    we_owe: int = 0
    held: int = 0

    @property
    def left(self) -> int:
        """What they get (above zero) or owe once all of it is settled out of the pot."""
        return self.held + self.we_owe - self.they_owe

    @property
    def alert(self) -> bool:
        """Whether somebody is to be told: the pot is low, or much is open between us."""
        limit = self.draft.alert_value
        if limit is None:
            return False
        return self.left < limit if self.draft.prepaid else abs(self.left) > limit


@dataclass(frozen=True, slots=True)
class OverspentRow:
    """Points that a shop took though the card did not have them, and who bears them as agreed."""

    day: dt.date
    card: str
    shop: str
    bearer: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of the netting."""

    kind: NettingKind
    payment: Payment


@dataclass(frozen=True, slots=True)
class SettlementRow:
    """A settlement as a list shows it. `gross` is the sum of the claims, `paid` that of the payments left."""

    id: int
    uuid: UUID
    program: int
    program_name: str
    from_day: dt.date
    until_day: dt.date
    made_at: dt.datetime
    signed_day: dt.date | None
    document: str
    state: SettlementState
    shops: int
    gross: int
    payments: int
    paid: int
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SettlementView:
    """A settlement whole: its head, the shops by row id (0 is us), gross lines both ways, the steps to few payments.

    `earlier` is what of the gross lines belongs to days before its period: points given back, lists that came late.
    """

    row: SettlementRow
    names: dict[int, str]
    claims: tuple[Claim, ...]
    steps: tuple[StepRow, ...]
    overspent: tuple[OverspentRow, ...]
    positions: dict[int, int]
    left: dict[int, int]
    earlier: tuple[Claim, ...] = ()

    def of(self, kind: NettingKind) -> tuple[Payment, ...]:
        """The steps of a kind."""
        return tuple(step.payment for step in self.steps if step.kind is kind)
