"""A shop's records read row by row, for tests that work figures out anew without the program's own sums.

`Plain.read` answers rows of a table as they are kept; everything that adds, counts or divides stands in the tests, in
`plain_customers`, `plain_suppliers`, `plain_people` and `plain_partners`. Each of those has a function for every figure
of its subject: (the records, the figure, where it stands) -> its value, or None where there should be none.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias, TypeVar

from db.queries.store import facts
from partnercrm.domain.figure import Figure
from partnercrm.services.store import Store

IN = "IN (SELECT value FROM json_each(?))"
Number: TypeAlias = int | float | Fraction


@dataclass(frozen=True)
class Of:
    """Where a figure stands: the days it is of, and the row that it is a part of."""

    first: dt.date
    last: dt.date
    row: Any = None


class Plain:
    """The rows of a store on a day."""

    def __init__(self, store: Store, today: dt.date) -> None:
        self.store, self.today = store, today
        self._roots = dict(self.read("SELECT party_id, root_id FROM alias"))
        self._bought: dict[int, list[tuple[int, int, int]]] | None = None
        self.known: dict[str, Any] = {}
        with store.read() as connection:
            self.unit = 10 ** facts(connection).currency.digits

    def read(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of a statement."""
        with self.store.read() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(sql, values).all()]

    def rows(self, table: str, columns: str, ids: Iterable[int]) -> list[tuple[Any, ...]]:
        """Columns of rows by their ids."""
        return self.read(f"SELECT {columns} FROM {table} WHERE id {IN}", json.dumps(list(ids)))

    def root(self, party: int) -> int:
        """Who a party is after merges."""
        return int(self._roots.get(party, party))

    def family(self, party: int) -> list[int]:
        """A party and all that were merged into it."""
        return [party, *(other for other, root in self._roots.items() if root == party)]

    def there(self, party: int) -> bool:
        """Whether somebody is not in the bin, not erased and no walk-in customer."""
        ((found,),) = self.read(
            "SELECT count(*) FROM party WHERE id = ? AND binned_at IS NULL AND erased_at IS NULL AND walk_in = 0", party
        )
        return bool(found)

    def bought(self) -> dict[int, list[tuple[int, int, int]]]:
        """What everybody bought up to today: party -> (day, list price, price) of each sale, refunds below zero."""
        if self._bought is None:
            sql = (
                "SELECT party_id, day, amount, amount - reduction + rounding FROM sale "
                "WHERE party_id IS NOT NULL AND day <= ? ORDER BY day"
            )
            found: dict[int, list[tuple[int, int, int]]] = {}
            for party, day, amount, price in self.read(sql, whole(self.today)):
                found.setdefault(self.root(party), []).append((day, amount, price))
            self._bought = {
                party: sales
                for party, sales in found.items()
                if any(amount >= 0 for _day, amount, _price in sales) and self.there(party)
            }
        return self._bought


Read = TypeVar("Read")


def once(work: Callable[[Plain], Read]) -> Callable[[Plain], Read]:
    """Worked out once for a shop, however many figures ask for it."""

    def found(shop: Plain) -> Read:
        if work.__name__ not in shop.known:
            shop.known[work.__name__] = work(shop)
        answer: Read = shop.known[work.__name__]
        return answer

    return found


Worked: TypeAlias = Callable[[Plain, Figure, Of], Number | None]


def whole(day: dt.date) -> int:
    """A day as the store keeps it."""
    return day.year * 10000 + day.month * 100 + day.day


def day_of(number: int) -> dt.date:
    """A day of the store."""
    return dt.date(number // 10000, number // 100 % 100, number % 100)


def half_up(value: Fraction) -> int:
    """To a whole number, a half away from zero."""
    rounded = (abs(value) * 2 + 1) // 2
    return int(rounded if value >= 0 else -rounded)


def middle(values: list[int]) -> float:
    """The median."""
    ordered, at = sorted(values), len(values) // 2
    return float(ordered[at]) if len(ordered) % 2 else (ordered[at - 1] + ordered[at]) / 2
