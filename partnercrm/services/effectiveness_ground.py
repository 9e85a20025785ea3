"""What the figures of partners rest on: read once for all of them, over some days."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from fractions import Fraction

from sqlalchemy import Connection

from db.queries import effectiveness as q
from db.queries import feedback
from db.queries.store import facts
from partnercrm.domain.clause import ClauseState
from partnercrm.domain.conversion import Outcome, usual_window
from partnercrm.domain.effectiveness import Scoring
from partnercrm.domain.feedback import SCORES
from partnercrm.domain.ledger import Direction
from partnercrm.domain.money import half_up
from partnercrm.domain.network import betweenness
from partnercrm.domain.promotion_result import PromotionResult
from partnercrm.domain.record import dataclass
from partnercrm.services import agreement, promotion_result

MOST_TIES = 600
"""With more of them nobody waits for who stands between whom."""


@dataclass(frozen=True, slots=True)
class Ground:
    """The days, and by party (row id) what happened in them. `unit` is how many minor units make a major one.

    `window` is within how many days a referral is usually decided. `between` is who stands between others how often,
    None where there are too many ties to say.
    """

    first: dt.date
    last: dt.date
    today: dt.date
    favours: Mapping[int, Sequence[q.KindOf]]
    days: Mapping[int, Sequence[q.Day]]
    turns: Mapping[int, Sequence[q.Turn]]
    traded: frozenset[int]
    sent: Mapping[int, Sequence[q.Sent]]
    contacts: Mapping[int, Sequence[q.Contact]]
    since: Mapping[int, dt.date]
    promises: Mapping[int, Sequence[tuple[int, bool]]]
    answers: Mapping[int, Sequence[tuple[int, Fraction]]]
    promotions: Mapping[int, Sequence[PromotionResult]]
    between: Mapping[int, float] | None
    window: int
    scoring: Scoring
    unit: int

    def active(self, party: int) -> bool:
        """Whether anything happened with a partner in these days."""
        found = (self.traded, self.sent, self.contacts, self.promotions, self.answers, self.promises)
        return any(party in each for each in found)

    def kinds(self, party: int) -> list[q.KindOf]:
        """The favours with a partner, kind by kind; what was only given away, or wholly taken back, is none."""
        found = self.favours.get(party, ())
        return [each for each in found if each.lines or each.row.given or each.row.received]

    def won(self, party: int) -> list[q.Sent]:
        """Whom they sent us and we won."""
        return [each for each in self.sent.get(party, ()) if each.won]

    def brought(self, won: Sequence[q.Sent]) -> int | None:
        """What is left of what won referrals brought, minor units; None while nobody said the margin."""
        if self.scoring.margin is None:
            return None
        return half_up(Fraction(sum(each.value or 0 for each in won)) * Fraction(self.scoring.margin) / 100)


def read(
    connection: Connection, wanted: Scoring, first: dt.date, last: dt.date, today: dt.date, *, whole: bool = True
) -> Ground:
    """Everything of some days, one grouped statement a question; not `whole`, only what scores rest on."""
    sent = q.sent(connection, first, last)
    outcomes = [outcome(each) for some in sent.values() for each in some]
    ties = q.ties(connection, first, last, MOST_TIES + 1) if whole else []
    return Ground(
        first,
        last,
        min(last, today),
        q.favours(connection, first, last, brought=wanted.margin is not None),
        q.days(connection, first, last) if whole else {},
        q.turns(connection, first, last) if whole else {},
        q.traded(connection, first, last),
        sent,
        q.contacts(connection, first, last),
        q.since(connection),
        _promises(connection, first, last, min(last, today)),
        _answers(connection, first, last),
        _promotions(connection, first, last, today),
        None if len(ties) > MOST_TIES else betweenness(ties),
        usual_window(outcomes),
        wanted,
        10 ** facts(connection).currency.digits,
    )


def outcome(each: q.Sent) -> Outcome:
    """What became of somebody whom they sent us."""
    return Outcome(each.day, each.won, each.decided, each.qualified)


def _promises(
    connection: Connection, first: dt.date, last: dt.date, today: dt.date
) -> dict[int, list[tuple[int, bool]]]:
    """What each party promised that fell due: the clause's agreement, and whether it was kept."""
    found: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    for row in agreement.rows(connection, today):
        for clause in row.of(Direction.RECEIVED):
            parties = [clause.party] if clause.party else row.parties
            for each in clause.instances:
                kept = each.state is ClauseState.FULFILLED
                if each.due and first <= each.due <= last and (kept or each.state is ClauseState.LAPSED):
                    for party in parties:
                        found[party.id].append((row.id, kept))
    return found


def _answers(connection: Connection, first: dt.date, last: dt.date) -> dict[int, list[tuple[int, Fraction]]]:
    """The answers of each party to surveys, as a share of the best possible one."""
    scales = {row.id: SCORES[row.kind] for row in feedback.surveys(connection)}
    found: dict[int, list[tuple[int, Fraction]]] = defaultdict(list)
    for survey, number, _day, given, party in feedback.scores(connection, first, last):
        scale = scales.get(survey)
        if party is not None and given is not None and scale is not None:
            low, high = scale
            found[party].append((number, Fraction(given - low, high - low)))
    return found


def _promotions(
    connection: Connection, first: dt.date, last: dt.date, today: dt.date
) -> dict[int, list[PromotionResult]]:
    found: dict[int, list[PromotionResult]] = defaultdict(list)
    for result in promotion_result.of_span(connection, today, first, last):
        for partner in result.promotion.partners:
            found[partner.party].append(result)
    return found
