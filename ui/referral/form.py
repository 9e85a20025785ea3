"""The form of a referral: who sent whom, what for, when, and what comes next with the prospect."""

from __future__ import annotations

from partnercrm.domain.errors import Refused
from partnercrm.domain.referral import WAY_WORDS, ReferralDraft, Way
from partnercrm.domain.referral_rows import ReferralRow
from partnercrm.services import referral
from ui.common.choices import Option, Segment
from ui.common.fields import DateField, Field, TextField
from ui.common.fields_sheet import FieldsSheet, read
from ui.common.party_field import PartyField
from ui.common.tab import Shell
from ui.common.who import Who
from ui.words import say, tr


class ReferralForm(FieldsSheet):
    """A referral, new or to be changed."""

    def __init__(self, shell: Shell, row: ReferralRow | None = None) -> None:
        super().__init__(shell, tr("Note a referral") if row is None else tr("Change a referral"), tr("Save"))
        self._row = row
        today = shell.session.clock.today
        self.way = Segment(tr("Who sent somebody"), [Option(way.value, say(WAY_WORDS[way])) for way in Way])
        self.who = PartyField(tr("&Who sent somebody"), shell)
        self.referred = PartyField(tr("Who was &sent"), shell)
        self.day = DateField(tr("Sent &on"), today, past=True)
        self.what_for = TextField(tr("What &for"), placeholder=tr("first visit, catering"))
        self.step = TextField(tr("&Next step with them"), placeholder=tr("Offer the breakfast card"))
        self.step_day = DateField(tr("&By when"), today)
        self.note = TextField(tr("No&te"))
        self.body.addWidget(self.way)
        self.rows(
            ((self.who, 1), (self.referred, 1)),
            ((self.day, 1), (self.what_for, 1)),
            ((self.step, 1), (self.step_day, 1)),
            ((self.note, 1),),
        )
        self.way.chosen.connect(lambda _way: self._ask_whom())

    def start(self, party: int | None = None) -> None:
        """Open it, with what is known."""
        row = self._row
        if row is None:
            self.day.set_value(self.shell.session.clock.today())
            if party is not None:
                self.who.take_party(party)
        else:
            self.way.set_value(row.way.value)
            self.who.set_who(Who(row.party, row.party_name))
            self.referred.set_who(Who(row.referred, row.referred_name))
            self.day.set_value(row.day)
            self.what_for.set_value(row.event)
            self.note.set_value(row.note)
        self._ask_whom()
        self.open(self.referred.edit if party is not None or row is not None else self.who.edit)

    def fields(self) -> dict[str, Field]:
        return {
            "party": self.who,
            "referred": self.referred,
            "day": self.day,
            "event": self.what_for,
            "next_step": self.step,
            "next_day": self.step_day,
            "note": self.note,
        }

    def save(self) -> None:
        self.who.settle(lambda: self.referred.settle(self._save_settled))

    def _ask_whom(self) -> None:
        sent_us = self.way.value() == Way.SENT_US.value
        self.who.caption.setText(tr("&Who sent somebody") if sent_us else tr("To &whom we sent somebody"))
        self.who.edit.setAccessibleName(self.who.name)

    def _save_settled(self) -> None:
        who, referred = self.who.who(), self.referred.who()
        try:
            draft = ReferralDraft(
                way=Way(self.way.value()),
                party=who.party if who else None,
                referred=referred.party if referred else None,
                day=read(self.day),
                event=self.what_for.value(),
                note=self.note.value(),
                next_step=self.step.value(),
                next_day=read(self.step_day),
            )
        except Refused:
            return
        store, ctx, row = self.shell.session.store, self.ctx, self._row
        if row is None:
            self.write(lambda: referral.add(store, ctx, draft))
        else:
            self.write(lambda: referral.change(store, ctx, row.id, draft))
