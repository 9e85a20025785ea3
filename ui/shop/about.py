"""About the program and its parts (Help menu), and the manual (F1)."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

import PySide6
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication, QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QTextBrowser, QVBoxLayout, QWidget

from resources import resource_text
from ui import icons, theme
from ui.common.overlay import Sheet
from ui.common.widgets import label
from ui.main_window import MainWindow
from ui.tabs import TABS
from ui.words import tr

TEXT_HEIGHT = 470
LICENCES_HEIGHT = 300
LINE_HEIGHT = 120
LIST_WIDTH = 190


def show_about(window: MainWindow) -> None:
    """Show the versions and whose work the program stands on."""
    AboutSheet(window.host()).open()


def show_help(window: MainWindow) -> None:
    """Show the manual, at the page of the tab that is seen."""
    titles = {spec.key: spec.title for spec in TABS}
    at = titles[window.workspace.current_key()] if window.opened is not None else ""
    HelpSheet(window.host(), at).open()


def versions() -> list[tuple[str, str]]:
    """The parts that matter to whoever helps, with their versions."""
    return [
        ("PartnerCRM", _version("partnercrm")),
        ("Python", platform.python_version()),
        ("Qt / PySide6", PySide6.__version__),
        ("sqlcipher3", _version("sqlcipher3")),
        ("SQLAlchemy", _version("SQLAlchemy")),
        (tr("System"), platform.platform(terse=True)),
    ]


def pages() -> dict[str, str]:
    """The pages of the manual: title and text in Markdown, in their order."""
    found: dict[str, str] = {}
    for part in f"\n{resource_text('help/manual.md')}".split("\n# ")[1:]:
        title, _line, text = part.partition("\n")
        found[title.strip()] = text.strip()
    return found


class AboutSheet(Sheet):
    """Versions on top, licences below."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host, tr("About PartnerCRM"), width=680, hint=tr("Esc closes"))
        row = QHBoxLayout()
        row.setSpacing(16)
        mark = QLabel()
        mark.setPixmap(icons.mark(52, self.devicePixelRatioF()))
        row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        facts = QVBoxLayout()
        facts.setSpacing(2)
        for name, number in versions():
            facts.addWidget(label(f"{name} {number}", "strong" if name == "PartnerCRM" else "muted"))
        row.addLayout(facts, 1)
        self.body.addLayout(row)
        self.text = Pages(tr("Licences"), LICENCES_HEIGHT)
        self.text.show_text(resource_text("help/licences.md"))
        self.body.addWidget(self.text)
        self.add_button(tr("Copy the versions"), _copy_versions, "primary")


class HelpSheet(Sheet):
    """The manual: its pages on the left, the chosen one on the right."""

    def __init__(self, host: QWidget, at: str = "") -> None:
        super().__init__(host, tr("Help"), width=860, hint=tr("Esc closes"))
        self._pages = pages()
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Pages"))
        self.list.setFixedWidth(theme.px(LIST_WIDTH))
        self.list.addItems(list(self._pages))
        self.text = Pages(tr("Text of the page"), TEXT_HEIGHT)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.list)
        row.addWidget(self.text, 1)
        self.body.addLayout(row)
        self.list.currentTextChanged.connect(self._show)
        self.list.setCurrentRow(list(self._pages).index(at) if at in self._pages else 0)

    def _show(self, title: str) -> None:
        self.text.show_text(f"## {title}\n\n{self._pages[title]}")


class Pages(QTextBrowser):
    """Text in Markdown, set for reading; links lead nowhere, for the program needs no network."""

    def __init__(self, name: str, height: int) -> None:
        super().__init__()
        self._height = height
        self.setAccessibleName(name)
        self.setOpenLinks(False)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(theme.px(8))

    def show_text(self, markdown: str) -> None:
        """Show a text from its beginning."""
        self.setMarkdown(markdown)
        block = self.document().begin()
        while block.isValid():
            cursor = QTextCursor(block)
            form = cursor.blockFormat()
            form.setBottomMargin(theme.px(8))
            form.setLineHeight(LINE_HEIGHT, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
            cursor.setBlockFormat(form)
            block = block.next()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def sizeHint(self) -> QSize:
        return QSize(400, theme.px(self._height))


def _copy_versions() -> None:
    QGuiApplication.clipboard().setText("\n".join(f"{name} {number}" for name, number in versions()))


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return tr("from its folder")
