"""Names that a person should look at, and names that only resemble each other."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnercrm.domain.similar import LIKELY, likely_same, similarity

names = st.lists(st.sampled_from("the daily grind bakery mark miller j r st ctr 12 ii and ltd émile x".split())).map(
    " ".join
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Daily Grind", "the daily grind"),
        ("The Daily Grind", "Daily Grind Bakery"),
        ("Hillside Roasters Ltd", "Hillside Roasters"),
        ("Hillside Roasters", "Hilside Roasters"),
        ("Hillside Roasters", "Hillside Roasetrs"),
        ("Bäckerei Müller G.m.b.H.", "Muller Backerei"),
        ("Müller Bäckerei", "Mueller Bäckerei"),
        ("Smith, Ana", "Ana Smith"),
        ("Ana Smith", "A. Smith"),
        ("J.R. Smith", "John R. Smith"),
        ("Jon Smith", "John Smith"),
        ("Smith & Sons", "Smith and Sons"),
        ("O'Brien", "OBrien"),
        ("Day Care", "Daycare"),
        ("Sunny Side Kindergarten", "Sunnyside Kindergarden"),
        ("Main St Bakery", "Main Street Bakery"),
        ("Chamber Assoc. of Brewton", "Brewton Chamber Association"),
        ("Logan Square Ctr", "Logan Square Center"),
        ("Café Łódź", "cafe lodz"),
        ("Community Learning Center Community Learning Center", "Community Learning Center"),
        ("YMCA of Metropolitan Brewton", "YMCA of Metropolitan Brewton Garfield"),
        ("Hillside Roasters", "Hillside Roasters Brewton"),
        ("株式会社", "株式会社"),
        ("Ltd", "Ltd"),
    ],
)
def test_likely_the_same(one: str, other: str) -> None:
    assert likely_same(one, other)
    assert likely_same(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Daily Grind", "The Daily Bread"),
        ("Ana Smith", "Ben Smith"),
        ("Ana", "Ana Smith"),
        ("Mark", "Marc"),
        ("Shop 1", "Shop 2"),
        ("Little Steps II", "Little Steps III"),
        ("Chamber of Commerce", "Chamber of Trade"),
        ("Hill Bakery", "Mill Bakery"),
        ("Hill Road Bakery", "Mill Road Bakery"),
        ("Lane 1 2", "Lane 13"),
        ("Mark Miller", "Miller's Market"),
        ("Bakery", "Bakery Shop Street 5"),
        ("Tom Sand", "Tom Stand Harbour"),
        ("", ""),
        ("", "Ana"),
        ("!?", "Ana"),
    ],
)
def test_likely_two(one: str, other: str) -> None:
    assert not likely_same(one, other)


def test_a_name_is_itself_in_any_dress() -> None:
    assert similarity("Hillside Roasters Ltd.", "HILLSIDE  ROASTERS") == 1
    assert similarity("", "Ana") == 0


@given(names, names)
def test_alike_both_ways_and_between_none_and_all(one: str, other: str) -> None:
    score = similarity(one, other)
    assert score == similarity(other, one)
    assert 0 <= score <= 1


@given(st.text(), st.text())
def test_any_text_can_be_compared(one: str, other: str) -> None:
    assert 0 <= similarity(one, other) <= 1


def test_real_names_of_the_same_sites(shared: Path) -> None:
    """Site names from ten sources, often of another branch or of the parent: names alone can only do so much."""
    source = shared / "data/dedupe/csv_example_input_with_true_ids.csv"
    sites: dict[str, set[str]] = defaultdict(set)
    with source.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            sites[" ".join(row["Site name"].split())].add(row["True Id"])
    known = sorted(name for name in sites if name)
    found = right = wanted = 0
    for name in known[::250]:
        for other in known:
            if other == name:
                continue
            same, said = bool(sites[name] & sites[other]), likely_same(name, other)
            found, right, wanted = found + said, right + (said and same), wanted + same
    assert len(known) == 2455
    assert right / found > 0.6
    assert right / wanted > 0.5
    assert 0.8 < LIKELY < 0.9
