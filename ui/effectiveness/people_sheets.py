"""What is done with a list of people: a call planned for each, and their addresses for a mail program or letters."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from partnercrm.domain.segment import Member
from partnercrm.services import people_list
from ui import messages
from ui.common.fields import ChoiceField, DateField, Field, TextField
from ui.common.fields_sheet import FieldsSheet, check_box, may_write, read
from ui.common.overlay import Sheet
from ui.common.tab import Shell
from ui.common.widgets import label
from ui.words import tr, trn

WEEK = dt.timedelta(days=7)


def plan_calls(shell: Shell, title: str, people: Sequence[Member]) -> None:
    """Ask what is to be done, by when and by whom, for each of them."""
    if may_write(shell):
        CallsSheet(shell, title, people).start()


def write_to(shell: Shell, title: str, people: Sequence[Member]) -> None:
    """Show whose address may be used, to copy it or to save it as a file."""
    MailSheet(shell, title, people).open()


class CallsSheet(FieldsSheet):
    """A follow-up for each of a list, in one operation."""

    def __init__(self, shell: Shell, title: str, people: Sequence[Member]) -> None:
        super().__init__(shell, tr("Plan calls: {list}", list=title), tr("Plan them"), width=520)
        self._people = people
        self.what = TextField(tr("What is to be &done"))
        self.what.set_value(tr("Call: {list}", list=title))
        self.due = DateField(tr("&By when"), shell.session.clock.today)
        self.due.set_value(shell.session.clock.today() + WEEK)
        users = [(user.id, user.name) for user in shell.session.users]
        self.assignee: ChoiceField[int] = ChoiceField(tr("Who does &it"), users)
        self.assignee.set_value(shell.session.actor)
        reached = sum(bool(each.phone) for each in people)
        self.only = check_box(tr("Only those with a &phone number ({count})", count=reached))
        self.only.setChecked(reached > 0)
        self.only.setVisible(0 < reached < len(people))
        self.count = label("", "muted")
        self.rows(((self.what, 1),), ((self.due, 1), (self.assignee, 1)), ((self.only, 1),), ((self.count, 1),))
        if len(users) < 2:
            self.assignee.hide()
        self.only.toggled.connect(self._tell)
        self._tell()

    def start(self) -> None:
        """Open it."""
        self.open(self.what.edit)

    def fields(self) -> dict[str, Field]:
        return {"title": self.what, "due": self.due, "assignee": self.assignee}

    def save(self) -> None:
        store, ctx, parties = self.shell.session.store, self.ctx, [each.party for each in self._wanted()]
        due = read(self.due) or self.shell.session.clock.today()
        what, assignee = self.what.value(), self.assignee.value()
        self.write(lambda: people_list.plan(store, ctx, parties, what, due, assignee))

    def _wanted(self) -> list[Member]:
        only = self.only.isVisibleTo(self) and self.only.isChecked()
        return [each for each in self._people if each.phone or not only]

    def _tell(self) -> None:
        count = len(self._wanted())
        self.count.setText(
            trn(
                "It adds {count} follow-up; one undo takes it back.",
                "It adds {count} follow-ups; one undo takes them all back.",
                count,
            )
        )


class MailSheet(Sheet):
    """Nobody who refused is on it; whoever was never asked only where somebody says so."""

    def __init__(self, shell: Shell, title: str, people: Sequence[Member]) -> None:
        super().__init__(shell.host(), tr("Write to them: {list}", list=title), width=560, hint=tr("Esc closes"))
        self._title, self._people = title, people
        agreed = sum(each.agreed for each in people)
        asked = sum(bool(each.email) and not each.agreed for each in people)
        none = sum(not each.email for each in people)
        for one, many, count in (
            ("{count} said yes to mail", "{count} said yes to mail", agreed),
            (
                "{count} has an address, but nobody asked them yet",
                "{count} have an address, but nobody asked them yet",
                asked,
            ),
            (
                "{count} has no e-mail address that may be used",
                "{count} have no e-mail address that may be used",
                none,
            ),
        ):
            if count:
                self.body.addWidget(label(trn(one, many, count)))
        self.all = check_box(tr("Write to those whom nobody asked, &too"))
        self.all.setEnabled(bool(asked))
        hint = label(
            tr("A newsletter needs a yes; a letter to somebody about their order does not. Who said no is left out."),
            "muted",
        )
        hint.setWordWrap(True)
        self.body.addWidget(self.all)
        self.body.addWidget(hint)
        self.add_button(tr("Close"), self.shut)
        self.file_button = self.add_button(tr("Save as a file for letters"), self.ask_file)
        self.copy_button = self.add_button(tr("Copy addresses"), self.copy, "primary")
        self.all.toggled.connect(self._tell)
        self._tell()

    def addresses(self) -> list[str]:
        """The e-mail addresses that are copied."""
        return [each.email for each in self._people if each.email and (each.agreed or self.all.isChecked())]

    def copy(self) -> None:
        """All of them, as a mail program takes them."""
        found = self.addresses()
        QGuiApplication.clipboard().setText("; ".join(found))
        messages.toast(trn("Copied {count} address", "Copied {count} addresses", len(found)))
        self.shut()

    def ask_file(self) -> None:
        """Ask for the place of the file, then write it."""
        proposed = Path.home() / f"{self._title}.csv".replace("/", " ")
        chosen, _kind = QFileDialog.getSaveFileName(self, tr("Save as a file"), str(proposed), "CSV (*.csv)")
        if chosen and self.save_file(Path(chosen)):
            self.shut()

    def save_file(self, path: Path) -> bool:
        """Everybody on the list; an e-mail address only where it may be used. False where it cannot be written."""
        heads = (tr("Customer"), tr("E-mail"), tr("Phone"), tr("Address"), tr("Last purchase"))
        text = people_list.as_csv(self._people, heads, unasked=self.all.isChecked())
        try:
            path.write_text(text, encoding="utf-8-sig", newline="")
        except OSError:
            messages.toast(tr("{path} cannot be written. Choose another place.", path=str(path)))
            return False
        messages.toast(tr("Saved {path}", path=str(path)))
        return True

    def _tell(self) -> None:
        count = len(self.addresses())
        self.copy_button.setText(trn("Copy {count} address", "Copy {count} addresses", count))
        self.copy_button.setEnabled(bool(count))
