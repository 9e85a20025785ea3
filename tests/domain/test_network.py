"""Whole networks against what was published of them: EIES messages, Florentine families, the checks of figures.md."""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnercrm.domain import sentences
from partnercrm.domain.network import balances, betweenness, reciprocity, returned_ties

MATRIX = [[0, 40, 10, 0], [20, 0, 15, 5], [10, 10, 0, 20], [0, 5, 25, 0]]
FLOWS = {(i, j): MATRIX[i][j] for i in range(4) for j in range(4) if MATRIX[i][j]}
names = st.integers(0, 5)
networks = st.dictionaries(st.tuples(names, names), st.integers(1, 1000))


def rows(shared: Path, name: str) -> list[dict[str, str]]:
    with (shared / "data" / "networks" / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def published(shared: Path, name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shared / "data" / "published_figures.json").read_text(encoding="utf-8"))[name]
    return found


def test_messages_of_the_researchers(shared: Path) -> None:
    told, raw = published(shared, "eies_messages"), rows(shared, "eies_messages_edges.csv")
    flows = {(row["source"], row["target"]): int(row["weight"]) for row in raw}
    assert len(raw) == told["rows"]
    assert sum(flows.values()) == told["messages_total_with_self"]
    hits, ties = returned_ties(flows)
    assert ties == told["directed_ties_without_self"]
    assert hits / ties == pytest.approx(told["reciprocity_share_of_ties"], abs=1e-6)
    found = balances(flows)
    assert (len(found), sum(found.values())) == (told["people"], told["sum_of_all_balances"])
    ranked = sorted(found, key=lambda name: -found[name])
    assert {name: found[name] for name in ranked[:4]} == told["largest_net_givers"]
    assert {name: found[name] for name in ranked[-4:]} == told["largest_net_receivers"]


@pytest.mark.parametrize("kind", ["marriage", "business"])
def test_florentine_families(shared: Path, kind: str) -> None:
    told = published(shared, f"florentine_{kind}")
    ties = [(row["source"], row["target"]) for row in rows(shared, f"flo_{kind}_edges.csv")]
    found = betweenness(ties)
    assert (len(ties), len(found)) == (told["edges"], told["nodes_with_ties"])
    for name, value in told["betweenness"].items():
        assert found[name] == pytest.approx(value, abs=told["tolerance"]), name


def test_the_checks_of_the_figures() -> None:
    """figures.md 1: the matrix, the ring, and 120 against 80; 13: the shop among its neighbours."""
    assert reciprocity(FLOWS) == Fraction(13, 16)
    assert reciprocity({(at, (at + 1) % 4): 5 for at in range(4)}) == 0
    assert reciprocity({("we", "they"): 120, ("they", "we"): 80}) == Fraction(4, 5)
    ties = ["shop mill", "shop cafe", "shop c1", "cafe c1", "mill dairy", "cafe c2"]
    found = betweenness((one, other) for one, other in map(str.split, ties))
    assert [round(found[name], 4) for name in ("shop", "mill", "cafe")] == [0.6, 0.4, 0.4]


def test_of_nothing_and_of_two() -> None:
    assert reciprocity({}) is None
    assert reciprocity({("a", "a"): 5}) is None
    assert returned_ties({("a", "a"): 5}) == (0, 0)
    assert betweenness([]) == {}
    assert betweenness([("a", "b"), ("b", "a"), ("a", "a")]) == {"a": 0, "b": 0}


@given(networks)
def test_what_is_returned_is_a_share_and_nothing_is_lost(flows: dict[tuple[int, int], int]) -> None:
    found = reciprocity(flows)
    assert found is None or 0 <= found <= 1
    assert sum(balances(flows).values()) == 0
    hits, ties = returned_ties(flows)
    assert hits <= ties


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_of_one_pair_it_is_that_of_the_partners_page(given: int, received: int) -> None:
    found = reciprocity({("we", "they"): given, ("they", "we"): received})
    one = sentences.reciprocity(given, received)
    assert (found is None) is (one is None)
    assert found is None or abs(found - Fraction(one or 0)) < Fraction(1, 10**9)


@given(st.lists(st.tuples(names, names), max_size=12))
def test_who_stands_between_does_so_of_a_share_of_the_ways(ties: list[tuple[int, int]]) -> None:
    found = betweenness(ties)
    assert set(found) == {node for one, other in ties if one != other for node in (one, other)}
    assert all(0 <= value <= 1 for value in found.values())
