"""One referral to read: who sent whom, how they came to us, what became of it, and what can be done."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from partnercrm.domain.dates import due_words
from partnercrm.domain.interaction import FOLLOW_UP_WORDS, FollowUpState
from partnercrm.domain.referral import REWARD_WORDS, Way
from partnercrm.domain.referral_rows import Introductions, ReferralRow, state_words
from partnercrm.services import referral
from ui.common.record_sheet import RecordSheet
from ui.common.tab import Shell
from ui.referral import deeds
from ui.words import locale, money, say, tr, trn


class ReferralSheet(RecordSheet):
    """`read` looks up the chain of introductions and opens it."""

    def __init__(self, shell: Shell, owner: QWidget, row: ReferralRow) -> None:
        super().__init__(shell, row.referred_name)
        self._row, self._owner = row, owner

    def read(self) -> None:
        """Read who introduced whom, then open."""
        store, party = self.shell.session.store, self._row.referred
        self.shell.tasks.run_read(
            lambda: referral.introductions(store, party), self._show, owner=self, latest_key=f"chain {id(self)}"
        )

    def _show(self, found: Introductions) -> None:
        row = self._row
        self.sentence(_sent(row))
        if len(found.came_by) > 2:
            self.sentence(tr("They came by {chain}.", chain=" > ".join(link.name for link in found.came_by)))
        if found.brought:
            names = ", ".join(link.name for link in found.brought)
            self.sentence(
                trn("They brought {names}.", "They brought {count}: {names}.", len(found.brought), names=names)
            )
        self.sentence(row.note)
        for text, run in deeds.of(self.shell, self._owner, row):
            self.deed(text, run)
        self.line(_became(row), _brought(row), row.entry.number if row.entry else "")
        if row.next_step is not None:
            state = row.next_step.state
            due = say(due_words(row.next_step.due, self.shell.session.clock.today()))
            self.line(row.next_step.title, due if state is FollowUpState.OPEN else say(FOLLOW_UP_WORDS[state]))
        self._reward(row)
        self.start()

    def _reward(self, row: ReferralRow) -> None:
        reward = row.reward
        if reward is None:
            return
        words = tr("Reward: {what}", what=reward.what)
        if reward.value is not None:
            words = tr("{what}, {value}", what=words, value=money(reward.value))
        detail = say(REWARD_WORDS[reward.state])
        if reward.taken_back is not None:
            detail = tr("{state}, {day}", state=detail, day=locale().long_date(reward.taken_back))
        elif reward.hold_until is not None and reward.entry is None:
            detail = tr("{state}, from {day} on", state=detail, day=locale().long_date(reward.hold_until))
        self.line(words, detail, reward.entry.number if reward.entry else "")


def _sent(row: ReferralRow) -> str:
    values = {"party": row.party_name, "name": row.referred_name, "day": locale().long_date(row.day)}
    if row.way is Way.SENT_US:
        said = tr("{party} sent us {name} on {day}.", **values)
    else:
        said = tr("We sent {name} to {party} on {day}.", **values)
    return tr("{said} For: {event}.", said=said.removesuffix("."), event=row.event) if row.event else said


def _became(row: ReferralRow) -> str:
    if row.decided is None:
        return say(state_words(row))
    return tr("{state}, {day}", state=say(state_words(row)), day=locale().long_date(row.decided))


def _brought(row: ReferralRow) -> str:
    """What it brought, why it was lost, and at which value it counts."""
    said = []
    if row.value_won is not None:
        said.append(tr("brought {value}", value=money(row.value_won)))
    if row.why_lost:
        said.append(row.why_lost)
    if not row.qualified:
        said.append(tr("never fitted us"))
    if row.entry is not None and row.entry.value is None:
        said.append(tr("counts without a price"))
    elif row.entry is not None and row.entry.value is not None:
        said.append(tr("counts {value} between you two", value=money(row.entry.value)))
    return ", ".join(said)
