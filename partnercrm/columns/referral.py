"""What the list of referrals shows."""

from __future__ import annotations

import datetime as dt

from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain.referral import REWARD_WORDS, Way
from partnercrm.domain.referral_rows import ReferralRow, ReferralSort, state_words
from partnercrm.domain.words import Message, msg

_TEXT, _DATE, _MONEY = ColumnKind.TEXT, ColumnKind.DATE, ColumnKind.MONEY


def sent_words(row: ReferralRow) -> Message:
    """`sent by The Daily Grind`, `sent to The Daily Grind`."""
    if row.way is Way.SENT_US:
        return msg("sent by {name}", name=row.party_name)
    return msg("sent to {name}", name=row.party_name)


def reward_words(row: ReferralRow) -> Message | str:
    """`A cake: on hold`."""
    if row.reward is None:
        return ""
    return msg("{what}: {state}", what=row.reward.what, state=REWARD_WORDS[row.reward.state])


def step_due(row: ReferralRow) -> dt.date | None:
    """When the next step is due, while it is open."""
    return row.next_step.due if row.next_step is not None and row.decided is None else None


COLUMNS: tuple[Column[ReferralRow], ...] = (
    Column("referred", msg("Who was sent"), _TEXT, lambda row: row.referred_name, ReferralSort.REFERRED, 24),
    Column("party", msg("By whom, to whom"), _TEXT, sent_words, ReferralSort.PARTY, 28),
    Column("event", msg("For"), _TEXT, lambda row: row.event, "", 16, hidden=True),
    Column("day", msg("Sent on"), _DATE, lambda row: row.day, ReferralSort.DAY, 11),
    Column("state", msg("State"), _TEXT, state_words, ReferralSort.STATE, 22),
    Column("decided", msg("Decided"), _DATE, lambda row: row.decided, "", 11),
    Column("due", msg("Next step"), _DATE, step_due, "", 14),
    Column("brought", msg("Brought"), _MONEY, lambda row: row.value_won, ReferralSort.VALUE, 11),
    Column("entry", msg("Entry"), _TEXT, lambda row: row.entry.number if row.entry else "", "", 11),
    Column("reward", msg("Reward"), _TEXT, reward_words, "", 22),
)
"""To add one: a line here."""
