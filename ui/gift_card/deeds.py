"""What can be done with a gift card, from its list and its sheet, and how it comes on paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from partnercrm.domain.gift_card import GiftCardRow, GiftCardState, shown
from ui.common import paper_cards
from ui.common.fields_sheet import may_write
from ui.common.paper_cards import PaperCard
from ui.common.tab import Shell
from ui.words import currency, date, money, tr

Deed = tuple[str, Callable[[], object]]


def sell(shell: Shell) -> None:
    """The form of a card that is sold."""
    from ui.gift_card.forms import SellForm  # late: the list is shown without it

    if may_write(shell):
        SellForm(shell).start()


def use(shell: Shell, row: GiftCardRow | None = None) -> None:
    """The form of a card that is used, perhaps with its code."""
    from ui.gift_card.forms import UseForm

    if may_write(shell):
        UseForm(shell, row).start()


def of(shell: Shell, owner: QWidget, row: GiftCardRow) -> list[Deed]:
    """What can be done with one now, the most likely first."""
    from ui.gift_card.forms import GiveBackForm, VoidForm

    found: list[Deed] = []
    state = row.state(shell.session.clock.today())
    if state is GiftCardState.GOOD:
        found.append((tr("Use it"), lambda: use(shell, row)))
    if state is not GiftCardState.VOID:
        if row.used > row.given_back:
            found.append((tr("Give back to it"), lambda: GiveBackForm(shell, row).start()))
        found.append((tr("Print it"), lambda: print_cards(shell, owner, [row])))
        found.append((tr("Make it void"), lambda: VoidForm(shell, row).start()))
    return found


def print_cards(shell: Shell, owner: QWidget, rows: Sequence[GiftCardRow]) -> None:
    """Ask for the place, then write the cards as PDF."""
    cards = [paper_card(shell, row) for row in rows]
    paper_cards.ask_pdf(owner, tr("Gift cards"), lambda path: paper_cards.save_pdf(path, tr("Gift cards"), cards))


def paper_card(shell: Shell, row: GiftCardRow) -> PaperCard:
    """A card as it is printed: what is on it, until when it is good, its code."""
    until = tr("Good until {day}", day=date(row.until_day)) if row.until_day is not None else ""
    name = shell.session.facts.name
    amount = f"{money(row.balance)} {currency().code}"
    return PaperCard(name, tr("Gift card"), amount, until, row.code, shown(row.code))
