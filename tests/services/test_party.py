"""People and businesses: what is added stands on the page, what is changed is written and no more, and who is found."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partnercrm.domain.errors import Ambiguous, Invalid, KeyReused, NotFound, Refused
from partnercrm.domain.party import (
    ContactDraft,
    ContactKind,
    DateDraft,
    Mode,
    PartyDraft,
    PartyKind,
    Role,
    RoleDraft,
)
from partnercrm.domain.words import msg
from partnercrm.services import party, party_list, undo
from partnercrm.services.context import Context
from partnercrm.services.operations import run
from partnercrm.services.search import search
from partnercrm.services.store import Store

BAKERY = PartyDraft(
    name="The Daily Grind",
    roles=(RoleDraft(Role.PARTNER), RoleDraft(Role.SUPPLIER, dt.date(2026, 1, 1), dt.date(2026, 12, 31))),
    about="Mark's bakery next door",
    contacts=(
        ContactDraft(ContactKind.PHONE, "020 7946 0123", "Shop"),
        ContactDraft(ContactKind.EMAIL, "mark@grind.example"),
        ContactDraft(ContactKind.ADDRESS, street="High Street 3", postcode="10115", town="Berlin"),
    ),
    tags=("Local", "Neighbour"),
    notes=("Mark knows everybody at the market.",),
    preferences=("Call after 5",),
    dates=(DateDraft("Mark's birthday", 2, 29), DateDraft("Opened", 5, 1, 2019)),
    needs=("Flyers",),
    offers=("Oven time", "Window space"),
    interval_days=14,
    language="en",
    source="till",
    external_id="P-7",
)

Everything = Callable[[], dict[str, list[str]]]


def audited(store: Store, operation: int) -> list[tuple[str, str]]:
    """Table and kind of each row that an operation wrote."""
    with store.read() as connection:
        rows = connection.exec_driver_sql(
            "SELECT row_table, before, after FROM audit WHERE operation_id = ? ORDER BY id", (operation,)
        ).all()
    return [
        (table, "new" if before is None else "gone" if after is None else "changed") for table, before, after in rows
    ]


def test_what_is_added_stands_on_the_page(store: Store, ctx: Context) -> None:
    added = party.add(store, ctx, BAKERY)
    page = party.page(store, ctx, added.party)
    assert page.uuid == added.uuid
    assert party.as_draft(page) == replace(BAKERY, mode=Mode.BALANCED, roles=(BAKERY.roles[1], BAKERY.roles[0])), (
        "roles come in their own order, everything else as it was said"
    )
    assert [role.current for role in page.roles] == [True, True]
    assert page.clock_start == dt.date(2026, 11, 21)
    assert page.notes[0].author == "Sarah"
    assert str(added.changes.said) == "Added The Daily Grind"
    assert added.changes.subjects == {"party"} and added.changes.parties == {added.party}


def test_the_first_form_is_enough(store: Store, ctx: Context) -> None:
    added = party.add(store, ctx, PartyDraft("Ana", (RoleDraft(Role.CUSTOMER),), PartyKind.PERSON))
    page = party.page(store, ctx, added.party)
    assert (page.mode, page.interval_days, page.next_step, page.last_contact) == (Mode.BALANCED, None, None, None)


def test_employees_are_generous(store: Store, ctx: Context) -> None:
    lena = party.add(store, ctx, PartyDraft("Lena", (RoleDraft(Role.EMPLOYEE), RoleDraft(Role.CUSTOMER))))
    assert party.page(store, ctx, lena.party).mode is Mode.GENEROUS
    strict = party.add(store, ctx, PartyDraft("Ben", (RoleDraft(Role.EMPLOYEE),), mode=Mode.STRICT))
    assert party.page(store, ctx, strict.party).mode is Mode.STRICT


def test_a_draft_with_problems_is_refused(store: Store, ctx: Context) -> None:
    with pytest.raises(Invalid) as refused:
        party.add(store, ctx, PartyDraft(" ", contacts=(ContactDraft(ContactKind.EMAIL, "mark"),)))
    assert [problem.field for problem in refused.value.problems] == ["name", "contacts.0"]
    with pytest.raises(Invalid):
        party.add(store, ctx, PartyDraft("half a letter \ud800"))
    assert party_list.ids(store, ctx) == []


def test_half_letters_are_refused_within_an_operation_too(store: Store, ctx: Context) -> None:
    drafts = [PartyDraft("Ana"), PartyDraft("Ben", notes=("\udfff",))]
    with pytest.raises(Invalid):
        run(store, ctx, msg("Import"), None, ("party",), lambda op: {"parties": party.add_many(op, drafts)})
    assert party_list.ids(store, ctx) == []


def test_an_external_reference_is_there_once(store: Store, ctx: Context) -> None:
    party.add(store, ctx, BAKERY)
    with pytest.raises(Refused, match="till:P-7 is here already: The Daily Grind"):
        party.add(store, ctx, PartyDraft("Another", source="till", external_id="P-7"))
    party.add(store, ctx, PartyDraft("Another", source="shop", external_id="P-7"))


def test_the_same_key_adds_once(store: Store, ctx: Context) -> None:
    first = party.add(store, ctx.keyed("form-1"), BAKERY)
    again = party.add(store, ctx.keyed("form-1"), BAKERY)
    assert (again.party, again.uuid) == (first.party, first.uuid)
    with pytest.raises(KeyReused):
        party.add(store, ctx.keyed("form-1"), PartyDraft("Somebody else"))


def test_many_at_once_are_one_operation(store: Store, ctx: Context) -> None:
    drafts = [PartyDraft(f"Customer {n}", tags=("Newsletter", "newsletter ")) for n in range(30)]
    done = run(store, ctx, msg("Import"), None, ("party",), lambda op: {"ids": party.add_many(op, drafts)})
    assert [party.page(store, ctx, number).name for number in done.answer["ids"]] == [draft.name for draft in drafts]
    assert party_list.tags(store) == [("Newsletter", 30)]
    assert len(search(store, "customer")) == 30
    undo.undo(store, ctx)
    assert party_list.ids(store, ctx) == [] and search(store, "customer") == []


def test_a_change_that_changes_nothing_writes_nothing(store: Store, ctx: Context) -> None:
    added = party.add(store, ctx, BAKERY)
    changes = party.change(store, ctx, added.party, party.draft_of(store, ctx, added.party))
    assert audited(store, changes.operation) == []
    assert not changes.undoable, "Ctrl+Z must not stop at it"


@pytest.mark.parametrize(
    ("change", "written"),
    [
        ({"name": "Daily Grind"}, [("party", "changed")]),
        ({"roles": BAKERY.roles[:1]}, [("party_role", "gone")]),
        ({"roles": (RoleDraft(Role.PARTNER, dt.date(2026, 3, 1)), BAKERY.roles[1])}, [("party_role", "changed")]),
        ({"tags": ("LOCAL", "Oven")}, [("tag", "new"), ("party_tag", "gone"), ("party_tag", "new")]),
        ({"notes": (*BAKERY.notes, "Second")}, [("note", "new")]),
        ({"preferences": ()}, [("preference", "gone")]),
        ({"dates": (DateDraft("Mark's birthday", 3, 1), BAKERY.dates[1])}, [("important_date", "changed")]),
        ({"needs": ("Flyers", "Beans")}, [("need_or_offer", "new")]),
        ({"contacts": BAKERY.contacts[:2]}, [("contact_point", "gone")]),
        (
            {"contacts": (replace(BAKERY.contacts[0], label="Till"), *BAKERY.contacts[1:])},
            [("contact_point", "changed")],
        ),
        ({"contacts": (*BAKERY.contacts, ContactDraft(ContactKind.WEB, "grind.example"))}, [("contact_point", "new")]),
        (
            {"contacts": (ContactDraft(ContactKind.PHONE, "020 7946 0999"), *BAKERY.contacts[1:])},
            [("contact_point", "gone"), ("contact_point", "new")],
        ),
        ({"contacts": BAKERY.contacts[::-1]}, [("contact_point", "changed")] * 2),
    ],
)
def test_a_change_writes_only_the_rows_that_differ(
    store: Store,
    ctx: Context,
    everything: Everything,
    change: dict[str, Any],
    written: list[tuple[str, str]],
) -> None:
    added = party.add(store, ctx, BAKERY)
    before = everything()
    wanted = replace(party.draft_of(store, ctx, added.party), **change)
    changes = party.change(store, ctx, added.party, wanted)
    assert audited(store, changes.operation) == written
    found = party.draft_of(store, ctx, added.party)
    assert replace(found, tags=(), roles=(), notes=()) == replace(wanted, tags=(), roles=(), notes=())
    assert (set(found.roles), set(found.notes)) == (set(wanted.roles), set(wanted.notes))
    undo.undo(store, ctx)
    assert everything() == before


def test_a_party_that_is_not_there_is_not_found(store: Store, ctx: Context) -> None:
    with pytest.raises(NotFound):
        party.page(store, ctx, 99)
    with pytest.raises(NotFound):
        party.change(store, ctx, 99, BAKERY)


def test_undo_takes_an_added_party_away(store: Store, ctx: Context, everything: Everything) -> None:
    before = everything()
    added = party.add(store, ctx, BAKERY)
    undo.undo(store, ctx)
    assert everything() == before
    assert search(store, "grind") == []
    undo.redo(store, ctx)
    assert party.page(store, ctx, added.party).name == BAKERY.name
    assert [hit.party for hit in search(store, "grind")] == [added.party]


def test_a_party_is_found_by_how_somebody_names_it(store: Store, ctx: Context) -> None:
    added = party.add(store, ctx, BAKERY)
    for text in (
        str(added.uuid),
        added.uuid.hex,
        "till:P-7",
        "P-7",
        "The Daily Grind",
        "the daily GRIND",
        " The Daily  Grind",
    ):
        assert party.find(store, text) == added.party, text
    for text in ("Daily Grind", "till:P-8", str(UUID(int=4)), "", "P-"):
        with pytest.raises(NotFound):
            party.find(store, text)


def test_two_that_fit_are_both_named(store: Store, ctx: Context) -> None:
    first, second = (party.add(store, ctx, PartyDraft("Ana Díaz")) for _ in range(2))
    with pytest.raises(Ambiguous) as refused:
        party.find(store, "Ana Díaz")
    assert str(first.uuid) in str(refused.value) and str(second.uuid) in str(refused.value)


def test_an_exact_name_goes_before_a_similar_spelling(store: Store, ctx: Context) -> None:
    exact = party.add(store, ctx, PartyDraft("Ana Diaz"))
    party.add(store, ctx, PartyDraft("Ana Díaz"))
    assert party.find(store, "Ana Diaz") == exact.party
    with pytest.raises(Ambiguous):
        party.find(store, "ana diaz")


def test_an_external_id_that_is_somebody_elses_name_is_refused(store: Store, ctx: Context) -> None:
    party.add(store, ctx, PartyDraft("ALFKI"))
    party.add(store, ctx, PartyDraft("Alfreds Futterkiste", source="northwind", external_id="ALFKI"))
    with pytest.raises(Ambiguous):
        party.find(store, "ALFKI")
    assert party.page(store, ctx, party.find(store, "northwind:ALFKI")).name == "Alfreds Futterkiste"


def test_a_source_may_hold_a_colon(store: Store, ctx: Context) -> None:
    added = party.add(store, ctx, PartyDraft("Ana", source="till:front", external_id="7:1"))
    assert party.find(store, "till:front:7:1") == added.party


def test_the_walk_in_party_is_made_once_and_never_listed(store: Store, ctx: Context) -> None:
    number = party.walk_in(store, ctx)
    assert party.walk_in(store, ctx.keyed("again")) == number
    assert party_list.ids(store, ctx) == [] and search(store, "walk") == []
    for look in (lambda: party.page(store, ctx, number), lambda: party.find(store, party.WALK_IN_NAME)):
        with pytest.raises(NotFound):
            look()
    assert undo.next_undo(store) is None


def test_naughty_strings_come_back_unchanged(store: Store, ctx: Context, shared: Any) -> None:
    strings = json.loads((shared / "data" / "strings" / "blns.json").read_text("utf-8"))
    names = [text for text in strings if text.strip() and len(text) <= 200]
    drafts = [PartyDraft(name, notes=(text,)) for name, text in zip(names, reversed(names), strict=True)]
    done = run(store, ctx, msg("Import"), None, ("party",), lambda op: {"ids": party.add_many(op, drafts)})
    numbers = done.answer["ids"]
    assert [row.name for row in party_list.rows(store, ctx, numbers)] == names
    with store.read() as connection:
        notes = connection.exec_driver_sql("SELECT text FROM note ORDER BY party_id").scalars().all()
    assert notes == [draft.notes[0] for draft in drafts]
    for number, draft in list(zip(numbers, drafts, strict=True))[::10]:
        assert party.as_draft(party.page(store, ctx, number)) == replace(draft, mode=Mode.BALANCED)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).filter(str.strip)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(TEXTS, max_size=4), st.lists(TEXTS, max_size=4), st.lists(TEXTS, max_size=4))
def test_any_change_leaves_what_was_wanted_and_undo_what_was_there(
    store: Store, ctx: Context, everything: Everything, before: list[str], after: list[str], contacts: list[str]
) -> None:
    web = tuple(ContactDraft(ContactKind.WEB, text) for text in contacts)
    first = PartyDraft("Ana", notes=tuple(before), preferences=tuple(after), contacts=web)
    second = PartyDraft("Ana", notes=tuple(after), preferences=tuple(before), contacts=web[::-1][:2])
    number = party.add(store, ctx, first).party
    stood = everything()
    changed = party.change(store, ctx, number, second)
    found = party.draft_of(store, ctx, number)
    assert sorted(found.notes) == sorted(second.notes) and sorted(found.preferences) == sorted(second.preferences)
    assert found.contacts == second.contacts
    if changed.undoable:
        undo.undo(store, ctx, changed.operation)
    assert everything() == stood
