"""What the list of gift cards shows, and the columns of the workbook's sheet *Gift cards*."""

from __future__ import annotations

import datetime as dt

from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain.gift_card import PURPOSE_WORDS, STATE_WORDS, GiftCardRow, GiftRoll, shown
from partnercrm.domain.locale import Locale
from partnercrm.domain.words import msg

_TEXT, _MONEY, _DATE = ColumnKind.TEXT, ColumnKind.MONEY, ColumnKind.DATE


def cards(today: dt.date) -> tuple[Column[GiftCardRow], ...]:
    """The list's columns; how a card stands depends on the day."""
    return (
        Column("code", msg("Card"), _TEXT, lambda row: shown(row.code), "", 14),
        Column("state", msg("State"), _TEXT, lambda row: STATE_WORDS[row.state(today)], "", 11),
        Column("balance", msg("Left on it"), _MONEY, lambda row: row.balance, "", 12),
        Column("worth", msg("Was worth"), _MONEY, lambda row: row.brought + row.sold, "", 12),
        Column("day", msg("Since"), _DATE, lambda row: row.day, "", 12),
        Column("buyer", msg("Bought by"), _TEXT, lambda row: row.buyer, "", 22),
        Column("last_used", msg("Last used"), _DATE, lambda row: row.last_used, "", 12),
        Column("until", msg("Good until"), _DATE, lambda row: row.until_day, "", 12),
        Column("purpose", msg("Purpose"), _TEXT, lambda row: PURPOSE_WORDS[row.purpose], "", 14),
    )


def roll(locale: Locale) -> tuple[Column[GiftRoll], ...]:
    """The roll-forward by card: opening + sold - used + given back - void = closing."""
    return (
        Column("card", msg("Card"), _TEXT, lambda row: shown(row.code), width=16),
        Column("purpose", msg("Purpose"), _TEXT, lambda row: locale.say(PURPOSE_WORDS[row.purpose]), width=16),
        Column("buyer", msg("Bought by"), _TEXT, lambda row: row.buyer, width=26),
        Column("since", msg("Since"), _DATE, lambda row: row.day, width=12),
        Column("until", msg("Good until"), _DATE, lambda row: row.until_day, width=12),
        Column("opening", msg("Opening"), _MONEY, lambda row: row.opening),
        Column("sold", msg("Sold"), _MONEY, lambda row: row.sold),
        Column("used", msg("Used"), _MONEY, lambda row: row.used),
        Column("given_back", msg("Given back"), _MONEY, lambda row: row.given_back),
        Column("void", msg("Made void"), _MONEY, lambda row: row.void),
        Column("closing", msg("Closing"), _MONEY, lambda row: row.closing),
    )
