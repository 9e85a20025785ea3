"""What somebody bought from us, as their page says it: how often, since when, in which rhythm, and what they like."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from db.engine import Store
from db.queries import customer_figures as q
from db.queries import store as stores_q
from partnercrm.domain import retention
from partnercrm.domain.dates import short
from partnercrm.domain.dealing_rows import Dealing, Dealings
from partnercrm.domain.money import Amount
from partnercrm.domain.retention import Rhythm
from partnercrm.domain.words import Message, msg, plural
from partnercrm.services import customer_rule
from partnercrm.services.context import Context

FAVOURITES = 3
PLACE = ("effectiveness", "sales")
OF_PARTY = "party"
"""The list of sales, of the party whose row id is named."""


def dealings(store: Store, ctx: Context, party: int) -> Dealings:
    """The purchases of a party (row id) with its aliases up to today; nothing where they never bought."""
    heading = msg("Purchases")
    with store.read() as connection:
        days = q.days_of(connection, party, ctx.today)
        liked = q.favourites(connection, party, ctx.today, FAVOURITES)
        currency = stores_q.facts(connection).currency
        longer = customer_rule.rule_in(connection).longer
    bought = [day for day, purchases, _sum in days if purchases]
    if not bought:
        return Dealings(heading, ())
    count, total = sum(purchases for _day, purchases, _sum in days), sum(amount for *_rest, amount in days)
    first = short(dt.date.fromordinal(bought[0]), ctx.today)
    said = plural("{count} purchase since {first}", "{count} purchases since {first}", count, first=first)
    amount = msg("{amount}", amount=Amount(total, currency))
    rows = [Dealing(said, _rhythm(bought, party, ctx.today, longer), *PLACE, party, amount, part=OF_PARTY)]
    if liked:
        rows.append(Dealing(msg("Mostly buys"), msg("{items}", items=", ".join(liked)), *PLACE, party, part=OF_PARTY))
    return Dealings(heading, tuple(rows))


def _rhythm(days: list[int], party: int, today: dt.date, longer: Decimal) -> Message:
    """How often they come, and whether they are silent for longer than that."""
    last = short(dt.date.fromordinal(days[-1]), today)
    found: Rhythm | None = retention.rhythm(party, days, today.toordinal(), longer)
    if found is None:
        return msg("The last one on {day}", day=last)
    gap = max(1, round(found.gap))
    usual = plural("usually every day", "usually every {count} days", gap)
    if found.lapsed:
        return msg("The last one on {day}, {usual}: silent for longer than usual", day=last, usual=usual)
    return msg("The last one on {day}, {usual}", day=last, usual=usual)
