"""How figures are printed: each with its convention, what it counted, its coverage and the ids behind it."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from partnercrm.cli import reading
from partnercrm.cli.opened import Shop
from partnercrm.cli.output import emit, rows, say
from partnercrm.domain.errors import Refused
from partnercrm.domain.figure import Figure, Unit
from partnercrm.domain.words import msg
from partnercrm.services import figure as figures

_DIGITS = {Unit.SHARE: 4, Unit.DAYS: 1, Unit.SCORE: 1, Unit.NUMBER: 2}


_BEHIND = ("figure", "records")
"""What of a row is for scripts alone."""


def shapes(opened: Shop, found: Iterable[Figure]) -> list[dict[str, Any]]:
    """Figures as JSON: money and shares as text, ids as UUIDs by subject, `missing` where there is no value."""
    some = list(found)
    return [_shape(opened, each, ids) for each, ids in zip(some, figures.records(opened.store, some), strict=True)]


def number(value: float | Decimal | None, digits: int) -> str | None:
    """A number as scripts read it, with so many digits; None stays."""
    return None if value is None else f"{value:.{digits}f}"


def on(opened: Shop, words: argparse.Namespace) -> dt.date:
    """The day that figures are of: as said, or the last day of the span, or today; of both the earlier one."""
    said = [reading.day(words.on, "on"), reading.day(words.to_day, "to")]
    return min((day for day in said if day is not None), default=opened.ctx.today)


def span(opened: Shop, words: argparse.Namespace) -> tuple[dt.date, dt.date | None, dt.date]:
    """The day as of which is judged, never one to come; the first day, None where nobody said one; and the last.

    Raises Refused where the span ends before it begins.
    """
    first, last = reading.day(words.from_day, "from"), on(opened, words)
    if first is not None and first > last:
        raise Refused(msg("It ends before it begins: {first} is after {last}.", first=first, last=last), "from")
    return min(last, opened.ctx.today), first, last


def show(answer: Mapping[str, Any], as_json: bool) -> None:
    """An answer of several parts: one JSON object, or one table a part under its name."""
    if as_json:
        emit(answer)
        return
    for name, part in answer.items():
        if isinstance(part, Sequence) and not isinstance(part, str) and part:
            say(f"{name}:")
            rows([_line(each) for each in part], False)


def _line(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row for a person: of a figure what they read, without the ids."""
    if "convention" in row:
        value = row["missing"] or row["value"]
        return {"what": row["title"], "value": value, "counted": row["n"], "coverage": row["coverage"]}
    line = {key: value for key, value in row.items() if key not in _BEHIND and not _holds_rows(value)}
    return line | {
        each["key"]: each["value"] for each in row.get("figures", [row["figure"]] if "figure" in row else [])
    }


def _holds_rows(value: object) -> bool:
    """Whether a value is a table of its own, which has no room in a line."""
    return isinstance(value, list) and any(isinstance(each, Mapping) for each in value)


def _shape(opened: Shop, found: Figure, ids: Mapping[str, Sequence[UUID]]) -> dict[str, Any]:
    say_it = opened.ctx.locale.say
    interval = found.interval
    return {
        "key": found.key,
        "title": say_it(found.title),
        "value": _value(opened, found),
        "unit": found.unit,
        "missing": say_it(found.missing) if found.missing is not None else None,
        "convention": say_it(found.convention),
        "formula": found.formula,
        "n": found.n,
        "coverage": number(found.coverage, 4),
        "interval": {"low": number(interval.low, 4), "high": number(interval.high, 4)} if interval else None,
        "records": ids,
    }


def _value(opened: Shop, found: Figure) -> Any:
    if found.value is None:
        return None
    if found.unit is Unit.MONEY:
        return opened.money(int(found.value))
    if found.unit is Unit.COUNT:
        return int(found.value)
    return number(found.value, _DIGITS[found.unit])
