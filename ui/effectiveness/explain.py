"""*Explain this number*: how a figure is counted, on how much it rests, and the records behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from partnercrm.domain.figure import Figure
from ui.common.record_sheet import RecordSheet
from ui.common.tab import Shell
from ui.effectiveness import cells
from ui.words import say, tr, trn


def explain(shell: Shell, figure: Figure, show_people: Callable[[str, Sequence[int]], object] | None = None) -> None:
    """Opens a sheet about a figure; `show_people` shows the people behind it as a list."""
    sheet = RecordSheet(shell, say(figure.title))
    sheet.sentence(cells.value(figure), "section")
    sheet.sentence(cells.around(figure))
    sheet.line(tr("How it is counted"), say(figure.convention))
    if figure.formula:
        sheet.line(tr("Formula and source"), figure.formula)
    counted = trn("{count} record was counted.", "{count} records were counted.", figure.n)
    known = cells.known(figure)
    if known:
        counted = f"{counted} {tr('Known of what it should rest on: {share}.', share=known)}"
    people = tuple(figure.records.get("party", ()))
    act = None
    if people and show_people is not None:
        title = say(figure.title)
        act = (tr("Show these people"), lambda: show_people(title, people))
    sheet.line(tr("What it rests on"), counted, act=act)
    sheet.start()
