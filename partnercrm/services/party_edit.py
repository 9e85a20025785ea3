"""What is changed in place: one thing of one party, or the same thing of several at once as one operation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from db.engine import Store
from db.queries import party as q
from db.tables import party as t
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Invalid
from partnercrm.domain.party import Mode, PartyDraft, Role
from partnercrm.domain.problems import Problem
from partnercrm.domain.search import plain
from partnercrm.domain.text import trim
from partnercrm.domain.words import Message, msg, plural
from partnercrm.services import party_write
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run
from partnercrm.services.party import SUBJECTS, named, require, require_text, require_valid

Edit = Callable[[Operation, int], bool]


def rename(store: Store, ctx: Context, party: int, name: str) -> Changes:
    """Gives a party another name. Raises Invalid or NotFound."""
    require_valid(PartyDraft(name))
    title, said = (
        msg("Rename {old} to {name}", old=named(store, [party]), name=name),
        msg("Renamed to {name}", name=name),
    )
    return _set(store, ctx, [party], title, said, name=name, sort_name=plain(name))


def set_about(store: Store, ctx: Context, party: int, about: str) -> Changes:
    """Says in a line what a party is about. Raises Invalid or NotFound."""
    require_text(about)
    name = named(store, [party])
    title, said = msg("Describe {name}", name=name), msg("Described {name}", name=name)
    return _set(store, ctx, [party], title, said, about=about)


def set_interval(store: Store, ctx: Context, parties: Sequence[int], days: int | None) -> Changes:
    """Says after how many days without contact parties are due; None counts for nobody. Raises Invalid, NotFound."""
    require_valid(PartyDraft("?", interval_days=days))
    count, name = len(parties), named(store, parties)
    title = plural("Set how often to reach {name}", "Set how often to reach {count} parties", count, name=name)
    return _set(store, ctx, parties, title, title, interval_days=days)


def set_mode(
    store: Store,
    ctx: Context,
    parties: Sequence[int],
    mode: Mode,
    *,
    band: int | None = None,
    settle_by: dt.date | None = None,
) -> Changes:
    """Says how we and these parties keep score; a band (minor units) and a day to settle by go with balanced only.

    Raises Invalid or NotFound.
    """
    if mode is not Mode.BALANCED and (band is not None or settle_by is not None):
        raise Invalid([Problem("band", msg("A limit and a day to settle by go with keeping score roughly."))])
    if band is not None and band < 0:
        raise Invalid([Problem("band", msg("Give an amount that is not below zero."))])
    count, name = len(parties), named(store, parties)
    title = plural("Set how {name} keeps score", "Set how {count} parties keep score", count, name=name)
    return _set(store, ctx, parties, title, title, mode=mode, band=band, settle_by=settle_by)


def set_roles(store: Store, ctx: Context, parties: Sequence[int], roles: Sequence[Role]) -> Changes:
    """Says what parties are to us today; roles that ended before stay where they are. Raises NotFound."""
    count, name = len(parties), named(store, parties)

    def edit(op: Operation, party: int) -> bool:
        rows = q.children(op.connection, t.party_role, party)
        current = {row.role: row for row in rows if row.until_day is None or row.until_day >= op.today}
        gone, new = [row for role, row in current.items() if role not in roles], set(roles) - current.keys()
        for row in gone:
            op.delete(t.party_role, row.id)
        for role in sorted(new, key=list(Role).index):
            op.insert(t.party_role, party_id=party, role=role)
        return bool(gone or new)

    title = plural("Set what {name} is to us", "Set what {count} parties are to us", count, name=name)
    return _each(store, ctx, parties, title, title, ("roles", *roles), edit)


def add_tag(store: Store, ctx: Context, parties: Sequence[int], tag: str) -> Changes:
    """Tags parties; a tag is the same in any spelling. Raises Invalid for an empty one, NotFound."""
    if not plain(tag):
        raise Invalid([Problem("tag", msg("Type a tag."))])
    require_text(tag)
    count, name = len(parties), named(store, parties)

    def edit(op: Operation, party: int) -> bool:
        (number,) = party_write.tag_ids(op, [tag]).values()
        has = any(row.tag_id == number for row in q.children(op.connection, t.party_tag, party))
        if not has:
            op.insert(t.party_tag, party_id=party, tag_id=number)
        return not has

    title = plural("Tag {name}", "Tag {count} parties", count, name=name)
    said = plural("Tagged {name}: {tag}", "Tagged {count} parties: {tag}", count, name=name, tag=trim(tag))
    return _each(store, ctx, parties, title, said, ("tag", tag), edit)


def remove_tag(store: Store, ctx: Context, parties: Sequence[int], tag: str) -> Changes:
    """Takes a tag off parties. Raises NotFound."""
    count, name = len(parties), named(store, parties)

    def edit(op: Operation, party: int) -> bool:
        known = q.tag_ids(op.connection, [plain(tag)]).values()
        has = [row.id for row in q.children(op.connection, t.party_tag, party) if row.tag_id in known]
        for row in has:
            op.delete(t.party_tag, row)
        return bool(has)

    title = plural("Untag {name}", "Untag {count} parties", count, name=name)
    said = plural("Untagged {name}: {tag}", "Untagged {count} parties: {tag}", count, name=name, tag=trim(tag))
    return _each(store, ctx, parties, title, said, ("untag", tag), edit)


def add_note(store: Store, ctx: Context, party: int, text: str) -> Changes:
    """Writes a private note to a party's page. Raises Invalid for an empty one, NotFound."""
    if not text.strip():
        raise Invalid([Problem("text", msg("Type a note."))])
    require_text(text)
    name = named(store, [party])

    def edit(op: Operation, number: int) -> bool:
        op.insert(t.note, party_id=number, text=text, written_at=op.now, user_id=op.ctx.actor)
        return True

    title, said = msg("Write a note to {name}", name=name), msg("Noted with {name}", name=name)
    return _each(store, ctx, [party], title, said, ("note", text), edit)


def _set(
    store: Store, ctx: Context, parties: Sequence[int], title: Message, said: Message, **wanted: object
) -> Changes:
    def edit(op: Operation, party: int) -> bool:
        return party_write.change_row(op, t.party, q.row(op.connection, party), wanted)

    return _each(store, ctx, parties, title, said, tuple(wanted.items()), edit)


def _each(
    store: Store,
    ctx: Context,
    parties: Sequence[int],
    title: Message,
    said: Message,
    request: tuple[object, ...],
    edit: Edit,
) -> Changes:
    """Does the same with each party, as one operation; it can be undone if it changed any."""

    def work(op: Operation) -> dict[str, Any]:
        op.undoable = False
        for party in dict.fromkeys(parties):
            found = require(op.connection, party).id
            op.touch(found)
            if edit(op, found):
                op.undoable = True
                op.reindex(found)
        op.said = said
        return {}

    return run(store, ctx, title, (tuple(parties), request), SUBJECTS, work).changes
