"""What customers bought, one grouped statement a question: nothing loads a million sales.

A purchase is a sale to somebody we know; refunds take money off and are no purchase. Sums follow merges: parties that
were merged are grouped anew, all others straight from the index that covers them.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID

from db.queries import many
from db.queries.party import family
from db.tables.listed import LISTED
from db.values import day_to_int
from partnercrm.domain.busy import Slot
from partnercrm.domain.retention import ordinal
from partnercrm.domain.segment import Customer

if TYPE_CHECKING:
    from sqlalchemy import Connection

BOUGHT = "amount >= 0"
_FAMILIES = "SELECT party_id AS party FROM alias UNION SELECT root_id FROM alias"
# Sales of everybody who was never merged, in the order of the covering index, and of those who were, by who they are.
_ALONE = f"""
    FROM sale INDEXED BY ix_sale_party
    WHERE party_id IS NOT NULL AND day BETWEEN :first AND :last AND party_id NOT IN ({_FAMILIES})
"""
_MERGED = f"""
    FROM ({_FAMILIES}) f CROSS JOIN sale s INDEXED BY ix_sale_party ON s.party_id = f.party
    LEFT JOIN alias a ON a.party_id = f.party WHERE s.day BETWEEN :first AND :last
"""
# One row for each customer and day: purchases, and money with refunds taken off.
_DAY = f"count(*) FILTER (WHERE {BOUGHT}) AS purchases, sum(amount - reduction + rounding) AS amount"
DAYS = f"""
    SELECT party_id AS party, day, {_DAY} {_ALONE} GROUP BY party_id, day UNION ALL
    SELECT coalesce(a.root_id, f.party), day, {_DAY} {_MERGED} GROUP BY coalesce(a.root_id, f.party), day
"""
_SUMS = f"""min(day) FILTER (WHERE {BOUGHT}), max(day) FILTER (WHERE {BOUGHT}),
    count(*) FILTER (WHERE {BOUGHT}) AS purchases, count(DISTINCT CASE WHEN {BOUGHT} THEN day END),
    sum(amount - reduction + rounding)
"""
_CUSTOMERS = f"""
    SELECT party_id, {_SUMS} {_ALONE} GROUP BY party_id HAVING purchases UNION ALL
    SELECT coalesce(a.root_id, f.party), {_SUMS} {_MERGED} GROUP BY coalesce(a.root_id, f.party) HAVING purchases
"""
_OF_DAYS = f"""
    SELECT party, json_group_array(day), json_group_array(amount)
    FROM (SELECT party, day, amount FROM ({DAYS}) WHERE purchases ORDER BY party, day) GROUP BY party
"""
THERE = "SELECT id FROM party WHERE binned_at IS NULL AND erased_at IS NULL AND walk_in = 0"
_COHORTS = f"""
    SELECT first, month, count(*) FROM (
        SELECT party, month, min(month) OVER (PARTITION BY party) AS first
        FROM (SELECT party, day / 100 AS month FROM ({DAYS}) WHERE purchases AND party IN ({THERE})
            GROUP BY party, day / 100)
    ) GROUP BY first, month
"""
SPAN = "s.day BETWEEN :first AND :last"
# Sales of a span in the order in which their items lie: a million of them in the order of days take ten times as long.
IN_ORDER = f"sold AS MATERIALIZED (SELECT s.id, s.day FROM sale s WHERE {SPAN} ORDER BY s.id)"


class Covered(NamedTuple):
    """Sales in a span: all of them and those with a buyer, a time or items; revenue in minor units, all and named."""

    sales: int
    named: int
    timed: int
    itemised: int
    revenue: int
    named_revenue: int


def customers(connection: Connection, first: dt.date | None, last: dt.date) -> list[Customer]:
    """Everybody who bought in the span, with their sums. Those in the bin and the erased are left out."""
    there = set(many.ids(connection, THERE))
    days: dict[int, int] = {}

    def at(day: int) -> int:
        found = days.get(day)
        if found is None:
            found = days[day] = ordinal(day)
        return found

    rows = many.tuples(connection, _CUSTOMERS, span(first, last))
    return [
        Customer(party, at(begun), at(latest), purchases, count, amount)
        for party, begun, latest, purchases, count, amount in rows
        if party in there
    ]


def purchase_days(
    connection: Connection, first: dt.date | None, last: dt.date
) -> Iterator[tuple[int, list[int], list[int]]]:
    """Each customer with their purchase days (ordinals, ascending) and what each day brought (minor units)."""
    there = set(many.ids(connection, THERE))
    known: dict[int, int] = {}
    for party, days, amounts in many.tuples(connection, _OF_DAYS, span(first, last)):
        if party in there:
            found = json.loads(days)
            for day in found:
                if day not in known:
                    known[day] = ordinal(day)
            yield party, [known[day] for day in found], json.loads(amounts)


def days_of(connection: Connection, party: int, last: dt.date) -> list[tuple[int, int, int]]:
    """Each day (ordinal, ascending) on which one party with its aliases bought or gave back: purchases and money."""
    sql = (
        f"SELECT day, {_DAY} FROM sale WHERE party_id IN (SELECT value FROM json_each(?)) AND day <= ? "
        "GROUP BY day ORDER BY day"
    )
    rows = many.tuples(connection, sql, (json.dumps(family(connection, party)), day_to_int(last)))
    return [(ordinal(day), purchases, amount) for day, purchases, amount in rows]


def favourites(connection: Connection, party: int, last: dt.date, most: int) -> list[str]:
    """The items that one party with its aliases bought on most receipts, the most frequent first."""
    sql = (
        "SELECT i.name FROM sale s JOIN sale_item l ON l.sale_id = s.id JOIN item i ON i.id = l.item_id "
        "WHERE s.party_id IN (SELECT value FROM json_each(?)) AND s.day <= ? AND l.quantity > 0 "
        "GROUP BY i.id ORDER BY count(*) DESC, i.name LIMIT ?"
    )
    values = (json.dumps(family(connection, party)), day_to_int(last), most)
    return [name for (name,) in many.tuples(connection, sql, values)]


def cohort_months(connection: Connection, last: dt.date) -> list[tuple[int, int, int]]:
    """How many customers of each first month (yyyymm) bought in each month up to a day."""
    return [(first, month, count) for first, month, count in many.tuples(connection, _COHORTS, span(None, last))]


def covered(connection: Connection, first: dt.date | None, last: dt.date) -> Covered:
    """How much of the sales in a span says who bought, when in the day, and what."""
    sql = f"""
        SELECT count(*), count(s.party_id), count(s.minute),
            coalesce(sum(EXISTS (SELECT 1 FROM sale_item l WHERE l.sale_id = s.id)), 0),
            coalesce(sum(s.amount - s.reduction + s.rounding), 0),
            coalesce(sum(s.amount - s.reduction + s.rounding) FILTER (WHERE s.party_id IS NOT NULL), 0)
        FROM sale s WHERE {SPAN}
    """
    ((*found,),) = many.tuples(connection, sql, span(first, last))
    return Covered(*found)


def shares(connection: Connection, first: dt.date | None, last: dt.date) -> tuple[int, int, int, int]:
    """Sales and revenue of a span, of customers we know and of walk-in customers, from the covering index alone."""
    sql = """
        SELECT count(party_id), coalesce(sum(amount - reduction + rounding) FILTER (WHERE party_id IS NOT NULL), 0),
            count(*) - count(party_id),
            coalesce(sum(amount - reduction + rounding) FILTER (WHERE party_id IS NULL), 0)
        FROM sale INDEXED BY ix_sale_party WHERE day BETWEEN :first AND :last AND (party_id IS NULL OR party_id > 0)
    """
    ((*found,),) = many.tuples(connection, sql, span(first, last))
    return found[0], found[1], found[2], found[3]


def totals(connection: Connection, first: dt.date | None, last: dt.date) -> tuple[int, int, int]:
    """How many customers, purchases, and revenue, added up sale by sale: what other sums are proved by."""
    sql = f"""
        WITH named AS MATERIALIZED (
            SELECT coalesce(a.root_id, s.party_id) AS party, ({BOUGHT}) AS bought,
                s.amount - s.reduction + s.rounding AS price
            FROM sale s LEFT JOIN alias a ON a.party_id = s.party_id WHERE s.party_id IS NOT NULL AND {SPAN}
        )
        SELECT count(DISTINCT party), coalesce(sum(bought), 0), coalesce(sum(price), 0) FROM named
        WHERE party IN ({THERE}) AND party IN (SELECT party FROM named WHERE bought)
    """
    ((customers, purchases, revenue),) = many.tuples(connection, sql, span(first, last))
    return customers, purchases, revenue


def listed(connection: Connection) -> set[int]:
    """Everybody who is in the directory: not archived, not in the bin, not merged into another."""
    return set(many.ids(connection, f"SELECT id FROM party WHERE {LISTED} AND id NOT IN (SELECT party_id FROM alias)"))


def addresses(connection: Connection) -> dict[int, list[tuple[str, str]]]:
    """The postal addresses that say where: party -> (postcode, town)."""
    sql = (
        "SELECT coalesce(a.root_id, c.party_id), c.postcode, c.town FROM contact_point c "
        "LEFT JOIN alias a ON a.party_id = c.party_id WHERE c.postcode <> '' OR c.town <> ''"
    )
    found: dict[int, list[tuple[str, str]]] = {}
    for party, postcode, town in many.tuples(connection, sql):
        found.setdefault(party, []).append((postcode, town))
    return found


def tagged(connection: Connection, folded: str) -> set[int]:
    """Who has a tag, by its folded name."""
    sql = "SELECT party_id AS id FROM party_tag WHERE tag_id = (SELECT id FROM tag WHERE folded = ?)"
    return set(many.ids(connection, sql, (folded,)))


def reached(connection: Connection, kind: str, *, agreed: bool = False) -> set[int]:
    """Who has a contact point of a kind that nobody refused or withdrew; with `agreed` one that they said yes to."""
    said_yes = " AND EXISTS (SELECT 1 FROM consent s WHERE s.contact_point_id = c.id AND s.state = 'given')"
    sql = (
        "SELECT c.party_id AS id FROM contact_point c WHERE c.kind = ? AND c.value || c.street || c.town <> '' AND NOT "
        "EXISTS (SELECT 1 FROM consent s WHERE s.contact_point_id = c.id AND s.state IN ('refused', 'withdrawn'))"
        f"{said_yes if agreed else ''}"
    )
    return set(many.ids(connection, sql, (kind,)))


def dated(connection: Connection, month: int) -> set[int]:
    """Who has a birthday or another date in a month (1 to 12)."""
    sql = (
        "SELECT coalesce(a.root_id, d.party_id) AS id FROM important_date d LEFT JOIN alias a "
        "ON a.party_id = d.party_id WHERE d.month = ?"
    )
    return set(many.ids(connection, sql, (month,)))


def members(connection: Connection, program: UUID | None, last: dt.date) -> set[int]:
    """Who holds a card on a day that is not closed; of one program where it is named."""
    sql = (
        "SELECT coalesce(a.root_id, m.party_id) AS id FROM member m LEFT JOIN alias a ON a.party_id = m.party_id "
        "WHERE m.party_id IS NOT NULL AND m.merged_into_id IS NULL AND m.joined <= :day "
        "AND (m.closed IS NULL OR m.closed > :day) AND (:program IS NULL "
        "OR m.program_id = (SELECT id FROM program WHERE uuid = :program))"
    )
    return set(many.ids(connection, sql, {"day": day_to_int(last), "program": program and program.bytes}))


def bought_item(connection: Connection, item: int, last: dt.date) -> set[int]:
    """Who bought an item up to a day."""
    sql = (
        "SELECT DISTINCT coalesce(a.root_id, s.party_id) AS id FROM sale_item l JOIN sale s ON s.id = l.sale_id "
        "LEFT JOIN alias a ON a.party_id = s.party_id "
        "WHERE l.item_id = ? AND l.quantity > 0 AND s.party_id IS NOT NULL AND s.day <= ?"
    )
    return set(many.ids(connection, sql, (item, day_to_int(last))))


def pairs(
    connection: Connection, first: dt.date | None, last: dt.date
) -> tuple[list[tuple[int, int, int]], dict[int, int], int]:
    """On how many receipts of a span two items stand together, on how many each stands, and how many have items."""
    sql = f"""
        WITH {IN_ORDER}, bought AS MATERIALIZED (
            SELECT DISTINCT l.sale_id AS sale, l.item_id AS item
            FROM sold s CROSS JOIN sale_item l ON l.sale_id = s.id WHERE l.quantity > 0
        )
        SELECT a.item, b.item, count(*) FROM bought a JOIN bought b ON b.sale = a.sale AND b.item > a.item
        GROUP BY a.item, b.item UNION ALL
        SELECT item, NULL, count(*) FROM bought GROUP BY item UNION ALL
        SELECT NULL, NULL, count(DISTINCT sale) FROM bought
    """
    found = many.tuples(connection, sql, span(first, last))
    together = [(one, other, count) for one, other, count in found if other is not None]
    on = {one: count for one, other, count in found if one is not None and other is None}
    return together, on, int(found[-1][2])


def slots(connection: Connection, first: dt.date | None, last: dt.date) -> list[Slot]:
    """What each hour of each day of a span saw; refunds are left out."""
    sql = f"""
        WITH {IN_ORDER} SELECT s.day, x.minute / 60, count(*), sum(x.amount - x.reduction + x.rounding)
        FROM sold s CROSS JOIN sale x ON x.id = s.id WHERE x.{BOUGHT} GROUP BY s.day, x.minute / 60
    """
    return [Slot(*row) for row in many.tuples(connection, sql, span(first, last))]


def sales(connection: Connection, first: dt.date | None, last: dt.date) -> list[int]:
    """The sales of a span (row ids), refunds left out."""
    sql = f"""
        WITH {IN_ORDER} SELECT s.id AS id FROM sold s CROSS JOIN sale x ON x.id = s.id WHERE x.{BOUGHT}
    """
    return many.ids(connection, sql, span(first, last))


def sold_by_day(connection: Connection, first: dt.date, last: dt.date) -> dict[int, dict[int, float]]:
    """How much of each item was sold on each day (ordinal) of a span, what came back taken off."""
    sql = f"""
        WITH {IN_ORDER} SELECT l.item_id, s.day, sum(l.quantity) / 10000.0
        FROM sold s CROSS JOIN sale_item l ON l.sale_id = s.id GROUP BY l.item_id, s.day
    """
    found: dict[int, dict[int, float]] = {}
    for item, day, quantity in many.tuples(connection, sql, span(first, last)):
        found.setdefault(item, {})[ordinal(day)] = quantity
    return found


def names(connection: Connection, parties: Iterable[int]) -> dict[int, tuple[str, bytes]]:
    """The names and UUIDs of parties."""
    sql = "SELECT id, name, uuid FROM party WHERE id IN (SELECT value FROM json_each(?))"
    found = many.tuples(connection, sql, (json.dumps(list(parties)),))
    return {number: (name, uuid) for number, name, uuid in found}


def span(first: dt.date | None, last: dt.date) -> dict[str, int]:
    return {"first": 0 if first is None else day_to_int(first), "last": day_to_int(last)}
