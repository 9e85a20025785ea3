"""What a service changed: the one thing that goes up after a write."""

from __future__ import annotations

from dataclasses import field

from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message


@dataclass(frozen=True, slots=True)
class Changes:
    """Subjects touched (`party`, `interaction`, `follow_up`, `ledger`, `period`, `settings`, `sale`, `agreement`,
    `loyalty`, `gift_card`, `coalition`, `promotion`, `voucher`, `referral`, `lending`, `joint_buying`, `item`,
    `supply`, `feedback`, `team`), the ids of the parties concerned, the operation's row id, and the sentence for the
    toast ("Archived 3 parties")."""

    subjects: frozenset[str]
    operation: int
    said: Message
    parties: frozenset[int] = field(default_factory=frozenset)
    undoable: bool = True
