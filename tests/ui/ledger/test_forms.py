"""The forms of the ledger: give and take, settling, month end, statement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from partnercrm.domain.ledger import Basis, Direction, ExchangeDraft, Kind, LineDraft, Return
from partnercrm.domain.ledger_rows import EntryFilter, EntryRow
from partnercrm.domain.period import PeriodState
from partnercrm.services import balance, draft, entry, ledger, open_item, party_list, period
from ui.common.overlay import open_layers
from ui.ledger.tab import LedgerTab
from ui.main_window import MainWindow

TODAY = dt.date(2026, 11, 21)
Settle = Callable[[MainWindow], None]
Bill = Callable[..., str]
Find = Callable[[str], int]
Top = Callable[[], Any]


def entries(window: MainWindow) -> list[EntryRow]:
    store = window.session.store
    return entry.page_rows(store, entry.ids(store, EntryFilter(folded=False), TODAY))


def test_give_and_take_saves_both_sides(
    shop_window: MainWindow, tab: LedgerTab, find: Find, settle: Settle, layer: Top, unnamed: Callable[..., list[str]]
) -> None:
    shop_window.run("give_and_take", party=find("The Daily Grind"))
    form = layer()
    assert unnamed(form) == []
    gave, got = form.lines.editors()
    for editor, what, value in ((gave, "newsletter mention", "25"), (got, "oven for an evening", "")):
        editor.what.edit.setText(what)
        editor.value.edit.setText(value)
        editor.changed.emit()
    assert gave.asks.value() is Return.IN_KIND
    assert "You gave The Daily Grind a newsletter mention (about 25.00)." in form._said.text()
    form.press_primary()
    settle(shop_window)
    (row,) = entries(shop_window)
    assert (row.favours_given, row.unpriced_received, row.day) == (2500, 1, TODAY)


def test_give_and_take_says_what_is_missing(shop_window: MainWindow, tab: LedgerTab, layer: Top) -> None:
    shop_window.run("give_and_take")
    form = layer()
    form.press_primary()
    form = layer()
    assert form.party.error.text() == "Say with whom."
    assert form.lines.editors()[0].what.error.text() == "Say what was given or received."
    form.lines.editors()[0].value.edit.setText("12,5x")
    form.press_primary()
    assert "12,5x" in layer().lines.editors()[0].value.error.text()
    assert entries(shop_window) == []


def test_a_half_typed_form_comes_back_and_a_draft_is_kept(
    shop_window: MainWindow, tab: LedgerTab, find: Find, settle: Settle, layer: Top
) -> None:
    shop_window.run("give_and_take")
    form = layer()
    form.lines.editors()[0].what.edit.setText("a lift")
    form.lines.editors()[0].changed.emit()
    form.ask_to_shut()
    settle(shop_window)
    shop_window.run("give_and_take")
    form = layer()
    assert form.bar.isVisible()
    assert form.lines.editors()[0].what.text() == "a lift"
    form.party.take_party(find("Ana"))
    settle(shop_window)
    form._settled(form._keep_draft)
    settle(shop_window)
    (kept,) = draft.listed(shop_window.session.store)
    assert kept.party == "Ana"
    shop_window.run("give_and_take", draft=kept.id)
    layer().press_primary()
    settle(shop_window)
    assert draft.listed(shop_window.session.store) == []
    assert entries(shop_window)[0].unpriced_given == 1


def test_a_closed_month_is_said_beside_the_date(
    shop_window: MainWindow, tab: LedgerTab, bill: Bill, settle: Settle, layer: Top
) -> None:
    bill("Ana", 500, day=dt.date(2026, 10, 5))
    session = shop_window.session
    period.close(session.store, session.ctx(), 202610)
    shop_window.run("give_and_take")
    form = layer()
    form.day.set_value(dt.date(2026, 10, 27))
    form._say()
    assert form.month_closed.isVisible()
    form._belong_to_day()
    assert (form.day.value(), form.belongs_to.value()) == (TODAY, dt.date(2026, 10, 27))
    assert not form.month_closed.isVisible()


def test_a_payment_pays_the_oldest_and_a_cash_discount_closes_the_rest(
    shop_window: MainWindow, tab: LedgerTab, bill: Bill, find: Find, settle: Settle, layer: Top
) -> None:
    supplier = "Hillside Roasters"
    number = bill(supplier, 23112, side=Direction.RECEIVED, due=dt.date(2026, 12, 2))
    bill(supplier, 5000, side=Direction.RECEIVED, due=dt.date(2026, 12, 20))
    shop_window.run("settle", party=find(supplier))
    form = layer()
    pane = form.pane()
    assert pane.side.value() == "we"
    pane.amount.edit.setText("226.50")
    pane.amount.edited.emit()
    assert [row.pays() for row in pane._rows] == [22650, 0]
    pane.rest.combo.setCurrentIndex(1)
    pane.rest.edited.emit()
    assert "You paid Hillside Roasters 226.50." in pane.said.text()
    form.press_primary()
    settle(shop_window)
    (left,) = open_item.items(shop_window.session.store, TODAY)
    assert (left.number != number, left.open) == (True, 5000)


def test_a_payment_that_pays_none_of_them_is_kept_for_later(
    shop_window: MainWindow, tab: LedgerTab, bill: Bill, find: Find, settle: Settle, layer: Top
) -> None:
    bill("Ana", 2000)
    shop_window.run("settle", party=find("Ana"))
    form = layer()
    pane = form.pane()
    pane.amount.edit.setText("50")
    pane.amount.edited.emit()
    assert [row.pays() for row in pane._rows] == [2000]
    pane.later.click()
    assert [row.pays() for row in pane._rows] == [0]
    assert pane.said.text().endswith("50.00 is kept for later bills.")
    form.press_primary()
    settle(shop_window)
    session = shop_window.session
    found = open_item.items(session.store, TODAY)
    assert sorted(item.open for item in found) == [-5000, 2000]
    assert {item.days_late for item in found if item.open < 0} == {0}
    (row,) = party_list.rows(session.store, session.ctx(), [find("Ana")])
    assert (row.they_owe, row.we_owe) == (-3000, 0)


def test_who_keeps_no_score_reads_no_balance_of_favours(
    shop_window: MainWindow, tab: LedgerTab, find: Find, settle: Settle, layer: Top
) -> None:
    shop_window.run("settle", party=find("Lena"), way="even")
    assert layer().pane().stand.text() == "You and Lena keep no score."
    layer().shut()
    shop_window.run("settle", party=find("Ana"), way="even")
    assert layer().pane().stand.text() == "Favours with Ana: no favours yet."


def test_a_line_begins_as_a_favour_and_money_as_a_bill(shop_window: MainWindow, tab: LedgerTab, layer: Top) -> None:
    shop_window.run("give_and_take")
    line = layer().lines.editors()[0]
    assert (line.kind.value(), line.basis.value()) == (Kind.SERVICE, Basis.UNPRICED)
    assert line.is_empty()
    line.kind.set_value(Kind.MONEY)
    line.kind.edited.emit()
    assert line.basis.value() is Basis.BILL


def test_set_off_asks_for_the_signed_document(
    shop_window: MainWindow, tab: LedgerTab, bill: Bill, find: Find, settle: Settle, layer: Top
) -> None:
    bill("The Daily Grind", 60000, side=Direction.RECEIVED)
    bill("The Daily Grind", 55000)
    shop_window.run("settle", party=find("The Daily Grind"), way="set_off")
    form = layer()
    pane = form.pane()
    assert pane.both.text() == "The Daily Grind owes 550.00. We owe 600.00."
    assert pane.after.text() == "After it: we owe 50.00."
    form.press_primary()
    assert pane.document.has_error()
    pane.document.set_value("Set-off 12 Nov")
    form.press_primary()
    settle(shop_window)
    stand = balance.party_balance(shop_window.session.store, find("The Daily Grind"), TODAY)
    assert (stand.they_owe.amount, stand.we_owe.amount) == (0, 5000)


def test_credit_and_call_it_even(
    shop_window: MainWindow, tab: LedgerTab, bill: Bill, find: Find, settle: Settle, layer: Top
) -> None:
    number = bill("Ana", 2000)
    shop_window.run("settle", number=number, way="credit")
    form = layer()
    assert "Ground coffee: 20.00" in form.pane().about.text()
    form.pane().value.edit.setText("99")
    form.press_primary()
    layer()
    assert form.pane().value.has_error()
    form.pane().value.edit.setText("5")
    form.press_primary()
    settle(shop_window)
    assert open_item.items(shop_window.session.store, TODAY)[0].open == 1500
    shop_window.run("settle", party=find("Ana"), way="even")
    form = layer()
    form.press_primary()
    layer()
    assert form.general.text() == "The favours between you are even already."


def test_month_end_with_drafts_in_three_ways_out(
    shop_window: MainWindow, tab: LedgerTab, find: Find, settle: Settle, layer: Top
) -> None:
    session = shop_window.session
    line = LineDraft(Direction.GIVEN, Kind.SERVICE, what="a hand")
    for day in (5, 6, 7):
        unfinished = ExchangeDraft(find("Ana"), dt.date(2026, 10, day), (line,))
        draft.save(session.store, session.ctx(), unfinished)
    shop_window.run("month_end")
    form = layer()
    form.close_month(202610)
    layer()
    assert "unfinished" in form.general.text()
    ids = [each.id for each in draft.listed(session.store)]
    form.save_drafts(ids[:1])
    form.move_drafts(ids[1:2], 202610)
    form.delete_drafts(ids[2:])
    settle(shop_window)
    assert [row.day for row in entries(shop_window)] == [dt.date(2026, 10, 5)]
    assert [each.day for each in draft.listed(session.store)] == [dt.date(2026, 11, 1)]
    form.rows[202610].buttons["close"].click()
    settle(shop_window)
    assert _state(shop_window, 202610) is PeriodState.CLOSED
    form.reopen(202610, "")
    layer()
    assert form.general.isVisible()
    form.reopen(202610, "a bill came late")
    settle(shop_window)
    assert _state(shop_window, 202610) is PeriodState.OPEN
    form.close_month(202610)
    settle(shop_window)
    form.ask_lock(202610)
    open_layers(shop_window)[-1].buttons["lock"].click()  # type: ignore[attr-defined]
    settle(shop_window)
    assert _state(shop_window, 202610) is PeriodState.LOCKED


def test_the_statement_handed_over_speaks_from_their_side(
    shop_window: MainWindow, tab: LedgerTab, bill: Bill, find: Find, settle: Settle, layer: Top, tmp_path: Path
) -> None:
    bill("Ana", 2000)
    shop_window.run("statement", party=find("Ana"))
    form = layer()
    assert form.balance.text() == "They owe us 20.00."
    assert "Ground coffee" in form.page.toPlainText()
    form.side.button("theirs").click()
    settle(shop_window)
    assert form.balance.text() == "You owe us 20.00."
    session = shop_window.session
    prepaid = LineDraft(Direction.RECEIVED, Kind.MONEY, 5000)
    ledger.post(session.store, session.ctx(), ExchangeDraft(find("Ana"), TODAY, (prepaid,)))
    form.side.button("ours").click()
    settle(shop_window)
    assert form.balance.text() == "We hold 30.00 of theirs."
    form.side.button("theirs").click()
    settle(shop_window)
    assert form.balance.text() == "We hold 30.00 of yours."
    assert form.save_pdf(tmp_path / "Ana.pdf")
    assert (tmp_path / "Ana.pdf").read_bytes().startswith(b"%PDF")


def _state(window: MainWindow, month: int) -> PeriodState:
    return next(row.state for row in period.listed(window.session.store) if row.month == month)


def test_forms_have_named_controls(
    shop_window: MainWindow, tab: LedgerTab, layer: Top, unnamed: Callable[[QWidget], list[str]]
) -> None:
    for action in ("settle", "statement", "month_end"):
        shop_window.run(action)
        form = layer()
        assert unnamed(form) == []
        form.shut()
