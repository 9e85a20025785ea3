"""Rows of a file as people and organisations, and which of them are there already."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence

from partnercrm.domain.locale import Locale
from partnercrm.domain.party import (
    ROLE_WORDS,
    ContactDraft,
    ContactKind,
    DateDraft,
    PartyDraft,
    PartyKind,
    Role,
    RoleDraft,
)
from partnercrm.domain.similar import likely_same
from partnercrm.domain.text import fold, trim
from partnercrm.domain.words import Message, msg
from partnercrm.imports import values
from partnercrm.imports.fields import ImportKind
from partnercrm.imports.preview import (
    Cells,
    Fingerprints,
    Preview,
    PreviewRow,
    Reader,
    Reasons,
    RowState,
    bad_rows,
    places,
)
from partnercrm.imports.table import Table
from partnercrm.services.known import KnownParty, known_parties
from partnercrm.services.store import Store

KIND_WORDS = {PartyKind.PERSON: msg("Person"), PartyKind.ORGANISATION: msg("Organisation")}
_LIST = re.compile(r"\s*[,;|]\s*")


def preview(
    store: Store,
    table: Table,
    mapping: dict[int, str],
    source: str,
    roles: Sequence[Role],
    locale: Locale,
    today: dt.date,
) -> Preview:
    """What importing a table as parties would do. `roles` are given to every party beside those of its row."""
    prints = Fingerprints()
    where, reader = places(mapping), Reader(locale, today)
    read = [_read(Cells(row, where), source, roles, locale, reader, prints) for row in table.rows]
    rows = _known(store, source, [*bad_rows(table), *read])
    rows.sort(key=lambda row: row.numbers)
    return Preview(ImportKind.PARTIES, source, table.header, mapping, tuple(rows), table.notes)


def _read(
    cells: Cells, source: str, roles: Sequence[Role], locale: Locale, reader: Reader, prints: Fingerprints
) -> PreviewRow:
    reasons = Reasons(cells.unreadable())
    name = trim(cells.text("name")) or trim(f"{cells.text('first_name')} {cells.text('last_name')}")
    draft = PartyDraft(
        name=name,
        roles=_roles(cells, roles, reasons, reader),
        kind=_kind(cells, reasons, reader),
        about=_about(cells),
        contacts=tuple(_contacts(cells)),
        tags=tuple(dict.fromkeys(filter(None, _LIST.split(cells.text("tags"))))),
        notes=tuple(cells.texts("note")),
        preferences=tuple(filter(None, (cells.text("preference"),))),
        dates=_dates(cells, reasons, reader),
        interval_days=_interval(cells, reasons, locale),
        source=source,
        external_id=cells.text("external_id") or prints.of([fold(str(value)) for value in cells.row.cells]),
    )
    numbers = (cells.row.number,)
    problems = [*reasons.bad, *(problem.message for problem in draft.problems())]
    if problems:
        return PreviewRow(numbers, name, RowState.BAD, tuple(problems))
    return PreviewRow(numbers, name, RowState.NEW, draft=draft)


def _kind(cells: Cells, reasons: Reasons, reader: Reader) -> PartyKind:
    said = reasons.take(reader.one_of(cells.cell("kind"), KIND_WORDS))
    if said is not None:
        return said
    return PartyKind.ORGANISATION if cells.text("name") else PartyKind.PERSON


def _roles(cells: Cells, given: Sequence[Role], reasons: Reasons, reader: Reader) -> tuple[RoleDraft, ...]:
    since = reasons.take(reader.date(cells.cell("since")))
    named = [reasons.take(reader.one_of(word, ROLE_WORDS)) for word in _LIST.split(cells.text("role")) if word]
    held = dict.fromkeys([*given, *(role for role in named if role is not None)])
    return tuple(RoleDraft(role, since) for role in held)


def _about(cells: Cells) -> str:
    contact = ", ".join(filter(None, (cells.text("contact"), cells.text("contact_title"))))
    return " - ".join(filter(None, (cells.text("about"), contact)))


def _contacts(cells: Cells) -> Iterable[ContactDraft]:
    for phone in cells.texts("phone"):
        yield ContactDraft(ContactKind.PHONE, phone)
    for email in cells.texts("email"):
        yield ContactDraft(ContactKind.EMAIL, email)
    web = cells.text("web").strip("#")
    if web:
        yield ContactDraft(ContactKind.WEB, web)
    place = {key: cells.text(key) for key in ("street", "postcode", "town", "region", "country")}
    if any(place.values()):
        yield ContactDraft(ContactKind.ADDRESS, **place)


def _dates(cells: Cells, reasons: Reasons, reader: Reader) -> tuple[DateDraft, ...]:
    day = reasons.take(reader.date(cells.cell("birthday")))
    return () if day is None else (DateDraft("Birthday", day.month, day.day, day.year),)


def _interval(cells: Cells, reasons: Reasons, locale: Locale) -> int | None:
    days = reasons.take(values.decimal(cells.cell("interval_days"), locale))
    if days is not None and days != int(days):
        reasons.bad.append(msg("Give whole days."))
        return None
    return None if days is None else int(days)


def _known(store: Store, source: str, rows: list[PreviewRow]) -> list[PreviewRow]:
    """The rows with those marked that are in the shop already, or earlier in the file."""
    drafts = [row.draft for row in rows if isinstance(row.draft, PartyDraft)]
    there = known_parties(store, source, drafts)
    seen: dict[str, int] = {}
    marked = []
    for row in rows:
        draft = row.draft
        if not isinstance(draft, PartyDraft):
            marked.append(row)
            continue
        first = seen.setdefault(draft.external_id, row.numbers[0])
        marked.append(_marked(row, draft, there.get(draft.external_id), first))
    return marked


def _marked(row: PreviewRow, draft: PartyDraft, known: KnownParty | None, first: int) -> PreviewRow:
    if first != row.numbers[0]:
        said = msg("Its id {id} stands in row {row} already.", id=draft.external_id, row=first)
        return PreviewRow(row.numbers, row.said, RowState.BAD, (said,))
    if known is None:
        return row
    if known.by_id and not _same(known.name, draft.name):
        return PreviewRow(row.numbers, row.said, RowState.BAD, (_other(draft, known),))
    if known.by_id or (known.same_contact and _same(known.name, draft.name)):
        return PreviewRow(row.numbers, row.said, RowState.KNOWN, (msg("{name} is there already.", name=known.name),))
    said = msg("It may be {name}, who is there already. Merge them afterwards if so.", name=known.name)
    return PreviewRow(row.numbers, row.said, RowState.NEW, (said,), draft)


def _same(one: str, other: str) -> bool:
    return fold(trim(one)) == fold(trim(other)) or likely_same(one, other)


def _other(draft: PartyDraft, known: KnownParty) -> Message:
    return msg(
        "The id {id} of this source belongs to {name}. Name another source for this file.",
        id=draft.external_id,
        name=known.name,
    )
