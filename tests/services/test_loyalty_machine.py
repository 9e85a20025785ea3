"""Everything that can happen to cards, in any order: lots, balances and the roll-forward agree, in points and money.

PARTNERCRM_ROUNDS=250 makes the run so many times as long: 1,000 histories.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from db.engine import open_store
from db.queries import kept
from db.queries import loyalty as loyalty_q
from db.queries import loyalty_points as points_q
from db.values import day_to_int
from partnercrm.domain import codes
from partnercrm.domain.dates import Clock
from partnercrm.domain.errors import Refused
from partnercrm.domain.loyalty import ExclusionDraft, ExclusionKind, MovementKind, ProgramDraft
from partnercrm.domain.loyalty_moves import (
    AdjustDraft,
    EarnDraft,
    GiveBackDraft,
    MemberDraft,
    OpeningDraft,
    RedeemDraft,
    RefundDraft,
    TransferDraft,
)
from partnercrm.domain.party import Role
from partnercrm.domain.period import month_number
from partnercrm.services import loyalty, loyalty_figures, loyalty_moves, merge, period, undo, verify

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from partnercrm.services.context import Context
    from tests.services.worked_examples import Book

ROUNDS = int(os.environ.get("PARTNERCRM_ROUNDS", "1"))
START = dt.date(2026, 3, 1)
BEGAN = dt.date(2026, 1, 1)
CODES = [codes.complete(f"X2345{sign}789") for sign in "ACEFHJK"]

picks = st.integers(0, 10_000)
ago = st.sampled_from([0, 0, 0, 1, 5, 20, 45])
some = st.integers(1, 40).map(Decimal)


class CardMachine(RuleBasedStateMachine):
    """A shop with a program whose points end after two months, four cards here and one of the bakery."""

    template: Path
    book_of: type[Book]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="loyalty-"))
        path = self.folder / "shop.partnercrm"
        shutil.copyfile(self.template, path)
        self.store = open_store(path)
        self.book = self.book_of(self.store)
        self.today = START
        self.done: list[int] = []
        self.owner = self.book.on(START)

    def teardown(self) -> None:
        assert verify.verify(self.store).problems == ()
        self.store.close()
        shutil.rmtree(self.folder)

    @initialize(tiered=st.booleans())
    def open_shop(self, tiered: bool) -> None:
        ctx = self.book.on(START)
        made = loyalty.program_templates(self.store, ctx)[2 if tiered else 0]
        closed_day = ExclusionDraft(
            ExclusionKind.DAYS, "Holiday", from_day=dt.date(2026, 3, 7), until_day=dt.date(2026, 3, 8)
        )
        draft: ProgramDraft = replace(
            made, from_day=BEGAN, expiry_months=2, offline_limit=Decimal(30), exclusions=(closed_day,)
        )
        self.program = loyalty.add_program(self.store, ctx, draft).id
        self.bakery = self.book.party("The Daily Grind", Role.PARTNER)
        self.people = [self.book.party(f"Guest {n}", Role.CUSTOMER) for n in range(3)]
        drafts = [MemberDraft(self.program, party) for party in (*self.people, self.people[0])]
        drafts.append(MemberDraft(self.program, home=self.bakery))
        self.cards = [loyalty.add_member(self.store, ctx, draft).id for draft in drafts]

    # What happens

    def deed(self, work: Any) -> None:
        """Does something that may be refused; what is refused changes nothing."""
        before = self.standing()
        try:
            done = work(self.owner_today())
        except Refused:
            assert self.standing() == before
            return
        self.done.append(getattr(done, "changes", done).operation)

    def standing(self) -> object:
        with self.store.read() as connection:
            return [
                connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY 1").all()
                for table in ("movement", "lot", "lot_draw", "kept_lot", "kept_member", "member_code")
            ]

    def owner_today(self) -> Context:
        return replace(self.owner, clock=Clock.fixed(self.today))

    def card(self, pick: int) -> int:
        return self.cards[pick % len(self.cards)]

    def movement(self, pick: int, kind: MovementKind) -> int:
        with self.store.read() as connection:
            sql = "SELECT id FROM movement WHERE kind = ? ORDER BY id"
            found = connection.exec_driver_sql(sql, (kind.value,)).scalars().all()
        return found[pick % len(found)] if found else 0

    def day(self, back: int) -> dt.date:
        return self.today - dt.timedelta(days=back)

    @rule(days=st.integers(1, 25))
    def days_pass(self, days: int) -> None:
        self.today += dt.timedelta(days=days)

    @rule(card=picks, paid=st.integers(0, 4000), back=ago, theirs=st.booleans())
    def earn(self, card: int, paid: int, back: int, theirs: bool) -> None:
        issuer = self.bakery if theirs else None
        draft = EarnDraft(self.card(card), self.day(back), paid, issuer=issuer)
        self.deed(lambda ctx: loyalty_moves.earn(self.store, ctx, draft))

    @rule(card=picks, points=some, back=ago, code=st.none() | st.sampled_from(CODES), shop=st.booleans())
    def redeem(self, card: int, points: Decimal, back: int, code: str | None, shop: bool) -> None:
        where = self.bakery if shop else None
        draft = RedeemDraft(self.card(card), self.day(back), points, shop=where, code=code or "")
        self.deed(lambda ctx: loyalty_moves.redeem(self.store, ctx, draft))

    @rule(back=st.integers(0, 40), beyond=st.sampled_from([0, 0, 0, 1, 7]))
    def partners_list(self, back: int, beyond: int) -> None:
        """Rows of the bakery's list, which comes late and says older days than what lies on the cards: they go in even
        beyond the card."""
        for card in self.cards:
            with self.store.read() as connection:
                lots = points_q.lots(connection, card)
            if lots:
                points = min(sum((lot.rest for lot in lots), Decimal(beyond)), Decimal(9))
                day = max(lot.day for lot in lots) - dt.timedelta(days=back)
                self.used_there(RedeemDraft(card, day, points, shop=self.bakery, beyond=points))

    def used_there(self, draft: RedeemDraft) -> None:
        self.deed(lambda ctx: loyalty_moves.redeem(self.store, ctx, draft))

    @rule(pick=picks)
    def month_end(self, pick: int) -> None:
        """Last month is closed: what comes for it later is dated today."""
        month = month_number(self.today.replace(day=1) - dt.timedelta(days=1))
        if pick % 5 == 0:
            self.deed(lambda ctx: period.close(self.store, ctx, month))

    @rule(pick=picks, paid=st.none() | st.integers(1, 3000), back=ago)
    def refund(self, pick: int, paid: int | None, back: int) -> None:
        draft = RefundDraft(self.movement(pick, MovementKind.EARN), self.day(back), paid)
        self.deed(lambda ctx: loyalty_moves.refund(self.store, ctx, draft))

    @rule(pick=picks, points=st.none() | some, back=ago)
    def give_back(self, pick: int, points: Decimal | None, back: int) -> None:
        draft = GiveBackDraft(self.movement(pick, MovementKind.REDEEM), self.day(back), points)
        self.deed(lambda ctx: loyalty_moves.give_back(self.store, ctx, draft))

    @rule(card=picks, points=st.integers(-30, 30).map(Decimal), back=ago)
    def adjust(self, card: int, points: Decimal, back: int) -> None:
        draft = AdjustDraft(self.card(card), self.day(back), points, "counted anew")
        self.deed(lambda ctx: loyalty_moves.adjust(self.store, ctx, draft))

    @rule(card=picks, to=picks, points=st.none() | some, back=ago)
    def transfer(self, card: int, to: int, points: Decimal | None, back: int) -> None:
        draft = TransferDraft(self.card(card), self.card(to), self.day(back), "card lost", points)
        self.deed(lambda ctx: loyalty_moves.transfer(self.store, ctx, draft))

    @rule(card=picks, points=some, days=st.none() | st.integers(0, 60))
    def bring(self, card: int, points: Decimal, days: int | None) -> None:
        expiry = None if days is None else self.today + dt.timedelta(days=days)
        draft = OpeningDraft(self.card(card), self.today, points, expiry)
        self.deed(lambda ctx: loyalty_moves.bring(self.store, ctx, draft))

    @rule(back=ago)
    def expire(self, back: int) -> None:
        self.deed(lambda ctx: loyalty_moves.expire(self.store, ctx, self.day(back)))

    @rule(keep=picks, other=picks)
    def merge(self, keep: int, other: int) -> None:
        one, two = self.people[keep % 3], self.people[other % 3]
        self.deed(lambda ctx: merge.merge(self.store, ctx, one, two))

    @rule(card=picks)
    def close(self, card: int) -> None:
        if card % 7 == 0:
            self.deed(lambda ctx: loyalty_moves.close(self.store, ctx, self.card(card), ""))

    @rule(pick=picks)
    def undo(self, pick: int) -> None:
        if self.done:
            number = self.done[-1 - pick % min(3, len(self.done))]
            self.deed(lambda ctx: undo.undo(self.store, ctx, number))

    # What always holds

    @invariant()
    def points_agree(self) -> None:
        if not hasattr(self, "program"):
            return
        with self.store.read() as connection:

            def read(sql: str) -> list[Any]:
                return list(connection.exec_driver_sql(sql))

            assert [kept.differences(connection, table) for table in ("kept_member", "kept_lot")] == [0, 0]
            no_lot_is_ever_below_zero(read)
            each_movement_is_in_its_lots(read)
            rests: dict[int, int] = dict(read("SELECT member_id, sum(rest) FROM kept_lot GROUP BY 1"))
            balances: dict[int, int] = dict(read("SELECT member_id, sum(points) FROM movement GROUP BY 1"))
            for card, row in zip(self.cards, loyalty_q.members(connection, self.cards), strict=True):
                owed = sum(each.points for each in points_q.uncovered(connection, card))
                assert rests.get(card, 0) - balances.get(card, 0) == owed * 10_000
                shown = loyalty.card_in(connection, row, self.today)
                assert shown.owed_back == max(owed, 0)
                assert not (shown.owed_back and shown.spendable)
                good = [lot for lot in shown.lots if lot.expiry is None or lot.expiry >= self.today]
                assert not (owed and good), "what a card owes back is made up from the lots that are there"
            self.the_roll_forward_adds_up(connection, read("SELECT kind, points, day FROM movement"))

    def the_roll_forward_adds_up(self, connection: Connection, rows: list[Any]) -> None:
        middle = START + (self.today - START) / 2
        for first, last in ((dt.date(2020, 1, 1), self.today), (BEGAN, middle), (middle, self.today)):
            (span,) = loyalty_figures.roll_forwards_in(connection, first, last, self.program)
            start, end = day_to_int(first), day_to_int(last)
            before = sum(points for _kind, points, day in rows if day < start)
            brought = sum(points for kind, points, day in rows if kind == "opening" and start <= day <= end)
            assert span.rolled.opening * 10_000 == before + brought
            closing = sum(points for _kind, points, day in rows if day <= end)
            assert span.rolled.closing * 10_000 == closing
            parts = [getattr(span.rolled, name) * sign * span.point_value for name, sign in PARTS.items()]
            assert sum(parts) == span.rolled.closing * span.point_value
        for day in (self.today, middle):
            (promised,) = loyalty_figures.liabilities_in(connection, day, self.program)
            assert promised.sums.outstanding >= 0
            assert promised.sums.owed_back >= 0
            assert promised.views.revenue is None or promised.views.revenue >= 0


PARTS = {
    "opening": 1,
    "issued": 1,
    "taken_back": -1,
    "redeemed": -1,
    "given_back": 1,
    "expired": -1,
    "transferred": 1,
    "adjusted": 1,
}


def no_lot_is_ever_below_zero(read: Callable[[str], list[Any]]) -> None:
    """At the end of every day each lot holds between nothing and what it began with."""
    changes: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for lot, day, points in read("SELECT lot_id, day, points FROM lot_draw"):
        changes[lot][day] += points
    for lot, began, born in read("SELECT id, points, day FROM lot"):
        rest = began
        for day in sorted(changes[lot]):
            rest += changes[lot][day]
            assert 0 <= rest <= began, (lot, day)
            assert day >= born, (lot, day)


def each_movement_is_in_its_lots(read: Callable[[str], list[Any]]) -> None:
    """What came stands in lots; what went was drawn on lots, as far as there were any."""
    opened = dict(read("SELECT movement_id, sum(points) FROM lot GROUP BY 1"))
    drawn = dict(read("SELECT movement_id, sum(points) FROM lot_draw GROUP BY 1"))
    for movement, kind, points in read("SELECT id, kind, points FROM movement"):
        if points > 0 and kind not in ("give_back", "expire"):
            assert opened.pop(movement) == points
        assert abs(drawn.pop(movement, 0)) <= abs(points)
    assert opened == drawn == {}


def test_whatever_happens_points_agree_with_their_lots(empty_store: Path, book: Book) -> None:
    machine = type("Machine", (CardMachine,), {"template": empty_store, "book_of": type(book)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=4 * ROUNDS,
            stateful_step_count=40,
            phases=(Phase.generate,),
            derandomize=ROUNDS == 1,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
