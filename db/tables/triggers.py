"""What the database itself refuses and keeps: append-only rows, closed months, kept totals, the search index.

Migrations drop triggers where they rebuild a table, so `create_all` runs again at the end of each, in its transaction.
To add a rule, add a function that returns its statements and name it in `STATEMENTS`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from db.tables import kept_triggers, loyalty_triggers, sale_day_triggers

if TYPE_CHECKING:
    from sqlalchemy import Connection

APPEND_ONLY = ("exchange", "line", "settlement", "line_text", "exchange_text")


def create_all(connection: Connection) -> None:
    """Drops and creates every trigger of this file."""
    drop_all(connection)
    for statement in STATEMENTS:
        connection.exec_driver_sql(statement)


def drop_all(connection: Connection) -> None:
    """Drops every trigger in the store."""
    names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
    for name in names:
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')


def _refuse(name: str, event: str, table: str, reason: str, when: str = "") -> str:
    condition = f"WHEN {when} " if when else ""
    return f"CREATE TRIGGER {name} BEFORE {event} ON {table} {condition}BEGIN SELECT RAISE(ABORT, '{reason}'); END"


def _append_only() -> list[str]:
    erased = (
        "NOT EXISTS (SELECT 1 FROM exchange e JOIN party p ON p.id = e.party_id "
        "WHERE e.id = {row} AND p.erased_at IS NOT NULL)"
    )
    text_gone = erased.format(row="OLD.exchange_id")
    line_gone = erased.format(row="(SELECT exchange_id FROM line WHERE id = OLD.line_id)")
    return [
        *(_refuse(f"keep_{table}_update", "UPDATE", table, "posted is never changed") for table in APPEND_ONLY),
        *(
            _refuse(f"keep_{table}_delete", "DELETE", table, "posted is never deleted")
            for table in ("exchange", "line", "settlement")
        ),
        _refuse("keep_exchange_text_delete", "DELETE", "exchange_text", "posted is never deleted", text_gone),
        _refuse("keep_line_text_delete", "DELETE", "line_text", "posted is never deleted", line_gone),
        _refuse(
            "keep_line_count",
            "INSERT",
            "line",
            "a posted exchange takes no more lines",
            "(SELECT count(*) FROM line WHERE exchange_id = NEW.exchange_id) >= "
            "(SELECT line_count FROM exchange WHERE id = NEW.exchange_id)",
        ),
        _refuse("keep_operation_delete", "DELETE", "operation", "the audit trail is never deleted"),
        _refuse(
            "keep_operation_update",
            "UPDATE OF id, uuid, key, digest, moment, actor_id, name, undoes_id, batch",
            "operation",
            "the audit trail is never changed",
        ),
        # What it touched is known at its end, and said once.
        _refuse(
            "keep_operation_subjects",
            "UPDATE OF subjects",
            "operation",
            "the audit trail is never changed",
            "OLD.subjects <> '' AND NEW.subjects <> OLD.subjects",
        ),
        _refuse("keep_audit_delete", "DELETE", "audit", "the audit trail is never deleted"),
        # Only erasing a person's images passes: both become empty.
        _refuse(
            "keep_audit_update",
            "UPDATE",
            "audit",
            "the audit trail is never changed",
            "NEW.before IS NOT NULL OR NEW.after IS NOT NULL OR NEW.operation_id <> OLD.operation_id "
            "OR NEW.row_table <> OLD.row_table OR NEW.row_number <> OLD.row_number",
        ),
    ]


def _periods() -> list[str]:
    closed = "EXISTS (SELECT 1 FROM period WHERE month = NEW.day / 100 AND state <> 'open')"
    return [
        _refuse("period_exchange", "INSERT", "exchange", "the month is closed", closed),
        _refuse("period_settlement", "INSERT", "settlement", "the month is closed", closed),
        _refuse(
            "period_locked",
            "UPDATE",
            "period",
            "a locked month is never reopened",
            "OLD.state = 'locked' AND NEW.state <> 'locked'",
        ),
        _refuse("period_delete", "DELETE", "period", "a locked month is never reopened", "OLD.state = 'locked'"),
    ]


KEPT_SUMS = (
    "given",
    "received",
    "given_unpriced",
    "received_unpriced",
    "volume_given",
    "volume_received",
    "volume_given_unpriced",
    "volume_received_unpriced",
    "opening_given",
    "opening_received",
)


def kept_sums(row: str) -> list[str]:
    """SQL for what one line adds to each of KEPT_SUMS; `row` is the alias it is read from."""
    given, received = f"{row}.direction = 1", f"{row}.direction = -1"
    value, count = f"{row}.sign * coalesce({row}.value, 0)", f"({row}.value IS NULL) * {row}.sign"
    volume = f"({row}.opening = 0 AND {row}.kind <> 'adjustment')"
    opening = f"{row}.opening"
    return [
        f"({given}) * {value}",
        f"({received}) * {value}",
        f"({given}) * {count}",
        f"({received}) * {count}",
        f"({given}) * {volume} * {value}",
        f"({received}) * {volume} * {value}",
        f"({given}) * {volume} * {count}",
        f"({received}) * {volume} * {count}",
        f"({given}) * {opening} * {value}",
        f"({received}) * {opening} * {value}",
    ]


def kept_rest(line: str) -> str:
    """SQL for what of a To-pay line is not settled; `line` is its alias."""
    return (
        f"{line}.value"
        f" - coalesce((SELECT sum(amount) FROM settlement WHERE item_line_id = {line}.id), 0)"
        f" - coalesce((SELECT sum(amount) FROM settlement WHERE paying_line_id = {line}.id), 0)"
    )


def kept_held(line: str) -> str:
    """SQL for whether an open To-pay line only waits to be used (1) or is to be paid itself (0)."""
    return f"({line}.opening = 0 AND ({line}.kind = 'money' OR {line}.sign = -1))"


def _kept() -> list[str]:
    columns = ", ".join(KEPT_SUMS)
    added = ", ".join(kept_sums("NEW"))
    grown = ", ".join(f"{name} = {name} + excluded.{name}" for name in KEPT_SUMS)
    touched = "(NEW.paying_line_id, NEW.item_line_id)"
    return [
        "CREATE TRIGGER kept_balance_line AFTER INSERT ON line BEGIN "
        f"INSERT INTO kept_balance (party_id, asks, {columns}) VALUES (NEW.party_id, NEW.asks, {added}) "
        f"ON CONFLICT (party_id, asks) DO UPDATE SET {grown}; END",
        "CREATE TRIGGER kept_turn_line AFTER INSERT ON line WHEN NEW.turn_day IS NOT NULL BEGIN "
        "INSERT INTO kept_turn (party_id, day, direction, count) "
        "VALUES (NEW.party_id, NEW.turn_day, NEW.direction, NEW.sign) "
        "ON CONFLICT (party_id, day, direction) DO UPDATE SET count = count + excluded.count; END",
        "CREATE TRIGGER kept_open_line AFTER INSERT ON line WHEN NEW.asks = 'money' BEGIN "
        "INSERT INTO kept_open (line_id, party_id, due_day, effective, held, rest) "
        f"VALUES (NEW.id, NEW.party_id, NEW.due_day, NEW.direction * NEW.sign, {kept_held('NEW')}, NEW.value); END",
        "CREATE TRIGGER kept_open_settlement AFTER INSERT ON settlement BEGIN "
        f"DELETE FROM kept_open WHERE line_id IN {touched}; "
        "INSERT INTO kept_open (line_id, party_id, due_day, effective, held, rest) "
        f"SELECT l.id, l.party_id, l.due_day, l.direction * l.sign, {kept_held('l')}, {kept_rest('l')} "
        f"FROM line l WHERE l.id IN {touched} AND {kept_rest('l')} <> 0; "
        "SELECT RAISE(ABORT, 'more settled than there is') WHERE EXISTS "
        "(SELECT 1 FROM kept_open k JOIN line l ON l.id = k.line_id "
        f"WHERE k.line_id IN {touched} AND k.rest NOT BETWEEN 0 AND l.value); END",
    ]


def _search() -> list[str]:
    remove = "INSERT INTO search_trigram (search_trigram, rowid, folded) VALUES ('delete', OLD.party_id, OLD.folded)"
    add = "INSERT INTO search_trigram (rowid, folded) VALUES (NEW.party_id, NEW.folded)"
    return [
        f"CREATE TRIGGER search_insert AFTER INSERT ON search_text BEGIN {add}; END",
        f"CREATE TRIGGER search_delete AFTER DELETE ON search_text BEGIN {remove}; END",
        f"CREATE TRIGGER search_update AFTER UPDATE ON search_text BEGIN {remove}; {add}; END",
        "CREATE TRIGGER search_party_delete BEFORE DELETE ON party BEGIN "
        "DELETE FROM search_text WHERE party_id = OLD.id; DELETE FROM token WHERE party_id = OLD.id; END",
    ]


STATEMENTS: tuple[str, ...] = (
    *_append_only(),
    *_periods(),
    *_kept(),
    *_search(),
    *kept_triggers.STATEMENTS,
    *loyalty_triggers.STATEMENTS,
    *sale_day_triggers.STATEMENTS,
)
