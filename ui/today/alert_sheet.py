"""An alert opened: how things stand, at what it comes and goes, the records behind it, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from partnercrm.domain.alert import AlertKind
from partnercrm.services.alert import Standing
from ui.common.explain import Deed, ExplainSheet, Line, Section
from ui.common.tab import Shell
from ui.common.widgets import label
from ui.words import number, say, tr

_PLACES: dict[AlertKind, tuple[str, str]] = {
    AlertKind.SINGLE: ("suppliers", "items"),
    AlertKind.SATISFACTION: ("feedback", "surveys"),
}


class AlertSheet(ExplainSheet):
    """Titled by its rule; what is known besides about the same party stands below, each explaining itself."""

    def __init__(self, shell: Shell, found: Sequence[Standing], acts: Sequence[Deed]) -> None:
        first = found[0]
        super().__init__(
            shell,
            first.figure,
            badge=tr("comes at {on}, goes at {off}", on=number(first.rule.on), off=number(first.rule.off)),
            sections=_others(found[1:]),
            deed=whole_list(shell, first),
            acts=acts,
        )
        self.title.setText(say(first.rule.title))

    def start(self) -> None:
        """Open it with the cursor in its records."""
        super().start()
        if self.list is not None:
            self.list.table.setFocus()

    def _say_value(self, badge: str) -> None:
        said = label(say(self.figure.title), "strong")
        said.setWordWrap(True)
        self.body.addWidget(said)
        super()._say_value(badge)


def _others(found: Sequence[Standing]) -> list[Section]:
    lines = [Line(say(each.rule.title), "", say(each.said), replace(each.figure, title=each.said)) for each in found]
    return [Section(tr("Also about them"), lines)] if lines else []


def whole_list(shell: Shell, found: Standing) -> Deed | None:
    """Where all records of an alert are shown as a list that can be worked with."""
    kind, records, go = found.rule.kind, found.level.records, shell.go
    if kind is AlertKind.BALANCE:
        return tr("Show them in the ledger"), lambda: go("ledger", exchanges=tuple(records["exchange"]))
    if kind is AlertKind.COOLING:
        return tr("Show all contacts"), lambda: go("interactions", view="everything", party=found.level.party)
    if "agreement" in records:
        return tr("Show the agreement"), lambda: go("agreements", view="agreements", record=records["agreement"][0])
    if "promotion" in records:
        return tr("Show the promotion"), lambda: go("promotions", view="promotions", record=records["promotion"][0])
    if "purchase_order" in records:
        order = records["purchase_order"][0]
        return tr("Show the order"), lambda: go("effectiveness", view="suppliers", part="orders", record=order)
    if kind in _PLACES:
        view, part = _PLACES[kind]
        return tr("Show the whole list"), lambda: go("effectiveness", view=view, part=part)
    return people(shell, found)


def people(shell: Shell, found: Standing) -> Deed | None:
    """The people behind an alert as a list to call, mail or print; None where it is about nobody."""
    ids, title = tuple(found.level.records.get("party", ())), say(found.rule.title)
    if not ids:
        return None
    return tr("Show these people"), lambda: shell.go("effectiveness", view="customers", people=ids, title=title)
