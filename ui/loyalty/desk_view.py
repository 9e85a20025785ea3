"""The view *Desk*: one field for a card, a name or a voucher, an amount, and one key for each deed. No dialog.

Enter looks up; then Enter earns, F6 uses, F7 refunds, F8 gives the last use back, Esc is for the next customer. Paper
days are entered in the evening with their real date.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from partnercrm.columns.loyalty import DESK_COLUMNS
from partnercrm.domain import codes
from partnercrm.domain.errors import Refused
from partnercrm.domain.loyalty import ProgramKind, points_words
from partnercrm.domain.loyalty_moves import RedeemDraft
from partnercrm.domain.loyalty_rows import MovementRow
from partnercrm.domain.voucher import UseDraft
from partnercrm.services import desk, loyalty, loyalty_moves, voucher
from partnercrm.services.desk import DeskAnswer, Found, Purchase
from ui import theme
from ui.common.fields import DateField, LineField, problem_of
from ui.common.fields_sheet import NumberField
from ui.common.paged_table_model import PagedTableModel
from ui.common.tab import Shell
from ui.common.table_view import Table
from ui.common.views_tab import View
from ui.common.widgets import CornerMask, button, card, label
from ui.loyalty import forms
from ui.loyalty.answer_card import AnswerCard
from ui.tokens import HEADER_HEIGHT, ROW_REGISTER
from ui.words import currency, locale, say, tr

RECORD_SALE = "loyalty/desk_records_sale"
MANY = 40
ANSWER, ANSWER_IN_SHORT, ROOMY = 104, 72, 400
"""Logical px: the least height of the answer, where the view is as high as ROOMY and where it is not."""


class DeskView(View):
    """The big field, the answer, what each key does, and what happened last."""

    subjects = frozenset({"loyalty", "voucher", "party"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._answer: DeskAnswer | None = None
        self._rows: dict[int, MovementRow] = {}
        self.who = LineField(tr("Card, name or voucher"), placeholder=tr("C2345-67897, Ana, P2345-6789A"))
        self.amount = _AmountField(tr("Paid"))
        self.day = DateField(tr("On"), shell.session.clock.today, placeholder=tr("today"), past=True)
        self.sale = QCheckBox(tr("Record the sale too"))
        self.answer = AnswerCard()
        self.names = QListWidget()
        self.names.setAccessibleName(tr("Whose card"))
        self.names.hide()
        self.model = PagedTableModel(DESK_COLUMNS, self._read)
        self.table = Table(tr("What happened last"), self.model, row_height=ROW_REGISTER, stretch="about")
        self._buttons = {
            Qt.Key.Key_Return: self._button(tr("Earn"), "Enter", self.earn, "primary"),
            Qt.Key.Key_F6: self._button(tr("Use"), "F6", self.use),
            Qt.Key.Key_F7: self._button(tr("Refund"), "F7", self.refund),
            Qt.Key.Key_F8: self._button(tr("Give back"), "F8", self.give_back),
        }
        self._lay_out()
        self._connect()
        self.clear()

    # What the window asks

    def reload(self) -> None:
        """Read what happened last."""
        session = self.shell.session
        self.shell.tasks.run_read(
            lambda: loyalty.movements(session.store, None, MANY),
            self._show_last,
            owner=self,
            latest_key=f"desk {id(self)}",
        )

    def find_here(self) -> None:
        """Put the cursor into the field for the next customer."""
        self.who.take_focus()

    def show_only(self, **wanted: Any) -> None:
        """`card` (a number) is looked up."""
        if wanted.get("card"):
            self.who.edit.setText(str(wanted["card"]))
            self.look_up()

    def act(self, action: str, wanted: Mapping[str, Any]) -> bool:
        """New: a card for the customer who stands here."""
        if action == "new":
            forms.open_join(self.shell, wanted.get("party"))
        return action == "new"

    # What the keys do

    def look_up(self) -> None:
        """Ask what to say about what was typed."""
        text, day, session = self.who.text(), self.day.take(), self.shell.session
        if not text or self.day.has_error():
            return
        ctx = session.ctx()
        self._ask(lambda: desk.answer(session.store, ctx, text, day))

    def earn(self) -> None:
        """Points for what was paid, or for so many pieces; of a voucher its use."""
        if self._voucher():
            self.use()
            return
        card = self._card()
        if card is None:
            return
        number = self._number()
        if number is None:
            self.amount.set_error(tr("Say how many.") if self.amount.pieces else tr("Say how much was paid."))
            self.amount.take_focus()
            return
        pieces = number if self.amount.pieces else None
        paid = None if self.amount.pieces else _minor(number)
        purchase = Purchase(card, self._day(), paid, pieces, record=self.sale.isChecked() and paid is not None)
        self._write(lambda store, ctx: desk.earn(store, ctx, purchase))

    def use(self) -> None:
        """So many points as were typed, or the first reward in reach; of a voucher its use."""
        code = self._voucher()
        number = self._number()
        if code:
            full = None if number is None else _minor(number)
            draft = UseDraft(code, self._day(), full=full)
            self._write(lambda store, ctx: voucher.use(store, ctx, draft))
            return
        card = self._card()
        if card is None or self._answer is None or self._answer.card is None:
            return
        reach = [reward for reward in self._answer.rewards if reward.points <= self._answer.card.spendable]
        if number is None and not reach:
            self.answer.show_refused(tr("Type how many points are to be used."))
            self.amount.take_focus()
            return
        points, reward = (number, None) if number is not None else (None, reach[0].id)
        wanted = RedeemDraft(card, self._day(), points, reward)
        self._write(lambda store, ctx: loyalty_moves.redeem(store, ctx, wanted))

    def refund(self) -> None:
        """Takes points of the last purchase back: of the amount that was typed, or of all of it."""
        card, number, day = self._card(), self._number(), self._day()
        if card is None or self.amount.has_error():
            return
        pieces = number if self.amount.pieces else None
        paid = None if self.amount.pieces or number is None else _minor(number)
        self._write(lambda store, ctx: desk.refund(store, ctx, card, day, paid, pieces))

    def give_back(self) -> None:
        """Gives the points of the last use back, or so many of them."""
        card, number, day = self._card(), self._number(), self._day()
        if card is not None and not self.amount.has_error():
            self._write(lambda store, ctx: desk.give_back(store, ctx, card, day, number))

    def clear(self) -> None:
        """Ready for the next customer; the day stays for the other paper slips."""
        self._answer = None
        self.names.hide()
        self.answer.clear()
        self.amount.edit.clear()
        self.amount.set_error(None)
        self.who.edit.clear()
        self._enable(False)
        self.who.take_focus()

    # Inside

    def _ask(self, read: Callable[[], DeskAnswer]) -> None:
        self.shell.tasks.run_read(read, self._show, owner=self, latest_key=f"desk answer {id(self)}")

    def _show(self, answer: DeskAnswer) -> None:
        self._answer = answer
        self.answer.show_answer(answer)
        self._show_names(answer)
        found = answer.card is not None or (answer.voucher is not None and answer.voucher.good)
        self._enable(found)
        self.amount.set_kind(answer)
        if answer.card is not None and answer.card.row.party:
            self.shell.show_party(answer.card.row.party)
        if found:
            self.amount.take_focus()
        elif answer.found is Found.NAMES:
            self.names.setFocus()
            self.names.setCurrentRow(0)
        else:
            self.who.take_focus()

    def _show_names(self, answer: DeskAnswer) -> None:
        self.names.clear()
        for row in answer.names:
            points = say(points_words(row.balance, row.kind))
            self.names.addItem(f"{row.name}  ·  {row.program_name}  ·  {codes.grouped(row.number)}  ·  {points}")
        self.names.setVisible(bool(answer.names))
        self.names.setFixedHeight(theme.px(30 * max(len(answer.names), 1) + 8))

    def _take_name(self) -> None:
        at, session = self.names.currentRow(), self.shell.session
        if self._answer is None or at < 0:
            return
        member, day, ctx = self._answer.names[at].id, self._day(), session.ctx()
        self._ask(lambda: desk.answer_card(session.store, ctx, member, day))

    def _write(self, work: Callable[[Any, Any], Any]) -> None:
        session = self.shell.session
        if session.read_only or self.day.has_error():
            return
        ctx = session.ctx()
        self.shell.tasks.run_write(lambda: work(session.store, ctx), self._done, self._refused, owner=self)

    def _done(self, done: Any) -> None:
        self.shell.saved(done.changes)
        self.clear()
        self.answer.show_done(say(getattr(done, "said", done.changes.said)))

    def _refused(self, error: Refused) -> None:
        self.answer.show_refused(" ".join(say(problem.message) for problem in problem_of(error)))
        self.amount.take_focus()

    def _show_last(self, found: list[MovementRow]) -> None:
        self._rows = {row.id: row for row in found}
        self.model.set_ids([row.id for row in found])
        today = self.shell.session.clock.today()
        count = sum(1 for row in found if row.day == today)
        self.table.nothing = tr("What you enter stands here, the last first.")
        self.told.emit(tr("{count} done today", count=count) if count else tr("Nothing yet today"))

    def _read(self, numbers: list[int]) -> Sequence[MovementRow]:
        return [self._rows[number] for number in numbers if number in self._rows]

    def _number(self) -> Decimal | None:
        self.amount.set_error(None)
        try:
            return self.amount.value()
        except Refused as error:
            self.amount.set_error(say(error.message))
            return None

    def _day(self) -> Any:
        return self.day.take() or self.shell.session.clock.today()

    def _card(self) -> int | None:
        card = self._answer.card if self._answer else None
        return card.row.id if card else None

    def _voucher(self) -> str:
        said = self._answer.voucher if self._answer else None
        return said.voucher.code if said is not None and said.good and said.voucher is not None else ""

    def _enable(self, on: bool) -> None:
        wanted = on and not self.shell.session.read_only
        self.amount.setEnabled(on)
        for each in self._buttons.values():
            each.setEnabled(wanted)

    def _button(self, text: str, key: str, run: Callable[[], object], kind: str = "") -> Any:
        made = button(f"{text}  {key}", kind)
        made.setAccessibleName(text)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.clicked.connect(run)
        return made

    def _connect(self) -> None:
        self.who.edit.returnPressed.connect(self.look_up)
        self.amount.edit.returnPressed.connect(self.earn)
        self.names.itemActivated.connect(lambda _item: self._take_name())
        self.day.edit.returnPressed.connect(self.who.take_focus)
        self.sale.setChecked(self.shell.settings.words(RECORD_SALE) == "yes")
        self.sale.toggled.connect(lambda on: self.shell.settings.put_words(RECORD_SALE, "yes" if on else "no"))
        self.setFocusProxy(self.who)

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        fields = QHBoxLayout()
        fields.setSpacing(12)
        for field, stretch in ((self.who, 5), (self.amount, 2), (self.day, 3)):
            fields.addWidget(field, stretch, Qt.AlignmentFlag.AlignTop)
        for field in (self.who, self.amount, self.day):
            theme.set_property(field.control, "big", "true")
        column.addLayout(fields)
        column.addWidget(self.answer)
        column.addWidget(self.names)
        keys = QHBoxLayout()
        keys.setSpacing(8)
        for each in self._buttons.values():
            keys.addWidget(each)
        keys.addWidget(label(tr("Esc: next customer"), "faint"))
        keys.addStretch(1)
        keys.addWidget(self.sale)
        column.addLayout(keys)
        frame, inside = card(1, 1, 1, 1)
        inside.addWidget(self.table)
        CornerMask(frame)
        frame.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self._last = frame
        column.addWidget(frame, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little height the answer keeps no place free, so that what happened last is seen too."""
        super().resizeEvent(event)
        self.answer.setMinimumHeight(theme.px(ANSWER if self.height() >= theme.px(ROOMY) else ANSWER_IN_SHORT))
        self._last.setMinimumHeight(theme.px(HEADER_HEIGHT + ROW_REGISTER + 4))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        made = self._buttons.get(Qt.Key(event.key()))
        if event.key() == Qt.Key.Key_Escape:
            self.clear()
        elif made is not None and made.isEnabled() and event.key() != Qt.Key.Key_Return:
            made.click()
        else:
            super().keyPressEvent(event)


class _AmountField(NumberField):
    """What was paid, or how many pieces or points, as the card that was found counts."""

    pieces = False

    def set_kind(self, answer: DeskAnswer) -> None:
        """What the number means now."""
        kind = answer.card.row.kind if answer.card else None
        self.pieces = kind is ProgramKind.STAMPS
        text = tr("How many") if self.pieces else tr("Price") if answer.voucher else tr("Paid, or points")
        self.caption.setText(text)
        self.control.setAccessibleName(text)
        self.edit.setPlaceholderText("1" if self.pieces else locale().amount(0, currency()))


def _minor(number: Decimal) -> int:
    """Major units that were typed as minor units, half up as a till rounds."""
    return currency().rounded(number)
