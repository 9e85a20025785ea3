"""Worked examples A and B told by a till's file alone: Ana buys with a voucher and her card, and gives part back."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

from partnercrm.domain.loyalty_moves import MemberDraft
from partnercrm.domain.party import PartyDraft, Role, RoleDraft
from partnercrm.imports import batch
from partnercrm.imports.batch import Wanted
from partnercrm.imports.fields import ImportKind
from partnercrm.services import (
    balance,
    loyalty,
    loyalty_sales,
    party,
    period,
    promotion_posting,
    sale,
    verify,
    voucher,
)
from tests.services.promotions import Campaign, Plan

OCT_27, NOV_1, NOV_3, DEC_1 = (dt.date(2026, *each) for each in ((10, 27), (11, 1), (11, 3), (12, 1)))


def bring(shop: Campaign, day: dt.date, folder: Path, rows: str) -> None:
    path = folder / f"{day}.csv"
    path.write_text(
        f"Receipt,Date,Customer,Member card,Voucher,Gross,Discount,Total,Payment method,Refund of\n{rows}\n"
    )
    ctx = shop.on(day)
    done = batch.bring_in(
        shop.store, ctx, batch.prepare(shop.store, ctx, path, Wanted(ImportKind.SALES)), copy_first=False
    )
    assert (done.new, done.bad) == (1, 0)


def test_a_and_b_by_the_till_alone(new_shop: Plan, tmp_path: Path) -> None:
    shop = new_shop()
    store = shop.store
    ana = party.add(store, shop.on(OCT_27), PartyDraft("Ana", (RoleDraft(Role.CUSTOMER),))).party
    points = replace(loyalty.program_templates(store, shop.on(OCT_27))[0], from_day=dt.date(2026, 1, 1))
    program = loyalty.add_program(store, shop.on(OCT_27), points).id
    card = loyalty.add_member(store, shop.on(OCT_27), MemberDraft(program, ana, "4711")).id
    (code,) = shop.batch(1)
    bring(shop, OCT_27, tmp_path, f"T-1,2026-10-27,Ana,4711,{code},18.40,1.84,16.56,Card,")
    loyalty_sales.count(store, shop.on(OCT_27))
    assert loyalty.card(store, shop.on(NOV_1), card).row.balance == 16
    promotion_posting.post(store, shop.on(NOV_1), shop.promotion, 202610)
    assert balance.party_balance(store, shop.bakery, NOV_1).favours.given == 1_84
    period.close(store, shop.on(NOV_1), 202610)
    bring(shop, NOV_3, tmp_path, "T-2,2026-11-03,Ana,4711,,-4.60,-0.46,-4.14,Card,T-1")
    loyalty_sales.count(store, shop.on(NOV_3))
    assert loyalty.card(store, shop.on(DEC_1), card).row.balance == 12
    promotion_posting.post(store, shop.on(DEC_1), shop.promotion, 202611)
    theirs, hers = (balance.party_balance(store, each, DEC_1) for each in (shop.bakery, ana))
    assert (theirs.favours.given, theirs.turns.given, hers.to_pay.volume, hers.favours.volume) == (1_38, 1, 0, 0)
    assert [row.price for row in sale.of_party(store, ana)] == [-4_14, 16_56]
    assert str(voucher.check(store, shop.on(NOV_3), code).said) == "Used on 27 Oct"
    assert verify.verify(store).intact
