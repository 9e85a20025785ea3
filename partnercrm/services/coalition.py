"""Coalitions: what the shops of a program agreed, who takes part, what they paid each other, how it stands today."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from db.engine import Store
from db.queries import coalition as q
from db.queries import party as parties
from db.tables import coalition as t
from partnercrm.domain.changes import Changes
from partnercrm.domain.coalition import US, DueWhen, PartnerDraft, Payment, TermsDraft, claims
from partnercrm.domain.coalition_rows import PartnerRow
from partnercrm.domain.errors import Invalid, Refused, not_found
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import msg
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run

__all__ = ["PartnerDraft", "PartnerRow", "TermsDraft"]

SUBJECTS = ("coalition",)


@dataclass(frozen=True, slots=True)
class Taken:
    """A shop that takes part: the row id of its place in the program."""

    partner: int
    changes: Changes


def terms(store: Store, program: int) -> TermsDraft:
    """What the shops of a program (row id) agreed; the usual terms where nobody said."""
    with store.read() as connection:
        return q.terms(connection, program)


def set_terms(store: Store, ctx: Context, program: int, draft: TermsDraft) -> Changes:
    """Says what the shops agreed. Raises Refused where a settlement of the program stands and they would change."""

    def work(op: Operation) -> dict[str, Any]:
        op.said = msg("Saved what the shops agreed")
        before = q.terms(op.connection, program)
        settled = any(row.reversed_day is None for row in q.settlements(op.connection, program))
        if settled and (before.due, before.keeper) != (draft.due, draft.keeper):
            raise Refused(
                msg("Points were settled by what was agreed before. Take those settlements back first."), "due"
            )
        keeper = _shop(op, draft.keeper) if draft.due is DueWhen.ISSUED and draft.keeper != US else None
        values = {"due": draft.due, "keeper_id": keeper, "overspending": draft.overspending}
        row = q.terms_row(op.connection, program)
        if row is None:
            op.insert(t.coalition_terms, program_id=program, **values)
        else:
            op.update(t.coalition_terms, row, **values)
        return {}

    return run(store, ctx, msg("Say what the shops agreed"), (program, draft), SUBJECTS, work).changes


def save_partner(store: Store, ctx: Context, program: int, draft: PartnerDraft) -> Taken:
    """Lets a shop take part in a program (row id), or changes what it agreed. Raises Invalid or NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        return {"partner": save_partner_in(op, program, draft)}

    done = run(store, ctx, msg("Save what a shop agreed"), (program, draft), SUBJECTS, work)
    return Taken(done.answer["partner"], done.changes)


def save_partner_in(op: Operation, program: int, draft: PartnerDraft) -> int:
    """The same within a running operation; answers the row id."""
    problems = draft.problems()
    if problems or draft.party is None:
        raise Invalid(problems)
    if program not in q.program_names(op.connection):
        raise not_found("program")
    shop = _shop(op, draft.party)
    values = {
        "earns": draft.earns,
        "redeems": draft.redeems,
        "rate": draft.rate,
        "prepaid": draft.prepaid,
        "alert_value": draft.alert_value,
        "from_day": draft.from_day,
        "until_day": draft.until_day,
    }
    there = next((each for each in q.partners(op.connection, program) if each.party == shop), None)
    name = parties.standings(op.connection, [shop])[0].name
    op.said = msg("{name} takes part", name=name)
    if there is None:
        return op.insert(t.coalition_partner, uuid=uuid.uuid4(), program_id=program, party_id=shop, **values)
    op.update(t.coalition_partner, there.id, **values)
    return there.id


def paid_meanwhile(
    store: Store, ctx: Context, program: int, paid: Payment, day: dt.date | None = None, note: str = ""
) -> Changes:
    """Notes what one partner paid another without us; the next settlement takes it off first.

    What passed between a partner and us is an entry of the ledger. Raises Refused.
    """

    def work(op: Operation) -> dict[str, Any]:
        op.said = msg("Noted what two shops paid each other")
        if paid.amount <= 0:
            raise Refused(msg("Type the amount."), "amount")
        if US in (paid.debtor, paid.creditor):
            raise Refused(msg("What a partner paid us, or we a partner, is entered in the ledger."), "party")
        one, other = _shop(op, paid.debtor), _shop(op, paid.creditor)
        if one == other:
            raise Refused(msg("A payment goes from one shop to another."), "party")
        when, fixed = day or op.today, {"uuid": uuid.uuid4(), "program_id": program, "note": note.strip()}
        op.insert(t.coalition_payment, from_id=one, to_id=other, amount=paid.amount, day=when, **fixed)
        return {}

    request = (program, paid, day, note)
    return run(store, ctx, msg("Note what two shops paid each other"), request, SUBJECTS, work).changes


def partners(store: Store, ctx: Context, program: int | None = None) -> list[PartnerRow]:
    """The shops that take part, and how each stands with us for what is not settled until today."""
    with store.read() as connection:
        found = q.partners(connection, program)
        names = q.names_of(connection, {each.party for each in found})
        programs = q.program_names(connection)
        open_now = {number: _open(connection, number, ctx.today) for number in {each.program for each in found}}
        uuids = _uuids(connection)
        return [
            PartnerRow(
                id=each.id,
                uuid=uuids[each.id],
                program=each.program,
                program_name=programs[each.program],
                name=names[each.party],
                draft=each.draft,
                they_owe=open_now[each.program].get((each.party, US), 0),
                we_owe=open_now[each.program].get((US, each.party), 0),
                held=sum(amount for _line, amount in q.held(connection, each.party)) if each.draft.prepaid else 0,
            )
            for each in found
        ]


def program_of(store: Store) -> int:
    """The program that a coalition is about where there is one alone. Raises Refused or NotFound."""
    with store.read() as connection:
        found = {each.program for each in q.partners(connection)} or set(q.program_names(connection))
    if not found:
        raise not_found("program")
    if len(found) > 1:
        raise Refused(msg("There are several programs. Say which one."), "program")
    return found.pop()


def shops(store: Store, program: int) -> Mapping[int, PartnerDraft]:
    """What each shop of a program agreed, by row id."""
    with store.read() as connection:
        return {each.party: each.draft for each in q.partners(connection, program)}


def _open(connection: Connection, program: int, until: dt.date) -> dict[tuple[int, int], int]:
    items = q.owed(connection, program, q.terms(connection, program), until)
    rates = {each.party: each.draft.rate for each in q.partners(connection, program)}
    known = {pair: sums for pair, sums in q.by_pair(items).items() if set(pair) <= {US, *rates}}
    return {(each.debtor, each.creditor): each.value for each in claims(known, rates)}


def _uuids(connection: Connection) -> dict[int, UUID]:
    return {row.id: row.uuid for row in connection.execute(t.coalition_partner.select())}


def _shop(op: Operation, party: int) -> int:
    found = parties.standing(op.connection, party)
    if found is None or found.binned or found.erased or found.walk_in:
        raise not_found("person or business")
    op.touch(found.root)
    return found.root
