"""How a draft of a party becomes rows: one new party, many at once, or the few rows that a change touches."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from db.queries import party as q
from db.queries.search_index import country
from db.tables import party as t
from partnercrm.domain.contact import email_key, phone_digits
from partnercrm.domain.party import ContactDraft, ContactKind, PartyDraft, Side, default_mode
from partnercrm.domain.record import dataclass
from partnercrm.domain.search import plain
from partnercrm.domain.text import trim
from partnercrm.services.operations import Operation

if TYPE_CHECKING:
    from sqlalchemy import Row, Table

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kin:
    """A table that hangs on a party: the columns that a draft fills, and those by which a changed row is the same."""

    table: Table
    columns: tuple[str, ...]
    same: tuple[str, ...]


ROLES = Kin(t.party_role, ("role", "from_day", "until_day"), ("role",))
CONTACTS = Kin(
    t.contact_point,
    ("kind", "value", "label", "match_key", "street", "postcode", "town", "region", "country", "position"),
    ("kind", "match_key"),
)
TAGS = Kin(t.party_tag, ("tag_id",), ("tag_id",))
NOTES = Kin(t.note, ("text",), ("text",))
PREFERENCES = Kin(t.preference, ("text",), ("text",))
DATES = Kin(t.important_date, ("label", "month", "day", "year"), ("label",))
NEEDS = Kin(t.need_or_offer, ("side", "text"), ("side", "text"))
KINS = (ROLES, CONTACTS, TAGS, NOTES, PREFERENCES, DATES, NEEDS)


class Rows:
    """Turns drafts into rows within an operation; knows the shop's country and the tags that there are."""

    def __init__(self, op: Operation, drafts: Iterable[PartyDraft]) -> None:
        self._op = op
        self._country = country(op.connection)
        self._tags = tag_ids(op, [tag for draft in drafts for tag in draft.tags])

    def party(self, draft: PartyDraft) -> Values:
        """The party's own columns as the draft says them."""
        return {
            "kind": draft.kind,
            "name": draft.name,
            "sort_name": plain(draft.name),
            "about": draft.about,
            "language": draft.language,
            "interval_days": draft.interval_days,
            "soft_limit": draft.soft_limit,
            "hard_limit": draft.hard_limit,
            "source": draft.source or None,
            "external_id": draft.external_id or None,
        }

    def new_party(self, draft: PartyDraft) -> Values:
        """The columns of a party that is new today."""
        return {
            **self.party(draft),
            "uuid": uuid.uuid4(),
            "mode": draft.mode or default_mode(tuple(role.role for role in draft.roles)),
            "clock_start": self._op.today,
            "walk_in": False,
            "created_at": self._op.now,
        }

    def of(self, kin: Kin, draft: PartyDraft) -> list[Values]:
        """The rows of one table as the draft says them, without the party."""
        if kin is ROLES:
            roles = dict.fromkeys(draft.roles)
            return [{"role": r.role, "from_day": r.from_day, "until_day": r.until_day} for r in roles]
        if kin is CONTACTS:
            return [self._contact(contact, position) for position, contact in enumerate(draft.contacts)]
        if kin is TAGS:
            known = (self._tags.get(plain(tag)) for tag in draft.tags)
            return [{"tag_id": number} for number in dict.fromkeys(known) if number is not None]
        if kin is DATES:
            return [{"label": d.label, "month": d.month, "day": d.day, "year": d.year} for d in draft.dates]
        if kin is NEEDS:
            wanted = [(Side.NEED, text) for text in draft.needs] + [(Side.OFFER, text) for text in draft.offers]
            return [{"side": side, "text": text} for side, text in wanted]
        return [{"text": text} for text in (draft.notes if kin is NOTES else draft.preferences)]

    def new(self, kin: Kin, party: int, values: Values) -> Values:
        """A row's columns as it is inserted."""
        if kin is NOTES:
            return {**values, "party_id": party, "written_at": self._op.now, "user_id": self._op.ctx.actor}
        return {**values, "party_id": party}

    def _contact(self, contact: ContactDraft, position: int) -> Values:
        return {
            "kind": contact.kind,
            "value": contact.value,
            "label": contact.label,
            "match_key": match_key(contact.kind, contact.value, self._country),
            "street": contact.street,
            "postcode": contact.postcode,
            "town": contact.town,
            "region": contact.region,
            "country": contact.country,
            "position": position,
        }


def match_key(kind: ContactKind, value: str, country: str) -> str:
    """What two spellings of the same contact point share; "" where spellings cannot be compared."""
    if kind is ContactKind.PHONE:
        return phone_digits(value, country)
    if kind is ContactKind.EMAIL:
        return email_key(value)
    return "" if kind is ContactKind.ADDRESS else plain(value)


def insert(op: Operation, drafts: Sequence[PartyDraft]) -> list[int]:
    """Adds parties with all that hangs on them; answers their row ids."""
    rows = Rows(op, drafts)
    parties = op.insert_many(t.party, [rows.new_party(draft) for draft in drafts])
    for kin in KINS:
        hanging = [
            rows.new(kin, party, values)
            for party, draft in zip(parties, drafts, strict=True)
            for values in rows.of(kin, draft)
        ]
        op.insert_many(kin.table, hanging)
    op.reindex(*parties)
    return list(parties)


def change(op: Operation, party: int, draft: PartyDraft) -> bool:
    """Writes what of a party differs from the draft; answers whether anything did."""
    rows = Rows(op, [draft])
    found = q.row(op.connection, party)
    wanted = rows.party(draft) if draft.mode is None else {**rows.party(draft), "mode": draft.mode}
    changed = change_row(op, t.party, found, wanted)
    for kin in KINS:
        changed |= sync(op, rows, kin, party, rows.of(kin, draft))
    if changed:
        op.reindex(party)
    return changed


def sync(op: Operation, rows: Rows, kin: Kin, party: int, wanted: Sequence[Values]) -> bool:
    """Makes the rows of one table those that are wanted: equal ones stay, changed ones are updated."""
    old = list(q.children(op.connection, kin.table, party))
    if kin is CONTACTS:
        wanted = _placed(old, wanted)
    left = [values for values in wanted if not _taken(old, values, kin.columns)]
    new = []
    changed = False
    for values in left:
        same = _taken(old, values, kin.same)
        if same is None:
            new.append(values)
        else:
            changed |= change_row(op, kin.table, same, values)
    for row in old:
        remove(op, kin.table, row.id)
    for values in new:
        op.insert(kin.table, **rows.new(kin, party, values))
    return changed or bool(old) or bool(new)


def remove(op: Operation, table: Table, row: int) -> None:
    """Takes a row away, a contact point with what was answered about it."""
    if table is t.contact_point:
        for consent in q.consents(op.connection, row):
            op.delete(t.consent, consent.id)
    op.delete(table, row)


def change_row(op: Operation, table: Table, found: Row[Any], wanted: Mapping[str, Any]) -> bool:
    """Updates the columns of a row that differ; answers whether any did."""
    differing = {name: value for name, value in wanted.items() if found._mapping[name] != value}
    if differing:
        op.update(table, found.id, **differing)
    return bool(differing)


def tag_ids(op: Operation, names: Sequence[str]) -> dict[str, int]:
    """Row ids of tags by their plain names; those that are not there yet are made, empty ones left out."""
    spelt = {plain(name): trim(name) for name in reversed(names) if plain(name)}
    known = q.tag_ids(op.connection, spelt)
    fresh = [folded for folded in reversed(spelt) if folded not in known]
    made = op.insert_many(t.tag, [{"uuid": uuid.uuid4(), "name": spelt[f], "folded": f} for f in fresh])
    return {**known, **dict(zip(fresh, made, strict=True))}


def _taken(old: list[Row[Any]], values: Values, columns: Sequence[str]) -> Row[Any] | None:
    """The first old row that has these values, taken out of `old`."""
    for at, row in enumerate(old):
        if all(row._mapping[name] == values[name] for name in columns):
            return old.pop(at)
    return None


def _placed(old: Sequence[Row[Any]], wanted: Sequence[Values]) -> list[Values]:
    """Contacts with positions that leave the rows alone whose order stays the same."""
    places = {(row.kind, row.match_key, row.value, row.street): row.position for row in reversed(old)}
    placed, last = [], -1
    for values in wanted:
        place = places.get((values["kind"], values["match_key"], values["value"], values["street"]), -1)
        last = place if place > last else last + 1
        placed.append({**values, "position": last})
    return placed
