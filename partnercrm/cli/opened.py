"""A shop opened for one command: the store, the owner's context, and how this store writes money."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from partnercrm.domain.dates import Clock
from partnercrm.domain.money import Currency
from partnercrm.domain.record import dataclass
from partnercrm.services import store as stores
from partnercrm.services.context import Context
from partnercrm.services.store import Store


@dataclass(frozen=True, slots=True)
class Shop:
    """An open shop file and who asks."""

    store: Store
    ctx: Context
    currency: Currency

    def money(self, minor: int | None) -> str | None:
        """Minor units as scripts read them: major units with '.', or None."""
        return None if minor is None else self.currency.plain(minor)

    def party(self, named: str | None) -> int | None:
        """The row id of a party named by UUID, external reference or exact name. Raises NotFound or Ambiguous."""
        if named is None:
            return None
        from partnercrm.services import party as parties  # late: most commands name nobody

        return parties.find(self.store, named)


@contextmanager
def shop(path: str, *, key: str = "", read_only: bool = False) -> Iterator[Shop]:
    """Opens the shop file at `path`. Raises StoreProblem."""
    store = stores.open_shop(Path(path), read_only=read_only)
    try:
        ctx = stores.context(store, Clock.system(), key)
        yield Shop(store, ctx, stores.facts(store).currency)
    finally:
        store.close()
