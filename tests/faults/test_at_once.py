"""Eight processes want the same thing at once; in `make faults` twenty, fifty times."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.faults.at_once import CONTESTS, WORKERS, play

FEW = 8
ROUNDS = int(os.environ.get("PARTNERCRM_ROUNDS", "1"))


@pytest.mark.parametrize("name", CONTESTS)
def test_one_wins_and_the_others_get_the_reason(name: str, tmp_path: Path) -> None:
    play(name, ROUNDS, WORKERS if ROUNDS > 1 else FEW, tmp_path)
