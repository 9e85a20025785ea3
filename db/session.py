"""One transaction on a connection of the driver: what `Store.read` and `Store.write` hand out."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from db import core

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from db.driver import Raw


class Session:
    """A SQLAlchemy connection to those who use it, but SQLAlchemy comes only when it is first asked for.

    `raw` is the driver's connection, in the same transaction.
    """

    def __init__(self, raw: Raw) -> None:
        self.raw = raw
        self._core: Connection | None = None
        self._asked = False

    def ask(self, whether: Callable[[], bool] | None, every: int = 0) -> None:
        """Ask, each time so many steps of a statement are done, whether to interrupt it; None asks no more."""
        if whether is not None or self._asked:
            self.raw.set_progress_handler(whether, every)
            self._asked = whether is not None

    def close(self) -> None:
        """Closes the connection; what is not committed is lost."""
        try:
            if self._core is not None:
                self._core.close()
        finally:
            self.raw.close()

    def __getattr__(self, name: str) -> Any:
        if self._core is None:
            self._core = core.over(self.raw)
        return getattr(self._core, name)


def as_connection(session: Session) -> Connection:
    """The session as those see it who use it."""
    return cast("Connection", session)
