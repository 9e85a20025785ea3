"""`metrics alerts`: what stands and what is behind it; `alert`: the rules, looking, and putting aside."""

from __future__ import annotations

import argparse
import datetime as dt
from dataclasses import replace
from typing import Any

from partnercrm.cli import figures, reading
from partnercrm.cli.opened import Shop, shop
from partnercrm.cli.output import emit, rows, say
from partnercrm.domain.alert import LEVEL_WORDS, AlertKind, AlertRow, AlertRule, step
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Refused, not_found
from partnercrm.domain.words import msg
from partnercrm.services import alert
from partnercrm.services.alert import Standing
from partnercrm.services.named import uuid_of


def metrics(words: argparse.Namespace) -> None:
    """Everything that stands on a day, worked out anew, each with its rule and its records."""
    with shop(words.store, read_only=True) as opened:
        if words.from_day:
            raise Refused(msg("What needs somebody stands on a day: say it with --on."), "from")
        on = figures.on(opened, words)
        found = alert.stand(opened.store, on)
        shapes = figures.shapes(opened, [each.figure for each in found])
        alerts = [_alert(opened, each, shape, on) for each, shape in zip(found, shapes, strict=True)]
        figures.show({"on": on, "alerts": alerts}, words.json)


def rules(words: argparse.Namespace) -> None:
    """At what each kind comes and goes."""
    with shop(words.store, read_only=True) as opened:
        known = alert.rules(opened.store)
        rows([_rule(opened, known[kind]) for kind in AlertKind], words.json)


def change(words: argparse.Namespace) -> None:
    """Changes the rule of a kind; what is not said stays."""
    with shop(words.store, key=words.op) as opened:
        known = alert.rules(opened.store)[reading.word(AlertKind, words.kind, "kind")]
        wanted = replace(
            known,
            on=known.on if words.on is None else reading.decimal(words.on, "on"),
            off=known.off if words.off is None else reading.decimal(words.off, "off"),
            active=words.start or (known.active and not words.stop),
            name=known.name if words.name is None else words.name.strip(),
            rest_days=known.rest_days if words.rest is None else words.rest,
        )
        _done(opened, words, alert.change_rules(opened.store, opened.ctx, [wanted]))


def look(words: argparse.Namespace) -> None:
    """Looks for alerts and keeps what stands."""
    with shop(words.store, key=words.op) as opened:
        done = alert.evaluate(opened.store, opened.ctx)
        kept = alert.listed(opened.store, opened.ctx)
        if words.json:
            emit({"operation": done.operation if done else None, "alerts": [_kept(opened, row) for row in kept]})
        else:
            rows([_kept(opened, row) for row in kept], False)


def snooze(words: argparse.Namespace) -> None:
    """Puts alerts aside until a day, or wakes them."""
    with shop(words.store, key=words.op) as opened:
        kept = {row.uuid: row for row in alert.listed(opened.store, opened.ctx)}
        wanted = [kept.get(name) for each in words.alerts if (name := uuid_of(each)) is not None]
        found = [row for row in wanted if row is not None]
        if len(found) != len(words.alerts):
            raise not_found("alert")
        until = None if words.wake else reading.day(words.until, "until") or found[0].later(opened.ctx.today)
        _done(opened, words, alert.snooze(opened.store, opened.ctx, [row.key for row in found], until))


def _done(opened: Shop, words: argparse.Namespace, done: Changes) -> None:
    if words.json:
        emit({"operation": done.operation})
    else:
        say(f"{opened.ctx.locale.say(done.said)}.")


def _alert(opened: Shop, found: Standing, shape: dict[str, Any], on: dt.date) -> dict[str, Any]:
    due, known = found.level.due, found.known
    return {
        "alert": found.rule.kind,
        "rule": opened.ctx.locale.say(found.rule.title),
        "id": known.uuid if known else None,
        "comes_at": found.rule.on,
        "goes_at": found.rule.off,
        "first_seen": known.first_seen if known else None,
        "snoozed_until": known.snoozed_until if known else None,
        "due": due,
        "step": step((due - on).days) if due else None,
        **shape,
    }


def _rule(opened: Shop, rule: AlertRule) -> dict[str, Any]:
    said = opened.ctx.locale.say
    return {
        "kind": rule.kind,
        "title": said(rule.title),
        "comes_at": rule.on,
        "goes_at": rule.off,
        "active": rule.active,
        "rest_days": rule.rest_days,
        "level": said(LEVEL_WORDS[rule.kind]),
    }


def _kept(opened: Shop, row: AlertRow) -> dict[str, Any]:
    return {
        "id": row.uuid,
        "alert": row.key.kind,
        "said": opened.ctx.locale.say(row.said),
        "first_seen": row.first_seen,
        "snoozed_until": row.snoozed_until,
    }
