"""The command line as a script sees it: words in, an exit code, stdout and stderr out, on 21 November 2026."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from partnercrm import cli

ROOT = Path(__file__).resolve().parents[2]
TODAY = "2026-11-21"
PEOPLE = """Id,Name,Kind,Role
B1,The Daily Grind,Organisation,partner
M1,Old Mill,Organisation,supplier
A1,Ana,Person,customer
"""


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON value on stdout."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """One JSON value a line."""
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Said]


@pytest.fixture(autouse=True)
def the_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command of a test runs on the same day."""
    monkeypatch.setenv("PARTNERCRM_TODAY", TODAY)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run("balance", shop, "--json")` in this process; `stdin=` is piped in. Wrong use answers its code too."""

    def call(*words: object, stdin: str = "") -> Said:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        capsys.readouterr()
        try:
            code = cli.main([str(word) for word in words])
        except SystemExit as ended:
            code = int(ended.code or 0)
        out, err = capsys.readouterr()
        return Said(code, out, err)

    return call


@pytest.fixture(scope="session")
def shop_made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop in euro with a bakery, a mill and Ana, made once."""
    folder = tmp_path_factory.mktemp("shop")
    path, people = folder / "shop.partnercrm", folder / "people.csv"
    people.write_text(PEOPLE, encoding="utf-8")
    assert cli.main(["new", str(path), "--name", "The Local Brew", "--currency", "EUR", "--locale", "en_GB"]) == 0
    assert cli.main(["import", str(path), str(people), "--as", "parties", "--source", "people"]) == 0
    return path


@pytest.fixture
def shop(shop_made: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    return Path(shutil.copyfile(shop_made, tmp_path / "shop.partnercrm"))


@pytest.fixture
def brew(copy_of_example: Callable[[Path], Path], tmp_path: Path) -> Path:
    """The Local Brew on 21 November 2026, for one test."""
    return copy_of_example(tmp_path / "brew.partnercrm")


@pytest.fixture
def start() -> Callable[..., subprocess.Popen[str]]:
    """`start("post", shop, "--stdin")` as a process of its own."""

    def popen(*words: object, **more: Any) -> subprocess.Popen[str]:
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        command = [sys.executable, "-m", "partnercrm", *map(str, words)]
        env = {**os.environ, "PARTNERCRM_TODAY": TODAY}
        settings = {"text": True, "encoding": "utf-8", **pipes, **more}
        return subprocess.Popen(command, cwd=ROOT, env=env, **settings)

    return popen


def as_lines(objects: Sequence[object]) -> str:
    """Objects as JSON lines."""
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in objects)
