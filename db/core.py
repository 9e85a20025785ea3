"""SQLAlchemy Core, imported when the first statement is built: bringing it in takes longer than opening a window.

Functions that build statements say `core.select(...)`; everything else asks the driver through `db.queries.many`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from db.driver import MODULE, Raw

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine
    from sqlalchemy import delete as delete
    from sqlalchemy import func as func
    from sqlalchemy import insert as insert
    from sqlalchemy import or_ as or_
    from sqlalchemy import select as select
    from sqlalchemy import update as update
    from sqlalchemy.exc import DBAPIError as DBAPIError
else:

    def __getattr__(name: str) -> Any:
        import sqlalchemy

        return getattr(sqlalchemy, name, None) or getattr(sqlalchemy.exc, name)


_given = threading.local()


def over(raw: Raw) -> Connection:
    """SQLAlchemy's connection over one of the driver's, which stays open when that one is closed."""
    engine = _engine()
    _given.raw = raw
    return engine.connect()


def warm() -> None:
    """Brings in all that a writing session may use, before it begins: an import in the middle would hold others up."""
    import_module("db.tables.all")
    _engine()


def engine_over(connect: Callable[[], Raw]) -> Engine:
    """A SQLAlchemy engine of its own whose connections come from `connect` and are closed when given back."""
    from sqlalchemy import NullPool, create_engine

    return create_engine("sqlite://", module=MODULE, creator=connect, poolclass=NullPool)


@cache
def _engine() -> Engine:
    """One for all stores, so that a statement is compiled once.

    It gets to know the driver on a connection to nothing: it ends the transaction of the first one that it is given.
    """
    from sqlalchemy import NullPool, create_engine

    class Lent(NullPool):
        def _do_return_conn(self, record: Any) -> None:
            """The store keeps it."""

    engine = create_engine(
        "sqlite://", module=MODULE, creator=lambda: _given.raw, poolclass=Lent, pool_reset_on_return=None
    )
    _given.raw = MODULE.connect(":memory:")
    engine.connect().close()
    _given.raw.close()
    return engine
