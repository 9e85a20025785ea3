"""What needs a look, late deliveries and what ends soon: told once, opened to the records, done in one click."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

from partnercrm.domain.agreement import AgreementDraft, AgreementKind
from partnercrm.domain.alert import AlertKind
from partnercrm.domain.interaction import Channel, FollowUpDraft, InteractionDraft
from partnercrm.domain.item import ItemDraft
from partnercrm.domain.ledger import Direction, ExchangeDraft, Kind, LineDraft
from partnercrm.domain.party import DateDraft, Mode, PartyDraft, PartyKind, Role, RoleDraft
from partnercrm.domain.supply import OrderDraft, OrderLineDraft
from partnercrm.services import agreement_write, alert, follow_up, interaction, item, ledger, party_edit, purchase, undo
from partnercrm.services import party as parties
from ui.agreement.form import AgreementForm
from ui.agreement.tab import AgreementsTab
from ui.common.overlay import top_layer
from ui.interaction.follow_up_form import FollowUpForm
from ui.interaction.form import LogForm
from ui.ledger.tab import LedgerTab
from ui.main_window import MainWindow
from ui.today.alert_sheet import AlertSheet
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
        rent = AgreementKind.SHARED_RESOURCE
        ends = AgreementDraft("Rent of the oven", rent, (self.grind,), ago(200), ago(-6), remind_days=2)
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
        "We are ahead of The Daily Grind by about 25.00; about 10.00 was to be the most. "
        "Favours are out of their band · since today",
        "Market Florist was not in touch for 60 days, usually every 10. A relationship cools down · since today",
    ]
    assert names(found.deliveries) == ["New Mill. Flour. 4 days late"]
    assert names(found.ending) == ["Rent of the oven. Agreement ends, with The Daily Grind. in 6 days"]
    assert "2 things need a look. 1 delivery is late." in shop.tab.needs.text()
    assert unnamed(shop.tab) == []


def sheet(shop: Shop) -> AlertSheet:
    shop.settle(shop.window)
    found = top_layer(shop.window)
    assert isinstance(found, AlertSheet)
    return found


def test_a_row_opens_the_records_behind_it(shop: Shop, unnamed: Callable[[QWidget], list[str]]) -> None:
    window, found = shop.window, shop.tab.noticed
    shop.enter(shop.row(found.alerts, "ahead of"))
    opened = sheet(shop)
    assert opened.title.text() == "Favours are out of their band"
    assert opened.list is not None
    assert {row.record.subject for row in opened.list.rows.values()} == {"party", "exchange"}
    assert unnamed(opened) == []
    next(each for each in opened.findChildren(QPushButton) if each.text() == "Show them in the ledger").click()
    shop.settle(window)
    ledger_tab = window.workspace.current()
    assert isinstance(ledger_tab, LedgerTab)
    shop.refresh()
    shop.enter(shop.row(found.alerts, "Florist"))
    talks = sheet(shop)
    assert talks.list is not None
    assert len([row for row in talks.list.rows.values() if row.record.subject == "interaction"]) == 4
    talks.shut()
    shop.enter(shop.row(found.deliveries, "New Mill"))
    assert sheet(shop).title.text() == "A delivery is late"
    sheet(shop).shut()
    shop.enter(shop.row(found.ending, "oven"))
    assert isinstance(window.workspace.current(), AgreementsTab)


def test_a_row_that_is_over_by_now_only_says_so(shop: Shop) -> None:
    session = shop.window.session
    row = shop.row(shop.tab.noticed.alerts, "Florist")
    interaction.log(session.store, session.ctx(), InteractionDraft((shop.florist,), Channel.CALL, TODAY, summary="x"))
    shop.enter(row)
    assert top_layer(shop.window) is None


def test_keys_act_step_and_open_the_menu_of_all_that_can_be_done(shop: Shop) -> None:
    first, second = shop.tab.noticed.alerts.rows()
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Down)
    assert shop.window.focusWidget() is second
    QTest.keyClick(second, Qt.Key.Key_Space)
    shop.settle(shop.window)
    form = top_layer(shop.window)
    assert isinstance(form, LogForm)
    form.shut()
    menu = second._menu()
    texts = [action.text() for action in menu.actions()]
    assert texts == [
        "Open",
        "Log",
        "Follow up",
        "Put it aside until Sat 28 Nov",
        "Put it aside until tomorrow",
        "Put it aside for 30 days",
        "When to tell of what",
    ]
    menu.actions()[2].trigger()
    shop.settle(shop.window)
    asked = top_layer(shop.window)
    assert isinstance(asked, FollowUpForm)
    assert asked.what.text().startswith("Market Florist was not in touch")
    asked.shut()
    menu.actions()[4].trigger()
    shop.settle(shop.window)
    assert len(names(shop.tab.noticed.alerts)) == 1


def test_tab_and_arrows_go_from_card_to_card_by_what_presses_most(shop: Shop) -> None:
    session = shop.window.session
    line = LineDraft(Direction.RECEIVED, Kind.EXPOSURE, 25_00)
    ledger.post(session.store, session.ctx(), ExchangeDraft(shop.florist, TODAY, (line,)))
    follow_up.add(session.store, session.ctx(), FollowUpDraft("Ring Mark", TODAY, shop.grind))
    shop.refresh()
    lists, found = shop.tab.lists, shop.tab.noticed
    cards = (lists.follow_ups, found.alerts, lists.touch, lists.bills, found.deliveries, found.ending, lists.turns)
    rows = [row for card in cards for row in card.rows()]
    assert len(rows) == 6
    rows[0].setFocus()
    walked = [rows[0]]
    for _ in rows[1:]:
        QTest.keyClick(walked[-1], Qt.Key.Key_Down)
        at = shop.window.focusWidget()
        assert isinstance(at, Row)
        walked.append(at)
    assert walked == rows
    QTest.keyClick(walked[-1], Qt.Key.Key_Up)
    assert shop.window.focusWidget() is rows[-2]
    QTest.keyClick(rows[-2], Qt.Key.Key_Tab)
    assert rows[-2].isAncestorOf(shop.window.focusWidget())


def test_late_and_ending_rows_act_and_can_be_put_aside(shop: Shop) -> None:
    found = shop.tab.noticed
    shop.press(shop.row(found.ending, "oven"))
    form = top_layer(shop.window)
    assert isinstance(form, AgreementForm)
    form.shut()
    shop.press(shop.row(found.deliveries, "New Mill"), QToolButton)
    shop.press(shop.row(found.ending, "oven"), QToolButton)
    assert (names(found.deliveries), names(found.ending)) == ([], [])


def test_a_row_acts_in_one_click(shop: Shop) -> None:
    shop.press(shop.row(shop.tab.noticed.alerts, "Florist"))
    form = top_layer(shop.window)
    assert isinstance(form, LogForm)
    form.shut()
    shop.press(shop.row(shop.tab.noticed.deliveries, "New Mill"))
    assert names(shop.tab.noticed.deliveries) == []  # all came


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
    shop.press(card.rows()[8], QToolButton)  # it stays unfolded while one works through it
    assert len(card.rows()) == 9


def test_more_birthdays_and_turns_unfold_in_their_place_and_act(shop: Shop) -> None:
    session, lists = shop.window.session, shop.tab.lists
    for number in range(9):
        born = (DateDraft("Birthday", 11, 23),)
        draft = PartyDraft(f"Neighbour {number}", (RoleDraft(Role.PARTNER),), PartyKind.PERSON, dates=born)
        party = parties.add(session.store, session.ctx(), draft).party
        line = LineDraft(Direction.RECEIVED, Kind.EXPOSURE, 25_00)
        ledger.post(session.store, session.ctx(), ExchangeDraft(party, TODAY, (line,)))
    shop.refresh()
    for card in (lists.dates, lists.turns):
        assert (len(card.rows()), card.more.text()) == (7, "2 more")
        card.more.click()
        shop.settle(shop.window)
        assert not card.more.isVisibleTo(card)
        assert shop.window.focusWidget() is card.rows()[7]
    QTest.keyClick(lists.dates.rows()[8], Qt.Key.Key_Space)
    shop.settle(shop.window)
    assert isinstance(top_layer(shop.window), LogForm)


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
    assert [row.key.kind for row in alert.listed(session.store, session.ctx())] == [
        AlertKind.LATE,
        AlertKind.BALANCE,
        AlertKind.ENDING,
    ]
    assert len(names(shop.tab.noticed.alerts)) == 1
