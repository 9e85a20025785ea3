"""The directory: each filter leaves whom it should, each column sorts, and a row's figures are those of the ledger."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

import pytest

from db.queries.party_list import FOUND_AT_MOST
from partnercrm.domain.interaction import Channel, FollowUpDraft, InteractionDraft
from partnercrm.domain.ledger import Basis, Direction, ExchangeDraft, Kind, LineDraft
from partnercrm.domain.party import PartyDraft, Role, RoleDraft
from partnercrm.domain.party_rows import NextStep, PartyFilter, PartySort
from partnercrm.domain.words import msg
from partnercrm.services import archive, follow_up, interaction, ledger, merge, party, party_edit, party_list
from partnercrm.services.context import Context
from partnercrm.services.operations import run
from partnercrm.services.store import Store

TODAY = dt.date(2026, 11, 21)
GIVEN, RECEIVED = Direction.GIVEN, Direction.RECEIVED


def add(store: Store, ctx: Context, name: str, *roles: Role) -> int:
    """A party with a name and roles."""
    return party.add(store, ctx, PartyDraft(name, tuple(map(RoleDraft, roles)))).party


def post(store: Store, ctx: Context, number: int, day: dt.date, *lines: LineDraft, due: dt.date | None = None) -> None:
    """Posts an entry with a party."""
    ledger.post(store, ctx, ExchangeDraft(party=number, day=day, lines=lines, due_day=due))


def call(store: Store, ctx: Context, number: int, day: dt.date) -> None:
    """Logs a call."""
    interaction.log(store, ctx, InteractionDraft((number,), Channel.CALL, day, summary="Called"))


def listed(store: Store, ctx: Context, wanted: PartyFilter, sort: PartySort = PartySort.NAME) -> list[str]:
    """The names that a filter leaves, in order."""
    return [row.name for row in party_list.rows(store, ctx, party_list.ids(store, ctx, wanted, sort))]


def test_what_is_prepaid_is_held_and_not_owed(store: Store, ctx: Context) -> None:
    ana = add(store, ctx, "Ana", Role.CUSTOMER)
    post(store, ctx, ana, TODAY, LineDraft(RECEIVED, Kind.MONEY, 5000, Basis.BILL))
    (row,) = party_list.rows(store, ctx, [ana])
    assert (row.they_owe, row.they_due, row.we_owe) == (-5000, None, 0)
    assert listed(store, ctx, PartyFilter(owing=True)) == []
    assert listed(store, ctx, PartyFilter(we_owe=True)) == []
    assert party_list.counts(store, ctx).owing == 0
    post(store, ctx, ana, TODAY, LineDraft(RECEIVED, Kind.GOODS, 2000, Basis.BILL))
    assert listed(store, ctx, PartyFilter(we_owe=True)) == ["Ana"]


@pytest.fixture
def neighbours(store: Store, ctx: Context) -> dict[str, int]:
    """Five parties around the shop, each with something of its own."""
    made = {
        "Bakery": add(store, ctx, "Bakery", Role.PARTNER, Role.SUPPLIER),
        "Mill": add(store, ctx, "Mill", Role.SUPPLIER),
        "Ana": add(store, ctx, "Ana", Role.CUSTOMER),
        "Ülle": add(store, ctx, "Ülle", Role.CUSTOMER),
        "Council": add(store, ctx, "Council", Role.AUTHORITY),
    }
    bill = LineDraft(RECEIVED, Kind.GOODS, 23112, Basis.BILL)
    post(store, ctx, made["Mill"], dt.date(2026, 11, 2), bill, due=dt.date(2026, 12, 5))
    post(store, ctx, made["Bakery"], dt.date(2026, 11, 1), bill, due=dt.date(2026, 12, 2))
    coffee = LineDraft(GIVEN, Kind.GOODS, 12000, Basis.BILL)
    post(store, ctx, made["Bakery"], dt.date(2026, 10, 16), coffee, due=dt.date(2026, 11, 16))
    oven = LineDraft(RECEIVED, Kind.SPACE_AND_EQUIPMENT, 2400, Basis.AGREED, Decimal(2), "hour")
    mention = LineDraft(GIVEN, Kind.EXPOSURE, 2500, Basis.AGREED)
    post(store, ctx, made["Bakery"], dt.date(2026, 11, 5), oven, mention)
    post(store, ctx, made["Ana"], dt.date(2026, 9, 5), LineDraft(GIVEN, Kind.KNOWLEDGE))
    call(store, ctx, made["Ana"], dt.date(2026, 11, 20))
    call(store, ctx, made["Mill"], dt.date(2026, 9, 1))
    follow_up.add(store, ctx, FollowUpDraft("Ask for beans", dt.date(2026, 11, 19), made["Mill"]))
    follow_up.add(store, ctx, FollowUpDraft("Send flyers", dt.date(2026, 11, 30), made["Mill"]))
    follow_up.add(store, ctx, FollowUpDraft("Form", dt.date(2026, 11, 25), made["Council"]))
    party_edit.set_interval(store, ctx, [made["Ana"]], 3)
    party_edit.add_tag(store, ctx, [made["Ana"], made["Mill"]], "Priority")
    return made


LEFT = [
    (PartyFilter(), ["Ana", "Bakery", "Council", "Mill", "Ülle"]),
    (PartyFilter(role=Role.SUPPLIER), ["Bakery", "Mill"]),
    (PartyFilter(role=Role.EMPLOYEE), []),
    (PartyFilter(tag="PRIORITY"), ["Ana", "Mill"]),
    (PartyFilter(tag="priority", role=Role.CUSTOMER), ["Ana"]),
    (PartyFilter(tag="nothing"), []),
    (PartyFilter(late=True), ["Mill"]),
    (PartyFilter(they_owe=True), ["Bakery"]),
    (PartyFilter(we_owe=True), ["Bakery", "Mill"]),
    (PartyFilter(no_contact_days=30), []),
    (PartyFilter(no_contact_days=0), ["Ana", "Bakery", "Council", "Mill", "Ülle"]),
    (PartyFilter(text="ull"), ["Ülle"]),
    (PartyFilter(text="m"), ["Mill"]),
    (PartyFilter(text="prio", role=Role.SUPPLIER), ["Mill"]),
    (PartyFilter(text="nobody"), []),
    (PartyFilter(archived=True), []),
    (PartyFilter(in_bin=True), []),
]


def test_a_filter_leaves_whom_it_should(store: Store, ctx: Context, neighbours: dict[str, int]) -> None:
    for wanted, left in LEFT:
        assert listed(store, ctx, wanted) == left, wanted


def test_no_contact_counts_from_the_clock_or_the_last_contact(store: Store, ctx: Context) -> None:
    number = add(store, ctx, "Ana")
    with store.write() as connection:
        connection.exec_driver_sql("UPDATE party SET clock_start = 20261001")
    assert listed(store, ctx, PartyFilter(no_contact_days=51)) == ["Ana"]
    assert listed(store, ctx, PartyFilter(no_contact_days=52)) == []
    call(store, ctx, number, dt.date(2026, 11, 11))
    assert listed(store, ctx, PartyFilter(no_contact_days=10)) == ["Ana"]
    assert listed(store, ctx, PartyFilter(no_contact_days=11)) == []


def test_a_snoozed_follow_up_is_not_late_until_it_wakes(store: Store, ctx: Context) -> None:
    number = add(store, ctx, "Ana")
    follow_up.add(store, ctx, FollowUpDraft("Call", TODAY, add(store, ctx, "Ben")))
    made = follow_up.add(store, ctx, FollowUpDraft("Write", dt.date(2026, 11, 1), number))
    follow_up.snooze(store, ctx, [made.follow_up], dt.date(2026, 11, 22))
    (row,) = party_list.rows(store, ctx, [number])
    assert listed(store, ctx, PartyFilter(late=True)) == [] and row.next_step is None, "what is due today is not late"
    with store.write() as connection:
        connection.exec_driver_sql("UPDATE follow_up SET snoozed_until = 20261121")
    (row,) = party_list.rows(store, ctx, [number])
    assert listed(store, ctx, PartyFilter(late=True)) == ["Ana"]
    assert row.next_step == NextStep(dt.date(2026, 11, 1), "Write", made.follow_up)


SORTED = [
    (PartySort.NAME, "Ana Bakery Council Mill Ülle", "Ülle Mill Council Bakery Ana"),
    (PartySort.ROLE, "Ana Ülle Bakery Mill Council", "Council Bakery Mill Ana Ülle"),
    (PartySort.LAST_CONTACT, "Mill Ana Bakery Council Ülle", "Ana Mill Bakery Council Ülle"),
    (PartySort.NEXT_STEP, "Mill Ana Council Bakery Ülle", "Council Ana Mill Bakery Ülle"),
    (PartySort.TO_PAY, "Mill Bakery Ana Council Ülle", "Ana Council Ülle Bakery Mill"),
    (PartySort.FAVOURS, "Ana Council Mill Ülle Bakery", "Bakery Ana Council Mill Ülle"),
]


def test_each_column_sorts_both_ways(store: Store, ctx: Context, neighbours: dict[str, int]) -> None:
    for sort, up, down in SORTED:
        for ascending, wanted in ((True, up), (False, down)):
            found = party_list.ids(store, ctx, sort=sort, ascending=ascending)
            assert [row.name for row in party_list.rows(store, ctx, found)] == wanted.split(), sort
            assert party_list.ids(store, ctx, sort=sort, ascending=ascending, limit=2) == found[:2]


def test_a_row_says_how_we_stand(store: Store, ctx: Context, neighbours: dict[str, int]) -> None:
    bakery, mill, ana = party_list.rows(store, ctx, [neighbours[name] for name in ("Bakery", "Mill", "Ana")])
    assert bakery.roles == (Role.SUPPLIER, Role.PARTNER)
    assert (bakery.they_owe, bakery.they_due) == (12000, dt.date(2026, 11, 16))
    assert (bakery.we_owe, bakery.we_due) == (23112, dt.date(2026, 12, 2))
    assert (bakery.to_pay_given, bakery.to_pay_received, bakery.to_pay) == (12000, 23112, -11112)
    assert (bakery.favours_given, bakery.favours_received, bakery.favours) == (2500, 2400, 100)
    assert bakery.reciprocity == 1 - Decimal(100) / Decimal(4900)
    assert (bakery.turns_given, bakery.turns_received) == (1, 1)
    assert bakery.months[-3:] == (0, 1, 2) and len(bakery.months) == 12
    assert (mill.last_contact, mill.next_step) == (
        dt.date(2026, 9, 1),
        NextStep(dt.date(2026, 11, 19), "Ask for beans", 1),
    )
    assert (ana.favours_given_unpriced, ana.reciprocity) == (1, None)
    assert ana.next_step == NextStep(dt.date(2026, 11, 24)), "three days after the clock started"
    assert ana.tags == ("Priority",) and ana.months[-3:] == (1, 0, 1)


def test_rows_come_as_asked_and_what_is_gone_is_left_out(
    store: Store, ctx: Context, neighbours: dict[str, int]
) -> None:
    wanted = [neighbours["Mill"], 99, neighbours["Ana"]]
    assert [row.id for row in party_list.rows(store, ctx, wanted)] == [neighbours["Mill"], neighbours["Ana"]]
    assert party_list.rows(store, ctx, []) == []


def test_sums_follow_the_alias_and_the_alias_is_not_listed(
    store: Store, ctx: Context, neighbours: dict[str, int]
) -> None:
    bakery, mill = neighbours["Bakery"], neighbours["Mill"]
    merge.merge(store, ctx, bakery, mill)
    assert listed(store, ctx, PartyFilter()) == ["Ana", "Bakery", "Council", "Ülle"]
    (row,) = party_list.rows(store, ctx, [bakery])
    assert (row.we_owe, row.to_pay, row.we_due) == (46224, 12000 - 46224, dt.date(2026, 12, 2)), "the earlier day"
    assert row.last_contact == dt.date(2026, 9, 1) and row.months[-3:] == (1, 1, 3)
    for wanted in (PartyFilter(role=Role.SUPPLIER), PartyFilter(we_owe=True), PartyFilter(late=True)):
        assert listed(store, ctx, wanted) == ["Bakery"]
    assert party_list.role_counts(store, ctx)[Role.SUPPLIER] == 1
    assert listed(store, ctx, PartyFilter(), PartySort.TO_PAY)[0] == "Bakery"


def test_chips_count_who_is_listed_and_holds_the_role_today(
    store: Store, ctx: Context, neighbours: dict[str, int]
) -> None:
    ended = RoleDraft(Role.PARTNER, until_day=dt.date(2026, 11, 20))
    party.add(store, ctx, PartyDraft("Former", (ended, RoleDraft(Role.PROSPECT, from_day=TODAY))))
    archive.archive(store, ctx, [neighbours["Ülle"]])
    assert party_list.role_counts(store, ctx) == {
        Role.CUSTOMER: 1,
        Role.SUPPLIER: 2,
        Role.PARTNER: 1,
        Role.PROSPECT: 1,
        Role.AUTHORITY: 1,
    }
    assert party_list.tags(store) == [("Priority", 2)]
    assert listed(store, ctx, PartyFilter(text="ulle")) == []
    assert listed(store, ctx, PartyFilter(text="ulle", archived=True)) == ["Ülle"]


def test_a_list_that_is_only_searched_is_cut_and_a_narrowed_one_is_whole(store: Store, ctx: Context) -> None:
    count = FOUND_AT_MOST + 20
    drafts = [PartyDraft(f"Shop {n:04}", (RoleDraft(Role.CUSTOMER),)) for n in range(count)]
    random.Random(1).shuffle(drafts)
    run(store, ctx, msg("Import"), None, ("party",), lambda op: {"ids": party.add_many(op, drafts)})
    found = listed(store, ctx, PartyFilter(text="shop"))
    assert found == [f"Shop {n:04}" for n in range(FOUND_AT_MOST)]
    assert len(party_list.ids(store, ctx, PartyFilter(text="shop", role=Role.CUSTOMER))) == count
    assert len(party_list.ids(store, ctx, PartyFilter(text="0", role=Role.CUSTOMER))) == count
    assert (
        party_list.ids(store, ctx, PartyFilter(text="shop"), PartySort.TO_PAY, limit=3)
        == party_list.ids(store, ctx, PartyFilter(text="shop"))[:3]
    )


@pytest.mark.parametrize("where", ["", "WHERE archived"])
def test_the_list_by_name_reads_its_index_alone(store: Store, where: str) -> None:
    from db.tables.listed import ARCHIVED, LISTED

    condition, index = (ARCHIVED, "ix_party_archived") if where else (LISTED, "ix_party_listed")
    with store.read() as connection:
        sql = f"EXPLAIN QUERY PLAN SELECT id FROM party WHERE {condition} ORDER BY sort_name, id"
        plan = " ".join(row[3] for row in connection.exec_driver_sql(sql))
    assert index in plan and "TEMP B-TREE" not in plan
