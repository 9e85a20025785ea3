"""What the party's page says of referrals and lending, from that party's side."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from partnercrm.domain.dealing_rows import Dealings
from partnercrm.domain.gift_card import GiftCardDraft, shown
from partnercrm.domain.ledger import Kind
from partnercrm.domain.lending import LoanDraft, ResourceDraft, ReturnDraft
from partnercrm.domain.locale import Locale
from partnercrm.domain.party import Mode, Role
from partnercrm.domain.referral import ReferralDraft, Way
from partnercrm.domain.voucher import BatchDraft
from partnercrm.domain.words import Message
from partnercrm.services import (
    agreed_value,
    dealing,
    gift_card,
    gift_card_dealing,
    lending,
    loan,
    loan_dealing,
    promotion_dealing,
    referral,
    referral_dealing,
    referral_outcome,
    voucher,
    voucher_batch,
)
from partnercrm.services.store import Store

if TYPE_CHECKING:
    from tests.services.promotions import Plan
    from tests.services.worked_examples import Book

D = dt.date
DAY, TODAY = D(2026, 11, 2), D(2026, 11, 21)


def words(found: Dealings) -> list[str]:
    say = Locale("en_GB").say
    return [
        " | ".join(
            say(part) if isinstance(part, Message) else part for part in (row.title, row.detail, row.amount or "")
        ).strip(" |")
        for row in found.rows
    ]


def test_who_sent_whom_reads_from_the_side_of_the_page(store: Store, book: Book) -> None:
    grind, ana, ben = (book.party(name, Role.PARTNER) for name in ("The Daily Grind", "Ana", "Ben"))
    agreed_value.add(store, book.on(DAY), agreed_value.AgreedValueDraft(grind, Kind.REFERRAL, 15_00))
    first = referral.add(store, book.on(DAY), ReferralDraft(Way.SENT_US, grind, ana, DAY)).referral
    referral_outcome.win(store, book.on(DAY), first, D(2026, 11, 9))
    lost = referral.add(store, book.on(DAY), ReferralDraft(Way.WE_SENT, grind, ben, DAY)).referral
    referral_outcome.lose(store, book.on(DAY), lost, D(2026, 11, 8), "too far")
    referral.add(store, book.on(DAY), ReferralDraft(Way.SENT_US, ana, ben, DAY))
    ctx = book.on(TODAY)
    assert words(referral_dealing.dealings(store, ctx, grind)) == [
        "2 came through them | Ana, Ben",
        "We sent them Ben | Lost, 8 Nov: too far",
        "Sent us Ana | Won, 9 Nov | 15.00",
    ]
    assert words(referral_dealing.dealings(store, ctx, ben)) == [
        "The Daily Grind > Ana > Ben | How they came",
        "Sent to us by Ana | Open, 2 Nov",
        "We sent them to The Daily Grind | Lost, 8 Nov: too far",
    ]
    assert referral_dealing.dealings(store, ctx, book.party("Clara", Role.CUSTOMER)).rows == ()


def test_e_the_page_of_an_employee_shows_both_introductions(store: Store, book: Book) -> None:
    lena = book.party("Lena", Role.EMPLOYEE)
    agreed_value.add(store, book.on(DAY), agreed_value.AgreedValueDraft(lena, Kind.REFERRAL, 15_00))
    for name in ("Ana", "Ben"):
        person = book.party(name, Role.CUSTOMER)
        made = referral.add(store, book.on(DAY), ReferralDraft(Way.SENT_US, lena, person, DAY)).referral
        referral_outcome.win(store, book.on(DAY), made, DAY)
    found = words(referral_dealing.dealings(store, book.on(TODAY), lena))
    assert [row for row in found if row.startswith("Sent us")] == [
        "Sent us Ben | Won, 2 Nov | 15.00",
        "Sent us Ana | Won, 2 Nov | 15.00",
    ]


def test_what_is_out_and_whose_turn_in_the_words_of_how_we_keep_score(store: Store, book: Book) -> None:
    grind = book.party("The Daily Grind", Role.PARTNER)
    kind = book.party("Harbour Food Bank", Role.COMMUNITY_GROUP, mode=Mode.GENEROUS)
    mixer = lending.add(store, book.on(DAY), ResourceDraft("Mixer")).id
    oven = lending.add(store, book.on(DAY), ResourceDraft("Oven", owner=grind)).id
    tent = lending.add(store, book.on(DAY), ResourceDraft("Tent", owner=kind)).id
    loan.lend(store, book.on(DAY), LoanDraft(mixer, grind, DAY, D(2026, 11, 24)))
    for thing in (oven, tent):
        loan.lend(store, book.on(DAY), LoanDraft(thing, None, DAY), ReturnDraft(D(2026, 11, 4)))
    ctx = book.on(TODAY)
    assert words(loan_dealing.dealings(store, ctx, grind)) == [
        "Favours: our turn | they gave last: Oven, 4 Nov",
        "Mixer | they have it since 2 Nov, due 24 Nov",
        "Oven | Returned, 4 Nov",
    ]
    assert words(loan_dealing.dealings(store, ctx, kind)) == [
        "Favours | they gave last: Tent, 4 Nov",
        "Tent | Returned, 4 Nov",
    ]


def test_promotions_with_them_and_vouchers_handed_to_them_and_used_by_them(plan: Plan, book: Book) -> None:
    shop, ana = plan(), book.party("Ana", Role.CUSTOMER)
    used, slip, *_rest = shop.batch(40)
    shop.use(used, DAY, party=ana)
    voucher.take_back(shop.store, shop.on(DAY), shop.use(slip, DAY, party=ana).redemption)
    (theirs,) = shop.batch(1, there=True)
    shop.use(theirs, D(2026, 11, 3), 2000, shop=shop.bakery, party=ana)
    made = voucher_batch.make(shop.store, shop.on(DAY), BatchDraft(shop.here, 3))
    voucher_batch.hand_out(shop.store, shop.on(DAY), made.batch, 2, ana)
    ctx = book.on(TODAY)
    assert words(promotion_dealing.dealings(shop.store, ctx, shop.bakery)) == [
        "Pastry and coffee | Running until 30 Nov: 43 handed out, 1 used with us, 1 with them"
    ]
    assert words(promotion_dealing.dealings(shop.store, ctx, ana)) == [
        "Pastry and coffee | 2 vouchers handed to them, the last 2 Nov: 0 used",
        "Pastry and coffee | Used a voucher at The Daily Grind, 3 Nov | 2.00 off",
        "Pastry and coffee | Used a voucher, 2 Nov | 1.84 off",
    ]
    assert words(promotion_dealing.dealings(shop.store, book.on(D(2026, 12, 2)), shop.bakery))[0].startswith(
        "Pastry and coffee | Finished on 30 Nov: "
    )
    assert promotion_dealing.dealings(shop.store, ctx, book.party("Clara", Role.CUSTOMER)).rows == ()
    subjects = [found.heading.key for found in dealing.dealings(shop.store, ctx, ana)]
    assert subjects == ["Cross-promotions and vouchers"]


def test_gift_cards_they_bought(store: Store, book: Book) -> None:
    ana = book.party("Ana", Role.CUSTOMER)
    codes = [gift_card.sell(store, book.on(DAY), GiftCardDraft(25_00, DAY, buyer=ana)).code for _each in range(2)]
    gift_card.use(store, book.on(DAY), codes[0], 25_00)
    gift_card.use(store, book.on(DAY), codes[1], 18_40)
    left, gone = words(gift_card_dealing.dealings(store, book.on(TODAY), ana))
    assert left == f"{shown(codes[1])} | Bought 2 Nov | 6.60 left"
    assert gone.startswith(f"{shown(codes[0])} | Bought 2 Nov. Used up on ")
    assert [found.heading.key for found in dealing.dealings(store, book.on(TODAY), ana)] == ["Gift cards they bought"]
