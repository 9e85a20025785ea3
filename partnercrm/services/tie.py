"""Ties: typed links between two parties that read both ways, such as works at and employs."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from db.engine import Store
from db.queries import party as q
from db.tables import party as t
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Invalid, Refused, not_found
from partnercrm.domain.party import TIE_WORDS, TieKind
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run
from partnercrm.services.party import SUBJECTS, named, require, require_text


@dataclass(frozen=True, slots=True)
class Tied:
    """A tie that was made, by its row id."""

    tie: int
    changes: Changes


def add_tie(
    store: Store,
    ctx: Context,
    from_party: int,
    to_party: int,
    kind: TieKind,
    *,
    note: str = "",
    from_day: dt.date | None = None,
    until_day: dt.date | None = None,
) -> Tied:
    """Ties two parties; it reads "from works at to" and "to employs from".

    Raises Invalid for a tie with itself or dates that end before they begin, Refused where it is there already,
    NotFound.
    """
    require_text(note)
    if from_day and until_day and until_day < from_day:
        raise Invalid([Problem("until_day", msg("It ends before it begins. Swap the dates."))])

    def work(op: Operation) -> dict[str, Any]:
        ends = require(op.connection, from_party), require(op.connection, to_party)
        if ends[0].id == ends[1].id:
            raise Invalid([Problem("to_party", msg("A tie needs two different parties."))])
        wanted = {"from_party_id": ends[0].id, "to_party_id": ends[1].id, "kind": kind}
        if any(same_tie(row._mapping, wanted) for row in q.ties(op.connection, ends[0].id)):
            raise Refused(msg("This tie is there already."), "to_party")
        op.touch(ends[0].id, ends[1].id)
        op.said = _said(ends[0].name, kind, ends[1].name)
        dates = {"from_day": from_day, "until_day": until_day}
        return {"tie": op.insert(t.tie, uuid=uuid.uuid4(), note=note, **wanted, **dates)}

    name = msg("Tie {name} to {other}", name=named(store, [from_party]), other=named(store, [to_party]))
    done = run(store, ctx, name, (from_party, to_party, kind, note, from_day, until_day), SUBJECTS, work)
    return Tied(done.answer["tie"], done.changes)


def remove_tie(store: Store, ctx: Context, tie: int) -> Changes:
    """Takes a tie away. Raises NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        found = q.tie(op.connection, tie)
        if found is None:
            raise not_found("tie")
        op.touch(found.from_party_id, found.to_party_id)
        op.delete(t.tie, tie)
        return {}

    return run(store, ctx, msg("Take a tie away"), tie, SUBJECTS, work).changes


def same_tie(one: Any, other: Any) -> bool:
    """Whether two ties (by column) say the same; one that reads the same both ways has no direction."""
    if one["kind"] != other["kind"]:
        return False
    ends, others = (one["from_party_id"], one["to_party_id"]), (other["from_party_id"], other["to_party_id"])
    forth, back = TIE_WORDS[one["kind"]]
    return ends == others or (forth == back and ends == others[::-1])


def _said(name: str, kind: TieKind, other: str) -> Message:
    return msg("{name} {reads} {other}", name=name, reads=TIE_WORDS[kind][0], other=other)
