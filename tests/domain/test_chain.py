"""What a posting seals: nothing of it can change unseen, and words can be erased."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest

from partnercrm.domain import chain
from partnercrm.domain.chain import ChainEntry, ChainSettlement

ENTRY = ChainEntry(
    number="2026-0001",
    exchange=bytes(range(16)),
    party=bytes(range(16, 32)),
    day=20261120,
    due_day=20261202,
    belongs_to=20261027,
    source="typed_in",
    external=("till.csv", "7"),
    operation=bytes(16),
    posted_at=1,
    posted_by=b"u" * 16,
    reverses=b"r" * 16,
    credits=b"c" * 16,
    corrects=b"o" * 16,
    enters_again=b"a" * 16,
    linked=b"l" * 16,
    text_hash=bytes(32),
    lines=[tuple(range(len(chain.LINE_FIELDS)))],
)
SETTLEMENT = ChainSettlement(b"o" * 16, b"e" * 16, (b"p" * 16, 0), (b"i" * 16, 1), 20261120, 500)


def test_the_canonical_text_stays_as_it_is() -> None:
    """Version 1 for good: another result here means that no store of today would verify any more."""
    assert (
        chain.entry_hash(chain.START, ENTRY).hex() == "58cccfe97635c2746afa64fa6ae58248d7d5b29b7836006c33e00acc767f2338"
    )
    assert (
        chain.settlement_hash(chain.START, SETTLEMENT).hex()
        == "cb62b1e9253a1ce53ac079ec839fb10061176086fbcb0da7956fe01479db9fdd"
    )
    words = chain.text_hash(b"salt", "Größe", "A-1", "B-2", ["why", "oven"])
    assert words.hex() == "e16e0d082faeda3e74343c0672365325bb1d7c9b8ce598e8516a4ece67bcaf2f"


@pytest.mark.parametrize("name", ChainEntry._fields)
def test_every_fact_of_an_entry_is_sealed(name: str) -> None:
    value = getattr(ENTRY, name)
    others: dict[type, Any] = {bytes: b"z" * 32, int: 7, str: "z", tuple: None, list: []}
    changed = ENTRY._replace(**{name: others[type(value)]})
    assert chain.entry_hash(chain.START, changed) != chain.entry_hash(chain.START, ENTRY)


@pytest.mark.parametrize("position", range(len(chain.LINE_FIELDS)))
def test_every_field_of_a_line_is_sealed(position: int) -> None:
    line = list(ENTRY.lines[0])
    line[position] = None
    assert chain.entry_hash(chain.START, ENTRY._replace(lines=[line])) != chain.entry_hash(chain.START, ENTRY)


@pytest.mark.parametrize("name", ChainSettlement._fields)
def test_every_fact_of_a_settlement_is_sealed(name: str) -> None:
    others: dict[type, Any] = {bytes: b"z" * 16, int: 7, tuple: (b"z" * 16, 5)}
    changed = SETTLEMENT._replace(**{name: others[type(getattr(SETTLEMENT, name))]})
    assert chain.settlement_hash(chain.START, changed) != chain.settlement_hash(chain.START, SETTLEMENT)


def test_each_hash_names_the_one_before_it() -> None:
    first = chain.entry_hash(chain.START, ENTRY)
    assert chain.entry_hash(first, ENTRY) != first
    assert chain.settlement_hash(first, SETTLEMENT) != chain.settlement_hash(chain.START, SETTLEMENT)


def test_an_entry_without_links_is_sealed_too() -> None:
    links = ("reverses", "credits", "corrects", "enters_again", "linked", "external", "due_day", "belongs_to")
    nothing: dict[str, Any] = dict.fromkeys(links)
    bare = ENTRY._replace(**nothing)
    assert chain.entry_hash(chain.START, bare) != chain.entry_hash(chain.START, ENTRY)
    no_entry = chain.settlement_hash(chain.START, SETTLEMENT._replace(exchange=None))
    assert no_entry != chain.settlement_hash(chain.START, SETTLEMENT)


def test_words_are_sealed_with_their_salt_and_their_borders() -> None:
    one = chain.text_hash(b"salt", "a", "b", "", [])
    assert one != chain.text_hash(b"other", "a", "b", "", [])
    assert one != chain.text_hash(b"salt", "ab", "", "", [])
    assert chain.text_hash(b"salt", "", "", "", ["a", "b"]) != chain.text_hash(b"salt", "", "", "", ["ab"])
    assert json.dumps("\ud800")  # a lone surrogate from a broken file is sealed like any other text
    assert chain.text_hash(b"salt", "\ud800", "", "", []) != one


def test_links_and_references_as_they_are_sealed() -> None:
    assert chain.uuid_bytes(None) is None
    assert chain.uuid_bytes(UUID(int=1)) == bytes(15) + b"\x01"
    assert chain.external("", "") is None is chain.external(None, None)
    assert chain.external("till.csv", None) == ("till.csv", "")
    assert chain.external(None, "7") == ("", "7")
