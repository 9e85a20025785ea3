"""What is changed in place, archive and bin, ties, consents, form copies: one operation each, and all of it undone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from partnercrm.domain.changes import Changes
from partnercrm.domain.dates import Clock
from partnercrm.domain.errors import ChangedSince, Invalid, NotDeletable, NotFound, NotUndoable, Refused
from partnercrm.domain.interaction import Channel, FollowUpDraft, InteractionDraft
from partnercrm.domain.ledger import Direction, ExchangeDraft, Kind, LineDraft
from partnercrm.domain.party import ConsentState, ContactDraft, ContactKind, Mode, PartyDraft, Role, RoleDraft, TieKind
from partnercrm.domain.party_rows import PartyFilter, PartyPage
from partnercrm.services import (
    archive,
    contact,
    draft,
    follow_up,
    form_copy,
    interaction,
    ledger,
    party,
    party_edit,
    party_list,
    tie,
    undo,
)
from partnercrm.services.context import Context
from partnercrm.services.search import search
from partnercrm.services.store import Store

TODAY = dt.date(2026, 11, 21)
LATER = Clock.fixed(dt.datetime(2026, 12, 21, 9, 30, tzinfo=dt.UTC))


@pytest.fixture
def three(store: Store, ctx: Context) -> list[int]:
    """Ana, Ben and Cem, each a customer."""
    drafts = (PartyDraft(name, (RoleDraft(Role.CUSTOMER),)) for name in ("Ana", "Ben", "Cem"))
    return [party.add(store, ctx, wanted).party for wanted in drafts]


def give(store: Store, ctx: Context, number: int) -> str:
    """Posts a small favour to a party."""
    line = LineDraft(Direction.GIVEN, Kind.EXPOSURE, value=500)
    return ledger.post(store, ctx, ExchangeDraft(party=number, day=TODAY, lines=(line,))).number


Edit = Callable[[Store, Context, list[int]], Changes]

EDITS: list[tuple[Edit, str, str, Callable[[PartyPage], object], object]] = [
    (
        lambda s, c, ids: party_edit.add_tag(s, c, ids, " Priority "),
        "Tag 3 parties",
        "Tagged 3 parties: Priority",
        lambda page: [tag.text for tag in page.tags],
        ["Priority"],
    ),
    (
        lambda s, c, ids: party_edit.set_roles(s, c, ids, [Role.PARTNER, Role.SUPPLIER]),
        "Set what 3 parties are to us",
        "Set what 3 parties are to us",
        lambda page: [role.role for role in page.roles],
        [Role.SUPPLIER, Role.PARTNER],
    ),
    (
        lambda s, c, ids: party_edit.set_interval(s, c, ids, 30),
        "Set how often to reach 3 parties",
        "Set how often to reach 3 parties",
        lambda page: (page.interval_days, page.next_step and page.next_step.due),
        (30, dt.date(2026, 12, 21)),
    ),
    (
        lambda s, c, ids: party_edit.set_mode(s, c, ids, Mode.BALANCED, band=5000, settle_by=dt.date(2027, 1, 1)),
        "Set how 3 parties keep score",
        "Set how 3 parties keep score",
        lambda page: (page.mode, page.band, page.settle_by),
        (Mode.BALANCED, 5000, dt.date(2027, 1, 1)),
    ),
    (
        archive.archive,
        "Archive 3 parties",
        "Archived 3 parties",
        lambda page: page.archived_at is not None,
        True,
    ),
    (
        archive.bin,
        "Put 3 parties into the bin",
        "3 parties are in the bin",
        lambda page: page.binned_at is not None,
        True,
    ),
]


@pytest.mark.parametrize(("edit", "name", "said", "look", "wanted"), EDITS)
def test_several_at_once_are_one_operation_and_one_undo(
    store: Store,
    ctx: Context,
    three: list[int],
    edit: Edit,
    name: str,
    said: str,
    look: Callable[[PartyPage], object],
    wanted: object,
) -> None:
    before = [look(party.page(store, ctx, number)) for number in three]
    changes = edit(store, ctx, three)
    assert str(changes.said) == said and changes.parties == set(three)
    assert str(undo.next_undo(store)) == name
    assert [look(party.page(store, ctx, number)) for number in three] == [wanted] * 3
    assert not edit(store, ctx, three).undoable, "a second time changes nothing"
    undo.undo(store, ctx)
    assert [look(party.page(store, ctx, number)) for number in three] == before


def test_one_is_named(store: Store, ctx: Context, three: list[int]) -> None:
    party_edit.add_tag(store, ctx, three[:1], "Priority")
    assert str(undo.next_undo(store)) == "Tag Ana"
    party_edit.remove_tag(store, ctx, three[:1], "PRIORITY")
    assert str(undo.next_undo(store)) == "Untag Ana"
    assert party.page(store, ctx, three[0]).tags == ()


def test_a_new_name_is_found_at_once(store: Store, ctx: Context, three: list[int]) -> None:
    party_edit.rename(store, ctx, three[1], "Ágnes")
    assert [hit.name for hit in search(store, "agn")] == ["Ágnes"] and search(store, "ben") == []
    assert [row.name for row in party_list.rows(store, ctx, party_list.ids(store, ctx))] == ["Ágnes", "Ana", "Cem"]
    with pytest.raises(Invalid):
        party_edit.rename(store, ctx, three[1], " ")


def test_about_and_notes(store: Store, ctx: Context, three: list[int]) -> None:
    party_edit.set_about(store, ctx, three[0], "Coffee beans")
    party_edit.add_note(store, ctx, three[0], "Prefers\ncash")
    page = party.page(store, ctx, three[0])
    assert page.about == "Coffee beans" and page.notes[0].text == "Prefers\ncash"
    assert [hit.sub for hit in search(store, "cash")] == ["Coffee beans"]
    with pytest.raises(Invalid):
        party_edit.add_note(store, ctx, three[0], " \n")


def test_roles_that_ended_stay(store: Store, ctx: Context) -> None:
    ended = RoleDraft(Role.SUPPLIER, dt.date(2020, 1, 1), dt.date(2025, 12, 31))
    number = party.add(store, ctx, PartyDraft("Distributor", (ended, RoleDraft(Role.CUSTOMER)))).party
    party_edit.set_roles(store, ctx, [number], [Role.SUPPLIER])
    roles = party.page(store, ctx, number).roles
    assert [(role.role, role.until_day, role.current) for role in roles] == [
        (Role.SUPPLIER, None, True),
        (Role.SUPPLIER, dt.date(2025, 12, 31), False),
    ]


@pytest.mark.parametrize("days", [0, -1, 4000])
def test_an_interval_nobody_means_is_refused(store: Store, ctx: Context, three: list[int], days: int) -> None:
    with pytest.raises(Invalid):
        party_edit.set_interval(store, ctx, three, days)


def test_a_band_belongs_to_a_rough_score(store: Store, ctx: Context, three: list[int]) -> None:
    with pytest.raises(Invalid):
        party_edit.set_mode(store, ctx, three, Mode.STRICT, band=100)
    with pytest.raises(Invalid):
        party_edit.set_mode(store, ctx, three, Mode.BALANCED, band=-1)


def test_half_letters_are_refused_everywhere(store: Store, ctx: Context, three: list[int]) -> None:
    mail = ContactDraft(ContactKind.EMAIL, "ana@example.org")
    party.change(store, ctx, three[0], replace(party.draft_of(store, ctx, three[0]), contacts=(mail,)))
    point = party.page(store, ctx, three[0]).contacts[0].id
    half = "\ud800"
    attempts: list[Callable[[], object]] = [
        lambda: party_edit.rename(store, ctx, three[0], half),
        lambda: party_edit.set_about(store, ctx, three[0], half),
        lambda: party_edit.add_tag(store, ctx, three, "x" + half),
        lambda: party_edit.add_note(store, ctx, three[0], half),
        lambda: contact.set_consent(store, ctx, point, half, ConsentState.GIVEN),
        lambda: tie.add_tie(store, ctx, three[0], three[1], TieKind.SUPPLIES, note=half),
    ]
    for attempt in attempts:
        with pytest.raises(Invalid):
            attempt()
    with pytest.raises(NotFound):
        party.find(store, half)


def test_nothing_is_written_where_one_is_missing(store: Store, ctx: Context, three: list[int]) -> None:
    with pytest.raises(NotFound):
        party_edit.add_tag(store, ctx, [*three, 99], "Priority")
    assert party.page(store, ctx, three[0]).tags == ()


# Archive and bin


def test_the_archive_is_off_the_list_and_last_in_the_search(store: Store, ctx: Context) -> None:
    old, new = (party.add(store, ctx, PartyDraft(name)).party for name in ("Anna", "Annabel"))
    archive.archive(store, ctx, [old])
    assert party_list.ids(store, ctx) == [new]
    assert party_list.ids(store, ctx, PartyFilter(archived=True)) == [old]
    assert [(hit.party, hit.archived) for hit in search(store, "anna")] == [(new, False), (old, True)]
    archive.unarchive(store, ctx, [old])
    assert party_list.ids(store, ctx) == [old, new]


def test_the_bin_is_out_of_sight(store: Store, ctx: Context, three: list[int]) -> None:
    archive.bin(store, ctx, three[:2])
    assert party_list.ids(store, ctx) == three[2:] and search(store, "ana") == []
    assert party_list.ids(store, ctx, PartyFilter(in_bin=True)) == three[:2]
    assert party_list.ids(store, ctx, PartyFilter(in_bin=True, text="BE")) == three[1:2]
    for text in ("Ana", str(party.page(store, ctx, three[0]).uuid)):
        with pytest.raises(NotFound):
            party.find(store, text)
    with pytest.raises(NotFound):
        party_edit.add_tag(store, ctx, three[:1], "Priority")
    archive.unbin(store, ctx, three[:1])
    assert party_list.ids(store, ctx) == [three[0], three[2]]
    assert [hit.name for hit in search(store, "ana")] == ["Ana"]


def test_who_was_given_something_is_archived_and_never_binned(store: Store, ctx: Context, three: list[int]) -> None:
    give(store, ctx, three[0])
    draft.save(store, ctx, ExchangeDraft(party=three[1], day=TODAY))
    with pytest.raises(NotDeletable, match="given or taken with Ana, Ben"):
        archive.bin(store, ctx, three)
    assert party_list.ids(store, ctx) == three


def test_the_bin_is_emptied_after_thirty_days_and_that_can_be_undone(
    store: Store, ctx: Context, three: list[int]
) -> None:
    ana, ben, _cem = three
    party_edit.add_tag(store, ctx, three, "Priority")
    party_edit.add_note(store, ctx, ana, "Prefers cash")
    tie.add_tie(store, ctx, ana, ben, TieKind.WORKS_AT)
    call = InteractionDraft((ana,), Channel.CALL, TODAY, summary="Called")
    interaction.log(store, ctx, call, follow_up=FollowUpDraft("Tell Ben", TODAY, ben))
    interaction.log(store, ctx, InteractionDraft((ana, ben), Channel.VISIT, TODAY, summary="Came by"))
    follow_up.add(store, ctx, FollowUpDraft("Write", TODAY, ana))
    archive.bin(store, ctx, [ana])
    assert archive.empty_bin(store, ctx) is None
    later = replace(ctx, clock=LATER)
    before = party.page(store, ctx, ana)
    emptied = archive.empty_bin(store, later)
    assert emptied is not None and emptied.parties == {ana}
    assert str(undo.next_undo(store)) == "Empty the bin of 1 party"
    with pytest.raises(NotFound):
        party.page(store, later, ana)
    assert party.page(store, later, ben).ties == ()
    with store.read() as connection:
        left = connection.exec_driver_sql("SELECT summary FROM interaction").scalars().all()
    assert left == ["Came by"], "what was said with Ben too stays"
    step = party.page(store, later, ben).next_step
    assert step is not None and step.title == "Tell Ben"
    undo.undo(store, later)
    assert party.page(store, ctx, ana) == before
    archive.unbin(store, later, [ana])
    assert party.page(store, ctx, ben).ties[0].name == "Ana"


def test_what_was_emptied_is_forgotten_thirty_days_later(store: Store, ctx: Context, three: list[int]) -> None:
    archive.bin(store, ctx, three[:1])
    emptied = archive.empty_bin(store, replace(ctx, clock=LATER))
    much_later = replace(ctx, clock=Clock.fixed(dt.datetime(2027, 1, 21, 9, 30, tzinfo=dt.UTC)))
    assert emptied is not None and archive.empty_bin(store, much_later) is None
    with store.read() as connection:
        sql = "SELECT count(*) FROM audit WHERE operation_id = ? AND before IS NOT NULL"
        assert connection.exec_driver_sql(sql, (emptied.operation,)).scalar_one() == 0
    with pytest.raises(NotUndoable):
        undo.undo(store, much_later, emptied.operation)


def test_undo_of_adding_is_refused_once_something_hangs_on_it(store: Store, ctx: Context) -> None:
    added = party.add(store, ctx, PartyDraft("Ana"))
    interaction.log(store, ctx, InteractionDraft((added.party,), Channel.CALL, TODAY, summary="Called"))
    with pytest.raises(ChangedSince):
        undo.undo(store, ctx, added.changes.operation)
    assert party.page(store, ctx, added.party).name == "Ana"


# Ties


def test_a_tie_reads_both_ways(store: Store, ctx: Context, three: list[int]) -> None:
    ana, ben, cem = three
    made = tie.add_tie(store, ctx, ana, ben, TieKind.WORKS_AT, note="mornings")
    assert str(made.changes.said) == "Ana works at Ben"
    there, back = (party.page(store, ctx, number).ties[0] for number in (ana, ben))
    assert (str(there.reads), there.party, there.outgoing) == ("works at", ben, True)
    assert (str(back.reads), back.party, back.outgoing) == ("employs", ana, False)
    for ends in ((ana, ben), (ana, ana)):
        with pytest.raises(Refused):
            tie.add_tie(store, ctx, *ends, TieKind.WORKS_AT)
    tie.add_tie(store, ctx, ben, ana, TieKind.WORKS_AT)
    tie.add_tie(store, ctx, ana, cem, TieKind.COMPETES_WITH)
    with pytest.raises(Refused):
        tie.add_tie(store, ctx, cem, ana, TieKind.COMPETES_WITH)
    tie.remove_tie(store, ctx, made.tie)
    assert [found.party for found in party.page(store, ctx, ana).ties] == [cem, ben]
    undo.undo(store, ctx)
    assert len(party.page(store, ctx, ana).ties) == 3
    with pytest.raises(NotFound):
        tie.remove_tie(store, ctx, 99)


# Consents


def test_the_latest_answer_stands(store: Store, ctx: Context) -> None:
    mail = ContactDraft(ContactKind.EMAIL, "ana@example.org")
    number = party.add(store, ctx, PartyDraft("Ana", contacts=(mail,))).party
    point = party.page(store, ctx, number).contacts[0].id
    contact.set_consent(store, ctx, point, "newsletter", ConsentState.GIVEN, how="at the till")
    contact.set_consent(store, ctx, point, "newsletter", ConsentState.WITHDRAWN, day=dt.date(2026, 11, 20))
    (consent,) = party.page(store, ctx, number).contacts[0].consents
    assert (consent.state, consent.day, consent.how) == (ConsentState.WITHDRAWN, dt.date(2026, 11, 20), "")
    undo.undo(store, ctx)
    (consent,) = party.page(store, ctx, number).contacts[0].consents
    assert (consent.state, consent.day, consent.how) == (ConsentState.GIVEN, TODAY, "at the till")
    with pytest.raises(Invalid):
        contact.set_consent(store, ctx, point, " ", ConsentState.GIVEN)
    with pytest.raises(Invalid):
        contact.set_consent(store, ctx, point, "newsletter", ConsentState.GIVEN, day=dt.date(2026, 11, 22))
    with pytest.raises(NotFound):
        contact.set_consent(store, ctx, 99, "newsletter", ConsentState.GIVEN)


def test_an_answer_belongs_to_the_address_that_was_asked(store: Store, ctx: Context) -> None:
    mail = ContactDraft(ContactKind.EMAIL, "ana@example.org")
    number = party.add(store, ctx, PartyDraft("Ana", contacts=(mail,))).party
    point = party.page(store, ctx, number).contacts[0].id
    contact.set_consent(store, ctx, point, "newsletter", ConsentState.GIVEN)
    wanted = party.draft_of(store, ctx, number)
    party.change(store, ctx, number, replace(wanted, contacts=(replace(mail, label="Home"),)))
    assert len(party.page(store, ctx, number).contacts[0].consents) == 1
    party.change(store, ctx, number, replace(wanted, contacts=(replace(mail, value="ben@example.org"),)))
    assert party.page(store, ctx, number).contacts[0].consents == ()
    undo.undo(store, ctx)
    assert len(party.page(store, ctx, number).contacts[0].consents) == 1


# Form copies


def test_a_half_typed_form_survives(store: Store, ctx: Context) -> None:
    assert form_copy.load(store, ctx, "party") is None
    form_copy.drop(store, ctx, "party")
    form_copy.keep(store, ctx, "party", {"name": "The Da", "roles": ["partner"], "odd": "\ud800\x00=1+1"})
    form_copy.keep(store, ctx, "party", {"name": "The Daily", "odd": "\ud800\x00=1+1"})
    kept = form_copy.load(store, ctx, "party")
    assert kept is not None and kept.content == {"name": "The Daily", "odd": "\ud800\x00=1+1"}
    assert kept.saved_at == ctx.now
    assert form_copy.load(store, ctx, "log") is None
    form_copy.drop(store, ctx, "party")
    assert form_copy.load(store, ctx, "party") is None
    assert undo.next_undo(store) is None
