"""Saved segments: conditions under a name, counted anew whenever they are looked at, used as a list."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from db.engine import Store
from db.queries import customer_figures as q
from db.queries import item as items_q
from db.queries import segment as kept
from db.queries import store as stores_q
from db.tables import segment as t
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Invalid, not_found
from partnercrm.domain.figure import Figure, Unit, unknown
from partnercrm.domain.local_area import NO_AREA, LocalArea
from partnercrm.domain.money import Currency
from partnercrm.domain.party import ContactKind
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.segment import (
    Customer,
    Known,
    Member,
    Reach,
    SegmentDraft,
    SegmentRule,
    holds,
    name_key,
    rule_of,
)
from partnercrm.domain.text import fold
from partnercrm.domain.words import Message, msg
from partnercrm.services.context import Context
from partnercrm.services.customer_figures import NOBODY, Window, coverage_in, rhythms_in, scored_in
from partnercrm.services.named import uuid_of
from partnercrm.services.operations import Operation, run

if TYPE_CHECKING:
    from sqlalchemy import Connection

SUBJECTS = ("segment",)
_AGREED = "agreed"
"""Where the e-mail address stands that somebody said yes to."""


@dataclass(frozen=True, slots=True)
class SegmentRow:
    """A saved segment: row id, UUID, name, conditions with their words, and how many are in it now."""

    id: int
    uuid: UUID
    name: str
    rule: SegmentRule
    words: tuple[Message, ...]
    figure: Figure


@dataclass(frozen=True, slots=True)
class Saved:
    """A segment that was saved: row id and UUID."""

    segment: int
    uuid: UUID
    changes: Changes


def save(store: Store, ctx: Context, draft: SegmentDraft, segment: int | None = None) -> Saved:
    """Saves a new segment, or changes the one of that row id. Raises Invalid, NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        _require_good(op, draft, segment)
        values = {"name": draft.name.strip(), "key": name_key(draft.name), "rule": draft.rule.as_json()}
        op.said = msg("Saved the segment {name}", name=draft.name.strip())
        if segment is None:
            made = uuid.uuid4()
            return {"segment": op.insert(t.segment, uuid=made, created_at=op.now, **values), "uuid": str(made)}
        row = _require(op.connection, segment)
        op.update(t.segment, segment, **values)
        return {"segment": segment, "uuid": str(row[1])}

    done = run(store, ctx, msg("Save the segment {name}", name=draft.name), (segment, draft), SUBJECTS, work)
    return Saved(done.answer["segment"], UUID(done.answer["uuid"]), done.changes)


def remove(store: Store, ctx: Context, segment: int) -> Changes:
    """Takes a segment away; nobody in it is touched. Raises NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        name = _require(op.connection, segment)[2]
        op.delete(t.segment, segment)
        op.said = msg("Removed the segment {name}", name=name)
        return {}

    return run(store, ctx, msg("Remove a segment"), segment, SUBJECTS, work).changes


def find(store: Store, named: str) -> int:
    """The row id of a segment by its UUID or its name. Raises NotFound."""
    with store.read() as connection:
        found = kept.find(connection, uuid_of(named), name_key(named))
    if found is None:
        raise not_found("segment")
    return found


def listed(store: Store, on: dt.date) -> list[SegmentRow]:
    """All saved segments by name, counted as of a day."""
    with store.read() as connection:
        return listed_in(connection, on)


def listed_in(connection: Connection, on: dt.date) -> list[SegmentRow]:
    """The same within a session."""
    saved = [(number, name, title, rule_of(rule)) for number, name, title, rule in kept.listed(connection)]
    counted = members_in(connection, [rule for *_rest, rule in saved], on)
    currency = stores_q.facts(connection).currency
    covered, area = coverage_in(connection, Window(None, on)), _area(connection)
    rows = []
    for (number, name, title, rule), found in zip(saved, counted, strict=True):
        words = _words(connection, rule, currency)
        figure = _figure(title, rule, found, covered, area, words)
        rows.append(SegmentRow(number, name, title, rule, words, figure))
    return rows


def members(store: Store, rule: SegmentRule, on: dt.date) -> list[Member]:
    """Who is in a segment as of a day, by name, with how to reach them."""
    with store.read() as connection:
        return _people(connection, members_in(connection, [rule], on)[0])


def people(store: Store, parties: Iterable[int], on: dt.date) -> list[Member]:
    """The same for these parties, of those who bought anything up to a day."""
    wanted = set(parties)
    with store.read() as connection:
        return _people(connection, [row for row in q.customers(connection, None, on) if row.party in wanted])


def count(store: Store, rule: SegmentRule, on: dt.date) -> int:
    """How many are in a segment that is not saved yet: live, while the conditions are chosen."""
    with store.read() as connection:
        return len(members_in(connection, [rule], on)[0])


def rule(store: Store, segment: int) -> SegmentRule:
    """The conditions of a saved segment (row id). Raises NotFound."""
    with store.read() as connection:
        return rule_of(_require(connection, segment)[3])


def members_in(connection: Connection, rules: Sequence[SegmentRule], on: dt.date) -> list[list[Customer]]:
    """Who is in each segment: everybody's sums once, and of the rest only what a rule asks for."""
    there = q.listed(connection)
    everybody = [row for row in q.customers(connection, None, on) if row.party in there]
    lapsed: set[int] = set()
    if any(each.lapsed is not None for each in rules):
        lapsed = {row.party for row in rhythms_in(connection, on) if row.lapsed}
    local = local_parties(connection) if any(each.local is not None for each in rules) else set()
    scored = scored_in(connection, Window(None, on)) if any(each.groups for each in rules) else None
    groups = {row.party: row.segment for row in scored.buyers} if scored else {}
    found = []
    for each in rules:
        known = Known(
            today=on.toordinal(),
            local=local,
            lapsed=lapsed,
            groups=groups,
            tagged=q.tagged(connection, fold(each.tag)) if each.tag else (),
            bought=_bought(connection, each, on),
            reached=_reached(connection, each.reach) if each.reach else (),
            dated=q.dated(connection, each.date_month or on.month) if each.date_month is not None else (),
            members=q.members(connection, each.program, on) if each.member is not None else (),
        )
        found.append([row for row in everybody if holds(each, row, known)])
    return found


def local_parties(connection: Connection) -> set[int]:
    """Everybody with an address in the local area."""
    area = _area(connection)
    return {party for party, places in q.addresses(connection).items() if area.holds_any(places)}


def _area(connection: Connection) -> LocalArea:
    return LocalArea.of(stores_q.facts(connection).local_area)


def _bought(connection: Connection, wanted: SegmentRule, on: dt.date) -> set[int]:
    number = items_q.by_uuid(connection, wanted.item) if wanted.item is not None else None
    return set() if number is None else q.bought_item(connection, number, on)


def _reached(connection: Connection, reach: Reach) -> set[int]:
    agreed = reach is Reach.MAIL_AGREED
    return q.reached(connection, Reach.EMAIL.value if agreed else reach.value, agreed=agreed)


def _require(connection: Connection, segment: int) -> tuple[int, UUID, str, str]:
    for row in kept.listed(connection):
        if row[0] == segment:
            return row
    raise not_found("segment")


def _require_good(op: Operation, draft: SegmentDraft, segment: int | None) -> None:
    problems = list(draft.problems())
    if not problems and kept.find(op.connection, None, name_key(draft.name)) not in (None, segment):
        problems.append(Problem("name", msg("There is a segment of that name already.")))
    if problems:
        raise Invalid(problems)


def _words(connection: Connection, wanted: SegmentRule, currency: Currency) -> tuple[Message, ...]:
    number = items_q.by_uuid(connection, wanted.item) if wanted.item is not None else None
    name = "" if number is None else items_q.by_ids(connection, [number])[0].name
    program = kept.program_name(connection, wanted.program) if wanted.program is not None else ""
    return wanted.words(currency, name, program)


def _figure(
    name: str,
    wanted: SegmentRule,
    found: Sequence[Customer],
    covered: float | None,
    area: LocalArea,
    words: Iterable[Message],
) -> Figure:
    title, rule = msg("{name}", name=name), _joined(list(words))
    if wanted.local is not None and not area.known:
        return unknown("segment", title, Unit.COUNT, NO_AREA, rule)
    if covered is None:
        return unknown("segment", title, Unit.COUNT, NOBODY, rule)
    parties = {"party": tuple(row.party for row in found)}
    return Figure("segment", title, Unit.COUNT, len(found), rule, len(found), "all conditions hold", parties, covered)


def _joined(words: Sequence[Message]) -> Message:
    whole = words[0]
    for each in words[1:]:
        whole = msg("{some}, {more}", some=whole, more=each)
    return whole


def _people(connection: Connection, found: Sequence[Customer]) -> list[Member]:
    parties = [row.party for row in found]
    names, reach = q.names(connection, parties), _reach(connection, parties)
    rows = [_member(row, *names[row.party], reach.get(row.party, {})) for row in found if row.party in names]
    return sorted(rows, key=lambda row: (fold(row.name), row.party))


def _reach(connection: Connection, parties: Sequence[int]) -> dict[int, dict[str, str]]:
    """The first phone, e-mail and postal address of each; an e-mail address that they said yes to goes first."""
    found: dict[int, dict[str, str]] = {}
    for party, kind, value, street, postcode, town, agreed in kept.contacts(connection, json.dumps(list(parties))):
        place = ", ".join(filter(None, (street, f"{postcode} {town}".strip())))
        text = (place or value) if kind == ContactKind.ADDRESS else value
        ways = found.setdefault(party, {})
        if kind == ContactKind.EMAIL and agreed and _AGREED not in ways:
            ways |= {_AGREED: text, kind: text}
        ways.setdefault(kind, text)
    return found


def _member(row: Customer, name: str, uuid_bytes: bytes, reach: dict[str, str]) -> Member:
    return Member(
        row.party,
        UUID(bytes=uuid_bytes),
        name,
        reach.get(ContactKind.PHONE, ""),
        reach.get(ContactKind.EMAIL, ""),
        reach.get(ContactKind.ADDRESS, ""),
        row.purchases,
        row.amount,
        dt.date.fromordinal(row.last),
        _AGREED in reach,
    )
