"""Records by how a script names them: by UUID, or by words that fit one of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar
from uuid import UUID

from partnercrm.domain.errors import Ambiguous, not_found
from partnercrm.domain.words import msg


class Named(Protocol):
    """Anything with a UUID."""

    @property
    def uuid(self) -> UUID:
        """Its UUID."""


Row = TypeVar("Row", bound=Named)


def uuid_of(text: str) -> UUID | None:
    """The UUID that a text is, or None."""
    try:
        return UUID(text)
    except ValueError:
        return None


def only(found: Sequence[Row], text: str, what: str, preferred: Sequence[Row] = ()) -> Row:
    """The one that fits, of several the one that is preferred. Raises NotFound naming `what`, Ambiguous naming all."""
    fitting = found if len(found) == 1 or not preferred else preferred
    if not fitting:
        raise not_found(what, text)
    if len(fitting) > 1:
        ids = ", ".join(str(row.uuid) for row in fitting)
        raise Ambiguous(msg("{text} fits more than one: {names}. Say which by its UUID.", text=text, names=ids))
    return fitting[0]
