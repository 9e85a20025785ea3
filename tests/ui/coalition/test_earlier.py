"""On the sheet of a settlement, on screen and on paper, what belongs to earlier months stands apart with its sum."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from partnercrm.domain.loyalty_moves import GiveBackDraft
from partnercrm.services import coalition_settlement as settling
from partnercrm.services import loyalty, loyalty_moves
from tests.ui.coalition.test_settlement import Settle, agreed, first_tab, shops, view
from ui.coalition import sheet_page
from ui.coalition.view import SettlementView
from ui.main_window import MainWindow

__all__ = ["agreed", "first_tab", "shops", "view"]


@pytest.mark.usefixtures("shops")
def test_points_given_back_of_a_settled_month(shop_window: MainWindow, agreed: SettlementView, settle: Settle) -> None:
    store, ctx = shop_window.session.store, shop_window.session.ctx().keyed("")
    program = agreed._found.programs[0].id
    first = settling.make(store, ctx, program, dt.date(2026, 10, 31))
    assert "earlier months" not in sheet_page.page_html(settling.view(store, first.settlement), "Brew & Co")
    settling.sign(store, ctx, first.settlement, "Sheet 10")
    used = next(row for row in loyalty.movements(store) if int(row.points) == -300)
    loyalty_moves.give_back(store, ctx, GiveBackDraft(used.id, ctx.today, Decimal("82.8")))
    made = settling.make(store, ctx, program, ctx.today)
    found = settling.view(store, made.settlement)
    page = sheet_page.page_html(found, "Brew & Co")
    for part in ("Of these, what belongs to earlier months", "owes Brew &amp; Co", "4.14 for 82.8 points"):
        assert part in page, part
    assert "Of earlier months" in page
    assert "10 points that Brew &amp; Co bore; the card made them up since" in page
    assert "−10" not in page
    lines = sheet_page.lines_of(found)
    assert any(line.startswith("Of earlier months: The Daily Grind owes us") and "4.14" in line for line in lines)
    settle(shop_window)
