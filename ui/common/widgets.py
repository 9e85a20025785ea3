"""Small parts that every screen is put together from. Colours come from the theme when painting."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui import icons, theme
from ui.common.painting import BadgeSpec, badge_width, draw_avatar, draw_badge, draw_spark
from ui.tokens import CARD_MARGINS, CARD_RADIUS, ground
from ui.words import tr


def label(text: str, role: str = "", tone: str = "") -> QLabel:
    """A label. Roles: title, heading, section, group, kpi, strong, muted, faint, small, label, error. Tones: success,
    warning, danger, info, violet, accent, muted. Never reads rich text into what a person typed."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    if tone:
        made.setProperty("tone", tone)
    return made


class Button(QPushButton):
    """A push button that Enter presses as Space does, outside of Qt's own dialogs too.

    Its primary kind shows its focus as a light ring inside: around a filled one none is seen.
    """

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if enter and not held:
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus() and self.property("kind") == "primary":
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.color(theme.token("on_accent")), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(4, 4, -4, -4), 4, 4)


def button(text: str, kind: str = "", icon: str = "", *, small: bool = False) -> QPushButton:
    """A push button. Kinds: "" plain, primary, danger, ghost, chip, link."""
    made = Button(text)
    made.setAutoDefault(False)
    if kind:
        made.setProperty("kind", kind)
    if small:
        made.setProperty("scale", "small")
    if icon:
        made.setIconSize(QSize(theme.px(16) + 3, theme.px(16)))
        theme.set_icon(made, icon, {"primary": "on_accent", "danger": "danger"}.get(kind, "text2"), 16, pad=3)
    return made


def icon_button(icon: str, name: str, *, size: int = 18, tip: str = "") -> QToolButton:
    """A button that shows only an icon; `name` says what it does, `tip` may add its key."""
    made = QToolButton()
    made.setIconSize(QSize(theme.px(size), theme.px(size)))
    made.setAccessibleName(name)
    made.setToolTip(tip or name)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    theme.set_icon(made, icon, "text2", size)
    return made


def hline() -> QFrame:
    """A hairline across."""
    made = QFrame()
    made.setObjectName("hline")
    return made


def vline() -> QFrame:
    """A hairline down."""
    made = QFrame()
    made.setObjectName("vline")
    return made


def card(*margins: int) -> tuple[QFrame, QVBoxLayout]:
    """A card and the column inside it; four margins, else the usual padding."""
    made = QFrame()
    made.setObjectName("card")
    column = QVBoxLayout(made)
    left, top, right, bottom = margins or CARD_MARGINS
    column.setContentsMargins(left, top, right, bottom)
    column.setSpacing(8)
    return made, column


class IconLabel(QWidget):
    """An icon that stands still, in a token's colour; `disc` px puts it on a soft disc."""

    def __init__(self, icon: str, tone: str = "text3", size: int = 16, *, disc: int = 0) -> None:
        super().__init__()
        self._icon, self._tone, self._size, self._disc = icon, tone, size, disc
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, icon: str, tone: str) -> None:
        """Show another icon or tone."""
        self._icon, self._tone = icon, tone
        self.update()

    def sizeHint(self) -> QSize:
        side = theme.px(max(self._size, self._disc))
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._disc:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(theme.token(ground(self._tone))))
            painter.drawEllipse(self.rect())
        size = theme.px(self._size)
        drawn = icons.icon_pixmap(self._icon, theme.token(self._tone), size, self.devicePixelRatioF())
        painter.drawPixmap((self.width() - size) // 2, (self.height() - size) // 2, drawn)


class ElidedLabel(QLabel):
    """One line that ends in an ellipsis where it does not fit; the tool tip shows it whole."""

    def __init__(self, text: str, role: str = "") -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        if role:
            self.setProperty("role", role)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setToolTip(self.text() if self._is_cut() else "")

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(self.rect(), int(self.alignment()), text)

    def minimumSizeHint(self) -> QSize:
        return QSize(24, super().minimumSizeHint().height())

    def _is_cut(self) -> bool:
        return self.fontMetrics().horizontalAdvance(self.text()) > self.width()


class Avatar(QWidget):
    """Initials on a coloured square."""

    def __init__(self, name: str, size: int = 44) -> None:
        super().__init__()
        self._name = name
        self.setFixedSize(size, size)

    def set_name(self, name: str) -> None:
        """Show another name's initials."""
        self._name = name
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_avatar(painter, QRectF(self.rect()), self._name)


class Badge(QWidget):
    """A short text in a pill."""

    def __init__(self, text: str, tone: str = "", *, dot: bool = False) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_badge(BadgeSpec(text, tone, dot))

    def set_badge(self, spec: BadgeSpec) -> None:
        """Say something else."""
        self._spec = spec
        self.setAccessibleName(spec.text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(int(badge_width(self._spec)) + 2, theme.px(22))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_badge(painter, 0, self.height() / 2, self._spec)


class Spark(QWidget):
    """A small curve; `tone` is a token name. `name` says it in words, for who cannot see it."""

    def __init__(self, values: Sequence[float], name: str, tone: str = "chart1") -> None:
        super().__init__()
        self._values, self._tone = tuple(values), tone
        self.setAccessibleName(name)
        self.setFixedHeight(30)

    def set_values(self, values: Sequence[float]) -> None:
        """Draw other values."""
        self._values = tuple(values)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_spark(painter, QRectF(self.rect()).adjusted(2, 4, -4, -4), self._values, theme.token(self._tone))


class CornerMask(QWidget):
    """Rounds the corners of a card that holds a table: a style sheet cannot clip children. Lets the mouse through."""

    def __init__(self, card_frame: QWidget, outside: str = "bg") -> None:
        super().__init__(card_frame)
        self._outside = outside
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        card_frame.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show) and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
            self.raise_()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole, inner = QPainterPath(), QPainterPath()
        whole.addRect(QRectF(self.rect()))
        inner.addRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), CARD_RADIUS, CARD_RADIUS)
        painter.fillPath(whole.subtracted(inner), theme.color(theme.token(self._outside)))
        painter.setPen(theme.color(theme.token("border")))
        painter.drawPath(inner)


class TabWidget(QTabWidget):
    """A tab widget whose strip is a full-width surface with one hairline; `sub` for those inside a panel."""

    def __init__(self, name: str, *, sub: bool = False) -> None:
        super().__init__()
        self._ground = "surface" if sub else "bg"
        self.setObjectName("subtabs" if sub else "maintabs")
        self.setAccessibleName(name)
        self.tabBar().setAccessibleName(name)
        self.setIconSize(QSize(16, 16))
        self.setUsesScrollButtons(True)
        self.setElideMode(Qt.TextElideMode.ElideNone)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        height = self.tabBar().height()
        tokens = theme.current()
        painter.fillRect(self.rect(), theme.color(theme.token(self._ground)))
        painter.fillRect(0, 0, self.width(), height, theme.color(tokens.surface))
        painter.fillRect(0, height - 1, self.width(), 1, theme.color(tokens.border))


class Banner(QFrame):
    """A line across a page: an icon, a sentence, and at most a few buttons. Tones: info, warning, danger, success."""

    def __init__(self, text: str, tone: str = "info", icon: str = "info") -> None:
        super().__init__()
        self.setObjectName("banner")
        self.setProperty("tone", tone)
        self.setAccessibleName(text)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 6, 8, 6)
        self._row.setSpacing(10)
        self._icon = IconLabel(icon, tone)
        self._row.addWidget(self._icon)
        self._text = label(text, tone=tone)
        self._text.setWordWrap(True)
        self._row.addWidget(self._text, 1)

    def set_text(self, text: str) -> None:
        """Say something else."""
        self._text.setText(text)
        self.setAccessibleName(text)

    def set_tone(self, tone: str, icon: str) -> None:
        """Look another way: info, warning, danger or success, with that icon."""
        self._icon.set_icon(icon, tone)
        theme.set_property(self, "tone", tone)
        theme.set_property(self._text, "tone", tone)

    def add_button(self, text: str, run: Callable[[], object]) -> QPushButton:
        """A button at the right end."""
        made = button(text, small=True)
        made.clicked.connect(lambda: run())
        self._row.addWidget(made)
        return made

    def clear_buttons(self) -> None:
        """Take all buttons away."""
        for each in self.findChildren(QAbstractButton):
            self._row.removeWidget(each)
            each.deleteLater()

    def add_close(self, run: Callable[[], object]) -> QToolButton:
        """A cross at the right end that closes the banner for good."""
        made = icon_button("x", tr("Close"), size=14)
        made.clicked.connect(self.hide)
        made.clicked.connect(lambda: run())
        self._row.addWidget(made)
        return made


class EmptyState(QWidget):
    """A page with nothing on it yet: icon, heading, one sentence, one action, and perhaps a second."""

    def __init__(
        self,
        icon: str,
        heading: str,
        sentence: str,
        action: tuple[str, Callable[[], object]] | None = None,
        secondary: tuple[str, Callable[[], object]] | None = None,
        *,
        width: int = 380,
    ) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.setSpacing(8)
        column.addWidget(IconLabel(icon, "accent", 28, disc=64), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(8)
        column.addWidget(label(heading, "section"), 0, Qt.AlignmentFlag.AlignHCenter)
        words = label(sentence, "muted")
        words.setWordWrap(True)
        words.setFixedWidth(theme.px(width))
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(words, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(8)
        row = QHBoxLayout()
        row.setAlignment(Qt.AlignmentFlag.AlignCenter)
        for what, kind in ((action, "primary"), (secondary, "")):
            if what is not None:
                row.addWidget(self._button(what, kind))
        column.addLayout(row)

    def _button(self, what: tuple[str, Callable[[], object]], kind: str) -> QPushButton:
        made = button(what[0], kind)
        made.clicked.connect(lambda: what[1]())
        return made


LATE_MS = 300
"""What takes longer than that shows how far it is, and can be called off."""


class ProgressStrip(QWidget):
    """A thin progress bar with a sentence and Cancel, for work that takes longer than 0.3 s."""

    def __init__(self, text: str, cancel: Callable[[], object] | None = None) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self.text = label(text, "small")
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(text)
        row.addWidget(self.text)
        row.addWidget(self.bar, 1)
        if cancel is not None:
            stop = button(tr("Cancel"), small=True)
            stop.clicked.connect(lambda: cancel())
            row.addWidget(stop)

    def set_progress(self, done: int, total: int) -> None:
        """Show `done` of `total`; a total of 0 means that nobody knows."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)
