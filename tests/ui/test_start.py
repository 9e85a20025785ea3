"""Starting and ending the real process: nothing heavy before the first paint, a good end when the computer asks."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HEAVY = (
    "sqlalchemy sqlcipher3 alembic pandas numpy openpyxl xlsxwriter networkx babel pyqtgraph matplotlib lucide "
    "partnercrm.services db ui.session ui.today ui.party ui.interaction ui.ledger ui.reports"
).split()
AT_FIRST_PAINT = f"""
import json, sys
from pathlib import Path
from ui import app
from ui.main_window import MainWindow
from ui.settings import Settings
from ui.tasks import Tasks
qt = app.start(Settings())
window = app.build(Tasks(), Settings(), Path(sys.argv[1]) if len(sys.argv) > 1 else None)
seen = []
def painted():
    seen.append([name for name in {HEAVY!r} if name in sys.modules])
    seen.append(sorted(window.actions_))
    window.close()
paint = window.paintEvent
MainWindow.paintEvent = lambda self, event: (paint(event), seen or painted())[0]
window.show()
qt.exec()
app.close(window)
print(json.dumps(seen))
"""
AT_FIRST_ROWS = """
import json, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from ui import app
from ui.settings import Key, Settings
from ui.tasks import Tasks
settings = Settings()
settings.put(Key.TAB, sys.argv[2])
qt = app.start(settings)
window = app.build(Tasks(), settings, Path(sys.argv[1]))
seen = []
def look():
    tab = window.workspace.current()
    there = tab is not None and (tab.shown if sys.argv[2] == "today" else tab.model.ids and tab.model.row_at(0))
    if there and not seen:
        seen.append([name for name in ("sqlalchemy", "alembic", "pandas", "openpyxl") if name in sys.modules])
        window.close()
watch = QTimer(interval=1)
watch.timeout.connect(look)
watch.start()
window.show()
qt.exec()
app.close(window)
print(json.dumps(seen[0]))
"""


def _run(code: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("shop", [True, False], ids=["a shop", "the first page"])
def test_nothing_heavy_is_imported_before_the_first_paint(shop: bool, shop_path: Path) -> None:
    heavy, actions = json.loads(_run(AT_FIRST_PAINT, *([str(shop_path)] if shop else [])))
    assert heavy == []
    assert actions == []


@pytest.mark.parametrize("tab", ["directory", "today"])
def test_the_first_rows_need_no_sqlalchemy(tab: str, shop_path: Path) -> None:
    assert json.loads(_run(AT_FIRST_ROWS, str(shop_path), tab)) == []


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_the_window_ends_well_when_the_computer_asks(how: signal.Signals, shop_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "partnercrm", str(shop_path)], cwd=ROOT, stderr=subprocess.PIPE, text=True
    )
    lock = shop_path.with_name(shop_path.name + ".lock")
    try:
        _wait_for(lock, process)
        process.send_signal(how)
        _out, errors = process.communicate(timeout=60)
    finally:
        process.kill()
    assert process.returncode == 0, errors
    assert "Traceback" not in errors
    assert not lock.exists(), "the lock is given back"
    assert not shop_path.with_name(shop_path.name + "-wal").exists(), "the log is folded in"


def test_a_word_that_is_no_store_is_a_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "partnercrm", "frobnicate"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def _wait_for(lock: Path, process: subprocess.Popen[str]) -> None:
    for _try in range(600):
        if lock.exists():
            return
        assert process.poll() is None, process.communicate()[1]
        time.sleep(0.1)
    pytest.fail("the shop was never opened")
