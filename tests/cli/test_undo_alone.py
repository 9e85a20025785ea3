"""A program that only undoes knows every table, though nothing before it needed that table."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.mark.parametrize(
    "deed",
    [
        ("giftcard", "sell", "--value", "10.00"),
        ("referral", "add", "--who", "Ana", "--from", "The Daily Grind"),
        ("lending", "put", "Mixer"),
    ],
)
def test_what_another_program_recorded_can_be_undone(
    run: Callable[..., Any], start: Callable[..., Any], shop: Path, deed: tuple[str, ...]
) -> None:
    command, *words = deed
    done = run(command, shop, *words, "--op", "deed", "--json")
    assert done.code == 0, done.err
    program = start("undo", shop, "deed")
    _out, err = program.communicate(timeout=60)
    assert (program.returncode, err) == (0, "")
