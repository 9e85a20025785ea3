"""Files come in as one operation: what is new, what is there, what cannot; and all of it goes out again."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter

from partnercrm.domain.dates import Clock
from partnercrm.domain.errors import Refused
from partnercrm.domain.ledger import Basis, ExchangeDraft, Lens
from partnercrm.domain.ledger_rows import EntryFilter
from partnercrm.domain.money import Currency
from partnercrm.domain.party import PartyDraft, PartyKind, Role
from partnercrm.domain.party_rows import PartyFilter
from partnercrm.imports import batch
from partnercrm.imports.batch import Wanted
from partnercrm.imports.fields import ImportKind
from partnercrm.imports.preview import Preview, RowState
from partnercrm.services import balance, draft, entry, interaction, party, party_list, period, undo, verify
from partnercrm.services import store as stores
from partnercrm.services.context import Context
from partnercrm.services.store import NewStore, Store

NOW = dt.datetime(2026, 11, 21, 9, 30, tzinfo=dt.UTC)
PARTIES = Wanted(ImportKind.PARTIES)
EXCHANGES = Wanted(ImportKind.EXCHANGES)
PEOPLE = """Id,Name,Kind,Role
1,The Daily Grind,Organisation,partner
2,Old Mill,Organisation,supplier
3,Ana,Person,customer
"""


class Shop:
    """A shop that files come into."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store, self.folder = store, folder

    @property
    def ctx(self) -> Context:
        return stores.context(self.store, Clock.fixed(NOW))

    def prepare(self, content: str | bytes | Path, wanted: Wanted) -> Preview:
        if isinstance(content, Path):
            return batch.prepare(self.store, self.ctx, content, wanted)
        path = self.folder / "file.csv"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return batch.prepare(self.store, self.ctx, path, wanted)

    def bring(self, content: str | bytes | Path, wanted: Wanted) -> batch.Imported:
        return batch.bring_in(self.store, self.ctx, self.prepare(content, wanted), copy_first=False)

    def names(self) -> list[str]:
        ids = party_list.ids(self.store, self.ctx, PartyFilter())
        return [row.name for row in party_list.rows(self.store, self.ctx, ids)]

    def to_pay(self) -> dict[str, int]:
        return {row.name: row.balance for row in balance.balances(self.store, Lens.TO_PAY)}

    def entries(self) -> list[entry.EntryRow]:
        wanted = EntryFilter(folded=False)
        return entry.page_rows(self.store, entry.ids(self.store, wanted, self.ctx.today))


Make = Callable[[str], Shop]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    opened: list[Store] = []

    def shop(locale: str) -> Shop:
        path = tmp_path / f"{len(opened)}.partnercrm"
        stores.new(path, NewStore("Shop", Currency("EUR", 2), locale, owner="Sarah"), Clock.fixed(NOW))
        opened.append(stores.open_shop(path))
        return Shop(opened[-1], tmp_path)

    yield shop
    for store in opened:
        store.close()


@pytest.fixture
def shop(make: Make) -> Shop:
    return make("en_GB")


def states(prepared: Preview) -> list[tuple[int, str]]:
    return [(row.numbers[0], row.state.value) for row in prepared.rows]


def test_the_same_file_again_brings_nothing_and_undo_takes_all_back(shop: Shop) -> None:
    first = shop.bring(PEOPLE, PARTIES)
    again = shop.bring(PEOPLE, PARTIES)
    assert (first.new, again.new, again.known, again.changes) == (3, 0, 3, None)
    assert shop.names() == ["Ana", "Old Mill", "The Daily Grind"]
    assert first.changes is not None
    undo.undo(shop.store, shop.ctx, first.changes.operation)
    assert shop.names() == []
    assert shop.bring(PEOPLE, PARTIES).new == 3


def test_values_that_count_as_guesses_are_told(shop: Shop) -> None:
    shop.bring(PEOPLE, PARTIES)
    bare = shop.prepare("Party,Date,Value\nAna,2026-11-03,5.00\n", EXCHANGES)
    assert batch.GUESSES in bare.notes
    assert batch.GUESSES not in shop.prepare("Party,Date,Value,Basis\nAna,2026-11-03,5.00,bill\n", EXCHANGES).notes


def kinds(prepared: Preview) -> list[PartyKind]:
    return [row.draft.kind for row in prepared.rows if isinstance(row.draft, PartyDraft)]


@pytest.mark.parametrize(
    ("content", "role", "found"),
    [
        ("Name\nAgnes\nOld Mill GmbH\n", Role.CUSTOMER, [PartyKind.PERSON, PartyKind.ORGANISATION]),
        ("Name,Role\nAna,customer\nOld Mill,supplier\n", None, [PartyKind.PERSON, PartyKind.ORGANISATION]),
        ("Name\nOld Mill\n", Role.SUPPLIER, [PartyKind.ORGANISATION]),
        ("Company\nOld Mill\n", Role.CUSTOMER, [PartyKind.ORGANISATION]),
        ("Name,Contact person\nOld Mill,Ana\n", Role.CUSTOMER, [PartyKind.ORGANISATION]),
        ("Name,Kind\nAna,Organisation\n", Role.CUSTOMER, [PartyKind.ORGANISATION]),
    ],
)
def test_customers_are_people_unless_something_says_a_business(
    shop: Shop, content: str, role: Role | None, found: list[PartyKind]
) -> None:
    assert kinds(shop.prepare(content, replace(PARTIES, roles=(role,) if role else ()))) == found


def test_a_row_that_looks_like_a_sum_waits_for_a_decision(shop: Shop) -> None:
    content = "Name,Phone\nAna,\nTotal:,\nSumme,\nTotal,020 7946 0101\n"
    found = shop.prepare(content, PARTIES)
    assert states(found) == [(2, "new"), (3, "doubtful"), (4, "doubtful"), (5, "new")]
    assert shop.prepare(content, replace(PARTIES, take_doubles=True)).count(RowState.NEW) == 4


BILLS = (
    "Party,Date,Value,Due,Invoice\nAna,2026-11-03,5.00,2026-12-03,\nAna,2026-11-04,6.00,,R-1\nAna,2026-11-05,7.00,,\n"
)


@pytest.mark.parametrize(
    ("said", "taken", "note"),
    [
        (None, [Basis.BILL, Basis.BILL, None], True),
        (Basis.AGREED, [Basis.AGREED, Basis.AGREED, Basis.AGREED], False),
    ],
)
def test_a_due_day_or_a_bills_number_makes_a_bill_where_no_column_says(
    shop: Shop, said: Basis | None, taken: list[Basis | None], note: bool
) -> None:
    shop.bring(PEOPLE, PARTIES)
    prepared = shop.prepare(BILLS, replace(EXCHANGES, basis=said))
    drafts = [row.draft for row in prepared.rows if isinstance(row.draft, ExchangeDraft)]
    assert [line.basis for draft in drafts for line in draft.lines] == taken
    assert (batch.BILLS in prepared.notes) is note


def test_columns_that_go_nowhere_are_named(shop: Shop) -> None:
    def told(content: str, **columns: str) -> list[str]:
        prepared = shop.prepare(content, Wanted(ImportKind.PARTIES, columns=columns or None))
        return [str(note) for note in prepared.notes if "taken" in str(note)]

    assert told(PEOPLE) == []
    content = "Name,Loyalty,Empty,Score\nAna,gold,,7\n"
    assert told(content) == ["Nothing is taken from the columns Loyalty, Score."]
    assert told(content, Score="-") == ["Nothing is taken from the column Loyalty."]
    assert told(content, Score="-", Loyalty="note") == []
    many = [f"Field {number}" for number in range(20)]
    assert told(f"Name,{','.join(many)}\nAna,{','.join(many)}\n")[0].endswith("Field 7 ….")


@pytest.mark.parametrize(
    "written",
    [
        "\ufeffName;Telefon;Ort\nMüller & Söhne;089 12345;München\n".encode(),
        "Name;Telefon;Ort\nMüller & Söhne;089 12345;München\n".encode("cp1252"),
        "Name;Telefon;Ort\nMüller & Söhne;089 12345;München\n".encode("utf-16"),
        "Liste;;\n;;\nName;Telefon;Ort\nMüller & Söhne;089 12345;München\n".encode(),
        'Name\tTelefon\tOrt\n"Müller & Söhne"\t089 12345\tMünchen\n'.encode(),
    ],
    ids=["BOM", "cp1252", "UTF-16", "header in row 3", "tabs"],
)
def test_files_as_people_save_them(make: Make, written: bytes) -> None:
    shop = make("de_DE")
    assert shop.bring(written, PARTIES).new == 1
    found = party.draft_of(shop.store, shop.ctx, party.find(shop.store, "Müller & Söhne"))
    assert [contact.value or contact.town for contact in found.contacts] == ["089 12345", "München"]


def test_decimal_commas_follow_the_locale(make: Make) -> None:
    german, english = make("de_DE"), make("en_GB")
    for shop in (german, english):
        shop.bring(PEOPLE, PARTIES)
    rows = "Party;Date;Value;Basis\nAna;21.11.2026;1.234,50;Bill\nAna;20.11.2026;12,50;Bill\n"
    assert german.bring(rows.replace("Bill", "bill"), EXCHANGES).new == 2
    assert german.to_pay() == {"Ana": 1247_00}
    assert [row.state for row in english.prepare(rows, EXCHANGES).rows] == [RowState.BAD, RowState.BAD]


def test_quoted_newlines_stay_in_the_text(shop: Shop) -> None:
    shop.bring('Name,Note\nAna,"first\nsecond"\n', PARTIES)
    assert party.draft_of(shop.store, shop.ctx, party.find(shop.store, "Ana")).notes == ("first\nsecond",)


def test_a_workbook_with_real_dates_and_numbers(shop: Shop, tmp_path: Path) -> None:
    shop.bring(PEOPLE, PARTIES)
    path = tmp_path / "sales.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd.mm.yyyy"})
    for column, title in enumerate(("Customer", "Date", "Value", "Basis", "Quantity")):
        sheet.write(2, column, title)
    for row, value in enumerate((12.5, 0.1 + 0.2), 3):
        sheet.write(row, 0, "Ana")
        sheet.write_datetime(row, 1, dt.datetime(2026, 11, 20, tzinfo=dt.UTC).replace(tzinfo=None), day)
        sheet.write_number(row, 2, value)
        sheet.write(row, 3, "Bill")
        sheet.write_number(row, 4, 3)
    book.close()
    assert shop.bring(path, EXCHANGES).new == 2
    assert shop.to_pay() == {"Ana": 12_80}
    assert {row.day for row in shop.entries()} == {dt.date(2026, 11, 20)}


def test_bad_rows_are_told_and_the_good_ones_go_in(shop: Shop) -> None:
    shop.bring(PEOPLE, PARTIES)
    rows = (
        "Party,Date,Value,Basis\nAna,2026-11-20,5.00,Bill\nNobody,2026-11-20,5.00,Bill\nAna,someday,5.00,Bill\n"
        "Ana,2026-11-20,five,Bill\nAna,2026-11-20,6.00,Bill\nAna,2026-11-20,6.00,Hearsay\n"
    )
    prepared = shop.prepare(rows, EXCHANGES)
    assert states(prepared) == [(2, "new"), (3, "bad"), (4, "bad"), (5, "bad"), (6, "new"), (7, "bad")]
    assert all(row.reasons for row in prepared.of(RowState.BAD))
    done = batch.bring_in(shop.store, shop.ctx, prepared, copy_first=False)
    assert (done.new, done.bad, shop.to_pay()) == (2, 4, {"Ana": 11_00})


def test_preparing_changes_no_byte(shop: Shop) -> None:
    shop.bring(PEOPLE, PARTIES)
    shop.store.close()
    path = shop.store.path
    before = path.read_bytes()
    with closing(stores.open_shop(path, read_only=True)) as looking:
        assert Shop(looking, shop.folder).prepare("Name\nBen\n", PARTIES).count(RowState.NEW) == 1
    assert path.read_bytes() == before


def test_lines_of_one_document_are_one_entry(shop: Shop) -> None:
    shop.bring(PEOPLE, PARTIES)
    rows = (
        "Order,Party,Date,Kind,Value,Basis,What,Due after days\nA,Ana,2026-11-02,Goods,4.00,Bill,Bread,30\n"
        "B,Ana,2026-11-03,Goods,1.00,Bill,Roll,\nA,Ana,2026-11-02,Service,6.00,Bill,Delivery,30\n"
        "C,Ana,2026-11-03,Goods,1.00,Bill,x,\nC,Old Mill,2026-11-03,Goods,1.00,Bill,y,\n"
    )
    prepared = shop.prepare(rows, Wanted(ImportKind.EXCHANGES, columns={"Due after days": "due_days"}))
    assert [(row.numbers, row.state.value) for row in prepared.rows] == [
        ((2, 4), "new"),
        ((3,), "new"),
        ((5, 6), "bad"),
    ]
    batch.bring_in(shop.store, shop.ctx, prepared, copy_first=False)
    first = entry.entry(shop.store, "2026-0001")
    assert ([line.value for line in first.lines], first.row.due) == ([4_00, 6_00], dt.date(2026, 12, 2))


def test_both_sides_in_two_columns_and_drafts(shop: Shop) -> None:
    shop.bring(PEOPLE, PARTIES)
    rows = (
        "Party,Date,Kind,Given,Received,Basis,State\nThe Daily Grind,2026-11-02,Exposure,25.00,24.00,Agreed,\n"
        "Ana,2026-11-02,Goods,3.00,,Bill,Draft\n"
    )
    done = shop.bring(rows, EXCHANGES)
    assert (done.new, done.drafts, len(draft.listed(shop.store))) == (2, 1, 1)
    [favours] = balance.balances(shop.store, Lens.FAVOURS)
    assert (favours.given, favours.received) == (25_00, 24_00)
    assert shop.bring(rows, EXCHANGES).known == 2


def test_equal_rows_of_one_file_are_two_and_equal_ids_one(shop: Shop) -> None:
    shop.bring(PEOPLE, PARTIES)
    coffee = "Ana,2026-11-20,3.00,Bill\n"
    rows = "Party,Date,Value,Basis\n" + coffee * 2
    assert (shop.bring(rows, EXCHANGES).new, shop.bring(rows, EXCHANGES).known) == (2, 2)
    assert shop.bring(rows + coffee, EXCHANGES).new == 1
    prepared = shop.prepare("Id,Name\n9,Ben\n9,Carl\n", PARTIES)
    assert states(prepared) == [(2, "new"), (3, "bad")]


def test_likely_doubles_go_in_with_a_word(shop: Shop) -> None:
    shop.bring("Name,Phone\nMario's Pizza,020 7946 0991\n", Wanted(ImportKind.PARTIES, source="a"))
    prepared = shop.prepare("Name,Phone\nPizzeria,+44 20 7946 0991\nNew one,\n", Wanted(ImportKind.PARTIES, source="b"))
    assert [(row.state.value, len(row.reasons)) for row in prepared.rows] == [("new", 1), ("new", 0)]
    assert "Mario's Pizza" in str(prepared.rows[0].reasons[0])


def test_an_id_that_means_somebody_else_is_refused(shop: Shop) -> None:
    shop.bring("Id,Name\n1,Ana\n", PARTIES)
    prepared = shop.prepare("Id,Name\n1,Old Mill\n", PARTIES)
    assert states(prepared) == [(2, "bad")]


def test_interactions_come_in_once(shop: Shop) -> None:
    shop.bring(PEOPLE, PARTIES)
    rows = "Who,Date,Time,Channel,Summary\nAna,2026-11-02,10:30,Call,Asked for rye\nAna,2026-12-02,,Call,Later\n"
    done = shop.bring(rows, Wanted(ImportKind.INTERACTIONS))
    assert (done.new, done.bad) == (1, 1)
    assert shop.bring(rows, Wanted(ImportKind.INTERACTIONS)).known == 1
    from partnercrm.domain.interaction_rows import InteractionFilter

    [found] = interaction.page_rows(shop.store, interaction.ids(shop.store, InteractionFilter()))
    assert (found.minute, found.summary, found.day) == (630, "Asked for rye", dt.date(2026, 11, 2))


def test_taken_back_after_a_month_was_closed_it_is_reversed_today(shop: Shop) -> None:
    shop.bring(PEOPLE, PARTIES)
    rows = "Party,Date,Value,Basis\nAna,2026-10-20,3.00,Bill\nAna,2026-11-20,4.00,Bill\n"
    done = shop.bring(rows, EXCHANGES)
    period.close(shop.store, shop.ctx, 202610)
    assert shop.prepare(rows.replace("3.00", "5.00"), EXCHANGES).rows[0].state is RowState.BAD
    assert done.changes is not None
    undo.undo(shop.store, shop.ctx, done.changes.operation)
    found = {row.reverses: (row.day, row.belongs_to) for row in shop.entries() if row.reverses}
    assert sorted(found.values(), key=str) == [
        (dt.date(2026, 11, 20), None),
        (dt.date(2026, 11, 21), dt.date(2026, 10, 20)),
    ]
    assert shop.to_pay() == {"Ana": 0}
    assert verify.verify(shop.store).intact
    assert [row.state.value for row in shop.prepare(rows, EXCHANGES).rows] == ["bad", "new"]


def test_what_is_missing_is_said(shop: Shop) -> None:
    for rows, wanted in (("Phone\n1\n", PARTIES), ("Value\n1\n", EXCHANGES), ("", PARTIES)):
        with pytest.raises(Refused):
            shop.prepare(rows, wanted)
    with pytest.raises(Refused, match="colour"):
        shop.prepare("Name\nx\n", Wanted(ImportKind.PARTIES, columns={"Name": "colour"}))
    with pytest.raises(Refused, match="Colour"):
        shop.prepare("Name\nx\n", Wanted(ImportKind.PARTIES, columns={"Colour": "name"}))


def test_roles_of_the_file_and_of_the_row(shop: Shop) -> None:
    shop.bring("Name,Role\nAna,partner\n", Wanted(ImportKind.PARTIES, (Role.CUSTOMER,)))
    found = party.draft_of(shop.store, shop.ctx, party.find(shop.store, "Ana"))
    assert {role.role for role in found.roles} == {Role.CUSTOMER, Role.PARTNER}


def csv_of(rows: list[list[str]]) -> bytes:
    quoted = ['"' + '","'.join(cell.replace('"', '""') for cell in row) + '"' for row in rows]
    return ("\ufeff" + "\r\n".join(quoted) + "\r\n").encode()


def test_naughty_texts_go_in_and_come_out(shop: Shop, shared: Path) -> None:
    strings = json.loads((shared / "data" / "strings" / "blns.json").read_text(encoding="utf-8"))
    payloads = (shared / "data" / "strings" / "csv-injection-payloadbox.txt").read_text(encoding="utf-8").splitlines()
    texts = [text for text in dict.fromkeys([*strings, *payloads]) if text.strip() and "\x00" not in text]
    rows = [["Id", "Name", "Note"], *([str(n), f"Name {n}", text] for n, text in enumerate(texts))]
    prepared = shop.prepare(csv_of(rows), PARTIES)
    assert prepared.count(RowState.NEW) >= len(texts) - 5
    batch.bring_in(shop.store, shop.ctx, prepared, copy_first=False)
    for row in prepared.of(RowState.NEW)[::4]:
        number = party.find(shop.store, row.said)
        [note] = party.draft_of(shop.store, shop.ctx, number).notes
        assert note.strip() == texts[int(row.said.removeprefix("Name "))].replace("\r\n", "\n").strip()
    assert batch.prepare(shop.store, shop.ctx, shop.folder / "file.csv", PARTIES).count(RowState.NEW) == 0
