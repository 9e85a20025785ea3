"""What the list of follow-ups shows; the workbook shows the same."""

from __future__ import annotations

from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain.interaction import FOLLOW_UP_WORDS, Origin
from partnercrm.domain.interaction_rows import FollowUpRow, FollowUpSort
from partnercrm.domain.words import Message, msg

_TEXT, _DATE, _MOMENT = ColumnKind.TEXT, ColumnKind.DATE, ColumnKind.MOMENT


def origin_words(row: FollowUpRow) -> Message | str:
    """Who made it: a person, or the rule by its name."""
    return row.rule if row.origin is Origin.RULE else msg("A person")


COLUMNS: tuple[Column[FollowUpRow], ...] = (
    Column("title", msg("What"), _TEXT, lambda row: row.title, FollowUpSort.TITLE, 40),
    Column("party", msg("With"), _TEXT, lambda row: row.name, FollowUpSort.PARTY, 26),
    Column("due", msg("Due"), _DATE, lambda row: row.due, FollowUpSort.DUE, 11),
    Column("assignee", msg("Who does it"), _TEXT, lambda row: row.assignee_name, FollowUpSort.ASSIGNEE, 16),
    Column("state", msg("State"), _TEXT, lambda row: FOLLOW_UP_WORDS[row.state], "", 10),
    Column("snoozed_until", msg("Snoozed until"), _DATE, lambda row: row.snoozed_until, "", 12, hidden=True),
    Column("origin", msg("Made by"), _TEXT, origin_words, "", 14, hidden=True),
    Column("made_at", msg("Made on"), _MOMENT, lambda row: row.made_at, FollowUpSort.MADE, hidden=True),
    Column("closed_at", msg("Closed on"), _MOMENT, lambda row: row.closed_at, hidden=True),
)
"""The list's columns. To add one: a line here, and a sort in `db/queries/follow_up.py` if it can be sorted by."""
