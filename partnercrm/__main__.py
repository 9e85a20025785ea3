"""The roof: chooses between the window and the command line, and opens what each of them needs.

Nothing heavy is imported here, so that the window's first paint and a script's answer come quickly.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from pathlib import Path

USAGE = 2


def main(argv: Sequence[str] | None = None) -> int:
    """Runs the program; answers the exit code: 0 done, 1 refused, 2 wrong use or no display."""
    words = list(sys.argv[1:] if argv is None else argv)
    if words and not _names_store(words):
        from partnercrm import cli

        return cli.main(words)
    return _window(Path(words[0]) if words else None)


def _names_store(words: Sequence[str]) -> bool:
    """Whether the only word is a shop file's path and not a command."""
    if len(words) != 1 or words[0].startswith("-"):
        return False
    return "." in words[0] or "/" in words[0] or Path(words[0]).exists()


def _window(path: Path | None) -> int:
    gc.disable()  # until the first paint: what is loaded now stays, and looking for rubbish in it costs a tenth
    from ui import display

    problem = display.problem() or display.binding_problem()
    if problem:
        print(problem, file=sys.stderr)
        return USAGE
    from ui import app

    return app.run(path)


if __name__ == "__main__":
    sys.exit(main())
