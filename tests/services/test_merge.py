"""Two records become one and, by undo, two again: what moves, what stays, and that every row comes back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partnercrm.domain.errors import NotFound, Refused
from partnercrm.domain.interaction import Channel, FollowUpDraft, InteractionDraft
from partnercrm.domain.ledger import Basis, Direction, ExchangeDraft, Kind, LineDraft
from partnercrm.domain.party import (
    ConsentState,
    ContactDraft,
    ContactKind,
    DateDraft,
    Mode,
    PartyDraft,
    Role,
    RoleDraft,
    TieKind,
)
from partnercrm.services import (
    archive,
    contact,
    draft,
    follow_up,
    interaction,
    ledger,
    merge,
    party,
    party_list,
    tie,
    undo,
)
from partnercrm.services.context import Context
from partnercrm.services.search import search
from partnercrm.services.store import Store

Everything = Callable[[], dict[str, list[str]]]

TODAY = dt.date(2026, 11, 21)
PHONE = ContactDraft(ContactKind.PHONE, "020 7946 0123")
FIRST = PartyDraft(
    "The Daily Grind",
    (RoleDraft(Role.PARTNER),),
    contacts=(PHONE,),
    tags=("Local",),
    notes=("Same note",),
    dates=(DateDraft("Opened", 5, 1),),
)
SECOND = PartyDraft(
    "Daily Grind Bakery",
    (RoleDraft(Role.PARTNER, dt.date(2026, 1, 1)), RoleDraft(Role.SUPPLIER)),
    about="Bakery next door",
    contacts=(
        ContactDraft(ContactKind.PHONE, "+44 20 7946 0123"),
        ContactDraft(ContactKind.EMAIL, "mark@grind.example"),
    ),
    tags=("local", "Oven"),
    notes=("Same note", "Another"),
    preferences=("Call after 5",),
    dates=(DateDraft("Opened", 5, 1, 2019), DateDraft("Mark", 2, 29)),
    needs=("Flyers",),
    offers=("Oven",),
    interval_days=14,
    source="till",
    external_id="P-7",
)


@pytest.fixture
def two(store: Store, ctx: Context) -> tuple[int, int]:
    """The bakery twice, the second one with a life of its own."""
    keep, other = (party.add(store, ctx, wanted).party for wanted in (FIRST, SECOND))
    neighbour = party.add(store, ctx, PartyDraft("Mark")).party
    tie.add_tie(store, ctx, neighbour, keep, TieKind.WORKS_AT)
    tie.add_tie(store, ctx, neighbour, other, TieKind.WORKS_AT)
    tie.add_tie(store, ctx, other, neighbour, TieKind.COLLABORATES_WITH)
    tie.add_tie(store, ctx, keep, other, TieKind.COMPETES_WITH)
    both = InteractionDraft((keep, other), Channel.MEETING, dt.date(2026, 11, 1), summary="Market")
    interaction.log(store, ctx, both)
    interaction.log(store, ctx, InteractionDraft((other,), Channel.CALL, dt.date(2026, 11, 18), summary="Oven"))
    follow_up.add(store, ctx, FollowUpDraft("Bring flyers", dt.date(2026, 11, 25), other))
    bill = LineDraft(Direction.RECEIVED, Kind.GOODS, 23112, Basis.BILL)
    ledger.post(store, ctx, ExchangeDraft(party=other, day=dt.date(2026, 11, 2), lines=(bill,)))
    draft.save(store, ctx, ExchangeDraft(party=other, day=TODAY, lines=(bill,)))
    return keep, other


def test_both_sides_stand_field_by_field(store: Store, ctx: Context, two: tuple[int, int]) -> None:
    view = merge.merge_view(store, ctx, *two)
    assert (view.keep.id, view.other.id) == two
    differing = {field.key: (field.keep, field.other) for field in view.fields if field.differs}
    assert differing == {
        "name": ("The Daily Grind", "Daily Grind Bakery"),
        "about": ("", "Bakery next door"),
        "interval_days": (None, 14),
    }
    assert view.proposed == {"about", "interval_days"}


def test_what_hangs_on_the_other_moves_without_doubles(store: Store, ctx: Context, two: tuple[int, int]) -> None:
    keep, other = two
    changes = merge.merge(store, ctx, keep, other)
    assert str(changes.said) == "Merged Daily Grind Bakery into The Daily Grind"
    page = party.page(store, ctx, other)
    assert (page.id, page.name, page.about, page.interval_days) == (keep, "The Daily Grind", "Bakery next door", 14)
    assert [role.role for role in page.roles] == [Role.SUPPLIER, Role.PARTNER]
    assert [point.value for point in page.contacts] == ["020 7946 0123", "mark@grind.example"]
    assert [tag.text for tag in page.tags] == ["Local", "Oven"]
    assert sorted(note.text for note in page.notes) == ["Another", "Same note"]
    assert [date.label for date in page.dates] == ["Mark", "Opened"]
    assert [(str(found.reads), found.name) for found in page.ties] == [
        ("collaborates with", "Mark"),
        ("employs", "Mark"),
    ]
    assert ([need.text for need in page.needs], [offer.text for offer in page.offers]) == (["Flyers"], ["Oven"])
    assert page.last_contact == dt.date(2026, 11, 18)
    assert page.next_step is not None and page.next_step.title == "Bring flyers"
    assert [(alias.party, alias.name) for alias in page.aliases] == [(other, "Daily Grind Bakery")]
    (row,) = party_list.rows(store, ctx, [keep])
    assert row.we_owe == 23112 and row.months[-1] == 3
    assert [found.party_id for found in draft.listed(store)] == [keep]


def test_an_alias_is_found_and_leads_to_what_it_became(store: Store, ctx: Context, two: tuple[int, int]) -> None:
    keep, other = two
    uuid = party.page(store, ctx, other).uuid
    merge.merge(store, ctx, keep, other)
    for text in (str(uuid), "till:P-7", "P-7", "Daily Grind Bakery", "the daily grind"):
        assert party.find(store, text) == keep, text
    (hit,) = search(store, "daily grind bak")
    assert (hit.party, hit.name, str(hit.why)) == (keep, "The Daily Grind", "Also known as Daily Grind Bakery")
    (hit,) = search(store, "bakery")
    assert hit.party == keep
    assert [found.party for found in search(store, "da")] == [keep]


def test_an_entry_keeps_its_party_and_new_ones_go_to_what_it_became(
    store: Store, ctx: Context, two: tuple[int, int]
) -> None:
    keep, other = two
    merge.merge(store, ctx, keep, other)
    line = LineDraft(Direction.GIVEN, Kind.MONEY, 3112, Basis.BILL)
    ledger.post(store, ctx, ExchangeDraft(party=other, day=TODAY, lines=(line,)))
    with store.read() as connection:
        parties = connection.exec_driver_sql("SELECT party_id FROM exchange ORDER BY id").scalars().all()
    assert parties == [other, keep]
    (row,) = party_list.rows(store, ctx, [keep])
    assert row.we_owe == 20000, "the payment paid the bill that was posted to the alias"


def test_undo_makes_two_of_one_again(store: Store, ctx: Context, two: tuple[int, int], everything: Everything) -> None:
    before, found = everything(), search(store, "daily")
    merge.merge(store, ctx, *two)
    assert everything() != before
    undo.undo(store, ctx)
    assert everything() == before and search(store, "daily") == found


def test_chosen_fields_come_from_the_other_side(store: Store, ctx: Context, two: tuple[int, int]) -> None:
    keep, other = two
    merge.merge(store, ctx, keep, other, {"name", "kind"})
    page = party.page(store, ctx, keep)
    assert (page.name, page.about, page.interval_days) == ("Daily Grind Bakery", "", None)
    assert [hit.name for hit in search(store, "daily")] == ["Daily Grind Bakery"]
    with pytest.raises(Refused, match="no field uuid"):
        merge.merge(store, ctx, keep, party.add(store, ctx, FIRST).party, {"uuid"})


def test_aliases_lead_straight_to_the_last_one(store: Store, ctx: Context, everything: Everything) -> None:
    one, two, three = (party.add(store, ctx, PartyDraft(name)).party for name in ("One", "Two", "Three"))
    merge.merge(store, ctx, two, one)
    before = everything()
    merge.merge(store, ctx, three, two)
    with store.read() as connection:
        roots = connection.exec_driver_sql("SELECT party_id, root_id FROM alias ORDER BY party_id").all()
    assert [tuple(row) for row in roots] == [(one, three), (two, three)]
    assert [hit.party for hit in search(store, "one")] == [three]
    undo.undo(store, ctx)
    assert everything() == before
    assert [hit.party for hit in search(store, "one")] == [two]


def test_what_cannot_be_merged_is_refused_in_words(store: Store, ctx: Context) -> None:
    one, two, binned = (party.add(store, ctx, PartyDraft(name)).party for name in ("One", "Two", "Binned"))
    archive.bin(store, ctx, [binned])
    walk_in = party.walk_in(store, ctx)
    for pair, words in (((one, one), "two different"), ((one, binned), "in the bin"), ((binned, one), "in the bin")):
        with pytest.raises(Refused, match=words):
            merge.merge(store, ctx, *pair)
    for pair in ((one, 99), (one, walk_in), (walk_in, one)):
        with pytest.raises(NotFound):
            merge.merge_view(store, ctx, *pair)
    merge.merge(store, ctx, one, two)
    for pair in ((one, two), (two, one)):
        with pytest.raises(Refused, match="Two was merged into One before"):
            merge.merge_view(store, ctx, *pair)


def test_who_is_in_use_stays_in_use(store: Store, ctx: Context) -> None:
    one, two = (party.add(store, ctx, PartyDraft(name)).party for name in ("One", "Two"))
    archive.archive(store, ctx, [one])
    merge.merge(store, ctx, one, two)
    assert party_list.ids(store, ctx) == [one]


def test_the_mode_brings_its_band(store: Store, ctx: Context) -> None:
    from partnercrm.services import party_edit

    one, two = (party.add(store, ctx, PartyDraft(name)).party for name in ("One", "Two"))
    party_edit.set_mode(store, ctx, [one], Mode.GENEROUS)
    party_edit.set_mode(store, ctx, [two], Mode.BALANCED, band=500)
    merge.merge(store, ctx, one, two, {"mode"})
    page = party.page(store, ctx, one)
    assert (page.mode, page.band) == (Mode.BALANCED, 500)


ANSWERS = st.tuples(st.sampled_from(list(ConsentState)), st.dates(dt.date(2026, 11, 18), TODAY))


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.none() | ANSWERS, st.none() | ANSWERS)
def test_the_later_answer_stands_and_of_one_day_the_stricter(
    store: Store,
    ctx: Context,
    everything: Everything,
    ours: tuple[ConsentState, dt.date] | None,
    theirs: tuple[ConsentState, dt.date] | None,
) -> None:
    keep, other = (party.add(store, ctx, PartyDraft("Ana", contacts=(PHONE,))).party for _ in range(2))
    for number, answer in ((keep, ours), (other, theirs)):
        if answer is not None:
            asked = party.page(store, ctx, number).contacts[0].id
            contact.set_consent(store, ctx, asked, "newsletter", answer[0], day=answer[1])
    before = everything()
    merge.merge(store, ctx, keep, other)
    (point,) = party.page(store, ctx, keep).contacts
    strictness = list(ConsentState).index
    answers = sorted(filter(None, (ours, theirs)), key=lambda answer: (answer[1], strictness(answer[0])))
    assert [(consent.state, consent.day) for consent in point.consents] == answers[-1:]
    undo.undo(store, ctx)
    assert everything() == before


WORDS = st.lists(st.sampled_from(["Oven", "oven", "Local", "Beans", "Late"]), max_size=3)
DRAFTS = st.builds(
    PartyDraft,
    name=st.sampled_from(["Ana", "Ben", "Cem"]),
    roles=st.lists(st.sampled_from(list(Role)).map(RoleDraft), max_size=2).map(tuple),
    tags=WORDS.map(tuple),
    notes=WORDS.map(tuple),
    preferences=WORDS.map(tuple),
    needs=WORDS.map(tuple),
    offers=WORDS.map(tuple),
)


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(DRAFTS, min_size=3, max_size=4), st.data())
def test_any_merges_are_undone_row_by_row(
    store: Store, ctx: Context, everything: Everything, drafts: list[PartyDraft], data: st.DataObject
) -> None:
    parties = [party.add(store, ctx, wanted).party for wanted in drafts]
    for number in parties:
        interaction.log(store, ctx, InteractionDraft((number, parties[0]), Channel.CALL, TODAY, summary="Called"))
        if number != parties[0]:
            tie.add_tie(store, ctx, number, parties[0], TieKind.REFERS_TO)
    states = [everything()]
    while len(parties) > 1:
        other = data.draw(st.sampled_from(parties))
        parties.remove(other)
        merge.merge(store, ctx, data.draw(st.sampled_from(parties)), other)
        states.append(everything())
    while len(states) > 1:
        assert everything() == states.pop()
        undo.undo(store, ctx)
    assert everything() == states.pop()
