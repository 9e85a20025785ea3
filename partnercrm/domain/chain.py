"""The chain: each posting carries a hash over a canonical, versioned text that names the one before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

VERSION = 1
START = bytes(32)

Field = str | int | None


@dataclass(frozen=True, slots=True)
class ChainEntry:
    """What of a posting is sealed, as the store keeps it. UUIDs as 16 bytes, days as yyyymmdd, moments as integers."""

    number: str
    exchange: bytes
    party: bytes
    day: int
    due_day: int | None
    belongs_to: int | None
    source: str
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
    words = json.dumps([memo, our_document, their_document, *whats], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(salt + words.encode("ascii")).digest()


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
        entry.posted_at,
        entry.posted_by.hex(),
        *(_hex(link) for link in (entry.reverses, entry.credits, entry.corrects, entry.enters_again, entry.linked)),
        entry.text_hash.hex(),
        [list(line) for line in entry.lines],
    ]
    return hashlib.sha256(json.dumps(sealed, ensure_ascii=True, separators=(",", ":")).encode("ascii")).digest()


def _hex(link: bytes | None) -> str | None:
    return None if link is None else link.hex()


def uuid_bytes(link: UUID | None) -> bytes | None:
    """A link as it is sealed."""
    return None if link is None else link.bytes
