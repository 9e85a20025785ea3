"""One side of a cross-promotion's result: the same figures for our shop and for each partner's."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from partnercrm.domain.promotion_result import KNOWN_WORDS, Known, SideResult
from partnercrm.domain.promotion_rows import Promotion
from partnercrm.domain.seasonal import Season
from ui.common.tab import Shell
from ui.common.widgets import button, card, hline, label
from ui.promotion import cells
from ui.words import number, say, tr

Line = tuple[str, str, str]
"""What it is, the figure, and what stands small below it."""


def side_card(shell: Shell, promotion: Promotion, side: SideResult) -> QWidget:
    """A card with the figures of one side and *Explain*."""
    from ui.promotion.explain import ExplainSheet  # late: only who asks reads it

    frame, column = card()
    name = side.name or tr("Our shop")
    frame.setAccessibleName(name)
    head = QHBoxLayout()
    head.addWidget(label(name, "heading"))
    head.addStretch(1)
    explain = button(tr("Explain"), "link", small=True)
    explain.setAccessibleName(tr("Explain the figures of {name}", name=name))
    explain.clicked.connect(lambda: ExplainSheet(shell, promotion, side).start())
    head.addWidget(explain)
    column.addLayout(head)
    for place, lines in enumerate((_activity(side), _money(side), _effect(side))):
        if place:
            column.addWidget(hline())
        column.addLayout(_grid(lines))
    column.addStretch(1)
    return frame


def _activity(side: SideResult) -> list[Line]:
    """What was done: activity, not yet an effect."""
    new = number(side.new_customers)
    if side.uses and not side.asked:
        new = tr("nobody was asked")
    elif side.asked < side.uses:
        new = tr("{new} of {asked} asked", new=side.new_customers, asked=side.asked)
    return [
        (tr("Handed out"), number(side.issued), ""),
        (tr("Used"), number(side.redeemed), _rate(side)),
        (tr("New customers"), new, ""),
    ]


def _rate(side: SideResult) -> str:
    if side.rate is None:
        return ""
    return tr("{share}, {around}", share=cells.share(side.rate), around=cells.shares(side.rate_interval))


def _money(side: SideResult) -> list[Line]:
    margin = "" if side.margin_rate is not None else tr("Nobody said what is left of a purchase")
    return [
        (tr("Revenue"), cells.amount(side.revenue), ""),
        (tr("Came off"), cells.amount(side.reduction), _came_off(side)),
        (tr("Margin on it"), cells.amount(side.margin), margin),
        (tr("Cost"), cells.amount(side.cost), _cost(side)),
    ]


def _came_off(side: SideResult) -> str:
    """In our shop: how much of it stands on sales of the till."""
    if side.party is not None or not side.reduction:
        return ""
    return tr("{amount} of it on sales that are in", amount=cells.amount(side.booked))


def _cost(side: SideResult) -> str:
    parts = [tr("{amount} came off", amount=cells.amount(side.borne_here))]
    if side.borne_there:
        parts.append(tr("{amount} borne elsewhere", amount=cells.amount(side.borne_there)))
    if side.costs:
        parts.append(tr("{amount} other", amount=cells.amount(side.costs)))
    return ", ".join(parts) if len(parts) > 1 else ""


def _effect(side: SideResult) -> list[Line]:
    effect = side.effect
    if effect.known not in (Known.KNOWN, Known.ESTIMATE):
        return [(tr("What it added"), cells.DASH, say(KNOWN_WORDS[effect.known]))]
    more, words = number(round(effect.buyers or 0)), cells.counts(effect.buyers_interval)
    lines = [(tr("More came"), more, words)]
    if effect.season is not None:
        lines = [(tr("More sold, at list price"), cells.amount(effect.season.added), _estimate(side, effect.season))]
    if effect.margin is not None:
        lines.append((tr("Added margin"), cells.amount(effect.margin), cells.amounts(effect.margin_interval)))
        lines.append((tr("Return on cost"), cells.roi(side), _return(side)))
    return lines


def _estimate(side: SideResult, season: Season) -> str:
    with_vouchers = side.revenue + side.reduction
    if season.added <= with_vouchers:
        return say(KNOWN_WORDS[side.effect.known])
    return tr(
        "{estimate}; of it {amount} at most with vouchers",
        estimate=say(KNOWN_WORDS[side.effect.known]),
        amount=cells.amount(with_vouchers),
    )


def _return(side: SideResult) -> str:
    interval = side.roi_interval
    if interval is None:
        return ""
    if interval.low < 0 < interval.high:
        return tr("it may be a gain or a loss: too few to tell")
    return tr("a gain") if interval.low >= 0 else tr("a loss")


def _grid(lines: Sequence[Line]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(2)
    grid.setColumnStretch(0, 1)
    row = 0
    for name, figure, below in lines:
        grid.addWidget(label(name, "muted"), row, 0)
        grid.addWidget(label(figure, "strong"), row, 1, Qt.AlignmentFlag.AlignRight)
        row += 1
        if below:
            words = label(below, "faint")
            words.setWordWrap(True)
            words.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(words, row, 0, 1, 2)
            row += 1
    return grid
