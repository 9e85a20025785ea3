"""The commands without a window, for scripts and tests: the same services, plain text or JSON, exit 0, 1 or 2.

To add a command, add a parser in `parser.py` and name its function in one of the files beside it.
The JSON shapes are a contract; they stand in `resources/help/cli.md`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from partnercrm.cli.output import complain
from partnercrm.cli.parser import build
from partnercrm.domain.errors import Refused, StoreProblem
from partnercrm.domain.locale import Locale

DONE, REFUSED = 0, 1


def main(argv: Sequence[str]) -> int:
    """Runs one command; answers its exit code: 0 done, 1 refused with the reason. Wrong use exits with 2."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    words = build().parse_args(argv)
    try:
        result: int | None = words.command(words)
    except (Refused, StoreProblem) as error:
        complain(error, Locale.system())
        return REFUSED
    except BrokenPipeError:
        return REFUSED
    return DONE if result is None else result
