"""Referrals through the services: won once at the agreed value, rewards, refunds, chains, and every way back."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from partnercrm.domain.errors import Invalid, NotDeletable, NotFound, Refused
from partnercrm.domain.interaction import FollowUpState
from partnercrm.domain.ledger import Basis, Direction, Kind, Return, Source
from partnercrm.domain.party import Role
from partnercrm.domain.referral import ReferralDraft, ReferralState, RewardDraft, RewardState, Way
from partnercrm.domain.referral_rows import ReferralFilter, ReferralRow, ReferralSort, state_words
from partnercrm.services import agreed_value, archive, balance, draft, entry, ledger, merge, period, undo, verify
from partnercrm.services import follow_up as follow_ups
from partnercrm.services import referral as referrals
from partnercrm.services import referral_outcome as outcome
from partnercrm.services import referral_reward as reward
from partnercrm.services.store import Store

if TYPE_CHECKING:
    from tests.services.conftest import Everything
    from tests.services.worked_examples import Book

D = dt.date
SENT = D(2026, 11, 2)
WON = D(2026, 11, 9)
TODAY = D(2026, 11, 21)


class Sent:
    """The bakery sent us Ana: the deeds of one referral in few words, each on its day."""

    def __init__(self, store: Store, book: Book, *, agreed: int | None = 15_00, way: Way = Way.SENT_US) -> None:
        self.store, self.book = store, book
        self.bakery = book.party("The Daily Grind", Role.PARTNER)
        self.ana = book.party("Ana", Role.CUSTOMER)
        if agreed:
            wanted = agreed_value.AgreedValueDraft(self.bakery, Kind.REFERRAL, agreed)
            agreed_value.add(store, book.on(SENT), wanted)
        made = referrals.add(store, book.on(SENT), ReferralDraft(way, self.bakery, self.ana, SENT))
        self.id = made.referral

    def row(self, today: dt.date = TODAY) -> ReferralRow:
        (found,) = referrals.page_rows(self.store, self.book.on(today), [self.id])
        return found

    def win(self, day: dt.date = WON) -> str:
        return outcome.win(self.store, self.book.on(day), self.id, value_won=48_00).number

    def favours(self) -> tuple[int, int, int, int]:
        found = balance.party_balance(self.store, self.bakery, TODAY).favours
        return found.given, found.received, found.given_unpriced, found.received_unpriced

    def turns(self) -> tuple[int, int]:
        found = balance.party_balance(self.store, self.bakery, TODAY).turns
        return found.given, found.received


def test_a_won_referral_posts_once_at_the_agreed_value(store: Store, book: Book) -> None:
    sent = Sent(store, book)
    number = sent.win()
    view = entry.entry(store, number)
    (line,) = view.lines
    assert (view.row.source, view.row.party, view.row.day) == (Source.REFERRAL, "The Daily Grind", WON)
    assert (line.kind, line.direction, line.value, line.basis, line.asks) == (
        Kind.REFERRAL,
        Direction.RECEIVED,
        15_00,
        Basis.AGREED,
        Return.IN_KIND,
    )
    assert "Ana" not in line.what
    row = sent.row()
    assert (row.state, row.decided, row.value_won, row.entry and row.entry.number) == (
        ReferralState.WON,
        WON,
        48_00,
        number,
    )
    assert (sent.favours(), sent.turns()) == ((0, 15_00, 0, 0), (0, 1))
    with pytest.raises(Refused, match="decided already"):
        outcome.win(store, book.on(WON), sent.id)
    with pytest.raises(Refused, match=number):
        outcome.post_again(store, book.on(WON), sent.id)
    assert verify.verify(store).problems == ()


def test_what_is_agreed_for_an_event_goes_before_what_is_agreed_for_any(store: Store, book: Book) -> None:
    sent = Sent(store, book, agreed=None)
    for what, value in (("Referred customer", 15_00), ("Catering", 40_00)):
        wanted = agreed_value.AgreedValueDraft(sent.bakery, Kind.REFERRAL, value, what)
        agreed_value.add(store, book.on(SENT), wanted)
    catering = referrals.add(
        store, book.on(SENT), ReferralDraft(Way.SENT_US, sent.bakery, sent.ana, SENT, "catering")
    ).referral
    number = outcome.win(store, book.on(WON), catering).number
    assert entry.entry(store, number).lines[0].value == 40_00
    assert entry.entry(store, sent.win()).lines[0].value is None


def test_one_named_price_is_the_price_of_any_referral(store: Store, book: Book) -> None:
    sent = Sent(store, book, agreed=None)
    wanted = agreed_value.AgreedValueDraft(sent.bakery, Kind.REFERRAL, 15_00, "Referred customer")
    agreed_value.add(store, book.on(SENT), wanted)
    assert entry.entry(store, sent.win()).lines[0].value == 15_00


def test_whom_we_sent_counts_as_given_and_without_an_agreed_value_has_no_price(store: Store, book: Book) -> None:
    sent = Sent(store, book, agreed=None, way=Way.WE_SENT)
    (line,) = entry.entry(store, sent.win()).lines
    assert (line.direction, line.value, line.basis) == (Direction.GIVEN, None, Basis.UNPRICED)
    assert (sent.favours(), sent.turns()) == ((0, 0, 1, 0), (1, 0))


def test_reversed_in_the_register_it_is_won_not_in_the_ledger_and_can_post_again(store: Store, book: Book) -> None:
    sent = Sent(store, book)
    number = sent.win()
    ledger.reverse(store, book.on(D(2026, 11, 10)), number, "wrong shop")
    assert str(state_words(sent.row())) == "Won, not in the ledger"
    assert (sent.favours(), sent.turns()) == ((0, 0, 0, 0), (0, 0))
    assert referrals.ids(store, ReferralFilter(not_in_ledger=True)) == [sent.id]
    again = outcome.post_again(store, book.on(D(2026, 11, 11)), sent.id).number
    assert again != number
    assert (sent.favours(), sent.turns()) == ((0, 15_00, 0, 0), (0, 1))
    assert referrals.ids(store, ReferralFilter(not_in_ledger=True)) == []


def test_a_correction_stands_for_what_it_corrects_and_its_draft_blocks_a_second_posting(
    store: Store, book: Book
) -> None:
    sent = Sent(store, book)
    ctx = book.on(D(2026, 11, 10))
    done = ledger.correct(store, ctx, sent.win())
    with pytest.raises(Refused, match="unfinished"):
        outcome.post_again(store, ctx, sent.id)
    right = ledger.post_draft(store, ctx, done.draft).number
    row = sent.row()
    assert row.entry is not None
    assert row.entry.number == right
    with pytest.raises(Refused, match=right):
        outcome.post_again(store, ctx, sent.id)
    done = ledger.correct(store, ctx, right)
    draft.delete(store, ctx, (done.draft,))
    assert outcome.post_again(store, ctx, sent.id).number
    assert sent.favours() == (0, 15_00, 0, 0)


def test_undo_opens_it_again_and_redo_posts_once(store: Store, book: Book) -> None:
    sent = Sent(store, book)
    sent.win()
    assert undo.undo(store, book.on(WON)).subjects >= {"referral", "ledger", "party"}
    row = sent.row()
    assert (row.state, row.decided, row.value_won, row.entry) == (ReferralState.OPEN, None, None, None)
    assert (sent.favours(), sent.turns()) == ((0, 0, 0, 0), (0, 0))
    undo.redo(store, book.on(WON))
    row = sent.row()
    assert row.state is ReferralState.WON
    assert row.entry is not None
    assert (sent.favours(), sent.turns()) == ((0, 15_00, 0, 0), (0, 1))
    with pytest.raises(Refused, match="in the ledger already"):
        outcome.post_again(store, book.on(WON), sent.id)
    assert verify.verify(store).problems == ()


def test_a_win_in_a_closed_month_is_posted_today_and_says_where_it_belongs(store: Store, book: Book) -> None:
    sent = Sent(store, book)
    period.close(store, book.on(D(2026, 12, 2)), 202611)
    number = outcome.win(store, book.on(D(2026, 12, 3)), sent.id, WON).number
    row = entry.entry(store, number).row
    assert (row.day, row.belongs_to) == (D(2026, 12, 3), WON)
    assert sent.row().decided == WON


def test_the_same_key_wins_once(store: Store, book: Book) -> None:
    sent = Sent(store, book)
    first = outcome.win(store, book.on(WON, "till-1"), sent.id)
    again = outcome.win(store, book.on(WON, "till-1"), sent.id)
    assert (again.number, again.repeated) == (first.number, True)
    assert sent.favours() == (0, 15_00, 0, 0)


def test_never_to_oneself_merged_ones_included(store: Store, book: Book) -> None:
    sent = Sent(store, book)
    with pytest.raises(Invalid) as caught:
        referrals.add(store, book.on(SENT), ReferralDraft(Way.SENT_US, sent.ana, sent.ana, SENT))
    assert caught.value.field == "referred"
    merge.merge(store, book.on(SENT), sent.bakery, sent.ana)
    with pytest.raises(Invalid, match="themselves"):
        referrals.add(store, book.on(SENT), ReferralDraft(Way.WE_SENT, sent.bakery, sent.ana, SENT))
    with pytest.raises(Invalid, match="themselves"):
        outcome.win(store, book.on(WON), sent.id)
    with pytest.raises(Invalid, match="themselves"):
        reward.promise(store, book.on(WON), sent.id, RewardDraft("A cake"))


def test_once_per_pair_and_event_whatever_the_spelling_or_the_alias(store: Store, book: Book) -> None:
    sent = Sent(store, book)
    add = ReferralDraft(Way.SENT_US, sent.bakery, sent.ana, WON, "Catering")
    with pytest.raises(Refused, match="counts once"):
        referrals.add(store, book.on(WON), ReferralDraft(Way.SENT_US, sent.bakery, sent.ana, WON))
    referrals.add(store, book.on(WON), add)
    other = book.party("Ana Abbott", Role.CUSTOMER)
    merge.merge(store, book.on(WON), sent.ana, other)
    with pytest.raises(Refused, match="counts once"):
        referrals.add(store, book.on(WON), ReferralDraft(Way.SENT_US, sent.bakery, other, WON, " cátering "))
    referrals.add(store, book.on(WON), ReferralDraft(Way.WE_SENT, sent.bakery, sent.ana, WON))
    assert len(referrals.ids(store)) == 3


def test_a_prospect_has_a_next_step_that_the_outcome_closes(store: Store, book: Book) -> None:
    bakery, ana = book.party("The Daily Grind", Role.PARTNER), book.party("Ana", Role.PROSPECT)
    wanted = ReferralDraft(Way.SENT_US, bakery, ana, SENT, next_step="Call Ana", next_day=D(2026, 11, 6))
    made = referrals.add(store, book.on(SENT), wanted)
    (row,) = referrals.page_rows(store, book.on(SENT), [made.referral])
    assert row.next_step is not None
    (step,) = follow_ups.page_rows(store, [row.next_step.id])
    assert (step.title, step.due, step.party) == ("Call Ana", D(2026, 11, 6), ana)
    outcome.lose(store, book.on(WON), made.referral, why="Moved away")
    (row,) = referrals.page_rows(store, book.on(WON), [made.referral])
    assert (row.state, row.why_lost, row.decided) == (ReferralState.LOST, "Moved away", WON)
    assert row.next_step is not None
    assert row.next_step.state is FollowUpState.DROPPED
    undo.undo(store, book.on(WON))
    (row,) = referrals.page_rows(store, book.on(WON), [made.referral])
    assert row.next_step is not None
    assert row.next_step.state is FollowUpState.OPEN


def test_a_reward_is_held_then_handed_over_once_and_counts_as_given(store: Store, book: Book) -> None:
    sent = Sent(store, book)
    reward.promise(store, book.on(SENT), sent.id, RewardDraft("A cake", 8_00, hold_days=7))
    assert sent.row().reward.state is RewardState.PROMISED  # type: ignore[union-attr]
    with pytest.raises(Refused, match="was won"):
        reward.hand_over(store, book.on(WON), sent.id)
    sent.win()
    assert sent.row(D(2026, 11, 15)).reward.state is RewardState.HELD  # type: ignore[union-attr]
    with pytest.raises(Refused, match="held until"):
        reward.hand_over(store, book.on(D(2026, 11, 15)), sent.id)
    assert sent.row(D(2026, 11, 16)).reward.state is RewardState.DUE  # type: ignore[union-attr]
    reward.hand_over(store, book.on(D(2026, 11, 16)), sent.id)
    assert sent.row().reward.state is RewardState.GIVEN  # type: ignore[union-attr]
    assert (sent.favours(), sent.turns()) == ((8_00, 15_00, 0, 0), (1, 1))
    with pytest.raises(Refused, match="in the ledger already"):
        reward.hand_over(store, book.on(TODAY), sent.id)
    with pytest.raises(Refused, match="stays as it is"):
        reward.promise(store, book.on(TODAY), sent.id, RewardDraft("Two cakes", 16_00))


def test_a_refund_takes_back_the_entry_and_the_reward(store: Store, book: Book, everything: Everything) -> None:
    sent = Sent(store, book)
    reward.promise(store, book.on(SENT), sent.id, RewardDraft("A cake", 8_00, hold_days=0))
    sent.win()
    reward.hand_over(store, book.on(WON), sent.id)
    before = {name: rows for name, rows in everything().items() if name.startswith("referral")}
    outcome.refund(store, book.on(D(2026, 11, 12)), sent.id)
    row = sent.row()
    assert (row.state, row.why_lost, row.entry) == (ReferralState.LOST, "Refunded", None)
    assert row.reward is not None
    assert (row.reward.state, row.reward.taken_back) == (RewardState.TAKEN_BACK, D(2026, 11, 12))
    assert (sent.favours(), sent.turns()) == ((0, 0, 0, 0), (0, 0))
    with pytest.raises(Refused, match="that was won"):
        outcome.refund(store, book.on(D(2026, 11, 12)), sent.id)
    undo.undo(store, book.on(D(2026, 11, 12)))
    assert {name: rows for name, rows in everything().items() if name.startswith("referral")} == before
    assert (sent.favours(), sent.turns()) == ((8_00, 15_00, 0, 0), (1, 1))
    assert sent.row().entry is not None
    assert verify.verify(store).problems == ()


def test_a_reward_taken_back_alone_leaves_the_referral_won(store: Store, book: Book) -> None:
    sent = Sent(store, book)
    with pytest.raises(Refused, match="No reward"):
        reward.take_back(store, book.on(WON), sent.id)
    reward.promise(store, book.on(SENT), sent.id, RewardDraft("A cake", hold_days=0))
    sent.win()
    reward.hand_over(store, book.on(WON), sent.id)
    assert sent.favours() == (0, 15_00, 1, 0)
    reward.take_back(store, book.on(WON), sent.id, "Was stale")
    assert sent.favours() == (0, 15_00, 0, 0)
    assert sent.row().state is ReferralState.WON
    with pytest.raises(Refused, match="taken back"):
        reward.hand_over(store, book.on(WON), sent.id)
    with pytest.raises(Refused, match="before"):
        reward.take_back(store, book.on(WON), sent.id)


def test_opened_again_it_posts_nothing_and_can_be_decided_anew(store: Store, book: Book) -> None:
    sent = Sent(store, book)
    with pytest.raises(Refused, match="is open"):
        outcome.reopen(store, book.on(WON), sent.id)
    sent.win()
    outcome.reopen(store, book.on(WON), sent.id)
    assert (sent.row().state, sent.favours()) == (ReferralState.OPEN, (0, 0, 0, 0))
    outcome.lose(store, book.on(WON), sent.id, qualified=False)
    assert (sent.row().state, sent.row().qualified) == (ReferralState.LOST, False)
    with pytest.raises(Refused, match="decided already"):
        outcome.lose(store, book.on(WON), sent.id)


def test_what_is_in_the_ledger_keeps_its_people_and_what_was_never_posted_can_go(store: Store, book: Book) -> None:
    sent = Sent(store, book)
    ben = book.party("Ben", Role.CUSTOMER)
    moved = ReferralDraft(Way.SENT_US, sent.bakery, ben, SENT, "Lunch")
    referrals.change(store, book.on(SENT), sent.id, moved)
    assert (sent.row().referred_name, sent.row().event) == ("Ben", "Lunch")
    sent.win()
    with pytest.raises(Refused, match="in the ledger"):
        referrals.change(store, book.on(WON), sent.id, ReferralDraft(Way.SENT_US, sent.bakery, sent.ana, SENT))
    referrals.change(store, book.on(WON), sent.id, ReferralDraft(Way.SENT_US, sent.bakery, ben, SENT, note="quick"))
    with pytest.raises(Invalid, match="before somebody was sent"):
        referrals.change(store, book.on(WON), sent.id, ReferralDraft(Way.SENT_US, sent.bakery, ben, TODAY))
    with pytest.raises(Refused, match="stood in the ledger"):
        referrals.remove(store, book.on(WON), [sent.id])
    made = referrals.add(store, book.on(SENT), ReferralDraft(Way.SENT_US, sent.bakery, sent.ana, SENT)).referral
    reward.promise(store, book.on(SENT), made, RewardDraft("A cake"))
    referrals.remove(store, book.on(SENT), [made])
    with pytest.raises(NotFound):
        referrals.remove(store, book.on(SENT), [made])


def test_the_list_finds_by_either_end_by_words_and_by_state(store: Store, book: Book) -> None:
    sent = Sent(store, book)
    ben = book.party("Ben", Role.CUSTOMER)
    second = referrals.add(store, book.on(WON), ReferralDraft(Way.SENT_US, sent.ana, ben, WON, "Yoga lunch")).referral
    assert referrals.ids(store) == [second, sent.id]
    assert referrals.ids(store, ReferralFilter(party=sent.ana), ReferralSort.DAY, ascending=True) == [sent.id, second]
    assert referrals.ids(store, ReferralFilter(with_party=sent.ana)) == [second]
    assert referrals.ids(store, ReferralFilter(text="YÓGA ben")) == [second]
    assert referrals.ids(store, ReferralFilter(from_day=WON)) == [second]
    assert referrals.ids(store, ReferralFilter(to_day=SENT, way=Way.SENT_US)) == [sent.id]
    assert referrals.ids(store, ReferralFilter(way=Way.WE_SENT)) == []
    assert referrals.ids(store, sort=ReferralSort.PARTY, ascending=True) == [second, sent.id]
    sent.win()
    assert referrals.ids(store, ReferralFilter(state=ReferralState.WON)) == [sent.id]
    assert referrals.page_rows(store, book.on(WON), [99]) == []
    assert referrals.find(store, book.on(WON), str(sent.row().uuid)).id == sent.id
    assert referrals.find(store, book.on(WON), "ana").id == sent.id
    with pytest.raises(NotFound):
        referrals.find(store, book.on(WON), "The Daily Grind")


def test_a_chain_of_introductions_follows_merges_and_has_no_circle(store: Store, book: Book) -> None:
    people = [book.party(name, Role.CUSTOMER) for name in ("Mark", "Ana", "Ben", "Clara")]
    for by, whom in ((0, 1), (1, 2), (2, 0), (2, 3)):
        referrals.add(store, book.on(SENT), ReferralDraft(Way.SENT_US, people[by], people[whom], SENT))
    found = referrals.introductions(store, people[3])
    assert [link.name for link in found.came_by] == ["Mark", "Ana", "Ben", "Clara"]
    assert [link.day for link in found.came_by] == [None, SENT, SENT, SENT]
    found = referrals.introductions(store, people[0])
    assert [(link.depth, link.name) for link in found.brought] == [(1, "Ana"), (2, "Ben"), (3, "Clara")]
    merge.merge(store, book.on(WON), people[0], people[2])
    assert [link.name for link in referrals.introductions(store, people[2]).came_by] == ["Mark"]


def test_conversion_counts_those_that_had_their_time(store: Store, book: Book) -> None:
    bakery = book.party("The Daily Grind", Role.PARTNER)
    for number, (day, won) in enumerate([(1, True), (2, True), (3, True), (4, False), (20, True)]):
        person = book.party(f"Guest {number}", Role.CUSTOMER)
        when = D(2026, 9, day) if day < 20 else D(2026, 11, 20)
        made = referrals.add(store, book.on(when), ReferralDraft(Way.SENT_US, bakery, person, when)).referral
        if won:
            outcome.win(store, book.on(when), made)
        else:
            outcome.lose(store, book.on(when), made)
    found = referrals.conversion(store, book.on(TODAY), ReferralFilter(with_party=bakery))
    assert (found.total.converted, found.total.qualified, found.total.too_young) == (3, 4, 1)
    assert [(each.month, each.qualified) for each in found.months] == [(202609, 4), (202611, 0)]
    assert referrals.conversion(store, book.on(TODAY), window=0).total.qualified == 5


def test_e_an_employee_who_brings_customers_has_no_balance(store: Store, book: Book) -> None:
    lena = book.party("Lena", Role.EMPLOYEE)
    book.post(lena, D(2026, 11, 10), book.gave(Kind.KNOWLEDGE, what="A day of training", cost=280_00))
    agreed_value.add(store, book.on(SENT), agreed_value.AgreedValueDraft(lena, Kind.REFERRAL, 15_00))
    for name in ("Ana", "Ben"):
        person = book.party(name, Role.CUSTOMER)
        made = referrals.add(store, book.on(SENT), ReferralDraft(Way.SENT_US, lena, person, SENT)).referral
        outcome.win(store, book.on(WON), made)
    found = balance.party_balance(store, lena, TODAY)
    assert (found.to_pay.volume, found.favours.volume, found.they_owe.amount) == (0, 0, 0)
    won = referrals.page_rows(
        store, book.on(TODAY), referrals.ids(store, ReferralFilter(with_party=lena, state=ReferralState.WON))
    )
    assert [row.entry and row.entry.value for row in won] == [15_00, 15_00]
    assert all(entry.entry(store, row.entry.number).lines[0].asks is Return.NOTHING for row in won if row.entry)
    with pytest.raises(Invalid, match="payroll"):
        reward.promise(store, book.on(TODAY), won[0].id, RewardDraft("A bonus", 20_00))


def test_who_was_sent_is_archived_and_never_binned(store: Store, book: Book) -> None:
    sent = Sent(store, book)
    with pytest.raises(NotDeletable, match="Archive instead"):
        archive.bin(store, book.on(WON), [sent.ana])
    referrals.remove(store, book.on(WON), [sent.id])
    archive.bin(store, book.on(WON), [sent.ana])
    assert archive.empty_bin(store, book.on(D(2027, 1, 9))) is not None
