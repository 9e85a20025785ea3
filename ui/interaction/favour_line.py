"""One favour on one line: what was typed, what was understood of it, and two small choices to set that right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout

from partnercrm.domain.errors import Refused
from partnercrm.domain.favour import BASES, UNITS, read_favour
from partnercrm.domain.ledger import KIND_WORDS, Basis, Direction, Kind, LineDraft
from partnercrm.domain.suggestion_rows import Past
from partnercrm.domain.words import Message
from partnercrm.services import suggestion
from ui import theme
from ui.common.suggest import Answer, SuggestField, Suggestion
from ui.common.tab import Shell
from ui.words import currency, locale, money, say, tr

OFFERED = 6
KINDS: tuple[Kind, ...] = tuple(kind for kind in Kind if kind not in (Kind.ADJUSTMENT, Kind.POINTS))
Choice = TypeVar("Choice")


class FavourField(SuggestField):
    """`newsletter mention, agreed 25` or `oven for 2 hours`. The choices appear with the first letter."""

    read = Signal()
    """What stands in the line, or in its choices, is another now."""

    def __init__(
        self,
        text: str,
        direction: Direction,
        shell: Shell,
        party: Callable[[], int | None],
        agreed: Callable[[LineDraft], LineDraft] = lambda line: line,
    ) -> None:
        example = tr("such as newsletter mention, about 25")
        if direction is Direction.RECEIVED:
            example = tr("such as oven for 2 hours")
        super().__init__(text, self._find, placeholder=example)
        self._direction, self._shell, self._party, self._agreed = direction, shell, party, agreed
        self._chosen_kind: Kind | None = None
        self._chosen_basis: Basis | None = None
        self.kind: _Choices[Kind] = _Choices(
            tr("{field}: what it was", field=self.name), [(k, say(KIND_WORDS[k])) for k in KINDS], 192
        )
        self.basis: _Choices[Basis] = _Choices(tr("{field}: how you know the value", field=self.name), _bases(), 122)
        self._place_choices()
        self.edit.textChanged.connect(lambda _text: self._on_text())
        self.edit.editingFinished.connect(self.take)
        self.kind.activated.connect(lambda _at: self._choose(kind=self.kind.value()))
        self.basis.activated.connect(lambda _at: self._choose(basis=self.basis.value()))
        self.taken.connect(self._on_taken)

    def line(self) -> LineDraft | None:
        """The line as it stands, with the agreed value where none is typed; None for an empty one.

        Raises Refused or Invalid for what is not clear.
        """
        if self.is_empty():
            return None
        found = read_favour(self.text(), self._direction, currency(), locale())
        said = replace(found, kind=self._chosen_kind or found.kind, basis=self._chosen_basis or found.basis)
        return self._agreed(said)

    def take(self) -> LineDraft | None:
        """The same; a refusal is shown below the line."""
        try:
            found = self.line()
        except Refused as error:
            self.set_error(say(error.message))
            return None
        return found

    def read_again(self) -> None:
        """Another party may have agreed on another value."""
        if not self.is_empty():
            self._on_text()

    def content(self) -> dict[str, str]:
        """What to keep of a half-typed line."""
        kind, basis = self._chosen_kind, self._chosen_basis
        return {"text": self.edit.text(), "kind": kind.value if kind else "", "basis": basis.value if basis else ""}

    def set_content(self, content: dict[str, str]) -> None:
        """Show what was kept."""
        self.set_text(content.get("text", ""))
        kind, basis = content.get("kind"), content.get("basis")
        self._chosen_kind, self._chosen_basis = Kind(kind) if kind else None, Basis(basis) if basis else None
        self._on_text()

    def clear(self) -> None:
        """Empty the line."""
        self.set_content({})

    def _place_choices(self) -> None:
        layout = self.layout()
        assert layout is not None
        item = layout.itemAt(1)
        row = item.layout() if item is not None else None
        assert isinstance(row, QHBoxLayout)
        row.setSpacing(6)
        for each in (self.kind, self.basis):
            row.addWidget(each)
            each.hide()

    def _find(self, text: str, answer: Answer) -> None:
        store, party, side = self._shell.session.store, self._party(), self._direction

        def offer(found: Sequence[Past]) -> None:
            same_side = [past for past in found if past.direction is side and past.kind in KINDS]
            answer([Suggestion(past, past.what, _said(past)) for past in same_side[:OFFERED]])

        self._shell.tasks.run_read(
            lambda: suggestion.past_descriptions(store, text, party, 3 * OFFERED),
            offer,
            owner=self,
            latest_key=f"favour {id(self)}",
        )

    def _on_taken(self, taken: Suggestion) -> None:
        past: Past = taken.value
        self.set_text(_typed(past))
        self._chosen_kind = past.kind
        self._on_text()

    def _choose(self, *, kind: Kind | None = None, basis: Basis | None = None) -> None:
        self._chosen_kind = kind or self._chosen_kind
        self._chosen_basis = basis or self._chosen_basis
        self.set_error(None)
        self.read.emit()
        self.edited.emit()

    def _on_text(self) -> None:
        empty = self.is_empty()
        if empty:
            self._chosen_kind = self._chosen_basis = None
            self.set_error(None)
        try:
            found = self.line()
        except Refused:
            found = None
        if found is not None:
            self.set_error(None)
            self.kind.set_value(found.kind)
            self.basis.set_value(found.basis or (Basis.UNPRICED if found.value is None else Basis.ESTIMATE))
        for each in (self.kind, self.basis):
            each.setVisible(not empty)
        self.read.emit()


class _Choices(QComboBox, Generic[Choice]):
    """A narrow choice beside a line."""

    def __init__(self, name: str, choices: Sequence[tuple[Choice, str]], width: int) -> None:
        super().__init__()
        self._values = [value for value, _text in choices]
        self.addItems([text for _value, text in choices])
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setMinimumContentsLength(6)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setFixedWidth(theme.px(width))

    def value(self) -> Choice:
        """What is chosen."""
        return self._values[self.currentIndex()]

    def set_value(self, value: Choice) -> None:
        """Choose, without a signal."""
        self.setCurrentIndex(self._values.index(value))


def _bases() -> list[tuple[Basis, str]]:
    """How the value is known, in the words that a sentence uses."""
    return [
        (Basis.ESTIMATE, tr("Our guess")),
        (Basis.AGREED, tr("Agreed")),
        (Basis.PRICE_LIST, tr("Price list")),
        (Basis.BILL, tr("Bill")),
        (Basis.UNPRICED, tr("No price")),
    ]


def _typed(past: Past) -> str:
    """A past line as somebody would type it, so that what is offered can be read again."""
    typed = past.what
    units, bases = dict(UNITS), dict(BASES)
    if past.quantity is not None and past.unit in units:
        unit = _first(units[past.unit])
        typed = tr("{what} for {quantity} {unit}", what=typed, quantity=past.quantity, unit=unit)
    if past.value is not None and past.basis in bases:
        basis = _first(bases[past.basis])
        typed = tr("{what}, {basis} {value}", what=typed, basis=basis, value=money(past.value))
    return typed


def _first(words: Message) -> str:
    """The first of several words that mean the same."""
    return locale().text(words.key).split(",")[0].strip()


def _said(past: Past) -> str:
    return _typed(past)[len(past.what) :].strip(" ,")
