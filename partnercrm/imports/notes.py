"""Rows of a file as answers to a survey, trainings of the team, or reviews in public."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from partnercrm.domain.feedback import ResponseDraft, ReviewDraft
from partnercrm.domain.item import name_key
from partnercrm.domain.problems import Problem
from partnercrm.domain.team import TrainingDraft
from partnercrm.domain.words import msg
from partnercrm.imports.asked import THERE, Asked, Row, once
from partnercrm.imports.fields import ImportKind
from partnercrm.imports.preview import Fingerprints, Preview, PreviewRow, Reader, RowState
from partnercrm.imports.who import Who
from partnercrm.services import feedback, team

Read = Callable[[Row, str, Who], "tuple[ResponseDraft | TrainingDraft | ReviewDraft, Sequence[Problem]]"]


def responses(asked: Asked) -> Preview:
    """What importing a table as answers would do; without a column for the survey they are of the one that the source
    is called by."""
    surveys = {name_key(row.name): row for row in feedback.surveys(asked.store)}

    def read(row: Row, name: str, who: Who) -> tuple[ResponseDraft, Sequence[Problem]]:
        said = row.text("survey") or asked.source
        survey = surveys.get(name_key(said))
        draft = ResponseDraft(
            survey.id if survey else None,
            row.past("date"),
            row.whole("score"),
            row.text("text"),
            row.reasons.take(who.named(row.text("party"))),
            complaint=row.yes("complaint"),
            source=asked.source,
            external_id=name,
        )
        if survey is None:
            gone = msg("There is no survey called {name}. Begin it first, or give its name as the source.", name=said)
            return draft, [Problem("survey", gone)]
        return draft, draft.problems(survey.kind)

    def known(names: Sequence[str]) -> set[str]:
        return feedback.known(asked.store, "survey_response", asked.source, names)

    return _preview(asked, ImportKind.RESPONSES, read, known)


def trainings(asked: Asked) -> Preview:
    """What importing a table as trainings would do."""
    crew = team.ever(asked.store)

    def read(row: Row, name: str, who: Who) -> tuple[TrainingDraft, Sequence[Problem]]:
        draft = TrainingDraft(
            row.reasons.take(who.named(row.text("party"))),
            row.text("name"),
            row.date("due"),
            row.past("done"),
            row.date("valid_until"),
            row.money("cost"),
            row.text("note"),
            asked.source,
            name,
        )
        if row.reasons.bad:
            return draft, []
        stranger = draft.party is not None and draft.party not in crew
        away = [Problem("party", msg("{name} does not work here.", name=row.text("party")))] if stranger else []
        return draft, [*away, *draft.problems()]

    return _preview(asked, ImportKind.TRAININGS, read, lambda names: team.known(asked.store, asked.source, names))


def reviews(asked: Asked) -> Preview:
    """What importing a table as public reviews would do; without a column for the place it is the source."""

    def read(row: Row, name: str, who: Who) -> tuple[ReviewDraft, Sequence[Problem]]:
        draft = ReviewDraft(
            row.past("date"),
            row.text("place") or asked.source,
            row.decimal("rating"),
            row.text("author"),
            row.text("text"),
            row.reasons.take(who.named(row.text("party"))),
            row.past("answered"),
            row.text("answer"),
            asked.source,
            name,
        )
        return draft, draft.problems()

    def known(names: Sequence[str]) -> set[str]:
        return feedback.known(asked.store, "public_review", asked.source, names)

    return _preview(asked, ImportKind.REVIEWS, read, known)


def _preview(asked: Asked, kind: ImportKind, read: Read, known: Callable[[Sequence[str]], set[str]]) -> Preview:
    cells = asked.cells()
    who, reader = Who(asked.store, (row.text("party") for row in cells)), Reader(asked.locale, asked.today)
    prints, found = Fingerprints(), []
    for row in (Row(each, asked, reader) for each in cells):
        draft, problems = read(row, row.name(prints), who)
        bad = once((*row.reasons.bad, *(problem.message for problem in problems)))
        said = " ".join(filter(None, (row.text("party"), row.text("name"), row.text("place"))))
        found.append((draft, PreviewRow((row.number,), said, RowState.BAD if bad else RowState.NEW, bad)))
    there = known([draft.external_id for draft, row in found if row.state is RowState.NEW])
    seen: set[str] = set()
    return asked.preview(kind, [_marked(draft, row, there, seen) for draft, row in found])


def _marked(
    draft: ResponseDraft | TrainingDraft | ReviewDraft, row: PreviewRow, there: set[str], seen: set[str]
) -> PreviewRow:
    if row.state is RowState.BAD:
        return row
    if draft.external_id in there:
        return PreviewRow(row.numbers, row.said, RowState.KNOWN, (THERE,))
    if draft.external_id in seen:
        return PreviewRow(row.numbers, row.said, RowState.KNOWN, (msg("It stands in the file before."),))
    seen.add(draft.external_id)
    return PreviewRow(row.numbers, row.said, RowState.NEW, draft=draft)
