"""Posting: the rules, the numbers, the chain, drafts; what the database itself refuses."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.exc import IntegrityError

from partnercrm.domain.errors import (
    Invalid,
    KeyReused,
    LimitReached,
    NotFound,
    PeriodClosed,
)
from partnercrm.domain.ledger import Basis, ExchangeDraft, Kind, Lens, Return, Source
from partnercrm.domain.ledger_rows import EntryFilter, EntrySort
from partnercrm.domain.money import Currency
from partnercrm.domain.party import Role
from partnercrm.services import balance, draft, entry, ledger, period, verify
from partnercrm.services import store as stores
from partnercrm.services.store import NewStore, Store

if TYPE_CHECKING:
    from tests.services.worked_examples import Book

D = dt.date
NOV = D(2026, 11, 20)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def bakery(book: Book) -> int:
    return book.party("The Daily Grind", Role.PARTNER, Role.SUPPLIER)


@pytest.fixture(autouse=True)
def intact(store: Store) -> Iterator[None]:
    yield
    assert verify.verify(store).problems == ()


def numbers(store: Store, wanted: EntryFilter | None = None, sort: EntrySort = EntrySort.POSTED) -> list[str]:
    found = entry.ids(store, wanted or EntryFilter(folded=False), NOV, sort)
    return [row.number for row in entry.page_rows(store, found)]


# Rules


def test_a_half_typed_entry_says_what_is_missing_by_field(store: Store, book: Book) -> None:
    with pytest.raises(Invalid) as told:
        ledger.post(store, book.on(NOV), ExchangeDraft(None, None))
    assert [problem.field for problem in told.value.problems] == ["party", "day", "lines"]
    assert numbers(store) == []


def test_what_is_wrong_with_a_line_names_the_line(book: Book, bakery: int) -> None:
    with pytest.raises(Invalid) as told:
        book.post(bakery, NOV, book.gave(Kind.EXPOSURE), book.gave(Kind.GOODS, basis=Basis.BILL))
    assert [problem.field for problem in told.value.problems] == ["lines.1.value"]


def test_nobody_posts_to_somebody_who_is_not_there(book: Book, make_party: Callable[..., int]) -> None:
    with pytest.raises(NotFound):
        book.post(4711, NOV, book.gave(Kind.EXPOSURE))
    moment = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    with pytest.raises(NotFound):
        book.post(make_party("Gone", binned_at=moment), NOV, book.gave(Kind.EXPOSURE))
    with pytest.raises(Invalid, match="Walk-in"):
        book.post(make_party("Walk-in", walk_in=True), NOV, book.gave(Kind.EXPOSURE))


def test_employees_have_no_to_pay_balance(store: Store, book: Book) -> None:
    lena = book.party("Lena", Role.EMPLOYEE)
    for line in (book.gave(Kind.MONEY, 100_00), book.gave(Kind.TIME_OF_PEOPLE, 5_00, Basis.AGREED, asks=Return.MONEY)):
        with pytest.raises(Invalid, match="payroll"):
            book.post(lena, NOV, line)
    number = book.post(lena, NOV, book.gave(Kind.KNOWLEDGE, 280_00, cost=280_00, what="training"))
    assert entry.entry(store, number).lines[0].asks is Return.NOTHING
    found = {row.lens: row for row in balance.balances(store, party=lena)}
    assert (found[Lens.TO_PAY].volume, found[Lens.FAVOURS].volume, found[Lens.TURNS].given) == (0, 0, 1)


def test_past_the_hard_limit_a_reason_is_asked_and_kept(
    store: Store, book: Book, make_party: Callable[..., int]
) -> None:
    ana = make_party("Ana", Role.CUSTOMER, hard_limit=50_00)
    book.post(ana, NOV, book.gave(Kind.GOODS, 40_00, Basis.BILL))
    with pytest.raises(LimitReached, match="limit set for Ana"):
        book.post(ana, NOV, book.gave(Kind.GOODS, 20_00, Basis.BILL))
    book.post(ana, NOV, book.gave(Kind.EXPOSURE, 500_00))
    number = book.post(ana, NOV, book.gave(Kind.GOODS, 20_00, Basis.BILL), reason="pays on Friday")
    assert entry.entry(store, number).reason == "pays on Friday"
    book.post(ana, NOV, book.got(Kind.MONEY, 5_00))


def test_a_line_below_zero_is_never_typed_in(book: Book, bakery: int) -> None:
    with pytest.raises(Invalid, match="Only a reversal or a credit"):
        book.post(bakery, NOV, book.gave(Kind.EXPOSURE, 1_00, sign=-1))


def test_what_was_said_stands_there_word_for_word(store: Store, book: Book, bakery: int) -> None:
    line = book.got(
        Kind.SPACE_AND_EQUIPMENT,
        24_00,
        Basis.AGREED,
        quantity=Decimal("2.5"),
        unit="hour",
        what="Ofen „groß“",
        foreign_currency="CHF",
        foreign_amount=Decimal("23.10"),
        foreign_rate=Decimal("1.0389"),
    )
    said: dict[str, Any] = {
        "memo": "=1+1",
        "our_document": "A-1",
        "their_document": "B\t2",
        "due_day": D(2026, 12, 1),
        "reason": "why",
    }
    view = entry.entry(store, book.post(bakery, NOV, line, belongs_to=D(2026, 10, 27), **said))
    row, kept = view.row, view.lines[0]
    assert (row.memo, row.our_document, row.their_document, row.due, view.reason) == tuple(said.values())
    assert (row.what, row.belongs_to, row.posted_by, row.source) == (
        "Ofen „groß“",
        D(2026, 10, 27),
        "Sarah",
        Source.TYPED_IN,
    )
    assert row.posted_at == dt.datetime(2026, 11, 20, 9, 30, tzinfo=dt.UTC)
    assert (kept.quantity, kept.unit, kept.value, kept.basis) == (Decimal("2.5"), "hour", 24_00, Basis.AGREED)
    assert (kept.foreign_currency, kept.foreign_amount, kept.foreign_rate) == (
        "CHF",
        Decimal("23.10"),
        Decimal("1.0389"),
    )
    assert kept.asks is Return.IN_KIND


# Numbers and keys


def test_numbers_have_no_gaps_in_each_fiscal_year(store: Store, book: Book, bakery: int) -> None:
    days = [D(2025, 12, 31), D(2026, 1, 1), D(2025, 11, 2), D(2026, 2, 1)]
    assert [book.post(bakery, day, book.gave(Kind.EXPOSURE)) for day in days] == [
        "2025-0001",
        "2026-0001",
        "2025-0002",
        "2026-0002",
    ]
    with pytest.raises(Invalid):
        book.post(bakery, NOV)
    assert book.post(bakery, NOV, book.gave(Kind.EXPOSURE)) == "2026-0003"


def test_a_fiscal_year_is_named_after_the_year_in_which_it_starts(tmp_path: Path, book: Book) -> None:
    path = tmp_path / "april.partnercrm"
    stores.new(path, NewStore("Shop", Currency("EUR", 2), "en_GB", fiscal_year_start=4), book.on(NOV).clock)
    with_april = type(book)(stores.open_shop(path))
    try:
        party = with_april.party("Ana", Role.CUSTOMER)
        days = [D(2026, 3, 31), D(2026, 4, 1), D(2027, 3, 31), D(2027, 4, 1)]
        found = [with_april.post(party, day, book.gave(Kind.EXPOSURE)) for day in days]
        assert found == ["2025-0001", "2026-0001", "2026-0002", "2027-0001"]
        assert verify.verify(with_april.store).problems == ()
    finally:
        with_april.store.close()


def test_the_same_key_twice_is_one_entry(store: Store, book: Book, bakery: int) -> None:
    made = ExchangeDraft(bakery, NOV, (book.gave(Kind.EXPOSURE, 25_00),))
    first = ledger.post(store, book.on(NOV, "till-7"), made)
    again = ledger.post(store, book.on(D(2026, 11, 21), "till-7"), made)
    assert (again.exchange, again.number, again.repeated, again.reversed_by) == (
        first.exchange,
        first.number,
        True,
        None,
    )
    assert (first.repeated, again.changes.subjects) == (False, frozenset())
    with pytest.raises(KeyReused, match="till-7"):
        ledger.post(store, book.on(NOV, "till-7"), replace(made, memo="another"))
    assert numbers(store) == ["2026-0001"]


def test_two_threads_post_at_once_without_gaps(store: Store, book: Book, bakery: int) -> None:
    found: list[str] = []

    def work() -> None:
        found.extend(book.post(bakery, NOV, book.gave(Kind.EXPOSURE)) for _ in range(12))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [f"2026-{number:04d}" for number in range(1, 25)]


def test_two_processes_post_at_once_without_gaps(store: Store, book: Book, bakery: int) -> None:
    script = f"""
    import datetime as dt, sys
    from pathlib import Path
    from partnercrm.domain.dates import Clock
    from partnercrm.domain.ledger import Direction, ExchangeDraft, Kind, LineDraft
    from partnercrm.services import ledger, store as stores
    store = stores.open_shop(Path(sys.argv[1]))
    ctx = stores.context(store, Clock.fixed(dt.datetime(2026, 11, 20, tzinfo=dt.UTC)))
    made = ExchangeDraft({bakery}, dt.date(2026, 11, 20), (LineDraft(Direction.GIVEN, Kind.EXPOSURE),))
    for _ in range(8):
        print(ledger.post(store, ctx, made).number, flush=True)
    """
    command = [sys.executable, "-P", "-c", textwrap.dedent(script), str(store.path)]
    run = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) for _ in range(2)]
    mine = [book.post(bakery, NOV, book.gave(Kind.EXPOSURE)) for _ in range(8)]
    theirs = [process.communicate(timeout=60)[0].split() for process in run]
    assert [process.returncode for process in run] == [0, 0]
    assert sorted([*mine, *theirs[0], *theirs[1]]) == [f"2026-{number:04d}" for number in range(1, 25)]


# Drafts


def test_a_draft_keeps_all_that_was_said(store: Store, book: Book, bakery: int) -> None:
    said = ExchangeDraft(
        bakery,
        NOV,
        (book.gave(Kind.KNOWLEDGE, 5_00, gift=True), book.got(Kind.MONEY)),
        memo="half",
        due_day=D(2026, 12, 1),
        source=Source.DELIVERY,
        import_source="till.csv",
        external_id="7",
        reason="agreed",
    )
    ctx = book.on(NOV)
    made = draft.save(store, ctx, said)
    kept = draft.get(store, made.draft)
    assert kept == replace(said, lines=(replace(said.lines[0], gift=False, asks=Return.NOTHING), said.lines[1]))
    assert draft.find(store, made.uuid) == made.draft
    with pytest.raises(Invalid):
        ledger.post_draft(store, ctx, made.draft)
    draft.save(store, ctx, replace(said, lines=said.lines[:1]), made.draft)
    number = ledger.post_draft(store, ctx, made.draft).number
    view = entry.entry(store, number)
    assert (view.lines[0].asks, view.reason) == (Return.NOTHING, "agreed")
    with pytest.raises(NotFound):
        ledger.post_draft(store, ctx, made.draft)


def test_a_draft_may_lack_everything_and_blocks_nothing(store: Store, book: Book, bakery: int) -> None:
    ctx = book.on(NOV)
    made = draft.save(store, ctx, ExchangeDraft(None, None))
    book.post(bakery, NOV, book.gave(Kind.EXPOSURE))
    assert draft.listed(store)[0].party == ""
    draft.delete(store, ctx, (made.draft,))
    assert draft.listed(store) == []
    for work in (lambda: draft.get(store, made.draft), lambda: draft.find(store, made.uuid)):
        with pytest.raises(NotFound):
            work()


# What the database refuses


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE exchange SET day = 20261101",
        "UPDATE line SET value = value + 1",
        "UPDATE exchange_text SET memo = 'x'",
        "UPDATE line_text SET what = 'x'",
        "UPDATE settlement SET amount = 1",
        "DELETE FROM exchange",
        "DELETE FROM line",
        "DELETE FROM exchange_text",
        "DELETE FROM line_text",
        "DELETE FROM settlement",
        "REPLACE INTO line SELECT * FROM line",
        "INSERT INTO line (exchange_id, party_id, day, due_day, opening, position, direction, sign, kind, unit, basis, "
        "asks, tax_code, foreign_currency) SELECT exchange_id, party_id, day, due_day, 0, 9, 1, 1, 'goods', '', "
        "'unpriced', 'in_kind', '', '' FROM line LIMIT 1",
        "UPDATE operation SET key = 'x'",
        "DELETE FROM operation",
        "DELETE FROM audit",
    ],
)
def test_the_database_keeps_what_is_posted(store: Store, book: Book, bakery: int, sql: str) -> None:
    book.post(bakery, NOV, book.got(Kind.GOODS, 10_00, Basis.BILL, what="rolls"), book.gave(Kind.MONEY, 10_00))
    with pytest.raises(IntegrityError, match=r"never|no more lines"), store.write() as connection:
        connection.exec_driver_sql(sql)


def test_the_database_refuses_a_closed_month_itself(store: Store, book: Book, bakery: int) -> None:
    book.post(bakery, D(2026, 10, 2), book.got(Kind.GOODS, 10_00, Basis.BILL), book.gave(Kind.MONEY, 10_00))
    period.close(store, book.on(NOV), 202610)
    for table in ("exchange", "settlement"):
        sql = f"CREATE TEMP TABLE copied AS SELECT * FROM {table}"
        with pytest.raises(IntegrityError, match="month is closed"), store.write() as connection:
            connection.exec_driver_sql(sql)
            columns = [row[1] for row in connection.exec_driver_sql(f"PRAGMA table_info({table})")]
            others = ", ".join(name for name in columns if name not in ("id", "uuid", "sequence"))
            fresh = ", uuid, sequence" if table == "exchange" else ""
            made = ", randomblob(16), 99" if table == "exchange" else ""
            connection.exec_driver_sql(f"INSERT INTO {table} ({others}{fresh}) SELECT {others}{made} FROM copied")
    with pytest.raises(PeriodClosed):
        book.post(bakery, D(2026, 10, 2), book.gave(Kind.EXPOSURE), today=NOV)


def test_the_database_refuses_more_settled_than_there_is(store: Store, book: Book, bakery: int) -> None:
    book.post(bakery, NOV, book.got(Kind.GOODS, 10_00, Basis.BILL), book.gave(Kind.MONEY, 6_00))
    columns = "exchange_id, operation_id, paying_line_id, item_line_id, day, hash"
    for amount in (1, -7_00):
        with pytest.raises(IntegrityError, match="more settled"), store.write() as connection:
            sql = f"INSERT INTO settlement ({columns}, amount) SELECT {columns}, {amount} FROM settlement"
            connection.exec_driver_sql(sql)
