"""A batch of vouchers: what it is, who was handed how many, and what can be done with it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from partnercrm.domain.voucher import BATCH_GROUP_WORDS, BatchGroup
from partnercrm.domain.voucher_answers import offer_words
from partnercrm.domain.voucher_rows import BatchRow, HandOutRow
from partnercrm.services import voucher_batch
from ui.common.record_sheet import RecordSheet
from ui.common.tab import Shell
from ui.voucher import deeds
from ui.words import currency, date, say, tr, trn


class BatchSheet(RecordSheet):
    """Opened once its hand-outs are read."""

    def __init__(self, shell: Shell, owner: QWidget, row: BatchRow) -> None:
        super().__init__(shell, row.name or row.title)
        self._owner, self._row = owner, row

    def read(self) -> None:
        """Read, then open."""
        store, row = self.shell.session.store, self._row
        self.shell.tasks.run_read(lambda: voucher_batch.hand_outs(store, row.id), self._show, owner=self)

    def _show(self, found: list[HandOutRow]) -> None:
        row = self._row
        self.sentence(_about(row), "")
        counts = {"made": row.size, "out": row.handed_out, "used": row.used, "void": row.void}
        self.sentence(tr("{made} made, {out} handed out, {used} used, {void} void", **counts))
        self.sentence(_terms(row))
        if row.handed_out + row.void < row.size:
            self.deed(tr("Hand out"), lambda: deeds.hand_out(self.shell, self._owner, row))
        self.deed(tr("Print"), lambda: deeds.print_batch(self.shell, self._owner, row))
        if row.used + row.void < row.size:
            self.deed(tr("Make the rest void"), lambda: deeds.void_rest(self.shell, self._owner, row))
        for each in found:
            who = each.name or tr("nobody in particular")
            self.line(trn("{count} voucher to {who}", "{count} vouchers to {who}", each.count, who=who), date(each.day))
        if not found:
            self.line(tr("None was handed out yet."))
        self.start()


def _about(row: BatchRow) -> str:
    if row.group is BatchGroup.CONTROL:
        return tr("{title}: {group}", title=row.title, group=say(BATCH_GROUP_WORDS[row.group]))
    words = say(offer_words(row.terms, currency()))
    return tr("{title}: {offer} in {shop}", title=row.title, offer=words, shop=row.shop_name or tr("our shop"))


def _terms(row: BatchRow) -> str:
    uses = tr("as often as one likes")
    if row.partial:
        uses = tr("in parts, until the amount is used")
    elif row.uses is not None:
        uses = trn("{count} time each", "{count} times each", row.uses)
    hander = row.hander_name or tr("us")
    if row.until_day is None:
        return tr("Handed out by {hander}; good {uses}", hander=hander, uses=uses)
    return tr("Handed out by {hander}; good {uses} until {day}", hander=hander, uses=uses, day=date(row.until_day))
