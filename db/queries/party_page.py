"""One party's page: everything that hangs on it, read in one go."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from sqlalchemy import Connection, Row, select

from db.queries.party_steps import next_steps
from db.tables import party as t
from db.tables.interaction import kept_contact
from db.tables.store import user
from partnercrm.domain.party import TIE_WORDS, Role, Side
from partnercrm.domain.party_rows import (
    AliasRow,
    ConsentRow,
    ContactRow,
    DateRow,
    NeedRow,
    NoteRow,
    PartyPage,
    RoleRow,
    TextRow,
    TieRow,
)

_ROLES = list(Role)


def page(connection: Connection, party: int, today: dt.date) -> PartyPage:
    """The page of a party, which must be there and be no alias."""
    found = connection.execute(select(t.party).where(t.party.c.id == party)).one()
    contact = connection.execute(select(kept_contact.c.day).where(kept_contact.c.party_id == party)).scalar()
    needs = _needs(connection, party)
    return PartyPage(
        id=party,
        uuid=found.uuid,
        kind=found.kind,
        name=found.name,
        about=found.about,
        mode=found.mode,
        interval_days=found.interval_days,
        clock_start=found.clock_start,
        language=found.language,
        band=found.band,
        settle_by=found.settle_by,
        soft_limit=found.soft_limit,
        hard_limit=found.hard_limit,
        created_at=found.created_at,
        archived_at=found.archived_at,
        binned_at=found.binned_at,
        source=found.source or "",
        external_id=found.external_id or "",
        roles=_roles(connection, party, today),
        contacts=_contacts(connection, party),
        tags=_tags(connection, party),
        notes=_notes(connection, party),
        preferences=_preferences(connection, party),
        dates=_dates(connection, party),
        ties=_ties(connection, party),
        needs=tuple(need for need in needs if need.side is Side.NEED),
        offers=tuple(need for need in needs if need.side is Side.OFFER),
        aliases=_aliases(connection, party),
        last_contact=contact,
        next_step=next_steps(connection, [party], today).get(party),
    )


def _roles(connection: Connection, party: int, today: dt.date) -> tuple[RoleRow, ...]:
    c = t.party_role.c
    rows = connection.execute(select(c.id, c.role, c.from_day, c.until_day).where(c.party_id == party)).all()
    return tuple(
        RoleRow(*row, current=_current(row.from_day, row.until_day, today))
        for row in sorted(rows, key=lambda row: (_ROLES.index(row.role), row.from_day or dt.date.min, row.id))
    )


def _current(from_day: dt.date | None, until_day: dt.date | None, today: dt.date) -> bool:
    return (from_day is None or from_day <= today) and (until_day is None or until_day >= today)


def _contacts(connection: Connection, party: int) -> tuple[ContactRow, ...]:
    c, said = t.contact_point.c, t.consent.c
    answers: defaultdict[int, list[ConsentRow]] = defaultdict(list)
    wanted = select(t.consent).join(t.contact_point).where(c.party_id == party).order_by(said.id)
    for row in connection.execute(wanted):
        answers[row.contact_point_id].append(ConsentRow(row.id, row.purpose, row.state, row.day, row.how))
    fields = (c.id, c.kind, c.label, c.value, c.street, c.postcode, c.town, c.region, c.country)
    points = connection.execute(select(*fields).where(c.party_id == party).order_by(c.position, c.id))
    return tuple(ContactRow(*row, consents=tuple(answers[row.id])) for row in points)


def _tags(connection: Connection, party: int) -> tuple[TextRow, ...]:
    wanted = select(t.tag.c.id, t.tag.c.name).join(t.party_tag).where(t.party_tag.c.party_id == party)
    return tuple(TextRow(*row) for row in connection.execute(wanted.order_by(t.tag.c.folded)))


def _notes(connection: Connection, party: int) -> tuple[NoteRow, ...]:
    c = t.note.c
    wanted = select(c.id, c.text, c.written_at, user.c.name).join(user).where(c.party_id == party)
    return tuple(NoteRow(*row) for row in connection.execute(wanted.order_by(c.written_at.desc(), c.id.desc())))


def _preferences(connection: Connection, party: int) -> tuple[TextRow, ...]:
    c = t.preference.c
    return tuple(
        TextRow(*row) for row in connection.execute(select(c.id, c.text).where(c.party_id == party).order_by(c.id))
    )


def _dates(connection: Connection, party: int) -> tuple[DateRow, ...]:
    c = t.important_date.c
    wanted = select(c.id, c.label, c.month, c.day, c.year).where(c.party_id == party)
    return tuple(DateRow(*row) for row in connection.execute(wanted.order_by(c.month, c.day, c.id)))


def _ties(connection: Connection, party: int) -> tuple[TieRow, ...]:
    c = t.tie.c
    other = t.party.alias("other")
    wanted = (
        select(t.tie, other.c.id.label("other"), other.c.name)
        .join(other, other.c.id == c.from_party_id + c.to_party_id - party)
        .where((c.from_party_id == party) | (c.to_party_id == party))
        .where(other.c.binned_at.is_(None), other.c.erased_at.is_(None))
        .order_by(c.kind, other.c.sort_name, c.id)
    )
    return tuple(_tie(row, row.from_party_id == party) for row in connection.execute(wanted))


def _tie(row: Row[Any], outgoing: bool) -> TieRow:
    forth, back = TIE_WORDS[row.kind]
    reads = forth if outgoing else back
    return TieRow(row.id, row.kind, reads, outgoing, row.other, row.name, row.note, row.from_day, row.until_day)


def _needs(connection: Connection, party: int) -> list[NeedRow]:
    c = t.need_or_offer.c
    wanted = select(c.id, c.side, c.text, c.kind).where(c.party_id == party).order_by(c.id)
    return [NeedRow(*row) for row in connection.execute(wanted)]


def _aliases(connection: Connection, party: int) -> tuple[AliasRow, ...]:
    wanted = (
        select(t.party.c.id, t.party.c.uuid, t.party.c.name)
        .join(t.alias, t.alias.c.party_id == t.party.c.id)
        .where(t.alias.c.root_id == party)
        .order_by(t.party.c.sort_name)
    )
    return tuple(AliasRow(*row) for row in connection.execute(wanted))
