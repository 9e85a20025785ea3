"""An open shop as the window holds it: the store, who works, the clock and the words. Made on a worker.

Imported after the first paint: it brings the services and with them SQLAlchemy.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from pathlib import Path

from partnercrm.domain.dates import Clock
from partnercrm.domain.locale import Locale
from partnercrm.domain.record import dataclass
from partnercrm.services import store as stores
from partnercrm.services.context import Context
from partnercrm.services.store import Lock, Store, StoreFacts, UserRow


@dataclass(frozen=True, slots=True)
class Session:
    """One open shop. `ctx()` gives the context of one call; a write that may be retried gets a key of its own."""

    store: Store
    lock: Lock | None
    facts: StoreFacts
    users: tuple[UserRow, ...]
    actor: int
    clock: Clock
    locale: Locale

    @property
    def path(self) -> Path:
        """Where the shop file lies."""
        return self.store.path

    @property
    def own_name(self) -> str:
        """How the person at this window is called; "" until she said it."""
        name = next((user.name for user in self.users if user.id == self.actor), "")
        return "" if name == stores.UNNAMED else name

    @property
    def read_only(self) -> bool:
        """Whether this window may only look."""
        return self.store.read_only

    def ctx(self, key: str = "") -> Context:
        """The context of one service call."""
        return Context(self.actor, self.clock, self.locale, key or uuid.uuid4().hex)

    def fresh(self) -> Session:
        """The same shop with its facts and team read again."""
        facts, users = stores.facts(self.store), tuple(stores.users(self.store))
        return replace(self, facts=facts, users=users, locale=Locale(facts.locale))

    def close(self) -> None:
        """Closes the store and gives the lock back."""
        self.store.close()
        if self.lock is not None:
            self.lock.release()


def open_session(path: Path, clock: Clock, *, read_only: bool = False) -> Session:
    """Opens a shop for this window. Raises StoreLocked, saying who has it, unless it is only to be looked at."""
    lock = None if read_only else stores.hold(path)
    try:
        store = stores.open_shop(path, read_only=read_only)
    except BaseException:
        if lock is not None:
            lock.release()
        raise
    facts, users = stores.facts(store), tuple(stores.users(store))
    owner = next(user for user in users if user.owner)
    return Session(store, lock, facts, users, owner.id, clock, Locale(facts.locale))
