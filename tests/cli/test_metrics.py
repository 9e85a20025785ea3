"""Figures on the command line: each with convention, n, coverage and the ids behind it; segments as lists."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.cli.conftest import Run

FIGURE = {"key", "title", "value", "unit", "missing", "convention", "formula", "n", "coverage", "interval", "records"}
TILL = "Receipt,Date,Time,Customer,Item,Quantity,Line total\n" + "".join(
    f"{n},2026-{10 + n % 2}-{1 + n % 20:02d},{8 + n % 9}:15,{'Ana' if n % 3 else ''},{item},{1 + n % 4},{price}\n"
    for n in range(60)
    for item, price in (("Rye bread", "4.60"), ("Plum jam", "3.20"))
)


def brought(run: Run, shop: Path, tmp_path: Path) -> None:
    path = tmp_path / "till.csv"
    path.write_text(TILL, encoding="utf-8")
    assert run("import", shop, path, "--as", "sales", "--source", "till").code == 0


def figures(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {figure["key"]: figure for figure in answer["figures"]}


def test_a_shop_without_sales_says_what_is_missing(run: Run, shop: Path) -> None:
    for subject, part in (
        ("customers", "figures"),
        ("clv", "figures"),
        ("forecast", "figures"),
        ("segments", "groups"),
    ):
        answer = run("metrics", shop, subject, "--json").json
        assert answer[part]
        for figure in answer[part]:
            assert set(figure) == FIGURE
            assert (figure["value"], figure["missing"] is None) == (None, False), figure["key"]
        assert run("metrics", shop, subject).code == 0


def test_customers_with_what_is_behind_them(run: Run, shop: Path, tmp_path: Path) -> None:
    brought(run, shop, tmp_path)
    answer = run("metrics", shop, "customers", "--from", "2026-10-01", "--json").json
    found = figures(answer)
    assert all(set(figure) == FIGURE and figure["convention"] for figure in found.values())
    assert (found["customers"]["value"], found["customer_revenue"]["value"]) == (1, "312.00")
    assert found["customers"]["coverage"] == "0.6667"
    assert len(found["customers"]["records"]["party"]) == 1
    assert (found["busy"]["n"], len(found["busy"]["records"]["sale"])) == (60, 60)
    assert (answer["pairs"], found["pairs"]["n"]) == ([], 60)  # always together is no more often than by chance
    assert sum(hour["sales"] for hour in answer["hours"]) == 60
    assert all(len(hour["records"]["sale"]) == hour["sales"] for hour in answer["hours"])
    (cohort,) = answer["cohorts"]
    assert cohort["records"] == found["customers"]["records"]
    assert (cohort["month"], cohort["repeat_rate"], cohort["active"]) == ("2026-10", "1.0000", [1])


def test_what_to_bake(run: Run, shop: Path, tmp_path: Path) -> None:
    brought(run, shop, tmp_path)
    answer = run("metrics", shop, "forecast", "--json").json
    assert {item["item"] for item in answer["items"]} == {"Rye bread", "Plum jam"}
    item = answer["items"][0]
    assert len(item["days"]) == 7
    assert set(item["figure"]) == FIGURE
    assert len(item["figure"]["records"]["item"]) == 1
    assert float(item["off_by"]) > 0
    assert "Rye bread" in run("metrics", shop, "forecast").out


def test_a_segment_is_saved_counted_and_used_as_a_list(run: Run, shop: Path, tmp_path: Path) -> None:
    brought(run, shop, tmp_path)
    save = ("segment", shop, "save", "Regulars", "--bought", 3, "--spent", "50.00", "--item", "rye bread")
    saved = run(*save, "--json").json
    assert run(*save).code == 1
    answer = run("metrics", shop, "segments", "--json").json
    (row,) = answer["segments"]
    assert (row["id"], row["count"], len(row["conditions"])) == (saved["segment"], 1, 3)
    assert row["figure"]["records"]["party"]
    (ana,) = run("segment", shop, "members", "Regulars", "--json").json
    assert (ana["party"], ana["purchases"], ana["amount"]) == ("Ana", 40, "312.00")
    assert run("segment", shop, "save", "Regulars", "--segment", "regulars", "--silent", 400).code == 0
    assert run("segment", shop, "members", "Regulars", "--json").json == []
    assert run("segment", shop, "remove", "Regulars").code == 0
    assert run("segment", shop, "save", "All").code == 1


def test_what_winning_customers_costs(run: Run, shop: Path, tmp_path: Path) -> None:
    brought(run, shop, tmp_path)
    cost = ("acquisition", shop, "cost", "--kind", "ads", "--amount", "30.00", "--from", "2026-11-01", "--to")
    noted = run(*cost, "2026-11-20", "--json").json
    assert (
        run("acquisition", shop, "market", "--amount", "900", "--source", "Chamber", "--said", "2026-06-01").code == 0
    )
    assert [row["what"] for row in run("acquisition", shop, "list", "--json").json] == ["ads", "market"]
    found = figures(run("metrics", shop, "customers", "--from", "2026-10-01", "--json").json)
    assert (found["cac_paid"]["value"], found["cac_paid"]["n"]) == ("30.00", 1)
    assert found["cac_paid"]["records"]["acquisition_cost"] == [noted["id"]]
    assert run("acquisition", shop, "remove", noted["id"]).code == 0
    assert run("acquisition", shop, "remove", "nothing").code == 1


def test_the_margin_of_a_purchase(run: Run, shop: Path) -> None:
    answer = run("metrics", shop, "clv", "--margin", 60, "--json").json
    assert (answer["bg_nbd"], answer["customers"]) == (None, [])
    assert "60 %" in answer["figures"][0]["convention"]
