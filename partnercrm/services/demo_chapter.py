"""What a further subject needs to tell its part of the example's year: `tell(shop, month)`, called once for each month.

To add a chapter, write `demo_X.py` with such a function and name it in `demo.CHAPTERS`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from partnercrm.domain.dates import Clock
from partnercrm.domain.record import dataclass
from partnercrm.services import store as stores
from partnercrm.services.context import Context
from partnercrm.services.store import Store


@dataclass(frozen=True, slots=True)
class Shop:
    """The example as it grows: its people by name (row ids), the names of its sixty customers, and today."""

    store: Store
    today: dt.date
    ids: Mapping[str, int]
    customers: Sequence[str]

    def ctx(self, day: dt.date) -> Context:
        """The owner on that day at half past five in the afternoon, so that moments look real."""
        return stores.context(self.store, Clock.fixed(dt.datetime.combine(day, dt.time(17, 30))))


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the year: `number` 0 is the oldest, 11 the one of today, which ends today. All months are open yet."""

    number: int
    start: dt.date
    end: dt.date

    def day(self, number: int) -> dt.date:
        """The day of that number in the month (from 1), at latest its end."""
        return min(self.start + dt.timedelta(days=number - 1), self.end)

    def has(self, number: int) -> bool:
        """Whether that day has come."""
        return self.start + dt.timedelta(days=number - 1) <= self.end


Chapter = Callable[[Shop, Month], None]
