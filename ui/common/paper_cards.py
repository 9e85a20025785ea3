"""Cards on paper, eight to a page: a title, a big word, small lines, and the code as a QR code beside its letters.

segno draws the codes and is loaded only when something is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen
from PySide6.QtWidgets import QFileDialog, QWidget

from partnercrm.domain.record import dataclass
from ui import messages, theme
from ui.words import locale, tr

COLUMNS, ROWS = 2, 4
WIDTH, HEIGHT = 85.0, 54.0
"""A card in millimetres, as bank cards are."""
_DOTS = 12.0
"""Units a millimetre that a page is painted in."""
_QR = 26.0
_EDGE = 48.0


@dataclass(frozen=True, slots=True)
class PaperCard:
    """What stands on a card: the shop, a line below it, the big word, a small line, and the code with its spelling."""

    shop: str
    title: str
    big: str
    small: str
    code: str
    spelled: str


def ask_pdf(parent: QWidget, name: str, write: Callable[[Path], object]) -> None:
    """Ask for the place, then write there."""
    proposed = Path.home() / f"{name}.pdf".replace("/", " ")
    chosen, _kind = QFileDialog.getSaveFileName(parent, tr("Save as PDF"), str(proposed), "PDF (*.pdf)")
    if chosen:
        write(Path(chosen))


def save_pdf(path: Path, title: str, cards: Sequence[PaperCard]) -> bool:
    """Write the cards as PDF; False where that place cannot be written, which is said then."""
    writer = QPdfWriter(str(path))
    writer.setTitle(title)
    writer.setPageLayout(page_layout())
    painter = QPainter()
    if painter.begin(writer):
        _paint(painter, writer, cards)
        painter.end()
    return told(path)


def told(path: Path) -> bool:
    """Affirm that a file was written, or say that it was not."""
    if not path.is_file() or not path.stat().st_size:
        messages.problem(
            tr("That did not work"),
            tr("{name} cannot be written there.", name=path.name),
            tr("Choose another folder, or close it in other programs."),
        )
        return False
    messages.toast(tr("Saved {name}", name=path.name))
    return True


def page_layout() -> QPageLayout:
    """The paper of this country."""
    size = QPageSize.PageSizeId.Letter if locale().paper == "Letter" else QPageSize.PageSizeId.A4
    return QPageLayout(QPageSize(size), QPageLayout.Orientation.Portrait, QMarginsF(15, 15, 15, 15))


def _paint(painter: QPainter, pages: QPdfWriter, cards: Sequence[PaperCard]) -> None:
    scale = pages.logicalDpiX() / 25.4 / _DOTS
    for at, card in enumerate(cards):
        place = at % (COLUMNS * ROWS)
        if at and not place:
            pages.newPage()
        painter.save()
        painter.scale(scale, scale)
        painter.translate(place % COLUMNS * (WIDTH + 5) * _DOTS, place // COLUMNS * (HEIGHT + 8) * _DOTS)
        _paint_card(painter, card)
        painter.restore()


def _paint_card(painter: QPainter, card: PaperCard) -> None:
    box = QRectF(0, 0, WIDTH * _DOTS, HEIGHT * _DOTS)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor("#9a9a9a"), 2))
    painter.drawRoundedRect(box, 36, 36)
    side = _QR * _DOTS
    code = QRectF(box.right() - side - _EDGE, box.bottom() - side - _EDGE, side, side)
    paint_code(painter, code, card.code)
    painter.setPen(QColor("black"))
    wide = QRectF(_EDGE, 40, box.width() - 2 * _EDGE, 120)
    _write(painter, wide, card.shop, 54, bold=True)
    _write(painter, wide.translated(0, 84), card.title, 36)
    narrow = QRectF(_EDGE, 220, code.left() - 1.5 * _EDGE, 130)
    _write(painter, narrow, card.big, 84, bold=True)
    _write(painter, QRectF(_EDGE, box.bottom() - 180, narrow.width(), 70), card.small, 34)
    _write(painter, QRectF(_EDGE, box.bottom() - 106, narrow.width(), 70), card.spelled, 44, bold=True)


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
