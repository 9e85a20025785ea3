"""Alerts on the command line: what stands with its records, rules, looking, putting aside, undo, refusals."""

from __future__ import annotations

from pathlib import Path

from tests.cli.conftest import Run


def alone(run: Run, shop: Path) -> None:
    """One mill brings all the flour, and is late with the next sack."""
    assert run("supply", shop, "item", "Flour").code == 0
    assert (
        run(
            "supply",
            shop,
            "deliver",
            "--party",
            "Old Mill",
            "--line",
            "Flour=2",
            "--date",
            "2026-11-02",
            "--wait-for-bill",
        ).code
        == 0
    )
    done = run(
        "supply", shop, "order", "--party", "Old Mill", "--line", "Flour=2", "--date", "2026-11-01",
        "--promised", "2026-11-19",
    )  # fmt: skip
    assert done.code == 0, done.err


def test_what_stands_names_its_level_rule_and_records(run: Run, shop: Path) -> None:
    assert run("metrics", shop, "alerts", "--json").json == {"on": "2026-11-21", "alerts": []}
    alone(run, shop)
    late, single = run("metrics", shop, "alerts", "--json").json["alerts"]
    assert (late["alert"], late["value"], late["title"]) == ("late", "2.0", "Old Mill is 2 days late")
    assert (single["value"], single["comes_at"], single["goes_at"], single["id"]) == ("100.00", "80", "70", None)
    assert len(late["records"]["purchase_order"]) == len(single["records"]["item"]) == 1
    assert "Old Mill is 2 days late" in run("metrics", shop, "alerts").out
    (early,) = run("metrics", shop, "alerts", "--on", "2026-11-19", "--json").json["alerts"]
    assert early["alert"] == "single"


def test_rules_are_changed_switched_off_and_undone(run: Run, shop: Path) -> None:
    alone(run, shop)
    assert run("alert", shop, "set", "late", "--on", "5").code == 0
    rules = {row["kind"]: row for row in run("alert", shop, "rules", "--json").json}
    assert (rules["late"]["comes_at"], rules["late"]["goes_at"], rules["late"]["active"]) == ("5", "0", True)
    assert [row["alert"] for row in run("metrics", shop, "alerts", "--json").json["alerts"]] == ["single"]
    assert run("alert", shop, "set", "single", "--stop").code == 0
    assert run("metrics", shop, "alerts", "--json").json["alerts"] == []
    assert run("undo", shop).code == 0
    assert run("alert", shop, "set", "single", "--start").code == 0
    assert len(run("metrics", shop, "alerts", "--json").json["alerts"]) == 1
    refused = run("alert", shop, "set", "late", "--off", "9")
    assert (refused.code, refused.err.strip()) == (1, "late.off: It must go at less than at what it comes.")
    assert run("alert", shop, "set", "weather", "--on", "1").code != 0


def test_looking_keeps_and_putting_aside_lasts(run: Run, shop: Path) -> None:
    alone(run, shop)
    found = run("alert", shop, "look", "--json").json
    assert [row["alert"] for row in found["alerts"]] == ["late", "single"]
    assert run("alert", shop, "look", "--json").json["operation"] is None
    name = found["alerts"][0]["id"]
    assert run("alert", shop, "snooze", name).code == 0
    (late,) = (row for row in run("metrics", shop, "alerts", "--json").json["alerts"] if row["alert"] == "late")
    assert (late["id"], late["first_seen"], late["snoozed_until"]) == (name, "2026-11-21", "2026-11-28")
    assert run("alert", shop, "snooze", name, "--until", "2026-11-21").code == 1
    assert run("alert", shop, "snooze", name, "--wake").code == 0
    assert run("alert", shop, "snooze", name, "nobody").code == 1
    first = run("alert", shop, "snooze", name, "--until", "2026-12-01", "--op", "a", "--json").json
    assert run("alert", shop, "snooze", name, "--until", "2026-12-01", "--op", "a", "--json").json == first
    assert "Old Mill" in run("alert", shop, "look").out
