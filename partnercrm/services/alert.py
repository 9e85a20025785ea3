"""Alerts as they stand: looked for by the rules, put aside, opened down to their records. Nothing nags.

Looking reads only and is done on a worker; what came or went since is then kept as one operation, no deed of the user.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from db.engine import Store
from db.queries import alert as q
from db.tables import alert as t
from partnercrm.domain.alert import (
    KIND_TITLES,
    USUAL,
    AlertKey,
    AlertKind,
    AlertRow,
    AlertRule,
    Level,
    figure_of,
    one_each,
    standing,
)
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Invalid, Refused, not_found
from partnercrm.domain.figure import Figure
from partnercrm.domain.packing import pack
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.today_rows import SHOWN, Short
from partnercrm.domain.words import Message, msg, plural
from partnercrm.services import alert_levels
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run

if TYPE_CHECKING:
    from sqlalchemy import Connection

SUBJECTS = ("alert",)
EVERY = frozenset(AlertKind)
OWN_PLACE = frozenset({AlertKind.LATE, AlertKind.ENDING})
"""Kinds that have a list of their own on Today, which follows the same rule."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What stands of some kinds on a day; `differs` where that is not what is kept."""

    kinds: frozenset[AlertKind]
    day: dt.date
    found: tuple[Level, ...]
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """An alert that stands: its level and records, its rule, and since when it is known (None: not looked for yet)."""

    level: Level
    said: Message
    rule: AlertRule
    known: AlertRow | None

    @property
    def figure(self) -> Figure:
        """Its level as a figure that explains itself."""
        return figure_of(self.level, self.said, self.rule)


def rules(store: Store) -> dict[AlertKind, AlertRule]:
    """The rule of every kind."""
    with store.read() as connection:
        return rules_in(connection)


def rules_in(connection: Connection) -> dict[AlertKind, AlertRule]:
    """The same within a session."""
    return USUAL | {kind: rule for kind, (_row, rule) in q.rules(connection).items()}


def change_rules(store: Store, ctx: Context, wanted: Sequence[AlertRule]) -> Changes:
    """Makes these the rules of their kinds. Raises Invalid, its fields named `KIND.on`, `KIND.off` and so on."""
    problems = [Problem(f"{rule.kind.value}.{each.field}", each.message) for rule in wanted for each in rule.problems()]
    if problems:
        raise Invalid(problems)

    def work(op: Operation) -> dict[str, Any]:
        known = q.rules(op.connection)
        for rule in wanted:
            values = {"on_at": rule.on, "off_at": rule.off, "active": rule.active}
            values |= {"name": rule.name, "rest_days": rule.rest_days}
            if rule.kind in known:
                op.update(t.alert_rule, known[rule.kind][0], **values)
            else:
                op.insert(t.alert_rule, kind=rule.kind, **values)
        return {}

    name = msg("Change when to tell of what")
    if len(wanted) == 1:
        name = msg("Change when to tell: {what}", what=KIND_TITLES[wanted[0].kind])
    return run(store, ctx, name, tuple(wanted), (*SUBJECTS, "settings"), work).changes


# --- looking for them


def look(store: Store, today: dt.date, kinds: Collection[AlertKind] = EVERY) -> Looked:
    """What stands of these kinds; reads only, and may take a while where there are many sales."""
    with store.read() as connection:
        looked = look_in(connection, today, kinds, q.keys(connection))
        return replace(looked, differs=_differs(q.told(connection, kinds), looked.found))


def look_in(connection: Connection, today: dt.date, kinds: Collection[AlertKind], before: set[AlertKey]) -> Looked:
    """The same within a session; `before` stood until now."""
    known = rules_in(connection)
    found: list[Level] = []
    for kind in AlertKind:
        if kind in kinds and known[kind].active:
            found += standing(alert_levels.levels(connection, today, kind, known[kind]), before, known)
    return Looked(frozenset(kinds), today, tuple(found))


def keep(store: Store, ctx: Context, looked: Looked) -> Changes | None:
    """Keeps what came, what changed its words, and what went; None where all is as it was. Ctrl+Z passes over it."""
    if not looked.differs:
        return None

    def work(op: Operation) -> dict[str, Any]:
        known = q.told(op.connection, looked.kinds)
        for level in looked.found:
            _keep(op, level, known.pop(level.key, None), looked.day)
        for gone in known.values():
            op.delete(t.alert_state, gone.id)
        op.undoable = False
        return {"stand": len(looked.found), "gone": len(known)}

    return run(store, ctx, msg("Look what needs us"), repr(looked), SUBJECTS, work).changes


def evaluate(store: Store, ctx: Context, kinds: Collection[AlertKind] = EVERY) -> Changes | None:
    """Looks, and keeps what it finds."""
    return keep(store, ctx, look(store, ctx.today, kinds))


def _differs(known: Mapping[AlertKey, q.Told], found: Sequence[Level]) -> bool:
    return len(known) != len(found) or any(_changed(known.get(each.key), each) for each in found)


def _changed(told: q.Told | None, level: Level) -> bool:
    return told is None or (told.said, told.due, told.party) != (_text(level), level.due, level.party)


def _text(level: Level) -> str:
    """Its sentence as it is kept."""
    return json.dumps(pack(level.said), ensure_ascii=False)


def _keep(op: Operation, level: Level, told: q.Told | None, day: dt.date) -> None:
    values: dict[str, Any] = {
        "level": level.level,
        "said": _text(level),
        "due": level.due,
        "party_id": level.party,
    }
    if told is None:
        kind, subject, number, mark = level.key
        about = {"kind": kind, "subject": subject, "subject_id": number, "mark": mark}
        op.insert(t.alert_state, uuid=uuid.uuid4(), first_seen=day, **about, **values)
    elif _changed(told, level):
        op.update(t.alert_state, told.id, **values)


# --- what stands


def listed(store: Store, ctx: Context) -> list[AlertRow]:
    """All that stand, the most pressing first, those that were put aside too; each names its party."""
    with store.read() as connection:
        found = [replace(kept.row, said=kept.named) for kept in q.states(connection)]
    order = tuple(AlertKind)
    return sorted(found, key=lambda row: (row.quiet(ctx.today), order.index(row.key.kind), row.id))


def short_in(connection: Connection, today: dt.date, shown: int = SHOWN) -> Short[AlertRow]:
    """What Today tells of: awake ones, one a party, but for those that stand in a list of their own."""
    told = one_each(q.awake(connection, today, OWN_PLACE))
    wanted = [number for mine in told[:shown] for number in mine]
    known = {kept.row.id: kept for kept in q.states(connection, wanted)}
    rows = [
        replace(known[first].row, said=known[first].named, others=tuple(known[each].row.key for each in others))
        for first, *others in told[:shown]
    ]
    return Short(tuple(rows), len(told))


def snooze(store: Store, ctx: Context, keys: Sequence[AlertKey], until: dt.date | None) -> Changes:
    """Puts alerts aside until a day after today; None wakes them. Raises Refused."""
    if until is not None and until <= ctx.today:
        raise Refused(msg("Choose a day after today."), "until")

    def work(op: Operation) -> dict[str, Any]:
        for key in dict.fromkeys(keys):
            _snooze(op, key, until)
        return {}

    name = plural("Wake an alert", "Wake {count} alerts", len(keys))
    if until is not None:
        words = plural("Put an alert aside until {day}", "Put {count} alerts aside until {day}", len(keys))
        name = replace(words, values={**words.values, "day": until})
    return run(store, ctx, name, (tuple(keys), until), SUBJECTS, work).changes


def _snooze(op: Operation, key: AlertKey, until: dt.date | None) -> None:
    kept, party = q.snooze(op.connection, key), q.party_of(op.connection, key)
    if party is not None:
        op.touch(party)
    if kept is None and until is not None:
        kind, subject, number, mark = key
        op.insert(t.alert_snooze, kind=kind, subject=subject, subject_id=number, mark=mark, until=until)
    elif kept is not None and until is not None:
        op.update(t.alert_snooze, kept, until=until)
    elif kept is not None:
        op.delete(t.alert_snooze, kept)


def stand(store: Store, today: dt.date) -> list[Standing]:
    """Everything that stands on a day, worked out anew, with the records behind each; nothing is kept."""
    with store.read() as connection:
        kept = {each.row.key: each.row for each in q.states(connection)}
        looked = look_in(connection, today, EVERY, set(kept))
        known = rules_in(connection)
        names = q.names(connection, [each.party for each in looked.found if each.party is not None])
        return [
            Standing(
                alert_levels.with_records(connection, today, each, known[each.key.kind]),
                _said(each, names),
                known[each.key.kind],
                kept.get(each.key),
            )
            for each in looked.found
        ]


def behind(store: Store, today: dt.date, key: AlertKey) -> Standing:
    """How things stand with what an alert is about, worked out anew, and the records behind it. Raises NotFound."""
    with store.read() as connection:
        rule = rules_in(connection)[key.kind]
        found = alert_levels.levels(connection, today, key.kind, rule, only=key)
        level = next((each for each in found if each.key == key), None)
        if level is None:
            raise not_found("alert")
        kept = next((each.row for each in q.states(connection) if each.row.key == key), None)
        names = q.names(connection, [] if level.party is None else [level.party])
        return Standing(alert_levels.with_records(connection, today, level, rule), _said(level, names), rule, kept)


def _said(level: Level, names: Mapping[int, str]) -> Message:
    return q.named(level.said, names.get(level.party) if level.party is not None else None)
