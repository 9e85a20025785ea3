"""A long workbook from a process of its own: the same workbook, the same refusals, and called off without a trace."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from threading import Event

import openpyxl
import pytest

from partnercrm.domain.dates import Clock
from partnercrm.domain.errors import Cancelled, Refused, WorkbookTarget
from partnercrm.reports import ledger as report
from partnercrm.reports.child import write_beside
from partnercrm.services import store as stores
from partnercrm.services.context import Context
from partnercrm.services.ledger_report import Span
from partnercrm.services.store import Store

NOW = dt.datetime(2026, 11, 21, 9, 30, tzinfo=dt.UTC)
SHORT = 0
"""Even the shortest goes to the process of its own."""


@pytest.fixture(scope="module")
def brew_file(copy_of_example: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_of_example(tmp_path_factory.mktemp("brew") / "brew.partnercrm")


@pytest.fixture
def brew(brew_file: Path) -> Iterator[Store]:
    with closing(stores.open_shop(brew_file)) as opened:
        yield opened


@pytest.fixture
def ctx(brew: Store) -> Context:
    return stores.context(brew, Clock.fixed(NOW))


def cells(path: Path) -> dict[str, list[tuple[object, ...]]]:
    book = openpyxl.load_workbook(path, data_only=True)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def test_it_is_the_same_workbook_and_tells_how_far_it_is(brew: Store, ctx: Context, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    here, there = tmp_path / "here.xlsx", tmp_path / "there.xlsx"
    wanted = report.write(brew, ctx, here)
    made = write_beside(brew, ctx, there, progress=lambda done, of: told.append((done, of)), long=SHORT)
    assert (made.path, made.entries, made.good) == (there, wanted.entries, True)
    assert cells(there) == cells(here)
    assert told[-1][0] >= told[-1][1] > 180


def test_a_short_one_is_written_here(
    brew: Store, ctx: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", str(tmp_path / "there is no such program"))
    assert write_beside(brew, ctx, tmp_path / "a.xlsx").good
    with pytest.raises(FileNotFoundError):
        write_beside(brew, ctx, tmp_path / "b.xlsx", long=SHORT)


def test_called_off_it_leaves_nothing(brew: Store, ctx: Context, tmp_path: Path) -> None:
    cancel = Event()

    def stop(_done: int, _of: int) -> None:
        cancel.set()

    with pytest.raises(Cancelled):
        write_beside(brew, ctx, tmp_path / "a.xlsx", progress=stop, cancel=cancel, long=SHORT)
    assert list(tmp_path.iterdir()) == []


def test_called_off_before_it_says_a_word(brew: Store, ctx: Context, tmp_path: Path) -> None:
    cancel = Event()
    cancel.set()
    with pytest.raises(Cancelled):
        write_beside(brew, ctx, tmp_path / "a.xlsx", cancel=cancel, long=SHORT)
    assert list(tmp_path.iterdir()) == []


def test_its_refusals_arrive_in_their_own_words(brew: Store, ctx: Context, tmp_path: Path) -> None:
    with pytest.raises(WorkbookTarget) as caught:
        write_beside(brew, ctx, tmp_path / "nowhere" / "a.xlsx", long=SHORT)
    assert caught.value.message.key == "There is no folder {folder}."
    assert caught.value.advice is not None
    lena = next(row for row in _parties(brew) if row[1] == "Lena")[0]
    with pytest.raises(Refused) as refused:
        write_beside(brew, ctx, tmp_path / "a.xlsx", Span(), lena, long=SHORT)
    assert refused.value.field == "party"


def test_a_process_that_dies_is_our_own_bug(
    brew: Store, ctx: Context, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("partnercrm.reports.child._command", lambda: ["true"])
    with pytest.raises(RuntimeError):
        write_beside(brew, ctx, tmp_path / "a.xlsx", long=SHORT)


def _parties(store: Store) -> list[tuple[int, str]]:
    with store.read() as connection:
        found = connection.exec_driver_sql("SELECT id, name FROM party")
        return [(int(row[0]), str(row[1])) for row in found]
