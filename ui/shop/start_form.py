"""Starting a shop: it asks for the name alone; the rest is guessed, said in one line, and can be changed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QWidget

from partnercrm.domain.dates import Clock
from partnercrm.domain.errors import Invalid, Refused, StoreProblem
from partnercrm.domain.locale import Locale
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.services import guess, place
from partnercrm.services import store as stores
from partnercrm.services.store import NewStore
from ui.common.fields import ChoiceField, Field, TextField, problem_of, show_problems
from ui.common.overlay import Sheet
from ui.common.widgets import ElidedLabel, button, label
from ui.main_window import MainWindow
from ui.settings import Key
from ui.shop.opening import FILES, open_shop
from ui.words import say, tr


@dataclass(frozen=True, slots=True)
class _Offered:
    guessed: guess.Guess
    choices: guess.Choices


class StartForm(Sheet):
    """Makes a shop file and opens it on Today; `then` is an action that follows."""

    def __init__(self, window: MainWindow, then: str = "") -> None:
        super().__init__(window.host(), tr("Start my shop"), width=560, hint=tr("Enter starts, Esc closes"))
        self._window, self._then = window, then
        self._offered: _Offered | None = None
        self._chosen: Path | None = None
        self.name = TextField(tr("&Name of your shop"))
        self.guessed = _Line("", tr("Change"), self.show_choices)
        self.placed = _Line("", tr("Change place"), self._choose_place)
        self.language: ChoiceField[str] = ChoiceField(tr("&Language, dates and numbers"), ())
        self.currency: ChoiceField[str] = ChoiceField(tr("&Currency"), ())
        self.year_start: ChoiceField[int] = ChoiceField(tr("The &year starts in"), ())
        self.problem = label("", "error")
        self.problem.setWordWrap(True)
        self._fill_body()
        self.start = self.add_button(tr("Start my shop"), self._start, "primary")
        self.start.setEnabled(False)
        self.name.edit.returnPressed.connect(self.press_primary)
        self.name.edit.textChanged.connect(lambda _text: self._show_place())
        for field in (self.language, self.currency, self.year_start):
            field.edited.connect(self._show_guess)
        today = Clock.system().today()
        window.tasks.run_file(lambda _work: _offer(today), self._take, owner=self)

    @property
    def path(self) -> Path:
        """Where the shop file will lie."""
        if self._chosen is not None:
            return self._chosen
        folder = self._offered.guessed.folder if self._offered else Path()
        return place.free(folder / place.file_name(self.name.value()))

    def show_choices(self) -> None:
        """Show what was guessed as fields."""
        self.guessed.hide()
        for field in (self.language, self.currency, self.year_start):
            field.show()
        self.language.take_focus()

    def _fill_body(self) -> None:
        self.body.addWidget(self.name)
        self.body.addWidget(self.guessed)
        for field in (self.language, self.currency, self.year_start):
            field.hide()
            self.body.addWidget(field)
        self.body.addWidget(self.placed)
        self.problem.hide()
        self.body.addWidget(self.problem)

    def _take(self, offered: _Offered) -> None:
        self._offered = offered
        self.language.set_choices(offered.choices.locales)
        self.currency.set_choices(offered.choices.currencies)
        self.year_start.set_choices(offered.choices.months)
        self.language.set_value(offered.guessed.locale.code)
        self.currency.set_value(offered.guessed.currency.code)
        self.year_start.set_value(offered.guessed.year_start)
        self._show_guess()
        self._show_place()
        self.start.setEnabled(True)

    def _show_guess(self) -> None:
        locale = Locale(self.language.value())
        self.guessed.say(
            tr(
                "Amounts in {currency}, dates like {day}, the year starts in {month}.",
                currency=self.currency.value(),
                day=locale.date(Clock.system().today()),
                month=locale.month_name(self.year_start.value()),
            )
        )

    def _show_place(self) -> None:
        if self._offered is not None:
            self.placed.say(tr("Kept as {name} in {place}", name=self.path.name, place=str(self.path.parent)))

    def _choose_place(self) -> None:
        chosen, _kind = QFileDialog.getSaveFileName(
            self._window,
            tr("Place of the shop file"),
            str(self.path),
            f"{tr('Shop files')} ({FILES})",
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if chosen:
            named = Path(chosen)
            self._chosen = named if named.suffix == place.ENDING else named.with_name(named.name + place.ENDING)
            self._show_problems(())
            self._show_place()

    def _wanted(self) -> NewStore:
        locale = Locale(self.language.value())
        return NewStore(self.name.value(), locale.currency(self.currency.value()), locale.code, self.year_start.value())

    def _start(self) -> None:
        wanted, path = self._wanted(), self.path
        if self._show_problems(wanted.problems()):
            return
        self.start.setEnabled(False)

        def work() -> Refused | StoreProblem | None:
            try:
                place.make_folder(path)
                stores.new(path, wanted, Clock.system())
            except (Refused, StoreProblem) as problem:
                return problem
            return None

        self._window.tasks.run_write(work, lambda problem: self._done(path, problem), owner=self)

    def _done(self, path: Path, problem: Refused | StoreProblem | None) -> None:
        self.start.setEnabled(True)
        if isinstance(problem, Invalid):
            self._show_problems(problem_of(problem))
        elif problem is not None:
            self._show_problems((Problem("", problem.message),))
            if isinstance(problem, StoreProblem) and problem.advice:
                self.problem.setText(f"{say(problem.message)} {say(problem.advice)}")
        else:
            self.shut()
            window, then = self._window, self._then
            window.settings.put(Key.TAB, "today")
            open_shop(window, path, then=lambda: window.run(then) if then else None)

    def _show_problems(self, problems: Sequence[Problem]) -> bool:
        fields: dict[str, Field] = {"name": self.name, "currency": self.currency, "fiscal_year_start": self.year_start}
        show_problems(problems, fields, self.problem)
        return bool(problems)


class _Line(QWidget):
    """A fact in faint words with a small button that changes it."""

    def __init__(self, text: str, verb: str, run: Callable[[], object]) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.words = ElidedLabel(text, "muted")
        self.verb: QPushButton = button(verb, "link")
        self.verb.clicked.connect(lambda: run())
        row.addWidget(self.words, 1)
        row.addWidget(self.verb)

    def say(self, text: str) -> None:
        """Show another fact."""
        self.words.setText(text)
        self.words.setAccessibleName(text)


def _offer(today: dt.date) -> _Offered:
    guessed = guess.guess()
    return _Offered(guessed, guess.choices(guessed.locale, today))
