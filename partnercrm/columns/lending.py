"""What the lists of loans, of the shelf, and of whose turn it is show."""

from __future__ import annotations

from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain.ledger import KIND_WORDS, Direction
from partnercrm.domain.lending import RESOURCE_WORDS
from partnercrm.domain.lending_rows import LastFavour, LoanRow, LoanSort, ResourceRow, WhoseTurnRow, loan_words
from partnercrm.domain.words import Message, msg

_TEXT, _DATE, _MONEY, _NUMBER = ColumnKind.TEXT, ColumnKind.DATE, ColumnKind.MONEY, ColumnKind.NUMBER


def with_words(row: LoanRow) -> Message:
    """`lent to The Daily Grind`, `borrowed from The Daily Grind`."""
    if row.direction is Direction.GIVEN:
        return msg("lent to {name}", name=row.party_name)
    return msg("borrowed from {name}", name=row.party_name)


def owner_words(row: ResourceRow) -> Message | str:
    """Whose it is."""
    return msg("Ours") if row.owner is None else row.owner_name


def last_words(found: LastFavour | None) -> Message | str:
    """`Oven, 17/10/2026`, or nothing."""
    if found is None:
        return ""
    return msg("{what}, {day}", what=found.what or KIND_WORDS[found.kind], day=found.day)


def fit_words(row: WhoseTurnRow) -> str:
    """Our offers that would fit, each once."""
    return ", ".join(dict.fromkeys(offer.text for fit in row.fits for offer in fit.offers))


LOANS: tuple[Column[LoanRow], ...] = (
    Column("thing", msg("What"), _TEXT, lambda row: row.name, LoanSort.RESOURCE, 22),
    Column("party", msg("With whom"), _TEXT, with_words, LoanSort.PARTY, 34),
    Column("day", msg("Since"), _DATE, lambda row: row.day, LoanSort.DAY, 11),
    Column("due", msg("Due back"), _DATE, lambda row: row.due if row.returned is None else None, LoanSort.DUE, 14),
    Column("returned", msg("Back on"), _DATE, lambda row: row.returned, "", 11),
    Column("state", msg("State"), _TEXT, loan_words, "", 24),
    Column("value", msg("Value"), _MONEY, lambda row: row.value, "", 10),
    Column("entry", msg("Entry"), _TEXT, lambda row: row.entry.number if row.entry else "", "", 11),
    Column("condition", msg("Condition"), _TEXT, lambda row: row.condition_back or row.condition_out, "", 20),
)
SHELF: tuple[Column[ResourceRow], ...] = (
    Column("name", msg("What can be lent"), _TEXT, lambda row: row.name, "", 26),
    Column("owner", msg("Whose"), _TEXT, owner_words, "", 26),
    Column("kind", msg("Kind"), _TEXT, lambda row: RESOURCE_WORDS[row.kind], "", 20),
    Column("unit", msg("By the"), _TEXT, lambda row: row.unit, "", 9),
    Column("out", msg("Who has it"), _TEXT, lambda row: ", ".join(row.out_with), "", 26),
    Column("note", msg("Note"), _TEXT, lambda row: row.note, "", 24),
)
TURNS: tuple[Column[WhoseTurnRow], ...] = (
    Column("name", msg("With"), _TEXT, lambda row: row.name, "", 24),
    Column("turn", msg("Whose turn"), _TEXT, lambda row: row.said or "", "", 13),
    Column("they", msg("They gave last"), _TEXT, lambda row: last_words(row.they_gave), "", 32),
    Column("we", msg("We gave last"), _TEXT, lambda row: last_words(row.we_gave), "", 32),
    Column("fits", msg("Would fit in return"), _TEXT, fit_words, "", 30),
)
"""To add a column: a line in its list."""
