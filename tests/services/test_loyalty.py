"""Programs, cards and points through the services: the worked examples, every refusal, the desk, merging and undo."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from db.queries import loyalty_points as points_q
from db.tables import triggers
from partnercrm.domain import codes
from partnercrm.domain.errors import Invalid, NotFound, Refused
from partnercrm.domain.loyalty import MovementKind
from partnercrm.domain.loyalty_moves import (
    AdjustDraft,
    GiveBackDraft,
    OpeningDraft,
    TransferDraft,
)
from partnercrm.domain.loyalty_rows import MemberFilter
from partnercrm.services import (
    archive,
    balance,
    desk,
    loyalty,
    loyalty_figures,
    loyalty_moves,
    merge,
    period,
    undo,
    verify,
)
from partnercrm.services.context import Context
from partnercrm.services.desk import Purchase
from partnercrm.services.store import Store
from tests.services.loyalty_till import NOV_3, NOV_20, OCT_27, Till

Everything = Callable[[], dict[str, list[str]]]


# Worked examples


def test_example_a_a_point_a_full_euro_paid(till: Till) -> None:
    done = desk.earn(till.store, till.ctx, Purchase(till.card, OCT_27, 1656, record=True, receipt="T-1"))
    assert (done.points, done.balance) == (Decimal(16), Decimal(16))
    (span,) = loyalty_figures.roll_forwards(till.store, OCT_27, OCT_27)
    assert (span.rolled.issued, span.money(span.rolled.issued)) == (Decimal(16), 80)
    (promised,) = loyalty_figures.liabilities(till.store, NOV_20)
    assert promised.views.cost == 36  # 16 x 0.90 x 0.025
    assert balance.party_balance(till.store, till.ana, NOV_20).to_pay.balance == 0
    (row,) = loyalty.movements(till.store, till.card)
    assert row.sale is not None
    assert (row.paid, str(done.said)) == (1656, "16 earned, 16 on the card")


def test_example_b_a_refund_takes_points_back_on_what_is_left(till: Till) -> None:
    bought = till.earn(1656)
    period.close(till.store, till.ctx, 202610)
    done = till.refund(bought, 414)
    assert (done.points, done.balance) == (Decimal(-4), Decimal(12))
    october, november = (
        loyalty_figures.roll_forwards(till.store, first, last)[0].rolled
        for first, last in ((dt.date(2026, 10, 1), dt.date(2026, 10, 31)), (dt.date(2026, 11, 1), NOV_20))
    )
    assert (october.issued, october.closing) == (Decimal(16), Decimal(16))
    assert (november.opening, november.taken_back, november.closing) == (Decimal(16), Decimal(4), Decimal(12))


def test_example_b_had_the_points_been_spent(till: Till) -> None:
    bought = till.earn(1656)
    till.use(16)
    done = till.refund(bought, 414)
    assert str(done.said) == "4 taken back. The card owes 4; the next earning fills it."
    assert till.shown().owed_back == 4
    assert till.say("Ana") == "Ana has 4 points to make up first."
    with pytest.raises(Refused, match="4 points to make up first"):
        till.use(1)
    till.earn(1000, NOV_20)
    shown = till.shown()
    assert [shown.owed_back, shown.spendable] == [Decimal(0), Decimal(6)]
    assert [lot.rest for lot in shown.lots] == [Decimal(6)]


def test_example_h_4300_points_are_brought_along(till: Till) -> None:
    draft = OpeningDraft(till.card, dt.date(2026, 6, 30), Decimal(4300))
    loyalty_moves.bring(till.store, till.ctx, draft)
    (july,) = loyalty_figures.roll_forwards(till.store, dt.date(2026, 7, 1), dt.date(2026, 7, 31))
    assert [july.rolled.opening, july.rolled.issued, july.rolled.closing] == [Decimal(4300), Decimal(0), Decimal(4300)]
    (year,) = loyalty_figures.roll_forwards(till.store, dt.date(2026, 1, 1), NOV_20)
    assert year.rolled.opening == year.rolled.closing == 4300
    (promised,) = loyalty_figures.liabilities(till.store, NOV_20)
    assert promised.views.revenue == 19_350  # 4,300 x 0.05 x 0.90


# Lots


def test_what_ends_first_is_used_first_and_next_expiries_are_listed(till: Till) -> None:
    soon, later = dt.date(2026, 11, 30), dt.date(2027, 3, 31)
    till.expiring(10, later, soon)
    till.use(12)
    assert till.shown().expiries == ((later, Decimal(8)),)
    assert loyalty_figures.next_expiries(till.store, NOV_20) == [(till.points.name, later, Decimal(8))]
    till.expiring(5, soon)
    assert till.shown().expiries == ((soon, Decimal(5)), (later, Decimal(8)))
    assert till.say("Ana") == "Ana has 13 points, 5 until 30 Nov."


def test_a_redemption_that_is_given_back_returns_to_its_lots(till: Till) -> None:
    soon, later = dt.date(2026, 11, 30), dt.date(2027, 3, 31)
    till.expiring(10, later, soon)
    used = till.use(12)
    back = GiveBackDraft(used.movement, NOV_20, Decimal(5))
    assert loyalty_moves.give_back(till.store, till.ctx, back).balance == 13
    assert till.shown().expiries == ((soon, Decimal(3)), (later, Decimal(10)))
    with pytest.raises(Refused, match="7 points are left"):
        loyalty_moves.give_back(till.store, till.ctx, replace(back, points=Decimal(8)))
    with pytest.raises(Refused, match="this day or a later one"):
        loyalty_moves.give_back(till.store, till.ctx, replace(back, day=OCT_27))
    loyalty_moves.give_back(till.store, till.ctx, replace(back, points=None))
    assert till.shown().expiries == ((soon, Decimal(10)), (later, Decimal(10)))
    with pytest.raises(NotFound):
        loyalty_moves.give_back(till.store, till.ctx, replace(back, redemption=till.earn(100).movement))


def test_points_end_by_lot_as_one_operation(till: Till, everything: Everything) -> None:
    till.expiring(10, dt.date(2026, 11, 2), dt.date(2026, 11, 30))
    assert till.shown().spendable == 10
    before = everything()
    done = loyalty_moves.expire(till.store, till.ctx)
    assert (done.cards, done.points) == (1, Decimal(10))
    (row, *_others) = loyalty.movements(till.store)
    assert (row.kind, row.uuid.version, row.uuid.variant) == (MovementKind.EXPIRE, 4, uuid.RFC_4122)
    assert loyalty_moves.expire(till.store, till.ctx).cards == 0
    undo.undo(till.store, till.ctx)
    undo.undo(till.store, till.ctx)
    assert everything() == before
    loyalty_moves.expire(till.store, till.ctx, program=till.program)
    (span,) = loyalty_figures.roll_forwards(till.store, NOV_20, NOV_20)
    assert [span.rolled.opening, span.rolled.expired, span.rolled.closing] == [Decimal(20), Decimal(10), Decimal(10)]
    with pytest.raises(Refused, match="not come yet"):
        loyalty_moves.expire(till.store, till.ctx, dt.date(2026, 11, 21))


def test_what_came_back_later_does_not_end_before(till: Till) -> None:
    till.expiring(10, dt.date(2026, 11, 1))
    used = till.use(10, dt.date(2026, 11, 1))
    loyalty_moves.give_back(till.store, till.ctx, GiveBackDraft(used.movement, dt.date(2026, 11, 10)))
    assert loyalty_moves.expire(till.store, till.ctx, NOV_3).points == 0
    assert loyalty_moves.expire(till.store, till.ctx).points == 10


def test_what_ended_is_not_asked_for_again_by_a_refund(till: Till) -> None:
    short = replace(till.points, name="Short", expiry_months=1)
    card = till.join(till.ben, till.start(short))
    bought = till.earn(1656, dt.date(2026, 9, 1), card)
    loyalty_moves.expire(till.store, till.ctx, NOV_3)
    till.earn(500, NOV_3, card)
    assert till.refund(bought, day=NOV_20).points == 0
    assert till.shown(card).row.balance == 5


def test_a_paper_day_is_entered_in_the_evening_with_its_real_date(till: Till) -> None:
    till.earn(1600)
    used = till.use(16, NOV_3)
    loyalty_moves.give_back(till.store, till.ctx, GiveBackDraft(used.movement, dt.date(2026, 11, 10)))
    with pytest.raises(Refused, match="Used on 3 Nov"):
        till.use(5, dt.date(2026, 11, 5))  # that day the points were spent
    assert till.use(5, dt.date(2026, 11, 10)).balance == 11
    with pytest.raises(Refused, match="not come yet"):
        till.earn(100, dt.date(2026, 11, 21))


def test_passing_points_on_keeps_issuer_and_end(till: Till) -> None:
    end = dt.date(2027, 3, 31)
    till.expiring(10, end)
    till.earn(700, issuer=till.bakery)
    other = till.join(till.ben)
    draft = TransferDraft(till.card, other, NOV_20, "Given to a friend")
    assert loyalty_moves.transfer(till.store, till.ctx, draft).points == -17
    assert {(lot.expiry, lot.issuer, lot.rest) for lot in till.shown(other).lots} == {
        (end, "", Decimal(10)),
        (dt.date(2027, 10, 27), "The Daily Grind", Decimal(7)),
    }
    with pytest.raises(Refused, match="needed"):
        loyalty_moves.transfer(till.store, till.ctx, draft)
    elsewhere = till.join(till.ben, till.start(till.stamps))
    with pytest.raises(Refused, match="same program"):
        loyalty_moves.transfer(till.store, till.ctx, replace(draft, to=elsewhere))


def test_putting_right_needs_a_reason_and_points(till: Till) -> None:
    till.earn(1000)
    right = AdjustDraft(till.card, NOV_20, Decimal(-4), "Typed twice")
    assert loyalty_moves.adjust(till.store, till.ctx, right).balance == 6
    with pytest.raises(Refused, match="has 6 points, 7 are needed"):
        loyalty_moves.adjust(till.store, till.ctx, replace(right, points=Decimal(-7)))
    with pytest.raises(Invalid, match="Say why"):
        loyalty_moves.adjust(till.store, till.ctx, replace(right, reason=""))
    assert loyalty_moves.adjust(till.store, till.ctx, replace(right, points=Decimal("2.5"))).balance == Decimal("8.5")


# Cards


def test_a_card_has_a_number_of_its_own(till: Till) -> None:
    assert codes.kind_of(till.number()) is codes.CodeKind.CARD
    with pytest.raises(Refused, match="already"):
        till.join(till.ben, number=codes.grouped(till.number()).lower())
    printed = till.join(till.ben, number="4711")
    assert loyalty.find_member(till.store, "4711") == printed
    assert loyalty.find_member(till.store, str(till.shown(printed).row.uuid)) == printed
    with pytest.raises(NotFound):
        loyalty.find_member(till.store, "4712")
    with pytest.raises(Refused, match="One character is wrong"):
        loyalty.find_member(till.store, till.number()[:-2] + till.number()[-1] + till.number()[-2])
    with pytest.raises(NotFound):
        till.join(till.ben, 99)
    with pytest.raises(NotFound):
        till.join(99)
    with pytest.raises(Invalid):
        till.join(None)
    with pytest.raises(NotFound):
        till.shown(99)


def test_cards_are_listed_by_holder(till: Till) -> None:
    ben, theirs = till.join(till.ben), till.join(None, home=till.bakery)
    every = [ben, theirs]
    assert loyalty.member_ids(till.store) == [till.card, *every]
    assert loyalty.member_ids(till.store, MemberFilter(elsewhere=True)) == [theirs]
    assert loyalty.member_ids(till.store, MemberFilter(text="be")) == [ben]
    assert loyalty.member_ids(till.store, MemberFilter(text=till.number()[:7].lower())) == [till.card]
    assert loyalty.member_ids(till.store, MemberFilter(text="%")) == []
    assert loyalty.member_ids(till.store, MemberFilter(till.program, till.ana)) == [till.card]
    loyalty_moves.close(till.store, till.ctx, ben, "")
    assert loyalty.member_ids(till.store, MemberFilter(closed=True)) == [ben]


def test_closing_a_card_puts_what_is_left_to_nothing(till: Till, everything: Everything) -> None:
    till.expiring(10, dt.date(2026, 11, 2))
    till.earn(500)
    before = everything()
    loyalty_moves.close(till.store, till.ctx, till.card, "Moved away")
    assert till.shown().row.balance == 0
    assert till.say(till.number()) == "Closed on 20 Nov"
    with pytest.raises(Refused, match="closed on 20 Nov"):
        till.earn(100, NOV_20)
    undo.undo(till.store, till.ctx)
    assert everything() == before
    bought = till.earn(1600)
    till.use(21)
    till.refund(bought)
    with pytest.raises(Refused, match="owes points"):
        loyalty_moves.close(till.store, till.ctx, till.card, "")


def test_a_card_that_is_closed_leaves_nothing_owed(till: Till) -> None:
    bought = till.earn(1600)
    till.use(16)
    till.refund(bought)
    with till.store.read() as connection:
        assert [owed.points for owed in points_q.uncovered(connection, till.card)] == [Decimal(16)]
    till.expiring(20, dt.date(2026, 11, 2))
    assert (till.shown().row.balance, till.shown().spendable) == (Decimal(4), Decimal(0))
    with pytest.raises(Refused, match="owes points"):
        loyalty_moves.close(till.store, till.ctx, till.card, "")


def test_a_card_of_the_bakery_is_good_up_to_the_limit_or_with_a_code(till: Till) -> None:
    card = till.join(None, home=till.bakery)
    said = desk.answer(till.store, till.ctx, till.number(card)).said
    assert str(said) == "This one is for The Daily Grind. Here it has 0 points."
    assert till.use(30, card=card).balance == -30
    with pytest.raises(Refused, match="good for 20 more points"):
        till.use(21, card=card)
    code = codes.fresh(codes.CodeKind.ONE_USE, lambda _below: 3)
    assert till.use(70, card=card, code=codes.grouped(code)).balance == -100
    with pytest.raises(Refused, match="Used on 3 Nov"):
        till.use(1, card=card, code=code)
    with pytest.raises(Refused, match="One character is wrong"):
        till.use(1, card=card, code=code[:-1] + "2")
    till.earn(12_000, NOV_20, card, issuer=till.bakery)
    assert till.shown(card).spendable == 20


def test_one_use_codes_of_our_cards(till: Till) -> None:
    till.earn(5000)
    made, _changes = loyalty.make_codes(till.store, till.ctx, till.card, 3, Decimal(20), dt.date(2026, 12, 31))
    assert len(set(made)) == 3
    assert till.say(made[0]) == "This code is for our partners' shops. Here the card itself does."
    assert till.use(20, shop=till.bakery, code=made[0]).balance == 30
    assert till.say(made[0]) == "Used on 3 Nov"
    with pytest.raises(Refused, match="20 points at most"):
        till.use(21, shop=till.bakery, code=made[1])
    with pytest.raises(Refused, match="another card"):
        till.use(1, card=till.join(till.ben), code=made[1])
    with pytest.raises(Refused, match="No code "):
        till.use(1, code=codes.fresh(codes.CodeKind.ONE_USE, lambda _below: 5))
    loyalty_moves.void_code(till.store, till.ctx, made[1])
    with pytest.raises(Refused, match="not good any more"):
        till.use(1, code=made[1])
    with pytest.raises(Refused, match="Used"):
        loyalty_moves.void_code(till.store, till.ctx, made[0])
    with pytest.raises(Refused, match="No code "):
        loyalty_moves.void_code(till.store, till.ctx, codes.fresh(codes.CodeKind.ONE_USE, lambda _below: 5))
    with pytest.raises(Refused, match="at once"):
        loyalty.make_codes(till.store, till.ctx, till.card, 0)
    with pytest.raises(NotFound):
        loyalty.make_codes(till.store, till.ctx, 99, 1)


# Merging


def test_merging_two_people_merges_their_cards(till: Till, everything: Everything) -> None:
    till.earn(1656)
    bens, stamps = till.join(till.ben), till.join(till.ben, till.start(till.stamps))
    till.earn(900, NOV_3, bens)
    bought = till.earn(500, NOV_3, bens)
    before = everything()
    merge.merge(till.store, till.ctx, till.ana, till.ben)
    assert till.shown().row.balance == 30
    mine = {row.id: row for row in loyalty.cards_of(till.store, till.ana)}
    assert set(mine) == {till.card, bens, stamps}
    assert (mine[bens].merged_into, mine[stamps].merged_into) == (till.card, None)
    old = desk.answer(till.store, till.ctx, mine[bens].number)
    assert old.card is not None
    assert (old.card.row.id, str(old.said)) == (till.card, "Ana has 30 points.")
    assert till.use(28, NOV_20, bens).member == till.card
    assert till.refund(bought, day=NOV_20).balance == -3
    assert verify.verify(till.store).intact
    for _deed in range(3):
        undo.undo(till.store, till.ctx)
    assert everything() == before


def test_points_given_back_to_a_card_that_became_another_go_there(till: Till) -> None:
    bens = till.join(till.ben)
    till.earn(900, NOV_3, bens)
    used = till.use(9, NOV_3, bens)
    merge.merge(till.store, till.ctx, till.ana, till.ben)
    done = loyalty_moves.give_back(till.store, till.ctx, GiveBackDraft(used.movement, NOV_20))
    assert str(done.said) == "9 given back, 9 on the card"
    assert [till.shown(card).row.balance for card in (till.card, bens)] == [9, 0]
    assert verify.verify(till.store).intact


def test_whoever_has_a_card_stays_in_the_book(till: Till) -> None:
    with pytest.raises(Refused, match="Archive instead"):
        archive.bin(till.store, till.ctx, [till.ana])
    archive.bin(till.store, till.ctx, [till.ben])


def test_kept_rows_that_were_changed_by_hand_are_found_and_made_anew(till: Till) -> None:
    till.earn(1656)
    with till.store.write() as connection:
        connection.exec_driver_sql("UPDATE kept_member SET balance = 99")
        connection.exec_driver_sql("DELETE FROM kept_lot")
    assert len(verify.verify(till.store).problems) == 2
    verify.rebuild_kept(till.store, till.ctx)
    assert verify.verify(till.store).intact
    assert till.shown().spendable == 16


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE movement SET points = points + 10000 WHERE kind = 'earn'",
        "UPDATE movement SET kind = 'redeem' WHERE kind = 'earn'",
        "UPDATE lot SET points = points + 10000",
        "UPDATE lot SET day = 20260101",
        "UPDATE lot_draw SET points = points - 10000",
        "DELETE FROM lot_draw",
        "UPDATE movement SET points = points - 10000 WHERE kind = 'redeem'",
    ],
)
def test_points_that_were_tampered_with_are_found(till: Till, tampering: str) -> None:
    till.earn(1656)
    till.use(4)
    with till.store.write() as connection:
        triggers.drop_all(connection)
        connection.exec_driver_sql(tampering)
        triggers.create_all(connection)
    assert not verify.verify(till.store).intact
    verify.rebuild_kept(till.store, till.ctx)
    found = [str(problem.message) for problem in verify.verify(till.store).problems]
    # What a card seems to owe back after that is for its balance to tell.
    owing = tampering in ("DELETE FROM lot_draw", "UPDATE movement SET points = points - 10000 WHERE kind = 'redeem'")
    assert found == ([] if owing else [f"The points of card {till.number()} are not those of its lots."])


def test_movements_are_never_changed(till: Till) -> None:
    till.earn(1656)
    for sql in ("UPDATE movement SET points = 1", "UPDATE lot SET expiry = 20300101", "UPDATE lot SET points = 1"):
        with pytest.raises(Exception, match="never changed"), till.store.write() as connection:
            connection.exec_driver_sql(sql)


def test_a_movement_names_its_kind_and_reason(till: Till) -> None:
    till.earn(1656)
    loyalty_moves.adjust(till.store, till.ctx, AdjustDraft(till.card, NOV_20, Decimal(1), "Birthday"))
    last, first = loyalty.movements(till.store, till.card)
    assert (last.kind, last.reason, first.kind) == (MovementKind.ADJUST, "Birthday", MovementKind.EARN)
    assert loyalty.find_movement(till.store, str(first.uuid)) == first.id
    with pytest.raises(NotFound):
        loyalty.find_movement(till.store, "nothing")
    assert [lot.points for lot in loyalty.lots(till.store, till.card)] == [Decimal(1), Decimal(16)]


def test_a_context_without_points_has_no_figures(store: Store, ctx: Context) -> None:
    assert loyalty_figures.roll_forwards(store, OCT_27, NOV_20) == []
    with pytest.raises(NotFound):
        loyalty_figures.liabilities(store, NOV_20, None, 1)
