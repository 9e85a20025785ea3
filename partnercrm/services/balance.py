"""Who stands how with us: To pay, Favours and Turns, of all or of one, now or as of a day."""

from __future__ import annotations

import datetime as dt

from db.engine import Store
from db.queries import balance as q
from db.queries.posting import root_of
from partnercrm.domain.ledger import Lens
from partnercrm.domain.ledger_rows import BALANCE_ROWS, BalanceRow, KindRow, MonthTotal, PartyBalance, SideOpen

__all__ = ["BalanceRow", "KindRow", "MonthTotal", "PartyBalance", "SideOpen"]


def balances(
    store: Store,
    lens: Lens | None = None,
    party: int | None = None,
    on: dt.date | None = None,
    from_day: dt.date | None = None,
) -> list[BalanceRow]:
    """Balances by party within each lens, in minor units (Turns: days); one lens, one party (row id) if said.

    `on` is as it stood at the end of that day, `from_day` leaves out what was before; without days all that is posted.
    A party that is named is in every lens, also where nothing happened yet.
    """
    lenses = list(Lens) if lens is None else [lens]
    with store.read() as connection:
        parties = None if party is None else [root_of(connection, party)]
        found: list[BalanceRow] = []
        for each in lenses:
            if on is None and from_day is None:
                rows = q.now(connection, each, parties)
            else:
                rows = q.between(connection, each, from_day, on, parties)
            if parties and not rows:
                rows = [BALANCE_ROWS[each](parties[0], *q.named(connection, parties[0]))]
            found += rows
    return found


def party_balance(store: Store, party: int, today: dt.date) -> PartyBalance:
    """How we stand with one party (row id) now; `today` says what is late."""
    with store.read() as connection:
        root = root_of(connection, party)
        sides = {side: _side(amount, due, today) for side, amount, due in q.open_sides(connection, root)}
        to_pay, favours, turns = (q.of_party(connection, root, lens) for lens in Lens)
    they, we = sides.get(1, SideOpen()), sides.get(-1, SideOpen())
    set_off = max(0, min(they.amount, we.amount))
    return PartyBalance(root, they, we, set_off, to_pay, favours, turns)


def by_kind(store: Store, party: int, from_day: dt.date | None = None, to_day: dt.date | None = None) -> list[KindRow]:
    """The favours with one party by kind: a total can be mutual while every kind goes one way."""
    with store.read() as connection:
        return q.by_kind(connection, party, from_day, to_day)


def months(store: Store, from_day: dt.date | None = None, to_day: dt.date | None = None) -> list[MonthTotal]:
    """What each side gave in each month with each party, by what it asks for, in minor units."""
    with store.read() as connection:
        return q.months(connection, from_day, to_day)


def _side(amount: int, due: dt.date | None, today: dt.date) -> SideOpen:
    return SideOpen(amount, due, max(0, (today - due).days) if due else 0)
