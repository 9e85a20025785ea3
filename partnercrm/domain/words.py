"""Sentences as values: a key (the English sentence, which gettext translates) with the values it names.

Rules, services and reports hand these up; only a `Locale` turns one into text, because a
statement speaks its reader's language and not the program's.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING, TypeAlias

from partnercrm.domain.record import dataclass

if TYPE_CHECKING:
    from decimal import Decimal

    from partnercrm.domain.money import Amount


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence. `key` holds `{name}` for each of `values`; `plural` is the key for other counts than one."""

    key: str
    values: Mapping[str, Value] = field(default_factory=dict)
    plural: str = ""
    count: int = 1

    def __str__(self) -> str:
        """The English sentence with bare values: for logs and tests, never for a screen."""
        return (self.plural if self.plural and self.count != 1 else self.key).format(**self.values)


Value: TypeAlias = "str | int | Decimal | dt.date | dt.datetime | Amount | Message"


def msg(key: str, /, **values: Value) -> Message:
    """A sentence with its values: `msg("{name} is already there.", name="Ana")`."""
    return Message(key, values)


def plural(one: str, many: str, count: int, /, **values: Value) -> Message:
    """A sentence that depends on a count, which it may name as `{count}`."""
    return Message(one, {"count": count, **values}, many, count)
