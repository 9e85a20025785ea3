"""The Directory in the real window, and helpers that find people in it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from partnercrm.domain.party_rows import PartyRow
from partnercrm.services import party as parties
from partnercrm.services import party_list
from ui.common.overlay import Layer, top_layer
from ui.main_window import MainWindow
from ui.party.page import PartyPanel
from ui.party.tab import DirectoryTab


@pytest.fixture
def first_tab() -> str:
    return "directory"


@pytest.fixture
def directory(shop_window: MainWindow) -> DirectoryTab:
    """The tab that is shown."""
    tab = shop_window.workspace.current()
    assert isinstance(tab, DirectoryTab)
    return tab


@pytest.fixture
def panel(shop_window: MainWindow) -> PartyPanel:
    """The side panel."""
    found = shop_window.workspace.panel
    assert isinstance(found, PartyPanel)
    return found


@pytest.fixture
def party_of(shop_window: MainWindow) -> Callable[[str], int]:
    """The row id of a party by its name."""
    return lambda name: parties.find(shop_window.session.store, name)


@pytest.fixture
def row_of(shop_window: MainWindow, party_of: Callable[[str], int]) -> Callable[[str], PartyRow]:
    """The directory's row of a party by its name, as the store has it."""
    session = shop_window.session
    return lambda name: party_list.rows(session.store, session.ctx(), [party_of(name)])[0]


@pytest.fixture
def names(
    directory: DirectoryTab, shop_window: MainWindow, settle: Callable[[MainWindow], None]
) -> Callable[[], list[str]]:
    """The names that the Directory shows, from top to bottom."""

    def read() -> list[str]:
        settle(shop_window)
        session = shop_window.session
        return [row.name for row in party_list.rows(session.store, session.ctx(), directory.model.ids)]

    return read


@pytest.fixture
def choose(
    directory: DirectoryTab,
    shop_window: MainWindow,
    party_of: Callable[[str], int],
    settle: Callable[[MainWindow], None],
) -> Callable[[str], int]:
    """Puts the keyboard on a row of the Directory; answers the party."""

    def put(name: str) -> int:
        party = party_of(name)
        assert directory.table.select_id(party)
        directory.table.setFocus()
        settle(shop_window)
        return party

    return put


@pytest.fixture
def sheet(shop_window: MainWindow, qtbot: QtBot, settle: Callable[[MainWindow], None]) -> Callable[[], Layer]:
    """The form on top of the window, once it is open."""

    def find() -> Layer:
        settle(shop_window)
        qtbot.waitUntil(lambda: top_layer(shop_window) is not None)
        found = top_layer(shop_window)
        assert found is not None
        return found

    return find
