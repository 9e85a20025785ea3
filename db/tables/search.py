"""What the search box reads: one folded text a party, its words in order, and the trigram index over the text.

The trigram table itself is FTS5's and is made in the migration; `search_text` holds its content.
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

FTS_TABLE = "search_trigram"
FTS_DDL = (
    "CREATE VIRTUAL TABLE search_trigram USING fts5("
    "folded, content='search_text', content_rowid='party_id', tokenize='trigram', detail='full')"
)
