"""Batches of vouchers: unique codes, handed out in order, made void; and the promotion that they hang on."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from partnercrm.domain import codes
from partnercrm.domain.errors import Ambiguous, Invalid, NotFound, Refused
from partnercrm.domain.party import Role
from partnercrm.domain.promotion import OfferDraft, OfferForm, PartnerDraft, PromotionState
from partnercrm.domain.voucher import BatchDraft, VoucherState
from partnercrm.services import promotion as promotions
from partnercrm.services import undo, voucher, voucher_batch
from tests.services.conftest import Everything
from tests.services.promotions import FIRST, LAST, Campaign, Plan

OCT, NOV = dt.date(2026, 10, 10), dt.date(2026, 11, 3)


def made(shop: Campaign, **wanted: object) -> voucher_batch.Made:
    draft = replace(BatchDraft(shop.here, 3, shop.bakery), **wanted)  # type: ignore[arg-type]
    return voucher_batch.make(shop.store, shop.on(OCT), draft)


def test_two_thousand_codes_are_unique_and_right(plan: Plan) -> None:
    shop = plan()
    found = made(shop, count=2000)
    numbers = voucher.ids(shop.store, shop.on(OCT), batch=found.batch)
    own = [row.code for row in voucher.page_rows(shop.store, numbers)]
    assert len(set(own)) == 2000
    assert all(codes.kind_of(code) is codes.CodeKind.VOUCHER for code in own)


def test_a_code_that_came_up_before_is_drawn_again(plan: Plan) -> None:
    shop = plan()
    first = voucher_batch.make(shop.store, shop.on(OCT), BatchDraft(shop.here, 5), random.Random(1).randrange)
    again = voucher_batch.make(shop.store, shop.on(OCT), BatchDraft(shop.here, 5), random.Random(1).randrange)
    assert (first.count, again.count) == (5, 5)
    assert len(voucher.ids(shop.store, shop.on(OCT))) == 10


def test_codes_from_elsewhere_are_taken_once(plan: Plan) -> None:
    shop = plan()
    made(shop, codes=("DG-1", "DG-2"))
    for wrong in (("DG-1", "DG-3"), ("DG-4", "DG-4"), ("DG-5", " ")):
        with pytest.raises(Refused, match="is there twice"):
            made(shop, codes=wrong)


def test_who_was_handed_how_many(plan: Plan, make_party: Callable[..., int]) -> None:
    shop, ana = plan(), make_party("Ana", Role.CUSTOMER)
    number = made(shop, count=5, name="Flyer").batch
    one = voucher_batch.hand_out(shop.store, shop.on(OCT), number, 2, ana, OCT)
    rest = voucher_batch.hand_out(shop.store, shop.on(NOV), number, 3)
    assert len({*one.codes, *rest.codes}) == 5
    with pytest.raises(Refused, match="There are 0 left"):
        voucher_batch.hand_out(shop.store, shop.on(NOV), number, 1)
    assert [(row.name, row.count, row.day) for row in voucher_batch.hand_outs(shop.store, number)] == [
        ("", 3, NOV),
        ("Ana", 2, OCT),
    ]
    (batch,) = voucher_batch.batches(shop.store, shop.promotion)
    assert (batch.size, batch.handed_out, batch.used, batch.void) == (5, 5, 0, 0)
    undo.undo(shop.store, shop.on(NOV))
    assert voucher_batch.batch(shop.store, number).handed_out == 2
    assert voucher.find(shop.store, one.codes[0]).handed_to == "Ana"
    with pytest.raises(Refused, match="still to come"):
        voucher_batch.hand_out(shop.store, shop.on(NOV), number, 1, None, LAST)
    with pytest.raises(NotFound):
        voucher_batch.hand_out(shop.store, shop.on(NOV), number, 1, 99)


def test_named_codes_go_to_named_people(plan: Plan, make_party: Callable[..., int]) -> None:
    shop, ana = plan(), make_party("Ana", Role.CUSTOMER)
    number = made(shop, codes=("DG-1", "DG-2")).batch
    voucher_batch.hand_out_each(shop.store, shop.on(OCT), number, [(ana, "DG-2")], OCT)
    assert voucher.find(shop.store, "DG-2").handed_to == "Ana"
    with pytest.raises(Refused, match="DG-2 is not free"):
        voucher_batch.hand_out_each(shop.store, shop.on(OCT), number, [(ana, "DG-2")], OCT)


def test_void_codes_are_never_handed_out_nor_used(plan: Plan) -> None:
    shop = plan()
    number = made(shop).batch
    first = voucher.page_rows(shop.store, voucher.ids(shop.store, shop.on(OCT), batch=number))[0].code
    voucher_batch.void(shop.store, shop.on(OCT), first, "torn")
    assert first not in voucher_batch.hand_out(shop.store, shop.on(OCT), number, 2).codes
    for wrong, why in ((first, "void already"), ("P23", "characters"), (codes.complete("P22222222"), "No voucher")):
        with pytest.raises(Refused, match=why):
            voucher_batch.void(shop.store, shop.on(OCT), wrong)
    used = voucher_batch.hand_outs(shop.store, number)
    assert used[0].count == 2
    voucher_batch.void_rest(shop.store, shop.on(OCT), number)
    with pytest.raises(Refused, match="nothing left"):
        voucher_batch.void_rest(shop.store, shop.on(OCT), number)
    assert len(voucher.ids(shop.store, shop.on(OCT), state=VoucherState.VOID)) == 3


def test_a_used_code_is_not_made_void(plan: Plan) -> None:
    shop = plan()
    (code,) = shop.batch(1)
    shop.use(code, NOV)
    with pytest.raises(Refused, match="Take the use back first"):
        voucher_batch.void(shop.store, shop.on(NOV), code)


def test_what_does_not_fit_is_named(plan: Plan, make_party: Callable[..., int]) -> None:
    shop, stranger = plan(), make_party("Stranger")
    for wanted, field in (
        ({"partial": True}, "partial"),
        ({"hander": stranger}, "hander"),
        ({"until_day": FIRST - dt.timedelta(1)}, "until_day"),
        ({"count": 0}, "count"),
    ):
        with pytest.raises(Invalid) as error:
            made(shop, **wanted)
        assert [problem.field for problem in error.value.problems] == [field]
    with pytest.raises(NotFound):
        made(shop, offer=99)


def test_a_batch_is_named_by_its_title(plan: Plan) -> None:
    shop = plan()
    one = made(shop, name="Flyer")
    assert voucher_batch.find(shop.store, "Flyer") == voucher_batch.find(shop.store, str(one.uuid)) == one.batch
    made(shop, name="Flyer")
    with pytest.raises(Ambiguous):
        voucher_batch.find(shop.store, "Flyer")
    with pytest.raises(NotFound):
        voucher_batch.find(shop.store, "Poster")
    with pytest.raises(NotFound):
        voucher_batch.batch(shop.store, 99)


# The promotion itself


def test_a_promotion_changes_as_long_as_its_offers_are_not_printed(plan: Plan, make_party: Callable[..., int]) -> None:
    shop, cafe = plan(), make_party("Corner Cup", Role.PARTNER)
    known = promotions.get(shop.store, shop.promotion).draft
    ours, theirs = known.offers
    shop.batch(1)
    more = (*known.partners, PartnerDraft(cafe, Decimal(50)))
    wanted = replace(known, title="New title", partners=more, offers=(ours, replace(theirs, percent=Decimal(15))))
    promotions.change(shop.store, shop.on(NOV), shop.promotion, wanted)
    assert promotions.get(shop.store, shop.promotion).draft == wanted
    with pytest.raises(Refused, match="Add another offer"):
        changed = replace(known, offers=(replace(ours, percent=Decimal(20)), theirs))
        promotions.change(shop.store, shop.on(NOV), shop.promotion, changed)
    with pytest.raises(Refused, match="whom you left out"):
        alone = replace(wanted, partners=more[1:], offers=(ours,))
        promotions.change(shop.store, shop.on(NOV), shop.promotion, alone)
    promotions.change(shop.store, shop.on(NOV), shop.promotion, known)
    assert promotions.get(shop.store, shop.promotion).draft == known


def test_finishing_and_running_on(plan: Plan) -> None:
    shop = plan()
    with pytest.raises(Refused, match="to today"):
        promotions.finish(shop.store, shop.on(NOV), shop.promotion, LAST)
    with pytest.raises(Refused, match="Nobody finished it"):
        promotions.resume(shop.store, shop.on(NOV), shop.promotion)
    promotions.finish(shop.store, shop.on(NOV), shop.promotion, OCT)
    found = promotions.get(shop.store, shop.promotion)
    assert (found.state(NOV), found.last_day()) == (PromotionState.FINISHED, OCT)
    with pytest.raises(Refused, match="finished already"):
        promotions.finish(shop.store, shop.on(NOV), shop.promotion)


def test_only_what_nothing_hangs_on_is_taken_away(plan: Plan, everything: Everything) -> None:
    shop = plan()
    tables = ("promotion", "promotion_partner", "offer")
    before = [everything()[table] for table in tables]
    promotions.remove(shop.store, shop.on(NOV), shop.promotion)
    with pytest.raises(NotFound):
        promotions.get(shop.store, shop.promotion)
    undo.undo(shop.store, shop.on(NOV))
    assert [everything()[table] for table in tables] == before
    shop.batch(1)
    with pytest.raises(Refused, match="Finish it instead"):
        promotions.remove(shop.store, shop.on(NOV), shop.promotion)


def test_it_is_found_by_title_or_id(plan: Plan) -> None:
    shop = plan()
    found = promotions.get(shop.store, shop.promotion)
    assert promotions.find(shop.store, found.title) == promotions.find(shop.store, str(found.uuid)) == shop.promotion
    other = replace(found.draft, offers=(OfferDraft(OfferForm.AMOUNT, amount=100),))
    promotions.add(shop.store, shop.on(NOV), other)
    with pytest.raises(Ambiguous):
        promotions.find(shop.store, found.title)
    assert [row.title for row in promotions.listed(shop.store, shop.on(NOV), shop.bakery)] == [found.title] * 2


def test_a_draft_that_does_not_fit_is_refused(plan: Plan) -> None:
    shop = plan()
    known = promotions.get(shop.store, shop.promotion).draft
    with pytest.raises(Invalid):
        promotions.add(shop.store, shop.on(NOV), replace(known, title=""))
    with pytest.raises(NotFound):
        promotions.add(shop.store, shop.on(NOV), replace(known, partners=(PartnerDraft(99),)))
