"""Words of the command line and of JSON lines into typed values: days, amounts, lines, exchanges.

Money is text in major units with '.', never a JSON number, so that nothing is rounded on the way.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar
from uuid import UUID

from partnercrm.domain.dates import require_near
from partnercrm.domain.errors import Refused
from partnercrm.domain.ledger import Basis, Direction, ExchangeDraft, Kind, LineDraft, Reason, Return, Source
from partnercrm.domain.money import Currency, parse_plain
from partnercrm.domain.settlement import Wish
from partnercrm.domain.text import can_be_kept
from partnercrm.domain.words import msg

LONGEST_NUMBER = 40
PLAIN_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
E = TypeVar("E", bound=StrEnum)
Wishes = Callable[[str, int | None, int | None], Sequence[Wish]]

EXCHANGE_KEYS = frozenset(
    "op party date memo our_document their_document due source belongs_to given received reason settles".split()
)
SETTLES_KEYS = frozenset(("number", "value", "line"))
LINE_KEYS = frozenset(
    "kind value basis quantity unit what return gift cost tax_code tax_amount reason "
    "foreign_currency foreign_amount foreign_rate".split()
)


def day(text: str | None, field: str = "date") -> dt.date | None:
    """An ISO date, or None where nothing was said. Raises Refused."""
    if text is None or text == "":
        return None
    try:
        found = dt.date.fromisoformat(text)
    except ValueError as error:
        raise Refused(msg("{text} is not a date. Write it like 2026-11-27.", text=text), field) from error
    return require_near(found, text)


def span(first: str | None, last: str | None) -> tuple[dt.date | None, dt.date | None]:
    """The days of --from and --to, None where nothing was said. Raises Refused where the last comes first."""
    found = day(first, "from"), day(last, "to")
    if found[0] is not None and found[1] is not None and found[1] < found[0]:
        raise Refused(msg("It ends before it begins. Swap the dates."), "to")
    return found


def word(kinds: type[E], text: str, field: str) -> E:
    """A member of an enum by its word. Raises Refused naming the words there are."""
    try:
        return kinds(text)
    except ValueError as error:
        known = ", ".join(kind.value for kind in kinds)
        raise Refused(msg("{text} is not known. Choose one of: {known}.", text=text, known=known), field) from error


def side(text: str, direction: Direction, currency: Currency) -> LineDraft:
    """`KIND[:QUANTITY [UNIT]][=VALUE[@BASIS]]` as a line; without a VALUE it has no price. Raises Refused."""
    named, _equals, rest = text.partition("=")
    kind, _colon, measured = named.partition(":")
    quantity, _space, unit = measured.strip().partition(" ")
    value, _at, basis = rest.partition("@")
    return LineDraft(
        direction,
        word(Kind, kind.strip(), direction.value),
        amount(value, currency, direction.value) if value.strip() else None,
        word(Basis, basis.strip(), direction.value) if basis.strip() else None,
        decimal(quantity, direction.value) if quantity else None,
        unit.strip(),
    )


def item(text: str, currency: Currency, field: str) -> tuple[str, int | None]:
    """`NUMBER[=VALUE]` as an entry number and minor units, None for as much as there is. Raises Refused."""
    number, equals, value = text.partition("=")
    return number.strip(), amount(value, currency, field) if equals else None


def amount(text: str, currency: Currency, field: str, *, signed: bool = False) -> int:
    """Minor units of an exact amount; below zero only where `signed`. Raises Refused."""
    if len(text) > LONGEST_NUMBER:
        raise Refused(msg("That is too long for a number."), field)
    try:
        return parse_plain(text.strip(), currency, signed=signed)
    except Refused as error:
        raise Refused(error.message, field) from error


def decimal(text: str, field: str) -> Decimal:
    """An exact number with '.'. Raises Refused."""
    if len(text) > LONGEST_NUMBER:
        raise Refused(msg("That is too long for a number."), field)
    if not PLAIN_NUMBER.fullmatch(text.strip()):
        raise Refused(msg("{text} is not a number.", text=text), field)
    return Decimal(text.strip())


def exchange(
    said: Mapping[str, Any], party: Callable[[str], int], wishes: Wishes, currency: Currency, today: dt.date
) -> ExchangeDraft:
    """One JSON object as a draft. Raises Refused naming the key that is wrong.

    `party` finds the row id of a name; `wishes` what of an entry (number, minor units, line from 1) is to be paid.
    """
    _check_keys(said, EXCHANGE_KEYS, "")
    lines = [
        line(each, direction, currency, f"{direction.value}.{number}")
        for direction in Direction
        for number, each in enumerate(_list(said, direction.value))
    ]
    return ExchangeDraft(
        party=party(text(said, "party")) if said.get("party") else None,
        day=day(text(said, "date")) or today,
        lines=tuple(lines),
        memo=text(said, "memo"),
        our_document=text(said, "our_document"),
        their_document=text(said, "their_document"),
        due_day=day(text(said, "due"), "due"),
        source=word(Source, text(said, "source") or Source.TYPED_IN.value, "source"),
        belongs_to=day(text(said, "belongs_to"), "belongs_to"),
        settles=tuple(
            wish
            for number, each in enumerate(_list(said, "settles"))
            for wish in _paid(each, f"settles.{number}", wishes, currency)
        ),
        reason=text(said, "reason"),
    )


def line(said: Any, direction: Direction, currency: Currency, field: str) -> LineDraft:
    """One JSON line. Raises Refused naming the key that is wrong."""
    if not isinstance(said, dict):
        raise Refused(msg("Write each line as an object with a kind."), field)
    _check_keys(said, LINE_KEYS, field)
    return LineDraft(
        direction=direction,
        kind=word(Kind, text(said, "kind", field), f"{field}.kind"),
        value=_money(said, "value", currency, field),
        basis=_optional(Basis, said, "basis", field),
        quantity=_decimal(said, "quantity", field),
        unit=text(said, "unit", field),
        what=text(said, "what", field),
        asks=_optional(Return, said, "return", field),
        gift=_flag(said, "gift", field),
        cost=_money(said, "cost", currency, field),
        tax_code=text(said, "tax_code", field),
        tax_amount=_money(said, "tax_amount", currency, field),
        reason=_optional(Reason, said, "reason", field),
        foreign_currency=text(said, "foreign_currency", field),
        foreign_amount=_decimal(said, "foreign_amount", field),
        foreign_rate=_decimal(said, "foreign_rate", field),
    )


def _paid(said: Any, field: str, wishes: Wishes, currency: Currency) -> Sequence[Wish]:
    if not isinstance(said, dict):
        raise Refused(msg("Write each entry to be paid as an object with a number."), field)
    _check_keys(said, SETTLES_KEYS, field)
    place = said.get("line")
    if place is not None and (not isinstance(place, int) or isinstance(place, bool)):
        raise Refused(msg("Write {key} as a whole number.", key="line"), f"{field}.line")
    return wishes(text(said, "number", field), _money(said, "value", currency, field), place)


def uuid(text: str, field: str = "id") -> UUID:
    """A UUID. Raises Refused."""
    try:
        return UUID(text)
    except ValueError as error:
        raise Refused(msg("{text} is not an id of a record.", text=text), field) from error


def _check_keys(said: Mapping[str, Any], known: frozenset[str], field: str) -> None:
    for key in said:
        if key not in known:
            raise Refused(
                msg("There is no key {key}. Known are: {known}.", key=key, known=", ".join(sorted(known))), field
            )


def _list(said: Mapping[str, Any], key: str) -> list[Any]:
    found = said.get(key, [])
    if not isinstance(found, list):
        raise Refused(msg("Write a list of lines."), key)
    return found


def text(said: Mapping[str, Any], key: str, field: str = "") -> str:
    """The text of a key, "" where it is missing. Raises Refused for anything but text."""
    found = said.get(key, "")
    if found is None:
        return ""
    if not isinstance(found, str):
        raise Refused(msg("Write {key} as text, between quotes.", key=key), f"{field}.{key}".strip("."))
    if not can_be_kept(found):
        raise Refused(msg("Some of these characters cannot be kept. Type the text again."), f"{field}.{key}".strip("."))
    return found


def _flag(said: Mapping[str, Any], key: str, field: str) -> bool:
    found = said.get(key, False)
    if not isinstance(found, bool):
        raise Refused(msg("Write {key} as true or false.", key=key), f"{field}.{key}")
    return found


def _money(said: Mapping[str, Any], key: str, currency: Currency, field: str) -> int | None:
    written = text(said, key, field)
    return amount(written, currency, f"{field}.{key}") if written.strip() else None


def _decimal(said: Mapping[str, Any], key: str, field: str) -> Decimal | None:
    written = text(said, key, field)
    return decimal(written, f"{field}.{key}") if written.strip() else None


def _optional(kinds: type[E], said: Mapping[str, Any], key: str, field: str) -> E | None:
    written = text(said, key, field)
    return word(kinds, written, f"{field}.{key}") if written else None
