"""Copies of half-typed forms, so that a crash loses nothing. A copy is no draft: it blocks nothing, nobody lists it."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from db.engine import Store
from db.queries import form_copy as q
from partnercrm.domain.record import dataclass
from partnercrm.services.context import Context


@dataclass(frozen=True, slots=True)
class FormCopy:
    """What a form held, and when it was copied (UTC)."""

    content: dict[str, Any]
    saved_at: dt.datetime


def keep(store: Store, ctx: Context, form: str, content: dict[str, Any]) -> None:
    """Keeps what a form of this user holds, in place of its copy before. `content` holds JSON values only.

    It is no operation: nobody would want to undo it.
    """
    text = json.dumps(content)
    with store.write() as connection:
        q.keep(connection, form, ctx.actor, text, ctx.now)


def load(store: Store, ctx: Context, form: str) -> FormCopy | None:
    """The copy of a form that this user left, or None."""
    with store.read() as connection:
        found = q.load(connection, form, ctx.actor)
    return None if found is None else FormCopy(json.loads(found[0]), found[1])


def drop(store: Store, ctx: Context, form: str) -> None:
    """Forgets the copy, once the form was saved or put aside. One that is not there is no error."""
    with store.read() as connection:
        there = q.load(connection, form, ctx.actor) is not None
    if there:
        with store.write() as connection:
            q.drop(connection, form, ctx.actor)
