"""What the list of things bought together shows."""

from __future__ import annotations

from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain.joint_buying_rows import JOINT_WORDS, JointRow
from partnercrm.domain.words import Message, msg

_TEXT, _DATE, _MONEY, _NUMBER = ColumnKind.TEXT, ColumnKind.DATE, ColumnKind.MONEY, ColumnKind.NUMBER


def who_words(row: JointRow) -> Message | str:
    """Who takes some of it: `us, The Daily Grind`."""
    names = [share.name for share in row.shares if share.party is not None]
    ours = any(share.party is None for share in row.shares)
    if not ours:
        return ", ".join(names)
    return msg("us, {names}", names=", ".join(names)) if names else msg("us")


def theirs(row: JointRow) -> int | None:
    """What the neighbours pay of the bill, in minor units."""
    return sum(share.value for share in row.shares if share.party is not None) or None


COLUMNS: tuple[Column[JointRow], ...] = (
    Column("what", msg("Bought together"), _TEXT, lambda row: row.what, "", 24),
    Column("who", msg("Who takes some"), _TEXT, who_words, "", 34),
    Column("day", msg("Date"), _DATE, lambda row: row.day, "", 11),
    Column("quantity", msg("In all"), _NUMBER, lambda row: row.quantity or None, "", 9),
    Column("unit", msg("Unit"), _TEXT, lambda row: row.unit, "", 9),
    Column("price", msg("Price of one"), _MONEY, lambda row: row.price, "", 12),
    Column("bill", msg("Bill"), _MONEY, lambda row: row.bill or None, "", 11),
    Column("theirs", msg("They pay"), _MONEY, theirs, "", 11),
    Column("state", msg("State"), _TEXT, lambda row: JOINT_WORDS[row.state], "", 22),
)
"""To add one: a line here."""
