"""Rows of a partner's file as points: earned there, or used there. They happened, so they go in even beyond the card.

The shop stands in a column, or is the source that the file is said to come from.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from partnercrm.domain import codes
from partnercrm.domain.coalition import PartnerDraft
from partnercrm.domain.errors import not_found
from partnercrm.domain.locale import Locale
from partnercrm.domain.loyalty import within
from partnercrm.domain.loyalty_moves import EarnDraft, RedeemDraft
from partnercrm.domain.record import dataclass
from partnercrm.domain.text import fold
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
    closed_warning,
    places,
)
from partnercrm.imports.table import Table
from partnercrm.imports.who import Who
from partnercrm.services import coalition, loyalty
from partnercrm.services.known import closed_months
from partnercrm.services.store import Store


class Deed(StrEnum):
    """What happened there."""

    EARNED = "earned"
    USED = "used"


DEED_WORDS = {Deed.EARNED: msg("Earned"), Deed.USED: msg("Used")}


@dataclass(frozen=True, slots=True)
class _Asked:
    """What every row is read with; `cards` are row ids by number, `programs` those of cards, `shops` who takes part."""

    who: Who
    locale: Locale
    today: dt.date
    source: str
    reader: Reader
    prints: Fingerprints
    cards: Mapping[str, int]
    programs: Mapping[int, int]
    shops: Mapping[int, Mapping[int, PartnerDraft]]
    closed: frozenset[int]


def preview(
    store: Store, table: Table, mapping: dict[int, str], source: str, locale: Locale, today: dt.date
) -> Preview:
    """What importing a table as a partner's points would do."""
    where = places(mapping)
    read = [Cells(row, where) for row in table.rows]
    cards = loyalty.holders(store, [codes.kept(cells.text("card")) for cells in read])
    programs = {row.id: row.program for row in loyalty.members(store, sorted(set(cards.values())))}
    asked = _Asked(
        Who(store, [source, *(cells.text("shop") for cells in read)]),
        locale,
        today,
        source,
        Reader(locale, today),
        Fingerprints(),
        cards,
        programs,
        {program: coalition.shops(store, program) for program in set(programs.values())},
        closed_months(store),
    )
    rows = [_read(cells, asked) for cells in read]
    there = loyalty.known_references(store, source, [_reference(row) for row in rows])
    marked = [*bad_rows(table), *(_marked(row, there) for row in rows)]
    marked.sort(key=lambda row: row.numbers)
    return Preview(ImportKind.POINTS, source, table.header, mapping, tuple(marked), table.notes)


def _read(cells: Cells, asked: _Asked) -> PreviewRow:
    reasons, numbers, card = Reasons(cells.unreadable()), (cells.row.number,), cells.text("card")
    shop = reasons.take(asked.who.named(cells.text("shop") or asked.source))
    day = reasons.take(asked.reader.date(cells.cell("date")))
    points = reasons.take(values.decimal(cells.cell("points"), asked.locale, signed=True)) or Decimal(0)
    said = reasons.take(asked.reader.one_of(cells.cell("deed"), DEED_WORDS))
    member = asked.cards.get(codes.kept(card))
    texts = [fold(str(value)) for value in cells.row.cells]
    name = cells.text("external_id") or asked.prints.of(texts)
    deed = said or (Deed.USED if points < 0 else Deed.EARNED)
    if member is None or shop is None or day is None or reasons.bad:
        return PreviewRow(numbers, card, RowState.BAD, tuple(reasons.bad) or _lacking(card, day))
    problems = _problems(asked, member, shop, day, deed)
    where = {"shop": shop, "source": asked.source, "external_id": name}
    draft: EarnDraft | RedeemDraft
    if deed is Deed.EARNED:
        draft = EarnDraft(member, day, points=abs(points), issuer=shop, **where)  # type: ignore[arg-type]
    else:
        draft = RedeemDraft(member, day, abs(points), beyond=abs(points), **where)  # type: ignore[arg-type]
    problems = problems or tuple(problem.message for problem in draft.problems())
    if problems:
        return PreviewRow(numbers, card, RowState.BAD, problems)
    return PreviewRow(numbers, card, RowState.NEW, closed_warning(day, asked.closed), draft)


def _lacking(card: str, day: dt.date | None) -> tuple[Message, ...]:
    if day is None:
        return (msg("Say when it was."),)
    return (not_found("card", card).message,) if card else (msg("Say which card it is."),)


def _problems(asked: _Asked, member: int, shop: int, day: dt.date, deed: Deed) -> tuple[Message, ...]:
    agreed = asked.shops[asked.programs[member]].get(shop)
    if agreed is None or not within(day, agreed.from_day, agreed.until_day):
        return (msg("That shop takes no part in this card's program on that day."),)
    if not (agreed.earns if deed is Deed.EARNED else agreed.redeems):
        return (msg("That was not agreed with this shop: collecting, or using points there."),)
    if day > asked.today:
        return (msg("It lies in the future."),)
    return ()


def _reference(row: PreviewRow) -> str:
    return (row.draft.external_id or "") if isinstance(row.draft, EarnDraft | RedeemDraft) else ""


def _marked(row: PreviewRow, there: set[str]) -> PreviewRow:
    if row.draft is not None and _reference(row) in there:
        return PreviewRow(row.numbers, row.said, RowState.KNOWN, (msg("It is there already."),))
    return row
