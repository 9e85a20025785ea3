"""Two records of one party, side by side: which fields differ, and from which side each is proposed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TypeAlias

from partnercrm.domain.party import MODE_WORDS, PartyKind
from partnercrm.domain.party_rows import PartyPage
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg

FieldValue: TypeAlias = "str | int | dt.date | Message | None"

KIND_WORDS: dict[PartyKind, Message] = {
    PartyKind.PERSON: msg("Person"),
    PartyKind.ORGANISATION: msg("Business"),
}


@dataclass(frozen=True, slots=True)
class MergeField:
    """One field of both sides. `proposed` is set where only the other side says something."""

    key: str
    title: Message
    keep: FieldValue
    other: FieldValue

    @property
    def differs(self) -> bool:
        """Whether there is something to choose."""
        return self.keep != self.other

    @property
    def proposed(self) -> bool:
        """Whether the other side's value should be taken: the side that is kept says nothing."""
        return self.differs and self.keep in (None, "")


@dataclass(frozen=True, slots=True)
class MergeView:
    """The page that is kept, the page that becomes its alias, and their fields one by one."""

    keep: PartyPage
    other: PartyPage
    fields: tuple[MergeField, ...]

    @property
    def proposed(self) -> frozenset[str]:
        """The keys of the fields that are proposed from the other side."""
        return frozenset(field.key for field in self.fields if field.proposed)


_FIELDS: tuple[tuple[str, Message, Callable[[PartyPage], FieldValue]], ...] = (
    ("name", msg("Name"), lambda page: page.name),
    ("kind", msg("Person or business"), lambda page: KIND_WORDS[page.kind]),
    ("about", msg("About"), lambda page: page.about),
    ("mode", msg("How you two keep score"), lambda page: MODE_WORDS[page.mode]),
    ("interval_days", msg("Keep in touch every so many days"), lambda page: page.interval_days),
    ("language", msg("Language"), lambda page: page.language),
    ("soft_limit", msg("Tell me above"), lambda page: page.soft_limit),
    ("hard_limit", msg("Ask why above"), lambda page: page.hard_limit),
)
FIELDS = frozenset(key for key, _title, _value in _FIELDS)


def side_by_side(keep: PartyPage, other: PartyPage) -> MergeView:
    """Both pages field by field; limits in minor units."""
    fields = tuple(MergeField(key, title, value(keep), value(other)) for key, title, value in _FIELDS)
    return MergeView(keep, other, fields)
