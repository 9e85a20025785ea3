"""Cross-promotions: plan one, change it, say what each side did to be seen, finish it; whether it runs is read off."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from db.engine import Store
from db.queries import party as parties
from db.queries import posting as postings
from db.queries import promotion as q
from db.tables import promotion as t
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Ambiguous, Invalid, Refused, not_found
from partnercrm.domain.problems import Problem
from partnercrm.domain.promotion import (
    ExposureDraft,
    OfferDraft,
    OfferForm,
    PartnerDraft,
    PromotionDraft,
    PromotionState,
)
from partnercrm.domain.promotion_rows import Promotion, PromotionRow
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import msg
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run

__all__ = ["ExposureDraft", "OfferDraft", "OfferForm", "PartnerDraft", "PromotionDraft", "PromotionState"]

SUBJECTS = ("promotion", "voucher")


@dataclass(frozen=True, slots=True)
class Planned:
    """A promotion that was added: row id and UUID."""

    promotion: int
    uuid: UUID
    changes: Changes


@dataclass(frozen=True, slots=True)
class Mentioned:
    """A mention that was added: row id."""

    exposure: int
    changes: Changes


def add(store: Store, ctx: Context, draft: PromotionDraft) -> Planned:
    """Adds a cross-promotion with its partners and offers. Raises Invalid or NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        op.said = msg("Planned {title}", title=draft.title.strip())
        kept, made = _checked(op, draft), uuid.uuid4()
        number = op.insert(t.promotion, uuid=made, finished_on=None, made_at=op.now, **_values(kept))
        for partner in kept.partners:
            op.insert(t.promotion_partner, promotion_id=number, **_partner_values(partner))
        for offer in kept.offers:
            _add_offer(op, number, offer)
        return {"promotion": number, "uuid": str(made)}

    done = run(store, ctx, msg("Plan {title}", title=draft.title.strip()), draft, SUBJECTS, work)
    return Planned(done.answer["promotion"], UUID(done.answer["uuid"]), done.changes)


def change(store: Store, ctx: Context, number: int, draft: PromotionDraft) -> Changes:
    """Makes a promotion what the draft says. Raises Invalid, NotFound, or Refused.

    Refused is an offer that changes once vouchers of it are made, and a partner who leaves once something hangs on
    them.
    """

    def work(op: Operation) -> dict[str, Any]:
        op.said = msg("Changed {title}", title=draft.title.strip())
        known, kept = require_in(op, number), _checked(op, draft)
        op.update(t.promotion, number, **_values(kept))
        _change_partners(op, known, kept)
        _change_offers(op, known, kept)
        return {}

    said = msg("Change {title}", title=draft.title.strip())
    return run(store, ctx, said, (number, draft), SUBJECTS, work).changes


def finish(store: Store, ctx: Context, number: int, day: dt.date | None = None) -> Changes:
    """Ends a promotion before its time, on a day (today unless said), which is its last. Raises Refused."""

    def work(op: Operation) -> dict[str, Any]:
        found, last = require_in(op, number), day or op.today
        if found.state(op.today) is PromotionState.FINISHED:
            raise Refused(msg("It is finished already."))
        if last > op.today or last < found.from_day:
            raise Refused(msg("Choose a day from {day} to today.", day=found.from_day), "day")
        op.update(t.promotion, number, finished_on=last)
        op.said = msg("Finished {title}", title=found.title)
        return {}

    return run(store, ctx, msg("Finish a cross-promotion"), (number, day), SUBJECTS, work).changes


def resume(store: Store, ctx: Context, number: int) -> Changes:
    """Lets a promotion run on that was finished before its time. Raises Refused where it was not."""

    def work(op: Operation) -> dict[str, Any]:
        found = require_in(op, number)
        if found.finished_on is None:
            raise Refused(msg("Nobody finished it. Change its last day instead."))
        op.update(t.promotion, number, finished_on=None)
        op.said = msg("{title} runs on", title=found.title)
        return {}

    return run(store, ctx, msg("Let a cross-promotion run on"), number, SUBJECTS, work).changes


def remove(store: Store, ctx: Context, number: int) -> Changes:
    """Takes a promotion away that has no vouchers and posted nothing. Raises Refused or NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        found = require_in(op, number)
        if q.rows_of(op.connection, "voucher_batch", number) or q.rows_of(op.connection, "promotion_posting", number):
            raise Refused(msg("It has vouchers or entries. Finish it instead."))
        for table in (t.promotion_exposure, t.offer, t.promotion_partner):
            for row in q.rows_of(op.connection, table.name, number):
                op.delete(table, row)
        op.delete(t.promotion, number)
        op.said = msg("Removed {title}", title=found.title)
        return {}

    return run(store, ctx, msg("Remove a cross-promotion"), number, SUBJECTS, work).changes


def add_exposure(store: Store, ctx: Context, number: int, draft: ExposureDraft) -> Mentioned:
    """Adds a mention or the like to a promotion. Raises Invalid or NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        op.said = msg("Added {what}", what=draft.what.strip())
        found = require_in(op, number)
        party = _root(op, draft.party)
        problems = list(draft.problems())
        if found.partner(party) is None:
            problems.append(Problem("party", msg("Only a partner of this promotion can be named.")))
        if problems:
            raise Invalid(problems)
        values = {"direction": draft.direction, "day": draft.day, "what": draft.what.strip()}
        more = {"quantity": draft.quantity, "value": draft.value, "uuid": uuid.uuid4()}
        return {"exposure": op.insert(t.promotion_exposure, promotion_id=number, party_id=party, **values, **more)}

    done = run(store, ctx, msg("Add {what}", what=draft.what.strip()), (number, draft), SUBJECTS, work)
    return Mentioned(int(done.answer["exposure"]), done.changes)


def remove_exposure(store: Store, ctx: Context, exposure: int) -> Changes:
    """Takes a mention away that is not posted. Raises Refused."""

    def work(op: Operation) -> dict[str, Any]:
        op.said = msg("Removed a mention")
        if q.was_posted(op.connection, exposure):
            raise Refused(msg("It is posted. Reverse that entry first."))
        op.delete(t.promotion_exposure, exposure)
        return {}

    return run(store, ctx, msg("Remove a mention"), exposure, SUBJECTS, work).changes


def listed(store: Store, ctx: Context, party: int | None = None) -> list[PromotionRow]:
    """All promotions, the latest beginning first; of one partner, or all."""
    with store.read() as connection:
        root = party if party is None else postings.root_of(connection, party)
        return q.listed(connection, ctx.today, root)


def get(store: Store, number: int) -> Promotion:
    """One promotion whole. Raises NotFound."""
    with store.read() as connection:
        return require(connection, number)


def find(store: Store, named: str) -> int:
    """The row id of a promotion by its UUID or its exact title. Raises NotFound, or Ambiguous."""
    with store.read() as connection:
        number = q.by_uuid(connection, UUID(named)) if _is_uuid(named) else None
        found = [number] if number is not None else q.by_title(connection, named)
    if len(found) > 1:
        raise Ambiguous(msg("Several cross-promotions are called {title}. Name the id.", title=named))
    if not found:
        raise not_found(f"cross-promotion called {named}")
    return found[0]


def require(connection: Connection, number: int) -> Promotion:
    """One promotion whole within an open session. Raises NotFound."""
    found = q.promotion(connection, number)
    if found is None:
        raise not_found("cross-promotion")
    return found


def require_in(op: Operation, number: int) -> Promotion:
    """The same within a running operation, which then concerns its partners."""
    found = require(op.connection, number)
    op.touch(*(partner.party for partner in found.partners))
    return found


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _checked(op: Operation, draft: PromotionDraft) -> PromotionDraft:
    """The draft as it is kept: partners as they stand now. Raises Invalid or NotFound."""
    partners = tuple(replace(partner, party=_root(op, partner.party)) for partner in draft.partners)
    offers = tuple(
        offer if offer.party is None else replace(offer, party=_root(op, offer.party)) for offer in draft.offers
    )
    kept = replace(draft, partners=partners, offers=offers)
    problems = kept.problems()
    if problems:
        raise Invalid(problems)
    return kept


def _root(op: Operation, party: int) -> int:
    found = parties.standing(op.connection, party)
    if found is None or found.gone or found.walk_in:
        raise not_found("person or business")
    op.touch(found.root)
    return found.root


def _values(draft: PromotionDraft) -> dict[str, Any]:
    return {
        "title": draft.title.strip(),
        "audience": draft.audience.strip(),
        "from_day": draft.from_day,
        "until_day": draft.until_day,
        "target": draft.target,
        "margin_rate": draft.margin_rate,
        "costs": draft.costs,
        "note": draft.note.strip(),
    }


def _partner_values(draft: PartnerDraft) -> dict[str, Any]:
    return {
        "party_id": draft.party,
        "our_share": draft.our_share,
        "their_share": draft.their_share,
        "margin_rate": draft.margin_rate,
        "costs": draft.costs,
    }


def _add_offer(op: Operation, number: int, draft: OfferDraft) -> None:
    op.insert(
        t.offer,
        uuid=uuid.uuid4(),
        promotion_id=number,
        party_id=draft.party,
        form=draft.form,
        percent=draft.percent,
        amount=draft.amount,
        price=draft.price,
        worth=draft.worth,
        buy=draft.buy,
        get=draft.get,
        least=draft.least,
        things=draft.things.strip(),
    )


def _change_partners(op: Operation, known: Promotion, kept: PromotionDraft) -> None:
    rows = dict(q.partner_rows(op.connection, known.id))
    for partner in kept.partners:
        row = rows.pop(partner.party, None)
        if row is None:
            op.insert(t.promotion_partner, promotion_id=known.id, **_partner_values(partner))
        else:
            op.update(t.promotion_partner, row, **_partner_values(partner))
    for party, row in rows.items():
        if q.hangs_on(op.connection, known.id, party):
            raise Refused(msg("Vouchers or entries hang on a partner whom you left out."), "partners")
        op.delete(t.promotion_partner, row)


def _change_offers(op: Operation, known: Promotion, kept: PromotionDraft) -> None:
    """Offers that say the same stay; one of which vouchers were made is printed on them and cannot change."""
    wanted = [replace(offer, things=offer.things.strip()) for offer in kept.offers]
    gone = []
    for offer in known.offers:
        if offer.draft in wanted:
            wanted.remove(offer.draft)
        else:
            gone.append(offer.id)
    if q.used_offers(op.connection, gone):
        raise Refused(msg("Vouchers of this offer are made. Add another offer instead."), "offers")
    for number in gone:
        op.delete(t.offer, number)
    for draft in wanted:
        _add_offer(op, known.id, draft)
