"""Agreed values: a price list per partner and kind, which is the default wherever that kind is entered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from partnercrm.domain.clause import UNFIT, is_piece, same_unit, says_same, thing_words
from partnercrm.domain.ledger import VALUE_LIMIT, Basis, Kind, LineDraft
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.text import can_be_kept
from partnercrm.domain.words import msg


@dataclass(frozen=True, slots=True)
class AgreedValueDraft:
    """What one unit of something is worth between us and a party (row id); `value` in minor units."""

    party: int | None
    kind: Kind
    value: int | None
    what: str = ""
    unit: str = ""
    from_day: dt.date | None = None
    to_day: dt.date | None = None

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field: `party`, `kind`, `value`, `to_day`, `what`, `unit`."""
        found: list[Problem] = []
        if self.party is None:
            found.append(Problem("party", msg("Say with whom.")))
        if self.kind in (Kind.MONEY, Kind.ADJUSTMENT):
            found.append(Problem("kind", msg("Money is worth what it is. Choose what is given.")))
        if self.value is None or not 0 < self.value < VALUE_LIMIT:
            found.append(Problem("value", msg("Type what one is worth.")))
        if self.from_day and self.to_day and self.to_day < self.from_day:
            found.append(Problem("to_day", msg("It ends before it begins.")))
        found += [Problem(name, UNFIT) for name in ("what", "unit") if not can_be_kept(getattr(self, name))]
        return tuple(found)


@dataclass(frozen=True, slots=True)
class AgreedValue:
    """One line of the price list. `value` is what one `unit` is worth, in minor units; missing days are open."""

    id: int
    uuid: UUID
    party: int
    party_name: str
    kind: Kind
    what: str
    unit: str
    value: int
    from_day: dt.date | None
    to_day: dt.date | None

    def holds(self, day: dt.date) -> bool:
        """Whether it holds on that day."""
        return (self.from_day is None or self.from_day <= day) and (self.to_day is None or day <= self.to_day)

    def worth(self, quantity: Decimal | None = None) -> int:
        """What so many units are worth (one where none is said), rounded half up, in minor units."""
        return int((self.value * (Decimal(1) if quantity is None else quantity)).quantize(Decimal(1), ROUND_HALF_UP))


def overlap(one: AgreedValueDraft, other: AgreedValue) -> bool:
    """Whether two lines of one party would say twice what the same thing is worth on some day."""
    same = (
        one.kind is other.kind and thing_words(one.what) == thing_words(other.what) and same_unit(one.unit, other.unit)
    )
    begins = one.from_day is None or other.to_day is None or one.from_day <= other.to_day
    return same and begins and (one.to_day is None or other.from_day is None or other.from_day <= one.to_day)


def choose(known: Sequence[AgreedValue], day: dt.date, what: str = "", unit: str = "") -> AgreedValue | None:
    """The line that fits best what is entered, or None: by what it is, else one that names nothing.

    Its unit must be that of the entry. Where nothing is said of what it is, only a price list with one answer answers.
    """
    fitting = [each for each in known if each.holds(day) and same_unit(each.unit, unit)]
    said = thing_words(what)
    if not said:
        fitting = [each for each in fitting if not thing_words(each.what)] or fitting
        return _latest(fitting) if len({thing_words(each.what) for each in fitting}) == 1 else None
    named = [each for each in fitting if says_same(each.what, what)]
    exact = [each for each in named if thing_words(each.what) == said]
    return _latest(exact or named or [each for each in fitting if not thing_words(each.what)])


def filled(line: LineDraft, found: AgreedValue | None) -> LineDraft:
    """The line with the agreed value where nobody said one; what is worth less than the smallest coin has none."""
    if found is None or not wants_value(line) or not (is_piece(found.unit) or line.quantity is not None):
        return line
    worth = found.worth(line.quantity)
    return replace(line, value=worth, basis=Basis.AGREED) if worth > 0 else line


def wants_value(line: LineDraft) -> bool:
    """Whether nobody said what a line is worth, nor that it has no price."""
    kinds = (Kind.MONEY, Kind.ADJUSTMENT)
    return line.value is None and line.basis in (None, Basis.AGREED) and line.kind not in kinds and not line.gift


def _latest(found: Sequence[AgreedValue]) -> AgreedValue | None:
    return max(found, key=lambda each: (each.from_day or dt.date.min, each.id), default=None)
