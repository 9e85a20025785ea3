"""What happened to a joint product or to goods on consignment, each with its entry, and what can be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from partnercrm.domain.consignment import MOVEMENT_WORDS, OWNER_WORDS, MovementKind
from partnercrm.domain.consignment_rows import ConsignmentRow, MovementRow
from partnercrm.domain.errors import Refused
from partnercrm.domain.joint_product import Seller
from partnercrm.domain.joint_product_rows import JointProductRow, JointSaleRow
from partnercrm.domain.sentences import amount_of
from partnercrm.services import consignment, joint_product
from ui.agreement.goods_forms import GoodsForm, MoveForm, PeriodForm, ProductForm
from ui.common.fields import problem_of
from ui.common.overlay import Sheet
from ui.common.tab import Shell
from ui.common.widgets import button, hline, label
from ui.words import locale, money, say, tr


class _History(Sheet):
    """Sentences on top, deeds below them, and one line for each thing that happened, the newest first."""

    def __init__(self, shell: Shell, title: str, sentences: Sequence[str]) -> None:
        super().__init__(shell.host(), title, width=600)
        self.shell = shell
        self.error = label("", "error")
        self.error.setWordWrap(True)
        self.error.hide()
        for sentence in sentences:
            words = label(sentence, "muted")
            words.setWordWrap(True)
            self.body.addWidget(words)
        self.body.addWidget(self.error)
        self._deeds = QHBoxLayout()
        self.body.addLayout(self._deeds)

    def start(self) -> None:
        """Open it."""
        self.open()

    def deed(self, text: str, run: Callable[[], object]) -> None:
        """A button that closes the sheet and opens a form."""
        made = button(text, small=True)

        def go() -> None:
            self.shut()
            run()

        made.clicked.connect(go)
        self._deeds.addWidget(made)

    def lines(self, lines: Sequence[QWidget], nothing: str) -> None:
        """What happened."""
        self._deeds.addStretch(1)
        for line in lines:
            self.body.addWidget(hline())
            self.body.addWidget(line)
        if not lines:
            self.body.addWidget(label(nothing, "muted"))
        self.add_button(tr("Close"), self.shut, "primary")

    def line(self, words: str, detail: str, entry: str, again: Callable[[], object] | None) -> QWidget:
        """One thing that happened: its words, a detail, its entry, or what posts it again."""
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 4, 0, 4)
        text = QVBoxLayout()
        text.setSpacing(1)
        text.addWidget(label(words))
        text.addWidget(label(detail, "faint"))
        row.addLayout(text, 1)
        if entry:
            link = button(entry, "link", small=True)
            link.setAccessibleName(tr("Show entry {number}", number=entry))
            link.clicked.connect(lambda: self._show_entry(entry))
            row.addWidget(link)
        elif again is not None:
            row.addWidget(label(tr("taken back"), "small", "warning"))
            if not self.shell.session.read_only:
                post = button(tr("Post again"), small=True)
                post.clicked.connect(lambda: again())
                row.addWidget(post)
        return made

    def post(self, write: Callable[[], Any]) -> None:
        """Post again what was taken back."""
        self.shell.tasks.run_write(write, self._posted, self._refused, owner=self)

    def _posted(self, done: Any) -> None:
        self.shut()
        self.shell.saved(done.changes)

    def _refused(self, error: Refused) -> None:
        self.error.setText(" ".join(say(problem.message) for problem in problem_of(error)))
        self.error.show()

    def _show_entry(self, number: str) -> None:
        self.shut()
        self.shell.go("ledger", number=number)


class ProductSheet(_History):
    """A joint product: its split, and each period that was entered."""

    def __init__(self, shell: Shell, row: JointProductRow) -> None:
        super().__init__(shell, row.name, _split_words(row))
        self._row = row
        if not shell.session.read_only:
            self.deed(tr("Enter what was sold"), lambda: PeriodForm(shell, row).start())
            self.deed(tr("Change"), lambda: ProductForm(shell, row).start())
            if row.ended_on is None:
                self.deed(tr("No longer sold"), self._end)
        self.lines([self._period(each) for each in reversed(row.sales)], tr("Nothing was entered yet."))

    def _period(self, sale: JointSaleRow) -> QWidget:
        quantity = locale().number(sale.quantity)
        words = tr("We sold {quantity}", quantity=quantity)
        detail = tr("their part {value} of {total}", value=money(sale.parts.theirs), total=money(sale.parts.total))
        if sale.seller is Seller.THEM:
            words = tr("They sold {quantity}", quantity=quantity)
            detail = tr("our part {value} of {total}", value=money(sale.parts.ours), total=money(sale.parts.total))
        span = tr("{first} to {last}", first=locale().date(sale.from_day), last=locale().date(sale.to_day))
        again = None if sale.standing else lambda: self._again(sale)
        return self.line(words, tr("{span}, {detail}", span=span, detail=detail), sale.entry, again)

    def _again(self, sale: JointSaleRow) -> None:
        session, ctx = self.shell.session, self.shell.session.ctx()
        self.post(lambda: joint_product.post_again(session.store, ctx, sale.id))

    def _end(self) -> None:
        session, ctx, number = self.shell.session, self.shell.session.ctx(), self._row.id
        self.shell.tasks.run_write(
            lambda: joint_product.end(session.store, ctx, number), self.shell.saved, owner=self.shell.host()
        )


class GoodsSheet(_History):
    """Goods on consignment: what is there, and each movement."""

    def __init__(self, shell: Shell, row: ConsignmentRow) -> None:
        super().__init__(shell, row.what, _goods_words(row))
        self._row = row
        if not shell.session.read_only:
            for kind, text in (
                (MovementKind.SOLD, tr("Sold")),
                (MovementKind.BROUGHT, tr("Brought")),
                (MovementKind.RETURNED, tr("Went back")),
            ):
                self.deed(text, lambda kind=kind: MoveForm(shell, row, kind).start())  # type: ignore[misc]
            self.deed(tr("Change"), lambda: GoodsForm(shell, row).start())
        self.lines([self._movement(each) for each in reversed(row.movements)], tr("Nothing was brought yet."))

    def _movement(self, move: MovementRow) -> QWidget:
        amount = amount_of(move.quantity, self._row.unit) if self._row.unit else locale().number(move.quantity)
        words = tr("{kind}: {amount}", kind=MOVEMENT_WORDS[move.kind], amount=amount)
        detail = locale().date(move.day)
        if move.kind is MovementKind.SOLD:
            owed = money(move.proceeds.owed)
            detail = tr(
                "{day}, {price} less {commission} = {owed}",
                day=detail,
                price=money(move.proceeds.price),
                commission=money(move.proceeds.commission),
                owed=owed,
            )
        again = None if move.standing else lambda: self._again(move)
        return self.line(words, detail, move.entry, again)

    def _again(self, move: MovementRow) -> None:
        session, ctx = self.shell.session, self.shell.session.ctx()
        self.post(lambda: consignment.post_again(session.store, ctx, move.id))


def _split_words(row: JointProductRow) -> list[str]:
    split = row.split
    said = [tr("With {name}, {price} each.", name=row.party_name, price=money(split.price))]
    if split.commission:
        said.append(tr("Who sells keeps {percent} % first.", percent=locale().number(split.commission)))
    if split.their_amount is not None:
        said.append(tr("Their part is {value} of each, ours what is left.", value=money(split.their_amount)))
    elif split.their_percent is not None:
        percent = locale().number(split.their_percent)
        said.append(tr("Their part is {percent} % of what is left, ours the rest.", percent=percent))
    if row.ended_on is not None:
        said.append(tr("No longer sold after {day}.", day=locale().date(row.ended_on)))
    return [" ".join(said)]


def _goods_words(row: ConsignmentRow) -> list[str]:
    stock, number = row.stock, locale().number
    said = tr(
        "{whose}, {name}. {price} each, who sells keeps {percent} %.",
        whose=OWNER_WORDS[row.owner],
        name=row.party_name,
        price=money(row.price),
        percent=number(row.commission),
    )
    counted = tr(
        "{there} there: {brought} brought, {sold} sold, {returned} went back.",
        there=number(stock.there),
        brought=number(stock.brought),
        sold=number(stock.sold),
        returned=number(stock.returned),
    )
    return [said, counted]
