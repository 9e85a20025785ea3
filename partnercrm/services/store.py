"""The shop file: start one, open one, its facts, users and settings."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db import core, place
from db.engine import Store, create_store, open_store
from db.lock import Lock
from db.queries import store as q
from db.queries.store import StoreFacts, UserRow
from db.tables import store as t
from partnercrm.domain.changes import Changes
from partnercrm.domain.dates import Clock
from partnercrm.domain.errors import Invalid
from partnercrm.domain.locale import Locale
from partnercrm.domain.money import Currency
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import msg
from partnercrm.services import operations
from partnercrm.services.context import Context

if TYPE_CHECKING:
    from partnercrm.services.operations import Done, Operation

__all__ = ["Lock", "Store", "StoreFacts", "UserRow"]

UNNAMED = "Owner"
"""What the owner is called until she says her name: starting a shop asks for the shop's name alone."""


@dataclass(frozen=True, slots=True)
class NewStore:
    """What a new shop file says: its name, and what is guessed from the locale unless said."""

    name: str
    currency: Currency
    locale: str
    fiscal_year_start: int = 1
    owner: str = ""
    local_area: tuple[str, ...] = ()
    example: bool = False

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field: `name`, `fiscal_year_start`."""
        found: list[Problem] = []
        if not self.name.strip():
            found.append(Problem("name", msg("Type the name of your shop.")))
        if not 1 <= self.fiscal_year_start <= 12:
            found.append(Problem("fiscal_year_start", msg("The year starts in a month from 1 to 12.")))
        return tuple(found)


def new(path: Path, wanted: NewStore, clock: Clock) -> None:
    """Makes a new shop file. Raises Invalid, StoreExists or another StoreProblem; never overwrites."""
    problems = wanted.problems()
    if problems:
        raise Invalid(problems)
    place.check(path)
    create_store(path)
    store = open_store(path)
    try:
        with store.write() as connection:
            connection.execute(
                core.insert(t.store).values(
                    uuid=uuid.uuid4(),
                    name=wanted.name.strip(),
                    currency=wanted.currency.code,
                    digits=wanted.currency.digits,
                    locale=wanted.locale,
                    fiscal_year_start=wanted.fiscal_year_start,
                    local_area=", ".join(wanted.local_area),
                    example=wanted.example,
                    created_at=clock.now(),
                )
            )
            owner = {"uuid": uuid.uuid4(), "name": wanted.owner.strip() or UNNAMED, "owner": True, "active": True}
            connection.execute(core.insert(t.user).values(owner))
    finally:
        store.close()


def open_shop(path: Path, *, read_only: bool = False) -> Store:
    """Opens a shop file; never creates one. Raises StoreProblem, each kind in its own words."""
    return open_store(path, read_only=read_only)


def warm_up() -> None:
    """Brings in what builds statements, for which opening a store and reading lists does not wait."""
    import partnercrm.services.operations  # noqa: F401


def hold(path: Path) -> Lock:
    """Holds a shop file for one window. Raises StoreLocked, which says who has it open."""
    return Lock.take(path)


def facts(store: Store) -> StoreFacts:
    """What the store says of its business."""
    with store.read() as connection:
        return q.facts(connection)


def users(store: Store) -> list[UserRow]:
    """The active users, the owner first."""
    with store.read() as connection:
        return q.users(connection)


def context(store: Store, clock: Clock, key: str = "") -> Context:
    """The owner's context in the store's own locale."""
    owner = next(user for user in users(store) if user.owner)
    return Context(owner.id, clock, Locale(facts(store).locale), key)


def change(store: Store, ctx: Context, wanted: NewStore) -> Changes:
    """Changes the business's facts; the currency only while nothing is posted. Raises Invalid."""

    def work(op: Operation) -> dict[str, Any]:
        problems = wanted.problems()
        was = q.facts(op.connection)
        if was.currency != wanted.currency and q.has_entries(op.connection):
            problems = (
                *problems,
                Problem("currency", msg("Entries are posted in {code} already.", code=was.currency.code)),
            )
        if was.fiscal_year_start != wanted.fiscal_year_start and q.has_entries(op.connection):
            problems = (*problems, Problem("fiscal_year_start", msg("Entry numbers of this year are given already.")))
        if problems:
            raise Invalid(problems)
        row = op.connection.execute(core.select(t.store.c.id)).scalar_one()
        op.update(
            t.store,
            row,
            name=wanted.name.strip(),
            currency=wanted.currency.code,
            digits=wanted.currency.digits,
            locale=wanted.locale,
            fiscal_year_start=wanted.fiscal_year_start,
            local_area=", ".join(wanted.local_area),
        )
        op.said = msg("Changed the shop's facts")
        return {}

    return operations.run(store, ctx, msg("Change the shop's facts"), wanted, ("settings",), work).changes


def add_to_team(store: Store, ctx: Context, name: str) -> Changes:
    """Adds a person who works here, to whom follow-ups can be assigned. Raises Invalid."""
    return _add_user(store, ctx, name).changes


def add_user(store: Store, ctx: Context, name: str) -> int:
    """The same; answers the row id."""
    return int(_add_user(store, ctx, name).answer["user"])


def rename_user(store: Store, ctx: Context, user: int, name: str) -> Changes:
    """Gives somebody who works here another name. Raises Invalid."""

    def work(op: Operation) -> dict[str, Any]:
        if not name.strip():
            raise Invalid([Problem("name", msg("Type a name."))])
        op.update(t.user, user, name=name.strip())
        op.said = msg("You are {name} now", name=name.strip())
        return {}

    return operations.run(
        store, ctx, msg("Change a name to {name}", name=name.strip()), (user, name), ("settings",), work
    ).changes


def _add_user(store: Store, ctx: Context, name: str) -> Done:
    def work(op: Operation) -> dict[str, Any]:
        if not name.strip():
            raise Invalid([Problem("name", msg("Type a name."))])
        op.said = msg("{name} is in the team", name=name.strip())
        return {"user": op.insert(t.user, uuid=uuid.uuid4(), name=name.strip(), owner=False, active=True)}

    return operations.run(store, ctx, msg("Add {name} to the team", name=name), name, ("settings",), work)


def remembered(store: Store, name: str) -> Any:
    """A thing that the window remembers in the store, such as cards closed for good; None if it is not there."""
    with store.read() as connection:
        text = q.setting(connection, name)
    return None if text is None else json.loads(text)


def remember(store: Store, name: str, value: Any) -> None:
    """Keeps a thing that the window remembers. It is no operation: nobody would want to undo it."""
    text = json.dumps(value, ensure_ascii=False)
    with store.write() as connection:
        known = connection.execute(core.select(t.setting.c.id).where(t.setting.c.name == name)).scalar()
        if known is None:
            connection.execute(core.insert(t.setting).values(name=name, value=text))
        else:
            connection.execute(core.update(t.setting).where(t.setting.c.id == known).values(value=text))
