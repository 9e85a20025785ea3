"""The whole way of each subject: a file comes in, its figures say so, the workbook holds, undo takes it back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

Figures = dict[str, Any]
SALES = "\n".join(
    ["Receipt,Date,Time,Customer,Item,Total"]
    + [f"{at},2026-11-{at:02},10:{at:02},{'Ana' if at % 2 else ''},Rye bread,{at}.50" for at in range(1, 21)]
)
ITEMS = "Item,Unit,Supplier,Their price,Lead time\nFlour,sack,Old Mill,24.00,3\n"
DELIVERIES = (
    "Order number,Supplier,Item,Ordered on,Promised for,Ordered quantity,Came on,Came,Accepted,Price of one,Post it\n"
    "B-1,Old Mill,Flour,2026-11-02,2026-11-05,10,2026-11-04,10,9,24.00,yes\n"
    "B-2,Old Mill,Flour,2026-11-09,2026-11-12,5,2026-11-11,5,5,24.00,yes\n"
)
RESPONSES = "Date,Score,Survey\n2026-11-02,10,After a visit\n2026-11-03,9,After a visit\n2026-11-04,2,After a visit\n"
REVIEWS = "Date,Stars,Author,Text,Place\n2026-11-10,5,A guest,Lovely,Town guide\n2026-11-12,2,Another,Slow,Town guide\n"
TRAININGS = "Employee,Training,Done on,Cost\nLena,Barista,2026-11-10,280.00\n"
TEAM = "Name,Kind\nLena,Person\n"


class Way:
    """A shop and what is asked of it."""

    def __init__(self, run: Run, shop: Path, folder: Path) -> None:
        self.run, self.shop, self.folder = run, shop, folder

    def bring(self, what: str, text: str, *more: str) -> int:
        """Brings a file in under the key `what`; answers how many rows are new."""
        path = self.folder / f"{what}.csv"
        path.write_text(text, encoding="utf-8")
        said = self.run("import", self.shop, path, "--as", what, "--op", what, "--json", *more)
        assert said.code == 0, said.err
        assert said.json["bad"] == 0 and not said.json["problems"], said.json
        return int(said.json["new"])

    def figures(self, subject: str) -> Figures:
        """Values by key, of the shop as a whole."""
        answer = self.run("metrics", self.shop, subject, "--json").json
        found = {each["key"]: each["value"] for each in answer["figures"]}
        for survey in answer.get("surveys", ()):
            found |= {each["key"]: each["value"] for each in survey["figures"]}
        return found

    def book(self, kind: str) -> int:
        """Makes the workbook, whose checks hold; answers how many rows its main sheet has."""
        said = self.run("report", self.shop, kind, "-o", self.folder / f"{kind}.xlsx", "--json")
        assert said.code == 0 and said.json["checks_ok"], said
        return int(said.json["rows"])

    def undo(self, *keys: str) -> None:
        for key in keys:
            assert self.run("undo", self.shop, key).code == 0, key


@pytest.fixture
def way(run: Run, shop: Path, tmp_path: Path) -> Way:
    return Way(run, shop, tmp_path)


def test_sales_from_the_till_to_the_workbook_and_back(way: Way) -> None:
    before = way.figures("customers")
    assert way.bring("sales", SALES, "--source", "till") == 20
    found = way.figures("customers")
    # Ana bought on the ten odd days: 1.50 + 3.50 + ... + 19.50
    assert (found["customers"], found["customer_revenue"], found["average_purchase"]) == (1, "105.00", "10.50")
    assert (found["repeat_rate"], found["busy"]) == ("1.0000", 20)
    assert way.book("customers") == 1
    assert way.run("import", way.shop, way.folder / "sales.csv", "--as", "sales", "--source", "till").code == 0
    assert way.figures("customers") == found  # a second time they are there already
    way.undo("sales")
    assert way.figures("customers") == before


def test_items_and_deliveries_to_the_workbook_and_back(way: Way) -> None:
    before = way.figures("suppliers")
    assert way.bring("items", ITEMS, "--source", "shelf") == 1
    assert way.bring("deliveries", DELIVERIES, "--source", "mill") == 2
    found = way.figures("suppliers")
    # nine of ten sacks were good, then five of five: 14 sacks at 24.00
    assert (found["otif"], found["on_time"], found["in_full"]) == ("0.5000", "1.0000", "0.5000")
    assert (found["spend"], found["quality"]) == ("336.00", "0.9500")
    assert way.book("suppliers") > 0
    way.undo("deliveries")
    after = way.figures("suppliers")
    assert (after["otif"], after["quality"]) == (before["otif"], before["quality"])


def test_answers_and_reviews_to_the_workbook_and_back(way: Way) -> None:
    way.run("feedback", way.shop, "survey", "After a visit", "--kind", "nps", "--from", "2026-11-01")
    before = way.figures("feedback")
    assert way.bring("responses", RESPONSES, "--source", "forms") == 3
    assert way.bring("reviews", REVIEWS, "--source", "web") == 2
    found = way.figures("feedback")
    assert (found["nps"], found["rating"], found["reviews_answered"]) == ("33.3", "3.50", "0.0000")
    assert way.book("feedback") > 0
    way.undo("reviews", "responses")
    assert way.figures("feedback") == before


def test_trainings_to_the_figures_and_back(way: Way) -> None:
    way.bring("parties", TEAM, "--role", "employee", "--source", "team")
    before = way.figures("team")
    assert way.bring("trainings", TRAININGS, "--source", "school") == 1
    found = way.figures("team")
    assert (found["trainings_in_time"], found["training_cost"]) == ("1.0000", "280.00")
    way.undo("trainings")
    assert way.figures("team") == before
