"""What belongs to a closed month: a register takes it in today and says of which day it is.

Points, gift cards, vouchers and whatever a flow posts by itself follow this one rule, by hand and from a file. Only an
entry that somebody types in the ledger is refused (`matching.require_open`): its form asks for the day it belongs to.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from db.queries.posting import period_state
from partnercrm.domain.dates import short
from partnercrm.domain.period import PeriodState, month_number
from partnercrm.domain.record import dataclass
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


def said_of(said: Message, when: Dated, today: dt.date) -> Message:
    """What was done, and the day it belongs to where that is another one than the day under which it is written."""
    if when.belongs_to is None:
        return said
    written, happened = short(when.day, today), short(when.belongs_to, today)
    return msg("{said}; dated {written}, belongs to {happened}", said=said, written=written, happened=happened)


def packed(when: Dated) -> list[str | None]:
    """Both days as an operation's answer keeps them."""
    return [when.day.isoformat(), when.belongs_to.isoformat() if when.belongs_to else None]


def unpacked(days: Sequence[str | None]) -> Dated:
    """The same as the caller gets it."""
    day, belongs_to = (dt.date.fromisoformat(each) if each else None for each in days)
    assert day is not None
    return Dated(day, belongs_to)
