"""Verify proves an intact shop, and finds and locates whatever was changed behind the program's back.

PARTNERCRM_ROUNDS=10 tampers ten times as often.
"""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from db.engine import open_store
from db.tables import triggers
from partnercrm.domain import chain
from partnercrm.domain.chain import Anchor
from partnercrm.domain.errors import Cancelled
from partnercrm.domain.party import Role
from partnercrm.services import merge, undo, verify
from partnercrm.services.store import Store
from partnercrm.services.verify import Finding
from tests.services.tampering import CUT, NOV, OTHER, WAYS, Tamperer, cut_by_a_knower, look, said_of

if TYPE_CHECKING:
    from tests.services.worked_examples import Book

ROUNDS = 24 * int(os.environ.get("PARTNERCRM_ROUNDS", "1"))


def test_an_intact_shop_is_intact(full_shop: Path, anchor: Anchor) -> None:
    report = look(full_shop, (anchor, Anchor(0, chain.START)))
    assert (report.problems, report.intact) == ((), True)
    assert report.said.key == "The one entry is intact."
    assert str(report.said) == f"All {report.entries} entries intact."
    assert report.entries > 25


def test_an_empty_shop_is_intact(store: Store) -> None:
    report = verify.verify(store)
    assert (report.entries, report.head, report.problems) == (0, None, ())


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_whatever_is_tampered_with_is_found_and_located(copied: Path, anchor: Anchor, seed: int) -> None:
    with closing(Tamperer(copied, seed)) as tamperer:
        way = WAYS[seed % len(WAYS)]
        places = getattr(tamperer, way)()
    report = look(copied, (anchor,))
    assert report.problems, way
    found = {problem.where for problem in report.problems}
    assert places == {"*"} or places & found, (way, places, report.problems)


def test_a_cut_end_is_found_by_the_anchor_alone(copied: Path, anchor: Anchor) -> None:
    cut_by_a_knower(copied)
    assert said_of(copied) == set()
    assert [problem.message.key for problem in look(copied, (anchor,)).problems] == [CUT]


def test_a_chain_that_was_made_anew_differs_from_the_anchor(full_shop: Path, anchor: Anchor) -> None:
    forged = Anchor(anchor.entries - 3, anchor.head)
    problems = look(full_shop, (forged,)).problems
    assert [problem.message.key for problem in problems] == [OTHER]


def test_an_erased_person_leaves_the_chain_whole(copied: Path) -> None:
    store = open_store(copied)
    with store.write() as connection:
        party = connection.exec_driver_sql("SELECT id FROM party WHERE name = 'Old Mill'").scalar_one()
        connection.exec_driver_sql("UPDATE party SET erased_at = 1, name = '' WHERE id = ?", (party,))
        lines = "SELECT id FROM line WHERE party_id = ?"
        connection.exec_driver_sql(f"DELETE FROM line_text WHERE line_id IN ({lines})", (party,))
        sql = "DELETE FROM exchange_text WHERE exchange_id IN (SELECT id FROM exchange WHERE party_id = ?)"
        connection.exec_driver_sql(sql, (party,))
    assert verify.verify(store).problems == ()
    store.close()


def test_what_is_written_between_two_checks_is_not_taken_for_damage(store: Store, book: Book) -> None:
    """A connection that reads remembers the search index; the one that writes goes on and folds it together."""
    one, other = book.party("Old Mill", Role.SUPPLIER), book.party("Old Mill Bakery", Role.SUPPLIER)
    for _time in range(12):
        merge.merge(store, book.on(NOV), one, other)
        assert verify.verify(store).problems == ()
        undo.undo(store, book.on(NOV))
        assert verify.verify(store).problems == ()


def test_kept_sums_are_made_anew(copied: Path, book: Book) -> None:
    with closing(Tamperer(copied, 1)) as tamperer:
        for table in ("kept_balance", "kept_turn", "kept_open", "kept_month", "kept_whose_turn", "kept_sale_day"):
            tamperer.raw.execute(
                f"DELETE FROM {table} WHERE rowid % 2" if table == "kept_open" else f"DELETE FROM {table}"
            )
    store = open_store(copied)
    assert verify.verify(store).problems
    with store.write() as connection:
        triggers.create_all(connection)
    changes = verify.rebuild_kept(store, type(book)(store).on(NOV))
    assert verify.verify(store).problems == ()
    assert not changes.undoable
    store.close()


def test_progress_is_told_and_may_call_it_off(full_shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("partnercrm.services.verify.STEP", 10)
    told: list[tuple[int, int]] = []
    store = open_store(full_shop, read_only=True)
    total = verify.verify(store, lambda done, of: told.append((done, of))).entries
    assert [done for done, _of in told] == [*range(10, total + 1, 10), total][: len(told)]
    assert told[-1] == (total, total)

    def call_off(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        verify.verify(store, call_off)
    store.close()


def test_findings_speak_of_entries_as_people_know_them(copied: Path) -> None:
    with closing(Tamperer(copied, 1)) as tamperer:
        tamperer.raw.execute("UPDATE line SET value = value + 1 WHERE exchange_id = 1")
        number = tamperer.number(1)
    report = look(copied)
    first = report.problems[0]
    assert isinstance(first, Finding)
    assert str(first.message) == f"Entry {number} is not what was saved, or does not follow the one before it."
    assert str(report.said) == f"{len(report.problems)} things are not as they were saved."
