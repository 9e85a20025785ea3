"""The rows of one page of the directory: everything that a line of it shows, read for the page's ids only.

Sums follow the alias: what is asked of a party is asked of its family, and added up under the one that it became.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from db.queries.many import tuples
from db.queries.party import roles_of
from db.queries.party_steps import next_steps
from db.values import day_to_int, int_to_day
from partnercrm.domain.party import Mode, PartyKind
from partnercrm.domain.party_rows import PartyRow
from partnercrm.domain.record import dataclass
from partnercrm.domain.sentences import reciprocity

if TYPE_CHECKING:
    from sqlalchemy import Connection

MONTHS = 12

_HEADS = (
    "SELECT p.id, p.uuid, p.kind, p.name, p.about, p.mode, p.archived_at IS NOT NULL, p.binned_at IS NOT NULL, k.day, "
    "coalesce(w.given_days, 0), coalesce(w.received_days, 0) FROM json_each(?) j CROSS JOIN party p ON p.id = j.value "
    "LEFT JOIN kept_contact k ON k.party_id = p.id LEFT JOIN kept_whose_turn w ON w.party_id = p.id ORDER BY j.key"
)
_ROLES = (
    "SELECT r.party_id, group_concat(r.role, ' ') FROM json_each(:ids) j CROSS JOIN party_role r "
    "ON r.party_id = j.value AND (r.from_day IS NULL OR r.from_day <= :today) "
    "AND (r.until_day IS NULL OR r.until_day >= :today) GROUP BY r.party_id"
)
_TAGS = (
    "SELECT x.party_id, t.name FROM json_each(?) j CROSS JOIN party_tag x ON x.party_id = j.value "
    "CROSS JOIN tag t ON t.id = x.tag_id ORDER BY t.folded"
)
_FAMILIES = (
    "SELECT json_group_array(id) FROM (SELECT j.value AS id FROM json_each(?1) j UNION ALL "
    "SELECT a.party_id FROM json_each(?1) j CROSS JOIN alias a ON a.root_id = j.value)"
)
_ROOT = "SELECT coalesce(a.root_id, x.party_id), {what} FROM json_each(:ids) j CROSS JOIN {table} LEFT JOIN alias a "
_ROOT += "ON a.party_id = x.party_id GROUP BY 1, 2"
_BALANCES = _ROOT.format(
    what="x.asks, sum(x.given), sum(x.received), sum(x.given_unpriced), sum(x.received_unpriced), "
    "sum(x.volume_given), sum(x.volume_received), sum(x.volume_given_unpriced), sum(x.volume_received_unpriced)",
    table="kept_balance x ON x.party_id = j.value",
)
# What only waits to be used is taken off the other side, as on a page's head.
_RESTS = _ROOT.format(
    what="x.effective * (1 - 2 * x.held), sum(x.rest * (1 - 2 * x.held)), min(iif(x.held, NULL, x.due_day))",
    table="kept_open x ON x.party_id = j.value",
)
_ENTRY_MONTHS = _ROOT.format(
    what="x.day / 100, count(*)", table="exchange x ON x.party_id = j.value AND x.day >= :month * 100"
)
_CONTACT_MONTHS = (
    "SELECT k.party_id, k.month, k.count FROM json_each(:ids) j "
    "CROSS JOIN kept_contact_month k ON k.party_id = j.value AND k.month >= :month"
)
_NO_SUMS = (0,) * 8
_NOTHING_OPEN: tuple[int, int | None] = (0, None)
_QUIET = (0,) * MONTHS
_KINDS = {kind.value: kind for kind in PartyKind}
_MODES = {mode.value: mode for mode in Mode}


@dataclass(frozen=True, slots=True)
class _Page:
    """What of a page is read beside its parties' own rows, by party."""

    roles: Mapping[int, str]
    tags: Mapping[int, list[str]]
    money: Mapping[int, Sequence[int]]
    favours: Mapping[int, Sequence[int]]
    rests: Mapping[tuple[int, int], tuple[int, int | None]]
    months: Mapping[int, Mapping[int, int]]


def rows(connection: Connection, parties: Sequence[int], today: dt.date) -> list[PartyRow]:
    """The rows of these ids, in their order; an id that is not there is left out."""
    ids = json.dumps(list(parties))
    months = _last_months(today)
    page = _page(connection, ids, today, months[0])
    steps = next_steps(connection, parties, today)
    return [
        PartyRow._make(
            (
                party,
                uuid,
                _KINDS[kind],
                name,
                about,
                _MODES[mode],
                roles_of(page.roles.get(party)),
                tuple(page.tags.get(party, ())),
                bool(archived),
                bool(binned),
                None if contact is None else int_to_day(contact),
                steps.get(party),
                *_figures(page, party),
                turns_given,
                turns_received,
                tuple(map(page.months[party].__getitem__, months)) if party in page.months else _QUIET,
            )
        )
        for party, uuid, kind, name, about, mode, archived, binned, contact, turns_given, turns_received in (
            tuples(connection, _HEADS, (ids,))
        )
    ]


def _page(connection: Connection, ids: str, today: dt.date, month: int) -> _Page:
    families = {"ids": tuples(connection, _FAMILIES, (ids,))[0][0], "month": month}
    sums: dict[str, dict[int, Sequence[int]]] = {"money": {}, "in_kind": {}, "nothing": {}}
    for party, asks, *figures in tuples(connection, _BALANCES, families):
        sums[asks][party] = figures
    months: defaultdict[int, defaultdict[int, int]] = defaultdict(lambda: defaultdict(int))
    for sql in (_CONTACT_MONTHS, _ENTRY_MONTHS):
        for party, at, count in tuples(connection, sql, families):
            months[party][at] += count
    return _Page(
        roles=dict(tuples(connection, _ROLES, {"ids": ids, "today": day_to_int(today)})),
        tags=_lists(tuples(connection, _TAGS, (ids,))),
        money=sums["money"],
        favours=sums["in_kind"],
        rests={(p, side): (rest, due) for p, side, rest, due in tuples(connection, _RESTS, families)},
        months=months,
    )


def _figures(page: _Page, party: int) -> tuple[Any, ...]:
    """From `to_pay_given` to `reciprocity`, in the order of a row."""
    money, favours = page.money.get(party, _NO_SUMS), page.favours.get(party, _NO_SUMS)
    they_owe, they_due = page.rests.get((party, 1), _NOTHING_OPEN)
    we_owe, we_due = page.rests.get((party, -1), _NOTHING_OPEN)
    return (
        *money[:2],
        they_owe,
        we_owe,
        None if they_due is None else int_to_day(they_due),
        None if we_due is None else int_to_day(we_due),
        *favours[:4],
        reciprocity(*favours[4:]),
    )


def _lists(pairs: Iterable[Any]) -> dict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    for party, text in pairs:
        found[party].append(text)
    return found


def _last_months(today: dt.date) -> list[int]:
    """The last twelve months as yyyymm, this one last."""
    count = today.year * 12 + today.month - 1
    return [month // 12 * 100 + month % 12 + 1 for month in range(count - MONTHS + 1, count + 1)]
