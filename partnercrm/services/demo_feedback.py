"""What guests of the example say when they are asked, what stands in the town guide, and how the team feels."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

from partnercrm.domain.feedback import After, ResponseDraft, ReviewDraft, SurveyDraft, SurveyKind
from partnercrm.domain.party import Role
from partnercrm.services import feedback, follow_up, public_review, survey_request
from partnercrm.services.demo_chapter import Month, Shop

VISIT, PULSE, PARTNERS = "After a visit", "Working here", "Working with us"
BEGINS, ASKED, ANSWER = 5, 10, 7
"""The month in which Sarah begins to ask, how many she asks in a month, and how many of them answer."""
PRAISE = ("The new beans!", "Lena knows my order", "Cosy, and quick", "Like the stories about the roaster", "")
MIDDLING = ("Good, but loud at noon", "A bit dear", "")
COMPLAINTS = ("The milk was off", "Waited twenty minutes", "No oat milk again")
STARS: tuple[tuple[int, int, str, str, str, str], ...] = (
    # Month, day, stars, who, what they wrote, what we answered.
    (1, 9, "3", "A guest", "Nice place, weak coffee.", ""),
    (3, 20, "4", "A walker", "The coffee has become so much better.", "Thank you! The beans are from Hillside now."),
    (5, 6, "5", "Nina of Ashby Eats", "Beans from ten miles away, rolls from next door.", "Come to the next cupping!"),
    (7, 14, "4", "A guest", "Full on Saturdays, and rightly so.", ""),
    (9, 3, "5", "A family", "They remembered what we drink.", "See you on Sunday."),
    (10, 22, "2", "A visitor", "Waited long and nobody said sorry.", "We are sorry. The next coffee is ours."),
    (11, 1, "5", "A neighbour", "The best cup in Ashby.", ""),
)
TEAM_SAYS = {5: (7, 8, 6), 8: (8, 9, 7), 11: (9, 9, 8)}
PARTNERS_SAY = {8: (("The Daily Grind", 5), ("Hillside Roasters", 4)), 11: (("The Daily Grind", 5), ("Corner Cup", 3))}


def tell(shop: Shop, month: Month) -> None:
    """The month's answers and reviews."""
    if month.number == BEGINS:
        _begin(shop, month)
    for number, day, stars, who, text, answer in STARS:
        if number == month.number and month.has(day):
            _review(shop, month.day(day), stars, who, text, answer)
    if month.number >= BEGINS:
        _ask(shop, month, random.Random(700 + month.number))
        _pulse(shop, month)


def _begin(shop: Shop, month: Month) -> None:
    ctx, start = shop.ctx(month.start), month.start
    friend, purchase = "Would you send a friend to us?", After.PURCHASE
    for draft in (
        SurveyDraft(VISIT, SurveyKind.NPS, start, friend, Role.CUSTOMER, after=purchase, after_days=2, rest_days=60),
        SurveyDraft(
            PULSE, SurveyKind.NPS, start, "Would you tell a friend to work here?", Role.EMPLOYEE, True, asked=9
        ),
        SurveyDraft(
            PARTNERS,
            SurveyKind.CSAT,
            start,
            "How content are you with us?",
            Role.PARTNER,
            after=After.PROJECT,
            after_days=3,
            rest_days=30,
        ),
    ):
        feedback.add_survey(shop.store, ctx, draft)


def _ask(shop: Shop, month: Month, chance: random.Random) -> None:
    """Some who bought are asked; most of them answer, better from month to month."""
    ctx = shop.ctx(month.end)
    survey = feedback.find_survey(shop.store, VISIT).id
    asked = survey_request.due(shop.store, ctx, survey)[:ASKED]
    if not asked:
        return
    survey_request.ask(shop.store, ctx, asked, month.end)
    for place, row in enumerate(asked[:ANSWER]):
        score, text = _said(place, month, chance)
        said = feedback.respond(shop.store, ctx, ResponseDraft(survey, month.end, score, text, row.party))
        if said.follow_up is not None and month.end < shop.today:
            follow_up.done(shop.store, shop.ctx(month.end + dt.timedelta(days=1)), [said.follow_up])


def _said(place: int, month: Month, chance: random.Random) -> tuple[int, str]:
    if place == 0 and month.number % 2:
        return chance.choice((3, 4, 5)), chance.choice(COMPLAINTS)
    if place < 3 - (month.number - BEGINS) // 3:
        return chance.choice((7, 8)), chance.choice(MIDDLING)
    return chance.choice((9, 9, 10)), chance.choice(PRAISE)


def _pulse(shop: Shop, month: Month) -> None:
    ctx = shop.ctx(month.end)
    pulse, partners = (feedback.find_survey(shop.store, name).id for name in (PULSE, PARTNERS))
    for score in TEAM_SAYS.get(month.number, ()):
        feedback.respond(shop.store, ctx, ResponseDraft(pulse, month.end, score, complaint=False))
    for who, score in PARTNERS_SAY.get(month.number, ()):
        feedback.respond(shop.store, ctx, ResponseDraft(partners, month.end, score, party=shop.ids[who]))


def _review(shop: Shop, day: dt.date, stars: str, who: str, text: str, answer: str) -> None:
    answered = min(day + dt.timedelta(days=2), shop.today) if answer else None
    party = shop.ids.get(who)
    draft = ReviewDraft(day, "Ashby town guide", Decimal(stars), who, text, party, answered, answer)
    public_review.note_review(shop.store, shop.ctx(answered or day), draft)
