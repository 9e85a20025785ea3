"""What proves the ledger: the rows that are sealed, streamed in the order of the chain, and what must be equal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from db.queries import kept, rows
from db.queries.images import image_sql
from db.tables.ledger import period
from db.tables.search import FTS_TABLES
from db.tables.triggers import KEPT_SUMS, kept_held, kept_sums
from partnercrm.domain import chain

if TYPE_CHECKING:
    from sqlalchemy import Connection


class SealedEntry(NamedTuple):
    """An entry as the store keeps it, what it names looked up. Whoever changed a file may have put in anything."""

    id: int
    exchange: bytes
    year: Any
    sequence: Any
    party: bytes
    day: int
    due_day: int | None
    belongs_to: int | None
    source: str
    import_source: str | None
    external_id: str | None
    operation: bytes
    posted_at: int
    posted_by: bytes
    reverses: bytes | None
    credits: bytes | None
    corrects: bytes | None
    enters_again: bytes | None
    linked: bytes | None
    text_hash: bytes
    hash: bytes
    line_count: int
    salt: bytes | None
    memo: str
    our_document: str
    their_document: str
    reason: str
    party_id: int
    erased: int
    same_operation: int


class SealedLine(NamedTuple):
    """A line as the store keeps it: its fields in the order of `chain.LINE_FIELDS`, `folded` as it is searched for."""

    exchange_id: Any
    id: int
    party_id: int
    day: int
    due_day: int
    what: str
    folded: str | None
    fields: tuple[Any, ...]


class SealedSettlement(NamedTuple):
    """A settlement as the store keeps it, with the number of the paying entry."""

    id: int
    operation: bytes
    exchange: bytes | None
    paying: bytes
    paying_position: int
    item: bytes
    item_position: int
    day: int
    amount: int
    hash: bytes
    year: int
    sequence: int


def _link(column: str, found: str, missing: str = "x''") -> str:
    """A link that leads nowhere is not the same as none."""
    return f"iif({column} IS NULL, NULL, coalesce({found}, {missing}))"


_ENTRIES = f"""
    SELECT e.id, e.uuid, e.fiscal_year, e.sequence, p.uuid, e.day, e.due_day, e.belongs_to, e.source, e.import_source,
        e.external_id, o.uuid, e.posted_at, u.uuid, {_link("e.reverses_id", "rv.uuid")},
        {_link("e.credits_id", "cr.uuid")}, {_link("e.corrects_id", "co.uuid")},
        {_link("e.enters_again_id", "ea.uuid")}, {_link("e.linked_id", "li.uuid")}, e.text_hash, e.hash,
        e.line_count, x.salt, x.memo, x.our_document, x.their_document, x.reason, e.party_id, p.erased_at IS NOT NULL,
        o.moment = e.posted_at AND o.actor_id = e.posted_by
    FROM exchange e LEFT JOIN party p ON p.id = e.party_id LEFT JOIN operation o ON o.id = e.operation_id
    LEFT JOIN user u ON u.id = e.posted_by LEFT JOIN exchange_text x ON x.exchange_id = e.id
    LEFT JOIN exchange rv ON rv.id = e.reverses_id LEFT JOIN exchange cr ON cr.id = e.credits_id
    LEFT JOIN exchange co ON co.id = e.corrects_id LEFT JOIN exchange ea ON ea.id = e.enters_again_id
    LEFT JOIN exchange li ON li.id = e.linked_id ORDER BY e.id
"""
_TAKES_BACK = _link("l.takes_back_id", "t.position", "-1")
_FIELDS = ", ".join(_TAKES_BACK if name == "takes_back" else f"l.{name}" for name in chain.LINE_FIELDS)
_LINES = f"""
    SELECT l.exchange_id, l.id, l.party_id, l.day, l.due_day, coalesce(w.what, ''), w.folded, {_FIELDS}
    FROM line l LEFT JOIN line t ON t.id = l.takes_back_id LEFT JOIN line_text w ON w.line_id = l.id
    ORDER BY l.exchange_id, l.position
"""
_SETTLEMENTS = f"""
    SELECT s.id, o.uuid, {_link("s.exchange_id", "e.uuid")}, pe.uuid, p.position, ie.uuid, i.position, s.day, s.amount,
        s.hash, pe.fiscal_year, pe.sequence
    FROM settlement s LEFT JOIN operation o ON o.id = s.operation_id LEFT JOIN exchange e ON e.id = s.exchange_id
    LEFT JOIN line p ON p.id = s.paying_line_id LEFT JOIN exchange pe ON pe.id = p.exchange_id
    LEFT JOIN line i ON i.id = s.item_line_id LEFT JOIN exchange ie ON ie.id = i.exchange_id ORDER BY s.id
"""


def count(connection: Connection) -> int:
    """How many entries there are."""
    return int(rows.first(connection, "SELECT count(*) FROM exchange")[0])


def entries(connection: Connection) -> Iterator[SealedEntry]:
    """All entries in the order of the chain, a few at a time."""
    return map(SealedEntry._make, rows.driver_of(connection).execute(_ENTRIES))


def lines(connection: Connection) -> Iterator[SealedLine]:
    """All lines in the order of their entries' row ids, a few at a time."""
    found = rows.driver_of(connection).execute(_LINES)
    return (SealedLine._make((*row[:7], row[7:])) for row in found)


def settlements(connection: Connection) -> Iterator[SealedSettlement]:
    """All settlements in their order, a few at a time."""
    return map(SealedSettlement._make, rows.driver_of(connection).execute(_SETTLEMENTS))


def cut_tables(connection: Connection) -> list[str]:
    """The tables whose last row is not the last one that was written; row numbers are never used again."""
    sql = "SELECT 1 FROM sqlite_sequence WHERE name = '{0}' AND seq <> (SELECT coalesce(max(id), 0) FROM {0})"
    return [table for table in ("exchange", "line", "settlement") if rows.first(connection, sql.format(table))]


def _entry_of(exchange: str) -> str:
    return f"SELECT e.fiscal_year, e.sequence FROM exchange e WHERE e.id IN ({exchange}) ORDER BY e.id"


_MIRRORED = ("direction", "kind", "asks", "basis", "reason", "opening")
_WHOLE = (*_MIRRORED, "position", "value", "quantity", "unit", "tax_amount", "cost", "turn_day")


def _unlike(names: tuple[str, ...]) -> str:
    return " OR ".join(f"l.{name} IS NOT o.{name}" for name in names)


_SHOULD_BE_OPEN = f"""
    SELECT l.id AS line_id, l.exchange_id, l.party_id, l.due_day, l.direction * l.sign AS effective,
        {kept_held("l")} AS held, l.value, l.value - coalesce(p.paid, 0) AS rest
    FROM line l LEFT JOIN (
        SELECT line_id, sum(amount) AS paid FROM (SELECT item_line_id AS line_id, amount FROM settlement
            UNION ALL SELECT paying_line_id, amount FROM settlement) GROUP BY line_id
    ) p ON p.line_id = l.id WHERE l.asks = 'money'
"""
_CLOSED = (
    "SELECT m.month, (SELECT max(a.operation_id) FROM audit a WHERE a.row_table = 'period' AND a.row_number = m.id) "
    "AS since FROM period m WHERE m.state <> 'open'"
)
# Each finds entries (fiscal year, sequence) that break a rule of the ledger.
RULES: dict[str, str] = {
    "reversal": _entry_of(
        "SELECT r.id FROM exchange r JOIN exchange x ON x.id = r.reverses_id WHERE r.line_count <> x.line_count "
        "OR r.party_id <> x.party_id UNION SELECT r.id FROM exchange r JOIN line l ON l.exchange_id = r.id "
        "LEFT JOIN line o ON o.id = l.takes_back_id AND o.exchange_id = r.reverses_id "
        f"WHERE r.reverses_id IS NOT NULL AND (o.id IS NULL OR l.sign <> -o.sign OR {_unlike(_WHOLE)})"
    ),
    "credit": _entry_of(
        "SELECT c.id FROM exchange c JOIN line l ON l.exchange_id = c.id "
        "LEFT JOIN line o ON o.id = l.takes_back_id AND o.exchange_id = c.credits_id WHERE c.credits_id IS NOT NULL "
        f"AND (o.id IS NULL OR l.sign <> -1 OR o.sign <> 1 OR l.turn_day IS NOT NULL OR {_unlike(_MIRRORED)})"
    ),
    "credited": _entry_of(
        "SELECT o.exchange_id FROM line o WHERE o.value < (SELECT sum(l.value) FROM line l "
        "JOIN exchange c ON c.id = l.exchange_id WHERE l.takes_back_id = o.id AND c.credits_id IS NOT NULL "
        "AND NOT EXISTS (SELECT 1 FROM exchange r WHERE r.reverses_id = c.id))"
    ),
    "linked": _entry_of(
        "SELECT coalesce(e.linked_id, e.id) FROM exchange e JOIN line l ON l.exchange_id = e.id "
        "WHERE e.linked_id IS NOT NULL OR e.id IN (SELECT linked_id FROM exchange) OR (l.sign = 1 "
        "AND l.reason IN ('set_off', 'transfer')) GROUP BY 1 "
        "HAVING sum(l.direction * l.sign * l.value) IS NOT 0 OR count(DISTINCT e.id) < 2"
    ),
    "open": _entry_of(
        f"SELECT s.exchange_id FROM ({_SHOULD_BE_OPEN}) s LEFT JOIN kept_open k ON k.line_id = s.line_id "
        "WHERE s.rest NOT BETWEEN 0 AND s.value OR coalesce(k.rest, 0) <> s.rest OR k.rest = 0 "
        "OR k.party_id <> s.party_id OR k.due_day <> s.due_day OR k.effective <> s.effective "
        "OR k.held <> s.held"
    ),
    "settled": _entry_of(
        "SELECT p.exchange_id FROM settlement s JOIN line p ON p.id = s.paying_line_id "
        "JOIN line i ON i.id = s.item_line_id LEFT JOIN alias pa ON pa.party_id = p.party_id "
        "LEFT JOIN alias ia ON ia.party_id = i.party_id GROUP BY p.id, i.id HAVING sum(s.amount) < 0 "
        "OR p.asks <> 'money' OR i.asks <> 'money' OR p.direction * p.sign = i.direction * i.sign "
        "OR min(s.day) < max(p.day, i.day) OR (sum(s.amount) <> 0 "
        "AND coalesce(pa.root_id, p.party_id) <> coalesce(ia.root_id, i.party_id))"
    ),
    "closed": _entry_of(
        f"SELECT e.id FROM exchange e JOIN ({_CLOSED}) m ON m.month = e.day / 100 AND e.operation_id > m.since "
        "UNION SELECT p.exchange_id FROM settlement s JOIN line p ON p.id = s.paying_line_id "
        f"JOIN ({_CLOSED}) m ON m.month = s.day / 100 AND s.operation_id > m.since"
    ),
}


def breaking(connection: Connection, rule: str) -> list[tuple[int, int]]:
    """The entries (fiscal year, sequence) that break a rule of RULES."""
    return [(year, sequence) for year, sequence in rows.driver_of(connection).execute(RULES[rule])]


def stray_open(connection: Connection) -> int:
    """How many kept open items are of no line that asks for money."""
    sql = "SELECT count(*) FROM kept_open k LEFT JOIN line l ON l.id = k.line_id WHERE l.asks IS NOT 'money'"
    return int(rows.first(connection, sql)[0])


_BALANCES = (
    "SELECT party_id, asks, "
    + ", ".join(f"sum({figure}) AS {name}" for figure, name in zip(kept_sums("l"), KEPT_SUMS, strict=True))
    + " FROM line l GROUP BY party_id, asks"
)
_TURNS = (
    "SELECT party_id, turn_day AS day, direction, sum(sign) AS count FROM line "
    "WHERE turn_day IS NOT NULL GROUP BY party_id, turn_day, direction"
)
_OPEN = f"SELECT line_id, party_id, due_day, effective, held, rest FROM ({_SHOULD_BE_OPEN}) WHERE rest <> 0"


def wrong_parties(connection: Connection) -> list[tuple[int, str]]:
    """The parties whose kept balances or turns differ from the sums of their lines: row id and name."""
    differing = " UNION ".join(
        f"SELECT party_id FROM (SELECT * FROM ({one}) EXCEPT SELECT * FROM ({other}))"
        for expected, table in ((_BALANCES, "kept_balance"), (_TURNS, "kept_turn"))
        for one, other in ((f"SELECT * FROM {table}", expected), (expected, f"SELECT * FROM {table}"))
    )
    named = "SELECT d.party_id, coalesce(p.name, '') FROM ({}) d LEFT JOIN party p ON p.id = d.party_id ORDER BY 1"
    return list(rows.driver_of(connection).execute(named.format(differing)))


def wrong_kept(connection: Connection) -> list[str]:
    """The other kept tables that differ from what they are kept of."""
    return [table for table in kept.EXPECTED if kept.differences(connection, table)]


def changed_months(connection: Connection) -> list[int]:
    """The months (yyyymm) whose row is not what the audit trail says of it, or is gone."""
    last = "a.id = (SELECT max(id) FROM audit WHERE row_table = 'period' AND row_number = a.row_number)"
    sql = (
        f"SELECT DISTINCT coalesce(json_extract(a.after, '$.month'), p.month) FROM "
        f"(SELECT *, {image_sql(period.name)} AS image FROM period) p FULL JOIN "
        f"(SELECT * FROM audit a WHERE a.row_table = 'period' AND {last}) a ON a.row_number = p.id "
        "WHERE a.after IS NOT p.image"
    )
    return [month for (month,) in rows.driver_of(connection).execute(sql)]


def dangling(connection: Connection) -> list[tuple[str, int, str]]:
    """Rows that refer to nothing: table, row number, and the table that they refer to."""
    found = rows.driver_of(connection).execute("PRAGMA foreign_key_check")
    return [(table, number, parent) for table, number, parent, _key in found]


def damage(connection: Connection) -> list[str]:
    """What the database finds wrong with the file itself."""
    driver = rows.driver_of(connection)
    for table in FTS_TABLES:
        # The check trusts what a connection remembers of a search index, though another one may have written since;
        # a query looks anew.
        driver.execute(f"SELECT rowid FROM {table} LIMIT 1").fetchall()
    return [text for (text,) in driver.execute("PRAGMA integrity_check") if text != "ok"]


def rebuild(connection: Connection) -> None:
    """Makes every kept row anew from the lines, settlements and contacts. Needs a writing session."""
    driver = rows.driver_of(connection)
    for table, expected in (("kept_balance", _BALANCES), ("kept_open", _OPEN), ("kept_turn", _TURNS)):
        driver.execute(f"DELETE FROM {table}")
        driver.execute(f"INSERT INTO {table} SELECT * FROM ({expected}) WHERE 1")
    kept.rebuild(connection)
