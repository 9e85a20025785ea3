"""Member cards on paper: the shop, the program, the holder, the number and its QR code."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QWidget

from partnercrm.domain import codes
from partnercrm.domain.loyalty_rows import MemberRow
from ui.common import paper_cards
from ui.common.paper_cards import PaperCard
from ui.words import tr


def ask_pdf(parent: QWidget, shop: str, cards: Sequence[MemberRow]) -> None:
    """Ask for the place, then write the cards there."""
    paper_cards.ask_pdf(parent, tr("Cards"), lambda path: save_pdf(path, shop, cards))


def save_pdf(path: Path, shop: str, cards: Sequence[MemberRow]) -> bool:
    """Write the cards as PDF; False where that place cannot be written, which is said then."""
    return paper_cards.save_pdf(path, tr("Cards"), [_paper(shop, card) for card in cards])


def _paper(shop: str, card: MemberRow) -> PaperCard:
    return PaperCard(card.home or shop, card.program_name, card.name, "", card.number, codes.grouped(card.number))
