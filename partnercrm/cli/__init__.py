"""The commands without a window, for scripts and tests: the same services, plain text or JSON, exit 0, 1 or 2.

To add a command, add a parser in `parser.py` and name its function in one of the files beside it.
The JSON shapes are a contract; they stand in `resources/help/cli.md`.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import sys
from collections.abc import Sequence

from partnercrm.cli.output import complain, grumble
from partnercrm.cli.parser import WrongUse, build
from partnercrm.domain.errors import Refused, StoreProblem
from partnercrm.domain.locale import Locale
from partnercrm.domain.text import can_be_kept
from partnercrm.domain.words import msg

DONE, REFUSED = 0, 1
PATHS = frozenset({"store", "file"})


def main(argv: Sequence[str]) -> int:
    """Runs one command; answers its exit code: 0 done, 1 refused with the reason. Wrong use exits with 2."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="surrogateescape")
    parser = build()
    words = parser.parse_args(argv)
    try:
        _check_texts(words)
        result: int | None = words.command(words)
    except WrongUse as error:
        parser.error(str(error))
    except (Refused, StoreProblem) as error:
        complain(error, Locale.system())
        return REFUSED
    except BrokenPipeError:
        _drop_output()
        return REFUSED
    except OSError as error:
        grumble(error.strerror or str(error))
        return REFUSED
    except KeyboardInterrupt:
        grumble("Stopped.")
        return REFUSED
    return DONE if result is None else result


def _check_texts(words: argparse.Namespace) -> None:
    """Bytes that are no text reach us as half letters, which no shop file can keep; a path may hold them."""
    for name, value in vars(words).items():
        for text in value if isinstance(value, list) else [value]:
            if name not in PATHS and isinstance(text, str) and not can_be_kept(text):
                raise Refused(msg("Some of these characters cannot be kept. Type the text again."), name)


def _drop_output() -> None:
    """Nobody reads any more; what is still buffered must not fail once more when the program ends."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
