"""The form of a saved segment: conditions, all of which must hold, and how many are in it while they are chosen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QTimer

from partnercrm.domain.errors import Refused
from partnercrm.domain.segment import REACH_WORDS, Reach, SegmentDraft, SegmentRule
from partnercrm.services import segment
from ui.common.fields import ChoiceField, Field, MoneyField, TextField
from ui.common.fields_sheet import FieldsSheet, WholeField, read
from ui.common.tab import Shell
from ui.common.widgets import label
from ui.words import say, tr, trn

TYPING_MS = 250


def open_form(shell: Shell, number: int | None = None, name: str = "", rule: SegmentRule | None = None) -> None:
    """A new segment, or the one of that row id with its name and conditions."""
    SegmentForm(shell, number, name, rule or SegmentRule()).start()


class SegmentForm(FieldsSheet):
    """What is left empty asks for nothing. Conditions that have no field here stay as they were."""

    def __init__(self, shell: Shell, number: int | None, name: str, rule: SegmentRule) -> None:
        title = tr("Change the segment") if number else tr("New segment")
        super().__init__(shell, title, tr("Save the segment"), width=600)
        self._number, self._rule = number, rule
        either: list[tuple[bool | None, str]] = [(None, tr("does not matter")), (True, tr("yes")), (False, tr("no"))]
        ways: list[tuple[Reach | None, str]] = [(None, tr("does not matter"))]
        ways += [(way, say(words)) for way, words in REACH_WORDS.items()]
        self.name = TextField(tr("&Name"), placeholder=tr("Win back"))
        self.local: ChoiceField[bool | None] = ChoiceField(tr("From near&by"), either)
        self.lapsed: ChoiceField[bool | None] = ChoiceField(tr("Silent for longer than &usual"), either)
        self.reach: ChoiceField[Reach | None] = ChoiceField(tr("&Reach"), ways)
        self.tag = TextField(tr("&Tag"))
        self.bought = WholeField(tr("Bought on at &least … days"))
        self.most = WholeField(tr("Bought on at &most … days"))
        self.silent = WholeField(tr("Silent for … &days"))
        self.within = WholeField(tr("Bought &within … days"))
        self.new = WholeField(tr("N&ew within … days"))
        self.spent = MoneyField(tr("&Spent at least"))
        self.count = label("", "strong")
        self.rows(
            ((self.name, 2), (self.tag, 1)),
            ((self.local, 1), (self.lapsed, 1), (self.reach, 1)),
            ((self.bought, 1), (self.most, 1), (self.spent, 1)),
            ((self.silent, 1), (self.within, 1), (self.new, 1)),
        )
        self.body.addWidget(self.count)
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
            "lapsed": self.lapsed,
            "reach": self.reach,
            "least_purchases": self.bought,
            "most_purchases": self.most,
            "least_spent": self.spent,
            "silent_days": self.silent,
            "within_days": self.within,
            "new_days": self.new,
        }

    def save(self) -> None:
        draft = SegmentDraft(self.name.value(), self._read())
        store, ctx, number = self.shell.session.store, self.ctx, self._number
        self.write(lambda: segment.save(store, ctx, draft, number))

    def _read(self) -> SegmentRule:
        return replace(
            self._rule,
            local=self.local.value(),
            lapsed=self.lapsed.value(),
            reach=self.reach.value(),
            tag=self.tag.value().strip(),
            least_purchases=read(self.bought),
            most_purchases=read(self.most),
            silent_days=read(self.silent),
            within_days=read(self.within),
            new_days=read(self.new),
            least_spent=read(self.spent),
        )

    def _fill(self, name: str, rule: SegmentRule) -> None:
        values: dict[str, Any] = {field: getattr(rule, field) for field in self.fields() if field != "name"}
        self.name.set_value(name)
        for field, made in self.fields().items():
            if field != "name" and values[field] not in (None, ""):
                made.set_value(values[field])  # type: ignore[attr-defined]

    def _recount(self) -> None:
        """How many are in it now; nothing is said while a field cannot be read."""
        try:
            rule = self._quietly()
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

    def _quietly(self) -> SegmentRule:
        """The conditions, without showing what is wrong while somebody still types."""
        fields = {name: field.value() for name, field in self.fields().items() if name != "name"}  # type: ignore[attr-defined]
        return replace(self._rule, **fields)

    def _tell(self, count: int) -> None:
        self.count.setText(trn("{count} customer is in it now", "{count} customers are in it now", count))
