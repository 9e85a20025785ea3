"""A cross-promotion's page: both sides' results beside one another, what passed between us, months and vouchers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QToolButton, QVBoxLayout, QWidget

from partnercrm.domain.promotion import PromotionState
from partnercrm.domain.promotion_result import Mutual, PromotionResult
from partnercrm.domain.promotion_rows import MonthRow, Promotion
from partnercrm.domain.record import dataclass
from partnercrm.domain.voucher_answers import offer_words
from partnercrm.domain.voucher_rows import BatchRow
from ui.common.tab import Shell
from ui.common.widgets import Badge, ElidedLabel, button, card, hline, icon_button, label
from ui.promotion import cells, deeds
from ui.promotion.side_card import side_card
from ui.words import currency, money, number, say, tr, trn


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows: the result, each month, those to be saved (yyyymm), the batches, and today."""

    result: PromotionResult
    months: list[MonthRow]
    due: set[int]
    batches: list[BatchRow]
    today: dt.date


class PromotionPage(QScrollArea):
    """Built anew for each promotion; `back` shows the list again."""

    def __init__(self, shell: Shell, back: Callable[[], object]) -> None:
        super().__init__()
        self._shell, self._back = shell, back
        self._shown: Shown | None = None
        self.back_button: QToolButton | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def promotion(self) -> int | None:
        """The row id of the promotion that is shown."""
        return self._shown.result.promotion.id if self._shown else None

    def forget(self) -> None:
        """The list is shown."""
        self._shown = None

    def show_result(self, shown: Shown) -> None:
        """Show a promotion."""
        same = self.promotion() == shown.result.promotion.id
        place = self.verticalScrollBar().value() if same else 0
        focused: QWidget | None = self.window().focusWidget()
        inside = not same or (focused is not None and self.isAncestorOf(focused))
        self._shown = shown
        self.setAccessibleName(tr("Cross-promotion {title}", title=shown.result.promotion.title))
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 2, 6, 12)
        column.setSpacing(12)
        column.addLayout(self._head(shown))
        column.addLayout(self._sides(shown))
        column.addWidget(self._between(shown))
        column.addWidget(self._vouchers(shown))
        column.addStretch(1)
        self.setWidget(content)
        self.verticalScrollBar().setValue(place)
        if inside and self.back_button is not None:
            self.back_button.setFocus()

    # Parts

    def _head(self, shown: Shown) -> QVBoxLayout:
        found = shown.result.promotion
        column = QVBoxLayout()
        column.setSpacing(2)
        first = QHBoxLayout()
        first.setSpacing(8)
        back = icon_button("arrow-left", tr("Back to the list"), tip=tr("Back to the list  (Esc)"))
        back.clicked.connect(lambda: self._back())
        self.back_button = back
        first.addWidget(back)
        first.addWidget(ElidedLabel(found.title, "section"), 1)
        badge = cells.state_badge(found.state(shown.today))
        first.addWidget(Badge(badge.text, badge.tone, dot=badge.dot))
        for each in self._deeds(found, shown.today):
            first.addWidget(each)
        column.addLayout(first)
        for line in _lines(found):
            words = label(line, "muted")
            words.setWordWrap(True)
            column.addWidget(words)
        return column

    def _deeds(self, found: Promotion, today: dt.date) -> list[QWidget]:
        parts: list[tuple[str, Callable[[], object]]] = []
        if found.partners:
            parts.append((tr("Before and after"), lambda: deeds.compare(self._shell, found.partners[0].party)))
        if not self._shell.session.read_only:
            parts.append((tr("Change"), lambda: deeds.open_form(self._shell, found.id)))
            if found.state(today) is PromotionState.RUNNING:
                parts.append((tr("Finish today"), lambda: deeds.finish(self._shell, self, found.id)))
            elif found.finished_on is not None:
                parts.append((tr("Let it run on"), lambda: deeds.resume(self._shell, self, found.id)))
        return [_button(text, run) for text, run in parts]

    def _sides(self, shown: Shown) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(12)
        for side in shown.result.sides:
            line.addWidget(side_card(self._shell, shown.result.promotion, side), 1)
        return line

    def _between(self, shown: Shown) -> QWidget:
        frame, column = card()
        head = QHBoxLayout()
        head.addWidget(label(tr("Between us"), "heading"))
        head.addStretch(1)
        if not self._shell.session.read_only:
            number = shown.result.promotion.id
            head.addWidget(_button(tr("Add a mention"), lambda: deeds.mention(self._shell, number)))
        column.addLayout(head)
        for mutual in shown.result.mutual:
            words = label(_mutual_words(mutual), "muted")
            words.setWordWrap(True)
            column.addWidget(words)
        for place, row in enumerate(shown.months):
            if place == 0 or shown.months[place - 1].month != row.month:
                column.addWidget(hline())
            column.addLayout(self._month(shown, row))
        if not shown.months:
            column.addWidget(label(tr("Nothing happened yet that would be saved."), "muted"))
        return frame

    def _month(self, shown: Shown, row: MonthRow) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(8)
        several = len(shown.result.promotion.partners) > 1
        named = tr("{month}, {name}", month=cells.month(row.month), name=row.name)
        line.addWidget(label(named if several else cells.month(row.month)), 1)
        for entry in row.entries:
            link = button(entry, "link", small=True)
            link.setAccessibleName(tr("Show entry {number}", number=entry))
            link.clicked.connect(lambda _on=False, entry=entry: self._shell.go("ledger", number=entry))
            line.addWidget(link)
        if row.waiting:
            line.addWidget(label(trn("{count} to be saved", "{count} to be saved", row.waiting), "small"))
        if row.month in shown.due and row.waiting and not self._shell.session.read_only:
            number = shown.result.promotion.id
            save = _button(tr("Save the month"), lambda: deeds.post(self._shell, self, number, row.month))
            save.setAccessibleName(tr("Save {month}", month=cells.month(row.month)))
            line.addWidget(save)
        return line

    def _vouchers(self, shown: Shown) -> QWidget:
        frame, column = card()
        head = QHBoxLayout()
        head.addWidget(label(tr("Vouchers"), "heading"))
        head.addStretch(1)
        title = shown.result.promotion.title
        head.addWidget(
            _button(tr("Go to the vouchers"), lambda: self._shell.go("promotions", view="vouchers", promotion=title))
        )
        column.addLayout(head)
        for batch in shown.batches:
            line = QHBoxLayout()
            line.addWidget(ElidedLabel(batch.name or say(offer_words(batch.terms, currency()))), 1)
            counts = {"made": batch.size, "out": batch.handed_out, "used": batch.used}
            line.addWidget(label(tr("{made} made, {out} handed out, {used} used", **counts), "small"))
            column.addLayout(line)
        if not shown.batches:
            column.addWidget(label(tr("No vouchers are made yet."), "muted"))
        return frame

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._back()
        else:
            super().keyPressEvent(event)


def _button(text: str, run: Callable[[], object]) -> QWidget:
    made = button(text, small=True)
    made.clicked.connect(lambda: run())
    return made


def _lines(found: Promotion) -> list[str]:
    names = ", ".join(partner.name for partner in found.partners)
    offers = [
        tr("{offer} in {shop}", shop=offer.name or tr("our shop"), offer=say(offer_words(offer.draft, currency())))
        for offer in found.offers
    ]
    target = trn("Target: {count} voucher back", "Target: {count} vouchers back", found.target) if found.target else ""
    lines = [
        tr("With {names}, {term}", names=names, term=cells.term(found)),
        "; ".join(offers),
        ". ".join(filter(None, (found.audience, target))),
        found.note,
    ]
    return [line for line in lines if line]


def _mutual_words(mutual: Mutual) -> str:
    """What each side gave in the promotion, and how mutual that is."""
    given, received = money(mutual.given), money(mutual.received)
    said = tr("We gave {given}, {name} gave {received}", given=given, received=received, name=mutual.name)
    if mutual.unpriced_given or mutual.unpriced_received:
        ours, theirs = mutual.unpriced_given, mutual.unpriced_received
        said = tr("{said}; without a price {ours} : {theirs}", said=said, ours=ours, theirs=theirs)
    borne = _borne_words(mutual)
    if mutual.reciprocity is None:
        return f"{said}.{borne}"
    told = tr("{said}. Mutual to {share} of 100.", said=said, share=number(round(mutual.reciprocity * 100)))
    return f"{told}{borne}"


def _borne_words(mutual: Mutual) -> str:
    """What one side bears of the other's discounts: it is for a bill and not posted here."""
    found = []
    if mutual.they_bear:
        amount = money(mutual.they_bear)
        found.append(tr("Of what came off with us {name} bears {amount}: bill it.", name=mutual.name, amount=amount))
    if mutual.we_bear:
        amount = money(mutual.we_bear)
        found.append(tr("Of what came off with {name} we bear {amount}.", name=mutual.name, amount=amount))
    return "".join(f" {text}" for text in found)
