"""The view of settlements driven as a person drives it: a shop added, a draft made, printed, signed, taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from partnercrm.domain.coalition import DueWhen, PartnerDraft, Payment, SettlementState
from partnercrm.domain.ledger import Lens
from partnercrm.domain.loyalty_moves import EarnDraft, MemberDraft, RedeemDraft
from partnercrm.services import balance, coalition, loyalty, loyalty_moves, party
from partnercrm.services import coalition_settlement as settling
from ui.coalition import sheet_page
from ui.coalition.view import SettlementView
from ui.common.overlay import open_layers, top_layer
from ui.main_window import MainWindow

Settle = Callable[[MainWindow], None]
DAY = dt.date(2026, 10, 20)


@pytest.fixture
def first_tab() -> str:
    return "loyalty"


@pytest.fixture
def shops(shop_window: MainWindow) -> tuple[int, int]:
    """Ana's card: 300 of our points used at The Daily Grind, 120 of theirs here, 10 too many there."""
    store, ctx = shop_window.session.store, shop_window.session.ctx().keyed("")
    bakery, mill = party.find(store, "The Daily Grind"), party.find(store, "Hillside Roasters")
    draft = replace(loyalty.program_templates(store, ctx)[0], from_day=dt.date(2026, 1, 1))
    program = loyalty.add_program(store, ctx, draft).id
    member = MemberDraft(program, party.find(store, "Ana"), joined=dt.date(2026, 1, 2))
    card = loyalty.add_member(store, ctx, member).id
    loyalty_moves.earn(store, ctx, EarnDraft(card, DAY, points=Decimal(300)))
    loyalty_moves.redeem(store, ctx, RedeemDraft(card, DAY, Decimal(300), shop=bakery))
    loyalty_moves.earn(store, ctx, EarnDraft(card, DAY, points=Decimal(120), issuer=bakery, shop=bakery))
    loyalty_moves.redeem(store, ctx, RedeemDraft(card, DAY, Decimal(120)))
    loyalty_moves.redeem(store, ctx, RedeemDraft(card, DAY, Decimal(10), shop=bakery, beyond=Decimal(10)))
    return bakery, mill


@pytest.fixture
def view(shop_window: MainWindow, shops: tuple[int, int], settle: Settle) -> SettlementView:
    tab: Any = shop_window.workspace.current()
    tab.show_view("settlement")
    settle(shop_window)
    shown = tab.view()
    assert isinstance(shown, SettlementView)
    return shown


@pytest.fixture
def agreed(shop_window: MainWindow, view: SettlementView, shops: tuple[int, int], settle: Settle) -> SettlementView:
    """Both shops take part."""
    session, program = shop_window.session, view._found.programs[0].id
    for shop in shops:
        coalition.save_partner(session.store, session.ctx(), program, PartnerDraft(shop, Decimal(5), alert_value=1_00))
    view.refresh()
    settle(shop_window)
    return view


def press(widget: Any, text: str) -> None:
    found = [each for each in widget.findChildren(QAbstractButton) if each.text() == text and each.isVisible()]
    assert len(found) == 1, text
    found[0].click()


def save() -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keyClick(focused, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def to_pay(window: MainWindow, shop: int) -> int:
    return sum(row.balance for row in balance.balances(window.session.store, Lens.TO_PAY, shop))


def test_a_shop_is_taken_in_and_changed(
    shop_window: MainWindow, view: SettlementView, shops: tuple[int, int], settle: Settle
) -> None:
    assert view._pages.currentIndex() == 1
    view.act("new", {})
    form: Any = top_layer(shop_window)
    form.who.take_party(shops[0])
    settle(shop_window)
    form._press()
    settle(shop_window)
    assert form.rate.has_error()
    form.rate.edit.setText("0.05")
    form.role.set_value("earn")
    save()
    settle(shop_window)
    (row,) = view.shops.rows.values()
    assert (row.name, row.draft.rate, row.draft.redeems) == ("The Daily Grind", Decimal(5), False)
    view.add_shop(row.id)
    settle(shop_window)
    form = top_layer(shop_window)
    form.role.set_value("both")
    form.prepaid.click()
    save()
    settle(shop_window)
    (row,) = view.shops.rows.values()
    assert (row.draft.redeems, row.draft.prepaid) == (True, True)


def test_made_signed_and_taken_back(
    shop_window: MainWindow, agreed: SettlementView, shops: tuple[int, int], settle: Settle
) -> None:
    assert agreed.shops.rows[1].alert
    agreed.make_button.click()
    save()
    settle(shop_window)
    (row,) = agreed.settlements.rows.values()
    assert (row.state, row.until_day, row.paid) == (SettlementState.DRAFT, dt.date(2026, 10, 31), 9_50)
    agreed.open_settlement(row.id)
    settle(shop_window)
    press(top_layer(shop_window), "All signed it")
    save()
    settle(shop_window)
    assert to_pay(shop_window, shops[0]) == -9_50
    agreed.open_settlement(row.id)
    settle(shop_window)
    press(top_layer(shop_window), "Take it back")
    save()
    settle(shop_window)
    assert to_pay(shop_window, shops[0]) == 0
    assert next(iter(agreed.settlements.rows.values())).state is SettlementState.REVERSED
    shop_window.run("undo")
    settle(shop_window)
    assert open_layers(shop_window) == []


def test_today_tells_of_a_shop_and_acts_in_one_click(
    shop_window: MainWindow, agreed: SettlementView, shops: tuple[int, int], settle: Settle
) -> None:
    _bakery, mill = shops
    session, program = shop_window.session, agreed._found.programs[0].id
    low = PartnerDraft(mill, Decimal(5), prepaid=True, alert_value=20_00)
    coalition.save_partner(session.store, session.ctx(), program, low)
    assert agreed.shops.model.columns[5].value(agreed.shops.rows[1]) == "9.50 open, over 1.00"
    shop_window.go("today")
    settle(shop_window)
    tab: Any = shop_window.workspace.current()
    rows = {row.accessibleName(): row for row in tab.lists.cards.rows()}
    assert sorted(rows) == ["Hillside Roasters. their pot is used up", "The Daily Grind. we owe 9.50 for points"]
    press(rows["Hillside Roasters. their pot is used up"], "Payment")
    settle(shop_window)
    paying: Any = top_layer(shop_window)
    assert type(paying).__name__ == "Settle"
    paying.shut()
    QTest.keyClick(rows["The Daily Grind. we owe 9.50 for points"], Qt.Key.Key_Return)
    settle(shop_window)
    assert agreed.isVisible() and agreed.shops.table.current_id() == 1
    shop_window.go("today")
    press(rows["The Daily Grind. we owe 9.50 for points"], "Settle")
    settle(shop_window)
    form: Any = top_layer(shop_window)
    assert (type(form).__name__, form.program.value()) == ("MakeForm", program)


def test_without_a_program_the_way_to_one_is_shown(shop_window: MainWindow, settle: Settle) -> None:
    tab: Any = shop_window.workspace.current()
    for view in ("settlement", "members"):
        tab.show_view(view)
        settle(shop_window)
        shop_window.run("new")
        settle(shop_window)
        assert tab.segment.value() == "programs"
        assert open_layers(shop_window) == []


def test_the_sheet_to_sign(
    shop_window: MainWindow,
    agreed: SettlementView,
    shops: tuple[int, int],
    settle: Settle,
    tmp_path: Path,
    unnamed: Callable[[QWidget], list[str]],
) -> None:
    session, program = shop_window.session, agreed._found.programs[0].id
    paid = Payment(shops[1], shops[0], 1_00)
    coalition.paid_meanwhile(session.store, session.ctx(), program, paid, DAY)
    made = settling.make(session.store, session.ctx(), program, dt.date(2026, 10, 31))
    view = settling.view(session.store, made.settlement)
    page = sheet_page.page_html(view, "Brew & Co")
    for part in (
        "Brew &amp; Co",
        "The Daily Grind",
        "15.50",
        "6.00",
        "Date and signatures",
        "borne by Brew &amp; Co",
        "meanwhile",
    ):
        assert part in page, part
    assert "We " not in page
    assert sheet_page.save_pdf(tmp_path / "sheet.pdf", view, "Brew & Co")
    assert (tmp_path / "sheet.pdf").read_bytes().startswith(b"%PDF")
    assert any(line.startswith("We owe The Daily Grind 15.50") for line in sheet_page.lines_of(view))
    agreed.refresh()
    settle(shop_window)
    agreed.open_settlement(made.settlement)
    settle(shop_window)
    sheet: Any = top_layer(shop_window)
    assert unnamed(sheet) == unnamed(agreed) == []
    press(sheet, "Delete the draft")
    settle(shop_window)
    assert settling.settlements(session.store) == []


def test_what_was_agreed_and_what_two_shops_paid(
    shop_window: MainWindow, agreed: SettlementView, shops: tuple[int, int], settle: Settle
) -> None:
    session, program = shop_window.session, agreed._found.programs[0].id
    agreed.terms_button.click()
    settle(shop_window)
    form: Any = top_layer(shop_window)
    assert not form.keeper.isVisible()
    form.due.set_value(DueWhen.ISSUED)
    form.due.combo.activated.emit(1)
    assert form.keeper.isVisible()
    form.keeper.set_value(shops[0])
    save()
    settle(shop_window)
    assert coalition.terms(session.store, program).keeper == shops[0]
    agreed.paid_button.click()
    settle(shop_window)
    form = top_layer(shop_window)
    save()
    settle(shop_window)
    assert form.amount.has_error()
    QTest.keyClicks(form.amount.edit, "4")
    save()
    settle(shop_window)
    assert open_layers(shop_window) == []
