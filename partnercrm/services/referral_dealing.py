"""What the party's page says of referrals: whom they sent us, whom we sent them, and how they came to us."""

from __future__ import annotations

from db.engine import Store
from db.queries.store import facts
from partnercrm.domain.dates import short
from partnercrm.domain.dealing_rows import Dealing, Dealings
from partnercrm.domain.money import Amount, Currency
from partnercrm.domain.referral import ReferralState, Way
from partnercrm.domain.referral_rows import Introductions, ReferralFilter, ReferralRow, state_words
from partnercrm.domain.words import Message, msg, plural
from partnercrm.services import referral
from partnercrm.services.context import Context

SHOWN, NAMED = 6, 4
TAB, VIEW = "promotions", "referrals"


def dealings(store: Store, ctx: Context, party: int) -> Dealings:
    """The latest referrals at either end of a party (row id), and the chain by which it came."""
    numbers = referral.ids(store, ReferralFilter(party=party))
    rows = referral.page_rows(store, ctx, numbers[:SHOWN])
    with store.read() as connection:
        currency = facts(connection).currency
    found = [_dealing(row, party, currency, ctx) for row in rows]
    if len(numbers) > SHOWN:
        more = plural("{count} more", "{count} more", len(numbers) - SHOWN)
        found.append(Dealing(more, _won_words(store, ctx, numbers), TAB, VIEW))
    chain = _chain(referral.introductions(store, party))
    return Dealings(msg("Who sent whom"), (*([chain] if chain else []), *found))


def _dealing(row: ReferralRow, party: int, currency: Currency, ctx: Context) -> Dealing:
    day = short(row.decided or row.day, ctx.today)
    detail = msg("{state}, {day}", state=state_words(row), day=day)
    if row.state is ReferralState.LOST and row.why_lost:
        detail = msg("{state}, {day}: {why}", state=state_words(row), day=day, why=row.why_lost)
    value = row.entry.value if row.entry else None
    amount = None if value is None else msg("{amount}", amount=Amount(value, currency))
    return Dealing(_title(row, party), detail, TAB, VIEW, row.id, amount)


def _title(row: ReferralRow, party: int) -> Message:
    """Who sent whom, read from the side of the page's party."""
    if row.party == party:
        if row.way is Way.SENT_US:
            return msg("Sent us {name}", name=row.referred_name)
        return msg("We sent them {name}", name=row.referred_name)
    if row.way is Way.SENT_US:
        return msg("Sent to us by {name}", name=row.party_name)
    return msg("We sent them to {name}", name=row.party_name)


def _chain(found: Introductions) -> Dealing | None:
    """How they came, where somebody stands before whoever sent them, and who came through them, if several did."""
    names, came = [link.name for link in found.brought], " > ".join(link.name for link in found.came_by)
    through = plural("{count} came through them", "{count} came through them", len(names))
    if len(found.came_by) > 2:
        return Dealing(came, through if names else msg("How they came"), TAB, VIEW)
    if len(names) < 2:
        return None
    listed = ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")
    return Dealing(through, msg("{names}", names=listed), TAB, VIEW)


def _won_words(store: Store, ctx: Context, numbers: list[int]) -> Message:
    won = sum(row.state is ReferralState.WON for row in referral.page_rows(store, ctx, numbers))
    return plural("{count} won in all", "{count} won in all", won)
