"""Logging what was said: with its favour and next step as one operation, changed, deleted, undone, listed, found."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.queries import kept
from db.tables import party as tables
from partnercrm.domain.errors import Invalid, NotFound, PeriodClosed, Refused
from partnercrm.domain.interaction import Channel, FollowUpDraft, FollowUpState, InteractionDraft, StartedBy
from partnercrm.domain.interaction_rows import InteractionFilter, InteractionSort
from partnercrm.domain.ledger import Basis, Direction, ExchangeDraft, Kind, LineDraft
from partnercrm.domain.party import Role
from partnercrm.domain.words import msg
from partnercrm.services import follow_up, interaction, ledger, period, undo
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run
from partnercrm.services.store import Store

ROUNDS = int(os.environ.get("PARTNERCRM_ROUNDS", "1"))
MakeParty = Callable[..., int]
FreshStore = Callable[[], AbstractContextManager[Store]]
TODAY = dt.date(2026, 11, 21)
OVEN = LineDraft(Direction.RECEIVED, Kind.SPACE_AND_EQUIPMENT, quantity=Decimal(2), unit="hour", what="oven")
MENTION = LineDraft(Direction.GIVEN, Kind.EXPOSURE, 2500, Basis.AGREED, what="newsletter mention")
FAVOUR = ExchangeDraft(None, None, (OVEN, MENTION))


def call(*parties: int, day: dt.date = TODAY, summary: str = "The oven", **more: Any) -> InteractionDraft:
    return replace(InteractionDraft(parties, Channel.CALL, day, summary=summary), **more)


def last_contact(store: Store, party: int) -> int | None:
    with store.read() as connection:
        return connection.exec_driver_sql("SELECT day FROM kept_contact WHERE party_id = ?", (party,)).scalar()


def require_kept(store: Store) -> None:
    with store.read() as connection:
        assert {table: kept.differences(connection, table) for table in kept.EXPECTED} == dict.fromkeys(
            kept.EXPECTED, 0
        )


def merge(store: Store, ctx: Context, party: int, into: int) -> None:
    run(
        store,
        ctx,
        msg("Merge"),
        (party, into),
        ("party",),
        lambda op: {"alias": op.insert(tables.alias, party_id=party, root_id=into)},
    )


def test_a_call_with_its_favour_and_its_next_step_is_one_operation(
    store: Store, ctx: Context, make_party: MakeParty
) -> None:
    bakery, mark = make_party("The Daily Grind", Role.PARTNER), make_party("Mark")
    step = FollowUpDraft("Send the logo", dt.date(2026, 11, 27))
    draft = call(bakery, mark, minute=620, notes="Before Friday", mood=2, started_by=StartedBy.THEM)
    logged = interaction.log(store, ctx, draft, exchange=FAVOUR, follow_up=step)
    assert logged.number == "2026-0001"
    assert str(logged.changes.said) == "Logged a call with The Daily Grind, entry 2026-0001"
    assert logged.changes.subjects == {"interaction", "party", "ledger", "follow_up"}
    assert logged.changes.parties == {bakery, mark}
    (row,) = interaction.page_rows(store, interaction.ids(store))
    assert (row.id, row.uuid, row.day, row.minute, row.channel) == (
        logged.interaction, logged.uuid, TODAY, 620, Channel.CALL,
    )  # fmt: skip
    assert (row.parties, row.names, row.summary, row.notes) == (
        (bakery, mark), ("The Daily Grind", "Mark"), "The oven", "Before Friday",
    )  # fmt: skip
    assert (row.mood, row.started_by, row.logged_by, row.entry) == (2, StartedBy.THEM, "Sarah", "2026-0001")
    assert row.next_step is not None
    assert (row.next_step.title, row.next_step.due, row.next_step.state) == (
        "Send the logo", step.due, FollowUpState.OPEN,
    )  # fmt: skip
    (task,) = follow_up.page_rows(store, [logged.follow_up or 0])
    assert (task.party, task.name, task.interaction) == (bakery, "The Daily Grind", logged.interaction)
    require_kept(store)


def test_undo_takes_back_call_favour_and_next_step_and_redo_enters_them_again(
    store: Store, ctx: Context, make_party: MakeParty
) -> None:
    bakery = make_party("The Daily Grind", interval_days=30)
    interaction.log(store, ctx, call(bakery), exchange=FAVOUR, follow_up=FollowUpDraft("Logo", TODAY))
    undo.undo(store, ctx)
    assert interaction.ids(store) == []
    assert follow_up.ids(store, ctx) == []
    assert last_contact(store, bakery) is None
    require_kept(store)
    with store.read() as connection:
        turns = connection.exec_driver_sql("SELECT sum(count) FROM kept_turn").scalar()
    assert turns == 0
    undo.redo(store, ctx)
    (row,) = interaction.page_rows(store, interaction.ids(store))
    assert row.entry == "2026-0003"
    assert len(follow_up.ids(store, ctx)) == 1
    assert last_contact(store, bakery) == 20261121
    require_kept(store)


def test_the_entry_beside_a_call_is_the_one_that_stands(store: Store, ctx: Context, make_party: MakeParty) -> None:
    logged = interaction.log(store, ctx, call(make_party("The Daily Grind")), exchange=FAVOUR)
    corrected = ledger.correct(store, ctx, logged.number or "")
    rows = interaction.page_rows(store, [logged.interaction])
    assert rows[0].entry is None
    ledger.post_draft(store, ctx, corrected.draft)
    rows = interaction.page_rows(store, [logged.interaction])
    assert (rows[0].entry, rows[0].exchange is not None) == ("2026-0003", True)


def test_everything_is_refused_together_and_each_problem_names_its_field(
    store: Store, ctx: Context, make_party: MakeParty
) -> None:
    wrong = ExchangeDraft(None, None, (replace(MENTION, value=-1),))
    with pytest.raises(Invalid) as raised:
        interaction.log(store, ctx, call(), exchange=wrong, follow_up=FollowUpDraft(" ", TODAY))
    fields = [problem.field for problem in raised.value.problems]
    assert fields == ["parties", "exchange.party", "exchange.lines.0.value", "follow_up.title"]
    lena = make_party("Lena", Role.EMPLOYEE)
    paid = ExchangeDraft(None, None, (LineDraft(Direction.GIVEN, Kind.MONEY, 5000),))
    with pytest.raises(Invalid) as raised:
        interaction.log(store, ctx, call(lena), exchange=paid)
    assert [problem.field for problem in raised.value.problems] == ["exchange.lines"]
    assert interaction.ids(store) == []


def test_a_favour_in_a_closed_month_keeps_the_call_out_too(store: Store, ctx: Context, make_party: MakeParty) -> None:
    bakery = make_party("The Daily Grind")
    period.close(store, ctx, 202610)
    with pytest.raises(PeriodClosed):
        interaction.log(store, ctx, call(bakery, day=dt.date(2026, 10, 27)), exchange=FAVOUR)
    assert interaction.ids(store) == []
    interaction.log(store, ctx, call(bakery, day=dt.date(2026, 10, 27)), exchange=replace(FAVOUR, day=TODAY))
    assert len(interaction.ids(store)) == 1


def test_a_day_to_come_is_a_follow_up(store: Store, ctx: Context, make_party: MakeParty) -> None:
    with pytest.raises(Invalid) as raised:
        interaction.log(store, ctx, call(make_party("Mark"), day=dt.date(2026, 11, 22)))
    assert raised.value.field == "day"


@pytest.mark.parametrize("values", [{"binned_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}, {"walk_in": True}])
def test_who_has_no_page_is_not_logged(
    store: Store, ctx: Context, make_party: MakeParty, values: dict[str, object]
) -> None:
    party = make_party("Gone", **values)
    with pytest.raises((NotFound, Invalid)):
        interaction.log(store, ctx, call(party))
    with pytest.raises(NotFound):
        interaction.log(store, ctx, call(4711))


def test_a_key_that_comes_twice_logs_once(store: Store, ctx: Context, make_party: MakeParty) -> None:
    draft = call(make_party("Mark"))
    first = interaction.log(store, ctx.keyed("form-1"), draft, exchange=FAVOUR)
    again = interaction.log(store, ctx.keyed("form-1"), draft, exchange=FAVOUR)
    assert (again.interaction, again.uuid, again.number) == (first.interaction, first.uuid, first.number)
    assert len(interaction.ids(store)) == 1


def test_change_moves_day_people_and_words(store: Store, ctx: Context, make_party: MakeParty) -> None:
    bakery, mark, ivy = make_party("The Daily Grind"), make_party("Mark"), make_party("Ivy")
    logged = interaction.log(store, ctx, call(bakery, mark))
    changes = interaction.change(
        store, ctx, logged.interaction, call(mark, ivy, day=dt.date(2026, 11, 2), summary="Straßenfest")
    )
    assert changes.parties == {bakery, mark, ivy}
    assert interaction.draft_of(store, logged.interaction) == call(
        mark, ivy, day=dt.date(2026, 11, 2), summary="Straßenfest"
    )
    assert [last_contact(store, party) for party in (bakery, mark, ivy)] == [None, 20261102, 20261102]
    assert interaction.ids(store, InteractionFilter(text="strassen")) == [logged.interaction]
    assert interaction.ids(store, InteractionFilter(text="oven")) == []
    require_kept(store)
    undo.undo(store, ctx)
    assert interaction.draft_of(store, logged.interaction) == call(bakery, mark)
    assert interaction.ids(store, InteractionFilter(text="oven")) == [logged.interaction]
    assert interaction.ids(store, InteractionFilter(text="strassen")) == []


def test_delete_leaves_entry_and_follow_up_and_can_be_undone(store: Store, ctx: Context, make_party: MakeParty) -> None:
    bakery = make_party("The Daily Grind")
    first = interaction.log(store, ctx, call(bakery), exchange=FAVOUR, follow_up=FollowUpDraft("Logo", TODAY))
    second = interaction.log(store, ctx, call(bakery, day=dt.date(2026, 11, 1)))
    changes = interaction.delete(store, ctx, [first.interaction, second.interaction])
    assert str(changes.said) == "Delete 2 interactions"
    assert interaction.ids(store) == []
    assert len(follow_up.ids(store, ctx)) == 1
    assert interaction.ids(store, InteractionFilter(text="oven")) == []
    undo.undo(store, ctx)
    (row,) = interaction.page_rows(store, [first.interaction])
    assert (row.entry, row.next_step is not None) == ("2026-0001", True)
    require_kept(store)


def test_an_external_reference_is_logged_once(store: Store, ctx: Context, make_party: MakeParty) -> None:
    draft = call(make_party("Mark"), source="diary", external_id="17")
    interaction.log(store, ctx, draft)
    with pytest.raises(Refused):
        interaction.log(store, ctx, draft)


def test_an_import_logs_many_and_knows_what_it_has(store: Store, ctx: Context, make_party: MakeParty) -> None:
    bakery, mark = make_party("The Daily Grind"), make_party("Mark")
    merge(store, ctx, mark, bakery)
    drafts = [call(bakery, mark, source="diary", external_id=str(n), summary=f"Nº {n}") for n in range(3)]
    found: dict[str, int] = {}

    def work(op: Operation) -> dict[str, Any]:
        made = interaction.log_many(op, drafts)
        found.update(interaction.known(op, "diary", ["0", "2", "9"]))
        return {"made": made}

    done = run(store, ctx, msg("Import"), "import", ("interaction",), work)
    made = done.answer["made"]
    assert found == {"0": made[0], "2": made[2]}
    assert [row.parties for row in interaction.page_rows(store, made)] == [(bakery,)] * 3
    assert interaction.ids(store, InteractionFilter(text="1 nº")) == [made[1]]
    require_kept(store)


def test_lists_are_filtered_and_sorted(store: Store, ctx: Context, make_party: MakeParty) -> None:
    bakery, ana = make_party("The Daily Grind"), make_party("Ana")
    late = interaction.log(store, ctx, call(bakery, minute=900, mood=1)).interaction
    early = interaction.log(store, ctx, call(ana, minute=60, channel=Channel.VISIT, mood=-2)).interaction
    untimed = interaction.log(store, ctx, call(bakery, channel=Channel.EMAIL)).interaction
    old = interaction.log(store, ctx, call(ana, bakery, day=dt.date(2026, 10, 1))).interaction
    assert interaction.ids(store) == [late, early, untimed, old]
    assert interaction.ids(store, ascending=True) == [old, untimed, early, late]
    assert interaction.ids(store, sort=InteractionSort.PARTY, ascending=True) == [early, old, late, untimed]
    assert interaction.ids(store, sort=InteractionSort.MOOD, ascending=True)[:2] == [early, late]
    assert interaction.ids(store, sort=InteractionSort.MOOD)[:2] == [late, early]
    assert interaction.ids(store, sort=InteractionSort.CHANNEL, ascending=True) == [late, old, untimed, early]
    assert set(interaction.ids(store, sort=InteractionSort.USER)) == {late, early, untimed, old}
    assert interaction.ids(store, InteractionFilter(party=ana)) == [early, old]
    assert interaction.ids(store, InteractionFilter(channel=Channel.CALL, to_day=dt.date(2026, 10, 31))) == [old]
    assert interaction.ids(store, InteractionFilter(from_day=TODAY, user=ctx.actor, party=bakery)) == [late, untimed]
    assert interaction.ids(store, InteractionFilter(user=99)) == []


def test_a_merged_party_counts_as_what_it_became(store: Store, ctx: Context, make_party: MakeParty) -> None:
    bakery, mark = make_party("The Daily Grind", interval_days=30), make_party("Mark's", interval_days=9)
    interaction.log(store, ctx, call(bakery, day=dt.date(2026, 10, 1)))
    interaction.log(store, ctx, call(mark, day=dt.date(2026, 11, 5)), exchange=FAVOUR)
    merge(store, ctx, mark, bakery)
    assert last_contact(store, bakery) == 20261105
    assert [row.parties for row in interaction.page_rows(store, interaction.ids(store))] == [(bakery,)] * 2
    assert len(interaction.ids(store, InteractionFilter(party=bakery))) == 2
    require_kept(store)
    interaction.log(store, ctx, call(mark), exchange=FAVOUR)
    assert last_contact(store, bakery) == 20261121
    require_kept(store)
    undo.undo(store, ctx)
    undo.undo(store, ctx)
    assert (last_contact(store, bakery), last_contact(store, mark)) == (20261001, 20261105)
    require_kept(store)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("oven", True), ("OV", True), ("creme brul", True), ("Straße", True), ("strasse", True), ("lodz", True),
        ("会議", True), ("議", True), ("day crème", False), ("fri crème", True), ("it's", True), ("o", True),
        ("", True), ('"', True), ("vens", False), ("議会", False), ("oven 'x", True), ("nothing", False),
        ("AND", False), ("NOT oven", False),
    ],
)  # fmt: skip
def test_words_are_found_from_their_beginning_in_any_spelling(
    store: Store, ctx: Context, make_party: MakeParty, typed: str, found: bool
) -> None:
    mark = make_party("Mark")
    interaction.log(store, ctx, call(mark, summary="Crème brûlée, ovens", notes="Łódź STRASSE 明日の会議 it's Friday"))
    assert bool(interaction.ids(store, InteractionFilter(text=typed))) is found


def test_plain_text_is_found_too(store: Store, ctx: Context, make_party: MakeParty) -> None:
    interaction.log(store, ctx, call(make_party("Mark"), summary="OVEN lent", notes=""))
    assert len(interaction.ids(store, InteractionFilter(text="oven LENT"))) == 1
    assert interaction.ids(store, InteractionFilter(text="öven")) == interaction.ids(store)


@pytest.mark.parametrize("text", ["=1+1", "a\0b", "\u202e\ufeff", "👩‍👩‍👧", "'; DROP TABLE party; --", "x" * 100_000])
def test_words_come_out_as_they_went_in(store: Store, ctx: Context, make_party: MakeParty, text: str) -> None:
    logged = interaction.log(store, ctx, call(make_party("Mark"), summary=text, notes=text))
    (row,) = interaction.page_rows(store, [logged.interaction])
    assert (row.summary, row.notes) == (text, text)
    with pytest.raises(Invalid) as raised:
        interaction.log(store, ctx, call(row.parties[0], notes="half \ud800 a letter"))
    assert raised.value.field == "notes"


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("log"), st.sets(st.integers(0, 2), min_size=1), st.integers(0, 40), st.booleans()),
        st.tuples(st.just("change"), st.sets(st.integers(0, 2), min_size=1), st.integers(0, 40), st.integers(0, 9)),
        st.tuples(st.just("delete"), st.integers(0, 9)),
        st.tuples(st.just("merge"), st.integers(0, 1)),
        st.just(("undo",)),
        st.just(("redo",)),
    ),
    max_size=12,
)


@settings(max_examples=12 * ROUNDS, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_the_last_contact_is_the_latest_after_any_history(
    fresh_store: FreshStore, make_party_in: MakeParty, ctx: Context, steps: list[tuple[object, ...]]
) -> None:
    with fresh_store() as store:
        clocks = (("A", 10), ("B", None), ("C", 30))
        parties = [make_party_in(store, name, interval_days=days) for name, days in clocks]
        for step in steps:
            _do(store, ctx, parties, step)
            require_kept(store)
        assert {party: last_contact(store, party) for party in parties} == _latest(store, parties)


def _latest(store: Store, parties: list[int]) -> dict[int, int | None]:
    sql = (
        "SELECT coalesce(a.root_id, x.party_id), max(i.day) FROM interaction i "
        "JOIN interaction_party x ON x.interaction_id = i.id LEFT JOIN alias a ON a.party_id = x.party_id GROUP BY 1"
    )
    with store.read() as connection:
        found = {row[0]: row[1] for row in connection.exec_driver_sql(sql)}
    return {party: found.get(party) for party in parties}


def _do(store: Store, ctx: Context, parties: list[int], step: tuple[Any, ...]) -> None:
    there = interaction.ids(store, ascending=True)
    try:
        match step:
            case ("log", who, back, favour):
                draft = call(*(parties[n] for n in sorted(who)), day=TODAY - dt.timedelta(days=back))
                interaction.log(store, ctx, draft, exchange=FAVOUR if favour else None)
            case ("change", who, back, which) if there:
                draft = call(*(parties[n] for n in sorted(who)), day=TODAY - dt.timedelta(days=back))
                interaction.change(store, ctx, there[which % len(there)], draft)
            case ("delete", which) if there:
                interaction.delete(store, ctx, [there[which % len(there)]])
            case ("merge", which) if not _merged(store, parties[which]):
                merge(store, ctx, parties[which], parties[2])
            case ("undo",):
                undo.undo(store, ctx)
            case ("redo",):
                undo.redo(store, ctx)
    except Refused:
        pass  # an undo that nothing is left for, or whose rows were changed since


def _merged(store: Store, party: int) -> bool:
    with store.read() as connection:
        return connection.exec_driver_sql("SELECT 1 FROM alias WHERE party_id = ?", (party,)).first() is not None
