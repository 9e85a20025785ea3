"""An entry says which of several agreements it counts for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from partnercrm.domain.agreement import AgreementDraft, AgreementKind
from partnercrm.domain.clause import ClauseDraft, ClauseState, Rhythm
from partnercrm.domain.ledger import Direction, ExchangeDraft, Kind, LineDraft
from partnercrm.services import agreement, agreement_write, ledger
from ui.common.fields import ChoiceField
from ui.ledger.entry_sheet import open_entry
from ui.ledger.tab import LedgerTab
from ui.main_window import MainWindow

Settle = Callable[[MainWindow], None]


def test_one_of_several_is_chosen(
    shop_window: MainWindow, tab: LedgerTab, find: Callable[[str], int], layer: Callable[[], Any], settle: Settle
) -> None:
    session, bakery = shop_window.session, find("The Daily Grind")
    clause = ClauseDraft(Direction.GIVEN, Kind.EXPOSURE, count=Decimal(1), rhythm=Rhythm.MONTHLY)
    made = [
        agreement_write.add(
            session.store,
            session.ctx(),
            AgreementDraft(title, AgreementKind.CROSS_PROMOTION, (bakery,), dt.date(2026, 11, 1), clauses=(clause,)),
        ).id
        for title in ("Mentions", "Posters")
    ]
    line = LineDraft(Direction.GIVEN, Kind.EXPOSURE)
    number = ledger.post(session.store, session.ctx(), ExchangeDraft(bakery, dt.date(2026, 11, 3), (line,))).number

    def states() -> list[ClauseState]:
        found = [agreement.get(session.store, session.ctx(), each).clauses[0].now for each in made]
        return [each.state for each in found if each]

    assert states() == [ClauseState.FULFILLED, ClauseState.FULFILLED]
    open_entry(tab.shell, number)
    field = layer().findChild(ChoiceField)
    field.set_value(made[1])
    field.edited.emit()
    settle(shop_window)
    assert states() == [ClauseState.OPEN, ClauseState.FULFILLED]
    layer().shut()
    open_entry(tab.shell, number)
    assert layer().findChild(ChoiceField).value() == made[1]
