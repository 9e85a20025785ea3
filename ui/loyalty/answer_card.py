"""What the desk says about a card or a voucher, big enough to be read to the customer, and what each key does now."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from partnercrm.domain import codes
from partnercrm.domain.loyalty import ProgramKind, points_words
from partnercrm.domain.loyalty_rows import Card, RewardRow
from partnercrm.services.desk import DeskAnswer, Found
from ui.common.widgets import IconLabel, label
from ui.words import date, locale, money, say, tr

_LOOKS = {
    Found.CARD: ("ticket", "success"),
    Found.VOUCHER: ("ticket", "success"),
    Found.NAMES: ("users", "info"),
    Found.MISREAD: ("circle-alert", "warning"),
    Found.NOTHING: ("search", "text3"),
}


class AnswerCard(QFrame):
    """One sentence, below it the card's program, number and what ends next, and its rewards."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("card")
        self.setAccessibleName(tr("Answer"))
        self.icon = IconLabel("search", "text3", 22, disc=44)
        self.said = label("", "title")
        self.said.setWordWrap(True)
        self.detail = label("", "muted")
        self.detail.setWordWrap(True)
        self.rewards = label("", "muted")
        self.rewards.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 14, 18, 14)
        row.setSpacing(14)
        row.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout()
        column.setSpacing(3)
        column.addStretch(1)
        for part in (self.said, self.detail, self.rewards):
            column.addWidget(part)
        column.addStretch(1)
        row.addLayout(column, 1)

    def show_answer(self, answer: DeskAnswer) -> None:
        """What was found."""
        tone = "warning" if _is_warning(answer) else _LOOKS[answer.found][1]
        self._show(say(answer.said), _LOOKS[answer.found][0], tone)
        card = answer.card
        self.detail.setText(card_words(card) if card else "")
        self.rewards.setText(reward_words(answer.rewards, card) if card else "")
        for part in (self.detail, self.rewards):
            part.setVisible(bool(part.text()))

    def show_done(self, text: str) -> None:
        """What a key did; the details stay."""
        self._show(text, "check", "success")

    def show_refused(self, text: str) -> None:
        """Why a key did nothing; the details stay."""
        self._show(text, "circle-alert", "warning")

    def clear(self) -> None:
        """Ready for the next customer."""
        self._show(tr("Ready for the next customer"), "ticket", "text3")
        for part in (self.detail, self.rewards):
            part.hide()

    def _show(self, text: str, icon: str, tone: str) -> None:
        self.icon.set_icon(icon, tone)
        self.said.setText(text)
        self.setAccessibleDescription(text)


def card_words(card: Card) -> str:
    """The program, the number, the tier and what ends next."""
    row = card.row
    parts = [row.program_name, tr("card {number}", number=codes.grouped(row.number))]
    if card.tier:
        parts.append(card.tier)
    if card.expiries:
        day, few = card.expiries[0]
        parts.append(tr("{points} good until {day}", points=say(points_words(few, row.kind)), day=date(day)))
    return "  ·  ".join(parts)


def reward_words(rewards: tuple[RewardRow, ...], card: Card) -> str:
    """What the points are good for: in reach first."""
    if not rewards or card.row.closed is not None:
        return ""
    reached = [reward for reward in rewards if reward.points <= card.spendable]
    if reached:
        return tr("Enough for: {rewards}", rewards=", ".join(_reward(reward, card.row.kind) for reward in reached))
    nearest = rewards[0]
    lacking = points_words(nearest.points - card.spendable, card.row.kind)
    return tr("{points} to go for {reward}", points=say(lacking), reward=nearest.name)


def _reward(reward: RewardRow, kind: ProgramKind) -> str:
    worth = f", {money(reward.value)}" if reward.value is not None else ""
    return f"{reward.name} ({locale().number(reward.points)}{worth})"


def _is_warning(answer: DeskAnswer) -> bool:
    if answer.card is not None:
        return answer.card.owed_back > 0 or answer.card.row.closed is not None or bool(answer.card.row.home)
    return answer.voucher is not None and not answer.voucher.good
