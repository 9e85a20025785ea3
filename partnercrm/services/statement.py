"""Statements: a party's exchanges in a span with a running balance to pay, or the latest of them, backwards."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

from db.engine import Store
from db.queries import balance, open_item
from db.queries import entry as entries_q
from db.queries import statement as q
from db.queries.posting import family_of, root_of
from partnercrm.domain.ledger import Lens
from partnercrm.domain.ledger_rows import OpenSide, Statement, StatementKey, StatementPage, StatementRow

if TYPE_CHECKING:
    from sqlalchemy import Connection

__all__ = ["Statement", "StatementKey", "StatementPage", "StatementRow"]


def statement(
    store: Store,
    party: int,
    from_day: dt.date | None = None,
    to_day: dt.date | None = None,
    *,
    handed_over: bool = False,
    folded: bool = True,
    described: bool = False,
) -> Statement:
    """The statement of a party (row id) between two days, both included.

    `folded` leaves out what was reversed within the span, with its reversal. `handed_over` speaks from the reader's
    side and carries To pay and agreed values only: bills, agreed prices, price lists. `described` says what passed
    where nobody wrote a memo, which is for our own eyes.
    """
    with store.read() as connection:
        root = root_of(connection, party)
        family = family_of(connection, root)
        opening = q.to_pay_before(connection, family, from_day) if from_day else 0
        entries = q.span(connection, family, from_day, to_day, folded=folded)
        name = balance.named(connection, root)[1]
        said = _said(connection, entries) if described and not handed_over else {}
        still_open = open_item.listed(connection, to_day or dt.date.max, to_day, family)
    rows, standing = [], opening
    for entry in entries:
        standing += entry.given - entry.received
        row = _row(entry, standing)
        rows.append(row._replace(memo=said.get(entry.id, row.memo)))
    owing = OpenSide.RECEIVABLE if standing > 0 else OpenSide.PAYABLE
    held = bool(standing) and not any(item.side is owing and item.open > 0 for item in still_open)
    made = Statement(root, name, from_day, to_day, False, opening, tuple(rows), standing, held)
    return _handed_over(made, entries) if handed_over else made


def latest(
    store: Store, party: int, count: int = 100, below: StatementKey | None = None, *, folded: bool = True
) -> StatementPage:
    """The latest entries with a party (row id), latest first, each with what stands to pay after it.

    `below` is where the page before said that it goes on.
    """
    with store.read() as connection:
        root = root_of(connection, party)
        family = family_of(connection, root)
        key = (below.day, below.exchange) if below else None
        standing = below.balance if below else balance.of_party(connection, root, Lens.TO_PAY).balance
        entries = q.latest(connection, family, key, count, folded=folded)
    rows = []
    for entry in entries:
        rows.append(_row(entry, standing))
        standing -= entry.given - entry.received
    ended = len(entries) < count
    return StatementPage(tuple(rows), None if ended else StatementKey(entries[-1].day, entries[-1].id, standing))


def _said(connection: Connection, found: list[q.Raw]) -> dict[int, str]:
    return {row.id: row.said for row in entries_q.page_rows(connection, [entry.id for entry in found])}


def _row(entry: q.Raw, standing: int) -> StatementRow:
    taken = entry.taken_year, entry.taken_sequence
    return StatementRow(
        entry.id,
        entry.day,
        (entry.fiscal_year, entry.sequence),
        entry.uuid,
        entry.belongs_to,
        entry.due,
        entry.memo,
        entry.our_document,
        entry.their_document,
        None if taken[0] is None or taken[1] is None else (taken[0], taken[1]),
        entry.given,
        entry.received,
        standing,
        entry.favours_given,
        entry.favours_received,
        entry.unpriced_given,
        entry.unpriced_received,
    )


def _handed_over(ours: Statement, entries: list[q.Raw]) -> Statement:
    """The same from the reader's side: what we gave they received, and nothing that is only our guess."""
    rows = [
        row._replace(
            our_document=row.their_document,
            their_document=row.our_document,
            given=row.received,
            received=row.given,
            balance=-row.balance,
            favours_given=entry.agreed_received,
            favours_received=entry.agreed_given,
            unpriced_given=0,
            unpriced_received=0,
        )
        for row, entry in zip(ours.rows, entries, strict=True)
        if entry.given or entry.received or entry.agreed_given or entry.agreed_received
    ]
    return replace(ours, handed_over=True, opening=-ours.opening, rows=tuple(rows), closing=-ours.closing)
