"""What a program has several of, in its form: rewards, tiers, and what earns nothing. One block each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from partnercrm.domain.loyalty import EXCLUSION_WORDS, ExclusionDraft, ExclusionKind, RewardDraft, TierDraft
from partnercrm.domain.party import ROLE_WORDS, Role
from ui.common.block_list import Block
from ui.common.fields import ChoiceField, DateField, Field, MoneyField, TextField
from ui.common.fields_sheet import NumberField, read, row_of
from ui.common.tab import Shell
from ui.common.widgets import icon_button, label
from ui.words import say, tr


class RewardBlock(Block):
    """A reward: name, points, price and cost in one line; below it its days, where it has any."""

    def __init__(self, shell: Shell, draft: RewardDraft | None) -> None:
        super().__init__(tr("Take this reward away"))
        today = shell.session.clock.today
        self.name = TextField(tr("Reward"), placeholder=tr("A coffee"))
        self.points = NumberField(tr("for points"))
        self.worth = MoneyField(tr("Its price"))
        self.cost = MoneyField(tr("Costs us"))
        self.from_day = DateField(tr("Offered from"), today, placeholder=tr("the start"))
        self.until_day = DateField(tr("Offered until"), today, placeholder=tr("the end"))
        self.days = icon_button("calendar", tr("Offer it only on certain days"), size=14)
        self.days.clicked.connect(self._ask_days)
        self._main: tuple[Field, ...] = (self.name, self.points, self.worth, self.cost)
        self._end = _End((self.days, self.gone))
        _stack(
            self,
            _line(self._end, *zip(self._main, (5, 2, 2, 2), strict=True)),
            row_of((self.from_day, 1), (self.until_day, 1)),
        )
        self._show_days(draft is not None and (draft.from_day is not None or draft.until_day is not None))
        if draft is not None:
            self._fill(draft)
        self.setFocusProxy(self.name)

    def fields(self) -> dict[str, Field]:
        return {
            "name": self.name,
            "points": self.points,
            "value": self.worth,
            "cost": self.cost,
            "from_day": self.from_day,
            "until_day": self.until_day,
        }

    def is_empty(self) -> bool:
        return all(each.is_empty() for each in (self.name, self.points, self.worth, self.cost))

    def value(self) -> RewardDraft:
        return RewardDraft(
            name=self.name.value(),
            points=read(self.points) or Decimal(0),
            value=read(self.worth),
            cost=read(self.cost),
            from_day=read(self.from_day),
            until_day=read(self.until_day),
        )

    def be_first(self, first: bool) -> None:
        _show_captions(self._main, self._end, first)

    def _fill(self, draft: RewardDraft) -> None:
        self.name.set_value(draft.name)
        self.points.set_value(draft.points)
        self.worth.set_value(draft.value)
        self.cost.set_value(draft.cost)
        self.from_day.set_value(draft.from_day)
        self.until_day.set_value(draft.until_day)

    def _ask_days(self) -> None:
        self._show_days(True)
        self.from_day.take_focus()

    def _show_days(self, on: bool) -> None:
        for each in (self.from_day, self.until_day):
            each.setVisible(on)
        self.days.setEnabled(not on)


class TierBlock(Block):
    """A tier: its name, from which spending, and how many times the points."""

    def __init__(self, draft: TierDraft | None) -> None:
        super().__init__(tr("Take this tier away"))
        self.name = TextField(tr("Tier"), placeholder=tr("Regular"))
        self.spend = MoneyField(tr("from spending"))
        self.factor = NumberField(tr("times the points"), placeholder="1")
        self._main: tuple[Field, ...] = (self.name, self.spend, self.factor)
        self._end = _End((self.gone,))
        _stack(self, _line(self._end, *zip(self._main, (3, 2, 2), strict=True)))
        if draft is not None:
            self.name.set_value(draft.name)
            self.spend.set_value(draft.from_spend)
            self.factor.set_value(draft.factor)
        self.setFocusProxy(self.name)

    def fields(self) -> dict[str, Field]:
        return {"name": self.name, "from_spend": self.spend, "factor": self.factor}

    def is_empty(self) -> bool:
        return self.name.is_empty() and self.spend.is_empty()

    def value(self) -> TierDraft:
        factor = read(self.factor)
        return TierDraft(self.name.value(), read(self.spend) or 0, Decimal(1) if factor is None else factor)

    def be_first(self, first: bool) -> None:
        _show_captions(self._main, self._end, first)


class ExclusionBlock(Block):
    """What earns nothing: some goods, what somebody in a role buys, or some days; and how that is said at the desk."""

    def __init__(self, shell: Shell, draft: ExclusionDraft | None) -> None:
        super().__init__(tr("Let this earn again"))
        self._draft = draft
        today = shell.session.clock.today
        kinds = [(kind, say(words)) for kind, words in EXCLUSION_WORDS.items()]
        self.kind: ChoiceField[ExclusionKind] = ChoiceField(tr("Kind"), kinds)
        self.role: ChoiceField[Role] = ChoiceField(tr("Whose"), [(role, say(ROLE_WORDS[role])) for role in Role])
        self.what = TextField("")
        self.from_day = DateField(tr("From"), today)
        self.until_day = DateField(tr("Until"), today)
        _stack(
            self,
            _line(_End((self.gone,)), (self.kind, 2), (self.role, 2), (self.what, 3)),
            row_of((self.from_day, 1), (self.until_day, 1)),
        )
        self.role.set_value(Role.EMPLOYEE)
        if draft is not None:
            self._fill(draft)
        self._show_fields()
        self.kind.combo.currentIndexChanged.connect(lambda _at: self._show_fields())
        self.setFocusProxy(self.kind)

    def fields(self) -> dict[str, Field]:
        return {"role": self.role, "what": self.what, "from_day": self.from_day, "until_day": self.until_day}

    def is_empty(self) -> bool:
        return self.kind.value() is ExclusionKind.THING and self.what.is_empty()

    def value(self) -> ExclusionDraft:
        kind, known = self.kind.value(), self._draft
        said = known if known is not None and known.kind is kind else ExclusionDraft(kind)
        said = replace(said, what=self.what.value())
        if kind is ExclusionKind.ROLE:
            return replace(said, role=self.role.value())
        if kind is ExclusionKind.DAYS:
            return replace(said, from_day=read(self.from_day), until_day=read(self.until_day))
        return said

    def _fill(self, draft: ExclusionDraft) -> None:
        self.kind.set_value(draft.kind)
        self.what.set_value(draft.what)
        if draft.role is not None:
            self.role.set_value(draft.role)
        self.from_day.set_value(draft.from_day)
        self.until_day.set_value(draft.until_day)

    def _show_fields(self) -> None:
        kind = self.kind.value()
        thing = kind is ExclusionKind.THING
        self.role.setVisible(kind is ExclusionKind.ROLE)
        for each in (self.from_day, self.until_day):
            each.setVisible(kind is ExclusionKind.DAYS)
        text = tr("What") if thing else tr("In words")
        self.what.caption.setText(text)
        self.what.control.setAccessibleName(text)
        self.what.edit.setPlaceholderText(tr("Gift cards") if thing else tr("as the desk says it"))


class _End(QWidget):
    """Small buttons as high as a field, below a caption that says nothing."""

    def __init__(self, buttons: Iterable[QWidget]) -> None:
        super().__init__()
        self.caption = label(" ", "label")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.caption)
        row = QHBoxLayout()
        row.setSpacing(0)
        for each in buttons:
            row.addWidget(each)
        column.addLayout(row)


def _line(end: _End, *fields: tuple[QWidget, int]) -> QHBoxLayout:
    """Fields beside one another, and small buttons at their end, level with the fields."""
    row = row_of(*fields)
    row.addWidget(end, 0, Qt.AlignmentFlag.AlignTop)
    return row


def _stack(block: QWidget, *lines: QHBoxLayout) -> None:
    column = QVBoxLayout(block)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(6)
    for each in lines:
        column.addLayout(each)


def _show_captions(fields: Iterable[Field], end: _End, on: bool) -> None:
    for caption in (*(each.caption for each in fields), end.caption):
        caption.setVisible(on)
