"""The settlement of a period: a draft with its arithmetic, signed and posted, taken back.

Nothing is settled twice: what is owed for a movement is compared with what the settlements that stand say of it, so
that points given back later, or a lot that fills what a card owed, come up again in the next one by themselves.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Row

from db.engine import Store
from db.queries import coalition as q
from db.queries import posting as posting_q
from db.tables import coalition as t
from partnercrm.domain.changes import Changes
from partnercrm.domain.coalition import (
    US,
    Claim,
    Netting,
    NettingKind,
    Payment,
    SettlementState,
    claims,
    net,
    positions,
)
from partnercrm.domain.coalition_rows import OverspentRow, SettlementRow, SettlementView, StepRow
from partnercrm.domain.errors import Refused, not_found
from partnercrm.domain.ledger import entry_number
from partnercrm.domain.loyalty import NOTHING, worth
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import msg
from partnercrm.services import coalition_post, ledger
from partnercrm.services.context import Context
from partnercrm.services.operations import Done, Operation, run

__all__ = ["SettlementRow", "SettlementView"]

SUBJECTS = ("coalition",)


@dataclass(frozen=True, slots=True)
class Made:
    """A settlement: row id, UUID, the numbers of the entries that it posted or took back."""

    settlement: int
    uuid: UUID
    numbers: tuple[str, ...]
    changes: Changes


@dataclass(frozen=True, slots=True)
class _Worked:
    """What a settlement comes to."""

    items: q.Owed
    claims: list[Claim]
    netting: Netting
    meanwhile: list[tuple[int, Payment]]


def make(store: Store, ctx: Context, program: int, until: dt.date, first: dt.date | None = None) -> Made:
    """Makes the draft of a settlement of all that is open until a day; `first` is where its period begins.

    Without `first` it begins after the last settlement, else with the month. Raises Refused where there is a draft
    already, the day has not come yet, nothing is open, or somebody owes who takes no part.
    """

    def work(op: Operation) -> dict[str, Any]:
        number, made = make_in(op, program, until, first)
        return {"settlement": number, "uuid": str(made), "numbers": []}

    return _made(run(store, ctx, msg("Make a settlement"), (program, until, first), SUBJECTS, work))


def make_in(op: Operation, program: int, until: dt.date, first: dt.date | None = None) -> tuple[int, UUID]:
    """The same within a running operation; answers row id and UUID."""
    if until > op.today:
        raise Refused(msg("That day has not come yet."), "until")
    if q.draft_of(op.connection, program) is not None:
        raise Refused(msg("There is a draft already. Sign it or delete it first."))
    begins = first or _begins(op.connection, program, until)
    if begins > until:
        raise Refused(msg("It cannot end before it begins."), "until")
    worked = _worked(op.connection, program, begins, until)
    if not worked.items:
        raise Refused(msg("Until {day} nothing is open between the shops.", day=until), "until")
    made = uuid.uuid4()
    op.said = msg("Made the settlement until {day}", day=until)
    return _write(op, made, program, begins, until, worked), made


def sign(
    store: Store, ctx: Context, settlement: int, document: str, day: dt.date | None = None, reason: str = ""
) -> Made:
    """Posts a draft that all shops signed, dated `day` (today). `reason` is asked where a limit is passed.

    Raises NotFound, what posting raises, or Refused without a document, and where something changed since it was made.
    """

    def work(op: Operation) -> dict[str, Any]:
        made, numbers = sign_in(op, settlement, document, day or op.today, reason)
        return {"settlement": settlement, "uuid": str(made), "numbers": numbers}

    request = (settlement, document, day, reason)
    return _made(run(store, ctx, msg("Sign a settlement"), request, SUBJECTS, work))


def sign_in(op: Operation, settlement: int, document: str, day: dt.date, reason: str = "") -> tuple[UUID, list[str]]:
    """The same within a running operation; answers the UUID and the numbers of the entries."""
    head = _require(op.connection, settlement)
    if head.signed_day is not None or head.reversed_day is not None:
        raise Refused(msg("It was signed before."))
    if not document.strip():
        raise Refused(msg("Name the document that all signed."), "document")
    if day < head.until_day:
        raise Refused(msg("It cannot be signed before its last day."), "day")
    worked = _worked(op.connection, head.program_id, head.from_day, head.until_day, settlement)
    _require_same(op.connection, settlement, worked)
    memo = msg("Points, {first} to {last}", first=head.from_day, last=head.until_day)
    sheet = coalition_post.Sheet(settlement, day, document.strip(), memo, reason)
    netting = worked.netting
    posted = coalition_post.post(op, sheet, worked.claims, netting)
    op.update(t.coalition_settlement, settlement, signed_day=day, document=document.strip())
    op.subjects.update(("ledger", "party"))
    op.said = msg("Signed the settlement until {day}", day=head.until_day)
    return head.uuid, [entry.number for entry in posted]


def delete(store: Store, ctx: Context, settlement: int) -> Changes:
    """Deletes a draft; its points are open again. Raises NotFound, or Refused for a signed one."""

    def work(op: Operation) -> dict[str, Any]:
        op.said = msg("Deleted the draft of a settlement")
        head = _require(op.connection, settlement)
        if head.signed_day is not None or head.reversed_day is not None:
            raise Refused(msg("It was signed. Take it back instead."))
        for table in (t.coalition_item, t.coalition_claim, t.coalition_netting):
            for row in q.rows_of(op.connection, table, settlement):
                op.delete(table, row.id)
        op.delete(t.coalition_settlement, settlement)
        return {}

    return run(store, ctx, msg("Delete the draft of a settlement"), settlement, SUBJECTS, work).changes


def reverse(store: Store, ctx: Context, settlement: int, reason: str = "") -> Made:
    """Takes a signed settlement back: its entries are reversed, its points are open again.

    Raises NotFound, or Refused for a draft and for what was taken back before.
    """

    def work(op: Operation) -> dict[str, Any]:
        head = _require(op.connection, settlement)
        state = _state(op.connection, head)
        if state in (SettlementState.DRAFT, SettlementState.REVERSED):
            raise Refused(msg("There is nothing to take back of this settlement."))
        stood = [exchange for exchange, stands in q.postings(op.connection, settlement) if stands]
        for exchange in stood:
            if posting_q.reversal_of(op.connection, exchange) is None:
                found = posting_q.exchange_by_id(op.connection, exchange)
                ledger.reverse_entry(op, found, reason)
                op.touch(posting_q.root_of(op.connection, found.party_id))
        if not stood:
            op.update(t.coalition_settlement, settlement, reversed_day=op.today)
        numbers = [_number(op.connection, posting_q.reversal_of(op.connection, exchange) or 0) for exchange in stood]
        op.subjects.update(("ledger", "party"))
        op.said = msg("Took the settlement until {day} back", day=head.until_day)
        return {"settlement": settlement, "uuid": str(head.uuid), "numbers": numbers}

    return _made(run(store, ctx, msg("Take a settlement back"), (settlement, reason), SUBJECTS, work))


def settlements(store: Store, program: int | None = None) -> list[SettlementRow]:
    """All settlements, the newest first."""
    with store.read() as connection:
        names = q.program_names(connection)
        return [_row(connection, head, names) for head in q.settlements(connection, program)]


def view(store: Store, settlement: int) -> SettlementView:
    """A settlement whole. Raises NotFound."""
    with store.read() as connection:
        return view_in(connection, settlement)


def view_in(connection: Connection, settlement: int) -> SettlementView:
    """The same within an open session."""
    head = _require(connection, settlement)
    row = _row(connection, head, q.program_names(connection))
    found, steps = _claims(connection, settlement), _steps(connection, settlement)
    items = q.rows_of(connection, t.coalition_item, settlement)
    shops = {shop for each in found for shop in (each.debtor, each.creditor)}
    shops |= {shop for step in steps for shop in (step.payment.debtor, step.payment.creditor)}
    roots = q.roots_of(connection, {shop or US for item in items for shop in (item.debtor_id, item.creditor_id)})
    names = q.names_of(connection, shops | set(roots.values()))
    return SettlementView(
        row=row,
        names=names,
        claims=found,
        steps=steps,
        overspent=_overspent(connection, items, roots, names),
        positions=positions(((each.debtor, each.creditor), each.value) for each in found),
        left={shop: _left(connection, shop, row, steps) for shop in sorted(shops - {US})},
        earlier=_earlier(connection, settlement),
    )


def find(store: Store, named: str) -> int:
    """The row id of a settlement by its UUID or its document; "" is the newest. Raises NotFound."""
    with store.read() as connection:
        heads = q.settlements(connection)
        if not named and heads:
            return int(heads[0].id)
        found = next((head.id for head in heads if named and named in (str(head.uuid), head.document)), None)
    if found is None:
        raise not_found("settlement", named)
    return int(found)


def _begins(connection: Connection, program: int, until: dt.date) -> dt.date:
    last = q.last_until(connection, program)
    after = None if last is None else last + dt.timedelta(days=1)
    return after if after is not None and after <= until else until.replace(day=1)


def _worked(connection: Connection, program: int, first: dt.date, until: dt.date, but: int = 0) -> _Worked:
    agreed = {each.party: each.draft for each in q.partners(connection, program)}
    items = q.owed(connection, program, q.terms(connection, program), until, but)
    strangers = {shop for _movement, *pair in items for shop in pair} - {US, *agreed}
    if strangers:
        names = q.names_of(connection, strangers)
        name = names[min(strangers)]
        raise Refused(msg("{name} takes no part in this program. Say what was agreed with them.", name=name), "party")
    found = claims(q.by_pair(items), {shop: draft.rate for shop, draft in agreed.items()})
    waiting = {
        shop: sum(amount for _line, amount in q.held(connection, shop, None if draft.prepaid else first))
        for shop, draft in agreed.items()
    }
    between = q.meanwhile(connection, program, until, but)
    prepaying = [shop for shop, draft in agreed.items() if draft.prepaid]
    return _Worked(items, found, net(found, waiting, [paid for _number, paid in between], prepaying), between)


def _write(op: Operation, made: UUID, program: int, first: dt.date, until: dt.date, worked: _Worked) -> int:
    head = {"program_id": program, "from_day": first, "until_day": until, "made_at": op.now}
    rest = {"signed_day": None, "document": "", "reversed_day": None}
    number = op.insert(t.coalition_settlement, uuid=made, **head, **rest)
    op.insert_many(t.coalition_claim, [_claim_values(number, each) for each in worked.claims])
    op.insert_many(
        t.coalition_item,
        [
            {
                "settlement_id": number,
                "movement": movement,
                "debtor_id": debtor or None,
                "creditor_id": creditor or None,
                "points": points,
                "overspent": overspent,
            }
            for (movement, debtor, creditor), (points, overspent) in sorted(worked.items.items())
        ],
    )
    op.insert_many(t.coalition_netting, [_step_values(number, *step) for step in _all_steps(worked)])
    return number


def _all_steps(worked: _Worked) -> list[tuple[NettingKind, Payment, int | None]]:
    netting = worked.netting
    return [
        *((NettingKind.MEANWHILE, paid, number) for number, paid in worked.meanwhile),
        *((NettingKind.POT, pot, None) for pot in netting.pots),
        *((NettingKind.INTO_POT, pot, None) for pot in netting.into),
        *((NettingKind.TRANSFER, moved, None) for moved in netting.transfers),
        *((NettingKind.PAYMENT, paid, None) for paid in netting.payments),
    ]


def _claim_values(settlement: int, claim: Claim) -> dict[str, Any]:
    return {
        "settlement_id": settlement,
        "debtor_id": claim.debtor or None,
        "creditor_id": claim.creditor or None,
        "points": claim.points,
        "overspent": claim.overspent,
        "rate": claim.rate,
        "value": claim.value,
    }


def _step_values(settlement: int, kind: NettingKind, paid: Payment, number: int | None) -> dict[str, Any]:
    shops = {"debtor_id": paid.debtor or None, "creditor_id": paid.creditor or None}
    return {"settlement_id": settlement, "kind": kind, "amount": paid.amount, "payment_id": number, **shops}


def _require(connection: Connection, settlement: int) -> Row[Any]:
    found = q.settlement(connection, settlement)
    if found is None:
        raise not_found("settlement")
    return found


def _require_same(connection: Connection, settlement: int, worked: _Worked) -> None:
    """What is posted is what stands on the sheet that all signed."""
    steps = tuple(StepRow(kind, paid) for kind, paid, _number in _all_steps(worked))
    if tuple(worked.claims) != _claims(connection, settlement) or steps != _steps(connection, settlement):
        raise Refused(msg("Something changed since this sheet was made. Delete it and make it anew."))


def _claims(connection: Connection, settlement: int) -> tuple[Claim, ...]:
    found = q.rows_of(connection, t.coalition_claim, settlement)
    roots = q.roots_of(connection, {shop or US for row in found for shop in (row.debtor_id, row.creditor_id)})
    return tuple(
        Claim(roots[row.debtor_id or US], roots[row.creditor_id or US], row.points, row.overspent, row.rate, row.value)
        for row in found
    )


def _earlier(connection: Connection, settlement: int) -> tuple[Claim, ...]:
    found = q.earlier(connection, settlement)
    roots = q.roots_of(connection, {shop for debtor, creditor, *_rest in found for shop in (debtor, creditor)})
    pairs = (
        (debtor, creditor, points, rate) if points > 0 else (creditor, debtor, -points, rate)
        for debtor, creditor, points, rate in found
    )
    return tuple(
        Claim(roots[debtor], roots[creditor], points, NOTHING, rate, worth(points, rate))
        for debtor, creditor, points, rate in pairs
    )


def _steps(connection: Connection, settlement: int) -> tuple[StepRow, ...]:
    found = q.rows_of(connection, t.coalition_netting, settlement)
    roots = q.roots_of(connection, {shop or US for row in found for shop in (row.debtor_id, row.creditor_id)})
    return tuple(
        StepRow(row.kind, Payment(roots[row.debtor_id or US], roots[row.creditor_id or US], row.amount))
        for row in found
    )


def _state(connection: Connection, head: Row[Any]) -> SettlementState:
    if head.reversed_day is not None:
        return SettlementState.REVERSED
    if head.signed_day is None:
        return SettlementState.DRAFT
    standing = [stands for _exchange, stands in q.postings(connection, head.id)]
    if not standing or all(standing):
        return SettlementState.SIGNED
    return SettlementState.PARTLY_REVERSED if any(standing) else SettlementState.REVERSED


def _row(connection: Connection, head: Row[Any], programs: dict[int, str]) -> SettlementRow:
    found = _claims(connection, head.id)
    paid = [step.payment.amount for step in _steps(connection, head.id) if step.kind is NettingKind.PAYMENT]
    entries = [_number(connection, exchange) for exchange, _stands in q.postings(connection, head.id)]
    return SettlementRow(
        id=head.id,
        uuid=head.uuid,
        program=head.program_id,
        program_name=programs[head.program_id],
        from_day=head.from_day,
        until_day=head.until_day,
        made_at=head.made_at,
        signed_day=head.signed_day,
        document=head.document,
        state=_state(connection, head),
        shops=len({shop for each in found for shop in (each.debtor, each.creditor)}),
        gross=sum(each.value for each in found),
        payments=len(paid),
        paid=sum(paid),
        entries=tuple(entries),
    )


def _number(connection: Connection, exchange: int) -> str:
    row = posting_q.exchange_by_id(connection, exchange)
    return entry_number(row.fiscal_year, row.sequence)


def _overspent(
    connection: Connection, items: Sequence[Row[Any]], roots: dict[int, int], names: dict[int, str]
) -> tuple[OverspentRow, ...]:
    over = [item for item in items if item.overspent]
    told = q.movements_told(connection, (item.movement for item in over))
    return tuple(
        OverspentRow(
            *told[item.movement],
            names[roots[item.creditor_id or US]],
            names[roots[item.debtor_id or US]],
            item.overspent,
        )
        for item in over
        if item.movement in told
    )


def _left(connection: Connection, shop: int, row: SettlementRow, steps: Sequence[StepRow]) -> int:
    """The money of a shop that waits with us once the settlement is posted."""
    waiting = sum(amount for _line, amount in q.held(connection, shop))
    if row.state is not SettlementState.DRAFT:
        return waiting
    pots = [step.payment for step in steps if step.kind in (NettingKind.POT, NettingKind.INTO_POT)]
    out = sum(pot.amount for pot in pots if pot.debtor == shop)
    return waiting - out + sum(pot.amount for pot in pots if pot.creditor == shop)


def _made(done: Done) -> Made:
    said = done.answer
    return Made(said["settlement"], UUID(said["uuid"]), tuple(said["numbers"]), done.changes)
