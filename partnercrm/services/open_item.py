"""Open items: what is to be paid by either side, as of now or of a day, and how late it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from db.engine import Store
from db.queries import open_item as q
from db.queries.posting import family_of, root_of
from partnercrm.domain.ledger_rows import Ageing, OpenItem, OpenSide
from partnercrm.domain.settlement import Age, age_of

__all__ = ["Age", "Ageing", "OpenItem", "OpenSide"]


def items(store: Store, today: dt.date, on: dt.date | None = None, party: int | None = None) -> list[OpenItem]:
    """Open items by party and due day, of all or of one (row id).

    `on` is as it stood at the end of that day: settlements dated later do not count. Without it, as it stands.
    """
    with store.read() as connection:
        family = None if party is None else family_of(connection, root_of(connection, party))
        return q.listed(connection, today, on, family)


def ageing(found: Iterable[OpenItem]) -> Ageing:
    """What is open on each side by age, gross."""
    sums = {side: dict.fromkeys(Age, 0) for side in OpenSide}
    for item in found:
        sums[item.side][age_of(item.days_late)] += item.open
    return Ageing(sums[OpenSide.RECEIVABLE], sums[OpenSide.PAYABLE])
