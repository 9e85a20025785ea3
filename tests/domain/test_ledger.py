"""The rules of an entry: what is wrong with a draft, what a line asks for, what counts as turn and volume."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnercrm.domain import ledger
from partnercrm.domain.ledger import Basis, Direction, ExchangeDraft, Kind, LineDraft, Reason, Return, Source
from partnercrm.domain.party import Role
from partnercrm.domain.settlement import Wish

DAY = dt.date(2026, 11, 20)
GOODS = LineDraft(Direction.GIVEN, Kind.GOODS, 10_00, Basis.BILL)
ADJUSTMENT = LineDraft(Direction.GIVEN, Kind.ADJUSTMENT, 1_00, reason=Reason.ROUNDING)


def fields(line: LineDraft) -> list[str]:
    return [problem.field for problem in ledger.line_problems(line)]


def test_a_whole_entry_has_no_problems() -> None:
    assert ExchangeDraft(1, DAY, (GOODS, ADJUSTMENT), settles=(Wish(1),)).problems() == ()


def test_what_an_entry_lacks_is_named_by_field() -> None:
    assert [problem.field for problem in ExchangeDraft(None, None).problems()] == ["party", "day", "lines"]
    found = ExchangeDraft(1, DAY, (GOODS, replace(GOODS, value=0)), settles=(Wish(1),)).problems()
    assert [problem.field for problem in found] == ["settles", "lines.1.value"]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"value": 0}, ["value"]),
        ({"value": -1}, ["value"]),
        ({"value": 10**15}, ["value"]),
        ({"value": 10**15 - 1}, []),
        ({"sign": -1}, ["value"]),
        ({"basis": Basis.UNPRICED}, ["basis"]),
        ({"value": None}, ["value"]),
        ({"value": None, "basis": None}, []),
        ({"value": None, "basis": Basis.UNPRICED}, []),
        ({"value": None, "basis": None, "asks": Return.MONEY}, ["value"]),
        ({"value": None, "basis": None, "kind": Kind.MONEY}, ["value"]),
        ({"quantity": Decimal("2.5")}, []),
        ({"quantity": Decimal("2.5000")}, []),
        ({"quantity": Decimal("2.00001")}, ["quantity"]),
        ({"quantity": Decimal(0)}, ["quantity"]),
        ({"quantity": Decimal(-1)}, ["quantity"]),
        ({"quantity": Decimal("1e15")}, ["quantity"]),
        ({"quantity": Decimal("NaN")}, ["quantity"]),
        ({"quantity": Decimal("Infinity")}, ["quantity"]),
        ({"tax_amount": 1_50}, []),
        ({"tax_amount": 0}, []),
        ({"tax_amount": 10_00}, []),
        ({"tax_amount": 10_01}, ["tax_amount"]),
        ({"tax_amount": -1}, ["tax_amount"]),
        ({"tax_amount": 1, "value": None, "basis": None}, ["tax_amount"]),
        ({"tax_amount": 1, "basis": Basis.AGREED}, ["tax_amount"]),
        ({"tax_amount": 1, "basis": None}, []),
        ({"tax_amount": 1, "basis": Basis.AGREED, "kind": Kind.MONEY}, []),
        ({"cost": 0}, []),
        ({"cost": -1}, ["cost"]),
        ({"cost": 10**15}, ["cost"]),
        ({"cost": 1, "direction": Direction.RECEIVED}, ["cost"]),
        ({"reason": Reason.ROUNDING}, ["reason"]),
        ({"kind": Kind.ADJUSTMENT}, ["reason"]),
        ({"kind": Kind.ADJUSTMENT, "reason": Reason.FORGIVEN, "asks": Return.MONEY}, []),
        ({"kind": Kind.ADJUSTMENT, "reason": Reason.FORGIVEN, "asks": Return.IN_KIND}, ["asks"]),
        ({"kind": Kind.ADJUSTMENT, "reason": Reason.CALL_IT_EVEN, "asks": Return.MONEY}, ["asks"]),
        ({"kind": Kind.ADJUSTMENT, "reason": Reason.CALL_IT_EVEN, "value": None, "basis": None}, []),
        ({"kind": Kind.ADJUSTMENT, "reason": Reason.FORGIVEN, "value": None, "basis": None}, ["value"]),
    ],
)
def test_what_is_wrong_with_a_line(changes: dict[str, object], expected: list[str]) -> None:
    assert fields(replace(GOODS, **changes)) == expected  # type: ignore[arg-type]


def test_a_set_off_or_transfer_does_not_stand_alone() -> None:
    assert ledger.pair_problem([GOODS, ADJUSTMENT]) is None
    for reason in (Reason.SET_OFF, Reason.TRANSFER):
        problem = ledger.pair_problem([GOODS, replace(ADJUSTMENT, reason=reason)])
        assert problem is not None
        assert problem.field == "lines"


def test_money_with_somebody_who_is_only_an_employee_is_payrolls() -> None:
    money, favour = LineDraft(Direction.GIVEN, Kind.MONEY, 1), replace(GOODS, asks=Return.NOTHING)
    assert ledger.payroll_problem([money], {Role.EMPLOYEE}) is not None
    assert ledger.payroll_problem([replace(GOODS, asks=Return.MONEY)], {Role.EMPLOYEE}) is not None
    assert ledger.payroll_problem([favour], {Role.EMPLOYEE}) is None
    assert ledger.payroll_problem([money], {Role.EMPLOYEE, Role.CUSTOMER}) is None
    assert ledger.payroll_problem([money], set()) is None


@pytest.mark.parametrize(
    ("line", "roles", "source", "asks"),
    [
        (ADJUSTMENT, {Role.EMPLOYEE}, Source.TYPED_IN, Return.MONEY),
        (replace(ADJUSTMENT, reason=Reason.CALL_IT_EVEN), set(), Source.TYPED_IN, Return.IN_KIND),
        (GOODS, {Role.EMPLOYEE, Role.CUSTOMER}, Source.TYPED_IN, Return.NOTHING),
        (replace(GOODS, gift=True), set(), Source.TYPED_IN, Return.NOTHING),
        (GOODS, set(), Source.TYPED_IN, Return.MONEY),
        (replace(GOODS, kind=Kind.MONEY, basis=Basis.AGREED), set(), Source.TYPED_IN, Return.MONEY),
        (replace(GOODS, kind=Kind.POINTS, basis=Basis.AGREED), set(), Source.LOYALTY_SETTLEMENT, Return.MONEY),
        (replace(GOODS, basis=Basis.PRICE_LIST), {Role.CUSTOMER}, Source.TYPED_IN, Return.MONEY),
        (replace(GOODS, kind=Kind.SERVICE, basis=Basis.PRICE_LIST), {Role.SUPPLIER}, Source.TYPED_IN, Return.MONEY),
        (replace(GOODS, basis=Basis.PRICE_LIST), {Role.PARTNER}, Source.TYPED_IN, Return.IN_KIND),
        (replace(GOODS, kind=Kind.EXPOSURE, basis=Basis.PRICE_LIST), {Role.CUSTOMER}, Source.TYPED_IN, Return.IN_KIND),
        (replace(GOODS, basis=Basis.AGREED), {Role.CUSTOMER}, Source.TYPED_IN, Return.IN_KIND),
        (replace(GOODS, asks=Return.NOTHING), set(), Source.TYPED_IN, Return.NOTHING),
    ],
)
def test_what_a_line_asks_for_where_nobody_says(
    line: LineDraft, roles: set[Role], source: Source, asks: Return
) -> None:
    assert line.completed(roles, source).asks is asks


def test_what_a_value_rests_on_where_nobody_says() -> None:
    bare = LineDraft(Direction.GIVEN, Kind.EXPOSURE)
    assert ledger.default_basis(bare) is Basis.UNPRICED
    assert ledger.default_basis(replace(bare, value=1)) is Basis.ESTIMATE
    assert ledger.default_basis(replace(bare, kind=Kind.MONEY, value=1)) is Basis.BILL
    assert replace(bare, value=1, basis=Basis.AGREED).completed((), Source.TYPED_IN).basis is Basis.AGREED


def test_what_makes_its_day_a_turn() -> None:
    favour, gift = (replace(GOODS, asks=asks) for asks in (Return.IN_KIND, Return.NOTHING))
    assert ledger.is_turn(favour, Source.TYPED_IN)
    assert ledger.is_turn(gift, Source.TYPED_IN)
    assert not ledger.is_turn(replace(GOODS, asks=Return.MONEY), Source.TYPED_IN)
    assert not ledger.is_turn(favour, Source.OPENING)
    assert not ledger.is_turn(replace(ADJUSTMENT, asks=Return.IN_KIND), Source.TYPED_IN)


def test_sides() -> None:
    assert [side.factor for side in Direction] == [1, -1]
    assert [side.other for side in Direction] == [Direction.RECEIVED, Direction.GIVEN]


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_a_share_is_rounded_half_up_and_the_whole_is_whole(part: int, whole: int) -> None:
    assert ledger.prorated(part, whole, whole) == part
    half = ledger.prorated(part, 1, 2)
    assert half == (part + 1) // 2


@given(st.integers(1, 9999), st.integers(1, 10**7))
def test_numbers_read_back(year: int, sequence: int) -> None:
    assert ledger.parse_entry_number(f" {ledger.entry_number(year, sequence)} ") == (year, sequence)


@pytest.mark.parametrize(
    "text", ["", "2026", "2026-", "-0412", "2026-04a", "20x6-1", "٢٠٢٦-1", "2026-٤", "2026-1" + "0" * 9, "123456-1"]
)
def test_what_is_no_entry_number(text: str) -> None:
    assert ledger.parse_entry_number(text) is None


def test_every_word_of_the_ledger_has_its_owners_word() -> None:
    tables = (
        (Kind, ledger.KIND_WORDS),
        (Basis, ledger.BASIS_WORDS),
        (Return, ledger.RETURN_WORDS),
        (Source, ledger.SOURCE_WORDS),
        (Reason, ledger.REASON_WORDS),
    )
    for words, said in tables:
        assert set(said) == set(words)
