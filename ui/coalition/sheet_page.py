"""The sheet of a settlement as a page to print and sign: gross lines, the steps to few payments, lines to sign on."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path

from PySide6.QtGui import QPdfWriter, QTextDocument

from partnercrm.domain.coalition import STATE_WORDS, US, NettingKind
from partnercrm.domain.coalition_rows import OverspentRow, SettlementView
from partnercrm.domain.coalition_words import claim_words, earlier_words, left_words, step_words
from ui import theme
from ui.common import paper_cards
from ui.words import currency, date, locale, money, number, say, tr

_PAPER_FONT_PT = 10


def page_html(view: SettlementView, shop: str) -> str:
    """The page; each shop stands by its name, ours too. Every word that somebody typed is escaped."""
    names = {party: name or shop for party, name in view.names.items()}
    row = view.row
    state = say(STATE_WORDS[row.state])
    if row.document:
        state = tr("{state}: {document}", state=state, document=row.document)
    span = tr("{first} to {last}", first=date(row.from_day), last=date(row.until_day))
    parts = [
        f"<h2>{escape(tr('Settlement of points: {program}', program=row.program_name))}</h2>",
        f"<p>{escape(span)}. {escape(state)}. {escape(tr('Amounts in {code}.', code=currency().code))}</p>",
        _gross(view, names),
        _earlier(view, names),
        _steps(view, names),
        _left(view, names),
        _overspent(view, shop),
        _signatures(view, names),
    ]
    return "".join(parts)


def document(view: SettlementView, shop: str) -> QTextDocument:
    """The page as it is printed: black on white."""
    made = QTextDocument()
    font = theme.font()
    font.setPointSize(_PAPER_FONT_PT)
    made.setDefaultFont(font)
    made.setHtml(f"<body style='color:black'>{page_html(view, shop)}</body>")
    return made


def save_pdf(path: Path, view: SettlementView, shop: str) -> bool:
    """Write it as PDF; False where that place cannot be written, which is said then."""
    writer = QPdfWriter(str(path))
    writer.setPageLayout(paper_cards.page_layout())
    writer.setTitle(tr("Settlement of points"))
    document(view, shop).print_(writer)
    return paper_cards.told(path)


def _gross(view: SettlementView, names: Mapping[int, str]) -> str:
    titles = [tr("Who owes"), tr("To whom"), tr("Points"), tr("Rate"), tr("Amount")]
    head = "".join(f"<th align='{'right' if at > 1 else 'left'}'>{escape(each)}</th>" for at, each in enumerate(titles))
    lines = []
    for claim in view.claims:
        rate = locale().number(claim.rate / 10 ** currency().digits)
        cells = (names[claim.debtor], names[claim.creditor])
        sums = (number(claim.points), rate, money(claim.value))
        left = "".join(f"<td>{escape(cell)}</td>" for cell in cells)
        lines.append(f"<tr>{left}{''.join(f'<td align=right>{escape(cell)}</td>' for cell in sums)}</tr>")
    table = f"<table width='100%' cellspacing='0' cellpadding='4'><tr>{head}</tr>{''.join(lines)}</table>"
    return f"<h3>{escape(tr('Points used, both ways'))}</h3>{table}"


def _earlier(view: SettlementView, names: Mapping[int, str]) -> str:
    """What of the gross lines belongs to days before the period, with its sum."""
    if not view.earlier:
        return ""
    lines = "".join(f"<li>{escape(say(claim_words(each, names, currency())))}</li>" for each in view.earlier)
    total = escape(say(earlier_words(view.earlier, currency())))
    return f"<h3>{escape(tr('Of these, what belongs to earlier months'))}</h3><ul>{lines}</ul><p>{total}.</p>"


def _steps(view: SettlementView, names: Mapping[int, str]) -> str:
    found = []
    positions = sorted((value, party) for party, value in view.positions.items() if value)
    for value, party in positions:
        words = tr("{name} gets {amount}", name=names[party], amount=money(value))
        if value < 0:
            words = tr("{name} has to pay {amount}", name=names[party], amount=money(-value))
        found.append(words)
    netted = "".join(f"<li>{escape(each)}</li>" for each in found)
    between = [step for step in view.steps if step.kind is not NettingKind.PAYMENT]
    moved = "".join(
        f"<li>{escape(say(step_words(step.kind, step.payment, names, currency())))}</li>" for step in between
    )
    paid = [say(step_words(NettingKind.PAYMENT, each, names, currency())) for each in view.of(NettingKind.PAYMENT)]
    payments = "".join(f"<li><b>{escape(each)}</b></li>" for each in paid or [tr("Nothing is to be paid.")])
    parts = [f"<h3>{escape(tr('All in all'))}</h3><ul>{netted}</ul>"]
    if moved:
        parts.append(f"<h3>{escape(tr('Out of what was paid before, into it, and through us'))}</h3><ul>{moved}</ul>")
    parts.append(f"<h3>{escape(tr('To be paid'))}</h3><ul>{payments}</ul>")
    return "".join(parts)


def _left(view: SettlementView, names: Mapping[int, str]) -> str:
    found = [left_words(names[party], left, currency()) for party, left in view.left.items()]
    return "".join(f"<p>{escape(say(each))}.</p>" for each in found if each is not None)


def _overspent(view: SettlementView, shop: str) -> str:
    if not view.overspent:
        return ""
    listed = "".join(f"<li>{escape(_over(each, shop))}</li>" for each in view.overspent)
    return f"<h3>{escape(tr('Overspent, borne as agreed'))}</h3><ul>{listed}</ul>"


def _over(row: OverspentRow, shop: str) -> str:
    where = {"day": date(row.day), "card": row.card, "shop": row.shop or shop}
    points, bearer = number(abs(row.points)), row.bearer or shop
    if row.points > 0:
        return tr(
            "{day}, card {card}, at {shop}: {points} points more than the card had, borne by {bearer}",
            points=points,
            bearer=bearer,
            **where,
        )
    return tr(
        "{day}, card {card}, at {shop}: {points} points that {bearer} bore; the card made them up since",
        points=points,
        bearer=bearer,
        **where,
    )


def _signatures(view: SettlementView, names: Mapping[int, str]) -> str:
    shops = sorted({US, *view.positions})
    cells = "".join(f"<td><br><br><br>______________________<br>{escape(names.get(shop, ''))}</td>" for shop in shops)
    return f"<p>{escape(tr('Date and signatures'))}</p><table width='100%' cellpadding='4'><tr>{cells}</tr></table>"


def lines_of(view: SettlementView) -> list[str]:
    """The same in sentences for the screen, where we are we."""
    found = [say(claim_words(each, view.names, currency())) for each in view.claims]
    found += [
        tr("Of earlier months: {claim}", claim=say(claim_words(each, view.names, currency()))) for each in view.earlier
    ]
    if len(view.earlier) > 1:
        found.append(say(earlier_words(view.earlier, currency())))
    found += [say(step_words(step.kind, step.payment, view.names, currency())) for step in view.steps]
    kept = (left_words(view.names[party], left, currency()) for party, left in view.left.items())
    return [*found, *(say(each) for each in kept if each is not None)]
