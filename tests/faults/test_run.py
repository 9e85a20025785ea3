"""`make faults` also runs our own long rounds, and says so when one fails."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.faults import run


def start(words: list[str], monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "argv", ["run.py", *words])
    return run.main()


@pytest.mark.parametrize("name", run.OWN)
def test_every_round_of_our_own_names_a_test(name: str) -> None:
    file, _colons, test = run.OWN[name].test.partition("::")
    assert f"def {test or 'test_'}" in (run.ROOT / file).read_text(encoding="utf-8")


def test_a_round_that_fails_fails_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    good, bad = tmp_path / "test_good.py", tmp_path / "test_bad.py"
    good.write_text(
        "import os\n\ndef test_it():\n    assert os.environ['PARTNERCRM_ROUNDS'] == '3'\n", encoding="utf-8"
    )
    bad.write_text("def test_it():\n    assert not 'as it was'\n", encoding="utf-8")
    monkeypatch.setattr(run, "OWN", {"good": run.Own(str(good), 3), "bad": run.Own(str(bad), 1)})
    monkeypatch.setenv("PARTNERCRM_SHARED", str(tmp_path))
    assert start(["good"], monkeypatch) == 0
    assert start(["good", "bad"], monkeypatch) == 1
    said = capfd.readouterr()
    assert said.err == "Failed: bad\n"
    assert "as it was" in said.out


def test_without_the_harness_it_says_what_is_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PARTNERCRM_SHARED", str(tmp_path))
    assert start([], monkeypatch) == 2
    assert "PARTNERCRM_SHARED" in capsys.readouterr().err
