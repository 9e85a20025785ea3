"""The forms of a coalition: a shop and what it agreed, the draft of a settlement, its signature, the way back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal

from partnercrm.domain.coalition import BEARER_WORDS, DUE_WORDS, US, Bearer, DueWhen, PartnerDraft, Payment, TermsDraft
from partnercrm.domain.coalition_rows import PartnerRow, SettlementRow
from partnercrm.domain.errors import Refused
from partnercrm.domain.loyalty_rows import ProgramRow
from partnercrm.services import coalition
from partnercrm.services import coalition_settlement as settling
from ui.common.fields import ChoiceField, DateField, Field, MoneyField, TextField
from ui.common.fields_sheet import FieldsSheet, NumberField, check_box, read
from ui.common.party_field import PartyField
from ui.common.tab import Shell
from ui.common.who import Who
from ui.words import currency, date, say, tr

BOTH, EARN, REDEEM = "both", "earn", "redeem"


def program_field(programs: Sequence[ProgramRow]) -> ChoiceField[int]:
    """Which program it is about; hidden where there is only one."""
    made: ChoiceField[int] = ChoiceField(tr("&Program"), [(row.id, row.draft.name) for row in programs])
    if len(programs) < 2:  # shown here, before it stands in a form, it would flash as a window of its own
        made.hide()
    return made


class PartnerForm(FieldsSheet):
    """A shop that takes part, new or to be changed."""

    def __init__(self, shell: Shell, programs: Sequence[ProgramRow], row: PartnerRow | None = None) -> None:
        super().__init__(shell, tr("A shop that takes part") if row is None else row.name, tr("Save"))
        self._row = row
        today = shell.session.clock.today
        self.program = program_field(programs)
        self.who = PartyField(tr("&Shop"), shell)
        self.rate = NumberField(tr("What a point is &worth ({code})", code=currency().code), placeholder="0.05")
        self.role: ChoiceField[str] = ChoiceField(
            tr("Points &there"),
            [(BOTH, tr("Collect and use")), (EARN, tr("Collect only")), (REDEEM, tr("Use only"))],
        )
        self.prepaid = check_box(tr("They pa&y beforehand, and we hold it"))
        self.alert = MoneyField(tr("&Tell me when so much is open, or so little is left"))
        self.first = DateField(tr("&From"), today, placeholder=tr("from the start"))
        self.last = DateField(tr("&Until"), today, placeholder=tr("for ever"))
        self.rows(
            ((self.program, 1),),
            ((self.who, 1), (self.rate, 1)),
            ((self.role, 1), (self.alert, 1)),
            ((self.first, 1), (self.last, 1)),
            ((self.prepaid, 1),),
        )

    def start(self) -> None:
        """Open it, with what was agreed."""
        row = self._row
        if row is not None and row.draft.party is not None:
            draft = row.draft
            self.program.set_value(row.program)
            self.program.hide()
            self.who.set_who(Who(row.draft.party, row.name))
            self.rate.set_value(draft.rate / 10 ** currency().digits)
            self.role.set_value(BOTH if draft.earns and draft.redeems else EARN if draft.earns else REDEEM)
            self.prepaid.setChecked(draft.prepaid)
            self.alert.set_value(draft.alert_value)
            self.first.set_value(draft.from_day)
            self.last.set_value(draft.until_day)
        self.open(self.who.edit if row is None else self.rate.edit)

    def fields(self) -> dict[str, Field]:
        return {
            "party": self.who,
            "rate": self.rate,
            "earns": self.role,
            "alert_value": self.alert,
            "from_day": self.first,
            "until_day": self.last,
        }

    def save(self) -> None:
        self.who.settle(self._save_settled)

    def _save_settled(self) -> None:
        who, role = self.who.who(), self.role.value()
        try:
            rate = read(self.rate) or Decimal(0)
            draft = PartnerDraft(
                party=who.party if who else None,
                rate=rate * 10 ** currency().digits,
                earns=role != REDEEM,
                redeems=role != EARN,
                prepaid=self.prepaid.isChecked(),
                alert_value=read(self.alert),
                from_day=read(self.first),
                until_day=read(self.last),
            )
        except Refused:
            return
        store, ctx, program = self.shell.session.store, self.ctx, self.program.value()
        self.write(lambda: coalition.save_partner(store, ctx, program, draft))


class TermsForm(FieldsSheet):
    """What all shops of a program agreed."""

    def __init__(self, shell: Shell, programs: Sequence[ProgramRow], partners: Sequence[PartnerRow]) -> None:
        super().__init__(shell, tr("What the shops agreed"), tr("Save"))
        self.program = program_field(programs)
        self.due: ChoiceField[DueWhen] = ChoiceField(
            tr("Points are &owed"), [(when, say(words)) for when, words in DUE_WORDS.items()]
        )
        keepers = [(US, tr("We")), *((row.draft.party or US, row.name) for row in partners)]
        self.keeper: ChoiceField[int] = ChoiceField(tr("Who &keeps the pot"), keepers)
        self.bearer: ChoiceField[Bearer] = ChoiceField(
            tr("Who &bears what a card did not have"), [(who, say(words)) for who, words in BEARER_WORDS.items()]
        )
        self.rows(((self.program, 1),), ((self.due, 1),), ((self.keeper, 1),), ((self.bearer, 1),))
        self.due.edited.connect(self._show_keeper)

    def start(self) -> None:
        """Read what stands, then open."""
        store, program = self.shell.session.store, self.program.value()
        self.shell.tasks.run_read(
            lambda: coalition.terms(store, program), self._fill, owner=self, latest_key=f"terms {id(self)}"
        )

    def _fill(self, draft: TermsDraft) -> None:
        self.due.set_value(draft.due)
        self.keeper.set_value(draft.keeper)
        self.bearer.set_value(draft.overspending)
        self._show_keeper()
        self.open(self.due)

    def _show_keeper(self) -> None:
        self.keeper.setVisible(self.due.value() is DueWhen.ISSUED)

    def fields(self) -> dict[str, Field]:
        return {"due": self.due, "keeper": self.keeper, "overspending": self.bearer}

    def save(self) -> None:
        draft = TermsDraft(self.due.value(), self.keeper.value(), self.bearer.value())
        store, ctx, program = self.shell.session.store, self.ctx, self.program.value()
        self.write(lambda: coalition.set_terms(store, ctx, program, draft))


class MakeForm(FieldsSheet):
    """The draft of a settlement: until which day."""

    def __init__(self, shell: Shell, programs: Sequence[ProgramRow]) -> None:
        super().__init__(shell, tr("Make a settlement"), tr("Make the draft"))
        today = shell.session.clock.today
        self.program = program_field(programs)
        self.until = DateField(tr("All that is open &until"), today, past=True)
        self.first = DateField(tr("&From"), today, placeholder=tr("the last one"), past=True)
        self.rows(((self.program, 1),), ((self.first, 1), (self.until, 1)))

    def start(self, program: int | None = None) -> None:
        """Open it, perhaps for one program; the end of last month is proposed."""
        if program is not None:
            self.program.set_value(program)
        self.until.set_value(self.shell.session.clock.today().replace(day=1) - dt.timedelta(days=1))
        self.open(self.until.edit)

    def fields(self) -> dict[str, Field]:
        return {"until": self.until, "from": self.first}

    def save(self) -> None:
        store, ctx, program = self.shell.session.store, self.ctx, self.program.value()
        until, first = read(self.until) or ctx.today, read(self.first)
        self.write(lambda: settling.make(store, ctx, program, until, first))


class SignForm(FieldsSheet):
    """A draft was signed by all: the document and the day. Why a limit may be passed is asked only where one is."""

    def __init__(self, shell: Shell, row: SettlementRow) -> None:
        super().__init__(shell, tr("All signed the sheet"), tr("Post it"), width=460)
        self._row = row
        self.document = TextField(tr("What was &signed"), placeholder=tr("Sheet of 3 December"))
        self.day = DateField(tr("Signed o&n"), shell.session.clock.today, past=True)
        self.reason = TextField(tr("Wh&y the limit may be passed"))
        self.reason.hide()
        self.rows(((self.document, 1), (self.day, 1)), ((self.reason, 1),))

    def start(self) -> None:
        """Open it; a name for the sheet is proposed."""
        self.document.set_value(tr("Points until {day}", day=date(self._row.until_day)))
        self.day.set_value(self.shell.session.clock.today())
        self.open(self.document.edit)

    def fields(self) -> dict[str, Field]:
        return {"document": self.document, "day": self.day, "reason": self.reason}

    def save(self) -> None:
        store, ctx, number = self.shell.session.store, self.ctx, self._row.id
        document, day, reason = self.document.value(), read(self.day), self.reason.value()
        self.write(lambda: settling.sign(store, ctx, number, document, day, reason))

    def refused(self, error: Refused) -> None:
        if error.field == "reason":
            self.reason.show()
        super().refused(error)


class ReverseForm(FieldsSheet):
    """A signed settlement is taken back, with a reason."""

    def __init__(self, shell: Shell, row: SettlementRow) -> None:
        super().__init__(shell, tr("Take the settlement back"), tr("Take it back"), width=460)
        self._row = row
        self.reason = TextField(tr("Wh&y"))
        self.rows(((self.reason, 1),))

    def start(self) -> None:
        """Open it with the cursor in the reason."""
        self.open(self.reason.edit)

    def fields(self) -> dict[str, Field]:
        return {"reason": self.reason}

    def save(self) -> None:
        store, ctx, number, reason = self.shell.session.store, self.ctx, self._row.id, self.reason.value()
        self.write(lambda: settling.reverse(store, ctx, number, reason))


class PaidForm(FieldsSheet):
    """What two shops paid each other without us."""

    def __init__(self, shell: Shell, partners: Sequence[PartnerRow]) -> None:
        super().__init__(shell, tr("Two shops paid each other"), tr("Save"), width=460)
        self._program = partners[0].program
        shops = [(row.draft.party or US, row.name) for row in partners]
        self.payer: ChoiceField[int] = ChoiceField(tr("&Who paid"), shops)
        self.payee: ChoiceField[int] = ChoiceField(tr("To who&m"), shops[1:] + shops[:1])
        self.amount = MoneyField(tr("&Amount"))
        self.day = DateField(tr("Paid o&n"), shell.session.clock.today, past=True)
        self.note = TextField(tr("No&te"))
        self.rows(((self.payer, 1), (self.payee, 1)), ((self.amount, 1), (self.day, 1)), ((self.note, 1),))

    def start(self) -> None:
        """Open it with the cursor in the amount."""
        self.day.set_value(self.shell.session.clock.today())
        self.open(self.amount.edit)

    def fields(self) -> dict[str, Field]:
        return {"party": self.payee, "amount": self.amount}

    def save(self) -> None:
        paid = Payment(self.payer.value(), self.payee.value(), read(self.amount) or 0)
        store, ctx, day, note = self.shell.session.store, self.ctx, read(self.day), self.note.value()
        program = self._program
        self.write(lambda: coalition.paid_meanwhile(store, ctx, program, paid, day, note))
