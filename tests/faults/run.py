"""`make faults`: kills, damages and contends with PartnerCRM through its command line, and checks that nothing is lost.

    run.py [SCENARIO ...] [--seed N]

The harness is the project's common one beside the repository (`PARTNERCRM_SHARED`, else `../shared`).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
RUNS = {
    "kill9": 200,
    "missing": 1,
    "versions": 1,
    "locked": 1,
    "readonly": 1,
    "two-instances": 5,
    "corrupt": 200,
    "bitflip": 200,
    "diskfull": 20,
    "powerloss": 200,
    "naivecopy": 20,
    "import": 140,
}


def main() -> int:
    """Runs the scenarios one after the other; answers 1 if one failed, 2 without the harness."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scenarios", nargs="*", choices=[*RUNS, []], metavar="SCENARIO")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, help="instead of each scenario's own number")
    words = parser.parse_args()
    shared = Path(os.environ.get("PARTNERCRM_SHARED") or HERE.parents[2] / "shared")
    harness = shared / "tools" / "faults" / "faults.py"
    if not harness.exists():
        sys.stderr.write("There is no fault harness here. Set PARTNERCRM_SHARED to the folder of the common tools.\n")
        return 2
    failed = [name for name in words.scenarios or RUNS if _run(harness, name, words.runs or RUNS[name], words.seed)]
    if failed:
        sys.stderr.write(f"Failed: {', '.join(failed)}\n")
    return 1 if failed else 0


def _run(harness: Path, scenario: str, runs: int, seed: int) -> int:
    command = [sys.executable, str(harness), scenario, "--target", str(HERE / "target.toml")]
    return subprocess.run([*command, "--runs", str(runs), "--seed", str(seed)], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
