"""How the database keeps a card's balance and the rest of each lot, and what it refuses of points.

`db/queries/kept.py` says the same as plain sums.
"""

from __future__ import annotations

_FIXED = {
    "movement": ("uuid", "program_id", "member_id", "kind", "points", "day", "belongs_to", "returns_id", "linked_id"),
    "lot": ("program_id", "member_id", "movement_id", "issuer_party_id", "day", "expiry", "points"),
    "lot_draw": ("lot_id", "movement_id", "day", "points"),
}
REST = "l.points + coalesce((SELECT sum(d.points) FROM lot_draw d WHERE d.lot_id = l.id), 0)"


def _fixed() -> list[str]:
    return [
        f"CREATE TRIGGER keep_{table}_update BEFORE UPDATE ON {table} "
        f"WHEN {' OR '.join(f'NEW.{column} IS NOT OLD.{column}' for column in columns)} "
        "BEGIN SELECT RAISE(ABORT, 'points are never changed'); END"
        for table, columns in _FIXED.items()
    ]


def _balances() -> list[str]:
    return [
        "CREATE TRIGGER kept_member_begins AFTER INSERT ON member BEGIN "
        "INSERT INTO kept_member (member_id, balance) VALUES (NEW.id, 0); END",
        "CREATE TRIGGER kept_member_ends BEFORE DELETE ON member BEGIN "
        "DELETE FROM kept_member WHERE member_id = OLD.id; END",
        "CREATE TRIGGER kept_member_insert AFTER INSERT ON movement BEGIN "
        "UPDATE kept_member SET balance = balance + NEW.points WHERE member_id = NEW.member_id; END",
        "CREATE TRIGGER kept_member_delete AFTER DELETE ON movement BEGIN "
        "UPDATE kept_member SET balance = balance - OLD.points WHERE member_id = OLD.member_id; END",
    ]


def _rests() -> list[str]:
    """The insert of a draw finds the rest by the lot's number; only a lot that was used up is written anew."""

    def again(lot: str) -> str:
        return (
            f"DELETE FROM kept_lot WHERE lot_id = {lot}; "
            "INSERT INTO kept_lot (lot_id, program_id, member_id, issuer_party_id, day, expiry, rest) "
            "SELECT l.id, l.program_id, l.member_id, l.issuer_party_id, l.day, l.expiry, "
            f"{REST} FROM lot l WHERE l.id = {lot} AND {REST} <> 0; "
            "SELECT RAISE(ABORT, 'a lot is never below zero') WHERE EXISTS (SELECT 1 FROM kept_lot k "
            f"JOIN lot l ON l.id = k.lot_id WHERE k.lot_id = {lot} AND k.rest NOT BETWEEN 0 AND l.points)"
        )

    return [
        "CREATE TRIGGER kept_lot_begins AFTER INSERT ON lot WHEN NEW.points <> 0 BEGIN "
        "INSERT INTO kept_lot (lot_id, program_id, member_id, issuer_party_id, day, expiry, rest) "
        "VALUES (NEW.id, NEW.program_id, NEW.member_id, NEW.issuer_party_id, NEW.day, NEW.expiry, NEW.points); "
        "SELECT RAISE(ABORT, 'a lot is never below zero') WHERE NEW.points < 0; END",
        "CREATE TRIGGER kept_lot_ends BEFORE DELETE ON lot BEGIN DELETE FROM kept_lot WHERE lot_id = OLD.id; END",
        f"CREATE TRIGGER kept_lot_insert AFTER INSERT ON lot_draw BEGIN {again('NEW.lot_id')}; END",
        f"CREATE TRIGGER kept_lot_delete AFTER DELETE ON lot_draw BEGIN {again('OLD.lot_id')}; END",
    ]


STATEMENTS: tuple[str, ...] = (*_fixed(), *_balances(), *_rests())
