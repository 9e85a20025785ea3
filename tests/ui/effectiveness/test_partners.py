"""The view Partners driven as a person drives it: the ranking, a score explained, its records opened, what counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget

from partnercrm.domain.effectiveness import USUAL, Band, Part, Scoring
from partnercrm.domain.figure import Figure, Unit
from partnercrm.domain.party import Mode
from partnercrm.domain.words import msg
from partnercrm.services import effectiveness, figure_record, party_edit, scoring
from ui import theme
from ui.common import figure_words
from ui.common.delegates import PADDING
from ui.common.explain import ExplainSheet, explain
from ui.common.overlay import top_layer
from ui.common.table_view import Table
from ui.common.views_tab import View, ViewsTab
from ui.effectiveness import partner_cells
from ui.effectiveness.partners_view import PartnersView
from ui.effectiveness.scoring_form import ScoringForm, ValueField
from ui.main_window import MainWindow
from ui.reports.workbook import WorkbookSheet

Settle = Callable[[MainWindow], None]


def shown(window: MainWindow, settle: Settle, view: str) -> View:
    window.go("effectiveness", view=view)
    settle(window)
    tab = window.workspace.current()
    assert isinstance(tab, ViewsTab)
    return tab.view()


def partners(window: MainWindow, settle: Settle) -> PartnersView:
    view = shown(window, settle, "partners")
    assert isinstance(view, PartnersView)
    return view


def texts(root: QWidget) -> list[str]:
    return [each.text() for each in root.findChildren(QLabel) if each.isVisibleTo(root)]


def enter(table: Table, row: int, settle: Settle, window: MainWindow, column: int = 0) -> None:
    table.setFocus()
    table.setCurrentIndex(table.model().index(row, column))
    QTest.keyClick(table, Qt.Key.Key_Return)
    settle(window)


def sheet(window: MainWindow) -> ExplainSheet:
    found = top_layer(window)
    assert isinstance(found, ExplainSheet)
    return found


def form(window: MainWindow, settle: Settle) -> ScoringForm:
    assert partners(window, settle).act("edit", {})
    settle(window)
    found = top_layer(window)
    assert isinstance(found, ScoringForm)
    return found


def test_the_ranking_shows_what_the_service_says(example_window: MainWindow, settle: Settle) -> None:
    view = partners(example_window, settle)
    session = example_window.session
    told = effectiveness.figures(session.store, session.clock.today())
    assert [row.name for row in view.list.rows.values()] == [row.name for row in told.partners]
    assert view.list.current() == told.partners[0], "the first is chosen where nobody is"
    assert example_window.shown_party() == told.partners[0].party
    model = view.table.model()
    spoken = Qt.ItemDataRole.AccessibleTextRole
    first = told.partners[0]
    assert model.data(model.index(0, 1), spoken) == f"Score: {figure_words.short(first.figure)}"
    assert "Net benefit" in model.data(model.index(0, 2), spoken)
    assert view.legend.text().startswith("The bars from the left: 1 Net benefit, 2 How mutual, 3 Favours")
    quiet = next(row for row in told.partners if not row.figure.known)
    assert partner_cells.second_line(quiet) == "No score yet"
    assert partner_cells.trend(quiet) == figure_words.DASH
    assert partner_cells.gain(quiet) == ""


def test_another_place_shows_a_partner(example_window: MainWindow, settle: Settle) -> None:
    view = partners(example_window, settle)
    second = list(view.list.rows)[1]
    example_window.go("effectiveness", view="partners", party=second)
    settle(example_window)
    assert view.table.current_id() == second


def test_fewer_months_are_counted_by_a_chip(example_window: MainWindow, settle: Settle) -> None:
    view = partners(example_window, settle)
    assert view.found is not None
    year = view.found
    view.chip_row.button("3").click()
    settle(example_window)
    assert view.found is not year
    assert (view.found.last - view.found.first).days < 93
    moved = [row for row in view.found.partners if row.trend is not None]
    assert moved
    assert all(partner_cells.trend(row) != figure_words.DASH for row in moved)


def test_enter_explains_the_score_and_a_record_opens_where_it_belongs(
    example_window: MainWindow, settle: Settle
) -> None:
    view = partners(example_window, settle)
    row = next(iter(view.list.rows.values()))
    enter(view.table, 0, settle, example_window)
    explained = sheet(example_window)
    said = texts(explained)
    assert explained.title.text() == f"Score: {row.name}"
    assert figure_words.value(row.figure) in said
    assert "Most to gain" in said
    assert {"What it is made of: what came of it", "What it is made of: how it goes", "Beside the score"} <= set(said)
    assert row.figure.formula in said
    assert explained.list is not None
    behind = explained.list.rows
    assert len(behind) == sum(len(numbers) for numbers in row.figure.records.values())
    place = next(at for at, line in enumerate(behind.values()) if line.record.subject == "exchange")
    enter(explained.list.table, place, settle, example_window)
    assert top_layer(example_window) is None
    assert example_window.workspace.current() is not None
    assert type(example_window.workspace.current()).__name__ == "LedgerTab"


def test_a_part_of_the_score_explains_itself_and_esc_goes_back(example_window: MainWindow, settle: Settle) -> None:
    view = partners(example_window, settle)
    enter(view.table, 0, settle, example_window)
    first = sheet(example_window)
    button = QApplication.focusWidget()
    assert button is not None
    QTest.keyClick(button, Qt.Key.Key_Return)
    settle(example_window)
    second = sheet(example_window)
    assert second is not first
    assert button.accessibleName() == f"Explain {second.title.text()}"
    QTest.keyClick(QApplication.focusWidget() or second, Qt.Key.Key_Escape)
    assert top_layer(example_window) is first


def test_a_bar_that_is_pressed_or_its_number_explains_its_part(example_window: MainWindow, settle: Settle) -> None:
    view = partners(example_window, settle)
    row = next(iter(view.list.rows.values()))
    box = view.table.visualRect(view.table.model().index(0, 2))
    step = theme.px(partner_cells.BAR + partner_cells.GAP)
    for place in (0, 5):
        part = row.score.parts[place]
        at = QPoint(box.left() + PADDING + place * step + theme.px(partner_cells.BAR) // 2, box.center().y())
        QTest.mouseClick(view.table.viewport(), Qt.MouseButton.LeftButton, pos=at)
        settle(example_window)
        pressed = sheet(example_window)
        assert pressed.figure == row.parts[part.part]
        pressed.shut()
        view.table.setFocus()
        QTest.keyClick(view.table, Qt.Key(Qt.Key.Key_1 + place))
        settle(example_window)
        assert sheet(example_window).figure == pressed.figure
        sheet(example_window).shut()
    beside = QPoint(box.right() - 2, box.center().y())
    QTest.mouseClick(view.table.viewport(), Qt.MouseButton.LeftButton, pos=beside)
    assert top_layer(example_window) is None


def test_a_record_of_a_part_leaves_the_whole_explanation(example_window: MainWindow, settle: Settle) -> None:
    view = partners(example_window, settle)
    row = next(row for row in view.list.rows.values() if row.parts[Part.RECIPROCITY].known)
    view.explain_score(row)
    settle(example_window)
    view.explain_part(row, Part.RECIPROCITY)
    settle(example_window)
    explained = sheet(example_window)
    assert explained.list is not None
    enter(explained.list.table, 0, settle, example_window)
    assert top_layer(example_window) is None
    assert type(example_window.workspace.current()).__name__ == "LedgerTab"


def test_a_long_list_says_how_much_of_it_is_shown(example_window: MainWindow, settle: Settle) -> None:
    partners(example_window, settle)
    many = {"party": tuple(range(1, figure_record.MOST + 101))}
    explain(example_window, Figure("x", msg("X"), Unit.COUNT, 600, msg("C."), 600, records=many))
    settle(example_window)
    assert "600 records behind it, the latest 500 listed" in texts(sheet(example_window))


def test_what_counts_is_saved_under_a_name_and_used(example_window: MainWindow, settle: Settle) -> None:
    what_counts = form(example_window, settle)
    what_counts.name.edit.setText("Favours first")
    what_counts.weights[Part.RECIPROCITY].edit.setText("60")
    what_counts.margin.edit.setText("62")
    QTest.keyClick(what_counts.name.edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(example_window)
    assert top_layer(example_window) is None
    kept = scoring.scorings(example_window.session.store).used
    assert (kept.name, kept.margin) == ("Favours first", Decimal(62))
    assert kept.measures[Part.RECIPROCITY] == replace(USUAL.measures[Part.RECIPROCITY], weight=60)
    view = partners(example_window, settle)
    assert view.found is not None
    assert view.found.scoring.name == "Favours first"
    example_window.run("undo")
    settle(example_window)
    assert scoring.scorings(example_window.session.store).used == USUAL


def test_a_saved_way_is_chosen_again_and_forgotten(example_window: MainWindow, settle: Settle) -> None:
    session = example_window.session
    for name, weight in (("Favours first", 60), ("Referrals first", 5)):
        measures = {**USUAL.measures, Part.RECIPROCITY: replace(USUAL.measures[Part.RECIPROCITY], weight=weight)}
        scoring.save(session.store, session.ctx(), replace(USUAL, name=name, measures=measures))
    what_counts = form(example_window, settle)
    what_counts.start_from.set_value("Favours first")
    what_counts.start_from.edited.emit()
    assert what_counts.weights[Part.RECIPROCITY].value() == 60
    what_counts.forget()
    settle(example_window)
    assert top_layer(example_window) is None
    assert {each.name for each in scoring.scorings(session.store).saved} == {"Usual", "Referrals first"}


def test_a_way_with_few_parts_and_many_bands_is_changed_without_loss(
    example_window: MainWindow, settle: Settle
) -> None:
    session = example_window.session
    bands = tuple(Band(10 * at, f"Band {at}") for at in range(6))
    few = Scoring("Few", {Part.YEARS: USUAL.measures[Part.YEARS]}, bands)
    scoring.save(session.store, session.ctx(), few)
    what_counts = form(example_window, settle)
    assert what_counts.weights[Part.VOLUME].value() == 0
    what_counts.press_primary()
    settle(example_window)
    kept = scoring.scorings(session.store).used
    assert set(kept.bands) == set(bands)
    assert {part for part, measure in kept.measures.items() if measure.weight} == {Part.YEARS}


def test_favours_are_told_kind_by_kind(example_window: MainWindow, settle: Settle) -> None:
    view = partners(example_window, settle)
    row = next(row for row in view.list.rows.values() if row.kinds)
    view.explain_part(row, Part.RECIPROCITY)
    settle(example_window)
    said = texts(sheet(example_window))
    assert "How mutual, kind by kind" in said
    assert sum(text.startswith("we gave ") for text in said) == len(row.kinds)


def test_what_is_shown_is_read_again_as_it_was(example_window: MainWindow, settle: Settle) -> None:
    """A thousand is shown without grouping, shares in per cent, and both come back."""
    what_counts = form(example_window, settle)
    what_counts.press_primary()
    settle(example_window)
    kept = scoring.scorings(example_window.session.store).used
    assert kept == USUAL


def test_what_is_wrong_stands_beside_its_field(example_window: MainWindow, settle: Settle) -> None:
    what_counts = form(example_window, settle)
    what_counts.targets[Part.YEARS].edit.setText("0")
    what_counts.press_primary()
    settle(example_window)
    assert what_counts.targets[Part.YEARS].has_error()
    what_counts.targets[Part.YEARS].edit.setText("many")
    what_counts.press_primary()
    assert what_counts.targets[Part.YEARS].error.text() == "Write a number."
    what_counts.targets[Part.YEARS].edit.setText("3")
    what_counts.band_starts[0].edit.setText("")
    what_counts.press_primary()
    assert what_counts.band_starts[0].has_error()
    what_counts.band_starts[0].edit.setText("40")
    what_counts.press_primary()
    settle(example_window)
    assert what_counts.band_starts[0].error.text() == "Two bands begin at the same number."
    assert top_layer(example_window) is what_counts


def test_a_shop_where_nothing_happened_says_so(shop_window: MainWindow, settle: Settle) -> None:
    view = partners(shop_window, settle)
    assert [row.name for row in view.list.rows.values()] == ["The Daily Grind"]
    enter(view.table, 0, settle, shop_window)
    said = texts(sheet(shop_window))
    assert "Nothing happened between us in these days, so there is no score." in said


@pytest.mark.parametrize(
    ("unit", "value", "text"),
    [
        (Unit.MONEY, 1250, "12.50"),
        (Unit.SHARE, 0.8449, "84\N{NO-BREAK SPACE}%"),
        (Unit.COUNT, 1200, "1,200"),
        (Unit.SCORE, -0.4, "0"),
        (Unit.DAYS, Decimal("2.25"), "2.3"),
    ],
)
def test_a_value_is_said_by_its_unit(unit: Unit, value: int | float | Decimal, text: str) -> None:
    assert figure_words.value(Figure("x", msg("X"), unit, value, msg("C."), 1)) == text


@pytest.mark.usefixtures("window")
def test_a_floor_may_lie_below_zero() -> None:
    field = ValueField("Net benefit, nothing at", Unit.MONEY)
    field.set_value(Decimal("-1500.5"))
    assert field.text() == "-1500.5"
    assert field.value() == Decimal("-1500.5")


def test_all_partners_together_explain_themselves_below_the_ranking(example_window: MainWindow, settle: Settle) -> None:
    view = partners(example_window, settle)
    assert view.found is not None
    blocks = view.together.blocks
    assert [block.figure for block in blocks] == list(view.found.together)
    assert blocks[0].accessibleName() == f"How mutual, one by one: {figure_words.value(blocks[0].figure)}"
    blocks[0].setFocus()
    QTest.keyClick(blocks[0], Qt.Key.Key_Return)
    settle(example_window)
    explained = sheet(example_window)
    assert explained.title.text() == "How mutual, one by one: All partners together"
    assert any("Squartini" in text for text in texts(explained))
    explained.shut()
    view.refresh()
    settle(example_window)
    assert view.together.blocks[0].hasFocus()


def test_who_keeps_no_score_with_us_is_not_measured_in_sight(example_window: MainWindow, settle: Settle) -> None:
    view = partners(example_window, settle)
    row = next(row for row in view.list.rows.values() if row.parts[Part.RECIPROCITY].known)
    assert "How mutual" in partner_cells.spoken(row)
    session = example_window.session
    party_edit.set_mode(session.store, session.ctx(), [row.party], Mode.GENEROUS)
    view.refresh()
    settle(example_window)
    quiet = view.list.rows[row.party]
    assert quiet.figure.value == row.figure.value
    assert "How mutual" not in partner_cells.spoken(quiet)
    view.explain_score(quiet)
    settle(example_window)
    said = texts(sheet(example_window))
    assert "How mutual, kind by kind" not in said
    assert not any("How mutual" in each.text() for each in sheet(example_window).findChildren(QPushButton))


def test_the_workbook_takes_the_days_that_are_shown(example_window: MainWindow, settle: Settle) -> None:
    view = partners(example_window, settle)
    view.chip_row.button("6").click()
    settle(example_window)
    view.workbook_button.click()
    settle(example_window)
    form = top_layer(example_window)
    assert isinstance(form, WorkbookSheet)
    assert view.found is not None
    assert form.span.span() == (view.found.first, view.found.last)
