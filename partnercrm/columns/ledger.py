"""What the register shows of an entry; the workbook shows the same."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain.ledger import KIND_WORDS, SOURCE_WORDS, Kind
from partnercrm.domain.ledger_rows import EntryRow, EntrySort
from partnercrm.domain.words import Message, msg

_TEXT, _MONEY, _DATE, _COUNT = ColumnKind.TEXT, ColumnKind.MONEY, ColumnKind.DATE, ColumnKind.COUNT


def kind_words(kinds: Sequence[Kind]) -> Message | str:
    """What passed, in words: `Goods, Money`."""
    if not kinds:
        return ""
    return reduce(
        lambda said, kind: msg("{said}, {more}", said=said, more=KIND_WORDS[kind]), kinds[1:], KIND_WORDS[kinds[0]]
    )


COLUMNS: tuple[Column[EntryRow], ...] = (
    Column("number", msg("Number"), _TEXT, lambda row: row.number, EntrySort.NUMBER, 10),
    Column("day", msg("Date"), _DATE, lambda row: row.day, EntrySort.DAY, 11),
    Column("party", msg("With"), _TEXT, lambda row: row.party, EntrySort.PARTY, 24),
    Column("said", msg("What"), _TEXT, lambda row: row.said, "", 32),
    Column("kinds", msg("Kind"), _TEXT, lambda row: kind_words(row.kinds), "", 18, hidden=True),
    Column("given", msg("We gave, to pay"), _MONEY, lambda row: row.given or None, EntrySort.GIVEN, 14),
    Column("received", msg("They gave, to pay"), _MONEY, lambda row: row.received or None, EntrySort.RECEIVED, 14),
    Column(
        "favours_given", msg("Favours, we gave"), _MONEY, lambda row: row.favours_given or None, EntrySort.FAVOURS_GIVEN
    ),
    Column(
        "favours_received",
        msg("Favours, they gave"),
        _MONEY,
        lambda row: row.favours_received or None,
        EntrySort.FAVOURS_RECEIVED,
    ),
    Column("unpriced_given", msg("No price, we gave"), _COUNT, lambda row: row.unpriced_given or None, hidden=True),
    Column(
        "unpriced_received", msg("No price, they gave"), _COUNT, lambda row: row.unpriced_received or None, hidden=True
    ),
    Column("our_document", msg("Our document"), _TEXT, lambda row: row.our_document, hidden=True),
    Column("their_document", msg("Their document"), _TEXT, lambda row: row.their_document),
    Column("due", msg("Due"), _DATE, lambda row: row.due, EntrySort.DUE, 11),
    Column("open", msg("Still open"), _MONEY, lambda row: row.open or None, EntrySort.OPEN),
    Column("source", msg("Comes from"), _TEXT, lambda row: SOURCE_WORDS[row.source], hidden=True),
    Column("reversed_by", msg("Taken back by"), _TEXT, lambda row: row.reversed_by, hidden=True),
    Column("reverses", msg("Takes back"), _TEXT, lambda row: row.reverses, hidden=True),
    Column("credits", msg("Takes something off"), _TEXT, lambda row: row.credits, hidden=True),
    Column("corrects", msg("Corrects"), _TEXT, lambda row: row.corrects, hidden=True),
    Column("enters_again", msg("Enters again"), _TEXT, lambda row: row.enters_again, hidden=True),
    Column("linked", msg("Belongs with"), _TEXT, lambda row: row.linked, hidden=True),
    Column("belongs_to", msg("Belongs to"), _DATE, lambda row: row.belongs_to, "", 11, hidden=True),
    Column("posted_at", msg("Saved on"), ColumnKind.MOMENT, lambda row: row.posted_at, EntrySort.POSTED, hidden=True),
    Column("posted_by", msg("Saved by"), _TEXT, lambda row: row.posted_by, hidden=True),
)
"""The register's columns. To add one: a line here, and a sort in `db/queries/entry.py` if it can be sorted by."""
