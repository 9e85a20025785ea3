"""The line over the tabs that says what is special about the shop that is open: an example, only to look at, lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnercrm.domain.errors import StoreProblem
from partnercrm.services import example
from ui import messages
from ui.words import say, tr

if TYPE_CHECKING:
    from ui.main_window import MainWindow


def show_banner(window: MainWindow) -> None:
    """Say that the shop is an example, or only to be looked at; nothing of an ordinary one."""
    banner, session = window.banner, window.session
    banner.clear_buttons()
    banner.setVisible(session.facts.example or session.read_only)
    if session.facts.example:
        banner.set_tone("info", "info")
        banner.set_text(tr("Example: nothing here is yours."))
        banner.add_button(tr("Start my shop"), lambda: window.run("new_shop"))
        if not session.read_only:
            banner.add_button(tr("Remove the example"), lambda: ask_remove(window))
    elif session.read_only:
        banner.set_tone("info", "eye")
        banner.set_text(tr("You are only looking: this shop is open in another window, or cannot be written here."))
        banner.add_button(tr("Try to open it for work"), lambda: _open_again(window))


def show_lost(window: MainWindow, problem: StoreProblem) -> None:
    """Say that the shop file cannot be reached any more, with the ways back."""
    banner = window.banner
    banner.clear_buttons()
    banner.set_tone("danger", "triangle-alert")
    banner.set_text(f"{say(problem.message)} {say(problem.advice) if problem.advice else ''}".strip())
    banner.add_button(tr("Open it again"), lambda: _open_again(window))
    banner.add_button(tr("Go back to a copy"), lambda: window.run("restore"))
    banner.show()


def ask_remove(window: MainWindow) -> None:
    """Ask, since it cannot be undone, and take the example away."""
    text = tr("The example and all that you typed into it are deleted. Your own shop is another file and stays.")
    choices = (messages.Choice("remove", tr("Remove it"), "danger"), messages.Choice("keep", tr("Keep it"), "primary"))
    messages.ask(tr("Remove the example?"), text, choices, lambda key: _remove(window) if key == "remove" else None)


def _remove(window: MainWindow) -> None:
    from ui.shop.opening import forget, leave

    path = window.session.path

    def gone() -> None:
        forget(window, path)
        window.tasks.run_write(lambda: example.remove(path), owner=window)
        window.show_welcome()

    leave(window, gone)


def _open_again(window: MainWindow) -> None:
    from ui.shop.opening import leave, open_shop

    path = window.session.path
    leave(window, lambda: open_shop(window, path))
