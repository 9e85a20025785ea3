"""Opening a shop in the window, and closing it: the session comes from a worker, then tabs and panel come alive."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from partnercrm.domain.dates import Clock
from partnercrm.domain.errors import (
    Refused,
    StoreDamaged,
    StoreEmpty,
    StoreLocked,
    StoreMissing,
    StorePlace,
    StoreProblem,
)
from partnercrm.services import backup, place
from ui import messages, words
from ui.main_window import MainWindow
from ui.messages import Choice
from ui.session import Session, open_session
from ui.settings import Key
from ui.shop.banner import show_banner
from ui.shop.safety import show_undo
from ui.shop.watch import Watch
from ui.words import say, tr

FILES = "*.partnercrm"
RECENT = 8


def open_shop(
    window: MainWindow, path: Path, *, read_only: bool = False, then: Callable[[], object] | None = None
) -> None:
    """Open a shop file on a worker; what stands in the way is said in words, with the ways out.

    `then` comes when the shop is shown.
    """
    if _is_open(window, path):
        messages.toast(tr("{name} is open already.", name=window.session.facts.name))
        return

    def opened(outcome: Session | StoreProblem | Refused) -> None:
        if isinstance(outcome, Session):
            settle_in(window, outcome)
            if then is not None:
                then()
        else:
            _refused(window, path, outcome)

    left = window.left
    window.tasks.run_write(lambda: _try(path, read_only, left), opened, owner=window)


def settle_in(window: MainWindow, session: Session) -> None:
    """Show an open shop in place of the one before."""
    leave(window)
    window.left.remove(session)
    window.opened = session
    _speak(session)
    _remember(window, session)
    _show_name(window, session)
    window.actions_.enable(True, read_only=session.read_only)
    window.status.show()
    show_banner(window)
    window.pages.setCurrentWidget(window.workspace)
    window.come_alive()
    window.watch = Watch(window)
    window.watch.start()
    show_undo(window)


def leave(window: MainWindow, then: Callable[[], None] | None = None) -> None:
    """Close the shop that is open, if one is, and take its tabs away; `then` comes when its file is closed.

    What still reads the store or works on files finishes first, for a closed store answers nobody.
    """
    session, tasks = window.opened, window.tasks
    if session is None:
        if then is not None:
            then()
        return
    if window.watch is not None:
        window.watch.stop()
        window.watch = None
    window.opened = None
    window.left.append(session)
    window.clear()
    window.banner.hide()
    window.actions_.enable(False)

    def closed() -> None:
        window.left.remove(session)
        if then is not None:
            then()

    def close() -> None:
        tasks.run_write(session.close, lambda _: closed(), owner=window)

    tasks.run_read(lambda: None, lambda _: _after_file_work(window, close), owner=window)


def reread(window: MainWindow) -> None:
    """Read the shop's facts and team again; a new language or currency builds tabs and panel anew."""
    session = window.session
    window.tasks.run_read(session.fresh, lambda fresh: _take(window, fresh), owner=window, latest_key="facts")


def ask_open(window: MainWindow) -> None:
    """Let the owner choose a shop file."""
    start = str(window.opened.path.parent if window.opened else Path.home())
    chosen, _kind = QFileDialog.getOpenFileName(window, tr("Open a shop file"), start, f"{tr('Shop files')} ({FILES})")
    if chosen:
        open_shop(window, Path(chosen))


def forget(window: MainWindow, path: Path) -> None:
    """Take a shop out of the list of recent ones."""
    settings = window.settings
    settings.put(Key.RECENT_STORES, [each for each in settings.texts(Key.RECENT_STORES) if each != str(path)])
    if settings.text(Key.LAST_STORE) == str(path):
        settings.put(Key.LAST_STORE, "")


def _after_file_work(window: MainWindow, then: Callable[[], None]) -> None:
    window.tasks.run_file(lambda _work: None, lambda _: then(), owner=window)


def _is_open(window: MainWindow, path: Path) -> bool:
    """Whether this window has that file open for work: it would be told that somebody else has it."""
    session = window.opened
    if session is None or session.read_only or not path.exists() or not session.path.exists():
        return False
    return path.samefile(session.path)


def _try(path: Path, read_only: bool, left: list[Session]) -> Session | StoreProblem | Refused:
    """On the worker. The session is noted at once, for the window may end before it hears of it."""
    try:
        session = open_session(path, Clock.system(), read_only=read_only)
    except (StoreProblem, Refused) as problem:
        return problem
    left.append(session)
    return session


def _take(window: MainWindow, fresh: Session) -> None:
    before = window.opened
    if before is None or before.store is not fresh.store:
        return
    window.opened = fresh
    _speak(fresh)
    _show_name(window, fresh)
    if (before.facts.locale, before.facts.currency) != (fresh.facts.locale, fresh.facts.currency):
        window.clear()
        window.pages.setCurrentWidget(window.workspace)
        window.come_alive()
    elif (before.facts, before.users) != (fresh.facts, fresh.users):
        for tab in window.workspace.built():
            tab.refresh()


def _speak(session: Session) -> None:
    words.set_locale(session.locale)
    words.set_currency(session.facts.currency)


def _show_name(window: MainWindow, session: Session) -> None:
    window.setWindowTitle(f"{session.facts.name} - PartnerCRM")
    window.top_bar.set_open(session.facts.name, True, read_only=session.read_only)


def _remember(window: MainWindow, session: Session) -> None:
    path, uuid, settings = str(session.path), session.facts.uuid.hex, window.settings
    settings.use_store(uuid)
    if settings.text(Key.LAST_UUID) != uuid:
        window.restoreGeometry(settings.state("window"))
    settings.put(Key.LAST_STORE, path)
    settings.put(Key.LAST_UUID, uuid)
    recent = [path, *(each for each in settings.texts(Key.RECENT_STORES) if each != path)]
    settings.put(Key.RECENT_STORES, recent[:RECENT])


def _refused(window: MainWindow, path: Path, problem: StoreProblem | Refused) -> None:
    if window.opened is None:
        window.show_welcome()
    advice = say(problem.advice) if isinstance(problem, StoreProblem) and problem.advice else ""
    text = f"{say(problem.message)}\n\n{advice}" if advice else say(problem.message)
    if isinstance(problem, StoreLocked):
        _offer(tr("The shop is open elsewhere"), text, tr("Look only"), lambda: _look(window, path))
    elif isinstance(problem, StorePlace):
        _offer(
            tr("The shop file is not safe there"), text, tr("Copy it to this computer"), lambda: _bring(window, path)
        )
    elif isinstance(problem, StoreDamaged | StoreMissing | StoreEmpty):
        _offer(
            tr("The shop file cannot be opened"),
            text,
            tr("Go back to a copy"),
            lambda: window.run("restore", target=path),
        )
    else:
        messages.problem(tr("The shop file cannot be opened"), text)


def _offer(title: str, text: str, verb: str, run: Callable[[], None]) -> None:
    """Say what is in the way, with one way out and the choice to leave it."""
    choices = (Choice("do", verb, "primary"), Choice("leave", tr("Leave it")))
    messages.ask(title, text, choices, lambda key: run() if key == "do" else None)


def _look(window: MainWindow, path: Path) -> None:
    open_shop(window, path, read_only=True)


def _bring(window: MainWindow, path: Path) -> None:
    """Put a proved copy of a shop that lies on a share or in a synchronised folder on this computer, and open that."""

    def work() -> Path:
        target = place.on_this_computer(path)
        place.make_folder(target)
        backup.restore(path, target)
        return target

    window.tasks.run_write(work, lambda target: open_shop(window, target), owner=window)
