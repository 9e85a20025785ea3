"""What needs us today, in short lists, and a few figures with their history. Nothing here nags: turns never alert.

A figure opens down to its records with `behind`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from db.engine import Store
from db.queries import balance, touch
from db.queries import follow_up as follow_ups
from db.queries import party as parties
from db.queries import today as q
from db.queries.store import facts
from partnercrm.domain.alert import AlertKind, AlertRow
from partnercrm.domain.dates import add_months
from partnercrm.domain.interaction_rows import FollowUpRow
from partnercrm.domain.money import Amount, Currency
from partnercrm.domain.period import month_number
from partnercrm.domain.sentences import to_pay_words
from partnercrm.domain.today_rows import (
    COUNTED,
    SHOWN,
    Behind,
    BillRow,
    Card,
    CardRow,
    EndRow,
    Figure,
    FigureKey,
    FirstSteps,
    ImportantDateRow,
    LateOrderRow,
    MonthRow,
    Short,
    Today,
    TouchRow,
    TurnRow,
)
from partnercrm.domain.words import Message, msg, plural
from partnercrm.services import alert, ending, today_sales
from partnercrm.services import store as stores
from partnercrm.services.context import Context

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from partnercrm.domain.coalition_rows import PartnerRow
    from partnercrm.domain.feedback_rows import RequestRow

SOON_DAYS = 14
MONTHS_SHOWN = 12
CLOSED_CARDS = "first_steps.closed"
NOTHING_OPEN = "first_steps.nothing_open"
_TITLES: dict[FigureKey, Message] = {
    FigureKey.IN_TOUCH: msg("In touch this month"),
    FigureKey.THEY_OWE: msg("They owe us"),
    FigureKey.WE_OWE: msg("We owe"),
    FigureKey.FAVOURS_GIVEN: msg("Favours given this month"),
    FigureKey.FAVOURS_RECEIVED: msg("Favours received this month"),
    FigureKey.LATE: msg("Follow-ups late"),
}
_ADDED_UP = (FigureKey.THEY_OWE, FigureKey.WE_OWE, FigureKey.LATE)
_OWED = (FigureKey.THEY_OWE, FigureKey.WE_OWE)
_MONEY = (FigureKey.THEY_OWE, FigureKey.WE_OWE, FigureKey.FAVOURS_GIVEN, FigureKey.FAVOURS_RECEIVED)


def show(store: Store, ctx: Context, shown: int = SHOWN) -> Today:
    """Everything that the tab shows, each list cut after `shown` rows. Money in minor units."""
    with store.read() as connection:
        currency, rules = facts(connection).currency, alert.rules_in(connection)
        return Today(
            follow_ups=_follow_ups(connection, ctx.today, shown),
            losing_touch=_losing_touch(connection, ctx.today, shown),
            bills=_bills(connection, ctx.today, shown, currency),
            dates=_dates(connection, ctx.today, shown),
            turns=_turns(connection, shown),
            months=_months(connection, ctx.today, shown),
            figures=_figures(connection, ctx.today, currency),
            alerts=alert.short_in(connection, ctx.today, shown),
            ending=ending.soon(connection, ctx.today, shown, rules[AlertKind.ENDING]),
            deliveries=ending.late_orders(connection, ctx.today, shown, rules[AlertKind.LATE]),
        )


def shared_cards(store: Store, ctx: Context, shown: int = SHOWN) -> Short[PartnerRow]:
    """The shops that share a card with us whose pot ran low or with whom much is open, where somebody asked to be told.

    Read apart from the rest, for it adds points up.
    """
    with store.read() as connection:
        if not q.has_alerts(connection):
            return Short((), 0)
    from partnercrm.services import coalition  # late: most shops share no card

    found = [row for row in coalition.partners(store, ctx) if row.alert]
    return Short(tuple(found[:shown]), len(found))


def to_ask(store: Store, ctx: Context, shown: int = SHOWN) -> Short[RequestRow]:
    """Whom a survey, or somebody of us, wants asked by now. Read apart from the rest, for it goes through purchases."""
    with store.read() as connection:
        if not q.has_surveys(connection):
            return Short((), 0)
    from partnercrm.services import survey_request  # late: a shop that asks nobody is shown without it

    found = survey_request.due(store, ctx)
    return Short(tuple(found[:shown]), len(found))


def alerts(store: Store, ctx: Context, shown: int = COUNTED) -> Short[AlertRow]:
    """What needs a look, so many rows of it."""
    with store.read() as connection:
        return alert.short_in(connection, ctx.today, shown)


def ending_soon(store: Store, ctx: Context, shown: int = COUNTED) -> Short[EndRow]:
    """What ends soon, so many rows of it."""
    with store.read() as connection:
        return ending.soon(connection, ctx.today, shown, alert.rules_in(connection)[AlertKind.ENDING])


def late_deliveries(store: Store, ctx: Context, shown: int = COUNTED) -> Short[LateOrderRow]:
    """The orders that should have come, so many rows of them."""
    with store.read() as connection:
        return ending.late_orders(connection, ctx.today, shown, alert.rules_in(connection)[AlertKind.LATE])


def turns(store: Store, _ctx: Context, shown: int = COUNTED) -> Short[TurnRow]:
    """Whose turn it is, so many rows of it."""
    with store.read() as connection:
        return _turns(connection, shown)


def dates(store: Store, ctx: Context, shown: int = COUNTED) -> Short[ImportantDateRow]:
    """The important dates that come up, so many rows of them."""
    with store.read() as connection:
        return _dates(connection, ctx.today, shown)


def behind(store: Store, ctx: Context, key: FigureKey, month: int | None = None) -> Behind:
    """The records behind a figure, of this month or of another (yyyymm); what is owed or late stands as of now."""
    wanted = month or month_number(ctx.today)
    with store.read() as connection:
        match key:
            case FigureKey.IN_TOUCH:
                return Behind("party", tuple(q.in_touch(connection, wanted)))
            case FigureKey.FAVOURS_GIVEN | FigureKey.FAVOURS_RECEIVED:
                side = 1 if key is FigureKey.FAVOURS_GIVEN else -1
                return Behind("exchange", tuple(q.favours(connection, wanted, side)))
            case FigureKey.THEY_OWE | FigureKey.WE_OWE:
                side = 1 if key is FigureKey.THEY_OWE else -1
                return Behind("exchange", tuple(q.open_items(connection, side)))
            case FigureKey.SALES:
                return Behind("sale", tuple(q.sales(connection, wanted, ctx.today)))
            case FigureKey.LATE:
                yesterday = ctx.today - dt.timedelta(days=1)
                return Behind("follow_up", tuple(q.steps(connection, yesterday, ctx.today, -1)))


def _follow_ups(connection: Connection, today: dt.date, shown: int) -> Short[FollowUpRow]:
    rows = follow_ups.page_rows(connection, q.steps(connection, today, today, shown))
    return Short(tuple(rows), q.steps_count(connection, today, today))


def _losing_touch(connection: Connection, today: dt.date, shown: int) -> Short[TouchRow]:
    return Short(tuple(touch.due(connection, today, shown)), touch.due_count(connection, today))


def _bills(connection: Connection, today: dt.date, shown: int, currency: Currency) -> Short[BillRow]:
    found, counted_out = q.parties_with_bills(connection, today + dt.timedelta(days=SOON_DAYS), shown)
    named = parties.standings(connection, found[:shown])
    rows = tuple(_bill(connection, each.id, each.name, today, currency) for each in named)
    return Short(rows, len(found), counted_out)


def _bill(connection: Connection, party: int, name: str, today: dt.date, currency: Currency) -> BillRow:
    sides = {side: (amount, due) for side, amount, due in balance.open_sides(connection, party)}
    they_owe, they_due = sides.get(1, (0, None))
    we_owe, we_due = sides.get(-1, (0, None))
    they, we = Amount(they_owe, currency), Amount(we_owe, currency)
    return BillRow(
        party=party,
        name=name,
        they_owe=they_owe,
        we_owe=we_owe,
        they_due=they_due,
        we_due=we_due,
        late=any(due is not None and due < today for due in (they_due, we_due)),
        said=tuple(to_pay_words(they, we, today, they_due=they_due, we_due=we_due)),
        exchanges=tuple(q.open_exchanges(connection, parties.family(connection, party))),
    )


def _dates(connection: Connection, today: dt.date, shown: int) -> Short[ImportantDateRow]:
    found = q.dates(connection, today, SOON_DAYS)
    return Short(tuple(found[:shown]), len(found), len(found) == COUNTED)


def _turns(connection: Connection, shown: int) -> Short[TurnRow]:
    found = q.turns(connection)
    return Short(tuple(found[:shown]), len(found), len(found) == COUNTED)


def _months(connection: Connection, today: dt.date, shown: int) -> Short[MonthRow]:
    found = q.open_months(connection, month_number(today))
    return Short(tuple(found[:shown]), len(found))


def _figures(connection: Connection, today: dt.date, currency: Currency) -> tuple[Figure, ...]:
    kept = q.months(connection)
    shown = [month_number(add_months(today.replace(day=1), back)) for back in range(1 - MONTHS_SHOWN, 1)]
    late = q.steps_count(connection, today - dt.timedelta(days=1), today)
    sold = today_sales.figure(connection, today, currency, MONTHS_SHOWN)
    kept_keys = (key for key in FigureKey if key is not FigureKey.SALES)
    return (sold, *(_figure(key, kept, shown, currency, late) for key in kept_keys))


def _figure(
    key: FigureKey, kept: dict[int, dict[str, int]], shown: Sequence[int], currency: Currency, late: int
) -> Figure:
    name = key.value
    months = {month: figures[name] for month, figures in kept.items()}
    if key in _ADDED_UP:
        series = [sum(added for at, added in months.items() if at <= month) for month in shown]
    else:
        series = [months.get(month, 0) for month in shown]
    if key is FigureKey.LATE:
        series[-1] = late
    waiting = max(-series[-1], 0) if key in _OWED else 0
    series = [max(each, 0) for each in series] if key in _OWED else series
    value, before = series[-1], series[-2]
    compared = _compared(value - before, currency if key in _MONEY else None)
    return Figure(
        key=key,
        title=_TITLES[key],
        value=value,
        before=before,
        series=tuple(series),
        compared=_held(key, waiting, currency) if waiting else compared,
        money=key in _MONEY,
        unpriced=kept.get(shown[-1], {}).get(f"{name}_unpriced", 0),
        waiting=waiting,
    )


def _held(key: FigureKey, waiting: int, currency: Currency) -> Message:
    """Where more was paid beforehand than is owed, that is what there is to say."""
    amount = Amount(waiting, currency)
    if key is FigureKey.THEY_OWE:
        return msg("we hold {amount} of theirs", amount=amount)
    return msg("they hold {amount} of ours", amount=amount)


def _compared(more: int, currency: Currency | None) -> Message:
    """The difference to the month before, in words."""
    if more == 0:
        return msg("as last month")
    if currency is not None:
        amount = Amount(abs(more), currency)
        return msg("{amount} more than last month", amount=amount) if more > 0 else _less(amount)
    if more > 0:
        return plural("{count} more than last month", "{count} more than last month", more)
    return plural("{count} less than last month", "{count} fewer than last month", -more)


def _less(amount: Amount) -> Message:
    return msg("{amount} less than last month", amount=amount)


def first_steps(store: Store) -> FirstSteps:
    """The four cards of the first fifteen minutes: what each asks for ticks it; a closed one stays closed."""
    closed = set(stores.remembered(store, CLOSED_CARDS) or ())
    nothing_open = bool(stores.remembered(store, NOTHING_OPEN))
    with store.read() as connection:
        ticked = {
            Card.NEIGHBOUR: q.partner_with_phone(connection),
            Card.EXCHANGE: q.has_exchange(connection),
            Card.OPENING: nothing_open or q.has_opening(connection),
            Card.NEXT_TALK: q.has_next_talk(connection),
        }
    return FirstSteps(tuple(CardRow(card, ticked[card], card.value in closed) for card in Card))


def close(store: Store, card: Card) -> None:
    """Closes a card for good."""
    closed: list[Any] = stores.remembered(store, CLOSED_CARDS) or []
    stores.remember(store, CLOSED_CARDS, sorted({*closed, card.value}))


def decline_opening(store: Store) -> None:
    """Answers "is anything open from before?" with no, which ticks its card."""
    stores.remember(store, NOTHING_OPEN, True)
