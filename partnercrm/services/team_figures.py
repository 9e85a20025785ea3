"""The team in figures: how it feels, what is to be learned, which skill hangs on one person, who waits for a word."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from db.engine import Store
from db.queries import feedback as feedback_q
from db.queries import team as q
from partnercrm.domain.dates import add_months
from partnercrm.domain.feedback import LEAST_ANSWERS, SurveyKind
from partnercrm.domain.feedback_figures import MonthOf, PersonFigures, Team
from partnercrm.domain.figure import Figure, Unit, share, unknown
from partnercrm.domain.item import name_key
from partnercrm.domain.party import Role
from partnercrm.domain.record import dataclass
from partnercrm.domain.team import ABLE, TrainingState, WishState, training_state
from partnercrm.domain.team_rows import Person, SkillRow, TalkRow, ThanksRow, TrainingRow, WishRow
from partnercrm.domain.words import msg
from partnercrm.services.feedback_figures import FEW, NPS, RECOMMEND, result, shown

if TYPE_CHECKING:
    from sqlalchemy import Connection

TALK_MONTHS = 12
"""A review is due so long after the last one where nobody said another day."""
NO_TEAM = msg("Nobody of the team is entered yet.")
NO_TRAINING = msg("No training is planned or done yet.")
NO_SKILL = msg("No skill is noted yet.")
NO_PULSE = msg("No survey of the team has an answer yet. Begin one that asks 0 to 10 and keeps no names.")
NO_WISH = msg("No wish in these days.")
IN_TIME = msg("Of the trainings that are due or done, those that are done and still hold.")
ALONE = msg("Skills that only one person can do without help.")
TALKED = msg(
    "Of the team, those whose last review is not {months} months old and whose next one is not late.", months=12
)
THANKED = msg("Of the team, those who were thanked in these days.")
DECIDED = msg("Of the wishes of these days, those that were granted or declined.")
SPENT = msg("What the trainings done in these days cost.")


@dataclass(frozen=True, slots=True)
class _Notes:
    """All that is noted of the team, or of one of it."""

    people: Sequence[Person]
    skills: Sequence[SkillRow]
    trainings: Sequence[TrainingRow]
    talks: Sequence[TalkRow]
    wishes: Sequence[WishRow]
    thanks: Sequence[ThanksRow]

    def of(self, who: Person) -> _Notes:
        """What is noted of one person."""
        return _Notes(
            [who],
            [row for row in self.skills if row.who.id == who.id],
            [row for row in self.trainings if row.who.id == who.id],
            [row for row in self.talks if row.who.id == who.id],
            [row for row in self.wishes if row.who.id == who.id],
            [row for row in self.thanks if row.who.id == who.id],
        )


def figures(store: Store, today: dt.date, first: dt.date | None = None, last: dt.date | None = None) -> Team:
    """All figures of the team from a day (default: a year before the last) to a day (default: today)."""
    with store.read() as connection:
        return figures_in(connection, today, first, last)


def figures_in(
    connection: Connection, today: dt.date, first: dt.date | None = None, last: dt.date | None = None
) -> Team:
    """The same within a session."""
    end = last or today
    begin, judged = first or add_months(end, -12) + dt.timedelta(days=1), min(end, today)
    people = q.members(connection, end)
    here = {who.id for who in people}
    trainings = [_as_of(row, end, judged) for row in q.trainings(connection, judged)]
    notes = _Notes(
        people,
        [row for row in q.skills(connection) if row.who.id in here],
        [row for row in trainings if row is not None and row.who.id in here],
        [row for row in q.talks(connection) if row.who.id in here and row.day <= end],
        [row for row in q.wishes(connection) if row.who.id in here and begin <= row.day <= end],
        [row for row in q.thanks(connection) if row.who.id in here and begin <= row.day <= end],
    )
    pulse, months = _pulse(connection, begin, end)
    each = tuple(PersonFigures(who.id, who.name, _figures(notes.of(who), begin, end, judged)) for who in people)
    shown = (pulse, *_figures(notes, begin, end, judged), _alone(notes))
    return Team(begin, end, shown, each, months)


def _as_of(row: TrainingRow, end: dt.date, judged: dt.date) -> TrainingRow | None:
    """A training as it stood at the end of the days that are looked at; None of what nobody had planned by then."""
    if row.done is None or row.done <= end:
        return row
    if row.due is None:
        return None
    return replace(row, done=None, cost=None, state=training_state(row.due, None, None, judged))


def _figures(notes: _Notes, first: dt.date, last: dt.date, today: dt.date) -> tuple[Figure, ...]:
    return (_trained(notes, today), _cost(notes, first, last), _talked(notes, today), _thanked(notes), _decided(notes))


def _trained(notes: _Notes, today: dt.date) -> Figure:
    """Trainings in time: what is not due yet counts for nothing, nor what ran out and was done anew since."""
    counted = [row for row in notes.trainings if row.state is not TrainingState.PLANNED and not _renewed(row, today)]
    good = sum(row.state is TrainingState.DONE for row in counted)
    records = {"training": tuple(row.id for row in counted)}
    title = msg("Trainings in time")
    return share("trainings_in_time", title, good, len(counted), NO_TRAINING, IN_TIME, records=records)


def _renewed(row: TrainingRow, today: dt.date) -> bool:
    return row.state is TrainingState.DONE and row.valid_until is not None and row.valid_until < today


def _cost(notes: _Notes, first: dt.date, last: dt.date) -> Figure:
    done = [row for row in notes.trainings if row.done is not None and first <= row.done <= last]
    known = [row for row in done if row.cost is not None]
    title, records = msg("Spent on training"), {"training": tuple(row.id for row in known)}
    if not known:
        gap = msg("No training with a cost was done in these days.")
        return unknown("training_cost", title, Unit.MONEY, gap, SPENT, n=len(done))
    value = sum(row.cost or 0 for row in known)
    coverage = len(known) / len(done)
    return Figure("training_cost", title, Unit.MONEY, value, SPENT, len(known), "Σ cost", records, coverage)


def _talked(notes: _Notes, today: dt.date) -> Figure:
    """Who had a review lately enough; what is planned for a day to come is not late."""
    latest = {row.who.id: row for row in reversed(notes.talks)}
    oldest = add_months(today, -TALK_MONTHS)
    good = sum(
        row.day >= oldest and (row.next is None or row.next >= today)
        for who, row in latest.items()
        if any(person.id == who for person in notes.people)
    )
    records = {"party": tuple(who.id for who in notes.people), "staff_review": tuple(row.id for row in latest.values())}
    title = msg("Reviews in time")
    return share("reviews_in_time", title, good, len(notes.people), NO_TEAM, TALKED, records=records)


def _thanked(notes: _Notes) -> Figure:
    good = len({row.who.id for row in notes.thanks})
    records = {"party": tuple(who.id for who in notes.people), "recognition": tuple(row.id for row in notes.thanks)}
    return share("thanked", msg("Thanked"), good, len(notes.people), NO_TEAM, THANKED, records=records)


def _decided(notes: _Notes) -> Figure:
    good = sum(row.state is not WishState.OPEN for row in notes.wishes)
    records = {"wish": tuple(row.id for row in notes.wishes)}
    return share("wishes_decided", msg("Wishes decided"), good, len(notes.wishes), NO_WISH, DECIDED, records=records)


def _alone(notes: _Notes) -> Figure:
    """Skills that would go with one person."""
    able: dict[str, list[SkillRow]] = defaultdict(list)
    for row in notes.skills:
        able[name_key(row.name)].append(row)
    alone = [rows for rows in able.values() if len([row for row in rows if row.level >= ABLE]) == 1]
    title, n = msg("Skills of one person alone"), len(able)
    if not able:
        return unknown("skills_alone", title, Unit.COUNT, NO_SKILL, ALONE)
    records = {"skill": tuple(row.id for rows in alone for row in rows if row.level >= ABLE)}
    return Figure("skills_alone", title, Unit.COUNT, len(alone), ALONE, n, "skills with one person able", records)


def _pulse(connection: Connection, first: dt.date, last: dt.date) -> tuple[Figure, tuple[MonthOf, ...]]:
    """eNPS over all surveys of the team that ask 0 to 10; too few answers are not shown."""
    ours = {
        row.id for row in feedback_q.surveys(connection) if row.audience is Role.EMPLOYEE and row.kind is SurveyKind.NPS
    }
    given = feedback_q.scores(connection, first, last, ours)
    by_month: dict[int, list[tuple[int, int | None]]] = defaultdict(list)
    for _survey, number, day, score, _party in given:
        by_month[day // 100].append((number, score))
    months = tuple(
        MonthOf(dt.date(month // 100, month % 100, 1), _enps(answers)) for month, answers in sorted(by_month.items())
    )
    hidden = sum(count for survey, count in feedback_q.waiting(connection, first, last).items() if survey in ours)
    return _enps([(number, score) for _survey, number, _day, score, _party in given], hidden), months


def _enps(given: Sequence[tuple[int, int | None]], hidden: int = 0) -> Figure:
    title = msg("Would recommend working here")
    found = result(SurveyKind.NPS, given)
    if found.value is None or found.n < LEAST_ANSWERS:
        gap = FEW if found.n or hidden else NO_PULSE
        return unknown("enps", title, Unit.SCORE, gap, RECOMMEND, n=found.n, formula=NPS)
    whole = Figure(
        "enps", title, Unit.SCORE, found.value, RECOMMEND, found.n, NPS, found.records, interval=found.interval
    )
    return shown(whole, hidden, LEAST_ANSWERS)
