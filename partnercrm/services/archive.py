"""Out of sight: the archive, for parties that things passed between, and the bin, which is emptied after a while."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from db.engine import Store
from db.queries import bin as q
from db.queries import party as parties_q
from db.tables import interaction as i
from db.tables import party as t
from db.tables.touch import touch_snooze
from db.values import moment_to_int
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import NotDeletable
from partnercrm.domain.words import Message, msg, plural
from partnercrm.services import party_write
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run
from partnercrm.services.party import SUBJECTS, named, require

BIN_DAYS = 30
"""So long a party lies in the bin, and so long what was in an emptied bin can still be brought back."""

_EMPTIED = "Empty the bin of {count} party", "Empty the bin of {count} parties"


def archive(store: Store, ctx: Context, parties: Sequence[int]) -> Changes:
    """Takes parties off the lists; the search finds them last. Raises NotFound."""
    count, name = len(parties), named(store, parties)
    return _mark(
        store,
        ctx,
        parties,
        plural("Archive {name}", "Archive {count} parties", count, name=name),
        plural("Archived {name}", "Archived {count} parties", count, name=name),
        archived_at=ctx.now,
    )


def unarchive(store: Store, ctx: Context, parties: Sequence[int]) -> Changes:
    """Puts archived parties back on the lists. Raises NotFound."""
    count, name = len(parties), named(store, parties)
    return _mark(
        store,
        ctx,
        parties,
        plural("Bring {name} back", "Bring {count} parties back", count, name=name),
        plural("Brought {name} back", "Brought {count} parties back", count, name=name),
        archived_at=None,
    )


def bin(store: Store, ctx: Context, parties: Sequence[int]) -> Changes:
    """Puts parties into the bin. Raises NotDeletable where one has entries or drafts, NotFound."""
    count, name = len(parties), named(store, parties)
    return _mark(
        store,
        ctx,
        parties,
        plural("Put {name} into the bin", "Put {count} parties into the bin", count, name=name),
        plural("{name} is in the bin", "{count} parties are in the bin", count, name=name),
        _require_deletable,
        binned_at=ctx.now,
    )


def unbin(store: Store, ctx: Context, parties: Sequence[int]) -> Changes:
    """Takes parties out of the bin. Raises NotFound."""
    count, name = len(parties), named(store, parties)
    return _mark(
        store,
        ctx,
        parties,
        plural("Take {name} out of the bin", "Take {count} parties out of the bin", count, name=name),
        plural("Took {name} out of the bin", "Took {count} parties out of the bin", count, name=name),
        binned_at=None,
    )


def empty_bin(store: Store, ctx: Context) -> Changes | None:
    """Takes away what has lain in the bin for 30 days, as one operation that can be undone; None where nothing has.

    Images of what was taken away 30 days ago are forgotten then, and its undo with them.
    """
    due = moment_to_int(ctx.now - dt.timedelta(days=BIN_DAYS))
    with store.write() as connection:
        q.forget(connection, _EMPTIED[0], due)
        count = len(q.due(connection, due))
    if not count:
        return None

    def work(op: Operation) -> dict[str, Any]:
        gone = q.due(op.connection, due)
        for party in gone:
            _remove(op, party)
        op.touch(*gone)
        return {"parties": gone}

    return run(store, ctx, plural(*_EMPTIED, count), due, (*SUBJECTS, "interaction", "follow_up"), work).changes


def _mark(
    store: Store,
    ctx: Context,
    parties: Sequence[int],
    name: Message,
    said: Message,
    check: Callable[[Operation, Sequence[int]], None] | None = None,
    **wanted: dt.datetime | None,
) -> Changes:
    """Sets or clears a moment of parties; one that has it already, or has none, stays as it is."""
    ((column, moment),) = wanted.items()

    def work(op: Operation) -> dict[str, Any]:
        meant = [require(op.connection, party, binned=column == "binned_at").id for party in dict.fromkeys(parties)]
        if check is not None:
            check(op, meant)
        changed = False
        for party in meant:
            found = parties_q.row(op.connection, party)
            if (found._mapping[column] is None) != (moment is None):
                changed |= party_write.change_row(op, t.party, found, wanted)
            op.reindex(party)
        op.said, op.undoable = said, changed
        return {}

    request = (tuple(parties), column, moment is None)
    return run(store, ctx, name, request, SUBJECTS, work).changes


def _require_deletable(op: Operation, parties: Sequence[int]) -> None:
    kept = parties_q.standings(op.connection, parties_q.in_records(op.connection, parties))
    if kept:
        names = ", ".join(party.name for party in kept)
        raise NotDeletable(msg("Something was given or taken with {names}. Archive instead.", names=names))


def _remove(op: Operation, party: int) -> None:
    """Takes a party away with all that hangs on it, and with what was merged into it."""
    for alias in parties_q.aliases_of(op.connection, party):
        op.delete(t.alias, alias.id)
        _remove(op, alias.party_id)
    for row in parties_q.children(op.connection, i.interaction_party, party):
        op.delete(i.interaction_party, row.id)
        if not q.others_of(op.connection, row.interaction_id):
            _remove_interaction(op, row.interaction_id)
    for table in (*(kin.table for kin in party_write.KINS), i.follow_up, touch_snooze):
        for row in parties_q.children(op.connection, table, party):
            party_write.remove(op, table, row.id)
    for tie in parties_q.ties(op.connection, party):
        op.delete(t.tie, tie.id)
    op.delete(t.party, party)


def _remove_interaction(op: Operation, interaction: int) -> None:
    for follow_up in q.follow_ups_of(op.connection, interaction):
        op.update(i.follow_up, follow_up, interaction_id=None)
    op.delete(i.interaction, interaction)
