"""Partners in figures on the command line, and the ways to score them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run


def given(run: Run, shop: Path) -> None:
    path = shop.parent / "partners.csv"
    path.write_text("Name\nCorner Cup\nMarket Florist\n", encoding="utf-8")
    assert run("import", shop, path, "--as", "parties", "--role", "partner").code == 0
    for side, value in (("--received", "300.00"), ("--given", "100.00")):
        done = run("post", shop, "--party", "Corner Cup", "--date", "2026-11-05", side, f"exposure={value}@agreed")
        assert done.code == 0


def score_of(run: Run, shop: Path, *words: str) -> str:
    rows = run("metrics", shop, "partners", *words, "--json").json["partners"]
    return next(str(row["score"]) for row in rows if row["party"] == "Corner Cup")


def test_each_partner_with_its_parts_and_what_is_left_to_gain(run: Run, shop: Path) -> None:
    given(run, shop)
    answer = run("metrics", shop, "partners", "--json").json
    best, quiet = (row for row in answer["partners"] if row["party"] in ("Corner Cup", "Market Florist"))
    assert answer["scoring"] == "Usual"
    assert (best["party"], quiet["score"], quiet["band"]) == ("Corner Cup", None, "")
    parts = {part["part"]: part for part in best["parts"]}
    assert parts["net_benefit"]["points"] == "40.0"
    earned = sum(float(part["earned"]) for part in best["parts"])
    assert float(best["score"]) == pytest.approx(earned, abs=0.5)
    assert best["gains"][0]["part"] == "net_benefit"
    (kind,) = best["kinds"]
    assert kind == {"kind": "exposure", "given": "100.00", "received": "300.00", "reciprocity": "0.5000"}
    first, *_rest = best["explained"]
    assert (first["about"], first["what"], first["value"]) == ("Most to gain", "Net benefit", "up to 27 points")
    assert any(line["detail"].startswith("40 of 100, makes") for line in best["explained"])
    score = best["figures"][0]
    assert len(score["records"]["exchange"]) == 2
    assert run("metrics", shop, "partners").out.count("Corner Cup") == 1


def test_another_way_to_score_is_saved_used_and_undone(run: Run, shop: Path) -> None:
    given(run, shop)
    before = score_of(run, shop)
    assert run("scoring", shop, "save", "Mine", "--part", "volume=100:0:400", "--part", "net_benefit=0").code == 0
    after = run("metrics", shop, "partners", "--json").json
    assert after["scoring"] == "Mine"
    assert float(score_of(run, shop)) > float(before)
    assert score_of(run, shop, "--scoring", "usual") == before
    assert [row["name"] for row in run("scoring", shop, "list", "--json").json] == ["Usual", "Mine"]
    assert run("scoring", shop, "use", "Usual").code == 0
    assert run("scoring", shop, "remove", "Mine").code == 0
    assert run("undo", shop).code == 0
    assert len(run("scoring", shop, "list", "--json").json) == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("save", "Mine", "--part", "years=200"), "between 0 and 100"),
        (("save", "Mine", "--part", "charm=2"), "charm is not known"),
        (("save", "Mine", "--part", "years=5:0"), "years=5:0:3"),
        (("save", "Mine", "--band", "Strong"), "70=Strong"),
        (("use", "Theirs"), "There is no"),
        (("remove", "Usual"), "only one"),
    ],
)
def test_what_cannot_be_is_refused_in_words(run: Run, shop: Path, words: tuple[str, ...], said: str) -> None:
    done = run("scoring", shop, *words)
    assert done.code == 1
    assert said in done.err
