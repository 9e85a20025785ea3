"""The shelf of what neighbours lend each other, and what else we could give. The loans stand in `loan.py`."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from db.engine import Store
from db.queries import lending as q
from db.tables import lending as t
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Invalid, Refused, not_found
from partnercrm.domain.ledger import Kind
from partnercrm.domain.lending import ResourceDraft
from partnercrm.domain.lending_rows import OfferRow, ResourceRow
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.text import can_be_kept, fold
from partnercrm.domain.words import msg, plural
from partnercrm.services.context import Context
from partnercrm.services.named import only, uuid_of
from partnercrm.services.operations import Operation, run
from partnercrm.services.party import require as require_party

SUBJECTS = ("lending",)


@dataclass(frozen=True, slots=True)
class Added:
    """What was added: row id and UUID."""

    id: int
    uuid: UUID
    changes: Changes


def shelf(store: Store, *, retired: bool = False) -> list[ResourceRow]:
    """All that is on the shelf, ours first, by name; with `retired` also what was put away."""
    with store.read() as connection:
        return q.shelf(connection, retired=retired)


def find_offer(store: Store, text: str) -> int:
    """The row id of an offer of ours by its UUID or its words. Raises NotFound, Ambiguous for two of the same words."""
    known = offers(store)
    found = [row for row in known if row.uuid == uuid_of(text)] or [row for row in known if row.text == text.strip()]
    number = only(found, text, "offer").offer
    assert number is not None
    return number


def find(store: Store, text: str) -> ResourceRow:
    """Something on the shelf by its UUID or its name in any spelling. Raises NotFound, Ambiguous for two of a name."""
    known = shelf(store, retired=True)
    found = [row for row in known if row.uuid == uuid_of(text)] or [
        row for row in known if fold(row.name) == fold(text.strip())
    ]
    return only(found, text, f"{text} on the shelf", [row for row in found if not row.retired])


def add(store: Store, ctx: Context, draft: ResourceDraft) -> Added:
    """Puts something on the shelf. Raises Invalid or NotFound."""
    _require_valid(draft)

    def work(op: Operation) -> dict[str, Any]:
        op.said = msg("{name} is on the shelf", name=draft.name)
        number, made = add_in(op, draft)
        return {"id": number, "uuid": str(made)}

    done = run(store, ctx, msg("Put {name} on the shelf", name=draft.name), draft, SUBJECTS, work)
    return Added(done.answer["id"], UUID(done.answer["uuid"]), done.changes)


def add_in(op: Operation, draft: ResourceDraft) -> tuple[int, UUID]:
    """The same within a running operation; answers row id and UUID."""
    _require_valid(draft)
    made = uuid.uuid4()
    return op.insert(t.shared_resource, uuid=made, retired_at=None, **_values(op, draft)), made


def change(store: Store, ctx: Context, number: int, draft: ResourceDraft) -> Changes:
    """Makes something on the shelf what the draft says. Whose it is stays once it was lent. Raises Invalid, Refused."""
    _require_valid(draft)

    def work(op: Operation) -> dict[str, Any]:
        op.said = msg("Changed {name}", name=draft.name)
        found, values = require(op, number), _values(op, draft)
        if found.loans and values["owner_id"] != found.owner:
            raise Refused(msg("{name} was lent before, so it stays whose it is.", name=found.name), "owner")
        op.update(t.shared_resource, number, **values)
        return {}

    return run(store, ctx, msg("Change {name}", name=draft.name), (number, draft), SUBJECTS, work).changes


def put_away(store: Store, ctx: Context, number: int) -> Changes:
    """Takes something off the shelf; its loans stay. Raises NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        found = require(op, number)
        op.update(t.shared_resource, number, retired_at=op.now)
        op.said = msg("Took {name} off the shelf", name=found.name)
        return {}

    return run(store, ctx, msg("Take something off the shelf"), number, SUBJECTS, work).changes


def put_back(store: Store, ctx: Context, number: int) -> Changes:
    """Puts something back on the shelf. Raises NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        found = require(op, number)
        op.update(t.shared_resource, number, retired_at=None)
        op.said = msg("Put {name} on the shelf", name=found.name)
        return {}

    return run(store, ctx, msg("Put something back on the shelf"), number, SUBJECTS, work).changes


def require(op: Operation, number: int) -> ResourceRow:
    """Something on the shelf as it stands. Raises NotFound."""
    found = q.resource(op.connection, number)
    if found is None:
        raise not_found("thing on the shelf")
    return found


def offers(store: Store) -> list[OfferRow]:
    """What we could give beside what is on the shelf."""
    with store.read() as connection:
        return q.offers(connection)


def add_offer(store: Store, ctx: Context, text: str, kind: Kind | None = None) -> Added:
    """Says what we could give: a mention, coffee at cost. Raises Invalid."""
    said = text.strip()
    if not said or not can_be_kept(said):
        raise Invalid([Problem("text", msg("Say what we could give."))])

    def work(op: Operation) -> dict[str, Any]:
        op.said = msg("We offer {what}", what=said)
        made = uuid.uuid4()
        return {"id": op.insert(t.our_offer, uuid=made, text=said, kind=kind), "uuid": str(made)}

    done = run(store, ctx, msg("Offer {what}", what=said), (said, kind), SUBJECTS, work)
    return Added(done.answer["id"], UUID(done.answer["uuid"]), done.changes)


def remove_offers(store: Store, ctx: Context, numbers: Sequence[int]) -> Changes:
    """Takes offers of ours away. Raises NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        op.said = plural("Removed {count} offer", "Removed {count} offers", len(numbers))
        known = {each.offer for each in q.offers(op.connection)}
        for number in numbers:
            if number not in known:
                raise not_found("offer")
            op.delete(t.our_offer, number)
        return {}

    return run(store, ctx, msg("Remove an offer"), tuple(numbers), SUBJECTS, work).changes


def _require_valid(draft: ResourceDraft) -> None:
    problems = draft.problems()
    if problems:
        raise Invalid(problems)


def _values(op: Operation, draft: ResourceDraft) -> dict[str, Any]:
    owner = None if draft.owner is None else require_party(op.connection, draft.owner).id
    if owner is not None:
        op.touch(owner)
    return {
        "name": draft.name.strip(),
        "owner_id": owner,
        "kind": draft.kind,
        "unit": draft.unit.strip(),
        "note": draft.note.strip(),
    }
