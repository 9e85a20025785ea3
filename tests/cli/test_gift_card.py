"""Gift cards and sales the whole way: command line, page, workbook, and back; and no card is spent twice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl

from tests.cli.conftest import Run


def rows(path: Path, name: str) -> list[dict[str, Any]]:
    head, *body = openpyxl.load_workbook(path, data_only=True)[name].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in body if row[0] != "Total"]


def make_workbook(run: Run, shop: Path, folder: Path, *span: str) -> Path:
    path = folder / "ledger.xlsx"
    path.unlink(missing_ok=True)
    assert run("report", shop, "ledger", "-o", path, *span, "--json").json["checks_ok"]
    return path


def test_example_j_from_the_desk_to_the_workbook_and_back(run: Run, shop: Path, tmp_path: Path) -> None:
    sold = run("giftcard", shop, "sell", "--value", "25.00", "--party", "Ana", "--date", "2026-11-10", "--json").json
    code = sold["code"]
    paid = ("--paid", "0", "--gift-card", code.lower(), "--gift-card-amount", "18.40", "--payment", "gift_card")
    used = run("sale", shop, "record", *paid, "--date", "2026-11-12", "--op", "till-1", "--json")
    assert used.json["number"] is None
    assert run("sale", shop, "record", *paid, "--date", "2026-11-12", "--op", "till-1", "--json").json == used.json
    shown = run("giftcard", shop, "show", code, "--json").json
    assert (shown["balance"], shown["state"], shown["buyer"]) == ("6.60", "good", "Ana")
    assert [move["amount"] for move in shown["movements"]] == ["25.00", "-18.40"]
    assert "6.60" in run("giftcard", shop, "show", code).out
    balances = run("balance", shop, "--party", "Ana", "--json").json
    assert all(row["given"] in ("0", "0.00") and row["received"] in ("0", "0.00") for row in balances)
    (card,) = rows(make_workbook(run, shop, tmp_path), "Gift cards")
    assert (card["Opening"], card["Sold"], card["Used"], card["Closing"], card["Bought by"]) == (
        0,
        25,
        18.4,
        6.6,
        "Ana",
    )
    assert run("undo", shop, "till-1").code == 0
    (card,) = rows(make_workbook(run, shop, tmp_path, "--from", "2026-11-11"), "Gift cards")
    assert (card["Opening"], card["Sold"], card["Used"], card["Closing"]) == (25, 0, 0, 25)
    assert run("list", shop, "sales", "--json").json == []


def test_every_verb_of_a_gift_card(run: Run, shop: Path) -> None:
    opened = ("--value", "12.50", "--date", "2026-06-30", "--single-purpose", "--until", "2028-06-30")
    assert run("giftcard", shop, "open", "--code", "GC-17", *opened).out == "GC-17 is worth 12.50.\n"
    assert "already" in run("giftcard", shop, "open", "--code", "GC-17", *opened).err
    assert run("giftcard", shop, "use", "GC-17", "--value", "2.50", "--party", "Ana").code == 0
    assert run("giftcard", shop, "give-back", "GC-17", "--value", "1.00", "--json").json["balance"] == "11.00"
    refused = run("giftcard", shop, "use", "GC-17", "--value", "11.01", "--op", "over")
    assert (refused.code, "11.00" in refused.err) == (1, True)
    (row,) = run("giftcard", shop, "list", "--open", "--json").json
    assert (row["brought_along"], row["used"], row["given_back"], row["purpose"]) == (
        "12.50",
        "2.50",
        "1.00",
        "single_purpose",
    )
    assert run("giftcard", shop, "void", "GC-17", "--reason", "Lost").code == 0
    assert run("giftcard", shop, "list", "--open", "--json").json == []
    assert "Void since" in run("giftcard", shop, "show", "GC-17").out
    assert run("giftcard", shop, "void", "GC-17").code == 2


def test_a_sale_the_whole_way_and_back(run: Run, shop: Path, tmp_path: Path) -> None:
    made = run(
        "sale", shop, "record", "--party", "Ana", "--amount", "30.00", "--paid", "10.00", "--receipt", "7", "--json"
    )
    number = made.json["number"]
    (before,) = run("balance", shop, "--party", "Ana", "--lens", "to-pay", "--json").json
    assert before["balance"] == "20.00"
    (entry,) = rows(make_workbook(run, shop, tmp_path), "Entries")
    assert (entry["Source"], entry["Our document"], entry["To pay given"]) == ("Sale", "7", 20)
    assert run("sale", shop, "refund", "7", "--off-bill", "5.00").code == 0
    (after,) = run("balance", shop, "--party", "Ana", "--lens", "to-pay", "--json").json
    assert after["balance"] == "15.00"
    credit = run("list", shop, "exchanges", "--party", "Ana", "--json").json[-1]["number"]
    assert run("reverse", shop, credit).code == 0
    assert run("reverse", shop, number).code == 0
    (back,) = run("balance", shop, "--party", "Ana", "--lens", "to-pay", "--json").json
    assert back["balance"] == "0.00"
    listed = {row["receipt"]: row for row in run("list", shop, "sales", "--json").json}
    assert (listed["7"]["entry"], listed["7"]["taken_back"]) == (None, True)
    assert "is entry 2026-0005" in run("sale", shop, "post", "7").out
    shown = run("sale", shop, "show", "7", "--json").json
    assert (shown["left"], [row["rest"] for row in shown["refunded_by"]]) == ("25.00", ["-5.00"])
    assert shown["entries"] == [number, "2026-0005"]
    assert "receipt: 7" in run("sale", shop, "show", "7").out
    for words, count in ((("--unpaid",), 1), (("--text", "ana"), 2), (("--text", "nobody"), 0)):
        assert len(run("list", shop, "sales", *words, "--json").json) == count
    assert run("verify", shop).code == 0
