"""How a party reads on the screen: badges of its roles, the three lenses in words, how mutual the favours are.

To pay, Favours and Turns stand side by side and are never added. Red is for late bills only.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from partnercrm.domain.dates import due_words
from partnercrm.domain.ledger_rows import PartyBalance, SideOpen
from partnercrm.domain.money import Amount
from partnercrm.domain.party import ROLE_WORDS, Mode, Role
from partnercrm.domain.party_rows import PartyRow
from partnercrm.domain.sentences import favours_words, to_pay_words, turn_words
from ui.common.painting import BadgeSpec
from ui.words import currency, money, say, tr, trn

BARS = 5
DASH = "\N{EM DASH}"

_THEY_HOLD, _WE_HOLD = "they hold {amount}", "we hold {amount}"
_WHOSE = {_THEY_HOLD: "of ours", _WE_HOLD: "of theirs"}
_TONES = {Role.PARTNER: "violet", Role.SUPPLIER: "info", Role.CUSTOMER: "success", Role.EMPLOYEE: "warning"}


def role_badges(roles: Sequence[Role]) -> list[BadgeSpec]:
    """A badge for each role, in the role's colour."""
    return [BadgeSpec(say(ROLE_WORDS[role]), _TONES.get(role, ""), dot=True) for role in roles]


def role_words(roles: Sequence[Role]) -> str:
    """The roles in one line: `Partner, Supplier`."""
    return ", ".join(say(ROLE_WORDS[role]) for role in roles)


def keeps_no_score(mode: Mode) -> bool:
    """Whether favours, turns and how mutual they are stay unsaid."""
    return mode is Mode.GENEROUS


def second_line(row: PartyRow) -> str:
    """What stands under the name in a list."""
    return row.about or ", ".join(row.tags)


# A row of the directory


def to_pay_lines(row: PartyRow, today: dt.date) -> list[tuple[str, str]]:
    """One or two short lines with their tone: what is owed and when, or what is owed on either side."""
    sides = [side for side in _sides(row) if side[1]]
    if not sides:
        return [(DASH, "text3")]
    if len(sides) == 2:
        return [_side_in_short(*side, today) for side in sides]
    words, amount, due = sides[0]
    first = (tr(words, amount=money(amount)), "text")
    if due is None:
        return [first, (tr(_WHOSE[words]), "text3")] if words in _WHOSE else [first]
    return [first, (say(due_words(due, today)), "danger" if due < today else "text3")]


def to_pay_said(row: PartyRow, today: dt.date) -> str:
    """The same as one phrase, for tool tips and for who listens."""
    ours, theirs = Amount(row.we_owe, currency()), Amount(row.they_owe, currency())
    return "; ".join(say(each) for each in to_pay_words(theirs, ours, today, they_due=row.they_due, we_due=row.we_due))


def favours_said(row: PartyRow) -> str:
    """Who is ahead with favours, or nothing where the two keep no score."""
    if keeps_no_score(row.mode):
        return ""
    return "; ".join(_favours(row.favours_given, row.favours_received, *_unpriced(row)))


def favours_in_short(row: PartyRow) -> str:
    """The same for a narrow cell: a dash where nothing passed."""
    if keeps_no_score(row.mode):
        return ""
    ours, theirs = _unpriced(row)
    if not row.favours_given and not row.favours_received and ours != theirs:
        ahead = ours - theirs
        if ahead > 0:
            return trn("we are {count} favour ahead", "we are {count} favours ahead", ahead)
        return trn("they are {count} favour ahead", "they are {count} favours ahead", -ahead)
    passed = any((row.favours_given, row.favours_received, *_unpriced(row)))
    return _favours(row.favours_given, row.favours_received, *_unpriced(row))[0] if passed else DASH


def _unpriced(row: PartyRow) -> tuple[int, int]:
    return row.favours_given_unpriced, row.favours_received_unpriced


def _favours(given: int, received: int, unpriced_given: int, unpriced_received: int) -> list[str]:
    """Who is ahead, and beside it, never in it, how many favours have no price."""
    ours, theirs = Amount(given, currency()), Amount(received, currency())
    if not (given and received and (unpriced_given or unpriced_received)):
        return [say(favours_words(ours, theirs, unpriced_given, unpriced_received))]
    beside = tr("without a price: {ours} from us, {theirs} from them", ours=unpriced_given, theirs=unpriced_received)
    return [say(favours_words(ours, theirs)), beside]


def bars(mutual: Decimal | None) -> int | None:
    """How many of the five boxes are filled, None for a dash: 1 is perfectly mutual."""
    return None if mutual is None else int((mutual * BARS).to_integral_value(ROUND_HALF_UP))


def mutual_said(row: PartyRow) -> str:
    """How mutual the favours are, for tool tips and for who listens."""
    if keeps_no_score(row.mode):
        return ""
    filled = bars(row.reciprocity)
    return tr("too little to tell") if filled is None else tr("mutual to {filled} of {all}", filled=filled, all=BARS)


def _sides(row: PartyRow) -> list[tuple[str, int, dt.date | None]]:
    found = []
    for amount, due, owed, held in (
        (row.we_owe, row.we_due, "we owe {amount}", _THEY_HOLD),
        (row.they_owe, row.they_due, "they owe {amount}", _WE_HOLD),
    ):
        found.append((owed, amount, due) if amount >= 0 else (held, -amount, None))
    return found


def _side_in_short(words: str, amount: int, due: dt.date | None, today: dt.date) -> tuple[str, str]:
    said = tr(words, amount=money(amount))
    if due is not None and due < today:
        return tr("{said} late", said=said), "danger"
    return said, "text2"


# The page


def balance_lines(balance: PartyBalance, mode: Mode, *, employee: bool, today: dt.date) -> list[tuple[str, str, str]]:
    """Lens, words and tone of each line on a party's page; a line that goes on has no lens.

    Employees have nothing to pay; where the two keep no score only To pay is said.
    """
    found = [] if employee else _under(tr("To pay"), _to_pay(balance, today))
    if keeps_no_score(mode):
        return found
    favours, turns = balance.favours, balance.turns
    said = _favours(favours.given, favours.received, favours.given_unpriced, favours.received_unpriced)
    found += _under(tr("Favours"), [(words, "muted") for words in said])
    return [*found, (tr("Turns"), say(turn_words(turns.given, turns.received)), "muted")]


def _under(lens: str, lines: list[tuple[str, str]]) -> list[tuple[str, str, str]]:
    return [("" if place else lens, words, tone) for place, (words, tone) in enumerate(lines)]


def _to_pay(balance: PartyBalance, today: dt.date) -> list[tuple[str, str]]:
    """Each side by itself, red where it is late, and what is left if both are set off."""
    they, we = balance.they_owe, balance.we_owe
    ours, theirs, none = Amount(we.amount, currency()), Amount(they.amount, currency()), Amount(0, currency())
    found: list[tuple[str, str]] = []
    if we.amount:
        found += [(say(each), _tone(we)) for each in to_pay_words(none, ours, today, we_due=we.due)]
    if they.amount:
        found += [(say(each), _tone(they)) for each in to_pay_words(theirs, none, today, they_due=they.due)]
    if we.amount > 0 and they.amount > 0:
        found.append((say(to_pay_words(theirs, ours, today)[-1]), "muted"))
    return found or [(say(to_pay_words(none, none, today)[0]), "muted")]


def _tone(side: SideOpen) -> str:
    return "danger" if side.amount > 0 and side.days_late > 0 else ""
