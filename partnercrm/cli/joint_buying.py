"""Commands about buying together: collect quantities, share the bill, post what each owes."""

from __future__ import annotations

import argparse
from typing import Any

from partnercrm.cli import reading
from partnercrm.cli.opened import Shop, shop
from partnercrm.cli.output import emit, rows, say
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Refused
from partnercrm.domain.joint_buying import FreightRule, JointBuyingDraft, Step, Wanted
from partnercrm.domain.joint_buying_rows import JointRow, ShareRow
from partnercrm.domain.words import msg
from partnercrm.services import joint_buying as joint

US = "us"


def listed(words: argparse.Namespace) -> None:
    """Lists what is bought together."""
    with shop(words.store, read_only=True) as opened:
        found = joint.page_rows(opened.store, joint.ids(opened.store, opened.party(words.party)))
        shapes = [_joint(opened, row) for row in found]
        rows(shapes if words.json else [{**each, "shares": _in_words(each["shares"])} for each in shapes], words.json)


def add(words: argparse.Namespace) -> None:
    """Starts buying something together."""
    with shop(words.store, key=words.op) as opened:
        draft = JointBuyingDraft(
            what=words.what,
            unit=words.unit,
            steps=tuple(_step(text, opened) for text in words.step),
            day=reading.day(words.date) or opened.ctx.today,
            supplier=opened.party(words.supplier),
            freight=reading.amount(words.freight, opened.currency, "freight"),
            freight_rule=FreightRule(words.rule),
            goods_bill=reading.amount(words.bill, opened.currency, "bill") if words.bill else None,
            note=words.note,
        )
        made = joint.add(opened.store, opened.ctx, draft, [_wanted(text, opened) for text in words.take])
        emit({"joint_buying": made.uuid}) if words.json else say(f"Bought together: {made.uuid}.")


def take(words: argparse.Namespace) -> None:
    """Says how much somebody takes."""
    with shop(words.store, key=words.op) as opened:
        row, wanted = joint.find(opened.store, words.id), _wanted(words.take, opened)
        _done(words, row, joint.take(opened.store, opened.ctx, row.id, wanted.party, wanted.quantity))


def post(words: argparse.Namespace) -> None:
    """Posts what each neighbour owes us."""
    with shop(words.store, key=words.op) as opened:
        row, due = joint.find(opened.store, words.id), reading.day(words.due, "due")
        done = joint.post(opened.store, opened.ctx, row.id, due, words.document)
        if words.json:
            emit({"joint_buying": row.uuid, "numbers": done.numbers})
        else:
            say(f"Saved {', '.join(done.numbers)}.")


def take_back(words: argparse.Namespace) -> None:
    """Reverses all shares."""
    with shop(words.store, key=words.op) as opened:
        row = joint.find(opened.store, words.id)
        _done(words, row, joint.take_back(opened.store, opened.ctx, row.id, words.reason))


def remove(words: argparse.Namespace) -> None:
    """Takes it away."""
    with shop(words.store, key=words.op) as opened:
        row = joint.find(opened.store, words.id)
        _done(words, row, joint.remove(opened.store, opened.ctx, row.id))


def _step(text: str, opened: Shop) -> Step:
    start, price = _pair(text, "step", "0=24.00")
    return Step(reading.decimal(start, "step"), reading.amount(price, opened.currency, "step"))


def _wanted(text: str, opened: Shop) -> Wanted:
    named, quantity = _pair(text, "take", "B1=7.5")
    return Wanted(None if named == US else opened.party(named), reading.decimal(quantity, "take"))


def _pair(text: str, field: str, example: str) -> tuple[str, str]:
    """Both sides of the last `=`. Raises Refused."""
    left, equals, right = text.rpartition("=")
    if not equals:
        raise Refused(msg("Write {text} like {example}.", text=text, example=example), field)
    return left.strip(), right.strip()


def _joint(opened: Shop, row: JointRow) -> dict[str, Any]:
    return {
        "id": row.uuid,
        "what": row.what,
        "unit": row.unit,
        "supplier": row.supplier_name or None,
        "date": row.day,
        "state": row.state,
        "quantity": row.quantity,
        "price": opened.money(row.price),
        "goods": opened.money(row.goods),
        "freight": opened.money(row.freight),
        "rule": row.freight_rule,
        "bill": opened.money(row.bill),
        "note": row.note,
        "shares": [_share(opened, share) for share in row.shares],
    }


def _in_words(shares: list[dict[str, Any]]) -> list[str]:
    """Shares as a cell of the table: `us 51.34, The Daily Grind 158.83`."""
    return [f"{share['party']} {share['value']}" for share in shares]


def _share(opened: Shop, share: ShareRow) -> dict[str, Any]:
    return {
        "party": share.name or US,
        "party_id": share.party_uuid,
        "quantity": share.quantity,
        "goods": opened.money(share.goods),
        "freight": opened.money(share.freight),
        "value": opened.money(share.value),
        "entry": share.entry.number if share.entry else None,
    }


def _done(words: argparse.Namespace, row: JointRow, changes: Changes) -> None:
    if words.json:
        emit({"joint_buying": row.uuid, "operation": changes.operation})
    else:
        say("Done.")
