"""Suppliers, feedback and the team on the command line: the whole way, and figures with what is behind them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.conftest import Run

FIGURE = {"key", "title", "value", "unit", "missing", "convention", "formula", "n", "coverage", "interval", "records"}


def figures(part: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {figure["key"]: figure for figure in part}


def walk(value: Any) -> list[dict[str, Any]]:
    """All figures in an answer, wherever they stand."""
    if isinstance(value, list):
        return [found for each in value for found in walk(each)]
    if not isinstance(value, dict):
        return []
    mine = [value] if "convention" in value and "key" in value else []
    return mine + [found for each in value.values() for found in walk(each)]


@pytest.fixture
def supplied(run: Run, shop: Path) -> Path:
    """Ten sacks ordered of the mill for 5 November, nine accepted, billed for ten."""
    assert run("supply", shop, "item", "Flour", "--unit", "sack", "--stock", 6, "--daily-use", "1.5").code == 0
    offer = ("--party", "M1", "--price", "24.00", "--tax", 7, "--from", "2026-11-01", "--recover-we-think", 10)
    assert run("supply", shop, "offer", "flour", *offer).code == 0
    order = (
        "--party",
        "M1",
        "--line",
        "Flour=10",
        "--promised",
        "2026-11-05",
        "--date",
        "2026-11-02",
        "--number",
        "B-7",
    )
    assert run("supply", shop, "order", *order).code == 0
    came = ("--order", "B-7", "--line", "Flour=10/9", "--date", "2026-11-05", "--op", "d1")
    billed = ("--bill", "R-881", "--bill-amount", "256.80", "--due", "2026-12-02", "--json")
    first = run("supply", shop, "deliver", *came, *billed).json
    assert run("supply", shop, "deliver", *came, *billed).json == first
    assert first["number"] == "2026-0001"
    return shop


def test_example_d_from_order_to_payment(run: Run, supplied: Path, tmp_path: Path) -> None:
    shop = supplied
    [row] = run("supply", shop, "deliveries", "--json").json
    assert (row["value"], row["billed"], row["difference"], row["open"]) == ("231.12", "256.80", "25.68", "231.12")
    assert run("supply", shop, "credit-note", "R-881", "--number", "C-1", "--amount", "25.68").code == 0
    assert run("supply", shop, "accept-difference", "R-881").code == 1
    rest = ("--order", "B-7", "--date", "2026-11-09", "--in-the-books", "--op", "rest", "--json")
    assert run("supply", shop, "deliver", *rest).json == run("supply", shop, "deliver", *rest).json
    assert run("supply", shop, "remove-delivery", run("supply", shop, "deliveries", "--json").json[0]["id"]).code == 0
    [owed] = run("balance", shop, "--party", "M1", "--lens", "to-pay", "--json").json
    assert owed["balance"] == "-231.12"
    assert run("supply", shop, "pay", "R-881", "--paid", "226.50", "--discount", "4.62").code == 0
    [row] = run("supply", shop, "deliveries", "--json").json
    assert (row["open"], row["difference"]) == ("0.00", "0.00")
    assert run("balance", shop, "--party", "M1", "--lens", "to-pay", "--json").json[0]["balance"] == "0.00"
    assert run("verify", shop).code == 0
    made = run("report", shop, "ledger", "-o", tmp_path / "l.xlsx", "--party", "M1", "--json").json
    assert (made["entries"], made["checks_ok"]) == (2, True)
    entries = openpyxl.load_workbook(tmp_path / "l.xlsx", data_only=True)["Entries"]
    head, *lines = list(entries.iter_rows(values_only=True))
    received = [dict(zip(head, line, strict=True)) for line in lines if line[0] == "2026-0001"]
    assert [(row["To pay received"], row["Source"], row["Their document"]) for row in received] == [
        (231.12, "Delivery", "R-881")
    ]
    for name in ("partners", "suppliers", "feedback"):
        made = run("report", shop, name, "-o", tmp_path / f"{name}.xlsx", "--json").json
        assert made["checks_ok"] is True


def test_a_bill_that_asks_more_is_accepted_taken_back_and_posted_again(run: Run, supplied: Path) -> None:
    assert run("supply", supplied, "accept-difference", "R-881").code == 0
    [row] = run("supply", supplied, "deliveries", "--json").json
    assert (row["posted"], row["difference"]) == ("256.80", "0.00")
    assert run("supply", supplied, "take-back", "R-881", "--why", "wrong").code == 0
    [row] = run("supply", supplied, "deliveries", "--not-in-ledger", "--json").json
    assert row["entry"] is None
    assert run("supply", supplied, "post", "R-881").code == 0
    assert run("supply", supplied, "remove-delivery", "R-881").code == 1


def test_figures_of_suppliers_and_what_may_hurt(run: Run, supplied: Path) -> None:
    answer = run("metrics", supplied, "suppliers", "--json").json
    found = walk(answer)
    assert found and all(set(figure) == FIGURE and figure["convention"] for figure in found)
    assert all((figure["value"] is None) is (figure["missing"] is not None) for figure in found)
    mill = next(row for row in answer["suppliers"] if row["party"] == "Old Mill")
    mine = figures(mill["figures"])
    assert (mine["otif"]["value"], mine["on_time"]["value"], mine["quality"]["value"]) == ("0.0000", "1.0000", "0.9000")
    assert (mine["spend"]["value"], len(mine["spend"]["records"]["exchange"])) == ("231.12", 1)
    assert [month["month"] for month in mill["months"]] == ["2026-11"]
    [flour] = answer["items"]
    assert figures(flour["figures"])["survive"]["value"] == "4.0"
    assert [row["key"] for row in answer["warnings"]] == ["single", "untested", "at_risk", "late"]
    assert run("supply", supplied, "rule", "--percent", 10, "--json").json["percent"] == "10"
    lenient = run("metrics", supplied, "suppliers", "--json").json
    assert figures(lenient["figures"])["otif"]["value"] == "1.0000"
    assert run("supply", supplied, "close-order", "B-7", "--why", "wet").code == 0
    assert run("supply", supplied, "orders", "--open", "--json").json == []
    assert run("metrics", supplied, "suppliers").code == 0


def test_empty_says_what_is_missing(run: Run, shop: Path) -> None:
    for subject in ("suppliers", "team", "feedback"):
        answer = run("metrics", shop, subject, "--json").json
        assert answer["figures"]
        for figure in walk(answer):
            assert (figure["value"], bool(figure["missing"])) == (None, True), figure["key"]
        assert run("metrics", shop, subject).code == 0


def test_offers_tested_ended_and_refused_use(run: Run, supplied: Path) -> None:
    assert run("supply", supplied, "offer", "Flour", "--party", "B1", "--share", 30, "--lead-days", 2).code == 0
    assert run("supply", supplied, "test", "Flour", "--party", "B1", "--date", "2026-11-20").code == 0
    rows = run("supply", supplied, "offers", "--item", "Flour", "--json").json
    assert {row["party"]: row["tested_on"] for row in rows} == {"Old Mill": None, "The Daily Grind": "2026-11-20"}
    assert run("supply", supplied, "end", "Flour", "--party", "B1").code == 0
    assert len(run("supply", supplied, "offers", "--json").json) == 1
    assert run("supply", supplied, "offer", "Sugar", "--party", "B1").code == 1
    assert run("supply", supplied, "order", "--party", "M1", "--line", "Flour").code == 1
    assert run("supply", supplied, "order").code == 2


def test_feedback_from_asking_to_figures(run: Run, shop: Path) -> None:
    assert run("feedback", shop, "survey", "Visit").code == 1
    survey = ("--kind", "nps", "--after", "purchase", "--after-days", 1, "--from", "2026-11-01", "--asked", 10)
    assert run("feedback", shop, "survey", "Visit", *survey).code == 0
    assert run("feedback", shop, "survey", "visit", "--question", "Would you send a friend?").code == 0
    assert run("sale", shop, "record", "--paid", "5.00", "--party", "Ana", "--date", "2026-11-19").code == 0
    [due] = run("feedback", shop, "requests", "--due", "--json").json
    assert (due["party"], due["due"], due["id"]) == ("Ana", "2026-11-20", None)
    assert run("feedback", shop, "ask", "Visit", "--json").json == {"requests": 1}
    assert run("feedback", shop, "ask", "Visit", "--json").json == {"requests": 0}
    said = run("feedback", shop, "respond", "Visit", "--score", 2, "--text", "Cold", "--party", "Ana", "--json").json
    assert said["follow_up"] is True
    [task] = run("list", shop, "follow-ups", "--json").json
    assert task["title"] == "Look after a complaint: Cold"
    answer = run("metrics", shop, "feedback", "--json").json
    result, rate = answer["surveys"][0]["figures"]
    assert (result["value"], result["n"], rate["value"]) == ("-100.0", 1, "0.0909")
    assert len(result["records"]["survey_response"]) == 1
    assert run("feedback", shop, "drop", "Visit", "--party", "B1").code == 1
    review = run("feedback", shop, "review", "--place", "Guide", "--stars", "4.5", "--json").json["review"]
    assert run("feedback", shop, "answer", review, "--text", "Thanks").code == 0
    assert run("feedback", shop, "reviews", "--unanswered", "--json").json == []
    assert run("feedback", shop, "look-after", review).code == 0
    assert run("list", shop, "follow-ups", "--json").json[-1]["title"] == "Answer a review: Guide"
    assert run("feedback", shop, "remove-review", review).code == 0
    assert run("feedback", shop, "look-after", said["response"]).code == 1
    assert run("feedback", shop, "no-complaint", said["response"]).code == 0
    assert run("feedback", shop, "responses", "--complaints", "--json").json == []
    assert run("feedback", shop, "remove-response", said["response"]).code == 0
    assert run("feedback", shop, "responses", "--json").json == []


def test_the_team_from_planning_to_figures(run: Run, shop: Path, tmp_path: Path) -> None:
    (tmp_path / "team.csv").write_text("Name,Kind\nLena,Person\n", encoding="utf-8")
    assert run("import", shop, tmp_path / "team.csv", "--as", "parties", "--role", "employee").code == 0
    assert run("team", shop, "skill", "--party", "Lena", "--name", "Till", "--level", 3).code == 0
    assert run("team", shop, "training", "--party", "Lena", "--name", "Hygiene", "--due", "2026-11-01").code == 0
    [row] = run("team", shop, "list", "trainings", "--json").json
    assert row["state"] == "late"
    done = run("team", shop, "train", "hygiene", "--party", "Lena", "--cost", "90.00", "--post", "--json").json
    assert done["number"] == "2026-0001"
    assert run("team", shop, "post-training", "Hygiene").code == 1
    wish = run("team", shop, "wish", "--party", "Lena", "--text", "Fewer Sundays", "--json").json["wish"]
    assert run("team", shop, "decide", wish, "granted", "--answer", "From May on").code == 0
    assert run("team", shop, "talk", "--party", "Lena", "--summary", "Well", "--next", "2027-05-01").code == 0
    thanks = run("team", shop, "thank", "--party", "Lena", "--text", "Stayed late", "--by", "Ana", "--json").json
    found = figures(run("metrics", shop, "team", "--json").json["figures"])
    assert (found["trainings_in_time"]["value"], found["training_cost"]["value"]) == ("1.0000", "90.00")
    assert (found["wishes_decided"]["value"], found["skills_alone"]["value"]) == ("1.0000", 1)
    assert len(found["thanked"]["records"]["recognition"]) == 1
    assert run("team", shop, "remove", "thanks", thanks["thanks"]).code == 0
    for what in ("skills", "reviews", "wishes", "thanks"):
        assert run("team", shop, "list", what, "--party", "Lena").code == 0
    assert run("team", shop, "skill", "--party", "Ana", "--name", "Till", "--level", 3).code == 1
