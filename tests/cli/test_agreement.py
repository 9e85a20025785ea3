"""Agreements, agreed values, joint products and consignment as a script sees them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

OVEN = "Oven for mentions"


@pytest.fixture
def agreed(run: Run, shop: Path) -> Path:
    """The bakery's oven at 12.00 an hour, a mention at 25.00, and an agreement since 1 November."""
    values = (("space_and_equipment", "Oven", "hour", "12.00"), ("exposure", "Newsletter mention", "", "25.00"))
    for kind, what, unit, value in values:
        words = ("--party", "B1", "--kind", kind, "--what", what, "--unit", unit, "--value", value)
        assert run("agreement", shop, "value", *words).code == 0
    made = ("--title", OVEN, "--kind", "shared_resource", "--party", "B1", "--from", "2026-11-01")
    assert run("agreement", shop, "add", *made).out == f"Saved the agreement {OVEN}.\n"
    for side, said in (("--given", "exposure:1"), ("--received", "space_and_equipment:4 hour")):
        assert run("agreement", shop, "clause", OVEN, side, said, "--rhythm", "monthly").code == 0
    return shop


def lines_of(run: Run, shop: Path) -> list[tuple[str | None, str]]:
    return [(row["value"], row["basis"]) for row in run("list", shop, "lines", "--json").json]


def test_example_c_takes_the_agreed_values_and_fulfils_both_sides(run: Run, agreed: Path) -> None:
    sides = ("--given", "exposure", "--received", "space_and_equipment:2 hour")
    assert run("post", agreed, "--party", "B1", "--date", "2026-11-05", *sides).code == 0
    assert lines_of(run, agreed) == [("25.00", "agreed"), ("24.00", "agreed")]
    found = run("agreement", agreed, "fulfilment", OVEN, "--json").json
    assert [(row["side"], row["done"], row["promised"], row["state"]) for row in found] == [
        ("given", "1", "1", "fulfilled"),
        ("received", "2", "4", "partly"),
    ]
    assert run("reverse", agreed, "2026-0001").code == 0
    assert [row["state"] for row in run("agreement", agreed, "fulfilment", "--json").json] == ["open", "open"]


def test_no_price_is_said_and_lines_on_stdin_take_the_value_too(run: Run, agreed: Path) -> None:
    said = ("--received", "space_and_equipment:2 hour=@unpriced")
    assert run("post", agreed, "--party", "B1", "--date", "2026-11-05", *said).code == 0
    line = '{"party": "B1", "given": [{"kind": "exposure", "what": "mention"}]}'
    assert run("post", agreed, "--stdin", stdin=line).code == 0
    assert lines_of(run, agreed) == [(None, "unpriced"), ("25.00", "agreed")]


def test_a_retry_is_a_retry_although_the_value_changed(run: Run, agreed: Path) -> None:
    post = ("post", agreed, "--party", "B1", "--given", "exposure", "--op", "k1", "--json")
    first = run(*post).json
    [value] = [row for row in run("agreement", agreed, "values", "--json").json if row["kind"] == "exposure"]
    assert run("agreement", agreed, "value", value["id"], "--value", "30.00", "--to", "").code == 0
    assert run(*post).json == first
    [after] = [row for row in run("agreement", agreed, "values", "--json").json if row["kind"] == "exposure"]
    assert (after["value"], after["what"]) == ("30.00", "Newsletter mention")
    assert run("agreement", agreed, "remove-value", value["id"]).code == 0
    gone = run("agreement", agreed, "value-for", "--party", "B1", "--kind", "exposure")
    assert (gone.code, gone.out) == (1, "")


def test_people_read_both_sides(run: Run, agreed: Path) -> None:
    said = run("agreement", agreed, "show", OVEN).out
    assert "We give:\n  Exposure: 1 each month: open, 0 of 1\n" in said
    assert "They give:\n  Space and equipment: 4 hours each month: open, 0 of 4\n" in said
    assert run("agreement", agreed, "end", OVEN, "--date", "2026-11-10", "--reason", "moved").code == 0
    assert run("agreement", agreed, "list", "--running").out == ""
    assert run("agreement", agreed, "remove", OVEN).code == 0
    assert run("agreement", agreed, "show", OVEN).code == 1


def test_it_is_renewed_ended_and_reminded_of(run: Run, agreed: Path) -> None:
    def due() -> list[tuple[str, str]]:
        found = run("list", agreed, "follow-ups", "--json").json
        return [(row["due"], row["state"]) for row in found]

    change = ("agreement", agreed, "change", OVEN)
    assert run(*change, "--to", "2027-01-31", "--notice", "30", "--op", "c", "--json").json["to"] == "2027-01-31"
    assert due() == [("2026-12-02", "open")]
    assert run(*change, "--to", "2027-01-31", "--notice", "30", "--op", "c", "--json").json["to"] == "2027-01-31"
    assert run(*change, "--to", "2027-03-31", "--renew", "12", "--note", "the big oven").code == 0
    assert sorted(due()) == [("2026-12-02", "dropped"), ("2027-01-30", "open")]
    assert run("agreement", agreed, "end", OVEN, "--date", "2027-03-31", "--json").json["to"] == "2027-03-31"
    assert {state for _day, state in due()} == {"dropped"}
    assert "was ended" in run(*change, "--to", "2028-01-31").err
    assert run(*change).code == 2
    shown = run("agreement", agreed, "show", OVEN, "--json").json
    assert (shown["note"], shown["renew_months"], shown["ended"]) == ("the big oven", 12, "2027-03-31")


def test_a_document_goes_in_and_comes_out(run: Run, agreed: Path, tmp_path: Path) -> None:
    source, target = tmp_path / "signed.txt", tmp_path / "out.txt"
    source.write_text("signed by both", encoding="utf-8")
    made = run("agreement", agreed, "attach", OVEN, source, "--json").json
    assert run("agreement", agreed, "document", made["document"], "-o", target).code == 0
    assert target.read_bytes() == source.read_bytes()
    assert run("agreement", agreed, "document", made["document"], "-o", target).code == 1
    assert run("agreement", agreed, "detach", made["document"]).code == 0
    assert run("agreement", agreed, "show", OVEN, "--json").json["documents"] == []


def test_what_goes_wrong_is_told(run: Run, agreed: Path) -> None:
    def code(*words: object) -> int:
        return run("agreement", agreed, *words).code

    assert code("show", "nothing") == 1
    assert code("clause", OVEN) == 2
    assert code("clause", OVEN, "--given", "exposure") == 1
    assert code("value", "--party", "B1") == 2
    assert code("sold", "nothing", "1") == 1
    assert code("joint-product", "--party", "B1", "--what", "X", "--price", "1.00") == 1
    assert code("name", "2026-0009", OVEN) == 1


def test_sold_goods_are_posted_again_after_their_entry_was_reversed(run: Run, shop: Path) -> None:
    consign = ("consign", "--party", "B1", "--what", "Jam", "--price", "4.50", "--commission", "15")
    assert run("agreement", shop, *consign).code == 0
    run("agreement", shop, "brought", "Jam", "10")
    sold = run("agreement", shop, "sold", "Jam", "6", "--op", "s1", "--json").json
    assert run("agreement", shop, "sold", "Jam", "6", "--op", "s1", "--json").json == sold
    assert (sold["posted"], sold["number"]) == ("22.95", "2026-0001")
    run("reverse", shop, "2026-0001")
    [goods] = run("agreement", shop, "consignments", "--json").json
    assert (goods["there"], goods["posted"], goods["movements"][1]["taken_back"]) == ("10", "0.00", True)
    assert run("agreement", shop, "sold-again", sold["movement"], "--json").json["number"] == "2026-0003"
    [balance] = run("balance", shop, "--party", "B1", "--lens", "to-pay", "--json").json
    assert balance["balance"] == "-22.95"
    assert run("verify", shop).code == 0
