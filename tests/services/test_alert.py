"""Alerts of a real shop: each kind comes and goes with its records, stays between its thresholds, can be put aside."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from partnercrm.domain.agreement import AgreementDraft, AgreementKind
from partnercrm.domain.alert import USUAL, AlertKind, AlertRule
from partnercrm.domain.clause import ClauseDraft, Rhythm
from partnercrm.domain.errors import Invalid, NotFound, Refused
from partnercrm.domain.feedback import ResponseDraft, SurveyDraft, SurveyKind
from partnercrm.domain.interaction import Channel, InteractionDraft
from partnercrm.domain.item import ItemDraft
from partnercrm.domain.ledger import Basis, Direction, Kind
from partnercrm.domain.party import Mode, PartyDraft, PartyKind, Role, RoleDraft
from partnercrm.domain.segment import SegmentDraft, SegmentRule
from partnercrm.domain.supply import DeliveryDraft, DeliveryLineDraft, OrderDraft, OrderLineDraft
from partnercrm.services import (
    agreement_write,
    alert,
    delivery,
    feedback,
    interaction,
    item,
    merge,
    party,
    party_edit,
    purchase,
    segment,
    today,
    undo,
    verify,
)
from partnercrm.services.context import Context
from partnercrm.services.store import Store
from tests.services.loyalty_till import Till
from tests.services.sales import Shop
from tests.services.worked_examples import Book, day, gave, got

TODAY = day(11, 30)


@pytest.fixture
def now(book: Book) -> Context:
    """The owner on 30 November."""
    return book.on(TODAY)


def kinds(store: Store, ctx: Context) -> list[AlertKind]:
    alert.evaluate(store, ctx)
    return [row.key.kind for row in alert.listed(store, ctx)]


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def talk(book: Book, party: int, *days: int) -> list[int]:
    drafts = [InteractionDraft((party,), Channel.CALL, ago(each), summary="x") for each in days]
    return [interaction.log(book.store, book.on(draft.day), draft).interaction for draft in drafts]


def drift(book: Book, now: Context, party: int, band: int) -> None:
    party_edit.set_mode(book.store, now, [party], Mode.BALANCED, band=band)


def test_of_an_empty_shop_nothing_stands_and_looking_writes_nothing(store: Store, now: Context) -> None:
    assert alert.evaluate(store, now) is None
    assert alert.listed(store, now) == []
    assert alert.stand(store, TODAY) == []


def test_favours_out_of_their_band_stay_until_they_are_well_within_it(store: Store, book: Book, now: Context) -> None:
    bakery = book.party("The Daily Grind", Role.PARTNER)
    drift(book, now, bakery, 100_00)
    book.post(bakery, day(11, 3), gave(Kind.GOODS, 90_00))
    assert kinds(store, now) == []
    book.post(bakery, day(11, 4), gave(Kind.GOODS, 15_00))
    assert kinds(store, now) == [AlertKind.BALANCE]
    (row,) = alert.listed(store, now)
    assert (row.level, row.party, row.first_seen) == (Decimal(105), bakery, TODAY)
    assert now.locale.say(row.said) == (
        "We are ahead of The Daily Grind by about 105.00; about 100.00 was to be the most"
    )
    found = alert.behind(store, TODAY, row.key).level
    assert len(found.records["exchange"]) == 2
    drift(book, now, bakery, 120_00)  # 87.5 %: below what brought it, above what ends it
    assert kinds(store, now) == [AlertKind.BALANCE]
    drift(book, now, bakery, 140_00)
    assert kinds(store, now) == []
    drift(book, now, bakery, 120_00)
    assert kinds(store, now) == []
    assert verify.verify(store).problems == ()


def test_favours_with_whom_was_merged_count_for_who_they_became(store: Store, book: Book, now: Context) -> None:
    bakery, double = book.party("The Daily Grind", Role.PARTNER), book.party("Daily Grind", Role.PARTNER)
    drift(book, now, bakery, 100_00)
    for each in (bakery, double):
        book.post(each, day(11, 3), gave(Kind.GOODS, 60_00))
    assert kinds(store, now) == []
    merge.merge(store, now, bakery, double)
    assert kinds(store, now) == [AlertKind.BALANCE]
    (row,) = alert.listed(store, now)
    assert (row.level, len(alert.behind(store, TODAY, row.key).level.records["exchange"])) == (Decimal(120), 2)


def test_who_does_not_keep_score_and_employees_have_no_balance_alert(store: Store, book: Book, now: Context) -> None:
    bakery, tom = book.party("The Daily Grind", Role.PARTNER), book.party("Tom", Role.PARTNER)
    for each in (bakery, tom):
        drift(book, now, each, 10_00)
        book.post(each, day(11, 3), gave(Kind.GOODS, 90_00))
    assert kinds(store, now) == [AlertKind.BALANCE] * 2
    party_edit.set_mode(store, now, [bakery], Mode.GENEROUS)
    party_edit.set_roles(store, now, [tom], [Role.EMPLOYEE])
    assert kinds(store, now) == []


@pytest.mark.parametrize(("mode", "stands"), [(Mode.BALANCED, True), (Mode.STRICT, True), (Mode.GENEROUS, False)])
def test_a_limit_tells_in_every_mode_but_the_generous_one(
    store: Store, book: Book, now: Context, mode: Mode, stands: bool
) -> None:
    draft = PartyDraft(
        "The Daily Grind", (RoleDraft(Role.PARTNER),), PartyKind.ORGANISATION, mode=mode, soft_limit=50_00
    )
    bakery = party.add(store, now, draft).party
    book.post(bakery, day(11, 3), got(Kind.GOODS, 90_00, Basis.ESTIMATE))
    assert kinds(store, now) == [AlertKind.BALANCE] * stands
    for row in alert.listed(store, now):
        assert now.locale.say(row.said).startswith("The Daily Grind is ahead by about 90.00")


def test_silence_beyond_the_usual_gap_cools_and_a_word_ends_it(store: Store, book: Book, now: Context) -> None:
    bakery, mill = book.party("The Daily Grind", Role.PARTNER), book.party("Old Mill", Role.SUPPLIER)
    said = talk(book, bakery, 90, 80, 70, 60)
    talk(book, mill, 90, 60, 30, 20)
    assert kinds(store, now) == [AlertKind.COOLING]
    (row,) = alert.listed(store, now)
    assert (row.level, row.party) == (Decimal(6), bakery)
    found = alert.behind(store, TODAY, row.key).level
    assert sorted(found.records["interaction"]) == sorted(said)
    talk(book, bakery, 0)
    assert kinds(store, now) == []
    with pytest.raises(NotFound):
        alert.behind(store, TODAY, row.key)


def test_a_relationship_cools_at_three_times_the_usual_gap_and_stays_so_until_half_of_it(
    store: Store, book: Book, now: Context
) -> None:
    bakery = book.party("The Daily Grind", Role.PARTNER)
    talk(book, bakery, 60, 50, 40, 30)
    assert kinds(store, book.on(ago(1))) == []  # 29 days of silence, usually 10
    assert kinds(store, now) == [AlertKind.COOLING]
    assert alert.listed(store, now)[0].level == Decimal(3)
    talk(book, bakery, 20)  # twice the usual gap
    assert kinds(store, now) == [AlertKind.COOLING]
    lately = talk(book, bakery, 10)
    assert kinds(store, now) == []
    interaction.delete(store, now, lately)  # twice again, which alone brings nothing
    assert kinds(store, now) == []


def test_whom_we_watch_by_an_interval_is_told_of_once(store: Store, book: Book, now: Context) -> None:
    bakery = book.party("The Daily Grind", Role.PARTNER)
    talk(book, bakery, 90, 80, 70, 60)
    party_edit.set_interval(store, now, [bakery], 14)
    assert kinds(store, now) == []


def promise(book: Book, party: int, due: dt.date, rhythm: Rhythm = Rhythm.ONCE, *, signed: bool = True) -> None:
    clause = ClauseDraft(Direction.GIVEN, Kind.EXPOSURE, count=Decimal(1), what="Mention", rhythm=rhythm, due=due)
    on, kind = ago(200) if signed else None, AgreementKind.CROSS_PROMOTION
    draft = AgreementDraft("Swap", kind, (party,), ago(200), signed_on=on, clauses=(clause,))
    agreement_write.add(book.store, book.on(ago(200)), draft)


@pytest.mark.parametrize(
    ("left", "rhythm", "signed", "stands"),
    [
        (31, Rhythm.ONCE, True, False),
        (30, Rhythm.ONCE, True, True),
        (0, Rhythm.ONCE, True, True),
        (-30, Rhythm.ONCE, True, True),
        (-31, Rhythm.ONCE, True, False),
        (10, Rhythm.ONCE, False, False),
    ],
)
def test_a_promise_is_told_of_before_and_for_a_while_after_its_day(
    store: Store, book: Book, now: Context, left: int, rhythm: Rhythm, signed: bool, stands: bool
) -> None:
    promise(book, book.party("The Daily Grind", Role.PARTNER), ago(-left), rhythm, signed=signed)
    assert kinds(store, now) == [AlertKind.PROMISE] * stands


def test_a_promise_that_is_kept_is_told_of_no_more(store: Store, book: Book, now: Context) -> None:
    bakery = book.party("The Daily Grind", Role.PARTNER)
    promise(book, bakery, ago(-20))
    assert kinds(store, now) == [AlertKind.PROMISE]
    (row,) = alert.listed(store, now)
    assert (row.level, row.due, row.later(TODAY)) == (Decimal(20), ago(-20), ago(-13))
    book.post(bakery, TODAY, gave(Kind.EXPOSURE, 5_00))
    assert kinds(store, now) == []


@pytest.mark.parametrize("kind", [AlertKind.PROMISE, AlertKind.LATE])
def test_days_between_the_thresholds_bring_nothing_and_end_nothing(
    store: Store, book: Book, now: Context, kind: AlertKind
) -> None:
    mill = book.party("Old Mill", Role.SUPPLIER)
    if kind is AlertKind.PROMISE:
        promise(book, mill, ago(-20))
        far, near = (AlertRule(kind, Decimal(on), Decimal(45)) for on in (19, 20))
    else:
        flour = item.add(store, book.on(ago(60)), ItemDraft("Flour")).item
        order = OrderDraft(mill, ago(30), (OrderLineDraft(flour, Decimal(3)),), promised=ago(4))
        purchase.order(store, book.on(ago(30)), order)
        far, near = (AlertRule(kind, Decimal(on), Decimal(3)) for on in (5, 4))
    for rule, stands in ((far, False), (near, True), (far, True), (replace(far, off=rounded_off(far)), False)):
        alert.change_rules(store, now, [rule])
        assert kinds(store, now) == [kind] * stands, rule


def rounded_off(rule: AlertRule) -> Decimal:
    """The days at which it goes, moved to where things stand."""
    return Decimal(20) if rule.kind is AlertKind.PROMISE else Decimal(4)


def test_one_supplier_alone_and_a_late_delivery(store: Store, book: Book, now: Context) -> None:
    mill, other = (book.party(name, Role.SUPPLIER) for name in ("Old Mill", "New Mill"))
    flour = item.add(store, book.on(ago(60)), ItemDraft("Flour")).item

    def bring(party: int, count: int, days: int) -> None:
        line = DeliveryLineDraft(flour, Decimal(count), Decimal(count))
        delivery.deliver(store, book.on(ago(days)), DeliveryDraft(party, ago(days), (line,)))

    bring(mill, 8, 50)
    order = OrderDraft(mill, ago(30), (OrderLineDraft(flour, Decimal(3)),), promised=ago(4))
    number = purchase.order(store, book.on(ago(30)), order).order
    assert kinds(store, now) == [AlertKind.LATE, AlertKind.SINGLE]
    late, single = alert.listed(store, now)
    assert (late.level, late.key.row, late.party) == (Decimal(4), number, mill)
    assert (single.level, single.party) == (Decimal(100), mill)
    assert "Old Mill" in now.locale.say(single.said)
    behind = alert.behind(store, TODAY, single.key)
    assert (behind.figure.records["item"], len(behind.figure.records["delivery"])) == ((flour,), 1)
    with store.read() as connection:
        told = alert.short_in(connection, TODAY)
    assert [row.key.kind for row in told.rows] == [AlertKind.SINGLE]  # late deliveries have a list of their own
    bring(other, 3, 3)  # 8 of 11: above what ends it
    assert AlertKind.SINGLE in kinds(store, now)
    bring(other, 3, 2)  # 8 of 14
    assert kinds(store, now) == [AlertKind.LATE]
    line = DeliveryLineDraft(flour, Decimal(3), Decimal(3))
    delivery.deliver(store, now, DeliveryDraft(None, TODAY, (line,), number))
    assert AlertKind.LATE not in kinds(store, now)


def test_satisfaction_falls_only_where_enough_answered(store: Store, book: Book, now: Context) -> None:
    number = feedback.add_survey(store, book.on(ago(300)), SurveyDraft("Visit", SurveyKind.NPS, ago(300))).id

    def answer(score: int, days: int, times: int) -> None:
        for _ in range(times):
            feedback.respond(store, now, ResponseDraft(number, ago(days), score, complaint=False))

    answer(10, 200, 10)
    answer(8, 10, 9)
    assert kinds(store, now) == []
    answer(8, 10, 1)
    assert kinds(store, now) == [AlertKind.SATISFACTION]
    (row,) = alert.listed(store, now)
    assert (row.level, now.locale.say(row.said)) == (Decimal(100), "Visit fell from 100 to 0")
    assert len(alert.behind(store, TODAY, row.key).level.records["survey_response"]) == 10


def test_satisfaction_that_recovers_half_way_is_still_told_of(store: Store, book: Book, now: Context) -> None:
    number = feedback.add_survey(store, book.on(ago(300)), SurveyDraft("Visit", SurveyKind.NPS, ago(300))).id

    def answer(score: int, days: int, times: int) -> None:
        for _ in range(times):
            feedback.respond(store, now, ResponseDraft(number, ago(days), score, complaint=False))

    answer(10, 200, 10)
    answer(10, 9, 9)
    answer(8, 9, 1)  # from 100 to 90
    assert kinds(store, now) == [AlertKind.SATISFACTION]
    answer(10, 8, 5)  # to 93
    assert kinds(store, now) == [AlertKind.SATISFACTION]
    answer(10, 7, 5)  # to 95
    assert kinds(store, now) == []
    answer(8, 6, 1)  # to 90.5
    assert kinds(store, now) == []


def test_a_group_shrinks_by_a_fifth_and_is_well_again_at_a_tenth(store: Store, ctx: Context) -> None:
    shop = Shop(store, ctx)
    people = [f"P{number}" for number in range(20)]
    for name in people:
        shop.person(name, "Ashby")
    shop.buy(*((name, 100, 5_00) for name in people), *((name, 5, 5_00) for name in people[:15]))
    segment.save(store, ctx, SegmentDraft("Here lately", SegmentRule(within_days=60)))
    came_back = []
    for name, stands in ((people[15], True), (people[16], True), (people[17], False)):
        shop.buy((name, 4, 5_00))
        came_back.append(bool(kinds(store, ctx)) is stands)
    assert came_back == [True] * 3


def test_a_group_that_shrinks_names_who_left(store: Store, ctx: Context) -> None:
    shop = Shop(store, ctx)
    people = [f"P{number}" for number in range(6)]
    for name in people:
        shop.person(name, "Ashby")
    shop.buy(*((name, 100, 5_00) for name in people), ("P0", 5, 5_00), ("P1", 5, 5_00))
    segment.save(store, ctx, SegmentDraft("Here lately", SegmentRule(within_days=60)))
    segment.save(store, ctx, SegmentDraft("Away", SegmentRule(silent_days=20)))
    assert kinds(store, ctx) == [AlertKind.SEGMENT]
    (row,) = alert.listed(store, ctx)
    assert ctx.locale.say(row.said) == "Here lately shrank from 6 to 2"
    found = alert.behind(store, ctx.today, row.key).level
    assert found.records["party"] == tuple(shop.ids[name] for name in people[2:])


def test_promised_points_that_grow(till: Till) -> None:
    store, ctx = till.store, till.book.on(dt.date(2026, 11, 30))
    till.earn(100_00, dt.date(2026, 8, 1))
    assert kinds(store, ctx) == []
    till.earn(100_00, dt.date(2026, 11, 1))
    assert kinds(store, ctx) == [AlertKind.POINTS]
    (row,) = alert.listed(store, ctx)
    assert (row.level, row.party) == (Decimal(100), None)


def test_points_grow_by_a_quarter_and_are_quiet_again_at_fifteen_percent(till: Till) -> None:
    store, ctx = till.store, till.book.on(dt.date(2026, 11, 30))
    till.earn(100_00, dt.date(2026, 8, 1))
    till.earn(24_00, dt.date(2026, 11, 1))
    assert kinds(store, ctx) == []
    till.earn(2_00, dt.date(2026, 11, 2))
    assert kinds(store, ctx) == [AlertKind.POINTS]
    (row,) = alert.listed(store, ctx)
    found = alert.behind(store, ctx.today, row.key)
    assert (found.figure.value, found.figure.records["party"]) == (row.level, (till.ana,))
    till.use(6, dt.date(2026, 11, 3))
    assert kinds(store, ctx) == [AlertKind.POINTS]
    till.use(6, dt.date(2026, 11, 4))
    assert kinds(store, ctx) == []


def test_what_was_put_aside_is_quiet_until_its_day_and_undo_wakes_it(store: Store, book: Book, now: Context) -> None:
    bakery = book.party("The Daily Grind", Role.PARTNER)
    talk(book, bakery, 90, 80, 70, 60)
    promise(book, bakery, ago(-20))
    alert.evaluate(store, now)
    told = today.show(store, now).alerts
    assert [(row.key.kind, len(row.others)) for row in told.rows] == [(AlertKind.PROMISE, 1)]
    with pytest.raises(Refused):
        alert.snooze(store, now, [told.rows[0].key], TODAY)
    done = alert.snooze(store, now, [told.rows[0].key, *told.rows[0].others], ago(-3))
    assert today.show(store, now).alerts.total == 0
    assert alert.evaluate(store, now) is None  # looking again wakes nothing
    assert today.show(store, book.on(ago(-2))).alerts.total == 0
    assert today.show(store, book.on(ago(-3))).alerts.total == 1
    undo.undo(store, now, done.operation)
    assert today.show(store, now).alerts.total == 1
    alert.snooze(store, now, [told.rows[0].key], ago(-3))
    alert.snooze(store, now, [told.rows[0].key], None)
    assert [row.snoozed_until for row in alert.listed(store, now)] == [None, None]


def test_putting_aside_can_be_undone_whatever_was_found_since(store: Store, book: Book, now: Context) -> None:
    bakery = book.party("The Daily Grind", Role.PARTNER)
    talk(book, bakery, 90, 80, 70, 60)
    alert.evaluate(store, now)
    (row,) = alert.listed(store, now)
    done = alert.snooze(store, now, [row.key], ago(-3))
    said = talk(book, bakery, 0)
    assert kinds(store, now) == []
    interaction.delete(store, now, said)
    assert kinds(store, now) == [AlertKind.COOLING]
    assert alert.listed(store, now)[0].snoozed_until == ago(-3)
    undo.undo(store, now, done.operation)
    assert alert.listed(store, now)[0].snoozed_until is None


def test_rules_are_the_owners_and_undo_brings_the_usual_ones_back(store: Store, book: Book, now: Context) -> None:
    talk(book, book.party("The Daily Grind", Role.PARTNER), 90, 80, 70, 60)
    assert kinds(store, now) == [AlertKind.COOLING]
    strict = AlertRule(AlertKind.COOLING, Decimal(8), Decimal(7))
    done = alert.change_rules(store, now, [strict])
    assert alert.rules(store)[AlertKind.COOLING] == strict
    assert kinds(store, now) == []
    alert.change_rules(store, now, [replace(USUAL[AlertKind.COOLING], active=False)])
    assert kinds(store, now) == []
    undo.undo(store, now)
    undo.undo(store, now, done.operation)
    assert alert.rules(store) == USUAL
    with pytest.raises(Invalid):
        alert.change_rules(store, now, [AlertRule(AlertKind.COOLING, Decimal(1), Decimal(2))])


def test_the_user_never_undoes_the_looking(store: Store, book: Book, now: Context) -> None:
    talk(book, book.party("The Daily Grind", Role.PARTNER), 90, 80, 70, 60)
    changes = alert.evaluate(store, now)
    assert changes is not None and not changes.undoable


def test_looking_between_undo_and_redo_takes_neither_away(store: Store, book: Book, now: Context) -> None:
    florist = book.party("Market Florist", Role.PARTNER)
    talk(book, florist, 90, 80, 70, 60)
    party_edit.set_about(store, now, florist, "Flowers")
    undo.undo(store, now)
    assert alert.evaluate(store, now) is not None
    assert undo.next_redo(store) is not None
    undo.redo(store, now)
    assert undo.next_undo(store) is not None


def test_only_the_kinds_that_were_asked_for_are_looked_at(store: Store, book: Book, now: Context) -> None:
    bakery = book.party("The Daily Grind", Role.PARTNER)
    said = talk(book, bakery, 90, 80, 70, 60)
    alert.evaluate(store, now)
    interaction.delete(store, now, said)
    alert.evaluate(store, now, {AlertKind.BALANCE})
    assert [row.key.kind for row in alert.listed(store, now)] == [AlertKind.COOLING]
    alert.evaluate(store, now, {AlertKind.COOLING})
    assert alert.listed(store, now) == []
