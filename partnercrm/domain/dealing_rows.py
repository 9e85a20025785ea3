"""What runs between a party and us besides entries and talks: agreements, cards, vouchers, referrals, loans."""

from __future__ import annotations

from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message


@dataclass(frozen=True, slots=True)
class Dealing:
    """One of them in two lines: what it is (`Mutual discount`), and how it stands (`until 30 Nov, 12 of 40 used`).

    `amount` is a short figure at the right (`16 points`). `late` shows it in red. `tab`, `view`, `record` (row id)
    and the `part` of the view say where it opens.
    """

    title: str | Message
    detail: Message
    tab: str
    view: str
    record: int | None = None
    amount: Message | None = None
    late: bool = False
    part: str = ""


@dataclass(frozen=True, slots=True)
class Dealings:
    """The dealings of one subject with a party, under its heading."""

    heading: Message
    rows: tuple[Dealing, ...]
