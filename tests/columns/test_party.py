"""The directory's columns: each has its own key, a value of its kind, and a sort that the query knows."""

from __future__ import annotations

import datetime as dt
import uuid
from decimal import Decimal

from partnercrm.columns.column import ColumnKind
from partnercrm.columns.party import COLUMNS
from partnercrm.domain.party import Mode, PartyKind, Role
from partnercrm.domain.party_rows import NextStep, PartyRow, PartySort
from partnercrm.domain.words import Message

BAKERY = PartyRow(
    id=1,
    uuid_bytes=uuid.UUID(int=1).bytes,
    kind=PartyKind.ORGANISATION,
    name="The Daily Grind",
    about="Bakery",
    mode=Mode.BALANCED,
    roles=(Role.SUPPLIER, Role.PARTNER),
    tags=("Local", "Oven"),
    archived=False,
    in_bin=False,
    last_contact=dt.date(2026, 11, 20),
    next_step=NextStep(dt.date(2026, 11, 25)),
    to_pay_given=12000,
    to_pay_received=23112,
    they_owe=12000,
    we_owe=23112,
    they_due=dt.date(2026, 11, 16),
    we_due=dt.date(2026, 12, 2),
    favours_given=2500,
    favours_received=2400,
    favours_given_unpriced=0,
    favours_received_unpriced=1,
    reciprocity=Decimal("0.98"),
    turns_given=2,
    turns_received=1,
    months=(0,) * 10 + (1, 3),
)
TYPES: dict[ColumnKind, tuple[type, ...]] = {
    ColumnKind.TEXT: (str, Message),
    ColumnKind.MONEY: (int,),
    ColumnKind.DATE: (dt.date,),
    ColumnKind.COUNT: (int,),
    ColumnKind.SHARE: (Decimal,),
}


def test_keys_are_their_own_and_sorts_are_known() -> None:
    keys = [column.key for column in COLUMNS]
    assert len(set(keys)) == len(keys)
    assert {column.sort for column in COLUMNS if column.sort} == {sort.value for sort in PartySort}


def test_each_value_is_of_its_columns_kind() -> None:
    for column in COLUMNS:
        value = column.value(BAKERY)
        assert value is None or isinstance(value, TYPES[column.kind]), column.key


def test_the_values_are_those_of_the_row() -> None:
    said = {column.key: column.value(BAKERY) for column in COLUMNS}
    assert str(said["roles"]) == "Supplier, Partner"
    assert (said["next_due"], str(said["next_step"])) == (dt.date(2026, 11, 25), "Keep in touch")
    assert (said["to_pay"], said["they_owe"], said["we_owe"], said["favours"]) == (-11112, 12000, 23112, 100)
    assert (said["months"], said["tags"], str(said["mode"])) == (4, "Local, Oven", "Roughly")
    assert said["unpriced_given"] is None and said["unpriced_received"] == 1
