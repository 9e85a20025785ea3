"""Setting an interaction right; what was entered with it and its follow-up stay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from partnercrm.domain.changes import Changes
from partnercrm.domain.interaction import InteractionDraft
from partnercrm.domain.interaction_rows import InteractionRow
from partnercrm.services import interaction
from ui import theme
from ui.common.fields import ChoiceField
from ui.common.tab import Shell
from ui.common.who import Who
from ui.interaction.looks import mood_options
from ui.interaction.talk_form import TalkForm
from ui.words import tr


class EditForm(TalkForm):
    """An interaction that is there: what was said of it can be set right; its entry and its follow-up stay."""

    def __init__(self, shell: Shell, number: int) -> None:
        super().__init__(shell, tr("Change interaction"))
        self._number = number
        self._before: InteractionDraft | None = None
        self.mood: ChoiceField[int | None] = ChoiceField(tr("How did it go?"), mood_options())
        self.mood.setMaximumWidth(theme.px(220))
        self.body.addWidget(self.mood)
        self.add_button(tr("Save"), self._save, "primary")

    def open_filled(self) -> None:
        """Read it, fill the form and open."""
        store, number = self.shell.session.store, self._number

        def read() -> tuple[InteractionDraft, Sequence[InteractionRow]]:
            return interaction.draft_of(store, number), interaction.page_rows(store, [number])

        self.shell.tasks.run_read(read, lambda found: self._fill(*found), owner=self)

    def _fill(self, draft: InteractionDraft, rows: Sequence[InteractionRow]) -> None:
        self._before = draft
        self.channel.set_value(draft.channel.value)
        self.when.set_value(draft.day, draft.minute)
        pairs = [pair for row in rows for pair in zip(row.parties, row.names, strict=True)]
        self.who.set_parties([Who(party, name) for party, name in pairs])
        self.what.set_value(draft.summary)
        self.notes.set_value(draft.notes)
        self.mood.set_value(draft.mood)
        self.open(self.what.edit)

    def _save(self) -> None:
        self.who.settle(self._save_settled)

    def _save_settled(self) -> None:
        said = self.draft()
        if self._before is None or said is None or self.who.has_error():
            return
        before = self._before
        draft = replace(
            said,
            mood=self.mood.value(),
            started_by=before.started_by,
            source=before.source,
            external_id=before.external_id,
        )
        store, ctx, number = self.shell.session.store, self._ctx, self._number

        def changed(changes: Changes) -> None:
            self.shut()
            self.shell.saved(changes)

        self.shell.tasks.run_write(
            lambda: interaction.change(store, ctx, number, draft), changed, self.show_refusal, owner=self
        )
