"""What a new customer costs, paid and fully loaded, and how much of the local market is ours."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any
from uuid import UUID

from db import core
from db.engine import Store
from db.queries import acquisition as q
from db.queries import customer_figures as customers_q
from db.queries import store as stores_q
from db.tables import acquisition as t
from partnercrm.domain.acquisition import CostDraft, MarketDraft, Spent, amount_within, spent
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Invalid, not_found
from partnercrm.domain.figure import Figure, Unit, share, unknown
from partnercrm.domain.local_area import NO_AREA, LocalArea
from partnercrm.domain.money import half_up
from partnercrm.domain.record import dataclass
from partnercrm.domain.segment import Customer
from partnercrm.domain.words import Message, msg
from partnercrm.services.context import Context
from partnercrm.services.customer_figures import NOBODY, Window, coverage_in
from partnercrm.services.operations import Operation, run

if TYPE_CHECKING:
    from sqlalchemy import Connection, Table

SUBJECTS = ("acquisition",)
PAID = msg(
    "What was noted for ads and the like, reductions by vouchers used here and rewards for referrals, shared by the "
    "customers who bought for the first time in these days."
)
LOADED = msg("{rule} The team's time is counted too.", rule=PAID)
LOCAL_COST = msg("What was noted for people nearby alone, shared by the new customers from there.")
NO_NEW = msg("Nobody bought for the first time in these days.")
NO_COST = msg("Nothing was noted that winning customers cost in these days.")
NO_LOCAL_COST = msg("Nothing was noted that was spent on people nearby alone.")
NO_ESTIMATE = msg("Type an estimate of what people nearby spend on such things, with its source and date.")
LOCAL = msg("Of the customers whose address we know, those with a postcode or town of the local area.")
MARKET = msg("What people nearby bought here, as a share of what {source} of {day} says that they spend.")


@dataclass(frozen=True, slots=True)
class Noted:
    """A cost or an estimate that was noted: row id and UUID."""

    id: int
    uuid: UUID
    changes: Changes


def note_cost(store: Store, ctx: Context, draft: CostDraft, known: UUID | None = None) -> Noted:
    """Notes what was spent on winning customers, or changes what was. It posts nothing: its bill is where bills are.

    Raises Invalid, NotFound.
    """

    def work(op: Operation) -> dict[str, Any]:
        _require_good(draft)
        op.said = msg("Noted what winning customers cost")
        values = {"from_day": draft.from_day, "to_day": draft.to_day, "kind": draft.kind, "amount": draft.amount}
        return _kept(op, t.acquisition_cost, known, {**values, "local": draft.local, "what": draft.what.strip()})

    return _noted(store, ctx, msg("Note what winning customers cost"), (known, draft) if known else draft, work)


def note_market(store: Store, ctx: Context, draft: MarketDraft, known: UUID | None = None) -> Noted:
    """Notes an estimate of the local market with its source and day, or changes one. Raises Invalid, NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        _require_good(draft)
        op.said = msg("Noted an estimate of the local market")
        values = {"from_day": draft.from_day, "to_day": draft.to_day, "amount": draft.amount}
        source = draft.source.strip()
        return _kept(op, t.market_estimate, known, {**values, "source": source, "said_on": draft.said_on})

    return _noted(store, ctx, msg("Note an estimate of the local market"), (known, draft) if known else draft, work)


def remove(store: Store, ctx: Context, named: UUID) -> Changes:
    """Takes a cost or an estimate away that was noted. Raises NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        op.said = msg("Took back what was noted")
        for table in (t.acquisition_cost, t.market_estimate):
            found = _find(op, table, named)
            if found is not None:
                op.delete(table, found)
                return {}
        raise not_found("note")

    return run(store, ctx, msg("Take back what was noted"), named, SUBJECTS, work).changes


def costs(store: Store, window: Window) -> list[tuple[UUID, CostDraft]]:
    """What was noted for days of a window."""
    first = window.first or dt.date.min
    with store.read() as connection:
        return [(name, draft) for _number, name, draft in q.costs(connection, first, window.last)]


def estimates(store: Store, window: Window) -> list[tuple[UUID, MarketDraft]]:
    """Estimates for days of a window, the one said last first."""
    first = window.first or dt.date.min
    with store.read() as connection:
        return [(name, draft) for _number, name, draft in q.estimates(connection, first, window.last)]


def figures(store: Store, first: dt.date, last: dt.date) -> tuple[Figure, ...]:
    """Cost of a new customer (paid, fully loaded, local), the share of local customers, and of the local market."""
    with store.read() as connection:
        return figures_in(connection, first, last)


def figures_in(connection: Connection, first: dt.date, last: dt.date) -> tuple[Figure, ...]:
    """The same within a session."""
    ever = customers_q.customers(connection, None, last)
    within = customers_q.customers(connection, first, last)
    noted = [(number, draft) for number, _uuid, draft in q.costs(connection, first, last)]
    vouchers, rewards = (read(connection, first, last) for read in (q.voucher_reductions, q.referral_rewards))
    said = q.estimates(connection, first, last)
    area = LocalArea.of(stores_q.facts(connection).local_area)
    places = customers_q.addresses(connection)
    covered = coverage_in(connection, Window(first, last))
    judged = {party: area.holds_any(found) for party, found in places.items()}
    local = {party for party, inside in judged.items() if inside} if area.known else None
    new = [row for row in ever if row.first >= first.toordinal()]
    whole, near = spent(noted, first, last), spent(noted, first, last, local=True)
    register = sum(vouchers.values()) + sum(rewards.values())
    records = {"redemption": tuple(vouchers), "referral": tuple(rewards)}
    return (
        _cost("cac_paid", msg("Cost of a new customer"), whole.paid + register, new, PAID, whole, records),
        _cost("cac_loaded", msg("The same with our time"), whole.loaded + register, new, LOADED, whole, records),
        _local_cost(new, local, near),
        _local_share(within, judged, local, covered),
        _market(within, local, said, first, last, covered),
    )


def _cost(
    key: str,
    title: Message,
    amount: int,
    new: Sequence[Customer],
    rule: Message,
    noted: Spent,
    records: Mapping[str, Sequence[int]],
) -> Figure:
    formula = "CAC = acquisition cost / customers whose first purchase lies in the same window"
    behind = {"acquisition_cost": noted.ids, "party": tuple(row.party for row in new), **records}
    missing = NO_NEW if not new else NO_COST if not amount else None
    if missing is not None:
        return unknown(key, title, Unit.MONEY, missing, rule, n=len(new), formula=formula, records=behind)
    return Figure(key, title, Unit.MONEY, half_up(Fraction(amount, len(new))), rule, len(new), formula, behind)


def _local_cost(new: Sequence[Customer], local: set[int] | None, near: Spent) -> Figure:
    title = msg("Cost of a new customer nearby")
    if local is None:
        return unknown("cac_local", title, Unit.MONEY, NO_AREA, LOCAL_COST)
    found = [row for row in new if row.party in local]
    if not near.ids and found:
        return unknown("cac_local", title, Unit.MONEY, NO_LOCAL_COST, LOCAL_COST, n=len(found))
    return _cost("cac_local", title, near.loaded, found, LOCAL_COST, near, {})


def _local_share(
    within: Sequence[Customer], judged: Mapping[int, bool | None], local: set[int] | None, covered: float | None
) -> Figure:
    title = msg("Customers from nearby")
    if local is None:
        return unknown("local_share", title, Unit.SHARE, NO_AREA, LOCAL)
    known = [row.party for row in within if judged.get(row.party) is not None]
    missing = msg("We know no customer's address yet.") if within else NOBODY
    coverage = len(known) / len(within) if within and covered is not None else None
    hits = sum(party in local for party in known)
    records = {"party": tuple(known)}
    return share("local_share", title, hits, len(known), missing, LOCAL, records=records, coverage=coverage)


def _market(
    within: Sequence[Customer],
    local: set[int] | None,
    said: Sequence[tuple[int, UUID, MarketDraft]],
    first: dt.date,
    last: dt.date,
    covered: float | None,
) -> Figure:
    title, formula = msg("Our share of the local market"), "local revenue / outside estimate of the local market"
    rule = msg(MARKET.key, source="…", day="…")
    if local is None or not said:
        missing = NO_AREA if local is None else NO_ESTIMATE
        return unknown("market_share", title, Unit.SHARE, missing, rule, formula=formula)
    number, _uuid, estimate = said[0]
    market = amount_within(estimate.amount, estimate.from_day, estimate.to_day, first, last)
    rule = msg(MARKET.key, source=estimate.source, day=estimate.said_on)
    nearby = [row for row in within if row.party in local]
    if market <= 0 or not nearby:
        return unknown("market_share", title, Unit.SHARE, NOBODY, rule, formula=formula)
    value = sum(row.amount for row in nearby) / market
    behind = {"party": tuple(row.party for row in nearby), "market_estimate": (number,)}
    return Figure("market_share", title, Unit.SHARE, value, rule, len(nearby), formula, behind, covered)


def _kept(op: Operation, table: Table, known: UUID | None, values: dict[str, Any]) -> dict[str, Any]:
    """A new row of what was noted, or the one that is known, changed."""
    if known is None:
        made = uuid.uuid4()
        return {"id": op.insert(table, uuid=made, **values), "uuid": str(made)}
    number = _find(op, table, known)
    if number is None:
        raise not_found("note")
    op.update(table, number, **values)
    return {"id": number, "uuid": str(known)}


def _find(op: Operation, table: Table, named: UUID) -> int | None:
    found: int | None = op.connection.execute(core.select(table.c.id).where(table.c.uuid == named)).scalar()
    return found


def _require_good(draft: CostDraft | MarketDraft) -> None:
    problems = draft.problems()
    if problems:
        raise Invalid(problems)


def _noted(store: Store, ctx: Context, name: Message, draft: object, work: Any) -> Noted:
    done = run(store, ctx, name, draft, SUBJECTS, work)
    return Noted(done.answer["id"], UUID(done.answer["uuid"]), done.changes)
