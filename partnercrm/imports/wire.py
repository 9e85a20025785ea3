"""The lines of JSON in which the child process hands a sheet, or its refusal, to the program."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeAlias

from partnercrm.domain.errors import Refused
from partnercrm.domain.words import Message
from partnercrm.imports.table import Cell, Row, Unreadable

Plain: TypeAlias = str | int | float | bool | Mapping[str, Any]


class Torn(Exception):
    """The child ended before the end line."""


def sheet_line(notes: Sequence[Message], sheets: Sequence[str]) -> str:
    """The first line: what there is to tell, and the names of all sheets."""
    return json.dumps({"notes": [_bare(note) for note in notes], "sheets": list(sheets)})


def row_line(number: int, cells: Sequence[Plain]) -> str:
    """A row: its number, then its cells."""
    return json.dumps([number, *cells])


def end_line() -> str:
    """The last line: nothing is missing before it."""
    return json.dumps({"end": True})


def refused_line(refused: Refused) -> str:
    """The only line of a file that is refused."""
    return json.dumps({"refused": _bare(refused.message)})


def unreadable(reason: Message) -> Plain:
    """A cell without a usable value."""
    return {"u": _bare(reason)}


def parse(lines: Iterable[str]) -> tuple[list[Row], list[Message], tuple[str, ...]]:
    """Rows, notes and the names of all sheets. Refused as the child did; `Torn` if lines are missing or not ours."""
    rows: list[Row] = []
    notes: list[Message] = []
    sheets: tuple[str, ...] = ()
    for line in lines:
        try:
            value = json.loads(line, parse_int=Decimal, parse_float=Decimal, object_hook=_object)
        except ValueError as error:
            raise Torn from error
        if isinstance(value, list):
            rows.append(Row(int(value[0]), tuple(value[1:])))
        elif "refused" in value:
            raise Refused(value["refused"])
        elif "notes" in value:
            notes.extend(value["notes"])
            sheets = tuple(value["sheets"])
        else:
            return rows, notes, sheets
    raise Torn


def _bare(message: Message) -> dict[str, Any]:
    return {"key": message.key, "values": {name: str(value) for name, value in message.values.items()}}


def _object(value: dict[str, Any]) -> Cell | Message | dict[str, Any]:
    if "d" in value:
        return dt.date.fromisoformat(value["d"])
    if "t" in value:
        return dt.datetime.fromisoformat(value["t"])
    if "u" in value:
        return Unreadable(value["u"])
    if "key" in value:
        return Message(value["key"], value["values"])
    return value
