"""Which stores this program reads and writes. Imports nothing, so that asking costs nothing.

To change the schema: change `db/tables`, add a file to `db/migrations/versions`, and raise both numbers here.
"""

from __future__ import annotations

from typing import Final

APPLICATION_ID: Final = 0x5043524D
"""`PRAGMA application_id` of every store: "PCRM"."""

SCHEMA_VERSION: Final = 3
"""`PRAGMA user_version` of a store that this program writes."""

REVISION: Final = "0003"
"""The migration that leads to `SCHEMA_VERSION`."""

OLDEST_SQLITE: Final = (3, 51, 3)
"""Older ones can damage a store: a write-ahead log that was reset could be read as new."""
