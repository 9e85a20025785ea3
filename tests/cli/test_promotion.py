"""Cross-promotions and vouchers as a script sees them, and two tills that want the same voucher."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Run

Start = Callable[..., "subprocess.Popen[str]"]
FLYER = "Pastry and coffee"


@pytest.fixture
def promoted(shop: Path, run: Run) -> Path:
    """A shop with a running promotion and two codes of each side."""
    plan = ("--from", "2026-10-01", "--to", "2026-11-30", "--margin", "60", "--their-margin", "55")
    both = ("--our-offer", "percent=10", "--their-offer", "gift=an espresso@2.20")
    assert run("promotion", shop, "plan", "--title", FLYER, "--party", "B1", *plan, *both).code == 0
    assert run("voucher", shop, "make", FLYER, "--code", "HERE-1", "--code", "HERE-2", "--title", "h").code == 0
    there = ("--code", "THERE-1", "--code", "THERE-2", "--shop", "B1", "--title", "t")
    assert run("voucher", shop, "make", FLYER, *there).code == 0
    return shop


def test_two_tills_at_once_one_wins_and_one_gets_the_day(promoted: Path, run: Run, start: Start) -> None:
    words = ("voucher", promoted, "redeem", "HERE-1", "--full", "18.40", "--date", "2026-11-03")
    tills = [start(*words, "--op", f"till-{number}") for number in range(2)]
    answers = [(*till.communicate(), till.returncode) for till in tills]
    won, lost = sorted(answers, key=lambda answer: answer[2])
    assert (won[2], won[0]) == (0, "1.84 off.\n")
    assert (lost[2], lost[1]) == (1, "Used on 3 Nov\n")
    assert len(run("voucher", promoted, "uses", "--json").json) == 1


def test_a_retry_is_answered(promoted: Path, run: Run) -> None:
    words = ("voucher", promoted, "redeem", "HERE-1", "--full", "18.40", "--op", "till-1", "--json")
    first, again = run(*words), run(*words)
    assert first.json == again.json
    assert run("voucher", promoted, "redeem", "HERE-1", "--full", "18.40", "--op", "till-2").code == 1


def test_a_till_redeems_before_it_books(promoted: Path, run: Run) -> None:
    redeem = ("voucher", promoted, "redeem", "HERE-1", "--full", "18.40", "--receipt", "1001", "--date", "2026-11-03")
    assert run(*redeem).out == "1.84 off.\n"
    (waiting,) = run("voucher", promoted, "uses", "--json").json
    assert (waiting["receipt"], waiting["sale"]) == ("1001", None)
    sale = ("sale", promoted, "record", "--paid", "16.56", "--reduction", "1.84", "--voucher", "HERE-1")
    booked = run(*sale, "--receipt", "1001", "--date", "2026-11-03", "--json").json
    (found,) = run("voucher", promoted, "uses", "--json").json
    assert (found["id"], found["sale"], found["reduction"]) == (waiting["id"], booked["sale"], "1.84")
    assert run(*sale, "--receipt", "1002", "--date", "2026-11-03").err == "Used on 3 Nov\n"
    assert run("voucher", promoted, "redeem", "HERE-2", "--receipt", booked["sale"]).code == 0


def test_the_desk_is_told_why(promoted: Path, run: Run) -> None:
    assert run("voucher", promoted, "check", "HERE-1").out == "Good for 10% off until 30 Nov\n"
    assert run("voucher", promoted, "check", "THERE-1").out == "This one is for The Daily Grind\n"
    assert run("voucher", promoted, "check", "THERE-1", "--shop", "B1").out == (
        "Good for an espresso for free until 30 Nov\n"
    )
    assert run("voucher", promoted, "check", "NEVER", "--json").json["reason"] == "misread"
    assert run("voucher", promoted, "redeem", "HERE-1").err.startswith("full: ")
    assert run("voucher", promoted, "void", "HERE-2", "--reason", "lost").out == "Made voucher HERE-2 void.\n"
    assert run("voucher", promoted, "redeem", "HERE-2", "--full", "1.00").err == "Void since 21 Nov\n"
    assert run("voucher", promoted, "list", "--batch", "h", "--state", "void", "--json").json[0]["code"] == "HERE-2"
    assert run("voucher", promoted, "void", "--batch", "t").out == "Made 2 vouchers void.\n"


def test_a_month_goes_to_the_ledger_and_back(promoted: Path, run: Run) -> None:
    run("voucher", promoted, "redeem", "HERE-1", "--full", "18.40", "--date", "2026-10-27", "--party", "Ana")
    there = ("--shop", "B1", "--date", "2026-10-28", "--new", "yes")
    run("voucher", promoted, "redeem", "THERE-1", "--revenue", "5.00", *there)
    assert run("promotion", promoted, "due", "--json").json == [{"promotion": FLYER, "month": "2026-10"}]
    (posted,) = run("promotion", promoted, "post", "--op", "nightly", "--json").json
    (balance,) = run("balance", promoted, "--party", "B1", "--lens", "favours", "--json").json
    assert (balance["given"], balance["received"]) == ("1.84", "2.20")
    assert run("promotion", promoted, "post").out == "Nothing is to be posted.\n"
    assert run("promotion", promoted, "post", FLYER, "--month", "2026-10").code == 1
    run("reverse", promoted, posted["entries"][0])
    (balance,) = run("balance", promoted, "--party", "B1", "--lens", "favours", "--json").json
    assert (balance["given"], balance["received"]) == ("0.00", "0.00")
    assert len(run("promotion", promoted, "due", "--json").json) == 1
    result = run("promotion", promoted, "result", FLYER, "--json").json
    ours, theirs = result["sides"]
    assert (ours["shop"], ours["revenue"], ours["margin"]) == (None, "16.56", "11.04")
    assert (theirs["shop"], theirs["new_customers"], theirs["cost"]) == ("The Daily Grind", 1, "2.20")


def test_offers_are_written_in_five_ways(shop: Path, run: Run) -> None:
    plan = ("promotion", shop, "plan", "--party", "B1", "--from", "2026-11-01")
    offers = ("percent=12.5", "amount=2.00", "gift=an espresso", "bundle=coffee and pastry@4.50", "buy=10+1 rolls@0.60")
    for number, offer in enumerate(offers):
        assert run(*plan, "--title", f"T{number}", "--our-offer", offer).code == 0, offer
    shown = [run("promotion", shop, "show", f"T{n}", "--json").json["offers"][0]["offer"] for n in range(len(offers))]
    assert shown == [
        "12.5% off",
        "2.00 off",
        "an espresso for free",
        "coffee and pastry for 4.50",
        "1 more of rolls for 10 bought",
    ]
    for wrong in ("percent", "percent=x", "half=10", "buy=10 rolls", "bundle=coffee"):
        assert run(*plan, "--title", "Wrong", "--our-offer", wrong).code == 1, wrong


def test_wrong_use_is_told_apart(promoted: Path, run: Run) -> None:
    assert run("promotion", promoted, "post", "--month", "2026-10").code == 2
    assert run("promotion", promoted, "post", FLYER, "--month", "October").code == 1
    assert run("promotion", promoted, "seen", FLYER).code == 2
    assert run("voucher", promoted, "make", FLYER).code == 2
    assert run("voucher", promoted, "make", FLYER, "--count", "1", "--uses", "often").code == 1
    assert run("voucher", promoted, "make", FLYER, "--count", "1", "--offer", "2").code == 1
    assert run("voucher", promoted, "void").code == 2
    assert run("promotion", promoted, "show", "Nobody's").code == 1


def test_a_deal_is_tried_on_the_last_year_or_on_the_same_days_a_year_before(promoted: Path, run: Run) -> None:
    for day in ("2025-12-06", "2026-11-02"):
        assert run("sale", promoted, "record", "--paid", "20.00", "--date", day).code == 0
    rehearse = ("promotion", promoted, "rehearse", "--offer", "percent=10", "--margin", "60", "--json")
    found = run(*rehearse).json
    assert (found["from"], found["to"], found["purchases"], found["sales_known"]) == (
        "2025-11-21",
        "2026-11-21",
        2,
        False,
    )
    coming = run(*rehearse, "--from", "2026-12-01", "--to", "2026-12-24").json
    assert (coming["from"], coming["to"], coming["purchases"]) == ("2025-12-01", "2025-12-24", 1)


def test_without_json_it_reads_like_a_table(promoted: Path, run: Run) -> None:
    for words in (
        ("promotion", "list"),
        ("promotion", "show", FLYER),
        ("promotion", "result", FLYER),
        ("promotion", "since", "--party", "B1"),
        ("voucher", "batches"),
        ("voucher", "show", "HERE-1"),
        ("voucher", "make", FLYER, "--count", "2", "--control"),
    ):
        assert run(words[0], promoted, *words[1:]).out.count("\n") >= 2, words
    assert run("promotion", promoted, "finish", FLYER).out == f"{FLYER}: finished.\n"
    assert run("promotion", promoted, "resume", FLYER).out == f"{FLYER}: running.\n"
    assert run("promotion", promoted, "remove", FLYER).code == 1
