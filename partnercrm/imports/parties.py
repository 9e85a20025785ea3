"""Rows of a file as people and organisations, and which of them are there already."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence

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
from partnercrm.domain.record import dataclass
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
FIRM_HEADERS = frozenset(("company", "companyname", "business", "organisation", "organization", "shop", "firma"))
SUMS = frozenset(
    ("total", "totals", "grand total", "subtotal", "sum", "summe", "gesamt", "gesamtsumme", "zwischensumme")
)
LOOKS_LIKE_SUM = msg("This looks like a sum and not like somebody.")
_PEOPLE = (Role.CUSTOMER, Role.EMPLOYEE)
_LEGAL_FORM = re.compile(r"\b(?:gmbh|ag|kg|ug|ohg|gbr|ltd|llc|inc|plc|corp|co\.|s\.a\.|e\. ?v\.)(?!\w)", re.IGNORECASE)
_LIST = re.compile(r"\s*[,;|]\s*")


@dataclass(frozen=True, slots=True)
class Asked:
    """What every row is read with: `roles` go to every party beside those of its row, `take_sums` lets sums in."""

    source: str
    roles: Sequence[Role]
    locale: Locale
    today: dt.date
    take_sums: bool = False


def preview(store: Store, table: Table, mapping: dict[int, str], asked: Asked) -> Preview:
    """What importing a table as parties would do."""
    prints, firms = Fingerprints(), _names_firms(table.header, mapping)
    where, reader = places(mapping), Reader(asked.locale, asked.today)
    read = [_read(Cells(row, where), asked, firms, reader, prints) for row in table.rows]
    rows = _known(store, asked.source, [*bad_rows(table), *read])
    rows.sort(key=lambda row: row.numbers)
    return Preview(ImportKind.PARTIES, asked.source, table.header, mapping, tuple(rows), table.notes)


def _read(cells: Cells, asked: Asked, firms: bool, reader: Reader, prints: Fingerprints) -> PreviewRow:
    reasons = Reasons(cells.unreadable())
    name = trim(cells.text("name")) or trim(f"{cells.text('first_name')} {cells.text('last_name')}")
    roles = _roles(cells, asked.roles, reasons, reader)
    draft = PartyDraft(
        name=name,
        roles=roles,
        kind=_kind(cells, roles, firms, reasons, reader),
        about=_about(cells),
        contacts=tuple(_contacts(cells)),
        tags=tuple(dict.fromkeys(filter(None, _LIST.split(cells.text("tags"))))),
        notes=tuple(cells.texts("note")),
        preferences=tuple(filter(None, (cells.text("preference"),))),
        dates=_dates(cells, reasons, reader),
        interval_days=_interval(cells, reasons, asked.locale),
        source=asked.source,
        external_id=cells.text("external_id") or prints.of([fold(str(value)) for value in cells.row.cells]),
    )
    numbers = (cells.row.number,)
    problems = [*reasons.bad, *(problem.message for problem in draft.problems())]
    if problems:
        return PreviewRow(numbers, name, RowState.BAD, tuple(problems))
    if not asked.take_sums and not draft.contacts and fold(name).strip(" :") in SUMS:
        return PreviewRow(numbers, name, RowState.DOUBTFUL, (LOOKS_LIKE_SUM,))
    return PreviewRow(numbers, name, RowState.NEW, draft=draft)


def _names_firms(header: Sequence[str], mapping: Mapping[int, str]) -> bool:
    """Whether the names are businesses by what their column is called."""
    named = [header[place] for place, key in mapping.items() if key == "name"]
    return any(re.sub(r"[^a-z]", "", fold(name)) in FIRM_HEADERS for name in named)


def _kind(cells: Cells, roles: Sequence[RoleDraft], firms: bool, reasons: Reasons, reader: Reader) -> PartyKind:
    """As the row says; else who is only a customer or an employee is a person, unless the name is a business's."""
    said = reasons.take(reader.one_of(cells.cell("kind"), KIND_WORDS))
    if said is not None:
        return said
    if not cells.text("name"):
        return PartyKind.PERSON
    people = bool(roles) and all(held.role in _PEOPLE for held in roles)
    business = firms or cells.text("contact") or _LEGAL_FORM.search(cells.text("name"))
    return PartyKind.PERSON if people and not business else PartyKind.ORGANISATION


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
