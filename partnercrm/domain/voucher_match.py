"""Which uses of vouchers a sale stands behind: a till may redeem a voucher before it books the sale, in two deeds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from partnercrm.domain.record import dataclass


@dataclass(frozen=True, slots=True)
class Loose:
    """A use in our shop that stands and that no sale stands behind yet. `reduction`, `revenue` in minor units."""

    id: int
    code: str
    day: dt.date
    receipt: str
    reduction: int
    revenue: int | None
    party: int | None
    new_customer: bool | None


@dataclass(frozen=True, slots=True)
class Booked:
    """What a sale says of itself: the voucher's code as records keep it, "" where it names none. Minor units."""

    code: str
    day: dt.date | None
    receipt: str
    reduction: int
    price: int


def uses_of(sale: Booked, loose: Iterable[Loose]) -> list[Loose]:
    """The uses that a sale stands behind.

    Those of its receipt number: of the voucher that it names, and others of the same day that took off no more than
    the sale's reduction. Where one of the two has no receipt number: the one use of its voucher on that day with the
    same reduction or the same price after it, if there is just one.
    """
    found = list(loose)
    same = [each for each in found if sale.receipt and each.receipt == sale.receipt and _fits(sale, each)]
    if any(each.code == sale.code for each in same) or not sale.code:
        return same
    alike = [each for each in found if _alike(sale, each)]
    return same + alike if len(alike) == 1 else same


class Pool:
    """Uses that wait for their sales, each of which takes its own out."""

    def __init__(self, loose: Iterable[Loose]) -> None:
        self._of: dict[tuple[str, str], dict[int, Loose]] = {}
        for use in loose:
            for key in self._keys(use.code, use.receipt):
                self._of.setdefault(key, {})[use.id] = use

    def take(self, sale: Booked) -> list[Loose]:
        """The uses that a sale stands behind; no later sale gets them."""
        near: dict[int, Loose] = {}
        for key in self._keys(sale.code, sale.receipt):
            near |= self._of.get(key, {})
        taken = uses_of(sale, near.values())
        for use in taken:
            for key in self._keys(use.code, use.receipt):
                self._of[key].pop(use.id, None)
        return taken

    @staticmethod
    def _keys(code: str, receipt: str) -> list[tuple[str, str]]:
        return [key for key in (("code", code), ("receipt", receipt)) if key[1]]


def _fits(sale: Booked, use: Loose) -> bool:
    return use.code == sale.code or (use.day == sale.day and use.reduction <= sale.reduction)


def _alike(sale: Booked, use: Loose) -> bool:
    unsaid = not (sale.receipt and use.receipt)
    amount = use.reduction == sale.reduction or use.revenue == sale.price
    return unsaid and amount and (use.code, use.day) == (sale.code, sale.day)
