"""The form of a saved segment: conditions, all of which must hold, and how many are in it while they are chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeAlias
from uuid import UUID

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QPushButton, QWidget

from partnercrm.domain.errors import Refused
from partnercrm.domain.record import dataclass
from partnercrm.domain.rfm import SEGMENT_WORDS, Segment
from partnercrm.domain.segment import MONTHS, REACH_WORDS, THIS_MONTH, Reach, SegmentDraft, SegmentRule
from partnercrm.services import item, loyalty, party_list, segment
from partnercrm.services.store import Store
from ui.common.fields import ChoiceField, Field, MoneyField, TextField
from ui.common.fields_sheet import FieldsSheet, WholeField, may_write, read
from ui.common.tab import Shell
from ui.common.widgets import button, label
from ui.effectiveness.flow_row import FlowRow
from ui.words import say, tr, trn

TYPING_MS = 250
Card: TypeAlias = tuple[bool | None, UUID | None]


@dataclass(frozen=True, slots=True)
class Known:
    """What can be chosen from: items and programs by UUID and name, and tags."""

    items: Sequence[tuple[UUID, str]]
    programs: Sequence[tuple[UUID, str]]
    tags: Sequence[str]


def open_form(shell: Shell, number: int | None = None, name: str = "", rule: SegmentRule | None = None) -> None:
    """A new segment, or the one of that row id with its name and conditions."""
    store = shell.session.store
    if may_write(shell):
        shell.tasks.run_read(
            lambda: _known(store),
            lambda known: SegmentForm(shell, known, number, name, rule or SegmentRule()).start(),
            owner=shell.host(),
        )


def _known(store: Store) -> Known:
    return Known(
        [(row.uuid, row.name) for row in item.listed(store, retired=True)],
        [(row.uuid, row.draft.name) for row in loyalty.programs(store)],
        [name for name, _count in party_list.tags(store)],
    )


class GroupsField(Field):
    """Any of the groups of customers, as chips."""

    def __init__(self, text: str) -> None:
        chips = QWidget()
        row = FlowRow(chips)
        super().__init__(text, chips)
        self._chips: dict[Segment, QPushButton] = {}
        for group, words in SEGMENT_WORDS.items():
            made: QPushButton = button(say(words), "chip")
            made.setCheckable(True)
            made.toggled.connect(self._on_edited)
            row.addWidget(made)
            self._chips[group] = made

    def value(self) -> tuple[Segment, ...]:
        """The chosen groups."""
        return tuple(group for group, chip in self._chips.items() if chip.isChecked())

    def set_value(self, groups: Sequence[Segment]) -> None:
        """Choose these groups and no others."""
        for group, chip in self._chips.items():
            chip.setChecked(group in groups)


class SegmentForm(FieldsSheet):
    """What is left empty asks for nothing."""

    def __init__(self, shell: Shell, known: Known, number: int | None, name: str, rule: SegmentRule) -> None:
        title = tr("Change the segment") if number else tr("New segment")
        super().__init__(shell, title, tr("Save the segment"), width=680)
        self._number, self._rule = number, rule
        any_of = tr("does not matter")
        either: list[tuple[bool | None, str]] = [(None, any_of), (True, tr("yes")), (False, tr("no"))]
        self.name = TextField(tr("&Name"), placeholder=tr("Win back"))
        self.local: ChoiceField[bool | None] = ChoiceField(tr("From near&by"), either)
        self.lapsed: ChoiceField[bool | None] = ChoiceField(tr("Silent for longer than &usual"), either)
        self.reach: ChoiceField[Reach | None] = ChoiceField(
            tr("&Reach"), [(None, any_of), *((way, say(words)) for way, words in REACH_WORDS.items())]
        )
        self.tag: ChoiceField[str] = ChoiceField(tr("&Tag"), _with(rule.tag, known.tags, any_of))
        self.groups = GroupsField(tr("In one of these &groups"))
        self.bought = WholeField(tr("Bought on at &least … days"))
        self.most = WholeField(tr("Bought on at &most … days"))
        self.silent = WholeField(tr("Silent for … &days"))
        self.within = WholeField(tr("Bought &within … days"))
        self.new = WholeField(tr("N&ew within … days"))
        self.spent = MoneyField(tr("&Spent at least"))
        self.spent_most = MoneyField(tr("Spent &at most"))
        items: list[tuple[UUID | None, str]] = [(None, any_of), *known.items]
        if rule.item not in {uuid for uuid, _name in items}:
            items.append((rule.item, tr("an item that is gone")))
        self.item: ChoiceField[UUID | None] = ChoiceField(tr("B&ought"), items)
        self.card: ChoiceField[Card] = ChoiceField(tr("&Card"), _cards(rule, known, any_of))
        self.month: ChoiceField[int | None] = ChoiceField(tr("Birthday or another da&y in"), _months(any_of))
        self.count = label("", "strong")
        self.rows(
            ((self.name, 2), (self.tag, 1)),
            ((self.local, 1), (self.reach, 1), (self.card, 1)),
            ((self.groups, 1),),
            ((self.bought, 1), (self.most, 1), (self.item, 1)),
            ((self.spent, 1), (self.spent_most, 1), (self.month, 1)),
            ((self.silent, 1), (self.within, 1), (self.new, 1)),
            ((self.lapsed, 1), (self.count, 2)),
        )
        self._typing = QTimer(self, singleShot=True, interval=TYPING_MS)
        self._typing.timeout.connect(self._recount)
        self._fill(name, rule)
        for field in self.fields().values():
            field.edited.connect(self._typing.start)

    def start(self) -> None:
        """Open it."""
        self.open(self.name.edit)
        self._recount()

    def fields(self) -> dict[str, Field]:
        return {
            "name": self.name,
            "tag": self.tag,
            "local": self.local,
            "reach": self.reach,
            "member": self.card,
            "groups": self.groups,
            "least_purchases": self.bought,
            "most_purchases": self.most,
            "item": self.item,
            "least_spent": self.spent,
            "most_spent": self.spent_most,
            "date_month": self.month,
            "silent_days": self.silent,
            "within_days": self.within,
            "new_days": self.new,
            "lapsed": self.lapsed,
        }

    def save(self) -> None:
        draft = SegmentDraft(self.name.value(), self._rule_by(read))
        store, ctx, number = self.shell.session.store, self.ctx, self._number
        self.write(lambda: segment.save(store, ctx, draft, number))

    def _rule_by(self, take: Any) -> SegmentRule:
        """The conditions, each field read by `take`. Raises Refused."""
        said = {name: take(field) for name, field in self.fields().items() if name != "name"}
        member, program = said.pop("member")
        return replace(self._rule, **said, member=member, program=program)

    def _fill(self, name: str, rule: SegmentRule) -> None:
        self.name.set_value(name)
        self.card.set_value((rule.member, rule.program))
        for field, made in self.fields().items():
            if field not in ("name", "member"):
                made.set_value(getattr(rule, field))  # type: ignore[attr-defined]

    def _recount(self) -> None:
        """How many are in it now; nothing is said while a field cannot be read."""
        try:
            rule = self._rule_by(lambda field: field.value())
        except Refused:
            self.count.setText("")
            return
        if rule.problems():
            self.count.setText("")
            return
        session = self.shell.session
        today = session.clock.today()
        self.shell.tasks.run_read(
            lambda: segment.count(session.store, rule, today), self._tell, owner=self, latest_key=f"segment {id(self)}"
        )

    def _tell(self, count: int) -> None:
        self.count.setText(trn("{count} customer is in it now", "{count} customers are in it now", count))


def _with(tag: str, tags: Sequence[str], any_of: str) -> list[tuple[str, str]]:
    """The tags to choose from, also one that nobody has any more."""
    return [("", any_of), *((each, each) for each in dict.fromkeys((*tags, *filter(None, (tag,)))))]


def _cards(rule: SegmentRule, known: Known, any_of: str) -> list[tuple[Card, str]]:
    """Any card, none, or one of a program."""
    found: list[tuple[Card, str]] = [((None, None), any_of), ((True, None), tr("has one")), ((False, None), tr("none"))]
    found += [((True, uuid), name) for uuid, name in known.programs]
    chosen = (rule.member, rule.program)
    if chosen not in [card for card, _name in found]:
        name = dict(known.programs).get(rule.program) if rule.program else None
        found.append((chosen, tr("none of {program}", program=name) if name else tr("a program that is gone")))
    return found


def _months(any_of: str) -> list[tuple[int | None, str]]:
    return [
        (None, any_of),
        (THIS_MONTH, tr("this month")),
        *((at, say(name)) for at, name in enumerate(MONTHS, 1)),
    ]
