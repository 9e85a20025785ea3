"""The tab Agreements driven as a person drives it: an agreement made, kept, signed, ended; values; goods; documents."""

from __future__ import annotations

import atexit
import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from partnercrm.domain.agreed_value import AgreedValueDraft
from partnercrm.domain.agreement import AgreementDraft, AgreementKind, AgreementState
from partnercrm.domain.clause import ClauseDraft, Rhythm
from partnercrm.domain.consignment import ConsignmentDraft, MovementKind
from partnercrm.domain.joint_product import JointProductDraft, JointSaleDraft, Split
from partnercrm.domain.ledger import Direction, ExchangeDraft, Kind, LineDraft
from partnercrm.services import (
    agreed_value,
    agreement,
    agreement_document,
    agreement_write,
    consignment,
    joint_product,
    ledger,
    party,
    undo,
)
from ui.agreement import deeds
from ui.agreement.tab import AgreementsTab
from ui.common.overlay import top_layer
from ui.main_window import MainWindow

Settle = Callable[[MainWindow], None]
GIVEN, RECEIVED = Direction.GIVEN, Direction.RECEIVED
MENTION = ClauseDraft(GIVEN, Kind.EXPOSURE, count=Decimal(1), what="Newsletter mention", rhythm=Rhythm.MONTHLY)


@pytest.fixture
def first_tab() -> str:
    return "agreements"


@pytest.fixture
def tab(shop_window: MainWindow) -> AgreementsTab:
    shown = shop_window.workspace.current()
    assert isinstance(shown, AgreementsTab)
    return shown


@pytest.fixture
def bakery(shop_window: MainWindow) -> int:
    return party.find(shop_window.session.store, "The Daily Grind")


@pytest.fixture
def mutual(shop_window: MainWindow, tab: AgreementsTab, bakery: int, settle: Settle) -> int:
    """Since 1 October: a mention from us each month."""
    session = shop_window.session
    draft = AgreementDraft(
        "Mentions", AgreementKind.CROSS_PROMOTION, (bakery,), dt.date(2026, 10, 1), clauses=(MENTION,)
    )
    made = agreement_write.add(session.store, session.ctx(), draft).id
    tab.refresh()
    settle(shop_window)
    return made


def view_of(tab: AgreementsTab) -> Any:
    return tab.view()


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def sheet(window: MainWindow, settle: Settle) -> Any:
    settle(window)
    found = top_layer(window)
    assert found is not None
    return found


def press(window: MainWindow, text: str, within: QWidget | None = None) -> None:
    found = [b for b in (within or window).findChildren(QAbstractButton) if b.text() == text and b.isVisible()]
    found[0].click()


def test_an_empty_tab_teaches_and_offers_the_first_one(
    shop_window: MainWindow, tab: AgreementsTab, settle: Settle
) -> None:
    press(shop_window, "New agreement", tab.view())
    assert sheet(shop_window, settle).title.text() == "New agreement"


def test_an_agreement_is_made_by_keys(shop_window: MainWindow, tab: AgreementsTab, bakery: int, settle: Settle) -> None:
    QTest.keyClick(shop_window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    form = sheet(shop_window, settle)
    form.press_primary()
    settle(shop_window)
    assert form.name.has_error() and form.who.has_error()
    assert form.name.edit.hasFocus()
    QTest.keyClicks(form.name.edit, "Oven for mentions")
    form.who.take_party(bakery)
    settle(shop_window)
    mention, oven = form.clauses.blocks
    QTest.keyClicks(mention.what.edit, "Mention")
    form.press_primary()
    settle(shop_window)
    assert mention.count.has_error()
    QTest.keyClicks(mention.count.edit, "1")
    QTest.keyClicks(oven.what.edit, "Oven")
    assert oven.kind.value() is Kind.SPACE_AND_EQUIPMENT
    QTest.keyClicks(oven.count.edit, "four hours")
    form.press_primary()
    settle(shop_window)
    assert oven.count.has_error()
    oven.count.edit.setText("2.5 hours")
    QTest.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(shop_window)
    assert top_layer(shop_window) is None
    session = shop_window.session
    [row] = agreement.listed(session.store, session.ctx())
    assert (row.title, row.names) == ("Oven for mentions", "The Daily Grind")
    assert [(each.side, each.what, each.promise.count, each.promise.unit) for each in row.clauses] == [
        (GIVEN, "Mention", Decimal(1), ""),
        (RECEIVED, "Oven", Decimal("2.5"), "hours"),
    ]
    assert view_of(tab).model.ids == [row.id]
    assert "1 agreement" in tab.count.text()


def test_a_half_typed_form_comes_back(shop_window: MainWindow, tab: AgreementsTab, bakery: int, settle: Settle) -> None:
    deeds.open_form(tab.shell, party=bakery)
    form = sheet(shop_window, settle)
    QTest.keyClicks(form.name.edit, "Oven for")
    QTest.keyClicks(form.clauses.blocks[1].count.edit, "4 hours")
    QTest.keyClick(form, Qt.Key.Key_Escape)
    settle(shop_window)
    deeds.open_form(tab.shell)
    form = sheet(shop_window, settle)
    settle(shop_window)
    assert (form.name.value(), [who.name for who in form.who.parties()]) == ("Oven for", ["The Daily Grind"])
    [block] = form.clauses.blocks
    assert (block.side.value(), block.count.text()) == ("received", "4 hours")
    press(shop_window, "Start afresh")
    settle(shop_window)
    form = sheet(shop_window, settle)
    assert (form.name.value(), len(form.clauses.blocks)) == ("", 2)


def test_the_page_shows_both_sides_and_esc_goes_back(
    shop_window: MainWindow, tab: AgreementsTab, mutual: int, bakery: int, settle: Settle
) -> None:
    session, view = shop_window.session, view_of(tab)
    line = LineDraft(GIVEN, Kind.EXPOSURE)
    view.table.setFocus()
    view.table.selectRow(0)
    QTest.keyClick(view.table, Qt.Key.Key_Return)
    settle(shop_window)
    assert view.page.isVisible()
    assert shop_window.shown_party() == bakery
    assert "nothing yet of 1, due 30 Nov" in texts(view.page)
    assert "Before: kept 0 of 1 time" in texts(view.page)
    ledger.post(session.store, session.ctx(), ExchangeDraft(bakery, dt.date(2026, 11, 3), (line,)))
    view.refresh()
    settle(shop_window)
    assert "1 of 1" in texts(view.page)
    press(shop_window, "Show the entries", view.page)
    settle(shop_window)
    ledger_tab: Any = shop_window.workspace.current()
    assert ledger_tab.register.model.rowCount() == 1
    shop_window.go("agreements", view="agreements", record=mutual)
    settle(shop_window)
    assert view.page.isVisible()
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert not view.page.isVisible()
    assert focused() is view.table


def test_it_is_changed_signed_and_ended(
    shop_window: MainWindow, tab: AgreementsTab, mutual: int, settle: Settle
) -> None:
    session, view = shop_window.session, view_of(tab)
    view.open_page(mutual)
    press(shop_window, "Sign", view.page)
    form = sheet(shop_window, settle)
    QTest.keyClicks(form.text.edit, "Sarah and Mark")
    form.press_primary()
    settle(shop_window)
    row = agreement.get(session.store, session.ctx(), mutual)
    assert (row.state, row.signed_by) == (AgreementState.RUNNING, "Sarah and Mark")
    press(shop_window, "Change", view.page)
    form = sheet(shop_window, settle)
    form.name.set_value("Mentions and more")
    form.press_primary()
    settle(shop_window)
    assert agreement.get(session.store, session.ctx(), mutual).clauses[0].uuid == row.clauses[0].uuid
    press(shop_window, "End early", view.page)
    form = sheet(shop_window, settle)
    form.day.edit.setText("1/9/2026")
    form.press_primary()
    settle(shop_window)
    assert form.day.has_error()
    form.day.edit.setText("yesterday")
    form.press_primary()
    settle(shop_window)
    assert agreement.get(session.store, session.ctx(), mutual).state is AgreementState.ENDED
    view.back()
    assert view.model.ids == []
    view.chip_row.button("over").click()
    settle(shop_window)
    assert view.model.ids == [mutual]
    undo.undo(session.store, session.ctx())


def test_a_document_goes_in_and_out(
    shop_window: MainWindow, tab: AgreementsTab, mutual: int, settle: Settle, tmp_path: Path
) -> None:
    session, view = shop_window.session, view_of(tab)
    source, target = tmp_path / "signed.txt", tmp_path / "out.txt"
    source.write_text("signed", encoding="utf-8")
    view.open_page(mutual)
    deeds.attach(view.shell, view, mutual, source)
    settle(shop_window)
    assert "signed.txt" in texts(view.page)
    [document] = agreement.get(session.store, session.ctx(), mutual).documents
    deeds.write_document(view.shell, view, document, target)
    settle(shop_window)
    assert target.read_bytes() == source.read_bytes()
    deeds.detach(view.shell, view, document)
    settle(shop_window)
    assert "signed.txt" not in texts(view.page)
    with pytest.raises(Exception, match="no document"):
        agreement_document.content(session.store, document.id)


def test_a_document_is_opened_as_a_copy_that_goes_when_the_program_ends(
    shop_window: MainWindow, tab: AgreementsTab, mutual: int, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, shown, at_end = shop_window.session, list[Path](), list[tuple[Any, ...]]()
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: shown.append(Path(url.toLocalFile())))
    monkeypatch.setattr(atexit, "register", lambda run, *words, **more: at_end.append((run, words, more)))
    agreement_document.attach_bytes(session.store, session.ctx(), mutual, "signed.txt", b"signed by both")
    [document] = agreement.get(session.store, session.ctx(), mutual).documents
    deeds.open_document(view_of(tab).shell, view_of(tab), document)
    settle(shop_window)
    [copy] = shown
    assert (copy.name, copy.read_bytes()) == ("signed.txt", b"signed by both")
    [(run, words, more)] = at_end
    run(*words, **more)
    assert not copy.parent.exists()


def test_agreed_values_are_made_changed_and_removed(
    shop_window: MainWindow, tab: AgreementsTab, bakery: int, settle: Settle
) -> None:
    session = shop_window.session
    tab.show_view("values")
    settle(shop_window)
    view: Any = tab.view()
    view.act("new", {"party": bakery})
    form = sheet(shop_window, settle)
    QTest.keyClicks(form.what.edit, "Oven")
    form.press_primary()
    settle(shop_window)
    assert form.value.has_error()
    QTest.keyClicks(form.value.edit, "12")
    QTest.keyClicks(form.unit.edit, "hour")
    form.press_primary()
    settle(shop_window)
    [made] = agreed_value.listed(session.store)
    assert (made.party, made.value, made.unit, made.kind) == (bakery, 12_00, "hour", Kind.SPACE_AND_EQUIPMENT)
    view.table.selectRow(0)
    view.act("edit", {})
    form = sheet(shop_window, settle)
    form.value.set_value(13_00)
    form.press_primary()
    settle(shop_window)
    assert [row.value for row in agreed_value.listed(session.store)] == [13_00]
    view.table.selectRow(0)
    view.act("delete", {})
    settle(shop_window)
    assert agreed_value.listed(session.store) == []
    undo.undo(session.store, session.ctx())
    assert [row.value for row in agreed_value.listed(session.store)] == [13_00]


def test_what_is_sold_together_is_entered_and_posted_again(
    shop_window: MainWindow, tab: AgreementsTab, bakery: int, settle: Settle
) -> None:
    session = shop_window.session
    tab.show_view("goods")
    settle(shop_window)
    view: Any = tab.view()
    press(shop_window, "New joint product", tab)
    form = sheet(shop_window, settle)
    QTest.keyClicks(form.name.edit, "Pastry and coffee")
    form.who.take_party(bakery)
    settle(shop_window)
    for field, text in ((form.price, "6"), (form.commission, "10 %"), (form.part, "2.40")):
        QTest.keyClicks(field.edit, text)
    form.press_primary()
    settle(shop_window)
    [product] = joint_product.listed(session.store)
    view.open_product(product.id)
    press(shop_window, "Enter what was sold")
    form = sheet(shop_window, settle)
    QTest.keyClicks(form.quantity.edit, "40")
    form.press_primary()
    settle(shop_window)
    [sale] = joint_product.get(session.store, product.id).sales
    assert (sale.from_day, sale.to_day, sale.parts.theirs) == (dt.date(2026, 10, 1), dt.date(2026, 10, 31), 96_00)
    ledger.reverse(session.store, session.ctx(), sale.entry)
    view.refresh()
    settle(shop_window)
    view.open_product(product.id)
    settle(shop_window)
    assert "taken back" in texts(shop_window)
    press(shop_window, "Post again")
    settle(shop_window)
    assert joint_product.get(session.store, product.id).sales[0].standing


def test_goods_move_and_what_is_too_much_is_refused(
    shop_window: MainWindow, tab: AgreementsTab, bakery: int, settle: Settle
) -> None:
    session = shop_window.session
    tab.show_view("goods")
    settle(shop_window)
    view: Any = tab.view()
    press(shop_window, "Goods on consignment", tab)
    form = sheet(shop_window, settle)
    QTest.keyClicks(form.what.edit, "Jam")
    form.who.take_party(bakery)
    settle(shop_window)
    QTest.keyClicks(form.price.edit, "4.50")
    QTest.keyClicks(form.commission.edit, "15")
    form.press_primary()
    settle(shop_window)
    [goods] = consignment.listed(session.store)
    consignment.move(session.store, session.ctx(), goods.id, MovementKind.BROUGHT, Decimal(10))
    view.refresh()
    settle(shop_window)
    view.open_goods(goods.id)
    press(shop_window, "Sold")
    form = sheet(shop_window, settle)
    QTest.keyClicks(form.quantity.edit, "11")
    form.press_primary()
    settle(shop_window)
    assert form.quantity.has_error()
    form.quantity.edit.setText("6")
    form.press_primary()
    settle(shop_window)
    assert consignment.get(session.store, goods.id).posted == 22_95


def test_the_table_of_mutual_benefit(shop_window: MainWindow, tab: AgreementsTab, mutual: int, settle: Settle) -> None:
    tab.show_view("benefits")
    settle(shop_window)
    view: Any = tab.view()
    assert [view.model.index(0, column).data() for column in range(4)] == [
        "The Daily Grind",
        "Cross-promotion",
        "",
        "Newsletter mention: 1 each month",
    ]


def test_every_control_has_a_name(
    shop_window: MainWindow,
    tab: AgreementsTab,
    mutual: int,
    bakery: int,
    settle: Settle,
    unnamed: Callable[[QWidget], list[str]],
) -> None:
    session = shop_window.session
    agreed_value.add(session.store, session.ctx(), AgreedValueDraft(bakery, Kind.EXPOSURE, 25_00))
    draft = JointProductDraft(bakery, "Breakfast", Split(6_00, their_amount=2_00))
    product = joint_product.add(session.store, session.ctx(), draft).id
    period = JointSaleDraft(dt.date(2026, 11, 1), dt.date(2026, 11, 2), Decimal(3))
    joint_product.sell(session.store, session.ctx(), product, period)
    consignment.add(session.store, session.ctx(), ConsignmentDraft(bakery, "Jam", 1_00))
    view: Any = tab.view()
    view.open_page(mutual)
    assert unnamed(tab) == []
    view.act("edit", {})
    assert unnamed(sheet(shop_window, settle)) == []
    sheet(shop_window, settle).shut()
    for key in ("values", "goods", "benefits"):
        tab.show_view(key)
        settle(shop_window)
        assert unnamed(tab) == []
    tab.show_view("goods")
    view_of(tab).open_product(product)
    assert unnamed(sheet(shop_window, settle)) == []


def texts(widget: QWidget) -> list[str]:
    from PySide6.QtWidgets import QLabel

    return [each.text() for each in widget.findChildren(QLabel) if each.isVisible()]
