"""A party's statement on the screen, to be handed over, printed, saved as PDF, or made into a workbook."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMarginsF, QSize, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter, QTextDocument
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QTextBrowser

from partnercrm.domain.ledger_rows import Statement
from partnercrm.services import statement
from ui import messages, theme
from ui.common.choices import Option, Segment
from ui.common.overlay import Sheet
from ui.common.party_field import PartyField
from ui.common.span import YEAR, SpanPicker
from ui.common.tab import Shell
from ui.common.widgets import label
from ui.ledger.statement_page import ON_SCREEN, balance_words, page_html
from ui.words import locale, tr

WIDTH = 920
PAGE_HEIGHT = 380
OURS, THEIRS = "ours", "theirs"
_PAPER_FONT_PT = 9


def open_form(shell: Shell, party: int | None = None) -> None:
    """Open it for a party (row id), or to choose one."""
    StatementSheet(shell, party).start()


class StatementSheet(Sheet):
    """Reads again with every choice."""

    def __init__(self, shell: Shell, party: int | None) -> None:
        super().__init__(shell.host(), tr("Statement"), width=WIDTH)
        self.shell, self._wanted = shell, party
        self._told: Statement | None = None
        self.party = PartyField(tr("&With whom"), shell, may_create=False)
        self.side = Segment(tr("Whose side"), [Option(OURS, tr("Ours")), Option(THEIRS, tr("To hand over"))])
        self.span = SpanPicker(shell, YEAR)
        self.page = _Page()
        self.page.setAccessibleName(tr("The statement"))
        self.page.setOpenLinks(False)
        self.page.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.balance = label("", "strong")
        self._lay_out_body()
        self._buttons = [
            self.add_button(tr("Make a workbook"), self.make_workbook),
            self.add_button(tr("Save as PDF"), self.ask_pdf),
            self.add_button(tr("Print"), self.print_page, "primary"),
        ]
        self.party.changed.connect(self.reload)
        self.side.chosen.connect(lambda _side: self.reload())
        self.span.changed.connect(self.reload)
        self._show(None)

    def start(self) -> None:
        """Open it; the page comes as soon as it was read."""
        if self._wanted is not None:
            self.party.take_party(self._wanted)
        self.open(self.party.edit if self._wanted is None else self.page)

    def reload(self) -> None:
        """Read the statement that was chosen."""
        who, (first, last) = self.party.who(), self.span.span()
        if who is None:
            self._show(None)
            return
        store, handed_over = self.shell.session.store, self.side.value() == THEIRS
        self.shell.tasks.run_read(
            lambda: statement.statement(store, who.party, first, last, handed_over=handed_over, described=True),
            self._show,
            owner=self,
            latest_key=f"statement {id(self)}",
        )

    def document(self) -> QTextDocument:
        """The whole statement as it is printed: black on white."""
        made = QTextDocument()
        font = theme.font()
        font.setPointSize(_PAPER_FONT_PT)
        made.setDefaultFont(font)
        if self._told is not None:
            made.setHtml(f"<body style='color:black'>{page_html(self._told, self.shell.session.facts.name)}</body>")
        return made

    def save_pdf(self, path: Path) -> bool:
        """Write it as PDF; False where that place cannot be written, which is said then."""
        writer = QPdfWriter(str(path))
        writer.setPageLayout(_layout())
        writer.setTitle(tr("Statement"))
        self.document().print_(writer)
        if not path.is_file() or not path.stat().st_size:
            messages.problem(
                tr("That did not work"),
                tr("{name} cannot be written there.", name=path.name),
                tr("Choose another folder, or close it in other programs."),
            )
            return False
        messages.toast(tr("Saved {name}", name=path.name))
        return True

    def ask_pdf(self) -> None:
        """Ask for the place, then write."""
        name = self._told.name if self._told else ""
        proposed = Path.home() / f"{tr('Statement')} {name}.pdf".replace("/", " ")
        chosen, _kind = QFileDialog.getSaveFileName(self, tr("Save as PDF"), str(proposed), "PDF (*.pdf)")
        if chosen:
            self.save_pdf(Path(chosen))

    def print_page(self) -> None:
        """Ask for a printer, then print."""
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # late: only printing needs it

        printer = QPrinter()
        printer.setPageLayout(_layout())
        if QPrintDialog(printer, self).exec():
            self.document().print_(printer)

    def make_workbook(self) -> None:
        """A workbook of these days with the sheet of this party."""
        who, span = self.party.who(), self.span.span()
        self.shut()
        self.shell.run("workbook", party=who.party if who else None, span=span)

    def _show(self, told: Statement | None) -> None:
        self._told = told
        for each in self._buttons:
            each.setEnabled(told is not None)
        if told is None:
            self.page.setPlainText(tr("Choose with whom."))
            self.balance.setText("")
            return
        self.page.setHtml(page_html(told, self.shell.session.facts.name, most=ON_SCREEN))
        self.balance.setText(balance_words(told))

    def _lay_out_body(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.party, 1)
        row.addWidget(self.side, 0, Qt.AlignmentFlag.AlignBottom)
        self.body.addLayout(row)
        self.body.addWidget(self.span)
        self.body.addWidget(self.page, 1)
        self.body.addWidget(self.balance)


def _layout() -> QPageLayout:
    size = QPageSize.PageSizeId.Letter if locale().paper == "Letter" else QPageSize.PageSizeId.A4
    return QPageLayout(QPageSize(size), QPageLayout.Orientation.Portrait, QMarginsF(15, 15, 15, 15))


class _Page(QTextBrowser):
    """As high as most of a page; a style sheet would overrule a fixed height."""

    def sizeHint(self) -> QSize:
        return QSize(600, theme.px(PAGE_HEIGHT))
