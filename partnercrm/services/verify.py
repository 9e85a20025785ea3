"""Proves that all entries are intact: the chain, the numbers, every sum, every open item, the months and the file.

Entries are read a few at a time, so it needs no more memory for a million of them than for a hundred.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field
from itertools import groupby
from math import inf
from typing import TYPE_CHECKING, Any

from db.engine import Store
from db.queries import verify as q
from db.queries.loyalty_sums import out_of_lots
from partnercrm.domain import chain
from partnercrm.domain.chain import Anchor
from partnercrm.domain.changes import Changes
from partnercrm.domain.ledger import entry_number
from partnercrm.domain.period import month_text, named_month
from partnercrm.domain.record import dataclass
from partnercrm.domain.text import fold
from partnercrm.domain.words import Message, msg, plural
from partnercrm.services import backup
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run

if TYPE_CHECKING:
    from sqlalchemy import Connection

Progress = Callable[[int, int], None]
STEP = 1000
MOST = 500
"""Findings beyond these only repeat that the file was tampered with."""

_RULES: dict[str, Message] = {
    "reversal": msg("Entry {number} does not take back what its original says."),
    "credit": msg("Entry {number} does not credit a line of its original."),
    "credited": msg("More was credited of entry {number} than there was."),
    "linked": msg("Entry {number} and what belongs with it do not sum to zero."),
    "open": msg("What is open of entry {number} is not what its settlements leave."),
    "settled": msg("A settlement of entry {number} pays what it cannot pay."),
    "closed": msg("Entry {number} was saved or settled in a month that was closed before."),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it was saved. `where` names the entry, the party, the month or the table."""

    where: str
    message: Message


@dataclass(frozen=True, slots=True)
class Report:
    """What came of it: how many entries, the end of the chain, and what is wrong."""

    entries: int
    head: bytes | None
    problems: tuple[Finding, ...]

    @property
    def intact(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems

    @property
    def said(self) -> Message:
        """One sentence: `All 412 entries intact.`"""
        wrong = len(self.problems)
        if wrong:
            return plural("One thing is not as it was saved.", "{count} things are not as they were saved.", wrong)
        return plural("The one entry is intact.", "All {count} entries intact.", self.entries)


def verify(store: Store, progress: Progress | None = None, anchors: Sequence[Anchor] = ()) -> Report:
    """Recomputes and compares everything, also with the store's own copies; changes nothing.

    `progress` is told (entries done, entries in all). `anchors` are what else is known, such as from a printed page.
    """
    kept = backup.anchors(store)  # before the reading begins: a copy that is made meanwhile may hold later entries
    with store.read() as connection:
        proof = _Proof(connection, progress or _quiet, [*anchors, *kept])
        proof.chain()
        proof.settlements()
        proof.found.extend(_rules(connection))
        proof.found.extend(_kept(connection))
        proof.found.extend(_file(connection))
    return Report(proof.entries, proof.head, tuple(proof.found[:MOST]))


def rebuild_kept(store: Store, ctx: Context) -> Changes:
    """Makes every kept sum anew from the lines, settlements and contacts; what is posted stays as it is."""

    def work(op: Operation) -> dict[str, Any]:
        rebuild_in(op)
        op.undoable = False
        return {}

    return run(store, ctx, msg("Add all sums up anew"), "rebuild", ("ledger", "party"), work).changes


def rebuild_in(op: Operation) -> None:
    """The same within a running operation, such as after a load without triggers."""
    q.rebuild(op.connection)


def _quiet(_done: int, _total: int) -> None:
    pass


class _Lines:
    """The lines of one entry after another, as the entries ask for theirs; `stray` once a line had no entry."""

    def __init__(self, lines: Iterable[q.SealedLine]) -> None:
        self._groups = groupby(lines, key=_place)
        self._next = next(self._groups, None)
        self.stray = False

    def of(self, exchange: int) -> list[q.SealedLine]:
        """The lines of this entry, later than the one asked for before."""
        while self._next is not None and self._next[0] < exchange:
            self._skip()
        if self._next is None or self._next[0] > exchange:
            return []
        found = list(self._next[1])
        self._next = next(self._groups, None)
        return found

    def end(self) -> None:
        """No entry is left."""
        if self._next is not None:
            self._skip()

    def _skip(self) -> None:
        self.stray = True
        self._next = next(self._groups, None)


def _place(line: q.SealedLine) -> float:
    return line.exchange_id if isinstance(line.exchange_id, int) else inf


@dataclass(slots=True)
class _Proof:
    """One reading of chain and settlements: what was found, and where the reading stands."""

    connection: Connection
    progress: Progress
    anchors: Sequence[Anchor]
    entries: int = 0
    head: bytes | None = None
    found: list[Finding] = field(default_factory=list)
    _last: dict[int, int] = field(default_factory=dict)
    _recomputed: bytes = chain.START
    _last_line: int = 0

    def chain(self) -> None:
        """Every entry against its hash, the one before it, its number, its words and its lines."""
        total, lines = q.count(self.connection), _Lines(q.lines(self.connection))
        anchored: dict[int, set[bytes]] = {}
        for anchor in self.anchors:
            anchored.setdefault(anchor.entries, set()).add(anchor.head)
        for entry in q.entries(self.connection):
            number = _number(entry.year, entry.sequence)
            self._numbered(entry, number)
            self._sealed(entry, number, lines.of(entry.id))
            self.entries += 1
            self.head = entry.hash
            if anchored.get(self.entries, {entry.hash}) != {entry.hash}:
                self._say(number, msg("Up to entry {number}, this is not what was there before.", number=number))
            if self.entries % STEP == 0:
                self.progress(self.entries, total)
        lines.end()
        if lines.stray:
            self._say("", msg("There are lines that belong to no entry."))
        self._ended(max(anchored, default=0))
        self.progress(total, total)

    def _numbered(self, entry: q.SealedEntry, number: str) -> None:
        before = self._last.get(entry.year, 0)
        if not isinstance(entry.sequence, int) or entry.sequence <= before:
            self._say(number, msg("Entry {number} stands out of order.", number=number))
            return
        self._last[entry.year] = entry.sequence
        if entry.sequence > before + 1:
            first, last = _number(entry.year, before + 1), _number(entry.year, entry.sequence - 1)
            one = msg("Entry {number} is missing.", number=first)
            self._say(
                first, one if first == last else msg("Entries {first} to {last} are missing.", first=first, last=last)
            )

    def _sealed(self, entry: q.SealedEntry, number: str, lines: list[q.SealedLine]) -> None:
        own = _entry_hash(self.head or chain.START, entry, number, lines)
        # After an entry whose own hash was changed, the next is right if it follows what that hash was.
        follows = entry.hash == own or entry.hash == _entry_hash(self._recomputed, entry, number, lines)
        if not follows or not entry.same_operation or self._misplaced(entry, lines):
            said = msg("Entry {number} is not what was saved, or does not follow the one before it.", number=number)
            self._say(number, said)
        if len(lines) != entry.line_count:
            wanted = entry.line_count
            said = msg(
                "Entry {number}: {found} of {wanted} lines are there.", number=number, found=len(lines), wanted=wanted
            )
            self._say(number, said)
        self._worded(entry, number, lines)
        self._recomputed = own

    def _misplaced(self, entry: q.SealedEntry, lines: list[q.SealedLine]) -> bool:
        wanted = (entry.party_id, entry.day, entry.due_day or entry.day)
        right = all((line.party_id, line.day, line.due_day) == wanted for line in lines)
        numbers = [self._last_line, *(line.id for line in lines)]
        self._last_line = max(numbers)
        return not right or numbers != sorted(numbers)

    def _worded(self, entry: q.SealedEntry, number: str, lines: list[q.SealedLine]) -> None:
        if entry.salt is None:
            if not entry.erased:
                self._say(number, msg("The words of entry {number} are missing.", number=number))
            return
        searched = all(line.folded == (None if line.what.isascii() else fold(line.what)) for line in lines)
        if _text_hash(entry, lines) != entry.text_hash or not searched:
            self._say(number, msg("The words of entry {number} were changed after it was saved.", number=number))

    def _ended(self, anchored: int) -> None:
        if anchored > self.entries or q.cut_tables(self.connection):
            last = _number(*max(self._last.items(), default=(0, 0)))
            self._say(last, msg("Something was taken away at the end, after entry {number}.", number=last))

    def settlements(self) -> None:
        """Every settlement against its hash and the one before it."""
        head = recomputed = chain.START
        for row in q.settlements(self.connection):
            own = _settlement_hash(head, row)
            if row.hash not in (own, _settlement_hash(recomputed, row)):
                number = _number(row.year, row.sequence)
                said = msg(
                    "A settlement of entry {number} is not what was saved, or another is missing.", number=number
                )
                self._say(number, said)
            head, recomputed = row.hash, own

    def _say(self, where: str, message: Message) -> None:
        self.found.append(Finding(where, message))


def _number(year: object, sequence: object) -> str:
    """As `entry_number`, also of what somebody put in its place."""
    if isinstance(year, int) and isinstance(sequence, int):
        return entry_number(year, sequence)
    return f"{year}-{sequence}"


def _entry_hash(before: bytes, entry: q.SealedEntry, number: str, lines: list[q.SealedLine]) -> bytes:
    """What an entry's hash should be; empty where somebody put in what cannot be sealed."""
    sealed = chain.ChainEntry(
        number=number,
        exchange=entry.exchange,
        party=entry.party,
        day=entry.day,
        due_day=entry.due_day,
        belongs_to=entry.belongs_to,
        source=entry.source,
        external=chain.external(entry.import_source, entry.external_id),
        operation=entry.operation,
        posted_at=entry.posted_at,
        posted_by=entry.posted_by,
        reverses=entry.reverses,
        credits=entry.credits,
        corrects=entry.corrects,
        enters_again=entry.enters_again,
        linked=entry.linked,
        text_hash=entry.text_hash,
        lines=[line.fields for line in lines],
    )
    try:
        return chain.entry_hash(before, sealed)
    except (AttributeError, TypeError, ValueError):
        return b""


def _text_hash(entry: q.SealedEntry, lines: list[q.SealedLine]) -> bytes:
    words = (entry.memo, entry.our_document, entry.their_document, [entry.reason, *(line.what for line in lines)])
    try:
        return chain.text_hash(entry.salt or b"", *words)
    except (AttributeError, TypeError, ValueError):
        return b""


def _settlement_hash(before: bytes, row: q.SealedSettlement) -> bytes:
    paying, item = (row.paying, row.paying_position), (row.item, row.item_position)
    sealed = chain.ChainSettlement(row.operation, row.exchange, paying, item, row.day, row.amount)
    try:
        return chain.settlement_hash(before, sealed)
    except (AttributeError, TypeError, ValueError):
        return b""


def _rules(connection: Connection) -> Iterator[Finding]:
    for rule, words in _RULES.items():
        for year, sequence in q.breaking(connection, rule):
            number = _number(year, sequence)
            yield Finding(number, Message(words.key, {"number": number}))
    for month in q.changed_months(connection):
        words = msg("The state of {month} was not changed by PartnerCRM.", month=named_month(month))
        yield Finding(month_text(month), words)


def _kept(connection: Connection) -> Iterator[Finding]:
    for _party, name in q.wrong_parties(connection):
        yield Finding(name, msg("The kept sums of {name} are not those of the entries.", name=name))
    stray = ["kept_open"] if q.stray_open(connection) else []
    for table in (*stray, *q.wrong_kept(connection)):
        yield Finding(table, msg("Kept sums differ from what they are kept of: {table}.", table=table))
    for number in out_of_lots(connection):
        yield Finding(number, msg("The points of card {number} are not those of its lots.", number=number))


def _file(connection: Connection) -> Iterator[Finding]:
    for table, row, parent in q.dangling(connection):
        said = msg(
            "Row {row} of {table} refers to a row of {parent} that is not there.", row=row, table=table, parent=parent
        )
        yield Finding(table, said)
    for text in q.damage(connection):
        yield Finding("", msg("The file is damaged: {text}", text=text))
