"""The example's team: who can do what, what was learned, what was talked over, wished for and thanked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from partnercrm.domain.dates import add_months
from partnercrm.domain.team import SkillDraft, TalkDraft, ThanksDraft, TrainingDraft, WishDraft, WishState
from partnercrm.services import team
from partnercrm.services.demo_chapter import Month, Shop

CREW = ("Lena", "Tom", "Amira")
SKILLS = (
    ("Lena", "Barista", 4),
    ("Lena", "Till", 3),
    ("Tom", "Barista", 3),
    ("Tom", "Grinder and machine", 4),
    ("Amira", "Newsletter", 3),
    ("Amira", "Barista", 1),
)
WISHES = (
    (4, "Tom", "A better grinder", WishState.GRANTED, "Ordered with the winter blend"),
    (7, "Amira", "Two Saturdays off a month", WishState.GRANTED, "From next month on"),
    (9, "Lena", "A day at the roaster's", WishState.OPEN, ""),
)
THANKS = (
    (6, "Lena", "Trained Amira on her own time", None),
    (8, "Tom", "Kept the machine running on market day", None),
    (10, "Amira", "Wrote the story about the beans", "Hillside Roasters"),
)


def tell(shop: Shop, month: Month) -> None:
    """The month's part of it."""
    if month.number == 1:
        for who, name, level in SKILLS:
            team.set_skill(shop.store, shop.ctx(month.start), SkillDraft(shop.ids[who], name, level, month.start))
    if month.number == 5:
        _talks(shop, month, CREW)
    if month.number == 10:
        _talks(shop, month, CREW[:2])
    if month.number == 6:
        _trained(shop, month)
    _wishes_and_thanks(shop, month)
    if month.end == shop.today:
        _to_come(shop)


def _wishes_and_thanks(shop: Shop, month: Month) -> None:
    for number, who, text, state, answer in WISHES:
        if number == month.number:
            made = team.add_wish(shop.store, shop.ctx(month.start), WishDraft(shop.ids[who], month.start, text))
            if state is not WishState.OPEN:
                team.decide_wish(shop.store, shop.ctx(month.end), made.id, state, answer)
    for number, who, text, by in THANKS:
        if number == month.number:
            thanks = ThanksDraft(shop.ids[who], month.end, text, shop.ids[by] if by else None)
            team.thank(shop.store, shop.ctx(month.end), thanks)


def _talks(shop: Shop, month: Month, people: Sequence[str]) -> None:
    for place, who in enumerate(people):
        day = month.day(10 + place)
        summary = f"A talk over half a year: what goes well, and what {who} wants to learn"
        talk = TalkDraft(shop.ids[who], day, summary, "Talk again in half a year", add_months(day, 6))
        team.talk(shop.store, shop.ctx(day), talk)


def _trained(shop: Shop, month: Month) -> None:
    """Food hygiene for everybody, for a year and a half; the day of barista training stands in the ledger too."""
    ctx, day = shop.ctx(month.day(12)), month.day(12)
    for who in CREW:
        hygiene = TrainingDraft(shop.ids[who], "Food hygiene", day, day, add_months(day, 18), 45_00)
        team.add_training(shop.store, ctx, hygiene)
    barista = TrainingDraft(shop.ids["Lena"], "A day of barista training", done=month.day(10), cost=280_00)
    team.add_training(shop.store, ctx, barista)


def _to_come(shop: Shop) -> None:
    """First aid should be done by now, the barista course for Amira is planned."""
    ctx, today = shop.ctx(shop.today), shop.today
    team.add_training(
        shop.store, ctx, TrainingDraft(shop.ids["Tom"], "First aid", today - dt.timedelta(days=5), cost=60_00)
    )
    team.add_training(
        shop.store, ctx, TrainingDraft(shop.ids["Amira"], "Barista course", today + dt.timedelta(days=20))
    )
