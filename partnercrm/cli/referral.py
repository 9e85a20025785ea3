"""Commands about referrals: note one, say what became of it, its reward, chains and conversion."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from partnercrm.cli import reading
from partnercrm.cli.opened import Shop, shop
from partnercrm.cli.output import emit, rows, say
from partnercrm.cli.parser import WrongUse
from partnercrm.domain.changes import Changes
from partnercrm.domain.conversion import Cohort, interval_words
from partnercrm.domain.ledger import Kind
from partnercrm.domain.referral import ReferralDraft, ReferralState, RewardDraft, Way
from partnercrm.domain.referral_rows import Link, ReferralFilter, ReferralRow
from partnercrm.services import referral as referrals
from partnercrm.services import referral_outcome as outcome
from partnercrm.services import referral_reward as rewards


def listed(words: argparse.Namespace) -> None:
    """Lists referrals."""
    with shop(words.store, read_only=True) as opened:
        wanted = ReferralFilter(
            way=Way(words.way) if words.way else None,
            state=ReferralState(words.state) if words.state else None,
            party=opened.party(words.party),
            from_day=reading.day(words.from_day, "from"),
            to_day=reading.day(words.to_day, "to"),
            not_in_ledger=words.not_in_ledger,
        )
        found = referrals.page_rows(opened.store, opened.ctx, referrals.ids(opened.store, wanted))
        shapes = [shape(opened, row) for row in found]
        rows(shapes if words.json else [{**each, "reward": _in_words(each["reward"])} for each in shapes], words.json)


def add(words: argparse.Namespace) -> None:
    """Notes a referral."""
    if (words.sender is None) == (words.receiver is None):
        raise WrongUse("say either --from, who sent us somebody, or --to, whom we sent somebody")
    with shop(words.store, key=words.op) as opened:
        draft = ReferralDraft(
            Way.SENT_US if words.sender is not None else Way.WE_SENT,
            opened.party(words.sender if words.sender is not None else words.receiver),
            opened.party(words.who),
            reading.day(words.date) or opened.ctx.today,
            words.event,
            words.note,
            words.next_step,
            reading.day(words.next_date, "next-date"),
        )
        made = referrals.add(opened.store, opened.ctx, draft)
        emit({"referral": made.uuid}) if words.json else say(f"Noted referral {made.uuid}.")


def win(words: argparse.Namespace) -> None:
    """Wins a referral."""
    with _one(words) as (opened, row):
        brought = reading.amount(words.brought, opened.currency, "brought") if words.brought else None
        done = outcome.win(opened.store, opened.ctx, row.id, reading.day(words.date), brought)
        _posted(words, row, done)


def post(words: argparse.Namespace) -> None:
    """Posts a won referral again."""
    with _one(words) as (opened, row):
        _posted(words, row, outcome.post_again(opened.store, opened.ctx, row.id))


def lose(words: argparse.Namespace) -> None:
    """Loses a referral."""
    with _one(words) as (opened, row):
        day, fitted = reading.day(words.date), not words.not_for_us
        _done(words, row, outcome.lose(opened.store, opened.ctx, row.id, day, words.why, qualified=fitted))


def refund(words: argparse.Namespace) -> None:
    """Takes a won referral back, with its reward."""
    with _one(words) as (opened, row):
        _done(words, row, outcome.refund(opened.store, opened.ctx, row.id, reading.day(words.date)))


def reopen(words: argparse.Namespace) -> None:
    """Opens a decided referral again."""
    with _one(words) as (opened, row):
        _done(words, row, outcome.reopen(opened.store, opened.ctx, row.id))


def remove(words: argparse.Namespace) -> None:
    """Takes a referral away."""
    with _one(words) as (opened, row):
        _done(words, row, referrals.remove(opened.store, opened.ctx, [row.id]))


def promise(words: argparse.Namespace) -> None:
    """Promises a reward."""
    with _one(words) as (opened, row):
        value = reading.amount(words.value, opened.currency, "value") if words.value else None
        draft = RewardDraft(words.what, value, Kind(words.kind), words.hold_days)
        _done(words, row, rewards.promise(opened.store, opened.ctx, row.id, draft))


def reward(words: argparse.Namespace) -> None:
    """Hands a reward over."""
    with _one(words) as (opened, row):
        _posted(words, row, rewards.hand_over(opened.store, opened.ctx, row.id, reading.day(words.date)))


def take_back(words: argparse.Namespace) -> None:
    """Takes a reward back."""
    with _one(words) as (opened, row):
        _done(words, row, rewards.take_back(opened.store, opened.ctx, row.id, words.why, reading.day(words.date)))


def chain(words: argparse.Namespace) -> None:
    """Who introduced a party, and whom it brought."""
    with shop(words.store, read_only=True) as opened:
        found = referrals.introductions(opened.store, opened.party(words.party) or 0)
        if words.json:
            emit({"came_by": [_link(link) for link in found.came_by], "brought": [_link(x) for x in found.brought]})
            return
        say(" > ".join(link.name for link in found.came_by))
        for link in found.brought:
            say("  " * link.depth + link.name)


def conversion(words: argparse.Namespace) -> None:
    """How many referrals were won of those that had their time."""
    with shop(words.store, read_only=True) as opened:
        wanted = ReferralFilter(
            way=Way(words.way) if words.way else None,
            with_party=opened.party(words.party),
            from_day=reading.day(words.from_day, "from"),
            to_day=reading.day(words.to_day, "to"),
        )
        found = referrals.conversion(opened.store, opened.ctx, wanted, words.window)
        if words.json:
            months = [_cohort(opened, cohort) for cohort in found.months]
            emit({"window_days": found.window, **_cohort(opened, found.total), "months": months})
        else:
            rows([_cohort(opened, cohort) for cohort in (found.total, *found.months)], as_json=False)


def shape(opened: Shop, row: ReferralRow) -> dict[str, Any]:
    """One referral as scripts read it."""
    return {
        "id": row.uuid,
        "way": row.way,
        "party": row.party_name,
        "party_id": row.party_uuid,
        "referred": row.referred_name,
        "referred_id": row.referred_uuid,
        "event": row.event,
        "date": row.day,
        "state": row.state,
        "decided": row.decided,
        "brought": opened.money(row.value_won),
        "qualified": row.qualified,
        "why_lost": row.why_lost,
        "note": row.note,
        "next_step": row.next_step.due if row.next_step else None,
        "entry": row.entry.number if row.entry else None,
        "value": opened.money(row.entry.value) if row.entry else None,
        "reward": _reward(opened, row),
    }


def _reward(opened: Shop, row: ReferralRow) -> dict[str, Any] | None:
    found = row.reward
    if found is None:
        return None
    return {
        "what": found.what,
        "kind": found.kind,
        "value": opened.money(found.value),
        "state": found.state,
        "hold_until": found.hold_until,
        "entry": found.entry.number if found.entry else None,
    }


def _in_words(reward: dict[str, Any] | None) -> str:
    """A reward as a cell of the table: `A cake, held`."""
    return f"{reward['what']}, {reward['state'].value}" if reward else ""


def _link(link: Link) -> dict[str, Any]:
    return {"depth": link.depth, "party": link.name, "date": link.day}


def _cohort(opened: Shop, cohort: Cohort) -> dict[str, Any]:
    interval = cohort.interval
    month = cohort.month
    return {
        "month": None if month is None else f"{month // 100}-{month % 100:02d}",
        "qualified": cohort.qualified,
        "converted": cohort.converted,
        "too_young": cohort.too_young,
        "share": None if cohort.share is None else f"{cohort.share:.4f}",
        "low": None if interval is None else f"{interval.low:.4f}",
        "high": None if interval is None else f"{interval.high:.4f}",
        "said": opened.ctx.locale.say(interval_words(interval)),
    }


@contextmanager
def _one(words: argparse.Namespace) -> Iterator[tuple[Shop, ReferralRow]]:
    """The shop and the referral that a command names."""
    with shop(words.store, key=words.op) as opened:
        yield opened, referrals.find(opened.store, opened.ctx, words.id)


def _posted(words: argparse.Namespace, row: ReferralRow, done: outcome.Won) -> None:
    if words.json:
        emit({"referral": row.uuid, "number": done.number})
    else:
        say(f"Saved entry {done.number}.")


def _done(words: argparse.Namespace, row: ReferralRow, changes: Changes) -> None:
    if words.json:
        emit({"referral": row.uuid, "operation": changes.operation})
    else:
        say("Done.")
