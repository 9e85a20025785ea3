"""Cards on paper: eight to a page, each with the shop, the program, the holder, the number and its QR code.

segno draws the codes and is loaded only when something is printed.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen
from PySide6.QtWidgets import QFileDialog, QWidget

from partnercrm.domain import codes
from partnercrm.domain.loyalty_rows import MemberRow
from ui import messages, theme
from ui.words import locale, tr

COLUMNS, ROWS = 2, 4
WIDTH, HEIGHT = 85.0, 54.0
"""A card in millimetres, as bank cards are."""
_DOTS = 12.0
"""Units a millimetre that a page is painted in."""


def ask_pdf(parent: QWidget, shop: str, cards: Sequence[MemberRow]) -> None:
    """Ask for the place, then write the cards there."""
    proposed = Path.home() / f"{tr('Cards')}.pdf"
    chosen, _kind = QFileDialog.getSaveFileName(parent, tr("Save as PDF"), str(proposed), "PDF (*.pdf)")
    if chosen:
        save_pdf(Path(chosen), shop, cards)


def save_pdf(path: Path, shop: str, cards: Sequence[MemberRow]) -> bool:
    """Write the cards as PDF; False where that place cannot be written, which is said then."""
    if not _can_be_written(path):
        messages.problem(
            tr("That did not work"),
            tr("{name} cannot be written there.", name=path.name),
            tr("Choose another folder, or close it in other programs."),
        )
        return False
    writer = QPdfWriter(str(path))
    writer.setTitle(tr("Cards"))
    writer.setPageLayout(_layout())
    painter = QPainter(writer)
    paint(painter, writer, shop, cards)
    painter.end()
    messages.toast(tr("Saved {name}", name=path.name))
    return True


def _can_be_written(path: Path) -> bool:
    try:
        path.open("ab").close()
    except OSError:
        return False
    return True


def paint(painter: QPainter, pages: QPdfWriter, shop: str, cards: Sequence[MemberRow]) -> None:
    """Paint the cards, page after page."""
    scale = pages.logicalDpiX() / 25.4 / _DOTS
    for at, card in enumerate(cards):
        place = at % (COLUMNS * ROWS)
        if at and not place:
            pages.newPage()
        left, top = place % COLUMNS * (WIDTH + 5) * _DOTS, place // COLUMNS * (HEIGHT + 8) * _DOTS
        painter.save()
        painter.scale(scale, scale)
        painter.translate(left, top)
        _paint_card(painter, shop, card)
        painter.restore()


def _paint_card(painter: QPainter, shop: str, card: MemberRow) -> None:
    box = QRectF(0, 0, WIDTH * _DOTS, HEIGHT * _DOTS)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor("#9a9a9a"), 2))
    painter.drawRoundedRect(box, 36, 36)
    side = 26 * _DOTS
    code = QRectF(box.right() - side - 48, box.bottom() - side - 48, side, side)
    paint_code(painter, code, card.number)
    painter.setPen(QColor("black"))
    words = QRectF(48, 40, box.width() - 96, 120)
    _write(painter, words, shop, 54, bold=True)
    _write(painter, words.translated(0, 84), card.program_name, 36)
    below = QRectF(48, box.bottom() - 180, code.left() - 72, 70)
    _write(painter, below, card.name, 38)
    _write(painter, below.translated(0, 74), codes.grouped(card.number), 44, bold=True)


def paint_code(painter: QPainter, box: QRectF, text: str) -> None:
    """A QR code that fills a square."""
    import segno  # late: only printing needs it

    matrix = segno.make(text, error="m", micro=False).matrix
    step = box.width() / len(matrix)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("black"))
    for row, line in enumerate(matrix):
        for column, dark in enumerate(line):
            if dark:
                painter.drawRect(QRectF(box.left() + column * step, box.top() + row * step, step * 1.02, step * 1.02))
    painter.restore()


def _write(painter: QPainter, box: QRectF, text: str, pixels: int, *, bold: bool = False) -> None:
    font = QFont(theme.font())
    font.setPixelSize(pixels)
    font.setBold(bold)
    painter.setFont(font)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(box.width()))
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, shown)


def _layout() -> QPageLayout:
    size = QPageSize.PageSizeId.Letter if locale().paper == "Letter" else QPageSize.PageSizeId.A4
    return QPageLayout(QPageSize(size), QPageLayout.Orientation.Portrait, QMarginsF(15, 15, 15, 15))
