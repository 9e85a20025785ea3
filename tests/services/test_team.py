"""The team: skills, trainings done and due and entered once, reviews, wishes and thanks."""

from __future__ import annotations

from dataclasses import replace

import pytest

from partnercrm.domain.errors import Invalid, NotFound, Refused
from partnercrm.domain.party import Role
from partnercrm.domain.team import (
    SkillDraft,
    TalkDraft,
    ThanksDraft,
    TrainingDraft,
    TrainingState,
    WishDraft,
    WishState,
)
from partnercrm.services import balance, entry, ledger, team, team_dealing, undo, verify
from partnercrm.services.context import Context
from tests.services.worked_examples import Book, day


class Team:
    """Lena works here; Ana buys here."""

    def __init__(self, book: Book) -> None:
        self.store, self.book = book.store, book
        self.lena, self.ana = book.party("Lena", Role.EMPLOYEE), book.party("Ana", Role.CUSTOMER)

    def on(self, month: int, number: int) -> Context:
        return self.book.on(day(month, number))


@pytest.fixture
def crew(book: Book) -> Team:
    return Team(book)


def test_a_skill_is_said_once_and_changes(crew: Team) -> None:
    first = team.set_skill(crew.store, crew.on(11, 1), SkillDraft(crew.lena, "Latte art", 2, day(3, 1)))
    again = team.set_skill(crew.store, crew.on(11, 9), SkillDraft(crew.lena, "LATTE art", 3, day(11, 9)))
    assert first.id == again.id
    (row,) = team.skills(crew.store)
    assert (row.who.name, row.level, row.since) == ("Lena", 3, day(11, 9))
    undo.undo(crew.store, crew.on(11, 9))
    assert team.skills(crew.store)[0].level == 2


def test_only_who_works_here(crew: Team) -> None:
    with pytest.raises(Invalid, match="does not work here"):
        team.set_skill(crew.store, crew.on(11, 1), SkillDraft(crew.ana, "Latte art", 2, day(3, 1)))
    for wrong in (SkillDraft(crew.lena, "", 2, day(3, 1)), SkillDraft(crew.lena, "x", 5, None)):
        with pytest.raises(Invalid):
            team.set_skill(crew.store, crew.on(11, 1), wrong)


def test_trainings_planned_late_done_and_due_again(crew: Team) -> None:
    draft = TrainingDraft(crew.lena, "Food hygiene", day(11, 10))
    made = team.add_training(crew.store, crew.on(11, 1), draft)
    states = [team.trainings(crew.store, crew.on(*when))[0].state for when in ((11, 10), (11, 11))]
    assert states == [TrainingState.PLANNED, TrainingState.LATE]
    number = team.find(crew.store, crew.on(11, 11), "training", "food HYGIENE", crew.lena)
    assert number == made.id
    team.finish_training(crew.store, crew.on(11, 12), number, day(11, 12), valid_until=day(12, 31))
    assert team.trainings(crew.store, crew.on(11, 12))[0].state is TrainingState.DONE
    late = crew.book.on(day(1, 1, 2027))
    assert team.trainings(crew.store, late)[0].state is TrainingState.AGAIN
    team.add_training(crew.store, late, TrainingDraft(crew.lena, "food hygiene", done=day(1, 1, 2027)))
    assert [row.state for row in team.trainings(crew.store, late)] == [TrainingState.DONE, TrainingState.DONE]
    with pytest.raises(Refused, match="already"):
        team.finish_training(crew.store, crew.on(11, 12), number, day(11, 12))
    for wrong in (replace(draft, due=None), replace(draft, valid_until=day(11, 1)), replace(draft, cost=-1)):
        with pytest.raises(Invalid):
            team.add_training(crew.store, crew.on(11, 1), wrong)


def test_example_e_a_training_is_given_once_and_owes_nobody(crew: Team) -> None:
    """10 Nov: a day of training for Lena costs 280.00. No balance; her page: training, cost 280.00."""
    draft = TrainingDraft(crew.lena, "Barista", done=day(11, 10), cost=280_00)
    done = team.add_training(crew.store, crew.on(11, 10), draft, post=True)
    (line,) = entry.entry(crew.store, done.number).lines
    assert (line.kind.value, line.value, line.cost, line.asks.value) == ("knowledge", None, 280_00, "nothing")
    assert balance.party_balance(crew.store, crew.lena, day(11, 10)).to_pay.balance == 0
    with pytest.raises(Refused, match="in the ledger already"):
        team.post_training(crew.store, crew.on(11, 10), done.id)
    wrong = replace(draft, cost=290_00)
    with pytest.raises(Refused, match="stand in entry"):
        team.change(crew.store, crew.on(11, 10), done.id, wrong)
    team.change(crew.store, crew.on(11, 10), done.id, replace(draft, note="At the school"))
    assert team.trainings(crew.store, crew.on(11, 10))[0].note == "At the school"
    ledger.reverse(crew.store, crew.on(11, 11), done.number)
    team.change(crew.store, crew.on(11, 11), done.id, wrong)
    assert team.trainings(crew.store, crew.on(11, 11))[0].cost == 290_00
    assert team.trainings(crew.store, crew.on(11, 11))[0].entry is None
    again = team.post_training(crew.store, crew.on(11, 11), done.id)
    assert again.number != done.number
    with pytest.raises(Refused, match="it stays"):
        team.remove(crew.store, crew.on(11, 11), "training", done.id)
    assert verify.verify(crew.store).intact


def test_what_is_planned_is_not_entered(crew: Team) -> None:
    made = team.add_training(crew.store, crew.on(11, 1), TrainingDraft(crew.lena, "Till", day(11, 9)), post=True)
    assert made.number == ""
    with pytest.raises(Refused, match="Only what was done"):
        team.post_training(crew.store, crew.on(11, 1), made.id)
    team.remove(crew.store, crew.on(11, 1), "training", made.id)
    with pytest.raises(NotFound):
        team.remove(crew.store, crew.on(11, 1), "training", made.id)


def test_talks_wishes_and_thanks(crew: Team) -> None:
    store, ctx = crew.store, crew.on(11, 9)
    for month, following in ((5, day(11, 1)), (11, None)):
        team.talk(store, ctx, TalkDraft(crew.lena, day(month, 2), "Half a year", "More mornings", following))
    assert [(row.day.month, row.last) for row in team.talks(store)] == [(11, True), (5, False)]
    made = team.add_wish(store, ctx, WishDraft(crew.lena, day(11, 2), "A better grinder"))
    team.decide_wish(store, ctx, made.id, WishState.GRANTED, "Ordered")
    (wish,) = team.wishes(store)
    assert (wish.state, wish.decided, wish.answer) == (WishState.GRANTED, day(11, 9), "Ordered")
    team.decide_wish(store, ctx, made.id, WishState.OPEN)
    assert team.wishes(store)[0].decided is None
    team.thank(store, ctx, ThanksDraft(crew.lena, day(11, 3), "Stayed late", crew.ana))
    team.thank(store, ctx, ThanksDraft(crew.lena, day(11, 4), "New cups"))
    assert [row.by.name if row.by else "" for row in team.thanks(store)] == ["", "Ana"]
    for wrong in (TalkDraft(crew.lena, day(11, 2), "x", next=day(11, 2)), TalkDraft(crew.lena, None, "")):
        with pytest.raises(Invalid):
            team.talk(store, ctx, wrong)
    with pytest.raises(NotFound):
        team.decide_wish(store, ctx, 99, WishState.GRANTED)


def test_what_is_noted_is_changed_and_stays_whose_it_is(crew: Team) -> None:
    store, ctx = crew.store, crew.on(11, 9)
    review = team.talk(store, ctx, TalkDraft(crew.lena, day(11, 2), "Half a yaer", "More mornings", day(12, 1)))
    team.change(store, ctx, review.id, TalkDraft(crew.ana, day(11, 3), "Half a year", "", None))
    (row,) = team.talks(store)
    assert (row.who.name, row.day, row.summary, row.agreed, row.next) == ("Lena", day(11, 3), "Half a year", "", None)
    wish = team.add_wish(store, ctx, WishDraft(crew.lena, day(11, 2), "A grinder"))
    team.decide_wish(store, ctx, wish.id, WishState.GRANTED, "Ordered")
    team.change(store, ctx, wish.id, WishDraft(None, day(11, 1), "A better grinder"))
    (wished,) = team.wishes(store)
    assert (wished.day, wished.text, wished.state) == (day(11, 1), "A better grinder", WishState.GRANTED)
    with pytest.raises(Invalid, match="decided"):
        team.change(store, ctx, wish.id, WishDraft(None, day(11, 10), "A better grinder"))
    thanks = team.thank(store, ctx, ThanksDraft(crew.lena, day(11, 3), "Stayed late", crew.ana))
    team.change(store, ctx, thanks.id, ThanksDraft(None, day(11, 3), "Stayed until nine"))
    assert [(each.by, each.text) for each in team.thanks(store)] == [(None, "Stayed until nine")]
    undo.undo(store, ctx)
    assert [each.by and each.by.name for each in team.thanks(store)] == ["Ana"]
    for number, draft in ((99, TalkDraft(None, day(11, 3), "x")), (review.id, TalkDraft(None, day(11, 3), ""))):
        with pytest.raises((Invalid, NotFound)):
            team.change(store, ctx, number, draft)


def test_who_left_is_no_member_but_keeps_what_was(crew: Team) -> None:
    assert [each.name for each in team.members(crew.store, crew.on(11, 1))] == ["Lena"]
    with crew.store.write() as connection:
        connection.exec_driver_sql("UPDATE party_role SET until_day = 20261031 WHERE role = 'employee'")
    assert team.members(crew.store, crew.on(11, 1)) == []
    team.add_training(crew.store, crew.on(11, 2), TrainingDraft(crew.lena, "Till", done=day(5, 5)))


def test_their_page_tells_what_is_noted_of_them(crew: Team) -> None:
    store, ctx = crew.store, crew.on(11, 9)
    team.add_training(store, ctx, TrainingDraft(crew.lena, "First aid", day(11, 1)))
    team.talk(store, ctx, TalkDraft(crew.lena, day(11, 2), "Well", next=day(12, 1)))
    team.add_wish(store, ctx, WishDraft(crew.lena, day(11, 2), "A better grinder"))
    team.thank(store, ctx, ThanksDraft(crew.lena, day(11, 3), "Stayed late", crew.ana))
    team.set_skill(store, ctx, SkillDraft(crew.lena, "Till", 3, day(3, 1)))
    told = team_dealing.dealings(store, ctx, crew.lena).rows
    assert [row.part for row in told] == ["trainings", "reviews", "wishes", "thanks", "skills"]
    assert str(told[0].detail).startswith("Late") and str(told[3].detail).startswith("Ana")
    assert team_dealing.dealings(store, ctx, crew.ana).rows == ()
