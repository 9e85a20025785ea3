"""A party's timeline: what was said, what passed, what is to be done, newest first and complete page by page."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from db.tables import party as tables
from partnercrm.domain.dates import Clock
from partnercrm.domain.errors import NotFound
from partnercrm.domain.interaction import Channel, FollowUpDraft, InteractionDraft
from partnercrm.domain.ledger import Basis, Direction, ExchangeDraft, Kind, LineDraft, Source
from partnercrm.domain.party import Role
from partnercrm.domain.sale import RefundDraft, SaleDraft
from partnercrm.domain.timeline import TimelineKind, TimelineRow, Tone, place
from partnercrm.domain.words import msg
from partnercrm.services import follow_up, interaction, ledger, sale, timeline, undo
from partnercrm.services import store as stores
from partnercrm.services.context import Context
from partnercrm.services.operations import run
from partnercrm.services.store import Store

ROUNDS = int(os.environ.get("PARTNERCRM_ROUNDS", "1"))
MakeParty = Callable[..., int]
TODAY = dt.date(2026, 11, 21)
OVEN = LineDraft(Direction.RECEIVED, Kind.SPACE_AND_EQUIPMENT, quantity=Decimal(2), unit="hour", what="oven")
MENTION = LineDraft(Direction.GIVEN, Kind.EXPOSURE, 2500, Basis.ESTIMATE, what="newsletter mention")
COFFEE = LineDraft(Direction.GIVEN, Kind.GOODS, 12000, Basis.BILL, what="Ground coffee")
FAVOUR = ExchangeDraft(None, None, (MENTION, OVEN))


def at(store: Store, day: dt.date, hour: int = 12) -> Context:
    """The owner at an hour of a day."""
    return stores.context(store, Clock.fixed(dt.datetime.combine(day, dt.time(hour))))


def post(store: Store, ctx: Context, party: int, *lines: LineDraft, days: int = 0, **more: Any) -> str:
    draft = ExchangeDraft(party, TODAY + dt.timedelta(days=days), lines, **more)
    return ledger.post(store, ctx, draft).number


def said(rows: list[TimelineRow]) -> list[str]:
    return [str(row.title) for row in rows]


def test_a_call_its_favour_and_its_next_step(store: Store, ctx: Context, make_party: MakeParty) -> None:
    bakery, tom = make_party("The Daily Grind", Role.PARTNER), make_party("Tom")
    talk = InteractionDraft((bakery, tom), Channel.CALL, TODAY, 620, "Window swap", "Wants our logo")
    step = FollowUpDraft("Logo", dt.date(2026, 11, 27))
    logged = interaction.log(store, ctx, talk, exchange=replace(FAVOUR, memo="Oven night"), follow_up=step)
    favour, call = timeline.page(store, ctx, bakery)
    assert (favour.kind, favour.day, favour.minute, favour.number) == (
        TimelineKind.EXCHANGE, TODAY, 620, "2026-0001",
    )  # fmt: skip
    assert (str(favour.title), favour.text, favour.chip) == ("We gave, they gave", "Oven night", None)
    assert ctx.locale.say_all(favour.body) == (
        "You gave The Daily Grind a newsletter mention (about 25.00). They lent you the oven for 2 hours (no price)."
    )
    assert (call.kind, call.minute, call.channel, call.uuid) == (
        TimelineKind.INTERACTION, 620, Channel.CALL, logged.uuid,
    )  # fmt: skip
    assert (str(call.title), call.text) == ("Call, with Tom", "Window swap\nWants our logo")
    assert call.chip is not None
    assert (str(call.chip.said), call.chip.tone) == ("Follow-up due 27 Nov", Tone.WARNING)
    assert said(timeline.page(store, ctx, tom)) == ["Call, with The Daily Grind"]


def test_follow_ups_tell_when_they_were_made_and_closed(store: Store, make_party: MakeParty) -> None:
    bakery = make_party("The Daily Grind")
    made = follow_up.add(store, at(store, dt.date(2026, 11, 1)), FollowUpDraft("Logo", dt.date(2026, 11, 3), bakery))
    dropped = follow_up.add(store, at(store, dt.date(2026, 11, 2)), FollowUpDraft("Text", dt.date(2026, 11, 3), bakery))
    late = timeline.page(store, at(store, dt.date(2026, 11, 5)), bakery)
    assert [str(row.chip.said) for row in late if row.chip] == ["Follow-up 2 days late"] * 2
    follow_up.done(store, at(store, dt.date(2026, 11, 10), 9), [made.follow_up])
    follow_up.drop(store, at(store, dt.date(2026, 11, 10), 17), [dropped.follow_up])
    rows = timeline.page(store, at(store, TODAY), bakery)
    assert said(rows) == ["Dropped: Text", "Done: Logo", "Follow-up: Text", "Follow-up: Logo"]
    assert [(row.day.day, row.minute) for row in rows] == [(10, 1020), (10, 540), (2, 720), (1, 720)]
    assert [str(row.chip.said) if row.chip else "" for row in rows] == [
        "", "Done", "Follow-up dropped", "Follow-up done",
    ]  # fmt: skip


def test_entries_are_named_by_who_gave_and_say_when_they_are_due(
    store: Store, ctx: Context, make_party: MakeParty
) -> None:
    bakery = make_party("The Daily Grind", Role.CUSTOMER)
    post(store, ctx, bakery, COFFEE, days=-20, due_day=dt.date(2026, 11, 16))
    post(store, ctx, bakery, COFFEE, days=-19, due_day=dt.date(2026, 12, 2))
    paid = LineDraft(Direction.RECEIVED, Kind.MONEY, 12000)
    rows = timeline.page(store, ctx, bakery)
    assert [(str(row.chip.said), row.chip.tone) for row in rows if row.chip] == [
        ("due 2 Dec", Tone.NEUTRAL), ("5 days late", Tone.DANGER),
    ]  # fmt: skip
    post(store, ctx, bakery, paid, days=-2)
    post(store, ctx, bakery, OVEN, days=-1)
    rows = timeline.page(store, ctx, bakery)
    assert said(rows) == ["They gave", "They paid", "We gave", "We gave"]
    assert [row.chip is not None for row in rows] == [False, False, True, False]


def test_openings_and_credits_say_what_they_are(store: Store, ctx: Context, make_party: MakeParty) -> None:
    bakery = make_party("The Daily Grind", Role.CUSTOMER)
    opening = post(store, ctx, bakery, COFFEE, days=-60, source=Source.OPENING)
    ledger.credit(store, ctx, opening, 2000)
    credit, first = timeline.page(store, ctx, bakery)
    assert (str(credit.title), ctx.locale.say_all(credit.body)) == (f"Credit on entry {opening}", "20.00 taken off.")
    assert str(first.title) == "Open from before"


def test_a_corrected_pair_is_told_once(store: Store, ctx: Context, make_party: MakeParty) -> None:
    bakery = make_party("The Daily Grind")
    number = post(store, ctx, bakery, MENTION)
    corrected = ledger.correct(store, ctx, number)
    (row,) = timeline.page(store, ctx, bakery)
    assert (row.number, str(row.chip.said) if row.chip else "") == (number, "Taken back")
    posted = ledger.post_draft(store, ctx, corrected.draft)
    (row,) = timeline.page(store, ctx, bakery)
    assert (row.number, str(row.chip.said) if row.chip else "") == (posted.number, "Corrected")


def test_an_undone_favour_is_told_as_taken_back(store: Store, ctx: Context, make_party: MakeParty) -> None:
    bakery = make_party("The Daily Grind")
    interaction.log(store, ctx, InteractionDraft((bakery,), Channel.CALL, TODAY, summary="x"), exchange=FAVOUR)
    undo.undo(store, ctx)
    (row,) = timeline.page(store, ctx, bakery)
    assert (row.kind, str(row.chip.said) if row.chip else "") == (TimelineKind.EXCHANGE, "Taken back")


def test_notes_stand_in_it_and_merged_parties_are_told_together(
    store: Store, ctx: Context, make_party: MakeParty
) -> None:
    bakery, mark = make_party("The Daily Grind"), make_party("Mark's")
    with store.write() as connection:
        note = {"party_id": mark, "text": "Likes oat milk", "written_at": ctx.now, "user_id": ctx.actor}
        connection.execute(insert(tables.note).values(note))
    post(store, ctx, mark, OVEN, days=-3)
    post(store, ctx, bakery, MENTION, days=-5)
    merged = {"party_id": mark, "root_id": bakery}
    run(store, ctx, msg("Merge"), None, ("party",), lambda op: {"alias": op.insert(tables.alias, **merged)})
    for party in (bakery, mark):
        rows = timeline.page(store, ctx, party)
        assert [(str(row.title), row.text) for row in rows] == [
            ("Note", "Likes oat milk"), ("They gave", ""), ("We gave", ""),
        ]  # fmt: skip
        assert ctx.locale.say_all(rows[1].body).startswith("The Daily Grind lent you")
    with pytest.raises(NotFound):
        timeline.page(store, ctx, 99)


HAPPENINGS = st.lists(
    st.tuples(st.sampled_from(["talk", "pass", "plan", "done", "correct"]), st.integers(0, 9), st.integers(0, 23)),
    max_size=25,
)


@settings(max_examples=10 * ROUNDS, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(happenings=HAPPENINGS, limit=st.integers(1, 4))
def test_pages_together_are_the_whole_timeline_in_order(
    fresh_store: Callable[[], Any],
    make_party_in: MakeParty,
    happenings: list[tuple[str, int, int]],
    limit: int,
) -> None:
    with fresh_store() as store:
        party = make_party_in(store, "The Daily Grind")
        expected = sum(_happen(store, party, *happening) for happening in happenings)
        ctx = at(store, TODAY)
        whole = timeline.page(store, ctx, party, limit=1000)
        paged: list[TimelineRow] = []
        while page := timeline.page(store, ctx, party, paged[-1] if paged else None, limit):
            assert len(page) <= limit
            paged += page
        assert paged == whole
        places = [place(row.kind, row.day, row.minute, row.id) for row in whole]
        assert places == sorted(places, reverse=True)
        assert len(whole) == len({(row.kind, row.id) for row in whole}) == expected


def _happen(store: Store, party: int, what: str, back: int, hour: int) -> int:
    """Lets it happen and answers how many rows more the timeline has."""
    day = TODAY - dt.timedelta(days=back)
    ctx = at(store, day, hour)
    match what:
        case "talk":
            draft = InteractionDraft((party,), Channel.VISIT, day, None if hour < 4 else hour * 60, "x")
            interaction.log(store, ctx, draft)
        case "plan":
            follow_up.add(store, ctx, FollowUpDraft("x", day, party))
        case "done":
            number = follow_up.add(store, ctx, FollowUpDraft("x", day, party)).follow_up
            follow_up.done(store, at(store, TODAY, hour), [number])
            return 2
        case _:
            posted = ledger.post(store, ctx, ExchangeDraft(party, day, (OVEN,)))
            if what == "correct":
                ledger.post_draft(store, ctx, ledger.correct(store, ctx, posted.number).draft)
    return 1


def test_sales_stand_on_the_page_as_paid(store: Store, ctx: Context, make_party: MakeParty) -> None:
    ana = make_party("Ana", Role.CUSTOMER)
    paid = SaleDraft(
        TODAY, 18_40, 10_00, ana, 620, reduction=1_84, gift_card="T-1", gift_card_amount=6_56, source="till"
    )
    made = sale.record(store, ctx, paid).sale
    sale.refund(store, ctx, RefundDraft(made, TODAY, paid=1_00, minute=700))
    sale.record(store, ctx, SaleDraft(TODAY, 30_00, 10_00, ana, 800))
    say = ctx.locale.say
    unpaid, back, bought, entry = timeline.page(store, ctx, ana)
    assert (entry.kind, entry.number) == (TimelineKind.EXCHANGE, "2026-0001")
    assert (say(unpaid.title), unpaid.chip, len(unpaid.body)) == ("Bought for 30.00", None, 1)
    assert (say(back.title), back.chip, back.body) == ("Got 1.00 back", None, ())
    assert (say(bought.title), bought.kind, bought.minute) == ("Bought for 16.56", TimelineKind.SALE, 620)
    assert bought.chip is not None
    assert (str(bought.chip.said), bought.chip.tone) == ("Paid", Tone.SUCCESS)
    assert [say(sentence) for sentence in bought.body] == ["1.84 less.", "6.56 by gift card."]
