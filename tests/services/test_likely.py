"""Likely doubles: pointed out by phone, e-mail or a name much like it, and never who has nothing in common."""

from __future__ import annotations

import pytest

from partnercrm.domain.party import ContactDraft, ContactKind, PartyDraft
from partnercrm.domain.words import msg
from partnercrm.services import archive, merge, party
from partnercrm.services.context import Context
from partnercrm.services.likely import similar
from partnercrm.services.operations import run
from partnercrm.services.store import Store


def reach(*values: str) -> tuple[ContactDraft, ...]:
    """Contacts: what holds an @ is an e-mail, the rest are phones."""
    return tuple(ContactDraft(ContactKind.EMAIL if "@" in value else ContactKind.PHONE, value) for value in values)


@pytest.fixture
def shop(store: Store, ctx: Context) -> dict[str, int]:
    """A few parties, one archived, one in the bin."""
    drafts = [
        PartyDraft("The Daily Grind", about="Bakery", contacts=reach("020 7946 0123", "mark@grind.example")),
        PartyDraft("Hillside Roasters"),
        PartyDraft("Ana Díaz", contacts=reach("020 7946 0555")),
        PartyDraft("Old Mill Ltd"),
        PartyDraft("Thrown Away"),
    ]
    made = {draft.name: party.add(store, ctx, draft).party for draft in drafts}
    archive.archive(store, ctx, [made["Old Mill Ltd"]])
    archive.bin(store, ctx, [made["Thrown Away"]])
    return made


def test_whoever_it_may_be_is_pointed_out(store: Store, shop: dict[str, int]) -> None:
    cases = [
        (PartyDraft("Daily Grind"), ["The Daily Grind"], "Similar name"),
        (PartyDraft("the daly grind"), ["The Daily Grind"], "Similar name"),
        (PartyDraft("Hilside Roaster"), ["Hillside Roasters"], "Similar name"),
        (PartyDraft("DIAZ, Ana"), ["Ana Díaz"], "Similar name"),
        (PartyDraft("Old Mill"), ["Old Mill Ltd"], "Similar name"),
        (PartyDraft("", contacts=reach("+44 (0)20 7946 0123")), ["The Daily Grind"], "Same phone: 020 7946 0123"),
        (PartyDraft("M", contacts=reach("MARK@grind.example")), ["The Daily Grind"], "Same e-mail: mark@grind.example"),
    ]
    for draft, names, why in cases:
        found = similar(store, draft)
        assert ([likely.name for likely in found], [str(likely.why) for likely in found]) == (names, [why]), draft
        assert found[0].certain == (why != "Similar name")


def test_who_has_nothing_in_common_is_left_alone(store: Store, shop: dict[str, int]) -> None:
    for name in ("", "Da", "Daily", "The", "Hillside Flowers", "Ana", "Thrown Away", "\x00\ud800", "!!!"):
        assert similar(store, PartyDraft(name)) == [], name
    assert similar(store, PartyDraft("New", contacts=reach("020 7946 0124", "", "x@"))) == []


def test_the_surest_comes_first_and_each_once(store: Store, shop: dict[str, int]) -> None:
    draft = PartyDraft("Daily Grind", contacts=reach("020 7946 0555", "02079460123", "mark@grind.example"))
    found = similar(store, draft)
    assert [(likely.name, likely.certain) for likely in found] == [("The Daily Grind", True), ("Ana Díaz", True)]
    assert [likely.name for likely in similar(store, draft, besides=shop["The Daily Grind"])] == ["Ana Díaz"]
    assert len(similar(store, draft, limit=1)) == 1


def test_an_alias_leads_to_what_it_became(store: Store, ctx: Context, shop: dict[str, int]) -> None:
    other = party.add(store, ctx, PartyDraft("Crumb & Co", contacts=reach("020 7946 0777"))).party
    merge.merge(store, ctx, shop["The Daily Grind"], other)
    for draft in (PartyDraft("Crumb and Co"), PartyDraft("x", contacts=reach("020 7946 0777"))):
        assert [likely.party for likely in similar(store, draft)] == [shop["The Daily Grind"]]


def test_a_rare_word_weighs_more_than_a_crowd(store: Store, ctx: Context) -> None:
    drafts = [*(PartyDraft(f"City Market {n}") for n in range(80)), PartyDraft("Ctiy Makret Grindle")]
    run(store, ctx, msg("Import"), None, ("party",), lambda op: {"ids": party.add_many(op, drafts)})
    assert [likely.name for likely in similar(store, PartyDraft("City Market Grindle"))] == ["Ctiy Makret Grindle"]
