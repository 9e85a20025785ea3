"""What Today shows: short lists of what needs us, figures that open down to their records, the four first cards."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from db.queries import kept
from db.tables import party as tables
from partnercrm.domain.dates import Clock
from partnercrm.domain.errors import Refused
from partnercrm.domain.interaction import Channel, FollowUpDraft, InteractionDraft
from partnercrm.domain.ledger import Basis, Direction, ExchangeDraft, Kind, LineDraft, Reason, Source
from partnercrm.domain.locale import Locale
from partnercrm.domain.party import ContactKind, Role
from partnercrm.domain.sale import RefundDraft, SaleDraft
from partnercrm.domain.today_rows import Card, Figure, FigureKey
from partnercrm.domain.words import msg
from partnercrm.services import draft as drafts
from partnercrm.services import follow_up, interaction, ledger, open_item, period, sale, settlement, today, undo
from partnercrm.services import store as stores
from partnercrm.services.context import Context
from partnercrm.services.operations import run
from partnercrm.services.store import Store

ROUNDS = int(os.environ.get("PARTNERCRM_ROUNDS", "1"))
MakeParty = Callable[..., int]
TODAY = dt.date(2026, 11, 21)
GIVEN, RECEIVED = Direction.GIVEN, Direction.RECEIVED
OVEN = LineDraft(RECEIVED, Kind.SPACE_AND_EQUIPMENT, quantity=Decimal(2), unit="hour", what="oven")
MENTION = LineDraft(GIVEN, Kind.EXPOSURE, 2500, Basis.ESTIMATE, what="newsletter mention")


def day(days: int) -> dt.date:
    return TODAY + dt.timedelta(days=days)


def bill(direction: Direction, value: int) -> LineDraft:
    return LineDraft(direction, Kind.GOODS, value, Basis.BILL, what="goods")


def post(store: Store, ctx: Context, party: int, *lines: LineDraft, days: int = 0, **more: Any) -> str:
    return ledger.post(store, ctx, ExchangeDraft(party, day(days), lines, **more)).number


def talk(store: Store, ctx: Context, *parties: int, days: int = 0) -> None:
    interaction.log(store, ctx, InteractionDraft(parties, Channel.CALL, day(days), summary="x"))


def merge(store: Store, ctx: Context, party: int, into: int) -> None:
    values = {"party_id": party, "root_id": into}
    run(store, ctx, msg("Merge"), values, ("party",), lambda op: {"alias": op.insert(tables.alias, **values)})


def figure(store: Store, ctx: Context, key: FigureKey) -> Figure:
    return next(each for each in today.show(store, ctx).figures if each.key is key)


def test_an_empty_shop_shows_nothing_and_does_not_fail(store: Store, ctx: Context) -> None:
    shown = today.show(store, ctx)
    lists = (shown.follow_ups, shown.losing_touch, shown.bills, shown.dates, shown.turns, shown.months)
    assert [(each.rows, each.total) for each in lists] == [((), 0)] * 6
    sold, *others = shown.figures
    assert (sold.value, str(sold.missing), sold.compared) == (0, "no sale recorded yet", sold.missing)
    assert [(each.value, each.before, str(each.compared)) for each in others] == [(0, 0, "as last month")] * 6
    assert all(today.behind(store, ctx, key).ids == () for key in FigureKey)


def test_sales_are_compared_with_as_many_days_of_the_months_before(store: Store, ctx: Context) -> None:
    """Kept by the database as sales come, are given back and are undone."""

    def sell(when: dt.date, paid: int) -> int:
        return sale.record(store, ctx, SaleDraft(when, paid, paid)).sale

    def said() -> tuple[int, int, str]:
        found = figure(store, ctx, FigureKey.SALES)
        return found.value, found.before, Locale("en_GB").say(found.compared)

    first = sell(dt.date(2026, 11, 2), 30_00)
    assert said() == (30_00, 0, "nothing sold by 21 Oct")
    sell(dt.date(2026, 10, 21), 12_00)
    sell(dt.date(2026, 10, 22), 50_00)
    assert said() == (30_00, 12_00, "18.00 more than by 21 Oct")
    sell(dt.date(2025, 11, 21), 45_00)
    sale.refund(store, ctx, RefundDraft(first, TODAY, paid=18_00))
    assert said() == (12_00, 12_00, "as much as by 21 Oct, 33.00 less than by 21/11/2025")
    assert figure(store, ctx, FigureKey.SALES).series[-2:] == (62_00, 12_00)
    undo.undo(store, ctx)
    assert said()[0] == 30_00
    with store.write() as connection:
        assert kept.differences(connection, "kept_sale_day") == 0
        connection.exec_driver_sql("UPDATE sale SET amount = amount + 100, day = 20261103 WHERE id = ?", (first,))
        assert kept.differences(connection, "kept_sale_day") == 0


def test_follow_ups_late_and_of_today_seven_and_how_many(store: Store, ctx: Context) -> None:
    for days in (3, 0, -1, -9, -2, -3, -4, -5, -6):
        follow_up.add(store, ctx, FollowUpDraft(f"{days}", day(days)))
    asleep = follow_up.add(store, ctx, FollowUpDraft("asleep", day(-20))).follow_up
    follow_up.snooze(store, ctx, [asleep], day(2))
    found = today.show(store, ctx).follow_ups
    assert [row.title for row in found.rows] == ["-9", "-6", "-5", "-4", "-3", "-2", "-1"]
    assert (found.total, found.more) == (8, 1)


def test_bills_are_told_once_a_party_in_words(store: Store, ctx: Context, make_party: MakeParty) -> None:
    """Worked example K, on 25 November."""
    ctx = stores.context(store, Clock.fixed(dt.date(2026, 11, 25)))
    bakery, later, paid = (make_party(n, Role.CUSTOMER, Role.SUPPLIER) for n in ("The Daily Grind", "Later", "Paid"))
    post(store, ctx, bakery, bill(RECEIVED, 23112), days=-19, due_day=dt.date(2026, 12, 2))
    post(store, ctx, bakery, bill(GIVEN, 12000), days=-10, due_day=dt.date(2026, 11, 20))
    post(store, ctx, later, bill(GIVEN, 500), due_day=dt.date(2026, 12, 10))
    post(store, ctx, paid, bill(GIVEN, 700), days=-9, due_day=dt.date(2026, 11, 15))
    post(store, ctx, paid, LineDraft(RECEIVED, Kind.MONEY, 700), days=-1)
    (row,) = today.show(store, ctx).bills.rows
    assert (row.party, row.name, row.they_owe, row.we_owe, row.late) == (bakery, "The Daily Grind", 12000, 23112, True)
    assert ctx.locale.say_all(row.said) == (
        "We owe 231.12, due 2 Dec. They owe 120.00, 5 days late. 111.12 if set off."
    )
    assert len(row.exchanges) == 2


def test_money_that_waits_is_no_bill(store: Store, ctx: Context, make_party: MakeParty) -> None:
    shop = make_party("C", Role.CUSTOMER)
    post(store, ctx, shop, LineDraft(RECEIVED, Kind.MONEY, 5000), days=-20)
    assert today.show(store, ctx).bills.total == 0
    owed = figure(store, ctx, FigureKey.THEY_OWE)
    assert (owed.value, owed.before, owed.series[-1], owed.waiting) == (0, 0, 0, 5000)
    assert Locale("en_GB").say(owed.compared) == "we hold 50.00 of theirs"


def test_a_credit_on_a_paid_bill_is_held_for_them(store: Store, ctx: Context, make_party: MakeParty) -> None:
    shop = make_party("C", Role.CUSTOMER)
    number = post(store, ctx, shop, bill(GIVEN, 1000), days=-9)
    post(store, ctx, shop, LineDraft(RECEIVED, Kind.MONEY, 1000), days=-5)
    ledger.credit(store, ctx, number, 200)
    figures = {each.key: (each.value, each.waiting) for each in today.show(store, ctx).figures}
    assert (figures[FigureKey.THEY_OWE], figures[FigureKey.WE_OWE]) == ((0, 200), (0, 0))
    assert today.show(store, ctx).bills.total == 0
    _require_equal_to_open_items(store, ctx)


def test_bills_of_a_merged_party_stand_with_what_it_became(store: Store, ctx: Context, make_party: MakeParty) -> None:
    bakery, mark = make_party("The Daily Grind", Role.CUSTOMER), make_party("Mark's", Role.CUSTOMER)
    post(store, ctx, bakery, bill(GIVEN, 100), days=-5)
    post(store, ctx, mark, bill(GIVEN, 200), days=-9)
    merge(store, ctx, mark, bakery)
    (row,) = today.show(store, ctx).bills.rows
    assert (row.party, row.they_owe, len(row.exchanges)) == (bakery, 300, 2)


@pytest.mark.parametrize(
    ("now", "dates", "expected"),
    [
        (
            "2026-11-21",
            [(11, 21, 1986), (12, 5, None), (12, 6, None), (11, 20, 1)],
            [("2026-11-21", 40), ("2026-12-05", None)],
        ),
        ("2026-12-28", [(1, 3, 2000), (12, 31, None)], [("2026-12-31", None), ("2027-01-03", 27)]),
        (
            "2027-02-20",
            [(2, 29, 2000), (2, 28, None), (3, 1, None)],
            [("2027-02-28", 27), ("2027-02-28", None), ("2027-03-01", None)],
        ),
        ("2028-02-20", [(2, 29, 2000)], [("2028-02-29", 28)]),
    ],
)  # fmt: skip
def test_important_dates_of_the_coming_fortnight(
    store: Store, make_party: MakeParty, now: str, dates: list[Any], expected: list[Any]
) -> None:
    ctx = stores.context(store, Clock.fixed(dt.date.fromisoformat(now)))
    ana, gone = make_party("Ana"), make_party("Gone", archived_at=ctx.now)
    with store.write() as connection:
        for month, number, year in dates:
            for party in (ana, gone):
                row = {"party_id": party, "label": "birthday", "month": month, "day": number, "year": year}
                connection.execute(insert(tables.important_date).values(row))
    rows = today.show(store, ctx).dates.rows
    assert [(row.day.isoformat(), row.years) for row in rows] == expected
    assert {(row.party, row.name, row.label) for row in rows} == {(ana, "Ana", "birthday")}


def test_our_turn_where_they_gave_last_and_more_often(store: Store, ctx: Context, make_party: MakeParty) -> None:
    ours, theirs, even, first, generous = (make_party(n) for n in ("Ours", "Theirs", "Even", "First", "Generous"))
    with store.write() as connection:
        connection.exec_driver_sql("UPDATE party SET mode = 'generous' WHERE id = ?", (generous,))
    for party, gave, got in ((ours, (-9,), (-8, -3)), (theirs, (-9, -8), (-3,)), (even, (-9,), (-3,))):
        for days in gave:
            post(store, ctx, party, MENTION, days=days)
        for days in got:
            post(store, ctx, party, OVEN, OVEN, days=days)
    for days in (-9, -8):
        post(store, ctx, first, OVEN, days=days)
        post(store, ctx, generous, OVEN, days=days)
    post(store, ctx, first, MENTION, days=-1)
    (row,) = today.show(store, ctx).turns.rows
    assert (row.party, row.given_days, row.received_days, row.last_received) == (ours, 1, 2, day(-3))
    post(store, ctx, ours, MENTION)
    assert today.show(store, ctx).turns.total == 0
    undo.undo(store, ctx)
    assert today.show(store, ctx).turns.total == 1


def test_turns_of_a_merged_party_count_days_once(store: Store, ctx: Context, make_party: MakeParty) -> None:
    bakery, mark = make_party("The Daily Grind"), make_party("Mark's")
    post(store, ctx, bakery, OVEN, days=-3)
    post(store, ctx, mark, OVEN, days=-3)
    assert today.show(store, ctx).turns.total == 2
    merge(store, ctx, mark, bakery)
    (row,) = today.show(store, ctx).turns.rows
    assert (row.party, row.received_days) == (bakery, 1)


def test_earlier_open_months_wait_with_their_drafts(store: Store, ctx: Context, make_party: MakeParty) -> None:
    bakery = make_party("The Daily Grind")
    for days in (-120, -60, -20, 0):
        post(store, ctx, bakery, OVEN, days=days)
    drafts.save(store, ctx, ExchangeDraft(bakery, day(-90), (OVEN,)))
    drafts.save(store, ctx, ExchangeDraft(bakery, day(-20), (OVEN,)))
    drafts.save(store, ctx, ExchangeDraft(bakery, None, (OVEN,)))
    period.close(store, ctx, 202607)
    period.close(store, ctx, 202609)
    found = today.show(store, ctx).months
    assert [(row.month, row.drafts) for row in found.rows] == [(202608, 1), (202611, 0)][:1]


def test_figures_compare_with_the_month_before_and_open_down(store: Store, ctx: Context, make_party: MakeParty) -> None:
    bakery, ana, ben = (make_party(n, Role.CUSTOMER, Role.SUPPLIER) for n in ("The Daily Grind", "Ana", "Ben"))
    for party, days in ((bakery, 0), (bakery, -1), (ana, -2), (ben, -25), (bakery, -400)):
        talk(store, ctx, party, days=days)
    post(store, ctx, bakery, MENTION, OVEN)
    post(store, ctx, bakery, replace(MENTION, value=1000), days=-30)
    post(store, ctx, ana, bill(GIVEN, 3000), days=-40)
    post(store, ctx, ana, bill(GIVEN, 1000), days=-2)
    post(store, ctx, ben, bill(RECEIVED, 700), days=-3)
    follow_up.add(store, ctx, FollowUpDraft("late", day(-30)))
    follow_up.add(store, ctx, FollowUpDraft("late", day(-1)))
    follow_up.add(store, ctx, FollowUpDraft("today", TODAY))
    figures = {each.key: each for each in today.show(store, ctx).figures}
    touched = figures[FigureKey.IN_TOUCH]
    assert (touched.value, touched.before, str(touched.compared)) == (2, 1, "1 more than last month")
    assert touched.series == (*[0] * 10, 1, 2)
    assert today.behind(store, ctx, FigureKey.IN_TOUCH).ids == (bakery, ana)
    assert today.behind(store, ctx, FigureKey.IN_TOUCH, 202610).ids == (ben,)
    given = figures[FigureKey.FAVOURS_GIVEN]
    assert (given.value, given.before, given.unpriced, given.money) == (2500, 1000, 0, True)
    assert ctx.locale.say(given.compared) == "15.00 more than last month"
    received = figures[FigureKey.FAVOURS_RECEIVED]
    assert (received.value, received.unpriced) == (0, 1)
    assert today.behind(store, ctx, FigureKey.FAVOURS_GIVEN) == today.behind(store, ctx, FigureKey.FAVOURS_RECEIVED)
    owed = figures[FigureKey.THEY_OWE]
    assert (owed.value, owed.before, owed.series[-3:]) == (4000, 3000, (0, 3000, 4000))
    assert (figures[FigureKey.WE_OWE].value, len(today.behind(store, ctx, FigureKey.WE_OWE).ids)) == (700, 1)
    late = figures[FigureKey.LATE]
    assert (late.value, late.before) == (2, 1)
    assert len(today.behind(store, ctx, FigureKey.LATE).ids) == 2
    assert today.behind(store, ctx, FigureKey.LATE).subject == "follow_up"


def test_the_first_cards_tick_themselves_and_close_for_good(store: Store, ctx: Context, make_party: MakeParty) -> None:
    def ticked() -> list[Card]:
        return [row.card for row in today.first_steps(store).cards if row.ticked]

    assert (ticked(), today.first_steps(store).open) == ([], tuple(Card))
    bakery = make_party("The Daily Grind", Role.PARTNER)
    assert ticked() == []
    with store.write() as connection:
        texts = dict.fromkeys(("label", "match_key", "street", "postcode", "town", "region", "country"), "")
        row = {"party_id": bakery, "kind": ContactKind.PHONE, "value": "1", "position": 0, **texts}
        connection.execute(insert(tables.contact_point).values(row))
    assert ticked() == [Card.NEIGHBOUR]
    post(store, ctx, bakery, bill(GIVEN, 12000), days=-30, source=Source.OPENING)
    assert ticked() == [Card.NEIGHBOUR, Card.OPENING]
    post(store, ctx, bakery, OVEN)
    follow_up.add(store, ctx, FollowUpDraft("Call", TODAY))
    steps = today.first_steps(store)
    assert (ticked(), steps.done) == (list(Card), True)
    today.close(store, Card.OPENING)
    today.close(store, Card.EXCHANGE)
    assert today.first_steps(store).open == (Card.NEIGHBOUR, Card.NEXT_TALK)


def test_nothing_open_from_before_and_an_interval_tick_too(store: Store, make_party: MakeParty) -> None:
    today.decline_opening(store)
    make_party("Ana", interval_days=30)
    assert [row.ticked for row in today.first_steps(store).cards] == [False, False, True, True]


LINES = st.sampled_from(
    [
        OVEN, MENTION, replace(OVEN, value=900), bill(GIVEN, 1000), bill(RECEIVED, 700), bill(GIVEN, 250),
        LineDraft(GIVEN, Kind.MONEY, 400), LineDraft(RECEIVED, Kind.MONEY, 650),
        LineDraft(RECEIVED, Kind.ADJUSTMENT, 100, reason=Reason.ROUNDING),
        LineDraft(GIVEN, Kind.KNOWLEDGE, 300, gift=True),
    ]
)  # fmt: skip
LEDGER_STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("post"), st.integers(0, 2), st.lists(LINES, min_size=1, max_size=2), st.integers(0, 90)),
        st.tuples(st.just("opening"), st.integers(0, 2), st.sampled_from([GIVEN, RECEIVED])),
        st.tuples(st.sampled_from(["reverse", "correct", "credit"]), st.integers(0, 9)),
        st.tuples(st.just("set off"), st.integers(0, 2)),
        st.tuples(st.just("even"), st.integers(0, 2)),
        st.tuples(st.just("merge"), st.integers(0, 1)),
        st.just(("undo",)),
    ),
    max_size=10,
)


@settings(max_examples=10 * ROUNDS, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=LEDGER_STEPS)
def test_what_is_kept_for_today_is_the_sum_after_any_ledger(
    fresh_store: Callable[[], Any], make_party_in: MakeParty, ctx: Context, steps: list[tuple[Any, ...]]
) -> None:
    with fresh_store() as store:
        parties = [make_party_in(store, name, Role.CUSTOMER, Role.SUPPLIER) for name in ("A", "B", "C")]
        for step in steps:
            with suppress(Refused):
                _do(store, ctx, parties, step)
            with store.read() as connection:
                assert [table for table in kept.EXPECTED if kept.differences(connection, table)] == []
        _require_equal_to_open_items(store, ctx)


def _do(store: Store, ctx: Context, parties: list[int], step: tuple[Any, ...]) -> None:
    match step:
        case ("post", which, lines, back):
            post(store, ctx, parties[which], *lines, days=-back)
        case ("opening", which, side):
            post(store, ctx, parties[which], bill(side, 5000), days=-100, source=Source.OPENING)
        case ("reverse" | "correct" | "credit" as what, which):
            _take_back(store, ctx, what, which)
        case ("set off", which):
            settlement.set_off(store, ctx, parties[which], "signed")
        case ("even", which):
            settlement.call_even(store, ctx, parties[which], "even")
        case ("merge", which):
            if not _merged(store, parties[which]):
                merge(store, ctx, parties[which], parties[2])
        case ("undo",):
            undo.undo(store, ctx)


def _take_back(store: Store, ctx: Context, what: str, which: int) -> None:
    numbers = list(_numbers(store))
    if not numbers:
        return
    number = numbers[which % len(numbers)]
    if what == "reverse":
        ledger.reverse(store, ctx, number)
    elif what == "correct":
        ledger.post_draft(store, ctx, ledger.correct(store, ctx, number).draft)
    else:
        ledger.credit(store, ctx, number, 200)


def _numbers(store: Store) -> Iterator[str]:
    with store.read() as connection:
        sql = "SELECT fiscal_year, sequence FROM exchange ORDER BY id"
        for year, sequence in connection.exec_driver_sql(sql):
            yield f"{year}-{sequence:04d}"


def _merged(store: Store, party: int) -> bool:
    with store.read() as connection:
        return connection.exec_driver_sql("SELECT 1 FROM alias WHERE party_id = ?", (party,)).first() is not None


def _require_equal_to_open_items(store: Store, ctx: Context) -> None:
    """The figure of today and that of the last month's end are what the open items say."""
    for on, at in ((None, -1), (dt.date(2026, 10, 31), -2)):
        items = open_item.items(store, TODAY, on)
        for key, side in (
            (FigureKey.THEY_OWE, open_item.OpenSide.RECEIVABLE),
            (FigureKey.WE_OWE, open_item.OpenSide.PAYABLE),
        ):
            found, owed = figure(store, ctx, key), sum(item.open for item in items if item.side is side)
            assert found.series[at] == max(owed, 0)
            if on is None:
                assert found.waiting == max(-owed, 0)
                behind = today.behind(store, ctx, key).ids
                assert len(behind) == len({item.exchange for item in items if item.side is side})
