"""Referrals as they stand: the ids of a list, its rows by page, and what the chains and the figures are made of."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from db.queries import flow_entry, many, rows
from db.queries.flow import current
from db.tables.kept_triggers import family
from db.values import day_to_int, int_to_day
from partnercrm.domain.conversion import Outcome
from partnercrm.domain.interaction import FollowUpState
from partnercrm.domain.interaction_rows import NextStepRow
from partnercrm.domain.introduction import Introduction
from partnercrm.domain.ledger import Kind
from partnercrm.domain.referral import ReferralState, Way, reward_state
from partnercrm.domain.referral_rows import ReferralFilter, ReferralRow, ReferralSort, RewardRow
from partnercrm.domain.text import fold

_SORTS = {
    ReferralSort.DAY: "r.day",
    ReferralSort.PARTY: "(SELECT sort_name FROM party WHERE id = coalesce(a.root_id, r.party_id))",
    ReferralSort.REFERRED: "(SELECT sort_name FROM party WHERE id = coalesce(b.root_id, r.referred_id))",
    ReferralSort.STATE: "r.state",
    ReferralSort.VALUE: "coalesce(r.value_won, -1)",
}
_ALIASES = "LEFT JOIN alias a ON a.party_id = r.party_id LEFT JOIN alias b ON b.party_id = r.referred_id"


def _standing(part: str) -> str:
    """The entry that stands of a part, as one column."""
    one = current("x.exchange_id")
    return f"(SELECT max({one}) FROM referral_posting x WHERE x.referral_id = r.id AND x.part = '{part}')"


_PAGE = f"""
    SELECT r.id, r.uuid, r.way, p.id, p.uuid, p.name, q.id, q.uuid, q.name, r.event, r.day, r.state, r.decided_day,
        r.value_won, r.qualified, r.why_lost, r.note, f.id, f.title, f.due, f.state, {_standing("won")},
        w.id, w.kind, w.what, w.value, w.hold_days, w.taken_back_day, w.why_taken_back, {_standing("reward")}
    FROM json_each(?) j CROSS JOIN referral r ON r.id = j.value {_ALIASES}
    JOIN party p ON p.id = coalesce(a.root_id, r.party_id) JOIN party q ON q.id = coalesce(b.root_id, r.referred_id)
    LEFT JOIN follow_up f ON f.id = r.follow_up_id LEFT JOIN referral_reward w ON w.referral_id = r.id
    ORDER BY j.key
"""


def ids(
    connection: Connection,
    wanted: ReferralFilter,
    sort: ReferralSort = ReferralSort.DAY,
    *,
    ascending: bool = False,
) -> list[int]:
    """The row ids that a filter lets through, in order; equal ones by their day."""
    where, values = _where(wanted)
    way = "ASC" if ascending else "DESC"
    order = f"{_SORTS[sort]} {way}, r.day {way}, r.id {way}"
    sql = f"SELECT r.id FROM referral r {_ALIASES} WHERE {where} ORDER BY {order}"
    found = many.ids(connection, sql, tuple(values))
    return _saying(connection, found, wanted.text) if wanted.text.strip() else found


def _where(wanted: ReferralFilter) -> tuple[str, list[Any]]:
    parts: list[tuple[str, tuple[Any, ...]]] = [("1", ())]
    if wanted.way is not None:
        parts.append(("r.way = ?", (wanted.way.value,)))
    if wanted.state is not None:
        parts.append(("r.state = ?", (wanted.state.value,)))
    if wanted.with_party is not None:
        parts.append((f"r.party_id IN ({family('?')})", (wanted.with_party,) * 2))
    if wanted.referred is not None:
        parts.append((f"r.referred_id IN ({family('?')})", (wanted.referred,) * 2))
    if wanted.party is not None:
        both = f"(r.party_id IN ({family('?')}) OR r.referred_id IN ({family('?')}))"
        parts.append((both, (wanted.party,) * 4))
    if wanted.from_day is not None:
        parts.append(("r.day >= ?", (day_to_int(wanted.from_day),)))
    if wanted.to_day is not None:
        parts.append(("r.day <= ?", (day_to_int(wanted.to_day),)))
    if wanted.not_in_ledger:
        parts.append((f"r.state = 'won' AND {_standing('won')} IS NULL", ()))
    where = " AND ".join(condition for condition, _values in parts)
    return where, [value for _condition, values in parts for value in values]


def _saying(connection: Connection, numbers: Sequence[int], text: str) -> list[int]:
    """Those whose names, event or note hold the text; they are few, so they are read and folded."""
    wanted = fold(text).split()
    sql = (
        "SELECT r.id, p.name || ' ' || q.name || ' ' || r.event || ' ' || r.note FROM json_each(?) j "
        f"CROSS JOIN referral r ON r.id = j.value {_ALIASES} JOIN party p ON p.id = coalesce(a.root_id, r.party_id) "
        "JOIN party q ON q.id = coalesce(b.root_id, r.referred_id) ORDER BY j.key"
    )
    found = many.tuples(connection, sql, (json.dumps(list(numbers)),))
    return [number for number, said in found if all(word in fold(said) for word in wanted)]


def page_rows(connection: Connection, numbers: Sequence[int], today: dt.date) -> list[ReferralRow]:
    """The rows of these ids, in their order; ids that are gone are left out."""
    found = many.tuples(connection, _PAGE, (json.dumps(list(numbers)),))
    entries = flow_entry.entries(connection, [each for row in found for each in (row[21], row[-1])])
    return [_row(row, entries, today) for row in found]


def _row(found: Sequence[Any], entries: Any, today: dt.date) -> ReferralRow:
    step, title, due, step_state = found[17:21]
    state, decided = ReferralState(found[11]), _day(found[12])
    next_step = None if step is None else NextStepRow(step, title, int_to_day(due), FollowUpState(step_state))
    return ReferralRow(
        id=found[0],
        uuid=UUID(bytes=found[1]),
        way=Way(found[2]),
        party=found[3],
        party_uuid=UUID(bytes=found[4]),
        party_name=found[5],
        referred=found[6],
        referred_uuid=UUID(bytes=found[7]),
        referred_name=found[8],
        event=found[9],
        day=int_to_day(found[10]),
        state=state,
        decided=decided,
        value_won=found[13],
        qualified=bool(found[14]),
        why_lost=found[15],
        note=found[16],
        next_step=next_step,
        entry=entries.get(found[21]),
        reward=_reward(found[22:], entries, decided if state is ReferralState.WON else None, today),
    )


def _reward(found: Sequence[Any], entries: Any, won: dt.date | None, today: dt.date) -> RewardRow | None:
    number, kind, what, value, hold_days, taken_back, why, entry = found
    if number is None:
        return None
    hold_until = None if won is None else won + dt.timedelta(days=hold_days)
    state = reward_state(
        won=won is not None,
        hold_until=hold_until,
        in_ledger=entry is not None,
        taken_back=taken_back is not None,
        today=today,
    )
    given = entries.get(entry)
    return RewardRow(number, Kind(kind), what, value, hold_days, hold_until, state, given, _day(taken_back), why or "")


def _day(number: int | None) -> dt.date | None:
    return None if number is None else int_to_day(number)


def by_uuid(connection: Connection, uuid: UUID) -> int | None:
    """The row id of a referral."""
    found = rows.first(connection, "SELECT id FROM referral WHERE uuid = ?", (uuid.bytes,))
    return int(found[0]) if found else None


def posted(connection: Connection, referral: int, part: str) -> list[int]:
    """The entries that were ever posted of a part of a referral, in order."""
    sql = "SELECT exchange_id AS id FROM referral_posting WHERE referral_id = ? AND part = ? ORDER BY id"
    return many.ids(connection, sql, (referral, part))


def same(connection: Connection, way: Way, party: int, referred: int, event_key: str) -> list[int]:
    """The referrals of that way between these two, merged ones included, to that event."""
    sql = (
        f"SELECT id FROM referral WHERE way = ? AND event_key = ? AND party_id IN ({family('?')}) "
        f"AND referred_id IN ({family('?')})"
    )
    return many.ids(connection, sql, (way.value, event_key, party, party, referred, referred))


def introductions(connection: Connection) -> list[Introduction]:
    """Who sent us whom and when, merged ones as what they became, the earliest first."""
    sql = (
        "SELECT coalesce(a.root_id, r.party_id), coalesce(b.root_id, r.referred_id), r.day FROM referral r "
        f"{_ALIASES} WHERE r.way = 'sent_us' ORDER BY r.day, r.id"
    )
    return [Introduction(by, whom, int_to_day(day)) for by, whom, day in many.tuples(connection, sql)]


def outcomes(connection: Connection, wanted: ReferralFilter) -> list[Outcome]:
    """What became of the referrals that a filter lets through, by their day."""
    where, values = _where(wanted)
    sql = f"SELECT r.day, r.state, r.decided_day, r.qualified FROM referral r WHERE {where} ORDER BY r.day, r.id"
    return [
        Outcome(int_to_day(day), state == ReferralState.WON.value, _day(decided), bool(qualified))
        for day, state, decided, qualified in many.tuples(connection, sql, tuple(values))
    ]
