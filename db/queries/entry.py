"""The register: ids that a filter lets through, rows by page, and one entry with all that hangs on it."""

from __future__ import annotations

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from db.queries import rows
from db.queries.posting import family_of, root_of
from db.values import day_to_int, int_to_day, int_to_moment, int_to_quantity
from partnercrm.domain.ledger import Basis, Direction, Kind, Reason, Return, Source, entry_number, parse_entry_number
from partnercrm.domain.ledger_rows import (
    EntryFilter,
    EntryRow,
    EntrySort,
    EntryState,
    LineRow,
    LineView,
    SettledView,
)
from partnercrm.domain.text import fold

if TYPE_CHECKING:
    from sqlalchemy import Connection


def _sum(direction: int, asks: str, what: str = "l.sign * l.value") -> str:
    return (
        f"(SELECT coalesce(sum({what}), 0) FROM line l WHERE l.exchange_id = e.id "
        f"AND l.direction = {direction} AND l.asks = '{asks}')"
    )


_OPEN = (
    "(SELECT coalesce(sum(k.effective * k.rest), 0) FROM line l JOIN kept_open k ON k.line_id = l.id "
    "WHERE l.exchange_id = e.id)"
)
_NAME = (
    "(SELECT p.sort_name FROM party p WHERE p.id = "
    "coalesce((SELECT root_id FROM alias a WHERE a.party_id = e.party_id), e.party_id))"
)
_SORTS = {
    EntrySort.NUMBER: "e.fiscal_year {way}, e.sequence",
    EntrySort.DAY: "e.day",
    EntrySort.PARTY: _NAME,
    EntrySort.DUE: "e.due_day",
    EntrySort.GIVEN: _sum(1, "money"),
    EntrySort.RECEIVED: _sum(-1, "money"),
    EntrySort.FAVOURS_GIVEN: _sum(1, "in_kind"),
    EntrySort.FAVOURS_RECEIVED: _sum(-1, "in_kind"),
    EntrySort.OPEN: _OPEN,
    EntrySort.POSTED: "e.id",
}
# Both halves of every corrected pair, read from the index on reverses_id alone.
_PAIRS = (
    "(SELECT id FROM exchange WHERE reverses_id IS NOT NULL "
    "UNION ALL SELECT reverses_id FROM exchange WHERE reverses_id IS NOT NULL)"
)
_OPEN_ENTRIES = "SELECT l.exchange_id FROM kept_open k JOIN line l ON l.id = k.line_id"
_STATES = {
    EntryState.OPEN: f"e.id IN ({_OPEN_ENTRIES})",
    EntryState.LATE: f"e.id IN ({_OPEN_ENTRIES} WHERE k.due_day < :today)",
    EntryState.CORRECTED: f"e.id IN {_PAIRS}",
}


def ids(
    connection: Connection,
    wanted: EntryFilter,
    today: dt.date,
    sort: EntrySort = EntrySort.DAY,
    *,
    ascending: bool = True,
) -> list[int]:
    """The row ids that a filter lets through, in order; `today` says what is late."""
    parts, values = _where(connection, wanted, today)
    where = f" WHERE {' AND '.join(parts)}" if parts else ""
    way = "ASC" if ascending else "DESC"
    sql = f"SELECT e.id FROM exchange e{where} ORDER BY {_SORTS[sort].format(way=way)} {way} NULLS LAST, e.id {way}"
    found = [row[0] for row in rows.driver_of(connection).execute(sql, values)]
    return _saying(connection, found, wanted.text) if wanted.text.strip() else found


def _where(connection: Connection, wanted: EntryFilter, today: dt.date) -> tuple[list[str], dict[str, Any]]:
    parts: list[str] = []
    values: dict[str, Any] = {}
    if wanted.party is not None:
        family = family_of(connection, root_of(connection, wanted.party))
        parts.append("e.party_id IN (SELECT value FROM json_each(:family))")
        values["family"] = json.dumps(family)
    for name, sign, day in (("from_day", ">=", wanted.from_day), ("to_day", "<=", wanted.to_day)):
        if day is not None:
            parts.append(f"e.day {sign} :{name}")
            values[name] = day_to_int(day)
    if wanted.kind is not None:
        parts.append("e.id IN (SELECT exchange_id FROM line WHERE kind = :kind)")
        values["kind"] = wanted.kind.value
    if wanted.state is not EntryState.ALL:
        parts.append(_STATES[wanted.state])
    if wanted.state is EntryState.LATE:
        values["today"] = day_to_int(today)
    if wanted.folded and wanted.state is not EntryState.CORRECTED:
        parts.append(f"e.id NOT IN {_PAIRS}")
    return parts, values


_TEXTS = """
    SELECT e.id, e.fiscal_year, e.sequence, p.name, coalesce(x.memo, ''), coalesce(x.our_document, ''),
        coalesce(x.their_document, ''),
        coalesce((SELECT group_concat(w.what, ' ') FROM line l JOIN line_text w ON w.line_id = l.id
            WHERE l.exchange_id = e.id), '')
    FROM exchange e LEFT JOIN exchange_text x ON x.exchange_id = e.id
    LEFT JOIN alias a ON a.party_id = e.party_id JOIN party p ON p.id = coalesce(a.root_id, e.party_id)
"""


def _saying(connection: Connection, found: list[int], text: str) -> list[int]:
    """Those of the entries whose words hold each word of the text."""
    looked_for = fold(text).split()
    fit = {
        number
        for number, year, sequence, *words in rows.driver_of(connection).execute(_TEXTS)
        if _holds(fold(f"{entry_number(year, sequence)} {' '.join(words)}"), looked_for)
    }
    return [number for number in found if number in fit]


def _holds(said: str, looked_for: Sequence[str]) -> bool:
    return all(word in said for word in looked_for)


_ROWS = f"""
    SELECT e.id, e.uuid, e.fiscal_year, e.sequence, e.day, p.id, p.uuid, p.name, coalesce(x.memo, ''),
        coalesce(x.our_document, ''), coalesce(x.their_document, ''), e.due_day, e.source, e.belongs_to, e.posted_at,
        u.name, {_OPEN}, e.reverses_id, (SELECT r.id FROM exchange r WHERE r.reverses_id = e.id), e.credits_id,
        e.corrects_id, e.enters_again_id, e.linked_id
    FROM json_each(?) j CROSS JOIN exchange e ON e.id = j.value JOIN user u ON u.id = e.posted_by
    LEFT JOIN exchange_text x ON x.exchange_id = e.id LEFT JOIN alias a ON a.party_id = e.party_id
    JOIN party p ON p.id = coalesce(a.root_id, e.party_id) ORDER BY j.key
"""
_LINES = """
    SELECT l.exchange_id, l.kind, l.direction, l.asks, l.sign, l.value, coalesce(w.what, '')
    FROM json_each(?) j CROSS JOIN line l ON l.exchange_id = j.value LEFT JOIN line_text w ON w.line_id = l.id
    ORDER BY l.exchange_id, l.position
"""


class _Short(NamedTuple):
    """What of a line its entry's row needs."""

    kind: str
    direction: int
    asks: str
    sign: int
    value: int | None
    what: str


def page_rows(connection: Connection, wanted: Sequence[int]) -> list[EntryRow]:
    """The entries of these row ids, in their order."""
    packed = json.dumps(list(wanted))
    driver = rows.driver_of(connection)
    lines: dict[int, list[_Short]] = defaultdict(list)
    for exchange, *line in driver.execute(_LINES, (packed,)):
        lines[exchange].append(_Short(*line))
    found = driver.execute(_ROWS, (packed,)).fetchall()
    numbers = _numbers(connection, {link for row in found for link in row[17:] if link is not None})
    return [_entry(row, lines[row[0]], numbers) for row in found]


def _numbers(connection: Connection, links: set[int]) -> dict[int | None, str]:
    sql = "SELECT id, fiscal_year, sequence FROM exchange WHERE id IN (SELECT value FROM json_each(?))"
    named = rows.driver_of(connection).execute(sql, (json.dumps(sorted(links)),)) if links else ()
    return {None: "", **{number: entry_number(year, sequence) for number, year, sequence in named}}


def _total(lines: Sequence[_Short], direction: int, asks: str) -> int:
    return sum(line.sign * (line.value or 0) for line in lines if (line.direction, line.asks) == (direction, asks))


def _unpriced(lines: Sequence[_Short], direction: int) -> int:
    mine = (line for line in lines if (line.direction, line.asks) == (direction, "in_kind"))
    return sum(line.sign for line in mine if line.value is None)


def _entry(row: tuple[Any, ...], lines: Sequence[_Short], numbers: dict[int | None, str]) -> EntryRow:
    number, uuid, year, sequence, day, party_id, party_uuid, party, memo, ours, theirs, due, source = row[:13]
    belongs_to, posted_at, posted_by, rest, reverses, reversed_by, credits, corrects, again, linked = row[13:]
    return EntryRow(
        id=number,
        uuid=UUID(bytes=uuid),
        number=entry_number(year, sequence),
        day=int_to_day(day),
        party_id=party_id,
        party_uuid=UUID(bytes=party_uuid),
        party=party,
        memo=memo,
        what=", ".join(filter(None, (line.what for line in lines))),
        kinds=tuple(dict.fromkeys(Kind(line.kind) for line in lines)),
        given=_total(lines, 1, "money"),
        received=_total(lines, -1, "money"),
        favours_given=_total(lines, 1, "in_kind"),
        favours_received=_total(lines, -1, "in_kind"),
        unpriced_given=_unpriced(lines, 1),
        unpriced_received=_unpriced(lines, -1),
        our_document=ours,
        their_document=theirs,
        due=_day(due),
        open=rest,
        source=Source(source),
        reverses=numbers[reverses],
        reversed_by=numbers[reversed_by],
        credits=numbers[credits],
        corrects=numbers[corrects],
        enters_again=numbers[again],
        linked=numbers[linked],
        belongs_to=_day(belongs_to),
        posted_at=int_to_moment(posted_at),
        posted_by=posted_by,
    )


def _day(number: int | None) -> dt.date | None:
    return None if number is None else int_to_day(number)


def find(connection: Connection, named: str | UUID) -> int | None:
    """The row id of an entry by its number (`2026-0412`) or its UUID."""
    if isinstance(named, UUID):
        found = rows.first(connection, "SELECT id FROM exchange WHERE uuid = ?", (named.bytes,))
    else:
        parsed = parse_entry_number(named)
        sql = "SELECT id FROM exchange WHERE fiscal_year = ? AND sequence = ?"
        found = rows.first(connection, sql, parsed) if parsed else None
    return int(found[0]) if found else None


_LINE_COLUMNS = """
    l.id, l.position, l.direction, l.sign, l.kind, l.quantity, l.unit, l.value, l.basis, l.asks,
    coalesce(w.what, ''), l.reason, l.tax_code, l.tax_amount, l.cost, l.foreign_currency, l.foreign_amount,
    l.foreign_rate, coalesce((SELECT k.effective * k.rest FROM kept_open k WHERE k.line_id = l.id), 0)
"""


def lines_of(connection: Connection, number: int) -> tuple[LineView, ...]:
    """The lines of an entry in order."""
    sql = (
        f"SELECT {_LINE_COLUMNS} FROM line l LEFT JOIN line_text w ON w.line_id = l.id "
        "WHERE l.exchange_id = ? ORDER BY l.position"
    )
    return tuple(_line(row) for row in rows.driver_of(connection).execute(sql, (number,)))


def _line(row: Sequence[Any]) -> LineView:
    number, position, direction, sign, kind, quantity, unit, value, basis, asks, what, reason = row[:12]
    tax_code, tax_amount, cost, currency, amount, rate, rest = row[12:]
    return LineView(
        id=number,
        position=position,
        direction=Direction.GIVEN if direction > 0 else Direction.RECEIVED,
        sign=sign,
        kind=Kind(kind),
        quantity=None if quantity is None else int_to_quantity(quantity),
        unit=unit,
        value=value,
        basis=Basis(basis),
        asks=Return(asks),
        what=what,
        reason=Reason(reason) if reason else None,
        tax_code=tax_code,
        tax_amount=tax_amount,
        cost=cost,
        foreign_currency=currency,
        foreign_amount=None if amount is None else Decimal(amount),
        foreign_rate=None if rate is None else Decimal(rate),
        open=rest,
    )


def reason_of(connection: Connection, number: int) -> str:
    """Why somebody posted, reversed or corrected an entry; empty where nobody said, or the person was erased."""
    found = rows.first(connection, "SELECT reason FROM exchange_text WHERE exchange_id = ?", (number,))
    return str(found[0]) if found else ""


_SETTLED = """
    SELECT o.fiscal_year, o.sequence, s.day, s.amount, {pays}
    FROM line l JOIN settlement s ON s.{mine}_line_id = l.id JOIN line other ON other.id = s.{theirs}_line_id
    JOIN exchange o ON o.id = other.exchange_id WHERE l.exchange_id = :number
"""


def settled_of(connection: Connection, number: int) -> tuple[SettledView, ...]:
    """What an entry's lines paid and what paid them, in the order of the days."""
    pays = _SETTLED.format(pays=1, mine="paying", theirs="item")
    paid = _SETTLED.format(pays=0, mine="item", theirs="paying")
    found = rows.driver_of(connection).execute(f"{pays} UNION ALL {paid} ORDER BY 3, 1, 2", {"number": number})
    return tuple(
        SettledView(entry_number(year, sequence), int_to_day(day), amount, bool(pay))
        for year, sequence, day, amount, pay in found
    )


def named_by(connection: Connection, number: int, link: str) -> tuple[str, ...]:
    """The numbers of the entries that name this one as what they credit, correct or enter again, in order."""
    sql = f"SELECT fiscal_year, sequence FROM exchange WHERE {link}_id = ? ORDER BY id"
    return tuple(entry_number(*row) for row in rows.driver_of(connection).execute(sql, (number,)))


def line_rows(connection: Connection, wanted: EntryFilter, today: dt.date) -> list[LineRow]:
    """The lines of the entries that a filter lets through, in the order of the days and the chain."""
    found = ids(connection, wanted, today)
    sql = f"""
        SELECT e.fiscal_year, e.sequence, e.uuid, e.day, p.uuid, p.name, coalesce(x.memo, ''),
            coalesce(x.our_document, ''), coalesce(x.their_document, ''), e.due_day, e.source, {_LINE_COLUMNS}
        FROM json_each(?) j CROSS JOIN exchange e ON e.id = j.value CROSS JOIN line l ON l.exchange_id = e.id
        LEFT JOIN line_text w ON w.line_id = l.id LEFT JOIN exchange_text x ON x.exchange_id = e.id
        LEFT JOIN alias a ON a.party_id = e.party_id JOIN party p ON p.id = coalesce(a.root_id, e.party_id)
        ORDER BY j.key, l.position
    """
    return [_line_row(row) for row in rows.driver_of(connection).execute(sql, (json.dumps(found),))]


def _line_row(row: Sequence[Any]) -> LineRow:
    year, sequence, uuid, day, party_uuid, party, memo, ours, theirs, due, source = row[:11]
    return LineRow(
        number=entry_number(year, sequence),
        exchange=UUID(bytes=uuid),
        day=int_to_day(day),
        party_uuid=UUID(bytes=party_uuid),
        party=party,
        memo=memo,
        our_document=ours,
        their_document=theirs,
        due=_day(due),
        source=Source(source),
        line=_line(row[11:]),
    )
