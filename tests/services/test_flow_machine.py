"""Random histories of referrals, loans and shares: the ledger holds what their sources say, and gives it all back."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import uuid
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.engine import open_store
from partnercrm.domain.errors import Refused
from partnercrm.domain.joint_buying import FreightRule, JointBuyingDraft, Step, Wanted
from partnercrm.domain.ledger import Direction, Kind, Lens
from partnercrm.domain.lending import LoanDraft, ResourceDraft, ReturnDraft
from partnercrm.domain.party import Role
from partnercrm.domain.referral import ReferralDraft, ReferralState, RewardDraft, RewardState, Way
from partnercrm.services import agreed_value, balance, joint_buying, ledger, lending, loan, undo, verify
from partnercrm.services import referral as referrals
from partnercrm.services import referral_outcome as outcome
from partnercrm.services import referral_reward as reward
from partnercrm.services.store import Store
from tests.services.worked_examples import Book

ROUNDS = int(os.environ.get("PARTNERCRM_ROUNDS", "1"))
DAY = dt.date(2026, 11, 2)
Deed = tuple[str, int]
DEEDS = ("win", "reward", "return", "share", "reverse", "won again", "lent again", "undo", "refund")


class Shop:
    """A shop with one neighbour, three things in flight, and what their sources say should stand in the ledger."""

    def __init__(self, store: Store) -> None:
        self.at(store)
        self.party = self.book.party("The Daily Grind", Role.PARTNER)
        self.guests = [self.book.party(f"Guest {number}", Role.CUSTOMER) for number in range(3)]
        values = agreed_value.AgreedValueDraft(self.party, Kind.REFERRAL, 15_00)
        agreed_value.add(store, self.ctx, values)
        ways = (Way.SENT_US, Way.SENT_US, Way.WE_SENT)
        self.referrals = [
            referrals.add(store, self.ctx, ReferralDraft(way, self.party, guest, DAY)).referral
            for way, guest in zip(ways, self.guests, strict=True)
        ]
        for number in self.referrals:
            reward.promise(store, self.ctx, number, RewardDraft("A cake", 7_50, hold_days=0))
        mixer = lending.add(store, self.ctx, ResourceDraft("Mixer", unit="day")).id
        oven = lending.add(store, self.ctx, ResourceDraft("Oven", owner=self.party, unit="hour")).id
        self.loans = [
            loan.lend(store, self.ctx, LoanDraft(thing, self.party, DAY, quantity=Decimal(2), price=price)).loan
            for thing, price in ((mixer, 9_99), (oven, 12_00), (oven, None))
        ]
        steps = (Step(Decimal(0), 3_33), Step(Decimal(10), 2_99))
        self.joint = [
            joint_buying.add(
                store,
                self.ctx,
                JointBuyingDraft("Flour", "sack", steps, DAY, freight=10_01, freight_rule=rule),
                [Wanted(None, Decimal(3)), Wanted(self.party, Decimal("7.5"))],
            ).joint
            for rule in FreightRule
        ]

    def at(self, store: Store) -> None:
        """Goes on in a copy of the shop."""
        self.store, self.book = store, Book(store)
        self.ctx = self.book.on(DAY)

    def do(self, deed: str, which: int) -> None:
        """One deed; what a rule refuses changes nothing."""
        before = self.stand()
        try:
            self._act(deed, which)
        except Refused:
            assert self.stand() == before

    def _act(self, deed: str, which: int) -> None:
        store, ctx = self.store, self.ctx
        match deed:
            case "win":
                outcome.win(store, ctx, self.referrals[which])
            case "reward":
                reward.hand_over(store, ctx, self.referrals[which])
            case "refund":
                outcome.refund(store, ctx, self.referrals[which])
            case "return":
                loan.bring_back(store, ctx, self.loans[which], ReturnDraft(DAY))
            case "share":
                joint_buying.post(store, ctx, self.joint[which])
            case "undo":
                undo.undo(store, ctx)
            case "won again":
                outcome.post_again(store, ctx, self.referrals[which])
            case "lent again":
                loan.post_again(store, ctx, self.loans[which])
            case _:
                numbers = sorted(entry for entry, _side, _value in self.sources())
                ledger.reverse(store, ctx, numbers[which % len(numbers)] if numbers else "2026-9999")

    def sources(self) -> list[tuple[str, tuple[Lens, Direction], int | None]]:
        """What flows say stands in the ledger: entry, lens and side, value."""
        found: list[tuple[str, tuple[Lens, Direction], int | None]] = []
        for row in referrals.page_rows(self.store, self.ctx, self.referrals):
            if row.entry:
                assert row.state is ReferralState.WON
                found.append((row.entry.number, (Lens.FAVOURS, row.way.direction), 15_00))
            if row.reward and row.reward.entry and row.reward.state is RewardState.GIVEN:
                found.append((row.reward.entry.number, (Lens.FAVOURS, row.way.direction.other), 7_50))
        for lent in loan.page_rows(self.store, self.ctx, self.loans):
            if lent.entry:
                found.append((lent.entry.number, (Lens.FAVOURS, lent.direction), lent.value))
        for joint in joint_buying.page_rows(self.store, self.joint):
            assert sum(share.value for share in joint.shares) == joint.bill
            found += [
                (s.entry.number, (Lens.TO_PAY, Direction.GIVEN), s.value) for s in joint.shares if s.entry is not None
            ]
        return found

    def stand(self) -> dict[tuple[Lens, Direction], tuple[int, int]]:
        """What the ledger says: value and number without a price by lens and side, and the turns."""
        found = balance.party_balance(self.store, self.party, DAY)
        pay, favours = found.to_pay, found.favours
        return {
            (Lens.TO_PAY, Direction.GIVEN): (pay.given, 0),
            (Lens.TO_PAY, Direction.RECEIVED): (pay.received, 0),
            (Lens.FAVOURS, Direction.GIVEN): (favours.given, favours.given_unpriced),
            (Lens.FAVOURS, Direction.RECEIVED): (favours.received, favours.received_unpriced),
            (Lens.TURNS, Direction.GIVEN): (int(found.turns.given), 0),
            (Lens.TURNS, Direction.RECEIVED): (int(found.turns.received), 0),
        }

    def expected(self) -> dict[tuple[Lens, Direction], tuple[int, int]]:
        """The same, added up from the sources."""
        wanted = {(lens, side): (0, 0) for lens in Lens for side in Direction}
        for _entry, key, value in self.sources():
            priced, unpriced = wanted[key]
            wanted[key] = (priced + (value or 0), unpriced + (value is None))
        for side in Direction:
            wanted[Lens.TURNS, side] = (int(wanted[Lens.FAVOURS, side] != (0, 0)), 0)
        return wanted


@pytest.fixture(scope="module")
def made(empty_store: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Shop]:
    """The shop made once, and its file, which each history copies."""
    path = Path(shutil.copyfile(empty_store, tmp_path_factory.mktemp("flows") / "made.partnercrm"))
    store = open_store(path)
    shop = Shop(store)
    store.close()
    return path, shop


@settings(max_examples=10 * ROUNDS, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 2)), min_size=3, max_size=14))
def test_what_flows_posted_equals_their_sources(made: tuple[Path, Shop], tmp_path: Path, deeds: list[Deed]) -> None:
    path, shop = made
    copied = Path(shutil.copyfile(path, tmp_path / f"{uuid.uuid4()}.partnercrm"))
    store = open_store(copied)
    shop.at(store)
    for deed in deeds:
        shop.do(*deed)
        assert shop.stand() == shop.expected()
    for number, _key, _value in shop.sources():
        ledger.reverse(store, shop.ctx, number)
    assert set(shop.stand().values()) == {(0, 0)}
    assert shop.sources() == []
    assert verify.verify(store).problems == ()
    store.close()
    copied.unlink()
