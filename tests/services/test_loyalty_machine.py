"""Everything that can happen to cards, in any order: lots, balances and the roll-forward agree, in points and money.

PARTNERCRM_ROUNDS=400 makes the run four hundred times as long: some thousands of histories.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from db.engine import open_store
from db.queries import kept
from db.queries import loyalty_points as points_q
from partnercrm.domain import codes
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
from partnercrm.domain.loyalty_rows import MovementRow
from partnercrm.domain.party import Role
from partnercrm.services import loyalty, loyalty_figures, loyalty_moves, merge, undo, verify

if TYPE_CHECKING:
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
            done = work(self.book.on(self.today))
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

    def card(self, pick: int) -> int:
        return self.cards[pick % len(self.cards)]

    def movement(self, pick: int, kind: MovementKind) -> int:
        found = [row.id for row in loyalty.movements(self.store, None, 1000) if row.kind is kind]
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

    def movements(self) -> list[MovementRow]:
        return loyalty.movements(self.store, None, 10_000)

    @invariant()
    def no_lot_is_ever_below_zero(self) -> None:
        with self.store.read() as connection:
            numbers = connection.exec_driver_sql("SELECT id FROM lot").scalars().all()
            for lot in numbers:
                rest, changes = points_q.history(connection, lot)
                by_day: dict[dt.date, Decimal] = defaultdict(Decimal)
                for day, change in changes:
                    by_day[day] += change
                began = rest
                for day in sorted(by_day):
                    rest += by_day[day]
                    assert 0 <= rest <= began, (lot, day)

    @invariant()
    def kept_rows_are_the_sums(self) -> None:
        with self.store.read() as connection:
            assert [kept.differences(connection, table) for table in ("kept_member", "kept_lot")] == [0, 0]

    @invariant()
    def what_lots_lack_is_owed_back(self) -> None:
        for card in getattr(self, "cards", ()):
            shown = loyalty.card(self.store, self.book.on(self.today), card)
            assert shown.row.balance == sum(row.points for row in self.movements() if row.member == card)
            rests = sum(lot.rest for lot in shown.lots)
            assert shown.owed_back == rests - shown.row.balance
            with self.store.read() as connection:
                assert shown.owed_back == sum(owed.points for owed in points_q.uncovered(connection, card))

    @invariant()
    def each_movement_is_in_its_lots(self) -> None:
        with self.store.read() as connection:
            opened: dict[int, int] = dict(
                connection.exec_driver_sql("SELECT movement_id, sum(points) FROM lot GROUP BY 1")
            )
            drawn: dict[int, int] = dict(
                connection.exec_driver_sql("SELECT movement_id, sum(points) FROM lot_draw GROUP BY 1")
            )
        for row in self.movements():
            scaled = int(row.points * 10_000)
            if row.points > 0 and row.kind is not MovementKind.GIVE_BACK:
                assert opened.get(row.id, 0) == scaled
            assert abs(drawn.get(row.id, 0)) <= abs(scaled)

    @invariant()
    def the_roll_forward_adds_up(self) -> None:
        if not hasattr(self, "program"):
            return
        rows, middle = self.movements(), START + (self.today - START) / 2
        for first, last in ((dt.date(2020, 1, 1), self.today), (BEGAN, middle), (middle, self.today)):
            (span,) = loyalty_figures.roll_forwards(self.store, first, last, self.program)
            closing = sum((row.points for row in rows if row.day <= last), Decimal(0))
            assert span.rolled.closing == closing
            before = sum((row.points for row in rows if row.day < first), Decimal(0))
            brought = [row.points for row in rows if row.kind is MovementKind.OPENING and first <= row.day <= last]
            assert span.rolled.opening == before + sum(brought)
            assert closing * span.point_value == span.rolled.closing * span.point_value
        (promised,) = loyalty_figures.liabilities(self.store, self.today, None, self.program)
        (then,) = loyalty_figures.liabilities(self.store, self.today, middle, self.program)
        assert promised.sums.outstanding >= 0
        assert then.sums.outstanding >= 0
        assert promised.views.revenue >= 0


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
