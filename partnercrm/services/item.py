"""What the shop buys and sells: add an item, change it, count its stock, find it by how a till or a person calls it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from db.engine import Store
from db.queries import item as q
from db.tables import item as t
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Invalid, Refused, not_found
from partnercrm.domain.item import ItemDraft, name_key
from partnercrm.domain.item_rows import ItemRow
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import msg
from partnercrm.services.context import Context
from partnercrm.services.named import uuid_of
from partnercrm.services.operations import Operation, run

if TYPE_CHECKING:
    from sqlalchemy import Connection

SUBJECTS = ("supply", "item")


@dataclass(frozen=True, slots=True)
class Added:
    """An item that was added: row id and UUID."""

    item: int
    uuid: UUID
    changes: Changes


def listed(store: Store, *, retired: bool = False) -> list[ItemRow]:
    """All items by name; with `retired` also those we have no more."""
    with store.read() as connection:
        return q.listed(connection, retired=retired)


def listed_in(op: Operation) -> list[ItemRow]:
    """All items, those we have no more too, within a running operation."""
    return q.listed(op.connection, retired=True)


def find(store: Store, text: str) -> ItemRow:
    """An item by its UUID, its code, or its name in any spelling. Raises NotFound."""
    with store.read() as connection:
        return find_in(connection, text)


def find_in(connection: Connection, text: str) -> ItemRow:
    """The same within a reading or a running operation."""
    named = uuid_of(text)
    number = q.by_uuid(connection, named) if named is not None else None
    if number is None:
        names, codes = q.by_words(connection, [name_key(text)], [text.strip()])
        number = next(iter((*codes.values(), *names.values())), None)
    if number is None:
        raise not_found(f"item {text}")
    return q.by_ids(connection, [number])[0]


def by_words(store: Store, words: Iterable[str]) -> dict[str, int]:
    """The items (row ids) that these words name by code or by name; words that name none are left out."""
    wanted = sorted(set(words))
    with store.read() as connection:
        names, codes = q.by_words(connection, map(name_key, wanted), (word.strip() for word in wanted))
    found = {word: codes.get(word.strip(), names.get(name_key(word))) for word in wanted}
    return {word: number for word, number in found.items() if number is not None}


def add(store: Store, ctx: Context, draft: ItemDraft) -> Added:
    """Adds an item. Raises Invalid, also where its name or its code is taken."""

    def work(op: Operation) -> dict[str, Any]:
        (number,) = add_many(op, [draft])
        return {"item": number, "uuid": str(q.by_ids(op.connection, [number])[0].uuid)}

    done = run(store, ctx, msg("Added {name}", name=draft.name), draft, SUBJECTS, work)
    return Added(done.answer["item"], UUID(done.answer["uuid"]), done.changes)


def add_many(op: Operation, drafts: Sequence[ItemDraft]) -> list[int]:
    """Adds items within a running operation; answers their row ids in order. Raises as `add` does."""
    for draft in drafts:
        _require_valid(draft)
    keys, codes = [name_key(draft.name) for draft in drafts], [draft.code.strip() for draft in drafts]
    _require_free(op, keys, [code for code in codes if code])
    rows = [{"uuid": uuid.uuid4(), "retired_at": None, **_values(draft)} for draft in drafts]
    return list(op.insert_many(t.item, rows))


def ensure(op: Operation, names: Iterable[str]) -> dict[str, int]:
    """The row ids of items by these names, made where there is none yet: a till's file brings its items with it."""
    wanted = {name: name_key(name) for name in names if name_key(name)}
    known, codes = q.by_words(op.connection, wanted.values(), (name.strip() for name in wanted))
    new = {key: name for name, key in wanted.items() if key not in known and name.strip() not in codes}
    known |= zip(new, add_many(op, [ItemDraft(name.strip()) for name in new.values()]), strict=True)
    return {name: codes.get(name.strip(), known.get(key, 0)) for name, key in wanted.items()}


def change(store: Store, ctx: Context, number: int, draft: ItemDraft) -> Changes:
    """Makes an item what the draft says. Raises Invalid, NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        change_in(op, number, draft)
        return {}

    return run(store, ctx, msg("Changed {name}", name=draft.name), (number, draft), SUBJECTS, work).changes


def change_in(op: Operation, number: int, draft: ItemDraft) -> None:
    """The same within a running operation."""
    _require_valid(draft)
    before = require(op, number)
    key, code = name_key(draft.name), draft.code.strip()
    other = [] if key == name_key(before.name) else [key]
    _require_free(op, other, [code] if code and code != before.code else [])
    op.update(t.item, number, **_values(draft))


def count(store: Store, ctx: Context, number: int, stock: Decimal, day: dt.date | None = None) -> Changes:
    """Notes what was counted on the shelf on a day, today unless said. Raises Invalid, NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        found = require(op, number)
        change_in(op, number, replace(draft_of(found), stock=stock, stock_day=day or op.today))
        op.said = msg("Counted {name}", name=found.name)
        return {}

    return run(store, ctx, msg("Counted stock"), (number, stock, day), SUBJECTS, work).changes


def retire(store: Store, ctx: Context, number: int, *, back: bool = False) -> Changes:
    """Says that we have an item no more, or, with `back`, again; what names it stays. Raises NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        found = require(op, number)
        op.update(t.item, number, retired_at=None if back else op.now)
        op.said = msg("{name} is back", name=found.name) if back else msg("Put {name} away", name=found.name)
        return {}

    return run(store, ctx, msg("Put an item away"), (number, back), SUBJECTS, work).changes


def remove(store: Store, ctx: Context, number: int) -> Changes:
    """Takes an item away that nothing names. Raises Refused, NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        found = require(op, number)
        if q.used(op.connection, number):
            raise Refused(msg("{name} was bought or sold, so it stays. Put it away instead.", name=found.name))
        op.delete(t.item, number)
        op.said = msg("Removed {name}", name=found.name)
        return {}

    return run(store, ctx, msg("Removed an item"), number, SUBJECTS, work).changes


def require(op: Operation, number: int | None) -> ItemRow:
    """An item as it stands. Raises NotFound."""
    found = q.by_ids(op.connection, [number]) if number is not None else []
    if not found:
        raise not_found("item")
    return found[0]


def draft_of(row: ItemRow) -> ItemDraft:
    """What an item says, as a draft."""
    return ItemDraft(
        row.name,
        row.code,
        row.unit,
        row.category,
        row.price,
        row.cost,
        row.stock,
        row.stock_day,
        row.daily_use,
        row.margin_a_day,
        row.note,
    )


def _require_valid(draft: ItemDraft) -> None:
    problems = draft.problems()
    if problems:
        raise Invalid(problems)


def _require_free(op: Operation, keys: Sequence[str], codes: Sequence[str]) -> None:
    names, numbers = q.by_words(op.connection, keys, codes)
    if names or len(set(keys)) < len(keys):
        raise Invalid([Problem("name", msg("There is an item of that name already."))])
    if numbers or len(set(codes)) < len(codes):
        raise Invalid([Problem("code", msg("There is an item of that number already."))])


def _values(draft: ItemDraft) -> dict[str, Any]:
    return {
        "name": draft.name.strip(),
        "name_key": name_key(draft.name),
        "code": draft.code.strip(),
        "unit": draft.unit.strip(),
        "category": draft.category.strip(),
        "price": draft.price,
        "cost": draft.cost,
        "stock": draft.stock,
        "stock_day": draft.stock_day,
        "daily_use": draft.daily_use,
        "margin_a_day": draft.margin_a_day,
        "note": draft.note.strip(),
    }
