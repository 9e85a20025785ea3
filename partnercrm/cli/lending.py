"""Commands about the shelf, the loans, and whose turn it is."""

from __future__ import annotations

import argparse
from typing import Any

from partnercrm.cli import reading
from partnercrm.cli.opened import Shop, shop
from partnercrm.cli.output import emit, rows, say
from partnercrm.domain.changes import Changes
from partnercrm.domain.ledger import Kind
from partnercrm.domain.lending import LoanDraft, ResourceDraft, ReturnDraft
from partnercrm.domain.lending_rows import LastFavour, LoanFilter, LoanRow, ResourceRow, WhoseTurnRow
from partnercrm.services import lending as shelves
from partnercrm.services import loan as loans
from partnercrm.services import whose_turn


def shelf(words: argparse.Namespace) -> None:
    """Lists the shelf."""
    with shop(words.store, read_only=True) as opened:
        rows([_thing(row) for row in shelves.shelf(opened.store, retired=words.all)], words.json)


def put(words: argparse.Namespace) -> None:
    """Puts something on the shelf."""
    with shop(words.store, key=words.op) as opened:
        owner = opened.party(words.owner)
        draft = ResourceDraft(words.what, Kind(words.kind), owner, words.unit, words.note)
        made = shelves.add(opened.store, opened.ctx, draft)
        emit({"thing": made.uuid}) if words.json else say(f"{words.what} is on the shelf: {made.uuid}.")


def put_away(words: argparse.Namespace) -> None:
    """Takes something off the shelf."""
    with shop(words.store, key=words.op) as opened:
        found = shelves.find(opened.store, words.thing)
        _done(words, "thing", found.uuid, shelves.put_away(opened.store, opened.ctx, found.id))


def put_back(words: argparse.Namespace) -> None:
    """Puts something back on the shelf."""
    with shop(words.store, key=words.op) as opened:
        found = shelves.find(opened.store, words.thing)
        _done(words, "thing", found.uuid, shelves.put_back(opened.store, opened.ctx, found.id))


def lend(words: argparse.Namespace) -> None:
    """Lends or borrows something."""
    with shop(words.store, key=words.op) as opened:
        draft = LoanDraft(
            shelves.find(opened.store, words.thing).id,
            opened.party(words.party),
            reading.day(words.date) or opened.ctx.today,
            reading.day(words.due, "due"),
            **_measure(words, opened),
            condition=words.condition,
            note=words.note,
        )
        returned = reading.day(words.returned, "returned")
        _lent(words, loans.lend(opened.store, opened.ctx, draft, ReturnDraft(returned) if returned else None))


def bring_back(words: argparse.Namespace) -> None:
    """Brings a loan back."""
    with shop(words.store, key=words.op) as opened:
        day = reading.day(words.date) or opened.ctx.today
        draft = ReturnDraft(day, words.condition, **_measure(words, opened))
        _lent(words, loans.bring_back(opened.store, opened.ctx, _number(words, opened), draft))


def post(words: argparse.Namespace) -> None:
    """Posts a returned loan again."""
    with shop(words.store, key=words.op) as opened:
        _lent(words, loans.post_again(opened.store, opened.ctx, _number(words, opened)))


def reopen(words: argparse.Namespace) -> None:
    """A loan is out after all."""
    with shop(words.store, key=words.op) as opened:
        found = loans.find(opened.store, opened.ctx, words.id)
        _done(words, "loan", found.uuid, loans.reopen(opened.store, opened.ctx, found.id))


def remove(words: argparse.Namespace) -> None:
    """Takes a loan away."""
    with shop(words.store, key=words.op) as opened:
        found = loans.find(opened.store, opened.ctx, words.id)
        _done(words, "loan", found.uuid, loans.remove(opened.store, opened.ctx, [found.id]))


def listed(words: argparse.Namespace) -> None:
    """Lists loans."""
    with shop(words.store, read_only=True) as opened:
        wanted = LoanFilter(
            out=words.out,
            late=words.late,
            returned=words.returned,
            not_in_ledger=words.not_in_ledger,
            party=opened.party(words.party),
        )
        found = loans.page_rows(opened.store, opened.ctx, loans.ids(opened.store, opened.ctx, wanted))
        rows([_loan(opened, row) for row in found], words.json)


def turns(words: argparse.Namespace) -> None:
    """Whose turn it is."""
    with shop(words.store, read_only=True) as opened:
        party = opened.party(words.party)
        if party is None:
            found = whose_turn.listed(opened.store, opened.ctx)
        else:
            found = [whose_turn.of(opened.store, opened.ctx, party)]
        shapes = [_turn(opened, row) for row in found]
        rows(shapes if words.json else [_in_words(each) for each in shapes], words.json)


def offers(words: argparse.Namespace) -> None:
    """Lists what else we could give."""
    with shop(words.store, read_only=True) as opened:
        found = [{"id": row.uuid, "what": row.text, "kind": row.kind} for row in shelves.offers(opened.store)]
        rows(found, words.json)


def offer(words: argparse.Namespace) -> None:
    """Says what else we could give."""
    with shop(words.store, key=words.op) as opened:
        kind = reading.word(Kind, words.kind, "kind") if words.kind else None
        made = shelves.add_offer(opened.store, opened.ctx, words.what, kind)
        emit({"offer": made.uuid}) if words.json else say(f"Offered: {made.uuid}.")


def withdraw(words: argparse.Namespace) -> None:
    """Takes an offer of ours away."""
    with shop(words.store, key=words.op) as opened:
        number = shelves.find_offer(opened.store, words.id)
        _done(words, "offer", words.id, shelves.remove_offers(opened.store, opened.ctx, [number]))


def _number(words: argparse.Namespace, opened: Shop) -> int:
    return loans.find(opened.store, opened.ctx, words.id).id


def _measure(words: argparse.Namespace, opened: Shop) -> dict[str, Any]:
    return {
        "quantity": reading.decimal(words.quantity, "quantity") if words.quantity else None,
        "price": reading.amount(words.price, opened.currency, "price") if words.price else None,
        "without_price": words.without_price,
    }


def _thing(row: ResourceRow) -> dict[str, Any]:
    return {
        "id": row.uuid,
        "name": row.name,
        "kind": row.kind,
        "owner": row.owner_name or None,
        "owner_id": row.owner_uuid,
        "unit": row.unit,
        "note": row.note,
        "put_away": row.retired,
        "out_with": row.out_with,
    }


def _loan(opened: Shop, row: LoanRow) -> dict[str, Any]:
    return {
        "id": row.uuid,
        "thing": row.name,
        "thing_id": row.resource_uuid,
        "direction": row.direction,
        "party": row.party_name,
        "party_id": row.party_uuid,
        "date": row.day,
        "due": row.due,
        "returned": row.returned,
        "state": row.state,
        "quantity": row.quantity,
        "unit": row.unit,
        "price": opened.money(row.price),
        "value": opened.money(row.value),
        "condition_out": row.condition_out,
        "condition_back": row.condition_back,
        "note": row.note,
        "entry": row.entry.number if row.entry else None,
    }


def _turn(opened: Shop, row: WhoseTurnRow) -> dict[str, Any]:
    return {
        "party": row.name,
        "party_id": row.party_uuid,
        "turn": opened.ctx.locale.say(row.said) if row.said else None,
        "they_gave": _last(row.they_gave),
        "we_gave": _last(row.we_gave),
        "days_since": row.days_since,
        "needs": [fit.need for fit in row.fits],
        "fits": list(dict.fromkeys(offer.text for fit in row.fits for offer in fit.offers)),
    }


def _in_words(turn: dict[str, Any]) -> dict[str, Any]:
    """The same with what each gave last as a cell of the table: `Oven, 2026-10-17`."""
    said = {side: turn[side] for side in ("they_gave", "we_gave")}
    return {**turn, **{side: f"{each['what']}, {each['date']}" if each else "" for side, each in said.items()}}


def _last(found: LastFavour | None) -> dict[str, Any] | None:
    return None if found is None else {"what": found.what, "kind": found.kind, "date": found.day}


def _lent(words: argparse.Namespace, done: loans.Lent) -> None:
    if words.json:
        emit({"loan": done.uuid, "number": done.number or None})
    else:
        say(f"Saved entry {done.number}." if done.number else f"Noted loan {done.uuid}.")


def _done(words: argparse.Namespace, what: str, uuid: object, changes: Changes) -> None:
    if words.json:
        emit({what: str(uuid), "operation": changes.operation})
    else:
        say("Done.")
