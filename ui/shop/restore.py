"""Going back to a copy: choose one by its day and what is in it; the file that stood there is kept beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QListWidget

from partnercrm.domain.errors import StoreProblem
from partnercrm.domain.record import dataclass
from partnercrm.services import backup, place
from partnercrm.services.backup import Copy
from ui import messages, theme
from ui.common.overlay import Sheet
from ui.common.widgets import label
from ui.main_window import MainWindow
from ui.shop.opening import FILES, leave, open_shop
from ui.words import locale, tr, trn

ROWS_SHOWN = 8
ROW = 36


def ask_restore(window: MainWindow, target: Path | None = None) -> None:
    """Let the owner choose a copy of the shop that is open, or of the one that should lie at `target`."""
    wanted = target or (window.opened.path if window.opened else None)
    if wanted is None:
        _choose_file(window, None)
        return

    def show(copies: Sequence[Copy]) -> None:
        if copies:
            CopiesSheet(window, copies, wanted).open()
        else:
            messages.toast(tr("There are no copies beside the shop file. Choose one yourself."))
            _choose_file(window, wanted)

    window.tasks.run_file(lambda _work: backup.copies_of(wanted), show, owner=window)


class CopiesSheet(Sheet):
    """The verified copies of a shop, the newest first."""

    def __init__(self, window: MainWindow, copies: Sequence[Copy], target: Path) -> None:
        super().__init__(window.host(), tr("Go back to a copy"), width=520)
        self._window, self._copies, self._target = window, copies, target
        words = label(tr("The shop becomes what it was then. The file as it is now is kept beside it."), "muted")
        words.setWordWrap(True)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Copies, the newest first"))
        self.list.addItems([describe(copy) for copy in copies])
        self.list.setCurrentRow(0)
        self.list.setFixedHeight(theme.px(ROW * min(len(copies), ROWS_SHOWN) + 12))
        self.list.itemActivated.connect(lambda _item: self._go_back())
        self.body.addWidget(words)
        self.body.addWidget(self.list)
        self.add_button(tr("Choose another file"), self._choose)
        self.add_button(tr("Go back to it"), self._go_back, "primary")

    def _choose(self) -> None:
        self.shut()
        _choose_file(self._window, self._target)

    def _go_back(self) -> None:
        self.shut()
        put_back(self._window, self._copies[self.list.currentRow()], self._target)


def describe(copy: Copy) -> str:
    """When a copy was made and what is in it: `21 November 2026, 12:00: 412 entries`."""
    made = copy.manifest.made_at.astimezone()
    entries = trn("{count} entry", "{count} entries", copy.manifest.entries)
    day = locale().long_date(made.date())
    return tr("{day}, {time}: {entries}", day=day, time=locale().time(made.time()), entries=entries)


@dataclass(frozen=True, slots=True)
class _Done:
    kept: Path | None = None
    problem: StoreProblem | None = None


def put_back(window: MainWindow, copy: Copy, target: Path) -> None:
    """Put a copy in the place of the shop file `target` and open it; on a problem all stays as it was."""

    def work() -> _Done:
        try:
            place.make_folder(target)
            return _Done(backup.restore(copy.path, target))
        except StoreProblem as problem:
            return _Done(problem=problem)

    def done(outcome: _Done) -> None:
        open_shop(window, target)
        if outcome.problem is not None:
            messages.store_problem(outcome.problem)
        elif outcome.kept is not None:
            messages.toast(tr("You are back. What was there is kept as {name}.", name=outcome.kept.name))

    leave(window, lambda: window.tasks.run_write(work, done, owner=window))


def _choose_file(window: MainWindow, target: Path | None) -> None:
    start = str(target.parent if target else Path.home())
    chosen, _kind = QFileDialog.getOpenFileName(window, tr("Go back to a copy"), start, f"{tr('Copies')} ({FILES})")
    if chosen:
        copy = Path(chosen)
        window.tasks.run_file(lambda _work: backup.look(copy), lambda seen: _ask(window, seen, target), owner=window)


def _ask(window: MainWindow, copy: Copy, target: Path | None) -> None:
    """Show what is in a copy that was chosen by its file, and ask where it goes if no shop is open."""
    text = tr("{copy}.\n\nThe shop file as it is now is kept beside it.", copy=describe(copy))
    if target is None:
        text = tr("{copy}.\n\nIt becomes a shop file of its own; you choose the place.", copy=describe(copy))
    choices = (messages.Choice("back", tr("Go back to it"), "primary"), messages.Choice("stay", tr("Leave it")))
    messages.ask(tr("Go back to this copy?"), text, choices, lambda key: _answered(window, copy, target, key))


def _answered(window: MainWindow, copy: Copy, target: Path | None, key: str) -> None:
    if key != "back":
        return
    if target is None:
        proposal = str(place.on_this_computer(copy.path))
        named, _kind = QFileDialog.getSaveFileName(window, tr("Place of the shop file"), proposal, FILES)
        target = Path(named) if named else None
    if target is not None:
        put_back(window, copy, target)
