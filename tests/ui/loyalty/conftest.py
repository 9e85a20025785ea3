"""The tab Loyalty in the real window, on a shop with a card program, Ana's card 4711 and the bakery's DG-1."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from partnercrm.domain.dates import Clock
from partnercrm.domain.loyalty_moves import MemberDraft
from partnercrm.services import loyalty
from partnercrm.services import party as parties
from partnercrm.services import store as stores
from ui.loyalty.tab import LoyaltyTab
from ui.main_window import MainWindow

TODAY = dt.date(2026, 11, 21)


@pytest.fixture(scope="session")
def card_file(shop_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop with its cards, made once."""
    path = tmp_path_factory.mktemp("cards") / shop_file.name
    path.write_bytes(shop_file.read_bytes())
    store = stores.open_shop(path)
    ctx = stores.context(store, Clock.fixed(TODAY))
    points, stamps, _tiers = loyalty.program_templates(store, ctx)
    first = dt.date(2026, 1, 1)
    program = loyalty.add_program(store, ctx, replace(points, from_day=first, offline_limit=Decimal(50))).id
    cups = loyalty.add_program(store, ctx, replace(stamps, from_day=first)).id
    ana, bakery = parties.find(store, "Ana"), parties.find(store, "The Daily Grind")
    loyalty.add_member(store, ctx, MemberDraft(program, ana, "4711"))
    loyalty.add_member(store, ctx, MemberDraft(cups, ana, "4712"))
    loyalty.add_member(store, ctx, MemberDraft(program, None, "DG-1", bakery))
    store.close()
    return path


@pytest.fixture
def shop_path(card_file: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(card_file, tmp_path / card_file.name))


@pytest.fixture
def loyalty_tab(shop_window: MainWindow, settle: Callable[[MainWindow], None], qtbot: QtBot) -> LoyaltyTab:
    """The tab, shown and filled."""
    shop_window.go("loyalty")
    settle(shop_window)
    tab = shop_window.findChild(LoyaltyTab)
    assert tab is not None
    return tab
