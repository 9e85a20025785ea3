"""Commands about saved segments, and about what winning customers costs."""

from __future__ import annotations

import argparse
from uuid import UUID

from partnercrm.cli import reading
from partnercrm.cli.opened import Shop, shop
from partnercrm.cli.output import emit, rows, say
from partnercrm.domain.acquisition import CostDraft, CostKind, MarketDraft
from partnercrm.domain.customer_rule import CustomerRule
from partnercrm.domain.errors import Refused, not_found
from partnercrm.domain.rfm import Segment
from partnercrm.domain.segment import THIS_MONTH, Reach, SegmentDraft, SegmentRule
from partnercrm.domain.words import msg
from partnercrm.services import acquisition, customer_rule, loyalty, people_list
from partnercrm.services import item as items
from partnercrm.services import segment as segments
from partnercrm.services.customer_figures import Window
from partnercrm.services.named import uuid_of


def save(words: argparse.Namespace) -> None:
    """Saves a segment, or changes the one that --segment names."""
    with shop(words.store, key=words.op) as opened:
        number = segments.find(opened.store, words.segment) if words.segment else None
        done = segments.save(opened.store, opened.ctx, SegmentDraft(words.name, _rule(opened, words)), number)
        if words.json:
            emit({"segment": done.uuid})
        else:
            say(f"{opened.ctx.locale.say(done.changes.said)}.")


def remove(words: argparse.Namespace) -> None:
    """Takes a segment away."""
    with shop(words.store, key=words.op) as opened:
        done = segments.remove(opened.store, opened.ctx, segments.find(opened.store, words.segment))
        if words.json:
            emit({"operation": done.operation})
        else:
            say(f"{opened.ctx.locale.say(done.said)}.")


def members(words: argparse.Namespace) -> None:
    """Who is in a segment, with how to reach them."""
    with shop(words.store, read_only=True) as opened:
        rule = segments.rule(opened.store, segments.find(opened.store, words.segment))
        found = segments.members(opened.store, rule, reading.day(words.on, "on") or opened.ctx.today)
        shown = [
            {
                "party": row.name,
                "id": row.uuid,
                "phone": row.phone,
                "email": row.email,
                "address": row.address,
                "purchases": row.purchases,
                "amount": opened.money(row.amount),
                "last": row.last_day,
                "agreed": row.agreed,
            }
            for row in found
        ]
        rows(shown, words.json)


def plan(words: argparse.Namespace) -> None:
    """A follow-up for everybody who is in a segment now."""
    with shop(words.store, key=words.op) as opened:
        rule = segments.rule(opened.store, segments.find(opened.store, words.segment))
        found = [row.party for row in segments.members(opened.store, rule, opened.ctx.today)]
        due = reading.day(words.due, "due") or opened.ctx.today
        done = people_list.plan(opened.store, opened.ctx, found, words.title, due)
        if words.json:
            emit({"operation": done.operation, "count": len(found)})
        else:
            say(f"{opened.ctx.locale.say(done.said)}.")


def rule(words: argparse.Namespace) -> None:
    """Shows or changes how customers are counted."""
    with shop(words.store, key=words.op) as opened:
        known = customer_rule.rule(opened.store)
        margin, longer = known.margin, known.longer
        if words.margin is not None:
            margin = None if words.margin == "none" else reading.decimal(words.margin, "margin")
        if words.longer is not None:
            longer = reading.decimal(words.longer, "longer")
        wanted = CustomerRule(margin, longer)
        if wanted != known:
            customer_rule.change(opened.store, opened.ctx, wanted)
        shown = {"margin": wanted.margin, "longer": wanted.longer}
        emit(shown) if words.json else rows([shown], False)


def cost(words: argparse.Namespace) -> None:
    """Notes what winning customers cost."""
    with shop(words.store, key=words.op) as opened:
        first, last = reading.day(words.from_day, "from"), reading.day(words.to_day, "to")
        today = opened.ctx.today
        kind = reading.word(CostKind, words.kind, "kind")
        amount = reading.amount(words.amount, opened.currency, "amount")
        draft = CostDraft(kind, amount, first or last or today, last or first or today, words.local, words.what)
        _noted(acquisition.note_cost(opened.store, opened.ctx, draft), opened, words)


def market(words: argparse.Namespace) -> None:
    """Notes an estimate of the local market."""
    with shop(words.store, key=words.op) as opened:
        first, last = reading.day(words.from_day, "from"), reading.day(words.to_day, "to")
        today = opened.ctx.today
        amount = reading.amount(words.amount, opened.currency, "amount")
        said = reading.day(words.said, "said") or today
        draft = MarketDraft(amount, first or today, last or today, words.source, said)
        _noted(acquisition.note_market(opened.store, opened.ctx, draft), opened, words)


def noted(words: argparse.Namespace) -> None:
    """Lists what was noted."""
    with shop(words.store, read_only=True) as opened:
        window = Window(reading.day(words.from_day, "from"), reading.day(words.to_day, "to") or opened.ctx.today)
        spent = [
            {"id": name, "what": each.kind, "amount": opened.money(each.amount), "from": each.from_day}
            | {"to": each.to_day, "local": each.local, "note": each.what}
            for name, each in acquisition.costs(opened.store, window)
        ]
        said = [
            {"id": name, "what": "market", "amount": opened.money(each.amount), "from": each.from_day}
            | {"to": each.to_day, "local": True, "note": f"{each.source}, {each.said_on.isoformat()}"}
            for name, each in acquisition.estimates(opened.store, window)
        ]
        rows([*spent, *said], words.json)


def take_back(words: argparse.Namespace) -> None:
    """Takes back what was noted."""
    with shop(words.store, key=words.op) as opened:
        named = uuid_of(words.id)
        if named is None:
            raise not_found("note")
        done = acquisition.remove(opened.store, opened.ctx, named)
        if words.json:
            emit({"operation": done.operation})
        else:
            say(f"{opened.ctx.locale.say(done.said)}.")


def _noted(done: acquisition.Noted, opened: Shop, words: argparse.Namespace) -> None:
    if words.json:
        emit({"id": done.uuid})
    else:
        say(f"{opened.ctx.locale.say(done.changes.said)}.")


def _rule(opened: Shop, words: argparse.Namespace) -> SegmentRule:
    def money(name: str) -> int | None:
        text = getattr(words, name)
        return reading.amount(text, opened.currency, name) if text is not None else None

    yes_no: dict[str | None, bool | None] = {"yes": True, "no": False, None: None}
    return SegmentRule(
        local=yes_no[words.local],
        tag=words.tag,
        least_purchases=words.bought,
        most_purchases=words.bought_at_most,
        silent_days=words.silent,
        within_days=words.within,
        new_days=words.new,
        least_spent=money("spent"),
        most_spent=money("spent_at_most"),
        lapsed=yes_no[words.lapsed],
        groups=tuple(reading.word(Segment, each, "group") for each in words.group),
        item=items.find(opened.store, words.item).uuid if words.item else None,
        reach=reading.word(Reach, words.reach, "reach") if words.reach else None,
        date_month=_month(words.month),
        member=True if words.program else yes_no[words.card],
        program=_program(opened, words.program) if words.program else None,
    )


def _program(opened: Shop, named: str) -> UUID:
    number = loyalty.find_program(opened.store, named)
    return next(row.uuid for row in loyalty.programs(opened.store) if row.id == number)


def _month(text: str | None) -> int | None:
    if text is None:
        return None
    if text == "this":
        return THIS_MONTH
    if not text.isdigit():
        raise Refused(msg("A month lies between 1 and 12."), "month")
    return int(text)
