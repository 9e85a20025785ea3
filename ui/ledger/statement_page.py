"""A statement as a page: the same text on the screen, on paper and in a PDF."""

from __future__ import annotations

from html import escape

from partnercrm.domain.ledger_rows import Statement, StatementRow
from ui.words import date, money, tr, trn

ON_SCREEN = 400
# What waits to be used, ours and theirs, by whether the reader is the other side.
_HELD = {
    False: ("They hold {amount} of ours.", "We hold {amount} of theirs."),
    True: ("You hold {amount} of ours.", "We hold {amount} of yours."),
}


def page_html(told: Statement, shop: str, *, most: int | None = None) -> str:
    """The page; `most` rows at the end of it, or all. Every word that somebody typed is escaped."""
    rows = told.rows if most is None else told.rows[-most:]
    left_out = len(told.rows) - len(rows)
    parts = [_head(told, shop), _table(told, rows, left_out)]
    if told.handed_over:
        parts.append(
            f"<p>{escape(tr('Only what was billed or agreed stands here. Please tell us if it differs.'))}</p>"
        )
    return "".join(parts)


def balance_words(told: Statement) -> str:
    """Who is to pay what at the end, from the reader's side."""
    amount = money(abs(told.closing))
    if not told.closing:
        return tr("Nothing is to be paid.")
    they_pay = (told.closing > 0) is not told.handed_over
    if told.held:
        ours, theirs = _HELD[told.handed_over]
        return tr(ours if they_pay else theirs, amount=amount)
    if told.handed_over:
        return tr("You owe us {amount}.", amount=amount) if they_pay else tr("We owe you {amount}.", amount=amount)
    return tr("They owe us {amount}.", amount=amount) if they_pay else tr("We owe them {amount}.", amount=amount)


def _head(told: Statement, shop: str) -> str:
    title = tr("Statement of {shop} for {name}", shop=shop, name=told.name)
    if not told.handed_over:
        title = tr("Statement: {name}", name=told.name)
    return f"<h2>{escape(title)}</h2><p>{escape(span_words(told))}. <b>{escape(balance_words(told))}</b></p>"


def span_words(told: Statement) -> str:
    """Which days it covers."""
    if told.from_day and told.to_day:
        return tr("{first} to {last}", first=date(told.from_day), last=date(told.to_day))
    if told.from_day:
        return tr("From {first}", first=date(told.from_day))
    return tr("Until {last}", last=date(told.to_day)) if told.to_day else tr("All entries")


def _table(told: Statement, rows: tuple[StatementRow, ...], left_out: int) -> str:
    given, received = (tr("You gave"), tr("You got")) if told.handed_over else (tr("We gave"), tr("They gave"))
    titles = [tr("Date"), tr("Entry"), tr("What"), tr("Documents"), given, received, tr("To pay")]
    cells = "".join(
        f"<th align='{'right' if at > 3 else 'left'}'>{escape(title)}</th>" for at, title in enumerate(titles)
    )
    lines = [f"<tr>{cells}</tr>", _sum_row(tr("Opening balance"), told.opening)]
    if left_out:
        words = trn(
            "{count} earlier entry stands in print and Excel.",
            "{count} earlier entries stand in print and Excel.",
            left_out,
        )
        lines.append(f"<tr><td colspan='7'><i>{escape(words)}</i></td></tr>")
    lines += [_row(row, told.handed_over) for row in rows]
    lines.append(_sum_row(tr("Closing balance"), told.closing))
    return f"<table width='100%' cellspacing='0' cellpadding='4'>{''.join(lines)}</table>"


def _sum_row(words: str, amount: int) -> str:
    return f"<tr><td colspan='6'><b>{escape(words)}</b></td><td align='right'><b>{escape(money(amount))}</b></td></tr>"


def _row(row: StatementRow, handed_over: bool) -> str:
    documents = ", ".join(part for part in (row.our_document, row.their_document) if part)
    what = row.memo or (tr("takes back {number}", number=row.takes_back) if row.takes_back else "")
    favours = _favours(row, handed_over)
    said = "; ".join(part for part in (what, favours) if part)
    cells = (date(row.day), row.number, said, documents)
    amounts = (_amount(row.given), _amount(row.received), money(row.balance))
    left = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
    right = "".join(f"<td align='right'>{escape(cell)}</td>" for cell in amounts)
    return f"<tr>{left}{right}</tr>"


def _amount(minor: int) -> str:
    return money(minor) if minor else ""


def _favours(row: StatementRow, handed_over: bool) -> str:
    """Favours in words beside the money, never in its columns."""
    ours, theirs = (tr("you gave"), tr("we gave")) if handed_over else (tr("we gave"), tr("they gave"))
    found = []
    for who, amount, unpriced in (
        (ours, row.favours_given, row.unpriced_given),
        (theirs, row.favours_received, row.unpriced_received),
    ):
        if amount:
            found.append(tr("{who} a favour of {amount}", who=who, amount=money(amount)))
        if unpriced:
            found.append(tr("{who} {favours}", who=who, favours=trn("{count} favour", "{count} favours", unpriced)))
    return ", ".join(found)
