"""Sentences into JSON and back, so that the name of an operation survives in the store."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from partnercrm.domain.dates import WholeMonth
from partnercrm.domain.money import Amount, Currency
from partnercrm.domain.words import Message, Value


def pack(message: Message) -> dict[str, Any]:
    """A message as plain JSON values."""
    packed: dict[str, Any] = {"key": message.key}
    if message.values:
        packed["values"] = {name: _pack_value(value) for name, value in message.values.items()}
    if message.plural:
        packed |= {"plural": message.plural, "count": message.count}
    return packed


def unpack(packed: dict[str, Any]) -> Message:
    """The message that `pack` made."""
    values = {name: _unpack_value(value) for name, value in packed.get("values", {}).items()}
    return Message(packed["key"], values, packed.get("plural", ""), packed.get("count", 1))


def _pack_value(value: Value) -> Any:
    match value:
        case str() | int():
            return value
        case Decimal():
            return {"number": str(value)}
        case dt.datetime():
            return {"moment": value.isoformat()}
        case WholeMonth():
            return {"month": value.isoformat()}
        case dt.date():
            return {"day": value.isoformat()}
        case Amount():
            return {"minor": value.minor, "code": value.currency.code, "digits": value.currency.digits}
        case Message():
            return {"said": pack(value)}


def _unpack_value(packed: Any) -> Value:
    match packed:
        case {"number": str(text)}:
            return Decimal(text)
        case {"moment": str(text)}:
            return dt.datetime.fromisoformat(text)
        case {"month": str(text)}:
            return WholeMonth.fromisoformat(text)
        case {"day": str(text)}:
            return dt.date.fromisoformat(text)
        case {"minor": int(minor), "code": str(code), "digits": int(digits)}:
            return Amount(minor, Currency(code, digits))
        case {"said": dict(said)}:
            return unpack(said)
        case str() | int():
            return packed
        case _:
            raise ValueError(f"not a packed value: {packed!r}")
