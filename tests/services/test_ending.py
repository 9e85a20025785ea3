"""What ends soon and what is late, read with Today: the day that counts, the step that is reached, words."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from partnercrm.domain.agreement import AgreementDraft, AgreementKind
from partnercrm.domain.alert import USUAL, AlertKind
from partnercrm.domain.item import ItemDraft
from partnercrm.domain.party import Role
from partnercrm.domain.supply import DeliveryDraft, DeliveryLineDraft, OrderDraft, OrderLineDraft
from partnercrm.domain.today_rows import EndKind, EndRow
from partnercrm.services import agreement_write, alert, delivery, follow_up, item, merge, purchase, today, undo
from partnercrm.services.store import Store
from tests.services.loyalty_till import Till
from tests.services.promotions import LAST, Plan
from tests.services.worked_examples import Book, day

TODAY = day(11, 21)


def ends(store: Store, book: Book, on: dt.date = TODAY) -> list[EndRow]:
    return list(today.ending_soon(store, book.on(on)).rows)


@pytest.mark.parametrize(
    ("to", "more", "expected"),
    [
        (31, {}, None),
        (30, {}, (30, 30, "Agreement ends, with The Daily Grind")),
        (7, {}, (7, 7, "Agreement ends, with The Daily Grind")),
        (1, {}, (1, 7, "Agreement ends, with The Daily Grind")),
        (20, {"renew_months": 12}, (20, 30, "Goes on by itself, with The Daily Grind")),
        (90, {"renew_months": 12, "notice_days": 85}, (5, 7, "Last day to end it, with The Daily Grind")),
        (20, {"renew_months": 12, "notice_days": 85}, None),
    ],
)
def test_an_agreement_is_told_of_by_the_day_on_which_one_can_still_act(
    store: Store, book: Book, to: int, more: dict[str, int], expected: tuple[int, int, str] | None
) -> None:
    grind = book.party("The Daily Grind", Role.PARTNER)
    last = TODAY + dt.timedelta(days=to)
    draft = AgreementDraft("Oven", AgreementKind.SHARED_RESOURCE, (grind,), day(1, 5), last, remind_days=0)
    agreement_write.add(store, book.on(day(1, 5)), replace(draft, **more))  # type: ignore[arg-type]
    found = [((row.day - TODAY).days, row.step, book.on(TODAY).locale.say(row.said)) for row in ends(store, book)]
    assert found == ([expected] if expected else [])


def test_an_agreement_of_which_a_follow_up_reminds_stands_among_the_follow_ups_alone(store: Store, book: Book) -> None:
    grind = book.party("The Daily Grind", Role.PARTNER)
    last = TODAY + dt.timedelta(days=20)
    draft = AgreementDraft("Oven", AgreementKind.SHARED_RESOURCE, (grind,), day(1, 5), last, remind_days=10)
    agreement_write.add(store, book.on(day(1, 5)), draft)
    assert [row.name for row in ends(store, book)] == ["Oven"]
    reminded = last - dt.timedelta(days=10)
    assert today.show(store, book.on(reminded)).follow_ups.total == 1
    assert ends(store, book, reminded) == []
    follow_up.done(store, book.on(reminded), [today.show(store, book.on(reminded)).follow_ups.rows[0].id])
    assert ends(store, book, last) == []  # it was seen to


def test_what_ends_is_told_of_at_each_step_once_and_by_the_rule(store: Store, book: Book, plan: Plan) -> None:
    plan()
    wide = replace(USUAL[AlertKind.ENDING], on=Decimal(60), off=Decimal(61))
    alert.change_rules(store, book.on(TODAY), [wide])
    (early,) = ends(store, book, LAST - dt.timedelta(days=60))
    assert early.step is None
    alert.change_rules(store, book.on(TODAY), [USUAL[AlertKind.ENDING]])
    begin = LAST - dt.timedelta(days=30)
    told, on = [], begin
    while on <= LAST + dt.timedelta(days=40):
        rows = [row for row in ends(store, book, on) if row.kind is EndKind.PROMOTION]
        for row in rows:
            told.append((on, row.step))
            alert.snooze(store, book.on(on), [row.key], row.later)
        on += dt.timedelta(days=1)
    assert told == [(begin, 30), (LAST - dt.timedelta(days=7), 7), (LAST, 0)]
    undo.undo(store, book.on(LAST))
    assert len(ends(store, book, LAST)) == 1
    alert.change_rules(store, book.on(TODAY), [replace(wide, active=False)])
    assert ends(store, book, LAST - dt.timedelta(days=1)) == []


def test_promotions_that_end(book: Book, store: Store, plan: Plan) -> None:
    campaign = plan()
    (row,) = [each for each in ends(store, book) if each.kind is EndKind.PROMOTION]
    assert (row.id, row.day, row.step) == (campaign.promotion, LAST, 30)


def test_points_that_end_are_told_of_once_a_program(till: Till) -> None:
    lasting = till.start(replace(till.points, name="Short", expiry_months=1))
    card = till.join(till.ben, lasting)
    for number in (1, 5):
        till.earn(10_00, day(11, number), card)
    till.use(3, day(11, 6), card)
    (row,) = ends(till.store, till.book)
    assert (row.kind, row.id, row.name) == (EndKind.POINTS, lasting, "Short")
    assert till.ctx.locale.say(row.said) == "17 points end"
    assert ends(till.store, till.book, day(10, 1)) == []


def test_points_that_end_day_after_day_are_told_of_once_a_month(till: Till) -> None:
    lasting = till.start(replace(till.points, name="Short", expiry_months=1))
    card = till.join(till.ben, lasting)
    for number in range(1, 20):
        till.earn(10_00, day(11, number), card)
    told = []
    for on in (dt.date(2026, 11, 20) + dt.timedelta(days=each) for each in range(31)):
        for row in ends(till.store, till.book, on):
            told.append((on, till.ctx.locale.say(row.said)))
            alert.snooze(till.store, till.book.on(on), [row.key], row.later)
    assert told == [(dt.date(2026, 11, 20), "190 points end")]


def test_points_are_counted_within_the_days_of_the_rule(till: Till) -> None:
    lasting = till.start(replace(till.points, name="Short", expiry_months=2))
    card = till.join(till.ben, lasting)
    for number in (1, 12):  # 41 and 52 days before they end
        till.earn(10_00, day(11, number), card)
    assert ends(till.store, till.book, TODAY) == []
    (row,) = ends(till.store, till.book, dt.date(2026, 12, 5))  # 27 and 38 days
    assert till.ctx.locale.say(row.said) == "10 points end"
    found = alert.behind(till.store, dt.date(2026, 12, 5), row.key)
    assert found.figure.records["party"] == (till.ben,)


def test_late_orders_are_those_that_the_list_of_orders_calls_late(store: Store, book: Book) -> None:
    mill, other = (book.party(name, Role.SUPPLIER) for name in ("Old Mill", "New Mill"))
    flour = item.add(store, book.on(day(1, 2)), ItemDraft("Flour")).item
    on = book.on(day(11, 1))
    wanted: list[int] = []
    for promised, came in ((10, None), (15, 10), (15, 4), (21, None), (25, None)):
        line = OrderLineDraft(flour, Decimal(10))
        number = purchase.order(store, on, OrderDraft(mill, day(11, 1), (line,), promised=day(11, promised))).order
        if came is not None:
            brought = DeliveryLineDraft(flour, Decimal(came), Decimal(came))
            delivery.deliver(store, book.on(day(11, 12)), DeliveryDraft(None, day(11, 12), (brought,), number))
        wanted.append(number)
    closed = purchase.order(store, on, OrderDraft(mill, day(11, 1), (line,), promised=day(11, 3))).order
    purchase.close(store, book.on(day(11, 4)), closed)
    now = book.on(TODAY)
    found = today.late_deliveries(store, now)
    assert [(row.order, row.days) for row in found.rows] == [(wanted[0], 11), (wanted[2], 6)]
    listed = {row.id for row in purchase.listed(store, now) if row.state.value == "late"}
    assert {row.order for row in found.rows} == listed
    alert.snooze(store, now, [found.rows[0].key], found.rows[0].later)
    assert [row.order for row in today.late_deliveries(store, now).rows] == [wanted[2]]
    assert today.late_deliveries(store, book.on(day(11, 28))).total > 2
    slow = replace(USUAL[AlertKind.LATE], on=Decimal(7), off=Decimal(3))
    alert.change_rules(store, now, [slow])
    assert today.late_deliveries(store, now).total == 0
    alert.change_rules(store, now, [USUAL[AlertKind.LATE]])
    merge.merge(store, now, other, mill)
    assert {row.name for row in today.late_deliveries(store, now).rows} == {"New Mill"}
