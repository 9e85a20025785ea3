"""What the searches read: of a party one folded text, its words in order and trigrams; of an interaction its words.

The indexes themselves are FTS5's and are made in the migration. `search_text` holds what the trigrams are of; the
words of interactions are kept without their text, which stands in the interaction.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table

from db.tables.metadata import metadata

search_text = Table(
    "search_text",
    metadata,
    Column("party_id", ForeignKey("party.id"), primary_key=True, autoincrement=False),
    Column("folded", String, nullable=False),
)

token = Table(
    "token",
    metadata,
    Column("word", String, primary_key=True),
    Column("party_id", Integer, primary_key=True),
    Index(None, "party_id"),
    sqlite_with_rowid=False,
)

FTS_TABLES = ("search_trigram", "search_interaction")
FTS_DDL = (
    "CREATE VIRTUAL TABLE search_trigram USING fts5("
    "folded, content='search_text', content_rowid='party_id', tokenize='trigram', detail='full')",
    # Whole words and their beginnings: trigrams of long notes take four times the room and twice the time to write.
    "CREATE VIRTUAL TABLE search_interaction USING fts5("
    "folded, content='', contentless_delete=1, tokenize='unicode61 remove_diacritics 0')",
)
