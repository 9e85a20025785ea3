"""What a user does with agreements: make one, change it, sign it, end it, take it away, name it on an entry."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from uuid import UUID

from db.engine import Store
from db.queries import agreement as q
from db.queries import party as parties
from db.queries.posting import root_of
from db.tables import agreement as t
from partnercrm.domain.agreement import AgreementDraft
from partnercrm.domain.agreement_rows import AgreementRow
from partnercrm.domain.changes import Changes
from partnercrm.domain.clause import ClauseDraft
from partnercrm.domain.errors import Invalid, Refused, not_found
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import msg
from partnercrm.services import agreement_reminder as reminders
from partnercrm.services import posting
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run

SUBJECTS = ("agreement", "follow_up")
_PARTS = (t.agreement_reminder, t.agreement_exchange, t.agreement_document, t.clause, t.agreement_party)


@dataclass(frozen=True, slots=True)
class Added:
    """An agreement that was made, or a clause: row id and UUID."""

    id: int
    uuid: UUID
    changes: Changes


def add(store: Store, ctx: Context, draft: AgreementDraft) -> Added:
    """Makes an agreement with its clauses, and the reminder of its end. Raises Invalid or NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        number, made = add_in(op, draft)
        op.said = msg("Saved the agreement {title}", title=draft.title.strip())
        return {"id": number, "uuid": str(made)}

    done = run(store, ctx, msg("Make the agreement {title}", title=draft.title.strip()), draft, SUBJECTS, work)
    return Added(done.answer["id"], UUID(done.answer["uuid"]), done.changes)


def add_in(op: Operation, draft: AgreementDraft) -> tuple[int, UUID]:
    """The same within a running operation; answers row id and UUID."""
    values, made = _values(op, draft), uuid.uuid4()
    number = op.insert(
        t.agreement, uuid=made, **values, ended_on=None, end_reason="", made_at=op.now, made_by=op.ctx.actor
    )
    _set_parties(op, number, draft.parties)
    for position, clause in enumerate(draft.clauses):
        op.insert(t.clause, uuid=uuid.uuid4(), agreement_id=number, **_clause_values(op, clause, position))
    reminders.remind_in(op, number)
    return number, made


def change(store: Store, ctx: Context, number: int, draft: AgreementDraft) -> Changes:
    """Makes an agreement what the draft says; clauses without an id are new, those not in it are taken away.

    Raises Invalid or NotFound.
    """

    def work(op: Operation) -> dict[str, Any]:
        require(op, number)
        op.update(t.agreement, number, **_values(op, draft))
        _set_parties(op, number, draft.parties)
        _set_clauses(op, number, draft.clauses)
        reminders.remind_in(op, number)
        op.said = msg("Changed the agreement {title}", title=draft.title.strip())
        return {}

    name = msg("Change the agreement {title}", title=draft.title.strip())
    return run(store, ctx, name, (number, draft), SUBJECTS, work).changes


def change_term(store: Store, ctx: Context, number: int, **wanted: Any) -> Changes:
    """Changes some fields of the draft (`to_day`, `notice_days`, `renew_months`, `remind_days`, `note`) and no others.

    A later `to_day` renews it. Raises Invalid, Refused where it was ended, NotFound.
    """

    def work(op: Operation) -> dict[str, Any]:
        found = require(op, number)
        if found.term.ended_on is not None:
            raise Refused(msg("It was ended on {day}. Make a new agreement.", day=found.term.ended_on))
        op.update(t.agreement, number, **_values(op, replace(draft_of(found), **wanted)))
        reminders.remind_in(op, number)
        op.said = msg("Changed the agreement {title}", title=found.title)
        return {}

    return run(store, ctx, msg("Change an agreement"), (number, sorted(wanted.items())), SUBJECTS, work).changes


def add_clause(store: Store, ctx: Context, number: int, draft: ClauseDraft) -> Added:
    """Adds a clause to an agreement. Raises Invalid or NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        op.said = msg("Added a clause")
        found = require(op, number)
        problems = draft.problems()
        if problems:
            raise Invalid(problems)
        if draft.party is not None and root_of(op.connection, draft.party) not in {each.id for each in found.parties}:
            raise Invalid([Problem("party", msg("The agreement is not with them."))])
        made = uuid.uuid4()
        values = _clause_values(op, draft, len(found.clauses))
        return {"id": op.insert(t.clause, uuid=made, agreement_id=number, **values), "uuid": str(made)}

    done = run(store, ctx, msg("Add a clause"), (number, draft), ("agreement",), work)
    return Added(done.answer["id"], UUID(done.answer["uuid"]), done.changes)


def sign(store: Store, ctx: Context, number: int, day: dt.date | None = None, by: str = "") -> Changes:
    """Says when an agreement was signed (today unless said) and by whom. Raises NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        found = require(op, number)
        op.update(t.agreement, number, signed_on=day or op.today, signed_by=by.strip() or found.signed_by)
        op.said = msg("Signed the agreement {title}", title=found.title)
        return {}

    return run(store, ctx, msg("Sign an agreement"), (number, day, by), ("agreement",), work).changes


def end(store: Store, ctx: Context, number: int, day: dt.date | None = None, reason: str = "") -> Changes:
    """Ends an agreement early, or one that would go on, on its last day (today unless said); its open reminders are
    dropped.

    Raises Refused where it ends by then anyway or has not begun, NotFound.
    """

    def work(op: Operation) -> dict[str, Any]:
        found, last = require(op, number), day or op.today
        until, goes_on = found.end, found.term.renew_months and found.term.ended_on is None
        if last < found.term.from_day:
            raise Refused(msg("It begins on {day}. Choose that day or a later one.", day=found.term.from_day), "day")
        if until is not None and until <= last and not goes_on:
            raise Refused(msg("It ends on {day} anyway.", day=until), "day")
        op.update(t.agreement, number, ended_on=last, end_reason=reason.strip())
        reminders.remind_in(op, number)
        op.said = msg("{title} ends on {day}", title=found.title, day=last)
        return {}

    return run(store, ctx, msg("End an agreement"), (number, day, reason), SUBJECTS, work).changes


def remove(store: Store, ctx: Context, number: int) -> Changes:
    """Takes an agreement away with its clauses and documents; what was posted stays. Raises NotFound, and Refused
    where a joint product or goods on consignment belong to it."""

    def work(op: Operation) -> dict[str, Any]:
        found = require(op, number)
        if q.is_used(op.connection, number):
            raise Refused(msg("A joint product or goods on consignment belong to it. End it instead."))
        for reminder in q.reminders(op.connection, number).values():
            reminders.drop(op, reminder)
        for table in _PARTS:
            for row in q.children(op.connection, table.name, number):
                op.delete(table, row)
        op.delete(t.agreement, number)
        op.said = msg("Removed the agreement {title}", title=found.title)
        return {}

    return run(store, ctx, msg("Remove an agreement"), number, SUBJECTS, work).changes


def name_on(store: Store, ctx: Context, entry: str, number: int | None) -> Changes:
    """Says that an entry (`2026-0412`) belongs to an agreement and counts for that one only; None takes it off again.

    Raises NotFound.
    """

    def work(op: Operation) -> dict[str, Any]:
        op.said = msg("Named the agreement of entry {number}", number=entry)
        found = posting.find_exchange(op, entry)
        op.touch(root_of(op.connection, found.party_id))
        name_in(op, found.id, number)
        return {}

    return run(
        store, ctx, msg("Name the agreement of entry {number}", number=entry), (entry, number), ("agreement",), work
    ).changes


def name_in(op: Operation, exchange: int, number: int | None) -> None:
    """The same within a running operation, for an entry by its row id."""
    if number is not None:
        require(op, number)
    known = q.naming(op.connection, exchange)
    if known is not None:
        op.delete(t.agreement_exchange, known)
    if number is not None:
        op.insert(t.agreement_exchange, agreement_id=number, exchange_id=exchange)


def draft_of(row: AgreementRow) -> AgreementDraft:
    """What an agreement says, for a form to change."""
    return AgreementDraft(
        title=row.title,
        kind=row.kind,
        parties=tuple(party.id for party in row.parties),
        from_day=row.term.from_day,
        to_day=row.term.to_day,
        signed_on=row.signed_on,
        signed_by=row.signed_by,
        notice_days=row.term.notice_days,
        renew_months=row.term.renew_months,
        remind_days=row.term.remind_days,
        note=row.note,
        clauses=tuple(
            ClauseDraft(
                clause.side,
                clause.kind,
                clause.promise.amount,
                clause.promise.count,
                clause.promise.unit,
                clause.what,
                clause.rhythm,
                clause.due,
                clause.party.id if clause.party else None,
                clause.id,
            )
            for clause in row.clauses
        ),
    )


def require(op: Operation, number: int) -> AgreementRow:
    """The agreement of a row id, its parties touched. Raises NotFound."""
    found = q.read(op.connection, [number], op.today)
    if not found:
        raise not_found("agreement")
    op.touch(*(party.id for party in found[0].parties))
    return found[0]


def _values(op: Operation, draft: AgreementDraft) -> dict[str, Any]:
    problems = draft.problems()
    if problems:
        raise Invalid(problems)
    return {
        "title": " ".join(draft.title.split()),
        "kind": draft.kind,
        "from_day": draft.from_day,
        "to_day": draft.to_day,
        "signed_on": draft.signed_on,
        "signed_by": draft.signed_by.strip(),
        "notice_days": draft.notice_days,
        "renew_months": draft.renew_months,
        "remind_days": draft.remind_days,
        "note": draft.note.strip(),
    }


def _set_parties(op: Operation, number: int, wanted: Iterable[int]) -> None:
    """The agreement's parties by their roots; whoever is there by an alias stays so."""
    roots = {_root(op, party) for party in wanted}
    for row, party in q.members(op.connection, number):
        root = root_of(op.connection, party)
        if root in roots:
            roots.discard(root)
        else:
            op.delete(t.agreement_party, row)
    for root in sorted(roots):
        op.insert(t.agreement_party, agreement_id=number, party_id=root)


def _root(op: Operation, party: int) -> int:
    found = parties.standing(op.connection, party)
    if found is None or found.gone or found.walk_in:
        raise not_found("person or business")
    op.touch(found.root)
    return found.root


def _set_clauses(op: Operation, number: int, wanted: Iterable[ClauseDraft]) -> None:
    there = set(q.children(op.connection, t.clause.name, number))
    for position, clause in enumerate(wanted):
        values = _clause_values(op, clause, position)
        if clause.id in there and clause.id is not None:
            there.discard(clause.id)
            op.update(t.clause, clause.id, **values)
        else:
            op.insert(t.clause, uuid=uuid.uuid4(), agreement_id=number, **values)
    for row in sorted(there):
        op.delete(t.clause, row)


def _clause_values(op: Operation, draft: ClauseDraft, position: int) -> dict[str, Any]:
    return {
        "position": position,
        "party_id": None if draft.party is None else _root(op, draft.party),
        "direction": draft.side.factor,
        "kind": draft.kind,
        "amount": draft.amount,
        "count": draft.count,
        "unit": draft.unit.strip(),
        "what": " ".join(draft.what.split()),
        "rhythm": draft.rhythm,
        "due_day": draft.due,
    }
