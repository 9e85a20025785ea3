"""*Explain this number* for a partner's score, the same text on the screen and in the workbook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from partnercrm.domain import figure_words
from partnercrm.domain.effectiveness import PART_WORDS, RESULTS, UNITS, Part, PartScore
from partnercrm.domain.effectiveness_rows import PartnerScore
from partnercrm.domain.figure import Figure, Unit
from partnercrm.domain.ledger import KIND_WORDS
from partnercrm.domain.money import Amount, Currency
from partnercrm.domain.party import Mode
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg, plural

GAINS = msg("Most to gain")
MADE = msg("What it is made of: what came of it")
GOES = msg("What it is made of: how it goes")
BEFORE = msg("Compared with before")
BESIDE = msg("Beside the score")
KINDS = msg("How mutual, kind by kind")
DASH = msg("\N{EN DASH}")
LEAST_TREND = 0.5
_ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Explained:
    """A line under a heading: what it is, its value, what to say of it, and the figure behind it."""

    heading: Message
    what: Message
    value: Message
    detail: Message | None = None
    figure: Figure | None = None


MUTUAL_PARTS = frozenset({Part.RECIPROCITY})
MUTUAL_KEYS = frozenset({"reciprocity", "same_kind", "lately", "turns", "return_days"})
"""Left unsaid on the screens about somebody with whom we keep no score; the score counts them all the same."""


def shown(row: PartnerScore, found: Sequence[Explained]) -> list[Explained]:
    """What a screen says of it: all, or without how mutual it is where the two keep no score."""
    if row.mode is not Mode.GENEROUS:
        return list(found)
    unsaid = [each for each in found if each.heading is KINDS or (each.figure and each.figure.key in MUTUAL_KEYS)]
    return [each for each in found if each not in unsaid]


def shown_gains(row: PartnerScore) -> list[PartScore]:
    """The parts with most to gain that a screen may name."""
    return [part for part in row.score.gains if row.mode is not Mode.GENEROUS or part.part not in MUTUAL_PARTS]


def explained(row: PartnerScore, currency: Currency) -> list[Explained]:
    """All lines in their order; of a partner without a score only what is known beside it."""
    found = [*_gains(row)]
    if row.figure.known:
        parts = [_part(row, part, currency) for part in row.score.parts]
        found += [each for each in parts if each.heading is MADE] + [each for each in parts if each.heading is GOES]
        found.append(_before(row, currency))
    return [*found, *_beside(row, currency), *kinds(row, currency)]


def trend(row: PartnerScore) -> Message:
    """`+4 points`, `as before`, or that there was nothing to compare with."""
    moved = row.trend
    if moved is None:
        return msg("none before")
    if abs(moved) < LEAST_TREND:
        return msg("as before")
    points = figure_words.rounded(abs(moved), _ONE)
    said = plural("{count} point", "{count} points", int(points))
    return msg("+{points}", points=said) if moved > 0 else msg("-{points}", points=said)


def gain(part: PartScore) -> Message:
    """`up to 8 points`."""
    return plural("up to {count} point", "up to {count} points", int(figure_words.rounded(float(part.left), _ONE)))


def kinds(row: PartnerScore, currency: Currency) -> list[Explained]:
    """How mutual it is kind by kind; nothing where there were no favours."""
    return [
        Explained(
            KINDS,
            KIND_WORDS[kind.kind],
            DASH if kind.reciprocity is None else figure_words.per_cent(float(kind.reciprocity)),
            msg(
                "we gave {given}, they gave {received}",
                given=_side(kind.given, kind.given_unpriced, currency),
                received=_side(kind.received, kind.received_unpriced, currency),
            ),
        )
        for kind in row.kinds
    ]


def _side(value: int, unpriced: int, currency: Currency) -> Message | Amount:
    """What one side gave of a kind: `25.00`, `1 without a price`, or both; what has no price is never nothing."""
    if unpriced <= 0:
        return Amount(value, currency)
    said = plural("{count} without a price", "{count} without a price", unpriced)
    return msg("{amount} and {said}", amount=Amount(value, currency), said=said) if value else said


def _gains(row: PartnerScore) -> Iterator[Explained]:
    for part in row.score.gains:
        yield Explained(GAINS, PART_WORDS[part.part], gain(part), None, row.parts[part.part])


def _part(row: PartnerScore, part: PartScore, currency: Currency) -> Explained:
    figure, heading = row.parts[part.part], MADE if part.part in RESULTS else GOES
    if part.points is None:
        return Explained(heading, PART_WORDS[part.part], DASH, figure.missing, figure)
    unit = UNITS[part.part]
    detail = msg(
        "{points} of 100, makes {earned} of the score: weight {weight}, nothing at {floor}, all at {target}",
        points=figure_words.rounded(float(part.points), _ONE),
        earned=figure_words.rounded(float(part.earned), Decimal("0.1")),
        weight=part.measure.weight,
        floor=bound(unit, part.measure.floor),
        target=bound(unit, part.measure.target),
    )
    return Explained(heading, PART_WORDS[part.part], figure_words.said(figure, currency), detail, figure)


def bound(unit: Unit, value: Decimal) -> Message:
    """A floor or a target in a sentence: shares in per cent, all else as it is."""
    return figure_words.per_cent(float(value)) if unit is Unit.SHARE else msg("{number}", number=value)


def _before(row: PartnerScore, currency: Currency) -> Explained:
    value = figure_words.said(row.before, currency)
    return Explained(BEFORE, msg("The days before"), value, trend(row) if row.before.known else None, row.before)


def _beside(row: PartnerScore, currency: Currency) -> Iterator[Explained]:
    for figure in (row.sourced, row.influenced, *row.beside):
        value = figure_words.worth(figure.unit, figure.value, currency) if figure.value is not None else DASH
        around = None
        if figure.interval is not None:
            low, high = (figure_words.per_cent(each) for each in (figure.interval.low, figure.interval.high))
            around = msg("between {low} and {high}", low=low, high=high)
        yield Explained(BESIDE, figure.title, value, figure.missing or around, figure)
