"""The reward of a referral: promised, held until a refund is unlikely, handed over once, taken back where it was."""

from __future__ import annotations

import datetime as dt
from typing import Any

from db.engine import Store
from db.queries import posting as posting_q
from db.queries import referral as q
from db.tables import referral as t
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Invalid, Refused
from partnercrm.domain.ledger import Basis, ExchangeDraft, LineDraft, Source
from partnercrm.domain.party import Role
from partnercrm.domain.problems import Problem
from partnercrm.domain.referral import Part, RewardDraft, RewardState, oneself
from partnercrm.domain.referral_rows import ReferralRow, RewardRow
from partnercrm.domain.text import can_be_kept
from partnercrm.domain.words import msg
from partnercrm.services import flow
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run
from partnercrm.services.referral import SUBJECTS, require
from partnercrm.services.referral_outcome import POSTING, Won


def promise(store: Store, ctx: Context, referral: int, draft: RewardDraft) -> Changes:
    """Says what whoever sent somebody gets once it is won; a second promise replaces the first.

    Raises Invalid, also for somebody of the team (a bonus is payroll's), Refused once it was handed over or taken back.
    """
    problems = draft.problems()
    if problems:
        raise Invalid(problems)

    def work(op: Operation) -> dict[str, Any]:
        op.said = msg("Promised a reward")
        found = require(op, referral)
        _require_may_get(op, found)
        values = {"kind": draft.kind, "what": draft.what.strip(), "value": draft.value, "hold_days": draft.hold_days}
        if found.reward is None:
            fresh = {"taken_back_day": None, "why_taken_back": ""}
            op.insert(t.referral_reward, referral_id=referral, **values, **fresh)
        else:
            _require_not_given(found.reward)
            op.update(t.referral_reward, found.reward.id, **values)
        return {}

    return run(store, ctx, msg("Promise a reward"), (referral, draft), SUBJECTS, work).changes


def hand_over(store: Store, ctx: Context, referral: int, day: dt.date | None = None) -> Won:
    """Hands the reward over on a day (today unless said) and posts it once. Raises Refused while it is on hold, before
    the referral is won, and where it was handed over or taken back; and as posting does.
    """

    def work(op: Operation) -> dict[str, Any]:
        found, when = require(op, referral), day or op.today
        reward = _require_due(found, when)
        _require_may_get(op, found)
        basis = None if reward.value is None else Basis.AGREED
        line = LineDraft(found.way.direction.other, reward.kind, reward.value, basis, what=reward.what)
        draft = ExchangeDraft(found.party, when, (line,), source=Source.REFERRAL)
        entry = flow.post(op, draft, q.posted(op.connection, referral, Part.REWARD))
        op.insert(t.referral_posting, referral_id=referral, part=Part.REWARD, exchange_id=entry.id)
        op.said = msg("Saved entry {number}", number=entry.number)
        return {"number": entry.number}

    done = run(store, ctx, msg("Hand over a reward"), (referral, day), POSTING, work)
    return Won(done.answer["number"], done.changes, done.repeated)


def take_back(store: Store, ctx: Context, referral: int, why: str = "", day: dt.date | None = None) -> Changes:
    """Takes a reward back, handed over or not; what it posted is reversed. Raises Refused where there is none."""
    if not can_be_kept(why):
        raise Invalid([Problem("why", msg("Some of these characters cannot be kept. Type the text again."))])

    def work(op: Operation) -> dict[str, Any]:
        op.said = msg("Took the reward back")
        found = require(op, referral)
        reward = _require_reward(found)
        if reward.taken_back is not None:
            raise Refused(msg("This reward was taken back before."))
        flow.take_back(op, q.posted(op.connection, referral, Part.REWARD), why.strip())
        op.update(t.referral_reward, reward.id, taken_back_day=day or op.today, why_taken_back=why.strip())
        return {}

    return run(store, ctx, msg("Take a reward back"), (referral, why, day), POSTING, work).changes


def _require_reward(found: ReferralRow) -> RewardRow:
    if found.reward is None:
        raise Refused(msg("No reward was promised."))
    return found.reward


def _require_not_given(reward: RewardRow) -> None:
    if reward.state in (RewardState.GIVEN, RewardState.TAKEN_BACK):
        raise Refused(msg("This reward was handed over or taken back. It stays as it is."))


def _require_due(found: ReferralRow, day: dt.date) -> RewardRow:
    reward = _require_reward(found)
    if reward.taken_back is not None:
        raise Refused(msg("This reward was taken back."))
    if reward.hold_until is None:
        raise Refused(msg("The reward is for a referral that was won."))
    if day < reward.hold_until:
        raise Refused(msg("The reward is held until {day}.", day=reward.hold_until), "day")
    return reward


def _require_may_get(op: Operation, found: ReferralRow) -> None:
    if found.party == found.referred:
        raise Invalid([oneself()])
    facts = posting_q.party_facts(op.connection, found.party, op.today)
    if facts is not None and facts.roles == {Role.EMPLOYEE}:
        raise Invalid([Problem("what", msg("A bonus goes through payroll and is not entered here."))])
