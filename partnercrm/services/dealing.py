"""What runs between a party and us, subject by subject, for the party's page.

To add a subject, write `dealings(store, ctx, party) -> Dealings` in its service and name that place in `SUBJECTS`.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from db.engine import Store
from partnercrm.domain.dealing_rows import Dealings
from partnercrm.services.context import Context

SUBJECTS: tuple[str, ...] = (
    "agreement:dealings",
    "loyalty_dealing:dealings",
    "gift_card_dealing:dealings",
    "promotion_dealing:dealings",
    "customer_dealing:dealings",
    "supply_dealing:dealings",
    "referral_dealing:dealings",
    "loan_dealing:dealings",
    "feedback_dealing:dealings",
    "team_dealing:dealings",
)
"""`module:function` under `partnercrm.services`, in the order of the page; loaded when a page first asks."""


def dealings(store: Store, ctx: Context, party: int) -> list[Dealings]:
    """The subjects that have anything with a party (row id); those with nothing are left out."""
    found = [_function(place)(store, ctx, party) for place in SUBJECTS]
    return [each for each in found if each.rows]


def _function(place: str) -> Callable[[Store, Context, int], Dealings]:
    module, _colon, name = place.partition(":")
    found: Callable[[Store, Context, int], Dealings] = getattr(import_module(f"partnercrm.services.{module}"), name)
    return found
