"""Who sent whom in the example's year: won, lost, still open, one refunded, and a chain of three."""

from __future__ import annotations

import datetime as dt
from typing import Any

from partnercrm.domain.agreed_value import AgreedValueDraft
from partnercrm.domain.ledger import Kind
from partnercrm.domain.record import dataclass
from partnercrm.domain.referral import ReferralDraft, RewardDraft, Way
from partnercrm.domain.words import msg
from partnercrm.services import agreed_value, referral, referral_outcome, referral_reward
from partnercrm.services.demo_chapter import Month, Shop
from partnercrm.services.operations import Operation, run

GRIND, HILLSIDE, CHAMBER, NINA = (
    "The Daily Grind",
    "Hillside Roasters",
    "Ashby Chamber of Commerce",
    "Nina of Ashby Eats",
)
US, THEM = Way.SENT_US, Way.WE_SENT
BEANS = RewardDraft("A bag of beans", 9_00)


@dataclass(frozen=True, slots=True)
class _Told:
    """A referral of a month: who sent whom (a name, or the number of a customer), on which day, and what became of it.

    `after` days it was won (with what it brought) or lost (`why`); None leaves it open.
    """

    month: int
    day: int
    way: Way
    party: str | int
    whom: str | int
    after: int | None = None
    brought: int | None = None
    why: str = ""
    fitted: bool = True
    event: str = ""


TOLD = (
    _Told(2, 10, US, GRIND, 5, 6, 46_00),
    _Told(3, 6, THEM, GRIND, 8, 9, None),
    _Told(4, 12, US, GRIND, 11, 14, 38_50),
    _Told(5, 3, US, CHAMBER, 12, 11, why="Wanted breakfast delivered every day"),
    _Told(6, 5, US, 5, 15, 4, 52_00),
    _Told(6, 14, THEM, HILLSIDE, 18, 20, why="Went to the chain at the station"),
    _Told(7, 8, US, "Lena", 20, 3, 31_00),
    _Told(8, 7, US, GRIND, 25, 8, 61_00, event="Office breakfast"),
    _Told(8, 19, US, 17, 28, 2, 18_00),
    _Told(9, 9, US, NINA, 31, 16, why="Only passing through", fitted=False),
    _Told(9, 16, THEM, GRIND, 34, 7, None),
    _Told(9, 20, US, GRIND, 36, 12, why="Too far to walk"),
    _Told(10, 4, US, "Lena", 21, 5, 27_00),
    _Told(10, 11, US, 15, 33, 6, 44_00),
)
REWARDED = {(6, 15), (8, 28), (10, 33)}
REFUNDED = (8, 28)


def tell(shop: Shop, month: Month) -> None:
    """The referrals of a month, then the deeds on older ones."""
    if month.number == 2:
        lena = AgreedValueDraft(shop.ids["Lena"], Kind.REFERRAL, 15_00, from_day=month.start)
        agreed_value.add(shop.store, shop.ctx(month.start), lena)
    told = [each for each in TOLD if each.month == month.number]
    made: dict[tuple[int, str | int], int] = {}

    def work(op: Operation) -> dict[str, Any]:
        for each in told:
            made[each.month, each.whom] = _note(op, shop, month, each)
        op.undoable = False
        return {}

    subjects = ("referral", "party")
    if told:
        run(shop.store, shop.ctx(month.end), msg("Record the referrals of the month"), month, subjects, work)
    for each in told:
        _decide(shop, month, each, made[each.month, each.whom])
    if month.end == shop.today:
        _open_today(shop)


def _note(op: Operation, shop: Shop, month: Month, each: _Told) -> int:
    day = month.day(each.day)
    draft = ReferralDraft(each.way, _id(shop, each.party), _id(shop, each.whom), day, each.event)
    return referral.add_in(op, draft)[0]


def _decide(shop: Shop, month: Month, each: _Told, number: int) -> None:
    """What became of it, not beyond the month, so that each deed has its month."""
    if each.after is None:
        return
    decided = min(month.day(each.day) + dt.timedelta(days=each.after), month.end)
    ctx = shop.ctx(decided)
    if (each.month, each.whom) in REWARDED:
        referral_reward.promise(shop.store, ctx, number, BEANS)
    if each.why:
        referral_outcome.lose(shop.store, ctx, number, decided, each.why, qualified=each.fitted)
        return
    referral_outcome.win(shop.store, ctx, number, decided, each.brought)
    if (each.month, each.whom) == REFUNDED:
        back = min(decided + dt.timedelta(days=5), month.end)
        referral_outcome.refund(shop.store, shop.ctx(back), number, back)
    elif (each.month, each.whom) in REWARDED and each.month < 10:
        given = decided + dt.timedelta(days=BEANS.hold_days)
        referral_reward.hand_over(shop.store, shop.ctx(given), number, given)


def _open_today(shop: Shop) -> None:
    """What is still open: a prospect with a next step, and two that were only just sent."""
    today = shop.today
    for ago, way, party, whom, step, days in (
        (9, US, NINA, "Oak Street Yoga", "Show the breakfast card", 6),
        (5, US, GRIND, shop.customers[40], "Ask how the first breakfast was", 2),
        (3, THEM, GRIND, shop.customers[44], "", 0),
    ):
        day = today - dt.timedelta(days=ago)
        due = today + dt.timedelta(days=days) if step else None
        draft = ReferralDraft(way, shop.ids[party], shop.ids[whom], day, next_step=step, next_day=due)
        referral.add(shop.store, shop.ctx(today), draft)


def _id(shop: Shop, named: str | int) -> int:
    return shop.ids[shop.customers[named] if isinstance(named, int) else named]
