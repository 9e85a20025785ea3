"""The parts that a partner's score is made of: each a figure with its convention, its formula and its records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from statistics import median

from db.queries import effectiveness as q
from partnercrm.domain.effectiveness import PART_WORDS, UNITS, Part, answer_days
from partnercrm.domain.figure import Figure, share, unknown
from partnercrm.domain.promotion_result import Known
from partnercrm.domain.sentences import reciprocity
from partnercrm.domain.words import Message, msg
from partnercrm.services.effectiveness_ground import Ground

NET = "value received + won referrals x margin - cost of what we gave; an introduction is in one of the two"
GL = "1 - |G - R| ÷ (G + R) (Grubel and Lloyd 1971)"
DAYS_IN_YEAR = Fraction(36525, 100)

NO_FAVOURS = msg("No favours in these days.")
NO_VALUE = msg("Nothing in these days has a price.")
NO_PRICE = msg("One side gave only what has no price.")
NOBODY_SENT = msg("They sent us nobody in these days.")
NO_PROMOTION = msg("No promotion with them ran in these days.")
NO_EFFECT = msg("No promotion with them has a comparison group with enough redemptions yet.")
NO_PROMISE = msg("Nothing that they promised fell due in these days.")
NO_MESSAGE = msg("No message of ours was answered in these days.")
NO_ANSWER = msg("They answered no survey in these days.")
NO_DAY = msg("Nothing with them has a day yet.")

_Maker = Callable[[int, Ground], Figure]


def parts(party: int, ground: Ground) -> dict[Part, Figure]:
    """The figure of every part, known or not."""
    return {part: make(party, ground) for part, make in _MAKERS.items()}


def _known(part: Part, value: int | float, convention: Message, n: int, **more: object) -> Figure:
    return Figure(part.value, PART_WORDS[part], UNITS[part], value, convention, n, **more)  # type: ignore[arg-type]


def _none(part: Part, missing: Message, convention: Message, **more: object) -> Figure:
    return unknown(part.value, PART_WORDS[part], UNITS[part], missing, convention, **more)  # type: ignore[arg-type]


def entries(kinds: Sequence[q.KindOf]) -> tuple[int, ...]:
    """The entries behind favours, each once."""
    return tuple(dict.fromkeys(number for kind in kinds for number in kind.exchanges))


def sums(kinds: Sequence[q.KindOf]) -> tuple[int, int, int, int]:
    """Favours given, received, and how many lines of each have no price."""
    rows = [each.row for each in kinds]
    return (
        sum(row.given for row in rows),
        sum(row.received for row in rows),
        sum(row.given_unpriced for row in rows),
        sum(row.received_unpriced for row in rows),
    )


def priced_share(kinds: Sequence[q.KindOf]) -> float | None:
    """How many of the lines of favours have a price; None of none."""
    lines, (_given, _received, no_given, no_received) = sum(kind.lines for kind in kinds), sums(kinds)
    return max(0.0, (lines - no_given - no_received) / lines) if lines > 0 else None


BENEFIT = msg(
    "What they gave us, presents too, and what is left of what their customers brought, less what our giving cost us; "
    "its value where the cost is not known. An introduction counts once: at what is left of what it brought where that "
    "is known, else at its agreed value."
)


def _net_benefit(party: int, ground: Ground) -> Figure:
    kinds = [each for each in ground.favours.get(party, ()) if each.all_lines or each.received or each.cost]
    won = ground.won(party)
    if not kinds and not won:
        return _none(Part.NET_BENEFIT, NO_FAVOURS, BENEFIT, formula=NET)
    brought = ground.brought(won)
    lines = max(0, sum(kind.all_lines for kind in kinds))
    said = lines - sum(kind.unknown for kind in kinds)
    said += 0 if brought is None else sum(each.value is not None for each in won)
    count = lines + sum(not each.entered or (brought is not None and each.value is not None) for each in won)
    exchanges = tuple(dict.fromkeys(number for kind in kinds for number in kind.all_exchanges))
    if not said:
        return _none(Part.NET_BENEFIT, NO_VALUE, BENEFIT, formula=NET, n=count, records=_referred(exchanges, won))
    return _known(
        Part.NET_BENEFIT,
        sum(kind.received - kind.cost for kind in kinds) + (brought or 0),
        BENEFIT,
        count,
        formula=NET,
        records=_referred(exchanges, won),
        coverage=max(0.0, min(1.0, said / count)) if count else None,
    )


def _referred(exchanges: tuple[int, ...], won: Sequence[q.Sent]) -> dict[str, tuple[int, ...]]:
    return {"exchange": exchanges, "referral": tuple(each.id for each in won)}


BOTH = msg("The value of favours both ways; bills are no favours.")


def _volume(party: int, ground: Ground) -> Figure:
    kinds = ground.kinds(party)
    records, lines = {"exchange": entries(kinds)}, max(0, sum(kind.lines for kind in kinds))
    given, received, *_unpriced = sums(kinds)
    if not priced_share(kinds) and not given and not received:
        missing = NO_VALUE if kinds else NO_FAVOURS
        return _none(Part.VOLUME, missing, BOTH, formula="G + R", n=lines, records=records)
    covered = priced_share(kinds)
    return _known(Part.VOLUME, given + received, BOTH, lines, formula="G + R", records=records, coverage=covered)


MUTUAL = msg("1 where both gave alike, 0 where only one side gave; favours only.")


def _mutual(party: int, ground: Ground) -> Figure:
    kinds = ground.kinds(party)
    found = reciprocity(*sums(kinds)) if kinds else None
    records, lines = {"exchange": entries(kinds)}, max(0, sum(kind.lines for kind in kinds))
    if found is None:
        missing = NO_PRICE if kinds else NO_FAVOURS
        return _none(Part.RECIPROCITY, missing, MUTUAL, formula=GL, n=lines, records=records)
    covered = priced_share(kinds)
    return _known(Part.RECIPROCITY, float(found), MUTUAL, lines, formula=GL, records=records, coverage=covered)


SENT = msg("Customers whom they sent us in these days and whom we won.")


def _referrals(party: int, ground: Ground) -> Figure:
    sent = ground.sent.get(party, ())
    if not sent:
        return _none(Part.REFERRALS, NOBODY_SENT, SENT)
    records = {"referral": tuple(each.id for each in sent)}
    won = sum(each.won for each in sent)
    return _known(Part.REFERRALS, won, SENT, len(sent), formula="referrals won", records=records)


ADDED = msg(
    "The margin that promotions with them added for us against a comparison group; what others share counts whole."
)


def _influenced(party: int, ground: Ground) -> Figure:
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


def _promised(party: int, ground: Ground) -> Figure:
    found = ground.promises.get(party, ())
    records = {"agreement": tuple(dict.fromkeys(number for number, _kept in found))}
    kept = sum(done for _number, done in found)
    title = PART_WORDS[Part.PROMISES]
    formula = "fulfilled ÷ (fulfilled + lapsed), Wilson 95 %"
    return share(Part.PROMISES.value, title, kept, len(found), NO_PROMISE, KEPT, formula=formula, records=records)


ANSWERED = msg(
    "Half of our e-mails and messages had an answer of theirs within so many days; the first of several counts."
)


def _answering(party: int, ground: Ground) -> Figure:
    contacts = ground.contacts.get(party, ())
    asked = [each for each in contacts if each.theirs or each.written]
    days = answer_days([(each.day.toordinal(), each.theirs) for each in asked])
    if not days:
        return _none(Part.RESPONSIVENESS, NO_MESSAGE, ANSWERED)
    records = {"interaction": tuple(each.id for each in asked)}
    formula = "median of days to the next contact that they began"
    return _known(Part.RESPONSIVENESS, float(median(days)), ANSWERED, len(days), formula=formula, records=records)


CONTENT = msg("The mean of their answers to surveys, from the worst (0) to the best (1) that could be given.")


def _content(party: int, ground: Ground) -> Figure:
    found = ground.answers.get(party, ())
    if not found:
        return _none(Part.SATISFACTION, NO_ANSWER, CONTENT)
    value = float(sum((given for _number, given in found), Fraction()) / len(found))
    records = {"survey_response": tuple(number for number, _given in found)}
    formula = "Σ (score - least) ÷ (most - least) ÷ answers"
    return _known(Part.SATISFACTION, value, CONTENT, len(found), formula=formula, records=records)


TOGETHER = msg("Since the first day of which anything is known.")


def _years(party: int, ground: Ground) -> Figure:
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
