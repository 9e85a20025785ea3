"""The records behind a figure, as a list shows them: each with its day, whose it is, and what it says."""

from __future__ import annotations

import datetime as dt

from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, msg

SUBJECT_WORDS: dict[str, Message] = {
    "party": msg("In the directory"),
    "exchange": msg("Entry"),
    "agreement": msg("Agreement"),
    "promotion": msg("Cross-promotion"),
    "referral": msg("Referral"),
    "program": msg("Program"),
    "segment": msg("Segment"),
    "redemption": msg("Voucher used"),
    "interaction": msg("Contact"),
    "sale": msg("Sale"),
    "survey_response": msg("Answer"),
    "survey_request": msg("Asked"),
    "public_review": msg("Public review"),
    "item": msg("Item"),
    "purchase_order": msg("Order"),
    "delivery": msg("Delivery"),
    "supplier_item": msg("Offer"),
    "skill": msg("Skill"),
    "training": msg("Training"),
    "wish": msg("Wish"),
    "staff_review": msg("Review"),
    "recognition": msg("Thanks"),
    "acquisition_cost": msg("Cost"),
    "market_estimate": msg("Estimate"),
}
"""What a record is, by the name of its table."""


@dataclass(frozen=True, slots=True)
class FigureRecord:
    """One record: its subject and row id there. `party` is whose page tells more of it, None where there is none.

    `amount` is in minor units, None where the record has no sum of its own.
    """

    subject: str
    number: int
    day: dt.date | None
    party: int | None
    name: str
    text: str
    amount: int | None
