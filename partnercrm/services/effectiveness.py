"""Which partnerships are worth our time: each partner's score, the figures of its parts, and what lies behind them.

Every figure names its convention, what it counted and its records; those of the days before are worked out alike.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction

from sqlalchemy import Connection

from db.engine import Store
from db.queries import effectiveness as q
from partnercrm.domain.dates import add_months
from partnercrm.domain.effectiveness import UNITS, Part, Score, Scoring, score
from partnercrm.domain.effectiveness_rows import Effectiveness, PartnerScore
from partnercrm.domain.figure import Figure, Unit, unknown
from partnercrm.domain.words import Message, msg
from partnercrm.services import effectiveness_ground, scoring
from partnercrm.services.effectiveness_beside import beside, sourced
from partnercrm.services.effectiveness_ground import Ground
from partnercrm.services.effectiveness_parts import parts
from partnercrm.services.effectiveness_together import together

SCORE = "Σ weight x points ÷ Σ weight of what is known; points = clamp((x - floor) ÷ (target - floor), 0, 1) x 100"

QUIET = msg("Nothing happened between us in these days, so there is no score.")
NOTHING = msg("Nothing that this way to score counts is known in these days.")


def figures(
    store: Store, today: dt.date, first: dt.date | None = None, last: dt.date | None = None, name: str = ""
) -> Effectiveness:
    """All partners from a day (default: a year before the last) to a day (default: today), by the named scoring.

    Raises NotFound for a name that was never saved.
    """
    with store.read() as connection:
        return figures_in(connection, today, first, last, name)


def figures_in(
    connection: Connection,
    today: dt.date,
    first: dt.date | None = None,
    last: dt.date | None = None,
    name: str = "",
) -> Effectiveness:
    """The same within a session."""
    wanted = scoring.find(connection, name)
    end = last or today
    begin = first or add_months(end, -12) + dt.timedelta(days=1)
    ended = begin - dt.timedelta(days=1)
    now = effectiveness_ground.read(connection, wanted, begin, end, today)
    before = effectiveness_ground.read(connection, wanted, ended - (end - begin), ended, today, whole=False)
    found = [_partner(partner, now, before) for partner in q.partners(connection)]
    ranked = sorted(found, key=lambda row: (row.score.value is None, -(row.score.value or 0)))
    return Effectiveness(begin, end, wanted, tuple(ranked), together([row.party for row in found], now))


def _partner(partner: q.Partner, now: Ground, before: Ground) -> PartnerScore:
    made, made_before = parts(partner.id, now), parts(partner.id, before)
    found = score(now.scoring, _values(made, now.unit), active=now.active(partner.id))
    earlier = score(before.scoring, _values(made_before, before.unit), active=before.active(partner.id))
    return PartnerScore(
        party=partner.id,
        uuid=partner.uuid,
        name=partner.name,
        mode=partner.mode,
        score=found,
        figure=_score_figure("score", found, made, now, partner.id),
        parts=made,
        before=_score_figure("score_before", earlier, made_before, before, partner.id),
        sourced=sourced(partner.id, now),
        influenced=made[Part.PROMOTIONS],
        beside=beside(partner.id, now),
        kinds=[each.row for each in now.kinds(partner.id)],
    )


def _values(parts: Mapping[Part, Figure], unit: int) -> dict[Part, Fraction | None]:
    """What the parts are, money in major units."""
    return {
        part: None if figure.value is None else Fraction(figure.value) / (unit if UNITS[part] is Unit.MONEY else 1)
        for part, figure in parts.items()
    }


def _score_figure(key: str, found: Score, parts: Mapping[Part, Figure], ground: Ground, party: int) -> Figure:
    title = msg("Score")
    weighed = _weighed(ground.scoring)
    if found.value is None:
        missing = NOTHING if ground.active(party) else QUIET
        return unknown(key, title, Unit.SCORE, missing, weighed, formula=SCORE)
    records: dict[str, tuple[int, ...]] = {}
    for part in found.parts:
        if part.points is not None:
            for subject, ids in parts[part.part].records.items():
                records[subject] = tuple(dict.fromkeys((*records.get(subject, ()), *ids)))
    n = sum(part.points is not None for part in found.parts)
    return Figure(key, title, Unit.SCORE, float(found.value), weighed, n, SCORE, records, float(found.coverage))


def _weighed(wanted: Scoring) -> Message:
    return msg("By the weights of {name}; what is not known gives its weight away.", name=wanted.name)
