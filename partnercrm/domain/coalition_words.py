"""A settlement in sentences: for its sheet, the command line, the screen. Shop 0 is us, by name on a sheet to sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from partnercrm.domain.coalition import US, Claim, NettingKind, Payment
from partnercrm.domain.coalition_rows import PartnerRow
from partnercrm.domain.money import Amount, Currency
from partnercrm.domain.words import Message, Value, msg


def claim_words(claim: Claim, names: Mapping[int, str], currency: Currency) -> Message:
    """A gross line: who owes whom for how many points."""
    parts: dict[str, Value] = {
        "points": claim.points,
        "amount": Amount(claim.value, currency),
        "debtor": names[claim.debtor],
        "creditor": names[claim.creditor],
    }
    if not names[claim.debtor]:
        return msg("We owe {creditor} {amount} for {points} points", **parts)
    if not names[claim.creditor]:
        return msg("{debtor} owes us {amount} for {points} points", **parts)
    return msg("{debtor} owes {creditor} {amount} for {points} points", **parts)


def step_words(kind: NettingKind, step: Payment, names: Mapping[int, str], currency: Currency) -> Message:
    """A step of the netting."""
    if kind is NettingKind.PAYMENT:
        return payment_words(step, names, currency)
    parts: dict[str, Value] = {
        "amount": Amount(step.amount, currency),
        "debtor": names[step.debtor],
        "creditor": names[step.creditor],
    }
    if kind is NettingKind.MEANWHILE:
        return msg("{debtor} paid {creditor} {amount} meanwhile", **parts)
    if kind is NettingKind.TRANSFER:
        us = names.get(US, "")
        if us:
            return msg("{amount} of {debtor} move to {creditor} through {us}", us=us, **parts)
        return msg("{amount} of {debtor} move to {creditor} through us", **parts)
    if kind is NettingKind.INTO_POT:
        return msg("{amount} for {creditor} go into their pot", **parts)
    if not names[step.debtor]:
        return msg("{amount} of what we paid {creditor} before", **parts)
    return msg("{amount} of what {debtor} paid before", **parts)


def earlier_words(earlier: Sequence[Claim], currency: Currency) -> Message:
    """What of the gross lines belongs to days before the period, in one sum."""
    return msg("Of earlier months {amount}", amount=Amount(sum(each.value for each in earlier), currency))


def payment_words(paid: Payment, names: Mapping[int, str], currency: Currency) -> Message:
    """A payment that is left to be made."""
    parts: dict[str, Value] = {
        "amount": Amount(paid.amount, currency),
        "debtor": names[paid.debtor],
        "creditor": names[paid.creditor],
    }
    if not names[paid.debtor]:
        return msg("We pay {creditor} {amount}", **parts)
    if not names[paid.creditor]:
        return msg("{debtor} pays us {amount}", **parts)
    return msg("{debtor} pays {creditor} {amount}", **parts)


def left_words(name: str, left: int, currency: Currency) -> Message | None:
    """What waits of a shop's money once all is settled: "we hold 15.00 of theirs"; None where nothing does."""
    if not left:
        return None
    if left > 0:
        return msg("{name}: we hold {amount} of theirs", name=name, amount=Amount(left, currency))
    return msg("{name}: they hold {amount} of ours", name=name, amount=Amount(-left, currency))


def alert_words(row: PartnerRow, currency: Currency) -> Message:
    """Why somebody is to be told of a shop: "their pot is down to 12.00"."""
    amount = Amount(abs(row.left), currency)
    if not row.draft.prepaid:
        return _owed(row.left > 0, amount)
    if row.left > 0:
        return msg("their pot is down to {amount}", amount=amount)
    return msg("their pot is {amount} short", amount=amount) if row.left else msg("their pot is used up")


def limit_words(row: PartnerRow, currency: Currency) -> Message | None:
    """From when on somebody is to be told, and how it stands where that is so; None where nobody asked for it."""
    if row.draft.alert_value is None:
        return None
    limit = Amount(row.draft.alert_value, currency)
    if row.draft.prepaid:
        if row.alert and row.left < 0:
            return msg("{amount} short, under {limit}", amount=Amount(-row.left, currency), limit=limit)
        if row.alert:
            return msg("{amount} left, under {limit}", amount=Amount(row.left, currency), limit=limit)
        return msg("under {limit}", limit=limit)
    if row.alert:
        return msg("{amount} open, over {limit}", amount=Amount(abs(row.left), currency), limit=limit)
    return msg("over {limit}", limit=limit)


def _owed(by_us: bool, amount: Amount) -> Message:
    if by_us:
        return msg("we owe {amount} for points", amount=amount)
    return msg("they owe {amount} for points", amount=amount)
