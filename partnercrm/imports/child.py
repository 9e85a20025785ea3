"""Workbooks are opened in a process of their own: a hostile one can hang or exhaust that, never the program.

Run as `python -m partnercrm.imports.child`: the request is one JSON object on stdin, the answer lines of JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from partnercrm.domain.errors import Refused
from partnercrm.domain.words import Message, msg
from partnercrm.imports.table import Limits, Row
from partnercrm.imports.wire import Torn, parse, refused_line

FROZEN_FLAG = "--read-workbook"
_NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)


def read_in_child(path: Path, sheet: str, limits: Limits) -> tuple[list[Row], list[Message], tuple[str, ...]]:
    """The rows and notes of a workbook's sheet, and the names of all sheets.

    Refused if it is damaged, or takes too much time or memory.
    """
    request = json.dumps({"path": str(path), "sheet": sheet, "limits": asdict(limits)})
    try:
        done = subprocess.run(
            _command(), input=request.encode(), capture_output=True, timeout=limits.seconds, creationflags=_NO_WINDOW
        )
    except subprocess.TimeoutExpired as error:
        raise Refused(
            msg(
                "Reading the workbook took longer than {seconds} seconds. Copy the table into a new workbook, "
                "or save it as CSV.",
                seconds=int(limits.seconds),
            )
        ) from error
    try:
        return parse(done.stdout.decode().splitlines())
    except Torn as error:
        raise Refused(
            msg(
                "This workbook is damaged or too complicated to be read. Open it in a spreadsheet program and "
                "save it again, or save it as CSV."
            )
        ) from error


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, FROZEN_FLAG]
    # -P: a folder of downloads may hold an openpyxl.py of its own.
    return [sys.executable, "-P", "-X", "utf8", "-m", "partnercrm.imports.child"]


def main() -> int:
    """Answer one request; exit code 1 if the file was too much for us."""
    request = json.load(sys.stdin)
    limits = Limits(**request["limits"])
    _confine(limits)
    # openpyxl takes numpy along where it finds it: half a second and a gigabyte of address space for nothing here.
    sys.modules.setdefault("numpy", None)  # type: ignore[arg-type]
    from partnercrm.imports.xlsx_reader import lines

    try:
        for line in lines(Path(request["path"]), request["sheet"], limits):
            sys.stdout.write(line + "\n")
    except Refused as refused:
        sys.stdout.write(refused_line(refused) + "\n")
    return 0


def _confine(limits: Limits) -> None:
    if sys.platform == "win32":
        return
    import resource

    seconds = int(limits.seconds) + 1
    for what, most in ((resource.RLIMIT_AS, limits.memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        hard = resource.getrlimit(what)[1]
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, hard))


if __name__ == "__main__":
    sys.exit(main())
