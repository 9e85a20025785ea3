"""The owner's ways to score partners: kept in the shop file under their names, changed as operations.

While nothing was saved the usual one counts. One of them is in use.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from db.engine import Store
from db.queries import store as q
from db.tables import store as t
from partnercrm.domain.changes import Changes
from partnercrm.domain.effectiveness import USUAL, Band, Measure, Part, Scoring
from partnercrm.domain.errors import Invalid, Refused, not_found
from partnercrm.domain.record import dataclass
from partnercrm.domain.text import fold
from partnercrm.domain.words import Message, msg
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run

if TYPE_CHECKING:
    from sqlalchemy import Connection

NAME = "scorings"
SUBJECTS = ("effectiveness", "settings")


@dataclass(frozen=True, slots=True)
class Scorings:
    """All that were saved, and the one in use."""

    used: Scoring
    saved: tuple[Scoring, ...]

    def named(self, name: str) -> Scoring | None:
        """The one of a name, however it is spelled."""
        return next((each for each in self.saved if fold(each.name) == fold(name)), None)


NONE_YET = Scorings(USUAL, (USUAL,))


def scorings(store: Store) -> Scorings:
    """All of them as they stand."""
    with store.read() as connection:
        return scorings_in(connection)


def scorings_in(connection: Connection) -> Scorings:
    """The same within a session."""
    text = q.setting(connection, NAME)
    if text is None:
        return NONE_YET
    kept = json.loads(text)
    saved = tuple(_read(each) for each in kept["saved"])
    used = next((each for each in saved if each.name == kept["used"]), saved[0])
    return Scorings(used, saved)


def find(connection: Connection, name: str) -> Scoring:
    """The scoring of a name; the one in use where none is said. Raises NotFound."""
    known = scorings_in(connection)
    found = known.named(name) if name.strip() else known.used
    if found is None:
        raise not_found("way to score")
    return found


def save(store: Store, ctx: Context, wanted: Scoring) -> Changes:
    """Keeps a scoring under its name, instead of an older one of that name, and uses it. Raises Invalid."""
    named = replace(wanted, name=wanted.name.strip())
    problems = named.problems()
    if problems:
        raise Invalid(problems)

    def kept(known: Scorings) -> Scorings:
        others = tuple(each for each in known.saved if fold(each.name) != fold(named.name))
        return Scorings(named, (*others, named))

    said = msg("Saved the way to score {name}", name=named.name)
    return _change(store, ctx, msg("Save a way to score"), said, named, kept)


def use(store: Store, ctx: Context, name: str) -> Changes:
    """Counts with the one of this name from now on. Raises NotFound."""

    def kept(known: Scorings) -> Scorings:
        found = known.named(name)
        if found is None:
            raise not_found("way to score")
        return Scorings(found, known.saved)

    said = msg("Chose the way to score {name}", name=name)
    return _change(store, ctx, msg("Choose a way to score"), said, name, kept)


def remove(store: Store, ctx: Context, name: str) -> Changes:
    """Forgets the one of this name. Raises NotFound, and Refused for the last one."""

    def kept(known: Scorings) -> Scorings:
        found = known.named(name)
        if found is None:
            raise not_found("way to score")
        others = tuple(each for each in known.saved if each is not found)
        if not others:
            raise Refused(msg("This is the only one. Save another one first."), "name")
        return Scorings(others[0] if known.used is found else known.used, others)

    said = msg("Removed the way to score {name}", name=name)
    return _change(store, ctx, msg("Remove a way to score"), said, ("remove", name), kept)


def _change(
    store: Store, ctx: Context, name: Message, said: Message, request: object, kept: Callable[[Scorings], Scorings]
) -> Changes:
    def work(op: Operation) -> dict[str, Any]:
        text = _written(kept(scorings_in(op.connection)))
        known = q.setting_id(op.connection, NAME)
        if known is None:
            op.insert(t.setting, name=NAME, value=text)
        else:
            op.update(t.setting, known, value=text)
        op.said = said
        return {}

    return run(store, ctx, name, request, SUBJECTS, work).changes


def _written(known: Scorings) -> str:
    return json.dumps({"used": known.used.name, "saved": [_shape(each) for each in known.saved]})


def _shape(scoring: Scoring) -> dict[str, Any]:
    return {
        "name": scoring.name,
        "margin": None if scoring.margin is None else str(scoring.margin),
        "bands": [[band.least, band.name] for band in scoring.bands],
        "measures": {
            part.value: [measure.weight, str(measure.floor), str(measure.target)]
            for part, measure in scoring.measures.items()
        },
    }


def _read(kept: dict[str, Any]) -> Scoring:
    measures = {
        Part(part): Measure(weight, Decimal(floor), Decimal(target))
        for part, (weight, floor, target) in kept["measures"].items()
    }
    margin = None if kept["margin"] is None else Decimal(kept["margin"])
    return Scoring(kept["name"], measures, tuple(Band(least, name) for least, name in kept["bands"]), margin)
