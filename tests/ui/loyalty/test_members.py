"""Members and programs: the list, a card's page, its forms, cards on paper, a program from a template."""

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
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from partnercrm.domain.loyalty import ExclusionDraft, ExclusionKind, ProgramDraft, RewardDraft, TierDraft
from partnercrm.domain.party import Role
from partnercrm.services import loyalty
from ui.common.overlay import open_layers
from ui.loyalty import printing
from ui.loyalty.forms import AdjustForm, CloseForm, CodesForm, JoinForm, TransferForm
from ui.loyalty.members_view import MembersView
from ui.loyalty.program_form import ProgramForm
from ui.loyalty.programs_view import ProgramsView
from ui.loyalty.tab import LoyaltyTab
from ui.main_window import MainWindow

Settle = Callable[[MainWindow], None]


@pytest.fixture
def members(shop_window: MainWindow, loyalty_tab: LoyaltyTab, settle: Settle) -> MembersView:
    loyalty_tab.show_view("members")
    settle(shop_window)
    view = loyalty_tab.view()
    assert isinstance(view, MembersView)
    return view


@pytest.fixture
def programs(shop_window: MainWindow, loyalty_tab: LoyaltyTab, settle: Settle) -> ProgramsView:
    loyalty_tab.show_view("programs")
    settle(shop_window)
    view = loyalty_tab.view()
    assert isinstance(view, ProgramsView)
    return view


def top(window: MainWindow, kind: type[Any]) -> Any:
    (found,) = open_layers(window)
    assert isinstance(found, kind)
    return found


def focused() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def press(window: MainWindow, settle: Settle, name: str) -> None:
    found = [
        each
        for each in window.findChildren(QPushButton)
        if each.isVisible() and name in (each.text(), each.accessibleName())
    ]
    found[-1].click()
    settle(window)


def test_cards_are_listed_filtered_and_opened(
    members: MembersView, shop_window: MainWindow, settle: Settle, qtbot: QtBot
) -> None:
    assert len(members.model.ids) == 3
    members.find_here()
    QTest.keyClicks(members.filter, "4711")
    qtbot.waitUntil(lambda: len(members.model.ids) == 1)
    settle(shop_window)
    members.back()
    members.table.selectRow(0)
    QTest.keyClick(members.table, Qt.Key.Key_Return)
    settle(shop_window)
    assert members.page.isVisible()
    assert members.page.title.text() == "Ana  ·  4711"
    QTest.keyClick(members.page.back_button, Qt.Key.Key_Escape)
    assert members.table.isVisible()


def test_a_card_is_given_out_put_right_passed_on_and_closed(
    members: MembersView, shop_window: MainWindow, settle: Settle
) -> None:
    store = shop_window.session.store
    shop_window.run("new")
    settle(shop_window)
    form = top(shop_window, JoinForm)
    form.press_primary()
    settle(shop_window)
    assert form.who.error.text() == "Say whose card it is."
    form.who.edit.setText("Lena")
    form.number.set_value("4800")
    form.press_primary()
    settle(shop_window)
    lena = loyalty.find_member(store, "4800")
    members.open_page(lena)
    settle(shop_window)
    press(shop_window, settle, "Put right")
    form = top(shop_window, AdjustForm)
    form.points.set_value(Decimal(12))
    form.press_primary()
    settle(shop_window)
    assert form.reason.error.text() == "Say why."
    form.reason.set_value("Forgot her card")
    form.press_primary()
    settle(shop_window)
    assert members.page.said.text().startswith("Lena has 12 points.")
    press(shop_window, settle, "Pass on")
    form = top(shop_window, TransferForm)
    form.to.set_value("9999")
    form.reason.set_value("A present")
    form.press_primary()
    settle(shop_window)
    assert form.to.error.text() == "No card 9999 here. Check the number, or look for the name."
    form.to.set_value("4711")
    form.points.set_value(Decimal(5))
    form.press_primary()
    settle(shop_window)
    assert members.page.said.text().startswith("Lena has 7 points.")
    press(shop_window, settle, "One-use codes")
    form = top(shop_window, CodesForm)
    form.count.set_value(2)
    form.press_primary()
    settle(shop_window)
    assert len(QApplication.clipboard().text().split()) == 2
    press(shop_window, settle, "Close card")
    top(shop_window, CloseForm).press_primary()
    settle(shop_window)
    assert members.page.said.text().startswith("Closed on 21 Nov")


def test_cards_are_printed(members: MembersView, shop_window: MainWindow, tmp_path: Path) -> None:
    rows = loyalty.members(shop_window.session.store, loyalty.member_ids(shop_window.session.store)) * 4
    assert printing.save_pdf(tmp_path / "cards.pdf", "The Local Brew", rows)
    assert (tmp_path / "cards.pdf").read_bytes().startswith(b"%PDF")


def test_a_program_starts_from_a_template_and_is_changed(
    programs: ProgramsView, shop_window: MainWindow, settle: Settle
) -> None:
    store = shop_window.session.store
    press(shop_window, settle, "Start with The more, the better")
    form = top(shop_window, ProgramForm)
    form.name.set_value("")
    form.press_primary()
    settle(shop_window)
    assert form.name.error.text() == "Give the program a name."
    form.name.set_value("House card")
    form.excluded.more.click()
    QTest.keyClicks(form.excluded.blocks[0].what.edit, "Gift cards")
    form.press_primary()
    settle(shop_window)
    found = next(row for row in loyalty.programs(store) if row.draft.name == "House card")
    assert [tier.name for tier in found.draft.tiers] == ["Friend", "Regular", "Family"]
    assert [bar.what for bar in found.draft.exclusions] == ["Gift cards"]
    press(shop_window, settle, "Change House card")
    form = top(shop_window, ProgramForm)
    form.value.set_value(Decimal("0.06"))
    form.rewards.more.click()
    QTest.keyClicks(focused(), "A cake")
    form.press_primary()
    settle(shop_window)
    assert form.rewards.blocks[1].points.error.text() == "Say how many points it takes, above 0."
    assert focused() is form.rewards.blocks[1].points.edit
    QTest.keyClicks(focused(), "1,200")
    form.press_primary()
    settle(shop_window)
    found = next(row for row in loyalty.programs(store) if row.draft.name == "House card")
    assert found.draft.point_value == 6
    assert [(reward.name, reward.points) for reward in found.rewards] == [
        ("Money off", Decimal(60)),
        ("A cake", Decimal(1200)),
    ]
    assert found.rewards[0].value == 300


def everything(program: ProgramDraft) -> ProgramDraft:
    """A program with more of all than any template has."""
    first, last = dt.date(2026, 12, 1), dt.date(2026, 12, 24)
    return replace(
        program,
        name="All of it",
        point_value=Decimal("5.0001"),
        breakage=Decimal("0.1234"),
        offline_limit=Decimal(1500),
        tier_months=6,
        tiers=tuple(TierDraft(f"T{n}", n * 100_00, Decimal(n) + Decimal("0.5")) for n in range(5)),
        rewards=(
            *(RewardDraft(f"R{n}", Decimal(1000 * n), n * 100, n * 10) for n in range(1, 6)),
            RewardDraft("R1", Decimal("0.5")),
            RewardDraft("Stollen", Decimal(30), None, 0, first, last),
        ),
        exclusions=(
            ExclusionDraft(ExclusionKind.ROLE, "Staff buy at cost", Role.EMPLOYEE),
            ExclusionDraft(ExclusionKind.ROLE, role=Role.SUPPLIER),
            ExclusionDraft(ExclusionKind.DAYS, "Sale week", from_day=first, until_day=last),
            ExclusionDraft(ExclusionKind.DAYS, until_day=first),
            *(ExclusionDraft(ExclusionKind.THING, each) for each in ("Gift cards", "Papers, magazines", "Stamps")),
        ),
    )


@pytest.mark.parametrize("template", range(3))
def test_opening_and_saving_a_program_loses_nothing_of_it(
    programs: ProgramsView, shop_window: MainWindow, settle: Settle, template: int
) -> None:
    session = shop_window.session
    draft = everything(loyalty.program_templates(session.store, session.ctx())[template])
    number = loyalty.add_program(session.store, session.ctx(), draft).id
    before = next(row for row in loyalty.programs(session.store) if row.id == number)
    assert before.draft == draft
    programs.refresh()
    settle(shop_window)
    press(shop_window, settle, "Change All of it")
    top(shop_window, ProgramForm).press_primary()
    settle(shop_window)
    assert open_layers(shop_window) == []
    after = next(row for row in loyalty.programs(session.store) if row.id == number)
    assert after.draft == draft
    assert [reward.id for reward in after.rewards] == [reward.id for reward in before.rewards]


def test_rows_of_a_program_come_and_go_by_keys(programs: ProgramsView, shop_window: MainWindow, settle: Settle) -> None:
    session = shop_window.session
    draft = everything(loyalty.program_templates(session.store, session.ctx())[0])
    number = loyalty.add_program(session.store, session.ctx(), draft).id
    programs.refresh()
    settle(shop_window)
    press(shop_window, settle, "Change All of it")
    form = top(shop_window, ProgramForm)
    form.rewards.blocks[0].gone.setFocus()
    for _reward in range(5):
        QTest.keyClick(focused(), Qt.Key.Key_Space)
        settle(shop_window)
    assert focused() is form.rewards.blocks[0].gone
    assert [block.name.value() for block in form.rewards.blocks] == ["R1", "Stollen"]
    assert form.rewards.blocks[0].name.caption.isVisible()
    assert not form.rewards.blocks[1].name.caption.isVisible()
    assert form.rewards.blocks[1].from_day.isVisible()
    form.excluded.more.setFocus()
    QTest.keyClick(focused(), Qt.Key.Key_Space)
    settle(shop_window)
    added = form.excluded.blocks[-1]
    assert focused() is added.kind.combo
    QTest.keyClick(focused(), Qt.Key.Key_Down)
    assert added.kind.value() is ExclusionKind.ROLE and added.role.isVisible()
    QTest.keyClick(focused(), Qt.Key.Key_Down)
    assert added.kind.value() is ExclusionKind.DAYS and added.until_day.isVisible()
    form.press_primary()
    settle(shop_window)
    assert added.from_day.error.text() == "Say on which days nothing is earned."
    QTest.keyClicks(added.from_day.edit, "24/12")
    form.press_primary()
    settle(shop_window)
    found = next(row for row in loyalty.programs(session.store) if row.id == number)
    assert [reward.name for reward in found.rewards] == ["R1", "Stollen"]
    assert found.draft.exclusions[-1] == ExclusionDraft(ExclusionKind.DAYS, from_day=dt.date(2026, 12, 24))


def test_points_that_ended_are_written_off_by_a_button(
    programs: ProgramsView, shop_window: MainWindow, settle: Settle
) -> None:
    press(shop_window, settle, "Let points end")
    assert loyalty.movements(shop_window.session.store) == []


def test_every_control_has_a_name(
    members: MembersView, programs: ProgramsView, unnamed: Callable[[QWidget], list[str]]
) -> None:
    assert unnamed(members) == []
    assert unnamed(programs) == []
