"""Undo and redo, copies on request, and checking that all entries are intact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnercrm.domain.changes import Changes
from partnercrm.domain.period import named_month
from partnercrm.domain.words import Message
from partnercrm.services import backup, undo
from ui import messages
from ui.actions import plain_text
from ui.main_window import MainWindow
from ui.tasks import FileWork
from ui.words import locale, say, tr, trn

if TYPE_CHECKING:
    from partnercrm.services.backup import Copy
    from partnercrm.services.verify import Report

FACTS = frozenset({"settings", "all"})
_SHOWN_PROBLEMS = 8
_TOLD = "month end that was told"


def after_change(window: MainWindow, changes: Changes) -> None:
    """Say that all is saved, and show what the shop says of itself now: its name, and what Ctrl+Z would undo."""
    from ui.shop.opening import reread

    if changes.operation and window.watch is not None:
        window.watch.saved()
    if changes.subjects & FACTS:
        reread(window)
    show_undo(window)


def show_undo(window: MainWindow) -> None:
    """Name in the Edit menu what Ctrl+Z would undo now, and what could be done again."""
    store = window.session.store
    window.tasks.run_read(
        lambda: (undo.next_undo(store), undo.next_redo(store)),
        lambda names: _name_undo(window, *names),
        owner=window,
        latest_key="undo names",
    )


def undo_last(window: MainWindow, operation: int | None = None) -> None:
    """Undo the last deed, or a certain one; asks first where entries of a closed month would be taken back today.

    A month's closing is told first, since undoing passes over it to an older deed: the next Ctrl+Z goes on.
    """
    session = window.session
    if operation is None:
        window.tasks.run_read(
            lambda: undo.month_end(session.store), lambda done: _undo_latest(window, done), owner=window
        )
        return
    _ask_and_undo(window, operation)


def _undo_latest(window: MainWindow, done: undo.MonthEnd | None) -> None:
    if done is None or window.property(_TOLD) == done.operation:
        _ask_and_undo(window, None)
        return
    window.setProperty(_TOLD, done.operation)
    messages.forget_toasts()
    messages.toast(say(done.said))


def _ask_and_undo(window: MainWindow, operation: int | None) -> None:
    session = window.session
    window.tasks.run_read(
        lambda: undo.closed_months(session.store, operation),
        lambda months: _ask_closed(window, operation, months) if months else _undo(window, operation),
        owner=window,
    )


def redo_last(window: MainWindow) -> None:
    """Do again what the last undo took back."""
    session = window.session
    window.tasks.run_write(
        lambda: undo.redo(session.store, session.ctx()), lambda done: _moved(window, done), owner=window
    )


def copy_now(window: MainWindow) -> None:
    """Make a verified copy at once, beside the others."""
    session = window.session

    def said(copy: Copy) -> None:
        entries = trn("{count} entry", "{count} entries", copy.manifest.entries)
        messages.toast(tr("Copied and checked: {entries}", entries=entries))
        if window.opened is not None:
            window.status.show_copy(copy.manifest.made_at, session.clock.now(), str(copy.path))

    window.tasks.run_file(lambda _work: backup.copy_now(session.store, session.ctx()), said, owner=window)


def check_entries(window: MainWindow) -> None:
    """Recompute the chain, the numbers and every sum, and say what came of it."""
    session = window.session

    def work(handle: FileWork) -> Report:
        from partnercrm.services import verify

        return verify.verify(session.store, handle.report)

    window.tasks.run_file(work, _say_report, owner=window)
    messages.toast(tr("Checking all entries…"))


def _undo(window: MainWindow, operation: int | None) -> None:
    session = window.session
    window.tasks.run_write(
        lambda: undo.undo(session.store, session.ctx(), operation), lambda done: _moved(window, done), owner=window
    )


def _moved(window: MainWindow, changes: Changes) -> None:
    """Say it at once, in place of the toasts that still offer to undo what is undone."""
    messages.forget_toasts()
    window.saved(changes)


def _ask_closed(window: MainWindow, operation: int | None, months: tuple[int, ...]) -> None:
    text = tr(
        "Some of its entries lie in {months}, which is closed. They stay there and are reversed with today's date.",
        months=", ".join(locale().said(named_month(month)) for month in months),
    )
    choices = (
        messages.Choice("undo", tr("Reverse them today"), "primary"),
        messages.Choice("keep", tr("Leave it as it is")),
    )

    def answered(key: str) -> None:
        if key == "undo":
            _undo(window, operation)

    messages.ask(tr("Part of it is in a closed month"), text, choices, answered)


def _name_undo(window: MainWindow, undoable: Message | None, redoable: Message | None) -> None:
    if window.opened is None:
        return
    writable = not window.opened.read_only
    for key, name, empty in (("undo", undoable, tr("Undo")), ("redo", redoable, tr("Do again"))):
        window.actions_.rename(key, f"{empty}: {say(name)}" if name is not None else empty)
        window.actions_[key].setEnabled(name is not None and writable)
    window.top_bar.show_undo(plain_text(window.actions_["undo"]), undoable is not None and writable)


def _say_report(report: Report) -> None:
    if report.problems:
        found = "\n".join(say(problem.message) for problem in report.problems[:_SHOWN_PROBLEMS])
        messages.problem(
            tr("Something is not as it was saved"), found, tr("Go back to the last copy, or ask for help.")
        )
    else:
        messages.toast(trn("The one entry is intact", "All {count} entries are intact", report.entries))
