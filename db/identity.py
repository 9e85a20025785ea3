"""What is this file? The first 16 bytes tell, before any key is tried; and the key that opens one of ours.

A store's salt is `PCRM`, a format byte, a key byte and ten random bytes. The key is PBKDF2-HMAC-SHA512 over exactly
those 16 bytes, so any SQLCipher tool opens the file with the passphrase and `PRAGMA kdf_iter`.
"""

from __future__ import annotations

import enum
import hashlib
import os
from functools import cache
from pathlib import Path
from typing import Final

from partnercrm.domain.record import dataclass

MAGIC: Final = b"PCRM"
FORMAT: Final = 1
SALT_LENGTH: Final = 16

PUBLISHED_KEY: Final = 1
PASSPHRASE_KEY: Final = 2
ROUNDS: Final = {PUBLISHED_KEY: 4_000, PASSPHRASE_KEY: 256_000}
"""Rounds of PBKDF2 for each key byte. A value never changes its rounds: other rounds are another key byte."""

PUBLISHED_PASSPHRASE: Final = "PartnerCRM published key"
"""Keys the stores without a passphrase. It keeps no secret; it makes every page prove itself."""

_SQLITE: Final = b"SQLite format 3\x00"


class Kind(enum.Enum):
    """What lies at a path."""

    MISSING = "missing"
    EMPTY = "empty"
    SQLITE = "another program's SQLite"
    OTHER = "not a store"
    NEWER = "a newer format of ours"
    OURS = "ours"


@dataclass(frozen=True, slots=True)
class Look:
    """What a path holds; `salt` is the 16 bytes of one of ours, else empty."""

    kind: Kind
    salt: bytes = b""

    @property
    def key_byte(self) -> int:
        """How the store is keyed: `PUBLISHED_KEY` or `PASSPHRASE_KEY`; 0 when it is not ours."""
        return self.salt[5] if self.salt else 0


def look(path: Path) -> Look:
    """Reads 16 bytes. Raises OSError when the file is there and may not be read."""
    try:
        with path.open("rb") as file:
            head = file.read(SALT_LENGTH)
    except (FileNotFoundError, NotADirectoryError):
        return Look(Kind.MISSING)
    if not head:
        return Look(Kind.EMPTY)
    if head == _SQLITE:
        return Look(Kind.SQLITE)
    if not head.startswith(MAGIC) or len(head) < SALT_LENGTH:
        return Look(Kind.OTHER)
    if head[4] != FORMAT or head[5] not in ROUNDS:
        return Look(Kind.NEWER)
    return Look(Kind.OURS, head)


def new_salt(key_byte: int = PUBLISHED_KEY) -> bytes:
    """The 16 marked bytes of a new store."""
    return MAGIC + bytes((FORMAT, key_byte)) + os.urandom(SALT_LENGTH - 6)


def raw_key(salt: bytes, passphrase: str = "") -> bytes:
    """The 32 bytes that open the store with this salt; the published passphrase where its key byte says so."""
    return _published(salt) if salt[5] == PUBLISHED_KEY else _derived(salt, passphrase)


@cache
def _published(salt: bytes) -> bytes:
    """No secret, so it may be kept: deriving it takes milliseconds."""
    return _derived(salt, PUBLISHED_PASSPHRASE)


def _derived(salt: bytes, secret: str) -> bytes:
    return hashlib.pbkdf2_hmac("sha512", secret.encode(), salt, ROUNDS[salt[5]], 32)


def key_literal(salt: bytes, passphrase: str = "") -> str:
    """The value of `PRAGMA key`: raw key and salt in hex, so that a new file carries our salt."""
    return f"x'{raw_key(salt, passphrase).hex()}{salt.hex()}'"
