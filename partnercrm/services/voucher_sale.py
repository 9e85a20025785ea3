"""What a sale does with vouchers: uses the one that it names, or joins the use that the till made before it booked it.

A refund gives back of the uses that the sale stands behind.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from db.queries import sale as sales
from db.queries import voucher as q
from db.tables import voucher as t
from partnercrm.domain import codes
from partnercrm.domain.errors import Refused
from partnercrm.domain.sale import SaleDraft
from partnercrm.domain.voucher import UseDraft
from partnercrm.domain.voucher_match import Booked, Loose, Pool
from partnercrm.services import voucher
from partnercrm.services.operations import Operation


def require_known(op: Operation, code: str) -> None:
    """Raises Refused with what the desk says where no voucher has this code, or it was misread."""
    said = voucher.check_in(op.connection, op.ctx, code)
    if said.voucher is None:
        raise Refused(said.said, "voucher")


def use_with_sale_in(op: Operation, sale: int, draft: SaleDraft) -> None:
    """Uses the voucher with which a sale (row id) was recorded, or gives back what a refund takes off one.

    A use that was made for it before is joined to it. A code that stands in no batch stays a note of the sale. Raises
    Refused where the voucher is not good.
    """
    refund_in(op, sale)
    for number, code in _unjoined(op, {sale: draft}).items():
        voucher.use_in(op, UseDraft(code, sale=number))


def use_with_sales_in(op: Operation, made: Mapping[int, SaleDraft]) -> None:
    """The same for many sales of a till (by row id), which happened: a voucher that is not good stays a note."""
    for number, code in _unjoined(op, made).items():
        if voucher.check_in(op.connection, op.ctx, code, day=made[number].day).good:
            voucher.use_in(op, UseDraft(code, sale=number))


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
            made.append(voucher.give_back_in(op, found.id, off, paid, max(back.day, found.day), refund))
            reduction, revenue = reduction - off, revenue - paid
    return made


def booked(draft: SaleDraft) -> Booked:
    """What a sale says that tells its uses of vouchers."""
    price = draft.amount - draft.reduction
    return Booked(codes.kept(draft.voucher), draft.day, draft.receipt, draft.reduction, price)


def _unjoined(op: Operation, made: Mapping[int, SaleDraft]) -> dict[int, str]:
    """Joins sales to the uses made before them; the known codes that are still to be used, by sale."""
    bought = {number: booked(draft) for number, draft in made.items() if not draft.refund and draft.amount > 0}
    named = {each.code for each in bought.values()} - {""}
    loose = Pool(q.loose(op.connection, named, {each.receipt for each in bought.values()} - {""}))
    known = q.codes_known(op.connection, named)
    left = {}
    for number, sale in bought.items():
        joined = loose.take(sale)
        for use in joined:
            _join(op, use, number, made[number])
        if sale.code in known and all(use.code != sale.code for use in joined):
            left[number] = sale.code
    return left


def _join(op: Operation, use: Loose, sale: int, draft: SaleDraft) -> None:
    """The use with what the sale knows that the till did not say; what came off stays as it was said."""
    values: dict[str, Any] = {"sale_id": sale}
    if use.revenue is None:
        values["revenue"] = draft.amount - draft.reduction
    if use.party is None and draft.party is not None:
        new = use.new_customer
        values["party_id"] = draft.party
        values["new_customer"] = not q.bought_before(op.connection, draft.party, use.day) if new is None else new
        op.touch(draft.party)
    op.update(t.redemption, use.id, **values)
    op.subjects.update(voucher.SUBJECTS)
