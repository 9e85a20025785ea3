"""Who asks, when, in which language, and under which key: every service call takes one."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from partnercrm.domain.dates import Clock
from partnercrm.domain.locale import Locale
from partnercrm.domain.record import dataclass


@dataclass(frozen=True, slots=True)
class Context:
    """`actor` is the row id of the user; `key` names the operation, so that a retry is answered and not done twice."""

    actor: int
    clock: Clock
    locale: Locale
    key: str = ""

    def keyed(self, key: str) -> Context:
        """The same context for the operation of that key."""
        return replace(self, key=key)

    @property
    def today(self) -> dt.date:
        """The business's calendar date."""
        return self.clock.today()

    @property
    def now(self) -> dt.datetime:
        """The moment, in UTC."""
        return self.clock.now()
