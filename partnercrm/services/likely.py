"""Likely doubles, pointed out while somebody types: the same phone or e-mail, or a name much like it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from db.engine import Store
from db.queries import likely as q
from db.queries import party as parties_q
from db.queries.search_index import country, originals
from partnercrm.domain.party import ContactKind, PartyDraft
from partnercrm.domain.party_rows import Likely
from partnercrm.domain.search import Source, plain
from partnercrm.domain.similar import LIKELY, similarity
from partnercrm.domain.text import words_of
from partnercrm.domain.words import msg
from partnercrm.services.party_write import match_key

if TYPE_CHECKING:
    from sqlalchemy import Connection

_TYPED = 3
"""Letters of a name before anything is worth saying, and that the same words begin with at least."""

_LOOKED_AT = 60
_SAME = {
    ContactKind.PHONE: msg("Same phone: {value}"),
    ContactKind.EMAIL: msg("Same e-mail: {value}"),
}


def similar(store: Store, draft: PartyDraft, besides: int | None = None, limit: int = 5) -> list[Likely]:
    """The parties that may be what the draft says, the surest first; `besides` is the one being changed.

    The draft may be half typed: only its name, phones and e-mails are looked at.
    """
    with store.read() as connection:
        return similar_in(connection, draft, besides, limit)


def similar_in(connection: Connection, draft: PartyDraft, besides: int | None = None, limit: int = 5) -> list[Likely]:
    """The same within an open session, for imports that match row by row."""
    found = {likely.party: likely for likely in (*_by_name(connection, draft), *_by_contact(connection, draft))}
    there = parties_q.in_use(connection, found)
    doubles = [likely for party, likely in found.items() if party in there and party != besides]
    return sorted(doubles, key=lambda likely: (not likely.certain, -likely.likeness, likely.name))[:limit]


def _by_contact(connection: Connection, draft: PartyDraft) -> Iterable[Likely]:
    home = country(connection)
    keys = [(contact.kind, match_key(contact.kind, contact.value, home)) for contact in draft.contacts]
    known = [(kind, key) for kind, key in keys if key and kind in _SAME]
    held = q.with_contacts(connection, known, _LOOKED_AT)
    roots = {party.id: party.root for party in parties_q.standings(connection, [party for party, *_rest in held])}
    names = dict(originals(connection, Source.NAME, list(roots.values())))
    abouts = dict(originals(connection, Source.ABOUT, list(roots.values())))
    for party, kind, value in held:
        root = roots[party]
        if root in names:
            why = msg(_SAME[kind].key, value=value)
            yield Likely(root, names[root], abouts[root], why, True, similarity(draft.name, names[root]))


def _by_name(connection: Connection, draft: PartyDraft) -> Iterable[Likely]:
    typed = plain(draft.name)
    if len(typed) < _TYPED:
        return
    sharing = q.sharing_words(connection, {_beginning(word) for word in words_of(typed)}, _LOOKED_AT)
    names = originals(connection, Source.NAME, sharing)
    called = [*names, *originals(connection, Source.ALIAS, sharing)]
    likeness: dict[int, float] = {}
    for party, name in called:
        likeness[party] = max(similarity(draft.name, name), likeness.get(party, 0.0))
    alike = [(party, name) for party, name in names if likeness[party] >= LIKELY]
    abouts = dict(originals(connection, Source.ABOUT, [party for party, _name in alike]))
    for party, name in alike:
        yield Likely(party, name, abouts[party], msg("Similar name"), False, likeness[party])


def _beginning(word: str) -> str:
    """Where the same word begins however it ends: an abbreviation, a slip late in it, the rest not typed yet."""
    return word[: max(_TYPED, len(word) * 2 // 3)]
