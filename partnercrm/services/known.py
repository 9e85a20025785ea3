"""What of an import is in the shop already, asked for many records at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from db.engine import Store
from db.queries import known as q
from db.queries.search_index import country
from partnercrm.domain.party import ContactKind, PartyDraft
from partnercrm.domain.record import dataclass
from partnercrm.domain.search import plain
from partnercrm.services.party_write import match_key


@dataclass(frozen=True, slots=True)
class KnownParty:
    """A party that is there: by its external id, or likely by contact or name (`same_contact` says which)."""

    party: int
    name: str
    by_id: bool
    same_contact: bool


def known_parties(store: Store, source: str, drafts: Sequence[PartyDraft]) -> dict[str, KnownParty]:
    """For each draft's external id the party that it is, or may be; drafts that are new are left out."""
    with store.read() as connection:
        land = country(connection)
        by_id = q.by_external_ids(connection, source, [draft.external_id for draft in drafts])
        keys = {draft.external_id: _keys(draft, land) for draft in drafts if draft.external_id not in by_id}
        by_key = q.by_match_keys(connection, {key for own in keys.values() for key in own})
        names = {draft.external_id: plain(draft.name) for draft in drafts if draft.external_id not in by_id}
        by_name = q.by_sort_names(connection, set(names.values()))
    found = {one: KnownParty(party, name, by_id=True, same_contact=False) for one, (party, name) in by_id.items()}
    for draft in drafts:
        one = draft.external_id
        if one in found:
            continue
        contact = next((by_key[key] for key in keys[one] if key in by_key), None)
        hit = contact or by_name.get(names[one])
        if hit is not None:
            found[one] = KnownParty(*hit, by_id=False, same_contact=contact is not None)
    return found


def known_references(store: Store, table: str, source: str, external_ids: Iterable[str]) -> set[str]:
    """Which external ids of a source an interaction, an entry that still stands, or a draft has."""
    with store.read() as connection:
        return q.references(connection, table, source, list(external_ids))


def parties_by_word(store: Store, words: Iterable[str]) -> Mapping[str, list[int]]:
    """For each word the row ids of the parties that it names: by UUID, external id or exact name, merges followed."""
    with store.read() as connection:
        return q.parties_by_word(connection, set(words))


def closed_months(store: Store) -> frozenset[int]:
    """The months (yyyymm) that nothing can be posted into."""
    with store.read() as connection:
        return q.closed_months(connection)


def _keys(draft: PartyDraft, land: str) -> list[str]:
    kinds = (ContactKind.PHONE, ContactKind.EMAIL)
    found = (match_key(each.kind, each.value, land) for each in draft.contacts if each.kind in kinds)
    return [key for key in found if key]
