"""Segments: saved, counted live, used as a list; nobody who refused is on it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from uuid import UUID

import pytest

from partnercrm.domain.errors import Invalid, NotFound
from partnercrm.domain.loyalty_moves import MemberDraft
from partnercrm.domain.party import ConsentState, ContactDraft, ContactKind, DateDraft, PartyDraft, PartyKind
from partnercrm.domain.rfm import Segment
from partnercrm.domain.segment import THIS_MONTH, Reach, SegmentDraft, SegmentRule
from partnercrm.services import archive, contact, follow_up, item, loyalty, party, people_list, segment, undo, verify
from partnercrm.services import store as stores
from partnercrm.services.context import Context
from partnercrm.services.store import NewStore, Store
from tests.services.sales import TODAY, Shop, with_items

PHONE = ContactDraft(ContactKind.PHONE, "07700 900 123")
RULE = SegmentRule(local=True, least_purchases=2, silent_days=60)


@pytest.fixture
def shop(store: Store, ctx: Context) -> Shop:
    """Ana is local and silent, Ben local and was here lately, Cleo from elsewhere and silent."""
    facts = stores.facts(store)
    stores.change(store, ctx, NewStore(facts.name, facts.currency, facts.locale, local_area=("Ashby", "DE7")))
    made = Shop(store, ctx)
    made.person("Ana", "Ashby", PHONE, tags=("Vegan",))
    made.person("Ben", "Ashby")
    made.person("Cleo", "Leeds", ContactDraft(ContactKind.EMAIL, "cleo@mail.example"))
    made.buy(
        ("Ana", 100, 5_00),
        ("Ana", 70, 6_00),
        ("Ben", 100, 5_00),
        ("Ben", 7, 5_00),
        ("Cleo", 90, 5_00),
        ("Cleo", 80, 9_00),
    )
    return made


def names(shop: Shop, rule: SegmentRule, on: dt.date = TODAY) -> list[str]:
    return [row.name for row in segment.members(shop.store, rule, on)]


def test_local_bought_twice_silent_for_sixty_days(shop: Shop) -> None:
    saved = segment.save(shop.store, shop.ctx, SegmentDraft("Win back", RULE))
    (row,) = segment.listed(shop.store, TODAY)
    assert (row.uuid, row.name, row.figure.value) == (saved.uuid, "Win back", 1)
    assert row.figure.records == {"party": (shop.ids["Ana"],)}
    assert str(row.figure.convention) == "local, bought on at least 2 days, silent for 60 days"
    assert segment.rule(shop.store, segment.find(shop.store, " win  BACK")) == RULE
    (ana,) = segment.members(shop.store, RULE, TODAY)
    assert (ana.name, ana.phone, ana.address, ana.purchases, ana.amount) == ("Ana", "07700 900 123", "Ashby", 2, 11_00)
    assert ana.last_day == TODAY - dt.timedelta(70)


def test_counts_are_live(shop: Shop) -> None:
    segment.save(shop.store, shop.ctx, SegmentDraft("Win back", RULE))
    shop.buy(("Ana", 0, 4_00))
    assert segment.listed(shop.store, TODAY)[0].figure.value == 0
    assert segment.count(shop.store, RULE, TODAY + dt.timedelta(60)) == 2
    archive.archive(shop.store, shop.ctx, [shop.ids["Ben"]])
    assert segment.count(shop.store, RULE, TODAY + dt.timedelta(60)) == 1


@pytest.mark.parametrize(
    ("rule", "who"),
    [
        (SegmentRule(local=False), ["Cleo"]),
        (SegmentRule(tag="vegan"), ["Ana"]),
        (SegmentRule(reach=Reach.EMAIL), ["Cleo"]),
        (SegmentRule(reach=Reach.ADDRESS), ["Ana", "Ben", "Cleo"]),
        (SegmentRule(new_days=90), ["Cleo"]),
        (SegmentRule(most_spent=10_00), ["Ben"]),
        (SegmentRule(lapsed=True), []),
        (SegmentRule(groups=(Segment.CHAMPION,)), []),
    ],
)
def test_each_condition(shop: Shop, rule: SegmentRule, who: list[str]) -> None:
    assert names(shop, rule) == who


def test_who_bought_an_item_and_who_is_in_a_group(shop: Shop) -> None:
    shop.people(f"Customer {n}" for n in range(6))
    shop.buy(*((f"Customer {n}", 3 * n, 5_00) for n in range(6)))
    shop.sell([with_items(TODAY, ("Rye bread", 2), party=shop.ids["Ben"]), with_items(TODAY, ("Rye bread", 1))])
    rye = item.find(shop.store, "rye bread").uuid
    assert names(shop, SegmentRule(item=rye)) == ["Ben"]
    assert segment.save(shop.store, shop.ctx, SegmentDraft("Rye", SegmentRule(item=rye))).segment
    assert str(segment.listed(shop.store, TODAY)[0].words[0]) == "bought Rye bread"
    assert "Ben" in names(shop, SegmentRule(groups=(Segment.CHAMPION,)))


def test_nobody_who_refused_is_called(shop: Shop) -> None:
    page = party.page(shop.store, shop.ctx, shop.ids["Ana"])
    phone = next(row.id for row in page.contacts if row.kind is ContactKind.PHONE)
    contact.set_consent(shop.store, shop.ctx, phone, "Newsletter", ConsentState.REFUSED)
    assert names(shop, SegmentRule(reach=Reach.PHONE)) == []
    (ana,) = segment.members(shop.store, RULE, TODAY)
    assert ana.phone == ""


def test_dates_cards_and_who_said_yes_to_mail(shop: Shop) -> None:
    born = PartyDraft("Dora", kind=PartyKind.PERSON, dates=(DateDraft("Birthday", TODAY.month, 3),))
    shop.ids["Dora"] = party.add(shop.store, shop.ctx, born).party
    shop.buy(("Dora", 5, 5_00))
    page = party.page(shop.store, shop.ctx, shop.ids["Cleo"])
    mail = next(row.id for row in page.contacts if row.kind is ContactKind.EMAIL)
    program = loyalty.add_program(shop.store, shop.ctx, loyalty.program_templates(shop.store, shop.ctx)[0])
    loyalty.add_member(shop.store, shop.ctx, MemberDraft(program.id, party=shop.ids["Ana"]))
    assert names(shop, SegmentRule(reach=Reach.MAIL_AGREED)) == []
    contact.set_consent(shop.store, shop.ctx, mail, "Newsletter", ConsentState.GIVEN)
    assert names(shop, SegmentRule(reach=Reach.MAIL_AGREED)) == ["Cleo"]
    assert [row.agreed for row in segment.members(shop.store, SegmentRule(reach=Reach.EMAIL), TODAY)] == [True]
    assert names(shop, SegmentRule(date_month=THIS_MONTH)) == ["Dora"]
    assert names(shop, SegmentRule(date_month=TODAY.month % 12 + 1)) == []
    assert names(shop, SegmentRule(member=True)) == ["Ana"]
    assert names(shop, SegmentRule(member=False)) == ["Ben", "Cleo", "Dora"]
    (stamps,) = loyalty.programs(shop.store)
    assert names(shop, SegmentRule(member=True, program=stamps.uuid)) == ["Ana"]
    assert names(shop, SegmentRule(member=True, program=UUID(int=1))) == []
    segment.save(shop.store, shop.ctx, SegmentDraft("Ours", SegmentRule(member=True, program=stamps.uuid)))
    assert str(segment.listed(shop.store, TODAY)[0].words[0]) == f"has a card of {stamps.draft.name}"


def test_saving_changing_removing_and_undo(shop: Shop) -> None:
    saved = segment.save(shop.store, shop.ctx, SegmentDraft("Win back", RULE))
    with pytest.raises(Invalid, match="already"):
        segment.save(shop.store, shop.ctx, SegmentDraft("WIN BACK", SegmentRule(local=True)))
    with pytest.raises(Invalid, match="at least one"):
        segment.save(shop.store, shop.ctx, SegmentDraft("All", SegmentRule()))
    again = segment.save(shop.store, shop.ctx, SegmentDraft("Win back", replace(RULE, silent_days=90)), saved.segment)
    assert (again.segment, again.uuid) == (saved.segment, saved.uuid)
    assert segment.listed(shop.store, TODAY)[0].figure.value == 0
    undo.undo(shop.store, shop.ctx, again.changes.operation)
    assert segment.listed(shop.store, TODAY)[0].figure.value == 1
    segment.remove(shop.store, shop.ctx, saved.segment)
    with pytest.raises(NotFound):
        segment.find(shop.store, "Win back")
    assert verify.verify(shop.store).intact


def test_a_shop_without_sales_or_without_a_local_area_says_so(store: Store, ctx: Context) -> None:
    segment.save(store, ctx, SegmentDraft("Loyal", SegmentRule(least_purchases=5)))
    segment.save(store, ctx, SegmentDraft("Local", SegmentRule(local=True)))
    local, loyal = segment.listed(store, TODAY)
    assert "which postcodes" in str(local.figure.missing)
    assert "No sale says who bought" in str(loyal.figure.missing)


def test_a_call_for_each_in_one_operation_and_a_file_for_letters(shop: Shop) -> None:
    people = segment.members(shop.store, SegmentRule(most_purchases=9), TODAY)
    due = TODAY + dt.timedelta(7)
    done = people_list.plan(shop.store, shop.ctx, [row.party for row in people], "Call: win back", due)
    assert str(done.said) == "Planned Call: win back: 3 follow-ups"
    numbers = follow_up.ids(shop.store, shop.ctx)
    rows = follow_up.page_rows(shop.store, numbers)
    assert {(row.name, row.title, row.due) for row in rows} == {
        (name, "Call: win back", due) for name in ("Ana", "Ben", "Cleo")
    }
    undo.undo(shop.store, shop.ctx, done.operation)
    assert not follow_up.ids(shop.store, shop.ctx)
    with pytest.raises(Invalid, match="nobody"):
        people_list.plan(shop.store, shop.ctx, [], "Call", due)
    with pytest.raises(Invalid, match="what is to be done"):
        people_list.plan(shop.store, shop.ctx, [people[0].party], " ", due)
    heads = ("Name", "E-mail", "Phone", "Address", "Last")
    text = people_list.as_csv([replace(people[0], name="=1+1"), people[2]], heads)
    assert text.splitlines()[1:] == [
        "'=1+1,,07700 900 123,Ashby,2026-09-12",
        "Cleo,cleo@mail.example,,Leeds,2026-09-02",
    ]
    assert "cleo@" not in people_list.as_csv(people, heads, unasked=False)
