"""Which parties are listed, and which lie in the archive: conditions that indexes are made for."""

from __future__ import annotations

LISTED = "archived_at IS NULL AND binned_at IS NULL AND erased_at IS NULL AND walk_in = 0"
ARCHIVED = "archived_at IS NOT NULL AND binned_at IS NULL AND erased_at IS NULL AND walk_in = 0"
