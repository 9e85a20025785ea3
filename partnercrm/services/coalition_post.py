"""What a signed settlement of points posts: gross lines with each shop, transfers through us, and what clears them.

The gross lines stand as they are owed, both ways; only the payment is netted. What was prepaid pays first, and what
then stands on both sides is set off. What a shop that prepays gets goes into its pot. Transfer and set-off name the
document that both signed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import field

from db.queries import coalition as q
from db.queries import posting as posting_q
from db.tables import coalition as t
from partnercrm.domain.coalition import US, Claim, Netting, Payment
from partnercrm.domain.ledger import Basis, Direction, ExchangeDraft, Kind, LineDraft, Reason, Return, Source
from partnercrm.domain.locale import Locale
from partnercrm.domain.record import dataclass
from partnercrm.domain.settlement import OpenLine, match_in_order
from partnercrm.domain.words import Message, msg
from partnercrm.services import matching, posting
from partnercrm.services.chain import Entry, Links
from partnercrm.services.operations import Operation

POINTS = msg("Points")


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is common to all entries of a settlement."""

    settlement: int
    day: dt.date
    document: str
    memo: Message
    reason: str


@dataclass(slots=True)
class _Lines:
    """The lines that a settlement posted to one shop: points, and what moved through us."""

    points: list[int] = field(default_factory=list)
    moved: list[int] = field(default_factory=list)
    entry: dict[int, int] = field(default_factory=dict)

    def add(self, entry: Entry, *, moved: bool = False) -> None:
        """Takes the lines of an entry in."""
        (self.moved if moved else self.points).extend(entry.lines)
        self.entry |= dict.fromkeys(entry.lines, entry.id)


def post(op: Operation, sheet: Sheet, claims: Sequence[Claim], netting: Netting) -> list[Entry]:
    """Posts a settlement within a running operation. Raises what posting raises."""
    posted: list[Entry] = []
    lines: dict[int, _Lines] = {}
    for shop in sorted({shop for each in claims for shop in (each.debtor, each.creditor)} - {US}):
        entry = _gross(op, sheet, shop, claims)
        if entry is not None:
            posted.append(entry)
            lines.setdefault(shop, _Lines()).add(entry)
    for moved in netting.transfers:
        owing, paying = (_adjusted(op, sheet, Reason.TRANSFER, *half) for half in _halves(moved))
        first = posting.post(op, paying, settle=False, paired=True)
        second = posting.post(op, owing, Links(linked=first.id), settle=False, paired=True)
        posted += (first, second)
        lines.setdefault(moved.creditor, _Lines()).add(first, moved=True)
        lines.setdefault(moved.debtor, _Lines()).add(second, moved=True)
    for shop, own in sorted(lines.items()):
        _clear_moved(op, own, sheet.day)
        _clear_pot(op, shop, own, [pot for pot in netting.pots if shop in (pot.debtor, pot.creditor)], sheet.day)
        posted += _set_off(op, sheet, shop, own)
    for pot in netting.into:
        posted.append(_into_pot(op, sheet, pot, lines[pot.creditor]))
    for entry in posted:
        op.insert(t.coalition_posting, settlement_id=sheet.settlement, exchange_id=entry.id)
        op.touch(entry.party)
    return posted


def _gross(op: Operation, sheet: Sheet, shop: int, claims: Sequence[Claim]) -> Entry | None:
    """Both ways in one entry: what the shop owes us is given, what we owe it received."""
    lines = [
        _points(each, op.ctx.locale) for each in claims if {each.debtor, each.creditor} == {US, shop} and each.value
    ]
    if not lines:
        return None
    draft = ExchangeDraft(
        shop,
        sheet.day,
        tuple(lines),
        op.ctx.locale.say(sheet.memo),
        sheet.document,
        sheet.document,
        source=Source.LOYALTY_SETTLEMENT,
        reason=sheet.reason,
    )
    return posting.post(op, draft, settle=False)


def _points(claim: Claim, locale: Locale) -> LineDraft:
    side = Direction.RECEIVED if claim.debtor == US else Direction.GIVEN
    unit = locale.say(POINTS).lower()
    return LineDraft(side, Kind.POINTS, claim.value, Basis.AGREED, claim.points, unit)


def _halves(moved: Payment) -> tuple[tuple[int, Direction, int], tuple[int, Direction, int]]:
    """The debtor owes us that much more, the creditor that much less."""
    return (moved.debtor, Direction.GIVEN, moved.amount), (moved.creditor, Direction.RECEIVED, moved.amount)


def _adjusted(op: Operation, sheet: Sheet, why: Reason, shop: int, side: Direction, amount: int) -> ExchangeDraft:
    line = LineDraft(side, Kind.ADJUSTMENT, amount, Basis.AGREED, asks=Return.MONEY, reason=why)
    return ExchangeDraft(
        shop,
        sheet.day,
        (line,),
        op.ctx.locale.say(sheet.memo),
        sheet.document,
        sheet.document,
        source=Source.LOYALTY_SETTLEMENT,
        reason=sheet.reason,
    )


def _clear_moved(op: Operation, own: _Lines, day: dt.date) -> None:
    """What moved through us pays what stands on the other side."""
    for number in own.moved:
        payer = posting_q.open_line(op.connection, number)
        if payer is not None:
            matches = match_in_order(payer, _open(op, own.points, -payer.effective))
            matching.write(op, matches, day, own.entry[number])


def _clear_pot(op: Operation, shop: int, own: _Lines, pots: Sequence[Payment], day: dt.date) -> None:
    """What was paid before pays what is due now, as much as the sheet says."""
    for pot in pots:
        left, theirs = pot.amount, pot.debtor == shop
        for number, amount in q.held(op.connection, shop):
            payer = posting_q.open_line(op.connection, number)
            if payer is None or (amount > 0) is not theirs or not left:
                continue
            most = OpenLine(payer.line, payer.effective, min(payer.rest, left), payer.due, payer.party)
            matches = match_in_order(most, _open(op, (*own.points, *own.moved), -payer.effective))
            for match in matches:
                matching.write(op, [match], day, own.entry[match.item])
            left -= sum(match.amount for match in matches)


def _set_off(op: Operation, sheet: Sheet, shop: int, own: _Lines) -> list[Entry]:
    """Sets off what still stands on both sides of the settlement's own lines."""
    whole = (*own.points, *own.moved)
    owed, owing = (_open(op, whole, side) for side in (1, -1))
    amount = min(sum(item.rest for item in items) for items in (owed, owing))
    if not amount:
        return []
    halves = ((shop, Direction.RECEIVED, amount), (shop, Direction.GIVEN, amount))
    paying, giving = (_adjusted(op, sheet, Reason.SET_OFF, *half) for half in halves)
    first = posting.post(op, paying, settle=False, paired=True)
    second = posting.post(op, giving, Links(linked=first.id), settle=False, paired=True)
    for entry, items in ((first, owed), (second, owing)):
        payer = posting_q.open_line(op.connection, entry.lines[0])
        assert payer is not None
        matching.write(op, match_in_order(payer, items), sheet.day, entry.id)
    return [first, second]


def _into_pot(op: Operation, sheet: Sheet, pot: Payment, own: _Lines) -> Entry:
    """What a shop that prepays gets is paid to it and prepaid by it again at once: it waits with us from then on."""
    sides = (Direction.GIVEN, Direction.RECEIVED)
    draft = ExchangeDraft(
        pot.creditor,
        sheet.day,
        tuple(LineDraft(side, Kind.MONEY, pot.amount, Basis.AGREED, asks=Return.MONEY) for side in sides),
        op.ctx.locale.say(msg("{memo}: into their pot", memo=sheet.memo)),
        sheet.document,
        sheet.document,
        source=Source.LOYALTY_SETTLEMENT,
        reason=sheet.reason,
    )
    entry = posting.post(op, draft, settle=False)
    payer = posting_q.open_line(op.connection, entry.lines[0])
    assert payer is not None
    matching.write(op, match_in_order(payer, _open(op, (*own.points, *own.moved), -1)), sheet.day, entry.id)
    return entry


def _open(op: Operation, lines: Sequence[int], side: int) -> list[OpenLine]:
    """What of these lines stands on a side: +1 they owe it, -1 we do."""
    if not lines:
        return []
    found = posting_q.open_lines(op.connection, lines)
    return [found[line] for line in lines if line in found and found[line].effective == side]
