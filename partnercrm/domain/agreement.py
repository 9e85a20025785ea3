"""Agreements: what both sides promised, from when until when, signed when, with notice and renewal."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from partnercrm.domain.clause import UNFIT, ClauseDraft
from partnercrm.domain.dates import add_months
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass
from partnercrm.domain.text import can_be_kept
from partnercrm.domain.words import Message, msg

LARGEST_DOCUMENT = 10 * 1024 * 1024
"""Bytes of a document that is kept inside the store."""
REMIND_DAYS = 30


class AgreementKind(StrEnum):
    """What an agreement is about; in the table of mutual benefit it is the function."""

    REFERRAL = "referral"
    SUPPLY = "supply"
    CROSS_PROMOTION = "cross_promotion"
    JOINT_PRODUCT = "joint_product"
    SHARED_RESOURCE = "shared_resource"
    DATA_SHARING = "data_sharing"
    LOYALTY_COALITION = "loyalty_coalition"


AGREEMENT_WORDS: dict[AgreementKind, Message] = {
    AgreementKind.REFERRAL: msg("Referrals"),
    AgreementKind.SUPPLY: msg("Supply"),
    AgreementKind.CROSS_PROMOTION: msg("Cross-promotion"),
    AgreementKind.JOINT_PRODUCT: msg("Joint product"),
    AgreementKind.SHARED_RESOURCE: msg("Shared resource"),
    AgreementKind.DATA_SHARING: msg("Data sharing"),
    AgreementKind.LOYALTY_COALITION: msg("Loyalty coalition"),
}


class AgreementState(StrEnum):
    """Where an agreement stands today."""

    UNSIGNED = "unsigned"
    COMING = "coming"
    RUNNING = "running"
    ENDED = "ended"


AGREEMENT_STATE_WORDS: dict[AgreementState, Message] = {
    AgreementState.UNSIGNED: msg("Not signed"),
    AgreementState.COMING: msg("Not begun"),
    AgreementState.RUNNING: msg("Running"),
    AgreementState.ENDED: msg("Ended"),
}


@dataclass(frozen=True, slots=True)
class Term:
    """How long an agreement runs. `to_day` None is open; it goes on by `renew_months` each time nobody ends it.

    `notice_days` is how long before the end either side must say so; `ended_on` is the last day where it ended early.
    """

    from_day: dt.date
    to_day: dt.date | None = None
    notice_days: int | None = None
    renew_months: int | None = None
    remind_days: int = REMIND_DAYS
    ended_on: dt.date | None = None

    def end(self, today: dt.date) -> dt.date | None:
        """The last day as things stand today: renewed as often as nobody ended it; None where it is open."""
        last = self.to_day
        if self.ended_on is not None:
            return self.ended_on if last is None or self.renew_months else min(last, self.ended_on)
        if last is not None and self.renew_months and last < today:
            behind = (today.year - last.year) * 12 + today.month - last.month
            number = max(behind // self.renew_months, 0)
            while add_months(last, number * self.renew_months) < today:
                number += 1
            last = add_months(last, number * self.renew_months)
        return last

    def notice_day(self, today: dt.date) -> dt.date | None:
        """The last day on which notice can be given for the end as it stands, or None where none is agreed."""
        end = self.end(today)
        if end is None or self.notice_days is None or self.ended_on is not None:
            return None
        return end - dt.timedelta(days=self.notice_days)

    def reminder(self, today: dt.date) -> dt.date | None:
        """The day to think of it: so many days before notice, or before the end; None where nothing ends by itself."""
        end = self.end(today)
        if end is None or self.ended_on is not None:
            return None
        return (self.notice_day(today) or end) - dt.timedelta(days=self.remind_days)


def state_of(term: Term, signed_on: dt.date | None, today: dt.date) -> AgreementState:
    """Where an agreement stands: what is over is over, signed or not."""
    end = term.end(today)
    if end is not None and end < today:
        return AgreementState.ENDED
    if signed_on is None:
        return AgreementState.UNSIGNED
    return AgreementState.COMING if term.from_day > today else AgreementState.RUNNING


@dataclass(frozen=True, slots=True)
class AgreementDraft:
    """An agreement with one party or several (row ids), as a form or a script says it."""

    title: str
    kind: AgreementKind
    parties: tuple[int, ...]
    from_day: dt.date | None
    to_day: dt.date | None = None
    signed_on: dt.date | None = None
    signed_by: str = ""
    notice_days: int | None = None
    renew_months: int | None = None
    remind_days: int = REMIND_DAYS
    note: str = ""
    clauses: tuple[ClauseDraft, ...] = ()

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field: `title`, `parties`, `from_day`, ..., `clauses.N.count`."""
        found: list[Problem] = []
        if not self.title.strip():
            found.append(Problem("title", msg("Give the agreement a name.")))
        if not self.parties:
            found.append(Problem("parties", msg("Say with whom.")))
        if self.from_day is None:
            found.append(Problem("from_day", msg("Say from when it holds.")))
        found += self._term_problems()
        found += [Problem(n, UNFIT) for n in ("title", "signed_by", "note") if not can_be_kept(getattr(self, n))]
        for number, clause in enumerate(self.clauses):
            found += [Problem(f"clauses.{number}.{p.field}", p.message) for p in clause.problems()]
            if clause.party is not None and clause.party not in self.parties:
                found.append(Problem(f"clauses.{number}.party", msg("The agreement is not with them.")))
        return tuple(found)

    def _term_problems(self) -> list[Problem]:
        found: list[Problem] = []
        if self.from_day and self.to_day and self.to_day < self.from_day:
            found.append(Problem("to_day", msg("It ends before it begins.")))
        if self.renew_months is not None and not 0 < self.renew_months <= 1200:
            found.append(Problem("renew_months", msg("It goes on by at least one month.")))
        if self.renew_months is not None and self.to_day is None:
            found.append(Problem("to_day", msg("Say until when it holds; after that it goes on.")))
        if self.notice_days is not None and not 0 <= self.notice_days <= 3660:
            found.append(Problem("notice_days", msg("Notice is counted in days, at most ten years.")))
        if not 0 <= self.remind_days <= 3660:
            found.append(Problem("remind_days", msg("The reminder comes some days before, at most ten years.")))
        if self.signed_by.strip() and self.signed_on is None:
            found.append(Problem("signed_on", msg("Say when it was signed.")))
        return found


def document_problem(name: str, size: int) -> Problem | None:
    """Why a document cannot be kept, or None."""
    if not name.strip() or not can_be_kept(name):
        return Problem("document", msg("The document needs a name."))
    if size == 0:
        return Problem("document", msg("{name} is empty.", name=name))
    if size > LARGEST_DOCUMENT:
        return Problem("document", msg("{name} is larger than 10 MB. Keep a smaller copy here.", name=name))
    return None
