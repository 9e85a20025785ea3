"""Vouchers at the desk: what to say about a code, using it once and never twice, and taking a use back.

`check` and `use` follow one rule, `_answer`; using asks it inside the writing session, so of two at once one wins.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
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
from partnercrm.domain.money import LARGEST, Amount
from partnercrm.domain.problems import Problem
from partnercrm.domain.promotion import OfferForm
from partnercrm.domain.record import dataclass
from partnercrm.domain.voucher import BatchGroup, UseDraft, VoucherState
from partnercrm.domain.voucher_answers import answer
from partnercrm.domain.voucher_match import Loose
from partnercrm.domain.voucher_rows import Answer, RedemptionRow, VoucherRow
from partnercrm.domain.words import Message, msg
from partnercrm.services.closed_month import Dated, dated, said_of
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run

__all__ = ["Answer", "UseDraft", "VoucherState"]

SUBJECTS = ("voucher", "promotion")


@dataclass(frozen=True, slots=True)
class Used:
    """A use that was recorded: row id, UUID, what came off (minor units), and its own day if its month was closed."""

    redemption: int
    uuid: UUID
    reduction: int
    changes: Changes
    belongs_to: dt.date | None = None
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class UsedIn:
    """The same within a running operation."""

    id: int
    uuid: UUID
    reduction: int
    belongs_to: dt.date | None = None


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
    """Uses a voucher. Raises Refused with what the desk says where it is not good, Invalid, or PeriodClosed.

    What happened in a closed month is dated today and says its day.
    """
    name = msg("Use voucher {code}", code=codes.grouped(codes.kept(draft.code)))

    def work(op: Operation) -> dict[str, Any]:
        made = use_in(op, draft)
        op.said = said_of(_used_words(op, draft.code, made.reduction), Dated(op.today, made.belongs_to), op.today)
        late = made.belongs_to.isoformat() if made.belongs_to else None
        return {"redemption": made.id, "uuid": str(made.uuid), "reduction": made.reduction, "belongs_to": late}

    done = run(store, ctx, name, draft, SUBJECTS, work)
    said, late = done.answer, done.answer.get("belongs_to")
    day = dt.date.fromisoformat(late) if late else None
    return Used(said["redemption"], UUID(said["uuid"]), said["reduction"], done.changes, day, done.repeated)


def _used_words(op: Operation, code: str, reduction: int) -> Message:
    code = codes.grouped(codes.kept(code))
    if not reduction:
        return msg("Used voucher {code}", code=code)
    amount = Amount(reduction, stores.facts(op.connection).currency)
    return msg("Used voucher {code}: {amount} off", code=code, amount=amount)


def use_in(op: Operation, draft: UseDraft) -> UsedIn:
    """The same within a running operation, such as that of a sale."""
    problems = draft.problems()
    if problems:
        raise Invalid(problems)
    wanted = _of_sale(op, _with_sale(op, draft))
    day = wanted.day or op.today
    if day > op.today:
        raise Refused(msg("That day is still to come."), "day")
    said = check_in(op.connection, op.ctx, wanted.code, day=day, shop=_root(op, wanted.shop))
    if not said.good or said.voucher is None:
        raise Refused(said.said, "code")
    off = _reduction(said.voucher, wanted)
    when, made = dated(op, day), uuid.uuid4()
    number = op.insert(
        t.redemption,
        uuid=made,
        voucher_id=said.voucher.id,
        day=when.day,
        belongs_to=when.belongs_to,
        shop_id=said.voucher.shop,
        recorded_at=op.now,
        sale_id=wanted.sale,
        receipt=wanted.receipt.strip(),
        reduction=off,
        revenue=_revenue(wanted, off),
        source=wanted.source or None,
        external_id=wanted.external_id or None,
        **_customer(op, wanted, said.voucher, day),
    )
    op.subjects.update(SUBJECTS)
    return UsedIn(number, made, off, when.belongs_to)


def give_back(store: Store, ctx: Context, redemption: int, reduction: int, revenue: int, day: dt.date) -> Changes:
    """A purchase with a voucher is refunded, in part or whole (minor units): the voucher stays used. Raises Refused."""

    def work(op: Operation) -> dict[str, Any]:
        op.said = msg("Refunded a purchase with a voucher")
        give_back_in(op, redemption, reduction, revenue, day)
        return {}

    request = (redemption, reduction, revenue, day)
    return run(store, ctx, msg("Refund a purchase with a voucher"), request, SUBJECTS, work).changes


def give_back_in(
    op: Operation, redemption: int, reduction: int, revenue: int, day: dt.date, sale: int | None = None
) -> int:
    """The same within a running operation; `sale` is the row id of the refund."""
    found = _require_standing(op, redemption)
    first = found.belongs_to or found.day
    if day < first or day > op.today:
        raise Refused(msg("Choose a day from {day} to today.", day=first), "day")
    day = max(day, found.day)
    if not 0 <= reduction <= found.reduction or not 0 <= revenue <= (found.revenue or 0):
        raise Refused(msg("That is more than is left of this use."), "reduction")
    op.subjects.update(SUBJECTS)
    back = {"reduction": reduction, "revenue": revenue, "frees": False, "sale_id": sale, "reason": ""}
    return _give_back(op, redemption, day, back)


def take_back(store: Store, ctx: Context, redemption: int, reason: str = "", day: dt.date | None = None) -> Changes:
    """Takes a use back that never was, such as a slip at the desk: the voucher is good again. Raises Refused."""

    def work(op: Operation) -> dict[str, Any]:
        op.said = msg("The voucher is good again")
        found = _require_standing(op, redemption)
        when = max(day or op.today, found.day)
        back = {"reduction": found.reduction, "revenue": found.revenue or 0, "frees": True, "reason": reason.strip()}
        _give_back(op, redemption, when, {"sale_id": None, **back})
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
        raise not_found("use of a voucher", named)
    return found


def find(store: Store, code: str) -> VoucherRow:
    """The voucher of a code. Raises Refused with what is wrong with the code, or NotFound."""
    with store.read() as connection:
        found = q.by_code(connection, codes.kept(code))
    if found is None:
        wrong = codes.problem(code)
        raise Refused(wrong, "code") if wrong else not_found("voucher", code)
    return found


def by_codes(store: Store, wanted: Iterable[str]) -> dict[str, VoucherRow]:
    """The vouchers of these codes as somebody wrote them, by the code as records keep it."""
    with store.read() as connection:
        return q.by_codes(connection, {codes.kept(code) for code in wanted})


def loose(store: Store, codes_read: Iterable[str], receipts: Iterable[str]) -> list[Loose]:
    """The uses in our shop of these codes (as records keep them) or receipts that no sale stands behind yet."""
    with store.read() as connection:
        return q.loose(connection, codes_read, receipts)


def last_receipts(store: Store, codes_read: Iterable[str]) -> dict[str, str]:
    """The receipt number of the last use of each of these codes (as records keep them), where it has one."""
    with store.read() as connection:
        return q.last_receipts(connection, codes_read)


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


def _give_back(op: Operation, redemption: int, day: dt.date, back: dict[str, Any]) -> int:
    when = dated(op, day)
    return op.insert(t.redemption_return, redemption_id=redemption, day=when.day, belongs_to=when.belongs_to, **back)


def _with_sale(op: Operation, draft: UseDraft) -> UseDraft:
    """The draft with the sale of its receipt, where that one is booked: on the day said, else on a good one."""
    receipt = draft.receipt.strip()
    if draft.sale is not None or draft.shop is not None or not receipt:
        return draft
    known = q.by_code(op.connection, codes.kept(draft.code))
    found = [row for row in map(partial(sales.by_id, op.connection), sales.by_receipt(op.connection, receipt)) if row]
    fits = [row.id for row in found if row.refunds_id is None and row.amount > 0 and _on_day(row.day, draft, known)]
    if len(fits) > 1:
        raise Refused(msg("Several sales have the receipt number {receipt}. Name the id.", receipt=receipt), "receipt")
    return replace(draft, sale=fits[0]) if fits else draft


def _on_day(day: dt.date, draft: UseDraft, known: VoucherRow | None) -> bool:
    if draft.day is not None:
        return day == draft.day
    return known is None or (known.from_day <= day and (known.last_day is None or day <= known.last_day))


def _of_sale(op: Operation, draft: UseDraft) -> UseDraft:
    """The draft with what a recorded sale knows better."""
    if draft.sale is None:
        return draft
    sale = sales.by_id(op.connection, draft.sale)
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
        raise Refused(msg("This card is for comparison: nothing comes off."), "reduction")
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
