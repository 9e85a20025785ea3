"""Documents that are kept inside the store beside an agreement: attach one, read it again, take it off."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from pathlib import Path
from typing import Any
from uuid import UUID

from db.engine import Store
from db.queries import agreement as q
from db.queries import rows
from db.tables import agreement as t
from db.values import moment_to_int
from partnercrm.domain.agreement import LARGEST_DOCUMENT, document_problem
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Invalid, Refused, StoreDamaged, StoreExists, not_found
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import msg
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run

SUBJECTS = ("agreement",)
KEPT_DAYS = 30
"""So long the bytes of a document that was taken off can still be brought back."""


@dataclass(frozen=True, slots=True)
class Attached:
    """A document that was attached: row id, UUID, size in bytes and SHA-256."""

    id: int
    uuid: UUID
    size: int
    sha256: str
    changes: Changes


def attach(store: Store, ctx: Context, agreement: int, path: Path) -> Attached:
    """Keeps a copy of a file with an agreement. Raises Invalid (empty, above 10 MB), Refused where it cannot be read,
    NotFound."""
    return attach_bytes(store, ctx, agreement, path.name, _bytes_of(path))


def attach_bytes(store: Store, ctx: Context, agreement: int, name: str, content: bytes) -> Attached:
    """The same for bytes with a name. Raises Invalid or NotFound."""
    problem = document_problem(name, len(content))
    if problem is not None:
        raise Invalid([problem])
    sha256 = hashlib.sha256(content).digest()

    def work(op: Operation) -> dict[str, Any]:
        found = q.read(op.connection, [agreement], op.today)
        if not found:
            raise not_found("agreement")
        op.touch(*(party.id for party in found[0].parties))
        if not q.has_content(op.connection, sha256):
            rows.add(op.connection, t.document_content, {"sha256": sha256, "content": content})
        made = uuid.uuid4()
        number = op.insert(
            t.agreement_document,
            uuid=made,
            agreement_id=agreement,
            name=name,
            size=len(content),
            sha256=sha256,
            added_at=op.now,
            added_by=op.ctx.actor,
        )
        op.said = msg("Attached {name}", name=name)
        return {"id": number, "uuid": str(made)}

    done = run(store, ctx, msg("Attach {name}", name=name), (agreement, name, sha256), SUBJECTS, work)
    answer = done.answer
    return Attached(answer["id"], UUID(answer["uuid"]), len(content), sha256.hex(), done.changes)


def content(store: Store, document: int) -> bytes:
    """The bytes of a document, proved against its hash. Raises NotFound, StoreDamaged."""
    with store.read() as connection:
        found, sha256 = q.content(connection, document)
    if found is None or sha256 is None:
        raise not_found("document")
    if hashlib.sha256(found).digest() != sha256:
        raise StoreDamaged(msg("The document is not as it was saved."), msg("Take it from a copy of the shop file."))
    return found


def save(store: Store, document: int, path: Path) -> None:
    """Writes a document to a file; never overwrites. Raises NotFound, StoreExists, Refused where it cannot."""
    found = content(store, document)
    try:
        with path.open("xb") as file:
            file.write(found)
    except FileExistsError as error:
        raise StoreExists(msg("{name} is there already.", name=path.name), msg("Choose another name.")) from error
    except OSError as error:
        raise Refused(msg("{name} cannot be written there.", name=path.name)) from error


def find(store: Store, uuid: UUID) -> int:
    """The row id of a document. Raises NotFound."""
    with store.read() as connection:
        found = q.document_of(connection, uuid)
    if found is None:
        raise not_found("document", str(uuid))
    return found


def detach(store: Store, ctx: Context, document: int) -> Changes:
    """Takes a document off its agreement. Raises NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        name = q.document_name(op.connection, document)
        if name is None:
            raise not_found("document")
        op.delete(t.agreement_document, document)
        op.said = msg("Took {name} off the agreement", name=name)
        return {}

    return run(store, ctx, msg("Take a document off"), document, SUBJECTS, work).changes


def forget(store: Store, ctx: Context) -> int:
    """Forgets the bytes that no document has had for 30 days, and the undo of what took it off; answers how many.

    To be run each day.
    """
    due = moment_to_int(ctx.now - dt.timedelta(days=KEPT_DAYS))
    with store.read() as connection:
        if not q.unused_contents(connection, due):
            return 0
    with store.write() as connection:
        gone = q.unused_contents(connection, due)
        for number in gone:
            q.forget_content(connection, number)
    return len(gone)


def _bytes_of(path: Path) -> bytes:
    """As much of a file as tells that it is too large."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_DOCUMENT + 1)
    except OSError as error:
        raise Refused(msg("{name} cannot be read.", name=path.name), "document") from error
