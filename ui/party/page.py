"""The side panel: one party's page with its name, how we stand, and its timeline, details and ledger."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from partnercrm.domain.changes import Changes
from partnercrm.domain.interaction import Channel
from partnercrm.domain.ledger_rows import PartyBalance
from partnercrm.domain.party import Role
from partnercrm.domain.party_rows import PartyPage
from partnercrm.domain.record import dataclass
from partnercrm.services import balance, dealing, party
from ui import theme
from ui.common.painting import BadgeSpec
from ui.common.party_words import balance_lines, role_badges
from ui.common.tab import Shell
from ui.common.widgets import Avatar, ElidedLabel, EmptyState, TabWidget, button, icon_button, label
from ui.party import deeds
from ui.party.badges import BadgeFlow
from ui.party.dealings_page import DealingsPage
from ui.party.details_page import DetailsPage
from ui.party.ledger_page import LedgerPage
from ui.party.timeline_page import TimelinePage
from ui.words import tr

_ROOMY = 340
_MARGINS = (16, 16, 10, 0)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows above its sub-tabs."""

    page: PartyPage
    balance: PartyBalance


class PartyPanel(QWidget):
    """Shows the page of `party` (row id), or nothing yet. Reloads when something about that party changed."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.party: int | None = None
        self.shown: Shown | None = None
        self._came_from: QWidget | None = None
        self.setObjectName("surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Page of a person or business"))
        self.head = PageHead(shell, self._menu)
        self.tabs = TabWidget(tr("About this person or business"), sub=True)
        self.timeline, self.details, self.ledger = TimelinePage(shell), DetailsPage(shell), LedgerPage(shell)
        self.dealings = DealingsPage(shell)
        for page, title in (
            (self.timeline, tr("Timeline")),
            (self.details, tr("Details")),
            (self.ledger, tr("Ledger")),
            *([(self.dealings, tr("Dealings"))] if dealing.SUBJECTS else []),
        ):
            self.tabs.addTab(_scrolling(page), title)
        self.tabs.currentChanged.connect(lambda _at: self._fill_tab())
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(*_MARGINS)
        column.setSpacing(10)
        column.addWidget(self.head)
        column.addWidget(self.tabs, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(_nobody())
        self._stack.addWidget(content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._stack)

    def show_party(self, party: int | None) -> None:
        """Show a party's page; None shows that nobody is chosen."""
        self.party = party
        if party is None:
            self.shown = None
            self._stack.setCurrentIndex(0)
        else:
            self.reload()

    def reload(self) -> None:
        """Read the page again; one that is gone shows nobody."""
        wanted, session = self.party, self.shell.session
        if wanted is None:
            return

        def read() -> Shown:
            page = party.page(session.store, session.ctx(), wanted)
            return Shown(page, balance.party_balance(session.store, page.id, session.clock.today()))

        self.shell.tasks.run_read(
            read, self._show, lambda _gone: self.show_party(None), owner=self, latest_key=f"party page {id(self)}"
        )

    def on_changed(self, changes: Changes) -> None:
        """Reload if the party that is shown may be concerned."""
        if self.party is not None and (not changes.parties or self.party in changes.parties):
            self.reload()

    def act(self, action: str, wanted: Mapping[str, Any]) -> bool:
        """Do what belongs to the page that is shown; False for anything else."""
        if self.party is None or action not in _ACTS:
            return False
        _ACTS[action](self)
        return True

    def _show(self, shown: Shown) -> None:
        if self.party is None:
            return
        self.party, self.shown = shown.page.id, shown
        self.head.show_page(shown)
        self._stack.setCurrentIndex(1)
        self._fill_tab()

    def _fill_tab(self) -> None:
        if self.shown is None:
            return
        page = self.shown.page
        inside = self.tabs.currentIndex()
        if inside == 0:
            self.timeline.show_party(page.id)
        elif inside == 1:
            self.details.show_page(page)
        elif inside == 2:
            self.ledger.show_page(page)
        else:
            self.dealings.show_page(page)

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self.shown is not None:
            page = self.shown.page
            state = deeds.State(archived=page.archived_at is not None, in_bin=page.binned_at is not None)
            deeds.fill_menu(menu, self.shell, self, [page.id], state)
        return menu

    # What the keys do

    def _focus_page(self) -> None:
        focused = QApplication.focusWidget()
        if focused is not None and not self.isAncestorOf(focused):
            self._came_from = focused
        if not self.isVisible():
            self.shell.run("panel")
        self.head.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _edit(self) -> None:
        self.shell.run("edit_party", party=self.party)

    def _archive(self) -> None:
        if self.party is not None:
            deeds.archive(self.shell, self, [self.party])

    def _delete(self) -> None:
        if self.party is not None:
            deeds.move_to_bin(self.shell, self, [self.party])

    # What Qt asks

    def keyPressEvent(self, event: QKeyEvent) -> None:
        back = self._came_from
        if event.key() == Qt.Key.Key_Escape and back is not None and isValid(back) and back.isVisible():
            back.setFocus(Qt.FocusReason.OtherFocusReason)
        elif event.key() == Qt.Key.Key_Escape:
            self.shell.run("find")
        else:
            super().keyPressEvent(event)

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(300), 200)


_ACTS: dict[str, Callable[[PartyPanel], None]] = {
    "open_record": PartyPanel._focus_page,
    "edit": PartyPanel._edit,
    "archive": PartyPanel._archive,
    "delete": PartyPanel._delete,
}


class PageHead(QWidget):
    """Avatar, name, badges, four buttons, and how we stand in up to three lines."""

    def __init__(self, shell: Shell, menu: Callable[[], QMenu]) -> None:
        super().__init__()
        self._shell = shell
        self._party: int | None = None
        self._said: list[tuple[str, str, str]] = []
        self.avatar = Avatar("", 44)
        self.name = ElidedLabel("", "heading")
        self.about = ElidedLabel("", "muted")
        self.badges = BadgeFlow(tr("Roles and tags"))
        self.more = icon_button("ellipsis", tr("More for this page"))
        self.more.clicked.connect(lambda: menu().popup(self.more.mapToGlobal(self.more.rect().bottomLeft())))
        self.buttons = [self._button(*each) for each in self._deeds()]
        self.lines = QGridLayout()
        self.lines.setHorizontalSpacing(12)
        self.lines.setVerticalSpacing(3)
        self.lines.setColumnStretch(1, 1)
        self._lay_out()

    def show_page(self, shown: Shown) -> None:
        """Show another party."""
        page = shown.page
        self._party = page.id
        roles = [role.role for role in page.roles if role.current]
        self.avatar.set_name(page.name)
        self.name.setText(page.name)
        self.about.setText(page.about)
        self.about.setVisible(bool(page.about))
        state = [BadgeSpec(tr("Archived"), "warning")] if page.archived_at else []
        state += [BadgeSpec(tr("In the bin"), "danger")] if page.binned_at else []
        self.badges.set_badges([*state, *role_badges(roles), *(BadgeSpec(tag.text) for tag in page.tags)])
        employee = Role.EMPLOYEE in roles
        today = self._shell.session.clock.today()
        self._show_lines(balance_lines(shown.balance, page.mode, employee=employee, today=today))
        self.setAccessibleName(page.name)

    def lens_words(self) -> list[tuple[str, str]]:
        """The lines about how we stand: the lens, "" where a line goes on, and what is said."""
        return [(lens, said) for lens, said, _tone in self._said]

    def _show_lines(self, lines: list[tuple[str, str, str]]) -> None:
        while self.lines.count():
            item = self.lines.takeAt(0)
            gone = item.widget() if item is not None else None
            if gone is not None:
                gone.hide()
                gone.deleteLater()
        self._said = list(lines)
        for row, (lens, said, tone) in enumerate(lines):
            words = ElidedLabel(said)
            words.setProperty("tone", tone)
            words.setAccessibleName(f"{lens}: {said}" if lens else said)
            self.lines.addWidget(label(lens, "label"), row, 0)
            self.lines.addWidget(words, row, 1)

    def _deeds(self) -> list[tuple[str, str, Callable[[], None]]]:
        run = self._shell.run
        return [
            (tr("Call"), "phone", lambda: run("log", party=self._party, channel=Channel.CALL)),
            (tr("E-mail"), "mail", lambda: run("log", party=self._party, channel=Channel.EMAIL)),
            (tr("Note"), "sticky-note", lambda: self._note()),
            (tr("Give and take"), "arrow-left-right", lambda: run("give_and_take", party=self._party)),
        ]

    def _note(self) -> None:
        if self._party is not None:
            from ui.party.note_form import open_form  # late: opened on demand

            open_form(self._shell, self._party, self.name.text())

    def _button(self, text: str, icon: str, run: Callable[[], None]) -> QPushButton:
        made = button(text, icon=icon, small=True)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        made.setEnabled(not self._shell.session.read_only)
        made.clicked.connect(lambda: run())
        return made

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 6, 0)
        column.setSpacing(10)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self.avatar, 0, Qt.AlignmentFlag.AlignTop)
        names = QVBoxLayout()
        names.setSpacing(2)
        for part in (self.name, self.about, self.badges):
            names.addWidget(part)
        top.addLayout(names, 1)
        top.addWidget(self.more, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(top)
        row = QHBoxLayout()
        row.setSpacing(6)
        for each in self.buttons:
            row.addWidget(each)
        column.addLayout(row)
        column.addLayout(self.lines)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        roomy = self.width() >= theme.px(_ROOMY)
        side = theme.px(16)
        for each in self.buttons:
            each.setIconSize(QSize(side + 3, side) if roomy else QSize(0, 0))


def _nobody() -> EmptyState:
    sentence = tr("Choose a row to see who it is, what happened, and how you stand.")
    return EmptyState("users", tr("Nobody chosen"), sentence, width=260)


def _scrolling(page: QWidget) -> QScrollArea:
    made = QScrollArea()
    made.setWidgetResizable(True)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setWidget(page)
    return made
