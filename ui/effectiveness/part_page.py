"""A part of a view as a page: how it is counted, its figures, what can be done, and its faces: chart and table."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from partnercrm.domain.figure import Figure
from partnercrm.domain.record import dataclass
from ui.common import figure_words
from ui.common.choices import Option, Segment
from ui.common.tab import Shell
from ui.common.widgets import button, label
from ui.effectiveness.flow_row import FlowRow
from ui.words import say, tr

Explain = Callable[[Figure], object]


@dataclass(frozen=True, slots=True)
class Face:
    """One way to look at a part: its key, its title, and the widget."""

    key: str
    title: str
    widget: QWidget


@dataclass(frozen=True, slots=True)
class Deed:
    """What a button of a part does; one that writes is off where the window only looks."""

    text: str
    icon: str
    run: Callable[[], object]
    writes: bool = False


class PartPage(QWidget):
    """The face that was shown last is shown first the next time."""

    def __init__(
        self, shell: Shell, memory: str, faces: Sequence[Face], explain: Explain, deeds: Sequence[Deed] = ()
    ) -> None:
        super().__init__()
        self._shell, self._memory, self._explain = shell, f"{memory}/face", explain
        self._faces = {face.key: face for face in faces}
        self.rule = label("", "muted")
        self.rule.setWordWrap(True)
        self.deeds = [self._deed(deed) for deed in deeds]
        self.figures = QWidget()
        self._figure_row = FlowRow(self.figures)
        self._stack = QStackedWidget()
        for face in faces:
            self._stack.addWidget(face.widget)
        self.segment: Segment | None = None
        if len(faces) > 1:
            self.segment = Segment(tr("Shown as"), [Option(face.key, face.title) for face in faces])
            self.segment.chosen.connect(self.show_face)
        self._lay_out()
        known = shell.settings.words(self._memory)
        self.show_face(known if known in self._faces else faces[0].key)

    def show_face(self, key: str) -> None:
        """Show a face by its key, and remember it."""
        if self.segment is not None:
            self.segment.set_value(key)
            self._shell.settings.put_words(self._memory, key)
        self._stack.setCurrentWidget(self._faces[key].widget)
        self.setFocusProxy(self._faces[key].widget)

    def face(self) -> QWidget:
        """The face that is shown."""
        found = self._stack.currentWidget()
        assert found is not None
        return found

    def tell(self, rule: str, figures: Sequence[Figure] = ()) -> None:
        """Say how it is counted, and show figures that explain themselves."""
        self.rule.setText(rule)
        self.rule.setVisible(bool(rule) or self._head.count() > 1)  # it keeps the rest at the right
        while (item := self._figure_row.takeAt(0)) is not None:
            gone = item.widget()
            if gone is not None:
                gone.hide()
                gone.deleteLater()
        for figure in figures:
            self._figure_row.addWidget(self._figure(figure))
        self.figures.setVisible(bool(figures))

    def _figure(self, figure: Figure) -> QPushButton:
        text = tr("{figure}: {value}", figure=figure.title, value=figure_words.short(figure))
        made: QPushButton = button(text, small=True)
        made.setAccessibleName(tr("Explain {what}", what=text))
        made.setToolTip(say(figure.convention))
        made.clicked.connect(partial(self._explain, figure))
        return made

    def _deed(self, deed: Deed) -> QPushButton:
        made: QPushButton = button(deed.text, icon=deed.icon, small=True)
        made.setEnabled(not (deed.writes and self._shell.session.read_only))
        made.clicked.connect(lambda _on=False: deed.run())
        return made

    def take(self, widget: QWidget) -> None:
        """Put a widget that all parts share beside how this one is counted."""
        self._head.insertWidget(1, widget)

    def _lay_out(self) -> None:
        head = self._head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.rule, 1)
        self.rule.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        for each in self.deeds:
            head.addWidget(each)
        if self.segment is not None:
            head.addWidget(self.segment)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(head)
        column.addWidget(self.figures)
        column.addWidget(self._stack, 1)
