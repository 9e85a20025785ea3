"""What Today shows, that each row acts in one click, and that each figure opens its records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QPushButton, QToolButton, QWidget

from partnercrm.domain.feedback import RequestDraft, RequestState, SurveyDraft, SurveyKind
from partnercrm.domain.interaction import FollowUpDraft
from partnercrm.domain.ledger import Basis, Direction, ExchangeDraft, Kind, LineDraft
from partnercrm.domain.sale import SaleDraft
from partnercrm.domain.today_rows import FigureKey
from partnercrm.services import feedback, follow_up, ledger, party_edit, sale, survey_request
from partnercrm.services import party as parties
from ui.common.choices import Segment
from ui.common.overlay import top_layer
from ui.common.tab import Tab
from ui.interaction.form import LogForm
from ui.interaction.tab import InteractionsTab
from ui.main_window import MainWindow
from ui.party.tab import DirectoryTab
from ui.today.chart import months_of, scale_top
from ui.today.list_card import ListCard
from ui.today.tab import TodayTab

Settle = Callable[[MainWindow], None]
TODAY = dt.date(2026, 11, 21)
CTRL = Qt.KeyboardModifier.ControlModifier


@dataclass
class Shop:
    """The window, its tab, and whom it speaks of."""

    window: MainWindow
    tab: TodayTab
    grind: int


@pytest.fixture
def shop(shop_window: MainWindow, settle: Settle) -> Shop:
    """Two follow-ups, a late bill of theirs, a bill of ours, a favour each way, a neighbour long not seen, and a guest
    to be asked since yesterday."""
    session = shop_window.session
    store, ctx = session.store, session.ctx
    grind = parties.find(store, "The Daily Grind")
    for title, days in (("Send the logo", -2), ("Ring Mark", 0), ("Order flour", 9)):
        follow_up.add(store, ctx(), FollowUpDraft(title, TODAY + dt.timedelta(days), grind))
    bill = LineDraft(Direction.GIVEN, Kind.GOODS, 12000, Basis.BILL)
    day = TODAY - dt.timedelta(days=20)
    ledger.post(store, ctx(), ExchangeDraft(grind, day, (bill,), due_day=TODAY - dt.timedelta(days=5)))
    ours = LineDraft(Direction.RECEIVED, Kind.GOODS, 4000, Basis.BILL)
    ledger.post(store, ctx(), ExchangeDraft(grind, TODAY, (ours,), due_day=TODAY + dt.timedelta(days=3)))
    mention = LineDraft(Direction.GIVEN, Kind.EXPOSURE, 2500, Basis.AGREED)
    oven = LineDraft(Direction.RECEIVED, Kind.SPACE_AND_EQUIPMENT, what="oven")
    ledger.post(store, ctx(), ExchangeDraft(grind, TODAY, (mention, oven)))
    survey = feedback.add_survey(store, ctx(), SurveyDraft("How was it", SurveyKind.CSAT, day)).id
    request = RequestDraft(survey, parties.find(store, "Ana"), TODAY - dt.timedelta(days=1))
    survey_request.plan(store, ctx(), request)
    shop_window.tasks.run_write(
        lambda: party_edit.set_interval(store, ctx(), [grind], 30), lambda _changes: None, owner=shop_window
    )
    settle(shop_window)
    tab = shop_window.workspace.current()
    assert isinstance(tab, TodayTab)
    tab.refresh()
    settle(shop_window)
    return Shop(shop_window, tab, grind)


def names(card: ListCard) -> list[str]:
    return [row.accessibleName() for row in card.rows()]


def test_greets_and_says_what_needs_attention(shop: Shop) -> None:
    assert shop.tab.greeting.text() == "Good afternoon, Sarah"
    said = shop.tab.needs.text()
    assert said == "Saturday 21 November 2026. 2 follow-ups need you today. 1 bill is late."


def test_every_control_has_a_name(shop: Shop, unnamed: Callable[[QWidget], list[str]]) -> None:
    assert unnamed(shop.tab) == []


def test_lists_say_what_is_there(shop: Shop) -> None:
    assert names(shop.tab.lists.follow_ups) == [
        "Send the logo. The Daily Grind. 2 days late",
        "Ring Mark. The Daily Grind. Today",
    ]
    assert names(shop.tab.lists.bills) == [
        "The Daily Grind. we owe 40.00, due 24 Nov, they owe 120.00, 5 days late, 80.00 if set off"
    ]
    assert names(shop.tab.lists.asks) == ["Ana. How was it"]


def test_red_is_only_for_the_late_side(shop: Shop) -> None:
    tones = {each.text(): each.property("tone") for each in shop.tab.lists.bills.findChildren(QLabel)}
    assert tones["they owe 120.00, 5 days late"] == "danger"
    assert tones["we owe 40.00, due 24 Nov"] == "muted"


def test_figures_are_never_one_sum(shop: Shop) -> None:
    shown = {key: block.accessibleName() for key, block in shop.tab.blocks.items()}
    assert shown[FigureKey.THEY_OWE].startswith("They owe us: 120.00.")
    assert shown[FigureKey.WE_OWE].startswith("We owe: 40.00.")
    assert shown[FigureKey.FAVOURS_GIVEN].startswith("Favours given this month: 25.00.")
    assert "1 more without a price" in shown[FigureKey.FAVOURS_RECEIVED]
    assert shown[FigureKey.LATE].startswith("Follow-ups late: 1.")


def test_a_tick_is_done_and_taken_back(shop: Shop, settle: Settle, press_in: Callable[..., None]) -> None:
    row = shop.tab.lists.follow_ups.rows()[0]
    row.findChild(QCheckBox).click()  # type: ignore[union-attr]  # the row has one
    settle(shop.window)
    assert names(shop.tab.lists.follow_ups) == ["Ring Mark. The Daily Grind. Today"]
    press_in(shop.window, (Qt.Key.Key_Z, CTRL))
    assert len(names(shop.tab.lists.follow_ups)) == 2


def test_space_ticks_the_row_of_the_keyboard(shop: Shop, press_in: Callable[..., None]) -> None:
    shop.tab.lists.follow_ups.rows()[0].setFocus()
    press_in(shop.window, Qt.Key.Key_Space)
    assert names(shop.tab.lists.follow_ups) == ["Ring Mark. The Daily Grind. Today"]
    assert QApplication.focusWidget() is shop.tab.lists.follow_ups.rows()[0]


def test_space_notes_that_somebody_was_asked_and_the_list_is_where_feedback_is(
    shop: Shop, press_in: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    session, asks = shop.window.session, shop.tab.lists.asks
    seen: list[tuple[str, object]] = []
    monkeypatch.setattr(shop.window, "go", lambda name, **asked: seen.append((name, asked)))
    asks.all.click()
    assert seen == [("effectiveness", {"view": "feedback", "part": "requests"})]
    asks.rows()[0].setFocus()
    press_in(shop.window, Qt.Key.Key_Space)
    (row,) = survey_request.standing(session.store, session.ctx())
    assert (row.state, row.asked) == (RequestState.ASKED, TODAY)
    assert not asks.isVisible()


def test_leave_one_until_tomorrow(shop: Shop, settle: Settle) -> None:
    shop.tab.lists.follow_ups.rows()[0].findChild(QToolButton).click()  # type: ignore[union-attr]
    settle(shop.window)
    assert names(shop.tab.lists.follow_ups) == ["Ring Mark. The Daily Grind. Today"]


def test_log_from_the_losing_touch_card(shop: Shop, settle: Settle) -> None:
    store, ctx = shop.window.session.store, shop.window.session.ctx
    ana = parties.find(store, "Ana")
    party_edit.set_interval(store, ctx(), [ana], 1)
    shop.tab.lists.show_touch(shop.tab.shown.losing_touch)  # type: ignore[union-attr]
    shop.window.run("log", party=ana)
    settle(shop.window)
    form = top_layer(shop.window)
    assert isinstance(form, LogForm)
    assert [who.party for who in form.who.parties()] == [ana]


def test_losing_touch_leads_to_its_chip_of_the_directory(shop: Shop, settle: Settle) -> None:
    shop.tab.lists.touch.all.click()
    settle(shop.window)
    directory = shop.window.workspace.current()
    assert isinstance(directory, DirectoryTab)
    assert directory.filter.chip() == "losing_touch"


def test_seven_rows_then_more_which_goes_to_the_list(shop: Shop, settle: Settle) -> None:
    store, ctx = shop.window.session.store, shop.window.session.ctx
    for number in range(9):
        follow_up.add(store, ctx(), FollowUpDraft(f"Errand {number}", TODAY))
    shop.tab.refresh()
    settle(shop.window)
    card = shop.tab.lists.follow_ups
    assert len(card.rows()) == 7
    assert card.more.text() == "4 more"
    card.more.click()
    settle(shop.window)
    tab = shop.window.workspace.current()
    assert isinstance(tab, InteractionsTab)
    assert tab.shown is tab.steps


@pytest.mark.parametrize(
    ("key", "tab", "wanted"),
    [
        (FigureKey.LATE, "interactions", {"view": "follow_ups", "chip": "late"}),
        (FigureKey.IN_TOUCH, "interactions", {"view": "everything", "span": "month"}),
        (FigureKey.THEY_OWE, "ledger", {"view": "open_items"}),
    ],
)
def test_a_figure_opens_its_records(
    shop: Shop, press_in: Callable[..., None], monkeypatch: pytest.MonkeyPatch, key: FigureKey, tab: str, wanted: object
) -> None:
    seen: list[tuple[str, object]] = []
    monkeypatch.setattr(shop.window, "go", lambda name, **asked: seen.append((name, asked)))
    shop.tab.blocks[key].setFocus()
    press_in(shop.window, Qt.Key.Key_Return)
    assert seen == [(tab, wanted)]


def test_the_chart_speaks_and_is_a_table_too(shop: Shop) -> None:
    chart = shop.tab.charts.favours
    assert "November: we gave 25.00, they gave 0.00" in chart.bars.accessibleDescription()
    chart.switch.click()
    assert chart.table.isVisible()
    last = chart.table.rowCount() - 1
    assert [chart.table.model().index(last, at).data() for at in range(3)] == ["November 2026", "25.00", "0.00"]
    chart.switch.click()
    assert chart.bars.isVisible()


def test_sales_are_a_chart_beside_a_year_before_and_open_their_list(
    shop: Shop, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = shop.window.session
    block = shop.tab.blocks[FigureKey.SALES]
    assert block.accessibleName() == "Sales this month: \N{EN DASH}. no sale recorded yet"
    for day, paid in ((TODAY, 30_00), (dt.date(2025, 11, 30), 12_00)):
        sale.record(session.store, session.ctx(), SaleDraft(day, paid, paid))
    shop.tab.refresh()
    settle(shop.window)
    assert block.accessibleName() == "Sales this month: 30.00. nothing sold by 21 Oct"
    charts = shop.tab.charts
    charts.favours.findChildren(Segment)[0].button("sales").click()
    assert charts.sales.isVisible()
    assert "November: sold for 30.00, a year before for 12.00" in charts.sales.bars.accessibleDescription()
    seen: list[object] = []
    monkeypatch.setattr(shop.window, "go", lambda _tab, **asked: seen.append((asked["first"], asked["last"])))
    for column in (1, 2):
        charts.sales.table.cellActivated.emit(charts.sales.table.rowCount() - 1, column)
    november = (dt.date(2026, 11, 1), dt.date(2026, 11, 30))
    assert seen == [november, (dt.date(2025, 11, 1), dt.date(2025, 11, 30))]
    assert shop.window.settings.words("today/chart") == "sales"


def test_the_axis_ends_above_the_highest_bar() -> None:
    assert scale_top(0) == 300
    assert scale_top(9300) == 15000
    assert [month.number for month in months_of((1, 2), (3, 4), TODAY)] == [202610, 202611]


def test_a_month_that_waits_is_said_and_can_be_put_aside(shop: Shop, settle: Settle) -> None:
    session = shop.window.session
    old = LineDraft(Direction.GIVEN, Kind.EXPOSURE, 100, Basis.AGREED)
    ledger.post(session.store, session.ctx(), ExchangeDraft(shop.grind, dt.date(2026, 9, 3), (old,)))
    shop.tab.refresh()
    settle(shop.window)
    banner = shop.tab.month_end
    assert banner.isVisible()
    assert banner.accessibleName().startswith("September 2026 can be closed.")
    assert "Month end" in [each.text() for each in banner.findChildren(QPushButton)]
    banner.findChild(QToolButton).click()  # type: ignore[union-attr]  # the cross
    shop.tab.refresh()
    settle(shop.window)
    assert not banner.isVisible()


def test_an_empty_shop_shows_its_first_steps_only(empty_window: MainWindow) -> None:
    tab = empty_window.workspace.current()
    assert isinstance(tab, TodayTab)
    assert tab.steps.isVisible()
    assert not tab._body.isVisible()
    assert tab.needs.text().endswith("Nothing needs you today.")
    assert isinstance(tab, Tab)
