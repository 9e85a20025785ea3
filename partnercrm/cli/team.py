"""Commands about the team."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import Any

from partnercrm.cli import reading
from partnercrm.cli.opened import Shop, shop
from partnercrm.cli.output import emit, rows, say
from partnercrm.domain.changes import Changes
from partnercrm.domain.team import SkillDraft, TalkDraft, ThanksDraft, TrainingDraft, WishDraft, WishState
from partnercrm.services import team as teams
from partnercrm.services.team import Noted

TABLES = {
    "skills": "skill",
    "trainings": "training",
    "reviews": "staff_review",
    "wishes": "wish",
    "thanks": "recognition",
}


def listed(words: argparse.Namespace) -> None:
    """Lists what is noted of the team."""
    with shop(words.store, read_only=True) as opened:
        party = opened.party(words.party)
        found = [row for row in _rows(opened, words.what) if party in (None, row.who.id)]
        rows([_SHAPES[words.what](opened, row) for row in found], words.json)


def skill(words: argparse.Namespace) -> None:
    """Says how well somebody can do something."""
    with shop(words.store, key=words.op) as opened:
        since = reading.day(words.since, "since") or opened.ctx.today
        draft = SkillDraft(opened.party(words.party), words.name, words.level, since)
        _noted(opened, words, "skill", teams.set_skill(opened.store, opened.ctx, draft))


def training(words: argparse.Namespace) -> None:
    """Plans a training, or notes one that was done."""
    with shop(words.store, key=words.op) as opened:
        draft = TrainingDraft(
            opened.party(words.party),
            words.name,
            reading.day(words.due, "due"),
            reading.day(words.done, "done"),
            reading.day(words.valid_until, "valid_until"),
            _cost(opened, words),
            words.note,
        )
        made = teams.add_training(opened.store, opened.ctx, draft, post=words.post)
        _noted(opened, words, "training", made)


def train(words: argparse.Namespace) -> None:
    """A planned training was done."""
    with shop(words.store, key=words.op) as opened:
        number = teams.find(opened.store, opened.ctx, "training", words.training, opened.party(words.party))
        made = teams.finish_training(
            opened.store,
            opened.ctx,
            number,
            reading.day(words.done, "done") or opened.ctx.today,
            valid_until=reading.day(words.valid_until, "valid_until"),
            cost=_cost(opened, words),
            post=words.post,
        )
        _noted(opened, words, "training", made)


def post_training(words: argparse.Namespace) -> None:
    """Enters a training."""
    with shop(words.store, key=words.op) as opened:
        number = teams.find(opened.store, opened.ctx, "training", words.training, opened.party(words.party))
        _noted(opened, words, "training", teams.post_training(opened.store, opened.ctx, number))


def talk(words: argparse.Namespace) -> None:
    """Notes a review."""
    with shop(words.store, key=words.op) as opened:
        day, after = reading.day(words.date) or opened.ctx.today, reading.day(words.next, "next")
        draft = TalkDraft(opened.party(words.party), day, words.summary, words.agreed, after)
        _noted(opened, words, "review", teams.talk(opened.store, opened.ctx, draft))


def wish(words: argparse.Namespace) -> None:
    """Notes a wish."""
    with shop(words.store, key=words.op) as opened:
        draft = WishDraft(opened.party(words.party), reading.day(words.date) or opened.ctx.today, words.text)
        _noted(opened, words, "wish", teams.add_wish(opened.store, opened.ctx, draft))


def decide(words: argparse.Namespace) -> None:
    """Says what became of a wish."""
    with shop(words.store, key=words.op) as opened:
        number = teams.find(opened.store, opened.ctx, "wish", words.id)
        changes = teams.decide_wish(opened.store, opened.ctx, number, WishState(words.state), words.answer)
        _done(opened, words, "wish", words.id, changes)


def thank(words: argparse.Namespace) -> None:
    """Thanks somebody."""
    with shop(words.store, key=words.op) as opened:
        day = reading.day(words.date) or opened.ctx.today
        draft = ThanksDraft(opened.party(words.party), day, words.text, opened.party(words.by))
        _noted(opened, words, "thanks", teams.thank(opened.store, opened.ctx, draft))


def remove(words: argparse.Namespace) -> None:
    """Takes a note away."""
    with shop(words.store, key=words.op) as opened:
        table = TABLES[words.what]
        number = teams.find(opened.store, opened.ctx, table, words.id)
        _done(opened, words, "removed", words.id, teams.remove(opened.store, opened.ctx, table, number))


def _rows(opened: Shop, what: str) -> Sequence[Any]:
    readers: dict[str, Callable[[], Sequence[Any]]] = {
        "skills": lambda: teams.skills(opened.store),
        "trainings": lambda: teams.trainings(opened.store, opened.ctx),
        "reviews": lambda: teams.talks(opened.store),
        "wishes": lambda: teams.wishes(opened.store),
        "thanks": lambda: teams.thanks(opened.store),
    }
    return readers[what]()


def _training(opened: Shop, row: Any) -> dict[str, Any]:
    return {
        "id": row.uuid,
        "party": row.who.name,
        "name": row.name,
        "due": row.due,
        "done": row.done,
        "valid_until": row.valid_until,
        "cost": opened.money(row.cost),
        "state": row.state,
        "entry": row.entry.number if row.entry else None,
        "note": row.note,
    }


def _review(opened: Shop, row: Any) -> dict[str, Any]:
    words = {"summary": row.summary, "agreed": row.agreed, "next": row.next}
    return {"id": row.uuid, "party": row.who.name, "day": row.day, **words}


def _wish(opened: Shop, row: Any) -> dict[str, Any]:
    words = {"text": row.text, "state": row.state, "decided": row.decided, "answer": row.answer}
    return {"id": row.uuid, "party": row.who.name, "day": row.day, **words}


def _skill(opened: Shop, row: Any) -> dict[str, Any]:
    return {"id": row.uuid, "party": row.who.name, "name": row.name, "level": row.level, "since": row.since}


def _thanks(opened: Shop, row: Any) -> dict[str, Any]:
    by = row.by.name if row.by else None
    return {"id": row.uuid, "party": row.who.name, "day": row.day, "text": row.text, "by": by}


_SHAPES: dict[str, Callable[[Shop, Any], dict[str, Any]]] = {
    "skills": _skill,
    "trainings": _training,
    "reviews": _review,
    "wishes": _wish,
    "thanks": _thanks,
}


def _cost(opened: Shop, words: argparse.Namespace) -> int | None:
    return reading.amount(words.cost, opened.currency, "cost") if words.cost else None


def _noted(opened: Shop, words: argparse.Namespace, what: str, made: Noted) -> None:
    if words.json:
        emit({what: made.uuid, "number": made.number or None} if what == "training" else {what: made.uuid})
    else:
        say(f"{opened.ctx.locale.say(made.changes.said)}: {made.uuid}.")


def _done(opened: Shop, words: argparse.Namespace, what: str, number: object, changes: Changes) -> None:
    emit({what: number}) if words.json else say(f"{opened.ctx.locale.say(changes.said)}: {number}.")
