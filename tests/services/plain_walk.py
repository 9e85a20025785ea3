"""Every figure within a thing, and what each must be: it opens all its records and comes to what they come to."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pytest

from partnercrm.domain.effectiveness_rows import Effectiveness, PartnerScore
from partnercrm.domain.feedback_figures import Feedback, MonthOf, Team
from partnercrm.domain.figure import Figure, Unit
from partnercrm.domain.supplier_rows import ItemSupply, MonthScore, Suppliers, SupplierScore, SupplyWarning
from partnercrm.domain.supply_warning import warning_figure
from partnercrm.services import figure_record
from tests.services import plain_customers, plain_network, plain_partners, plain_people, plain_sales, plain_suppliers
from tests.services.plain import Of, Plain

WORKED = {
    "partners": {**plain_partners.WORKED, **plain_network.WORKED},
    "customers": {**plain_customers.WORKED, **plain_sales.WORKED},
    "suppliers": plain_suppliers.WORKED,
    "team": plain_people.WORKED,
    "feedback": plain_people.WORKED,
}
"""By view and by a figure's key: how it is worked out by hand."""
Found = tuple[str, Figure, Of]


def held(thing: Any, of: Of) -> Iterator[tuple[str, Figure, Of]]:
    """Every figure within a thing, by the key of its arithmetic and with the days that it is of."""
    if isinstance(thing, Figure):
        yield thing.key, thing, of
    elif isinstance(thing, SupplyWarning):
        yield thing.key, warning_figure(thing), dataclasses.replace(of, row=of_item(of.row, thing))
    elif isinstance(thing, Suppliers | Effectiveness | Team | Feedback):
        for value in parts(thing):
            yield from held(value, Of(thing.first, thing.last, thing))
    elif isinstance(thing, PartnerScore):
        yield from of_partner(thing, of)
    elif isinstance(thing, SupplierScore | MonthScore):
        yield from of_supplier(thing, of)
    elif isinstance(thing, MonthOf):
        yield from held(thing.figure, month(thing.month, of))
    else:
        for value in parts(thing):
            yield from held(value, of)


def parts(thing: Any) -> Iterable[Any]:
    """What a thing is made of."""
    if isinstance(thing, Mapping):
        return thing.values()
    if dataclasses.is_dataclass(thing):
        return [getattr(thing, each.name) for each in dataclasses.fields(thing)]
    return thing if isinstance(thing, Sequence) and not isinstance(thing, str | bytes) else ()


def of_item(whole: Any, warning: SupplyWarning) -> Figure | None:
    """The figure that names what came of the item that a warning is of."""
    mine = [each for each in whole.items if isinstance(each, ItemSupply) and each.item == warning.item]
    return mine[0].figure("largest_share") if mine else None


def of_partner(thing: PartnerScore, of: Of) -> Iterator[Found]:
    here = dataclasses.replace(of, row=(of.row.scoring, thing))
    for each in dataclasses.fields(thing):
        if each.name not in ("before", "score"):
            yield from held(getattr(thing, each.name), here)


def of_supplier(thing: SupplierScore | MonthScore, of: Of) -> Iterator[Found]:
    within = month(thing.month, of) if isinstance(thing, MonthScore) else of
    for figure in thing.figures:
        yield f"supplier_{figure.key}" if figure.key == "score" else figure.key, figure, within
    if isinstance(thing, SupplierScore):
        yield from held(thing.months, of)


def month(first: dt.date, of: Of) -> Of:
    """A month within days."""
    last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    return dataclasses.replace(of, first=max(first, of.first), last=min(last, of.last))


def check(shop: Plain, key: str, figure: Figure, of: Of, worked: Mapping[str, Any]) -> None:
    """A figure opens all its records and comes to what they come to, or says what is missing."""
    behind = figure_record.behind(shop.store, figure, most=1_000_000)
    named = {(subject, number) for subject, numbers in figure.records.items() for number in numbers}
    assert {(each.subject, each.number) for each in behind} == named, key
    assert key in worked, f"nobody works {key} out anew"
    expected = worked[key](shop, figure, of)
    if expected is None:
        assert figure.value is None, (key, figure.value)
        assert figure.missing is not None
        return
    assert named or not expected, f"{key} names no record"
    assert figure.value is not None, (key, expected)
    exactly = figure.unit in (Unit.MONEY, Unit.COUNT)
    near = expected if exactly else pytest.approx(float(expected), rel=1e-9, abs=1e-9)
    assert figure.value == near, key
    if figure.interval is not None:
        assert figure.interval.low - 1e-9 <= figure.value <= figure.interval.high + 1e-9, key
