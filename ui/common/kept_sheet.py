"""A form of fields that outlives a crash: what was typed is kept in the shop file and stands there again."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QCheckBox

from ui.common.fields import ChoiceField, Field, LineField, NotesField
from ui.common.fields_sheet import FieldsSheet
from ui.common.form_keeper import Content, FormKeeper
from ui.common.party_field import PartyField
from ui.common.suggest import SuggestField
from ui.common.tab import Shell
from ui.common.who import Who
from ui.common.widgets import Banner
from ui.words import tr


class KeptSheet(FieldsSheet):
    """Subclasses call `keep_as` once the form stands as it is opened. A person alone is nothing to keep."""

    def __init__(self, shell: Shell, title: str, verb: str, *, width: int = 520) -> None:
        super().__init__(shell, title, verb, width=width)
        self.bar = Banner("", "info", "rotate-ccw")
        self.bar.hide()
        self.body.addWidget(self.bar)
        self.keeper: FormKeeper | None = None
        self._untouched: Content = {}

    def kept_fields(self) -> dict[str, Field]:
        """The fields whose text is kept, by their names."""
        return self.fields()

    def kept_boxes(self) -> dict[str, QCheckBox]:
        """The boxes that are kept, by their names."""
        return {}

    def make_room(self, content: Content) -> None:
        """Make the fields that a content names, where there may be several."""

    def given_back(self) -> None:
        """What follows from the fields is shown again."""

    def keep_as(self, form: str) -> None:
        """Keep copies under a name from now on, and give back the one that was left."""
        self._untouched = self.typed()
        self.keeper = FormKeeper(self.shell, self, form, self.content)
        self.keeper.look(self._offer_back)

    def typed(self) -> Content:
        """What stands in the form, as JSON values."""
        found = {key: _typed(field) for key, field in self.kept_fields().items()}
        return found | {key: box.isChecked() for key, box in self.kept_boxes().items()}

    def content(self) -> Content | None:
        """What to keep; None while nothing was typed."""
        typed = self.typed()
        return typed if _said(typed) != _said(self._untouched) else None

    def set_content(self, content: Content) -> None:
        """Show what was kept."""
        self.make_room(content)
        for key, field in self.kept_fields().items():
            if key in content:
                _show(field, content[key])
        for key, box in self.kept_boxes().items():
            box.setChecked(content.get(key) is True)
        self.given_back()

    def ask_to_shut(self) -> None:
        """Close; what was typed is kept for the next opening."""
        if self.keeper is not None:
            self.keeper.keep_now()
            self.keeper.stop()
        self.shut()

    def saved(self, done: Any) -> None:
        """What was saved needs no copy."""
        if self.keeper is not None:
            self.keeper.forget()
        super().saved(done)

    def _offer_back(self, kept: Content | None) -> None:
        if kept is None or self.content() is not None:
            return
        self.set_content(kept)
        self.bar.set_text(tr("Your text is back."))
        self.bar.add_button(tr("Start afresh"), self._start_afresh)
        self.bar.show()

    def _start_afresh(self) -> None:
        assert self.keeper is not None
        self.keeper.forget()
        self.bar.hide()
        for field in self.kept_fields().values():
            if isinstance(field, LineField):
                _show(field, "")
            field.set_error(None)
        self.set_content(self._untouched)
        self.keeper.start()


def _typed(field: Field) -> Any:
    if isinstance(field, PartyField):
        who = field.who()
        return {"party": who.party, "name": who.name} if who else {"party": None, "name": field.text()}
    if isinstance(field, ChoiceField):
        return field.combo.currentIndex()
    if isinstance(field, NotesField):
        return field.value()
    return field.edit.text() if isinstance(field, LineField) else None


def _show(field: Field, value: Any) -> None:
    if isinstance(field, PartyField) and isinstance(value, dict) and value["party"] is not None:
        field.set_who(Who(value["party"], value["name"]))
        field.changed.emit()
    elif isinstance(field, PartyField):
        field.set_who(None)
        field.set_text(value["name"] if value else "")
    elif isinstance(field, ChoiceField):
        field.combo.setCurrentIndex(value)
    elif isinstance(field, NotesField):
        field.set_value(value)
    elif isinstance(field, SuggestField):
        field.set_text(value)
    elif isinstance(field, LineField):
        field.edit.setText(value)


def _said(typed: Content) -> Content:
    """What is worth keeping: no people, and nothing that is empty."""
    return {key: value for key, value in typed.items() if value not in ("", None) and not isinstance(value, dict)}
