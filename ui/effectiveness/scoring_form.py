"""The form of what counts: the weight of each part, where it earns nothing and where all, the bands, the margin."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from partnercrm.domain.effectiveness import PART_WORDS, UNITS, USUAL, Band, Measure, Part, Scoring
from partnercrm.domain.errors import Refused
from partnercrm.domain.figure import Unit
from partnercrm.domain.words import msg
from partnercrm.services import scoring
from partnercrm.services.scoring import Scorings
from ui.common.fields import ChoiceField, Field, LineField, TextField
from ui.common.fields_sheet import FieldsSheet, NumberField, WholeField, read
from ui.common.tab import Shell
from ui.common.widgets import button, label
from ui.words import locale, say, tr

BANDS = 4
"""So many can be named at least; a saved way may have more."""
HUNDRED = Decimal(100)


class ValueField(LineField):
    """A floor or a target in the unit of its part: a number, perhaps below zero, shares in per cent."""

    def __init__(self, text: str, unit: Unit) -> None:
        super().__init__(text)
        self._unit = unit

    def value(self) -> Decimal:
        """The value, shares as 0 to 1. Raises Refused."""
        plain = self.text().replace("\N{MINUS SIGN}", "-").removesuffix("%").strip().replace(locale().decimal, ".")
        if not re.fullmatch(r"-?[0-9]{1,9}(\.[0-9]{1,4})?", plain):
            raise Refused(msg("Write a number."))
        return Decimal(plain) / HUNDRED if self._unit is Unit.SHARE else Decimal(plain)

    def set_value(self, value: Decimal) -> None:
        """Show a value as it is typed, without grouping."""
        is_share = self._unit is Unit.SHARE
        plain = f"{(value * HUNDRED if is_share else value).normalize():f}".replace(".", locale().decimal)
        self.edit.setText(f"{plain} %" if is_share else plain)


def open_form(shell: Shell) -> None:
    """Reads the ways that were saved, then opens the form with the one in use."""
    store = shell.session.store
    shell.tasks.run_read(
        lambda: scoring.scorings(store), lambda known: ScoringForm(shell, known).start(), owner=shell.host()
    )


class ScoringForm(FieldsSheet):
    """Saved under its name and used from then on; the other ways stay and can be chosen again."""

    def __init__(self, shell: Shell, known: Scorings) -> None:
        super().__init__(shell, tr("What counts"), tr("Save and use it"), width=720)
        self._known = known
        self.start_from: ChoiceField[str] = ChoiceField(
            tr("&Saved ways to score"), [(each.name, each.name) for each in known.saved]
        )
        self.name = TextField(tr("&Name"))
        self.margin = NumberField(tr("&Left of a sale, in %"), placeholder=tr("not known"))
        self.weights = {part: WholeField(_of(part, tr("weight"))) for part in Part}
        self.floors = {part: ValueField(_of(part, tr("nothing at")), UNITS[part]) for part in Part}
        self.targets = {part: ValueField(_of(part, tr("all at")), UNITS[part]) for part in Part}
        rows = range(max(BANDS, *(len(each.bands) for each in known.saved)))
        self.band_starts = [WholeField(tr("Band {number}, from", number=at + 1)) for at in rows]
        self.band_names = [TextField(tr("Band {number}, called", number=at + 1)) for at in rows]
        self.rows(((self.start_from, 2), (self.name, 2), (self.margin, 1)))
        self._lay_out_parts()
        self._lay_out_bands()
        if len(known.saved) > 1:
            forget = button(tr("Forget this way"), "link", small=True)
            forget.clicked.connect(self.forget)
            self.body.addWidget(forget, 0, Qt.AlignmentFlag.AlignLeft)
        self.start_from.edited.connect(self._on_chosen)
        self.fill(known.used)

    def start(self) -> None:
        """Open it."""
        self.open(self.name.edit)

    def fields(self) -> dict[str, Field]:
        found: dict[str, Field] = {"name": self.name, "margin": self.margin}
        found["weights"], found["bands"] = self.weights[Part.NET_BENEFIT], self.band_starts[0]
        for part in Part:
            found[f"{part.value}.weight"] = self.weights[part]
            found[f"{part.value}.floor"] = self.floors[part]
            found[f"{part.value}.target"] = self.targets[part]
        for at, (start, name) in enumerate(zip(self.band_starts, self.band_names, strict=True)):
            found[f"band {at} start"] = start
            found[f"band {at} name"] = name
        return found

    def fill(self, wanted: Scoring) -> None:
        """Show a way to score."""
        self.start_from.set_value(wanted.name if self._known.named(wanted.name) else self._known.saved[0].name)
        self.name.set_value(wanted.name)
        self.margin.set_value(wanted.margin)
        for part in Part:
            measure = wanted.measures.get(part) or replace(USUAL.measures[part], weight=0)
            self.weights[part].set_value(measure.weight)
            self.floors[part].set_value(measure.floor)
            self.targets[part].set_value(measure.target)
        bands = sorted(wanted.bands, key=lambda band: -band.least)
        for at, (start, name) in enumerate(zip(self.band_starts, self.band_names, strict=True)):
            band = bands[at] if at < len(bands) else None
            start.set_value(band.least if band else None)
            name.set_value(band.name if band else "")

    def save(self) -> None:
        wanted = Scoring(self.name.value(), self._measures(), self._bands(), read(self.margin))
        store, ctx = self.shell.session.store, self.ctx
        self.write(lambda: scoring.save(store, ctx, wanted))

    def forget(self) -> None:
        """Take away the saved way that is chosen; what was in use before stays so, else the first that is left."""
        store, ctx, name = self.shell.session.store, self.ctx, self.start_from.value()
        self.write(lambda: scoring.remove(store, ctx, name))

    # Inside

    def _measures(self) -> dict[Part, Measure]:
        return {
            part: Measure(read(self.weights[part]) or 0, read(self.floors[part]), read(self.targets[part]))
            for part in Part
        }

    def _bands(self) -> tuple[Band, ...]:
        """The bands that say where they begin; one with a name alone is asked for its beginning."""
        found = []
        for start, name in zip(self.band_starts, self.band_names, strict=True):
            least, called = read(start), name.value()
            if least is None and called.strip():
                start.set_error(tr("From which score on?"))
                start.take_focus()
                raise Refused(msg("From which score on?"))
            if least is not None:
                found.append(Band(least, called))
        return tuple(found)

    def _on_chosen(self) -> None:
        chosen = self._known.named(self.start_from.value())
        if chosen is not None:
            self.fill(chosen)

    def _lay_out_parts(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 2)
        for at, text in enumerate((tr("Part"), tr("Weight"), tr("Earns nothing at"), tr("Earns all at"))):
            grid.addWidget(label(text, "label"), 0, at)
            grid.setColumnStretch(at, 1 if at else 2)
        for row, part in enumerate(Part, 1):
            grid.addWidget(label(say(PART_WORDS[part])), row, 0, Qt.AlignmentFlag.AlignVCenter)
            for at, field in enumerate((self.weights[part], self.floors[part], self.targets[part]), 1):
                field.caption.hide()
                grid.addWidget(field, row, at)
        self.body.addLayout(grid)

    def _lay_out_bands(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        grid.addWidget(label(tr("From this score on"), "label"), 0, 0)
        grid.addWidget(label(tr("it is called"), "label"), 0, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 3)
        for row, pair in enumerate(zip(self.band_starts, self.band_names, strict=True), 1):
            for at, field in enumerate(pair):
                field.caption.hide()
                grid.addWidget(field, row, at)
        self.body.addLayout(grid)


def _of(part: Part, what: str) -> str:
    return tr("{part}, {what}", part=PART_WORDS[part], what=what)
