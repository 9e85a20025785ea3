"""What the directory shows of a person or business; the workbook shows the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import reduce

from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain.party import MODE_WORDS, ROLE_WORDS, Role
from partnercrm.domain.party_rows import NextStep, PartyRow, PartySort
from partnercrm.domain.words import Message, msg

_TEXT, _MONEY, _DATE, _COUNT = ColumnKind.TEXT, ColumnKind.MONEY, ColumnKind.DATE, ColumnKind.COUNT


def role_words(roles: Sequence[Role]) -> Message | str:
    """What a party is to us, in words: `Supplier, Partner`."""
    if not roles:
        return ""
    return reduce(
        lambda said, role: msg("{said}, {more}", said=said, more=ROLE_WORDS[role]), roles[1:], ROLE_WORDS[roles[0]]
    )


def step_words(step: NextStep | None) -> Message | str:
    """What comes next: the follow-up's title, or keeping in touch."""
    if step is None:
        return ""
    return msg("Keep in touch") if step.follow_up is None else step.title


def step_day(step: NextStep | None) -> dt.date | None:
    """When it is due."""
    return None if step is None else step.due


COLUMNS: tuple[Column[PartyRow], ...] = (
    Column("name", msg("Name"), _TEXT, lambda row: row.name, PartySort.NAME, 28),
    Column("about", msg("About"), _TEXT, lambda row: row.about, "", 24, hidden=True),
    Column("roles", msg("What they are"), _TEXT, lambda row: role_words(row.roles), PartySort.ROLE, 16),
    Column("last_contact", msg("Last contact"), _DATE, lambda row: row.last_contact, PartySort.LAST_CONTACT, 13),
    Column("next_due", msg("Next step"), _DATE, lambda row: step_day(row.next_step), PartySort.NEXT_STEP, 13),
    Column("next_step", msg("What is next"), _TEXT, lambda row: step_words(row.next_step), "", 24, hidden=True),
    Column("they_owe", msg("They owe"), _MONEY, lambda row: row.they_owe or None, "", hidden=True),
    Column("they_due", msg("Due from them"), _DATE, lambda row: row.they_due, "", 13, hidden=True),
    Column("we_owe", msg("We owe"), _MONEY, lambda row: row.we_owe or None, "", hidden=True),
    Column("we_due", msg("Due from us"), _DATE, lambda row: row.we_due, "", 13, hidden=True),
    Column("to_pay", msg("To pay"), _MONEY, lambda row: row.to_pay, PartySort.TO_PAY),
    Column("favours", msg("Favours"), _MONEY, lambda row: row.favours or None, PartySort.FAVOURS),
    Column("favours_given", msg("Favours, we gave"), _MONEY, lambda row: row.favours_given or None, hidden=True),
    Column(
        "favours_received", msg("Favours, they gave"), _MONEY, lambda row: row.favours_received or None, hidden=True
    ),
    Column(
        "unpriced_given", msg("No price, we gave"), _COUNT, lambda row: row.favours_given_unpriced or None, hidden=True
    ),
    Column(
        "unpriced_received",
        msg("No price, they gave"),
        _COUNT,
        lambda row: row.favours_received_unpriced or None,
        hidden=True,
    ),
    Column("turns_given", msg("Turns, we"), _COUNT, lambda row: row.turns_given or None, "", 10, hidden=True),
    Column("turns_received", msg("Turns, they"), _COUNT, lambda row: row.turns_received or None, "", 10, hidden=True),
    Column("months", msg("12 months"), _COUNT, lambda row: sum(row.months) or None, "", 12),
    Column("reciprocity", msg("Mutual"), ColumnKind.SHARE, lambda row: row.reciprocity, "", 10),
    Column("tags", msg("Tags"), _TEXT, lambda row: ", ".join(row.tags), "", 18, hidden=True),
    Column("mode", msg("How you two keep score"), _TEXT, lambda row: MODE_WORDS[row.mode], "", 16, hidden=True),
    Column(
        "archived", msg("Archived"), _TEXT, lambda row: msg("Archived") if row.archived else "", "", 10, hidden=True
    ),
)
"""To add a column: one line, and where it can be sorted by, a key in `PartySort` and its query."""
