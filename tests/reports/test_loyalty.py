"""From the desk to the workbook: a card's points stand in the roll-forward, and every check of it holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from partnercrm.domain.dates import Clock
from partnercrm.domain.loyalty_moves import EarnDraft, MemberDraft, OpeningDraft, RedeemDraft, RefundDraft
from partnercrm.domain.money import Currency
from partnercrm.domain.party import Role
from partnercrm.reports import ledger as report
from partnercrm.services import desk, loyalty, loyalty_moves, undo
from partnercrm.services import store as stores
from partnercrm.services.desk import Purchase
from partnercrm.services.store import NewStore, Store
from tests.services.worked_examples import Book

TODAY = dt.date(2026, 11, 21)
OCT_27, NOV_3 = dt.date(2026, 10, 27), dt.date(2026, 11, 3)
SHEET = "Loyalty roll-forward"
Row = dict[str, Any]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    path = tmp_path / "shop.partnercrm"
    stores.new(path, NewStore("The Local Brew", Currency("EUR", 2), "en_GB", owner="Sarah"), Clock.fixed(TODAY))
    with closing(stores.open_shop(path)) as opened:
        yield opened


@pytest.fixture
def written(store: Store, tmp_path: Path) -> Callable[..., list[Row] | None]:
    """Writes the workbook and answers the sheet's rows, None where it is left out."""

    def make(span: report.Span | None = None) -> list[Row] | None:
        made = report.write(store, stores.context(store, Clock.fixed(TODAY)), tmp_path / "made.xlsx", span)
        assert made.good
        book = openpyxl.load_workbook(made.path, data_only=True)
        checks = [row for row in book["Checks"].iter_rows(values_only=True) if str(row[0]).startswith("Loyalty")]
        assert {row[4] for row in checks} <= {"OK"}
        if SHEET not in book.sheetnames:
            assert not checks
            return None
        head, *rows = book[SHEET].iter_rows(values_only=True)
        found = [dict(zip(map(str, head), row, strict=True)) for row in rows if row[0] not in ("Total", None)]
        assert len(checks) == 4 * len(found) + 1
        return found

    return make


def test_there_is_no_sheet_without_a_program(written: Callable[..., list[Row] | None]) -> None:
    assert written() is None


def test_from_the_desk_to_the_workbook_and_back(store: Store, written: Callable[..., list[Row]]) -> None:
    book = Book(store)
    ctx = book.on(TODAY)
    draft = replace(loyalty.program_templates(store, ctx)[0], from_day=dt.date(2026, 1, 1), point_value=Decimal("5.5"))
    program = loyalty.add_program(store, ctx, draft).id
    card = loyalty.add_member(store, ctx, MemberDraft(program, book.party("Ana", Role.CUSTOMER))).id
    loyalty_moves.bring(store, ctx, OpeningDraft(card, dt.date(2026, 6, 30), Decimal(43)))
    bought = desk.earn(store, ctx, Purchase(card, OCT_27, 1656, record=True))
    loyalty_moves.refund(store, ctx, RefundDraft(bought.movement, NOV_3, 414))
    loyalty_moves.redeem(store, ctx, RedeemDraft(card, NOV_3, Decimal(10)))
    (row,) = written(report.Span(dt.date(2026, 10, 1), TODAY))
    shown = {name: value for name, value in row.items() if value}
    assert shown["Closing at that value"] == pytest.approx(2.48)  # 45 x 0.055, half up
    points = {"Opening": 43, "Issued": 16, "Taken back": 4, "Redeemed": 10, "Closing": 45}
    assert {name: shown[name] for name in points} == points
    (november,) = written(report.Span(dt.date(2026, 11, 1), None))
    assert (november["Opening"], november["Issued"], november["Closing"]) == (59, 0, 45)
    loyalty_moves.earn(store, ctx, EarnDraft(card, NOV_3, 100))
    for _deed in range(2):
        undo.undo(store, ctx)
    (after,) = written()
    assert (after["Opening"], after["Redeemed"], after["Closing"]) == (43, 0, 55)


def test_points_and_stamps_are_proved_one_by_one_and_never_added(
    store: Store, written: Callable[..., list[Row]], tmp_path: Path
) -> None:
    book = Book(store)
    ctx, bakery = book.on(TODAY), book.party("The Daily Grind", Role.PARTNER)
    points, stamps, _tiers = (replace(each, from_day=OCT_27) for each in loyalty.program_templates(store, ctx))
    stamps = replace(stamps, name='Ten "and" one')
    cards = [
        loyalty.add_member(store, ctx, MemberDraft(loyalty.add_program(store, ctx, each).id, party)).id
        for each, party in ((points, book.party("Ana", Role.CUSTOMER)), (stamps, book.party("Ben", Role.CUSTOMER)))
    ]
    loyalty_moves.bring(store, ctx, OpeningDraft(cards[0], OCT_27, Decimal(40)))
    loyalty_moves.bring(store, ctx, OpeningDraft(cards[0], OCT_27, Decimal(25), issuer=bakery))
    loyalty_moves.bring(store, ctx, OpeningDraft(cards[1], OCT_27, Decimal(7)))
    first, second = written()
    assert (first["Closing"], first["Of our own issue"]) == (65, 40)
    assert (second["Closing"], second["Of our own issue"]) == (7, 7)
    made = openpyxl.load_workbook(tmp_path / "made.xlsx", data_only=True)
    expected = {str(row[0]): row[1] for row in made["Checks"].iter_rows(values_only=True)}
    for program, left, own in ((points.name, 65, 40), (stamps.name, 7, 7)):
        assert expected[f"Loyalty: {program}, opening"] == left
        assert expected[f"Loyalty: {program}, what is left on all cards"] == left
        assert expected[f"Loyalty: {program}, of our own issue"] == own
    assert (
        expected["Loyalty: what is left, at the value of a point"]
        == first["Closing at that value"] + (second["Closing at that value"])
    )
    total = dict(zip(first, list(made[SHEET].values)[-1], strict=True))
    assert {name for name, value in total.items() if value is not None} == {
        "Program",
        "Closing at that value",
        "Promise at what it costs",
        "Promise as revenue to come",
    }


def test_two_programs_of_one_name_are_proved_each_by_itself(
    store: Store, written: Callable[..., list[Row]], tmp_path: Path
) -> None:
    book = Book(store)
    ctx, ana = book.on(TODAY), book.party("Ana", Role.CUSTOMER)
    for draft, brought in zip(loyalty.program_templates(store, ctx)[:2], (40, 7), strict=True):
        made = loyalty.add_program(store, ctx, replace(draft, name="Market Street", from_day=OCT_27)).id
        card = loyalty.add_member(store, ctx, MemberDraft(made, ana)).id
        loyalty_moves.bring(store, ctx, OpeningDraft(card, OCT_27, Decimal(brought)))
    shown = {row["Program"]: row["Closing"] for row in written()}
    assert shown == {"Market Street": 40, "Market Street (2)": 7}
    made_book = openpyxl.load_workbook(tmp_path / "made.xlsx", data_only=True)
    expected = {str(row[0]): row[1] for row in made_book["Checks"].iter_rows(values_only=True)}
    for name, left in shown.items():
        assert expected[f"Loyalty: {name}, what is left on all cards"] == left
