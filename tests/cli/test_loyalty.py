"""Cards and points from a script: refusals with their reasons, cards of before by file, a key that does things once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def card(run: Run, shop: Path) -> Path:
    """A shop with a program and Ana's card 4711."""
    assert run("loyalty", shop, "start", "points", "--from", "2026-01-01").code == 0
    said = run("loyalty", shop, "join", "--party", "Ana", "--card", "4711")
    assert said.out == "Ana has the card 4711.\n"
    return shop


def test_points_are_not_used_twice(run: Run, card: Path) -> None:
    assert run("loyalty", card, "earn", "4711", "--paid", "16.56").out == "16 earned, 16 on the card.\n"
    assert run("loyalty", card, "redeem", "4711", "--points", "16", "--op", "a").out == "16 used, 0 left.\n"
    assert run("loyalty", card, "redeem", "4711", "--points", "16", "--op", "a").code == 0
    said = run("loyalty", card, "redeem", "4711", "--points", "1", "--op", "b")
    assert (said.code, said.err) == (1, "Used on 21 Nov. No points are left.\n")
    assert run("loyalty", card, "desk", "4711").out == "Used on 21 Nov\n"
    assert run("undo", card, "a").code == 0
    assert run("loyalty", card, "card", "4711", "--json").json["spendable"] == "16"


def test_a_reward_is_taken_by_its_name(run: Run, card: Path) -> None:
    run("loyalty", card, "earn", "4711", "--paid", "130.00", "--record-sale", "--receipt", "T-1")
    assert run("loyalty", card, "redeem", "4711", "--reward", "money off", "--times", "2").out == "120 used, 10 left.\n"
    said = run("loyalty", card, "redeem", "4711", "--reward", "Cake")
    assert (said.code, said.err) == (1, "There is no reward called Cake in this shop.\n")
    (sale,) = run("list", card, "sales", "--json").json
    assert (sale["paid"], sale["card"]) == ("130.00", "4711")


def test_what_cannot_be_is_refused_with_the_reason(run: Run, card: Path) -> None:
    for words, reason in (
        (("earn", "4712", "--paid", "1"), "No card 4712 here. Check the number, or look for the name."),
        (("earn", "4711"), "paid: Say how much was paid."),
        (("refund", "4711"), "Card 4711 has no purchase whose points could be taken back."),
        (("redeem", "4711"), "points: Say how many points, or choose a reward."),
        (("redeem", "4711", "--points", "many"), "many is not a number."),
        (("join", "--party", "Ana", "--card", " 4711 "), "There is a card 4711 already."),
        (("expire", "--program", "x"), "No program x here. Check how it is written."),
    ):
        said = run("loyalty", card, *words)
        assert said.code == 1, words
        assert said.err.strip() == reason


def test_cards_of_before_come_in_once(run: Run, card: Path, tmp_path: Path) -> None:
    file = tmp_path / "cards.csv"
    file.write_text(
        "Card,Who,Points,Expires\n4711,Ana,4300,\n4800,Ana,12.5,2027-03-31\n4800,Ana,5,2027-06-30\n"
        "4801,,5,\n4802,Nobody,5,\n4803,Ana,5,2020-01-01\n,Ana,1,\n",
        encoding="utf-8",
    )
    said = run("import", card, file, "--as", "loyalty", "--json").json
    assert (said["new"], said["known"], said["bad"]) == (3, 0, 4)
    reasons = [problem["reason"] for problem in said["problems"]]
    assert reasons[0] == "Say whose card it is."
    assert reasons[2:] == ["These points have ended already.", "Say which card it is."]
    again = run("import", card, file, "--as", "loyalty", "--json").json
    assert (again["new"], again["known"]) == (0, 3)
    shown = run("loyalty", card, "card", "4800", "--json").json
    assert (shown["balance"], [lot["until"] for lot in shown["lots"]]) == ("17.5", ["2027-03-31", "2027-06-30"])
    (rolled,) = run("loyalty", card, "rollforward", "--from", "2026-11-01", "--json").json
    assert (rolled["points"]["opening"], rolled["money"]["opening"]) == ("4317.5", "215.88")
    assert run("undo", card).code == 0
    assert run("loyalty", card, "card", "4711", "--json").json["balance"] == "0"
    assert run("verify", card).code == 0
