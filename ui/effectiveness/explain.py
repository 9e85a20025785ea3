"""*Explain this number* for figures of people: those behind it are shown as a list to call, mail or print."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from partnercrm.domain.figure import Figure
from ui.common import explain as common
from ui.common.tab import Shell
from ui.words import say, tr


def explain(shell: Shell, figure: Figure, show_people: Callable[[str, Sequence[int]], object]) -> None:
    """Opens the sheet about a figure; `show_people` shows the people behind it as a list under its title."""
    people, title = tuple(figure.records.get("party", ())), say(figure.title)
    deed = (tr("Show these people"), lambda: show_people(title, people)) if people else None
    common.explain(shell, figure, deed=deed)
