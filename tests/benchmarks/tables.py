"""A table of the window over a store: from what is typed or clicked to the painted rows.

The raw side asks the driver for the same rows and paints as many in the very same table, where they lie ready; so what
is compared is finding, reading and paging. No worker is between: both sides run on one thread.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TypeAlias

from partnercrm.domain.dates import Clock
from partnercrm.domain.party_rows import PartyFilter, PartyRow, PartySort
from partnercrm.services import party_list
from partnercrm.services import store as stores
from partnercrm.services.context import Context
from tests.benchmarks.maker import TODAY
from tests.benchmarks.works import Ground, Work, page_by_key, raw_hits, typed_texts
from ui import theme
from ui.common.paged_table_model import PAGE
from ui.common.table_view import Table
from ui.party import cells

Fetch: TypeAlias = "Callable[[list[int]], Sequence[PartyRow]]"

SIZE = (960, 640)
LISTED = 500
PLACES = (0.1, 0.9, 0.5, 0.3, 0.99)
BY_BALANCE = """
    SELECT p.id FROM party p LEFT JOIN kept_balance k ON k.party_id = p.id AND k.asks = 'money'
    ORDER BY coalesce(k.given - k.received, 0), p.sort_name, p.id"""


def keystroke_to_repainted(at: Ground) -> Work:
    """The directory filtered at each keystroke from the first, with its first page, repainted."""
    ctx, typed = stores.context(at.store, Clock.fixed(TODAY)), typed_texts(at.size)
    fetch = _fetching(at, ctx)
    shown, ready = _table(fetch), _ready(fetch)

    def ours() -> None:
        for text in typed:
            ids = party_list.ids(at.store, ctx, PartyFilter(text=text))
            shown.paged.set_ids(ids, fetch(ids[:PAGE]))
            shown.viewport().repaint()

    def raw() -> None:
        for text in typed:
            ids = raw_hits(at.raw, text, LISTED)
            page_by_key(at.raw, ids[:PAGE])
            ready.paged.set_ids(ids)
            ready.viewport().repaint()

    return ours, raw


def fill_and_jump(at: Ground) -> Work:
    """Everybody sorted by what they owe, painted, and five jumps anywhere in the list, each painted."""
    ctx = stores.context(at.store, Clock.fixed(TODAY))
    fetch = _fetching(at, ctx)
    shown, ready = _table(fetch), _ready(fetch)

    def ours() -> None:
        shown.paged.set_ids([])
        shown.paged.set_ids(party_list.ids(at.store, ctx, sort=PartySort.TO_PAY))
        shown.viewport().repaint()
        for place in PLACES:
            _jump(shown, place)

    def raw() -> None:
        ready.paged.set_ids([])
        ids = [row[0] for row in at.raw.execute(BY_BALANCE)]
        page_by_key(at.raw, ids[:PAGE])
        ready.paged.set_ids(ids)
        ready.viewport().repaint()
        for place in PLACES:
            first = round(place * (len(ids) - 1)) // PAGE * PAGE
            page_by_key(at.raw, ids[first : first + PAGE])
            _jump(ready, place)

    return ours, raw


def _fetching(at: Ground, ctx: Context) -> Fetch:
    return lambda ids: party_list.rows(at.store, ctx, ids)


def _jump(table: Table, place: float) -> None:
    row = round(place * (table.paged.rowCount() - 1))
    table.scrollTo(table.paged.index(row, table.first_column()), Table.ScrollHint.PositionAtTop)
    table.viewport().repaint()


def _table(fetch: Fetch) -> Table:
    """The directory's table on the screen, over rows that are read at once."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if not _app:
        _app.append(theme.make_app("bench"))
    model = cells.DirectoryModel(cells.columns(), fetch)
    model.today = lambda: TODAY
    table = Table("Bench", model, stretch="name")
    table.set_delegates(cells.delegates(table, lambda: TODAY))
    table.resize(*SIZE)
    table.show()
    return table


def _ready(fetch: Fetch) -> Table:
    """The same table, which reads nothing: a row of the store stands for each."""
    (any_row,) = fetch([1])
    return _table(lambda ids: [any_row._replace(id=each) for each in ids])


_app: list[object] = []
