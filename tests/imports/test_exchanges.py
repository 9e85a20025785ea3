"""Rows that name no value take the agreed one, wherever it fits and nowhere else; the preview says so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path

import pytest

from partnercrm.domain.agreed_value import AgreedValueDraft
from partnercrm.domain.dates import Clock
from partnercrm.domain.ledger import Basis, ExchangeDraft, Kind
from partnercrm.domain.money import Currency
from partnercrm.domain.party import Role
from partnercrm.imports import batch
from partnercrm.imports.fields import ImportKind
from partnercrm.imports.preview import Preview, RowState
from partnercrm.services import agreed_value, balance, entry, ledger, merge, undo
from partnercrm.services import store as stores
from partnercrm.services.context import Context
from partnercrm.services.store import NewStore, Store
from tests.services.worked_examples import Book, got

NOW = dt.datetime(2026, 11, 21, 9, 30, tzinfo=dt.UTC)
WANTED = batch.Wanted(ImportKind.EXCHANGES, source="favours")
OVEN = Kind.SPACE_AND_EQUIPMENT
HEAD = "Party,Date,Direction,Kind,Quantity,Unit,What,Value,Basis\n"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    path = tmp_path / "shop.partnercrm"
    stores.new(path, NewStore("The Local Brew", Currency("EUR", 2), "en_GB", owner="Sarah"), Clock.fixed(NOW))
    with closing(stores.open_shop(path)) as opened:
        yield opened


@pytest.fixture
def ctx(store: Store) -> Context:
    return stores.context(store, Clock.fixed(NOW))


@pytest.fixture
def bakery(store: Store, ctx: Context) -> int:
    """The Daily Grind: an hour of its oven is worth 12.00, 15.00 from the 16th; a mention 25.00."""
    party = Book(store).party("The Daily Grind", Role.PARTNER)
    first, later = dt.date(2026, 11, 15), dt.date(2026, 11, 16)
    for draft in (
        AgreedValueDraft(party, OVEN, 12_00, "Oven", "hour", to_day=first),
        AgreedValueDraft(party, OVEN, 15_00, "Oven", "hour", from_day=later),
        AgreedValueDraft(party, Kind.EXPOSURE, 25_00, "Mention"),
    ):
        agreed_value.add(store, ctx, draft)
    return party


def look(store: Store, ctx: Context, folder: Path, content: str) -> Preview:
    path = folder / "favours.csv"
    path.write_text(content, encoding="utf-8")
    return batch.prepare(store, ctx, path, WANTED)


def lines_of(prepared: Preview) -> list[tuple[int | None, Basis | None]]:
    drafts = [row.draft for row in prepared.rows if isinstance(row.draft, ExchangeDraft)]
    return [(line.value, line.basis) for draft in drafts for line in draft.lines]


def test_a_row_without_a_value_takes_the_agreed_one_and_the_preview_says_so(
    store: Store, ctx: Context, bakery: int, tmp_path: Path
) -> None:
    rows = (
        "The Daily Grind,2026-11-05,Received,Space and equipment,2,hours,Oven,,\n"
        "The Daily Grind,2026-11-17,Received,Space and equipment,2,hours,Oven,,Agreed\n"
        "The Daily Grind,2026-11-05,Given,Exposure,,,,,\n"
    )
    prepared = look(store, ctx, tmp_path, HEAD + rows)
    assert lines_of(prepared) == [(24_00, Basis.AGREED), (30_00, Basis.AGREED), (25_00, Basis.AGREED)]
    assert [ctx.locale.say(reason) for row in prepared.rows for reason in row.reasons] == [
        "No value is given for Oven, so the agreed one is taken: 24.00.",
        "No value is given for Oven, so the agreed one is taken: 30.00.",
        "No value is given for Exposure, so the agreed one is taken: 25.00.",
    ]
    done = batch.bring_in(store, ctx, prepared, copy_first=False)
    assert (done.new, done.bad) == (3, 0)
    found = [(line.value, line.basis) for line in entry.entry(store, "2026-0001").lines]
    assert found == [(24_00, Basis.AGREED)]
    favours = balance.party_balance(store, bakery, ctx.today).favours
    assert (favours.given, favours.received) == (25_00, 54_00)
    assert done.changes is not None
    undo.undo(store, ctx, done.changes.operation)
    after = balance.party_balance(store, bakery, ctx.today).favours
    assert (after.given, after.received) == (0, 0)
    again = look(store, ctx, tmp_path, HEAD + rows)
    assert again.count(RowState.NEW) == 3


@pytest.mark.parametrize(
    ("row", "value", "basis"),
    [
        ("Received,Space and equipment,2,hours,Oven,20.00,", 20_00, None),
        ("Received,Space and equipment,2,hours,Oven,20.00,Our guess", 20_00, Basis.ESTIMATE),
        ("Received,Space and equipment,2,hours,Oven,,No price", None, Basis.UNPRICED),
        ("Received,Space and equipment,2,days,Oven,,", None, None),
        ("Received,Space and equipment,,hours,Oven,,", None, None),
        ("Received,Space and equipment,2,hours,Mixer,,", None, None),
        ("Received,Space and equipment,0.0001,hours,Oven,,", None, None),
        ("Given,Knowledge,,,,,", None, None),
    ],
    ids=["a value", "our guess", "no price", "another unit", "no quantity", "another thing", "next to nothing", "kind"],
)
def test_what_is_said_and_what_does_not_fit_stays(
    store: Store, ctx: Context, bakery: int, tmp_path: Path, row: str, value: int | None, basis: Basis | None
) -> None:
    prepared = look(store, ctx, tmp_path, f"{HEAD}The Daily Grind,2026-11-05,{row}\n")
    assert lines_of(prepared) == [(value, basis)]
    assert [each.reasons for each in prepared.rows] == [()]


def test_somebody_else_and_the_day_before_it_was_agreed_take_none(
    store: Store, ctx: Context, bakery: int, tmp_path: Path
) -> None:
    mill = Book(store).party("Old Mill", Role.PARTNER)
    agreed_value.add(
        store, ctx, AgreedValueDraft(mill, Kind.KNOWLEDGE, 40_00, unit="hour", from_day=dt.date(2026, 11, 2))
    )
    row = "Received,Knowledge,1,hour,,,"
    people = ("The Daily Grind,2026-11-05", "Old Mill,2026-11-01", "Old Mill,2026-11-02")
    prepared = look(store, ctx, tmp_path, HEAD + "".join(f"{each},{row}\n" for each in people))
    assert lines_of(prepared) == [(None, None), (None, None), (40_00, Basis.AGREED)]
    agreed_without_price = look(store, ctx, tmp_path, f"{HEAD}Old Mill,2026-11-01,Received,Knowledge,1,hour,,,Agreed\n")
    assert [row.state for row in agreed_without_price.rows] == [RowState.BAD]


def test_what_was_agreed_with_whom_was_merged_holds(store: Store, ctx: Context, bakery: int, tmp_path: Path) -> None:
    merged = Book(store).party("Grind Bakery", Role.PARTNER)
    merge.merge(store, ctx, merged, bakery)
    prepared = look(store, ctx, tmp_path, f"{HEAD}Grind Bakery,2026-11-05,Given,Exposure,,,Mention,,\n")
    assert lines_of(prepared) == [(25_00, Basis.AGREED)]


def test_drafts_take_it_too_and_lines_of_one_document_each_their_own(
    store: Store, ctx: Context, bakery: int, tmp_path: Path
) -> None:
    rows = (
        "Order,Party,Date,Direction,Kind,Quantity,Unit,Value,State\n"
        "A,The Daily Grind,2026-11-05,Received,Space and equipment,2,hour,,Draft\n"
        "A,The Daily Grind,2026-11-05,Given,Exposure,,,30.00,Draft\n"
    )
    prepared = look(store, ctx, tmp_path, rows)
    assert lines_of(prepared) == [(24_00, Basis.AGREED), (30_00, None)]
    assert [len(row.reasons) for row in prepared.rows] == [1]
    assert batch.bring_in(store, ctx, prepared, copy_first=False).drafts == 1


def test_an_empty_row_of_a_file_with_both_sides_is_no_gift_of_ours(
    store: Store, ctx: Context, bakery: int, tmp_path: Path
) -> None:
    rows = "Party,Date,Kind,Given,Received\nThe Daily Grind,2026-11-05,Exposure,,\n"
    prepared = look(store, ctx, tmp_path, rows)
    assert [(row.state, list(map(ctx.locale.say, row.reasons))) for row in prepared.rows] == [
        (RowState.BAD, ["Say whether it was given or received."])
    ]
    said = "Party,Date,Kind,Given,Received,Direction\nThe Daily Grind,2026-11-05,Exposure,,,Received\n"
    assert lines_of(look(store, ctx, tmp_path, said)) == [(25_00, Basis.AGREED)]


def test_less_than_the_smallest_coin_goes_in_without_a_price(store: Store, ctx: Context, bakery: int) -> None:
    line = got(OVEN, quantity=Decimal("0.0001"), unit="hour", what="Oven")
    posted = ledger.post(store, ctx, ExchangeDraft(bakery, dt.date(2026, 11, 5), (line,)), agreed=True)
    assert [(each.value, each.basis) for each in entry.entry(store, posted.number).lines] == [(None, Basis.UNPRICED)]
