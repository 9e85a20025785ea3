"""The entry behind what a flow posted by itself: how it stands in the ledger today."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from partnercrm.domain.record import dataclass


@dataclass(frozen=True, slots=True)
class FlowEntry:
    """An entry that stands: its row id, UUID and number, its day, and what its lines add up to.

    `value` in minor units, whoever gave it; None where no line has a price.
    """

    id: int
    uuid: UUID
    number: str
    day: dt.date
    value: int | None
