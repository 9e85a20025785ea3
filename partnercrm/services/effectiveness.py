"""Which partnerships are worth our time: each partner's score, the figures of its parts, and what lies behind them.

Every figure names its convention, what it counted and its records; those of the days before are worked out alike.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from statistics import median

from sqlalchemy import Connection

from db.engine import Store
from db.queries import effectiveness as q
from db.queries import feedback
from db.queries.store import facts
from partnercrm.domain.clause import ClauseState
from partnercrm.domain.dates import add_months
from partnercrm.domain.effectiveness import PART_WORDS, UNITS, Part, Score, Scoring, answer_days, score
from partnercrm.domain.effectiveness_rows import Effectiveness, PartnerScore
from partnercrm.domain.feedback import SCORES
from partnercrm.domain.figure import Figure, Unit, share, unknown
from partnercrm.domain.ledger import Direction
from partnercrm.domain.money import half_up
from partnercrm.domain.promotion_result import Known, PromotionResult
from partnercrm.domain.record import dataclass
from partnercrm.domain.sentences import reciprocity
from partnercrm.domain.words import Message, msg
from partnercrm.services import agreement, promotion_result, scoring

SCORE = "Σ weight x points ÷ Σ weight of what is known; points = clamp((x - floor) ÷ (target - floor), 0, 1) x 100"
NET = "value received + won referrals x margin - cost of what we gave"
GL = "1 - |G - R| ÷ (G + R) (Grubel and Lloyd 1971)"
DAYS_IN_YEAR = Fraction(36525, 100)

NO_FAVOURS = msg("No favours in these days.")
NO_PRICE = msg("One side gave only what has no price.")
NOBODY_SENT = msg("They sent us nobody in these days.")
NO_MARGIN = msg("Say in the way to score how much of a sale is left.")
NO_PROMOTION = msg("No promotion with them ran in these days.")
NO_EFFECT = msg("No promotion with them has a comparison group with enough redemptions yet.")
NO_PROMISE = msg("Nothing that they promised fell due in these days.")
NO_MESSAGE = msg("No message of ours was answered in these days.")
NO_ANSWER = msg("They answered no survey in these days.")
NO_DAY = msg("Nothing with them has a day yet.")
QUIET = msg("Nothing happened between us in these days, so there is no score.")
NOTHING = msg("Nothing that this way to score counts is known in these days.")


@dataclass(frozen=True, slots=True)
class _Ground:
    """What is read once for all partners of some days."""

    first: dt.date
    last: dt.date
    favours: Mapping[int, Sequence[q.KindOf]]
    sent: Mapping[int, Sequence[q.Sent]]
    contacts: Mapping[int, Sequence[q.Contact]]
    since: Mapping[int, dt.date]
    promises: Mapping[int, Sequence[tuple[int, bool]]]
    answers: Mapping[int, Sequence[tuple[int, Fraction]]]
    promotions: Mapping[int, Sequence[PromotionResult]]
    scoring: Scoring
    unit: int

    def active(self, party: int) -> bool:
        """Whether anything happened with a partner in these days."""
        return any(party in found for found in (self.favours, self.sent, self.contacts, self.promotions))


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
    now = _ground(connection, wanted, begin, end, today)
    before = _ground(connection, wanted, ended - (end - begin), ended, today)
    found = [_partner(partner, now, before) for partner in q.partners(connection)]
    ranked = sorted(found, key=lambda row: (row.score.value is None, -(row.score.value or 0)))
    return Effectiveness(begin, end, wanted, tuple(ranked))


def _ground(connection: Connection, wanted: Scoring, first: dt.date, last: dt.date, today: dt.date) -> _Ground:
    return _Ground(
        first,
        last,
        q.favours(connection, first, last),
        q.sent(connection, first, last),
        q.contacts(connection, first, last),
        q.since(connection),
        _promises(connection, first, last, min(last, today)),
        _answers(connection, first, last),
        _promotions(connection, first, last, today),
        wanted,
        10 ** facts(connection).currency.digits,
    )


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


# --- one partner


def _partner(partner: q.Partner, now: _Ground, before: _Ground) -> PartnerScore:
    parts = _parts(partner.id, now)
    found = score(now.scoring, _values(parts, now.unit), active=now.active(partner.id))
    earlier = score(before.scoring, _values(_parts(partner.id, before), before.unit), active=before.active(partner.id))
    kinds = [each.row for each in now.favours.get(partner.id, ())]
    return PartnerScore(
        party=partner.id,
        uuid=partner.uuid,
        name=partner.name,
        score=found,
        figure=_score_figure("score", found, parts, now, partner.id),
        parts=parts,
        before=_score_figure("score_before", earlier, _parts(partner.id, before), before, partner.id),
        sourced=_sourced(partner.id, now),
        influenced=parts[Part.PROMOTIONS],
        kinds=kinds,
    )


def _values(parts: Mapping[Part, Figure], unit: int) -> dict[Part, Fraction | None]:
    """What the parts are, money in major units."""
    return {
        part: None if figure.value is None else Fraction(figure.value) / (unit if UNITS[part] is Unit.MONEY else 1)
        for part, figure in parts.items()
    }


def _score_figure(key: str, found: Score, parts: Mapping[Part, Figure], ground: _Ground, party: int) -> Figure:
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


_Maker = Callable[[int, _Ground], Figure]


def _parts(party: int, ground: _Ground) -> dict[Part, Figure]:
    return {part: make(party, ground) for part, make in _MAKERS.items()}


def _known(part: Part, value: int | float, convention: Message, n: int, **more: object) -> Figure:
    return Figure(part.value, PART_WORDS[part], UNITS[part], value, convention, n, **more)  # type: ignore[arg-type]


def _none(part: Part, missing: Message, convention: Message, **more: object) -> Figure:
    return unknown(part.value, PART_WORDS[part], UNITS[part], missing, convention, **more)  # type: ignore[arg-type]


def _exchanges(kinds: Sequence[q.KindOf]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(number for kind in kinds for number in kind.exchanges))


def _sums(kinds: Sequence[q.KindOf]) -> tuple[int, int, int, int]:
    """Given, received, and how many lines of each have no price."""
    rows = [each.row for each in kinds]
    return (
        sum(row.given for row in rows),
        sum(row.received for row in rows),
        sum(row.given_unpriced for row in rows),
        sum(row.received_unpriced for row in rows),
    )


BENEFIT = msg("What they gave us, and what is left of what their customers brought, less what our giving cost us.")


def _net_benefit(party: int, ground: _Ground) -> Figure:
    kinds, won = ground.favours.get(party, ()), [each for each in ground.sent.get(party, ()) if each.won]
    if not kinds and not won:
        return _none(Part.NET_BENEFIT, NO_FAVOURS, BENEFIT, formula=NET)
    _given, received, no_given, no_received = _sums(kinds)
    brought = _brought(won, ground)
    lines = sum(kind.lines for kind in kinds)
    count = lines + len(won)
    priced = lines - no_given - no_received + (0 if brought is None else sum(each.value is not None for each in won))
    return _known(
        Part.NET_BENEFIT,
        received + (brought or 0) - sum(kind.cost for kind in kinds),
        BENEFIT,
        count,
        formula=NET,
        records={"exchange": _exchanges(kinds), "referral": tuple(each.id for each in won)},
        coverage=max(0.0, min(1.0, priced / count)) if count > 0 else None,
    )


def _brought(won: Sequence[q.Sent], ground: _Ground) -> int | None:
    """What is left of what won referrals brought, minor units; None while nobody said the margin."""
    if ground.scoring.margin is None:
        return None
    return half_up(Fraction(sum(each.value or 0 for each in won)) * Fraction(ground.scoring.margin) / 100)


SOURCED = msg("What is left of what the customers whom they sent us brought.")


def _sourced(party: int, ground: _Ground) -> Figure:
    """What they brought, beside what they only touched."""
    won = [each for each in ground.sent.get(party, ()) if each.won]
    title, brought = msg("They brought"), _brought(won, ground)
    if not won or brought is None:
        return unknown("sourced", title, Unit.MONEY, NO_MARGIN if won else NOBODY_SENT, SOURCED, n=len(won))
    valued = sum(each.value is not None for each in won)
    records = {"referral": tuple(each.id for each in won)}
    return Figure(
        "sourced", title, Unit.MONEY, brought, SOURCED, len(won), "Σ value won x margin", records, valued / len(won)
    )


BOTH = msg("The value of favours both ways; bills are no favours.")


def _volume(party: int, ground: _Ground) -> Figure:
    kinds = ground.favours.get(party, ())
    if not kinds:
        return _none(Part.VOLUME, NO_FAVOURS, BOTH, formula="G + R")
    given, received, no_given, no_received = _sums(kinds)
    lines = sum(kind.lines for kind in kinds)
    covered = max(0.0, (lines - no_given - no_received) / lines) if lines > 0 else None
    records = {"exchange": _exchanges(kinds)}
    return _known(Part.VOLUME, given + received, BOTH, lines, formula="G + R", records=records, coverage=covered)


MUTUAL = msg("1 where both gave alike, 0 where only one side gave; favours only.")


def _mutual(party: int, ground: _Ground) -> Figure:
    kinds = ground.favours.get(party, ())
    found = reciprocity(*_sums(kinds)) if kinds else None
    if found is None:
        return _none(Part.RECIPROCITY, NO_PRICE if kinds else NO_FAVOURS, MUTUAL, formula=GL)
    lines = sum(kind.lines for kind in kinds)
    records = {"exchange": _exchanges(kinds)}
    return _known(Part.RECIPROCITY, float(found), MUTUAL, lines, formula=GL, records=records)


SENT = msg("Customers whom they sent us in these days and whom we won.")


def _referrals(party: int, ground: _Ground) -> Figure:
    sent = ground.sent.get(party, ())
    if not sent:
        return _none(Part.REFERRALS, NOBODY_SENT, SENT)
    records = {"referral": tuple(each.id for each in sent)}
    won = sum(each.won for each in sent)
    return _known(Part.REFERRALS, won, SENT, len(sent), formula="referrals won", records=records)


ADDED = msg(
    "The margin that promotions with them added for us against a comparison group; what others share counts whole."
)


def _influenced(party: int, ground: _Ground) -> Figure:
    results = ground.promotions.get(party, ())
    known = [each for each in results if each.sides[0].effect.known is Known.KNOWN]
    margins = [each.sides[0].effect.margin for each in known]
    sums = [margin for margin in margins if margin is not None]
    if not sums:
        return _none(Part.PROMOTIONS, NO_EFFECT if results else NO_PROMOTION, ADDED, n=len(results))
    records = {"promotion": tuple(each.promotion.id for each in known)}
    formula = "Σ (treated - control x n_t ÷ n_c) x margin"
    covered = len(sums) / len(results)
    return _known(Part.PROMOTIONS, sum(sums), ADDED, len(sums), formula=formula, records=records, coverage=covered)


KEPT = msg("Of what they promised and what fell due in these days, how much they kept.")


def _promised(party: int, ground: _Ground) -> Figure:
    found = ground.promises.get(party, ())
    records = {"agreement": tuple(dict.fromkeys(number for number, _kept in found))}
    kept = sum(done for _number, done in found)
    title = PART_WORDS[Part.PROMISES]
    formula = "fulfilled ÷ (fulfilled + lapsed), Wilson 95 %"
    return share(Part.PROMISES.value, title, kept, len(found), NO_PROMISE, KEPT, formula=formula, records=records)


ANSWERED = msg(
    "Half of our e-mails and messages had an answer of theirs within so many days; the first of several counts."
)


def _answering(party: int, ground: _Ground) -> Figure:
    contacts = ground.contacts.get(party, ())
    asked = [each for each in contacts if each.theirs or each.written]
    days = answer_days([(each.day.toordinal(), each.theirs) for each in asked])
    if not days:
        return _none(Part.RESPONSIVENESS, NO_MESSAGE, ANSWERED)
    records = {"interaction": tuple(each.id for each in asked)}
    formula = "median of days to the next contact that they began"
    return _known(Part.RESPONSIVENESS, float(median(days)), ANSWERED, len(days), formula=formula, records=records)


CONTENT = msg("The mean of their answers to surveys, from the worst (0) to the best (1) that could be given.")


def _content(party: int, ground: _Ground) -> Figure:
    found = ground.answers.get(party, ())
    if not found:
        return _none(Part.SATISFACTION, NO_ANSWER, CONTENT)
    value = float(sum((given for _number, given in found), Fraction()) / len(found))
    records = {"survey_response": tuple(number for number, _given in found)}
    formula = "Σ (score - least) ÷ (most - least) ÷ answers"
    return _known(Part.SATISFACTION, value, CONTENT, len(found), formula=formula, records=records)


TOGETHER = msg("Since the first day of which anything is known.")


def _years(party: int, ground: _Ground) -> Figure:
    day = ground.since.get(party)
    if day is None or day > ground.last:
        return _none(Part.YEARS, NO_DAY, TOGETHER)
    value = float(Fraction((ground.last - day).days) / DAYS_IN_YEAR)
    return _known(Part.YEARS, value, TOGETHER, 1, formula="days ÷ 365.25", records={"party": (party,)})


_MAKERS: dict[Part, _Maker] = {
    Part.NET_BENEFIT: _net_benefit,
    Part.VOLUME: _volume,
    Part.RECIPROCITY: _mutual,
    Part.REFERRALS: _referrals,
    Part.PROMOTIONS: _influenced,
    Part.PROMISES: _promised,
    Part.RESPONSIVENESS: _answering,
    Part.SATISFACTION: _content,
    Part.YEARS: _years,
}
