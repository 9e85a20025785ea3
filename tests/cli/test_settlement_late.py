"""A partner's list that comes after month end, from the file to the sheet, the workbook and the partner's pot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.cli.conftest import Run
from tests.cli.test_gift_card import make_workbook, rows
from tests.cli.test_settlement import bring, shops, to_pay

__all__ = ["shops"]


def test_a_list_of_a_closed_month_is_told_apart_and_what_a_prepaying_shop_gets_stays_in_its_pot(
    run: Run, shops: Path, tmp_path: Path
) -> None:
    assert run("settlement", shops, "make", "--until", "2026-10-31").code == 0
    assert run("settlement", shops, "sign", "--document", "Sheet 10", "--date", "2026-10-31").code == 0
    assert run("period", shops, "close", "2026-10").code == 0
    bring(run, shops, tmp_path, "Old Mill", "A-1,2026-10-30,-100")
    late: dict[str, Any] = run("loyalty", shops, "movements", "A-1", "--json").json[0]
    assert (late["points"], late["belongs_to"]) == ("-100", "2026-10-30")
    made = run("settlement", shops, "make", "--json").json
    owed = {"debtor": None, "creditor": "Old Mill", "points": "100", "overspent": "0", "rate": "0.05", "value": "5.00"}
    assert made["earlier"] == [owed]
    assert [(step["kind"], step["creditor"], step["value"]) for step in made["steps"]] == [
        ("into_pot", "Old Mill", "5.00")
    ]
    shown = run("settlement", shops, "show").out.replace("€", "")
    assert "Of earlier months: We owe Old Mill 5.00 for 100 points\nOf earlier months 5.00\n" in shown
    assert "5.00 for Old Mill go into their pot" in shown
    assert "Old Mill: we hold 20.00 of theirs" in shown
    assert run("settlement", shops, "sign", "--document", "Sheet 11").code == 0
    assert to_pay(run, shops)["Old Mill"] == "-20.00"
    path = make_workbook(run, shops, tmp_path)
    sheet = [line for line in rows(path, "Settlement") if line["Settlement"] == "Sheet 11"]
    assert [line["Of earlier months"] for line in sheet if line["Of earlier months"]] == [5]
    assert [line["Into their pot"] for line in sheet if line["Into their pot"]] == [5]
    assert [line["Gross"] for line in sheet if line["Gross"]] == [5]
    checks = {line["Check"]: line for line in rows(path, "Checks")}
    assert checks["Settlement: of earlier months"]["Result"] == "OK"
    assert run("verify", shops).code == 0
