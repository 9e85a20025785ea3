"""`make faults`: kills, damages and contends with PartnerCRM through its command line, and checks that nothing is lost;
then the long rounds of our own tests.

    run.py [ROUND ...] [--seed N] [--runs N] [--jobs N]

The harness is the project's common one beside the repository (`PARTNERCRM_SHARED`, else `../shared`). A round of our
own is a test that runs `PARTNERCRM_ROUNDS` times as long as in `make test`: to add one, name it in OWN.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import partial
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
HANGS = 2 * 60 * 60
HARNESS = {
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


class Own(NamedTuple):
    """A test of ours, as pytest names it, and how many times as long it runs here."""

    test: str
    rounds: int


OWN = {
    # 2 copies of the file alone a round, each after idle seconds
    "idlecopy": Own("tests/ui/shop/test_watch.py::test_once_idle_the_file_alone_holds_everything", 10),
    # 10,000 records of partners, suppliers, team and feedback each a round: once with ten
    "many": Own("tests/services/test_figures_many.py", 10),
    # 160 steps a round
    "ledger": Own("tests/services/test_ledger_machine.py", 63),
    # 4 histories of cards a round, 40 steps each
    "loyalty": Own("tests/services/test_loyalty_machine.py", 250),
    # 10 histories of gift cards a round
    "giftcard": Own("tests/services/test_gift_card.py::test_the_roll_forward_holds_whatever_happens", 200),
    # 5 settlements a round, signed, posted and taken back
    "coalition": Own(
        "tests/services/test_coalition.py::test_what_is_posted_equals_its_source_and_a_reversal_restores_everything",
        200,
    ),
    # 100 nettings a round, arithmetic alone
    "netting": Own(
        "tests/domain/test_coalition.py::test_any_settlement_sums_to_zero_in_at_most_n_less_one_payments", 100
    ),
    # 10 histories of referrals, loans and shares a round
    "flow": Own("tests/services/test_flow_machine.py", 100),
    # 10 histories of a cross-promotion a round
    "promotion": Own("tests/services/test_promotion_machine.py", 100),
    # 120 campaigns a round, arithmetic alone
    "slips": Own("tests/domain/test_promotion_posting.py", 10),
    # 80 agreements a round, arithmetic alone
    "spans": Own("tests/domain/test_clause.py::test_each_deed_counts_in_one_span_and_no_day_is_left_out", 10),
    # 80 deliveries a round, arithmetic alone but for a few
    "consignment": Own("tests/services/test_consignment.py", 10),
    # 10 histories of talks, of follow-ups and of entries a round
    "timeline": Own("tests/services/test_timeline.py::test_pages_together_are_the_whole_timeline_in_order", 10),
    "contact": Own("tests/services/test_interaction.py::test_the_last_contact_is_the_latest_after_any_history", 10),
    "touch": Own("tests/services/test_touch.py::test_the_list_is_what_the_formula_says", 10),
    "today": Own("tests/services/test_today.py::test_what_is_kept_for_today_is_the_sum_after_any_ledger", 10),
    "book": Own("tests/services/test_posting.py::test_a_book_writes_what_posting_one_by_one_writes", 10),
    # 10 people a round
    "search": Own("tests/services/test_search.py::test_any_words_of_a_party_find_it", 10),
    # 20 at once a round, for each thing that only one may have
    "one-wins": Own("tests/faults/test_at_once.py", 50),
    # a day a round on which the example is told
    "example": Own("tests/services/test_demo.py::test_it_can_be_told_on_any_day", 9),
    # 24 tamperings a round
    "tampering": Own("tests/services/test_verify.py::test_whatever_is_tampered_with_is_found_and_located", 21),
}


def main() -> int:
    """Runs the rounds, as many at a time as there are processors; answers 1 if one failed, 2 without the harness."""
    words = _words()
    shared = Path(os.environ.get("PARTNERCRM_SHARED") or ROOT.parent / "shared").resolve()
    harness = shared / "tools" / "faults" / "faults.py"
    wanted = words.rounds or [*HARNESS, *OWN]
    if not harness.exists() and not OWN.keys() >= set(wanted):
        sys.stderr.write("There is no fault harness here. Set PARTNERCRM_SHARED to the folder of the common tools.\n")
        return 2
    failed = _all({name: _work(harness, name, words.runs, words.seed) for name in wanted}, words.jobs)
    if failed:
        sys.stderr.write(f"Failed: {', '.join(failed)}\n")
    return 1 if failed else 0


def _words() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rounds", nargs="*", choices=[*HARNESS, *OWN, []], metavar="ROUND")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--runs", type=int, help="instead of each round's own number")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many at a time")
    return parser.parse_args()


def _all(works: dict[str, Callable[[], tuple[int, str]]], jobs: int) -> list[str]:
    """Runs them and says what each said once it ends; answers those that failed."""
    failed = []
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        names = {pool.submit(work): name for name, work in works.items()}
        for done in as_completed(names):
            code, said = done.result()
            print(f"{names[done]}\n{said}", flush=True)
            if code:
                failed.append(names[done])
    return failed


def _work(harness: Path, name: str, runs: int | None, seed: int) -> Callable[[], tuple[int, str]]:
    if name in OWN:
        rounds = str(runs or OWN[name].rounds)
        # What in `make test` would be a test that hangs takes many minutes here.
        options = ["-q", "-p", "no:cacheprovider", "-o", f"faulthandler_timeout={HANGS}"]
        command = ["-m", "pytest", *options, OWN[name].test]
        return partial(_run, command, {"PARTNERCRM_ROUNDS": rounds, "QT_QPA_PLATFORM": "offscreen"})
    command = [str(harness), name, "--target", str(HERE / "target.toml")]
    return partial(_run, [*command, "--runs", str(runs or HARNESS[name]), "--seed", str(seed)], {})


def _run(command: list[str], settings: dict[str, str]) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=os.environ | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


if __name__ == "__main__":
    sys.exit(main())
