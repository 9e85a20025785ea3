"""What stands beside a partner's score and counts in none: referrals, how they give back, whom they connect."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from statistics import median

from db.queries import effectiveness as q
from partnercrm.domain.conversion import conversion
from partnercrm.domain.effectiveness import answer_days
from partnercrm.domain.figure import Figure, Unit, share, unknown
from partnercrm.domain.money import half_up
from partnercrm.domain.sentences import reciprocity
from partnercrm.domain.words import msg
from partnercrm.services.effectiveness_ground import MOST_TIES, Ground, outcome
from partnercrm.services.effectiveness_parts import GL, NO_FAVOURS, NO_PRICE, NOBODY_SENT, entries, priced_share, sums

NO_MARGIN = msg("Say in the way to score how much of a sale is left.")
TOO_YOUNG = msg("Whom they sent us has not had time to decide yet, or did not fit.")
NOBODY_WON = msg("Nobody whom they sent us in these days was won yet.")
NO_RETURN = msg("Nothing came back in these days.")
NO_TIE = msg("They are tied to nobody else whom we know.")
TOO_FEW = msg("We know of too few ties for anybody to stand between two others.")
LEAST = 3
"""So many must be tied before one can stand between two."""
TOO_MANY = msg("We know of more than {count} ties: too many to go through.", count=MOST_TIES)


def beside(party: int, ground: Ground) -> tuple[Figure, ...]:
    """All of them for one partner."""
    makers = (_converted, _each_brings, _each_costs, _same_kind, _lately, _by_days, _comes_back, _between)
    return tuple(make(party, ground) for make in makers)


HALF_LIFE = 90
"""Days."""

SOURCED = msg("What is left of what the customers whom they sent us brought.")


def sourced(party: int, ground: Ground) -> Figure:
    """What they brought, beside what they only touched."""
    won = ground.won(party)
    title, brought, formula = msg("They brought"), ground.brought(won), "Σ value won x margin"
    if not won or brought is None:
        missing = NO_MARGIN if won else NOBODY_SENT
        return unknown("sourced", title, Unit.MONEY, missing, SOURCED, n=len(won), formula=formula, records=_ids(won))
    valued = sum(each.value is not None for each in won)
    return Figure("sourced", title, Unit.MONEY, brought, SOURCED, len(won), formula, _ids(won), valued / len(won))


def _ids(sent: Sequence[q.Sent]) -> dict[str, tuple[int, ...]]:
    return {"referral": tuple(each.id for each in sent)}


def _converted(party: int, ground: Ground) -> Figure:
    sent = ground.sent.get(party, ())
    found = conversion([outcome(each) for each in sent], ground.today, ground.window).total
    old = [each for each in sent if (ground.today - each.day).days >= ground.window and each.qualified]
    return share(
        "converted",
        msg("Of those they sent us, won"),
        found.converted,
        found.qualified,
        TOO_YOUNG if sent else NOBODY_SENT,
        msg("Of those who fitted us; who was sent less than {days} days ago is left out.", days=ground.window),
        formula="converted ÷ qualified of one cohort of referral dates, Wilson 95 %",
        records=_ids(old),
    )


def _each_brings(party: int, ground: Ground) -> Figure:
    sent, won = ground.sent.get(party, ()), ground.won(party)
    key, title, brought = "referral_value", msg("What one whom they sent us brings"), ground.brought(won)
    said = msg("What is left of what they brought, for each whom they sent us, won or not.")
    formula = "Σ value won x margin ÷ referrals"
    if not sent or brought is None:
        missing = NO_MARGIN if sent else NOBODY_SENT
        return unknown(key, title, Unit.MONEY, missing, said, n=len(sent), formula=formula, records=_ids(sent))
    value = half_up(Fraction(brought, len(sent)))
    return Figure(key, title, Unit.MONEY, value, said, len(sent), formula, _ids(sent))


def _each_costs(party: int, ground: Ground) -> Figure:
    sent, won = ground.sent.get(party, ()), ground.won(party)
    key, title = "referral_cost", msg("Reward for each one won")
    said, formula = msg("The rewards that were given for whom they sent us."), "Σ rewards ÷ converted (referral CAC)"
    if not won:
        missing = NOBODY_WON if sent else NOBODY_SENT
        return unknown(key, title, Unit.MONEY, missing, said, n=len(sent), formula=formula, records=_ids(sent))
    value = half_up(Fraction(sum(each.reward for each in sent), len(won)))
    return Figure(key, title, Unit.MONEY, value, said, len(won), formula, _ids(sent))


def _same_kind(party: int, ground: Ground) -> Figure:
    kinds = ground.kinds(party)
    given, received, *_unpriced = sums(kinds)
    key, title = "same_kind", msg("Returned in the same kind")
    said = msg("What was answered by the same kind of favour; the rest was answered by another kind, or not yet.")
    formula = "Σ over kinds of 2 min(G, R) ÷ (G + R) (Gouldner 1960: same kind or other kind)"
    records = {"exchange": entries(kinds)}
    if reciprocity(*sums(kinds)) is None:
        missing = NO_PRICE if kinds else NO_FAVOURS
        return unknown(key, title, Unit.SHARE, missing, said, formula=formula, records=records)
    same = sum(2 * max(0, min(each.row.given, each.row.received)) for each in kinds)
    value, lines = min(1.0, same / (given + received)), max(0, sum(kind.lines for kind in kinds))
    return Figure(key, title, Unit.SHARE, value, said, lines, formula, records, priced_share(kinds))


def _lately(party: int, ground: Ground) -> Figure:
    """How mutual it is where what is long ago counts less; on the same ground as how mutual it is at all."""
    kinds = ground.kinds(party)
    key, title = "lately", msg("How mutual lately")
    said = msg("As how mutual they are, but a favour counts half as much with every {days} days.", days=HALF_LIFE)
    formula, records = "1 - |G - R| ÷ (G + R), each value x 2^(-age ÷ half-life)", {"exchange": entries(kinds)}
    weighted = [(_weight(each, ground), each) for each in ground.days.get(party, ())]
    given = sum(weight * each.given for weight, each in weighted)
    received = sum(weight * each.received for weight, each in weighted)
    if reciprocity(*sums(kinds)) is None or min(given, received) < 0 or not given + received > 0:
        missing = NO_PRICE if kinds else NO_FAVOURS
        return unknown(key, title, Unit.SHARE, missing, said, formula=formula, records=records)
    value, lines = 1 - abs(given - received) / (given + received), max(0, sum(kind.lines for kind in kinds))
    return Figure(key, title, Unit.SHARE, value, said, lines, formula, records, priced_share(kinds))


def _weight(each: q.Day, ground: Ground) -> float:
    return float(2 ** (-(ground.last - each.day).days / HALF_LIFE))


def _by_days(party: int, ground: Ground) -> Figure:
    turns = ground.turns.get(party, ())
    theirs = sum(turn.theirs for turn in turns)
    key, title, said = "turns", msg("How mutual by turns"), msg("Days on which each side gave, priced or not.")
    records = {"exchange": _entries(turns)}
    found = reciprocity(len(turns) - theirs, theirs)
    if found is None:
        return unknown(key, title, Unit.SHARE, NO_FAVOURS, said, formula=GL, records=records)
    return Figure(key, title, Unit.SHARE, float(found), said, len(turns), GL, records)


def _comes_back(party: int, ground: Ground) -> Figure:
    turns = ground.turns.get(party, ())
    days = answer_days([(turn.day.toordinal(), turn.theirs) for turn in turns])
    key, title = "return_days", msg("Days until something came back")
    said = msg("Half of what we gave was answered within so many days; what was not answered yet is left out.")
    formula, records = "median of days from a gift to the next return", {"exchange": _entries(turns)}
    if not days:
        missing = NO_RETURN if turns else NO_FAVOURS
        return unknown(key, title, Unit.DAYS, missing, said, n=len(turns), formula=formula, records=records)
    return Figure(key, title, Unit.DAYS, float(median(days)), said, len(days), formula, records)


def _entries(turns: Sequence[q.Turn]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(number for turn in turns for number in turn.exchanges))


def _between(party: int, ground: Ground) -> Figure:
    key, title = "between", msg("Stands between others")
    said = msg("Of the shortest ways between two others whom we know, how many lead through them. We are left out.")
    formula = "betweenness of ties and agreements, undirected, ÷ (n - 1)(n - 2) / 2 (Freeman 1977)"
    if ground.between is None or party not in ground.between or len(ground.between) < LEAST:
        missing = TOO_MANY if ground.between is None else TOO_FEW if party in ground.between else NO_TIE
        return unknown(key, title, Unit.SHARE, missing, said, formula=formula)
    people = len(ground.between)
    records = {"party": tuple(ground.between)}
    return Figure(key, title, Unit.SHARE, ground.between[party], said, people, formula, records)
