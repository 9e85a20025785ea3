"""Referrals in the real window, by keys: note one, win it, take it back, and what the list and the page tell."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from partnercrm.domain.referral import ReferralState, RewardState
from partnercrm.domain.referral_rows import ReferralRow
from partnercrm.services import balance, referral, undo
from partnercrm.services import party as parties
from ui.common.overlay import Layer, top_layer
from ui.main_window import MainWindow
from ui.referral.form import ReferralForm
from ui.referral.outcome_forms import HandOverForm, LoseForm, PromiseForm, RefundForm, WinForm
from ui.referral.sheet import ReferralSheet
from ui.referral.view import ReferralsView

Press = Callable[..., None]
TAB, ENTER, ESC = Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Escape
CTRL = Qt.KeyboardModifier.ControlModifier
SAVE, NEW = (Qt.Key.Key_Return, CTRL), (Qt.Key.Key_N, CTRL)


@pytest.fixture
def first_tab() -> str:
    return "promotions"


@pytest.fixture
def view(shop_window: MainWindow, settle: Callable[[MainWindow], None]) -> ReferralsView:
    shop_window.go("promotions", view="referrals")
    settle(shop_window)
    tab: Any = shop_window.workspace.current()
    found = tab.view()
    assert isinstance(found, ReferralsView)
    return found


def rows(window: MainWindow) -> list[ReferralRow]:
    session = window.session
    return referral.page_rows(session.store, session.ctx(), referral.ids(session.store))


def layer(window: MainWindow, kind: type[Layer]) -> Any:
    found = top_layer(window)
    assert isinstance(found, kind), found
    return found


def note(press: Press) -> None:
    """The bakery sent us Ana, typed from the first field on."""
    press(NEW, "daily", TAB, "ana", TAB, TAB, "catering", SAVE)


def test_noted_won_and_undone_by_keys(shop_window: MainWindow, view: ReferralsView, press: Press) -> None:
    note(press)
    [row] = rows(shop_window)
    assert (row.party_name, row.referred_name, row.event, row.state) == (
        "The Daily Grind",
        "Ana",
        "catering",
        ReferralState.OPEN,
    )
    view.table.setFocus()
    view.table.select_id(row.id)
    press(ENTER)
    layer(shop_window, ReferralSheet)
    press(ENTER)
    form = layer(shop_window, WinForm)
    form.brought.set_value(48_00)
    press(SAVE)
    [row] = rows(shop_window)
    assert (row.state, row.value_won) == (ReferralState.WON, 48_00)
    grind = parties.find(shop_window.session.store, "The Daily Grind")
    assert balance.party_balance(shop_window.session.store, grind, row.day).favours.received_unpriced == 1
    assert view.chip_row.button("won").text() == "Won  1"
    undo.undo(shop_window.session.store, shop_window.session.ctx())
    assert rows(shop_window)[0].state is ReferralState.OPEN


def test_what_is_wrong_stands_beside_its_field(shop_window: MainWindow, view: ReferralsView, press: Press) -> None:
    press(NEW)
    form = layer(shop_window, ReferralForm)
    press(SAVE)
    assert form.who.error.text() == "Say who sent somebody, or to whom."
    assert form.referred.error.text() == "Say who was sent."
    form.way.button("we_sent").click()
    assert form.who.name == "To whom we sent somebody"
    press(ESC)
    assert top_layer(shop_window) is None
    assert rows(shop_window) == []


def test_the_same_once_more_is_refused_at_what_it_is_for(
    shop_window: MainWindow, view: ReferralsView, press: Press
) -> None:
    note(press)
    note(press)
    form = layer(shop_window, ReferralForm)
    assert "counts once" in form.what_for.error.text()


def test_lost_with_its_reason_and_opened_again(
    shop_window: MainWindow, view: ReferralsView, press: Press, settle: Callable[[MainWindow], None]
) -> None:
    note(press)
    LoseForm(shop_window, rows(shop_window)[0]).start()
    form = layer(shop_window, LoseForm)
    form.why.set_value("Too far")
    form.unfit.setChecked(True)
    press(SAVE)
    [row] = rows(shop_window)
    assert (row.state, row.why_lost, row.qualified) == (ReferralState.LOST, "Too far", False)
    view.open_row(row.id)
    settle(shop_window)
    press(ENTER)
    assert rows(shop_window)[0].state is ReferralState.OPEN


def test_a_reward_is_promised_held_handed_over_and_refunded(
    shop_window: MainWindow, view: ReferralsView, press: Press
) -> None:
    note(press)
    PromiseForm(shop_window, rows(shop_window)[0]).start()
    press("A bag of beans")
    form = layer(shop_window, PromiseForm)
    form.value.set_value(9_00)
    form.hold.edit.setText("0")
    press(SAVE)
    WinForm(shop_window, rows(shop_window)[0]).start()
    press(SAVE)
    HandOverForm(shop_window, rows(shop_window)[0]).start()
    press(SAVE)
    reward = rows(shop_window)[0].reward
    assert reward is not None
    assert (reward.state, reward.value) == (RewardState.GIVEN, 9_00)
    RefundForm(shop_window, rows(shop_window)[0]).start()
    press(SAVE)
    [row] = rows(shop_window)
    assert row.reward is not None
    assert (row.state, row.reward.state) == (ReferralState.LOST, RewardState.TAKEN_BACK)


def test_every_control_has_a_name_and_an_empty_list_teaches(
    shop_window: MainWindow, view: ReferralsView, press: Press, unnamed: Callable[[QWidget], list[str]]
) -> None:
    assert view._pages.currentIndex() == 1
    assert unnamed(view) == []
    press(NEW)
    assert unnamed(layer(shop_window, ReferralForm)) == []


def test_the_partys_page_opens_the_referral(
    shop_window: MainWindow, view: ReferralsView, press: Press, settle: Callable[[MainWindow], None]
) -> None:
    from partnercrm.services import dealing

    note(press)
    session = shop_window.session
    [subject] = dealing.dealings(session.store, session.ctx(), parties.find(session.store, "Ana"))
    [line] = subject.rows
    assert str(line.title) == "Sent to us by The Daily Grind"
    shop_window.go("today")
    shop_window.go(line.tab, view=line.view, record=line.record)
    settle(shop_window)
    layer(shop_window, ReferralSheet).shut()
