"""The workbooks of suppliers and of feedback: their checks hold, also after another program computed them."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from threading import Event

import openpyxl
import pytest

from partnercrm.domain.errors import Cancelled
from partnercrm.domain.feedback import ResponseDraft, SurveyDraft, SurveyKind
from partnercrm.reports import feedback as feedback_book
from partnercrm.reports import supplier
from partnercrm.services import feedback, feedback_figures, supplier_figures
from partnercrm.services.ledger_report import Span
from partnercrm.services.store import Store
from tests.reports.books import TODAY, ctx, results


def charts(path: Path) -> int:
    with zipfile.ZipFile(path) as package:
        return sum(name.startswith("xl/charts/chart") for name in package.namelist())


def rows_of(path: Path, sheet: str) -> list[dict[str, object]]:
    head, *rows = list(openpyxl.load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True))
    return [dict(zip(map(str, head), row, strict=True)) for row in rows if row[0] not in ("Total", None)]


def test_the_examples_suppliers(brew: Store, tmp_path: Path, recalculated: Callable[..., list[Path]]) -> None:
    made = supplier.write(brew, ctx(brew), tmp_path / "suppliers.xlsx")
    assert made.good
    for path in (made.path, *recalculated(made.path)):
        assert set(results(path).values()) == {"OK"}, results(path)
        assert len(results(path)) == 12
    book = openpyxl.load_workbook(made.path, data_only=True)
    assert book.sheetnames == [
        "Summary",
        "Figures",
        "Suppliers",
        "By month",
        "Items",
        "Warnings",
        "Who brings what",
        "Was due",
        "Deliveries",
        "Spent",
        "Checks",
        "About",
    ]
    assert charts(made.path) == 3
    told = supplier_figures.figures(brew, TODAY)
    due, otif = rows_of(made.path, "Was due"), told.figure("otif")
    assert len(due) == otif.n
    assert sum(row["On time and complete"] for row in due) == round(float(otif.value or 0) * otif.n)  # type: ignore[misc]
    assert sum(Decimal(str(row["Spent"])) for row in rows_of(made.path, "Spent")) * 100 == told.figure("spend").value
    front = [[cell.value for cell in row if cell.value is not None] for row in book["Summary"]["A1:B5"]]
    assert front[2:4] == [["Period", "22/11/2025 to 21/11/2026"], ["Amounts", "in EUR, tax included"]]
    assert book["Suppliers"]["E2"].number_format == "0.0%"
    shown = {row["Supplier"]: row["Score"] for row in rows_of(made.path, "Suppliers")}
    for row in told.suppliers:
        value = row.figure("score").value
        assert shown[row.name] == (None if value is None else pytest.approx(float(value), abs=0.01))


def test_the_examples_feedback(brew: Store, tmp_path: Path, recalculated: Callable[..., list[Path]]) -> None:
    made = feedback_book.write(brew, ctx(brew), tmp_path / "feedback.xlsx")
    assert made.good
    for path in (made.path, *recalculated(made.path)):
        assert set(results(path).values()) == {"OK"}, results(path)
        assert {"After a visit: from the answers", "Reviews: mean of the stars"} <= set(results(path))
    assert charts(made.path) == 3
    told = feedback_figures.figures(brew, TODAY)
    side = rows_of(made.path, "Side by side")
    assert [side[0]["Month"], side[-1]["Month"], len(side)] == ["January 2026", "November 2026", 11]
    assert [side[1]["Stars"], side[-1]["Working here (NPS)"]] == [None, pytest.approx(66.67)]
    shown = {row["Survey"]: row["NPS"] for row in rows_of(made.path, "Surveys")}
    visit = next(row for row in told.surveys if row.name == "After a visit")
    assert shown["After a visit"] == pytest.approx(float(visit.result.value or 0), abs=0.01)
    assert shown["Working with us"] is None
    answers = rows_of(made.path, "Answers")
    assert all(row["Who"] is None for row in answers if row["Survey"] == "Working here")


def test_of_nothing_both_are_made_and_say_what_is_missing(empty: Store, tmp_path: Path) -> None:
    for write, name in ((supplier.write, "s.xlsx"), (feedback_book.write, "f.xlsx")):
        made = write(empty, ctx(empty), tmp_path / name)
        assert made.good
        assert set(results(made.path).values()) == {"OK"}
        assert charts(made.path) == 0
        for row in rows_of(made.path, "Figures"):
            assert row["What is missing"] and row["Number"] is None and row["Share"] is None


def test_a_survey_with_an_awkward_name(empty: Store, tmp_path: Path, recalculated: Callable[..., list[Path]]) -> None:
    name = 'He said "*?~'
    made = feedback.add_survey(empty, ctx(empty), SurveyDraft(name, SurveyKind.NPS, TODAY))
    other = feedback.add_survey(empty, ctx(empty), SurveyDraft("He said nothing", SurveyKind.CSAT, TODAY))
    for score in (10, 9, 8, 2):
        feedback.respond(empty, ctx(empty), ResponseDraft(made.id, TODAY, score, "=1+1"))
    feedback.respond(empty, ctx(empty), ResponseDraft(other.id, TODAY, 5))
    book = feedback_book.write(empty, ctx(empty), tmp_path / "f.xlsx")
    for path in (book.path, *recalculated(book.path)):
        assert set(results(path).values()) == {"OK"}
    assert {row["In their words"] for row in rows_of(book.path, "Answers")} == {"=1+1", None}


def test_a_span_and_calling_it_off(brew: Store, tmp_path: Path) -> None:
    span = Span(dt.date(2026, 6, 1), dt.date(2026, 8, 31))
    heard: list[int] = []
    made = supplier.write(brew, ctx(brew), tmp_path / "s.xlsx", span, progress=lambda done, _of: heard.append(done))
    assert made.good and heard
    assert {str(row["Month"])[:7] for row in rows_of(made.path, "By month")} == {"2026-06", "2026-07", "2026-08"}
    stop = Event()
    stop.set()
    for write in (supplier.write, feedback_book.write):
        with pytest.raises(Cancelled):
            write(brew, ctx(brew), tmp_path / "never.xlsx", cancel=stop)
    assert not (tmp_path / "never.xlsx").exists()


def test_the_page_names_every_sheet_and_column(brew: Store, tmp_path: Path) -> None:
    page = (Path(__file__).resolve().parents[2] / "resources" / "help" / "workbook.md").read_text(encoding="utf-8")
    for write, name in ((supplier.write, "Suppliers"), (feedback_book.write, "Feedback")):
        told = page.split(f"# The workbook *{name}*")[1].split("\n# ")[0]
        book = openpyxl.load_workbook(write(brew, ctx(brew), tmp_path / f"{name}.xlsx").path)
        for sheet in book.worksheets:
            if sheet.title in ("Summary", "Figures", "Checks", "About"):
                continue
            heads = [str(cell.value) for cell in sheet[1]]
            assert f"| {sheet.title} | {next(iter(sheet.tables))} | {', '.join(heads)} |" in told
