"""Speaks the fault harness's protocol through PartnerCRM's own command line: entry n is a bill with document n.

Each command runs the very functions that `python -m partnercrm` runs; only the words differ.
"""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from partnercrm import cli

PARTY = "Fault"
DAY = "2026-11-21"


def amount(n: int) -> int:
    """Minor units of entry n: a function of n, so that a silent change is seen from outside."""
    return 1 + (n * 7919 + 13) % 1000003


def plain(minor: int) -> str:
    """Minor units as the command line reads them."""
    return f"{minor // 100}.{minor % 100:02d}"


def request(n: int) -> str:
    """The JSON line that posts entry n."""
    line = {"kind": "goods", "value": plain(amount(n)), "basis": "bill"}
    said = {"op": f"fault-{n}", "party": PARTY, "date": DAY, "memo": "x" * (n % 300), "our_document": str(n)}
    return json.dumps({**said, "given": [line]}) + "\n"


class Acknowledging(io.TextIOBase):
    """Turns each answer of `post --stdin` into the harness's `ACK n`, one system call each."""

    def __init__(self, out: TextIO) -> None:
        super().__init__()
        self._out = out
        self._half = ""

    def write(self, text: str) -> int:
        """Takes what the command prints."""
        *lines, self._half = (self._half + text).split("\n")
        for line in lines:
            answer = json.loads(line)
            if "error" in answer:
                sys.stderr.write(answer["error"] + "\n")
            else:
                self._out.write(f"ACK {answer['op'].removeprefix('fault-')}\n")
                self._out.flush()
        return len(text)

    def reconfigure(self, **_settings: object) -> None:
        """The command line sets its encoding; ours is ASCII."""


class Lines(io.TextIOBase):
    """Requests from entry `start` on, made as they are read."""

    def __init__(self, start: int, count: int) -> None:
        super().__init__()
        self._numbers = iter(range(start, start + count))

    def __iter__(self) -> Iterator[str]:  # type: ignore[override]
        return (request(n) for n in self._numbers)


def init(store: str) -> int:
    """An empty shop with one business to post to, alone in its folder: what an import copies before stays elsewhere."""
    with tempfile.TemporaryDirectory() as folder:
        made, people = Path(folder) / "shop.partnercrm", Path(folder) / "people.csv"
        people.write_text(f"Name\n{PARTY}\n", encoding="utf-8")
        code = cli.main(["new", str(made), "--name", "Fault shop", "--currency", "EUR", "--locale", "en_GB"])
        code = code or cli.main(["import", str(made), str(people), "--as", "parties", "--role", "customer"])
        if code == 0:
            shutil.move(made, store)
    return code


def post(store: str, start: int, count: int) -> int:
    """Entries start..start+count-1, one transaction each, acknowledged after the commit."""
    sys.stdin = Lines(start, count)
    with contextlib.redirect_stdout(Acknowledging(sys.stdout)):
        return cli.main(["post", store, "--stdin"])


def ids(store: str) -> int:
    """`n amount` for every stored entry."""
    kept = io.StringIO()
    kept.reconfigure = lambda **_settings: None  # type: ignore[attr-defined]
    with contextlib.redirect_stdout(kept):
        code = cli.main(["list", store, "lines", "--json"])
    if code == 0:
        for line in json.loads(kept.getvalue()):
            sys.stdout.write(f"{line['our_document']} {line['value'].replace('.', '')}\n")
    return code


def hold(store: str, seconds: float) -> int:
    """Keeps the write lock."""
    from db.engine import open_store

    opened = open_store(Path(store))
    with opened.write():
        sys.stdout.write("held\n")
        sys.stdout.flush()
        time.sleep(seconds)
    opened.close()
    return 0


def future(store: str) -> int:
    """Marks the store as written by a newer program."""
    from db.engine import open_store

    opened = open_store(Path(store))
    with opened.write() as connection:
        connection.exec_driver_sql("PRAGMA user_version = 999999")
    opened.close()
    return 0


def main(words: list[str]) -> int:
    """`COMMAND STORE [--start N --count M | --seconds S | FILE]`."""
    command, store, *rest = words
    options = dict(zip(rest[::2], rest[1::2], strict=False))
    if command == "init":
        return init(store)
    if command == "post":
        return post(store, int(options["--start"]), int(options["--count"]))
    if command == "ids":
        return ids(store)
    if command == "hold":
        return hold(store, float(options["--seconds"]))
    if command == "future":
        return future(store)
    if command == "import":
        return cli.main(["import", store, rest[0], "--as", "parties", "--map", "name=name", "--map", "phone=phone"])
    return cli.main([command, store])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
