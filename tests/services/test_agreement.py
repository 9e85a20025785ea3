"""Agreements: what was promised, how far it is kept by what passed, reminders, documents, and the mutual benefit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from partnercrm.domain.agreement import LARGEST_DOCUMENT, AgreementDraft, AgreementKind, AgreementState
from partnercrm.domain.agreement_rows import AgreementFilter, AgreementSort
from partnercrm.domain.clause import ClauseDraft, ClauseState, Rhythm
from partnercrm.domain.errors import Ambiguous, Invalid, NotFound, Refused, StoreExists
from partnercrm.domain.interaction import FollowUpState, Origin
from partnercrm.domain.interaction_rows import FollowUpFilter
from partnercrm.domain.ledger import Basis, Direction, Kind
from partnercrm.domain.money import Currency
from partnercrm.domain.party import Role
from partnercrm.services import (
    agreement,
    agreement_document,
    agreement_reminder,
    agreement_write,
    dealing,
    ledger,
    merge,
    promotion_posting,
    undo,
    verify,
    voucher,
)
from partnercrm.services import follow_up as follow_ups
from partnercrm.services.context import Context
from partnercrm.services.store import Store
from tests.services.promotions import Plan
from tests.services.worked_examples import Book, day, gave, got

Everything = Callable[[], dict[str, list[str]]]
GIVEN, RECEIVED = Direction.GIVEN, Direction.RECEIVED
MENTION = ClauseDraft(GIVEN, Kind.EXPOSURE, count=Decimal(1), what="Newsletter mention", rhythm=Rhythm.MONTHLY)
OVEN = ClauseDraft(
    RECEIVED, Kind.SPACE_AND_EQUIPMENT, count=Decimal(4), unit="hour", what="Oven", rhythm=Rhythm.MONTHLY
)
EUR = Currency("EUR", 2)


@pytest.fixture
def book(store: Store) -> Book:
    """The shop's ledger in few words."""
    return Book(store)


@pytest.fixture
def bakery(book: Book) -> int:
    """The Daily Grind."""
    return book.party("The Daily Grind", Role.PARTNER)


@pytest.fixture
def mutual(store: Store, ctx: Context, bakery: int) -> int:
    """Since 1 September: a mention each month from us, four hours of oven each month from them."""
    draft = AgreementDraft(
        "Oven for mentions", AgreementKind.SHARED_RESOURCE, (bakery,), day(9, 1), clauses=(MENTION, OVEN)
    )
    return agreement_write.add(store, ctx, draft).id


def states(store: Store, ctx: Context, number: int, side: Direction) -> list[tuple[str, int]]:
    found = agreement.get(store, ctx, number)
    return [(each.state.value, int(each.done)) for clause in found.of(side) for each in clause.instances]


def test_both_directions_are_read_off_the_ledger(
    store: Store, ctx: Context, book: Book, mutual: int, bakery: int
) -> None:
    oven = got(Kind.SPACE_AND_EQUIPMENT, 24_00, Basis.AGREED, quantity=Decimal(2), unit="hour")
    book.post(bakery, day(9, 30), oven)
    book.post(bakery, day(10, 1), oven, gave(Kind.EXPOSURE, 25_00, Basis.AGREED))
    book.post(bakery, day(10, 20), oven)
    book.post(bakery, day(11, 5), oven, gave(Kind.EXPOSURE), gave(Kind.GOODS, 5_00, Basis.BILL))
    assert states(store, ctx, mutual, GIVEN) == [("lapsed", 0), ("fulfilled", 1), ("fulfilled", 1)]
    assert states(store, ctx, mutual, RECEIVED) == [("lapsed", 2), ("fulfilled", 4), ("partly", 2)]
    row = agreement.get(store, ctx, mutual)
    mention, hours = (agreement.entries(store, ctx, mutual, clause.id) for clause in row.clauses)
    assert len(mention) == 1
    assert mention == hours
    with pytest.raises(NotFound):
        agreement.entries(store, ctx, mutual, 99)
    assert row.due is not None
    assert (row.due[0], row.due[1].what) == (day(11, 30), "Oven")
    assert row.states(RECEIVED) == {ClauseState.LAPSED: 1, ClauseState.FULFILLED: 1, ClauseState.PARTLY: 1}


def test_a_reversal_takes_it_back_and_a_correction_stands_in(
    store: Store, ctx: Context, book: Book, mutual: int, bakery: int
) -> None:
    number = book.post(bakery, day(10, 5), gave(Kind.EXPOSURE))
    before = states(store, ctx, mutual, GIVEN)
    assert before[1] == ("fulfilled", 1)
    corrected = ledger.correct(store, ctx, number)
    assert states(store, ctx, mutual, GIVEN)[1] == ("lapsed", 0)
    ledger.post_draft(store, ctx, corrected.draft)
    assert states(store, ctx, mutual, GIVEN) == before


def test_a_credit_lowers_the_value_and_not_the_count(store: Store, ctx: Context, book: Book, bakery: int) -> None:
    supply = ClauseDraft(RECEIVED, Kind.GOODS, amount=100_00, rhythm=Rhythm.ONCE, due=day(12, 31))
    rolls = ClauseDraft(RECEIVED, Kind.GOODS, count=Decimal(50), unit="piece")
    number = agreement_write.add(
        store, ctx, AgreementDraft("Rolls", AgreementKind.SUPPLY, (bakery,), day(11, 1), clauses=(supply, rolls))
    ).id
    posted = book.post(
        bakery, day(11, 3), got(Kind.GOODS, 100_00, Basis.BILL, quantity=Decimal(50), unit="pieces"), their_document="R"
    )
    assert states(store, ctx, number, RECEIVED) == [("fulfilled", 100_00), ("fulfilled", 50)]
    credit = ledger.credit(store, ctx, posted, 10_00).number
    assert states(store, ctx, number, RECEIVED) == [("partly", 90_00), ("fulfilled", 50)]
    ledger.reverse(store, ctx, credit)
    assert states(store, ctx, number, RECEIVED) == [("fulfilled", 100_00), ("fulfilled", 50)]


def test_an_entry_that_names_its_agreement_counts_for_that_one_only(
    store: Store, ctx: Context, book: Book, mutual: int, bakery: int
) -> None:
    other = agreement_write.add(
        store, ctx, AgreementDraft("Window", AgreementKind.CROSS_PROMOTION, (bakery,), day(10, 1), clauses=(MENTION,))
    ).id
    number = book.post(bakery, day(10, 5), gave(Kind.EXPOSURE))
    assert states(store, ctx, mutual, GIVEN)[1] == states(store, ctx, other, GIVEN)[0] == ("fulfilled", 1)
    agreement_write.name_on(store, ctx, number, other)
    assert states(store, ctx, mutual, GIVEN)[1] == ("lapsed", 0)
    assert states(store, ctx, other, GIVEN)[0] == ("fulfilled", 1)
    ledger.post_draft(store, ctx, ledger.correct(store, ctx, number).draft)
    assert states(store, ctx, mutual, GIVEN)[1] == ("lapsed", 0)
    agreement_write.name_on(store, ctx, number, None)
    assert states(store, ctx, mutual, GIVEN)[1] == ("fulfilled", 1)


def test_of_two_promises_of_a_kind_the_one_is_kept_that_says_what_it_was(
    store: Store, ctx: Context, book: Book, bakery: int
) -> None:
    roaster = book.party("Hillside Roasters", Role.SUPPLIER)
    poster = replace(MENTION, what="Poster in the window")
    worth = replace(MENTION, what="Posters", count=None, amount=40_00, party=bakery)
    draft = AgreementDraft(
        "Three of us", AgreementKind.CROSS_PROMOTION, (bakery, roaster), day(11, 1), clauses=(MENTION, poster, worth)
    )
    number = agreement_write.add(store, ctx, draft).id
    clauses = agreement.get(store, ctx, number).clauses
    posted = book.post(bakery, day(11, 3), gave(Kind.EXPOSURE, 30_00, Basis.AGREED, what="the posters"))
    assert states(store, ctx, number, GIVEN) == [("open", 0), ("fulfilled", 1), ("partly", 30_00)]
    assert [len(agreement.entries(store, ctx, number, each.id)) for each in clauses] == [0, 1, 1]
    book.post(roaster, day(11, 4), gave(Kind.EXPOSURE, 20_00, Basis.AGREED, what="Poster"))
    assert states(store, ctx, number, GIVEN) == [("open", 0), ("fulfilled", 2), ("partly", 30_00)]
    book.post(bakery, day(11, 5), gave(Kind.EXPOSURE, 5_00, Basis.AGREED, what="Newsletter mention of the fair"))
    assert states(store, ctx, number, GIVEN) == [("fulfilled", 1), ("fulfilled", 2), ("partly", 30_00)]
    ledger.reverse(store, ctx, posted)
    assert states(store, ctx, number, GIVEN) == [("fulfilled", 1), ("fulfilled", 1), ("open", 0)]
    book.post(bakery, day(11, 6), gave(Kind.EXPOSURE, 2_00, Basis.AGREED, what="A story"))
    assert states(store, ctx, number, GIVEN) == [("fulfilled", 2), ("fulfilled", 2), ("partly", 2_00)]


def test_several_parties_and_merged_ones_count_as_said(
    store: Store, ctx: Context, book: Book, bakery: int, everything: Everything
) -> None:
    roaster, old = book.party("Hillside Roasters", Role.SUPPLIER), book.party("Grind Bakery", Role.PARTNER)
    clauses = (MENTION, replace(MENTION, party=roaster))
    draft = AgreementDraft("Three of us", AgreementKind.CROSS_PROMOTION, (bakery, roaster), day(11, 1), clauses=clauses)
    number = agreement_write.add(store, ctx, draft).id
    book.post(old, day(11, 2), gave(Kind.EXPOSURE))
    assert states(store, ctx, number, GIVEN) == [("open", 0), ("open", 0)]
    before = everything()
    merge.merge(store, ctx, bakery, old)
    assert states(store, ctx, number, GIVEN) == [("fulfilled", 1), ("open", 0)]
    undo.undo(store, ctx)
    assert everything() == before
    merge.merge(store, ctx, old, bakery)
    row = agreement.get(store, ctx, number)
    assert row.names == "Grind Bakery, Hillside Roasters"
    assert [each.id for each in agreement.listed(store, ctx, AgreementFilter(party=bakery))] == [number]
    assert states(store, ctx, number, GIVEN) == [("fulfilled", 1), ("open", 0)]
    agreement_write.change(store, ctx, number, agreement_write.draft_of(row))
    assert agreement.get(store, ctx, number).parties == row.parties


def test_what_belongs_to_a_closed_month_counts_there(
    store: Store, ctx: Context, book: Book, mutual: int, bakery: int
) -> None:
    book.post(bakery, day(11, 4), gave(Kind.EXPOSURE), belongs_to=day(10, 27))
    assert states(store, ctx, mutual, GIVEN) == [("lapsed", 0), ("fulfilled", 1), ("open", 0)]


def reminders(store: Store, ctx: Context) -> list[tuple[dt.date, str, FollowUpState]]:
    found = follow_ups.page_rows(store, follow_ups.ids(store, ctx, FollowUpFilter(state=None)))
    return [(row.due, row.title, row.state) for row in found if row.origin is Origin.RULE]


def test_a_reminder_is_made_once_for_each_end(store: Store, ctx: Context, book: Book, bakery: int) -> None:
    draft = AgreementDraft(
        "Beans for a year",
        AgreementKind.SUPPLY,
        (bakery,),
        day(2, 1),
        day(1, 31, 2027),
        notice_days=30,
        renew_months=12,
        remind_days=14,
    )
    number = agreement_write.add(store, ctx, draft).id
    [(due, title, state)] = reminders(store, ctx)
    assert (due, state) == (day(12, 18), FollowUpState.OPEN)
    assert "1 Jan" in title or "01/01" in title
    assert agreement_reminder.remind(store, ctx) is None
    later = book.on(day(2, 10, 2027))
    assert agreement_reminder.remind(store, later) is not None
    assert agreement_reminder.remind(store, later) is None
    assert sorted((each[0], each[2]) for each in reminders(store, later)) == [
        (day(12, 18), FollowUpState.DROPPED),
        (day(12, 18, 2027), FollowUpState.OPEN),
    ]
    agreement_write.end(store, later, number, reason="They moved away")
    assert {each[2] for each in reminders(store, later)} == {FollowUpState.DROPPED}
    assert agreement.get(store, book.on(day(2, 11, 2027)), number).state is AgreementState.ENDED
    undo.undo(store, later)
    assert {each[2] for each in reminders(store, later)} == {FollowUpState.DROPPED, FollowUpState.OPEN}


def test_nobody_is_reminded_of_a_notice_that_is_past(store: Store, ctx: Context, book: Book, bakery: int) -> None:
    draft = AgreementDraft(
        "Beans", AgreementKind.SUPPLY, (bakery,), day(1, 1), day(11, 30), notice_days=30, renew_months=12
    )
    number = agreement_write.add(store, ctx, draft).id
    assert reminders(store, ctx) == []
    assert agreement_reminder.remind(store, book.on(day(12, 1))) is not None
    assert [each[0] for each in reminders(store, book.on(day(12, 1)))] == [day(10, 1, 2027)]
    agreement_write.change(store, ctx, number, replace(draft, renew_months=None))
    assert [each[0] for each in reminders(store, ctx) if each[2] is FollowUpState.OPEN] == [day(11, 21)]


def test_signing_ending_and_removing(store: Store, ctx: Context, mutual: int, everything: Everything) -> None:
    assert agreement.get(store, ctx, mutual).state is AgreementState.UNSIGNED
    agreement_write.sign(store, ctx, mutual, day(9, 1), "Sarah and Mark")
    found = agreement.get(store, ctx, mutual)
    assert (found.state, found.signed_by) == (AgreementState.RUNNING, "Sarah and Mark")
    with pytest.raises(Refused):
        agreement_write.end(store, ctx, mutual, day(8, 1))
    agreement_write.end(store, ctx, mutual, day(10, 15))
    with pytest.raises(Refused):
        agreement_write.end(store, ctx, mutual, day(10, 15))
    found = agreement.get(store, ctx, mutual)
    assert (found.state, [each.due for each in found.clauses[0].instances]) == (
        AgreementState.ENDED,
        [day(9, 30), day(10, 15)],
    )
    assert agreement.listed(store, ctx, AgreementFilter(ended=False)) == []
    before = everything()
    agreement_write.remove(store, ctx, mutual)
    with pytest.raises(NotFound):
        agreement.get(store, ctx, mutual)
    undo.undo(store, ctx)
    assert everything() == before


def test_what_goes_on_by_itself_is_ended_with_its_term_or_in_a_later_one(
    store: Store, ctx: Context, book: Book, bakery: int
) -> None:
    draft = AgreementDraft(
        "Year by year", AgreementKind.SUPPLY, (bakery,), day(1, 1, 2025), day(12, 31, 2025), clauses=(MENTION,)
    )
    number = agreement_write.add(store, ctx, replace(draft, renew_months=12)).id
    assert agreement.get(store, ctx, number).end == day(12, 31)
    agreement_write.end(store, ctx, number, day(12, 31))
    later = book.on(day(1, 1, 2027))
    found = agreement.get(store, later, number)
    assert (found.state, found.end, len(found.clauses[0].instances)) == (AgreementState.ENDED, day(12, 31), 24)
    undo.undo(store, ctx)
    assert agreement.get(store, later, number).end == day(12, 31, 2027)
    agreement_write.end(store, ctx, number, day(11, 21))
    book.post(bakery, day(11, 20), gave(Kind.EXPOSURE))
    found = agreement.get(store, ctx, number)
    assert (found.state, found.end, len(found.clauses[0].instances)) == (AgreementState.UNSIGNED, day(11, 21), 23)
    assert states(store, ctx, number, GIVEN)[-1] == ("fulfilled", 1)
    with pytest.raises(Refused):
        agreement_write.end(store, ctx, number, day(11, 30))
    fixed = agreement_write.add(store, ctx, replace(draft, title="Once", to_day=day(12, 31))).id
    with pytest.raises(Refused):
        agreement_write.end(store, ctx, fixed, day(12, 31))


def test_clauses_are_changed_added_and_taken_away(store: Store, ctx: Context, mutual: int) -> None:
    row = agreement.get(store, ctx, mutual)
    draft = agreement_write.draft_of(row)
    goods = ClauseDraft(GIVEN, Kind.GOODS, amount=50_00, what="Ground coffee", rhythm=Rhythm.QUARTERLY)
    kept = replace(draft.clauses[1], count=Decimal(6))
    agreement_write.change(store, ctx, mutual, replace(draft, title="Oven and coffee", clauses=(kept, goods)))
    found = agreement.get(store, ctx, mutual)
    assert found.clauses[0].uuid == row.clauses[1].uuid
    assert str(found.clauses[0].words(EUR)) == "Oven: 6 hours each month"
    added = agreement_write.add_clause(store, ctx, mutual, MENTION)
    assert agreement.get(store, ctx, mutual).clauses[-1].uuid == added.uuid
    with pytest.raises(Invalid):
        agreement_write.add_clause(store, ctx, mutual, replace(MENTION, party=99))
    with pytest.raises(Invalid):
        agreement_write.add_clause(store, ctx, mutual, replace(MENTION, count=None))
    with pytest.raises(Invalid):
        agreement_write.change(store, ctx, mutual, replace(draft, title=""))


def test_the_table_of_mutual_benefit_is_read_off_the_clauses(
    store: Store, ctx: Context, book: Book, mutual: int, bakery: int
) -> None:
    roaster = book.party("Hillside Roasters", Role.SUPPLIER)
    draft = AgreementDraft("Blend", AgreementKind.SUPPLY, (roaster,), day(11, 1))
    evening = ClauseDraft(GIVEN, Kind.EXPOSURE, amount=30_00, what="Cupping evening")
    agreement_write.add(store, ctx, replace(draft, clauses=(evening,)))
    agreement_write.add(store, ctx, replace(draft, title="Over", to_day=day(11, 2), clauses=(MENTION,)))
    found = agreement.table(store, ctx)
    said = [
        (row.function.value, row.party.name, list(map(str, row.for_us)), [each.key for each in row.for_them])
        for row in found
    ]
    assert said == [
        ("supply", "Hillside Roasters", [], ["{what}: {amount}"]),
        ("shared_resource", "The Daily Grind", ["Oven: 4 hours each month"], ["{what}: {amount} each month"]),
    ]
    assert [row.party.id for row in agreement.table(store, ctx, bakery)] == [bakery]


def test_a_document_is_kept_inside_and_comes_out_the_same(
    store: Store, ctx: Context, mutual: int, tmp_path: Path, everything: Everything
) -> None:
    source, target = tmp_path / "signed.pdf", tmp_path / "out.pdf"
    source.write_bytes(b"%PDF signed by both" * 100)
    made = agreement_document.attach(store, ctx, mutual, source)
    [document] = agreement.get(store, ctx, mutual).documents
    assert (document.name, document.size, document.sha256.hex()) == ("signed.pdf", 1900, made.sha256)
    number = agreement_document.find(store, document.uuid)
    agreement_document.save(store, number, target)
    assert target.read_bytes() == source.read_bytes()
    with pytest.raises(StoreExists):
        agreement_document.save(store, number, target)
    with pytest.raises(Refused):
        agreement_document.save(store, number, tmp_path / "nowhere" / "x.pdf")
    agreement_document.attach(store, ctx, mutual, source)
    before = everything()
    agreement_document.detach(store, ctx, number)
    with pytest.raises(NotFound):
        agreement_document.content(store, number)
    undo.undo(store, ctx)
    assert everything() == before
    assert agreement_document.content(store, number) == source.read_bytes()


def test_bytes_that_no_document_has_are_forgotten_after_a_while(store: Store, book: Book, mutual: int) -> None:
    def kept() -> int:
        with store.read() as connection:
            return int(connection.exec_driver_sql("SELECT count(*) FROM document_content").scalar_one())

    first, off = book.on(day(10, 1)), book.on(day(11, 1))
    signed = agreement_document.attach_bytes(store, first, mutual, "signed.pdf", b"signed")
    agreement_document.attach_bytes(store, first, mutual, "copy.pdf", b"signed")
    agreement_document.attach_bytes(store, first, mutual, "terms.pdf", b"terms")
    ids = [document.id for document in agreement.get(store, first, mutual).documents]
    agreement_document.detach(store, off, ids[0])
    agreement_document.detach(store, off, ids[2])
    assert agreement_document.forget(store, book.on(day(11, 30))) == 0
    undo.undo(store, book.on(day(11, 30)))
    assert agreement_document.content(store, ids[2]) == b"terms"
    assert agreement_document.forget(store, book.on(day(12, 2))) == 0
    agreement_document.detach(store, book.on(day(12, 2)), ids[2])
    later = book.on(day(1, 2, 2027))
    assert (kept(), agreement_document.forget(store, later), agreement_document.forget(store, later)) == (2, 1, 0)
    assert kept() == 1
    assert agreement_document.content(store, ids[1]) == b"signed"
    assert verify.verify(store).problems == ()
    undo.undo(store, later)
    assert [document.name for document in agreement.get(store, later, mutual).documents] == ["signed.pdf", "copy.pdf"]
    assert agreement_document.find(store, signed.uuid) == ids[0]
    agreement_write.remove(store, later, mutual)
    assert agreement_document.forget(store, book.on(day(3, 1, 2027))) == 1
    assert kept() == 0


def test_a_document_that_does_not_fit_is_refused(store: Store, ctx: Context, mutual: int, tmp_path: Path) -> None:
    for content in (b"", b"x" * (LARGEST_DOCUMENT + 1)):
        with pytest.raises(Invalid):
            agreement_document.attach_bytes(store, ctx, mutual, "a.pdf", content)
    with pytest.raises(Refused):
        agreement_document.attach(store, ctx, mutual, tmp_path / "missing.pdf")
    with pytest.raises(NotFound):
        agreement_document.attach_bytes(store, ctx, 99, "a.pdf", b"x")
    agreement_document.attach_bytes(store, ctx, mutual, "a.pdf", b"x" * LARGEST_DOCUMENT)


def test_it_is_found_by_name_and_sorted(store: Store, ctx: Context, mutual: int, bakery: int) -> None:
    assert agreement.find(store, "oven FOR mentions") == mutual
    assert agreement.find(store, str(agreement.get(store, ctx, mutual).uuid)) == mutual
    with pytest.raises(NotFound):
        agreement.find(store, "nothing")
    draft = AgreementDraft("Oven for mentions", AgreementKind.SUPPLY, (bakery,), day(12, 1))
    later = agreement_write.add(store, ctx, draft).id
    with pytest.raises(Ambiguous):
        agreement.find(store, "Oven for mentions")
    for sort in AgreementSort:
        assert {row.id for row in agreement.listed(store, ctx, sort=sort)} == {mutual, later}
    assert [row.id for row in agreement.listed(store, ctx, sort=AgreementSort.FROM, ascending=False)] == [later, mutual]
    supply = AgreementFilter(kind=AgreementKind.SUPPLY)
    assert [row.state for row in agreement.listed(store, ctx, supply)] == [AgreementState.UNSIGNED]


def test_discounts_are_counted_by_the_vouchers_that_were_used(store: Store, ctx: Context, plan: Plan) -> None:
    shop = plan()
    clauses = tuple(
        ClauseDraft(side, Kind.DISCOUNT, count=Decimal(2), unit=unit, rhythm=Rhythm.ONCE, due=day(11, 30))
        for side, unit in ((GIVEN, "vouchers"), (GIVEN, ""), (RECEIVED, "voucher"))
    )
    worth = ClauseDraft(GIVEN, Kind.DISCOUNT, amount=3_00, due=day(11, 30))
    draft = AgreementDraft(
        "Discount", AgreementKind.CROSS_PROMOTION, (shop.bakery,), day(10, 1), clauses=(*clauses, worth)
    )
    number = agreement_write.add(store, ctx, draft).id
    first, second = shop.batch(2)
    (theirs,) = shop.batch(1, there=True)
    shop.use(first, day(10, 5))
    used = shop.use(second, day(11, 3))
    shop.use(theirs, day(11, 4), shop=shop.bakery)
    assert states(store, ctx, number, GIVEN) == [("fulfilled", 2), ("fulfilled", 2), ("open", 0)]
    assert states(store, ctx, number, RECEIVED) == [("partly", 1)]
    promotion_posting.post(store, shop.on(day(11, 1)), shop.promotion, 202610)
    assert states(store, ctx, number, GIVEN) == [("fulfilled", 2), ("fulfilled", 2), ("partly", 184)]
    voucher.take_back(store, shop.on(day(11, 5)), used.redemption, "the wrong one")
    assert states(store, ctx, number, GIVEN)[:2] == [("partly", 1), ("partly", 1)]


def test_the_party_page_tells_of_what_runs(store: Store, ctx: Context, mutual: int, bakery: int) -> None:
    [found] = [each for each in dealing.dealings(store, ctx, bakery) if str(each.heading) == "Agreements"]
    [row] = found.rows
    assert (row.title, row.record) == ("Oven for mentions", mutual)
    assert ctx.locale.say(row.detail) == "Not signed; due 30 Nov: Newsletter mention"
    agreement_write.end(store, ctx, mutual, day(11, 20))
    assert agreement.dealings(store, ctx, bakery).rows == ()
