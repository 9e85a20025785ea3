"""What the list of interactions shows; the workbook shows the same."""

from __future__ import annotations

import datetime as dt

from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain.interaction import CHANNEL_WORDS, FOLLOW_UP_WORDS, MOOD_WORDS, STARTED_WORDS
from partnercrm.domain.interaction_rows import InteractionRow, InteractionSort
from partnercrm.domain.words import Message, msg

_TEXT, _DATE = ColumnKind.TEXT, ColumnKind.DATE


def time_text(minute: int | None) -> str:
    """A minute of the day as `10:20`; "" where nobody said."""
    return "" if minute is None else f"{minute // 60:02d}:{minute % 60:02d}"


def mood_words(row: InteractionRow) -> Message | str:
    """How it felt, in words."""
    return "" if row.mood is None else MOOD_WORDS[row.mood]


def step_due(row: InteractionRow) -> dt.date | None:
    """When the next step is due."""
    return row.next_step.due if row.next_step else None


COLUMNS: tuple[Column[InteractionRow], ...] = (
    Column("day", msg("Date"), _DATE, lambda row: row.day, InteractionSort.WHEN, 11),
    Column("time", msg("Time"), _TEXT, lambda row: time_text(row.minute), "", 7),
    Column("channel", msg("How"), _TEXT, lambda row: CHANNEL_WORDS[row.channel], InteractionSort.CHANNEL, 10),
    Column("parties", msg("With"), _TEXT, lambda row: ", ".join(row.names), InteractionSort.PARTY, 26),
    Column("summary", msg("What"), _TEXT, lambda row: row.summary, "", 40),
    Column("notes", msg("Notes"), _TEXT, lambda row: row.notes, "", 30, hidden=True),
    Column("next_step", msg("Next step"), _TEXT, lambda row: row.next_step.title if row.next_step else "", "", 24),
    Column("next_due", msg("Due"), _DATE, step_due, "", 11),
    Column(
        "next_state",
        msg("State"),
        _TEXT,
        lambda row: FOLLOW_UP_WORDS[row.next_step.state] if row.next_step else "",
        hidden=True,
    ),
    Column("entry", msg("Entry"), _TEXT, lambda row: row.entry, "", 10),
    Column("mood", msg("Mood"), _TEXT, mood_words, InteractionSort.MOOD, 12, hidden=True),
    Column("started_by", msg("Started by"), _TEXT, lambda row: STARTED_WORDS[row.started_by], "", 10, hidden=True),
    Column("logged_by", msg("Logged by"), _TEXT, lambda row: row.logged_by, InteractionSort.USER, hidden=True),
    Column("logged_at", msg("Logged on"), ColumnKind.MOMENT, lambda row: row.logged_at, hidden=True),
)
"""The list's columns. To add one: a line here, and a sort in `db/queries/interaction.py` if it can be sorted by."""
