"""How the database keeps what was sold on a day: the rule as SQL and the triggers that follow it.

Apart from the table, which needs SQLAlchemy: who only reads the first rows comes by here.
"""

from __future__ import annotations


def back(row: str) -> str:
    """SQL for 1 where a sale gives back, else 0."""
    return f"({row}.refunds_id IS NOT NULL OR {row}.amount < 0)"


def price(row: str) -> str:
    """SQL for what a sale cost, below zero for a refund."""
    return f"({row}.amount - {row}.reduction + {row}.rounding)"


def sums() -> str:
    """SQL for every row of kept_sale_day, as plain sums."""
    return (
        f"SELECT s.day, sum(NOT {back('s')}) AS sales, sum({back('s')}) AS refunds, sum({price('s')}) AS amount "
        "FROM sale s GROUP BY s.day"
    )


def _counted(row: str, sign: str) -> str:
    return (
        "INSERT INTO kept_sale_day (day, sales, refunds, amount) "
        f"VALUES ({row}.day, {sign}(NOT {back(row)}), {sign}{back(row)}, {sign}{price(row)}) "
        "ON CONFLICT (day) DO UPDATE SET sales = sales + excluded.sales, refunds = refunds + excluded.refunds, "
        "amount = amount + excluded.amount"
    )


def _on(name: str, event: str, *statements: str) -> str:
    return f"CREATE TRIGGER kept_sale_day_{name} AFTER {event} ON sale BEGIN {'; '.join(statements)}; END"


_EMPTY = "DELETE FROM kept_sale_day WHERE day = OLD.day AND sales = 0 AND refunds = 0"
_WATCHED = "day, amount, reduction, rounding, refunds_id"
STATEMENTS: tuple[str, ...] = (
    _on("insert", "INSERT", _counted("NEW", "")),
    _on("delete", "DELETE", _counted("OLD", "-"), _EMPTY),
    _on("update", f"UPDATE OF {_WATCHED}", _counted("OLD", "-"), _counted("NEW", ""), _EMPTY),
)
