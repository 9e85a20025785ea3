"""The figures of the team and of feedback by hand: from answers, requests, reviews, trainings and talks, one by one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from fractions import Fraction

from partnercrm.domain.dates import add_months
from partnercrm.domain.figure import Figure
from tests.services.plain import IN, Number, Of, Plain, Worked, day_of, whole

SCALE = 10_000
"""Quantities are kept so many times as large."""


def scores(shop: Plain, figure: Figure) -> list[int]:
    """The scores that were given in the answers behind a figure."""
    found = shop.rows("survey_response", "score", figure.records.get("survey_response", ()))
    return [score for (score,) in found if score is not None]


def _promoters(given: list[int]) -> Fraction | None:
    more = sum(score >= 9 for score in given) - sum(score <= 6 for score in given)
    return Fraction(100 * more, len(given)) if given else None


def _nps(shop: Plain, figure: Figure, of: Of) -> Number | None:
    given = scores(shop, figure)
    assert figure.n == len(given)
    return _promoters(given)


def _enps(shop: Plain, figure: Figure, of: Of) -> Number | None:
    """Of two answers nothing is told."""
    given = scores(shop, figure)
    return _promoters(given) if len(given) >= 3 else None


def _csat(shop: Plain, figure: Figure, of: Of) -> Number | None:
    given = scores(shop, figure)
    return share(score >= 4 for score in given)


def share(hits: Iterable[bool]) -> Fraction | None:
    """How many of them; nothing of none."""
    found = list(hits)
    return Fraction(sum(found), len(found)) if found else None


def _words(shop: Plain, figure: Figure, of: Of) -> Number | None:
    """Words are no number."""
    assert figure.n == len(figure.records.get("survey_response", ()))
    return None


def _rate(shop: Plain, figure: Figure, of: Of) -> Number | None:
    asked = shop.rows("survey_request", "answered_day", figure.records.get("survey_request", ()))
    if asked:
        return share(day is not None for (day,) in asked)
    answers = figure.records.get("survey_response", ())
    said = shop.read(
        f"SELECT DISTINCT s.asked FROM survey s JOIN survey_response r ON r.survey_id = s.id WHERE r.id {IN}",
        json.dumps(list(answers)),
    )
    count = said[0][0] if said else None
    return Fraction(len(answers), count) if count and count >= len(answers) else None


def _rating(shop: Plain, figure: Figure, of: Of) -> Number | None:
    stars = [row[0] for row in shop.rows("public_review", "rating", figure.records.get("public_review", ()))]
    assert None not in stars
    return Fraction(sum(stars), SCALE * len(stars)) if stars else None


def _answered(shop: Plain, figure: Figure, of: Of) -> Number | None:
    behind = shop.rows("public_review", "answered_day", figure.records.get("public_review", ()))
    return share(day is not None for (day,) in behind)


def _seen_to(shop: Plain, figure: Figure, of: Of) -> Number | None:
    behind = shop.read(
        f"SELECT r.complaint, f.state FROM survey_response r JOIN follow_up f ON f.id = r.follow_up_id WHERE r.id {IN}",
        json.dumps(list(figure.records.get("survey_response", ()))),
    )
    assert all(complaint for complaint, _state in behind)
    return share(state == "done" for _complaint, state in behind)


# --- the team


def _trained(shop: Plain, figure: Figure, of: Of) -> Number | None:
    behind = shop.rows("training", "due_day, done_day, valid_until", figure.records.get("training", ()))
    last = whole(of.last)
    assert all(done or due < last for due, done, _until in behind)
    return share(done is not None and not (until and until < last) for _due, done, until in behind)


def _cost(shop: Plain, figure: Figure, of: Of) -> Number | None:
    behind = shop.rows("training", "done_day, cost", figure.records.get("training", ()))
    assert all(whole(of.first) <= done <= whole(of.last) for done, _cost in behind)
    return sum(cost for _done, cost in behind) if behind else None


def _talked(shop: Plain, figure: Figure, of: Of) -> Number | None:
    team = figure.records.get("party", ())
    year_ago = add_months(of.last, -12)
    good = 0
    for party in team:
        talks = shop.read(
            f"SELECT day, next_day FROM staff_review WHERE party_id = ? AND id {IN} ORDER BY day DESC, id DESC",
            party,
            json.dumps(list(figure.records["staff_review"])),
        )
        good += bool(talks) and day_of(talks[0][0]) >= year_ago and (talks[0][1] or 99991231) >= whole(of.last)
    return Fraction(good, len(team)) if team else None


def _thanked(shop: Plain, figure: Figure, of: Of) -> Number | None:
    team = figure.records.get("party", ())
    behind = shop.rows("recognition", "party_id, day", figure.records.get("recognition", ()))
    assert all(whole(of.first) <= day <= whole(of.last) for _party, day in behind)
    return Fraction(len({shop.root(party) for party, _day in behind} & set(team)), len(team)) if team else None


def _decided(shop: Plain, figure: Figure, of: Of) -> Number | None:
    behind = shop.rows("wish", "state, day", figure.records.get("wish", ()))
    assert all(whole(of.first) <= day <= whole(of.last) for _state, day in behind)
    return share(state in ("granted", "declined") for state, _day in behind)


def _alone(shop: Plain, figure: Figure, of: Of) -> Number | None:
    able: dict[str, list[int]] = {}
    for number, name, level in shop.read("SELECT id, name_key, level FROM skill"):
        able.setdefault(name, []).extend([number] if level >= 3 else [])
    alone = [numbers[0] for numbers in able.values() if len(numbers) == 1]
    assert sorted(figure.records.get("skill", ())) == sorted(alone)
    return len(alone) if able else None


WORKED: dict[str, Worked] = {
    "nps": _nps,
    "csat": _csat,
    "text": _words,
    "response_rate": _rate,
    "rating": _rating,
    "reviews_answered": _answered,
    "complaints_looked_after": _seen_to,
    "enps": _enps,
    "trainings_in_time": _trained,
    "training_cost": _cost,
    "reviews_in_time": _talked,
    "thanked": _thanked,
    "wishes_decided": _decided,
    "skills_alone": _alone,
}
