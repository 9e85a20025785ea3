"""`metrics customers`, `segments`, `clv` and `forecast`."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from partnercrm.cli import figures, reading
from partnercrm.cli.figures import number
from partnercrm.cli.opened import Shop, shop
from partnercrm.domain.busy import Busy
from partnercrm.domain.customer_rule import CustomerRule
from partnercrm.domain.errors import Invalid
from partnercrm.domain.period import month_text
from partnercrm.domain.rfm import Rfm
from partnercrm.services import acquisition, clv, customer_figures, customer_records, sale_figures, segment
from partnercrm.services import figure as ids
from partnercrm.services.customer_figures import Window
from partnercrm.services.sale_figures import ItemForecast, PairRow

YEAR = dt.timedelta(365)


def customers(words: argparse.Namespace) -> None:
    """Customers in figures: how many, new, silent, what a new one costs, cohorts, pairs, busy hours."""
    with shop(words.store, read_only=True) as opened:
        window = _window(opened, words)
        first = window.first or window.last - YEAR
        pairs = sale_figures.pairs(opened.store, window)
        busy = sale_figures.busy_times(opened.store, window)
        found = (*customer_figures.figures(opened.store, window), pairs.figure, busy.figure)
        costs = acquisition.figures(opened.store, first, window.last)
        answer = {
            "from": window.first,
            "to": window.last,
            "figures": figures.shapes(opened, (*found, *costs)),
            "silent": _silent(opened, window.last),
            "cohorts": _cohorts(opened, window),
            "pairs": _pairs(opened, window, pairs.rows),
            "hours": _hours(opened, window, busy.busy),
        }
        figures.show(answer, words.json)


def segments(words: argparse.Namespace) -> None:
    """Customers by recency, frequency and money, and the saved segments with their counts."""
    with shop(words.store, read_only=True) as opened:
        window = _window(opened, words)
        groups = customer_figures.groups(opened.store, window)
        saved = segment.listed(opened.store, window.last)
        counts = figures.shapes(opened, (row.figure for row in saved))
        answer = {
            "on": window.last,
            "groups": figures.shapes(opened, groups.figures),
            "grid": _grid(groups.rfm, opened) if groups.rfm else [],
            "customers": _scored(opened, groups.rfm) if groups.rfm else [],
            "segments": [
                {
                    "id": row.uuid,
                    "name": row.name,
                    "conditions": [opened.ctx.locale.say(word) for word in row.words],
                    "count": count["value"],
                    "figure": count,
                }
                for row, count in zip(saved, counts, strict=True)
            ],
        }
        figures.show(answer, words.json)


def worth(words: argparse.Namespace) -> None:
    """What customers will bring over the next twelve months."""
    with shop(words.store, read_only=True) as opened:
        margin = _margin(words)
        window = _window(opened, words)
        found = clv.worth(opened.store, window.last, first=window.first, margin=margin)
        model, spending = found.purchases, found.spending
        answer = {
            "on": window.last,
            "figures": figures.shapes(opened, found.figures),
            "bg_nbd": {name: number(getattr(model, name), 4) for name in ("r", "alpha", "a", "b", "log_likelihood")}
            if model
            else None,
            "gamma_gamma": {name: number(getattr(spending, name), 4) for name in ("p", "q", "v", "log_likelihood")}
            if spending
            else None,
            "correlation": number(found.correlation, 4),
            "customers": [
                {
                    "party": row.name,
                    "id": row.uuid,
                    "repeats": row.repeats,
                    "p_alive": number(row.p_alive, 4),
                    "expected_purchases": number(row.expected, 2),
                    "spend": opened.money(row.spend),
                    "value": opened.money(row.value),
                }
                for row in found.customers
            ],
        }
        figures.show(answer, words.json)


def forecast(words: argparse.Namespace) -> None:
    """What to bake and order in the next seven days."""
    with shop(words.store, read_only=True) as opened:
        window = _window(opened, words)
        found = sale_figures.forecasts(opened.store, window.last, window.first)
        shown = figures.shapes(opened, (each.figure for each in found))
        none = [] if found else figures.shapes(opened, [sale_figures.no_forecast()])
        items = [_forecast(each, figure) for each, figure in zip(found, shown, strict=True)]
        figures.show({"on": window.last, "figures": none, "items": items}, words.json)


def _margin(words: argparse.Namespace) -> float | None:
    """What of a purchase is left, as a share; None where nobody said. Raises Invalid."""
    if words.margin is None:
        return None
    said = reading.decimal(words.margin, "margin")
    problems = CustomerRule(said).problems()
    if problems:
        raise Invalid(problems)
    return float(said) / 100


def _window(opened: Shop, words: argparse.Namespace) -> Window:
    _today, first, last = figures.span(opened, words)
    return Window(first, last)


def _silent(opened: Shop, on: dt.date) -> list[dict[str, Any]]:
    found = customer_figures.silent(opened.store, on)
    names = customer_figures.names(opened.store, [row.party for row in found])
    return [
        {"party": name, "id": UUID(bytes=uuid), "usual_gap": number(row.gap, 1), "silent_days": row.silent}
        for row in found
        for name, uuid in [names[row.party]]
    ]


def _cohorts(opened: Shop, window: Window) -> list[dict[str, Any]]:
    behind = ids.named(opened.store, "party", customer_records.cohorts(opened.store, window.last))
    return [
        {
            "month": month_text(row.month),
            "customers": row.size,
            "came_again": row.again,
            "repeat_rate": number(row.repeat_rate, 4),
            "active": list(row.active),
            "records": {"party": behind.get(row.month, [])},
        }
        for row in customer_figures.cohorts(opened.store, window)
    ]


def _pairs(opened: Shop, window: Window, rows: Sequence[PairRow]) -> list[dict[str, Any]]:
    both = {(row.pair.first, row.pair.second): (row.pair.first, row.pair.second) for row in rows}
    items = ids.named(opened.store, "item", both)
    sales = ids.named(opened.store, "sale", customer_records.pairs(opened.store, window, rows))
    return [
        {
            "first": row.first,
            "second": row.second,
            "together": row.pair.together,
            "of_first": row.pair.of_first,
            "of_second": row.pair.of_second,
            "lift": number(row.pair.lift, 2),
            "share": number(row.pair.share, 4),
            "records": {"item": items[pair], "sale": sales.get(pair, [])},
        }
        for pair, row in zip(both, rows, strict=True)
    ]


def _hours(opened: Shop, window: Window, busy: Busy) -> list[dict[str, Any]]:
    behind = ids.named(opened.store, "sale", customer_records.hours(opened.store, window))
    return [
        {
            "weekday": row.weekday + 1,
            "hour": row.hour,
            "sales": row.sales,
            "revenue": opened.money(row.revenue),
            "days": row.days,
            "usual": number(row.usual, 2),
            "records": {"sale": behind.get((row.weekday, row.hour), [])},
        }
        for row in busy.hours
    ]


def _scored(opened: Shop, found: Rfm) -> list[dict[str, Any]]:
    names = customer_figures.names(opened.store, [row.party for row in found.buyers])
    return [
        {
            "party": names[row.party][0],
            "id": UUID(bytes=names[row.party][1]),
            "recency_days": row.recency,
            "purchases": row.purchases,
            "amount": opened.money(row.amount),
            "rfm": row.code,
            "group": row.segment,
        }
        for row in found.buyers
    ]


def _grid(found: Rfm, opened: Shop) -> list[dict[str, Any]]:
    """All 25 cells, 5 is best."""
    return [
        {
            "recency": cell.r,
            "frequency": cell.f,
            "group": cell.segment,
            "customers": len(cell.parties),
            "amount": opened.money(cell.amount),
        }
        for cell in found.grid()
    ]


def _forecast(each: ItemForecast, figure: dict[str, Any]) -> dict[str, Any]:
    trial = each.found.trial
    return {
        "item": each.name,
        "unit": each.unit,
        "order": each.order,
        "off_by": number(trial.error, 4),
        "season": number(each.found.season, 2),
        "days": [f"{day.isoformat()}={quantity:.1f}" for day, quantity in each.found.days],
        "tried": {"days": trial.days, "forecast": number(trial.forecast, 2), "sold": number(trial.sold, 2)},
        "weeks": [
            {
                "from": week.first,
                "forecast": number(week.forecast, 2),
                "sold": number(week.sold, 2),
                "off": number(week.off, 2),
            }
            for week in trial.weeks
        ],
        "figure": figure,
    }
