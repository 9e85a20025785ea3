"""What can be done with surveys, requests, answers and reviews, from their lists and their sheets."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from partnercrm.domain.feedback import RequestState, SurveyDraft, SurveyKind
from partnercrm.domain.feedback_rows import RequestRow, ResponseRow, ReviewRow, SurveyRow
from partnercrm.domain.interaction import FollowUpState
from partnercrm.domain.interaction_rows import NextStepRow
from partnercrm.domain.party import Role
from partnercrm.services import feedback, public_review, survey_request
from ui.common.deed_list import Deed
from ui.common.fields_sheet import may_write
from ui.common.record_sheet import write
from ui.common.tab import Shell
from ui.words import tr

STANDING = (RequestState.WAITING, RequestState.DUE, RequestState.ASKED)


def begin(shell: Shell, row: SurveyRow | None = None, proposed: SurveyDraft | None = None) -> None:
    """The form of a survey, of a new one, perhaps as it is proposed, or of one that is there."""
    from ui.feedback.survey_form import SurveyForm  # late: the lists are shown without it

    if may_write(shell):
        SurveyForm(shell, row).start(proposed)


def pulse(shell: Shell) -> None:
    """Type in what the team says without a name; where it was never asked, begin that survey."""

    def show(found: Sequence[SurveyRow]) -> None:
        known = [row for row in found if row.audience is Role.EMPLOYEE and row.kind is SurveyKind.NPS]
        if known:
            type_in(shell, known[-1].id)
            return
        question = tr("Would you tell a friend to work here?")
        draft = SurveyDraft(tr("Working here"), SurveyKind.NPS, None, question, Role.EMPLOYEE, anonymous=True)
        begin(shell, proposed=draft)

    store = shell.session.store
    shell.tasks.run_read(lambda: feedback.surveys(store), show, owner=shell.host())


def type_in(shell: Shell, survey: int | None = None, request: RequestRow | None = None) -> None:
    """Type answers in, card after card; perhaps of a survey, perhaps of somebody who was asked."""
    from ui.feedback.answer_form import open_form

    if may_write(shell):
        open_form(shell, request.survey if request else survey, request.party if request else None)


def plan(shell: Shell, survey: int | None = None, party: int | None = None) -> None:
    """The form of somebody to be asked."""
    from ui.feedback.forms import open_plan

    if may_write(shell):
        open_plan(shell, survey, party)


def note_review(shell: Shell) -> None:
    """The form of a review in public."""
    from ui.feedback.forms import ReviewForm

    if may_write(shell):
        ReviewForm(shell).start()


def answer_review(shell: Shell, row: ReviewRow) -> None:
    """The form of what we answered."""
    from ui.feedback.forms import AnswerReviewForm

    if may_write(shell):
        AnswerReviewForm(shell, row).start()


def of_survey(shell: Shell, owner: QWidget, row: SurveyRow) -> list[Deed]:
    """What can be done with a survey."""
    session, ctx = shell.session, shell.session.ctx()
    found: list[Deed] = [
        (tr("Type in answers"), lambda: type_in(shell, row.id)),
        (tr("Plan to ask somebody"), lambda: plan(shell, row.id)),
        (tr("Change"), lambda: begin(shell, row)),
    ]
    if not row.responses and not row.requests:
        remove: Deed = (
            tr("Remove"),
            lambda: write(shell, owner, lambda: feedback.remove_survey(session.store, ctx, row.id)),
        )
        found.append(remove)
    return found


def of_request(shell: Shell, owner: QWidget, row: RequestRow) -> list[Deed]:
    """What can be done about somebody who is to be asked."""
    if row.state not in STANDING:
        return []
    found: list[Deed] = []
    if row.state is not RequestState.ASKED:
        found.append((tr("I asked them"), lambda: ask(shell, owner, [row])))
    return [
        *found,
        (tr("Type the answer"), lambda: type_in(shell, request=row)),
        (tr("Leave in peace"), lambda: drop(shell, owner, [row])),
    ]


def ask(shell: Shell, owner: QWidget, rows: Sequence[RequestRow]) -> None:
    """Note that these were asked today."""
    session, ctx = shell.session, shell.session.ctx()
    write(shell, owner, lambda: survey_request.ask(session.store, ctx, rows))


def drop(shell: Shell, owner: QWidget, rows: Sequence[RequestRow]) -> None:
    """Leave these in peace."""
    session, ctx = shell.session, shell.session.ctx()
    write(shell, owner, lambda: survey_request.drop(session.store, ctx, rows))


def of_answer(shell: Shell, owner: QWidget, row: ResponseRow) -> list[Deed]:
    """What can be done with an answer."""
    session, ctx = shell.session, shell.session.ctx()
    found = _step(
        shell,
        owner,
        row.follow_up,
        tr("Make a follow-up of it"),
        lambda: feedback.look_after(session.store, ctx, row.id),
    )
    if row.complaint:
        calm: Deed = (
            tr("It is no complaint"),
            lambda: write(shell, owner, lambda: feedback.no_complaint(session.store, ctx, row.id)),
        )
        found.append(calm)
    remove: Deed = (
        tr("Remove"),
        lambda: write(shell, owner, lambda: feedback.remove_response(session.store, ctx, row.id)),
    )
    return [*found, *_page(shell, row.party), remove]


def of_review(shell: Shell, owner: QWidget, row: ReviewRow) -> list[Deed]:
    """What can be done with a review in public."""
    session, ctx = shell.session, shell.session.ctx()
    answer = tr("Answer it") if row.answered is None else tr("Change the answer")
    found: list[Deed] = [(answer, lambda: answer_review(shell, row))]
    if row.answered is None or row.follow_up is not None:
        found += _step(
            shell,
            owner,
            row.follow_up,
            tr("Make a follow-up of it"),
            lambda: public_review.look_after(session.store, ctx, row.id),
        )
    remove: Deed = (
        tr("Remove"),
        lambda: write(shell, owner, lambda: public_review.remove_review(session.store, ctx, row.id)),
    )
    return [*found, *_page(shell, row.party), remove]


def _step(shell: Shell, owner: QWidget, step: NextStepRow | None, text: str, make: Callable[[], object]) -> list[Deed]:
    """The follow-up that it became, while it is open; else what makes one."""
    if step is not None and step.state is FollowUpState.OPEN:
        number = step.id
        return [(tr("Show the follow-up"), lambda: shell.go("interactions", follow_up=number))]
    return [(text, lambda: write(shell, owner, make))]


def _page(shell: Shell, party: int | None) -> list[Deed]:
    return [] if party is None else [(tr("Open their page"), lambda: shell.go("directory", party=party))]
