"""The owner's words: what will stand there once it is saved, and how two stand with each other.

Sentences about money say *owe*; sentences about favours and turns never do. To add a kind of value: one line in
`_GIVEN`, one in `_RECEIVED`, one in `_NOTHING_NAMED`.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from partnercrm.domain.dates import due_words
from partnercrm.domain.ledger import Basis, Direction, Kind, LineDraft, Reason, Return
from partnercrm.domain.money import Amount, Currency
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import Message, Value, msg, plural

ABOUT_EVEN = Decimal("0.95")


@dataclass(frozen=True, slots=True)
class SaidLine:
    """One line as a sentence needs it. `value` None has no price; `what` is the owner's own words and may be empty."""

    direction: Direction
    kind: Kind
    what: str = ""
    value: Amount | None = None
    basis: Basis = Basis.UNPRICED
    quantity: Decimal | None = None
    unit: str = ""
    asks: Return = Return.IN_KIND
    reason: Reason | None = None

    @classmethod
    def of(cls, line: LineDraft, currency: Currency) -> SaidLine:
        """The line of a draft, which must be completed: basis and return filled in."""
        return cls(
            direction=line.direction,
            kind=line.kind,
            what=line.what,
            value=None if line.value is None else Amount(line.value, currency),
            basis=line.basis or Basis.UNPRICED,
            quantity=line.quantity,
            unit=line.unit,
            asks=line.asks or Return.IN_KIND,
            reason=line.reason,
        )


# Before saving


def exchange_sentences(
    party: str, lines: Sequence[SaidLine], today: dt.date, due: dt.date | None = None
) -> list[Message]:
    """One sentence a line: `You gave The Daily Grind a newsletter mention (about 25.00).` Later lines say *they*."""
    said: list[Message] = []
    for line in lines:
        named = any(_names(sentence, party) for sentence in said)
        said.append(_sentence(line, "" if named else party, today, due))
    return said


_GIVEN = {
    Kind.GOODS: msg("You gave {them} {what}"),
    Kind.SERVICE: msg("You helped {them} with {what}"),
    Kind.DISCOUNT: msg("You gave {them} a discount on {what}"),
    Kind.REFERRAL: msg("You sent {them} {what}"),
    Kind.EXPOSURE: msg("You gave {them} {what}"),
    Kind.KNOWLEDGE: msg("You shared {what} with {them}"),
    Kind.TIME_OF_PEOPLE: msg("You helped {them} with {what}"),
    Kind.SPACE_AND_EQUIPMENT: msg("You lent {them} {what}"),
    Kind.POINTS: msg("You gave {them} {what}"),
}
_RECEIVED = {
    Kind.GOODS: msg("{they} gave you {what}"),
    Kind.SERVICE: msg("{they} helped you with {what}"),
    Kind.DISCOUNT: msg("{they} gave you a discount on {what}"),
    Kind.REFERRAL: msg("{they} sent you {what}"),
    Kind.EXPOSURE: msg("{they} gave you {what}"),
    Kind.KNOWLEDGE: msg("{they} shared {what} with you"),
    Kind.TIME_OF_PEOPLE: msg("{they} helped you with {what}"),
    Kind.SPACE_AND_EQUIPMENT: msg("{they} lent you {what}"),
    Kind.POINTS: msg("{they} gave you {what}"),
}
_TRADED = {
    (Kind.GOODS, Direction.GIVEN): msg("You sold {them} {what}"),
    (Kind.GOODS, Direction.RECEIVED): msg("You bought {what} from {them}"),
    (Kind.SERVICE, Direction.GIVEN): msg("You sold {them} {what}"),
    (Kind.SERVICE, Direction.RECEIVED): msg("You bought {what} from {them}"),
    (Kind.SPACE_AND_EQUIPMENT, Direction.GIVEN): msg("You rented {what} to {them}"),
    (Kind.SPACE_AND_EQUIPMENT, Direction.RECEIVED): msg("You rented {what} from {them}"),
}
_NOTHING_NAMED = {
    (Kind.GOODS, Direction.GIVEN): msg("You gave {them} goods"),
    (Kind.GOODS, Direction.RECEIVED): msg("{they} gave you goods"),
    (Kind.SERVICE, Direction.GIVEN): msg("You did {them} a service"),
    (Kind.SERVICE, Direction.RECEIVED): msg("{they} did you a service"),
    (Kind.DISCOUNT, Direction.GIVEN): msg("You gave {them} a discount"),
    (Kind.DISCOUNT, Direction.RECEIVED): msg("{they} gave you a discount"),
    (Kind.REFERRAL, Direction.GIVEN): msg("You sent {them} a customer"),
    (Kind.REFERRAL, Direction.RECEIVED): msg("{they} sent you a customer"),
    (Kind.EXPOSURE, Direction.GIVEN): msg("You gave {them} a mention"),
    (Kind.EXPOSURE, Direction.RECEIVED): msg("{they} gave you a mention"),
    (Kind.KNOWLEDGE, Direction.GIVEN): msg("You shared know-how with {them}"),
    (Kind.KNOWLEDGE, Direction.RECEIVED): msg("{they} shared know-how with you"),
    (Kind.TIME_OF_PEOPLE, Direction.GIVEN): msg("You lent {them} a hand"),
    (Kind.TIME_OF_PEOPLE, Direction.RECEIVED): msg("{they} lent you a hand"),
    (Kind.SPACE_AND_EQUIPMENT, Direction.GIVEN): msg("You lent {them} space or equipment"),
    (Kind.SPACE_AND_EQUIPMENT, Direction.RECEIVED): msg("{they} lent you space or equipment"),
    (Kind.POINTS, Direction.GIVEN): msg("You gave {them} points"),
    (Kind.POINTS, Direction.RECEIVED): msg("{they} gave you points"),
}
_TRADED_UNNAMED = {
    Kind.GOODS: msg("goods"),
    Kind.SERVICE: msg("a service"),
    Kind.SPACE_AND_EQUIPMENT: msg("space or equipment"),
}
_CLOSED = {
    (Reason.FORGIVEN, Direction.GIVEN): msg("{they} let you off {value}."),
    (Reason.FORGIVEN, Direction.RECEIVED): msg("You let {them} off {value}."),
    (Reason.TRANSFER, Direction.GIVEN): msg("{value} that you owed {them} passes to somebody else."),
    (Reason.TRANSFER, Direction.RECEIVED): msg("{value} that {they_within} owed you passes to somebody else."),
    (Reason.ROUNDING, Direction.GIVEN): msg("You took {value} off as rounding."),
    (Reason.ROUNDING, Direction.RECEIVED): msg("{they} took {value} off as rounding."),
    (Reason.CASH_DISCOUNT, Direction.GIVEN): msg("You took {value} off for paying early."),
    (Reason.CASH_DISCOUNT, Direction.RECEIVED): msg("{they} took {value} off for paying early."),
    (Reason.FEE, Direction.GIVEN): msg("You took {value} off as a fee."),
    (Reason.FEE, Direction.RECEIVED): msg("{they} took {value} off as a fee."),
    (Reason.SET_OFF, Direction.GIVEN): msg("{value} that you owed {them} is set off."),
    (Reason.SET_OFF, Direction.RECEIVED): msg("{value} that {they_within} owed you is set off."),
}
_UNITS = {
    "minute": plural("{quantity} minute", "{quantity} minutes", 1),
    "hour": plural("{quantity} hour", "{quantity} hours", 1),
    "day": plural("{quantity} day", "{quantity} days", 1),
    "week": plural("{quantity} week", "{quantity} weeks", 1),
    "month": plural("{quantity} month", "{quantity} months", 1),
    "point": plural("{quantity} point", "{quantity} points", 1),
    "customer": plural("{quantity} customer", "{quantity} customers", 1),
    "piece": plural("{quantity} piece", "{quantity} pieces", 1),
}
_SPANS = ("minute", "hour", "day", "week", "month")
_COUNTED_IN = {Kind.GOODS: "piece", Kind.POINTS: "point", Kind.REFERRAL: "customer"}
_PRICES = {
    Basis.BILL: msg("{value}"),
    Basis.AGREED: msg("agreed {value}"),
    Basis.PRICE_LIST: msg("list price {value}"),
    Basis.ESTIMATE: msg("about {value}"),
    Basis.UNPRICED: msg("no price"),
}
_TRADE_PRICES = {
    Basis.AGREED: msg("the agreed {value}"),
    Basis.PRICE_LIST: msg("the list price of {value}"),
}
_HAS_ARTICLE = re.compile(
    r"(?:an?|the|some|our|your|my|their|his|her|its|this|that|these|those|one|two|three|four|five|six|seven|eight|nine"
    r"|ten|many|several|\W*\d\S*)\b.*",
    re.IGNORECASE | re.DOTALL,
)
_MASS_NOUNS = frozenset("advertising coverage exposure publicity praise".split())


def _sentence(line: SaidLine, party: str, today: dt.date, due: dt.date | None) -> Message:
    """`party` is empty once it was named."""
    if line.kind is Kind.MONEY:
        return _payment(line, party)
    if line.kind is Kind.ADJUSTMENT:
        return _closing(line, party)
    said = _clause(line, party)
    span = _span(line)
    if span:
        said = msg("{said} for {span}", said=said, span=span)
    if line.asks is Return.NOTHING:
        said = msg("{said}, as a gift", said=said)
    if line.asks is not Return.MONEY or line.value is None:
        return msg("{said} ({price}).", said=said, price=_price(line))
    template = msg("{said} at {price}") if span else msg("{said} for {price}")
    said = _fill(template, said=said, price=_trade_price(line.value, line.basis))
    return msg("{said}.", said=_with_due(said, due, today))


def _who(party: str) -> dict[str, Value]:
    """The party in each place of a sentence: by name at first, then as *they*."""
    if party:
        return {"they": party, "them": party, "they_within": party}
    return {"they": msg("They"), "them": msg("them"), "they_within": msg("they")}


def _names(sentence: Message, party: str) -> bool:
    return any(
        _names(value, party) if isinstance(value, Message) else value == party for value in sentence.values.values()
    )


def _fill(template: Message, **values: Value) -> Message:
    """Only what the sentence names, so that stored values stay few."""
    return msg(template.key, **{name: value for name, value in values.items() if f"{{{name}}}" in template.key})


def _payment(line: SaidLine, party: str) -> Message:
    template = msg("You paid {them} {value}") if line.direction is Direction.GIVEN else msg("{they} paid you {value}")
    said = _fill(template, **_who(party), value=msg("money") if line.value is None else line.value)
    return msg("{said}: {what}.", said=said, what=line.what) if line.what else msg("{said}.", said=said)


def _closing(line: SaidLine, party: str) -> Message:
    who = _who(party)
    if line.value is None:
        return _fill(msg("You called it even with {them}."), **who)
    if line.reason is None or line.reason is Reason.CALL_IT_EVEN:
        return _fill(msg("You called it even with {them} ({value})."), **who, value=line.value)
    return _fill(_CLOSED[line.reason, line.direction], **who, value=line.value)


def _clause(line: SaidLine, party: str) -> Message:
    what = _what(line)
    template = (_GIVEN if line.direction is Direction.GIVEN else _RECEIVED)[line.kind]
    if line.asks is Return.MONEY and line.kind in _TRADED_UNNAMED:
        template, what = _TRADED[line.kind, line.direction], what or _TRADED_UNNAMED[line.kind]
    if what is None:
        return _fill(_NOTHING_NAMED[line.kind, line.direction], **_who(party))
    return _fill(template, **_who(party), what=what)


def _what(line: SaidLine) -> Message | str | None:
    """What passed: the owner's words with how many of it, or None where only the kind is known."""
    what, unit = line.what.strip(), _one_of(line.unit)
    if line.quantity is None or unit in _SPANS or (line.quantity == 1 and unit in ("", "piece")):
        return _with_article(what, line.kind) if what else None
    if unit in ("", "piece") and what:
        return msg("{quantity} {what}", quantity=line.quantity, what=what)
    unit = unit or _COUNTED_IN.get(line.kind, "")
    if not unit:
        return None
    amount = amount_of(line.quantity, unit)
    return msg("{amount} of {what}", amount=amount, what=what) if what else amount


def _span(line: SaidLine) -> Message | None:
    return amount_of(line.quantity, line.unit) if line.quantity is not None and _one_of(line.unit) in _SPANS else None


def amount_of(quantity: Decimal, unit: str) -> Message:
    """So much of a unit, `hour` or `hours` alike: `2 hours`, `1 customer`, `3 kg`."""
    words = _UNITS.get(_one_of(unit))
    if words is not None:
        return Message(words.key, {"quantity": quantity}, words.plural, 1 if quantity == 1 else 2)
    return msg("{quantity} {unit}", quantity=quantity, unit=unit)


def _one_of(unit: str) -> str:
    """A unit whose words are known as it is counted by one: `hours` -> `hour`."""
    single = unit.removesuffix("s")
    return single if single in _UNITS else unit


def _with_article(what: str, kind: Kind) -> Message | str:
    """`newsletter mention` -> `a newsletter mention`, `oven` -> `the oven`; other languages translate it away."""
    if _HAS_ARTICLE.fullmatch(what):
        return what
    if kind is Kind.SPACE_AND_EQUIPMENT:
        return msg("the {what}", what=what)
    head = re.split(r"\s(?:of|in|on|for|with|at|from|to|by)\s", what)[0].split()[-1].casefold()
    several = head.endswith("s") and not head.endswith(("ss", "us", "is"))
    if kind is not Kind.EXPOSURE or several or head in _MASS_NOUNS:
        return what
    return msg("an {what}", what=what) if what[0] in "aeioAEIO" else msg("a {what}", what=what)


def _price(line: SaidLine) -> Message:
    return _PRICES[Basis.UNPRICED] if line.value is None else _fill(_PRICES[line.basis], value=line.value)


def _trade_price(value: Amount, basis: Basis) -> Message:
    return _fill(_TRADE_PRICES.get(basis, _PRICES[basis]), value=value)


# How two stand with each other


def reciprocity(
    given: int | Decimal, received: int | Decimal, unpriced_given: int = 0, unpriced_received: int = 0
) -> Decimal | None:
    """1 - |G - R| / (G + R), 1 perfectly mutual, 0 one-sided (figures.md 1, Grubel and Lloyd 1971).

    None, shown as a dash: no volume, a side below zero, or a side with nothing but lines without a price.
    """
    if given < 0 or received < 0 or given + received == 0:
        return None
    if (given == 0 and unpriced_given > 0) or (received == 0 and unpriced_received > 0):
        return None
    ours, theirs = Decimal(given), Decimal(received)
    return 1 - abs(ours - theirs) / (ours + theirs)


def to_pay_words(
    they_owe: Amount,
    we_owe: Amount,
    today: dt.date,
    *,
    they_due: dt.date | None = None,
    we_due: dt.date | None = None,
) -> list[Message]:
    """`we owe 231.12, due 2 Dec`, `they owe 120.00, 5 days late`, `111.12 if set off`: each a phrase of its own.

    The due days are the earliest of each side's open items. What is below zero is held for the other side.
    """
    said: list[Message] = []
    if we_owe.minor > 0:
        said.append(_with_due(msg("we owe {amount}", amount=we_owe), we_due, today))
    if they_owe.minor > 0:
        said.append(_with_due(msg("they owe {amount}", amount=they_owe), they_due, today))
    if len(said) == 2:
        rest = abs(they_owe.minor - we_owe.minor)
        said.append(msg("{amount} if set off", amount=Amount(rest, we_owe.currency)))
    if they_owe.minor < 0:
        said.append(msg("we hold {amount} of theirs", amount=Amount(-they_owe.minor, they_owe.currency)))
    if we_owe.minor < 0:
        said.append(msg("they hold {amount} of ours", amount=Amount(-we_owe.minor, we_owe.currency)))
    return said or [msg("nothing to pay")]


def _with_due(said: Message, due: dt.date | None, today: dt.date) -> Message:
    return msg("{said}, {due}", said=said, due=due_words(due, today)) if due else said


def favours_words(given: Amount, received: Amount, unpriced_given: int = 0, unpriced_received: int = 0) -> Message:
    """`we are ahead by about 25`, `about even` (reciprocity 0.95 or more), `they are ahead by about 1.84`.

    Where a side has only lines without a price: `25.00 : 1 without a price`.
    """
    priced = given.minor != 0, received.minor != 0
    if not any(priced):
        return _unpriced_words(unpriced_given, unpriced_received)
    only_unpriced = (not priced[0] and unpriced_given > 0) or (not priced[1] and unpriced_received > 0)
    if only_unpriced:
        return msg("{ours} : {theirs}", ours=_side(given, unpriced_given), theirs=_side(received, unpriced_received))
    said = _ahead(given, received)
    if unpriced_given > 0 or unpriced_received > 0:
        return msg(
            "{said} (without a price: {ours} from us, {theirs} from them)",
            said=said,
            ours=unpriced_given,
            theirs=unpriced_received,
        )
    return said


def turn_words(given_days: int, received_days: int) -> Message:
    """`our turn` where they gave on more days, `their turn`, `even`."""
    if given_days == received_days:
        return msg("even") if given_days else msg("no turns yet")
    return msg("their turn") if given_days > received_days else msg("our turn")


def _ahead(given: Amount, received: Amount) -> Message:
    net = given.minor - received.minor
    mutual = reciprocity(given.minor, received.minor)
    if net == 0 or (mutual is not None and mutual >= ABOUT_EVEN):
        return msg("about even")
    about = _rough(Amount(abs(net), given.currency))
    template = msg("we are ahead by about {about}") if net > 0 else msg("they are ahead by about {about}")
    return _fill(template, about=about)


def _rough(amount: Amount) -> Amount | Decimal:
    """Whole units from ten on: nobody counts a favour to the cent."""
    major = amount.currency.major(amount.minor)
    return major.quantize(Decimal(1), ROUND_HALF_UP) if major >= 10 else amount


def _side(amount: Amount, unpriced: int) -> Message | Amount:
    return amount if amount.minor else msg("{count} without a price", count=unpriced)


def _unpriced_words(given: int, received: int) -> Message:
    if given == received:
        return msg("about even") if given else msg("no favours yet")
    if given > received:
        return plural(
            "we are {count} favour without a price ahead",
            "we are {count} favours without a price ahead",
            given - received,
        )
    return plural(
        "they are {count} favour without a price ahead",
        "they are {count} favours without a price ahead",
        received - given,
    )
