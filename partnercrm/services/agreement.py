"""What agreements say and how far they are kept: the list, the page with both sides, the table of mutual benefit."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from db.engine import Store
from db.queries import agreement as q
from db.queries import agreement_sums
from db.queries.agreement_sums import AgreementSums
from db.queries.posting import root_of
from db.queries.store import facts
from partnercrm.domain.agreement import AGREEMENT_STATE_WORDS, AgreementState
from partnercrm.domain.agreement_rows import (
    AgreementFilter,
    AgreementRow,
    AgreementSort,
    Benefit,
    ClauseRow,
    EntryAgreements,
    benefits,
)
from partnercrm.domain.clause import Deed, Instance, fulfilments, instances, says_same
from partnercrm.domain.dates import due_words, short
from partnercrm.domain.dealing_rows import Dealing, Dealings
from partnercrm.domain.errors import Ambiguous, not_found
from partnercrm.domain.ledger import Kind, Source
from partnercrm.domain.words import Message, msg
from partnercrm.services.context import Context

__all__ = [
    "AgreementFilter",
    "AgreementRow",
    "AgreementSort",
    "AgreementSums",
    "Benefit",
    "ClauseRow",
    "EntryAgreements",
]

ALL = AgreementFilter()


def listed(
    store: Store,
    ctx: Context,
    wanted: AgreementFilter = ALL,
    sort: AgreementSort = AgreementSort.TITLE,
    *,
    ascending: bool = True,
) -> list[AgreementRow]:
    """The agreements of a filter, each with its clauses and how far they are fulfilled today; the list is short."""
    with store.read() as connection:
        return _sorted(rows(connection, ctx.today, wanted), sort, ascending)


def get(store: Store, ctx: Context, number: int) -> AgreementRow:
    """One agreement by its row id. Raises NotFound."""
    with store.read() as connection:
        found = _fulfilled(connection, q.read(connection, [number], ctx.today), ctx.today)
    if not found:
        raise not_found("agreement")
    return found[0]


def entries(store: Store, ctx: Context, number: int, clause: int) -> list[int]:
    """The entries (row ids) that count for the instance of a clause that runs, or the last one. Raises NotFound."""
    with store.read() as connection:
        found = _fulfilled(connection, q.read(connection, [number], ctx.today), ctx.today)
        row = found[0] if found else None
        wanted = next((each for each in row.clauses if each.id == clause), None) if row else None
        if row is None or wanted is None:
            raise not_found("agreement")
        if wanted.now is None:
            return []
        parties = [party.id for party in ((wanted.party,) if wanted.party else row.parties)]
        span = Instance(wanted.now.first, wanted.now.due)
        lines = q.done_lines(connection, parties, [wanted.kind], row.term.from_day)
    counted = {line.exchange for line in lines if span.holds(line.day) and wanted in _meant(line, row)}
    return sorted(each for each in counted if each is not None)


def of_entry(store: Store, ctx: Context, exchange: int, party: int, day: dt.date) -> EntryAgreements:
    """The agreements that an entry (row id) with a party on a day may count for, and the one that it names."""
    with store.read() as connection:
        wanted = AgreementFilter(party=root_of(connection, party))
        found = q.read(connection, q.ids(connection, wanted), ctx.today)
        named = q.named(connection, exchange)
    running = [row for row in found if row.term.from_day <= day and (row.end is None or day <= row.end)]
    return EntryAgreements(tuple((row.id, row.title) for row in running), named)


def find(store: Store, named: str) -> int:
    """The row id of an agreement by its UUID or its name. Raises NotFound or Ambiguous."""
    with store.read() as connection:
        found = _by_uuid(connection, named) or q.titled(connection, named.strip())
    if len(found) > 1:
        raise Ambiguous(msg("Several agreements are called {name}. Name one by its id.", name=named))
    if not found:
        raise not_found("agreement", named)
    return found[0]


def table(store: Store, ctx: Context, party: int | None = None) -> list[Benefit]:
    """The table of mutual benefit of a partner (row id), or of all."""
    with store.read() as connection:
        root = None if party is None else root_of(connection, party)
        found = rows(connection, ctx.today, AgreementFilter(party=root, ended=False))
        return benefits(found, facts(connection).currency, root)


def dealings(store: Store, ctx: Context, party: int) -> Dealings:
    """The agreements with a party (row id) that have not ended, for its page."""
    found = listed(store, ctx, AgreementFilter(party=party, ended=False), AgreementSort.DUE)
    return Dealings(msg("Agreements"), tuple(map(_dealing, found)))


def _dealing(row: AgreementRow) -> Dealing:
    state: Message = AGREEMENT_STATE_WORDS[row.state]
    detail = msg("{state}, until {day}", state=state, day=short(row.end, row.today)) if row.end else state
    if row.due is not None:
        due, clause = row.due
        said = msg("{due}: {what}", due=due_words(due, row.today), what=clause.named)
        detail = msg("{state}; {due}", state=state, due=said)
    return Dealing(row.title, detail, "agreements", "agreements", row.id)


def rows(connection: Connection, today: dt.date, wanted: AgreementFilter = ALL) -> list[AgreementRow]:
    """The agreements of a filter with their instances, within the caller's reading."""
    if wanted.party is not None:
        wanted = replace(wanted, party=root_of(connection, wanted.party))
    found = q.read(connection, q.ids(connection, wanted), today)
    kept = found if wanted.ended else [row for row in found if row.state is not AgreementState.ENDED]
    return _fulfilled(connection, kept, today)


def sums_in(connection: Connection, today: dt.date, first: dt.date | None, last: dt.date | None) -> AgreementSums:
    """What the promises that fall into a span come to today, summed by the store without the instances of `rows`."""
    return agreement_sums.sums(connection, today, first, last)


def _by_uuid(connection: Connection, named: str) -> list[int]:
    try:
        found = q.by_uuid(connection, UUID(named))
    except ValueError:
        return []
    return [] if found is None else [found]


def _sorted(found: list[AgreementRow], sort: AgreementSort, ascending: bool) -> list[AgreementRow]:
    never = dt.date.max
    keys: dict[AgreementSort, Any] = {
        AgreementSort.TITLE: lambda row: row.title.casefold(),
        AgreementSort.PARTY: lambda row: row.names.casefold(),
        AgreementSort.KIND: lambda row: row.kind.value,
        AgreementSort.FROM: lambda row: row.term.from_day,
        AgreementSort.END: lambda row: row.end or never,
        AgreementSort.DUE: lambda row: row.due[0] if row.due else never,
        AgreementSort.STATE: lambda row: list(AgreementState).index(row.state),
    }
    return sorted(found, key=keys[sort], reverse=not ascending)


def _fulfilled(connection: Connection, found: Sequence[AgreementRow], today: dt.date) -> list[AgreementRow]:
    """The agreements with the instances of their clauses; what passed is read once for all of them."""
    clauses = [clause for row in found for clause in row.clauses]
    if not clauses:
        return list(found)
    parties = {party.id for row in found for party in row.parties}
    first = min(row.term.from_day for row in found)
    by_party: defaultdict[int, list[q.DoneLine]] = defaultdict(list)
    done = q.done_lines(connection, parties, {clause.kind for clause in clauses}, first)
    if any(map(_counts_vouchers, clauses)):
        done += q.vouchers_used(connection, parties, first)
    for line in done:
        by_party[line.party].append(line)
    return [_with_instances(row, by_party, today) for row in found]


def _with_instances(row: AgreementRow, by_party: dict[int, list[q.DoneLine]], today: dt.date) -> AgreementRow:
    deeds: defaultdict[int, list[Deed]] = defaultdict(list)
    for party in row.parties:
        for line in by_party[party.id]:
            for clause in _meant(line, row):
                deeds[clause.id].append(Deed(line.day, line.value, line.quantity, line.unit))
    return replace(row, clauses=tuple(_with_deeds(row, clause, deeds[clause.id], today) for clause in row.clauses))


def _with_deeds(row: AgreementRow, clause: ClauseRow, deeds: list[Deed], today: dt.date) -> ClauseRow:
    spans = instances(clause.rhythm, clause.due, row.term.from_day, row.end, today)
    return replace(clause, instances=fulfilments(clause.promise, spans, deeds, today))


def _meant(line: q.DoneLine, row: AgreementRow) -> list[ClauseRow]:
    """The clauses for which a line counts: those that say what it was, where one does, else all of its kind and side.

    So a poster does not keep the promise of a mention that stands beside that of a poster.
    """
    able = [clause for clause in row.clauses if _counts(line, row, clause)]
    if len(able) < 2:
        return able
    return [clause for clause in able if says_same(clause.what, line.what)] or able


def _counts(line: q.DoneLine, row: AgreementRow, clause: ClauseRow) -> bool:
    """Whether a line counts for a clause. What a cross-promotion posted stands for vouchers that are counted singly."""
    posted = line.source is Source.CROSS_PROMOTION and _counts_vouchers(clause)
    named = line.agreement in (None, row.id) and (clause.party is None or clause.party.id == line.party)
    return line.kind is clause.kind and line.direction is clause.side and named and not posted


def _counts_vouchers(clause: ClauseRow) -> bool:
    """Whether so many discounts are promised, whatever each comes to."""
    return clause.kind is Kind.DISCOUNT and clause.promise.count is not None
