"""The one door for telling or asking the user something; nobody else opens a message.

The main window installs itself as the place where messages appear; a problem before that opens a window of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QMessageBox, QWidget
from shiboken6 import isValid

from partnercrm.domain.errors import Refused, StoreProblem
from ui.common.ask import Choice, QuestionSheet
from ui.common.toast import Toaster
from ui.words import say, tr

__all__ = ["Choice", "ask", "install", "problem", "refused", "store_problem", "toast"]


@dataclass(slots=True)
class _Place:
    host: QWidget | None = None
    toaster: Toaster | None = None


_place = _Place()


def install(host: QWidget | None) -> None:
    """Show messages inside this window from now on; None takes the door away."""
    _place.host = host
    _place.toaster = Toaster(host) if host is not None else None


def toast(text: str, undo: Callable[[], None] | None = None) -> None:
    """Affirm in one sentence, for six seconds, with an Undo button if it can be taken back. Several queue."""
    toaster = _place.toaster
    if toaster is not None and isValid(toaster):
        toaster.say(text, undo)


def problem(title: str, text: str, advice: str = "") -> None:
    """Say what does not work and what to do about it."""
    host = _host()
    if host is None:
        _box(title, text, advice)
        return
    sentences = f"{text}\n\n{advice}" if advice else text
    QuestionSheet(host, title, sentences, (Choice("close", tr("Close"), "primary"),), icon="triangle-alert").open()


def ask(title: str, text: str, choices: Sequence[Choice], then: Callable[[str], None]) -> None:
    """Ask with one button a choice, each named by a verb; `then` gets the key of the pressed one.

    Esc answers nothing, so every question must be safe to leave.
    """
    host = _host()
    if host is not None:
        QuestionSheet(host, title, text, choices, then).open()


def refused(error: Refused) -> None:
    """The usual way to show a refusal that belongs to no form: a toast with its sentence."""
    toast(say(error.message))


def store_problem(error: StoreProblem) -> None:
    """The usual way to show that the file or the machine cannot do it."""
    problem(tr("That did not work"), say(error.message), say(error.advice) if error.advice else "")


def _host() -> QWidget | None:
    return _place.host if _place.host is not None and isValid(_place.host) else None


def _box(title: str, text: str, advice: str) -> None:
    box = QMessageBox(QMessageBox.Icon.Warning, title, text)
    box.setInformativeText(advice)
    box.addButton(tr("Close"), QMessageBox.ButtonRole.AcceptRole)
    box.exec()
