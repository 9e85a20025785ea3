"""The pinned Qt binding stays alive on this Python."""

from __future__ import annotations

import subprocess
import sys

# PySide6 6.12 drops a reference of None with each call that returns None: Python 3.11 aborts after some 5,400 of them.
CALLS = """
from PySide6.QtCore import QObject
thing = QObject()
for _ in range(20_000):
    thing.setObjectName("x")
print("alive")
"""


def test_twenty_thousand_calls_are_survived() -> None:
    done = subprocess.run([sys.executable, "-c", CALLS], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "alive\n", "")
