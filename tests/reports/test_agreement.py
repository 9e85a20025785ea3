"""From a sale on consignment and a clause to the party's balance and the workbook, and back by reversal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import closing
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from partnercrm.domain.agreement import AgreementDraft, AgreementKind
from partnercrm.domain.clause import ClauseDraft, Rhythm
from partnercrm.domain.consignment import ConsignmentDraft, MovementKind
from partnercrm.domain.dates import Clock
from partnercrm.domain.ledger import Basis, Direction, Kind, Lens, Source
from partnercrm.domain.money import Currency
from partnercrm.domain.party import Role
from partnercrm.reports import ledger as report
from partnercrm.services import agreement_write, balance, consignment, ledger, merge, promotion_posting, voucher
from partnercrm.services import store as stores
from partnercrm.services.store import NewStore, Store
from tests.services.promotions import Plan
from tests.services.worked_examples import Book, day, gave, got

TODAY = dt.date(2026, 11, 21)
SHEET = "Agreement fulfilment"
Rows = list[dict[str, Any]]


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    path = tmp_path / "shop.partnercrm"
    stores.new(path, NewStore("The Local Brew", Currency("EUR", 2), "en_GB", owner="Sarah"), Clock.fixed(TODAY))
    with closing(stores.open_shop(path)) as opened:
        yield opened


@pytest.fixture
def written(store: Store, tmp_path: Path) -> Callable[..., Rows | None]:
    """Writes the workbook and answers the sheet's rows, None where it is left out."""

    def make(span: report.Span | None = None) -> Rows | None:
        made = report.write(store, stores.context(store, Clock.fixed(TODAY)), tmp_path / "made.xlsx", span)
        assert made.good
        book = openpyxl.load_workbook(made.path, data_only=True)
        checks = [row for row in book["Checks"].iter_rows(values_only=True) if str(row[0]).startswith("Agreements")]
        assert {row[4] for row in checks} <= {"OK"}
        if SHEET not in book.sheetnames:
            assert not checks
            return None
        head, *rows = book[SHEET].iter_rows(values_only=True)
        return [dict(zip(map(str, head), row, strict=True)) for row in rows if row[0] not in ("Total", None)]

    return make


@pytest.fixture
def told(tmp_path: Path) -> Callable[[], dict[str, Any]]:
    """What the last workbook expects of agreements, by the name of the check."""

    def look() -> dict[str, Any]:
        rows = openpyxl.load_workbook(tmp_path / "made.xlsx", data_only=True)["Checks"].iter_rows(values_only=True)
        return {str(row[0])[12:]: row[1] for row in rows if str(row[0]).startswith("Agreements: ")}

    return look


def test_there_is_no_sheet_where_nothing_was_promised(store: Store, written: Callable[..., Rows | None]) -> None:
    assert written() is None


def test_what_is_sold_reaches_balance_and_workbook_and_goes_back_by_reversal(
    store: Store, written: Callable[..., Rows]
) -> None:
    book = Book(store)
    bakery, ctx = book.party("The Daily Grind", Role.PARTNER), book.on(day(11, 21))
    clauses = (
        ClauseDraft(Direction.RECEIVED, Kind.GOODS, amount=30_00, what="Jam", due=day(12, 31)),
        ClauseDraft(Direction.GIVEN, Kind.EXPOSURE, count=Decimal(1), rhythm=Rhythm.MONTHLY),
    )
    draft = AgreementDraft("Jam and mentions", AgreementKind.SUPPLY, (bakery,), day(10, 1), clauses=clauses)
    agreement = agreement_write.add(store, ctx, draft).id
    goods = consignment.add(
        store, ctx, ConsignmentDraft(bakery, "Jam", 4_50, Decimal(15), unit="jar", agreement=agreement)
    ).id
    consignment.move(store, ctx, goods, MovementKind.BROUGHT, Decimal(10))
    book.post(bakery, day(11, 3), gave(Kind.EXPOSURE))
    before = written()
    assert [(row["Side"], row["Done"], row["Done amount"], row["State"]) for row in before] == [
        ("They give", None, 0, "Open"),
        ("We give", 0, None, "Lapsed"),
        ("We give", 1, None, "Fulfilled"),
    ]
    sold = consignment.move(store, ctx, goods, MovementKind.SOLD, Decimal(6))
    after = written()
    assert (after[0]["Promised amount"], after[0]["Done amount"], after[0]["State"]) == (30, 22.95, "Partly")
    assert balance.balances(store, Lens.TO_PAY, bakery)[0].balance == -22_95
    ledger.reverse(store, ctx, sold.entry)
    assert written() == before
    assert balance.balances(store, Lens.TO_PAY, bakery)[0].balance == 0


def test_a_span_shows_what_falls_into_it(store: Store, written: Callable[..., Rows]) -> None:
    book = Book(store)
    bakery = book.party("The Daily Grind", Role.PARTNER)
    clause = ClauseDraft(Direction.GIVEN, Kind.EXPOSURE, count=Decimal(1), rhythm=Rhythm.MONTHLY)
    draft = AgreementDraft("Mentions", AgreementKind.SUPPLY, (bakery,), day(8, 1), clauses=(clause,))
    agreement_write.add(store, book.on(day(8, 1)), draft)
    found = written(report.Span(day(9, 1), day(10, 15)))
    assert [(row["From"].month, row["Due"].month) for row in found] == [(9, 9), (10, 10)]


def test_the_store_sums_promises_without_the_rows_of_the_sheet(
    store: Store, written: Callable[..., Rows], told: Callable[..., dict[str, Any]]
) -> None:
    book = Book(store)
    bakery = book.party("The Daily Grind", Role.PARTNER)
    jam = ClauseDraft(Direction.RECEIVED, Kind.GOODS, amount=30_00, rhythm=Rhythm.MONTHLY)
    mention = ClauseDraft(Direction.GIVEN, Kind.EXPOSURE, count=Decimal(1), rhythm=Rhythm.MONTHLY)
    draft = AgreementDraft("Jam", AgreementKind.SUPPLY, (bakery,), day(8, 1), clauses=(jam, mention))
    agreement_write.add(store, book.on(day(8, 1)), draft)
    for when, value in ((day(8, 31), 30_00), (day(9, 1), 12_50), (day(11, 2), 7_00), (day(11, 3), 1_00)):
        book.post(bakery, when, got(Kind.GOODS, value, Basis.BILL), gave(Kind.GOODS, 99_00, Basis.BILL))
    written()
    assert told() == {
        "promises": 8,
        "promised amounts": 120,
        "done amounts": 50.5,
        "promises, open": 1,
        "promises, partly": 1,
        "promises, fulfilled": 1,
        "promises, lapsed": 5,
    }
    written(report.Span(day(9, 1), day(10, 15)))
    assert (told()["promises"], told()["promised amounts"], told()["done amounts"]) == (4, 60, 12.5)


def test_the_sums_follow_what_an_entry_says_it_was(
    store: Store, written: Callable[..., Rows], told: Callable[..., dict[str, Any]]
) -> None:
    book = Book(store)
    bakery, mill = book.party("The Daily Grind", Role.PARTNER), book.party("Old Mill", Role.PARTNER)
    mention, poster, discount = (
        ClauseDraft(Direction.GIVEN, kind, amount=100_00, what=what, rhythm=Rhythm.MONTHLY)
        for kind, what in ((Kind.EXPOSURE, "Mention"), (Kind.EXPOSURE, "Poster"), (Kind.DISCOUNT, "Coffee"))
    )
    vouchers = ClauseDraft(Direction.GIVEN, Kind.DISCOUNT, count=Decimal(5), unit="vouchers", what="Pastry")
    hands = ClauseDraft(Direction.GIVEN, Kind.EXPOSURE, count=Decimal(1), what="Story", party=mill)
    draft = AgreementDraft(
        "Both",
        AgreementKind.CROSS_PROMOTION,
        (bakery, mill),
        day(11, 1),
        clauses=(mention, poster, discount, vouchers, hands),
    )
    agreement_write.add(store, book.on(day(11, 1)), draft)
    for party, value, what in (
        (bakery, 1_00, "Mention"),
        (bakery, 2_00, "posters"),
        (bakery, 4_00, "Story"),
        (mill, 8_00, "Story"),
        (mill, 16_00, ""),
    ):
        book.post(party, day(11, 3), gave(Kind.EXPOSURE, value, Basis.AGREED, what=what))
    book.post(bakery, day(11, 4), gave(Kind.DISCOUNT, 32_00, Basis.AGREED, what="Pastry"))
    book.post(
        bakery, day(11, 5), gave(Kind.DISCOUNT, 64_00, Basis.AGREED, what="Pastry"), source=Source.CROSS_PROMOTION
    )
    rows = written()
    assert [row["Done amount"] for row in rows if row["Promised amount"]] == [1 + 4 + 16, 2 + 4 + 16, 64]
    assert told()["done amounts"] == 21 + 22 + 64


def test_the_sums_count_units_pieces_and_vouchers_that_were_used(
    new_shop: Plan, told: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    shop = new_shop()
    vouchers, loose = (ClauseDraft(Direction.GIVEN, Kind.DISCOUNT, count=Decimal(2), unit=u) for u in ("vouchers", ""))
    theirs = ClauseDraft(Direction.RECEIVED, Kind.DISCOUNT, count=Decimal(2))
    oven = ClauseDraft(Direction.RECEIVED, Kind.SPACE_AND_EQUIPMENT, count=Decimal(4), unit="hour", due=day(11, 30))
    days = ClauseDraft(Direction.RECEIVED, Kind.SPACE_AND_EQUIPMENT, count=Decimal(1), unit="day")
    draft = AgreementDraft(
        "All", AgreementKind.CROSS_PROMOTION, (shop.bakery,), day(10, 1), clauses=(vouchers, loose, theirs, oven, days)
    )
    agreement_write.add(shop.store, shop.on(day(10, 1)), draft)
    first, second = shop.batch(2)
    (there,) = shop.batch(1, there=True)
    used = [shop.use(code, day(10, 5)) for code in (first, second)]
    shop.use(there, day(11, 4), shop=shop.bakery)
    promotion_posting.post(shop.store, shop.on(day(11, 1)), shop.promotion, 202610)
    hours = got(Kind.SPACE_AND_EQUIPMENT, quantity=Decimal(4), unit="hours")
    Book(shop.store).post(shop.bakery, day(11, 5), hours)

    def states() -> list[Any]:
        made = report.write(shop.store, shop.on(day(12, 1)), tmp_path / "made.xlsx")
        assert made.good
        return [told()[f"promises, {state}"] for state in ("open", "partly", "fulfilled", "lapsed")]

    assert states() == [1, 1, 3, 0]
    voucher.take_back(shop.store, shop.on(day(12, 1)), used[0].redemption, "the wrong one")
    assert states() == [1, 3, 1, 0]


SPANS = (
    report.Span(),
    report.Span(day(2, 28), day(2, 28)),
    report.Span(None, day(3, 30)),
    report.Span(day(10, 1), None),
)
DUES = (None, day(8, 1, 2025), day(9, 30, 2025), day(10, 31, 2025), day(2, 28))
TERMS = ((None, None), (day(1, 31), None), (day(11, 30, 2025), 3), (day(2, 28), 12))


def test_the_sums_hold_for_every_rhythm_due_day_and_end(store: Store, written: Callable[..., Rows]) -> None:
    book = Book(store)
    bakery, mill = book.party("The Daily Grind", Role.PARTNER), book.party("Old Mill", Role.PARTNER)
    clauses = tuple(
        ClauseDraft(Direction.RECEIVED, Kind.GOODS, amount=number + 1, rhythm=rhythm, due=due, party=bakery)
        for number, (rhythm, due) in enumerate(product(Rhythm, DUES))
    )
    whole = ClauseDraft(Direction.GIVEN, Kind.GOODS, amount=10_00, rhythm=Rhythm.QUARTERLY)
    for (until, renew), early in product(TERMS, (False, True)):
        draft = AgreementDraft(
            f"{until} {renew} {early}",
            AgreementKind.SUPPLY,
            (bakery, mill),
            day(8, 31, 2025),
            until,
            renew_months=renew,
            clauses=(*clauses, whole),
        )
        number = agreement_write.add(store, book.on(day(9, 1, 2025)), draft).id
        if early:
            agreement_write.end(store, book.on(day(11, 1, 2025)), number, day(11, 15, 2025))
    named = book.post(bakery, day(10, 31, 2025), got(Kind.GOODS, 11, Basis.BILL))
    agreement_write.name_on(store, book.on(TODAY), named, number)
    for when in (day(11, 15, 2025), day(11, 30, 2025), day(2, 28), day(3, 1), day(10, 31)):
        book.post(bakery, when, got(Kind.GOODS, 7, Basis.BILL), gave(Kind.GOODS, 6_00, Basis.BILL))
        book.post(mill, when, got(Kind.GOODS, 5, Basis.BILL), gave(Kind.GOODS, 5_00, Basis.BILL))
    merge.merge(store, book.on(TODAY), book.party("The Daily Grind again", Role.PARTNER), bakery)
    for span in SPANS:
        assert written(span)
