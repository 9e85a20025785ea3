"""The copies of half-typed forms: one a form and user."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import Connection, delete, select

from db.tables.store import form_copy
from db.values import moment_to_int


def keep(connection: Connection, form: str, user: int, content: str, moment: dt.datetime) -> None:
    """Writes the copy of a form in place of the one before."""
    connection.exec_driver_sql(
        "INSERT INTO form_copy (form, user_id, content, saved_at) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (form, user_id) DO UPDATE SET content = excluded.content, saved_at = excluded.saved_at",
        (form, user, content, moment_to_int(moment)),
    )


def load(connection: Connection, form: str, user: int) -> tuple[str, dt.datetime] | None:
    """The copy of a form: its content as JSON text, and when it was kept."""
    c = form_copy.c
    found = connection.execute(select(c.content, c.saved_at).where(c.form == form, c.user_id == user)).first()
    return (found.content, found.saved_at) if found else None


def drop(connection: Connection, form: str, user: int) -> None:
    """Takes the copy of a form away."""
    c = form_copy.c
    connection.execute(delete(form_copy).where(c.form == form, c.user_id == user))
