"""The columns of the team: skills, trainings, reviews, wishes and thanks."""

from __future__ import annotations

from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain.team import LEVEL_WORDS, TRAINING_WORDS, WISH_WORDS
from partnercrm.domain.team_rows import SkillRow, TalkRow, ThanksRow, TrainingRow, WishRow
from partnercrm.domain.words import msg

_TEXT, _DATE, _MONEY = ColumnKind.TEXT, ColumnKind.DATE, ColumnKind.MONEY

SKILLS: tuple[Column[SkillRow], ...] = (
    Column("who", msg("Who"), _TEXT, lambda row: row.who.name, width=22),
    Column("name", msg("What"), _TEXT, lambda row: row.name, width=28),
    Column("level", msg("How well"), _TEXT, lambda row: LEVEL_WORDS[row.level], width=18),
    Column("since", msg("Since"), _DATE, lambda row: row.since, width=12),
)
TRAININGS: tuple[Column[TrainingRow], ...] = (
    Column("who", msg("Who"), _TEXT, lambda row: row.who.name, width=16),
    Column("name", msg("What is learned"), _TEXT, lambda row: row.name, width=26),
    Column("state", msg("State"), _TEXT, lambda row: TRAINING_WORDS[row.state], width=12),
    Column("due", msg("Until"), _DATE, lambda row: row.due, width=12),
    Column("done", msg("Done on"), _DATE, lambda row: row.done, width=12),
    Column("valid_until", msg("Holds until"), _DATE, lambda row: row.valid_until, width=12),
    Column("cost", msg("Cost"), _MONEY, lambda row: row.cost, width=10),
    Column("entry", msg("Entry"), _TEXT, lambda row: row.entry.number if row.entry else None, width=11),
)
TALKS: tuple[Column[TalkRow], ...] = (
    Column("who", msg("Who"), _TEXT, lambda row: row.who.name, width=16),
    Column("day", msg("Day"), _DATE, lambda row: row.day, width=12),
    Column("summary", msg("What was said"), _TEXT, lambda row: row.summary, width=34),
    Column("agreed", msg("What was agreed"), _TEXT, lambda row: row.agreed, width=26),
    Column("next", msg("Again on"), _DATE, lambda row: row.next if row.last else None, width=14),
)
WISHES: tuple[Column[WishRow], ...] = (
    Column("who", msg("Who"), _TEXT, lambda row: row.who.name, width=16),
    Column("day", msg("Day"), _DATE, lambda row: row.day, width=12),
    Column("text", msg("Wish"), _TEXT, lambda row: row.text, width=34),
    Column("state", msg("State"), _TEXT, lambda row: WISH_WORDS[row.state], width=12),
    Column("answer", msg("What we said"), _TEXT, lambda row: row.answer, width=28),
)
THANKS: tuple[Column[ThanksRow], ...] = (
    Column("who", msg("Who"), _TEXT, lambda row: row.who.name, width=16),
    Column("day", msg("Day"), _DATE, lambda row: row.day, width=12),
    Column("text", msg("For what"), _TEXT, lambda row: row.text, width=40),
    Column("by", msg("Thanked by"), _TEXT, lambda row: row.by.name if row.by else msg("us"), width=20),
)
