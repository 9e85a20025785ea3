"""What was agreed stands there by itself: on the give-and-take form, and by an `a` on the register's entry line."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from partnercrm.domain.agreed_value import AgreedValueDraft
from partnercrm.domain.ledger import Basis, Kind
from partnercrm.domain.ledger_rows import EntryFilter
from partnercrm.services import agreed_value, entry
from ui.ledger.tab import LedgerTab
from ui.main_window import MainWindow

Settle = Callable[[MainWindow], None]
Type = Callable[[QLineEdit, str], None]
Press = Callable[..., None]


@pytest.fixture(autouse=True)
def agreed(shop_window: MainWindow, tab: LedgerTab, find: Callable[[str], int]) -> None:
    """An hour of the bakery's oven is 12.00, a mention 25.00."""
    session, bakery = shop_window.session, find("The Daily Grind")
    oven = AgreedValueDraft(bakery, Kind.SPACE_AND_EQUIPMENT, 12_00, "Oven", "hour")
    for draft in (oven, AgreedValueDraft(bakery, Kind.EXPOSURE, 25_00, "Newsletter mention")):
        agreed_value.add(session.store, session.ctx(), draft)


def posted(window: MainWindow) -> list[tuple[str, Decimal | None, int | None, Basis]]:
    store = window.session.store
    rows = entry.lines(store, EntryFilter(folded=False), window.session.clock.today())
    return [(row.line.what, row.line.quantity, row.line.value, row.line.basis) for row in rows]


@pytest.fixture
def form(shop_window: MainWindow, find: Callable[[str], int], layer: Callable[[], Any], settle: Settle) -> Any:
    """The give-and-take form with The Daily Grind."""
    shop_window.run("give_and_take", party=find("The Daily Grind"))
    made = layer()
    settle(shop_window)
    return made


def test_the_form_shows_it_and_what_is_typed_goes_before(
    shop_window: MainWindow, form: Any, type_into: Type, settle: Settle
) -> None:
    gave, got = form.lines.editors()
    type_into(gave.what.edit, "mention")
    assert (gave.value.value(), gave.basis.value()) == (25_00, Basis.AGREED)
    type_into(got.what.edit, "oven")
    assert got.value.is_empty()
    type_into(got.quantity.edit, "2")
    type_into(got.unit.edit, "hours")
    assert (got.value.value(), got.basis.value()) == (24_00, Basis.AGREED)
    assert "agreed 24.00" in form._said.text()
    type_into(gave.value.edit, "30")
    assert gave.basis.value() is Basis.ESTIMATE
    type_into(gave.what.edit, "mention in the newsletter")
    assert gave.value.value() == 30_00
    form.press_primary()
    settle(shop_window)
    assert posted(shop_window) == [
        ("mention in the newsletter", None, 30_00, Basis.ESTIMATE),
        ("oven", Decimal(2), 24_00, Basis.AGREED),
    ]


def test_no_price_and_an_emptied_field_stay_so(
    shop_window: MainWindow, form: Any, type_into: Type, settle: Settle
) -> None:
    gave, got = form.lines.editors()
    type_into(gave.what.edit, "mention")
    gave.basis.set_value(Basis.UNPRICED)
    gave.basis.edited.emit()
    assert gave.value.is_empty()
    type_into(got.what.edit, "mention")
    assert got.value.value() == 25_00
    type_into(got.value.edit, "")
    got.value.edit.clear()
    got.value.edited.emit()
    type_into(got.what.edit, "mentions")
    assert got.value.is_empty()
    form.press_primary()
    settle(shop_window)
    assert [line[2:] for line in posted(shop_window)] == [(None, Basis.UNPRICED)] * 2


def test_another_party_takes_it_away(
    shop_window: MainWindow, form: Any, type_into: Type, find: Callable[[str], int], settle: Settle
) -> None:
    gave = form.lines.editors()[0]
    type_into(gave.what.edit, "mention")
    assert gave.value.value() == 25_00
    form.party.take_party(find("Hillside Roasters"))
    settle(shop_window)
    assert gave.value.is_empty()
    assert gave.basis.value() is Basis.UNPRICED


def test_an_a_on_the_entry_line_takes_it(
    shop_window: MainWindow, tab: LedgerTab, type_into: Type, press: Press, settle: Settle
) -> None:
    line = tab.register.line
    type_into(line.party.edit, "The Daily")
    line.party.settle(lambda: None)
    settle(shop_window)
    type_into(line.what.edit, "oven for 2 hours")
    assert line.said.text() == "Agreed: 24.00. Type an a on the side that gave it."
    type_into(line.received.edit, "a")
    assert "agreed 24.00" in line.said.text()
    press(Qt.Key.Key_Return)
    assert posted(shop_window) == [("oven", Decimal(2), 24_00, Basis.AGREED)]


def test_an_a_without_an_agreed_value_is_refused(
    shop_window: MainWindow, tab: LedgerTab, type_into: Type, press: Press, settle: Settle
) -> None:
    line = tab.register.line
    type_into(line.party.edit, "Ana")
    line.party.settle(lambda: None)
    settle(shop_window)
    type_into(line.what.edit, "mention")
    type_into(line.given.edit, "a")
    press(Qt.Key.Key_Return)
    assert line.given.has_error()
    assert posted(shop_window) == []
