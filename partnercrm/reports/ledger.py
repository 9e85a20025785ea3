"""The workbook *Reciprocal ledger*: what an accountant needs to trust the figures without opening the program."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from threading import Event

from partnercrm.columns import report as columns
from partnercrm.columns.column import ColumnKind
from partnercrm.domain.ledger import KIND_WORDS, SOURCE_WORDS, Kind, Source
from partnercrm.domain.ledger_rows import Ageing, Statement
from partnercrm.domain.locale import Locale
from partnercrm.domain.money import Currency
from partnercrm.domain.record import dataclass
from partnercrm.domain.settlement import AGE_WORDS, Age
from partnercrm.domain.words import Message, msg
from partnercrm.reports import agreement, coalition, gift_card, loyalty, promotion, sale
from partnercrm.reports.checks import Check, Outside
from partnercrm.reports.sheets import DataSheet, Figure, Running, WordsSheet, quoted
from partnercrm.reports.workbook import About, Workbook
from partnercrm.services import ledger_report as reports
from partnercrm.services import open_item
from partnercrm.services import statement as statements
from partnercrm.services import store as stores
from partnercrm.services.context import Context
from partnercrm.services.ledger_report import Reading, Span
from partnercrm.services.store import Store, StoreFacts

__all__ = ["Made", "Span", "write"]

More = Callable[[Workbook, Reading, Context, Span], list[Check]]
# What stands behind the ledger's own sheets: each adds the sheets of its subject, none where nothing was ever entered,
# and answers their checks. It reads through `reading.connection`, so that all sheets tell of the same moment.
MORE: tuple[More, ...] = (agreement.add, loyalty.add, gift_card.add, coalition.add, promotion.add, sale.add)

TITLE = msg("Reciprocal ledger")
HASH_SHOWN = 16
NOT_THE_BOOKS = msg(
    "This is a ledger of relationships beside the bookkeeping. It is not the books and replaces none of them."
)
IN_THE_BOOKS = msg(
    "What rests on a bill, and money that was paid, is in the books already or belongs there from its own document. "
    "Favours, estimates and agreed values are in no books; whether they are taxed is for the accountant to decide."
)
SIGNS = msg(
    "Amounts are in {code}, tax included. Given is what the shop gave, received what it got; a balance above zero is "
    "owed to the shop. What to pay, favours and turns are three views and are never added together."
)


@dataclass(frozen=True, slots=True)
class Made:
    """A workbook that was written: where, how many entries it holds, and whether all its checks are OK."""

    path: Path
    entries: int
    good: bool


@dataclass(slots=True)
class _Sheets:
    """The data sheets of a workbook, for its checks."""

    by_party: DataSheet
    favours: DataSheet
    open_items: DataSheet
    entries: DataSheet
    ageing: Ageing
    statement: DataSheet | None = None


def write(
    store: Store,
    ctx: Context,
    path: Path,
    span: Span | None = None,
    party: int | None = None,
    *,
    progress: Callable[[int, int], object] | None = None,
    cancel: Event | None = None,
) -> Made:
    """Writes the workbook of a span (default: everything), with the statement of a party (row id) if one is named.

    Raises Refused for an employee, WorkbookTarget, DiskFull, or Cancelled, which leaves nothing behind. `progress`
    hears (rows written, of).
    """
    span = span or Span()
    if party is not None:
        reports.require_not_employee(store, party)
    facts = stores.facts(store)
    told = None
    if party is not None:
        told = statements.statement(store, party, span.from_day, span.to_day, described=True)
    said = reports.summary(store, ctx.today, facts.currency)
    with reports.reading(store, span, ctx.today) as reading:
        rows = reading.line_count + len(reading.to_pay) + len(reading.favours)
        about = _about(store, ctx, facts, span, told)
        with Workbook(
            path,
            about,
            ctx.locale,
            facts.currency,
            longest=reading.line_count,
            progress=(lambda done: progress(done, rows)) if progress else None,
            cancel=cancel,
        ) as book:
            summary = book.words(msg("Summary"))
            sheets = _data_sheets(book, reading, ctx.locale, told)
            more = [check for add in MORE for check in add(book, reading, ctx, span)]
            good = _front(book, summary, sheets, reading, facts, said, span, told, ctx.locale, more)
            book.about()
    return Made(path, reading.ends.entries, good)


def _about(store: Store, ctx: Context, facts: StoreFacts, span: Span, told: Statement | None) -> About:
    user = next((user.name for user in stores.users(store) if user.id == ctx.actor), "")
    filters = (msg("Statement of {name}", name=told.name),) if told else ()
    made = version("partnercrm")
    return About(TITLE, facts.name, _period(span), user, ctx.now, filters, made, store.path.name)


def _period(span: Span) -> Message:
    if span.from_day and span.to_day:
        return msg("{first} to {last}", first=span.from_day, last=span.to_day)
    if span.from_day:
        return msg("From {first}", first=span.from_day)
    return msg("Until {last}", last=span.to_day) if span.to_day else msg("From the first day to the last")


def _data_sheets(book: Workbook, reading: Reading, locale: Locale, told: Statement | None) -> _Sheets:
    items = reading.open_items()
    sheets = _Sheets(
        by_party=book.data(
            msg("By party"),
            columns.by_party(locale),
            reading.to_pay,
            table="ByParty",
            totals=("opening", "given", "received", "movement", "closing"),
        ),
        favours=book.data(
            msg("Favours and turns"),
            columns.favours(locale),
            reading.favours,
            table="FavoursAndTurns",
            totals=("opening", "given", "received", "closing", "unpriced_given", "unpriced_received"),
        ),
        open_items=book.data(
            msg("Open items"),
            columns.open_items(locale),
            items,
            table="OpenItems",
            totals=("receivable", "payable", *(f"age_{age.value}" for age in Age)),
        ),
        entries=book.data(
            msg("Entries"),
            columns.entries(locale),
            reading.lines(),
            table="Entries",
            totals=("to_pay_given", "to_pay_received", "favours_given", "favours_received"),
            key_columns=2,
            pages_wide=2,
        ),
        ageing=open_item.ageing(items),
    )
    if told is not None:
        sheets.statement = book.data(
            msg("Statement"),
            columns.STATEMENT,
            [row for row in told.rows if row.given or row.received],
            table="Statement",
            opening={"entry": locale.say(msg("Opening")), "memo": told.name, "balance": told.opening},
            totals=("given", "received"),
            running=Running("balance", "given", "received"),
        )
    return sheets


def _front(
    book: Workbook,
    summary: WordsSheet,
    sheets: _Sheets,
    reading: Reading,
    facts: StoreFacts,
    said: tuple[Message, ...],
    span: Span,
    told: Statement | None,
    locale: Locale,
    more: list[Check],
) -> bool:
    """The Summary and the Checks; whether all checks are OK."""
    summary.title(TITLE)
    summary.text(facts.name)
    summary.line(msg("Period"), _period(span))
    for sentence in (NOT_THE_BOOKS, IN_THE_BOOKS, msg(SIGNS.key, code=facts.currency.code)):
        summary.text(sentence)
    summary.heading(msg("How it stands today"))
    for sentence in said:
        summary.text(sentence)
    _sums(summary, sheets, facts.currency)
    at_end = _chain(summary, reading)
    checks = [*_checks(sheets, reading, at_end, told), *more]
    result = book.checks(checks, _outside(sheets, reading, locale))
    summary.heading(msg("Checks"))
    summary.line(msg("All checks"), result)
    return all(check.good for check in checks)


def _sums(summary: WordsSheet, sheets: _Sheets, currency: Currency) -> None:
    summary.heading(msg("To pay ({code})", code=currency.code))
    summary.header("", msg("Opening"), msg("Given"), msg("Received"), msg("Closing"))
    keys = ("opening", "given", "received", "closing")
    summary.line(msg("All parties"), *(sheets.by_party.sum(key) for key in keys))
    summary.heading(msg("Favours ({code})", code=currency.code))
    summary.header("", msg("Opening"), msg("Given"), msg("Received"), msg("Closing"))
    summary.line(msg("All parties"), *(sheets.favours.sum(key) for key in keys))
    summary.heading(msg("Open items ({code})", code=currency.code))
    summary.header("", msg("They owe"), msg("We owe"))
    for age in Age:
        summary.line(AGE_WORDS[age], *_on_each_side(sheets, age))
    summary.line(msg("All open items"), sheets.open_items.sum("receivable"), sheets.open_items.sum("payable"))


def _on_each_side(sheets: _Sheets, age: Age) -> tuple[Figure, Figure]:
    """What is open at that age, gross: the sheet's own column holds what we owe below zero."""
    items, ageing = sheets.open_items, sheets.ageing

    def open_on(side: str, sign: str, value: int) -> Figure:
        formula = f'{sign}SUMIFS({items.range(f"age_{age.value}")},{items.range(side)},"<>")'
        return Figure(value, ColumnKind.MONEY, formula)

    return open_on("receivable", "", ageing.receivable[age]), open_on("payable", "-", ageing.payable[age])


def _chain(summary: WordsSheet, reading: Reading) -> Figure:
    """The lines about the entries; the cell with the end of the chain, for the checks to compare."""
    ends = reading.ends
    summary.heading(msg("Entries"))
    summary.line(msg("Number of entries"), Figure(ends.entries, ColumnKind.COUNT))
    summary.line(msg("First entry"), _number(ends.first))
    summary.line(msg("Last entry"), _number(ends.last))
    summary.line(msg("First day"), Figure(ends.first_day, ColumnKind.DATE))
    summary.line(msg("Last day"), Figure(ends.last_day, ColumnKind.DATE))
    summary.line(msg("End of the chain (SHA-256)"), ends.head.hex() if ends.head else "")
    cell = f"LEFT({quoted(summary.name)}!$B${summary.at},{HASH_SHOWN})"
    return Figure(_head(reading), ColumnKind.TEXT, cell)


def _head(reading: Reading) -> str:
    """As much of the chain's end as a column can show."""
    return reading.ends.head.hex()[:HASH_SHOWN] if reading.ends.head else ""


def _number(entry: tuple[int, int] | None) -> str:
    return f"{entry[0]}-{entry[1]:04d}" if entry else ""


def _checks(sheets: _Sheets, reading: Reading, at_end: Figure, told: Statement | None) -> list[Check]:
    parties, favours, items, entries = sheets.by_party, sheets.favours, sheets.open_items, sheets.entries
    closing = sum(row.closing for row in reading.to_pay)
    given, received = sum(row.given for row in reading.to_pay), sum(row.received for row in reading.to_pay)
    opening = sum(row.opening for row in reading.to_pay)
    favour_closing = sum(row.closing for row in reading.favours)
    net_items = Figure(
        items.tallies["receivable"].total - items.tallies["payable"].total,
        ColumnKind.MONEY,
        f"{items.sum('receivable').formula}-{items.sum('payable').formula}",
    )
    first_lines = Figure(reading.ends.entries, ColumnKind.COUNT, f"COUNTIF({entries.range('line')},1)")
    found = [
        Check(msg("To pay: opening of all parties"), opening, parties.sum("opening")),
        Check(msg("To pay: given to all parties"), given, parties.sum("given")),
        Check(msg("To pay: received from all parties"), received, parties.sum("received")),
        Check(msg("To pay: opening + movement = closing"), opening + given - received, parties.sum("closing")),
        Check(msg("To pay: open items = closing balance"), closing, net_items),
        Check(msg("Open items: ageing = what they owe less what we owe"), closing, _aged(items)),
        Check(msg("Favours: closing of all parties"), favour_closing, favours.sum("closing")),
        Check(msg("Entries: how many"), reading.ends.entries, first_lines),
        Check(msg("Entries: lines"), reading.line_count, entries.count()),
        Check(msg("Entries: first number"), _number(reading.ends.first), entries.top("entry")),
        Check(msg("Entries: last number"), _number(reading.ends.last), entries.bottom("entry")),
        Check(msg("Entries: end of the chain"), _head(reading), at_end),
        *_without_gaps(reading, entries),
    ]
    if told is not None and sheets.statement is not None:
        found.append(Check(msg("Statement: closing balance"), told.closing, _closing(sheets.statement, told)))
    return found


def _aged(items: DataSheet) -> Figure:
    sums = [items.sum(f"age_{age.value}") for age in Age]
    total = sum(figure.value for figure in sums if isinstance(figure.value, int))
    return Figure(total, ColumnKind.MONEY, "+".join(figure.formula for figure in sums))


def _without_gaps(reading: Reading, entries: DataSheet) -> list[Check]:
    """For each fiscal year that the span holds whole: its last number is its count, so none is missing."""
    found = []
    years, lines = entries.range("year"), entries.range("line")
    for year, last in reading.years.items():
        formula = f"SUMPRODUCT(({years}={year})*({lines}=1))"
        figure = Figure(last, ColumnKind.COUNT, formula)
        found.append(Check(msg("Entries of {year}: last number = count, no gaps", year=str(year)), last, figure))
    return found


def _closing(sheet: DataSheet, told: Statement) -> Figure:
    given, received = sheet.sum("given"), sheet.sum("received")
    cell = f"{quoted(sheet.name)}!${sheet.letters['balance']}${sheet.first - 1}"
    return Figure(told.closing, ColumnKind.MONEY, f"{cell}+{given.formula}-{received.formula}")


def _outside(sheets: _Sheets, reading: Reading, locale: Locale) -> list[Outside]:
    """Figures that only others know: cells to type them in, and the difference beside ours."""
    entries, bank, till = sheets.entries, msg("Cash book and bank"), msg("The till's report")
    kind, source = entries.range("kind"), entries.range("source")
    not_opening = f'{source},"<>{_word(SOURCE_WORDS[Source.OPENING], locale)}"'
    money, adjustment = (_word(KIND_WORDS[each], locale) for each in (Kind.MONEY, Kind.ADJUSTMENT))

    def moved(value: int, key: str, chosen: str) -> Figure:
        return Figure(value, ColumnKind.MONEY, f"SUMIFS({entries.range(key)},{chosen},{not_opening})")

    paid = f'{kind},"{money}"'
    sold = f'{kind},"<>{money}",{kind},"<>{adjustment}"'
    return [
        Outside(msg("Cash and bank: money received"), moved(reading.received, "to_pay_received", paid), bank),
        Outside(msg("Cash and bank: money paid"), moved(reading.paid, "to_pay_given", paid), bank),
        Outside(msg("Till total: what was given on a bill"), moved(reading.sold, "to_pay_given", sold), till),
        Outside(msg("What we owe"), sheets.open_items.sum("payable"), msg("The suppliers' statements")),
    ]


def _word(message: Message, locale: Locale) -> str:
    """A word as a formula's criterion says it."""
    return locale.say(message).replace('"', '""')
