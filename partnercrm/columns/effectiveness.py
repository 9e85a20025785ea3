"""The columns of partners in figures: the ranking, the parts of each score, favours by kind, what explains them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from partnercrm.columns.column import Cell, Column, ColumnKind
from partnercrm.columns.supplier import cell
from partnercrm.domain.effectiveness import PART_WORDS, UNITS, Band, Measure, Part, PartScore
from partnercrm.domain.effectiveness_rows import PartnerScore
from partnercrm.domain.effectiveness_words import Explained
from partnercrm.domain.figure import Unit
from partnercrm.domain.figure_record import SUBJECT_WORDS, FigureRecord
from partnercrm.domain.ledger import KIND_WORDS
from partnercrm.domain.ledger_rows import KindRow
from partnercrm.domain.locale import Locale
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import msg

_TEXT, _MONEY, _NUMBER, _SHARE, _COUNT, _DATE = (
    ColumnKind.TEXT,
    ColumnKind.MONEY,
    ColumnKind.NUMBER,
    ColumnKind.SHARE,
    ColumnKind.COUNT,
    ColumnKind.DATE,
)
_ONE, _FOUR, _NINE = Decimal("0.1"), Decimal("0.0001"), Decimal("0.000000001")


@dataclass(frozen=True, slots=True)
class RankRow:
    """A partner and its place, from 1; the place stands for the partner on the other sheets."""

    place: int
    partner: PartnerScore


@dataclass(frozen=True, slots=True)
class PartRow:
    """A part of a partner's score."""

    rank: RankRow
    part: PartScore


@dataclass(frozen=True, slots=True)
class KindLine:
    """The favours of one kind with one partner."""

    rank: RankRow
    kind: KindRow


@dataclass(frozen=True, slots=True)
class ExplainRow:
    """A line of what explains a score."""

    rank: RankRow
    said: Explained


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A record behind a score."""

    rank: RankRow
    record: FigureRecord


@dataclass(frozen=True, slots=True)
class WeightRow:
    """How a part counts."""

    part: Part
    measure: Measure


def exact(value: Fraction, places: Decimal = _NINE) -> Decimal:
    """A fraction as a decimal."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(places)


def _earned(part: Part) -> Callable[[RankRow], Cell]:
    def value(row: RankRow) -> Cell:
        found = next((each for each in row.partner.score.parts if each.part is part), None)
        return None if found is None or found.points is None else exact(found.earned, _ONE)

    return value


def _number(value: float | Decimal | None) -> Cell:
    return None if value is None else Decimal(str(value)).quantize(_ONE)


def _coverage(row: RankRow) -> Cell:
    coverage = row.partner.figure.coverage
    return None if coverage is None else Decimal(str(coverage)).quantize(_FOUR)


def ranking(parts: list[Part]) -> tuple[Column[RankRow], ...]:
    """The ranking with what each of these parts makes of the score."""
    return (
        Column("place", msg("No."), _COUNT, lambda row: row.place, width=6),
        Column("name", msg("Partner"), _TEXT, lambda row: row.partner.name, width=28),
        Column("score", msg("Score"), _NUMBER, lambda row: _number(row.partner.figure.value), width=9),
        Column("band", msg("Called"), _TEXT, lambda row: row.partner.score.band, width=16),
        Column("coverage", msg("Known of it"), _SHARE, _coverage, width=10),
        Column("before", msg("Score before"), _NUMBER, lambda row: _number(row.partner.before.value), width=9),
        Column("trend", msg("Change"), _NUMBER, lambda row: _number(row.partner.trend), width=9),
        Column("sourced", msg("They brought"), _MONEY, lambda row: cell(row.partner.sourced), width=13),
        Column("influenced", msg("Promotions added"), _MONEY, lambda row: cell(row.partner.influenced), width=13),
        *(Column(part.value, PART_WORDS[part], _NUMBER, _earned(part), width=13) for part in parts),
    )


def _place(row: PartRow | KindLine | ExplainRow | RecordRow) -> Cell:
    return row.rank.place


def _name(row: PartRow | KindLine | ExplainRow | RecordRow) -> Cell:
    return row.rank.partner.name


def parts() -> tuple[Column[PartRow], ...]:
    """What each score is worked out from; money in major units, shares 0 to 1."""

    def value(row: PartRow) -> Cell:
        found = row.part.value
        return None if found is None else exact(found, _FOUR)

    return (
        Column("place", msg("No."), _COUNT, _place, width=6),
        Column("name", msg("Partner"), _TEXT, _name, width=28),
        Column("part", msg("Part"), _TEXT, lambda row: PART_WORDS[row.part.part], width=26),
        Column("value", msg("Value"), _NUMBER, value, width=14),
        Column("unit", msg("In"), _TEXT, lambda row: UNIT_WORDS[UNITS[row.part.part]], width=12),
        Column("floor", msg("Earns nothing at"), _NUMBER, lambda row: row.part.measure.floor, width=11),
        Column("target", msg("Earns all at"), _NUMBER, lambda row: row.part.measure.target, width=11),
        Column(
            "reached",
            msg("Earned"),
            _SHARE,
            lambda row: None if row.part.points is None else exact(row.part.points / 100),
            width=9,
        ),
        Column("weight", msg("Weight"), _COUNT, lambda row: row.part.measure.weight, width=9),
        Column(
            "counts",
            msg("Weight that counts"),
            _COUNT,
            lambda row: 0 if row.part.points is None else row.part.measure.weight,
            width=13,
        ),
        Column(
            "made",
            msg("Makes of the score"),
            _NUMBER,
            lambda row: None if row.part.points is None else exact(row.part.earned, _ONE),
            width=11,
        ),
        Column(
            "left",
            msg("Left to gain"),
            _NUMBER,
            lambda row: None if row.part.points is None else exact(row.part.left, _ONE),
            width=10,
        ),
    )


UNIT_WORDS = {
    Unit.MONEY: msg("money"),
    Unit.SHARE: msg("share"),
    Unit.COUNT: msg("number"),
    Unit.DAYS: msg("days"),
    Unit.NUMBER: msg("years"),
}
"""What the values of parts are in."""

KINDS: tuple[Column[KindLine], ...] = (
    Column("place", msg("No."), _COUNT, _place, width=6),
    Column("name", msg("Partner"), _TEXT, _name, width=28),
    Column("kind", msg("Kind"), _TEXT, lambda row: KIND_WORDS[row.kind.kind], width=24),
    Column("given", msg("Given"), _MONEY, lambda row: row.kind.given),
    Column("received", msg("Received"), _MONEY, lambda row: row.kind.received),
    Column("no_given", msg("Given without a price"), _COUNT, lambda row: row.kind.given_unpriced, width=13),
    Column("no_received", msg("Got without a price"), _COUNT, lambda row: row.kind.received_unpriced, width=13),
    Column(
        "mutual",
        msg("Reciprocity"),
        _SHARE,
        lambda row: None if row.kind.reciprocity is None else row.kind.reciprocity.quantize(_FOUR),
        width=12,
    ),
)


def explained(locale: Locale) -> tuple[Column[ExplainRow], ...]:
    """*Explain this number* as it stands on the screen."""

    def detail(row: ExplainRow) -> Cell:
        return "" if row.said.detail is None else row.said.detail

    def behind(row: ExplainRow) -> Cell:
        return None if row.said.figure is None else sum(map(len, row.said.figure.records.values()))

    return (
        Column("place", msg("No."), _COUNT, _place, width=6),
        Column("name", msg("Partner"), _TEXT, _name, width=24),
        Column("heading", msg("About"), _TEXT, lambda row: row.said.heading, width=36),
        Column("what", msg("Figure"), _TEXT, lambda row: row.said.what, width=26),
        Column("value", msg("Value in words"), _TEXT, lambda row: locale.say(row.said.value), width=18),
        Column("detail", msg("More"), _TEXT, detail, width=44),
        Column("n", msg("Counted"), _COUNT, lambda row: row.said.figure.n if row.said.figure else None, width=9),
        Column("records", msg("Records behind it"), _COUNT, behind, width=10),
        Column(
            "convention",
            msg("How it is counted"),
            _TEXT,
            lambda row: row.said.figure.convention if row.said.figure else "",
            width=50,
        ),
        Column(
            "formula",
            msg("Formula and source"),
            _TEXT,
            lambda row: row.said.figure.formula if row.said.figure else "",
            width=44,
        ),
    )


RECORDS: tuple[Column[RecordRow], ...] = (
    Column("place", msg("No."), _COUNT, _place, width=6),
    Column("name", msg("Partner"), _TEXT, _name, width=28),
    Column("day", msg("Date"), _DATE, lambda row: row.record.day, width=12),
    Column("subject", msg("What"), _TEXT, lambda row: SUBJECT_WORDS[row.record.subject], width=18),
    Column("whose", msg("Name"), _TEXT, lambda row: row.record.name, width=26),
    Column("text", msg("More"), _TEXT, lambda row: row.record.text, width=50),
    Column("amount", msg("Amount"), _MONEY, lambda row: row.record.amount),
)
WEIGHTS: tuple[Column[WeightRow], ...] = (
    Column("part", msg("Part"), _TEXT, lambda row: PART_WORDS[row.part], width=28),
    Column("weight", msg("Weight"), _COUNT, lambda row: row.measure.weight, width=10),
    Column("floor", msg("Earns nothing at"), _NUMBER, lambda row: row.measure.floor, width=12),
    Column("target", msg("Earns all at"), _NUMBER, lambda row: row.measure.target, width=12),
    Column("unit", msg("In"), _TEXT, lambda row: UNIT_WORDS[UNITS[row.part]], width=12),
)
BANDS: tuple[Column[Band], ...] = (
    Column("name", msg("Called"), _TEXT, lambda row: row.name, width=28),
    Column("least", msg("From this score on"), _COUNT, lambda row: row.least, width=12),
)
