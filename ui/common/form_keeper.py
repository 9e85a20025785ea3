"""Keeps a copy of a half-typed form in the shop file every two seconds, and gives it back on the next opening."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from partnercrm.services import form_copy
from partnercrm.services.form_copy import FormCopy
from ui.common.tab import Shell

EVERY_MS = 2000
Content = dict[str, Any]


class FormKeeper(QTimer):
    """`read` gives what the form holds as JSON values, or None while there is nothing worth keeping."""

    def __init__(self, shell: Shell, owner: QWidget, form: str, read: Callable[[], Content | None]) -> None:
        super().__init__(owner)
        self._shell, self._owner, self._form, self._read = shell, owner, form, read
        self._kept: Content | None = None
        self.setInterval(EVERY_MS)
        self.timeout.connect(self.keep_now)

    def look(self, then: Callable[[Content | None], None]) -> None:
        """Find the copy that was left, and keep copies from now on."""
        session = self._shell.session

        def found(copy: FormCopy | None) -> None:
            self._kept = None if copy is None else copy.content
            then(self._kept)
            self.start()

        self._shell.tasks.run_read(
            lambda: form_copy.load(session.store, session.ctx(), self._form), found, owner=self._owner
        )

    def keep_now(self) -> None:
        """Keep what the form holds, if that is new; a form that was emptied leaves no copy."""
        content = self._read()
        if content == self._kept or self._shell.session.read_only:
            return
        if content is None:
            self.forget()
            self.start()
            return
        self._kept = content
        session, form = self._shell.session, self._form
        self._shell.tasks.run_write(
            lambda: form_copy.keep(session.store, session.ctx(), form, content), owner=self._shell.host()
        )

    def forget(self) -> None:
        """Stop, and take the copy away: the form was saved, or its text is not wanted."""
        self.stop()
        if self._kept is None or self._shell.session.read_only:
            return
        self._kept = None
        session, form = self._shell.session, self._form
        self._shell.tasks.run_write(
            lambda: form_copy.drop(session.store, session.ctx(), form), owner=self._shell.host()
        )
