"""The promises of an agreement in its form: one block each, with what, how much, how often and until when."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from partnercrm.domain.clause import RHYTHM_WORDS, ClauseDraft, Rhythm
from partnercrm.domain.errors import Refused
from partnercrm.domain.favour import guess_kind
from partnercrm.domain.ledger import KIND_WORDS, Direction, Kind
from partnercrm.domain.words import msg
from ui.common.choices import Option, Segment
from ui.common.fields import ChoiceField, DateField, Field, LineField, MoneyField, TextField
from ui.common.fields_sheet import read, row_of
from ui.common.tab import Shell
from ui.common.widgets import card, icon_button
from ui.words import locale, say, tr

KINDS = tuple(kind for kind in Kind if kind is not Kind.ADJUSTMENT)
_COUNT = re.compile(r"(?P<number>[0-9.,  ’']*[0-9])\s*(?P<unit>\D*)")


class CountField(LineField):
    """A count with its unit, as a person types it: `4 hours`, `1`, `2,5 kg`."""

    def value(self) -> tuple[Decimal | None, str]:
        """The count and its unit; (None, "") for an empty field. Raises Refused."""
        if self.is_empty():
            return None, ""
        found = _COUNT.fullmatch(self.text())
        number = locale().read_number(found["number"]) if found else None
        if found is None or number is None:
            example = locale().number(Decimal("2.5"))
            raise Refused(msg("Write a number and what it counts, such as {example} hours.", example=example))
        return number, found["unit"].strip()

    def set_value(self, count: Decimal | None, unit: str) -> None:
        """Show a count."""
        self.edit.setText("" if count is None else f"{locale().number(count)} {unit}".strip())


class ClauseBlock(QWidget):
    """One promise."""

    removed = Signal()

    def __init__(self, shell: Shell, draft: ClauseDraft | None, side: Direction) -> None:
        super().__init__()
        self._draft = draft
        self.side = Segment(tr("Who promises"), [Option("given", tr("We give")), Option("received", tr("They give"))])
        self.kind: ChoiceField[Kind] = ChoiceField(tr("Kind"), [(kind, say(KIND_WORDS[kind])) for kind in KINDS])
        self.what = TextField(tr("What"), placeholder=tr("Newsletter mention"))
        self.count = CountField(tr("How many"), placeholder=tr("4 hours"))
        self.amount = MoneyField(tr("or worth"))
        self.rhythm: ChoiceField[Rhythm] = ChoiceField(
            tr("How often"), [(rhythm, say(RHYTHM_WORDS[rhythm])) for rhythm in Rhythm]
        )
        self.due = DateField(tr("Due first"), shell.session.clock.today, placeholder=tr("end of the first span"))
        self._kind_by_hand = draft is not None
        self.what.edited.connect(self._guess_kind)
        self.kind.edited.connect(self._keep_kind)
        self.side.set_value(side.value)
        self.kind.set_value(Kind.EXPOSURE)
        self.rhythm.set_value(Rhythm.MONTHLY)
        self._lay_out()
        if draft is not None:
            self._fill(draft)

    def fields(self) -> dict[str, Field]:
        """The fields by the names that problems use."""
        return {
            "kind": self.kind,
            "what": self.what,
            "count": self.count,
            "amount": self.amount,
            "due": self.due,
        }

    def is_empty(self) -> bool:
        """Whether nothing was typed into it."""
        return self._draft is None and all(each.is_empty() for each in (self.what, self.count, self.amount))

    def value(self) -> ClauseDraft:
        """The promise. Raises Refused, shown beside its field, for what cannot be read."""
        (count, unit), amount, due = read(self.count), read(self.amount), read(self.due)
        return ClauseDraft(
            side=Direction(self.side.value()),
            kind=self.kind.value(),
            amount=amount,
            count=count,
            unit=unit,
            what=self.what.value(),
            rhythm=self.rhythm.value(),
            due=due,
            party=self._draft.party if self._draft else None,
            id=self._draft.id if self._draft else None,
        )

    def content(self) -> dict[str, Any]:
        """What to keep of a half-typed promise."""
        choices = {"side": self.side.value(), "kind": self.kind.value().value, "rhythm": self.rhythm.value().value}
        return {**choices, "texts": {key: field.edit.text() for key, field in self._lines().items()}}

    def set_content(self, content: dict[str, Any]) -> None:
        """Show what was kept."""
        self._kind_by_hand = True
        self.side.set_value(content["side"])
        self.kind.set_value(Kind(content["kind"]))
        self.rhythm.set_value(Rhythm(content["rhythm"]))
        for key, field in self._lines().items():
            field.edit.setText(content["texts"].get(key, ""))

    def _guess_kind(self) -> None:
        if not self._kind_by_hand and self.what.text():
            self.kind.set_value(guess_kind(self.what.text(), locale()))

    def _keep_kind(self) -> None:
        self._kind_by_hand = True

    def _lines(self) -> dict[str, LineField]:
        return {"what": self.what, "count": self.count, "amount": self.amount, "due": self.due}

    def _fill(self, draft: ClauseDraft) -> None:
        self.side.set_value(draft.side.value)
        self.kind.set_value(draft.kind)
        self.what.set_value(draft.what)
        self.count.set_value(draft.count, draft.unit)
        self.amount.set_value(draft.amount)
        self.rhythm.set_value(draft.rhythm)
        self.due.set_value(draft.due)

    def _lay_out(self) -> None:
        frame, column = card(12, 10, 12, 10)
        head = QHBoxLayout()
        head.addWidget(self.side)
        head.addStretch(1)
        gone = icon_button("x", tr("Take this promise away"), size=14)
        gone.clicked.connect(self.removed)
        head.addWidget(gone)
        column.addLayout(head)
        for parts in (((self.what, 3), (self.kind, 2)), ((self.count, 2), (self.amount, 2))):
            column.addLayout(row_of(*parts))
        column.addLayout(row_of((self.rhythm, 2), (self.due, 3)))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)


class ClauseList(QWidget):
    """All promises of the form, one below the other."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self.blocks: list[ClauseBlock] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)

    def add(self, draft: ClauseDraft | None = None, side: Direction = Direction.GIVEN) -> ClauseBlock:
        """One more promise."""
        block = ClauseBlock(self._shell, draft, side)
        block.removed.connect(lambda: self.take_away(block))
        self.blocks.append(block)
        self._column.addWidget(block)
        return block

    def take_away(self, block: ClauseBlock) -> None:
        """One promise less."""
        self.blocks.remove(block)
        self._column.removeWidget(block)
        block.hide()
        block.deleteLater()

    def fields(self) -> dict[str, Field]:
        """The fields of all promises: `clauses.0.count`."""
        return {
            f"clauses.{place}.{name}": field
            for place, block in enumerate(self._filled())
            for name, field in block.fields().items()
        }

    def value(self) -> tuple[ClauseDraft, ...]:
        """All promises; those into which nothing was typed are none. Raises Refused, shown beside its field."""
        return tuple(block.value() for block in self._filled())

    def content(self) -> list[dict[str, Any]]:
        """What to keep of half-typed promises."""
        return [block.content() for block in self._filled()]

    def set_content(self, content: Sequence[dict[str, Any]]) -> None:
        """Show what was kept instead."""
        for block in list(self.blocks):
            self.take_away(block)
        for kept in content:
            self.add().set_content(kept)

    def _filled(self) -> list[ClauseBlock]:
        return [block for block in self.blocks if not block.is_empty()]
