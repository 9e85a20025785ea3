"""The chain: each posting carries a hash over a canonical, versioned text that names the one before it.

Settlements, which are written at posting or later, form a second chain.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

VERSION = 1
START = bytes(32)

Field = str | int | None

# The order in which a line is sealed is part of the version; "takes_back" is a position in the entry taken back.
LINE_FIELDS = (
    "position",
    "direction",
    "sign",
    "kind",
    "quantity",
    "unit",
    "value",
    "basis",
    "asks",
    "tax_code",
    "tax_amount",
    "cost",
    "reason",
    "foreign_currency",
    "foreign_amount",
    "foreign_rate",
    "turn_day",
    "takes_back",
    "opening",
)


class Anchor(NamedTuple):
    """How many entries there were and the last one's hash, as a copy's manifest or a workbook kept them."""

    entries: int
    head: bytes


class ChainEntry(NamedTuple):
    """What of a posting is sealed, as the store keeps it. UUIDs as 16 bytes, days as yyyymmdd, moments as integers.

    `external` is the source and id under which an import knows it. Each line is a sequence of LINE_FIELDS.
    """

    number: str
    exchange: bytes
    party: bytes
    day: int
    due_day: int | None
    belongs_to: int | None
    source: str
    external: tuple[str, str] | None
    operation: bytes
    posted_at: int
    posted_by: bytes
    reverses: bytes | None
    credits: bytes | None
    corrects: bytes | None
    enters_again: bytes | None
    linked: bytes | None
    text_hash: bytes
    lines: Sequence[Sequence[Field]]


def text_hash(salt: bytes, memo: str, our_document: str, their_document: str, whats: Sequence[str]) -> bytes:
    """SHA-256 over the salt and every word that somebody typed; erasing words and salt leaves the chain whole."""
    return hashlib.sha256(salt + _canonical([memo, our_document, their_document, *whats])).digest()


def entry_hash(previous: bytes, entry: ChainEntry) -> bytes:
    """SHA-256 over the canonical text of an entry and the hash before it (32 zero bytes for the first)."""
    sealed: list[object] = [
        VERSION,
        previous.hex(),
        entry.number,
        entry.exchange.hex(),
        entry.party.hex(),
        entry.day,
        entry.due_day,
        entry.belongs_to,
        entry.source,
        list(entry.external) if entry.external else None,
        entry.operation.hex(),
        entry.posted_at,
        entry.posted_by.hex(),
        *(_hex(link) for link in (entry.reverses, entry.credits, entry.corrects, entry.enters_again, entry.linked)),
        entry.text_hash.hex(),
        [list(line) for line in entry.lines],
    ]
    return hashlib.sha256(_canonical(sealed)).digest()


class ChainSettlement(NamedTuple):
    """What of a settlement is sealed: each line as its exchange's UUID and its position there, day, minor units."""

    operation: bytes
    exchange: bytes | None
    paying: tuple[bytes, int]
    item: tuple[bytes, int]
    day: int
    amount: int


def settlement_hash(previous: bytes, row: ChainSettlement) -> bytes:
    """SHA-256 over a settlement and the hash of the settlement before it: they form a chain of their own."""
    sealed: list[object] = [
        VERSION,
        previous.hex(),
        row.operation.hex(),
        _hex(row.exchange),
        [row.paying[0].hex(), row.paying[1]],
        [row.item[0].hex(), row.item[1]],
        row.day,
        row.amount,
    ]
    return hashlib.sha256(_canonical(sealed)).digest()


def _canonical(sealed: Sequence[object]) -> bytes:
    """JSON without spaces, everything beyond ASCII escaped, so that it is the same wherever it is computed."""
    return _encode(sealed).encode("ascii")


_encode = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"), check_circular=False).encode


def external(source: str | None, number: str | None) -> tuple[str, str] | None:
    """The source and id under which an import knows an entry, as they are sealed."""
    return (source or "", number or "") if source or number else None


def _hex(link: bytes | None) -> str | None:
    return None if link is None else link.hex()


def uuid_bytes(link: UUID | None) -> bytes | None:
    """A link as it is sealed."""
    return None if link is None else link.bytes
