"""Whose turn it is, partner by partner: what they gave last, and what of ours would fit in return. It never alerts."""

from __future__ import annotations

from sqlalchemy import Connection

from db.engine import Store
from db.queries import lending as lending_q
from db.queries import whose_turn as q
from partnercrm.domain.ledger import Direction
from partnercrm.domain.lending_rows import OfferRow, WhoseTurnRow
from partnercrm.domain.whose_turn import fits, said
from partnercrm.services.context import Context
from partnercrm.services.party import require as require_party

SHOWN = 100


def listed(store: Store, ctx: Context, limit: int = SHOWN) -> list[WhoseTurnRow]:
    """Those with whom something passed, where it is our turn first; who does not keep score stands further down."""
    with store.read() as connection:
        offers = _offers(connection)
        return [_row(connection, ctx, each, offers) for each in q.listed(connection, limit)]


def of(store: Store, ctx: Context, party: int) -> WhoseTurnRow:
    """The same of one party, whatever passed. Raises NotFound."""
    with store.read() as connection:
        found = q.one(connection, require_party(connection, party).id)
        return _row(connection, ctx, found, _offers(connection))


def _offers(connection: Connection) -> list[OfferRow]:
    """What we could give: what is ours on the shelf, and what we said that we offer."""
    ours = [thing for thing in lending_q.shelf(connection) if thing.owner is None]
    shelf = [OfferRow(thing.name, thing.kind, thing.uuid, resource=thing.id) for thing in ours]
    return [*lending_q.offers(connection), *shelf]


def _row(connection: Connection, ctx: Context, found: q.Turns, offers: list[OfferRow]) -> WhoseTurnRow:
    they_gave = q.last(connection, found.party, Direction.RECEIVED)
    return WhoseTurnRow(
        party=found.party,
        party_uuid=found.uuid,
        name=found.name,
        they_gave=they_gave,
        we_gave=q.last(connection, found.party, Direction.GIVEN),
        given_days=found.given_days,
        received_days=found.received_days,
        days_since=(ctx.today - they_gave.day).days if they_gave else None,
        said=said(found.mode, found.given_days, found.received_days),
        fits=fits(q.needs(connection, found.party), offers, ctx.locale),
    )
