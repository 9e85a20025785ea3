"""The view *Programs*: what runs, what is promised, and templates that work at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from partnercrm.domain.loyalty import ProgramDraft, ProgramKind, points_words, within
from partnercrm.domain.loyalty_rows import ProgramRow
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message
from partnercrm.services import loyalty, loyalty_figures, loyalty_moves
from partnercrm.services.loyalty_figures import ProgramLiability, ProgramSpan
from ui.common.tab import Shell
from ui.common.views_tab import View
from ui.common.widgets import Badge, button, card, hline, label
from ui.loyalty.program_form import ProgramForm
from ui.words import date, money, number, say, tr, trn

ROLLED = (
    ("opening", "At the start"),
    ("issued", "Issued"),
    ("taken_back", "Taken back"),
    ("redeemed", "Used"),
    ("given_back", "Given back"),
    ("expired", "Ended"),
    ("transferred", "Passed on"),
    ("adjusted", "Put right"),
    ("closing", "Now"),
)


@dataclass(frozen=True, slots=True)
class _Told:
    """What the view reads at once."""

    programs: list[ProgramRow]
    templates: Sequence[ProgramDraft]
    liabilities: dict[int, ProgramLiability]
    month: dict[int, ProgramSpan]


class ProgramsView(View):
    """A card for each program, and below them the templates that are not in use yet."""

    subjects = frozenset({"loyalty"})

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.new_button = button(tr("New program"), "primary", "plus")
        self.expire_button = button(tr("Let points end"))
        self.expire_button.setToolTip(tr("Write off what was good until yesterday or before"))
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._area)
        self.new_button.clicked.connect(lambda: ProgramForm(shell).start())
        self.expire_button.clicked.connect(self.expire)
        for each in (self.new_button, self.expire_button):
            each.setEnabled(not shell.session.read_only)

    def tools(self) -> Sequence[QWidget]:
        return (self.expire_button, self.new_button)

    def reload(self) -> None:
        """Read the programs and what they come to."""
        session = self.shell.session
        ctx, today = session.ctx(), session.clock.today()

        def read() -> _Told:
            store = session.store
            month = loyalty_figures.roll_forwards(store, today.replace(day=1), today)
            return _Told(
                loyalty.programs(store),
                loyalty.program_templates(store, ctx),
                {each.program: each for each in loyalty_figures.liabilities(store, today)},
                {each.program: each for each in month},
            )

        self.shell.tasks.run_read(read, self._show, owner=self, latest_key=f"programs {id(self)}")

    def act(self, action: str, wanted: Mapping[str, Any]) -> bool:
        """New: a program."""
        if action == "new":
            ProgramForm(self.shell).start()
            return True
        return False

    def expire(self) -> None:
        """Write off what has ended; how much it was is told with Undo."""
        session = self.shell.session
        ctx = session.ctx()
        self.shell.tasks.run_write(
            lambda: loyalty_moves.expire(session.store, ctx), lambda done: self.shell.saved(done.changes), owner=self
        )

    # Inside

    def _show(self, told: _Told) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 2, 6, 12)
        column.setSpacing(12)
        for row in told.programs:
            column.addWidget(self._program(row, told))
        if told.programs:
            column.addWidget(label(tr("Ready to start"), "group"))
        templates = QHBoxLayout()
        templates.setSpacing(12)
        for draft in told.templates:
            templates.addWidget(self._template(draft), 1)
        column.addLayout(templates)
        column.addStretch(1)
        self._area.setWidget(content)
        none = tr("No program yet. Start with one of these, or make your own.")
        count = len(told.programs)
        self.told.emit(trn("{count} program", "{count} programs", count) if count else none)

    def _program(self, row: ProgramRow, told: _Told) -> QWidget:
        frame, inside = card(18, 14, 18, 14)
        frame.setAccessibleName(row.draft.name)
        head = QHBoxLayout()
        head.addWidget(label(row.draft.name, "section"))
        runs = within(self.shell.session.clock.today(), row.draft.from_day, row.draft.until_day)
        badge = (tr("Running"), "success") if runs else (tr("Not running"), "")
        head.addWidget(Badge(*badge, dot=True))
        head.addStretch(1)
        change = button(tr("Change"), small=True)
        change.setAccessibleName(tr("Change {name}", name=row.draft.name))
        change.setEnabled(not self.shell.session.read_only)
        change.clicked.connect(lambda: ProgramForm(self.shell, row).start())
        head.addWidget(change)
        inside.addLayout(head)
        month = told.month[row.id]
        promise = _promise(told.liabilities[row.id], row, row.outstanding - month.rolled.closing)
        for words in (rule_words(row.draft), _rewards(row.draft), promise):
            line = label(words, "muted")
            line.setWordWrap(True)
            inside.addWidget(line)
        inside.addWidget(hline())
        inside.addLayout(_month(month, row.draft.kind))
        return frame

    def _template(self, draft: ProgramDraft) -> QWidget:
        frame, inside = card(16, 14, 16, 14)
        inside.addWidget(label(draft.name, "strong"))
        words = label(rule_words(draft), "muted")
        words.setWordWrap(True)
        words.setAlignment(Qt.AlignmentFlag.AlignTop)
        inside.addWidget(words, 1)
        start = button(tr("Start with it"), small=True)
        start.setAccessibleName(tr("Start with {name}", name=draft.name))
        start.setEnabled(not self.shell.session.read_only)
        start.clicked.connect(lambda: ProgramForm(self.shell, template=draft).start())
        row = QHBoxLayout()
        row.addWidget(start)
        row.addStretch(1)
        inside.addLayout(row)
        return frame


def rule_words(draft: ProgramDraft) -> str:
    """How it counts, in one sentence."""
    points = say(points_words(draft.points, draft.kind))
    if draft.per_amount is None:
        said = tr("{points} for each piece", points=points)
    else:
        said = tr("{points} for every {amount} paid", points=points, amount=money(draft.per_amount))
    parts = [said]
    if draft.tiers:
        parts.append(
            ", ".join(tr("{name} from {amount}", name=t.name, amount=money(t.from_spend)) for t in draft.tiers)
        )
    if draft.expiry_months:
        parts.append(trn("good for {count} month", "good for {count} months", draft.expiry_months))
    if draft.until_day:
        parts.append(tr("until {day}", day=date(draft.until_day)))
    parts += [tr("not for {what}", what=_said(bar.said)) for bar in draft.exclusions]
    return "  ·  ".join(parts)


def _said(words: Message | str) -> str:
    return words if isinstance(words, str) else say(words)


def _rewards(draft: ProgramDraft) -> str:
    named = (tr("{name} for {points}", name=each.name, points=number(each.points)) for each in draft.rewards)
    return tr("Rewards: {rewards}", rewards=", ".join(named)) if draft.rewards else tr("No rewards yet")


def _promise(found: ProgramLiability, row: ProgramRow, owed_back: Decimal) -> str:
    """What is on the cards; what some owe back is no promise, and is taken off in the figures below."""
    cards = trn("{count} card", "{count} cards", row.members)
    said = tr(
        "{cards}, {points} promised: about {cost} at what it costs us",
        cards=cards,
        points=say(points_words(row.outstanding, row.draft.kind)),
        cost=money(found.views.cost),
    )
    if found.views.revenue is not None:
        said = tr("{said}, {revenue} as revenue still to come", said=said, revenue=money(found.views.revenue))
    if owed_back > 0:
        said = tr("{said}; {points} owed back", said=said, points=say(points_words(owed_back, row.draft.kind)))
    return said


def _month(span: ProgramSpan, kind: ProgramKind) -> QGridLayout:
    """This month's roll-forward, points above what they are worth."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(18)
    grid.setVerticalSpacing(1)
    counted = tr("Stamps") if kind is ProgramKind.STAMPS else tr("Points")
    for line, words in enumerate((tr("This month"), counted, tr("Worth"))):
        grid.addWidget(label(words, "faint"), line, 0)
    for place, (part, title) in enumerate(ROLLED, 1):
        points = getattr(span.rolled, part)
        grid.addWidget(label(tr(title), "faint"), 0, place)
        grid.addWidget(label(number(points), "strong" if part == "closing" else ""), 1, place)
        grid.addWidget(label(money(span.money(points)), "faint"), 2, place)
    grid.setColumnStretch(len(ROLLED) + 1, 1)
    return grid
