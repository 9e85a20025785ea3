"""Items, deliveries, answers, trainings and reviews from files: once each, bad rows told, taken back whole."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from partnercrm.domain.dates import Clock
from partnercrm.domain.feedback import SurveyDraft, SurveyKind
from partnercrm.domain.money import Currency
from partnercrm.domain.party import PartyDraft, PartyKind, Role, RoleDraft
from partnercrm.domain.supply import OrderState
from partnercrm.imports import batch
from partnercrm.imports.batch import Imported, Wanted
from partnercrm.imports.fields import ImportKind
from partnercrm.imports.preview import Preview, RowState
from partnercrm.services import (
    delivery,
    feedback,
    feedback_figures,
    follow_up,
    item,
    party,
    public_review,
    purchase,
    supplier_figures,
    supply,
    team,
    undo,
    verify,
)
from partnercrm.services import store as stores
from partnercrm.services.context import Context
from partnercrm.services.store import NewStore, Store

TODAY = dt.date(2026, 11, 21)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A shop with a mill, a dairy, Lena and Ana; dates the American way."""
    path = tmp_path / "shop.partnercrm"
    stores.new(path, NewStore("The Local Brew", Currency("EUR", 2), "en_US", owner="Sarah"), Clock.fixed(TODAY))
    with closing(stores.open_shop(path)) as opened:
        for name, role in (
            ("Old Mill", Role.SUPPLIER),
            ("Dairy", Role.SUPPLIER),
            ("Lena", Role.EMPLOYEE),
            ("Ana", Role.CUSTOMER),
        ):
            party.add(opened, ctx(opened), PartyDraft(name, (RoleDraft(role),), PartyKind.PERSON))
        yield opened


def ctx(store: Store, day: dt.date = TODAY) -> Context:
    return stores.context(store, Clock.fixed(day))


Bring = Callable[..., tuple[Preview, Imported]]


@pytest.fixture
def bring(store: Store, tmp_path: Path) -> Bring:
    """`bring(ImportKind.ITEMS, "Item,Unit\\nFlour,sack\\n", source="shelf")` previews and brings in."""

    def read(kind: ImportKind, text: str, source: str = "", **more: Any) -> tuple[Preview, Imported]:
        path = tmp_path / "file.csv"
        path.write_text(text, encoding="utf-8")
        prepared = batch.prepare(store, ctx(store), path, Wanted(kind, source=source, **more))
        return prepared, batch.bring_in(store, ctx(store), prepared, copy_first=False)

    return read


def reasons(prepared: Preview) -> list[str]:
    return [" ".join(map(str, row.reasons)) for row in prepared.of(RowState.BAD)]


ITEMS = (
    "Item,SKU,Unit,Supplier,Their price,Tax rate,Lead time,In stock,Daily use\n"
    "Flour,F1,sack,Old Mill,24.00,7,3,6,1.5\n"
    "Flour,F1,sack,Dairy,26.00,7,5,,\n"
    "Milk,M1,l,Dairy,0.90,,1,,\n"
    "Sugar,,kg,Nobody,1.00,,,,\n"
    ",X,,,,,,,\n"
)


def test_items_with_who_can_bring_them(store: Store, bring: Bring) -> None:
    prepared, done = bring(ImportKind.ITEMS, ITEMS, "shelf")
    assert (done.new, done.bad) == (3, 2)
    assert "nobody called Nobody" in reasons(prepared)[0]
    assert [(row.name, row.suppliers) for row in item.listed(store)] == [("Flour", 2), ("Milk", 1)]
    prices = {(row.item_name, row.party_name): row.price_on(TODAY) for row in supply.listed(store)}
    flour = prices["Flour", "Old Mill"]
    assert flour is not None and [flour.price, flour.tax_on_top] == [24_00, 7]
    _again, twice = bring(ImportKind.ITEMS, ITEMS, "shelf")
    assert (twice.new, twice.known) == (0, 3)
    undo.undo(store, ctx(store))
    assert (item.listed(store, retired=True), supply.listed(store)) == ([], [])


DELIVERIES = (
    "Order number,Supplier,Item,Ordered on,Promised for,Ordered quantity,Came on,Came,Accepted,Price of one,Post it\n"
    "B-1,Old Mill,Flour,11/2/2026,11/5/2026,10,11/4/2026,6,6,24.00,\n"
    "B-1,Old Mill,Flour,11/2/2026,11/5/2026,10,11/6/2026,4,3,24.00,\n"
    "B-1,Old Mill,Bran,11/2/2026,11/5/2026,2,11/4/2026,,,5.00,\n"
    "B-2,Dairy,Milk,11/9/2026,11/12/2026,20,,,,0.90,\n"
    ",Dairy,Cream,,,,11/13/2026,3,3,2.00,yes\n"
    "B-3,Dairy,Milk,11/9/2026,11/12/2026,5,11/8/2026,5,,,\n"
    "B-4,,Milk,11/9/2026,,5,,,,,\n"
    "B-5,Dairy,Milk,11/9/2026,,5,12/24/2026,5,,,\n"
    "B-6,Dairy,Milk,11/9/2026,,5,11/10/2026,5,6,,\n"
)


def test_orders_and_what_came_of_them(store: Store, bring: Bring) -> None:
    prepared, done = bring(ImportKind.DELIVERIES, DELIVERIES, "old list")
    assert (done.new, done.bad) == (3, 4)
    assert reasons(prepared) == [
        "It cannot come before it was ordered.",
        "Say who supplies it.",
        "It lies in the future.",
        "No more can be accepted than came.",
    ]
    orders = {row.number: row for row in purchase.listed(store, ctx(store))}
    assert {number: row.state for number, row in orders.items()} == {"B-1": OrderState.LATE, "B-2": OrderState.LATE}
    lines = [[line.item_name, line.quantity, line.accepted] for line in orders["B-1"].lines]
    assert lines == [["Flour", 10, 9], ["Bran", 2, 2]]
    found = delivery.listed(store)
    assert [(row.day.day, row.value, row.posted) for row in found] == [(13, 6_00, 6_00), (6, 72_00, 0), (4, 154_00, 0)]
    figures = supplier_figures.figures(store, TODAY)
    assert [figures.figure("otif").n, figures.figure("otif").value] == [3, pytest.approx(1 / 3)]
    _again, twice = bring(ImportKind.DELIVERIES, DELIVERIES, "old list")
    assert (twice.new, twice.known) == (0, 3)
    assert done.changes is not None
    undo.undo(store, ctx(store), done.changes.operation)
    assert (delivery.listed(store), purchase.listed(store, ctx(store)), item.listed(store)) == ([], [], [])
    assert verify.verify(store).intact


def test_northwinds_orders_from_their_own_file(store: Store, bring: Bring, shared: Path) -> None:
    """Orders.csv as it is, its shippers as suppliers: the published late and unshipped ones."""
    wanted = json.loads((shared / "data" / "published_figures.json").read_text(encoding="utf-8"))["northwind"]
    text = (shared / "data" / "northwind" / "Orders.csv").read_text(encoding="utf-8-sig").replace("NULL", "")
    for number in ("1", "2", "3"):
        draft = PartyDraft(f"Shipper {number}", (RoleDraft(Role.SUPPLIER),), source="shippers", external_id=number)
        party.add(store, ctx(store), draft)
    columns = {"ShipName": "-", "ShippedDate": "date", "OrderDate": "ordered_on"}
    _prepared, done = bring(ImportKind.DELIVERIES, text, "northwind", columns=columns)
    assert (done.new, done.bad) == (wanted["orders"], 0)
    last = dt.date(1998, 12, 31)
    found = supplier_figures.figures(store, last, dt.date(1996, 1, 1), last)
    late, never = wanted["orders_shipped_late_ShippedDate_after_RequiredDate"], wanted["orders_not_shipped"]
    assert found.figure("otif").n == wanted["orders"]
    assert found.figure("otif").value == pytest.approx(1 - (late + never) / wanted["orders"])
    by_name = {row.name: row.figure("on_time") for row in found.suppliers}
    for number, (count, shipped) in wanted["late_by_shipper_id"].items():
        figure = by_name[f"Shipper {number}"]
        assert round(figure.n * float(figure.value or 0)) == shipped - count


def test_sudzillas_answers_from_their_own_files(store: Store, bring: Bring, shared: Path) -> None:
    wanted = json.loads((shared / "data" / "published_figures.json").read_text(encoding="utf-8"))["nps_sudzilla"]
    columns = {"On a scale of 0-10, how would you rate Sudzilla?": "score", "...why?": "text"}
    for name in ("input_01.csv", "input_02.csv"):
        text = (shared / "data" / "nps_sudzilla" / name).read_text(encoding="utf-8-sig")
        refused, _none = bring(ImportKind.RESPONSES, text, name, columns=columns)
        assert refused.count(RowState.BAD) == wanted["respondents"]
        draft = SurveyDraft(name, SurveyKind.NPS, dt.date(2019, 11, 1), anonymous=True)
        feedback.add_survey(store, ctx(store), draft)
        _prepared, done = bring(ImportKind.RESPONSES, text, name, columns=columns)
        assert (done.new, done.bad) == (wanted["respondents"], 0)
        assert bring(ImportKind.RESPONSES, text, name, columns=columns)[1].known == wanted["respondents"]
    assert follow_up.ids(store, ctx(store)) == []
    found = feedback_figures.figures(store, TODAY, dt.date(2019, 1, 1), dt.date(2019, 12, 31))
    for survey in found.surveys:
        assert survey.result.n == wanted["respondents"]
        assert survey.result.value == pytest.approx(wanted["nps"], abs=0.05)


def test_answers_of_people_close_their_requests(store: Store, bring: Bring) -> None:
    made = feedback.add_survey(store, ctx(store), SurveyDraft("Visit", SurveyKind.NPS, dt.date(2026, 11, 1)))
    text = (
        "Id,Survey,Date,Score,Comment,Who\n1,Visit,11/20/2026,2,Cold soup,Ana\n2,visit,11/20/2026,11,,Ana\n"
        "3,Other,11/20/2026,9,,\n1,Visit,11/20/2026,2,Cold soup,Ana\n4,Visit,11/20/2026,9.5,,\n"
    )
    prepared, done = bring(ImportKind.RESPONSES, text, "forms")
    assert (done.new, done.known, done.bad) == (1, 1, 3)
    assert "from 0 to 10" in reasons(prepared)[0] and "no survey called Other" in reasons(prepared)[1]
    (answer,) = feedback.responses(store)
    assert answer.survey == made.id and answer.follow_up is not None
    undo.undo(store, ctx(store))
    assert (feedback.responses(store), follow_up.ids(store, ctx(store))) == ([], [])


def test_trainings_and_reviews(store: Store, bring: Bring) -> None:
    text = (
        "Who,Training,Due date,Done on,Cost\nLena,Hygiene,12/1/2026,,\nLena,Barista,,11/10/2026,280.00\n"
        "Ana,Till,12/1/2026,,\nLena,,12/1/2026,,\n"
    )
    prepared, done = bring(ImportKind.TRAININGS, text, "hr")
    assert (done.new, done.bad) == (2, 2)
    assert reasons(prepared) == ["Ana does not work here.", "Say what is learned."]
    found = [(row.name, row.cost) for row in team.trainings(store, ctx(store))]
    assert found == [("Hygiene", None), ("Barista", 280_00)]
    assert bring(ImportKind.TRAININGS, text, "hr")[1].known == 2
    stars = (
        "Date,Stars,Reviewer,Review,Reply,Reply date\n11/2/2026,4.5,A guest,Lovely,Thanks,11/3/2026\n11/4/2026,6,,,,\n"
    )
    prepared, done = bring(ImportKind.REVIEWS, stars, "Town guide")
    assert (done.new, done.bad, reasons(prepared)) == (1, 1, ["Give 0 to 5 stars."])
    (review,) = public_review.reviews(store)
    assert (review.place, review.author, review.answer) == ("Town guide", "A guest", "Thanks")
    undo.undo(store, ctx(store))
    assert public_review.reviews(store) == []


def test_northwinds_products_are_items(store: Store, bring: Bring, shared: Path) -> None:
    folder = shared / "data" / "northwind"
    with (folder / "Suppliers.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            draft = PartyDraft(
                row["CompanyName"], (RoleDraft(Role.SUPPLIER),), source="suppliers", external_id=row["SupplierID"]
            )
            party.add(store, ctx(store), draft)
    text = (folder / "Products.csv").read_text(encoding="utf-8-sig")
    columns = {"UnitPrice": "supplier_price"}
    prepared, done = bring(ImportKind.ITEMS, text, "northwind", columns=columns)
    assert (done.new, done.bad) == (77, 0), reasons(prepared)[:3]
    assert len(supply.listed(store)) == 77
