"""Since we work with somebody: as many days before as after, side by side, with what else changed meanwhile.

Before and after is no proof: whatever else began or ended in either span stands beside it, and so does what the same
days brought a year before, where that is known. Shared customers are known by what they did since, so of them more is
to be expected after than before.
"""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection

from db.engine import Store
from db.queries import balance
from db.queries import promotion_past as q
from db.queries.posting import root_of
from db.queries.promotion_past import Bought, Change
from partnercrm.domain.errors import Refused
from partnercrm.domain.ledger import Lens
from partnercrm.domain.record import dataclass
from partnercrm.domain.seasonal import YEAR
from partnercrm.domain.words import msg
from partnercrm.services.context import Context

__all__ = ["Bought", "Change"]

LONGEST = 365
Known = tuple[dt.date, dt.date]
"""The first and the last day of sales that the shop knows."""


@dataclass(frozen=True, slots=True)
class Span:
    """One side of the comparison: purchases of everybody and of shared customers, favours, and what else changed.

    Money in minor units. `covered` says whether the shop knows sales of the whole span; `year_before` what everybody
    bought on the same days (52 weeks) before, None where that is not known.
    """

    first: dt.date
    last: dt.date
    everybody: Bought
    shared: Bought
    year_before: Bought | None
    given: int
    received: int
    changes: tuple[Change, ...]
    covered: bool


@dataclass(frozen=True, slots=True)
class Since:
    """Before and after a day with a partner; `customers` is how many we share with it or were sent by it."""

    party: int
    name: str
    day: dt.date
    customers: int
    before: Span
    after: Span


def since(store: Store, ctx: Context, party: int, day: dt.date | None = None) -> Since:
    """Before and after we began to work with a party (row id): since its first promotion or agreement unless said.

    Both spans are equally long, a year at most, up to the last day of which sales are known. Raises Refused where there
    is no such day yet.
    """
    with store.read() as connection:
        root = root_of(connection, party)
        start = day or q.together_since(connection, root)
        if start is None:
            raise Refused(msg("Say since when: there is neither a cross-promotion nor an agreement yet."), "day")
        if start >= ctx.today:
            raise Refused(msg("Choose a day before today."), "day")
        known = q.sales_known(connection)
        end = min(ctx.today, known[1]) if known is not None and known[1] >= start else ctx.today
        length = dt.timedelta(min((end - start).days + 1, LONGEST))
        one_day = dt.timedelta(1)
        spans = [(start - length, start - one_day), (start, start + length - one_day)]
        before, after = (_span(connection, root, first, last, known) for first, last in spans)
        return Since(root, balance.named(connection, root)[1], start, q.shared(connection, root), before, after)


def _span(connection: Connection, root: int, first: dt.date, last: dt.date, known: Known | None) -> Span:
    favours = balance.between(connection, Lens.FAVOURS, first, last, [root])
    then = first - YEAR, last - YEAR
    return Span(
        first=first,
        last=last,
        everybody=q.bought(connection, first, last),
        shared=q.bought_by_shared(connection, root, first, last),
        year_before=q.bought(connection, *then) if _covered(known, *then) else None,
        given=sum(row.volume_given for row in favours),
        received=sum(row.volume_received for row in favours),
        changes=tuple(q.changed(connection, first, last, root)),
        covered=_covered(known, first, last),
    )


def _covered(known: Known | None, first: dt.date, last: dt.date) -> bool:
    return known is not None and known[0] <= first and last <= known[1]
