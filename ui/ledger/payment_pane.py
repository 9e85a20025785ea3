"""Recording a payment: who paid whom, how much, which items it pays (the oldest first), and what becomes of a rest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from partnercrm.domain.dates import due_words
from partnercrm.domain.errors import Invalid, Refused
from partnercrm.domain.ledger import Basis, Direction, ExchangeDraft, Kind, LineDraft, Reason, Return
from partnercrm.domain.ledger_rows import OpenItem, OpenSide
from partnercrm.domain.problems import Problem
from partnercrm.domain.settlement import Wish
from partnercrm.services import ledger
from ui import theme
from ui.common.choices import Option, Segment
from ui.common.fields import ChoiceField, DateField, Field, MoneyField, TextField
from ui.common.tab import Shell
from ui.common.who import Who
from ui.common.widgets import label
from ui.ledger.pane import Pane, Stand, Write, amount_of, day_of, require_party, row_of_fields
from ui.ledger.will_stand import will_stand
from ui.words import locale, money, say, tr

THEY, WE = "they", "we"


class PaymentPane(Pane):
    """The amount spreads over what is due first, until somebody ticks or types otherwise.

    What pays none of the items is kept for later bills.
    """

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.verb = tr("Record the payment")
        self._who: Who | None = None
        self._items: list[OpenItem] = []
        self._rows: list[ItemRow] = []
        self._typed = False
        self.side = Segment(tr("Who paid"), [Option(THEY, tr("They paid us")), Option(WE, tr("We paid them"))])
        self.amount = MoneyField(tr("&Amount"))
        self.day = DateField(tr("&Date"), shell.session.clock.today, past=True)
        self.day.set_value(shell.session.clock.today())
        self.memo = TextField(tr("&Memo (they may read it)"))
        self.rest: ChoiceField[Reason | None] = ChoiceField(tr("&What is left of them"), _rests())
        self.rest.hide()
        self._heading = label(tr("It pays"), "label")
        self._list = QVBoxLayout()
        self._list.setSpacing(2)
        self.later = QCheckBox(tr("None of them: keep it for later bills"))
        self.later.clicked.connect(self._on_later)
        self.said = label("", "muted")
        self.said.setWordWrap(True)
        self.said.setAccessibleName(tr("What will stand there"))
        self._lay_out()
        self.side.chosen.connect(lambda _side: self._show_items())
        self.amount.edited.connect(self._on_amount)
        for field in (self.day, self.rest, self.memo):
            field.edited.connect(self._say)

    def fields(self) -> dict[str, Field]:
        """Amount, date, memo, rest."""
        return {"amount": self.amount, "day": self.day, "memo": self.memo, "rest": self.rest}

    def writer(self, party: int | None) -> Write:
        """Posts money, and an adjustment where the rest is closed."""
        draft = self.draft(require_party(party))
        problems = draft.problems()
        if problems:
            raise Invalid([_placed(each) for each in problems])
        keep = bool(self._rows) and not draft.settles
        return lambda store, ctx: ledger.post(store, ctx, draft, keep=keep)

    def draft(self, party: int | None) -> ExchangeDraft:
        """What it says. Raises Refused for an amount or a date that cannot be read."""
        direction = Direction.RECEIVED if self.side.value() == THEY else Direction.GIVEN
        lines = [LineDraft(direction, Kind.MONEY, amount_of("amount", self.amount))]
        ticked, rest = [row for row in self._rows if row.pays()], self._rest()
        reason = self.rest.value() if rest else None
        if reason is not None:
            lines.append(LineDraft(direction, Kind.ADJUSTMENT, rest, Basis.BILL, reason=reason, asks=Return.MONEY))
        wishes = tuple(Wish(row.item.line, row.item.open if reason else row.pays()) for row in ticked)
        return ExchangeDraft(party, day_of("day", self.day), tuple(lines), memo=self.memo.value(), settles=wishes)

    def show_stand(self, stand: Stand) -> None:
        """Offer what is open; begin on the side on which there is something."""
        number = stand.number
        self._who, self._items = stand.who, sorted(stand.items, key=lambda item: item.due)
        wanted = [item for item in self._items if item.number == number and item.open > 0]
        sides = {item.side for item in (wanted or self._items) if item.open > 0}
        if len(sides) == 1:
            self.side.set_value(THEY if OpenSide.RECEIVABLE in sides else WE)
        self._show_items()
        if wanted:
            for row in self._rows:
                row.box.setChecked(row.item.number == number)
            self._on_ticked()

    # Inside

    def _show_items(self) -> None:
        for row in self._rows:
            self._list.removeWidget(row)
            row.hide()
            row.deleteLater()
        side = OpenSide.RECEIVABLE if self.side.value() == THEY else OpenSide.PAYABLE
        today = self.shell.session.clock.today()
        self._rows = [ItemRow(item, today) for item in self._items if item.side is side and item.open > 0]
        for row in self._rows:
            row.toggled.connect(self._on_ticked)
            row.retyped.connect(self._say)
            self._list.addWidget(row)
        for each in (self._heading, self.later):
            each.setVisible(bool(self._rows))
        self.later.setChecked(False)
        if self._typed:
            self._spread([row.item.line for row in self._rows])
        self._say()

    def _on_amount(self) -> None:
        self._typed = not self.amount.is_empty()
        self._spread([] if self.later.isChecked() else [row.item.line for row in self._rows])
        self._say()

    def _on_later(self) -> None:
        """Nothing is paid with it; taken back, the oldest are paid again."""
        if not self._typed:
            self.amount.set_value(None)
        self._on_amount()

    def _on_ticked(self) -> None:
        """By hand: the ticked ones are paid; without a typed amount they say how much it is."""
        ticked = [row for row in self._rows if row.box.isChecked()]
        self.later.setChecked(self._typed and not ticked)
        if not self._typed:
            total = sum(row.item.open for row in ticked)
            self.amount.set_value(total or None)
        self._spread([row.item.line for row in ticked])
        self._say()

    def _spread(self, lines: Sequence[int]) -> None:
        """The amount over these items, the oldest first."""
        try:
            left = self.amount.value() or 0
        except Refused:
            left = 0
        for row in self._rows:
            part = min(row.item.open, left) if row.item.line in lines else 0
            row.set_pays(part)
            left -= part

    def _rest(self) -> int:
        """What stays open of the items that are paid in part."""
        return sum(row.item.open - row.pays() for row in self._rows if row.pays())

    def _say(self) -> None:
        rest = self._rest()
        if any(row.pays() for row in self._rows):
            self.later.setChecked(False)
        self.rest.setVisible(rest > 0)
        self.rest.caption.setText(tr("&What is left of them: {amount}", amount=money(rest)))
        try:
            amount = self.amount.value()
            draft = self.draft(None)
        except Refused:
            return
        if not amount:
            self.said.setText(tr("Type the amount, or tick what it pays."))
            return
        said = will_stand(draft, self._who, self.shell.session.clock.today())
        held = amount - sum(row.pays() for row in self._rows)
        if held > 0 and self._who is not None:
            said.append(tr("{amount} is kept for later bills.", amount=money(held)))
        self.said.setText(" ".join(said))

    def _lay_out(self) -> None:
        self.amount.setFixedWidth(theme.px(120))
        self.day.setFixedWidth(theme.px(210))
        self.column.addWidget(self.side)
        self.column.addLayout(row_of_fields((self.amount, 0), (self.day, 0), (self.memo, 1)))
        self.column.addWidget(self._heading)
        self.column.addLayout(self._list)
        self.column.addWidget(self.later)
        self._heading.hide()
        self.later.hide()
        self.column.addWidget(self.rest)
        self.column.addWidget(self.said)
        self.column.addStretch()


class ItemRow(QWidget):
    """An open item with a tick and how much of it is paid."""

    toggled = Signal()
    retyped = Signal()

    def __init__(self, item: OpenItem, today: dt.date) -> None:
        super().__init__()
        self.item = item
        what = item.memo or item.our_document or item.their_document or tr("entry {number}", number=item.number)
        self.box = QCheckBox(
            tr(
                "{what}, {day}: {amount}, {due}",
                what=what,
                day=locale().date(item.day),
                amount=money(item.open),
                due=say(due_words(item.due, today)),
            )
        )
        self.amount = MoneyField(tr("Paid of it"))
        self.amount.caption.hide()
        self.amount.control.setAccessibleName(tr("Paid of {what}", what=what))
        self.amount.setFixedWidth(theme.px(110))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.box, 1)
        row.addWidget(self.amount, 0, Qt.AlignmentFlag.AlignRight)
        self.box.clicked.connect(self.toggled.emit)
        self.amount.edited.connect(self._on_typed)

    def pays(self) -> int:
        """Minor units of it that are paid; 0 for one that is not ticked."""
        if not self.box.isChecked():
            return 0
        try:
            return max(0, self.amount.value() or 0)
        except Refused:
            return 0

    def set_pays(self, minor: int) -> None:
        """Show how much of it is paid; nothing takes the tick away."""
        self.box.setChecked(minor > 0)
        self.amount.set_value(minor or None)

    def _on_typed(self) -> None:
        self.box.setChecked(not self.amount.is_empty())
        self.retyped.emit()


def _rests() -> list[tuple[Reason | None, str]]:
    return [
        (None, tr("stays open")),
        (Reason.CASH_DISCOUNT, tr("is a discount for paying early")),
        (Reason.ROUNDING, tr("is rounding")),
        (Reason.FORGIVEN, tr("is forgiven")),
    ]


def _placed(problem: Problem) -> Problem:
    """The money's value is the amount, the adjustment's the rest."""
    if problem.field.startswith("lines.0"):
        return Problem("amount", problem.message)
    return Problem("rest", problem.message) if problem.field.startswith("lines.1") else problem
