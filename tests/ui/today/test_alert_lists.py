"""What needs a look, late deliveries and what ends soon: told once, opened to the records, done in one click."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from partnercrm.domain.agreement import AgreementDraft, AgreementKind
from partnercrm.domain.alert import AlertKind
from partnercrm.domain.interaction import Channel, InteractionDraft
from partnercrm.domain.item import ItemDraft
from partnercrm.domain.ledger import Direction, ExchangeDraft, Kind, LineDraft
from partnercrm.domain.party import Mode, PartyDraft, PartyKind, Role, RoleDraft
from partnercrm.domain.supply import OrderDraft, OrderLineDraft
from partnercrm.services import agreement_write, alert, interaction, item, ledger, party_edit, purchase, undo
from partnercrm.services import party as parties
from ui.agreement.tab import AgreementsTab
from ui.common.overlay import top_layer
from ui.interaction.form import LogForm
from ui.ledger.tab import LedgerTab
from ui.main_window import MainWindow
from ui.party.tab import DirectoryTab
from ui.today.list_card import ListCard, Row
from ui.today.tab import TodayTab

Settle = Callable[[MainWindow], None]
TODAY = dt.date(2026, 11, 21)


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


class Shop:
    """The window with a neighbour that is far ahead of its band, a silent one, a late mill, and an agreement's end."""

    def __init__(self, window: MainWindow, settle: Settle) -> None:
        self.window, self.settle = window, settle
        session = window.session
        store, ctx = session.store, session.ctx
        self.grind = parties.find(store, "The Daily Grind")
        self.florist, self.mill = (self.add(name) for name in ("Market Florist", "New Mill"))
        party_edit.set_mode(store, ctx(), [self.grind], Mode.BALANCED, band=10_00)
        mention = LineDraft(Direction.GIVEN, Kind.EXPOSURE, 25_00)
        ledger.post(store, ctx(), ExchangeDraft(self.grind, TODAY, (mention,)))
        for days in (90, 80, 70, 60):
            interaction.log(store, ctx(), InteractionDraft((self.florist,), Channel.CALL, ago(days), summary="x"))
        flour = item.add(store, ctx(), ItemDraft("Flour")).item
        order = OrderDraft(self.mill, ago(20), (OrderLineDraft(flour, Decimal(2)),), promised=ago(4))
        purchase.order(store, ctx(), order)
        ends = AgreementDraft("Rent of the oven", AgreementKind.SHARED_RESOURCE, (self.grind,), ago(200), ago(-6))
        agreement_write.add(store, ctx(), ends)
        alert.evaluate(store, ctx())
        tab = window.workspace.current()
        assert isinstance(tab, TodayTab)
        self.tab = tab
        self.refresh()

    def add(self, name: str) -> int:
        session = self.window.session
        draft = PartyDraft(name, (RoleDraft(Role.PARTNER),), PartyKind.ORGANISATION)
        return parties.add(session.store, session.ctx(), draft).party

    def refresh(self) -> None:
        self.window.workspace.go("today")
        self.tab.refresh()
        self.settle(self.window)

    def row(self, card: ListCard, name: str) -> Row:
        return next(row for row in card.rows() if name in row.accessibleName())

    def press(self, row: Row, kind: type[QPushButton] | type[QToolButton] = QPushButton) -> None:
        found = row.findChild(kind)
        assert found is not None
        found.click()
        self.settle(self.window)

    def enter(self, row: Row) -> None:
        from PySide6.QtTest import QTest

        QTest.keyClick(row, Qt.Key.Key_Return)
        self.settle(self.window)


@pytest.fixture
def shop(shop_window: MainWindow, settle: Settle) -> Shop:
    return Shop(shop_window, settle)


def names(card: ListCard) -> list[str]:
    return [row.accessibleName() for row in card.rows()]


def test_each_card_says_what_it_found(shop: Shop, unnamed: Callable[[QWidget], list[str]]) -> None:
    found = shop.tab.noticed
    assert names(found.alerts) == [
        "We are ahead of The Daily Grind by about 25.00; about 10.00 was to be the most. since today",
        "Market Florist was not in touch for 60 days, usually every 10. since today",
    ]
    assert names(found.deliveries) == ["New Mill. Flour. 4 days late"]
    assert names(found.ending) == ["Rent of the oven. Agreement ends, with The Daily Grind. in 6 days"]
    assert "3 things need a look." in shop.tab.needs.text()
    assert unnamed(shop.tab) == []


def test_a_row_opens_the_records_behind_it(shop: Shop) -> None:
    window, found = shop.window, shop.tab.noticed
    shop.enter(shop.row(found.alerts, "ahead of"))
    assert isinstance(window.workspace.current(), LedgerTab)
    shop.refresh()
    shop.enter(shop.row(found.alerts, "Florist"))
    assert isinstance(window.workspace.current(), DirectoryTab)
    shop.refresh()
    shop.enter(shop.row(found.ending, "oven"))
    assert isinstance(window.workspace.current(), AgreementsTab)


def test_a_row_acts_in_one_click(shop: Shop) -> None:
    shop.press(shop.row(shop.tab.noticed.alerts, "Florist"))
    form = top_layer(shop.window)
    assert isinstance(form, LogForm)
    form.shut()
    shop.press(shop.row(shop.tab.noticed.deliveries, "New Mill"))
    assert isinstance(top_layer(shop.window), LogForm)


def test_putting_aside_takes_the_row_away_until_undo(shop: Shop) -> None:
    session = shop.window.session
    shop.press(shop.row(shop.tab.noticed.alerts, "Florist"), QToolButton)
    assert len(names(shop.tab.noticed.alerts)) == 1
    kept = {row.key.kind: row.snoozed_until for row in alert.listed(session.store, session.ctx())}
    assert kept[AlertKind.COOLING] == ago(-7)
    undo.undo(session.store, session.ctx())
    shop.refresh()
    assert len(names(shop.tab.noticed.alerts)) == 2


def test_seven_rows_and_more_shows_them_all(shop: Shop) -> None:
    session, card = shop.window.session, shop.tab.noticed.alerts
    for number in range(8):
        party = shop.add(f"Neighbour {number}")
        party_edit.set_mode(session.store, session.ctx(), [party], Mode.BALANCED, band=1_00)
        line = LineDraft(Direction.GIVEN, Kind.EXPOSURE, 25_00)
        ledger.post(session.store, session.ctx(), ExchangeDraft(party, TODAY, (line,)))
    alert.evaluate(session.store, session.ctx())
    shop.refresh()
    assert (len(card.rows()), card.more.text()) == (7, "3 more")
    card.more.click()
    shop.settle(shop.window)
    assert len(card.rows()) == 10
    assert not card.more.isVisibleTo(card)


def test_the_program_looks_by_itself_after_a_change(shop: Shop) -> None:
    window, session = shop.window, shop.window.session
    assert window.watch is not None
    look = window.watch.alerts
    look.daily()
    shop.settle(window)
    said = InteractionDraft((shop.florist,), Channel.CALL, TODAY, summary="Hello")
    window.tasks.run_write(
        lambda: interaction.log(session.store, session.ctx(), said).changes, lambda _done: None, owner=window
    )
    shop.settle(window)
    look._soon.timeout.emit()
    shop.settle(window)
    shop.settle(window)
    assert [row.key.kind for row in alert.listed(session.store, session.ctx())] == [AlertKind.LATE, AlertKind.BALANCE]
    assert len(names(shop.tab.noticed.alerts)) == 1
