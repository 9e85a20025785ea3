"""What a month posts, over thousands of random histories of uses, refunds, postings and reversals: nothing is lost."""

from __future__ import annotations

import datetime as dt
import os
from dataclasses import dataclass, field, replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from partnercrm.domain.ledger import Direction
from partnercrm.domain.promotion_posting import (
    Back,
    History,
    MonthWork,
    Seen,
    Standing,
    Use,
    applied,
    unposted,
    work_of,
)

ROUNDS = int(os.environ.get("PARTNERCRM_ROUNDS", "1"))
G, R = Direction.GIVEN, Direction.RECEIVED
BAKERY, CAFE = 1, 2
WHOLE = {G: Decimal(100), R: Decimal(100)}
DAY = dt.date(2026, 10, 1)


def on(number: int) -> dt.date:
    """A day of the history."""
    return DAY + dt.timedelta(number)


@dataclass
class Ledger:
    """A history with what was posted of it, as the store keeps it."""

    uses: list[Use] = field(default_factory=list)
    backs: list[Back] = field(default_factory=list)
    seen: list[Seen] = field(default_factory=list)
    lines: list[Standing] = field(default_factory=list)
    credits: dict[int, tuple[Standing, int]] = field(default_factory=dict)
    last: int = 0

    def history(self) -> History:
        return History(self.uses, self.backs, self.seen, self.lines)

    def post(self, party: int, until: dt.date, shares: dict[Direction, Decimal]) -> MonthWork:
        work = work_of(self.history(), party, until, shares)
        ahead = applied(self.history(), work, self.last + 1)
        self.last += 1
        main = self.last
        for discount in work.discounts:
            self.lines.append(Standing(main, discount.direction, discount.value, discount.value, 1))
            self._cover(main, discount.uses, discount.backs)
        for credit in work.credits:
            self.last += 1
            self._left(credit.line, -credit.value)
            self.credits[self.last] = (credit.line, credit.value)
            self._cover(self.last, (), credit.backs)
        self.seen = list(ahead.seen)
        assert ahead == self.history()
        return work

    def reverse(self, exchange: int) -> None:
        """As the register does: a credit, or an entry without credits."""
        if exchange in self.credits:
            line, value = self.credits.pop(exchange)
            self._left(line, value)
        elif any(line.exchange == exchange for line, _value in self.credits.values()):
            return
        self.lines = [line for line in self.lines if line.exchange != exchange]
        self.uses = [replace(use, posted=None) if use.posted == exchange else use for use in self.uses]
        self.backs = [replace(back, posted=None) if back.posted == exchange else back for back in self.backs]

    def _cover(self, exchange: int, uses: tuple[int, ...], backs: tuple[int, ...]) -> None:
        self.uses = [replace(use, posted=exchange) if use.id in uses else use for use in self.uses]
        self.backs = [replace(back, posted=exchange) if back.id in backs else back for back in self.backs]

    def _left(self, line: Standing, by: int) -> None:
        same = (line.exchange, line.direction)
        self.lines = [
            replace(each, left=each.left + by) if (each.exchange, each.direction) == same else each
            for each in self.lines
        ]


EVENTS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3), st.integers(0, 2000)), max_size=25)
"""What happens, to whom, how much: read by `tell`, since one draw is quicker than many."""


def tell(events: list[tuple[int, int, int]], shares: dict[Direction, Decimal]) -> Ledger:
    """Uses, refunds, postings and reversals in any order."""
    told = Ledger()
    for step, (what, which, much) in enumerate(events):
        party = (BAKERY, CAFE)[which % 2]
        if what < 2:
            told.uses.append(Use(step, on(step), party, (G, R)[which // 2], much))
        elif what == 2 and told.uses:
            use = told.uses[much % len(told.uses)]
            left = use.reduction - sum(back.reduction for back in told.backs if back.use == use.id)
            told.backs.append(Back(step, use.id, on(step), min(left, much // 2)))
        elif what == 3:
            told.post(party, on(much % (step + 1)), shares)
        elif what == 4 and told.last:
            told.reverse(1 + much % told.last)
    return told


def net(told: Ledger, party: int, side: Direction) -> int:
    """What was used and did not come back."""
    own = {use.id: use.reduction for use in told.uses if (use.party, use.direction) == (party, side)}
    return sum(own.values()) - sum(back.reduction for back in told.backs if back.use in own)


def left(told: Ledger, party: int, side: Direction) -> int:
    """What stands in the ledger."""
    own = {use.posted for use in told.uses if use.party == party}
    return sum(line.left for line in told.lines if line.exchange in own and line.direction is side)


@settings(max_examples=120 * ROUNDS, deadline=None)
@given(EVENTS)
def test_what_stands_is_what_was_used_and_did_not_come_back(events: list[tuple[int, int, int]]) -> None:
    told = tell(events, WHOLE)
    for party in (BAKERY, CAFE):
        told.post(party, on(100), WHOLE)
        for side in Direction:
            assert left(told, party, side) == net(told, party, side)
        assert told.post(party, on(100), WHOLE).empty


SHARES = {G: Decimal("33.3333"), R: Decimal(60)}


@settings(max_examples=120 * ROUNDS, deadline=None)
@given(EVENTS)
def test_a_share_is_rounded_once_an_entry(events: list[tuple[int, int, int]]) -> None:
    told = tell(events, SHARES)
    for party in (BAKERY, CAFE):
        told.post(party, on(100), SHARES)
        for side in Direction:
            wanted = net(told, party, side) * SHARES[side] / 100
            entries = sum(line.direction is side for line in told.lines) + 1
            assert abs(left(told, party, side) - wanted) <= entries


@settings(max_examples=60 * ROUNDS, deadline=None)
@given(EVENTS)
def test_reversing_everything_leaves_nothing_and_all_waits_again(events: list[tuple[int, int, int]]) -> None:
    told = tell(events, WHOLE)
    for exchange in [*sorted(told.credits), *range(1, told.last + 1)]:
        told.reverse(exchange)
    assert told.lines == []
    assert {use.posted for use in told.uses} | {back.posted for back in told.backs} <= {None}


def test_a_whole_credit_of_a_base_that_came_to_nothing_before() -> None:
    told = Ledger(uses=[Use(1, on(1), BAKERY, G, 100)])
    told.post(BAKERY, on(2), WHOLE)
    told.backs.append(Back(2, 1, on(3), 100))
    (credit,) = told.post(BAKERY, on(4), WHOLE).credits
    assert credit.value == 100


def test_what_was_credited_by_hand_is_not_credited_twice() -> None:
    told = Ledger(uses=[Use(1, on(1), BAKERY, G, 100)], backs=[Back(2, 1, on(3), 40)])
    told.uses[0] = replace(told.uses[0], posted=9)
    told.lines = [Standing(9, G, 100, 60, 1)]
    assert told.post(BAKERY, on(4), WHOLE).empty


def test_a_mention_waits_for_its_day_and_its_partner() -> None:
    told = Ledger(seen=[Seen(1, on(5), BAKERY), Seen(2, on(1), CAFE), Seen(3, on(1), BAKERY, posted=4)])
    assert told.post(BAKERY, on(4), WHOLE).empty
    assert unposted(told.history(), BAKERY) == [on(5)]
    assert told.post(BAKERY, on(5), WHOLE).seen == (1,)
    assert unposted(told.history(), BAKERY) == []


def test_what_took_nothing_off_does_not_wait() -> None:
    told = Ledger(uses=[Use(1, on(1), BAKERY, G, 0), Use(2, on(2), BAKERY, G, 5)], backs=[Back(1, 2, on(3), 0)])
    assert unposted(told.history(), BAKERY) == [on(2)]
