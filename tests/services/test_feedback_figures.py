"""Feedback and the team in figures: n, rate and interval beside each, nothing out of nothing, nobody given away."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from partnercrm.domain.feedback import RequestDraft, ResponseDraft, ReviewDraft, SurveyDraft
from partnercrm.domain.feedback import SurveyKind as Kind
from partnercrm.domain.party import Role
from partnercrm.domain.team import SkillDraft, TalkDraft, ThanksDraft, TrainingDraft, WishDraft, WishState
from partnercrm.services import (
    feedback,
    feedback_figures,
    follow_up,
    public_review,
    survey_request,
    team,
    team_figures,
)
from partnercrm.services.store import Store
from tests.services.worked_examples import Book, day

TODAY = day(11, 30)


def survey(book: Book, name: str, kind: Kind, scores: list[int], **more: object) -> int:
    """A survey with an answer a day from 1 November on."""
    draft = SurveyDraft(name, kind, day(11, 1), **more)  # type: ignore[arg-type]
    number = feedback.add_survey(book.store, book.on(day(11, 1)), draft).id
    for n, score in enumerate(scores):
        when = day(11, 1) + dt.timedelta(days=n % 28)
        feedback.respond(book.store, book.on(TODAY), ResponseDraft(number, when, score, complaint=False))
    return number


def test_of_nothing_every_figure_says_what_is_missing(store: Store, book: Book) -> None:
    survey(book, "Empty", Kind.NPS, [])
    found, crew = feedback_figures.figures(store, TODAY), team_figures.figures(store, TODAY)
    for each in (*found.figures, *found.surveys[0].figures, *crew.figures):
        assert each.value is None
        assert each.missing is not None and str(each.missing)
    assert (found.rating, found.surveys[0].months, crew.people, crew.pulse) == ((), (), (), ())


def test_the_check_of_the_figures(store: Store, book: Book) -> None:
    """30, 12 and 8 of 50: 44, give or take 20.9; and who were asked by hand."""
    survey(book, "Visit", Kind.NPS, [10] * 30 + [8] * 12 + [3] * 8, asked=200)
    (found,) = feedback_figures.figures(store, TODAY).surveys
    result, rate = found.figures
    assert (result.value, result.n) == (44, 50)
    assert result.interval is not None
    assert result.interval.high - 44 == pytest.approx(20.9, abs=0.05)
    assert (rate.value, rate.n) == (0.25, 200)
    answers = feedback.page_rows(store, result.records["survey_response"])
    assert len(answers) == 50 and sum((row.score or 0) >= 9 for row in answers) == 30


def test_content_words_and_rate_of_requests(store: Store, book: Book) -> None:
    content = survey(book, "Content", Kind.CSAT, [5, 4, 2])
    words = survey(book, "Words", Kind.TEXT, [])
    feedback.respond(store, book.on(TODAY), ResponseDraft(words, TODAY, text="Fine"))
    people = [book.party(name, Role.CUSTOMER) for name in ("Ana", "Ben", "Cem", "Dora")]
    for person in people:
        survey_request.plan(store, book.on(day(11, 1)), RequestDraft(content, person, day(11, 2)))
    survey_request.ask(store, book.on(day(11, 3)), survey_request.due(store, book.on(day(11, 3))))
    feedback.respond(store, book.on(TODAY), ResponseDraft(content, TODAY, 5, party=people[0]))
    found = {each.name: each for each in feedback_figures.figures(store, TODAY).surveys}
    result, rate = found["Content"].figures
    assert (result.value, result.n, rate.value, rate.n) == (0.75, 4, 0.25, 4)
    assert found["Words"].result.missing == feedback_figures.ONE_WORD
    assert found["Words"].result.n == 1


def test_by_month_and_span(store: Store, book: Book) -> None:
    number = survey(book, "Visit", Kind.NPS, [10, 10])
    feedback.respond(store, book.on(TODAY), ResponseDraft(number, day(9, 5), 0, complaint=False))
    found = feedback_figures.figures(store, TODAY).surveys[0]
    assert [(month.month.month, month.figure.value) for month in found.months] == [(9, -100), (11, 100)]
    later = feedback_figures.figures(store, TODAY, day(10, 1), TODAY).surveys[0]
    assert (later.result.value, later.result.n, later.result.interval) == (100, 2, None)


def test_stars_over_time_and_what_is_answered(store: Store, book: Book) -> None:
    for month, stars in ((9, "4"), (9, "5"), (11, "3"), (11, None)):
        draft = ReviewDraft(day(month, 5), "Guide", None if stars is None else Decimal(stars), text="Well")
        made = public_review.note_review(store, book.on(TODAY), draft)
    public_review.answer_review(store, book.on(TODAY), made.id, "Thanks")
    found = feedback_figures.figures(store, TODAY)
    rating = found.figure("rating")
    assert [rating.value, rating.n, rating.coverage] == [4.0, 3, 0.75]
    assert [(month.month.month, month.figure.value) for month in found.rating] == [(9, 4.5), (11, 3.0)]
    assert found.figure("reviews_answered").value == 0.25


def test_complaints_looked_after(store: Store, book: Book) -> None:
    number = survey(book, "Visit", Kind.NPS, [])
    made = [feedback.respond(store, book.on(TODAY), ResponseDraft(number, TODAY, 2, text)) for text in ("Cold", "Slow")]
    assert feedback_figures.figures(store, TODAY).figure("complaints_looked_after").value == 0
    assert made[0].follow_up is not None
    follow_up.done(store, book.on(TODAY), [made[0].follow_up])
    assert feedback_figures.figures(store, TODAY).figure("complaints_looked_after").value == 0.5


def test_the_pulse_tells_nobody_apart(store: Store, book: Book) -> None:
    number = survey(book, "Pulse", Kind.NPS, [10, 9], audience=Role.EMPLOYEE, anonymous=True, asked=3)
    survey(book, "Guests", Kind.NPS, [0] * 9)
    found = team_figures.figures(store, TODAY).figure("enps")
    assert (found.value, found.n, found.records) == (None, 0, {})
    pulse = next(each for each in feedback_figures.figures(store, TODAY).surveys if each.survey == number)
    assert [(each.value, dict(each.records)) for each in pulse.figures] == [(None, {})] * 2
    for each in (found, *pulse.figures):
        assert "Too few answered yet" in str(each.missing)
    feedback.respond(store, book.on(TODAY), ResponseDraft(number, TODAY, 4, complaint=False))
    crew = team_figures.figures(store, TODAY)
    assert crew.figure("enps").value == pytest.approx(100 / 3)
    assert [month.figure.n for month in crew.pulse] == [3]


def test_the_team(store: Store, book: Book) -> None:
    lena, tom = (book.party(name, Role.EMPLOYEE) for name in ("Lena", "Tom"))
    ctx = book.on(TODAY)
    for who, name, level in ((lena, "Latte art", 3), (tom, "latte ART", 2), (lena, "Till", 3), (tom, "Till", 4)):
        team.set_skill(store, ctx, SkillDraft(who, name, level, day(5, 1)))
    team.add_training(store, ctx, TrainingDraft(lena, "Hygiene", day(11, 1), day(10, 20), day(12, 31), 90_00))
    team.add_training(store, ctx, TrainingDraft(tom, "Hygiene", day(11, 1)))
    team.add_training(store, ctx, TrainingDraft(tom, "Barista", day(12, 24)))
    # What ran out and was learned anew is counted once, as it is now.
    team.add_training(store, ctx, TrainingDraft(lena, "hygiene", done=day(3, 1), valid_until=day(9, 1)))
    team.talk(store, ctx, TalkDraft(lena, day(6, 1), "Well", next=day(12, 1)))
    team.talk(store, ctx, TalkDraft(tom, day(6, 1), "Well", next=day(11, 1)))
    team.thank(store, ctx, ThanksDraft(lena, day(11, 2), "Stayed late"))
    wish = team.add_wish(store, ctx, WishDraft(tom, day(11, 2), "Fewer Sundays"))
    team.decide_wish(store, ctx, wish.id, WishState.GRANTED)
    crew = team_figures.figures(store, TODAY)
    assert {each.key: each.value for each in crew.figures} == {
        "enps": None,
        "trainings_in_time": 0.5,
        "training_cost": 90_00,
        "reviews_in_time": 0.5,
        "thanked": 0.5,
        "wishes_decided": 1.0,
        "skills_alone": 1,
    }
    lenas, toms = ({each.key: each.value for each in person.figures} for person in crew.people)
    assert (lenas["trainings_in_time"], toms["trainings_in_time"]) == (1.0, 0.0)
    assert (lenas["reviews_in_time"], toms["reviews_in_time"]) == (1.0, 0.0)
    (alone,) = crew.figure("skills_alone").records["skill"]
    assert [(row.who.name, row.name) for row in team.skills(store) if row.id == alone] == [("Lena", "Latte art")]
