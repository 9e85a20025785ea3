"""Every table, for the migrations and for whoever needs the whole metadata. Add a subject's file here."""

from __future__ import annotations

from db.tables import (
    agreed_value,
    agreement,
    consignment,
    interaction,
    joint_buying,
    joint_product,
    ledger,
    lending,
    loyalty,
    operation,
    party,
    promotion,
    referral,
    sale,
    search,
    store,
    suggestion,
    today,
    touch,
    voucher,
)
from db.tables.metadata import metadata

__all__ = [
    "agreed_value",
    "agreement",
    "consignment",
    "interaction",
    "joint_buying",
    "joint_product",
    "ledger",
    "lending",
    "loyalty",
    "metadata",
    "operation",
    "party",
    "promotion",
    "referral",
    "sale",
    "search",
    "store",
    "suggestion",
    "today",
    "touch",
    "voucher",
]
