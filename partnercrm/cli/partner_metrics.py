"""`metrics partners`, and the ways to score them: `scoring`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from partnercrm.cli import figures, reading
from partnercrm.cli.opened import Shop, shop
from partnercrm.cli.output import emit, rows, say
from partnercrm.domain.changes import Changes
from partnercrm.domain.effectiveness import PART_WORDS, USUAL, Band, Measure, Part, PartScore, Scoring
from partnercrm.domain.effectiveness_rows import PartnerScore
from partnercrm.domain.effectiveness_words import explained
from partnercrm.domain.errors import Refused
from partnercrm.domain.words import msg
from partnercrm.services import effectiveness, scoring


def partners(words: argparse.Namespace) -> None:
    """Partners by what they are worth to us, the best first, each with its parts and what is left to gain."""
    with shop(words.store, read_only=True) as opened:
        found = effectiveness.figures(opened.store, *figures.span(opened, words), words.scoring)
        answer = {
            "from": found.first,
            "to": found.last,
            "scoring": found.scoring.name,
            "partners": [_partner(opened, row) for row in found.partners],
            "together": figures.shapes(opened, found.together),
        }
        figures.show(answer, words.json)


def listed(words: argparse.Namespace) -> None:
    """The ways to score, with their weights."""
    with shop(words.store, read_only=True) as opened:
        known = scoring.scorings(opened.store)
        rows([_scoring(each, used=each.name == known.used.name) for each in known.saved], words.json)


def save(words: argparse.Namespace) -> None:
    """Saves a way to score under a name, and uses it; what is not said stays as it was."""
    with shop(words.store, key=words.op) as opened:
        known = scoring.scorings(opened.store).named(words.name) or replace(USUAL, name=words.name)
        measures = {**known.measures, **dict(_measured(known, text) for text in words.part)}
        bands = tuple(_band(text) for text in words.band) or known.bands
        margin = known.margin if words.margin is None else reading.decimal(words.margin, "margin")
        _done(opened, words, scoring.save(opened.store, opened.ctx, Scoring(words.name, measures, bands, margin)))


def use(words: argparse.Namespace) -> None:
    """Counts by another saved way."""
    with shop(words.store, key=words.op) as opened:
        _done(opened, words, scoring.use(opened.store, opened.ctx, words.name))


def remove(words: argparse.Namespace) -> None:
    """Forgets a way to score."""
    with shop(words.store, key=words.op) as opened:
        _done(opened, words, scoring.remove(opened.store, opened.ctx, words.name))


def _done(opened: Shop, words: argparse.Namespace, done: Changes) -> None:
    if words.json:
        emit({"operation": done.operation})
    else:
        say(f"{opened.ctx.locale.say(done.said)}.")


def _measured(known: Scoring, text: str) -> tuple[Part, Measure]:
    """`PART=WEIGHT[:FLOOR:TARGET]`."""
    name, _equals, said = text.partition("=")
    part = reading.word(Part, name.strip(), "part")
    numbers = [reading.decimal(each, "part") for each in said.split(":")]
    if len(numbers) not in (1, 3) or numbers[0] != int(numbers[0]):
        raise Refused(msg("{text} is not a part. Write it like years=5 or years=5:0:3.", text=text), "part")
    before = known.measures.get(part, USUAL.measures[part])
    floor, target = numbers[1:] or (before.floor, before.target)
    return part, Measure(int(numbers[0]), floor, target)


def _band(text: str) -> Band:
    """`FROM=NAME`."""
    least, equals, name = text.partition("=")
    if not equals or not least.strip().isdecimal():
        raise Refused(msg("{text} is not a band. Write it like 70=Strong.", text=text), "band")
    return Band(int(least), name.strip())


def _partner(opened: Shop, row: PartnerScore) -> dict[str, Any]:
    gains: Sequence[PartScore] = row.score.gains
    return {
        "party": row.name,
        "id": row.uuid,
        "score": figures.number(row.figure.value, 1),
        "coverage": figures.number(row.figure.coverage, 4),
        "band": row.score.band,
        "before": figures.number(row.before.value, 1),
        "trend": figures.number(row.trend, 1),
        "figures": figures.shapes(opened, row.figures),
        "parts": [
            {
                "part": part.part,
                "weight": part.measure.weight,
                "floor": part.measure.floor,
                "target": part.measure.target,
                "points": figures.number(None if part.points is None else float(part.points), 1),
                "earned": figures.number(float(part.earned), 1),
            }
            for part in row.score.parts
        ],
        "gains": [
            {
                "part": part.part,
                "title": opened.ctx.locale.say(PART_WORDS[part.part]),
                "left": figures.number(float(part.left), 1),
            }
            for part in gains
        ],
        "explained": [
            {
                "about": opened.ctx.locale.say(line.heading),
                "what": opened.ctx.locale.say(line.what),
                "value": opened.ctx.locale.say(line.value),
                "detail": opened.ctx.locale.say(line.detail) if line.detail is not None else "",
            }
            for line in explained(row, opened.currency)
        ],
        "kinds": [
            {
                "kind": kind.kind,
                "given": opened.money(kind.given),
                "received": opened.money(kind.received),
                "reciprocity": figures.number(kind.reciprocity, 4),
            }
            for kind in row.kinds
        ],
    }


def _scoring(each: Scoring, *, used: bool) -> dict[str, Any]:
    return {
        "name": each.name,
        "used": used,
        "margin": each.margin,
        "weights": [
            f"{part.value}={measure.weight}:{measure.floor}:{measure.target}" for part, measure in each.measures.items()
        ],
        "bands": [f"{band.least}={band.name}" for band in each.bands],
    }
