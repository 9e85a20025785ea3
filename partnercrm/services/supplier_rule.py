"""The owner's conventions for suppliers: kept in the shop file, changed as an operation that can be undone."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from db.engine import Store
from db.queries import store as q
from db.tables import store as t
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Invalid
from partnercrm.domain.otif import Against, By, OtifRule
from partnercrm.domain.problems import Problem
from partnercrm.domain.supplier_score import SupplierRule, Weights
from partnercrm.domain.words import msg
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run

if TYPE_CHECKING:
    from sqlalchemy import Connection

NAME = "supplier_rule"
SUBJECTS = ("supply", "settings")
MOST_DAYS = 60
MOST_WEIGHT = 100


def rule(store: Store) -> SupplierRule:
    """The conventions as they stand."""
    with store.read() as connection:
        return rule_in(connection)


def rule_in(connection: Connection) -> SupplierRule:
    """The same within a session."""
    text = q.setting(connection, NAME)
    if text is None:
        return SupplierRule()
    kept = json.loads(text)
    otif = OtifRule(By(kept["by"]), Against(kept["against"]), kept["days"], Decimal(kept["percent"]))
    return SupplierRule(otif, kept["single_share"], Weights(**kept.get("weights", {})))


def change(store: Store, ctx: Context, wanted: SupplierRule) -> Changes:
    """Makes them so. Raises Invalid."""
    problems = _problems(wanted)
    if problems:
        raise Invalid(problems)
    otif = wanted.otif
    text = json.dumps(
        {
            "by": otif.by.value,
            "against": otif.against.value,
            "days": otif.days,
            "percent": str(otif.percent),
            "single_share": wanted.single_share,
            "weights": wanted.weights.by_key(),
        }
    )

    def work(op: Operation) -> dict[str, Any]:
        known = q.setting_id(op.connection, NAME)
        if known is None:
            op.insert(t.setting, name=NAME, value=text)
        else:
            op.update(t.setting, known, value=text)
        return {}

    return run(store, ctx, msg("Changed how suppliers are counted"), wanted, SUBJECTS, work).changes


def _problems(wanted: SupplierRule) -> list[Problem]:
    found = []
    if not 0 <= wanted.otif.days <= MOST_DAYS:
        found.append(Problem("days", msg("Days lie between 0 and {most}.", most=MOST_DAYS)))
    if not 0 <= wanted.otif.percent < 100:
        found.append(Problem("percent", msg("A share lies between 0 and 100.")))
    if not 50 <= wanted.single_share <= 100:
        found.append(Problem("single_share", msg("Choose from 50 to 100 percent.")))
    weights = wanted.weights.by_key()
    found += [
        Problem(f"weights.{key}", msg("A weight lies between 0 and {most}.", most=MOST_WEIGHT))
        for key, weight in weights.items()
        if not 0 <= weight <= MOST_WEIGHT
    ]
    if not any(weights.values()):
        found.append(Problem("weights.otif", msg("Something must count for the score.")))
    return found
