"""Small forms about what became of a referral, and about its reward."""

from __future__ import annotations

from partnercrm.domain.ledger import KIND_WORDS, Kind
from partnercrm.domain.referral import REWARD_HOLD_DAYS, REWARD_KINDS, RewardDraft
from partnercrm.domain.referral_rows import ReferralRow
from partnercrm.services import referral_outcome as outcome
from partnercrm.services import referral_reward as rewards
from ui.common.fields import ChoiceField, DateField, Field, MoneyField, TextField
from ui.common.fields_sheet import FieldsSheet, NumberField, check_box, read
from ui.common.tab import Shell
from ui.words import say, tr


class _OnADay(FieldsSheet):
    """A deed on a day, today unless another one is typed."""

    def __init__(self, shell: Shell, row: ReferralRow, title: str, verb: str, day: str) -> None:
        super().__init__(shell, title, verb, width=460)
        self.row = row
        self.day = DateField(day, shell.session.clock.today, past=True)
        self.day.set_value(shell.session.clock.today())
        self.rows(((self.day, 1),))

    def start(self) -> None:
        """Open with the cursor in the day."""
        self.open(self.day.edit)

    def fields(self) -> dict[str, Field]:
        return {"day": self.day}


class WinForm(_OnADay):
    """It was won: on which day, and what it brought, for information."""

    def __init__(self, shell: Shell, row: ReferralRow) -> None:
        super().__init__(shell, row, tr("{name} was won", name=row.referred_name), tr("Save"), tr("Won &on"))
        self.brought = MoneyField(tr("What it &brought, if you know"))
        self.rows(((self.brought, 1),))

    def fields(self) -> dict[str, Field]:
        return {"day": self.day, "value": self.brought}

    def save(self) -> None:
        store, ctx, day, brought = self.shell.session.store, self.ctx, read(self.day), read(self.brought)
        self.write(lambda: outcome.win(store, ctx, self.row.id, day, brought))


class LoseForm(_OnADay):
    """It was lost: on which day and why."""

    def __init__(self, shell: Shell, row: ReferralRow) -> None:
        super().__init__(shell, row, tr("{name} was lost", name=row.referred_name), tr("Save"), tr("Lost &on"))
        self.why = TextField(tr("Wh&y"))
        self.unfit = check_box(tr("Never &fitted us, so it does not count among those that could be won"))
        self.rows(((self.why, 1),), ((self.unfit, 1),))

    def fields(self) -> dict[str, Field]:
        return {"day": self.day, "why": self.why}

    def save(self) -> None:
        store, ctx, day, why = self.shell.session.store, self.ctx, read(self.day), self.why.value()
        fitted = not self.unfit.isChecked()
        self.write(lambda: outcome.lose(store, ctx, self.row.id, day, why, qualified=fitted))


class RefundForm(_OnADay):
    """The purchase was refunded: what it posted is taken back, its reward too."""

    def __init__(self, shell: Shell, row: ReferralRow) -> None:
        super().__init__(shell, row, tr("It was refunded"), tr("Take it back"), tr("Refunded &on"))

    def save(self) -> None:
        store, ctx, day = self.shell.session.store, self.ctx, read(self.day)
        self.write(lambda: outcome.refund(store, ctx, self.row.id, day))


class HandOverForm(_OnADay):
    """The reward is handed over."""

    def __init__(self, shell: Shell, row: ReferralRow) -> None:
        super().__init__(shell, row, tr("Hand the reward over"), tr("Save"), tr("Handed over &on"))

    def save(self) -> None:
        store, ctx, day = self.shell.session.store, self.ctx, read(self.day)
        self.write(lambda: rewards.hand_over(store, ctx, self.row.id, day))


class TakeBackForm(_OnADay):
    """The reward is taken back."""

    def __init__(self, shell: Shell, row: ReferralRow) -> None:
        super().__init__(shell, row, tr("Take the reward back"), tr("Take it back"), tr("Taken back &on"))
        self.why = TextField(tr("Wh&y"))
        self.rows(((self.why, 1),))

    def fields(self) -> dict[str, Field]:
        return {"day": self.day, "why": self.why}

    def save(self) -> None:
        store, ctx, day, why = self.shell.session.store, self.ctx, read(self.day), self.why.value()
        self.write(lambda: rewards.take_back(store, ctx, self.row.id, why, day))


class PromiseForm(FieldsSheet):
    """What whoever sent somebody gets once it is won."""

    def __init__(self, shell: Shell, row: ReferralRow) -> None:
        super().__init__(shell, tr("Reward for {name}", name=row.party_name), tr("Save"), width=480)
        self._row = row
        self.what = TextField(tr("Wh&at"), placeholder=tr("A bag of beans"))
        self.value = MoneyField(tr("W&orth, if you both want a value"))
        self.kind: ChoiceField[Kind] = ChoiceField(
            tr("&Kind"), [(kind, say(KIND_WORDS[kind])) for kind in REWARD_KINDS]
        )
        self.hold = NumberField(tr("&Days to wait for a refund"))
        self.rows(((self.what, 3), (self.kind, 2)), ((self.value, 3), (self.hold, 2)))

    def start(self) -> None:
        """Open it, with what was promised before."""
        before = self._row.reward
        if before is not None:
            self.what.set_value(before.what)
            self.kind.set_value(before.kind)
            self.value.set_value(before.value)
        self.hold.edit.setText(str(before.hold_days if before else REWARD_HOLD_DAYS))
        self.open(self.what.edit)

    def fields(self) -> dict[str, Field]:
        return {"what": self.what, "kind": self.kind, "value": self.value, "hold_days": self.hold}

    def save(self) -> None:
        days = read(self.hold)
        draft = RewardDraft(self.what.value(), read(self.value), self.kind.value(), int(days or 0))
        store, ctx = self.shell.session.store, self.ctx
        self.write(lambda: rewards.promise(store, ctx, self._row.id, draft))
