"""What was agreed with whom it is about stands on the favour lines of the log form by itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from partnercrm.domain.agreed_value import AgreedValueDraft
from partnercrm.domain.ledger import Basis, Kind
from partnercrm.domain.ledger_rows import EntryFilter
from partnercrm.services import agreed_value, entry, party
from ui.interaction.form import LogForm
from ui.main_window import MainWindow


@pytest.fixture
def bakery(shop_window: MainWindow) -> int:
    """The Daily Grind, whose hour of oven is agreed at 12.00 and a mention at 25.00."""
    session = shop_window.session
    number = party.find(session.store, "The Daily Grind")
    oven = AgreedValueDraft(number, Kind.SPACE_AND_EQUIPMENT, 12_00, "Oven", "hour")
    for draft in (oven, AgreedValueDraft(number, Kind.EXPOSURE, 25_00, "Newsletter mention")):
        agreed_value.add(session.store, session.ctx(), draft)
    return number


def values(window: MainWindow) -> list[tuple[int | None, Basis]]:
    found = entry.lines(window.session.store, EntryFilter(folded=False), window.session.clock.today())
    return [(row.line.value, row.line.basis) for row in found]


def test_favours_take_the_agreed_values(
    shop_window: MainWindow, bakery: int, log_form: LogForm, settle: Callable[[MainWindow], None]
) -> None:
    log_form.what.set_value("Talked about Christmas")
    log_form.gave.set_text("newsletter mention")
    log_form.got.set_text("oven for 2 hours")
    assert log_form.gave.basis.value() is Basis.UNPRICED
    log_form.who.take_party(bakery)
    settle(shop_window)
    assert log_form.gave.basis.value() is Basis.AGREED
    assert "agreed 25.00" in log_form.said.text()
    assert "agreed 24.00" in log_form.said.text()
    log_form.press_primary()
    settle(shop_window)
    assert values(shop_window) == [(25_00, Basis.AGREED), (24_00, Basis.AGREED)]


def test_what_is_typed_and_no_price_go_before(
    shop_window: MainWindow, bakery: int, log_form: LogForm, settle: Callable[[MainWindow], None]
) -> None:
    log_form.who.take_party(bakery)
    settle(shop_window)
    log_form.what.set_value("Talked about Christmas")
    log_form.gave.set_text("mention about 30")
    log_form.got.set_text("oven for 2 hours")
    log_form.got.basis.set_value(Basis.UNPRICED)
    log_form.got.basis.activated.emit(log_form.got.basis.currentIndex())
    log_form.press_primary()
    settle(shop_window)
    assert values(shop_window) == [(30_00, Basis.ESTIMATE), (None, Basis.UNPRICED)]
