"""A cross-promotion reaches the ledger: each month, and when it ends, what each side gave, to one partner, once.

A month is posted when it is over, or once the promotion is finished. What came back of an earlier month's uses goes as
a credit of that month's entry. An entry that was reversed in the register is posted again with the next posting.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from db.engine import Store
from db.queries import flow_entry
from db.queries import posting as ledger_q
from db.queries import promotion_posting as q
from db.tables import promotion as t
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Refused
from partnercrm.domain.ledger import Basis, Direction, ExchangeDraft, Kind, LineDraft, Source
from partnercrm.domain.period import PeriodState, first_day, last_day, month_number, named_month
from partnercrm.domain.promotion import PromotionState
from partnercrm.domain.promotion_posting import Credited, Discount, History, MonthWork, applied, unposted, work_of
from partnercrm.domain.promotion_rows import MonthRow, PartnerRow, Promotion
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg
from partnercrm.services import ledger, posting, promotion
from partnercrm.services.chain import Entry
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run
from partnercrm.services.promotion_result import exposure_line

SUBJECTS = ("promotion", "ledger", "party")
AHEAD = 1_000_000
"""Row ids of entries that are only thought of lie below zero, so far apart that each has room for its credits."""
_WHAT = {
    Direction.GIVEN: msg("Your vouchers in our shop"),
    Direction.RECEIVED: msg("Our vouchers in your shop"),
}


@dataclass(frozen=True, slots=True)
class PostedMonth:
    """The numbers of the entries that a month posted, credits of earlier months among them."""

    entries: tuple[str, ...]
    changes: Changes
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """A month that is to be posted: yyyymm."""

    promotion: int
    title: str
    month: int


def post(store: Store, ctx: Context, number: int, month: int) -> PostedMonth:
    """Posts a month (yyyymm) of a promotion to each partner.

    Raises Refused where the month is not over and the promotion not finished, where it is posted already, where a
    correction of it waits as a draft, or where there is nothing to post; and what posting raises.
    """

    def work(op: Operation) -> dict[str, Any]:
        found = promotion.require_in(op, number)
        _require_postable(found, month, op.today)
        made = [entry.number for partner in found.partners for entry in _post_partner(op, found, partner, month)]
        if not made:
            raise _nothing(op.connection, found, month)
        op.said = msg("Saved what {title} gave in {month}", title=found.title, month=named_month(month))
        return {"entries": made}

    name = msg("Post {month} of a cross-promotion", month=named_month(month))
    done = run(store, ctx, name, (number, month), SUBJECTS, work)
    return PostedMonth(tuple(done.answer["entries"]), done.changes, done.repeated)


def due(store: Store, ctx: Context, number: int | None = None) -> list[Due]:
    """The months that can be posted and have something to post, the oldest first: of one promotion, or of all."""
    with store.read() as connection:
        wanted = q.running(connection) if number is None else [number]
        found = [each for one in wanted for each in _due(connection, promotion.require(connection, one), ctx.today)]
    return sorted(found, key=lambda each: (each.month, each.promotion))


def months(store: Store, ctx: Context, number: int) -> list[MonthRow]:
    """Each month of a promotion with each partner, the latest first: what it posted, and how much waits."""
    with store.read() as connection:
        found = promotion.require(connection, number)
        history = q.history(connection, number)
        posted = [each for each in q.posted(connection, number) if each.exchange is not None]
    rows = []
    for month in reversed(_span(found, history, ctx.today)):
        for partner in found.partners:
            own = (each for each in posted if (each.month, each.party) == (month, partner.party))
            waiting = sum(month_number(day) == month for day in unposted(history, partner.party))
            rows.append(MonthRow(month, partner.party, partner.name, tuple(each.number for each in own), waiting))
    return [row for row in rows if row.entries or row.waiting]


def preview(store: Store, ctx: Context, number: int, month: int) -> list[tuple[PartnerRow, MonthWork]]:
    """What posting a month would post to each partner; nothing is changed."""
    with store.read() as connection:
        found = promotion.require(connection, number)
        history = q.history(connection, number)
    until = min(last_day(month), ctx.today)
    return [(partner, work_of(history, partner.party, until, _shares(partner))) for partner in found.partners]


def _require_postable(found: Promotion, month: int, today: dt.date) -> None:
    problem = _month_problem(found, month, today)
    if problem is not None:
        raise Refused(problem, "month")


def _month_problem(found: Promotion, month: int, today: dt.date) -> Message | None:
    if month > month_number(today):
        return msg("{month} has not begun yet.", month=named_month(month))
    if month == month_number(today) and found.state(today) is not PromotionState.FINISHED:
        return msg("{month} is not over, and the promotion still runs.", month=named_month(month))
    return None


def _nothing(connection: Connection, found: Promotion, month: int) -> Refused:
    there = [each for each in q.posted(connection, found.id) if each.month == month and each.exchange is not None]
    if there:
        number = there[0].number
        said = msg("{month} is posted already, in entry {number}.", month=named_month(month), number=number)
        return Refused(said, "month")
    return Refused(msg("There is nothing to post for {month}.", month=named_month(month)), "month")


def _post_partner(op: Operation, found: Promotion, partner: PartnerRow, month: int) -> list[Entry]:
    """The entries of one partner's month; none where it is posted already or nothing is to be posted."""
    if any(
        each.exchange is not None and (each.month, each.party) == (month, partner.party)
        for each in q.posted(op.connection, found.id)
    ):
        return []
    if flow_entry.waits(op.connection, q.exchanges(op.connection, found.id, partner.party)):
        raise Refused(msg("A correction of what was posted waits as a draft. Post or delete it first."))
    until = min(last_day(month), op.today)
    work = work_of(q.history(op.connection, found.id), partner.party, until, _shares(partner))
    op.touch(partner.party)
    made = [_post_credit(op, found, partner, month, credit, until) for credit in work.credits]
    if work.discounts or work.seen:
        made.insert(0, _post_month(op, found, partner, month, work, until))
    return made


def _post_month(
    op: Operation, found: Promotion, partner: PartnerRow, month: int, work: MonthWork, until: dt.date
) -> Entry:
    seen = [each for each in found.exposures if each.id in work.seen]
    lines = [_discount_line(op, discount) for discount in work.discounts]
    lines += [exposure_line(op.connection, each) for each in seen]
    day, belongs_to = _day_of(op, until)
    draft = ExchangeDraft(
        partner.party,
        day,
        tuple(lines),
        memo=f"{found.title}, {op.ctx.locale.said(named_month(month))}",
        source=Source.CROSS_PROMOTION,
        belongs_to=belongs_to,
    )
    entry = posting.post(op, draft)
    row = op.insert(
        t.promotion_posting, promotion_id=found.id, party_id=partner.party, month=month, exchange_id=entry.id
    )
    _mark(op, row, uses=_all(each.uses for each in work.discounts), backs=_all(each.backs for each in work.discounts))
    _mark(op, row, seen=work.seen)
    return entry


def _post_credit(
    op: Operation, found: Promotion, partner: PartnerRow, month: int, credit: Credited, until: dt.date
) -> Entry:
    original = ledger_q.exchange_by_id(op.connection, credit.line.exchange)
    day = max(_day_of(op, until)[0], original.day)
    memo = f"{found.title}, {op.ctx.locale.said(named_month(month))}"
    entry = ledger.credit_entry(op, original, credit.value, day, credit.line.position, (memo, ""))
    row = op.insert(
        t.promotion_posting, promotion_id=found.id, party_id=partner.party, month=month, exchange_id=entry.id
    )
    _mark(op, row, backs=credit.backs)
    return entry


def _mark(
    op: Operation, row: int, *, uses: Iterable[int] = (), backs: Iterable[int] = (), seen: Iterable[int] = ()
) -> None:
    """Says of what a posting is made."""
    empty = {"redemption_id": None, "return_id": None, "exposure_id": None}
    named = {"redemption_id": uses, "return_id": backs, "exposure_id": seen}
    rows = [{"posting_id": row, **empty, column: number} for column, numbers in named.items() for number in numbers]
    op.insert_many(t.posting_item, rows)


def _all(groups: Iterable[Sequence[int]]) -> list[int]:
    return [number for group in groups for number in group]


def _discount_line(op: Operation, discount: Discount) -> LineDraft:
    what = op.ctx.locale.say(_WHAT[discount.direction])
    quantity = Decimal(len(discount.uses))
    return LineDraft(discount.direction, Kind.DISCOUNT, discount.value, Basis.AGREED, quantity, what=what)


def _day_of(op: Operation, until: dt.date) -> tuple[dt.date, dt.date | None]:
    """The day of the entry: that until which it reaches, or today where that month is closed, and where it belongs."""
    if ledger_q.period_state(op.connection, month_number(until)) is PeriodState.OPEN:
        return until, None
    return op.today, until


def _shares(partner: PartnerRow) -> dict[Direction, Decimal]:
    return {Direction.GIVEN: partner.our_share, Direction.RECEIVED: partner.their_share}


def _due(connection: Connection, found: Promotion, today: dt.date) -> list[Due]:
    history = q.history(connection, found.id)
    stands = {(each.month, each.party) for each in q.posted(connection, found.id) if each.exchange is not None}
    span = [month for month in _span(found, history, today) if _month_problem(found, month, today) is None]
    wanted = set()
    for partner in found.partners:
        open_to = [month for month in span if (month, partner.party) not in stands]
        wanted.update(_due_with(history, partner, open_to, today))
    return [Due(found.id, found.title, month) for month in sorted(wanted)]


def _due_with(history: History, partner: PartnerRow, months: Sequence[int], today: dt.date) -> list[int]:
    """The months in which something is to be posted to a partner, each as if those before were posted already.

    What came late goes with the first month that is open.
    """
    wanted = []
    for place, month in enumerate(months, 1):
        work = work_of(history, partner.party, min(last_day(month), today), _shares(partner))
        if not work.empty:
            wanted.append(month)
            history = applied(history, work, -place * AHEAD)
    return wanted


def _span(found: Promotion, history: History, today: dt.date) -> list[int]:
    """The months from the first thing that happened to today's, in order."""
    days = (use.day for use in history.uses), (seen.day for seen in history.seen)
    first = min([found.from_day, *days[0], *days[1]])
    made, day = [], first_day(month_number(first))
    while day <= today:
        made.append(month_number(day))
        day = first_day(month_number(last_day(month_number(day)) + dt.timedelta(days=1)))
    return made
