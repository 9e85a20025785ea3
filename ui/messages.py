"""The one door for telling or asking the user something; nobody else opens a message.

The main window installs itself as the place where messages appear; a problem before that opens a window of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from partnercrm.domain.errors import Refused, StoreProblem
from ui import theme
from ui.words import say, tr

if TYPE_CHECKING:
    from ui.common.toast import Toaster


class Choice(NamedTuple):
    """One way to answer: its key, the verb on its button, and its kind: "", `primary` or `danger`."""

    key: str
    text: str
    kind: str = ""


class _Place:
    host: QWidget | None = None
    toaster: Toaster | None = None


_place = _Place()


def install(host: QWidget | None) -> None:
    """Show messages inside this window from now on; None takes the door away."""
    _place.host, _place.toaster = host, None


def toast(text: str, undo: Callable[[], None] | None = None) -> None:
    """Affirm in one sentence, for six seconds, with an Undo button if it can be taken back. Several queue."""
    host = _host()
    if host is None:
        return
    if _place.toaster is None:
        from ui.common.toast import Toaster  # late, as the sheets below: the first paint shows none

        _place.toaster = Toaster(host)
    _place.toaster.say(text, undo)


def forget_toasts() -> None:
    """Take away the toasts that are shown or wait: the deeds of which they speak were undone or done again."""
    if _place.toaster is not None and isValid(_place.toaster):
        _place.toaster.forget()


def problem(title: str, text: str, advice: str = "") -> None:
    """Say what does not work and what to do about it; what is being said already is not said once more."""
    host = _host()
    if host is None:
        _box(title, text, advice)
        return
    from ui.common.ask import QuestionSheet, is_asked

    sentences = f"{text}\n\n{advice}" if advice else text
    if not is_asked(host, title, sentences):
        QuestionSheet(host, title, sentences, (Choice("close", tr("Close"), "primary"),), icon="triangle-alert").open()


def ask(title: str, text: str, choices: Sequence[Choice], then: Callable[[str], None]) -> None:
    """Ask with one button a choice, each named by a verb; `then` gets the key of the pressed one.

    Esc answers nothing, so every question must be safe to leave.
    """
    host = _host()
    if host is not None:
        from ui.common.ask import QuestionSheet

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
    from PySide6.QtWidgets import QMessageBox

    box = QMessageBox(QMessageBox.Icon.Warning, title, text)
    theme.dress(box)
    box.setInformativeText(advice)
    box.addButton(tr("Close"), QMessageBox.ButtonRole.AcceptRole)
    box.exec()
