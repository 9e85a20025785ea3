"""Many entries through one book write the same rows as the same drafts posted one by one."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partnercrm.domain.dates import Clock
from partnercrm.domain.errors import LimitReached, PeriodClosed
from partnercrm.domain.ledger import Basis, Direction, ExchangeDraft, Kind, LineDraft, Reason, Source
from partnercrm.domain.party import Role
from partnercrm.domain.words import msg
from partnercrm.services import period, posting, verify
from partnercrm.services import store as stores
from partnercrm.services.chain import Book
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run
from partnercrm.services.store import Store

ROUNDS = int(os.environ.get("PARTNERCRM_ROUNDS", "1"))
TODAY = dt.date(2026, 11, 21)
RANDOM = {"uuid", "salt", "hash", "text_hash"}
TABLES = {
    "exchange": "id",
    "exchange_text": "exchange_id",
    "line": "id",
    "line_text": "line_id",
    "settlement": "id",
    "kept_balance": "party_id, asks",
    "kept_turn": "party_id, day, direction",
    "kept_open": "line_id",
    "kept_month": "month",
    "kept_whose_turn": "party_id",
    "past_description": "folded, kind, direction",
    "sqlite_sequence": "name",
}

goods = st.builds(
    LineDraft,
    direction=st.sampled_from(Direction),
    kind=st.sampled_from((Kind.GOODS, Kind.SERVICE, Kind.EXPOSURE)),
    value=st.integers(1, 5000),
    basis=st.sampled_from((None, Basis.BILL, Basis.AGREED)),
    what=st.sampled_from(("", "Beans", "Großer Kuchen")),
)
money = st.builds(
    LineDraft,
    direction=st.sampled_from(Direction),
    kind=st.just(Kind.MONEY),
    value=st.integers(1, 5000),
)
drafts = st.builds(
    ExchangeDraft,
    party=st.sampled_from((1, 2)),
    day=st.dates(dt.date(2024, 12, 30), TODAY),
    lines=st.lists(goods | money, min_size=1, max_size=3).map(tuple),
    memo=st.sampled_from(("", "Thanks")),
    due_day=st.none() | st.dates(dt.date(2025, 1, 1), TODAY),
    source=st.sampled_from((Source.TYPED_IN, Source.IMPORT, Source.OPENING)),
    external_id=st.sampled_from(("", "B-1")),
)


def one_by_one(op: Operation, wanted: list[ExchangeDraft]) -> None:
    for draft in wanted:
        posting.post(op, draft)


def in_a_book(op: Operation, wanted: list[ExchangeDraft]) -> None:
    book = Book(op)
    for draft in wanted:
        posting.post_into(book, draft)
    book.flush()


Way = Callable[[Operation, list[ExchangeDraft]], None]


def post(store: Store, way: Way, wanted: list[ExchangeDraft]) -> None:
    def work(op: Operation) -> dict[str, Any]:
        way(op, wanted)
        return {}

    run(store, context(store), msg("Post"), "drafts", ("ledger",), work)


def context(store: Store) -> Context:
    return stores.context(store, Clock.fixed(TODAY))


def rows_of(store: Store) -> dict[str, list[dict[str, Any]]]:
    """What stands in the tables of the ledger, without what is drawn by lot and what rests on it."""
    with store.read() as connection:
        found = {
            table: connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY {order}").mappings().all()
            for table, order in TABLES.items()
        }
    return {
        table: [{name: value for name, value in row.items() if name not in RANDOM} for row in rows]
        for table, rows in found.items()
    }


@pytest.fixture
def shop(
    fresh_store: Callable[[], AbstractContextManager[Store]], make_party_in: Callable[..., int]
) -> Callable[[Way, list[ExchangeDraft]], dict[str, list[dict[str, Any]]]]:
    """`shop(way, drafts)` posts drafts in a new shop of two parties, proves it whole, and answers its rows."""

    def posted(way: Way, wanted: list[ExchangeDraft]) -> dict[str, list[dict[str, Any]]]:
        with fresh_store() as store:
            make_party_in(store, "Ana", Role.CUSTOMER)
            make_party_in(store, "Dairy", Role.SUPPLIER, hard_limit=10**9)
            post(store, way, wanted)
            assert verify.verify(store).problems == ()
            return rows_of(store)

    return posted


@given(wanted=st.lists(drafts, min_size=1, max_size=12))
@settings(max_examples=5 * ROUNDS, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_book_writes_what_posting_one_by_one_writes(
    shop: Callable[[Way, list[ExchangeDraft]], dict[str, list[dict[str, Any]]]], wanted: list[ExchangeDraft]
) -> None:
    assert shop(in_a_book, wanted) == shop(one_by_one, wanted)


def test_a_limit_counts_what_still_waits_in_the_book(store: Store, make_party: Callable[..., int]) -> None:
    party = make_party("Dairy", Role.SUPPLIER, hard_limit=1000)
    line = LineDraft(Direction.RECEIVED, Kind.GOODS, 600, Basis.BILL)
    with pytest.raises(LimitReached):
        post(store, in_a_book, [ExchangeDraft(party, TODAY, (line,))] * 2)
    assert rows_of(store)["exchange"] == []


def test_a_book_takes_nothing_for_a_closed_month(store: Store, make_party: Callable[..., int]) -> None:
    party = make_party("Ana")
    period.close(store, context(store), 202610)
    line = LineDraft(Direction.GIVEN, Kind.GOODS, 600, Basis.BILL)
    with pytest.raises(PeriodClosed):
        post(store, in_a_book, [ExchangeDraft(party, day, (line,)) for day in (TODAY, dt.date(2026, 10, 1))])
    assert rows_of(store)["exchange"] == []


def test_an_adjustment_in_a_book_closes_what_came_before_it(store: Store, make_party: Callable[..., int]) -> None:
    party = make_party("Ana")
    bill = LineDraft(Direction.GIVEN, Kind.GOODS, 600, Basis.BILL)
    paid = LineDraft(Direction.RECEIVED, Kind.MONEY, 599)
    rest = LineDraft(Direction.RECEIVED, Kind.ADJUSTMENT, 1, reason=Reason.ROUNDING)
    post(store, in_a_book, [ExchangeDraft(party, TODAY, (line,)) for line in (bill, paid, rest)])
    assert rows_of(store)["kept_open"] == []
