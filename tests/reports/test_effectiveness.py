"""The workbook of partners: its checks hold, also once computed anew; it says what the screen says, and no more."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from threading import Event

import openpyxl
import pytest

from partnercrm.domain.dates import Clock
from partnercrm.domain.effectiveness_words import explained
from partnercrm.domain.errors import Cancelled
from partnercrm.domain.money import Currency
from partnercrm.reports import effectiveness as workbook
from partnercrm.services import effectiveness
from partnercrm.services import store as stores
from partnercrm.services.ledger_report import Span
from partnercrm.services.store import NewStore, Store
from tests.reports.books import TODAY, ctx

HALF = Span(dt.date(2026, 5, 22), TODAY)


def table(path: Path, sheet: str) -> list[dict[str, object]]:
    head, *rows = openpyxl.load_workbook(path, data_only=True)[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows if row[0] not in ("Total", None)]


def test_the_examples_partners(brew: Store, tmp_path: Path, recalculated: Callable[..., list[Path]]) -> None:
    made = workbook.write(brew, ctx(brew), tmp_path / "partners.xlsx", HALF)
    assert made.good
    told = effectiveness.figures(brew, TODAY, HALF.from_day, HALF.to_day)
    scored = [row for row in told.partners if row.score.value is not None]
    for path in (made.path, *recalculated(made.path)):
        found = {row["Check"]: row["Result"] for row in table(path, "Checks")}
        assert set(found.values()) == {"OK"}, found
        assert {f"Score of {row.name}, from its parts" for row in scored} <= set(found)
    ranked = table(made.path, "Ranking")
    assert [row["Partner"] for row in ranked] == [row.name for row in told.partners]
    for shown, row in zip(ranked, told.partners, strict=True):
        for title, value in (("Score", row.figure.value), ("Change", row.trend), ("Known of it", row.figure.coverage)):
            assert shown[title] == (None if value is None else pytest.approx(float(value), abs=0.051)), title
    with zipfile.ZipFile(made.path) as package:
        charts = [package.read(name) for name in package.namelist() if name.startswith("xl/charts/chart")]
    assert len(charts) == 2
    assert any(b'grouping val="stacked"' in chart for chart in charts)


def test_it_explains_each_score_in_the_words_of_the_screen(brew: Store, tmp_path: Path) -> None:
    made = workbook.write(brew, ctx(brew), tmp_path / "partners.xlsx", HALF)
    say, currency = ctx(brew).locale.say, stores.facts(brew).currency
    told = effectiveness.figures(brew, TODAY, HALF.from_day, HALF.to_day)
    rows = [row for row in table(made.path, "Explained") if row["About"] != "Score"]
    expected = [
        (partner.name, say(line.heading), say(line.what), say(line.value), say(line.detail) if line.detail else None)
        for partner in told.partners
        for line in explained(partner, currency)
    ]
    assert [
        tuple(row[key] for key in ("Partner", "About", "Figure", "Value in words", "More")) for row in rows
    ] == expected
    best = [row for row in rows if row["Partner"] == told.partners[0].name]
    assert sum(row["About"] == "Most to gain" for row in best) == 3
    assert all(row["How it is counted"] for row in best if row["About"] != "How mutual, kind by kind")
    behind = {(row["Partner"], row["What"]) for row in table(made.path, "Records")}
    assert (told.partners[0].name, "Entry") in behind


def test_of_nobody_it_is_made_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "shop.partnercrm"
    stores.new(path, NewStore("Shop", Currency("EUR", 2), "en_GB"), Clock.fixed(TODAY))
    with closing(stores.open_shop(path)) as empty:
        made = workbook.write(empty, ctx(empty), tmp_path / "none.xlsx")
        assert (made.rows, made.good) == (0, True)
        assert all(row["What is missing"] == "No favours in these days." for row in table(made.path, "Figures"))
        stop = Event()
        stop.set()
        with pytest.raises(Cancelled):
            workbook.write(empty, ctx(empty), tmp_path / "never.xlsx", cancel=stop)
    assert not (tmp_path / "never.xlsx").exists()


def test_sheets_and_columns_stand_on_the_help_page(brew: Store, tmp_path: Path) -> None:
    page = (Path(__file__).resolve().parents[2] / "resources" / "help" / "workbook.md").read_text(encoding="utf-8")
    told = page.split("# The workbook *Partner effectiveness*")[1].split("\n# ")[0]
    heard: list[int] = []
    made = workbook.write(brew, ctx(brew), tmp_path / "partners.xlsx", progress=lambda done, _of: heard.append(done))
    assert heard
    for sheet in openpyxl.load_workbook(made.path):
        if sheet.title not in ("Summary", "Figures", "Checks", "About"):
            heads = ", ".join(str(cell.value) for cell in sheet[1])
            assert f"| {sheet.title} | {next(iter(sheet.tables))} | {heads} |" in told
