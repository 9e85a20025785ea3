"""Commands that bring files in and make workbooks."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path
from typing import Any

from partnercrm.cli import reading
from partnercrm.cli.opened import Shop, shop
from partnercrm.cli.output import emit, say
from partnercrm.cli.parser import WrongUse
from partnercrm.domain.errors import Refused
from partnercrm.domain.ledger import Basis
from partnercrm.domain.party import Role
from partnercrm.domain.words import msg
from partnercrm.imports import batch
from partnercrm.imports.fields import ImportKind
from partnercrm.imports.preview import Preview, PreviewRow, RowState
from partnercrm.services.ledger_report import Span

SHOWN = 20


def import_file(words: argparse.Namespace) -> None:
    """Brings in a file, or with --dry-run says what would come in."""
    with shop(words.store, key=words.op, read_only=words.dry_run) as opened:
        wanted = batch.Wanted(
            ImportKind(words.kind),
            (reading.word(Role, words.role, "role"),) if words.role else (),
            words.source,
            dict(_pair(each) for each in words.map),
            take_doubles=words.take_doubles,
            basis=reading.word(Basis, words.basis, "basis") if words.basis else None,
        )
        prepared = batch.prepare(opened.store, opened.ctx, Path(words.file), wanted)
        answer = _answer(opened, prepared)
        if not words.dry_run:
            done = batch.bring_in(opened.store, opened.ctx, prepared)
            answer |= {"drafts": done.drafts, "operation": done.changes.operation if done.changes else None}
        if words.json:
            emit(answer)
        else:
            _say(opened, prepared, answer, dry=words.dry_run)


FIGURES: dict[str, str] = {
    "partners": "effectiveness",
    "customers": "customer",
    "suppliers": "supplier",
    "feedback": "feedback",
}
"""The workbooks of figures and the files of `partnercrm.reports` that write them: `write(store, ctx, path, span)`."""


def report(words: argparse.Namespace) -> None:
    """Makes a workbook."""
    from partnercrm.reports import ledger

    if words.report in FIGURES:
        _figures(words)
        return
    with shop(words.store, read_only=True) as opened:
        span = ledger.Span(*reading.span(words.from_day, words.to_day))
        made = ledger.write(opened.store, opened.ctx, _workbook(words.file), span, opened.party(words.party))
        if words.json:
            emit({"file": str(made.path), "entries": made.entries, "checks_ok": made.good})
        else:
            entries = "1 entry" if made.entries == 1 else f"{made.entries} entries"
            checks = "all checks OK" if made.good else "some checks need a look"
            say(f"Wrote {made.path.name}: {entries}, {checks}.")


def _workbook(name: str) -> Path:
    if not name.lower().endswith(".xlsx"):
        raise Refused(msg("{name} would be an Excel workbook. Give it a name that ends in .xlsx.", name=name), "o")
    return Path(name)


def _figures(words: argparse.Namespace) -> None:
    if words.party:
        raise WrongUse("--party is for the workbook of the ledger")
    module = import_module(f"partnercrm.reports.{FIGURES[words.report]}")
    with shop(words.store, read_only=True) as opened:
        span = Span(*reading.span(words.from_day, words.to_day))
        made = module.write(opened.store, opened.ctx, _workbook(words.file), span)
        if words.json:
            emit({"file": str(made.path), "rows": made.rows, "checks_ok": made.good})
        else:
            rows = "1 row" if made.rows == 1 else f"{made.rows} rows"
            checks = "all checks OK" if made.good else "some checks need a look"
            say(f"Wrote {made.path.name}: {rows}, {checks}.")


def _pair(text: str) -> tuple[str, str]:
    column, equals, field = text.rpartition("=")
    if not equals:
        raise Refused(msg("Write {text} as COLUMN=FIELD.", text=text), "map")
    return column, field


def _answer(opened: Shop, prepared: Preview) -> dict[str, Any]:
    locale = opened.ctx.locale

    def told(row: PreviewRow) -> dict[str, Any]:
        return {"row": row.numbers[0], "reason": " ".join(locale.say(reason) for reason in row.reasons)}

    return {
        "new": prepared.count(RowState.NEW),
        "known": prepared.count(RowState.KNOWN),
        "doubtful": prepared.count(RowState.DOUBTFUL),
        "bad": prepared.count(RowState.BAD),
        "columns": {prepared.header[place]: field for place, field in prepared.mapping.items()},
        "notes": [locale.say(note) for note in prepared.notes],
        "problems": [told(row) for row in (*prepared.of(RowState.DOUBTFUL), *prepared.of(RowState.BAD))],
        "warnings": [told(row) for row in prepared.of(RowState.NEW) if row.reasons],
    }


def _say(opened: Shop, prepared: Preview, answer: dict[str, Any], *, dry: bool) -> None:
    for note in answer["notes"]:
        say(note)
    for problem in answer["problems"][:SHOWN]:
        say(f"Row {problem['row']}: {problem['reason']}")
    if len(answer["problems"]) > SHOWN:
        say(f"… and {len(answer['problems']) - SHOWN} more rows that cannot go in.")
    for warning in answer["warnings"][:SHOWN]:
        say(f"Row {warning['row']} goes in: {warning['reason']}")
    if len(answer["warnings"]) > SHOWN:
        say(f"… and {len(answer['warnings']) - SHOWN} more rows with a remark.")
    would = "would come in" if dry else "came in"
    say(f"{answer['known']} rows already there, {answer['new']} new {would}, {answer['bad']} left out.")
    if answer["doubtful"]:
        say(f"{answer['doubtful']} rows wait for your decision. --take-doubles lets them in.")
