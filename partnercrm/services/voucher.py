"""Vouchers at the desk: what to say about a code, using it once and never twice, and taking a use back.

`check` and `use` follow one rule, `_answer`; using asks it inside the writing session, so of two at once one wins.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from db.engine import Store
from db.queries import party as parties
from db.queries import sale as sales
from db.queries import store as stores
from db.queries import voucher as q
from db.tables import voucher as t
from partnercrm.domain import codes
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Invalid, Refused, not_found
from partnercrm.domain.money import LARGEST
from partnercrm.domain.problems import Problem
from partnercrm.domain.promotion import OfferForm
from partnercrm.domain.record import dataclass
from partnercrm.domain.voucher import BatchGroup, UseDraft, VoucherState
from partnercrm.domain.voucher_answers import answer
from partnercrm.domain.voucher_rows import Answer, RedemptionRow, VoucherRow
from partnercrm.domain.words import msg
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run

__all__ = ["Answer", "UseDraft", "VoucherState"]

SUBJECTS = ("voucher", "promotion")


@dataclass(frozen=True, slots=True)
class Used:
    """A use that was recorded: row id, UUID, and what came off (minor units)."""

    redemption: int
    uuid: UUID
    reduction: int
    changes: Changes
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class UsedIn:
    """The same within a running operation."""

    id: int
    uuid: UUID
    reduction: int


def check(
    store: Store,
    ctx: Context,
    code: str,
    *,
    day: dt.date | None = None,
    shop: int | None = None,
    full: int | None = None,
) -> Answer:
    """What to tell the customer about a code on a day (today unless said) in a shop (a partner's row id, None ours).

    `full` is what the purchase costs before the reduction; the answer then says what comes off.
    """
    with store.read() as connection:
        return check_in(connection, ctx, code, day=day, shop=shop, full=full)


def check_in(
    connection: Connection,
    ctx: Context,
    code: str,
    *,
    day: dt.date | None = None,
    shop: int | None = None,
    full: int | None = None,
) -> Answer:
    """The same within an open session."""
    found = q.by_code(connection, codes.kept(code))
    currency = stores.facts(connection).currency
    return answer(code, found, currency, ctx.today, day or ctx.today, shop, full)


def use(store: Store, ctx: Context, draft: UseDraft) -> Used:
    """Uses a voucher. Raises Refused with what the desk says where it is not good, or Invalid."""

    def work(op: Operation) -> dict[str, Any]:
        made = use_in(op, draft)
        return {"redemption": made.id, "uuid": str(made.uuid), "reduction": made.reduction}

    done = run(store, ctx, msg("Use voucher {code}", code=codes.grouped(codes.kept(draft.code))), draft, SUBJECTS, work)
    said = done.answer
    return Used(said["redemption"], UUID(said["uuid"]), said["reduction"], done.changes, done.repeated)


def use_in(op: Operation, draft: UseDraft) -> UsedIn:
    """The same within a running operation, such as that of a sale."""
    problems = draft.problems()
    if problems:
        raise Invalid(problems)
    wanted = _of_sale(op, draft) if draft.sale is not None else draft
    day = wanted.day or op.today
    if day > op.today:
        raise Refused(msg("That day is still to come."), "day")
    said = check_in(op.connection, op.ctx, wanted.code, day=day, shop=_root(op, wanted.shop))
    if not said.good or said.voucher is None:
        raise Refused(said.said, "code")
    off = _reduction(said.voucher, wanted)
    made = uuid.uuid4()
    number = op.insert(
        t.redemption,
        uuid=made,
        voucher_id=said.voucher.id,
        day=day,
        shop_id=said.voucher.shop,
        recorded_at=op.now,
        sale_id=wanted.sale,
        reduction=off,
        revenue=_revenue(wanted, off),
        source=wanted.source or None,
        external_id=wanted.external_id or None,
        **_customer(op, wanted, said.voucher, day),
    )
    op.subjects.update(SUBJECTS)
    return UsedIn(number, made, off)


def give_back(store: Store, ctx: Context, redemption: int, reduction: int, revenue: int, day: dt.date) -> Changes:
    """A purchase with a voucher is refunded, in part or whole (minor units): the voucher stays used. Raises Refused."""

    def work(op: Operation) -> dict[str, Any]:
        give_back_in(op, redemption, reduction, revenue, day)
        return {}

    request = (redemption, reduction, revenue, day)
    return run(store, ctx, msg("Refund a purchase with a voucher"), request, SUBJECTS, work).changes


def give_back_in(
    op: Operation, redemption: int, reduction: int, revenue: int, day: dt.date, sale: int | None = None
) -> int:
    """The same within a running operation; `sale` is the row id of the refund."""
    found = _require_standing(op, redemption)
    if day < found.day or day > op.today:
        raise Refused(msg("Choose a day from {day} to today.", day=found.day), "day")
    if not 0 <= reduction <= found.reduction or not 0 <= revenue <= (found.revenue or 0):
        raise Refused(msg("That is more than is left of this use."), "reduction")
    op.subjects.update(SUBJECTS)
    back = {"reduction": reduction, "revenue": revenue, "frees": False, "sale_id": sale, "reason": ""}
    return op.insert(t.redemption_return, redemption_id=redemption, day=day, **back)


def refund_in(op: Operation, refund: int) -> list[int]:
    """What a recorded refund (a sale's row id) gives back of vouchers used with the sale that it names.

    Answers the row ids of what was written; a sale without a voucher gives none.
    """
    back = sales.by_id(op.connection, refund)
    if back is None or back.refunds_id is None:
        return []
    made, reduction, revenue = [], -back.reduction, -(back.amount - back.reduction)
    for found in q.redemptions(op.connection, sale=back.refunds_id):
        if not found.freed:
            off, paid = min(reduction, found.reduction), min(revenue, found.revenue or 0)
            made.append(give_back_in(op, found.id, off, paid, back.day, refund))
            reduction, revenue = reduction - off, revenue - paid
    return made


def require_known(op: Operation, code: str) -> None:
    """Raises Refused with what the desk says where no voucher has this code, or it was misread."""
    said = check_in(op.connection, op.ctx, code)
    if said.voucher is None:
        raise Refused(said.said, "voucher")


def use_with_sale_in(op: Operation, sale: int, code: str) -> None:
    """Uses the voucher with which a sale was recorded, or gives back what a refund takes off one.

    A code that stands in no batch stays a note of the sale. Raises Refused where the voucher is not good.
    """
    refund_in(op, sale)
    known = q.by_code(op.connection, codes.kept(code)) if code else None
    back = sales.by_id(op.connection, sale) if known is not None else None
    if back is not None and back.refunds_id is None and back.amount > 0:
        use_in(op, UseDraft(code, sale=sale))


def use_with_sales_in(op: Operation, made: Mapping[int, str]) -> None:
    """The same for many sales of a till (codes by row id), which happened: a voucher that is not good stays a note."""
    known = q.by_codes(op.connection, {codes.kept(code) for code in made.values() if code})
    for sale, code in made.items():
        found = sales.by_id(op.connection, sale) if codes.kept(code) in known else None
        if found is not None and check_in(op.connection, op.ctx, code, day=found.day).good:
            use_in(op, UseDraft(code, sale=sale))


def take_back(store: Store, ctx: Context, redemption: int, reason: str = "", day: dt.date | None = None) -> Changes:
    """Takes a use back that never was, such as a slip at the desk: the voucher is good again. Raises Refused."""

    def work(op: Operation) -> dict[str, Any]:
        found = _require_standing(op, redemption)
        when = max(day or op.today, found.day)
        back = {"reduction": found.reduction, "revenue": found.revenue or 0, "frees": True, "reason": reason.strip()}
        op.insert(t.redemption_return, redemption_id=redemption, day=when, sale_id=None, **back)
        return {}

    name = msg("Take the use of a voucher back")
    return run(store, ctx, name, (redemption, reason, day), SUBJECTS, work).changes


def redemptions(
    store: Store,
    *,
    promotion: int | None = None,
    voucher: int | None = None,
    party: int | None = None,
    sale: int | None = None,
) -> list[RedemptionRow]:
    """Uses of vouchers, latest first: of one promotion, one voucher, one customer or one sale."""
    with store.read() as connection:
        return q.redemptions(connection, promotion=promotion, voucher=voucher, party=party, sale=sale)


def find_redemption(store: Store, named: str) -> int:
    """The row id of a use by its UUID, or by a code, of which it is the last. Raises NotFound."""
    with store.read() as connection:
        found = q.redemption_named(connection, named, codes.kept(named))
    if found is None:
        raise not_found("use of a voucher")
    return found


def find(store: Store, code: str) -> VoucherRow:
    """The voucher of a code. Raises Refused with what is wrong with the code, or NotFound."""
    with store.read() as connection:
        found = q.by_code(connection, codes.kept(code))
    if found is None:
        wrong = codes.problem(code)
        raise Refused(wrong, "code") if wrong else not_found("voucher with this code")
    return found


def by_codes(store: Store, wanted: Iterable[str]) -> dict[str, VoucherRow]:
    """The vouchers of these codes as somebody wrote them, by the code as records keep it."""
    with store.read() as connection:
        return q.by_codes(connection, {codes.kept(code) for code in wanted})


def known(store: Store, source: str, external_ids: Sequence[str]) -> set[str]:
    """Which of a source's uses are there already, by their ids."""
    with store.read() as connection:
        return q.references(connection, source, external_ids)


def ids(
    store: Store, ctx: Context, *, batch: int | None = None, state: VoucherState | None = None, text: str = ""
) -> list[int]:
    """The row ids of vouchers, latest batch first; of one batch, in one state, with that text in the code."""
    with store.read() as connection:
        return q.ids(connection, ctx.today, batch, state, codes.normal(text))


def page_rows(store: Store, numbers: Sequence[int]) -> list[VoucherRow]:
    """The rows of these ids, in their order; ids that are gone are left out."""
    with store.read() as connection:
        return q.by_ids(connection, numbers)


def _of_sale(op: Operation, draft: UseDraft) -> UseDraft:
    """The draft with what a recorded sale knows better."""
    sale = sales.by_id(op.connection, draft.sale or 0)
    if sale is None:
        raise not_found("sale")
    return replace(
        draft,
        day=sale.day,
        party=sale.party_id if sale.party_id is not None else draft.party,
        full=sale.amount,
        reduction=sale.reduction if draft.reduction is None else draft.reduction,
        revenue=sale.amount - sale.reduction,
    )


def _reduction(voucher: VoucherRow, draft: UseDraft) -> int:
    if voucher.group is BatchGroup.CONTROL:
        return _control(draft)
    off = draft.reduction
    if off is None:
        off = _worked_out(voucher, draft)
    if voucher.rest is not None and off > voucher.rest:
        raise Refused(msg("There is not that much left on this voucher."), "reduction")
    return off


def _control(draft: UseDraft) -> int:
    if draft.reduction:
        raise Refused(msg("This is a control card: nothing comes off."), "reduction")
    return 0


def _worked_out(voucher: VoucherRow, draft: UseDraft) -> int:
    """What comes off by the offer: of the full price, of what was paid, or the same whatever it cost."""
    terms, off = voucher.terms, None
    if draft.full is not None:
        off = terms.reduction(draft.full)
    elif terms.form is not OfferForm.PERCENT:
        off = terms.reduction(LARGEST)
    elif draft.revenue is not None:
        off = terms.off_paid(draft.revenue)
    if off is None:
        raise Invalid([Problem("full", msg("Say what the purchase costs before the reduction."))])
    return off if voucher.rest is None else min(off, voucher.rest)


def _revenue(draft: UseDraft, reduction: int) -> int | None:
    if draft.revenue is not None or draft.full is None:
        return draft.revenue
    return draft.full - reduction


def _customer(op: Operation, draft: UseDraft, voucher: VoucherRow, day: dt.date) -> dict[str, Any]:
    """Who used it, and whether they were new; with us the store knows that of whoever is known."""
    party = _root(op, draft.party)
    if party is not None:
        op.touch(party)
    new = draft.new_customer
    if new is None and party is not None and voucher.shop is None:
        new = not q.bought_before(op.connection, party, day)
    return {"party_id": party, "new_customer": new}


def _root(op: Operation, party: int | None) -> int | None:
    if party is None:
        return None
    found = parties.standing(op.connection, party)
    if found is None or found.binned or found.erased:
        raise not_found("person or business")
    return None if found.walk_in else found.root


def _require_standing(op: Operation, redemption: int) -> RedemptionRow:
    found = q.redemption(op.connection, redemption)
    if found is None:
        raise not_found("use of a voucher")
    if found.freed:
        raise Refused(msg("This use was taken back before."))
    return found
