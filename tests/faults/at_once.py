"""Many processes want the same thing at the same moment: one wins, every other one gets the reason.

    python -m tests.faults.at_once [--rounds 50] [--workers 20] [CONTEST ...]

To add a contest, add a function to `CONTESTS` that prepares a shop and answers the command that all of them run.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from partnercrm import cli

ROOT = Path(__file__).resolve().parents[2]
WORKERS = 20


@dataclass(frozen=True)
class Contest:
    """What all run, and what the losers are told."""

    command: tuple[str, ...]
    reason: str


def run(*words: object) -> tuple[int, str, str]:
    """A command in this process: exit code, stdout, stderr."""
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(_Stream(out)), contextlib.redirect_stderr(_Stream(err)):
        code = cli.main([str(word) for word in words])
    return code, out.getvalue(), err.getvalue()


class _Stream(io.TextIOBase):
    """A text stream that may be reconfigured as the console's may."""

    def __init__(self, target: io.StringIO) -> None:
        self._target = target

    def write(self, text: str) -> int:
        return self._target.write(text)

    def reconfigure(self, **_how: Any) -> None:
        pass


def shop(folder: Path) -> Path:
    """A shop with Ana in it."""
    path, people = folder / "shop.partnercrm", folder / "people.csv"
    people.write_text("Name\nAna\n", encoding="utf-8")
    done(run("new", path, "--name", "Shop", "--currency", "EUR", "--locale", "en_GB"))
    done(run("import", path, people, "--as", "parties", "--role", "customer"))
    return path


def done(said: tuple[int, str, str]) -> str:
    """The stdout of a command that must not fail."""
    assert said[0] == 0, said
    return said[1]


def points(path: Path, number: int) -> Contest:
    """A card with 16 points that all want to use."""
    if number == 0:
        done(run("loyalty", path, "start", "points"))
    card = f"47{number}"
    done(run("loyalty", path, "join", "--party", "Ana", "--card", card))
    done(run("loyalty", path, "earn", card, "--paid", "16.56"))
    return Contest(("loyalty", str(path), "redeem", card, "--points", "16"), "No points are left.")


def voucher(path: Path, number: int) -> Contest:
    """A voucher that all want to redeem."""
    promotion, code = f"Flyer {number}", f"FLYER-{number}"
    terms = ("--our-offer", "percent=10", "--from", "2025-01-01")
    done(run("promotion", path, "plan", "--title", promotion, "--party", "Ana", *terms))
    done(run("voucher", path, "make", promotion, "--code", code))
    return Contest(("voucher", str(path), "redeem", code, "--full", "18.40"), "Used on ")


def gift_card(path: Path, _number: int) -> Contest:
    """A gift card that all want to use up."""
    code = json.loads(done(run("giftcard", path, "sell", "--value", "10.00", "--json")))["code"]
    return Contest(("giftcard", str(path), "use", code, "--value", "10.00"), "Used up on ")


CONTESTS: dict[str, Callable[[Path, int], Contest]] = {"points": points, "voucher": voucher, "gift_card": gift_card}


@contextlib.contextmanager
def crowd(name: str) -> Iterator[subprocess.Popen[str]]:
    """A process that has everything loaded for this contest and forks the contestants of each round."""
    command = [sys.executable, "-m", "tests.faults.at_once", name, "--crowd"]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "encoding": "utf-8"}
    with subprocess.Popen(command, cwd=ROOT, **pipes) as made:
        yield made
        made.communicate()


def contend(made: subprocess.Popen[str], contest: Contest, workers: int, key: str) -> list[tuple[int, str]]:
    """Lets so many processes run the command at once, each under a key of its own; answers exit codes and reasons."""
    assert made.stdin is not None
    assert made.stdout is not None
    made.stdin.write(json.dumps([*contest.command, "--op", key]) + f"\n{workers}\n")
    made.stdin.flush()
    return [(code, err.strip()) for code, err in json.loads(made.stdout.readline())]


def play(name: str, rounds: int, workers: int, folder: Path) -> None:
    """So many rounds of a contest. Raises AssertionError where not just one wins, or the shop is not intact."""
    path = shop(folder)
    with crowd(name) as made:
        for number in range(rounds):
            contest = CONTESTS[name](path, number)
            answers = contend(made, contest, workers, f"{name}-{number}")
            assert sorted(code for code, _reason in answers) == [0] + [1] * (workers - 1), (number, answers)
            assert all(contest.reason in reason for code, reason in answers if code), (number, answers)
    done(run("verify", path))


def _gather(name: str) -> None:
    """The crowd's process: a command and how many run it, again and again, until nothing more is said."""
    lines = sys.stdin
    sys.stdin = io.StringIO()
    _rehearse(name)
    for line in lines:
        command, workers = json.loads(line), int(lines.readline())
        ready, go = os.pipe()
        answers = [_fork([*command[:-1], f"{command[-1]}-{number}"], ready, go) for number in range(workers)]
        os.close(go)  # which lets all of them begin
        print(json.dumps([json.loads(os.fdopen(answer).read()) for answer in answers]), flush=True)
        os.close(ready)
        for _worker in answers:
            os.wait()


def _rehearse(name: str) -> None:
    """Wins and loses once in a shop of its own, so that all contestants start with everything loaded."""
    with tempfile.TemporaryDirectory() as folder:
        contest = CONTESTS[name](shop(Path(folder)), 0)
        for number in range(2):
            run(*contest.command, "--op", f"rehearsal-{number}")


def _fork(command: Sequence[str], ready: int, go: int) -> int:
    """A process that runs the command once `go` is closed; answers the pipe that its answer comes through."""
    answer, write = os.pipe()
    if os.fork():
        os.close(write)
        return answer
    os.close(go)
    os.read(ready, 1)
    code, _out, err = run(*command)
    os.write(write, json.dumps([code, err]).encode())
    os._exit(0)


def main() -> int:
    """Plays the contests; answers 1 if one was not won by just one."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("contests", nargs="*", choices=[*CONTESTS, []], metavar="CONTEST")
    parser.add_argument("--rounds", type=int, default=50)
    parser.add_argument("--workers", type=int, default=WORKERS)
    parser.add_argument("--crowd", action="store_true", help=argparse.SUPPRESS)
    words = parser.parse_args()
    if words.crowd:
        _gather(*words.contests)
        return 0
    failed = 0
    for name in words.contests or CONTESTS:
        with tempfile.TemporaryDirectory() as folder:
            try:
                play(name, words.rounds, words.workers, Path(folder))
                print(f"{name}: {words.workers} at once, {words.rounds} rounds, one won each time")
            except AssertionError as error:
                failed += 1
                print(f"{name}: {error}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
