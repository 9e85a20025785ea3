"""Parties that may be the one being typed: those with the same phone or e-mail, and those whose names share words."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from db.queries.many import ids, tuples
from partnercrm.domain.party import ContactKind
from partnercrm.domain.search import AFTER_ALL

if TYPE_CHECKING:
    from sqlalchemy import Connection

_SHARE_A_WORD = 4000
"""So many parties of one word are looked at; a word of more tells little."""

_KEYED = (
    "SELECT c.party_id, c.kind, c.value FROM json_each(?) j CROSS JOIN contact_point c "
    "ON c.match_key = j.value ->> 1 AND c.kind = j.value ->> 0 LIMIT ?"
)
_BEGINNING = "SELECT party_id AS id FROM token WHERE word >= ? AND word < ? LIMIT ?"


def with_contacts(
    connection: Connection, keys: Sequence[tuple[ContactKind, str]], limit: int
) -> list[tuple[int, ContactKind, str]]:
    """Parties that hold one of these contacts (kind, key), with the contact as it is written there."""
    found = tuples(connection, _KEYED, (json.dumps(keys), limit)) if keys else ()
    return [(party, ContactKind(kind), value) for party, kind, value in found]


def sharing_words(connection: Connection, beginnings: Iterable[str], limit: int) -> list[int]:
    """The parties that share most words that begin so, the rare ones weighing most."""
    weights: Counter[int] = Counter()
    for word in beginnings:
        found = set(ids(connection, _BEGINNING, (word, word + AFTER_ALL, _SHARE_A_WORD)))
        weights.update(dict.fromkeys(found, 1_000_000 // (len(found) + 1)))
    return [party for party, _weight in weights.most_common(limit)]
