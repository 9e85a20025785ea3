"""The settlement of points the whole way: command line, balance, workbook, payment, and back by reversal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run
from tests.cli.test_gift_card import make_workbook, rows

UNTIL, SIGNED = "2026-10-31", "2026-11-03"


@pytest.fixture
def shops(run: Run, shop: Path, tmp_path: Path) -> Path:
    """Example F: B is The Daily Grind, C is Old Mill, which prepaid 50.00; Ana's card is good everywhere."""
    assert run("loyalty", shop, "start", "points", "--name", "Market card", "--from", "2026-10-01").code == 0
    assert run("loyalty", shop, "join", "--party", "Ana", "--card", "A-1").code == 0
    for party, more in (("B1", ()), ("M1", ("--prepaid", "--alert", "20.00"))):
        assert run("settlement", shop, "partner", "--party", party, "--rate", "0.05", *more).code == 0
    assert run("post", shop, "--party", "M1", "--date", "2026-10-01", "--received", "money=50.00").code == 0
    ours = run("loyalty", shop, "earn", "A-1", "--paid", "400.00", "--date", "2026-10-05")
    assert ours.code == 0, ours
    bring(run, shop, tmp_path, "The Daily Grind", "A-1,2026-10-06,-400")
    bring(run, shop, tmp_path, "The Daily Grind", "A-1,2026-10-07,300")
    assert run("loyalty", shop, "redeem", "A-1", "--points", "300", "--date", "2026-10-08").code == 0
    bring(run, shop, tmp_path, "Old Mill", "A-1,2026-10-09,700")
    assert run("loyalty", shop, "redeem", "A-1", "--points", "500", "--date", "2026-10-10").code == 0
    bring(run, shop, tmp_path, "The Daily Grind", "A-1,2026-10-11,-200")
    return shop


def bring(run: Run, shop: Path, folder: Path, source: str, line: str) -> None:
    path = folder / "points.csv"
    path.write_text(f"Card,Date,Points\n{line}\n", encoding="utf-8")
    assert run("import", shop, path, "--as", "points", "--source", source, "--json").json["new"] == 1


def to_pay(run: Run, shop: Path) -> dict[str, str]:
    found = run("balance", shop, "--lens", "to-pay", "--json").json
    return {row["party"]: row["balance"] for row in found}


def only(found: list[dict[str, Any]], **wanted: str) -> list[dict[str, Any]]:
    return [row for row in found if all(row[key] == value for key, value in wanted.items())]


def test_example_f_from_the_desk_to_the_workbook_and_back(run: Run, shops: Path, tmp_path: Path) -> None:
    before = to_pay(run, shops)
    made = run("settlement", shops, "make", "--until", UNTIL, "--json").json
    assert (made["state"], made["gross"], made["payments"], made["paid"]) == ("draft", "70.00", 1, "15.00")
    claims = {(each["debtor"], each["creditor"]): each["value"] for each in made["claims"]}
    assert claims == {
        (None, "The Daily Grind"): "20.00",
        ("The Daily Grind", None): "15.00",
        ("Old Mill", None): "25.00",
        ("Old Mill", "The Daily Grind"): "10.00",
    }
    assert [(step["kind"], step["debtor"], step["creditor"], step["value"]) for step in made["steps"]] == [
        ("pot", "Old Mill", None, "35.00"),
        ("transfer", "Old Mill", "The Daily Grind", "10.00"),
        ("payment", None, "The Daily Grind", "15.00"),
    ]
    assert only(made["held"], party="Old Mill") == [{"party": "Old Mill", "value": "15.00"}]
    shown = run("settlement", shops, "show").out
    assert "Not signed yet" in shown
    assert "We pay The Daily Grind 15.00" in shown.replace("€", "")
    assert "Old Mill: we hold 15.00 of theirs" in shown.replace("€", "")
    assert to_pay(run, shops) == before

    signed = run("settlement", shops, "sign", "--document", "Sheet 10", "--date", SIGNED, "--op", "s-1", "--json")
    assert signed.code == 0, signed.err
    again = run("settlement", shops, "sign", "--document", "Sheet 10", "--date", SIGNED, "--op", "s-1", "--json")
    assert again.json == signed.json
    assert (to_pay(run, shops)["The Daily Grind"], to_pay(run, shops)["Old Mill"]) == ("-15.00", "-15.00")
    (mill,) = only(run("settlement", shops, "partners", "--json").json, party="Old Mill")
    assert (mill["held"], mill["alert"]) == ("15.00", True)
    path = make_workbook(run, shops, tmp_path)
    sheet = rows(path, "Settlement")
    assert sum(row["Gross"] or 0 for row in sheet) == 70
    assert [row["To be paid"] for row in sheet if row["To be paid"]] == [15]
    assert {row["Settlement"] for row in sheet} == {"Sheet 10"}
    assert "Settlement: posted for points with us" in {row["Check"] for row in rows(path, "Checks")}

    pay = ("post", shops, "--party", "B1", "--date", "2026-11-05", "--given", "money=15.00")
    paid = run(*pay, "--json").json["number"]
    assert to_pay(run, shops)["The Daily Grind"] == "0.00"
    assert run("list", shops, "open-items", "--party", "B1", "--json").json == []

    assert run("reverse", shops, paid).code == 0
    back = run("settlement", shops, "reverse", "Sheet 10", "--reason", "wrong month", "--json").json
    assert len(back["entries"]) == len(signed.json["entries"])
    assert {party: value for party, value in to_pay(run, shops).items() if value != "0.00"} == {"Old Mill": "-50.00"}
    (row,) = run("settlement", shops, "list", "--json").json
    assert row["state"] == "reversed"
    path = make_workbook(run, shops, tmp_path)
    assert {line["State"] for line in rows(path, "Settlement")} == {"Taken back"}
    closing = {line["Party"]: line["Closing"] for line in rows(path, "By party") if line["Closing"]}
    assert {party: value for party, value in closing.items() if party != "Total"} == {"Old Mill": -50}
    assert not any(line["Volume"] for line in rows(path, "Favours and turns"))
    assert run("verify", shops).code == 0


def test_every_verb_refuses_in_words(run: Run, shops: Path) -> None:
    assert "no settlement" in run("settlement", shops, "show").err
    assert run("settlement", shops, "terms", "--overspending", "shared", "--json").json["overspending"] == "shared"
    note = ("--payer", "M1", "--payee", "B1", "--value", "4.00", "--date", "2026-10-20", "--note", "cash")
    assert run("settlement", shops, "paid", *note).code == 0
    made = run("settlement", shops, "make", "--until", UNTIL, "--from", "2026-10-01", "--json").json
    assert [step["kind"] for step in made["steps"]] == ["meanwhile", "pot", "transfer", "payment"]
    assert "a draft already" in run("settlement", shops, "make").err
    assert run("settlement", shops, "sign").code == 2
    assert "nothing to take back" in run("settlement", shops, "reverse").err
    assert run("settlement", shops, "delete", made["id"], "--json").json == {"deleted": made["id"]}
    assert run("settlement", shops, "list", "--json").json == []
