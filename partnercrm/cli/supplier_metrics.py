"""`metrics suppliers`, `team` and `feedback`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from partnercrm.cli import figures
from partnercrm.cli.opened import Shop, shop
from partnercrm.domain.feedback_figures import MonthOf
from partnercrm.domain.supplier_rows import ItemSupply, SupplierScore
from partnercrm.domain.supply_warning import warning_figure
from partnercrm.services import feedback_figures, supplier_figures, team_figures
from partnercrm.services.customer_figures import names


def suppliers(words: argparse.Namespace) -> None:
    """Suppliers in figures: all, each, each month in which something happened, each item, and what may hurt us."""
    with shop(words.store, read_only=True) as opened:
        found = supplier_figures.figures(opened.store, *figures.span(opened, words))
        say_it, named = opened.ctx.locale.say, _ids(opened, [row.party for row in found.suppliers])
        levels = figures.shapes(opened, map(warning_figure, found.warnings))
        answer = {
            "from": found.first,
            "to": found.last,
            "convention": say_it(found.convention),
            "figures": figures.shapes(opened, found.figures),
            "suppliers": [
                {"party": row.name, "id": named[row.party]} | _supplier(opened, row) for row in found.suppliers
            ],
            "items": [_item(opened, row) for row in found.items],
            "warnings": [
                {"key": row.key, "said": say_it(row.said), "level": figures.number(row.level, 1), "figure": figure}
                for row, figure in zip(found.warnings, levels, strict=True)
            ],
        }
        figures.show(answer, words.json)


def team(words: argparse.Namespace) -> None:
    """The team in figures: all, each, and eNPS by month."""
    with shop(words.store, read_only=True) as opened:
        found = team_figures.figures(opened.store, *figures.span(opened, words))
        named = _ids(opened, [row.party for row in found.people])
        answer = {
            "from": found.first,
            "to": found.last,
            "figures": figures.shapes(opened, found.figures),
            "people": [
                {"party": row.name, "id": named[row.party], "figures": figures.shapes(opened, row.figures)}
                for row in found.people
            ],
            "pulse": _months(opened, found.pulse),
        }
        figures.show(answer, words.json)


def feedback(words: argparse.Namespace) -> None:
    """Feedback in figures: complaints and public reviews, each survey, and both over time."""
    with shop(words.store, read_only=True) as opened:
        found = feedback_figures.figures(opened.store, *figures.span(opened, words))
        answer = {
            "from": found.first,
            "to": found.last,
            "figures": figures.shapes(opened, found.figures),
            "surveys": [
                {
                    "id": row.uuid,
                    "name": row.name,
                    "kind": row.kind,
                    "figures": figures.shapes(opened, row.figures),
                    "months": _months(opened, row.months),
                }
                for row in found.surveys
            ],
            "stars": _months(opened, found.rating),
        }
        figures.show(answer, words.json)


def _ids(opened: Shop, parties: Sequence[int]) -> dict[int, UUID]:
    return {party: UUID(bytes=uuid) for party, (_name, uuid) in names(opened.store, parties).items()}


def _supplier(opened: Shop, row: SupplierScore) -> dict[str, Any]:
    return {
        "figures": figures.shapes(opened, row.figures),
        "months": [
            {"month": f"{each.month:%Y-%m}", "figures": figures.shapes(opened, each.figures)} for each in row.months
        ],
    }


def _item(opened: Shop, row: ItemSupply) -> dict[str, Any]:
    return {
        "id": row.uuid,
        "item": row.name,
        "shares": [f"{name}={figures.number(share, 4)}" for _party, name, share in row.shares],
        "figures": figures.shapes(opened, row.figures),
    }


def _months(opened: Shop, found: Sequence[MonthOf]) -> list[dict[str, Any]]:
    shown = figures.shapes(opened, [each.figure for each in found])
    return [{"month": f"{each.month:%Y-%m}", "figure": shape} for each, shape in zip(found, shown, strict=True)]
