"""Feedback and the team by hand: cards typed in, requests, complaints, reviews, months, and the notes of the team."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from partnercrm.domain.feedback import RequestState
from partnercrm.domain.feedback_rows import ResponseFilter
from partnercrm.domain.interaction import FollowUpState
from partnercrm.domain.team import TrainingState, WishState
from partnercrm.services import feedback, public_review, survey_request, team
from ui.common.explain import ExplainSheet
from ui.common.overlay import top_layer
from ui.common.views_tab import ViewsTab
from ui.effectiveness.feedback_view import FeedbackView
from ui.effectiveness.team_view import TeamView
from ui.feedback.answer_form import AnswerForm
from ui.feedback.sheets import AnswerSheet
from ui.main_window import MainWindow
from ui.team import deeds as team_deeds
from ui.team.forms import DecideForm, FinishForm, TalkForm, TeamForm

Settle = Callable[[MainWindow], None]


def view(window: MainWindow, settle: Settle, name: str, part: str) -> QWidget:
    window.go("effectiveness", view=name, part=part)
    settle(window)
    tab = window.workspace.current()
    assert isinstance(tab, ViewsTab)
    return tab.view()


def press(window: MainWindow, settle: Settle, text: str) -> None:
    """The button of the sheet on top."""
    layer = top_layer(window)
    assert layer is not None
    next(each for each in layer.findChildren(QPushButton) if each.text() == text).click()
    settle(window)


def keys(window: MainWindow, settle: Settle, text: str) -> None:
    """Type into what has the keyboard; `\\n` is Enter, `\\t` goes on."""
    for each in text:
        focus = QApplication.focusWidget()
        assert focus is not None
        if each == "\n":
            QTest.keyClick(focus, Qt.Key.Key_Return)
            settle(window)
        elif each == "\t":
            QTest.keyClick(focus, Qt.Key.Key_Tab)
        else:
            QTest.keyClicks(focus, each)


def test_feedback_by_hand(example_window: MainWindow, settle: Settle) -> None:
    found = view(example_window, settle, "feedback", "answers")
    assert isinstance(found, FeedbackView)
    store = example_window.session.store
    ctx = example_window.session.ctx()

    # A stack of cards, with the keyboard alone: the form stays, the cursor is back in the number.
    before = len(feedback.responses(store))
    assert found.act("new", {})
    settle(example_window)
    form = top_layer(example_window)
    assert isinstance(form, AnswerForm)
    keys(example_window, settle, "9\n11\n")
    assert form.score.has_error() and len(feedback.responses(store)) == before + 1
    form.score.edit.clear()
    keys(example_window, settle, "3\tCold soup\n")
    assert top_layer(example_window) is form and form.score.edit.hasFocus() and form.score.is_empty()
    newest, other = feedback.responses(store)[:2]
    assert [(newest.score, newest.text), (other.score, other.text)] == [(3, "Cold soup"), (9, "")]
    assert newest.follow_up is not None and other.follow_up is None
    form.shut()

    # Any answer becomes a follow-up in one click.
    found.answers.open_number(other.id)
    settle(example_window)
    press(example_window, settle, "Make a follow-up of it")
    (again,) = feedback.page_rows(store, [other.id])
    assert again.complaint and again.follow_up is not None and again.follow_up.state is FollowUpState.OPEN
    found.answers.show_only(complaints=True)
    settle(example_window)
    assert list(found.answers.model.ids) == feedback.response_ids(store, ResponseFilter(complaints=True))

    # Those who are due are asked together.
    view(example_window, settle, "feedback", "requests")
    due = survey_request.due(store, ctx)
    found.requests.copy_button.click()
    settle(example_window)
    mails = survey_request.addresses(store, [row.party for row in due])
    assert mails and QGuiApplication.clipboard().text() == "; ".join(mails)
    found.requests.list.table.selectRow(0)
    assert found.requests.ask_button.isEnabled()
    found.requests.ask_button.click()
    settle(example_window)
    assert len(survey_request.due(store, ctx)) == len(due) - 1
    [asked] = [row for row in survey_request.requests(store, ctx) if row.sale == due[0].sale]
    assert (asked.party, asked.state) == (due[0].party, RequestState.ASKED)

    # A review is answered from its list.
    view(example_window, settle, "feedback", "reviews")
    open_one = next(row for row in found.reviews.list.rows.values() if row.answered is None)
    found.reviews.open_number(open_one.id)
    press(example_window, settle, "Answer it")
    keys(example_window, settle, "Thank you")
    press(example_window, settle, "Save the answer")
    answered = next(row for row in public_review.reviews(store) if row.id == open_one.id)
    assert (answered.answer, answered.answered) == ("Thank you", ctx.today)

    # The stars over time: the month under the keyboard opens its records, and the table says the same.
    view(example_window, settle, "feedback", "trend")
    found.trend.chart.setFocus()
    keys(example_window, settle, "\n")
    explained = top_layer(example_window)
    assert isinstance(explained, ExplainSheet) and explained.list is not None
    assert found.found is not None
    latest = found.found.told.rating[-1].figure
    assert explained.figure == latest and len(explained.list.rows) == latest.n
    assert len(found.trend.table.rows) == len(found.found.told.rating)
    # A record opens where it belongs.
    example_window.go("effectiveness", view="feedback", part="answers", record=other.id)
    settle(example_window)
    assert isinstance(top_layer(example_window), AnswerSheet)


def test_the_team_by_hand(example_window: MainWindow, settle: Settle) -> None:
    found = view(example_window, settle, "team", "trainings")
    assert isinstance(found, TeamView)
    store, ctx = example_window.session.store, example_window.session.ctx()

    late = next(row for row in team.trainings(store, ctx) if row.state is TrainingState.LATE)
    found.notes["trainings"].open_number(late.id)
    press(example_window, settle, "It was done")
    form = top_layer(example_window)
    assert isinstance(form, FinishForm)
    form.post.setChecked(True)
    form.press_primary()
    settle(example_window)
    done = next(row for row in team.trainings(store, ctx) if row.id == late.id)
    assert (done.done, done.cost) == (ctx.today, late.cost) and done.entry is not None

    wish = next(row for row in team.wishes(store) if row.state is WishState.OPEN)
    example_window.go("effectiveness", view="team", part="wishes", record=wish.id)
    settle(example_window)
    press(example_window, settle, "Grant it")
    assert isinstance(top_layer(example_window), DecideForm)
    keys(example_window, settle, "In spring\n")
    top_layer(example_window).press_primary()  # type: ignore[union-attr]
    settle(example_window)
    granted = next(row for row in team.wishes(store) if row.id == wish.id)
    assert (granted.state, granted.answer) == (WishState.GRANTED, "In spring")

    view(example_window, settle, "team", "reviews")
    before = len(team.talks(store))
    assert found.act("new", {})
    settle(example_window)
    talk = top_layer(example_window)
    assert isinstance(talk, TalkForm)
    talk.press_primary()
    settle(example_window)
    assert talk.summary.has_error()
    talk.summary.set_value("Wants to learn the roaster's side")
    talk.press_primary()
    settle(example_window)
    assert len(team.talks(store)) == before + 1
    assert len(found.notes["reviews"].list.rows) == before + 1

    # What is noted opens with all that it says, and saved as it is nothing changes.
    for part, rows in (
        ("trainings", lambda: team.trainings(store, ctx)),
        ("reviews", lambda: team.talks(store)),
        ("wishes", lambda: team.wishes(store)),
        ("thanks", lambda: team.thanks(store)),
    ):
        view(example_window, settle, "team", part)
        noted = rows()
        found.notes[part].table.select_id(noted[0].id)
        assert found.act("edit", {})
        settle(example_window)
        change = top_layer(example_window)
        assert isinstance(change, TeamForm) and not change.who.isEnabled()
        change.press_primary()
        settle(example_window)
        assert top_layer(example_window) is None and rows() == noted

    # What the team says is typed in without a name.
    next(each for each in found.window().findChildren(QPushButton) if each.text() == "Ask how they feel").click()
    settle(example_window)
    cards = top_layer(example_window)
    assert isinstance(cards, AnswerForm)
    assert cards.survey.combo.currentText() == "Working here" and not cards.who.isVisible()
    cards.shut()

    offered = [text for text, _run in team_deeds.offers(example_window)]
    (button,) = (each for each in found.tools() if isinstance(each, QPushButton) and each.text() == "Note")
    assert [each.text() for each in button.menu().actions()] == offered
