"""The search box: whatever a party holds finds it, from the first letter on, in a useful order."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from partnercrm.domain.contact import phone_digits
from partnercrm.domain.party import ContactDraft, ContactKind, PartyDraft, Role, RoleDraft
from partnercrm.domain.search import plain
from partnercrm.domain.words import msg
from partnercrm.services import archive, party, party_edit, search_index
from partnercrm.services.context import Context
from partnercrm.services.operations import run
from partnercrm.services.search import search
from partnercrm.services.store import Store

ROUNDS = int(os.environ.get("PARTNERCRM_ROUNDS", "1"))
Everything = Callable[[], dict[str, list[str]]]

GRIND = PartyDraft(
    "The Daily Grind",
    (RoleDraft(Role.PARTNER),),
    about="Bakery next door",
    contacts=(
        ContactDraft(ContactKind.PHONE, "020 7946 0123"),
        ContactDraft(ContactKind.EMAIL, "Mark.Miller@grind.example"),
        ContactDraft(ContactKind.ADDRESS, street="Höhenstraße 3a", postcode="10115", town="Łódź"),
        ContactDraft(ContactKind.WEB, "https://grind.example/oven"),
    ),
    tags=("Neighbour",),
    notes=("Mark knows the council officer.\nHe is shy.",),
    preferences=("Call after 5",),
    needs=("Flyers",),
    offers=("Window space",),
)


def names(store: Store, text: str) -> list[str]:
    """The names of the hits, in their order."""
    return [hit.name for hit in search(store, text)]


@pytest.fixture
def grind(store: Store, ctx: Context) -> int:
    """The bakery, with one of everything."""
    return party.add(store, ctx, GRIND).party


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("t", None),
        ("da", None),
        ("DAILY", None),
        ("aily", None),
        ("  the   daily ", None),
        ("grind the", None),
        ("ba", "About: Bakery next door"),
        ("bakery", "About: Bakery next door"),
        ("lodz", "Address: Höhenstraße 3a 10115 Łódź"),
        ("hohenstrasse", "Address: Höhenstraße 3a 10115 Łódź"),
        ("1011", "Address: Höhenstraße 3a 10115 Łódź"),
        ("3a", "Address: Höhenstraße 3a 10115 Łódź"),
        ("miller@", "E-mail: Mark.Miller@grind.example"),
        ("mark.miller@grind.example", "E-mail: Mark.Miller@grind.example"),
        ("mi", "E-mail: Mark.Miller@grind.example"),
        ("example/oven", "Web: https://grind.example/oven"),
        ("neigh", "Tag: Neighbour"),
        ("council", "Note: Mark knows the council officer. He is shy."),
        ("he", "Note: Mark knows the council officer. He is shy."),
        ("after 5", "Preference: Call after 5"),
        ("flyers", "Need or offer: Flyers"),
        ("window sp", "Need or offer: Window space"),
        ("daily council", "Note: Mark knows the council officer. He is shy."),
        ("020 7946 0123", "Phone: 020 7946 0123"),
        ("+44 20 79", "Phone: 020 7946 0123"),
        ("0044 20", "Phone: 020 7946 0123"),
        ("02", "Phone: 020 7946 0123"),
        ("44", "Phone: 020 7946 0123"),
        ("0044 (0)20 7946 0123", "Phone: 020 7946 0123"),
        ("(020) 79460123", "Phone: 020 7946 0123"),
        ("2079460", "Phone: 020 7946 0123"),
        ("0123", "Phone: 020 7946 0123"),
        ("020 7946 0123 ext. 9", "Phone: 020 7946 0123"),
        ("２０７９４６", "Phone: 020 7946 0123"),
    ],
)
def test_whatever_it_holds_finds_it_and_says_why(store: Store, grind: int, text: str, why: str | None) -> None:
    (hit,) = search(store, text)
    assert hit.party == grind and hit.roles == (Role.PARTNER,)
    assert (None if hit.why is None else str(hit.why)) == why


@pytest.mark.parametrize(
    "text",
    ["", " ", "\x00", "\ud800", "zz", "daily oven zz", "nd", "+49 20 79", "ily nd", "'", '"', "NOT", "*", "d:ily"],
)
def test_what_nobody_holds_finds_nobody(store: Store, grind: int, text: str) -> None:
    assert search(store, text) == []


@pytest.mark.parametrize(
    "text", ['"', "a OR b", "NEAR(a b)", "(abc", "abc*", "folded:abc", "abc^2", "a'b\"c", "-abc", "%", "_"]
)
def test_signs_of_the_search_language_are_letters_like_others(store: Store, ctx: Context, text: str) -> None:
    party.add(store, ctx, PartyDraft(f"Shop {text} end"))
    party.add(store, ctx, PartyDraft("Something else abc"))
    assert names(store, text)[:1] == [f"Shop {text} end"]


def test_names_that_begin_so_come_first_and_the_archive_last(store: Store, ctx: Context) -> None:
    drafts = [
        PartyDraft("Zoe", notes=("Annual fair",)),
        PartyDraft("Bakery Anna"),
        PartyDraft("Hannah"),
        PartyDraft("Anna Berg"),
        PartyDraft("Anna Abel"),
        PartyDraft("Anna Archived"),
    ]
    added = [party.add(store, ctx, draft).party for draft in drafts]
    archive.archive(store, ctx, added[-1:])
    assert names(store, "ann") == ["Anna Abel", "Anna Berg", "Bakery Anna", "Zoe", "Hannah", "Anna Archived"]
    assert names(store, "an") == ["Anna Abel", "Anna Berg", "Bakery Anna", "Anna Archived"]
    assert [hit.name for hit in search(store, "ann", limit=2)] == ["Anna Abel", "Anna Berg"]


def test_archived_ones_do_not_crowd_out_those_in_use(store: Store, ctx: Context) -> None:
    done = run(
        store,
        ctx,
        msg("Import"),
        None,
        ("party",),
        lambda op: {"ids": party.add_many(op, [PartyDraft(f"Shop {n}", tags=("Oven",)) for n in range(40)])},
    )
    archive.archive(store, ctx, done.answer["ids"][:30])
    assert [hit.archived for hit in search(store, "oven", limit=10)] == [False] * 10


def test_a_changed_word_is_found_and_the_old_one_is_not(store: Store, ctx: Context, grind: int) -> None:
    party_edit.rename(store, ctx, grind, "Morning Crumb")
    assert names(store, "crumb") == ["Morning Crumb"] and names(store, "cr") == ["Morning Crumb"]
    assert names(store, "daily") == [] and names(store, "gri") == ["Morning Crumb"], "its e-mail says grind"


def test_short_words_of_a_script_without_spaces_are_found_within(store: Store, ctx: Context) -> None:
    party.add(store, ctx, PartyDraft("田中太郎"))
    for text in ("田", "太郎", "中太", "田中太"):
        assert names(store, text) == ["田中太郎"], text


def test_the_index_stays_the_same_when_nothing_changed(store: Store, grind: int, everything: Everything) -> None:
    before = everything()
    with store.write() as connection:
        search_index.refresh(connection, [grind, 99])
        changed = connection.exec_driver_sql("SELECT total_changes()").scalar_one()
        search_index.refresh(connection, [grind])
        assert connection.exec_driver_sql("SELECT total_changes()").scalar_one() == changed
    assert everything() == before


def test_naughty_strings_are_found_by_themselves(store: Store, ctx: Context, shared: Path) -> None:
    strings = json.loads((shared / "data" / "strings" / "blns.json").read_text("utf-8"))
    wanted = sorted({text for text in strings if text.strip() and len(text) <= 200})
    drafts = [PartyDraft(name) for name in wanted]
    run(store, ctx, msg("Import"), None, ("party",), lambda op: {"ids": party.add_many(op, drafts)})
    for text in strings:
        found = names(store, text)
        assert not plain(text) or len(text) > 200 or text in found or len(found) == 50, text


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12)


@settings(max_examples=10 * ROUNDS, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=5), st.lists(WORDS, max_size=5), st.data())
def test_any_words_of_a_party_find_it(
    store: Store, ctx: Context, name: list[str], note: list[str], data: st.DataObject
) -> None:
    assume(plain(" ".join(name)))
    draft = PartyDraft(" ".join(name)[:200], notes=(" ".join(note),) if plain(" ".join(note)) else ())
    added = party.add(store, ctx, draft).party
    held = plain(" ".join((draft.name, *draft.notes))).split()
    asked = data.draw(st.lists(st.sampled_from(held), min_size=1, max_size=3, unique=True))
    found = [hit.party for hit in search(store, " ".join(asked), limit=500)]
    assert added in found, (asked, draft)
    archive.bin(store, ctx, [added])


NUMBERS = st.tuples(st.sampled_from(["030", "0171", "089", "04152"]), st.from_regex(r"[1-9][0-9]{4,7}", fullmatch=True))
SPELLINGS: list[Callable[[str, str], str]] = [
    lambda area, number: f"{area}{number}",
    lambda area, number: f"{area} {number[:2]} {number[2:4]} {number[4:]}",
    lambda area, number: f"({area}) {number[:3]}-{number[3:]}",
    lambda area, number: f"+49 {area[1:]} {number}",
    lambda area, number: f"+49 (0){area[1:]}/{number}",
    lambda area, number: f"0049 {area[1:]} {number}",
    lambda area, number: f"+49.{area[1:]}.{number}",
]


@settings(max_examples=10 * ROUNDS, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(NUMBERS, st.sampled_from(SPELLINGS), st.sampled_from(SPELLINGS), st.integers(0, 4))
def test_a_phone_is_found_in_any_spelling_while_it_is_typed(
    german_store: Store,
    german_ctx: Context,
    number: tuple[str, str],
    kept: Callable[[str, str], str],
    typed: Callable[[str, str], str],
    missing: int,
) -> None:
    contact = ContactDraft(ContactKind.PHONE, kept(*number))
    added = party.add(german_store, german_ctx, PartyDraft("Ana", contacts=(contact,))).party
    text = typed(*number)
    text = text[: len(text) - missing]
    assert phone_digits(contact.value, "DE") == phone_digits(typed(*number), "DE")
    assert added in [hit.party for hit in search(german_store, text, limit=500)], text
    archive.bin(german_store, german_ctx, [added])
