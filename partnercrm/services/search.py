"""The search box: parties by name, phone in any spelling, e-mail, tag or note, from the first letter on."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TypeAlias

from db.engine import Store
from db.queries import search as q
from db.queries import search_index
from db.queries.search_index import country
from partnercrm.domain.contact import phone_keys
from partnercrm.domain.party_rows import Hit
from partnercrm.domain.search import Asked, Source, asked, may_be_phone, place_of, plain
from partnercrm.domain.words import Message, msg

if TYPE_CHECKING:
    from sqlalchemy import Connection

Places: TypeAlias = "Sequence[re.Pattern[str]]"

_WHY = {
    Source.ALIAS: msg("Also known as {text}"),
    Source.PHONE: msg("Phone: {text}"),
    Source.EMAIL: msg("E-mail: {text}"),
    Source.ADDRESS: msg("Address: {text}"),
    Source.WEB: msg("Web: {text}"),
    Source.SOCIAL: msg("Social: {text}"),
    Source.TAG: msg("Tag: {text}"),
    Source.ABOUT: msg("About: {text}"),
    Source.NOTE: msg("Note: {text}"),
    Source.PREFERENCE: msg("Preference: {text}"),
    Source.NEED: msg("Need or offer: {text}"),
}
_EXCERPT = 60
_BEFORE_ARCHIVED = 8
"""How much further to look for parties in use where archived ones came up among the first."""


def search(store: Store, text: str, limit: int = 50) -> list[Hit]:
    """The parties that hold all the words of `text`: names that begin with it first, archived ones last.

    Any text may be asked for; one that is empty or holds nothing that can be found finds nothing.
    """
    with store.read() as connection:
        return find_in(connection, text, limit)


def find_in(connection: Connection, text: str, limit: int) -> list[Hit]:
    """The same within an open session."""
    home = country(connection) if may_be_phone(text) else ""
    wanted = asked(text, home)
    found = q.rows(connection, q.candidates(connection, wanted, limit))
    if any(hit.archived for hit in found):
        found = q.rows(connection, q.candidates(connection, wanted, _BEFORE_ARCHIVED * limit))
    hits = sorted(found, key=lambda hit: hit.archived)[:limit]
    whys = _whys(connection, hits, wanted, home)
    return [Hit(hit.id, hit.name, hit.about, hit.roles, hit.archived, whys.get(hit.id)) for hit in hits]


def _whys(connection: Connection, hits: Iterable[q.Found], wanted: Asked, home: str) -> dict[int, Message]:
    """Why those were found whose names do not say it."""
    words = [place_of(word) for word in wanted.words]
    digits = [place_of(digits) for digits in wanted.phones]
    missing = {hit.id: unsaid for hit in hits if (unsaid := [word for word in words if not word.search(hit.folded)])}
    places: defaultdict[Source, list[int]] = defaultdict(list)
    for party, text in search_index.texts(connection, list(missing)) if missing else ():
        places[_source(text, (*missing[party], *digits))].append(party)
    whys: dict[int, Message] = {}
    for source in places.keys() & _WHY.keys():
        for party, text in search_index.originals(connection, source, places[source]):
            if party not in whys and _tells(source, text, (*missing[party], *digits), home):
                whys[party] = msg(_WHY[source].key, text=_excerpt(text, missing[party]))
    return whys


def _source(text: str, words: Places) -> Source:
    """From where the first line comes that holds one of the words."""
    places = [found.start() for word in words if (found := word.search(text))]
    return Source(text[text.rfind("\n", 0, min(places)) + 1]) if places else Source.NAME


def _tells(source: Source, text: str, words: Places, home: str) -> bool:
    said = plain(text)
    if any(word.search(said) for word in words):
        return True
    if source is not Source.PHONE:
        return False
    keys = " ".join(phone_keys(text, home))
    return any(word.search(keys) for word in words)


def _excerpt(text: str, words: Places) -> str:
    """The text around the first word that was asked for, on one line."""
    line = " ".join(text.split())
    if len(line) <= _EXCERPT:
        return line
    pieces = line.split(" ")
    at = next((number for number, piece in enumerate(pieces) if any(word.search(plain(piece)) for word in words)), 0)
    before = " ".join(pieces[:at])
    start = max(0, min(len(before) - _EXCERPT // 4, len(line) - _EXCERPT))
    return (
        ("…" if start else "") + line[start : start + _EXCERPT].strip() + ("…" if start + _EXCERPT < len(line) else "")
    )
