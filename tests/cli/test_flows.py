"""The whole way of what posts by itself: a command, the party's balance, the workbook, the reversal, and once more."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.conftest import Run

Sheet = list[dict[str, Any]]


@pytest.fixture
def workbook(run: Run, shop: Path, tmp_path: Path) -> Callable[[str], Sheet]:
    """`workbook("Entries")`: the rows of a sheet of the workbook as the store stands; its own checks are all OK."""

    def made(title: str) -> Sheet:
        path = tmp_path / "made.xlsx"
        assert run("report", shop, "ledger", "-o", path).code == 0
        book = openpyxl.load_workbook(path, data_only=True)
        sheets = {sheet.title: [tuple(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets}
        assert set(column(rows_of(sheets["Checks"]), "Result")) <= {"OK", "to fill in"}
        return rows_of(sheets[title]) if title in sheets else []

    return made


def rows_of(sheet: list[tuple[Any, ...]]) -> Sheet:
    head, *body = sheet
    return [dict(zip(head, row, strict=True)) for row in body if row[0] not in ("Total", None)]


def column(sheet: Sheet, name: str) -> list[Any]:
    return [row[name] for row in sheet]


@pytest.fixture
def favours(run: Run, shop: Path) -> Callable[[str], tuple[str, ...]]:
    """`favours("B1")`: given, received, and the numbers without a price on each side."""

    def read(party: str) -> tuple[str, ...]:
        found = run("balance", shop, "--party", party, "--lens", "favours", "--json").json
        if not found:
            return ("0.00", "0.00", "0", "0")
        [row] = found
        return row["given"], row["received"], str(row["unpriced"]["given"]), str(row["unpriced"]["received"])

    return read


@pytest.fixture
def turns(workbook: Callable[[str], Sheet]) -> Callable[[str], tuple[Any, ...]]:
    """`turns("The Daily Grind")`: volume, reciprocity, and the days on which each side gave, of the workbook."""

    def read(party: str) -> tuple[Any, ...]:
        found = [row for row in workbook("Favours and turns") if row["Party"] == party]
        names = ("Volume", "Reciprocity", "Turns given", "Turns received")
        return tuple(found[0][name] for name in names) if found else (0, None, 0, 0)

    return read


def test_a_won_referral_goes_to_the_balance_and_the_workbook_and_back(
    run: Run,
    shop: Path,
    workbook: Callable[[str], Sheet],
    favours: Callable[[str], tuple[str, ...]],
    turns: Callable[[str], tuple[Any, ...]],
) -> None:
    run("agreement", shop, "value", "--party", "B1", "--kind", "referral", "--value", "15.00")
    said = ("referral", shop, "add", "--from", "B1", "--who", "Ana", "--date", "2026-11-02", "--op", "r1", "--json")
    made = run(*said).json["referral"]
    assert run(*said).json["referral"] == made
    assert run("referral", shop, "add", "--from", "B1", "--who", "Ana", "--date", "2026-11-03").code == 1
    won = run("referral", shop, "win", made, "--date", "2026-11-09", "--brought", "48.00", "--op", "w", "--json").json
    assert won == {"referral": made, "number": "2026-0001"}
    assert favours("B1") == ("0.00", "15.00", "0", "0")
    [entry] = workbook("Entries")
    assert (entry["Source"], entry["Kind"], entry["Favours received"]) == ("Referral", "Referral", 15)
    assert turns("The Daily Grind") == (15, 0, 0, 1)
    assert run("reverse", shop, "2026-0001").code == 0
    assert favours("B1") == ("0.00", "0.00", "0", "0")
    assert turns("The Daily Grind") == (0, None, 0, 0)
    assert sum(row["Favours received"] or 0 for row in workbook("Entries")) == 0
    [row] = run("referral", shop, "list", "--not-in-ledger", "--json").json
    assert (row["id"], row["state"], row["entry"]) == (made, "won", None)
    assert run("referral", shop, "post", "Ana", "--json").json["number"] == "2026-0003"
    assert run("referral", shop, "post", "Ana").code == 1
    assert favours("B1") == ("0.00", "15.00", "0", "0")
    assert run("verify", shop).code == 0


def test_a_reward_after_its_hold_and_back_by_a_refund(
    run: Run, shop: Path, favours: Callable[[str], tuple[str, ...]]
) -> None:
    run(
        "referral",
        shop,
        "add",
        "--from",
        "B1",
        "--who",
        "Ana",
        "--date",
        "2026-11-02",
        "--next-step",
        "Call",
        "--next-date",
        "2026-11-05",
    )
    run("referral", shop, "promise", "Ana", "--what", "A cake", "--value", "8.00", "--hold-days", "7")
    assert run("referral", shop, "reward", "Ana").code == 1
    run("referral", shop, "win", "Ana", "--date", "2026-11-09")
    held = run("referral", shop, "reward", "Ana", "--date", "2026-11-15")
    assert (held.code, "held until" in held.err) == (1, True)
    assert run("referral", shop, "reward", "Ana", "--date", "2026-11-16").code == 0
    assert favours("B1") == ("8.00", "0.00", "0", "1")
    [row] = run("referral", shop, "list", "--json").json
    assert (row["reward"]["state"], row["next_step"]) == ("given", "2026-11-05")
    assert "A cake, given" in run("referral", shop, "list").out
    assert run("referral", shop, "refund", "Ana").code == 0
    assert favours("B1") == ("0.00", "0.00", "0", "0")
    [row] = run("referral", shop, "list", "--state", "lost", "--json").json
    assert (row["reward"]["state"], row["why_lost"]) == ("taken_back", "Refunded")
    assert run("referral", shop, "reopen", "Ana").code == 0
    assert run("referral", shop, "lose", "Ana", "--why", "Moved", "--not-for-us").code == 0
    assert run("referral", shop, "conversion", "--window", "0", "--json").json["qualified"] == 0


def test_chains_and_conversion_in_words(run: Run, shop: Path) -> None:
    run("referral", shop, "add", "--from", "M1", "--who", "B1", "--date", "2026-08-01")
    run("referral", shop, "add", "--from", "B1", "--who", "Ana", "--date", "2026-09-01")
    run("referral", shop, "win", "Ana", "--date", "2026-09-05")
    assert run("referral", shop, "chain", "--party", "B1").out == "Old Mill > The Daily Grind\n  Ana\n"
    found = run("referral", shop, "conversion", "--json").json
    assert (found["qualified"], found["converted"], found["window_days"]) == (2, 1, 30)
    assert found["said"] == "between 9 and 91 of 100: too few to tell"
    assert [month["month"] for month in found["months"]] == ["2026-08", "2026-09"]
    assert run("referral", shop, "add", "--who", "Ana").code == 2
    assert run("referral", shop, "remove", "The Daily Grind").code == 0
    assert run("referral", shop, "remove", "Ana").code == 1
    assert run("referral", shop, "win", "Nobody").code == 1


def test_a_promotion_month_goes_from_the_desk_to_the_balance_and_the_workbook_and_back(
    run: Run,
    shop: Path,
    workbook: Callable[[str], Sheet],
    favours: Callable[[str], tuple[str, ...]],
    turns: Callable[[str], tuple[Any, ...]],
) -> None:
    def saved() -> list[Any]:
        return [row["Saved as given"] for row in workbook("Promotion result") if row["Shop"] == "The Daily Grind"]

    plan = ("plan", "--title", "Pastry", "--party", "B1", "--from", "2026-10-01", "--our-offer", "percent=10")
    assert run("promotion", shop, *plan).code == 0
    assert run("voucher", shop, "make", "Pastry", "--code", "GRIND-1", "--hander", "B1").code == 0
    used = ("redeem", "GRIND-1", "--full", "18.40", "--date", "2026-10-27", "--party", "Ana")
    assert run("voucher", shop, *used).code == 0
    assert run("voucher", shop, *used).code == 1
    assert (favours("B1"), saved()) == (("0.00", "0.00", "0", "0"), [0])
    post = ("post", "Pastry", "--month", "2026-10", "--op", "october", "--json")
    [posted] = run("promotion", shop, *post).json
    assert run("promotion", shop, *post).json == [posted]
    assert favours("B1") == ("1.84", "0.00", "0", "0")
    [entry] = workbook("Entries")
    assert (entry["Source"], entry["Kind"], entry["Favours given"]) == ("Cross-promotion", "Discount", 1.84)
    assert (turns("The Daily Grind"), saved()) == ((1.84, 0, 1, 0), [1.84])
    assert run("reverse", shop, posted["entries"][0]).code == 0
    assert favours("B1") == ("0.00", "0.00", "0", "0")
    assert (turns("The Daily Grind"), saved()) == ((0, None, 0, 0), [0])
    assert {"promotion": "Pastry", "month": "2026-10"} in run("promotion", shop, "due", "--json").json
    assert run("promotion", shop, "post", "Pastry", "--month", "2026-10").code == 0
    assert favours("B1") == ("1.84", "0.00", "0", "0")
    assert run("verify", shop).code == 0


def test_a_returned_loan_goes_to_the_balance_and_the_workbook_and_back(
    run: Run,
    shop: Path,
    workbook: Callable[[str], Sheet],
    favours: Callable[[str], tuple[str, ...]],
    turns: Callable[[str], tuple[Any, ...]],
) -> None:
    run(
        "agreement",
        shop,
        "value",
        "--party",
        "B1",
        "--kind",
        "space_and_equipment",
        "--value",
        "12.00",
        "--unit",
        "hour",
    )
    run("lending", shop, "put", "Oven", "--owner", "B1", "--unit", "hour")
    made = run("lending", shop, "lend", "oven", "--date", "2026-11-05", "--due", "2026-11-06", "--json").json
    assert made["number"] is None
    [step] = run("list", shop, "follow-ups", "--json").json
    assert (step["title"], step["due"]) == ("Bring back to The Daily Grind: Oven", "2026-11-06")
    assert favours("B1") == ("0.00", "0.00", "0", "0")
    assert run("lending", shop, "return", "Oven", "--date", "2026-11-06").code == 1
    done = run("lending", shop, "return", "Oven", "--date", "2026-11-06", "--quantity", "2", "--json").json
    assert done == {"loan": made["loan"], "number": "2026-0001"}
    assert favours("B1") == ("0.00", "24.00", "0", "0")
    [entry] = workbook("Entries")
    assert (entry["Source"], entry["Kind"], entry["Favours received"]) == ("Shared resource", "Space and equipment", 24)
    [step] = run("list", shop, "follow-ups", "--json").json
    assert step["state"] == "done"
    assert turns("The Daily Grind") == (24, 0, 0, 1)
    run("reverse", shop, "2026-0001")
    assert favours("B1") == ("0.00", "0.00", "0", "0")
    assert turns("The Daily Grind") == (0, None, 0, 0)
    [row] = run("lending", shop, "list", "--not-in-ledger", "--json").json
    assert (row["state"], row["value"], row["entry"]) == ("returned", "24.00", None)
    assert sum(each["Favours received"] or 0 for each in workbook("Entries")) == 0
    run("lending", shop, "post", "Oven")
    assert favours("B1") == ("0.00", "24.00", "0", "0")
    assert run("lending", shop, "reopen", "Oven").code == 0
    assert favours("B1") == ("0.00", "0.00", "0", "0")
    assert run("lending", shop, "remove", "Oven").code == 1
    assert run("verify", shop).code == 0


def test_what_is_sold_together_goes_to_the_balance_and_the_workbook_and_back(
    run: Run, shop: Path, workbook: Callable[[str], Sheet]
) -> None:
    def owed() -> str:
        found = run("balance", shop, "--party", "B1", "--lens", "to-pay", "--json").json
        return str(found[0]["balance"]) if found else "0.00"

    product = ("--party", "B1", "--what", "Pastry and coffee", "--price", "6.00", "--commission", "10")
    assert run("agreement", shop, "joint-product", *product, "--their-part", "2.40").code == 0
    said = ("joint-sold", "Pastry and coffee", "--from", "2026-10-01", "--to", "2026-10-31", "--quantity", "40")
    sold = run("agreement", shop, *said, "--op", "j1", "--json").json
    assert run("agreement", shop, *said, "--op", "j1", "--json").json == sold
    assert run("agreement", shop, *said).code == 1
    assert owed() == "-96.00"
    [entry] = workbook("Entries")
    assert (entry["Source"], entry["To pay received"], entry["Quantity"]) == ("Sale", 96, 40)
    assert [row["Closing"] for row in workbook("By party")] == [-96]
    assert run("reverse", shop, sold["number"]).code == 0
    assert owed() == "0.00"
    assert [row["Closing"] for row in workbook("By party")] == [0]
    assert workbook("Open items") == []
    assert run("period", shop, "close", "2026-10").code == 0
    again = run("agreement", shop, "joint-again", sold["period"], "--json").json
    [row] = [row for row in workbook("Entries") if row["Entry"] == again["number"]]
    assert (row["Date"].date().isoformat(), row["Belongs to"].date().isoformat()) == ("2026-11-21", "2026-10-31")
    assert owed() == "-96.00"
    assert run("verify", shop).code == 0


def test_c_as_a_script_enters_it(run: Run, shop: Path, favours: Callable[[str], tuple[str, ...]]) -> None:
    run("lending", shop, "put", "Oven", "--owner", "B1", "--unit", "hour")
    run("lending", shop, "put", "A pair of hands", "--kind", "time_of_people", "--unit", "hour")
    lent = ("lending", shop, "lend", "Oven", "--date", "2026-11-05", "--quantity", "2", "--returned", "2026-11-05")
    run(*lent, "--price", "12.00")
    run("post", shop, "--party", "B1", "--date", "2026-11-05", "--given", "exposure=25.00@agreed")
    assert favours("B1") == ("25.00", "24.00", "0", "0")
    [row] = run("lending", shop, "turns", "--json").json
    assert (row["turn"], row["they_gave"]["what"], row["days_since"]) == ("even", "Oven", 16)
    assert "Oven, 2026-11-05" in run("lending", shop, "turns").out
    run("undo", shop)
    run("undo", shop)
    run(*lent, "--without-price")
    run("post", shop, "--party", "B1", "--date", "2026-11-05", "--given", "exposure=25.00@agreed")
    assert favours("B1") == ("25.00", "0.00", "0", "1")
    [balance] = run("balance", shop, "--party", "B1", "--lens", "favours", "--json").json
    assert balance["reciprocity"] is None


def test_the_shelf_and_what_we_offer(run: Run, shop: Path) -> None:
    run("lending", shop, "put", "Mixer", "--note", "20 litres")
    assert (
        run("lending", shop, "lend", "Mixer", "--party", "M1", "--date", "2026-11-02", "--due", "2026-11-10").code == 0
    )
    [row] = run("lending", shop, "shelf", "--json").json
    assert (row["name"], row["owner"], row["out_with"]) == ("Mixer", None, ["Old Mill"])
    [late] = run("lending", shop, "list", "--late", "--json").json
    assert (late["state"], late["party"], late["price"]) == ("late", "Old Mill", None)
    run("lending", shop, "put-away", "Mixer")
    assert run("lending", shop, "shelf").out == ""
    assert run("lending", shop, "shelf", "--all", "--json").json[0]["put_away"]
    run("lending", shop, "put-back", "Mixer")
    run("lending", shop, "offer", "Newsletter mention", "--kind", "exposure")
    assert [offer["what"] for offer in run("lending", shop, "offers", "--json").json] == ["Newsletter mention"]
    assert run("lending", shop, "withdraw", "Newsletter mention").code == 0
    assert run("lending", shop, "withdraw", "Newsletter mention").code == 1
    assert run("lending", shop, "turns", "--party", "M1", "--json").json[0]["turn"] is None


def test_joint_buying_goes_to_the_balance_and_the_workbook_and_back(
    run: Run, shop: Path, workbook: Callable[[str], Sheet]
) -> None:
    steps = ("--step", "0=24.00", "--step", "10=21.50", "--unit", "sack", "--freight", "25.00", "--rule", "equally")
    said = ("--date", "2026-11-03", "--supplier", "M1", "--take", "B1=7", "--take", "us=2", "--take", "Ana=1.5")
    assert run("joint-buying", shop, "add", "Flour", *steps, *said, "--op", "j", "--json").code == 0
    [row] = run("joint-buying", shop, "list", "--party", "Ana", "--json").json
    assert (row["state"], row["price"], row["bill"]) == ("collecting", "21.50", "250.75")
    assert sum(Decimal(share["value"]) for share in row["shares"]) == Decimal("250.75")
    assert "us 51.34, The Daily Grind 158.83" in run("joint-buying", shop, "list").out
    posted = run("joint-buying", shop, "post", "Flour", "--due", "2026-11-17", "--document", "2026-040", "--json").json
    assert posted["numbers"] == ["2026-0001", "2026-0002"]
    owed = [(item["party"], item["open"]) for item in run("list", shop, "open-items", "--json").json]
    assert {party for party, _open in owed} == {"The Daily Grind", "Ana"}
    assert sum(Decimal(each) for _party, each in owed) == Decimal("250.75") - Decimal("51.34")
    sheet = workbook("Entries")
    assert sum(entry["To pay given"] or 0 for entry in sheet) == pytest.approx(199.41)
    assert set(column(sheet, "Source")) == {"Delivery"}
    assert run("joint-buying", shop, "take", "Flour", "Ana=2").code == 1
    assert run("joint-buying", shop, "take-back", "Flour", "--reason", "less came").code == 0
    assert run("list", shop, "open-items").out == ""
    assert sum(entry["To pay given"] or 0 for entry in workbook("Entries")) == pytest.approx(0)
    assert run("joint-buying", shop, "take", "Flour", "Ana=2").code == 0
    assert run("joint-buying", shop, "take", "Flour", "Ana").code == 1
    assert run("joint-buying", shop, "post", "Flour").code == 0
    assert run("joint-buying", shop, "remove", "Flour").code == 1
    assert run("verify", shop).code == 0
