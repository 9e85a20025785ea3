"""People as a list to act on: a call for each in one operation, and a file for letters and mail programs."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Sequence
from typing import Any

from db.engine import Store
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Invalid
from partnercrm.domain.interaction import FollowUpDraft
from partnercrm.domain.problems import Problem
from partnercrm.domain.segment import Member
from partnercrm.domain.words import msg, plural
from partnercrm.services import follow_up
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of a formula."""


def plan(
    store: Store, ctx: Context, parties: Sequence[int], title: str, due: dt.date, assignee: int | None = None
) -> Changes:
    """A follow-up of that title for each of these parties (row ids), all of them one operation. Raises Invalid."""
    drafts = [FollowUpDraft(title.strip(), due, party, assignee) for party in parties]
    if not drafts:
        raise Invalid([Problem("title", msg("There is nobody on the list."))])

    def work(op: Operation) -> dict[str, Any]:
        for draft in drafts:
            follow_up.add_in(op, draft)
        op.said = plural(
            "Planned {title}: {count} follow-up", "Planned {title}: {count} follow-ups", len(drafts), title=title
        )
        return {}

    name = msg("Plan {title}", title=title.strip())
    return run(store, ctx, name, (tuple(parties), title, due, assignee), follow_up.SUBJECTS, work).changes


def as_csv(people: Sequence[Member], heads: Sequence[str], *, unasked: bool = True) -> str:
    """Name, e-mail, phone, address and last purchase of each below the heads, as a spreadsheet reads it.

    Without `unasked` only those have an e-mail address who said yes to mail. What would be read as a formula is led by
    an apostrophe.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(heads)
    for each in people:
        email = each.email if unasked or each.agreed else ""
        cells = (each.name, email, each.phone, each.address, each.last_day.isoformat())
        writer.writerow([_plain(cell) for cell in cells])
    return out.getvalue()


def _plain(text: str) -> str:
    """Text as it is; a phone number keeps its plus."""
    if text.startswith(FORMULA) and not text[1:].replace(" ", "").isdigit():
        return f"'{text}"
    return text
