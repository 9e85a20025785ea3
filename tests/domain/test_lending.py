"""Rules of the shelf and of loans that hold before anything is stored."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest

from partnercrm.domain.ledger import Kind
from partnercrm.domain.lending import (
    LoanDraft,
    LoanState,
    ResourceDraft,
    ReturnDraft,
    loan_state,
    loan_value,
    uncounted,
)

DAY = dt.date(2026, 11, 5)
LOAN = LoanDraft(1, 2, DAY, DAY, Decimal(2), 12_00)


@pytest.mark.parametrize(
    ("quantity", "price", "value"),
    [("2", 12_00, 24_00), ("2.5", 5, 13), ("0.3333", 10_00, 3_33), (None, 12_00, 12_00), ("2", None, None)],
)
def test_a_loan_is_worth_its_units_at_the_agreed_price(quantity: str | None, price: int | None, value: int) -> None:
    assert loan_value(Decimal(quantity) if quantity else None, price) == value


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"resource": None}, "resource"),
        ({"party": None}, "party"),
        ({"day": None}, "day"),
        ({"due": DAY - dt.timedelta(1)}, "due"),
        ({"quantity": Decimal(0)}, "quantity"),
        ({"quantity": Decimal("0.00001")}, "quantity"),
        ({"quantity": Decimal("NaN")}, "quantity"),
        ({"price": 0}, "price"),
        ({"price": 1, "quantity": Decimal("0.1")}, "price"),
        ({"price": 10**14, "quantity": Decimal(10**14)}, "price"),
        ({"condition": "\ud800"}, "condition"),
    ],
)
def test_what_is_wrong_with_a_loan(change: dict[str, object], field: str) -> None:
    assert field in [problem.field for problem in replace(LOAN, **change).problems()]  # type: ignore[arg-type]


def test_what_is_wrong_with_a_return() -> None:
    assert [p.field for p in ReturnDraft(None).problems(DAY)] == ["day"]
    assert [p.field for p in ReturnDraft(DAY - dt.timedelta(1), "\ud800").problems(DAY)] == ["day", "condition"]
    assert ReturnDraft(DAY).problems(DAY) == ()


def test_what_is_wrong_with_a_thing_on_the_shelf() -> None:
    assert [p.field for p in ResourceDraft(" ", Kind.MONEY, note="\ud800").problems()] == ["name", "kind", "note"]
    assert ResourceDraft("Mixer").problems() == ()
    assert LOAN.problems() == ()


def test_a_price_by_the_unit_needs_a_count() -> None:
    assert uncounted(None, "hour", 12_00) is not None
    assert uncounted(Decimal(2), "hour", 12_00) is None
    assert uncounted(None, "", 12_00) is None
    assert uncounted(None, "hour", None) is None


@pytest.mark.parametrize(
    ("returned", "due", "state"),
    [
        (None, None, LoanState.OUT),
        (None, DAY, LoanState.OUT),
        (None, DAY - dt.timedelta(1), LoanState.LATE),
        (DAY, DAY - dt.timedelta(9), LoanState.RETURNED),
    ],
)
def test_where_a_loan_stands(returned: dt.date | None, due: dt.date | None, state: LoanState) -> None:
    assert loan_state(returned, due, DAY) is state
