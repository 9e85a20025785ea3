"""A long workbook is written in a process of its own, so that the window stays quick: a worker thread would hold it up.

Run as `python -m partnercrm.reports.child`: the request is one pickled `Request` on stdin, the answers are pickled on
stdout. Both ends are this program. Closing stdin calls the work off; so does the end of the program.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import IO, Literal

from partnercrm.domain.errors import Cancelled
from partnercrm.domain.record import dataclass
from partnercrm.reports.ledger import Made, write
from partnercrm.services import ledger_report as reports
from partnercrm.services import store as stores
from partnercrm.services.context import Context
from partnercrm.services.ledger_report import Span
from partnercrm.services.store import Store

FROZEN_FLAG = "--write-workbook"
LONG = 20_000
"""So many lines and more go to a process of their own."""

_BEAT = 0.1
_NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
Progress = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class Request:
    """What `write` is to be called with; the store is opened again by its path."""

    store: Path
    ctx: Context
    path: Path
    span: Span
    party: int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """`beat` says only that the work goes on; `written` carries how far, `made` or `failed` come last."""

    kind: Literal["beat", "written", "made", "failed"]
    written: tuple[int, int] = (0, 0)
    made: Made | None = None
    error: Exception | None = None


def write_beside(
    store: Store,
    ctx: Context,
    path: Path,
    span: Span | None = None,
    party: int | None = None,
    *,
    progress: Progress | None = None,
    cancel: Event | None = None,
    long: int = LONG,
) -> Made:
    """As `reports.ledger.write`, but a workbook of `long` lines or more is written in a child process. Raises alike."""
    span = span or Span()
    if reports.line_count(store, span) < long:
        return write(store, ctx, path, span, party, progress=progress, cancel=cancel)
    return _ask(Request(store.path, ctx, path, span, party), progress or (lambda _done, _of: None), cancel or Event())


def _ask(request: Request, progress: Progress, cancel: Event) -> Made:
    with subprocess.Popen(
        _command(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, creationflags=_NO_WINDOW
    ) as child:
        assert child.stdin is not None and child.stdout is not None
        with suppress(BrokenPipeError):
            pickle.dump(request, child.stdin)
            child.stdin.flush()
        try:
            return _listen(child.stdin, child.stdout, progress, cancel)
        finally:
            with suppress(BrokenPipeError):
                child.stdin.close()
            for _answer in iter(lambda: child.stdout.read(65536), b""):  # type: ignore[union-attr]
                pass


def _listen(to_child: IO[bytes], from_child: IO[bytes], progress: Progress, cancel: Event) -> Made:
    while True:
        try:
            answer: Answer = pickle.load(from_child)
        except EOFError:
            raise RuntimeError("the process that writes the workbook ended without an answer") from None
        if cancel.is_set():
            raise Cancelled
        if answer.kind == "written":
            progress(*answer.written)
        elif answer.error is not None:
            raise answer.error
        elif answer.made is not None:
            return answer.made


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, FROZEN_FLAG]
    return [sys.executable, "-P", "-X", "utf8", "-m", "partnercrm.reports.child"]


class _Speaker:
    """Says one thing at a time, from whichever thread."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out, self._lock = out, threading.Lock()

    def say(self, answer: Answer) -> None:
        """Nobody may listen any more: the work is called off then, and that is heard elsewhere."""
        with self._lock, suppress(BrokenPipeError):
            pickle.dump(answer, self._out)
            self._out.flush()


def main() -> int:
    """Write one workbook."""
    request: Request = pickle.load(sys.stdin.buffer)
    speaker, cancel, done = _Speaker(sys.stdout.buffer), Event(), Event()
    threading.Thread(target=_watch, args=(cancel,), daemon=True).start()
    beats = threading.Thread(target=_beat, args=(speaker, done))
    beats.start()
    try:
        answer = Answer("made", made=_write(request, speaker, cancel))
    except Exception as error:  # noqa: BLE001 - the other end decides what the user hears
        answer = Answer("failed", error=error)
    done.set()
    beats.join()
    speaker.say(answer)
    return 0


def _write(request: Request, speaker: _Speaker, cancel: Event) -> Made:
    store = stores.open_shop(request.store, read_only=True)
    try:
        return write(
            store,
            request.ctx,
            request.path,
            request.span,
            request.party,
            progress=lambda done, of: speaker.say(Answer("written", (done, of))),
            cancel=cancel,
        )
    finally:
        store.close()


def _watch(cancel: Event) -> None:
    """The other end closes our stdin to call the work off, or because it is gone."""
    sys.stdin.buffer.read()
    cancel.set()


def _beat(speaker: _Speaker, done: Event) -> None:
    while not done.wait(_BEAT):
        speaker.say(Answer("beat"))


if __name__ == "__main__":
    # By its full name: what is pickled here must be known there under the name it has there.
    from partnercrm.reports import child

    sys.exit(child.main())
