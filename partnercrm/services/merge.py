"""Two records of one party become one: the other turns into an alias, and what hangs on it moves.

Entries keep the party that they were posted to; sums follow the alias. An undo puts every row back.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from db.engine import Store
from db.queries import party as q
from db.queries import party_page
from db.tables import interaction as i
from db.tables import ledger as ledger_t
from db.tables import party as t
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Refused, not_found
from partnercrm.domain.merge import FIELDS, MergeView, side_by_side
from partnercrm.domain.party import ConsentState
from partnercrm.domain.search import plain
from partnercrm.domain.words import msg
from partnercrm.services.context import Context
from partnercrm.services.loyalty_moves import merge_cards
from partnercrm.services.operations import Operation, run
from partnercrm.services.party import named
from partnercrm.services.party_write import change_row
from partnercrm.services.tie import same_tie

if TYPE_CHECKING:
    from sqlalchemy import Connection, Row, Table

SUBJECTS = ("party", "interaction", "follow_up", "ledger")

# What makes a row of the other side a double of one that is there.
_SAME: tuple[tuple[Table, tuple[str, ...]], ...] = (
    (t.party_tag, ("tag_id",)),
    (t.note, ("text",)),
    (t.preference, ("text",)),
    (t.important_date, ("label", "month", "day")),
    (t.need_or_offer, ("side", "text")),
    (i.interaction_party, ("interaction_id",)),
)
_ENDS = ("from_party_id", "to_party_id")
_STRICTEST = [ConsentState.NOT_ASKED, ConsentState.GIVEN, ConsentState.REFUSED, ConsentState.WITHDRAWN]


def merge_view(store: Store, ctx: Context, keep: int, other: int) -> MergeView:
    """Both parties field by field. Raises Refused where they cannot be merged, NotFound."""
    with store.read() as connection:
        _require_mergeable(connection, keep, other)
        pages = (party_page.page(connection, party, ctx.today) for party in (keep, other))
        return side_by_side(*pages)


def merge(store: Store, ctx: Context, keep: int, other: int, choices: Collection[str] | None = None) -> Changes:
    """Makes `other` an alias of `keep`. `choices` names the fields (`domain.merge.FIELDS`) taken from the other side;
    None takes what `merge_view` proposes.

    Raises Refused where they cannot be merged, NotFound.
    """

    def work(op: Operation) -> dict[str, Any]:
        standings = _require_mergeable(op.connection, keep, other)
        _take_fields(op, keep, other, choices)
        for table, same in _SAME:
            _move_all(op, table, keep, other, same)
        for table in (i.follow_up, ledger_t.draft):
            _move_all(op, table, keep, other, ())
        _move_roles(op, keep, other)
        _move_contacts(op, keep, other)
        _move_ties(op, keep, other)
        merge_cards(op, keep, other)
        for alias in q.aliases_of(op.connection, other):
            op.update(t.alias, alias.id, root_id=keep)
        op.insert(t.alias, party_id=other, root_id=keep)
        op.reindex(keep, other)
        op.said = msg("Merged {other} into {name}", other=standings[1].name, name=standings[0].name)
        return {}

    name = msg("Merge {other} into {name}", other=named(store, [other]), name=named(store, [keep]))
    request = (keep, other, None if choices is None else sorted(choices))
    return run(store, ctx, name, request, SUBJECTS, work).changes


def _require_mergeable(connection: Connection, keep: int, other: int) -> list[q.Standing]:
    if keep == other:
        raise Refused(msg("Choose two different records to merge."), "other")
    found = q.standings(connection, [keep, other])
    if len(found) < 2 or any(party.erased or party.walk_in for party in found):
        raise not_found("person or business")
    for party in found:
        if party.root != party.id:
            root = q.row(connection, party.root).name
            raise Refused(msg("{name} was merged into {root} before.", name=party.name, root=root), "other")
        if party.binned:
            raise Refused(msg("{name} is in the bin. Take it out first.", name=party.name), "other")
    return found


def _take_fields(op: Operation, keep: int, other: int, choices: Collection[str] | None) -> None:
    pages = (party_page.page(op.connection, party, op.today) for party in (keep, other))
    chosen = side_by_side(*pages).proposed if choices is None else frozenset(choices)
    if chosen - FIELDS:
        raise Refused(msg("There is no field {field} to choose.", field=min(chosen - FIELDS)))
    kept, given = q.row(op.connection, keep), q.row(op.connection, other)
    wanted = {field: given._mapping[field] for field in chosen}
    if "name" in wanted:
        wanted["sort_name"] = plain(wanted["name"])
    if "mode" in wanted:
        wanted |= {"band": given.band, "settle_by": given.settle_by}
    if given.archived_at is None:
        wanted["archived_at"] = None
    change_row(op, t.party, kept, wanted)


def _move_all(op: Operation, table: Table, keep: int, other: int, same: Sequence[str]) -> None:
    """Moves the rows of a table; doubles of what is there are taken away."""
    there = {_content(row, same) for row in q.children(op.connection, table, keep)} if same else set()
    for row in q.children(op.connection, table, other):
        if same and _content(row, same) in there:
            op.delete(table, row.id)
        else:
            op.update(table, row.id, party_id=keep)


def _move_roles(op: Operation, keep: int, other: int) -> None:
    there = q.children(op.connection, t.party_role, keep)
    for row in q.children(op.connection, t.party_role, other):
        if any(known.role == row.role and _spans(known, row) for known in there):
            op.delete(t.party_role, row.id)
        else:
            op.update(t.party_role, row.id, party_id=keep)


def _spans(one: Row[Any], other: Row[Any]) -> bool:
    """Whether a role was held at least as long; a missing date is open."""
    begins = one.from_day is None or (other.from_day is not None and one.from_day <= other.from_day)
    return begins and (one.until_day is None or (other.until_day is not None and one.until_day >= other.until_day))


def _content(row: Row[Any], columns: Sequence[str]) -> tuple[object, ...]:
    return tuple(row._mapping[name] for name in columns)


def _move_contacts(op: Operation, keep: int, other: int) -> None:
    there = list(q.children(op.connection, t.contact_point, keep))
    last = max((row.position for row in there), default=-1)
    for row in q.children(op.connection, t.contact_point, other):
        double = next((known for known in there if _same_contact(known, row)), None)
        if double is None:
            last += 1
            op.update(t.contact_point, row.id, party_id=keep, position=last)
            continue
        for consent in q.consents(op.connection, row.id):
            _move_consent(op, double.id, consent)
        op.delete(t.contact_point, row.id)


def _same_contact(one: Row[Any], other: Row[Any]) -> bool:
    if one.kind != other.kind:
        return False
    if one.match_key or other.match_key:
        return bool(one.match_key == other.match_key)
    return _content(one, ("value", "street", "postcode", "town")) == _content(
        other, ("value", "street", "postcode", "town")
    )


def _move_consent(op: Operation, contact: int, consent: Row[Any]) -> None:
    """The later answer stands; of two answers of one day the stricter."""
    known = next((row for row in q.consents(op.connection, contact) if row.purpose == consent.purpose), None)
    if known is None:
        op.update(t.consent, consent.id, contact_point_id=contact)
        return
    if _weight(consent) > _weight(known):
        op.update(t.consent, known.id, state=consent.state, day=consent.day, how=consent.how)
    op.delete(t.consent, consent.id)


def _weight(consent: Row[Any]) -> tuple[object, ...]:
    return consent.day, _STRICTEST.index(consent.state)


def _move_ties(op: Operation, keep: int, other: int) -> None:
    there = [dict(row._mapping) for row in q.ties(op.connection, keep) if other not in _ends(row)]
    for row in q.ties(op.connection, other):
        moved = {name: keep if row._mapping[name] == other else row._mapping[name] for name in _ENDS}
        wanted = {**row._mapping, **moved}
        if keep in _ends(row) or any(same_tie(wanted, known) for known in there):
            op.delete(t.tie, row.id)
        else:
            op.update(t.tie, row.id, **moved)
            there.append(wanted)


def _ends(row: Row[Any]) -> tuple[int, int]:
    return row.from_party_id, row.to_party_id
