"""Two families of failure that a user meets: a rule refused (`Refused`), or the store cannot (`StoreProblem`).

Anything else that is raised is our own bug and becomes a crash report.
"""

from __future__ import annotations

from collections.abc import Sequence

from partnercrm.domain.problems import Problem
from partnercrm.domain.words import Message, msg


class Refused(Exception):
    """A rule of the business says no. Nothing was changed. `message` says why and names the way out."""

    def __init__(self, message: Message, field: str = "") -> None:
        super().__init__(str(message))
        self.message = message
        self.field = field


class Invalid(Refused):
    """A draft has problems; each names its field."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems[0].message, problems[0].field)
        self.problems = tuple(problems)


class NotFound(Refused):
    """What was named is not in the store."""


class Ambiguous(Refused):
    """What was named fits more than one record."""


class KeyReused(Refused):
    """The same operation key came with another request."""


class ChangedSince(Refused):
    """What an undo would restore was changed by somebody since."""


class NotUndoable(Refused):
    """The operation cannot be undone: there is none, or it is undone already."""


class PeriodClosed(Refused):
    """The month of the date is closed or locked."""


class PeriodRefused(Refused):
    """A month cannot be closed, reopened or locked as it stands."""


class AlreadyReversed(Refused):
    """Each entry is reversed at most once."""


class NotReversible(Refused):
    """A reversal is not reversed; it is entered again."""


class CreditTooLarge(Refused):
    """A credit is never more than what is left of its original."""


class SettlementRefused(Refused):
    """A payment cannot pay that item, or not that much of it."""


class LimitReached(Refused):
    """Posting would drift past the hard limit and gives no reason."""


class NotDeletable(Refused):
    """A party with exchanges can only be archived."""


class Cancelled(Exception):
    """The user called the work off; nothing of it was kept."""


class StoreProblem(Exception):
    """The file or the machine cannot do it. `message` says what, `advice` what to do; nothing was changed."""

    def __init__(self, message: Message, advice: Message | None = None) -> None:
        super().__init__(f"{message} {advice}" if advice else str(message))
        self.message = message
        self.advice = advice


class StoreMissing(StoreProblem):
    """There is no file at that place."""


class StoreEmpty(StoreProblem):
    """The file has no bytes."""


class StoreForeign(StoreProblem):
    """The file belongs to another program."""


class StoreNewer(StoreProblem):
    """The store was written by a newer version."""


class StoreDamaged(StoreProblem):
    """The file's pages do not prove themselves."""


class StoreLocked(StoreProblem):
    """Another program holds the store."""


class StoreReadOnly(StoreProblem):
    """The place or the file cannot be written."""


class DiskFull(StoreProblem):
    """There is no room left, or a quota is reached."""


class StoreExists(StoreProblem):
    """A new store never overwrites a file."""


class StorePlace(StoreProblem):
    """A network share or a synchronised folder is no place for a store."""


class WorkbookTarget(StoreProblem):
    """The workbook's place is locked, open in another program, or cannot be written."""


_LOOK: dict[str, Message] = {
    "card": msg("No card {named} here. Check the number, or look for the name."),
    "gift card": msg("No gift card {named} here. Check the code."),
    "sale": msg("No sale {named} here. Check the receipt number."),
    "voucher": msg("No voucher {named} here. Check the code."),
}


def not_found(what: str, named: str = "", field: str = "") -> NotFound:
    """The usual answer to a name, a number or an id that is not there; `named` is what somebody typed to look for."""
    named = named.strip()
    if not named:
        return NotFound(msg("There is no {what} in this shop.", what=what), field)
    if what in _LOOK:
        return NotFound(msg(_LOOK[what].key, named=named), field)
    return NotFound(msg("No {what} {named} here. Check how it is written.", what=what, named=named), field)
