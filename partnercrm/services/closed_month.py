"""What belongs to a closed month: a register takes it in today and says of which day it is.

Points, gift cards, vouchers and whatever a flow posts by itself follow this one rule, by hand and from a file. Only an
entry that somebody types in the ledger is refused (`matching.require_open`): its form asks for the day it belongs to.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from db.queries.posting import period_state
from partnercrm.domain.dates import short
from partnercrm.domain.period import PeriodState, month_number
from partnercrm.domain.words import Message, msg
from partnercrm.services.matching import require_open
from partnercrm.services.operations import Operation


@dataclass(frozen=True, slots=True)
class Dated:
    """The day under which something is written, and the day it belongs to where the month of that one is closed."""

    day: dt.date
    belongs_to: dt.date | None = None

    @property
    def happened(self) -> dt.date:
        """The day on which it happened: what it was worth or good for is asked of that day."""
        return self.belongs_to or self.day


def dated(op: Operation, day: dt.date) -> Dated:
    """A day as it is while its month is open, else today. Raises PeriodClosed where today's month is closed too."""
    if period_state(op.connection, month_number(day)) is PeriodState.OPEN:
        return Dated(day)
    require_open(op, op.today)
    return Dated(op.today, day)


def said_of(said: Message, belongs_to: dt.date | None, today: dt.date) -> Message:
    """What was done, and the day it belongs to where that is another one than the day under which it is written."""
    if belongs_to is None:
        return said
    return msg("{said}; dated today, belongs to {day}", said=said, day=short(belongs_to, today))
