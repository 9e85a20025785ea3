"""Agreed values: the price list per partner, and the default that it gives wherever its kind is entered."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from db.engine import Store
from db.queries import agreed_value as q
from db.queries import party as parties
from db.queries.posting import family_of, root_of
from db.tables.agreed_value import agreed_value
from partnercrm.domain.agreed_value import AgreedValue, AgreedValueDraft, choose, filled, overlap, wants_value
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Invalid, not_found
from partnercrm.domain.ledger import ExchangeDraft, Kind, LineDraft
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import msg, plural
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run

__all__ = ["Added", "AgreedValue", "AgreedValueDraft"]

SUBJECTS = ("agreement",)


@dataclass(frozen=True, slots=True)
class Added:
    """A line that was added: row id and UUID."""

    value: int
    uuid: UUID
    changes: Changes


def value_for(
    at: Store | Connection, party: int, kind: Kind, day: dt.date, unit: str = "", what: str = ""
) -> AgreedValue | None:
    """What one `unit` of a kind is worth on a day as agreed with a party (row id), or None where nothing fits.

    `what` chooses among several of one kind. `worth(quantity)` of the answer is the value of so many; its basis is
    then `Basis.AGREED`. Give a connection inside a running operation, a store elsewhere.
    """
    if isinstance(at, Store):
        with at.read() as connection:
            return value_for(connection, party, kind, day, unit, what)
    known = q.of_kind(at, root_of(at, party), kind)
    return choose(known, day, what, unit) if known else None


def fill_line(at: Store | Connection, party: int, day: dt.date, line: LineDraft) -> LineDraft:
    """The line with the agreed value where nobody said a value, nor that it has no price."""
    if not wants_value(line):
        return line
    return filled(line, value_for(at, party, line.kind, day, line.unit, line.what))


def fill(connection: Connection, draft: ExchangeDraft) -> ExchangeDraft:
    """The draft with the agreed value on each line that says none."""
    if draft.party is None or draft.day is None:
        return draft
    lines = tuple(fill_line(connection, draft.party, draft.day, line) for line in draft.lines)
    return replace(draft, lines=lines)


class PriceLists:
    """The whole price list by party and kind as it stood when it was read, for a file with many rows."""

    def __init__(self, store: Store) -> None:
        found: defaultdict[tuple[int, Kind], list[AgreedValue]] = defaultdict(list)
        for each in listed(store):
            found[each.party, each.kind].append(each)
        self._known: Mapping[tuple[int, Kind], list[AgreedValue]] = dict(found)

    def filled(self, party: int | None, day: dt.date | None, line: LineDraft) -> LineDraft:
        """As `fill_line`; `party` is the row id of the record that a party is today."""
        known = self._known.get((party, line.kind)) if party is not None else None
        if known is None or day is None or not wants_value(line):
            return line
        return filled(line, choose(known, day, line.what, line.unit))


def listed(store: Store, party: int | None = None) -> list[AgreedValue]:
    """The whole price list by party, or that of one (row id) with what was merged into it."""
    with store.read() as connection:
        return q.listed(connection, None if party is None else family_of(connection, root_of(connection, party)))


def find(store: Store, uuid: UUID) -> AgreedValue:
    """A line by its UUID. Raises NotFound."""
    with store.read() as connection:
        return _require(q.by_uuid(connection, uuid))


def add(store: Store, ctx: Context, draft: AgreedValueDraft) -> Added:
    """Adds a line. Raises Invalid, also where the same is agreed for those days already; NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        op.said = msg("Added an agreed value")
        made, values = uuid.uuid4(), _values(op, draft)
        return {"value": op.insert(agreed_value, uuid=made, **values), "uuid": str(made)}

    done = run(store, ctx, msg("Add an agreed value"), draft, SUBJECTS, work)
    return Added(done.answer["value"], UUID(done.answer["uuid"]), done.changes)


def change(store: Store, ctx: Context, number: int, draft: AgreedValueDraft) -> Changes:
    """Makes a line what the draft says; what was posted stays as it is. Raises Invalid or NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        op.said = msg("Changed an agreed value")
        _require(q.one(op.connection, number))
        op.update(agreed_value, number, **_values(op, draft, number))
        return {}

    return run(store, ctx, msg("Change an agreed value"), (number, draft), SUBJECTS, work).changes


def remove(store: Store, ctx: Context, numbers: Sequence[int]) -> Changes:
    """Takes lines off the price list; what was posted stays as it is. Raises NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        op.said = plural("Removed {count} agreed value", "Removed {count} agreed values", len(numbers))
        for number in numbers:
            op.touch(_require(q.one(op.connection, number)).party)
            op.delete(agreed_value, number)
        return {}

    return run(store, ctx, msg("Remove an agreed value"), tuple(numbers), SUBJECTS, work).changes


def _values(op: Operation, draft: AgreedValueDraft, number: int | None = None) -> dict[str, Any]:
    problems = draft.problems()
    if problems or draft.party is None:
        raise Invalid(problems)
    found = parties.standing(op.connection, draft.party)
    if found is None or found.gone or found.walk_in:
        raise not_found("person or business")
    known = q.of_kind(op.connection, found.root, draft.kind)
    if any(overlap(draft, each) for each in known if each.id != number):
        raise Invalid([Problem("what", msg("This is agreed already for some of these days."))])
    op.touch(found.root)
    return {
        "party_id": found.root,
        "kind": draft.kind,
        "what": " ".join(draft.what.split()),
        "unit": draft.unit.strip(),
        "value": draft.value,
        "from_day": draft.from_day,
        "to_day": draft.to_day,
    }


def _require(found: AgreedValue | None) -> AgreedValue:
    if found is None:
        raise not_found("agreed value")
    return found
