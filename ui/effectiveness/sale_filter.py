"""What a list of sales is asked to show: words, who bought, and the days."""

from __future__ import annotations

from partnercrm.domain.sale_rows import SaleFilter
from ui.common.filter_bar import FilterBar
from ui.common.span import ALL, MONTH
from ui.common.tab import Shell
from ui.words import tr


class SaleFilterBar(FilterBar):
    """The days are this month's at first."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, tr("Filter by name, item, receipt"), tr("Who bought"), MONTH)

    def wanted(self) -> SaleFilter:
        """The filter as it stands."""
        first, last = self.span.span()
        return SaleFilter(party=self.party(), from_day=first, to_day=last, text=self.text.value())

    def set_all(self, span: str = ALL) -> None:
        """Ask for everything of some days, without a signal."""
        self.text.edit.blockSignals(True)
        self.text.set_value("")
        self.text.edit.blockSignals(False)
        self.who.set_who(None)
        self.span.set_value(span)
