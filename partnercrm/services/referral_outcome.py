"""What becomes of a referral: won and posted once at the agreed value, lost, opened again, or refunded."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from db.engine import Store
from db.queries import referral as q
from db.tables import referral as t
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Invalid, Refused
from partnercrm.domain.interaction import FollowUpState
from partnercrm.domain.ledger import ExchangeDraft, Kind, LineDraft, Source
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.referral import Part, ReferralState, oneself, won_problems
from partnercrm.domain.referral_rows import ReferralRow
from partnercrm.domain.text import can_be_kept
from partnercrm.domain.words import Message, msg
from partnercrm.services import agreed_value, flow
from partnercrm.services.chain import Entry
from partnercrm.services.context import Context
from partnercrm.services.operations import Done, Operation, run
from partnercrm.services.referral import SUBJECTS, close_step, require

POSTING = (*SUBJECTS, *flow.SUBJECTS)
"""What a deed touches that posts or takes back, so that its undo says so too."""


@dataclass(frozen=True, slots=True)
class Won:
    """A referral that was won: the number of its entry."""

    number: str
    changes: Changes
    repeated: bool = False


def win(store: Store, ctx: Context, referral: int, day: dt.date | None = None, value_won: int | None = None) -> Won:
    """Marks an open referral as won on a day (today unless said) and posts it once, at the value agreed on that day.

    `value_won` (minor units) is what it brought us or them; it is not posted. Without an agreed value the entry counts
    without a price. Raises Refused where it is decided already, Invalid for the day, and as posting does.
    """

    def work(op: Operation) -> dict[str, Any]:
        return {"number": win_in(op, referral, day or op.today, value_won).number}

    request = (referral, day, value_won)
    return _won(run(store, ctx, msg("Win a referral"), request, POSTING, work))


def win_in(op: Operation, referral: int, day: dt.date, value_won: int | None = None) -> Entry:
    """The same within a running operation."""
    found = require(op, referral)
    if found.state is not ReferralState.OPEN:
        raise Refused(msg("This referral is decided already. Open it again first."))
    problems = won_problems(found.day, day, value_won)
    if problems:
        raise Invalid(problems)
    op.update(t.referral, referral, state=ReferralState.WON, decided_day=day, value_won=value_won)
    close_step(op, found, FollowUpState.DONE)
    return _post(op, found, day)


def post_again(store: Store, ctx: Context, referral: int) -> Won:
    """Posts a won referral whose entry was taken back. Raises Refused where it is not won or stands in the ledger."""

    def work(op: Operation) -> dict[str, Any]:
        found = require(op, referral)
        if found.state is not ReferralState.WON or found.decided is None:
            raise Refused(msg("Only a referral that was won is posted."))
        return {"number": _post(op, found, found.decided).number}

    return _won(run(store, ctx, msg("Post a referral again"), referral, POSTING, work))


def lose(
    store: Store, ctx: Context, referral: int, day: dt.date | None = None, why: str = "", *, qualified: bool = True
) -> Changes:
    """Marks an open referral as lost on a day (today unless said). One that is not `qualified` never fitted us, and
    counts in no conversion. Raises Refused where it is decided already, Invalid.
    """

    def work(op: Operation) -> dict[str, Any]:
        op.said = msg("The referral is lost")
        found, decided = require(op, referral), day or op.today
        if found.state is not ReferralState.OPEN:
            raise Refused(msg("This referral is decided already. Open it again first."))
        problems = [*won_problems(found.day, decided, None), *_text_problems(why)]
        if problems:
            raise Invalid(problems)
        lost = {"state": ReferralState.LOST, "decided_day": decided, "why_lost": why.strip(), "qualified": qualified}
        op.update(t.referral, referral, **lost)
        close_step(op, found, FollowUpState.DROPPED)
        return {}

    request = (referral, day, why, qualified)
    return run(store, ctx, msg("Lose a referral"), request, SUBJECTS, work).changes


def reopen(store: Store, ctx: Context, referral: int) -> Changes:
    """Opens a decided referral again; what it posted is reversed, a reward handed over too. Raises Refused."""

    def work(op: Operation) -> dict[str, Any]:
        op.said = msg("The referral is open again")
        found = require(op, referral)
        if found.state is ReferralState.OPEN:
            raise Refused(msg("This referral is open."))
        _take_back(op, found, msg("Referral opened again"))
        plain = {"decided_day": None, "value_won": None, "qualified": True, "why_lost": ""}
        op.update(t.referral, referral, state=ReferralState.OPEN, **plain)
        return {}

    return run(store, ctx, msg("Open a referral again"), referral, POSTING, work).changes


def refund(store: Store, ctx: Context, referral: int, day: dt.date | None = None) -> Changes:
    """The purchase that won it was refunded: the entry is reversed, the reward taken back, the referral lost.

    Raises Refused where it is not won.
    """

    def work(op: Operation) -> dict[str, Any]:
        op.said = msg("Refunded the referral")
        found, when = require(op, referral), day or op.today
        if found.state is not ReferralState.WON or found.decided is None:
            raise Refused(msg("Only a referral that was won can be refunded."))
        if when < found.decided:
            raise Invalid([Problem("day", msg("It cannot be refunded before it was won."))])
        said = _take_back(op, found, msg("Refunded"))
        if found.reward is not None and found.reward.taken_back is None:
            op.update(t.referral_reward, found.reward.id, taken_back_day=when, why_taken_back=said)
        op.update(t.referral, referral, state=ReferralState.LOST, decided_day=when, why_lost=said, value_won=None)
        return {}

    return run(store, ctx, msg("Refund a referral"), (referral, day), POSTING, work).changes


def _post(op: Operation, found: ReferralRow, day: dt.date) -> Entry:
    """Posts a won referral with whoever sent, or was sent, somebody; the words name nobody else."""
    if found.party == found.referred:
        raise Invalid([oneself()])
    said = msg("a new customer: {event}", event=found.event) if found.event else msg("a new customer")
    line = replace(_agreed(op, found, day), what=op.ctx.locale.say(said))
    draft = ExchangeDraft(found.party, day, (line,), source=Source.REFERRAL)
    entry = flow.post(op, draft, q.posted(op.connection, found.id, Part.WON))
    op.insert(t.referral_posting, referral_id=found.id, part=Part.WON, exchange_id=entry.id)
    op.said = msg("Saved entry {number}", number=entry.number)
    return entry


def _agreed(op: Operation, found: ReferralRow, day: dt.date) -> LineDraft:
    """The line at what is agreed for this event, else at what is agreed for any referral, else without a price."""
    line = LineDraft(found.way.direction, Kind.REFERRAL)
    for_event = agreed_value.fill_line(op.connection, found.party, day, replace(line, what=found.event))
    if for_event.value is not None:
        return for_event
    return agreed_value.fill_line(op.connection, found.party, day, line)


def _take_back(op: Operation, found: ReferralRow, why: Message) -> str:
    """Reverses what a referral posted, its reward first; answers the reason in the shop's words."""
    said = op.ctx.locale.say(why)
    for part in (Part.REWARD, Part.WON):
        flow.take_back(op, q.posted(op.connection, found.id, part), said)
    return said


def _text_problems(why: str) -> list[Problem]:
    unfit = msg("Some of these characters cannot be kept. Type the text again.")
    return [] if can_be_kept(why) else [Problem("why", unfit)]


def _won(done: Done) -> Won:
    return Won(done.answer["number"], done.changes, done.repeated)
