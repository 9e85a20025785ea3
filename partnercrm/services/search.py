"""The search box: parties by name, phone in any spelling, e-mail, tag or note, from the first letter on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from db.engine import Store
from db.queries import search as q
from db.queries import search_index
from db.queries.search_index import country
from partnercrm.domain.contact import phone_keys
from partnercrm.domain.party_rows import Hit
from partnercrm.domain.search import Asked, Source, asked, may_be_phone, plain
from partnercrm.domain.words import Message, msg

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
    missing = {hit.id: words for hit in hits if (words := [word for word in wanted.words if word not in hit.folded])}
    places: defaultdict[Source, list[int]] = defaultdict(list)
    for party, text in search_index.texts(connection, list(missing)) if missing else ():
        source = _place(text, (*missing[party], *wanted.phones))
        if source in _WHY:
            places[source].append(party)
    whys: dict[int, Message] = {}
    for source, parties in places.items():
        for party, text in search_index.originals(connection, source, parties):
            if party not in whys and _tells(source, text, (*missing[party], *wanted.phones), home):
                whys[party] = msg(_WHY[source].key, text=_excerpt(text, missing[party]))
    return whys


def _place(text: str, words: Sequence[str]) -> Source:
    """From where the first line comes that holds one of the words."""
    places = [at for word in words if (at := text.find(word)) >= 0]
    return Source(text[text.rfind("\n", 0, min(places)) + 1]) if places else Source.NAME


def _tells(source: Source, text: str, words: Sequence[str], home: str) -> bool:
    said = plain(text)
    if source is Source.PHONE:
        said = " ".join((said, *phone_keys(text, home)))
    return any(word in said for word in words)


def _excerpt(text: str, wanted: Sequence[str]) -> str:
    """The text around the first word that was asked for, on one line."""
    line = " ".join(text.split())
    if len(line) <= _EXCERPT:
        return line
    words = line.split(" ")
    at = next((number for number, word in enumerate(words) if any(part in plain(word) for part in wanted)), 0)
    before = " ".join(words[:at])
    start = max(0, min(len(before) - _EXCERPT // 4, len(line) - _EXCERPT))
    return (
        ("…" if start else "") + line[start : start + _EXCERPT].strip() + ("…" if start + _EXCERPT < len(line) else "")
    )
