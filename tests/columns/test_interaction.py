"""The columns of interactions, follow-ups and losing touch: each row's cells, and sorts that the queries know."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from decimal import Decimal

from partnercrm.columns import follow_up, interaction, touch
from partnercrm.columns.column import Cell
from partnercrm.domain.interaction import Channel, FollowUpState, Origin, StartedBy
from partnercrm.domain.interaction_rows import (
    FollowUpRow,
    FollowUpSort,
    InteractionRow,
    InteractionSort,
    NextStepRow,
)
from partnercrm.domain.today_rows import TouchRow
from partnercrm.domain.words import Message

DAY, NOW = dt.date(2026, 11, 21), dt.datetime(2026, 11, 21, 9, 30, tzinfo=dt.UTC)
STEP = NextStepRow(1, "Send the logo", dt.date(2026, 11, 27), FollowUpState.OPEN)
TALK = InteractionRow(
    1, uuid.UUID(int=1), DAY, 65, Channel.CALL, StartedBy.THEM, (1, 2), ("The Daily Grind", "Mark"), "Oven", "Notes",
    -1, "Sarah", NOW, "2026-0001", uuid.UUID(int=2), STEP,
)  # fmt: skip
TASK = FollowUpRow(
    1, uuid.UUID(int=1), "Send the logo", DAY, FollowUpState.DONE, None, 1, "The Daily Grind", 1, "Sarah",
    Origin.PERSON, "", None, NOW, NOW,
)  # fmt: skip


def text(cell: Cell) -> object:
    return str(cell) if isinstance(cell, Message) else cell


def test_an_interaction_in_cells() -> None:
    cells = {column.key: text(column.value(TALK)) for column in interaction.COLUMNS}
    assert cells == {
        "day": DAY, "time": "01:05", "channel": "Call", "parties": "The Daily Grind, Mark", "summary": "Oven",
        "notes": "Notes", "next_step": "Send the logo", "next_due": STEP.due, "next_state": "Open",
        "entry": "2026-0001", "mood": "Difficult", "started_by": "Them", "logged_by": "Sarah", "logged_at": NOW,
    }  # fmt: skip
    bare = replace(TALK, minute=None, mood=None, next_step=None, entry=None)
    empty = {column.key: column.value(bare) for column in interaction.COLUMNS}
    assert [empty[key] for key in ("time", "mood", "next_step", "next_due", "next_state", "entry")] == [
        "", "", "", None, "", None,
    ]  # fmt: skip


def test_a_follow_up_in_cells() -> None:
    cells = {column.key: text(column.value(TASK)) for column in follow_up.COLUMNS}
    assert cells == {
        "title": "Send the logo", "party": "The Daily Grind", "due": DAY, "assignee": "Sarah", "state": "Done",
        "snoozed_until": None, "origin": "A person", "made_at": NOW, "closed_at": NOW,
    }  # fmt: skip
    assert follow_up.origin_words(replace(TASK, origin=Origin.RULE, rule="no_contact")) == "no_contact"


def test_losing_touch_in_cells() -> None:
    row = TouchRow(1, "The Daily Grind", DAY, False, 30, 45, Decimal("0.5"))
    cells = [column.value(row) for column in touch.COLUMNS]
    assert cells == ["The Daily Grind", DAY, 45, 30, 15]
    assert touch.COLUMNS[1].value(replace(row, never=True)) is None


def test_every_sort_is_offered_once() -> None:
    assert sorted(column.sort for column in interaction.COLUMNS if column.sort) == sorted(InteractionSort)
    assert sorted(column.sort for column in follow_up.COLUMNS if column.sort) == sorted(FollowUpSort)
