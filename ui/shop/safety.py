"""Undo and redo, copies on request, going back to one, and checking that all entries are intact."""

from __future__ import annotations

from pathlib import Path

from partnercrm.services.verify import Report
from PySide6.QtWidgets import QFileDialog

from partnercrm.domain.changes import Changes
from partnercrm.services import backup, undo, verify
from partnercrm.services.backup import Copy
from ui import messages
from ui.main_window import MainWindow
from ui.shop.opening import FILES, leave, open_shop
from ui.tasks import FileWork
from ui.words import locale, say, tr, trn


def after_change(window: MainWindow, changes: Changes) -> None:
    """Name in the Edit menu what Ctrl+Z would undo now, and say that all is saved."""
    if window.opened is None:
        return
    if changes.operation and window.watch is not None:
        window.watch.saved()
    store = window.session.store
    window.tasks.run_read(
        lambda: (undo.next_undo(store), undo.next_redo(store)),
        lambda names: _name_undo(window, names),
        owner=window,
        latest_key="undo names",
    )


def undo_last(window: MainWindow, operation: int | None = None) -> None:
    """Undo the last deed, or a certain one."""
    session = window.session
    window.tasks.run_write(lambda: undo.undo(session.store, session.ctx(), operation), window.saved, owner=window)


def redo_last(window: MainWindow) -> None:
    """Do again what the last undo took back."""
    session = window.session
    window.tasks.run_write(lambda: undo.redo(session.store, session.ctx()), window.saved, owner=window)


def copy_now(window: MainWindow) -> None:
    """Make a verified copy at once, beside the others."""
    session = window.session

    def said(copy: Copy) -> None:
        entries = trn("{count} entry", "{count} entries", copy.manifest.entries)
        messages.toast(tr("Copied and checked: {entries}", entries=entries))
        window.status.show_copy(copy.manifest.made_at, session.clock.now(), str(copy.path))

    window.tasks.run_file(lambda _work: backup.copy_now(session.store, session.ctx()), said, owner=window)


def ask_restore(window: MainWindow) -> None:
    """Let the owner choose a copy, show what is in it, and put it back in place of the shop that is open."""
    start = str(window.opened.path.parent if window.opened else Path.home())
    chosen, _kind = QFileDialog.getOpenFileName(window, tr("Go back to a copy"), start, f"{tr('Copies')} ({FILES})")
    if chosen and window.opened is None:
        open_shop(window, Path(chosen))
    elif chosen:
        window.tasks.run_file(lambda _work: backup.look(Path(chosen)), lambda copy: _ask(window, copy), owner=window)


def check_entries(window: MainWindow) -> None:
    """Recompute the chain, the numbers and every sum, and say what came of it."""
    session = window.session

    def work(handle: FileWork) -> Report:
        return verify.verify(session.store, handle.report)

    window.tasks.run_file(work, _say_report, owner=window)
    messages.toast(tr("Checking all entries…"))


def _name_undo(window: MainWindow, names: tuple[object, object]) -> None:
    for key, name, empty in (("undo", names[0], tr("Undo")), ("redo", names[1], tr("Do again"))):
        text = f"{empty}: {say(name)}" if name is not None else empty  # type: ignore[arg-type]
        action = window.actions_[key]
        action.setText(text)
        action.setEnabled(name is not None)
    window.top_bar.undo.setToolTip(window.actions_["undo"].text())


def _ask(window: MainWindow, copy: Copy) -> None:
    made, entries = copy.manifest.made_at.astimezone(), copy.manifest.entries
    text = tr(
        "This copy was made on {day} at {time} and holds {count} entries. "
        "The shop file as it is now is kept beside it.",
        day=made.date(),
        time=locale().time(made.time()),
        count=entries,
    )
    choices = (messages.Choice("back", tr("Go back to it"), "primary"), messages.Choice("stay", tr("Stay here")))
    messages.ask(tr("Go back to this copy?"), text, choices, lambda key: _restore(window, copy.path, key))


def _restore(window: MainWindow, copy: Path, key: str) -> None:
    if key != "back":
        return
    target = window.session.path
    leave(window)
    window.tasks.run_write(lambda: backup.restore(copy, target), lambda _kept: open_shop(window, target), owner=window)


def _say_report(report: Report) -> None:
    if report.problems:
        found = "\n".join(say(problem.message) for problem in report.problems[:8])
        messages.problem(
            tr("Something is not as it was saved"), found, tr("Go back to the last copy, or ask for help.")
        )
    else:
        messages.toast(trn("The one entry is intact", "All {count} entries are intact", report.entries))
