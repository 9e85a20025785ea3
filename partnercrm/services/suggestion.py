"""What forms offer while somebody types: whom one deals with most lately, and past descriptions of entry lines."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from db.engine import Store
from db.queries import party as parties
from db.queries import suggestion as q
from partnercrm.domain.suggestion_rows import Past, RecentParty
from partnercrm.domain.text import fold

if TYPE_CHECKING:
    from sqlalchemy import Connection

OFFERED = 8
_HEAD_START = 10
"""How little the very latest outweighs what came up often."""


def recent_parties(store: Store, limit: int = OFFERED) -> list[RecentParty]:
    """The parties dealt with lately, weighed by how often and how lately they came up; those in use only."""
    with store.read() as connection:
        weights: defaultdict[int, float] = defaultdict(float)
        for place, party in enumerate(q.lately(connection)):
            weights[party] += 1 / (place + _HEAD_START)
        named = q.names(connection, json.dumps(list(weights)))
    merged: defaultdict[RecentParty, float] = defaultdict(float)
    for asked, found in named.items():
        merged[found] += weights[asked]
    return sorted(merged, key=lambda found: (-merged[found], found.name))[:limit]


def past_descriptions(store: Store, prefix: str, party: int | None = None, limit: int = OFFERED) -> list[Past]:
    """What was written on lines before and begins so in any spelling: that party's own first, then the most frequent.

    Without a prefix the latest are offered. Each says what the last such line said.
    """
    folded = fold(prefix.strip())
    with store.read() as connection:
        own = _own(connection, folded, party) if party is not None else []
        known = {_same(text, past) for text, past in own}
        others = q.descriptions(connection, folded, limit + len(own)) if len(own) < limit else []
    return [past for text, past in (*own, *(each for each in others if _same(*each) not in known))][:limit]


def _own(connection: Connection, folded: str, party: int) -> list[tuple[str, Past]]:
    found = parties.standing(connection, party)
    family = parties.family(connection, found.root) if found else []
    lines = [each for member in family for each in q.descriptions_of(connection, member)]
    return _counted((text, past) for text, past in lines if text.startswith(folded))


def _counted(lines: Iterable[tuple[str, Past]]) -> list[tuple[str, Past]]:
    """Each description once as it was written last, the most frequent first."""
    latest: dict[tuple[str, str, str], tuple[str, Past]] = {}
    times: Counter[tuple[str, str, str]] = Counter()
    for text, past in lines:
        same = _same(text, past)
        latest.setdefault(same, (text, past))
        times[same] += 1
    ordered = sorted(latest, key=lambda same: -times[same])
    return [(latest[same][0], replace(latest[same][1], times=times[same])) for same in ordered]


def _same(text: str, past: Past) -> tuple[str, str, str]:
    return text, past.kind.value, past.direction.value
