"""The help page of the command line is a contract: every example on it runs and answers with the keys it shows."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from partnercrm.cli.parser import build
from partnercrm.domain.dates import Clock
from partnercrm.domain.interaction import FollowUpDraft
from partnercrm.services import follow_up, party
from partnercrm.services import store as stores
from tests.cli.conftest import PEOPLE, ROOT, Run

PAGE = (ROOT / "resources" / "help" / "cli.md").read_text(encoding="utf-8")
TALKS = "Date,Who,How,About\n2026-11-18,The Daily Grind,Call,Dates for the Christmas bag\n"
TILL = "Date,Time,Total\n2026-11-20,10:15,2.80\n2026-11-20,10:15,2.80\n"
POINTS = "Card,Date,Points,Shop\n4711,2026-11-17,260,Old Mill\n4711,2026-11-18,-300,\n"


def examples() -> Iterator[tuple[str, str]]:
    """Each command of the page with the answer that stands below it."""
    for block in re.findall(r"```console\n(.*?)```", PAGE, re.DOTALL):
        for example in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _newline, answer = example.partition("\n")
            yield command, answer.strip()


def shape(value: Any) -> Any:
    """The keys of an answer; of a list those of its first element."""
    if isinstance(value, dict):
        return {key: shape(each) for key, each in value.items()}
    if isinstance(value, list):
        return [shape(each) for each in value[:1] if isinstance(each, dict)]
    return "value"


def add_follow_up(path: Path) -> None:
    """The command line reads follow-ups and makes none."""
    store = stores.open_shop(path)
    ctx = stores.context(store, Clock.system())
    grind = party.find(store, "B1")
    follow_up.add(store, ctx, FollowUpDraft("Send Mark the dates", ctx.today.replace(day=18), grind))
    store.close()


def test_every_example_answers_with_the_keys_that_it_shows(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("people.csv").write_text(PEOPLE + "X1,,Person,customer\n", encoding="utf-8")
    Path("talks.csv").write_text(TALKS, encoding="utf-8")
    Path("till.csv").write_text(TILL, encoding="utf-8")
    Path("points.csv").write_text(POINTS, encoding="utf-8")
    Path("team.csv").write_text("Name,Kind\nLena,Person\n", encoding="utf-8")
    seen = list(examples())
    assert len(seen) > 25
    for command, answer in seen:
        piped, _pipe, words = command.rpartition(" | ")
        if words.startswith("partnercrm list shop.partnercrm follow-ups"):
            add_follow_up(Path("shop.partnercrm"))
        said = run(*shlex.split(words)[1:], stdin=shlex.split(piped)[1] if piped else "")
        refused = '"error"' in answer
        assert said.code == refused, (command, said)
        if answer:
            assert shape(json.loads(said.out)) == shape(json.loads(answer)), command
            assert said.out.strip() not in ("[]", "{}"), command


def test_every_command_and_option_stands_on_the_page() -> None:
    commands = next(action for action in build()._actions if action.dest == "name").choices
    assert commands is not None
    for name, parser in dict(commands).items():
        assert re.search(rf"`{name} |\b{name} STORE|\b{name} FILE", PAGE), name
        for action in parser._actions:
            for option in action.option_strings:
                assert option in ("-h", "--help") or option in PAGE, f"{name} {option}"
