"""Pages by id while painting: nothing too many is fetched, nothing is shown twice, Qt's own tester agrees."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from ui.common.paged_table_model import ID, PAGE, PAGES_KEPT, ROW, PagedTableModel
from ui.tasks import Tasks

Make = Callable[..., PagedTableModel]
Mode = QAbstractItemModelTester.FailureReportingMode


@pytest.mark.parametrize("count", [0, 1, PAGE, PAGE + 1, 1000])
def test_qts_model_tester_agrees(make_model: Make, count: int) -> None:
    model = make_model(count)
    tester = QAbstractItemModelTester(model, Mode.Warning)
    model.set_ids(range(count, 0, -1))
    model.set_ids(range(5))
    model.invalidate()
    model.sort(0)
    assert tester.model() is model


def test_qts_model_tester_agrees_while_pages_arrive(make_model: Make, tasks: Tasks, qtbot: QtBot) -> None:
    model = make_model(250, tasks)
    tester = QAbstractItemModelTester(model, Mode.Warning)
    for row in (0, 120, 249):
        model.data(model.index(row, 0))
    qtbot.waitUntil(lambda: model.value_at(249, 0) is not None)
    assert tester.model() is model


def test_a_cell_is_text_by_its_kind_and_speaks_its_title(make_model: Make) -> None:
    model = make_model()
    owed = model.index(1, 1)
    assert owed.data() == "2.00"
    assert owed.data(Qt.ItemDataRole.AccessibleTextRole) == "To pay: 2.00"
    assert owed.data(ROW).name == "Neighbour 2"
    assert owed.data(ID) == 2
    assert model.headerData(1, Qt.Orientation.Horizontal) == "To pay"
    right = model.headerData(1, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole)
    assert right == owed.data(Qt.ItemDataRole.TextAlignmentRole)
    assert right & Qt.AlignmentFlag.AlignRight


def test_one_page_is_read_once_for_all_its_cells(make_model: Make, book: Any) -> None:
    model = make_model(1000)
    for row in range(500, 530):
        for column in range(3):
            model.data(model.index(row, column))
    assert [len(ids) for ids in book.asked] == [PAGE]
    assert book.asked[0][0] == 501


def test_rows_that_came_with_the_ids_are_not_read_again(make_model: Make, book: Any) -> None:
    model = make_model(1000)
    for _same_ids_again in range(2):
        model.set_ids(list(range(1000, 0, -1)), book.fetch(list(range(1000, 900, -1))))
        book.asked.clear()
        assert [model.value_at(row, 0) for row in (0, 99)] == ["Neighbour 1000", "Neighbour 901"]
        assert book.asked == []
        assert model.value_at(100, 0) == "Neighbour 900"
        assert len(book.asked) == 1


def test_flags_ids_and_places_fetch_nothing(make_model: Make, book: Any) -> None:
    model = make_model(100_000)
    index = model.index(99_999, 0)
    assert model.flags(index) & Qt.ItemFlag.ItemIsSelectable
    assert index.data(ID) == 100_000
    assert model.place_of(70_000) == 69_999
    assert book.asked == []


def test_a_hundred_thousand_ids_are_quick(make_model: Make) -> None:
    began = time.thread_time()
    model = make_model(100_000)
    model.data(model.index(99_999, 0))
    model.place_of(50_000)
    assert time.thread_time() - began < 0.5


def test_cells_are_blank_until_their_page_comes(make_model: Make, tasks: Tasks, qtbot: QtBot) -> None:
    model = make_model(1000, tasks)
    index = model.index(300, 0)
    assert index.data() == ""
    assert index.data(ROW) is None
    with qtbot.waitSignal(model.page_loaded):
        pass
    assert index.data() == "Neighbour 301"


def test_reading_anew_shows_the_old_rows_meanwhile(make_model: Make, tasks: Tasks, qtbot: QtBot, book: Any) -> None:
    model = make_model(10, tasks)
    with qtbot.waitSignal(model.page_loaded):
        model.row_at(0)
    book.suffix = " and son"
    model.invalidate()
    assert model.index(0, 0).data() == "Neighbour 1"
    with qtbot.waitSignal(model.page_loaded):
        pass
    assert model.index(0, 0).data() == "Neighbour 1 and son"


def test_a_page_of_an_older_order_is_dropped(make_model: Make, tasks: Tasks, qtbot: QtBot) -> None:
    hold = threading.Event()
    tasks.run_read(lambda: hold.wait(60), lambda _value: None, owner=tasks)
    model = make_model(3, tasks)
    model.row_at(0)
    qtbot.wait(10)
    model.set_ids([3, 2, 1])
    hold.set()
    qtbot.waitUntil(lambda: tasks.idle)
    assert model.row_at(0) is None
    qtbot.waitUntil(lambda: model.value_at(0, 0) is not None)
    assert [model.value_at(row, 0) for row in range(3)] == ["Neighbour 3", "Neighbour 2", "Neighbour 1"]


def test_rows_that_are_gone_stay_blank_and_are_not_asked_again(make_model: Make, book: Any) -> None:
    book.gone.add(2)
    model = make_model()
    assert [model.index(row, 0).data() for row in range(3)] == ["Neighbour 1", "", "Neighbour 3"]
    model.index(1, 0).data()
    assert len(book.asked) == 1


def test_only_so_many_pages_are_kept(make_model: Make, book: Any) -> None:
    model = make_model(PAGE * (PAGES_KEPT + 2))
    for page in range(PAGES_KEPT + 2):
        model.row_at(page * PAGE)
        model.row_at(0)
    assert len(book.asked) == PAGES_KEPT + 2
    model.row_at(PAGE)
    assert len(book.asked) == PAGES_KEPT + 3, "the page that was not looked at longest had gone"


def test_sorting_is_asked_for_and_not_done(make_model: Make, qtbot: QtBot) -> None:
    model = make_model()
    with qtbot.waitSignal(model.sort_requested) as asked:
        model.sort(1, Qt.SortOrder.DescendingOrder)
    assert asked.args == ["owed", False]
    with qtbot.assertNotEmitted(model.sort_requested):
        model.sort(2)
    assert model.index(0, 0).data() == "Neighbour 1"


def test_an_inline_edit_is_asked_for_and_not_shown_before_it_is_saved(make_model: Make, qtbot: QtBot) -> None:
    model = make_model(editable=frozenset({"name"}))
    index = model.index(0, 0)
    assert model.flags(index) & Qt.ItemFlag.ItemIsEditable
    assert not model.flags(model.index(0, 1)) & Qt.ItemFlag.ItemIsEditable
    with qtbot.waitSignal(model.edit_requested) as asked:
        assert not model.setData(index, "Rosa")
    assert asked.args == [1, "name", "Rosa"]
    with qtbot.assertNotEmitted(model.edit_requested):
        model.setData(index, "Neighbour 1")
    assert index.data() == "Neighbour 1"
