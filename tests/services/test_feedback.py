"""Feedback: asked after a purchase and not again too soon, a complaint becomes a follow-up, reviews are answered."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from partnercrm.domain.agreement import AgreementDraft, AgreementKind
from partnercrm.domain.errors import Invalid, NotFound, Refused
from partnercrm.domain.feedback import After, RequestDraft, RequestState, ResponseDraft, ReviewDraft, SurveyDraft
from partnercrm.domain.feedback import SurveyKind as Kind
from partnercrm.domain.feedback_rows import ResponseFilter, ReviewFilter
from partnercrm.domain.interaction import FollowUpState, Origin
from partnercrm.domain.joint_product import JointProductDraft, Split
from partnercrm.domain.party import Role
from partnercrm.domain.promotion import OfferDraft, OfferForm, PartnerDraft, PromotionDraft
from partnercrm.domain.sale import RefundDraft, SaleDraft
from partnercrm.services import (
    agreement_write,
    feedback,
    feedback_dealing,
    follow_up,
    joint_product,
    merge,
    promotion,
    public_review,
    sale,
    survey_request,
    undo,
)
from partnercrm.services.context import Context
from partnercrm.services.store import Store
from tests.services.worked_examples import Book, day

VISIT = SurveyDraft("After a visit", Kind.NPS, day(10, 1), after=After.PURCHASE, after_days=2, rest_days=60)


class Shop:
    """A shop with Ana, Ben and the bakery, that asks after a visit."""

    def __init__(self, book: Book) -> None:
        self.store, self.book = book.store, book
        self.ana, self.ben = (book.party(name, Role.CUSTOMER) for name in ("Ana", "Ben"))
        self.bakery = book.party("The Daily Grind", Role.PARTNER)
        self.survey = feedback.add_survey(self.store, self.on(10, 1), VISIT).id

    def on(self, month: int, number: int) -> Context:
        return self.book.on(day(month, number))

    def buys(self, party: int, month: int, number: int) -> None:
        sale.record(self.store, self.on(month, number), SaleDraft(day(month, number), 5_00, 5_00, party))

    def due(self, month: int, number: int) -> list[tuple[str, dt.date]]:
        return [(row.party_name, row.due) for row in survey_request.due(self.store, self.on(month, number))]


@pytest.fixture
def shop(book: Book) -> Shop:
    return Shop(book)


def test_who_bought_is_asked_some_days_later_and_then_left_in_peace(shop: Shop) -> None:
    shop.buys(shop.ana, 11, 3)
    shop.buys(shop.ben, 11, 4)
    assert shop.due(11, 4) == []
    (waiting, _ben) = survey_request.requests(shop.store, shop.on(11, 4))
    assert (waiting.state, waiting.id) == (RequestState.WAITING, None)
    assert shop.due(11, 6) == [("Ana", day(11, 5)), ("Ben", day(11, 6))]
    ana, ben = survey_request.due(shop.store, shop.on(11, 6))
    survey_request.ask(shop.store, shop.on(11, 6), [ana])
    survey_request.drop(shop.store, shop.on(11, 6), [ben])
    shop.buys(shop.ana, 11, 10)
    assert shop.due(11, 20) == []
    shop.buys(shop.ana, 12, 30)
    assert shop.due(1, 9) == []
    later = survey_request.due(shop.store, shop.book.on(day(1, 20, 2027)))
    assert [row.party_name for row in later] == ["Ana"]
    survey_request.ask(shop.store, shop.book.on(day(1, 20, 2027)), later)
    states = [row.state for row in survey_request.requests(shop.store, shop.book.on(day(1, 20, 2027)))]
    assert states.count(RequestState.ASKED) == 2


def test_who_comes_every_day_is_asked_too_and_stands_there_once(shop: Shop) -> None:
    for number in range(3, 9):
        shop.buys(shop.ana, 11, number)
    assert shop.due(11, 8) == [("Ana", day(11, 8))]  # of the latest purchase that is two days old
    assert len(survey_request.requests(shop.store, shop.on(11, 8))) == 1


def test_a_purchase_of_long_ago_a_refund_and_a_walk_in_are_no_reason(shop: Shop) -> None:
    shop.buys(shop.ana, 10, 2)
    (bought,) = sale.of_party(shop.store, shop.ana)
    sale.refund(shop.store, shop.on(11, 17), RefundDraft(bought.id, day(11, 17), 2_00))
    sale.record(shop.store, shop.on(11, 18), SaleDraft(day(11, 18), 5_00, 5_00))
    assert shop.due(11, 20) == []
    only_partners = replace(VISIT, name="Partners", audience=Role.PARTNER)
    feedback.add_survey(shop.store, shop.on(10, 1), only_partners)
    shop.buys(shop.ben, 11, 18)
    assert shop.due(11, 20) == [("Ben", day(11, 20))]


def test_undo_of_asking_brings_the_request_back(shop: Shop) -> None:
    shop.buys(shop.ana, 11, 3)
    survey_request.ask(shop.store, shop.on(11, 6), survey_request.due(shop.store, shop.on(11, 6)))
    assert shop.due(11, 6) == []
    undo.undo(shop.store, shop.on(11, 6))
    assert shop.due(11, 6) == [("Ana", day(11, 5))]


def test_after_a_project_somebody_is_asked_by_plan(shop: Shop) -> None:
    ctx = shop.on(11, 6)
    survey_request.after_project(shop.store, ctx, shop.survey, shop.bakery, "Christmas bag", day(11, 6))
    (row,) = survey_request.requests(shop.store, ctx)
    assert (row.about, row.due, row.state) == ("Christmas bag", day(11, 8), RequestState.WAITING)
    with pytest.raises(Refused, match="already"):
        survey_request.plan(shop.store, ctx, RequestDraft(shop.survey, shop.bakery, day(11, 9)))
    done = feedback.respond(shop.store, shop.on(11, 9), ResponseDraft(shop.survey, day(11, 9), 9, party=shop.bakery))
    assert done.follow_up is None
    (row,) = survey_request.requests(shop.store, shop.on(11, 9))
    assert row.state is RequestState.ANSWERED
    with pytest.raises(Refused, match="answered already"):
        survey_request.drop(shop.store, ctx, [row])


def test_nobody_is_asked_of_the_same_purchase_twice(shop: Shop) -> None:
    feedback.change_survey(shop.store, shop.on(11, 1), shop.survey, replace(VISIT, rest_days=0))
    shop.buys(shop.ana, 11, 3)
    survey_request.ask(shop.store, shop.on(11, 6), survey_request.due(shop.store, shop.on(11, 6)))
    assert shop.due(11, 7) == []
    shop.buys(shop.ana, 11, 8)
    assert shop.due(11, 10) == [("Ana", day(11, 10))]


def test_after_a_project_they_are_asked_by_rule(shop: Shop) -> None:
    """A promotion that ended, an agreement that ran out, a joint product that stopped; the latest of each party."""
    store, mill = shop.store, shop.book.party("Old Mill", Role.PARTNER)
    survey = SurveyDraft("Together", Kind.CSAT, day(10, 1), after=After.PROJECT, after_days=3, rest_days=0)
    number = feedback.add_survey(store, shop.on(10, 1), survey).id
    free = OfferDraft(OfferForm.PERCENT, shop.bakery, percent=Decimal(10))
    bag = PromotionDraft("Harvest bag", day(10, 1), day(10, 31), (PartnerDraft(shop.bakery),), (free,))
    promotion.add(store, shop.on(10, 1), bag)
    term = AgreementDraft("Flour", AgreementKind.SUPPLY, (mill,), day(5, 1), day(11, 4), signed_on=day(5, 1))
    agreement_write.add(store, shop.on(5, 1), term)
    asked = survey_request.due(store, shop.on(11, 7), number)
    assert [(row.party_name, row.about, row.due) for row in asked] == [
        ("The Daily Grind", "Harvest bag", day(11, 3)),
        ("Old Mill", "Flour", day(11, 7)),
    ]
    survey_request.ask(store, shop.on(11, 7), asked)
    assert survey_request.due(store, shop.on(11, 20), number) == []
    split = Split(7_00, Decimal(0), their_amount=3_00)
    made = joint_product.add(store, shop.on(11, 1), JointProductDraft(shop.bakery, "Breakfast bag", split))
    joint_product.end(store, shop.on(11, 10), made.id, day(11, 10))
    assert [(row.about, row.due) for row in survey_request.due(store, shop.on(11, 20), number)] == [
        ("Breakfast bag", day(11, 13))
    ]


def test_any_answer_becomes_a_follow_up_when_somebody_says_so(shop: Shop) -> None:
    ctx = shop.on(11, 9)
    done = feedback.respond(shop.store, ctx, ResponseDraft(shop.survey, day(9, 1), 8, "The queue", shop.ana))
    made = feedback.look_after(shop.store, ctx, done.id)
    (row,) = feedback.responses(shop.store, ResponseFilter(complaints=True))
    assert row.follow_up is not None and row.follow_up.id == made.follow_up
    with pytest.raises(Refused, match="already"):
        feedback.look_after(shop.store, ctx, done.id)
    feedback.no_complaint(shop.store, ctx, done.id)
    assert feedback.responses(shop.store, ResponseFilter(complaints=True)) == []
    assert follow_up.page_rows(shop.store, [row.follow_up.id])[0].state is FollowUpState.DROPPED
    undo.undo(shop.store, ctx)
    assert feedback.responses(shop.store, ResponseFilter(complaints=True)) == [row]


def test_few_stars_in_public_become_a_follow_up_until_they_are_answered(shop: Shop) -> None:
    ctx = shop.on(11, 9)
    made = public_review.note_review(shop.store, ctx, ReviewDraft(day(11, 5), "Guide", Decimal(2), text="Cold soup"))
    assert made.follow_up is not None
    public_review.answer_review(shop.store, ctx, made.id, "We are sorry")
    (row,) = public_review.reviews(shop.store)
    assert row.follow_up is not None and row.follow_up.state is FollowUpState.DONE
    again = public_review.look_after(shop.store, ctx, made.id)
    with pytest.raises(Refused, match="already"):
        public_review.look_after(shop.store, ctx, made.id)
    assert again.follow_up != made.follow_up
    old = public_review.note_review(shop.store, ctx, ReviewDraft(day(5, 5), "Guide", Decimal(1)))
    good = public_review.note_review(shop.store, ctx, ReviewDraft(day(11, 5), "Guide", Decimal(3)))
    assert (old.follow_up, good.follow_up) == (None, None)


def test_a_complaint_becomes_a_follow_up(shop: Shop) -> None:
    words = "The soup was cold and nobody came, twice, which is a pity since we like it so much here"
    ctx = shop.on(11, 9)
    done = feedback.respond(shop.store, ctx, ResponseDraft(shop.survey, day(11, 9), 3, words, shop.ana))
    (row,) = feedback.responses(shop.store, ResponseFilter(complaints=True))
    assert row.follow_up is not None and row.follow_up.id == done.follow_up
    (task,) = follow_up.page_rows(shop.store, [row.follow_up.id])
    assert (task.due, task.party, task.origin) == (day(11, 10), shop.ana, Origin.RULE)
    assert task.title.startswith("Look after a complaint: The soup was cold") and len(task.title) < 90
    feedback.remove_response(shop.store, ctx, row.id)
    assert follow_up.page_rows(shop.store, [task.id])[0].state is FollowUpState.DROPPED
    undo.undo(shop.store, ctx)
    assert feedback.responses(shop.store) == [row]


@pytest.mark.parametrize(
    ("score", "said", "days", "expected"),
    [(6, None, 0, True), (7, None, 0, False), (7, True, 0, True), (2, False, 0, False), (2, None, 40, False)],
)
def test_what_counts_as_one(shop: Shop, score: int, said: bool | None, days: int, expected: bool) -> None:
    when = day(11, 9)
    draft = ResponseDraft(shop.survey, when - dt.timedelta(days=days), score, party=shop.ana, complaint=said)
    done = feedback.respond(shop.store, shop.book.on(when), draft)
    assert (done.follow_up is not None) is expected


def test_an_anonymous_answer_keeps_no_name(shop: Shop) -> None:
    pulse = SurveyDraft("Pulse", Kind.NPS, day(10, 1), audience=Role.EMPLOYEE, anonymous=True, asked=4)
    number = feedback.add_survey(shop.store, shop.on(10, 1), pulse).id
    lena = shop.book.party("Lena", Role.EMPLOYEE)
    survey_request.plan(shop.store, shop.on(11, 1), RequestDraft(number, lena, day(11, 1)))
    survey_request.ask(shop.store, shop.on(11, 1), survey_request.due(shop.store, shop.on(11, 1)))
    done = feedback.respond(shop.store, shop.on(11, 9), ResponseDraft(number, day(11, 9), 3, "Fine", lena))
    assert (done.follow_up, lena in done.changes.parties) == (None, False)
    assert [row.state for row in survey_request.requests(shop.store, shop.on(11, 9))] == [RequestState.ASKED]
    assert feedback.responses(shop.store, ResponseFilter(party=lena)) == []
    with shop.store.read() as connection:
        kept = connection.exec_driver_sql("SELECT party_id, request_id FROM survey_response").all()
    assert [tuple(each) for each in kept] == [(None, None)]
    # One or two would tell who it was, so they wait for a third of the same month.
    shown = []
    for score in (9, 10):
        feedback.respond(shop.store, shop.on(11, 10), ResponseDraft(number, day(11, 10), score))
        shown.append([row.score for row in feedback.responses(shop.store, ResponseFilter(survey=number))])
    assert shown == [[], [10, 9, 3]]
    feedback.respond(shop.store, shop.on(12, 1), ResponseDraft(number, day(12, 1), 0))
    assert len(feedback.responses(shop.store)) == 3
    (survey,) = [each for each in feedback.surveys(shop.store) if each.name == "Pulse"]
    assert (survey.requests, survey.responses) == (1, 4)


def test_a_survey_changes_until_somebody_answered(shop: Shop) -> None:
    ctx = shop.on(11, 1)
    content = replace(VISIT, kind=Kind.CSAT)
    feedback.change_survey(shop.store, ctx, shop.survey, content)
    with pytest.raises(Invalid) as refused:
        feedback.respond(shop.store, ctx, ResponseDraft(shop.survey, day(11, 1), 9))
    assert refused.value.field == "score"
    feedback.respond(shop.store, ctx, ResponseDraft(shop.survey, day(11, 1), 5))
    with pytest.raises(Refused, match="answered it already"):
        feedback.change_survey(shop.store, ctx, shop.survey, VISIT)
    with pytest.raises(Refused, match="it stays"):
        feedback.remove_survey(shop.store, ctx, shop.survey)
    other = feedback.add_survey(shop.store, ctx, replace(VISIT, name="Other"))
    feedback.remove_survey(shop.store, ctx, other.id)
    assert feedback.find_survey(shop.store, "AFTER a visit").id == shop.survey
    with pytest.raises(NotFound):
        feedback.find_survey(shop.store, "Other")
    with pytest.raises(Invalid):
        feedback.add_survey(shop.store, ctx, replace(VISIT, name="after A visit"))


def test_words_need_words(shop: Shop) -> None:
    ctx = shop.on(11, 1)
    words = feedback.add_survey(shop.store, ctx, SurveyDraft("Box", Kind.TEXT, day(11, 1))).id
    for draft in (ResponseDraft(words, day(11, 1)), ResponseDraft(words, day(11, 1), 5, "Fine")):
        with pytest.raises(Invalid):
            feedback.respond(shop.store, ctx, draft)
    feedback.respond(shop.store, ctx, ResponseDraft(words, day(11, 1), text="More oat milk"))
    assert [row.text for row in feedback.responses(shop.store)] == ["More oat milk"]


def test_reviews_are_noted_answered_and_undone(shop: Shop) -> None:
    ctx = shop.on(11, 9)
    draft = ReviewDraft(day(11, 5), "Town guide", Decimal("4.5"), "A guest", "Lovely cake", shop.ana)
    made = public_review.note_review(shop.store, ctx, draft)
    (row,) = public_review.reviews(shop.store, ReviewFilter(unanswered=True))
    assert (row.rating, row.party_name) == (Decimal("4.5"), "Ana")
    with pytest.raises(Invalid):
        public_review.answer_review(shop.store, ctx, made.id, "Thanks", day(11, 4))
    with pytest.raises(Refused, match="future"):
        public_review.answer_review(shop.store, ctx, made.id, "Thanks", day(11, 10))
    public_review.answer_review(shop.store, ctx, made.id, "Thank you, come again")
    assert public_review.find_review(shop.store, str(made.uuid)).answer == "Thank you, come again"
    assert public_review.reviews(shop.store, ReviewFilter(unanswered=True)) == []
    undo.undo(shop.store, ctx)
    assert public_review.reviews(shop.store, ReviewFilter(place="town GUIDE")) == [row]
    public_review.remove_review(shop.store, ctx, made.id)
    for wrong in (replace(draft, rating=Decimal(6)), replace(draft, place=""), replace(draft, rating=None, text="")):
        with pytest.raises(Invalid):
            public_review.note_review(shop.store, ctx, wrong)
    with pytest.raises(NotFound):
        public_review.find_review(shop.store, "none")


def test_what_is_merged_is_asked_once(shop: Shop, store: Store) -> None:

    shop.buys(shop.ana, 11, 3)
    shop.buys(shop.ben, 11, 4)
    merge.merge(store, shop.on(11, 5), shop.ana, shop.ben)
    assert shop.due(11, 7) == [("Ana", day(11, 6))]


def test_a_page_tells_what_they_said_and_whether_they_are_to_be_asked(shop: Shop) -> None:
    ctx = shop.on(11, 9)
    shop.buys(shop.ana, 11, 3)
    told = feedback_dealing.dealings(shop.store, ctx, shop.ana)
    assert [(row.title, str(row.detail), row.part) for row in told.rows] == [("After a visit", "Ask now", "requests")]
    survey_request.ask(shop.store, ctx, survey_request.standing(shop.store, ctx, shop.ana))
    (asked,) = feedback_dealing.dealings(shop.store, ctx, shop.ana).rows
    assert (asked.record, "no answer yet" in str(asked.detail)) == (1, True)
    assert feedback_dealing.dealings(shop.store, shop.book.on(day(1, 20, 2027)), shop.ana).rows == ()
    made = feedback.respond(shop.store, ctx, ResponseDraft(shop.survey, day(11, 9), 3, "Cold soup", shop.ana))
    public_review.note_review(shop.store, ctx, ReviewDraft(day(11, 5), "Guide", Decimal(4), party=shop.ana))
    answer, review = feedback_dealing.dealings(shop.store, ctx, shop.ana).rows
    assert (answer.title, answer.record, answer.part) == ("Cold soup", made.id, "answers")
    assert "to be looked after" in str(answer.detail) and "not answered yet" in str(review.detail)
