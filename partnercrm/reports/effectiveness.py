"""The workbook *Partner effectiveness*: the ranking, what each score is made of, and what explains it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from threading import Event

from partnercrm.columns import effectiveness as columns
from partnercrm.columns.column import ColumnKind
from partnercrm.columns.effectiveness import ExplainRow, KindLine, PartRow, RankRow, RecordRow, WeightRow
from partnercrm.domain import effectiveness_words, figure_words
from partnercrm.domain.effectiveness import Part
from partnercrm.domain.effectiveness_rows import Effectiveness
from partnercrm.domain.effectiveness_words import Explained
from partnercrm.domain.money import Currency
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import msg
from partnercrm.reports import figures
from partnercrm.reports.checks import Check
from partnercrm.reports.figures import Made
from partnercrm.reports.sheets import DataSheet, Figure, WordsSheet
from partnercrm.reports.workbook import Workbook
from partnercrm.services import effectiveness, figure_record
from partnercrm.services import store as stores
from partnercrm.services.context import Context
from partnercrm.services.ledger_report import Span
from partnercrm.services.store import Store

TITLE = msg("Partner effectiveness")
RULE = msg(
    "A score is the weighted mean of what its parts earned: nothing at the one end, all at the other. A part without "
    "data gives its weight away, and the share of all weights that is known stands beside the score. Without activity "
    "there is no score."
)
APART = msg("What they brought (sourced) and what promotions with them added (influenced) are never added up.")
FAVOURS = msg("Favours only: what was bought and paid is no favour. What we gave counts at what it cost us.")
ALL = 1_000_000
_SIX, _ONE = Decimal("0.000001"), Decimal("0.1")


@dataclass(slots=True)
class _Sheets:
    """The data sheets, for charts and checks."""

    figures: DataSheet
    ranking: DataSheet
    parts: DataSheet
    kinds: DataSheet
    records: DataSheet
    weights: DataSheet


@dataclass(slots=True)
class _Rows:
    """What the sheets hold."""

    ranks: list[RankRow]
    parts: list[PartRow]
    kinds: list[KindLine]
    said: list[ExplainRow]
    records: list[RecordRow]


def write(
    store: Store,
    ctx: Context,
    path: Path,
    span: Span | None = None,
    *,
    progress: Callable[[int, int], object] | None = None,
    cancel: Event | None = None,
) -> Made:
    """Writes the workbook of a span (default: the last twelve months), by the way to score that is in use.

    Raises WorkbookTarget, DiskFull, or Cancelled, which leaves nothing behind. `progress` hears (done, about of).
    """
    wanted = span or Span()
    told = effectiveness.figures(store, ctx.today, wanted.from_day, wanted.to_day)
    rows = _rows(store, told, stores.facts(store).currency)

    def fill(book: Workbook) -> tuple[_Sheets, list[Check]]:
        sheets = _data_sheets(book, ctx, told, rows)
        return sheets, _checks(sheets, told, rows)

    def front(book: Workbook, summary: WordsSheet, sheets: _Sheets, result: Figure) -> None:
        _front(book, summary, sheets, told, rows, result)

    longest = max(len(rows.records), len(rows.said))
    about = figures.Told(TITLE, told.first, told.last, len(told.partners), longest)
    return figures.make(store, ctx, path, about, fill, front, progress=progress, cancel=cancel)


def _rows(store: Store, told: Effectiveness, currency: Currency) -> _Rows:
    ranks = [RankRow(place, partner) for place, partner in enumerate(told.partners, 1)]
    return _Rows(
        ranks,
        [PartRow(rank, part) for rank in ranks for part in rank.partner.score.parts],
        [KindLine(rank, kind) for rank in ranks for kind in rank.partner.kinds],
        [ExplainRow(rank, line) for rank in ranks for line in _explained(rank, currency)],
        [RecordRow(rank, record) for rank in ranks for record in figure_record.behind(store, rank.partner.figure, ALL)],
    )


def _explained(rank: RankRow, currency: Currency) -> list[Explained]:
    """The score itself, then all that the screen says of it."""
    partner = rank.partner
    value = figure_words.said(partner.figure, currency)
    band = msg("{name}", name=partner.score.band) if partner.score.band else None
    first = Explained(msg("Score"), partner.figure.title, value, band, partner.figure)
    return [first, *effectiveness_words.explained(partner, currency)]


def _weighted(told: Effectiveness) -> list[Part]:
    return [part for part in Part if part in told.scoring.measures and told.scoring.measures[part].weight > 0]


def _data_sheets(book: Workbook, ctx: Context, told: Effectiveness, rows: _Rows) -> _Sheets:
    weights = [WeightRow(part, told.scoring.measures[part]) for part in _weighted(told)]
    explained = figures.explain(book, told.together)
    ranking = book.data(
        msg("Ranking"),
        columns.ranking(_weighted(told)),
        rows.ranks,
        table="PartnerRanking",
        key_columns=2,
        pages_wide=2,
    )
    parts = book.data(msg("Parts"), columns.parts(), rows.parts, table="ScoreParts", key_columns=3)
    kinds = book.data(
        msg("Favours by kind"),
        columns.KINDS,
        rows.kinds,
        table="FavoursByKind",
        totals=("given", "received", "no_given", "no_received"),
        key_columns=3,
    )
    book.data(
        msg("Explained"), columns.explained(ctx.locale), rows.said, table="Explained", key_columns=4, pages_wide=2
    )
    records = book.data(msg("Records"), columns.RECORDS, rows.records, table="ScoreRecords", key_columns=2)
    counts = book.data(msg("What counts"), columns.WEIGHTS, weights, table="WhatCounts", totals=("weight",))
    book.data(msg("Bands"), columns.BANDS, told.scoring.bands, table="ScoreBands")
    return _Sheets(explained, ranking, parts, kinds, records, counts)


def _checks(sheets: _Sheets, told: Effectiveness, rows: _Rows) -> list[Check]:
    given = sum(line.kind.given for line in rows.kinds)
    received = sum(line.kind.received for line in rows.kinds)
    weights = sum(told.scoring.measures[part].weight for part in _weighted(told))
    volume = next(each for each in told.together if each.key == "all_volume")
    kinds = sheets.kinds
    both = Figure(given + received, ColumnKind.MONEY, f"{kinds.sum('given').formula}+{kinds.sum('received').formula}")
    behind = sum(len(numbers) for rank in rows.ranks for numbers in rank.partner.figure.records.values())
    found = [
        Check(msg("Partners: how many"), len(told.partners), sheets.ranking.count()),
        Check(msg("Parts: how many"), len(told.partners) * len(_weighted(told)), sheets.parts.count()),
        Check(msg("Weights"), weights, sheets.weights.sum("weight")),
        Check(msg("Records behind the scores"), behind, sheets.records.count()),
    ]
    if volume.value is not None:
        found.append(Check(msg("Favours with all partners, kind by kind"), int(volume.value), both))
    return [*found, *(_score(sheets.parts, rank) for rank in rows.ranks if rank.partner.score.value is not None)]


def _score(parts: DataSheet, rank: RankRow) -> Check:
    """A score worked out anew from its parts, their floors and their targets."""
    mine = f"({parts.range('place')}={rank.place})*{parts.range('counts')}"
    formula = f"100*SUMPRODUCT({mine}*{parts.range('reached')})/SUMPRODUCT({mine})"
    exact = columns.exact(rank.partner.score.value or Fraction(0))
    expected = exact.quantize(_SIX, ROUND_HALF_UP).quantize(_ONE, ROUND_HALF_UP)
    counted = Figure(expected, ColumnKind.NUMBER, f"ROUND(ROUND({formula},6),1)")
    return Check(msg("Score of {name}, from its parts", name=rank.partner.name), expected, counted)


def _front(
    book: Workbook, summary: WordsSheet, sheets: _Sheets, told: Effectiveness, rows: _Rows, result: Figure
) -> None:
    summary.line(msg("The way to score"), told.scoring.name)
    margin = told.scoring.margin
    left = msg("not known") if margin is None else Figure(margin, ColumnKind.NUMBER)
    summary.line(msg("Left of a sale, in percent"), left)
    for sentence in (RULE, APART, FAVOURS):
        summary.text(sentence)
    summary.heading(msg("Partners, the best first"))
    summary.header(msg("Partner"), msg("Score"), msg("Known of it"), msg("Score before"), msg("Change"))
    for rank in rows.ranks:
        if rank.partner.figure.missing is not None:
            summary.line(rank.partner.name, rank.partner.figure.missing)
        else:
            summary.line(rank.partner.name, *(_cell(sheets.ranking, rank, key) for key in _SHOWN))
    summary.heading(msg("All partners together"))
    figures.tell(summary, sheets.figures, told.together)
    figures.all_checks(summary, result)
    known = [part.value for part in _weighted(told)]
    book.chart(summary, msg("What each score is made of"), sheets.ranking, "name", known, stacked=True)
    if any(rank.partner.before.value is not None for rank in rows.ranks):
        book.chart(summary, msg("Score now and before"), sheets.ranking, "name", ["score", "before"])


_SHOWN = ("score", "coverage", "before", "trend")


def _cell(sheet: DataSheet, rank: RankRow, key: str) -> Figure:
    """A cell of the ranking, looked up; what is empty there is empty here."""
    column = next(each for each in columns.ranking([]) if each.key == key)
    place = f"'{sheet.name}'!${sheet.letters[key]}${sheet.first + rank.place - 1}"
    value = column.value(rank)
    return Figure("" if value is None else value, column.kind, f'IF(ISBLANK({place}),"",{place})')
