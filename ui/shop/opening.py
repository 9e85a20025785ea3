"""Opening a shop in the window, and closing it: the session comes from a worker, then tabs and panel come alive."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from partnercrm.domain.dates import Clock
from partnercrm.domain.errors import StoreLocked, StoreProblem
from ui import messages, words
from ui.main_window import MainWindow
from ui.session import Session, open_session
from ui.settings import Key
from ui.shop.watch import Watch
from ui.words import say, tr

FILES = "*.partnercrm"
RECENT = 8


def open_shop(window: MainWindow, path: Path, *, read_only: bool = False) -> None:
    """Open a shop file on a worker; what stands in the way is said in words, with the ways out."""

    def opened(outcome: Session | StoreProblem) -> None:
        if isinstance(outcome, StoreProblem):
            _refused(window, path, outcome)
        else:
            settle_in(window, outcome)

    window.tasks.run_write(lambda: _try(path, read_only), opened, owner=window)


def settle_in(window: MainWindow, session: Session) -> None:
    """Show an open shop in place of the one before."""
    leave(window)
    window.opened = session
    words.set_locale(session.locale)
    words.set_currency(session.facts.currency)
    window.settings.use_store(session.facts.uuid.hex)
    _remember(window, session.path)
    window.restoreGeometry(window.settings.state("window"))
    window.setWindowTitle(f"{session.facts.name} - PartnerCRM")
    window.top_bar.set_open(session.facts.name, True)
    window.actions_.enable(True)
    window.status.show()
    _show_banner(window, session)
    window.pages.setCurrentWidget(window.workspace)
    window.workspace.come_alive(window.make_panel(), window.settings.text(Key.TAB))
    window.watch = Watch(window)
    window.watch.start()


def leave(window: MainWindow) -> None:
    """Close the shop that is open, if one is, and take its tabs away."""
    session = window.opened
    if session is None:
        return
    if window.watch is not None:
        window.watch.stop()
        window.watch = None
    window.opened = None
    window.clear()
    window.tasks.run_write(session.close, owner=window)


def ask_open(window: MainWindow) -> None:
    """Let the owner choose a shop file."""
    start = str(window.opened.path.parent if window.opened else Path.home())
    chosen, _kind = QFileDialog.getOpenFileName(window, tr("Open a shop file"), start, f"{tr('Shop files')} ({FILES})")
    if chosen:
        open_shop(window, Path(chosen))


def _try(path: Path, read_only: bool) -> Session | StoreProblem:
    try:
        return open_session(path, Clock.system(), read_only=read_only)
    except StoreProblem as problem:
        return problem


def _refused(window: MainWindow, path: Path, problem: StoreProblem) -> None:
    if window.opened is None:
        window.show_welcome()
    text = say(problem.message)
    if problem.advice is not None:
        text = f"{text}\n\n{say(problem.advice)}"
    if isinstance(problem, StoreLocked):
        choices = (messages.Choice("look", tr("Look only"), "primary"), messages.Choice("leave", tr("Leave it")))
        messages.ask(tr("The shop is open elsewhere"), text, choices, lambda key: _look(window, path, key))
    else:
        messages.problem(tr("The shop file cannot be opened"), text)


def _look(window: MainWindow, path: Path, key: str) -> None:
    if key == "look":
        open_shop(window, path, read_only=True)


def _show_banner(window: MainWindow, session: Session) -> None:
    banner = window.banner
    banner.clear_buttons()
    banner.setVisible(session.facts.example or session.read_only)
    if session.facts.example:
        banner.set_text(tr("Example: nothing here is yours."))
        banner.add_button(tr("Start my shop"), lambda: window.run("new_shop"))
    elif session.read_only:
        banner.set_text(tr("You are only looking: this shop is open in another window, or cannot be written here."))


def _remember(window: MainWindow, path: Path) -> None:
    window.settings.put(Key.LAST_STORE, str(path))
    recent = [str(path), *(each for each in window.settings.texts(Key.RECENT_STORES) if each != str(path))]
    window.settings.put(Key.RECENT_STORES, recent[:RECENT])
