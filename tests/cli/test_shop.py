"""Shop files and exit codes: what is refused, what is wrong use, what is kept, and nothing but words on stderr."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from partnercrm.domain.dates import Clock
from partnercrm.services import backup
from partnercrm.services import store as stores
from tests.cli.conftest import TODAY, Run, Said, as_lines

READING = (
    ("balance",),
    *(("list", what) for what in "parties interactions follow-ups exchanges lines open-items periods".split()),
    ("search", "a"),
    ("draft", "list"),
    ("period", "list"),
    ("verify",),
)


def refused(said: Said) -> bool:
    """One reason on stderr, nothing on stdout."""
    return said.code == 1 and not said.out and bool(said.err.strip()) and "Traceback" not in said.err


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_reading_commands_speak_json_and_words_and_change_nothing(run: Run, brew: Path, words: tuple[str, ...]) -> None:
    before = brew.read_bytes()
    name, *rest = words
    as_json, as_text = run(name, brew, *rest, "--json"), run(name, brew, *rest)
    assert (as_json.code, as_text.code) == (0, 0)
    assert as_json.json
    assert as_text.out.strip()
    assert (as_json.err, as_text.err) == ("", "")
    assert brew.read_bytes() == before


def test_the_sums_of_the_lists_agree(run: Run, brew: Path) -> None:
    from decimal import Decimal

    lines = [row for row in run("list", brew, "lines", "--json").json if row["return"] == "money"]
    side = {"given": 1, "received": -1}
    total = sum(side[row["direction"]] * row["sign"] * Decimal(row["value"]) for row in lines)
    balances = run("balance", brew, "--lens", "to-pay", "--json").json
    items = run("list", brew, "open-items", "--json").json
    owed = {"receivable": 1, "payable": -1}
    assert sum(Decimal(row["balance"]) for row in balances) == total
    assert sum(owed[row["side"]] * Decimal(row["open"]) for row in items) == total


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("nonsense",),
        ("balance",),
        ("balance", "x.partnercrm", "--lens", "all"),
        ("list", "x.partnercrm", "things"),
        ("post", "x.partnercrm"),
        ("post", "x.partnercrm", "--stdin", "--party", "Ana"),
        ("period", "x.partnercrm", "close"),
        ("draft", "x.partnercrm", "post"),
        ("new", "x.partnercrm", "--name", "X"),
        ("report", "x.partnercrm", "sales", "-o", "x.xlsx"),
    ],
    ids=" ".join,
)
def test_wrong_use_ends_with_two(run: Run, words: tuple[str, ...]) -> None:
    said = run(*words)
    assert (said.code, said.out) == (2, "")
    assert "usage: partnercrm" in said.err


@pytest.mark.parametrize("words", READING, ids=" ".join)
def test_a_shop_that_is_not_there_is_refused_and_not_made(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    name, *rest = words
    assert refused(run(name, tmp_path / "no.partnercrm", *rest))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words",
    [
        ("balance", "--on", "21/11/2026"),
        ("balance", "--party", "Nobody"),
        ("list", "parties", "--role", "friend"),
        ("list", "lines", "--from", "tomorrow"),
        ("list", "lines", "--from", "0226-11-21"),
        ("reverse", "2026-0001"),
        ("reverse", "first"),
        ("credit", "2026-0001", "--value", "x"),
        ("settle", "--with", "2026-0001", "--item", "2026-0002"),
        ("draft", "post", "12"),
        ("period", "close", "October"),
        ("undo", "never"),
        ("import", "no.csv", "--as", "parties"),
        ("post", "--party", "Ana", "--given", "goods=12,50"),
        ("post", "--party", "Ana", "--given", "cake=12.50"),
        ("post", "--party", "Ana", "--given", "goods:many=12.50"),
        ("post", "--party", "Ana", "--given", "goods=12.50@hearsay"),
        ("post", "--party", "Ana", "--given", "goods=1.00", "--memo", "\udc80"),
        ("post", "--party", "Ana"),
        ("backup", "no/where.partnercrm"),
        ("report", "ledger", "-o", "no/where.xlsx"),
        ("report", "ledger", "-o", "where.csv"),
        ("report", "suppliers", "-o", "where.csv"),
        ("report", "partners", "-o", "where.xlsx", "--from", "2026-11-02", "--to", "2026-11-01"),
        ("report", "ledger", "-o", "where.xlsx", "--from", "2026-11-02", "--to", "2026-11-01"),
    ],
    ids=" ".join,
)
def test_what_cannot_be_is_refused_with_the_reason(
    run: Run, shop: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shop.parent)
    name, *rest = words
    assert refused(run(name, shop, *rest))
    assert run("list", shop, "lines", "--json").json == []


def test_two_of_one_name_are_refused(run: Run, shop: Path, tmp_path: Path) -> None:
    more = tmp_path / "more.csv"
    more.write_text("Name,Kind,Phone\nAna,Person,07700 900123\n", encoding="utf-8")
    run("import", shop, more, "--as", "parties", "--source", "more")
    said = run("post", shop, "--party", "Ana", "--given", "goods=1.00")
    assert refused(said)
    assert said.err.count("Ana") == 3


def test_verify_misses_what_the_last_copy_still_has(run: Run, shop: Path) -> None:
    run("post", shop, "--party", "Ana", "--date", TODAY, "--given", "goods=1.00")
    before = shop.read_bytes()
    run("post", shop, "--party", "Ana", "--date", TODAY, "--given", "goods=2.00")
    with closing(stores.open_shop(shop)) as store:
        backup.copy_now(store, stores.context(store, Clock.system()))
    assert run("verify", shop).code == 0
    shop.write_bytes(before)  # an older file in its place: in itself it is intact
    said = run("verify", shop)
    assert (said.code, said.out) == (1, "")
    assert said.err == "Something was taken away at the end, after entry 2026-0001.\n"
    assert run("verify", shop, "--json").json["intact"] is False


def test_new_and_demo_never_overwrite(run: Run, shop: Path) -> None:
    before = shop.read_bytes()
    assert refused(run("new", shop, "--name", "Other", "--currency", "EUR"))
    assert refused(run("demo", shop))
    assert shop.read_bytes() == before


@pytest.mark.parametrize("words", [("--currency", "XXQ"), ("--currency", "EUR", "--locale", "qq_QQ")])
def test_a_shop_needs_a_currency_and_a_locale_that_exist(run: Run, tmp_path: Path, words: tuple[str, ...]) -> None:
    assert refused(run("new", tmp_path / "x.partnercrm", "--name", "X", *words))
    assert list(tmp_path.iterdir()) == []


def test_restore_keeps_what_stood_there(run: Run, shop: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.partnercrm"
    assert run("backup", shop, copy).code == 0
    run("post", shop, "--party", "Ana", "--given", "goods=4.00@bill")
    said = run("restore", copy, shop)
    assert said.code == 0
    kept = next(path for path in tmp_path.rglob("*.partnercrm") if path.name in said.out and path != shop)
    assert run("list", shop, "lines", "--json").json == []
    assert len(run("list", kept, "lines", "--json").json) == 1
    broken = tmp_path / "broken.partnercrm"
    broken.write_bytes(copy.read_bytes()[:20_000])
    before = shop.read_bytes()
    assert refused(run("restore", broken, shop))
    assert shop.read_bytes() == before


def test_amounts_follow_the_currency(run: Run, tmp_path: Path) -> None:
    people = tmp_path / "people.csv"
    people.write_text("Name\nKei\n", encoding="utf-8")
    for code, good, bad in (("JPY", "1200", "12.50"), ("KWD", "12.500", "12.5000")):
        path = tmp_path / f"{code}.partnercrm"
        assert run("new", path, "--name", code, "--currency", code.lower(), "--locale", "en_GB").code == 0
        run("import", path, people, "--as", "parties")
        assert run("post", path, "--party", "Kei", "--given", f"goods={good}@bill").code == 0
        assert refused(run("post", path, "--party", "Kei", "--given", f"goods={bad}@bill"))
        assert run("list", path, "lines", "--json").json[0]["value"] == good


def test_naughty_texts_come_out_as_they_went_in(run: Run, shop: Path) -> None:
    texts = [
        "=1+1",
        "+1",
        "-1",
        "@x",
        "\tx",
        "\rx",
        "'",
        '"',
        "a\x00b",
        "\u202eabc",
        "👩‍👩‍👧",
        "﷽",
        "1;DROP TABLE line",
        "é",
    ]
    wanted = [{"party": "Ana", "memo": t, "given": [{"kind": "goods", "value": "1.00", "what": t}]} for t in texts]
    assert run("post", shop, "--stdin", stdin=as_lines(wanted)).code == 0
    found = run("list", shop, "lines", "--json").json
    assert [(row["memo"], row["what"]) for row in found] == [(text, text) for text in texts]
    assert run("list", shop, "lines").code == 0
    assert run("verify", shop).code == 0


def test_naughty_strings_of_others(run: Run, shop: Path, shared: Path) -> None:
    texts = json.loads((shared / "data" / "strings" / "blns.json").read_text(encoding="utf-8"))
    wanted = [{"party": "Ana", "memo": t, "given": [{"kind": "goods", "value": "1.00"}]} for t in texts]
    assert run("post", shop, "--stdin", stdin=as_lines(wanted)).code == 0
    assert [row["memo"] for row in run("list", shop, "lines", "--json").json] == texts
    for text in ["--", *texts[::25]]:
        assert run("search", shop, "--", text).code == 0


# --- processes of their own ----------------------------------------------------------------------

Start = Callable[..., "subprocess.Popen[str]"]


def test_two_processes_under_the_same_keys_post_each_once(run: Run, shop: Path, start: Start) -> None:
    lines = [{"op": f"k{n}", "party": "Ana", "given": [{"kind": "goods", "value": "1.00"}]} for n in range(30)]
    both = [start("post", shop, "--stdin") for _ in range(2)]
    for process in both:
        assert process.stdin is not None
        process.stdin.write(as_lines(lines))
        process.stdin.close()
    answers: list[list[Any]] = []
    for process in both:
        assert process.stdout is not None and process.stderr is not None
        answers.append([json.loads(line) for line in process.stdout])
        assert process.stderr.read() == ""
        assert process.wait(60) == 0
        process.stdout.close()
        process.stderr.close()
    assert answers[0] == answers[1]
    assert len({answer["number"] for answer in answers[0]}) == 30
    assert len(run("list", shop, "lines", "--json").json) == 30
    assert run("verify", shop).code == 0


def test_a_reader_that_goes_away_gets_no_traceback(brew: Path, start: Start) -> None:
    process = start("list", brew, "lines", "--json")
    assert process.stdout is not None and process.stderr is not None and process.stdin is not None
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait(60) == 1
    process.stdin.close()
    process.stderr.close()


def test_a_full_pipe_and_bytes_that_are_no_text(shop: Path, start: Start) -> None:
    with Path("/dev/full").open("w") as full:
        process = start("list", shop, "parties", stdout=full)
        _out, err = process.communicate(timeout=60)
    assert process.returncode == 1
    assert err.strip() and "Traceback" not in err
    raw = start("post", shop, "--stdin", text=False, encoding=None)
    out, err = raw.communicate(b'{"party": "Ana", "memo": "\xff", "given": [{"kind": "goods"}]}\n', timeout=60)  # type: ignore[arg-type]
    assert raw.returncode == 1
    assert json.loads(out)["field"] == "memo"
