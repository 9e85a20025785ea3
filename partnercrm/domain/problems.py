"""What is wrong with a draft, as values: the field, the sentence, and how bad it is."""

from __future__ import annotations

from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong. `field` is the form's field key (`""` for the whole form), dotted in a line: `lines.0.value`."""

    field: str
    message: Message
