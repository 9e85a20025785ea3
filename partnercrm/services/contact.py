"""Consents: whether we may use a way to reach somebody, asked when a newsletter first needs it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from db.engine import Store
from db.queries import party as q
from db.tables import party as t
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Invalid, not_found
from partnercrm.domain.party import ConsentState
from partnercrm.domain.problems import Problem
from partnercrm.domain.words import msg
from partnercrm.services import party_write
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run
from partnercrm.services.party import SUBJECTS, require, require_text


def set_consent(
    store: Store,
    ctx: Context,
    contact: int,
    purpose: str,
    state: ConsentState,
    *,
    how: str = "",
    day: dt.date | None = None,
) -> Changes:
    """Keeps what somebody answered about a contact point (row id) for a purpose: when (today unless said) and how.

    Raises Invalid without a purpose or for a day to come, NotFound.
    """
    require_text(purpose, how)
    answered = day or ctx.today
    if not purpose.strip():
        raise Invalid([Problem("purpose", msg("Say what it is for, such as newsletter."))])
    if answered > ctx.today:
        raise Invalid([Problem("day", msg("That day is still to come."))])

    def work(op: Operation) -> dict[str, Any]:
        point = q.contact(op.connection, contact)
        if point is None:
            raise not_found("contact")
        party = require(op.connection, point.party_id)
        op.touch(party.id)
        wanted = {"state": state, "day": answered, "how": how.strip()}
        known = next((row for row in q.consents(op.connection, contact) if row.purpose == purpose.strip()), None)
        if known is None:
            op.insert(t.consent, contact_point_id=contact, purpose=purpose.strip(), **wanted)
        else:
            op.undoable = party_write.change_row(op, t.consent, known, wanted)
        op.said = msg("Noted what {name} answered", name=party.name)
        return {}

    request = (contact, purpose, state, how, day)
    return run(
        store, ctx, msg("Note an answer about {purpose}", purpose=purpose.strip()), request, SUBJECTS, work
    ).changes
