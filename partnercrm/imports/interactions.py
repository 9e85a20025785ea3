"""Rows of a file as interactions, and which of them are logged already."""

from __future__ import annotations

import datetime as dt

from partnercrm.domain.interaction import CHANNEL_WORDS, Channel, InteractionDraft, StartedBy
from partnercrm.domain.locale import Locale
from partnercrm.domain.text import fold
from partnercrm.domain.words import msg
from partnercrm.imports import values
from partnercrm.imports.fields import ImportKind
from partnercrm.imports.preview import Cells, Fingerprints, Preview, PreviewRow, Reasons, RowState, bad_rows, places
from partnercrm.imports.table import Table
from partnercrm.imports.who import Who
from partnercrm.services.known import known_references
from partnercrm.services.store import Store

STARTED_WORDS = {StartedBy.US: msg("Us"), StartedBy.THEM: msg("Them")}


def preview(
    store: Store, table: Table, mapping: dict[int, str], source: str, locale: Locale, today: dt.date
) -> Preview:
    """What importing a table as interactions would do."""
    where = places(mapping)
    read = [Cells(row, where) for row in table.rows]
    who = Who(store, (cells.text("party") for cells in read))
    prints = Fingerprints()
    rows = [_read(cells, who, source, locale, today, prints) for cells in read]
    drafts = [row.draft for row in rows if isinstance(row.draft, InteractionDraft)]
    there = known_references(store, "interaction", source, (draft.external_id for draft in drafts))
    marked = [*bad_rows(table), *(_marked(row, there) for row in rows)]
    marked.sort(key=lambda row: row.numbers)
    return Preview(ImportKind.INTERACTIONS, source, table.header, mapping, tuple(marked), table.notes)


def _read(cells: Cells, who: Who, source: str, locale: Locale, today: dt.date, prints: Fingerprints) -> PreviewRow:
    reasons = Reasons(cells.unreadable())
    party = reasons.take(who.named(cells.text("party")))
    when = reasons.take(values.moment(cells.cell("date"), locale, today))
    time = when[1] if when else None
    if cells.text("time"):
        behind = reasons.take(values.moment(f"{today.isoformat()} {cells.text('time')}", locale, today))
        time = behind[1] if behind else None
    mood = reasons.take(values.decimal(cells.cell("mood"), locale, signed=True))
    if when is None and not reasons.bad:
        reasons.bad.append(msg("Say when it was."))
    numbers, said = (cells.row.number,), cells.text("summary") or cells.text("notes")
    draft = InteractionDraft(
        parties=(party,) if party is not None else (),
        channel=reasons.take(values.one_of(cells.cell("channel"), CHANNEL_WORDS, locale)) or Channel.MESSAGE,
        day=when[0] if when else today,
        minute=None if time is None else time.hour * 60 + time.minute,
        summary=cells.text("summary"),
        notes=cells.text("notes"),
        mood=None if mood is None else int(mood),
        started_by=reasons.take(values.one_of(cells.cell("started_by"), STARTED_WORDS, locale)) or StartedBy.US,
        source=source,
        external_id=cells.text("external_id") or prints.of([fold(str(value)) for value in cells.row.cells]),
    )
    problems = reasons.bad or [problem.message for problem in draft.problems()]
    if draft.day > today and not problems:
        problems = [msg("It lies in the future. Make a follow-up of it.")]
    if problems:
        return PreviewRow(numbers, said, RowState.BAD, tuple(problems))
    return PreviewRow(numbers, said, RowState.NEW, draft=draft)


def _marked(row: PreviewRow, there: set[str]) -> PreviewRow:
    draft = row.draft
    if isinstance(draft, InteractionDraft) and draft.external_id in there:
        return PreviewRow(row.numbers, row.said, RowState.KNOWN, (msg("It is logged already."),))
    return row
