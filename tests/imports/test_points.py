"""A partner's list of points, and gift cards of before, come in as files: once, with the reason for what cannot."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from partnercrm.domain.coalition import PartnerDraft
from partnercrm.domain.codes import grouped
from partnercrm.domain.loyalty_moves import MemberDraft
from partnercrm.domain.party import PartyDraft, PartyKind, Role, RoleDraft
from partnercrm.imports import batch
from partnercrm.imports.batch import Wanted
from partnercrm.imports.fields import ImportKind
from partnercrm.imports.preview import Preview, RowState
from partnercrm.services import coalition, gift_card, loyalty, loyalty_figures, party, undo
from partnercrm.services import coalition_settlement as settling
from partnercrm.services import period as periods
from tests.imports.till import Till

NEW, KNOWN, BAD = RowState.NEW, RowState.KNOWN, RowState.BAD


@pytest.fixture
def card(till: Till) -> str:
    """Ana's card, good at The Daily Grind too; there it is only collected at Corner Cup."""
    draft = replace(loyalty.program_templates(till.store, till.ctx)[0], from_day=dt.date(2026, 1, 1))
    program = loyalty.add_program(till.store, till.ctx, draft).id
    for name, redeems in (("The Daily Grind", True), ("Corner Cup", False), ("Old Mill", True)):
        made = PartyDraft(name, (RoleDraft(Role.PARTNER),), PartyKind.ORGANISATION)
        shop = party.add(till.store, till.ctx, made).party
        agreed = PartnerDraft(shop, Decimal(5), redeems=redeems)
        until = dt.date(2026, 10, 31) if name == "Old Mill" else None
        coalition.save_partner(till.store, till.ctx, program, replace(agreed, until_day=until))
    return loyalty.add_member(till.store, till.ctx, MemberDraft(program, till.ana, joined=dt.date(2026, 1, 2))).number


def look(till: Till, kind: ImportKind, content: str, source: str) -> Preview:
    path = till.folder / "partner.csv"
    path.write_text(content, encoding="utf-8")
    return batch.prepare(till.store, till.ctx, path, Wanted(kind, source=source))


def states(prepared: Preview) -> list[RowState]:
    return [row.state for row in prepared.rows]


def test_what_was_earned_and_used_at_the_bakery(till: Till, card: str) -> None:
    content = f"Card,Date,Points,Type,Id\n{grouped(card)},2026-11-02,120,earned,B1\n{card},2026-11-09,150,used,B2\n"
    prepared = look(till, ImportKind.POINTS, content, "The Daily Grind")
    done = batch.bring_in(till.store, till.ctx, prepared, copy_first=False)
    assert (done.new, done.bad) == (2, 0)
    member = loyalty.find_member(till.store, card)
    used, earned = loyalty.movements(till.store, member)
    assert (earned.points, earned.issuer, earned.shop) == (Decimal(120), "The Daily Grind", "The Daily Grind")
    assert (used.points, used.shop) == (Decimal(-150), "The Daily Grind")
    assert states(look(till, ImportKind.POINTS, content, "The Daily Grind")) == [KNOWN, KNOWN]
    made = settling.make(till.store, till.ctx, coalition.program_of(till.store), till.ctx.today)
    view = settling.view(till.store, made.settlement)
    assert [(each.points, each.overspent) for each in view.claims] == [(Decimal(30), Decimal(30))]
    assert [(row.card, row.points) for row in view.overspent] == [(card, Decimal(30))]
    assert done.changes is not None
    settling.delete(till.store, till.ctx, made.settlement)
    undo.undo(till.store, till.ctx, done.changes.operation)
    assert loyalty.movements(till.store, member) == []


def test_rows_that_cannot_go_in_say_why(till: Till, card: str) -> None:
    periods.close(till.store, till.ctx, 202609)
    content = (
        "Card,Date,Points,Shop\n"
        f"{card},2026-11-02,-5,Corner Cup\n"
        f"{card},2026-11-02,5,Old Mill\n"
        f"{card},2026-11-02,5,Nobody\n"
        f"C000,2026-11-02,5,The Daily Grind\n"
        f"{card},,5,The Daily Grind\n"
        f"{card},2026-12-02,5,The Daily Grind\n"
        f"{card},2026-09-02,5,The Daily Grind\n"
        f"{card},2026-11-02,0,The Daily Grind\n"
        f"{card},2026-11-02,-0.5,The Daily Grind\n"
        f"{card},2026-11-02,5,Corner Cup\n"
    )
    prepared = look(till, ImportKind.POINTS, content, "")
    assert states(prepared) == [BAD] * 6 + [NEW] * 4
    said = [" ".join(map(str, row.reasons)) for row in prepared.rows[:7]]
    late = "September 2026 is closed: it is dated today and belongs to 2026-09-02."
    parts = ("not agreed", "takes no part", "called Nobody", "No card C000", "when it was", "future", late)
    for text, part in zip(said, parts, strict=True):
        assert part in text, text


def test_a_list_of_a_closed_month_goes_in_and_leaves_that_month_alone(till: Till, card: str) -> None:
    first, last = dt.date(2026, 10, 1), dt.date(2026, 10, 31)
    periods.close(till.store, till.ctx, 202610)
    before = loyalty_figures.roll_forwards(till.store, first, last)
    content = f"Card,Date,Points,Id\n{card},2026-10-30,-40,B1\n{card},2026-10-29,50,B2\n"
    done = batch.bring_in(till.store, till.ctx, look(till, ImportKind.POINTS, content, "The Daily Grind"))
    assert (done.new, done.bad) == (2, 0)
    member = loyalty.find_member(till.store, card)
    moves = {(row.points, row.day, row.belongs_to) for row in loyalty.movements(till.store, member)}
    today = till.ctx.today
    assert moves == {(Decimal(-40), today, dt.date(2026, 10, 30)), (Decimal(50), today, dt.date(2026, 10, 29))}
    shown = loyalty.card(till.store, till.ctx, member)
    assert [int(each) for each in (shown.row.balance, shown.owed_back, shown.spendable)] == [10, 0, 10]
    assert loyalty_figures.roll_forwards(till.store, first, last) == before
    assert states(look(till, ImportKind.POINTS, content, "The Daily Grind")) == [KNOWN, KNOWN]


def test_gift_cards_of_before(till: Till) -> None:
    rows = ("GC-1,25.00,2028-01-31,single purpose,Ana", "GC-2,5,,,", "GC-1,1,,,", ",4,,,", "GC-3,,,,")
    content = "\n".join(("Code,Balance,Until,Class,Buyer", *rows))
    prepared = look(till, ImportKind.GIFT_CARDS, content, "")
    assert states(prepared) == [NEW, NEW, BAD, BAD, BAD]
    done = batch.bring_in(till.store, till.ctx, prepared, copy_first=False)
    assert done.new == 2
    rolls = {roll.code: roll for roll in gift_card.roll(till.store)}
    assert (rolls["GC-1"].opening, rolls["GC-1"].buyer, rolls["GC-1"].purpose) == (25_00, "Ana", "single_purpose")
    assert rolls["GC-2"].day == dt.date(2026, 11, 20)
    assert states(look(till, ImportKind.GIFT_CARDS, content, ""))[:2] == [KNOWN, KNOWN]
    assert done.changes is not None
    undo.undo(till.store, till.ctx, done.changes.operation)
    assert gift_card.roll(till.store) == []
