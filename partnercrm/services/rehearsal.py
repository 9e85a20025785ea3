"""Deal rehearsal: replay an offer on our own sales of a span, last year's same days unless said."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from db.engine import Store
from db.queries import promotion_past as q
from partnercrm.domain.dates import add_months
from partnercrm.domain.errors import Invalid
from partnercrm.domain.rehearsal import Rehearsal, RehearsalDraft, rehearse

__all__ = ["Rehearsal", "RehearsalDraft"]


def try_out(store: Store, draft: RehearsalDraft) -> Rehearsal:
    """What the offer would have cost on the sales of the draft's span, and what they must send. Raises Invalid."""
    problems = draft.problems()
    if problems or draft.from_day is None or draft.until_day is None:
        raise Invalid(problems)
    with store.read() as connection:
        known = q.sales_known(connection)
        covered = known is not None and known[0] <= draft.from_day and draft.until_day <= known[1]
        return rehearse(draft, q.purchases(connection, draft.from_day, draft.until_day), covered=covered)


def a_year_before(draft: RehearsalDraft, first: dt.date, last: dt.date) -> RehearsalDraft:
    """The draft for the same days a year before those for which the offer is planned."""
    return replace(draft, from_day=add_months(first, -12), until_day=add_months(last, -12))
