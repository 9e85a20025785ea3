"""What commands print: rows as JSON or as aligned text, refusals on stderr."""

from __future__ import annotations

import datetime as dt
import enum
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from partnercrm.domain.errors import Invalid, Refused, StoreProblem
from partnercrm.domain.locale import Locale
from partnercrm.domain.words import Message


def plain(value: Any) -> Any:
    """A value as JSON writes it: dates and moments ISO, decimals and UUIDs as text, enums by their word."""
    match value:
        case enum.Enum():
            return value.value
        case dt.datetime():
            return value.isoformat(timespec="seconds").replace("+00:00", "Z")
        case dt.date():
            return value.isoformat()
        case Decimal():
            return format(value, "f")
        case UUID():
            return str(value)
        case Message():
            return str(value)
        case Mapping():
            return {key: plain(each) for key, each in value.items()}
        case str() | int() | bool() | None:
            return value
        case Iterable():
            return [plain(each) for each in value]
    return value


def emit(value: Any) -> None:
    """One JSON value on a line of its own, flushed, so that a reader on a pipe gets it at once."""
    sys.stdout.write(json.dumps(plain(value), ensure_ascii=False) + "\n")
    sys.stdout.flush()


def say(text: str) -> None:
    """A line for a person."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def rows(found: Sequence[Mapping[str, Any]], as_json: bool) -> None:
    """Rows as one JSON array, or as a table with a header; no rows print nothing."""
    if as_json:
        emit(list(found))
        return
    if found:
        say(_table([{key: _cell(value) for key, value in _flat(row).items()} for row in found]))


def complain(error: Refused | StoreProblem, locale: Locale) -> None:
    """The reason on stderr, in words: every problem of a draft with its field, and the advice where there is one."""
    if isinstance(error, Invalid):
        lines = [f"{p.field}: {locale.say(p.message)}" if p.field else locale.say(p.message) for p in error.problems]
    else:
        lines = [locale.say(error.message)]
    if isinstance(error, StoreProblem) and error.advice is not None:
        lines.append(locale.say(error.advice))
    grumble("\n".join(lines))


def grumble(text: str) -> None:
    """A line on stderr."""
    sys.stderr.write(text + "\n")
    sys.stderr.flush()


def reason(error: Refused | StoreProblem, locale: Locale) -> str:
    """The reason in one line, for a JSON answer."""
    if isinstance(error, Invalid):
        return " ".join(locale.say(problem.message) for problem in error.problems)
    return locale.say(error.message)


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row with what it holds by groups as columns of their own: `to_pay.given`."""
    flat: dict[str, Any] = {}
    for key, value in row.items():
        if isinstance(value, Mapping):
            flat |= {f"{key}.{name}": each for name, each in value.items()}
        else:
            flat[key] = value
    return flat


def _cell(value: Any) -> str:
    shown = plain(value)
    if shown is None:
        return ""
    if isinstance(shown, list):
        return ", ".join(map(str, shown))
    return " ".join(str(shown).split())


def _table(found: Sequence[Mapping[str, str]]) -> str:
    heads = list(dict.fromkeys(head for row in found for head in row))
    cells = [heads, *([row.get(head, "") for head in heads] for row in found)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)) for line in cells)
    return "\n".join(line.rstrip() for line in lines)
