"""The views of cross-promotions and vouchers driven as a person drives them: planned, used, saved, undone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

from partnercrm.domain.ledger import Lens
from partnercrm.domain.promotion import OfferForm
from partnercrm.domain.sale import SaleDraft
from partnercrm.domain.voucher import BatchGroup, UseDraft, VoucherState
from partnercrm.services import balance, party, promotion, sale, undo, voucher, voucher_batch
from tests.services.promotions import Campaign, plan_in
from ui.common.overlay import top_layer
from ui.main_window import MainWindow
from ui.promotion import deeds
from ui.promotion.tab import PromotionsTab
from ui.voucher import deeds as voucher_deeds
from ui.voucher import printing

Settle = Callable[[MainWindow], None]
OCT_27, NOV_3 = dt.date(2026, 10, 27), dt.date(2026, 11, 3)


@pytest.fixture
def first_tab() -> str:
    return "promotions"


@pytest.fixture
def tab(shop_window: MainWindow) -> PromotionsTab:
    shown = shop_window.workspace.current()
    assert isinstance(shown, PromotionsTab)
    return shown


@pytest.fixture
def bakery(shop_window: MainWindow) -> int:
    return party.find(shop_window.session.store, "The Daily Grind")


@pytest.fixture
def campaign(shop_window: MainWindow, tab: PromotionsTab, bakery: int, settle: Settle) -> Campaign:
    """The promotion of October and November, seen in the list."""
    made = plan_in(shop_window.session.store, bakery)
    tab.refresh()
    settle(shop_window)
    return made


def sheet(window: MainWindow, settle: Settle) -> Any:
    settle(window)
    found = top_layer(window)
    assert found is not None
    return found


def press(window: MainWindow, text: str, within: QWidget | None = None) -> None:
    found = [b for b in (within or window).findChildren(QAbstractButton) if b.text() == text and b.isVisible()]
    found[0].click()


def texts(within: QWidget) -> str:
    """All words that stand there."""
    return " | ".join(each.text() for each in within.findChildren(QLabel) if each.isVisibleTo(within))


def open_page(window: MainWindow, tab: PromotionsTab, campaign: Campaign, settle: Settle) -> Any:
    view: Any = tab.view()
    view.table.setFocus()
    view.table.selectRow(0)
    QTest.keyClick(view.table, Qt.Key.Key_Return)
    settle(window)
    assert view.page.isVisible()
    return view.page


def favours(window: MainWindow, bakery: int) -> tuple[int, int]:
    (found,) = balance.balances(window.session.store, Lens.FAVOURS, bakery)
    return found.given, found.received


def test_a_promotion_is_planned_by_keys(
    shop_window: MainWindow, tab: PromotionsTab, bakery: int, settle: Settle
) -> None:
    QTest.keyClick(shop_window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    form = sheet(shop_window, settle)
    form.press_primary()
    settle(shop_window)
    assert form.name.has_error() and form.who.has_error()
    QTest.keyClicks(form.name.edit, "Pastry and coffee")
    form.who.take_party(bakery)
    settle(shop_window)
    QTest.keyClicks(form.margin_rate.edit, "sixty")
    form.press_primary()
    assert form.margin_rate.has_error()
    form.margin_rate.edit.setText("60")
    theirs = form.add_offer()
    theirs.form.set_value(OfferForm.GIFT)
    theirs.form.edited.emit()
    theirs.shop.set_value(bakery)
    form.press_primary()
    settle(shop_window)
    assert theirs.things.has_error()
    QTest.keyClicks(theirs.things.edit, "an espresso")
    form.partners[bakery].our_share.edit.setText("60")
    QTest.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(shop_window)
    assert top_layer(shop_window) is None
    store = shop_window.session.store
    found = promotion.get(store, promotion.find(store, "Pastry and coffee"))
    assert [(offer.draft.form, offer.draft.party) for offer in found.offers] == [
        (OfferForm.PERCENT, None),
        (OfferForm.GIFT, bakery),
    ]
    assert (found.margin_rate, found.partners[0].our_share) == (Decimal(60), Decimal(60))
    assert "1 cross-promotion, 1 running" in tab.count.text()
    undo.undo(store, shop_window.session.ctx())
    tab.refresh()
    settle(shop_window)
    assert tab.count.text() == ""


def test_the_form_shows_what_is_known_and_changes_it(
    shop_window: MainWindow, tab: PromotionsTab, campaign: Campaign, bakery: int, settle: Settle
) -> None:
    before = promotion.get(campaign.store, campaign.promotion).draft
    deeds.open_form(tab.shell, campaign.promotion)
    form = sheet(shop_window, settle)
    assert form.partners[bakery].margin_rate.value() == Decimal(55)
    form.press_primary()
    settle(shop_window)
    assert promotion.get(campaign.store, campaign.promotion).draft == before
    deeds.open_form(tab.shell, campaign.promotion)
    form = sheet(shop_window, settle)
    form.until_day.edit.setText("1/9/2026")
    form.press_primary()
    settle(shop_window)
    assert form.until_day.has_error()
    QTest.keyClick(form, Qt.Key.Key_Escape)
    settle(shop_window)
    assert top_layer(shop_window) is None


def test_a_half_typed_form_comes_back(shop_window: MainWindow, tab: PromotionsTab, bakery: int, settle: Settle) -> None:
    deeds.open_form(tab.shell, party=bakery)
    form = sheet(shop_window, settle)
    QTest.keyClicks(form.name.edit, "Christmas bag")
    form.partners[bakery].our_share.edit.setText("60")
    form.offers[0].percent.edit.setText("15")
    QTest.keyClick(form, Qt.Key.Key_Escape)
    settle(shop_window)
    deeds.open_form(tab.shell)
    form = sheet(shop_window, settle)
    settle(shop_window)
    assert (form.name.value(), [who.name for who in form.who.parties()]) == ("Christmas bag", ["The Daily Grind"])
    assert form.partners[bakery].our_share.text() == "60"
    assert [offer.percent.text() for offer in form.offers] == ["15"]
    press(shop_window, "Start afresh")
    settle(shop_window)
    form = sheet(shop_window, settle)
    assert (form.name.value(), len(form.offers)) == ("", 1)


def test_the_page_shows_both_sides_and_saves_the_month(
    shop_window: MainWindow,
    tab: PromotionsTab,
    campaign: Campaign,
    bakery: int,
    settle: Settle,
    unnamed: Callable[[QWidget], list[str]],
) -> None:
    campaign.use(campaign.batch(1)[0], OCT_27, 1840, new_customer=True)
    campaign.use(campaign.batch(2, there=True)[0], OCT_27, 2500, shop=bakery)
    tab.refresh()
    settle(shop_window)
    assert "1 month is to be saved" in tab.count.text()
    page = open_page(shop_window, tab, campaign, settle)
    shown = texts(page)
    assert "Our shop" in shown and "The Daily Grind" in shown
    assert "16.56" in shown and "22.50" in shown
    assert "Without a comparison group nothing can be said" in shown
    assert "We gave 1.84, The Daily Grind gave 2.50" in shown
    assert shop_window.shown_party() == bakery
    assert unnamed(page) == []
    press(shop_window, "Save the month", page)
    settle(shop_window)
    assert favours(shop_window, bakery) == (184, 250)
    assert not [b for b in page.findChildren(QAbstractButton) if b.text() == "Save the month" and b.isVisible()]
    undo.undo(campaign.store, shop_window.session.ctx())
    assert favours(shop_window, bakery) == (0, 0)
    tab.refresh()
    settle(shop_window)
    assert [b for b in page.findChildren(QAbstractButton) if b.text() == "Save the month"]
    QTest.keyClick(page, Qt.Key.Key_Escape)
    assert tab.view().table.isVisible()  # type: ignore[attr-defined]


def test_the_effect_and_how_it_comes(
    shop_window: MainWindow, tab: PromotionsTab, campaign: Campaign, settle: Settle
) -> None:
    for code in campaign.batch(20)[:12]:
        campaign.use(code, OCT_27, 2000)
    campaign.batch(10, group=BatchGroup.CONTROL)
    tab.refresh()
    settle(shop_window)
    page = open_page(shop_window, tab, campaign, settle)
    assert "Added margin | 144.00" in texts(page)
    assert "5 for each 1 spent" in texts(page)
    press(shop_window, "Explain", page)
    explained = sheet(shop_window, settle)
    assert "12 of 20 with the offer, 0 of 10 without" in texts(explained)
    QTest.keyClick(explained, Qt.Key.Key_Escape)


def test_finish_and_run_on(shop_window: MainWindow, tab: PromotionsTab, campaign: Campaign, settle: Settle) -> None:
    page = open_page(shop_window, tab, campaign, settle)
    press(shop_window, "Finish today", page)
    settle(shop_window)
    assert promotion.get(campaign.store, campaign.promotion).finished_on is not None
    press(shop_window, "Let it run on", page)
    settle(shop_window)
    assert promotion.get(campaign.store, campaign.promotion).finished_on is None


def test_a_mention_is_added(
    shop_window: MainWindow, tab: PromotionsTab, campaign: Campaign, bakery: int, settle: Settle
) -> None:
    deeds.mention(tab.shell, campaign.promotion)
    form = sheet(shop_window, settle)
    form.press_primary()
    settle(shop_window)
    assert form.what.has_error()
    QTest.keyClicks(form.what.edit, "Newsletter")
    QTest.keyClicks(form.value.edit, "25")
    form.press_primary()
    settle(shop_window)
    (seen,) = promotion.get(campaign.store, campaign.promotion).exposures
    assert (seen.what, seen.value, seen.party) == ("Newsletter", 2500, bakery)


def test_a_deal_is_tried_on_past_sales(shop_window: MainWindow, tab: PromotionsTab, settle: Settle) -> None:
    session = shop_window.session
    for amount in (1000, 3000):
        sale.record(session.store, session.ctx(), SaleDraft(NOV_3, amount, amount))
    press(shop_window, "Try a deal", shop_window)
    tried = sheet(shop_window, settle)
    tried.press_primary()
    settle(shop_window)
    assert tried.margin_rate.has_error()
    QTest.keyClicks(tried.margin_rate.edit, "60")
    tried.press_primary()
    settle(shop_window)
    assert "You would have given 0.80. They must send 1 more visit to break even." in texts(tried)
    tried.offer.percent.edit.setText("70")
    tried.press_primary()
    settle(shop_window)
    assert "No number of visits makes up for it." in texts(tried)


def test_before_and_after(shop_window: MainWindow, tab: PromotionsTab, campaign: Campaign, settle: Settle) -> None:
    page = open_page(shop_window, tab, campaign, settle)
    press(shop_window, "Before and after", page)
    shown = texts(sheet(shop_window, settle))
    assert "We work with The Daily Grind since 01/10/2026." in shown
    assert "Sales are not known for all of these days." in shown


# Vouchers


@pytest.fixture
def vouchers(shop_window: MainWindow, tab: PromotionsTab, campaign: Campaign, settle: Settle) -> Any:
    tab.show_view("vouchers")
    settle(shop_window)
    return tab.view()


def test_vouchers_are_made_handed_out_and_used(
    shop_window: MainWindow, vouchers: Any, campaign: Campaign, bakery: int, settle: Settle
) -> None:
    press(shop_window, "Make vouchers", shop_window)
    form = sheet(shop_window, settle)
    form.press_primary()
    settle(shop_window)
    assert form.count.has_error()
    QTest.keyClicks(form.count.edit, "3")
    QTest.keyClicks(form.name.edit, "Flyer")
    form.press_primary()
    settle(shop_window)
    (batch,) = voucher_batch.batches(campaign.store)
    assert (batch.name, batch.size, batch.shop, batch.hander) == ("Flyer", 3, None, bakery)
    vouchers.table.setFocus()
    vouchers.table.selectRow(0)
    QTest.keyClick(vouchers.table, Qt.Key.Key_Return)
    press(shop_window, "Hand out", sheet(shop_window, settle))
    form = sheet(shop_window, settle)
    form.count.edit.setText("4")
    form.press_primary()
    settle(shop_window)
    assert form.count.has_error()
    form.count.edit.setText("2")
    form.press_primary()
    settle(shop_window)
    numbers = voucher.ids(campaign.store, shop_window.session.ctx(), state=VoucherState.HANDED_OUT)
    code = voucher.page_rows(campaign.store, numbers)[0].code
    vouchers.find_here()
    QTest.keyClicks(vouchers.code, code.lower())
    QTest.keyClick(vouchers.code, Qt.Key.Key_Return)
    shown = sheet(shop_window, settle)
    assert "Good for 10% off until 30 Nov" in texts(shown)
    press(shop_window, "Use it", shown)
    form = sheet(shop_window, settle)
    form.press_primary()
    settle(shop_window)
    assert form.full.has_error()
    QTest.keyClicks(form.full.edit, "18.40")
    form.press_primary()
    settle(shop_window)
    (used,) = voucher.redemptions(campaign.store)
    assert (used.code, used.reduction) == (code, 184)
    assert "2 vouchers handed out, 1 used" in vouchers.shell.workspace.current().count.text()


def test_a_use_is_taken_back_and_undone(
    shop_window: MainWindow, vouchers: Any, campaign: Campaign, settle: Settle
) -> None:
    (code,) = campaign.batch(1)
    voucher.use(campaign.store, shop_window.session.ctx(), UseDraft(code, NOV_3, full=1840))
    vouchers.code.setText(code)
    vouchers.look_up()
    press(shop_window, "Take back", sheet(shop_window, settle))
    settle(shop_window)
    assert voucher.redemptions(campaign.store)[0].freed
    undo.undo(campaign.store, shop_window.session.ctx())
    assert not voucher.redemptions(campaign.store)[0].freed


def test_a_wrong_code_says_what_is_wrong(
    shop_window: MainWindow, vouchers: Any, campaign: Campaign, settle: Settle
) -> None:
    campaign.batch(1)
    vouchers.code.setText("P23456789A")
    vouchers.look_up()
    settle(shop_window)
    assert "One character is wrong" in texts(shop_window)
    assert vouchers.code.selectedText() == "P23456789A"


def test_the_rest_of_a_batch_is_made_void(
    shop_window: MainWindow, vouchers: Any, campaign: Campaign, settle: Settle
) -> None:
    codes = campaign.batch(3)
    campaign.use(codes[0], NOV_3)
    vouchers.refresh()
    settle(shop_window)
    (batch,) = voucher_batch.batches(campaign.store)
    voucher_deeds.void_rest(vouchers.shell, vouchers, batch)
    settle(shop_window)
    assert voucher_batch.batch(campaign.store, batch.id).void == 2


def test_vouchers_on_paper(shop_window: MainWindow, campaign: Campaign, settle: Settle, tmp_path: Path) -> None:
    codes = campaign.batch(10)
    campaign.use(codes[0], NOV_3)
    (batch,) = voucher_batch.batches(campaign.store)
    rows = printing.usable(campaign.store, shop_window.session.ctx(), batch.id)
    assert len(rows) == 9
    card = printing.paper("The Local Brew", rows[0])
    assert (card.shop, card.big, card.small) == ("The Local Brew", "10% off", "Good until 30/11/2026")
    assert printing.save_pdf(tmp_path / "vouchers.pdf", "The Local Brew", rows)
    assert (tmp_path / "vouchers.pdf").read_bytes().startswith(b"%PDF")
