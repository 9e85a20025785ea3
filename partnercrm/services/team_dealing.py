"""What is noted of one of the team, as their page says it: skills, trainings, the last review, wishes and thanks."""

from __future__ import annotations

import datetime as dt

from db.engine import Store
from db.queries import team as q
from partnercrm.domain.dates import short
from partnercrm.domain.dealing_rows import Dealing, Dealings
from partnercrm.domain.team import LEVEL_WORDS, TRAINING_WORDS, WISH_WORDS, TrainingState, WishState
from partnercrm.domain.team_rows import SkillRow, TalkRow, ThanksRow, TrainingRow, WishRow
from partnercrm.domain.words import msg
from partnercrm.services.context import Context

PLACE = ("effectiveness", "team")
SHOWN = 3
"""So many of the latest trainings that were done, wishes and thanks stand there."""


def dealings(store: Store, ctx: Context, party: int) -> Dealings:
    """Of somebody (row id) who works here or once did; nothing of anybody else."""
    heading, today = msg("Working here"), ctx.today
    with store.read() as connection:
        if not q.ever_worked_here(connection, party):
            return Dealings(heading, ())
        trainings = [row for row in q.trainings(connection, today) if row.who.id == party]
        talks = [row for row in q.talks(connection) if row.who.id == party and row.last]
        wishes = [row for row in q.wishes(connection) if row.who.id == party]
        thanks = [row for row in q.thanks(connection) if row.who.id == party]
        skills = [row for row in q.skills(connection) if row.who.id == party]
    to_do = [row for row in trainings if row.state is not TrainingState.DONE]
    done = [row for row in trainings if row.state is TrainingState.DONE][:SHOWN]
    rows = [
        *(_training(row, today) for row in (*to_do, *done)),
        *(_talk(row, today) for row in talks),
        *(_wish(row, today) for row in wishes[:SHOWN]),
        *(_thanks(row, today) for row in thanks[:SHOWN]),
        *(_skill(row) for row in skills),
    ]
    return Dealings(heading, tuple(rows))


def _training(row: TrainingRow, today: dt.date) -> Dealing:
    day = row.done if row.state is TrainingState.DONE else row.valid_until or row.due
    state = TRAINING_WORDS[row.state]
    detail = msg("{state}", state=state) if day is None else msg("{state}, {day}", state=state, day=short(day, today))
    return Dealing(row.name, detail, *PLACE, row.id, part="trainings")


def _talk(row: TalkRow, today: dt.date) -> Dealing:
    day = short(row.day, today)
    if row.next is None:
        return Dealing(msg("Review"), msg("On {day}", day=day), *PLACE, row.id, part="reviews")
    detail = msg("On {day}, again on {next}", day=day, next=short(row.next, today))
    return Dealing(msg("Review"), detail, *PLACE, row.id, part="reviews")


def _wish(row: WishRow, today: dt.date) -> Dealing:
    if row.state is WishState.OPEN:
        detail = msg("A wish of {day}, open", day=short(row.day, today))
    else:
        detail = msg("{state}, {day}", state=WISH_WORDS[row.state], day=short(row.decided or row.day, today))
    return Dealing(row.text, detail, *PLACE, row.id, part="wishes")


def _thanks(row: ThanksRow, today: dt.date) -> Dealing:
    day = short(row.day, today)
    detail = msg("Thanked on {day}", day=day) if row.by is None else msg("{who}, {day}", who=row.by.name, day=day)
    return Dealing(row.text, detail, *PLACE, row.id, part="thanks")


def _skill(row: SkillRow) -> Dealing:
    return Dealing(row.name, msg("{level}", level=LEVEL_WORDS[row.level]), *PLACE, row.id, part="skills")
