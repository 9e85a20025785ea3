"""What the party's page says of lending: what is out between us, what came back last, and whose turn it is."""

from __future__ import annotations

from db.engine import Store
from partnercrm.domain.dates import due_words, short
from partnercrm.domain.dealing_rows import Dealing, Dealings
from partnercrm.domain.ledger import KIND_WORDS, Direction
from partnercrm.domain.lending import LoanState
from partnercrm.domain.lending_rows import LastFavour, LoanFilter, LoanRow, WhoseTurnRow, loan_words
from partnercrm.domain.words import Message, msg
from partnercrm.services import loan, whose_turn
from partnercrm.services.context import Context

SHOWN = 5
TAB, VIEW = "agreements", "lending"


def dealings(store: Store, ctx: Context, party: int) -> Dealings:
    """The loans with a party (row id), what is out first, and whose turn it is in the words of how we keep score."""
    numbers = loan.ids(store, ctx, LoanFilter(party=party))[:SHOWN]
    turn = _turn(whose_turn.of(store, ctx, party), ctx)
    rows = [_dealing(row, ctx) for row in loan.page_rows(store, ctx, numbers)]
    return Dealings(msg("Lending and favours"), (*([turn] if turn else []), *rows))


def _dealing(row: LoanRow, ctx: Context) -> Dealing:
    if row.state is not LoanState.RETURNED:
        given, since = row.direction is Direction.GIVEN, short(row.day, ctx.today)
        out = msg("they have it since {day}", day=since) if given else msg("we have it since {day}", day=since)
        detail = msg("{out}, {due}", out=out, due=due_words(row.due, ctx.today)) if row.due else out
        return Dealing(row.name, detail, TAB, VIEW, row.id)
    back = short(row.returned or row.day, ctx.today)
    return Dealing(row.name, msg("{state}, {day}", state=loan_words(row), day=back), TAB, VIEW, row.id)


def _turn(row: WhoseTurnRow, ctx: Context) -> Dealing | None:
    """What they gave last; whose turn it is stands there only where the two keep score."""
    if row.they_gave is None:
        return None
    detail = msg("they gave last: {what}, {day}", what=_what(row.they_gave), day=short(row.they_gave.day, ctx.today))
    fit = next((offer.text for need in row.fits for offer in need.offers), "")
    if fit:
        detail = msg("{last}. Would fit: {offer}", last=detail, offer=fit)
    return Dealing(msg("Favours: {said}", said=row.said) if row.said else msg("Favours"), detail, TAB, VIEW)


def _what(found: LastFavour) -> Message | str:
    return found.what or KIND_WORDS[found.kind]
