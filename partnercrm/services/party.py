"""People and businesses: add one, change it, read its page, find it by how somebody names it."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any
from uuid import UUID

from db.engine import Store
from db.queries import party as q
from db.queries import party_page
from db.tables import party as t
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Ambiguous, Invalid, Refused, not_found
from partnercrm.domain.party import ContactDraft, DateDraft, Mode, PartyDraft, PartyKind, RoleDraft
from partnercrm.domain.party_rows import PartyPage
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.search import plain
from partnercrm.domain.words import msg
from partnercrm.services import party_write
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run

if TYPE_CHECKING:
    from sqlalchemy import Connection

SUBJECTS = ("party",)
WALK_IN_NAME = "Walk-in"
_UNFIT = Problem("name", msg("Some of these characters cannot be kept. Type the text again."))
_CONTACT_TEXTS = attrgetter("value", "label", "street", "postcode", "town", "region", "country")


@dataclass(frozen=True, slots=True)
class Added:
    """A party that was added: row id and UUID."""

    party: int
    uuid: UUID
    changes: Changes


def add(store: Store, ctx: Context, draft: PartyDraft) -> Added:
    """Adds a party. Raises Invalid with the draft's problems, Refused if its external reference is there already."""

    require_valid(draft)

    def work(op: Operation) -> dict[str, Any]:
        _require_new(op, [draft])
        party = party_write.insert(op, [draft])[0]
        op.said = msg("Added {name}", name=draft.name)
        return {"party": party, "uuid": str(q.row(op.connection, party).uuid)}

    done = run(store, ctx, msg("Add {name}", name=draft.name), draft, SUBJECTS, work)
    return Added(done.answer["party"], UUID(done.answer["uuid"]), done.changes)


def add_in(op: Operation, draft: PartyDraft) -> int:
    """Adds a party within a running operation; answers its row id. Raises as `add` does."""
    return add_many(op, [draft])[0]


def add_many(op: Operation, drafts: Sequence[PartyDraft]) -> list[int]:
    """Adds parties within a running operation, in order; answers their row ids. Raises as `add` does."""
    for draft in drafts:
        problems = draft.problems()
        if problems:
            raise Invalid(problems)
    _require_new(op, drafts)
    try:
        return party_write.insert(op, drafts)
    except UnicodeEncodeError as error:
        raise Invalid([_UNFIT]) from error


def change(store: Store, ctx: Context, party: int, draft: PartyDraft) -> Changes:
    """Makes a party what the draft says; writes only the rows that differ. Raises Invalid or NotFound."""

    require_valid(draft)

    def work(op: Operation) -> dict[str, Any]:
        found = require(op.connection, party)
        op.touch(found.id)
        op.undoable = party_write.change(op, found.id, draft)
        op.said = msg("Changed {name}", name=draft.name)
        return {}

    return run(store, ctx, msg("Change {name}", name=draft.name), (party, draft), SUBJECTS, work).changes


def page(store: Store, ctx: Context, party: int) -> PartyPage:
    """Everything that a party's page says; a merged party answers with the page of what it became. Raises NotFound."""
    with store.read() as connection:
        return party_page.page(connection, require(connection, party, binned=True).id, ctx.today)


def draft_of(store: Store, ctx: Context, party: int) -> PartyDraft:
    """What a party says, to fill the form. Raises NotFound."""
    return as_draft(page(store, ctx, party))


def as_draft(found: PartyPage) -> PartyDraft:
    """A page as the draft that would leave it as it is."""
    return PartyDraft(
        name=found.name,
        roles=tuple(RoleDraft(role.role, role.from_day, role.until_day) for role in found.roles),
        kind=found.kind,
        about=found.about,
        contacts=tuple(ContactDraft(contact.kind, *_CONTACT_TEXTS(contact)) for contact in found.contacts),
        tags=tuple(tag.text for tag in found.tags),
        notes=tuple(note.text for note in found.notes),
        preferences=tuple(preference.text for preference in found.preferences),
        dates=tuple(DateDraft(date.label, date.month, date.day, date.year) for date in found.dates),
        needs=tuple(need.text for need in found.needs),
        offers=tuple(offer.text for offer in found.offers),
        mode=found.mode,
        interval_days=found.interval_days,
        language=found.language,
        soft_limit=found.soft_limit,
        hard_limit=found.hard_limit,
        source=found.source,
        external_id=found.external_id,
    )


def find(store: Store, text: str) -> int:
    """The row id of the party that `text` names: a UUID, `source:id`, an external id, or an exact name.

    A name without its capitals and accents does where no name is exactly so. Raises NotFound, or Ambiguous naming all
    that fit; a merged party answers as what it became, and one in the bin is not found.
    """
    with store.read() as connection:
        return find_in(connection, text)


def find_in(connection: Connection, text: str) -> int:
    """The same within an open session."""
    text = text.encode("utf-8", "replace").decode("utf-8")
    for found in (_by_uuid(connection, text), _by_reference(connection, text), _by_words(connection, text)):
        fitting = _in_use(connection, found)
        if len(fitting) > 1:
            names = ", ".join(f"{party.name} ({party.uuid})" for party in fitting)
            raise Ambiguous(msg("{text} fits more than one: {names}. Say which by its UUID.", text=text, names=names))
        if fitting:
            return fitting[0].id
    raise not_found(f"person or business called {text}")


def walk_in(store: Store, ctx: Context) -> int:
    """The row id of the party that stands for unknown buyers; it is made when it is first needed, and never listed."""
    with store.read() as connection:
        known = q.walk_in(connection)
    if known is not None:
        return known

    def work(op: Operation) -> dict[str, Any]:
        op.undoable = False
        there = q.walk_in(op.connection)
        return {"party": _make_walk_in(op) if there is None else there}

    return int(run(store, ctx.keyed(""), msg("Make room for walk-in customers"), None, SUBJECTS, work).answer["party"])


def require(connection: Connection, party: int, *, binned: bool = False) -> q.Standing:
    """How a party stands, or what it became; with `binned` also one in the bin. Raises NotFound.

    The walk-in party and erased ones have no page, so they are not found.
    """
    found = q.standing(connection, party)
    if found is not None and found.root != party:
        found = q.standing(connection, found.root)
    if found is None or found.erased or found.walk_in or (found.binned and not binned):
        raise not_found("person or business")
    return found


def named(store: Store, parties: Sequence[int]) -> str:
    """The name of the first of these parties, for the name of an operation; "" where there is none."""
    with store.read() as connection:
        found = q.standings(connection, parties[:1])
    return found[0].name if found else ""


def require_valid(draft: PartyDraft) -> None:
    """Raises Invalid with the draft's problems."""
    problems = draft.problems()
    if problems:
        raise Invalid(problems)
    require_text(*_texts(draft))


def require_text(*texts: str) -> None:
    """Raises Invalid for text that the store cannot hold: half of a surrogate pair is no letter."""
    if any("\ud800" <= letter <= "\udfff" for text in texts for letter in text):
        raise Invalid([_UNFIT])


def _texts(draft: PartyDraft) -> Iterator[str]:
    yield from (draft.name, draft.about, draft.language, draft.source, draft.external_id)
    for texts in (draft.tags, draft.notes, draft.preferences, draft.needs, draft.offers):
        yield from texts
    for contact in draft.contacts:
        yield from _CONTACT_TEXTS(contact)
    yield from (date.label for date in draft.dates)


def _require_new(op: Operation, drafts: Sequence[PartyDraft]) -> None:
    named = [(draft.source, draft.external_id) for draft in drafts if draft.source and draft.external_id]
    there = q.by_references(op.connection, named)
    if there:
        (source, external_id), party = next(iter(there.items()))
        name = q.row(op.connection, party).name
        reference = f"{source}:{external_id}"
        raise Refused(msg("{reference} is here already: {name}.", reference=reference, name=name), "external_id")


def _by_uuid(connection: Connection, text: str) -> list[int]:
    try:
        return q.by_uuid(connection, UUID(text.strip()))
    except ValueError:
        return []


def _by_reference(connection: Connection, text: str) -> list[int]:
    parts = text.split(":")
    splits = ((":".join(parts[:at]), ":".join(parts[at:])) for at in range(1, len(parts)))
    return list(q.by_references(connection, list(splits)).values())


def _by_words(connection: Connection, text: str) -> list[int]:
    """An external id of any source and exact names together; else names that differ in capitals and accents only."""
    folded = q.by_sort_name(connection, plain(text))
    exact = [party.id for party in q.standings(connection, folded) if party.name == text]
    return [*q.by_external_id(connection, text), *exact] or folded


def _in_use(connection: Connection, parties: Sequence[int]) -> list[q.Standing]:
    roots = dict.fromkeys(party.root for party in q.standings(connection, parties))
    return [party for party in q.standings(connection, roots) if not party.gone and not party.walk_in]


def _make_walk_in(op: Operation) -> int:
    return op.insert(
        t.party,
        uuid=uuid.uuid4(),
        kind=PartyKind.PERSON,
        name=WALK_IN_NAME,
        sort_name=plain(WALK_IN_NAME),
        about="",
        mode=Mode.BALANCED,
        clock_start=op.today,
        language="",
        walk_in=True,
        created_at=op.now,
    )
