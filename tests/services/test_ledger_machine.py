"""Everything that can happen to a ledger, in any order: what is summed, open, chained and closed always agrees.

PARTNERCRM_ROUNDS=40 makes the run forty times as long.
"""

from __future__ import annotations

import datetime as dt
import os
import shutil
import tempfile
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from db.engine import open_store
from partnercrm.domain.errors import Refused
from partnercrm.domain.ledger import Basis, Direction, ExchangeDraft, Kind, Lens, LineDraft, Reason, Return, Source
from partnercrm.domain.ledger_rows import EntryFilter, OpenSide, StatementKey, StatementRow
from partnercrm.domain.party import Role
from partnercrm.domain.period import month_number
from partnercrm.domain.settlement import Wish
from partnercrm.services import (
    balance,
    draft,
    entry,
    ledger,
    merge,
    open_item,
    period,
    settlement,
    statement,
    undo,
    verify,
)

if TYPE_CHECKING:
    from tests.services.worked_examples import Book

ROUNDS = int(os.environ.get("PARTNERCRM_ROUNDS", "1"))
START = dt.date(2026, 9, 1)
ASKS = {Lens.TO_PAY: "money", Lens.FAVOURS: "in_kind"}

values = st.integers(1, 40).map(lambda n: n * 250)
sides = st.sampled_from(list(Direction))
picks = st.integers(0, 10_000)


@st.composite
def lines(draw: st.DrawFn) -> LineDraft:
    """A line as a person might type it: often right, sometimes refused."""
    kind = draw(st.sampled_from([Kind.GOODS, Kind.SERVICE, Kind.EXPOSURE, Kind.TIME_OF_PEOPLE, Kind.DISCOUNT]))
    value = draw(st.none() | values | values)
    basis = (
        None if value is None else draw(st.sampled_from([Basis.BILL, Basis.AGREED, Basis.ESTIMATE, Basis.PRICE_LIST]))
    )
    asks = draw(st.sampled_from([None, Return.MONEY, Return.MONEY, Return.IN_KIND, Return.NOTHING]))
    return LineDraft(draw(sides), kind, value, basis, asks=asks, what=draw(st.sampled_from(["", "oven", "Brötchen"])))


class LedgerMachine(RuleBasedStateMachine):
    """A shop with four parties, whose clock only goes forward."""

    template: Path
    book_of: type[Book]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="ledger-"))
        path = self.folder / "shop.partnercrm"
        shutil.copyfile(self.template, path)
        self.store = open_store(path)
        self.book = self.book_of(self.store)
        self.today = START
        self.keys = 0
        self.hashes: list[bytes] = []
        self.closed: dict[int, object] = {}
        self.before: object = None
        self.undone: object = None

    def teardown(self) -> None:
        self.store.close()
        shutil.rmtree(self.folder)

    @initialize()
    def open_shop(self) -> None:
        roles = ((Role.SUPPLIER, Role.CUSTOMER), (Role.PARTNER,), (Role.CUSTOMER,), (Role.EMPLOYEE,))
        self.parties = [self.book.party(f"Party {n}", *held) for n, held in enumerate(roles)]

    # What happens

    def deed(self, work: Any) -> Any:
        """Does something that may be refused; what is refused changes nothing."""
        before = self.standing()
        try:
            done = work(self.book.on(self.today))
        except Refused:
            assert self.standing() == before
            return None
        undoable = getattr(done, "changes", done).undoable
        self.before, self.undone = before if undoable else None, None
        return done

    def entries(self) -> list[str]:
        rows = entry.page_rows(self.store, entry.ids(self.store, EntryFilter(folded=False), self.today))
        return [row.number for row in rows]

    def a_number(self, pick: int) -> str:
        found = self.entries()
        return found[pick % len(found)] if found else "2026-0001"

    def a_party(self, pick: int) -> int:
        return self.parties[pick % len(self.parties)]

    def owing(self, party: int) -> bool:
        return bool(balance.party_balance(self.store, party, self.today).set_off)

    @rule(days=st.integers(1, 20))
    def days_pass(self, days: int) -> None:
        self.today += dt.timedelta(days=days)

    @rule(
        party=picks,
        ago=st.integers(0, 45),
        due=st.none() | st.integers(-20, 40),
        flows=st.lists(lines(), min_size=1, max_size=3),
        source=st.sampled_from([Source.TYPED_IN] * 4 + [Source.OPENING]),
    )
    def post(self, party: int, ago: int, due: int | None, flows: list[LineDraft], source: Source) -> None:
        day = self.today - dt.timedelta(days=ago)
        due_day = None if due is None else day + dt.timedelta(days=due)
        made = ExchangeDraft(self.a_party(party), day, tuple(flows), due_day=due_day, source=source, memo="Größe")
        self.deed(lambda ctx: ledger.post(self.store, ctx, made))

    @rule(
        party=picks,
        ago=st.integers(0, 20),
        side=sides,
        value=values,
        wish=st.none() | picks,
        part=st.booleans(),
        discount=st.booleans(),
    )
    def pay(
        self, party: int, ago: int, side: Direction, value: int, wish: int | None, part: bool, discount: bool
    ) -> None:
        items = open_item.items(self.store, self.today, party=self.a_party(party))
        wishes: tuple[Wish, ...] = ()
        if wish is not None and items:
            item = items[wish % len(items)]
            side = Direction.RECEIVED if (item.side is OpenSide.RECEIVABLE) == (item.open > 0) else Direction.GIVEN
            wishes = (Wish(item.line, abs(item.open) // 2 or None) if part else Wish(item.line),)
        flows = [LineDraft(side, Kind.MONEY, value)]
        if discount:
            flows.append(LineDraft(side, Kind.ADJUSTMENT, 250, reason=Reason.CASH_DISCOUNT))
        made = ExchangeDraft(self.a_party(party), self.today - dt.timedelta(days=ago), tuple(flows), settles=wishes)
        self.deed(lambda ctx: ledger.post(self.store, ctx, made))

    @rule(pick=picks)
    def reverse(self, pick: int) -> None:
        number = self.a_number(pick)
        self.deed(lambda ctx: ledger.reverse(self.store, ctx, number))

    @rule(party=picks, flows=st.lists(lines(), min_size=1, max_size=3), ago=st.integers(0, 30))
    def make_a_mistake(self, party: int, flows: list[LineDraft], ago: int) -> None:
        made = ExchangeDraft(self.a_party(party), self.today - dt.timedelta(days=ago), tuple(flows))
        posted = self.deed(lambda ctx: ledger.post(self.store, ctx, made))
        if posted is not None:
            before = self.before
            self.deed(lambda ctx: ledger.reverse(self.store, ctx, posted.number))
            assert self.standing() == before

    @rule(pick=picks, factor=st.sampled_from([1, 2]), again=st.booleans())
    def correct(self, pick: int, factor: int, again: bool) -> None:
        number = self.a_number(pick)
        work = ledger.enter_again if again else ledger.correct
        done = self.deed(lambda ctx: work(self.store, ctx, number))
        if done is None:
            return
        said = draft.get(self.store, done.draft)
        flows = tuple(replace(line, value=line.value and line.value * factor) for line in said.lines)
        self.deed(lambda ctx: draft.save(self.store, ctx, replace(said, lines=flows), done.draft))
        self.deed(lambda ctx: ledger.post_draft(self.store, ctx, done.draft))
        if done.draft in {row.id for row in draft.listed(self.store)}:
            self.deed(lambda ctx: draft.delete(self.store, ctx, (done.draft,)))

    @rule(pick=picks, value=values)
    def credit(self, pick: int, value: int) -> None:
        number = self.a_number(pick)
        self.deed(lambda ctx: ledger.credit(self.store, ctx, number, value // 2, line=1))

    @rule(payer=picks, item=picks, amount=st.none() | values)
    def settle(self, payer: int, item: int, amount: int | None) -> None:
        found = open_item.items(self.store, self.today)
        held = [one for one in found if one.open < 0] or found
        if not found:
            return
        one = held[payer % len(held)]
        fitting = [other for other in found if other.party == one.party and other.line != one.line] or found
        number = fitting[item % len(fitting)].number
        self.deed(lambda ctx: settlement.settle(self.store, ctx, one.number, [(number, amount)]))

    @rule(party=picks, side=sides, value=values, amount=st.none() | values)
    def prepay_and_settle_later(self, party: int, side: Direction, value: int, amount: int | None) -> None:
        one = self.parties[party % 3]
        paid = ExchangeDraft(one, self.today, (LineDraft(side, Kind.MONEY, value * 3),), settles=())
        line = LineDraft(side.other, Kind.SERVICE, value, Basis.AGREED, asks=Return.MONEY)
        first = self.deed(lambda ctx: ledger.post(self.store, ctx, paid))
        second = self.deed(lambda ctx: ledger.post(self.store, ctx, ExchangeDraft(one, self.today, (line,))))
        if first and second:
            self.deed(lambda ctx: settlement.settle(self.store, ctx, first.number, [(second.number, amount)]))

    @rule(party=picks, value=values)
    def owe_each_other(self, party: int, value: int) -> None:
        for side in Direction:
            line = LineDraft(side, Kind.GOODS, value, Basis.BILL, asks=Return.MONEY)
            made = ExchangeDraft(self.parties[party % 3], self.today, (line,))
            self.deed(lambda ctx, made=made: ledger.post(self.store, ctx, made))

    @rule(party=picks, amount=st.none() | values, ago=st.integers(0, 20))
    def set_off(self, party: int, amount: int | None, ago: int) -> None:
        day = self.today - dt.timedelta(days=ago)
        both = [one for one in self.parties if self.owing(one)] or self.parties
        self.deed(lambda ctx: settlement.set_off(self.store, ctx, both[party % len(both)], "signed", amount, day))

    @rule(one=st.integers(0, 2), step=st.integers(1, 2), amount=values)
    def transfer(self, one: int, step: int, amount: int) -> None:
        pair = self.parties[one], self.parties[(one + step) % 3]
        self.deed(lambda ctx: settlement.transfer(self.store, ctx, *pair, amount, "signed"))

    @rule(party=picks)
    def call_even(self, party: int) -> None:
        self.deed(lambda ctx: settlement.call_even(self.store, ctx, self.a_party(party), "shaken hands"))

    @precondition(lambda self: self.hashes)
    @rule(back=st.integers(0, 3))
    def close_month(self, back: int) -> None:
        month = month_number(self.today - dt.timedelta(days=30 * (back or 3)))
        if self.deed(lambda ctx: period.close(self.store, ctx, month)) is not None:
            self.closed[month] = self.rows_of(month)

    @precondition(lambda self: self.closed)
    @rule(pick=picks)
    def reopen_month(self, pick: int) -> None:
        month = sorted(self.closed)[pick % len(self.closed)]
        self.deed(lambda ctx: period.reopen(self.store, ctx, month, "a bill turned up"))
        del self.closed[month]

    @rule(keep=picks, other=picks)
    def merge(self, keep: int, other: int) -> None:
        one, two = self.a_party(keep), self.a_party(other)
        self.deed(lambda ctx: merge.merge(self.store, ctx, one, two))

    @precondition(lambda self: self.hashes)
    @rule()
    def undo(self) -> None:
        before, after = self.before, self.standing()
        name = undo.next_undo(self.store)
        if name is None or name.key.startswith("Add"):
            return
        try:
            undo.undo(self.store, self.book.on(self.today))
        except Refused:
            assert self.standing() == after
            return
        if before is not None:
            assert self.standing() == before
        self.before, self.undone = None, after if before is not None else None

    @rule()
    def redo(self) -> None:
        before, undone = self.standing(), self.undone
        try:
            undo.redo(self.store, self.book.on(self.today))
        except Refused:
            assert self.standing() == before
            return
        if undone is not None:
            assert self.standing() == undone
        self.before, self.undone = before, None

    @rule(party=picks, value=values)
    def post_twice_under_one_key(self, party: int, value: int) -> None:
        self.keys += 1
        ctx = self.book.on(self.today, f"till-{self.keys}")
        made = ExchangeDraft(self.a_party(party), self.today, (LineDraft(Direction.GIVEN, Kind.EXPOSURE, value),))
        try:
            first = ledger.post(self.store, ctx, made)
        except Refused:
            return
        count = len(self.entries())
        again = ledger.post(self.store, ctx, made)
        assert (again.number, again.repeated, again.reversed_by) == (first.number, True, None)
        assert len(self.entries()) == count
        self.before = self.undone = None

    # What must hold

    def standing(self) -> object:
        """How the shop stands with everybody, and what is open; not which lines say so."""
        found = balance.balances(self.store)
        items = Counter((one.party, one.side, one.open) for one in open_item.items(self.store, self.today))
        return [row[3:] for row in found if any(row[3:])], items

    def rows_of(self, month: int) -> object:
        with self.store.read() as connection:
            sql = "SELECT * FROM {} WHERE day / 100 = ? ORDER BY id"
            return [
                connection.exec_driver_sql(sql.format(table), (month,)).fetchall()
                for table in ("exchange", "line", "settlement")
            ]

    @invariant()
    def sums_agree(self) -> None:
        with self.store.read() as connection:
            posted = connection.exec_driver_sql("SELECT * FROM line").mappings().all()
            roots: dict[int, int] = dict(connection.exec_driver_sql("SELECT party_id, root_id FROM alias").fetchall())
            paid: Counter[int] = Counter()
            for row in connection.exec_driver_sql("SELECT * FROM settlement").mappings():
                paid[row["paying_line_id"]] += row["amount"]
                paid[row["item_line_id"]] += row["amount"]
        for lens, asks in ASKS.items():
            sums: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
            for row in (row for row in posted if row["asks"] == asks):
                of = sums[roots.get(row["party_id"], row["party_id"])]
                at = 0 if row["direction"] > 0 else 1
                of[at] += row["sign"] * (row["value"] or 0)
                of[at + 2] += row["sign"] * (row["value"] is None)
            assert {row.party_id: list(row[3:7]) for row in balance.balances(self.store, lens)} == dict(sums)
        days: Counter[tuple[int, int, int]] = Counter()
        for row in (row for row in posted if row["turn_day"]):
            days[roots.get(row["party_id"], row["party_id"]), row["direction"], row["turn_day"]] += row["sign"]
        turns = Counter((party, direction) for (party, direction, _day), signs in days.items() if signs > 0)
        kept = {(row.party_id, 1): row.given for row in balance.balances(self.store, Lens.TURNS)}
        kept |= {(row.party_id, -1): row.received for row in balance.balances(self.store, Lens.TURNS)}
        assert {key: count for key, count in kept.items() if count} == dict(turns)
        rests = {row["id"]: row["value"] - paid[row["id"]] for row in posted if row["asks"] == "money"}
        assert all(0 <= rests[row["id"]] <= row["value"] for row in posted if row["id"] in rests)
        items = open_item.items(self.store, self.today)
        assert {item.line: abs(item.open) for item in items} == {line: rest for line, rest in rests.items() if rest}

    @invariant()
    def open_items_add_up_to_the_balance_of_every_day(self) -> None:
        for on in (None, self.today, *(START + dt.timedelta(days=step) for step in range(0, 120, 17))):
            sums: Counter[int] = Counter()
            for item in open_item.items(self.store, self.today, on):
                sums[item.party] += item.open if item.side is OpenSide.RECEIVABLE else -item.open
            balances = {row.party_id: row.balance for row in balance.balances(self.store, Lens.TO_PAY, on=on)}
            assert {party: total for party, total in sums.items() if total} == {
                party: total for party, total in balances.items() if total
            }

    @invariant()
    def closed_months_stay_as_they_were(self) -> None:
        for month, before in self.closed.items():
            assert self.rows_of(month) == before

    @invariant()
    def what_is_posted_stays(self) -> None:
        with self.store.read() as connection:
            found = list(connection.exec_driver_sql("SELECT hash FROM exchange ORDER BY id").scalars())
        assert found[: len(self.hashes)] == self.hashes
        self.hashes = found

    @invariant()
    def statements_agree_with_their_pages(self) -> None:
        for party in getattr(self, "parties", ())[:2]:
            whole = statement.statement(self.store, party)
            rows: list[StatementRow] = []
            below: StatementKey | None = None
            while True:
                page = statement.latest(self.store, party, 3, below)
                rows += page.rows
                below = page.below
                if below is None:
                    break
            assert tuple(reversed(rows)) == whole.rows

    @invariant()
    def verify_finds_nothing(self) -> None:
        assert verify.verify(self.store).problems == ()


def test_whatever_happens_the_ledger_agrees_with_itself(empty_store: Path, book: Book) -> None:
    machine = type("Machine", (LedgerMachine,), {"template": empty_store, "book_of": type(book)})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=4 * ROUNDS,
            stateful_step_count=40,
            # A failure says what was done; finding the shortest way to it may take minutes.
            phases=(Phase.generate,),
            derandomize=ROUNDS == 1,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
