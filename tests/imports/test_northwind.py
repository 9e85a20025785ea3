"""Real input: Northwind's people and orders come in, and every total is the one worked out from the files."""

from __future__ import annotations

import csv
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import openpyxl
import pytest

from partnercrm.domain.dates import Clock
from partnercrm.domain.ledger import Lens
from partnercrm.domain.money import Currency
from partnercrm.domain.party import Role
from partnercrm.domain.party_rows import PartyFilter
from partnercrm.imports import batch
from partnercrm.imports.batch import Imported, Wanted
from partnercrm.imports.fields import ImportKind
from partnercrm.reports import ledger as report
from partnercrm.services import balance, draft, open_item, party, party_list, period, statement, undo, verify
from partnercrm.services import store as stores
from partnercrm.services.context import Context
from partnercrm.services.store import NewStore, Store

TODAY = dt.date(1998, 5, 31)
SOURCE = "northwind"


class Orders:
    """The orders, joined with their lines: id, customer, day, shipped, total in cents; each rounded half up."""

    def __init__(self, folder: Path) -> None:
        def read(name: str) -> list[dict[str, str]]:
            with (folder / name).open(encoding="utf-8-sig", newline="") as file:
                return list(csv.DictReader(file))

        totals: dict[str, Decimal] = defaultdict(Decimal)
        for line in read("OrderDetails.csv"):
            whole = Decimal(line["UnitPrice"]) * Decimal(line["Quantity"])
            totals[line["OrderID"]] += whole * (1 - Decimal(line["Discount"]))
        self.unrounded = sum(totals.values(), Decimal())
        self.rows = [
            (
                row["OrderID"],
                row["CustomerID"],
                dt.date.fromisoformat(row["OrderDate"][:10]),
                row["ShippedDate"] not in ("", "NULL"),
                int((totals[row["OrderID"]] * 100).quantize(Decimal(1), ROUND_HALF_UP)),
            )
            for row in read("Orders.csv")
        ]

    def total(self, *, shipped: bool) -> int:
        return sum(cents for *_rest, was_shipped, cents in self.rows if was_shipped is shipped)

    def write(self, path: Path) -> Path:
        """One row a line, here one line an order."""
        with path.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file)
            out.writerow(["OrderID", "CustomerID", "Date", "Kind", "Value", "Basis", "State", "DueDays"])
            for order, customer, day, shipped, cents in self.rows:
                value = f"{cents // 100}.{cents % 100:02d}"
                out.writerow([order, customer, day, "Goods", value, "Bill", "Posted" if shipped else "Draft", 30])
        return path


@pytest.fixture(scope="module")
def orders(shared: Path) -> Orders:
    return Orders(shared / "data" / "northwind")


@pytest.fixture(scope="module")
def northwind(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A shop in which Northwind's people are."""
    path = tmp_path_factory.mktemp("northwind") / "northwind.partnercrm"
    stores.new(path, NewStore("Northwind", Currency("EUR", 2), "en_US"), Clock.fixed(TODAY))
    with closing(stores.open_shop(path)) as store:
        for name, role, count in (
            ("Customers", "customer", 93),
            ("Suppliers", "supplier", 29),
            ("Employees", "employee", 9),
        ):
            wanted = Wanted(ImportKind.PARTIES, (Role(role),), f"northwind {role}")
            file = shared / "data" / "northwind" / f"{name}.csv"
            done = bring(store, file, wanted)
            assert (done.new, done.bad) == (count, 0)
            again = bring(store, file, wanted)
            assert (again.new, again.known) == (0, count)
        yield store


def ctx(store: Store) -> Context:
    return stores.context(store, Clock.fixed(TODAY))


def bring(store: Store, file: Path, wanted: Wanted) -> Imported:
    return batch.bring_in(store, ctx(store), batch.prepare(store, ctx(store), file, wanted), copy_first=False)


def test_the_files_themselves(orders: Orders) -> None:
    assert (orders.total(shipped=True), orders.total(shipped=False)) == (123_985_578, 2_593_744)
    assert orders.unrounded.quantize(Decimal("0.01"), ROUND_HALF_UP) == Decimal("1265793.04")


def test_people_have_their_roles(northwind: Store) -> None:
    for role, count in ((Role.CUSTOMER, 93), (Role.SUPPLIER, 29), (Role.EMPLOYEE, 9)):
        assert len(party_list.ids(northwind, ctx(northwind), PartyFilter(role=role))) == count


def test_orders_come_in_tie_out_and_go_out(northwind: Store, orders: Orders, tmp_path: Path) -> None:
    store, file = northwind, orders.write(tmp_path / "orders.csv")
    wanted = Wanted(ImportKind.EXCHANGES, source=SOURCE)
    done = bring(store, file, wanted)
    assert (done.new, done.bad, done.drafts) == (830, 0, 21)
    again = bring(store, file, wanted)
    assert (again.new, again.known) == (0, 830)
    assert sum(row.given for row in draft.listed(store)) == 2_593_744
    ties_out(store, orders, tmp_path)
    period.close(store, ctx(store), 199607)
    assert done.changes is not None
    undo.undo(store, ctx(store), done.changes.operation)
    assert {row.balance for row in balance.balances(store, Lens.TO_PAY)} == {0}
    assert draft.listed(store) == []
    period.reopen(store, ctx(store), 199607, "to bring the orders in again")
    assert bring(store, file, wanted).new == 830
    assert verify.verify(store).intact
    assert sum(row.balance for row in balance.balances(store, Lens.TO_PAY)) == 123_985_578


def ties_out(store: Store, orders: Orders, folder: Path) -> None:
    """Balances, open items, a statement and the workbook are the sums of the files."""
    by_customer: dict[str, int] = defaultdict(int)
    late: dict[str, int] = defaultdict(int)
    for _order, customer, day, shipped, cents in orders.rows:
        if shipped:
            by_customer[customer] += cents
            days = (TODAY - day).days - 30
            age = "Not due" if days <= 0 else next((n for top, n in AGES if days <= top), "Over 90 days late")
            late[age] += cents
    found = {row.party: row.balance for row in balance.balances(store, Lens.TO_PAY)}
    assert len(found) == len(by_customer) == 89
    numbers = {customer: party.find(store, customer) for customer in by_customer}
    drafts = {customer: party.draft_of(store, ctx(store), number).name for customer, number in numbers.items()}
    assert {row.name: row.balance for row in balance.balances(store, Lens.TO_PAY)} == {
        drafts[customer]: cents for customer, cents in by_customer.items()
    }
    items = open_item.items(store, TODAY)
    assert (len(items), sum(item.open for item in items)) == (809, 123_985_578)
    told = statement.statement(store, numbers["SAVEA"])
    assert told.closing == by_customer["SAVEA"]
    made = report.write(store, ctx(store), folder / "northwind.xlsx", party=numbers["SAVEA"])
    assert (made.entries, made.good) == (809, True)
    sheet = openpyxl.load_workbook(made.path, data_only=True)["Open items"]
    head, *body, total = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert len(body) == 809
    for age in ("Not due", *(name for _top, name in AGES), "Over 90 days late"):
        assert round(100 * float(str(total[head.index(age)]))) == late[age]


AGES = ((30, "0-30 days late"), (60, "31-60 days late"), (90, "61-90 days late"))
