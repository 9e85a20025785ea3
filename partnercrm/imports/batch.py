"""A file comes in: prepared without changing anything, then brought in as one operation that is taken back whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Refused
from partnercrm.domain.feedback import ResponseDraft, ReviewDraft
from partnercrm.domain.gift_card import GiftCardDraft
from partnercrm.domain.interaction import InteractionDraft
from partnercrm.domain.ledger import Basis, ExchangeDraft
from partnercrm.domain.loyalty_moves import BroughtDraft, EarnDraft, RedeemDraft
from partnercrm.domain.party import PartyDraft, Role
from partnercrm.domain.record import dataclass
from partnercrm.domain.sale import SaleDraft
from partnercrm.domain.supply_brought import BroughtItem, BroughtOrder
from partnercrm.domain.team import TrainingDraft
from partnercrm.domain.voucher import UseDraft
from partnercrm.domain.words import msg, plural
from partnercrm.imports import (
    deliveries,
    exchanges,
    gift_cards,
    interactions,
    items,
    loyalty,
    notes,
    parties,
    points,
    redemptions,
    sales,
)
from partnercrm.imports.asked import Asked
from partnercrm.imports.fields import FIELDS, SKIP, ImportKind, guess, missing, unread_columns
from partnercrm.imports.preview import Draft, Preview, PreviewRow, RowState
from partnercrm.imports.readers import read_table
from partnercrm.imports.table import Table
from partnercrm.services import backup, draft, gift_card, loyalty_moves, loyalty_points, posting, public_review
from partnercrm.services import feedback as feedback_service
from partnercrm.services import interaction as interaction_service
from partnercrm.services import party as party_service
from partnercrm.services import sale as sale_service
from partnercrm.services import store as stores
from partnercrm.services import team as team_service
from partnercrm.services import voucher as voucher_service
from partnercrm.services.chain import Book
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run
from partnercrm.services.store import Store

Progress = Callable[[int, int], None]
SUBJECTS = {
    ImportKind.PARTIES: ("party",),
    ImportKind.INTERACTIONS: ("interaction", "party"),
    ImportKind.EXCHANGES: ("ledger", "party"),
    ImportKind.SALES: ("sale", "party"),
    ImportKind.LOYALTY: ("loyalty",),
    ImportKind.POINTS: ("loyalty", "coalition"),
    ImportKind.GIFT_CARDS: ("gift_card",),
    ImportKind.REDEMPTIONS: voucher_service.SUBJECTS,
    ImportKind.ITEMS: ("supply", "item", "party"),
    ImportKind.DELIVERIES: ("supply", "item", "ledger", "party"),
    ImportKind.RESPONSES: ("feedback", "follow_up", "party"),
    ImportKind.TRAININGS: ("team", "party"),
    ImportKind.REVIEWS: ("feedback", "party"),
}
READ: dict[ImportKind, Callable[[Asked], Preview]] = {
    ImportKind.ITEMS: items.preview,
    ImportKind.DELIVERIES: deliveries.preview,
    ImportKind.RESPONSES: notes.responses,
    ImportKind.TRAININGS: notes.trainings,
    ImportKind.REVIEWS: notes.reviews,
}
GUESSES = msg(
    "No column says how the values are known, so what is no money counts as our guess: favours, not bills to be paid."
)
BILLS = msg(
    "No column says how the values are known, so what has a due day or a bill's number counts as a bill to be paid. "
    "What else is no money counts as our guess: favours."
)
TELL_EVERY = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a file is to be read: what its rows are, their roles, where it comes from, and columns named by hand.

    `take_doubles` lets in what else waits for a decision, such as sales that look like the one before. `basis` is how
    the values of exchanges are known where the file does not say. Where no columns are named, those chosen for the
    source the last time are taken.
    """

    kind: ImportKind
    roles: tuple[Role, ...] = ()
    source: str = ""
    columns: Mapping[str, str] | None = None
    sheet: str = ""
    take_doubles: bool = False
    basis: Basis | None = None

    def named_source(self) -> str:
        """The source under which ids are kept: the one named, else what the rows are."""
        return self.source.strip() or (self.roles[0].value if self.roles else self.kind.value)


@dataclass(frozen=True, slots=True)
class Imported:
    """What came in: counts of records, and the operation that takes all of it back."""

    new: int
    known: int
    bad: int
    drafts: int
    changes: Changes | None
    doubtful: int = 0


def prepare(store: Store, ctx: Context, path: Path, wanted: Wanted) -> Preview:
    """Reads a file and says what would come in; changes nothing. Raises Refused where there is no table to be had."""
    table = read_table(path, sheet=wanted.sheet, language=ctx.locale.code)
    chosen = wanted.columns or remembered(store, wanted, table.header)
    mapping = guess(wanted.kind, table.header, chosen)
    lacking = missing(wanted.kind, mapping)
    if lacking is not None:
        raise Refused(lacking, "map")
    notes = [*table.notes, *unread_columns(table, mapping, wanted.columns or {})]
    if wanted.kind is ImportKind.EXCHANGES and not exchanges.says_basis(mapping) and wanted.basis is None:
        notes.append(BILLS if set(exchanges.BILL_FIELDS) & set(mapping.values()) else GUESSES)
    told = replace(table, notes=tuple(notes))
    return replace(_preview(store, ctx, told, mapping, wanted), chosen=dict(chosen))


def _preview(store: Store, ctx: Context, table: Table, mapping: dict[int, str], wanted: Wanted) -> Preview:
    source, locale, today = wanted.named_source(), ctx.locale, ctx.today
    if wanted.kind is ImportKind.PARTIES:
        read_with = parties.Asked(source, wanted.roles, locale, today, wanted.take_doubles)
        return parties.preview(store, table, mapping, read_with)
    if wanted.kind is ImportKind.INTERACTIONS:
        return interactions.preview(store, table, mapping, source, locale, today)
    currency = stores.facts(store).currency
    if wanted.kind in READ:
        return READ[wanted.kind](Asked(store, ctx, table, mapping, source, currency))
    if wanted.kind is ImportKind.SALES:
        asked = sales.Asked(currency, locale, today, source, wanted.take_doubles)
        return sales.preview(store, table, mapping, asked)
    if wanted.kind is ImportKind.REDEMPTIONS:
        return redemptions.preview(store, ctx, table, mapping, source, currency)
    if wanted.kind is ImportKind.LOYALTY:
        return loyalty.preview(store, table, mapping, source, locale, today)
    if wanted.kind is ImportKind.POINTS:
        return points.preview(store, table, mapping, source, locale, today)
    if wanted.kind is ImportKind.GIFT_CARDS:
        return gift_cards.preview(store, table, mapping, source, currency, locale, today)
    return exchanges.preview(store, table, mapping, source, currency, locale, today, wanted.basis)


def remembered(store: Store, wanted: Wanted, header: Sequence[str]) -> Mapping[str, str]:
    """What was chosen for columns when a file of this source came in last, as far as this one has them."""
    kept: Mapping[str, str] = stores.remembered(store, _place(wanted.kind, wanted.named_source())) or {}
    known = {SKIP, *(field.key for field in FIELDS[wanted.kind])}
    return {column: field for column, field in kept.items() if column in header and field in known}


def _place(kind: ImportKind, source: str) -> str:
    return f"import columns: {kind.value}: {source}"


def bring_in(
    store: Store, ctx: Context, prepared: Preview, progress: Progress | None = None, *, copy_first: bool = True
) -> Imported:
    """Brings in the new records of a preview as one operation, after a verified copy of the store; bad ones stay out.

    Raises Refused, naming the row, if one cannot go in after all; then nothing came in.
    """
    wanted = prepared.of(RowState.NEW)
    counts = (prepared.count(RowState.KNOWN), prepared.count(RowState.BAD))
    doubtful = prepared.count(RowState.DOUBTFUL)
    if not wanted:
        return Imported(0, *counts, 0, None, doubtful)
    if copy_first:
        backup.copy_now(store, ctx)

    def work(op: Operation) -> dict[str, Any]:
        op.said = plural("Imported {count} record", "Imported {count} records", len(wanted))
        return {"drafts": _write(op, prepared.kind, wanted, progress or (lambda _done, _of: None))}

    name = plural("Import {count} record", "Import {count} records", len(wanted))
    request = (prepared.kind, prepared.source, [row.draft for row in wanted])
    done = run(store, ctx, name, request, SUBJECTS[prepared.kind], work)
    if prepared.chosen:
        stores.remember(store, _place(prepared.kind, prepared.source), dict(prepared.chosen))
    return Imported(len(wanted), *counts, done.answer["drafts"], done.changes, doubtful)


def _write(op: Operation, kind: ImportKind, rows: Sequence[PreviewRow], progress: Progress) -> int:
    """Writes the records; answers how many of them went in as drafts."""
    if kind is ImportKind.PARTIES:
        party_service.add_many(op, [row.draft for row in rows if isinstance(row.draft, PartyDraft)])
        return 0
    if kind is ImportKind.INTERACTIONS:
        interaction_service.log_many(op, [row.draft for row in rows if isinstance(row.draft, InteractionDraft)])
        return 0
    if kind is ImportKind.SALES:
        sale_service.record_many(op, [row.draft for row in rows if isinstance(row.draft, SaleDraft)])
        return 0
    if kind is ImportKind.LOYALTY:
        loyalty_moves.bring_many(op, [row.draft for row in rows if isinstance(row.draft, BroughtDraft)])
        return 0
    if kind in READ:
        _write_together(op, [row.draft for row in rows])
        return 0
    book = Book(op)
    for done, row in enumerate(rows):
        if done % TELL_EVERY == 0:
            progress(done, len(rows))
        try:
            _write_one(book, row)
        except Refused as refused:
            raise Refused(msg("Row {row}: {why}", row=row.numbers[0], why=refused.message), refused.field) from refused
    book.flush()
    return sum(1 for row in rows if not row.post)


def _write_together(op: Operation, drafts: Sequence[Draft | None]) -> None:
    items.write(op, [draft for draft in drafts if isinstance(draft, BroughtItem)])
    deliveries.write(op, [draft for draft in drafts if isinstance(draft, BroughtOrder)])
    feedback_service.respond_many(op, [draft for draft in drafts if isinstance(draft, ResponseDraft)])
    public_review.note_reviews(op, [draft for draft in drafts if isinstance(draft, ReviewDraft)])
    team_service.add_trainings(op, [draft for draft in drafts if isinstance(draft, TrainingDraft)])


def _write_one(book: Book, row: PreviewRow) -> None:
    if isinstance(row.draft, EarnDraft):
        loyalty_points.earn_in(book.op, row.draft)
    elif isinstance(row.draft, RedeemDraft):
        loyalty_points.redeem_in(book.op, row.draft)
    elif isinstance(row.draft, GiftCardDraft):
        gift_card.sell_in(book.op, row.draft)
    elif isinstance(row.draft, UseDraft):
        voucher_service.use_in(book.op, row.draft)
    elif isinstance(row.draft, ExchangeDraft) and row.post:
        posting.post_into(book, row.draft)
    elif isinstance(row.draft, ExchangeDraft):
        draft.add(book.op, row.draft)
