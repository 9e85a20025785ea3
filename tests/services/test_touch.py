"""Keeping in touch: who is overdue and how urgently, when contact is next, and rest for a while."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from db.queries import kept
from db.tables import party as tables
from partnercrm.domain.errors import NotFound, Refused
from partnercrm.domain.interaction import Channel, InteractionDraft, next_contact, urgency
from partnercrm.domain.party_rows import PartyFilter
from partnercrm.domain.words import msg
from partnercrm.services import interaction, party_list, touch, undo
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run
from partnercrm.services.store import Store

ROUNDS = int(os.environ.get("PARTNERCRM_ROUNDS", "1"))
MakeParty = Callable[..., int]
TODAY = dt.date(2026, 11, 21)
MOMENT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def back(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def talk(store: Store, ctx: Context, party: int, days: int) -> None:
    interaction.log(store, ctx, InteractionDraft((party,), Channel.CALL, back(days), summary="x"))


def overdue(store: Store, ctx: Context, limit: int = 7) -> list[int]:
    """The most urgent; the Directory's filter and the count on its chip agree with them."""
    found = touch.losing_touch(store, ctx, limit)
    listed = party_list.ids(store, ctx, PartyFilter(losing_touch=True))
    assert len(listed) == found.total == party_list.counts(store, ctx).losing_touch
    rows = [row.party for row in found.rows]
    assert set(rows) <= set(listed)
    return rows


def test_urgency_is_days_late_over_the_interval(store: Store, ctx: Context, make_party: MakeParty) -> None:
    """figures.md 12: 45 days at 30 wanted is 0.5; 20 days is not listed."""
    half, never = make_party("Half", interval_days=30), make_party("Never", interval_days=10, clock_start=back(40))
    fine, wordless = make_party("Fine", interval_days=30), make_party("Wordless")
    for party, days in ((half, 45), (fine, 20), (wordless, 300)):
        talk(store, ctx, party, days)
    found = touch.losing_touch(store, ctx)
    assert [(row.party, row.urgency, row.days, row.late_days, row.never) for row in found.rows] == [
        (never, Decimal(3), 40, 30, True),
        (half, Decimal("0.5"), 45, 15, False),
    ]
    assert (found.rows[1].since, found.total) == (back(45), 2)
    assert touch.next_contact(store, half) == back(15)
    assert touch.next_contact(store, fine) == TODAY + dt.timedelta(days=10)
    assert touch.next_contact(store, wordless) is None


def test_due_today_is_not_late_yet(store: Store, ctx: Context, make_party: MakeParty) -> None:
    due, late = make_party("Due", interval_days=30), make_party("Late", interval_days=30)
    talk(store, ctx, due, 30)
    talk(store, ctx, late, 31)
    assert overdue(store, ctx) == [late]


def test_any_contact_resets_the_clock(store: Store, ctx: Context, make_party: MakeParty) -> None:
    party = make_party("Ana", interval_days=30, clock_start=back(90))
    assert overdue(store, ctx) == [party]
    talk(store, ctx, party, 0)
    assert overdue(store, ctx) == []
    undo.undo(store, ctx)
    assert overdue(store, ctx) == [party]


def test_a_contact_from_before_the_clock_does_not_make_late(store: Store, ctx: Context, make_party: MakeParty) -> None:
    party = make_party("Imported", interval_days=30, clock_start=back(3))
    talk(store, ctx, party, 200)
    assert overdue(store, ctx) == []
    assert touch.next_contact(store, party) == TODAY + dt.timedelta(days=27)


def test_who_is_put_away_is_not_listed(store: Store, ctx: Context, make_party: MakeParty) -> None:
    start = {"interval_days": 10, "clock_start": back(90)}
    make_party("Archived", archived_at=MOMENT, **start)
    make_party("Binned", binned_at=MOMENT, **start)
    make_party("Erased", erased_at=MOMENT, **start)
    merged, root = make_party("Merged", **start), make_party("Root")
    stays = make_party("Stays", **start)
    values = {"party_id": merged, "root_id": root}
    run(store, ctx, msg("Merge"), None, ("party",), lambda op: {"alias": op.insert(tables.alias, **values)})
    assert overdue(store, ctx) == [stays]
    undo.undo(store, ctx)
    assert set(overdue(store, ctx)) == {merged, stays}

    def archive(op: Operation) -> dict[str, Any]:
        op.update(tables.party, stays, archived_at=MOMENT)
        return {}

    run(store, ctx, msg("Archive"), None, ("party",), archive)
    assert overdue(store, ctx) == [merged]


def test_a_snooze_rests_until_its_day(store: Store, ctx: Context, make_party: MakeParty) -> None:
    ana, ben = (make_party(name, interval_days=10, clock_start=back(90)) for name in ("Ana", "Ben"))
    with pytest.raises(Refused):
        touch.snooze(store, ctx, [ana], TODAY)
    with pytest.raises(NotFound):
        touch.snooze(store, ctx, [99], back(-3))
    changes = touch.snooze(store, ctx, [ana, ben], back(-3))
    assert str(changes.said) == "Snooze keeping in touch with 2 until 2026-11-24"
    assert overdue(store, ctx) == []
    assert touch.next_contact(store, ana) == back(-3)
    touch.snooze(store, ctx, [ana], back(-9))
    assert touch.next_contact(store, ana) == back(-9)
    touch.snooze(store, ctx, [ana], None)
    assert overdue(store, ctx) == [ana]
    undo.undo(store, ctx)
    undo.undo(store, ctx)
    undo.undo(store, ctx)
    assert set(overdue(store, ctx)) == {ana, ben}


def test_the_list_is_short_and_says_how_many_there_are(store: Store, ctx: Context, make_party: MakeParty) -> None:
    parties = [make_party(f"P{n}", interval_days=10, clock_start=back(20 + n)) for n in range(9)]
    found = touch.losing_touch(store, ctx, 7)
    assert [row.party for row in found.rows] == parties[:1:-1]
    assert (found.total, found.more, found.counted_out) == (9, 2, False)


@settings(max_examples=12 * ROUNDS, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    clocks=st.lists(
        st.tuples(st.none() | st.integers(1, 60), st.integers(0, 120), st.none() | st.integers(0, 120)), max_size=5
    )
)
def test_the_list_is_what_the_formula_says(
    fresh_store: Callable[[], Any], make_party_in: MakeParty, ctx: Context, clocks: list[tuple[Any, int, Any]]
) -> None:
    with fresh_store() as store:
        expected: dict[int, Decimal] = {}
        for interval, start, contact in clocks:
            party = make_party_in(store, "P", interval_days=interval, clock_start=back(start))
            if contact is not None:
                talk(store, ctx, party, contact)
            last = back(min(start, start if contact is None else contact))
            if interval and urgency(last, interval, TODAY):
                expected[party] = urgency(last, interval, TODAY)
            assert touch.next_contact(store, party) == (next_contact(last, interval) if interval else None)
        rows = touch.losing_touch(store, ctx, 9).rows
        assert {row.party: row.urgency for row in rows} == expected
        assert [row.urgency for row in rows] == sorted(expected.values(), reverse=True)
        with store.read() as connection:
            assert kept.differences(connection, "kept_touch") == 0
