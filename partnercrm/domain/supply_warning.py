"""What may hurt us, as the number that it rests on: screens and the command line explain it alike."""

from __future__ import annotations

from partnercrm.domain.figure import Figure, Unit
from partnercrm.domain.supplier_rows import SupplyWarning
from partnercrm.domain.words import Message, msg

CONVENTIONS: dict[str, Message] = {
    "single": msg(
        "The share of what we need of it that comes from one supplier, against the limit in How it is counted."
    ),
    "untested": msg("The share of it that comes from a supplier whom nobody tested could replace within a year."),
    "at_risk": msg("Days between running out of it and having it again if this supplier closed."),
    "late": msg("Days since the day that was promised, of an order that has not come whole."),
}


def warning_figure(found: SupplyWarning) -> Figure:
    """A warning as the number it rests on, with its records."""
    is_share = found.key in ("single", "untested")
    unit, value = (Unit.SHARE, found.level / 100) if is_share else (Unit.DAYS, found.level)
    count = sum(len(numbers) for numbers in found.records.values())
    return Figure(found.key, found.said, unit, value, CONVENTIONS[found.key], count, records=found.records)
