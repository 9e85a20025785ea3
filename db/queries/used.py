"""Which parties cannot be taken away: whatever passed with them, or any register that names them."""

from __future__ import annotations

from functools import cache

# What goes away with a party, or is kept of other rows that name it.
_GOES_ALONG = frozenset(
    "alias party_role contact_point party_tag note preference important_date need_or_offer interaction_party follow_up "
    "touch_snooze tie search_text line".split()
)


@cache
def used(party: str) -> str:
    """SQL: whether a row of any register names the party that an expression stands for, itself and not its aliases."""
    # Every table is loaded for this alone, and only where somebody takes a party away.
    from db.tables.all import metadata

    naming = [
        (table.name, column.name)
        for table in metadata.sorted_tables
        if table.name not in _GOES_ALONG and not table.name.startswith("kept_")
        for column in table.columns
        if any(key.target_fullname == "party.id" for key in column.foreign_keys)
    ]
    # Most parties that are used at all have entries, so these are asked first.
    naming.sort(key=lambda each: each[0] not in ("exchange", "draft"))
    return " OR ".join(f'EXISTS (SELECT 1 FROM "{table}" WHERE {column} = {party})' for table, column in naming)
