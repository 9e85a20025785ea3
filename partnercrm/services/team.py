"""Those who work here: skills, trainings done and due, reviews, wishes and thanks. Pay is payroll's and never here."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from db.engine import Store
from db.queries import team as q
from db.tables import team as t
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Invalid, Refused, not_found
from partnercrm.domain.item import name_key
from partnercrm.domain.ledger import Direction, ExchangeDraft, Kind, LineDraft
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.team import WISH_WORDS, SkillDraft, TalkDraft, ThanksDraft, TrainingDraft, WishDraft, WishState
from partnercrm.domain.team_rows import Person, SkillRow, TalkRow, ThanksRow, TrainingRow, WishRow
from partnercrm.domain.words import Message, msg
from partnercrm.services import flow
from partnercrm.services.context import Context
from partnercrm.services.named import only, uuid_of
from partnercrm.services.operations import Operation, not_ahead, run
from partnercrm.services.party import require as require_party

if TYPE_CHECKING:
    from sqlalchemy import Table

SUBJECTS = ("team",)
POSTING = (*SUBJECTS, *flow.SUBJECTS)


@dataclass(frozen=True, slots=True)
class Noted:
    """What was noted: row id and UUID, and the number of its entry, "" where nothing was posted."""

    id: int
    uuid: UUID
    changes: Changes
    number: str = ""


def members(store: Store, ctx: Context) -> list[Person]:
    """Who belongs to the team today."""
    with store.read() as connection:
        return q.members(connection, ctx.today)


def ever(store: Store) -> set[int]:
    """Everybody (row ids) who works here or once did."""
    with store.read() as connection:
        return q.ever(connection)


def skills(store: Store) -> list[SkillRow]:
    """All skills by person."""
    with store.read() as connection:
        return q.skills(connection)


def trainings(store: Store, ctx: Context) -> list[TrainingRow]:
    """All trainings: what is to be done first, then what was done last."""
    with store.read() as connection:
        return q.trainings(connection, ctx.today)


def talks(store: Store) -> list[TalkRow]:
    """All reviews, the latest first."""
    with store.read() as connection:
        return q.talks(connection)


def wishes(store: Store) -> list[WishRow]:
    """All wishes, open ones first."""
    with store.read() as connection:
        return q.wishes(connection)


def thanks(store: Store) -> list[ThanksRow]:
    """All thanks, the latest first."""
    with store.read() as connection:
        return q.thanks(connection)


def set_skill(store: Store, ctx: Context, draft: SkillDraft) -> Noted:
    """Says how well somebody can do something; said again, it changes. Raises Invalid, NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        who = _who(op, draft.party, draft.problems())
        key = name_key(draft.name)
        op.said = msg("Noted a skill of {name}", name=who.name)
        values = {"name": draft.name.strip(), "name_key": key, "level": draft.level, "since_day": draft.since}
        known = next((row for row in q.skills(op.connection) if row.who == who and name_key(row.name) == key), None)
        if known is not None:
            op.update(t.skill, known.id, **values)
            return {"id": known.id, "uuid": str(known.uuid)}
        return _insert(op, t.skill, party_id=who.id, **values)

    return _noted(store, ctx, msg("Note a skill"), draft, work)


def add_training(store: Store, ctx: Context, draft: TrainingDraft, *, post: bool = False) -> Noted:
    """Plans a training, or notes one that was done; `post` enters it as given to whoever learned. Raises Invalid."""

    def work(op: Operation) -> dict[str, Any]:
        not_ahead(op, draft.done, "done")
        (number,) = add_trainings(op, [draft])
        planned = draft.done is None
        op.said = msg("Planned {what}", what=draft.name) if planned else msg("Noted {what}", what=draft.name)
        return _training_answer(op, number, post and draft.done is not None)

    return _noted(store, ctx, msg("Note a training"), (draft, post), work, POSTING)


def add_trainings(op: Operation, drafts: Sequence[TrainingDraft]) -> list[int]:
    """The same within a running operation, without posting; answers the row ids."""
    rows = []
    for draft in drafts:
        who = _who(op, draft.party, draft.problems())
        rows.append(
            {
                "uuid": uuid.uuid4(),
                "party_id": who.id,
                "name": draft.name.strip(),
                "due_day": draft.due,
                "done_day": draft.done,
                "valid_until": draft.valid_until,
                "cost": draft.cost,
                "note": draft.note.strip(),
                "source": draft.source,
                "external_id": draft.external_id or None,
                "made_at": op.now,
            }
        )
    return list(op.insert_many(t.training, rows))


def finish_training(
    store: Store,
    ctx: Context,
    number: int,
    done: dt.date,
    *,
    valid_until: dt.date | None = None,
    cost: int | None = None,
    post: bool = False,
) -> Noted:
    """A training was done; `cost` in minor units where it is known only now. Raises Invalid, Refused, NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        found = _training(op, number)
        if found.done is not None:
            raise Refused(msg("It was done already."))
        not_ahead(op, done, "done")
        whole = found.cost if cost is None else cost
        draft = TrainingDraft(found.who.id, found.name, found.due, done, valid_until, whole, found.note)
        _who(op, found.who.id, draft.problems())
        op.update(t.training, number, done_day=done, valid_until=valid_until, cost=whole)
        op.said = msg("{name} did {what}", name=found.who.name, what=found.name)
        return _training_answer(op, number, post)

    return _noted(store, ctx, msg("A training was done"), (number, done, valid_until, cost, post), work, POSTING)


def post_training(store: Store, ctx: Context, number: int) -> Noted:
    """Enters a training that was done as given to whoever learned. Raises Refused where it stands already."""

    def work(op: Operation) -> dict[str, Any]:
        if _training(op, number).done is None:
            raise Refused(msg("Only what was done is entered."))
        return _training_answer(op, number, True)

    return _noted(store, ctx, msg("Enter a training"), number, work, POSTING)


def talk(store: Store, ctx: Context, draft: TalkDraft) -> Noted:
    """Notes a review. Raises Invalid, NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        who = _who(op, draft.party, draft.problems())
        op.said = msg("Noted a review with {name}", name=who.name)
        words = {"summary": draft.summary.strip(), "agreed": draft.agreed.strip()}
        return _insert(op, t.staff_review, party_id=who.id, day=draft.day, next_day=draft.next, made_at=op.now, **words)

    return _noted(store, ctx, msg("Note a review"), draft, work)


def add_wish(store: Store, ctx: Context, draft: WishDraft) -> Noted:
    """Notes a wish. Raises Invalid, NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        who = _who(op, draft.party, draft.problems())
        op.said = msg("Noted a wish of {name}", name=who.name)
        state = {"state": WishState.OPEN, "decided_day": None, "answer": ""}
        return _insert(op, t.wish, party_id=who.id, day=draft.day, text=draft.text.strip(), made_at=op.now, **state)

    return _noted(store, ctx, msg("Note a wish"), draft, work)


def decide_wish(store: Store, ctx: Context, number: int, state: WishState, answer: str = "") -> Changes:
    """Says what became of a wish, or that it is open again. Raises NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        found = next((row for row in q.wishes(op.connection) if row.id == number), None)
        if found is None:
            raise not_found("wish")
        op.touch(found.who.id)
        day = None if state is WishState.OPEN else op.today
        op.update(t.wish, number, state=state, decided_day=day, answer=answer.strip())
        op.said = msg("{name}'s wish: {state}", name=found.who.name, state=WISH_WORDS[state])
        return {}

    return run(store, ctx, msg("Decide a wish"), (number, state, answer), SUBJECTS, work).changes


def thank(store: Store, ctx: Context, draft: ThanksDraft) -> Noted:
    """Notes a thank-you; `by` may be anybody, a customer too. Raises Invalid, NotFound."""

    def work(op: Operation) -> dict[str, Any]:
        who = _who(op, draft.party, draft.problems())
        by = None if draft.by is None else require_party(op.connection, draft.by).id
        op.said = msg("Thanked {name}", name=who.name)
        values = {"from_id": by, "day": draft.day, "text": draft.text.strip(), "made_at": op.now}
        return _insert(op, t.recognition, party_id=who.id, **values)

    return _noted(store, ctx, msg("Thank somebody"), draft, work)


def change(
    store: Store, ctx: Context, number: int, draft: TrainingDraft | TalkDraft | WishDraft | ThanksDraft
) -> Changes:
    """Makes a training, a review, a wish or a thank-you (row id) what the draft says; whose it is stays.

    What became of a wish stays too. Raises Invalid, NotFound, and Refused for what of a training stands in the ledger.
    """
    what, values_of = _CHANGED[type(draft)]

    def work(op: Operation) -> dict[str, Any]:
        found = next((row for row in _LISTS[what](op) if row.id == number), None)
        if found is None:
            raise not_found("record")
        problems = replace(draft, party=found.who.id).problems()
        if problems:
            raise Invalid(problems)
        op.touch(found.who.id)
        op.update(_TABLES[what], number, **values_of(op, draft, found))
        op.said = msg("Changed a note of {name}", name=found.who.name)
        return {}

    return run(store, ctx, msg("Change a note of the team"), (what, number, draft), SUBJECTS, work).changes


def _changed_training(_op: Operation, draft: TrainingDraft, found: TrainingRow) -> dict[str, Any]:
    stands = (draft.name.strip(), draft.done, draft.cost) == (found.name, found.done, found.cost)
    if found.entry is not None and not stands:
        raise Refused(
            msg("What was learned, when, and what it cost stand in entry {number}.", number=found.entry.number), "name"
        )
    days = {"due_day": draft.due, "done_day": draft.done, "valid_until": draft.valid_until}
    return {**days, "name": draft.name.strip(), "cost": draft.cost, "note": draft.note.strip()}


def _changed_talk(_op: Operation, draft: TalkDraft, _found: TalkRow) -> dict[str, Any]:
    words = {"summary": draft.summary.strip(), "agreed": draft.agreed.strip()}
    return {"day": draft.day, "next_day": draft.next, **words}


def _changed_wish(_op: Operation, draft: WishDraft, found: WishRow) -> dict[str, Any]:
    if found.decided is not None and draft.day is not None and draft.day > found.decided:
        raise Invalid([Problem("day", msg("It was decided on {day}, before that.", day=found.decided))])
    return {"day": draft.day, "text": draft.text.strip()}


def _changed_thanks(op: Operation, draft: ThanksDraft, _found: ThanksRow) -> dict[str, Any]:
    by = None if draft.by is None else require_party(op.connection, draft.by).id
    return {"from_id": by, "day": draft.day, "text": draft.text.strip()}


def remove(store: Store, ctx: Context, what: str, number: int) -> Changes:
    """Takes away a `skill`, `training`, `staff_review`, `wish` or `recognition` (row id) that was noted by mistake.

    Raises Refused for a training that stood in the ledger, NotFound.
    """

    def work(op: Operation) -> dict[str, Any]:
        found = next((row for row in _LISTS[what](op) if row.id == number), None)
        if found is None:
            raise not_found("record")
        op.touch(found.who.id)
        if what == "training" and q.posted(op.connection, number):
            raise Refused(msg("This stood in the ledger, so it stays. Reverse its entry instead."))
        op.delete(_TABLES[what], number)
        op.said = msg("Removed a note of {name}", name=found.who.name)
        return {}

    return run(store, ctx, msg("Remove a note of the team"), (what, number), SUBJECTS, work).changes


def find(store: Store, ctx: Context, what: str, named: str, party: int | None = None) -> int:
    """The row id of a record of the team by its UUID; of a training also by name and person. Raises NotFound."""
    named_uuid = uuid_of(named)
    with store.read() as connection:
        number = None if named_uuid is None else q.by_uuid(connection, what, named_uuid)
        if number is not None:
            return number
        found = q.trainings(connection, ctx.today) if what == "training" else []
    mine = [row for row in found if name_key(row.name) == name_key(named) and party in (None, row.who.id)]
    return only(mine, named, f"{what} {named}", [row for row in mine if row.done is None]).id


def known(store: Store, source: str, external_ids: Sequence[str]) -> set[str]:
    """Which trainings of a source are there already."""
    with store.read() as connection:
        return q.references(connection, source, external_ids)


_TABLES = {table.name: table for table in (t.skill, t.training, t.staff_review, t.wish, t.recognition)}
_LISTS: dict[str, Callable[[Operation], Sequence[Any]]] = {
    "skill": lambda op: q.skills(op.connection),
    "training": lambda op: q.trainings(op.connection, op.today),
    "staff_review": lambda op: q.talks(op.connection),
    "wish": lambda op: q.wishes(op.connection),
    "recognition": lambda op: q.thanks(op.connection),
}

_CHANGED: dict[type, tuple[str, Callable[..., dict[str, Any]]]] = {
    TrainingDraft: ("training", _changed_training),
    TalkDraft: ("staff_review", _changed_talk),
    WishDraft: ("wish", _changed_wish),
    ThanksDraft: ("recognition", _changed_thanks),
}


def _noted(
    store: Store, ctx: Context, name: Message, request: object, work: Any, subjects: Sequence[str] = SUBJECTS
) -> Noted:
    done = run(store, ctx, name, request, subjects, work)
    return Noted(done.answer["id"], UUID(done.answer["uuid"]), done.changes, done.answer.get("number", ""))


def _insert(op: Operation, table: Table, **values: Any) -> dict[str, Any]:
    made = uuid.uuid4()
    return {"id": op.insert(table, uuid=made, **values), "uuid": str(made)}


def _who(op: Operation, party: int | None, problems: Sequence[Problem]) -> Person:
    """Somebody who is, or was, of the team. Raises Invalid, NotFound."""
    if problems or party is None:
        raise Invalid(problems)
    found = require_party(op.connection, party)
    if not q.ever_worked_here(op.connection, found.id):
        raise Invalid([Problem("party", msg("{name} does not work here.", name=found.name))])
    op.touch(found.id)
    return Person(found.id, found.uuid, found.name)


def _training(op: Operation, number: int) -> TrainingRow:
    found = next((row for row in q.trainings(op.connection, op.today) if row.id == number), None)
    if found is None:
        raise not_found("training")
    op.touch(found.who.id)
    return found


def _training_answer(op: Operation, number: int, post: bool) -> dict[str, Any]:
    found = _training(op, number)
    answer = {"id": number, "uuid": str(found.uuid)}
    if not post:
        return answer
    line = LineDraft(Direction.GIVEN, Kind.KNOWLEDGE, what=found.name, cost=found.cost)
    entry = flow.post(op, ExchangeDraft(found.who.id, found.done, (line,)), q.posted(op.connection, number))
    op.insert(t.training_posting, training_id=number, exchange_id=entry.id)
    op.said = msg("Saved entry {number}", number=entry.number)
    return {**answer, "number": entry.number}
