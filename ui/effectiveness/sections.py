"""Sections of explanations that several views share: months, and all figures of somebody."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from partnercrm.domain.feedback_figures import MonthOf
from partnercrm.domain.figure import Figure
from partnercrm.domain.supplier_rows import MonthScore
from ui.common import figure_words
from ui.common.explain import Line, Section
from ui.words import say, tr, trn


def all_of(heading: str, figures: Iterable[Figure]) -> Section:
    """Figures below one another; each can be explained further."""
    return Section(heading, [_line(say(figure.title), figure) for figure in figures])


def named(heading: str, figures: Iterable[tuple[str, Figure]]) -> Section:
    """Figures of several people or things, each under its name."""
    return Section(heading, [_line(name, figure) for name, figure in figures])


def by_month(months: Sequence[MonthOf]) -> list[Section]:
    """A figure month by month, the latest first; nothing where there is only one."""
    if len(months) < 2:
        return []
    found = [_line(figure_words.month_name(each.month), each.figure) for each in reversed(months)]
    return [Section(tr("Month by month"), found)]


def scores_by_month(months: Sequence[MonthScore], key: str) -> list[Section]:
    """One figure of a supplier month by month."""
    return by_month([MonthOf(each.month, figure) for each in months for figure in each.figures if figure.key == key])


def _line(text: str, figure: Figure) -> Line:
    if figure.missing is not None:
        return Line(text, figure_words.DASH, say(figure.missing), figure)
    counted = trn("{count} counted", "{count} counted", figure.n)
    around = figure_words.around(figure)
    return Line(text, figure_words.short(figure), f"{counted}, {around}" if around else counted, figure)
