"""Entries from the command line: what passed, what it pays, what takes it back; a key makes a retry safe."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from tests.cli.conftest import Run, as_lines

OVEN = {"kind": "space_and_equipment", "quantity": "2", "unit": "hour"}
MENTION = {"kind": "exposure", "value": "25.00", "basis": "agreed"}


def lines_of(run: Run, shop: Path) -> list[dict[str, object]]:
    found: list[dict[str, object]] = run("list", shop, "lines", "--json").json
    return found


def test_the_issues_own_example(run: Run, shop: Path) -> None:
    said = {"op": "till-7", "party": "The Daily Grind", "date": "2026-11-21", "memo": "..."}
    done = run("post", shop, "--stdin", stdin=as_lines([{**said, "given": [MENTION], "received": [OVEN]}]))
    [answer] = done.lines
    assert done.code == 0
    assert answer == {"op": "till-7", "exchange": str(UUID(answer["exchange"])), "number": "2026-0001"}
    [favours] = run("balance", shop, "--lens", "favours", "--json").json
    assert (favours["given"], favours["received"], favours["unpriced"]) == (
        "25.00",
        "0.00",
        {"given": 0, "received": 1},
    )


def test_options_say_kind_quantity_unit_value_and_basis(run: Run, shop: Path) -> None:
    sides = (
        "--given",
        "exposure=25.00@agreed",
        "--received",
        "space_and_equipment:2.5 hour",
        "--given",
        "goods:3=1.20",
    )
    assert run("post", shop, "--party", "B1", "--date", "2026-11-20", *sides, "--memo", "oven").code == 0
    found = [(r["direction"], r["kind"], r["quantity"], r["unit"], r["value"], r["basis"]) for r in lines_of(run, shop)]
    assert found == [
        ("given", "exposure", None, "", "25.00", "agreed"),
        ("given", "goods", "3", "", "1.20", "estimate"),
        ("received", "space_and_equipment", "2.5", "hour", None, "unpriced"),
    ]


def test_a_key_answers_the_first_result_and_refuses_another_request(run: Run, shop: Path) -> None:
    words = ("post", shop, "--party", "Ana", "--given", "goods=4.00@bill", "--op", "k1", "--json")
    first, second = run(*words), run(*words)
    assert first.json == second.json
    other = run("post", shop, "--party", "Ana", "--given", "goods=5.00@bill", "--op", "k1")
    assert (other.code, other.out) == (1, "")
    assert "k1" in other.err
    assert len(lines_of(run, shop)) == 1


def test_a_refused_line_does_not_stop_the_others(run: Run, shop: Path) -> None:
    good = {"party": "Ana", "given": [{"kind": "goods", "value": "4.00"}]}
    bad = {"op": "b", "party": "Nobody", "given": [{"kind": "goods", "value": "4.00"}]}
    done = run("post", shop, "--stdin", stdin=as_lines([good, bad]) + "nonsense\n\n" + as_lines([good]))
    assert done.code == 1
    assert [answer.get("number") for answer in done.lines] == ["2026-0001", None, None, "2026-0002"]
    assert done.lines[1]["op"] == "b"
    assert "Nobody" in done.lines[1]["error"]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"given": [{"kind": "goods", "value": 4}]}, "given.0.value"),
        ({"given": [{"kind": "goods", "value": "4,00"}]}, "given.0.value"),
        ({"given": [{"kind": "goods", "value": "9" * 5000}]}, "given.0.value"),
        ({"given": [{"kind": "goods", "quantity": "1e5"}]}, "given.0.quantity"),
        ({"given": [{"kind": "cake"}]}, "given.0.kind"),
        ({"given": [{"kind": "goods", "price": "1"}]}, "given.0"),
        ({"given": ["goods"]}, "given.0"),
        ({"given": "goods"}, "given"),
        ({"date": "21.11.2026"}, "date"),
        ({"due": "soon"}, "due"),
        ({"memo": "\ud800"}, "memo"),
        ({"settles": ["2026-0001"]}, "settles.0"),
        ({"settles": [{"number": "2026-0001", "line": "1"}]}, "settles.0.line"),
        ({"settles": [{"number": "2026-0009"}]}, "number"),
        ({"colour": "red"}, ""),
    ],
)
def test_what_is_wrong_is_said_beside_its_key(run: Run, shop: Path, change: dict[str, object], field: str) -> None:
    import json

    good = {"party": "Ana", "given": [{"kind": "goods", "value": "4.00"}]}
    done = run("post", shop, "--stdin", stdin=json.dumps({**good, **change}))
    assert done.code == 1
    assert done.lines[0]["field"] == field
    assert lines_of(run, shop) == []


def test_a_payment_pays_what_it_names_in_part(run: Run, shop: Path) -> None:
    bill = {"party": "Ana", "date": "2026-11-01", "given": [{"kind": "goods", "value": "20.00", "basis": "bill"}]}
    run("post", shop, "--stdin", stdin=as_lines([bill, bill, bill]))
    paid = {"op": "p", "party": "Ana", "received": [{"kind": "money", "value": "12.00"}]}
    paid["settles"] = [{"number": "2026-0003", "value": "12.00"}]
    first = run("post", shop, "--stdin", stdin=as_lines([paid]))
    again = run("post", shop, "--stdin", stdin=as_lines([paid]))
    assert (first.code, first.out) == (again.code, again.out)
    assert run("post", shop, "--party", "Ana", "--received", "money=8.00", "--settles", "2026-0003").code == 0
    left = {item["number"]: item["open"] for item in run("list", shop, "open-items", "--json").json}
    assert left == {"2026-0001": "20.00", "2026-0002": "20.00"}
    late = run("post", shop, "--party", "Ana", "--received", "money=8.00", "--settles", "2026-0003")
    assert (late.code, late.out) == (1, "")


def test_an_entry_of_several_lines_is_paid_by_line(run: Run, shop: Path) -> None:
    two = [{"kind": "goods", "value": value, "basis": "bill"} for value in ("20.00", "30.00")]
    run("post", shop, "--stdin", stdin=as_lines([{"party": "Ana", "given": two}]))
    money = [{"kind": "money", "value": "10.00"}]
    unsaid = {"party": "Ana", "received": money, "settles": [{"number": "2026-0001", "value": "10.00"}]}
    said = {"party": "Ana", "received": money, "settles": [{"number": "2026-0001", "value": "10.00", "line": 2}]}
    done = run("post", shop, "--stdin", stdin=as_lines([unsaid, said]))
    assert "which line" in done.lines[0]["error"]
    assert [row["open"] for row in lines_of(run, shop)] == ["20.00", "20.00", "0.00"]


def test_credit_settle_set_off_and_call_even(run: Run, shop: Path) -> None:
    for party, side in (("M1", "--received"), ("M1", "--given")):
        run("post", shop, "--party", party, "--date", "2026-11-02", side, "goods=100.00@bill")
    assert (
        run("credit", shop, "2026-0001", "--value", "10.00", "--date", "2026-11-03", "--json").json["number"]
        == "2026-0003"
    )
    assert run("set-off", shop, "--party", "M1", "--document", "S-1", "--json").json["number"] == "2026-0004"
    items = run("list", shop, "open-items", "--json").json
    assert [(item["number"], item["open"]) for item in items] == [("2026-0002", "10.00")]
    run("post", shop, "--party", "Ana", "--received", "money=50.00")
    run("post", shop, "--party", "Ana", "--given", "goods=30.00@bill")
    assert run("settle", shop, "--with", "2026-0006", "--item", "2026-0007=20.00", "--json").json == {
        "settled_with": "2026-0006",
        "items": ["2026-0007"],
    }
    run("post", shop, "--party", "B1", "--given", "exposure=25.00@agreed")
    assert run("call-even", shop, "--party", "B1", "--note", "fine").code == 0
    [favours] = run("balance", shop, "--party", "B1", "--lens", "favours", "--json").json
    assert favours["balance"] == "0.00"
    assert run("verify", shop).code == 0


def test_reverse_correct_and_enter_again(run: Run, shop: Path) -> None:
    for _ in range(2):
        run("post", shop, "--party", "Ana", "--given", "goods=4.00@bill")
    assert run("reverse", shop, "2026-0001", "--reason", "twice").out == "Reversed in entry 2026-0003.\n"
    assert run("reverse", shop, "2026-0001").code == 1
    assert run("reverse", shop, "2026-0003").code == 1
    corrected = run("correct", shop, "2026-0002", "--json").json
    again = run("enter-again", shop, "2026-0001", "--json").json
    drafts = run("draft", shop, "list", "--json").json
    assert {draft["id"] for draft in drafts} == {corrected["draft"], again["draft"]}
    assert run("draft", shop, "post", corrected["draft"], "--json").json["number"] == "2026-0005"
    assert run("draft", shop, "delete", again["draft"]).code == 0
    assert run("draft", shop, "list").out == ""
    [balance] = run("balance", shop, "--party", "Ana", "--lens", "to-pay", "--json").json
    assert balance["balance"] == "4.00"


def test_months(run: Run, shop: Path) -> None:
    run("post", shop, "--party", "Ana", "--date", "2026-10-05", "--given", "goods=4.00@bill")
    assert run("period", shop, "close", "2026-10", "--json").json == {"month": "2026-10", "state": "closed"}
    refused = run("post", shop, "--party", "Ana", "--date", "2026-10-06", "--given", "goods=4.00@bill")
    assert (refused.code, refused.out) == (1, "")
    assert "2026-10" in refused.err or "October" in refused.err
    assert run("period", shop, "reopen", "2026-10").code == 1
    assert run("period", shop, "reopen", "2026-10", "--reason", "a bill came late").code == 0
    run("period", shop, "close", "2026-10")
    assert run("period", shop, "lock", "2026-10", "--json").json["state"] == "locked"
    assert run("period", shop, "reopen", "2026-10", "--reason", "no").code == 1
    states = {row["month"]: row["state"] for row in run("period", shop, "list", "--json").json}
    assert states["2026-10"] == "locked"


def test_undo_of_what_lies_in_a_closed_month_asks_to_be_told(run: Run, shop: Path) -> None:
    run("post", shop, "--party", "Ana", "--date", "2026-10-05", "--given", "goods=4.00@bill", "--op", "bill")
    run("period", shop, "close", "2026-10")
    refused = run("undo", shop, "bill")
    assert (refused.code, refused.out) == (1, "")
    assert "October 2026, which is closed" in refused.err
    assert "--today" in refused.err
    assert run("undo", shop, "bill", "--today").code == 0
    taken_back = run("list", shop, "exchanges", "--json").json[-1]
    assert (taken_back["reverses"], taken_back["belongs_to"]) == ("2026-0001", "2026-10-05")


def test_undo_by_key_by_number_and_the_last(run: Run, shop: Path) -> None:
    for key in ("one", "two", "three"):
        run("post", shop, "--party", "Ana", "--given", "goods=4.00@bill", "--op", key)
    assert run("undo", shop, "one").code == 0
    assert run("undo", shop, "one").code == 1
    assert run("undo", shop).code == 0
    assert run("undo", shop, "nothing").code == 1
    rows = run("list", shop, "exchanges", "--json").json
    assert [(row["number"], row["reverses"]) for row in rows][3:] == [
        ("2026-0004", "2026-0001"),
        ("2026-0005", "2026-0003"),
    ]
    retried = run("post", shop, "--party", "Ana", "--given", "goods=4.00@bill", "--op", "one", "--json").json
    assert (retried["number"], retried["reversed_by"]) == ("2026-0001", "2026-0004")
