"""Follow-ups: made, done, reopened, dropped, snoozed, handed over, several as one operation, listed late ones first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from db.queries import kept
from db.tables.party import alias
from partnercrm.domain.errors import Invalid, NotFound, Refused
from partnercrm.domain.interaction import FollowUpDraft, FollowUpState, Origin
from partnercrm.domain.interaction_rows import FollowUpFilter, FollowUpRow, FollowUpSort
from partnercrm.domain.words import msg
from partnercrm.services import follow_up, undo
from partnercrm.services import store as stores
from partnercrm.services.context import Context
from partnercrm.services.operations import run
from partnercrm.services.store import Store

MakeParty = Callable[..., int]
TODAY = dt.date(2026, 11, 21)


def add(store: Store, ctx: Context, title: str, days: int, **more: Any) -> int:
    draft = FollowUpDraft(title, TODAY + dt.timedelta(days=days), **more)
    return follow_up.add(store, ctx, draft).follow_up


def row(store: Store, number: int) -> FollowUpRow:
    (found,) = follow_up.page_rows(store, [number])
    return found


def require_kept(store: Store) -> None:
    with store.read() as connection:
        assert kept.differences(connection, "kept_month") == 0


def test_a_follow_up_says_what_by_when_for_whom(store: Store, ctx: Context, make_party: MakeParty) -> None:
    bakery = make_party("The Daily Grind")
    lena = stores.add_user(store, ctx, "Lena")
    draft = FollowUpDraft("Send the logo", TODAY, bakery, lena, Origin.RULE, "no_contact")
    added = follow_up.add(store, ctx, draft)
    found = row(store, added.follow_up)
    assert (found.uuid, found.title, found.due, found.party, found.name) == (
        added.uuid,
        "Send the logo",
        TODAY,
        bakery,
        "The Daily Grind",
    )
    assert (found.assignee_name, found.origin, found.rule, found.state) == (
        "Lena",
        Origin.RULE,
        "no_contact",
        FollowUpState.OPEN,
    )
    assert added.changes.parties == {bakery}
    nobody = row(store, add(store, ctx, "Order cups", 1))
    assert (nobody.party, nobody.name, nobody.assignee_name) == (None, "", "Sarah")


def test_wrong_ones_are_refused(store: Store, ctx: Context, make_party: MakeParty) -> None:
    for draft in (FollowUpDraft("", TODAY), FollowUpDraft("half \udc00", TODAY)):
        with pytest.raises(Invalid):
            follow_up.add(store, ctx, draft)
    gone = make_party("Gone", binned_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    for draft in (FollowUpDraft("x", TODAY, gone), FollowUpDraft("x", TODAY, 99), FollowUpDraft("x", TODAY, None, 99)):
        with pytest.raises(NotFound):
            follow_up.add(store, ctx, draft)
    with pytest.raises(NotFound):
        follow_up.done(store, ctx, [99])


def test_late_ones_come_first_then_by_due_day(store: Store, ctx: Context, make_party: MakeParty) -> None:
    ana, ben = make_party("Ana"), make_party("Ben")
    later, late, today = (
        add(store, ctx, "b", 5, party=ana),
        add(store, ctx, "c", -2, party=ben),
        add(store, ctx, "a", 0),
    )
    oldest, closed = add(store, ctx, "d", -9), add(store, ctx, "e", -3)
    follow_up.done(store, ctx, [closed])
    assert follow_up.ids(store, ctx) == [oldest, late, today, later]
    assert follow_up.ids(store, ctx, ascending=False) == [later, today, late, oldest]
    assert follow_up.ids(store, ctx, FollowUpFilter(state=None)) == [oldest, late, today, later, closed]
    assert follow_up.ids(store, ctx, FollowUpFilter(state=FollowUpState.DONE)) == [closed]
    assert follow_up.ids(store, ctx, FollowUpFilter(late=True)) == [oldest, late]
    assert follow_up.ids(store, ctx, FollowUpFilter(due_until=TODAY)) == [oldest, late, today]
    assert follow_up.ids(store, ctx, FollowUpFilter(party=ana)) == [later]
    assert follow_up.ids(store, ctx, sort=FollowUpSort.TITLE) == [today, later, late, oldest]
    assert follow_up.ids(store, ctx, sort=FollowUpSort.PARTY)[-2:] == [later, late]
    assert follow_up.ids(store, ctx, sort=FollowUpSort.MADE) == [oldest, late, today, later]
    assert [row(store, number).late(TODAY) for number in (oldest, late, today, closed)] == [True, True, False, False]


def test_mine_are_mine(store: Store, ctx: Context) -> None:
    lena = stores.add_user(store, ctx, "Lena")
    mine, hers = add(store, ctx, "a", 1), add(store, ctx, "b", 1, assignee=lena)
    assert follow_up.ids(store, ctx, FollowUpFilter(user=ctx.actor)) == [mine]
    changes = follow_up.assign(store, ctx, [mine], lena)
    assert str(changes.said) == "Hand over: a"
    assert follow_up.ids(store, ctx, FollowUpFilter(user=lena)) == [mine, hers]
    assert follow_up.ids(store, ctx, FollowUpFilter(user=lena), FollowUpSort.ASSIGNEE) == [mine, hers]
    with pytest.raises(NotFound):
        follow_up.assign(store, ctx, [mine], 99)


def test_titles_and_names_are_searched_in_any_spelling(store: Store, ctx: Context, make_party: MakeParty) -> None:
    number = add(store, ctx, "Crème brûlée", 1, party=make_party("Łódź Café"))
    add(store, ctx, "Order cups", 1)
    for text in ("creme", "BRUL", "lodz creme", "cafe"):
        assert follow_up.ids(store, ctx, FollowUpFilter(text=text)) == [number]


def test_several_are_done_as_one_operation_named_by_their_count(
    store: Store, ctx: Context, make_party: MakeParty
) -> None:
    ana = make_party("Ana")
    numbers = [add(store, ctx, f"n{n}", n - 2, party=ana) for n in range(3)]
    changes = follow_up.done(store, ctx, numbers)
    assert (str(changes.said), set(changes.parties)) == ("Done: 3 follow-ups", {ana})
    assert {row(store, number).state for number in numbers} == {FollowUpState.DONE}
    assert row(store, numbers[0]).closed_at == ctx.now
    require_kept(store)
    assert str(undo.next_undo(store)) == "Done: 3 follow-ups"
    undo.undo(store, ctx)
    assert follow_up.ids(store, ctx) == numbers
    require_kept(store)


def test_done_dropped_and_reopened(store: Store, ctx: Context) -> None:
    number = add(store, ctx, "Logo", -40)
    assert str(follow_up.drop(store, ctx, [number]).said) == "Drop: Logo"
    require_kept(store)
    assert str(follow_up.done(store, ctx, [number]).said) == "Done: Logo"
    assert row(store, number).state is FollowUpState.DROPPED
    assert str(follow_up.reopen(store, ctx, [number]).said) == "Reopen: Logo"
    assert (row(store, number).state, row(store, number).closed_at) == (FollowUpState.OPEN, None)
    require_kept(store)


def test_a_snoozed_one_is_not_late_until_it_wakes(store: Store, ctx: Context) -> None:
    number = add(store, ctx, "Logo", -5)
    with pytest.raises(Refused):
        follow_up.snooze(store, ctx, [number], TODAY)
    changes = follow_up.snooze(store, ctx, [number], dt.date(2026, 11, 24))
    assert str(changes.said) == "Snooze until 2026-11-24: Logo"
    assert follow_up.ids(store, ctx, FollowUpFilter(late=True)) == []
    assert follow_up.ids(store, ctx, FollowUpFilter(awake=True)) == []
    assert follow_up.ids(store, ctx) == [number]
    assert row(store, number).late(TODAY) is False
    awake = stores.context(store, ctx.clock.fixed(dt.date(2026, 11, 24)))
    assert follow_up.ids(store, awake, FollowUpFilter(late=True)) == [number]
    assert str(follow_up.snooze(store, ctx, [number], None).said) == "Wake: Logo"
    assert follow_up.ids(store, ctx, FollowUpFilter(late=True)) == [number]


def test_a_change_is_undone(store: Store, ctx: Context, make_party: MakeParty) -> None:
    number = add(store, ctx, "Logo", 3, party=make_party("Ana"))
    follow_up.change(store, ctx, number, FollowUpDraft("Logo and text", dt.date(2026, 10, 1)))
    found = row(store, number)
    assert (found.title, found.due, found.party) == ("Logo and text", dt.date(2026, 10, 1), None)
    require_kept(store)
    undo.undo(store, ctx)
    assert (row(store, number).title, row(store, number).name) == ("Logo", "Ana")
    require_kept(store)


def test_a_merged_party_is_named_by_what_it_became(store: Store, ctx: Context, make_party: MakeParty) -> None:
    bakery, mark = make_party("The Daily Grind"), make_party("Mark's")
    number = add(store, ctx, "Logo", 1, party=mark)
    merged = {"party_id": mark, "root_id": bakery}
    run(store, ctx, msg("Merge"), None, ("party",), lambda op: {"alias": op.insert(alias, **merged)})
    assert (row(store, number).party, row(store, number).name) == (bakery, "The Daily Grind")
    assert follow_up.ids(store, ctx, FollowUpFilter(party=bakery)) == [number]
    assert follow_up.done(store, ctx, [number]).parties == {bakery}
    later = add(store, ctx, "Text", 2, party=mark)
    assert row(store, later).party == bakery
