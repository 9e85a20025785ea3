"""All figures on the command line: each says its convention, what it counted, its coverage and what is behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from db.engine import open_store
from tests.cli.conftest import Run

SUBJECTS = ("partners", "customers", "segments", "clv", "suppliers", "team", "feedback", "forecast", "alerts")
KEYS = {
    *("key", "title", "value", "unit", "missing", "convention", "formula", "n", "coverage", "interval", "records"),
}
NONSENSE = re.compile(r"\b(nan|inf|infinity|none)\b|\b0 of 0\b|\b0 ?% of 0\b", re.IGNORECASE)


def figures(answer: Any) -> Iterator[dict[str, Any]]:
    """Every figure in an answer, however deep."""
    if isinstance(answer, dict):
        if "convention" in answer and "n" in answer:
            yield answer
        for each in answer.values():
            yield from figures(each)
    elif isinstance(answer, list):
        for each in answer:
            yield from figures(each)


def sound(figure: dict[str, Any]) -> None:
    """It lacks nothing, and says either a value or what is missing."""
    assert set(figure) >= KEYS, figure["key"]
    assert (figure["value"] is None) is not (figure["missing"] is None), figure["key"]
    assert figure["convention"], figure["key"]
    assert isinstance(figure["n"], int) and figure["n"] >= 0, figure["key"]
    assert figure["coverage"] is None or 0 <= float(figure["coverage"]) <= 1, figure["key"]
    if figure["value"] not in (None, 0, "0.00", "0", "0.0", "0.0000"):
        assert any(figure["records"].values()), f"{figure['key']} names no record"


def known_ids(path: Path, subjects: set[str]) -> dict[str, set[str]]:
    """The ids of all rows of these tables."""
    store = open_store(path, read_only=True)
    with store.read() as connection:
        found = {
            subject: {
                str(UUID(bytes=row[0])) for row in connection.exec_driver_sql(f"SELECT uuid FROM {subject}").all()
            }
            for subject in sorted(subjects)
        }
    store.close()
    return found


@pytest.fixture
def example(copy_of_example: Callable[[Path], Path], tmp_path: Path) -> Path:
    """The example shop."""
    return copy_of_example(tmp_path / "brew.partnercrm")


def test_every_figure_of_all_nine_says_where_it_comes_from(run: Run, example: Path) -> None:
    every: dict[str, list[dict[str, Any]]] = {}
    for subject in SUBJECTS:
        said = run("metrics", example, subject, "--json")
        assert (said.code, said.err) == (0, ""), subject
        assert not NONSENSE.search(said.out.replace('"none"', "")), subject
        every[subject] = list(figures(said.json))
        assert every[subject], subject
    shown = [figure for some in every.values() for figure in some]
    for figure in shown:
        sound(figure)
    ids = known_ids(example, {subject for figure in shown for subject in figure["records"]})
    for figure in shown:
        for subject, behind in figure["records"].items():
            assert set(behind) <= ids[subject], figure["key"]


def test_a_shop_of_today_says_what_is_missing(run: Run, shop: Path) -> None:
    for subject in SUBJECTS:
        said = run("metrics", shop, subject, "--json")
        assert said.code == 0, subject
        for figure in figures(said.json):
            sound(figure)
        words = run("metrics", shop, subject)
        assert words.code == 0 and not NONSENSE.search(words.out), subject


def test_the_days_that_are_asked_for_are_those_that_are_counted(run: Run, example: Path) -> None:
    def counted(subject: str, key: str, *days: str) -> int:
        answer = run("metrics", example, subject, *days, "--json").json
        return int(next(figure["n"] for figure in figures(answer) if figure["key"] == key))

    asked = {
        "customers": "customer_revenue",
        "segments": "group_lost",
        "clv": "customer_value",
        "suppliers": "spend",
        "partners": "volume",
        "feedback": "nps",
        "team": "wishes_decided",
    }
    for subject, key in asked.items():
        whole = counted(subject, key, "--from", "2025-11-22")
        early = counted(subject, key, "--from", "2025-11-22", "--to", "2026-06-30")
        assert early < whole, subject
        if key in ("customer_revenue", "spend", "nps"):
            late = counted(subject, key, "--from", "2026-07-01", "--to", "2026-11-30")
            assert early + late == whole, subject
    assert counted("partners", "volume", "--to", "2026-11-21", "--on", "2026-06-30") == counted(
        "partners", "volume", "--on", "2026-06-30"
    )
    for subject in ("forecast", "alerts"):
        before, now = (run("metrics", example, subject, "--on", day, "--json") for day in ("2026-06-30", "2026-11-21"))
        assert before.json["on"] == "2026-06-30"
        assert before.json != now.json


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("customers", "--from", "2026-13-01"), "2026-13-01 is not a date"),
        (("suppliers", "--from", "2026-06-02", "--to", "2026-06-01"), "ends before it begins"),
        (("team", "--from", "2026-06-02", "--on", "2026-06-01"), "ends before it begins"),
        (("segments", "--from", "2027-01-01"), "ends before it begins"),
        (("partners", "--on", "0001-01-01"), "too far away"),
        (("partners", "--scoring", "Nobody's"), "no way to score"),
        (("alerts", "--from", "2026-01-01"), "say it with --on"),
        (("clv", "--margin", "0"), "A margin lies above 0"),
        (("clv", "--margin", "101"), "A margin lies above 0"),
        (("clv", "--margin", "much"), "much is not a number"),
    ],
)
def test_what_cannot_be_is_refused_in_words(run: Run, shop: Path, words: tuple[str, ...], said: str) -> None:
    answer = run("metrics", shop, *words, "--json")
    assert (answer.code, answer.out) == (1, "")
    assert said in answer.err


def test_what_is_to_come_is_not_late_yet(run: Run, shop: Path, tmp_path: Path) -> None:
    """The rest of the month may be asked for; what is due in it is judged as of today."""
    team = tmp_path / "team.csv"
    team.write_text("Name,Kind\nLena,Person\n", encoding="utf-8")
    run("import", shop, team, "--as", "parties", "--role", "employee", "--source", "team")
    run("team", shop, "training", "--party", "Lena", "--name", "First aid", "--due", "2026-11-28")
    run("team", shop, "talk", "--party", "Lena", "--summary", "All well", "--next", "2026-11-28")
    answer = run("metrics", shop, "team", "--to", "2026-11-30", "--json").json
    found = {figure["key"]: figure["value"] for figure in answer["figures"]}
    assert (found["trainings_in_time"], found["reviews_in_time"]) == (None, "1.0000")
    # What was due in October and done in November was late at the end of October.
    run("team", shop, "training", "--party", "Lena", "--name", "Till", "--due", "2026-10-10", "--done", "2026-11-05")
    answer = run("metrics", shop, "team", "--to", "2026-10-31", "--json").json
    assert {figure["key"]: figure["value"] for figure in answer["figures"]}["trainings_in_time"] == "0.0000"


def test_a_person_reads_every_figure_in_the_table(run: Run, example: Path) -> None:
    said = run("metrics", example, "suppliers").out
    assert re.search(r"^party +id +otif +on_time", said, re.MULTILINE)
    assert re.search(r"^Hillside Roasters +\S+ +0\.\d{4} +0\.\d{4}", said, re.MULTILINE)
    assert re.search(r"^2026-11 +\S+", run("metrics", example, "feedback").out, re.MULTILINE)
