"""The owner's conventions for customers: kept in the shop file, changed as an operation that can be undone."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from db.engine import Store
from db.queries import store as q
from db.tables import store as t
from partnercrm.domain.changes import Changes
from partnercrm.domain.customer_rule import CustomerRule
from partnercrm.domain.errors import Invalid
from partnercrm.domain.words import msg
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run

if TYPE_CHECKING:
    from sqlalchemy import Connection

NAME = "customer_rule"
SUBJECTS = ("settings",)


def rule(store: Store) -> CustomerRule:
    """The conventions as they stand."""
    with store.read() as connection:
        return rule_in(connection)


def rule_in(connection: Connection) -> CustomerRule:
    """The same within a session."""
    text = q.setting(connection, NAME)
    if text is None:
        return CustomerRule()
    kept = json.loads(text)
    margin = None if kept["margin"] is None else Decimal(kept["margin"])
    return CustomerRule(margin, Decimal(kept["longer"])) if "longer" in kept else CustomerRule(margin)


def change(store: Store, ctx: Context, wanted: CustomerRule) -> Changes:
    """Makes them so. Raises Invalid."""
    problems = wanted.problems()
    if problems:
        raise Invalid(problems)
    margin = None if wanted.margin is None else str(wanted.margin)
    text = json.dumps({"margin": margin, "longer": str(wanted.longer)})

    def work(op: Operation) -> dict[str, Any]:
        op.said = msg("Changed how customers are counted")
        known = q.setting_id(op.connection, NAME)
        if known is None:
            op.insert(t.setting, name=NAME, value=text)
        else:
            op.update(t.setting, known, value=text)
        return {}

    return run(store, ctx, msg("Change how customers are counted"), wanted, SUBJECTS, work).changes
