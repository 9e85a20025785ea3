"""What a person does with one entry, from wherever it is seen: show, correct, reverse, enter again, credit, pay."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QWidget

from partnercrm.domain.ledger_rows import EntryRow
from partnercrm.services import ledger
from partnercrm.services.draft import Drafted
from ui import messages
from ui.common.tab import Shell
from ui.messages import Choice
from ui.tabs import load
from ui.words import tr


def show_entry(shell: Shell, number: str) -> None:
    """Show an entry whole."""
    load("ui.ledger.entry_sheet:open_entry")(shell, number)


def may_be_taken_back(row: EntryRow) -> bool:
    """Whether an entry still stands and is no reversal itself."""
    return not (row.reverses or row.reversed_by)


def may_be_corrected(row: EntryRow) -> bool:
    """Whether it can be reversed and copied; one half of a set-off cannot, nor what only takes something off."""
    return may_be_taken_back(row) and not (row.credits or row.linked)


def may_be_credited(row: EntryRow) -> bool:
    """Whether something can be taken off: it has a price and still stands."""
    priced = row.given or row.received or row.favours_given or row.favours_received
    return may_be_corrected(row) and bool(priced)


def correct(shell: Shell, number: str) -> None:
    """Open a form with what an entry says; saving it takes the entry back and enters the form's instead."""
    shell.run("give_and_take", number=number)


def reverse(shell: Shell, owner: QObject, number: str) -> None:
    """Take an entry back; Undo enters it again."""
    session, ctx = shell.session, shell.session.ctx()
    shell.tasks.run_write(
        lambda: ledger.reverse(session.store, ctx, number), lambda done: shell.saved(done.changes), owner=owner
    )


def enter_again(shell: Shell, owner: QObject, number: str) -> None:
    """Make a draft of an entry that was taken back, and open it."""
    session, ctx = shell.session, shell.session.ctx()

    def made(done: Drafted) -> None:
        shell.run("give_and_take", draft=done.draft)

    shell.tasks.run_write(lambda: ledger.enter_again(session.store, ctx, number), made, owner=owner)


def ask_reverse(shell: Shell, owner: QObject, number: str) -> None:
    """Del on an entry: it stays in the books, a second one takes it back."""

    def answered(key: str) -> None:
        if key == "reverse":
            reverse(shell, owner, number)
        elif key == "correct":
            correct(shell, number)

    messages.ask(
        tr("Take entry {number} back?", number=number),
        tr("What is saved stays to be seen; a second entry takes it back. To change something, correct it."),
        (
            Choice("stay", tr("Leave it")),
            Choice("correct", tr("Correct")),
            Choice("reverse", tr("Take back"), "primary"),
        ),
        answered,
    )


def of_entry(shell: Shell, owner: QWidget, row: EntryRow) -> list[tuple[str, str, str, Callable[[], None]]]:
    """What can be done with an entry now: action key ("" without one), text, icon and what does it."""
    number, found = row.number, []
    if shell.session.read_only:
        return []
    if may_be_corrected(row):
        found.append(("correct", tr("Correct"), "pencil", lambda: correct(shell, number)))
    if may_be_taken_back(row):
        found.append(("", tr("Reverse"), "undo-2", lambda: ask_reverse(shell, owner, number)))
    else:
        found.append(("", tr("Enter again"), "redo-2", lambda: enter_again(shell, owner, number)))
    if may_be_credited(row):
        found.append(("", tr("Credit"), "minus", lambda: shell.run("settle", number=number, way="credit")))
    if row.open and may_be_taken_back(row):
        found.append(
            ("settle", tr("Record a payment"), "coins", lambda: shell.run("settle", party=row.party_id, number=number))
        )
    return found


def fill_menu(menu: QMenu, shell: Shell, owner: QWidget, row: EntryRow) -> None:
    """The menu of a row."""
    menu.addAction(tr("Show entry {number}", number=row.number)).triggered.connect(
        lambda: show_entry(shell, row.number)
    )
    menu.addSeparator()
    for _key, text, _icon, do in of_entry(shell, owner, row):
        menu.addAction(text).triggered.connect(lambda _on=False, do=do: do())
    menu.addSeparator()
    menu.addAction(tr("Only {name}", name=row.party)).triggered.connect(lambda: shell.go("ledger", party=row.party_id))
    menu.addAction(tr("Statement")).triggered.connect(lambda: shell.run("statement", party=row.party_id))
