"""Commands about agreed values: the price list, and the value that would be taken."""

from __future__ import annotations

import argparse
from typing import Any

from partnercrm.cli import reading
from partnercrm.cli.opened import Shop, shop
from partnercrm.cli.output import emit, rows, say
from partnercrm.cli.parser import WrongUse
from partnercrm.domain.agreed_value import AgreedValue, AgreedValueDraft
from partnercrm.domain.errors import not_found
from partnercrm.domain.ledger import Kind
from partnercrm.services import agreed_value as values


def listed(words: argparse.Namespace) -> None:
    """The agreed values there are."""
    with shop(words.store, read_only=True) as opened:
        rows([_row(opened, each) for each in values.listed(opened.store, opened.party(words.party))], words.json)


def put(words: argparse.Namespace) -> None:
    """Agrees on a value, or changes what is said of one."""
    if words.id is None and not (words.party and words.kind and words.value):
        raise WrongUse("a new value needs --party, --kind and --value")
    with shop(words.store, key=words.op) as opened:
        if words.id is None:
            done = values.add(opened.store, opened.ctx, _draft(opened, words, None))
            uuid, changes = done.uuid, done.changes
        else:
            known = values.find(opened.store, reading.uuid(words.id))
            uuid = known.uuid
            changes = values.change(opened.store, opened.ctx, known.id, _draft(opened, words, known))
        emit({"value": uuid}) if words.json else say(f"{opened.ctx.locale.say(changes.said)}.")


def found(words: argparse.Namespace) -> None:
    """The value that would be taken where nobody says one."""
    with shop(words.store, read_only=True) as opened:
        kind, day = reading.word(Kind, words.kind, "kind"), reading.day(words.date) or opened.ctx.today
        best = values.value_for(opened.store, opened.party(words.party) or 0, kind, day, words.unit, words.what)
        if best is None:
            raise not_found("agreed value")
        rows([_row(opened, best)], False) if not words.json else emit(_row(opened, best))


def remove(words: argparse.Namespace) -> None:
    """Takes an agreed value away."""
    with shop(words.store, key=words.op) as opened:
        known = values.find(opened.store, reading.uuid(words.id))
        values.remove(opened.store, opened.ctx, [known.id])
        emit({"removed": known.uuid}) if words.json else say("Removed the agreed value.")


def _draft(opened: Shop, words: argparse.Namespace, known: AgreedValue | None) -> AgreedValueDraft:
    """What is said, and for the rest what is known already. An empty date is an open one."""

    def kept(said: Any, name: str, read: Any = None) -> Any:
        if said is None:
            return getattr(known, name) if known else None
        return read(said) if read else said

    return AgreedValueDraft(
        party=kept(words.party, "party", opened.party),
        kind=kept(words.kind, "kind", lambda text: reading.word(Kind, text, "kind")),
        value=kept(words.value, "value", lambda text: reading.amount(text, opened.currency, "value")),
        what=kept(words.what, "what") or "",
        unit=kept(words.unit, "unit") or "",
        from_day=kept(words.from_day, "from_day", lambda text: reading.day(text, "from")),
        to_day=kept(words.to_day, "to_day", lambda text: reading.day(text, "to")),
    )


def _row(opened: Shop, row: AgreedValue) -> dict[str, Any]:
    return {
        "id": row.uuid,
        "party": row.party_name,
        "kind": row.kind,
        "what": row.what,
        "unit": row.unit,
        "value": opened.money(row.value),
        "from": row.from_day,
        "to": row.to_day,
    }
