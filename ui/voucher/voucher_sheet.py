"""One voucher: what the desk would say of it, each of its uses, and what can be done."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from partnercrm.domain import codes
from partnercrm.domain.record import dataclass
from partnercrm.domain.voucher import VOUCHER_STATE_WORDS
from partnercrm.domain.voucher_rows import Answer, RedemptionRow, VoucherRow
from partnercrm.services import voucher
from partnercrm.services.context import Context
from partnercrm.services.store import Store
from ui.common.record_sheet import RecordSheet
from ui.common.tab import Shell
from ui.voucher import deeds
from ui.words import date, money, say, tr


@dataclass(frozen=True, slots=True)
class _Found:
    answer: Answer
    uses: list[RedemptionRow]


class VoucherSheet(RecordSheet):
    """Opened once its answer and its uses are read."""

    def __init__(self, shell: Shell, owner: QWidget, row: VoucherRow) -> None:
        super().__init__(shell, codes.grouped(row.code))
        self._owner, self._row = owner, row

    def read(self) -> None:
        """Read, then open."""
        session, row = self.shell.session, self._row
        self.shell.tasks.run_read(lambda: _read(session.store, session.ctx(), row), self._show, owner=self)

    def _show(self, found: _Found) -> None:
        row, today = self._row, self.shell.session.clock.today()
        self.sentence(say(found.answer.said), "heading")
        state = say(VOUCHER_STATE_WORDS[row.state(today)])
        self.sentence(tr("{title}. {state}", title=row.title, state=state))
        if row.handed_out is not None:
            who = row.handed_to or tr("nobody in particular")
            self.sentence(tr("Handed out on {day} to {who}", day=date(row.handed_out), who=who))
        if row.void_reason:
            self.sentence(tr("Why it is void: {reason}", reason=row.void_reason))
        if row.void_on is None and not row.spent:
            self.deed(tr("Use it"), lambda: deeds.use(self.shell, row))
            self.deed(tr("Make it void"), lambda: deeds.void(self.shell, self._owner, row))
        for each in found.uses:
            self._use(each)
        self.start()

    def _use(self, each: RedemptionRow) -> None:
        day = date(each.belongs_to or each.day)
        off = tr("{day}: {amount} off", day=day, amount=money(each.reduction))
        detail = [each.shop_name or tr("in our shop"), each.name]
        if each.revenue is not None:
            detail.append(tr("{amount} paid", amount=money(each.revenue)))
        if each.receipt:
            detail.append(tr("receipt {number}", number=each.receipt))
        if each.freed:
            self.line(tr("{day}: taken back", day=day))
            return
        act = (tr("Take back"), lambda: deeds.take_back(self.shell, self._owner, each))
        self.line(off, ", ".join(filter(None, detail)), act=act)


def _read(store: Store, ctx: Context, row: VoucherRow) -> _Found:
    answer = voucher.check(store, ctx, row.code, shop=row.shop)
    return _Found(answer, voucher.redemptions(store, voucher=row.id))
