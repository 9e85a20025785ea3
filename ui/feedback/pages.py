"""The lists of feedback: whom to ask, what was answered, what stands in public."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from partnercrm.columns import feedback as columns
from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain.feedback import BAD_STARS, REQUEST_WORDS, STARS, RequestState
from partnercrm.domain.feedback_rows import RequestRow, ResponseFilter, ResponseRow, ReviewRow, SurveyRow
from partnercrm.domain.interaction import FollowUpState
from partnercrm.services import feedback, survey_request
from ui import messages
from ui.common.choices import ChipRow, Option
from ui.common.deed_list import DeedList, Empty, fill_menu
from ui.common.delegates import BadgeDelegate, MutedDelegate, RowDelegate, TextDelegate
from ui.common.paged_table_model import PagedTableModel
from ui.common.painting import BadgeSpec
from ui.common.tab import Shell
from ui.common.table_view import Table
from ui.common.widgets import CornerMask, button, card, label
from ui.feedback import deeds
from ui.feedback.sheets import AnswerSheet, RequestSheet, ReviewSheet, score_words
from ui.theme import Weight
from ui.tokens import ROW_REGISTER
from ui.words import date, number, say, tr, trn

_TONES = {RequestState.DUE: "warning", RequestState.ASKED: "info", RequestState.WAITING: ""}


class RequestsPage(QWidget):
    """Whom to ask, the earliest first, with what is done for all that are marked."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.told = label("", "muted")
        self.ask_button = button(tr("I asked them"), icon="check", small=True)
        self.drop_button = button(tr("Leave in peace"), small=True)
        self.copy_button = button(tr("Copy e-mail addresses"), icon="mail", small=True)
        sentence = tr(
            "A survey can ask by itself some days after a purchase, or after a promotion, a joint product or an "
            "agreement ended. Who is due stands here."
        )
        self.list = DeedList(
            shell,
            tr("To ask"),
            columns.REQUESTS,
            stretch="party",
            memory="feedback requests",
            open_row=lambda row: RequestSheet(shell, self, row).start(),
            deeds=lambda row: deeds.of_request(shell, self, row),
            empty=Empty(
                "message-circle", tr("Nobody is to be asked"), sentence, (tr("Plan to ask somebody"), self.plan)
            ),
            painters=_request_painters,
            yielding=("asked", "about"),
            row_id=request_id,
        )
        self.head = QWidget()
        head = QHBoxLayout(self.head)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(8)
        head.addWidget(self.told, 1)
        head.addWidget(self.copy_button)
        head.addWidget(self.ask_button)
        head.addWidget(self.drop_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.head)
        column.addWidget(self.list, 1)
        self.setFocusProxy(self.list)
        self.ask_button.clicked.connect(lambda: deeds.ask(shell, self, self._marked()))
        self.drop_button.clicked.connect(lambda: deeds.drop(shell, self, self._marked()))
        self.copy_button.clicked.connect(self.copy_addresses)
        self.list.table.selection_ids_changed.connect(self._enable)
        self.list.table.current_id_changed.connect(lambda _number: self._enable())

    def plan(self) -> None:
        """Plan to ask somebody."""
        deeds.plan(self._shell)

    def copy_addresses(self) -> None:
        """The e-mail addresses of those who are marked, or of all who are due, as a mail program takes them."""
        rows = self.list.selected() or [row for row in self.list.list.rows.values() if row.state is RequestState.DUE]
        store, parties = self._shell.session.store, [row.party for row in rows]

        def copied(found: list[str]) -> None:
            QGuiApplication.clipboard().setText("; ".join(found))
            messages.toast(trn("Copied {count} address", "Copied {count} addresses", len(found)))

        self._shell.tasks.run_read(lambda: survey_request.addresses(store, parties), copied, owner=self)

    def show_rows(self, found: Sequence[RequestRow]) -> None:
        """Show those who stand to be asked or to answer."""
        due = sum(row.state is RequestState.DUE for row in found)
        asked = sum(row.state is RequestState.ASKED for row in found)
        waits = trn("{count} asked of late and not answered", "{count} asked of late and not answered", asked)
        self.told.setText(tr("{due} to ask now, {waits}", due=number(due), waits=waits) if found else "")
        self.head.setVisible(bool(found))
        self.list.show_rows(found)
        self._enable()

    def _marked(self) -> list[RequestRow]:
        found: list[RequestRow] = self.list.selected() or list(filter(None, [self.list.current()]))
        return found

    def _enable(self) -> None:
        may = bool(self._marked()) and not self._shell.session.read_only
        self.ask_button.setEnabled(may)
        self.drop_button.setEnabled(may)


class AnswersPage(QWidget):
    """Every answer, read a page at a time: of one survey or all, complaints alone or everything."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._party: int | None = None
        self.model = PagedTableModel(_answer_columns(), self._fetch, shell.tasks)
        self.table = Table(
            tr("Answers"),
            self.model,
            row_height=ROW_REGISTER,
            stretch="text",
            yielding=("survey", "party"),
            least=180,
        )
        self.survey = QComboBox()
        self._surveys: list[int | None] = [None]
        self.caption = label(tr("Sur&vey"), "muted")
        self.caption.setBuddy(self.survey)
        self.survey.setAccessibleName(tr("Survey"))
        self.survey.addItem(tr("All surveys"))
        self.chips = ChipRow(tr("Which answers"), [Option("all", tr("Everything")), Option("bad", tr("Complaints"))])
        self.told = label("", "muted")
        self._lay_out()
        self._connect()

    def reload(self) -> None:
        """Read which answers there are."""
        store, wanted = self._shell.session.store, self._wanted()
        self._shell.tasks.run_read(
            lambda: feedback.response_ids(store, wanted), self._show, owner=self, latest_key=f"answers {id(self)}"
        )

    def show_surveys(self, found: Sequence[SurveyRow]) -> None:
        """Offer these surveys; the one that was chosen stays."""
        before = self._surveys[self.survey.currentIndex()]
        self._surveys = [None, *(row.id for row in found)]
        self.survey.clear()
        self.survey.addItems([tr("All surveys"), *(row.name for row in found)])
        self.survey.setCurrentIndex(self._surveys.index(before) if before in self._surveys else 0)

    def show_only(self, survey: int | None = None, *, complaints: bool = False) -> None:
        """Show those of a survey (row id), or of all."""
        self.survey.setCurrentIndex(self._surveys.index(survey) if survey in self._surveys else 0)
        self.chips.set_values(["bad" if complaints else "all"])
        self.reload()

    def open_number(self, number: int) -> None:
        """Show one answer with all that can be done."""

        def show(found: list[ResponseRow]) -> None:
            if found:
                AnswerSheet(self._shell, self, found[0]).start()

        store = self._shell.session.store
        self._shell.tasks.run_read(lambda: feedback.page_rows(store, [number]), show, owner=self)

    def current(self) -> ResponseRow | None:
        """The answer that the keyboard is on, once it is read."""
        index = self.table.currentIndex()
        found: ResponseRow | None = self.model.row_at(index.row()) if index.isValid() else None
        return found

    # Inside

    def _wanted(self) -> ResponseFilter:
        survey = self._surveys[max(0, self.survey.currentIndex())]
        return ResponseFilter(survey, complaints=self.chips.value() == "bad")

    def _fetch(self, numbers: list[int]) -> list[ResponseRow]:
        return feedback.page_rows(self._shell.session.store, numbers)

    def _show(self, found: list[int]) -> None:
        self.model.set_ids(found)
        self.table.nothing = tr("Nobody said anything of this yet.")
        self.told.setText(trn("{count} answer", "{count} answers", len(found)))
        anything = bool(found) or len(self._surveys) > 1
        self.head.setVisible(anything)
        self._pages.setCurrentIndex(0 if anything else 1)

    def _on_current(self, number: int | None) -> None:
        row = self.current()
        if row is not None and row.party is not None and row.party != self._shell.party_in_sight():
            self._shell.show_party(row.party)

    def _connect(self) -> None:
        self.survey.activated.connect(lambda _at: self.reload())
        self.chips.changed.connect(self.reload)
        self.table.remember(self._shell.settings, "feedback answers")
        self.table.opened.connect(self.open_number)
        self.table.current_id_changed.connect(self._on_current)
        self.table.fill_menu = self._fill_menu
        self.table.copied.connect(lambda n: messages.toast(trn("Copied {count} row", "Copied {count} rows", n)))
        muted = MutedDelegate(self.table)
        self.table.set_delegates(
            {
                "survey": muted,
                "party": TextDelegate(self.table, weight=Weight.Medium),
                "complaint": BadgeDelegate(self.table, _complaint),
            }
        )

    def _fill_menu(self, menu: QMenu, numbers: list[int]) -> None:
        row = self.current()
        if len(numbers) == 1 and row is not None and row.id == numbers[0]:
            menu.addAction(tr("Open")).triggered.connect(lambda: self.open_number(row.id))
            fill_menu(menu, deeds.of_answer(self._shell, self, row), writes=not self._shell.session.read_only)

    def _lay_out(self) -> None:
        self.head = QWidget()
        head = QHBoxLayout(self.head)
        head.setContentsMargins(0, 0, 0, 0)
        head.setSpacing(8)
        for each in (self.caption, self.survey, self.chips):
            head.addWidget(each)
        head.addStretch(1)
        head.addWidget(self.told)
        frame, inside = card(1, 1, 1, 1)
        inside.addWidget(self.table)
        CornerMask(frame)
        sentence = tr("Type in what stands on the cards, or bring answers in from a file with Import.")
        deed = (tr("Type in answers"), lambda: deeds.type_in(self._shell))
        self._pages = QStackedWidget()
        self._pages.addWidget(frame)
        self._pages.addWidget(Empty("message-circle", tr("Nobody answered yet"), sentence, deed).page(self._shell))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.head)
        column.addWidget(self._pages, 1)
        self.setFocusProxy(self.table)


def reviews_list(shell: Shell, owner: QWidget) -> DeedList:
    """What stands in public, the latest first."""
    sentence = tr("Note what stands on a map or in a guide, and what you answered. Few stars become a follow-up.")

    def painters(table: Table) -> dict[str, RowDelegate]:
        muted = MutedDelegate(table)
        return {
            "rating": BadgeDelegate(table, _stars),
            "author": TextDelegate(table, weight=Weight.Medium),
            "place": muted,
            "answered": BadgeDelegate(table, _answered),
            "answer": muted,
        }

    return DeedList(
        shell,
        tr("In public"),
        # The stars stand in a badge, at the left as all badges.
        [replace(each, kind=ColumnKind.TEXT) if each.key == "rating" else each for each in columns.REVIEWS],
        stretch="text",
        memory="public reviews",
        open_row=lambda row: ReviewSheet(shell, owner, row).start(),
        deeds=lambda row: deeds.of_review(shell, owner, row),
        empty=Empty("star", tr("No review yet"), sentence, (tr("Note a review"), lambda: deeds.note_review(shell))),
        painters=painters,
        yielding=("answer", "place"),
    )


def request_id(row: RequestRow) -> int:
    """What a list knows a request by; who is due by the rule alone has no row id yet, and is below zero."""
    return -(row.survey * 10**9 + row.party) if row.id is None else row.id


def _answer_columns() -> list[Column[ResponseRow]]:
    """A score says out of how many; what became of a complaint stands in its badge."""
    shown = {each.key: each for each in columns.ANSWERS if each.key != "follow_up"}
    shown["party"] = replace(shown["party"], value=lambda row: row.party_name or tr("without a name"))
    shown["score"] = replace(shown["score"], kind=ColumnKind.TEXT, value=score_words)
    shown["complaint"] = replace(shown["complaint"], width=17)
    return list(shown.values())


def _request_painters(table: Table) -> dict[str, RowDelegate]:
    muted = MutedDelegate(table)

    def badge(row: RequestRow) -> list[BadgeSpec]:
        return [BadgeSpec(say(REQUEST_WORDS[row.state]), _TONES.get(row.state, ""), dot=True)]

    return {
        "state": BadgeDelegate(table, badge),
        "survey": muted,
        "about": muted,
    }


def _complaint(row: ResponseRow) -> list[BadgeSpec]:
    """Whether somebody has to look after it still."""
    if not row.complaint:
        return []
    state = None if row.follow_up is None else row.follow_up.state
    if state is FollowUpState.DONE:
        return [BadgeSpec(tr("Looked after"), "success", dot=True)]
    return [BadgeSpec(tr("To look after") if state is FollowUpState.OPEN else tr("Complaint"), "warning", dot=True)]


def _stars(row: ReviewRow) -> list[BadgeSpec]:
    if row.rating is None:
        return []
    tone = "success" if row.rating >= STARS - 1 else "warning" if row.rating <= BAD_STARS else ""
    return [BadgeSpec(tr("{stars} of 5", stars=number(row.rating)), tone)]


def _answered(row: ReviewRow) -> list[BadgeSpec]:
    return [BadgeSpec(date(row.answered), "")] if row.answered else [BadgeSpec(tr("Not yet"), "warning", dot=True)]
