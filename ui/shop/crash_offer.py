"""What the next start says when the program stumbled: that all is safe, and where the report lies."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from ui import crash, messages, theme
from ui.common.overlay import Sheet
from ui.common.widgets import label
from ui.main_window import MainWindow
from ui.words import tr

HEIGHT = 300


def offer(window: MainWindow, report: Path) -> None:
    """Offer to show a report once; afterwards it is only a file."""
    try:
        text = report.read_text(encoding="utf-8", errors="replace")
        crash.report_seen(report)
    except OSError:  # it was cleared away meanwhile: there is nothing to show
        return
    said = tr("What you saved is safe. A report says where in the program it happened; it holds nothing of your shop.")
    choices = (messages.Choice("leave", tr("Go on"), "primary"), messages.Choice("look", tr("Show the report")))

    def answered(key: str) -> None:
        if key == "look":
            ReportSheet(window.host(), text).open()

    messages.ask(tr("PartnerCRM stumbled last time"), said, choices, answered)


class ReportSheet(Sheet):
    """A crash report, to read and to copy."""

    def __init__(self, host: QWidget, text: str) -> None:
        super().__init__(host, tr("Report"), width=760, hint=tr("Esc closes"))
        self.text = _Text(text)
        words = label(
            tr(
                "Send it to whoever helps you with PartnerCRM. The files lie in {folder}.",
                folder=str(crash.log_folder()),
            ),
            "muted",
        )
        words.setWordWrap(True)
        self.body.addWidget(words)
        self.body.addWidget(self.text)
        self.add_button(tr("Copy"), lambda: QGuiApplication.clipboard().setText(text), "primary")


class _Text(QPlainTextEdit):
    """The report itself."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setAccessibleName(tr("Report"))

    def sizeHint(self) -> QSize:
        return QSize(400, theme.px(HEIGHT))
