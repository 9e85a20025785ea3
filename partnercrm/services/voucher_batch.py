"""Batches of vouchers: made with codes of their own, handed out, made void."""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from db.engine import Store
from db.queries import party as parties
from db.queries import promotion as promotions
from db.queries import voucher as q
from db.tables import voucher as t
from partnercrm.domain import codes
from partnercrm.domain.changes import Changes
from partnercrm.domain.codes import CodeKind
from partnercrm.domain.errors import Ambiguous, Invalid, Refused, not_found
from partnercrm.domain.problems import Problem
from partnercrm.domain.promotion import OfferForm
from partnercrm.domain.promotion_rows import OfferRow, Promotion
from partnercrm.domain.record import dataclass
from partnercrm.domain.voucher import BatchDraft
from partnercrm.domain.voucher_rows import BatchRow, HandOutRow
from partnercrm.domain.words import msg, plural
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run

SUBJECTS = ("voucher", "promotion")


@dataclass(frozen=True, slots=True)
class Made:
    """A batch that was made: row id, UUID, how many codes."""

    batch: int
    uuid: UUID
    count: int
    changes: Changes


@dataclass(frozen=True, slots=True)
class HandedOut:
    """Vouchers that were handed out: their row ids and codes."""

    vouchers: tuple[int, ...]
    codes: tuple[str, ...]
    changes: Changes


def make(store: Store, ctx: Context, draft: BatchDraft, below: Callable[[int], int] = secrets.randbelow) -> Made:
    """Makes a batch of new codes, or of those that were printed elsewhere. Raises Invalid or NotFound.

    `below(n)` answers a random whole number from 0 to n - 1.
    """

    def work(op: Operation) -> dict[str, Any]:
        number, made, count = make_in(op, draft, below)
        op.said = plural("Made {count} voucher", "Made {count} vouchers", count)
        return {"batch": number, "uuid": str(made), "count": count}

    count = len(draft.codes) or draft.count
    name = plural("Make {count} voucher", "Make {count} vouchers", count)
    said = run(store, ctx, name, draft, SUBJECTS, work)
    return Made(said.answer["batch"], UUID(said.answer["uuid"]), said.answer["count"], said.changes)


def make_in(op: Operation, draft: BatchDraft, below: Callable[[int], int] = secrets.randbelow) -> tuple[int, UUID, int]:
    """The same within a running operation; answers row id, UUID and number of codes."""
    kept = _checked(op, draft)
    made = uuid.uuid4()
    promotion = promotions.of_offer(op.connection, kept.offer)
    fresh = _own(op, kept.codes) if kept.codes else _fresh(op, kept.count, below)
    number = op.insert(
        t.voucher_batch,
        uuid=made,
        promotion_id=promotion,
        offer_id=kept.offer,
        hander_id=kept.hander,
        group=kept.group,
        name=kept.name.strip(),
        uses=kept.uses,
        partial=kept.partial,
        from_day=kept.from_day,
        until_day=kept.until_day,
        size=len(fresh),
        made_at=op.now,
    )
    rows = [{"batch_id": number, "code": code} for code in fresh]
    op.insert_many(t.voucher, rows)
    return number, made, len(fresh)


def hand_out(
    store: Store, ctx: Context, batch: int, count: int, party: int | None = None, day: dt.date | None = None
) -> HandedOut:
    """Hands the next `count` vouchers of a batch to somebody, or nobody in particular. Raises Refused or NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        op.said = plural("Handed out {count} voucher", "Handed out {count} vouchers", count)
        taken = q.free_ids(op.connection, batch, count)
        if count <= 0 or len(taken) < count:
            left = plural(
                "There is {count} left in this batch.", "There are {count} left in this batch.", _left(op, batch)
            )
            raise Refused(left, "count")
        _mark(op, batch, [(party, taken)], day or op.today)
        return {"vouchers": taken}

    said = plural("Hand out {count} voucher", "Hand out {count} vouchers", count)
    return _handed(store, run(store, ctx, said, (batch, count, party, day), SUBJECTS, work))


def hand_out_each(
    store: Store, ctx: Context, batch: int, each: Sequence[tuple[int, str]], day: dt.date | None = None
) -> HandedOut:
    """Hands named codes to people: pairs of a party's row id and a code of this batch. Raises Refused or NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        op.said = plural("Handed out {count} voucher", "Handed out {count} vouchers", len(each))
        known = {code: number for number, code in promotions.free_codes(op.connection, batch)}
        pairs = []
        for party, code in each:
            number = known.pop(codes.kept(code), None)
            if number is None:
                raise Refused(msg("{code} is not free in this batch.", code=code), "code")
            pairs.append((party, [number]))
        _mark(op, batch, pairs, day or op.today)
        return {"vouchers": [number for _party, (number,) in pairs]}

    said = plural("Hand out {count} voucher", "Hand out {count} vouchers", len(each))
    return _handed(store, run(store, ctx, said, (batch, tuple(each), day), SUBJECTS, work))


def void(store: Store, ctx: Context, code: str, reason: str = "", day: dt.date | None = None) -> Changes:
    """Makes one voucher void. Raises Refused where it is used up or void already."""

    def work(op: Operation) -> dict[str, Any]:
        found = q.by_code(op.connection, codes.kept(code))
        if found is None:
            raise Refused(codes.problem(code) or msg("No voucher has this code."), "code")
        if found.void_on is not None:
            raise Refused(msg("It is void already."), "code")
        if found.spent:
            raise Refused(msg("It was used. Take the use back first."), "code")
        op.insert(t.voucher_void, voucher_id=found.id, day=day or op.today, reason=reason.strip())
        op.said = msg("Made voucher {code} void", code=codes.grouped(found.code))
        return {}

    said = msg("Make voucher {code} void", code=codes.grouped(codes.kept(code)))
    return run(store, ctx, said, (code, reason, day), SUBJECTS, work).changes


def void_rest(store: Store, ctx: Context, batch: int, reason: str = "") -> Changes:
    """Makes all vouchers of a batch void that nobody used yet. Raises Refused where there is none."""

    def work(op: Operation) -> dict[str, Any]:
        found = q.open_ids(op.connection, batch)
        if not found:
            raise Refused(msg("There is nothing left to make void."))
        why = {"day": op.today, "reason": reason.strip()}
        op.insert_many(t.voucher_void, [{"voucher_id": number, **why} for number in found])
        op.said = plural("Made {count} voucher void", "Made {count} vouchers void", len(found))
        return {}

    return run(store, ctx, msg("Make the rest of a batch void"), (batch, reason), SUBJECTS, work).changes


def batches(store: Store, promotion: int | None = None) -> list[BatchRow]:
    """The batches, latest first: of one promotion, or all."""
    with store.read() as connection:
        return q.batches(connection, promotion)


def batch(store: Store, number: int) -> BatchRow:
    """One batch. Raises NotFound."""
    with store.read() as connection:
        found = q.batch(connection, number)
    if found is None:
        raise not_found("batch of vouchers")
    return found


def find(store: Store, named: str) -> int:
    """The row id of a batch by its UUID or its name. Raises NotFound, or Ambiguous."""
    with store.read() as connection:
        found = q.batches_named(connection, named)
    if len(found) > 1:
        raise Ambiguous(msg("Several batches are called {name}. Name the id.", name=named))
    if not found:
        raise not_found(f"batch of vouchers called {named}")
    return found[0]


def hand_outs(store: Store, number: int) -> list[HandOutRow]:
    """Who was handed how many of a batch, latest first."""
    with store.read() as connection:
        return q.hand_outs(connection, number)


def _checked(op: Operation, draft: BatchDraft) -> BatchDraft:
    """The draft as it is kept. Raises Invalid or NotFound."""
    problems = list(draft.problems())
    found = promotions.of_offer(op.connection, draft.offer)
    promotion = promotions.promotion(op.connection, found) if found is not None else None
    if promotion is None:
        raise not_found("offer")
    offer = next(offer for offer in promotion.offers if offer.id == draft.offer)
    problems.extend(_offer_problems(draft, offer, promotion))
    hander = draft.hander
    if hander is not None:
        hander = parties.standings(op.connection, [hander])[0].root if promotion.partner(hander) is None else hander
        if promotion.partner(hander) is None:
            problems.append(Problem("hander", msg("Only we or a partner of this promotion can hand them out.")))
    if problems:
        raise Invalid(problems)
    return replace(draft, hander=hander, codes=tuple(codes.kept(code) for code in draft.codes))


def _offer_problems(draft: BatchDraft, offer: OfferRow, promotion: Promotion) -> list[Problem]:
    found = []
    if draft.partial and offer.draft.form is not OfferForm.AMOUNT:
        found.append(Problem("partial", msg("Only an amount can be used in parts.")))
    if draft.until_day is not None and draft.until_day < (draft.from_day or promotion.from_day):
        found.append(Problem("until_day", msg("It cannot end before it begins.")))
    return found


def _fresh(op: Operation, count: int, below: Callable[[int], int]) -> list[str]:
    """So many codes that no voucher has."""
    made: dict[str, None] = {}
    while len(made) < count:
        wanted = [codes.fresh(CodeKind.VOUCHER, below) for _ in range(count - len(made))]
        known = q.codes_known(op.connection, wanted)
        made.update(dict.fromkeys(code for code in wanted if code not in known))
    return list(made)


def _own(op: Operation, wanted: Sequence[str]) -> Sequence[str]:
    """Codes that were printed elsewhere. Raises Refused where one is there twice or already."""
    twice = next((code for code in wanted if not code or wanted.count(code) > 1), None) if _twice(wanted) else None
    known = q.codes_known(op.connection, wanted)
    if twice is not None or known:
        code = min(known) if twice is None else twice
        raise Refused(msg("The code {code} is there twice.", code=code), "codes")
    return wanted


def _twice(wanted: Sequence[str]) -> bool:
    return len(set(wanted)) < len(wanted) or "" in wanted


def _left(op: Operation, batch: int) -> int:
    return len(q.free_ids(op.connection, batch, -1))


def _mark(op: Operation, batch: int, pairs: Sequence[tuple[int | None, Sequence[int]]], day: dt.date) -> None:
    """Writes who was handed which vouchers."""
    if day > op.today:
        raise Refused(msg("That day is still to come."), "day")
    for party, taken in pairs:
        to = _receiver(op, party)
        number = op.insert(t.hand_out, batch_id=batch, party_id=to, day=day, count=len(taken))
        op.insert_many(t.voucher_out, [{"voucher_id": voucher, "hand_out_id": number} for voucher in taken])


def _receiver(op: Operation, party: int | None) -> int | None:
    if party is None:
        return None
    found = parties.standing(op.connection, party)
    if found is None or found.gone or found.walk_in:
        raise not_found("person or business")
    op.touch(found.root)
    return found.root


def _handed(store: Store, done: Any) -> HandedOut:
    taken = done.answer["vouchers"]
    with store.read() as connection:
        found = q.by_ids(connection, taken)
    return HandedOut(tuple(taken), tuple(voucher.code for voucher in found), done.changes)
