"""What is done to one or several parties at once, from the row's menu, the bar of a selection, or by key.

Each is one operation with one undo.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import NotDeletable, Refused
from partnercrm.domain.interaction import Channel
from partnercrm.domain.party import ROLE_WORDS, Role
from partnercrm.domain.record import dataclass
from partnercrm.services import archive as archives
from partnercrm.services import party_edit
from ui import messages
from ui.common.fields import TextField, problem_of, show_problems
from ui.common.overlay import Sheet
from ui.common.tab import Shell
from ui.words import say, tr, trn

INTERVALS: tuple[int | None, ...] = (None, 14, 30, 60, 90)


@dataclass(frozen=True, slots=True)
class State:
    """Where the parties are: on the lists, archived, or in the bin."""

    archived: bool = False
    in_bin: bool = False


def archive(shell: Shell, owner: QObject, parties: Sequence[int]) -> None:
    """Take parties off the lists; the search still finds them."""
    session, ctx = shell.session, shell.session.ctx()
    _write(shell, owner, lambda: archives.archive(session.store, ctx, list(parties)))


def bring_back(shell: Shell, owner: QObject, parties: Sequence[int], state: State) -> None:
    """Put parties back on the lists, out of the archive or the bin."""
    session, ctx = shell.session, shell.session.ctx()
    back = archives.unbin if state.in_bin else archives.unarchive
    _write(shell, owner, lambda: back(session.store, ctx, list(parties)))


def move_to_bin(shell: Shell, owner: QObject, parties: Sequence[int]) -> None:
    """Move parties to the bin; where something passed between us, offer the archive instead."""
    session, ctx = shell.session, shell.session.ctx()

    def refused(error: Refused) -> None:
        if isinstance(error, NotDeletable):
            _offer_archive(shell, owner, parties, say(error.message))
        else:
            messages.refused(error)

    shell.tasks.run_write(lambda: archives.bin(session.store, ctx, list(parties)), shell.saved, refused, owner=owner)


def set_role(shell: Shell, owner: QObject, parties: Sequence[int], role: Role) -> None:
    """Say that parties are this to us, and nothing else."""
    session, ctx = shell.session, shell.session.ctx()
    _write(shell, owner, lambda: party_edit.set_roles(session.store, ctx, list(parties), [role]))


def set_interval(shell: Shell, owner: QObject, parties: Sequence[int], days: int | None) -> None:
    """Say how often we want to be in touch; None is no rhythm."""
    session, ctx = shell.session, shell.session.ctx()
    _write(shell, owner, lambda: party_edit.set_interval(session.store, ctx, list(parties), days))


def ask_tag(shell: Shell, parties: Sequence[int]) -> TagSheet:
    """Ask for a tag and give it to parties."""
    return TagSheet(shell, parties)


def fill_menu(menu: QMenu, shell: Shell, owner: QObject, parties: Sequence[int], state: State) -> None:
    """What can be done with these parties, in a menu."""
    if len(parties) == 1:
        _fill_single(menu, shell, parties[0])
    writing = [menu.addAction(tr("Add a tag…"), lambda: ask_tag(shell, parties))]
    writing += [
        menu.addMenu(role_menu(menu, shell, owner, parties)),
        menu.addMenu(rhythm_menu(menu, shell, owner, parties)),
    ]
    if len(parties) == 2:
        pair = (parties[0], parties[1])
        writing.append(menu.addAction(tr("Merge the two…"), lambda: shell.run("merge", parties=pair)))
    menu.addSeparator()
    if state.archived or state.in_bin:
        writing.append(menu.addAction(tr("Bring back"), lambda: bring_back(shell, owner, parties, state)))
    else:
        writing.append(menu.addAction(tr("Archive"), lambda: archive(shell, owner, parties)))
    if not state.in_bin:
        writing.append(menu.addAction(tr("Move to the bin"), lambda: move_to_bin(shell, owner, parties)))
    for action in writing:
        action.setEnabled(not shell.session.read_only)


def role_menu(parent: QMenu | None, shell: Shell, owner: QObject, parties: Sequence[int]) -> QMenu:
    """What they are to us, to choose from."""
    menu = QMenu(tr("What they are to us"), parent)
    for role in Role:
        menu.addAction(say(ROLE_WORDS[role]), _late(set_role, shell, owner, parties, role))
    return menu


def rhythm_menu(parent: QMenu | None, shell: Shell, owner: QObject, parties: Sequence[int]) -> QMenu:
    """How often we want to be in touch, to choose from."""
    menu = QMenu(tr("Keep in touch every"), parent)
    for days in INTERVALS:
        menu.addAction(interval_words(days), _late(set_interval, shell, owner, parties, days))
    return menu


def interval_words(days: int | None) -> str:
    """A rhythm in words: `2 weeks`, `30 days`, `No rhythm`."""
    if days is None:
        return tr("No rhythm")
    if days % 7 == 0 and days < 30:
        return trn("{count} week", "{count} weeks", days // 7)
    return trn("{count} day", "{count} days", days)


class TagSheet(Sheet):
    """Asks for one tag."""

    def __init__(self, shell: Shell, parties: Sequence[int]) -> None:
        title = trn("Tag one person or business", "Tag {count} people and businesses", len(parties))
        super().__init__(shell.host(), title, width=420, hint=tr("Ctrl+Enter saves"))
        self._shell, self._parties, self._ctx = shell, list(parties), shell.session.ctx()
        self.tag = TextField(tr("&Tag"), placeholder=tr("local"))
        self.tag.edit.returnPressed.connect(self._save)
        self.body.addWidget(self.tag)
        self.add_button(tr("Cancel"), self.shut)
        self.add_button(tr("Add the tag"), self._save, "primary")
        self.open(self.tag.edit)

    def _save(self) -> None:
        session, ctx, tag = self._shell.session, self._ctx, self.tag.value()

        def saved(changes: Changes) -> None:
            self.shut()
            self._shell.saved(changes)

        def refused(error: Refused) -> None:
            self._ctx = session.ctx()
            show_problems(problem_of(error), {"tag": self.tag})

        self._shell.tasks.run_write(
            lambda: party_edit.add_tag(session.store, ctx, self._parties, tag), saved, refused, owner=self
        )


def _fill_single(menu: QMenu, shell: Shell, party: int) -> None:
    menu.addAction(tr("Open the page"), lambda: shell.run("open_record"))
    log = menu.addAction(tr("Log a call"), lambda: shell.run("log", party=party, channel=Channel.CALL))
    give = menu.addAction(tr("Record give and take"), lambda: shell.run("give_and_take", party=party))
    sell = menu.addAction(tr("Record a sale"), lambda: shell.run("sale", party=party))
    plan = menu.addAction(tr("Add a follow-up"), lambda: shell.run("follow_up", party=party))
    edit = menu.addAction(tr("Edit…"), lambda: shell.run("edit_party", party=party))
    for action in (log, give, sell, plan, edit):
        action.setEnabled(not shell.session.read_only)
    menu.addSeparator()


def _offer_archive(shell: Shell, owner: QObject, parties: Sequence[int], why: str) -> None:
    choices = (
        messages.Choice("keep", tr("Leave as it is")),
        messages.Choice("archive", tr("Archive"), "primary"),
    )

    def answered(key: str) -> None:
        if key == "archive":
            archive(shell, owner, parties)

    messages.ask(tr("This cannot go to the bin"), why, choices, answered)


def _late(run: Callable[..., None], *wanted: object) -> Callable[[], None]:
    return lambda: run(*wanted)


def _write(shell: Shell, owner: QObject, write: Callable[[], Changes]) -> None:
    shell.tasks.run_write(write, shell.saved, owner=owner)
