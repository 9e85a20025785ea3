"""How a flow posts by itself and takes it back: once, on its own day or, where that month is closed, today."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from db.queries import flow_entry as q
from db.queries import posting as posting_q
from partnercrm.domain.errors import Refused
from partnercrm.domain.flow_rows import FlowEntry
from partnercrm.domain.ledger import ExchangeDraft
from partnercrm.domain.words import msg
from partnercrm.services import closed_month, ledger, posting
from partnercrm.services.chain import Entry
from partnercrm.services.operations import Operation

SUBJECTS = ("ledger", "party")
"""What whoever posts names among its own subjects."""


def post(op: Operation, draft: ExchangeDraft, before: Sequence[int] = ()) -> Entry:
    """Posts what a flow says; `before` are the entries that it posted for the same earlier.

    In a closed month it is posted today and says where it belongs. Raises Refused while one of those stands or a
    draft of it waits, and as `posting.post` does.
    """
    require_free(op, before)
    assert draft.day is not None
    entry = posting.post(op, _dated(op, draft, draft.day))
    return entry


def require_free(op: Operation, before: Sequence[int]) -> None:
    """Raises Refused while one of these entries, or what corrected it, stands or waits as a draft."""
    standing = stands(op, before)
    if standing is not None:
        raise Refused(msg("This is in the ledger already, as entry {number}.", number=standing.number))
    if q.waits(op.connection, before):
        raise Refused(msg("A draft of this waits among what is unfinished. Save it or delete it first."))


def stands(op: Operation, before: Sequence[int]) -> FlowEntry | None:
    """The entry that stands of these, or of what corrected them or entered them again."""
    found = q.entries(op.connection, q.currents(op.connection, before))
    return found[max(found)] if found else None


def take_back(op: Operation, before: Sequence[int], reason: str) -> Entry | None:
    """Reverses the entry that stands of these, if any. Raises as `ledger.reverse_entry` does."""
    found = stands(op, before)
    if found is None:
        return None
    return ledger.reverse_entry(op, posting_q.exchange_by_id(op.connection, found.id), reason)


def _dated(op: Operation, draft: ExchangeDraft, day: dt.date) -> ExchangeDraft:
    when = closed_month.dated(op, day)
    if when.belongs_to is None:
        return draft
    return replace(draft, day=when.day, belongs_to=draft.belongs_to or when.belongs_to)
