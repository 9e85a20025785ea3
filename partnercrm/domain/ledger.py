"""The reciprocal-value ledger: its words, the draft that a form fills, and the rules of posting."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from uuid import UUID

from partnercrm.domain.party import Role
from partnercrm.domain.problems import Problem
from partnercrm.domain.record import dataclass, replace
from partnercrm.domain.settlement import Wish
from partnercrm.domain.words import Message, msg


class Direction(StrEnum):
    """Who gave: we (the debit of the party's account) or they (the credit)."""

    GIVEN = "given"
    RECEIVED = "received"

    @property
    def factor(self) -> int:
        """+1 given, -1 received."""
        return 1 if self is Direction.GIVEN else -1

    @property
    def other(self) -> Direction:
        """The other side."""
        return Direction.RECEIVED if self is Direction.GIVEN else Direction.GIVEN


class Kind(StrEnum):
    """What passed."""

    MONEY = "money"
    GOODS = "goods"
    SERVICE = "service"
    DISCOUNT = "discount"
    REFERRAL = "referral"
    EXPOSURE = "exposure"
    KNOWLEDGE = "knowledge"
    TIME_OF_PEOPLE = "time_of_people"
    SPACE_AND_EQUIPMENT = "space_and_equipment"
    POINTS = "points"
    ADJUSTMENT = "adjustment"


KIND_WORDS: dict[Kind, Message] = {
    Kind.MONEY: msg("Money"),
    Kind.GOODS: msg("Goods"),
    Kind.SERVICE: msg("Service"),
    Kind.DISCOUNT: msg("Discount"),
    Kind.REFERRAL: msg("Referral"),
    Kind.EXPOSURE: msg("Exposure"),
    Kind.KNOWLEDGE: msg("Knowledge"),
    Kind.TIME_OF_PEOPLE: msg("Time of people"),
    Kind.SPACE_AND_EQUIPMENT: msg("Space and equipment"),
    Kind.POINTS: msg("Points"),
    Kind.ADJUSTMENT: msg("Adjustment"),
}


class Basis(StrEnum):
    """How the value is known."""

    BILL = "bill"
    AGREED = "agreed"
    PRICE_LIST = "price_list"
    ESTIMATE = "estimate"
    UNPRICED = "unpriced"


BASIS_WORDS: dict[Basis, Message] = {
    Basis.BILL: msg("Bill"),
    Basis.AGREED: msg("Agreed"),
    Basis.PRICE_LIST: msg("Price list"),
    Basis.ESTIMATE: msg("Our guess"),
    Basis.UNPRICED: msg("No price"),
}


class Return(StrEnum):
    """What a line asks for."""

    MONEY = "money"
    IN_KIND = "in_kind"
    NOTHING = "nothing"


RETURN_WORDS: dict[Return, Message] = {
    Return.MONEY: msg("Money"),
    Return.IN_KIND: msg("Something in return, some day"),
    Return.NOTHING: msg("Nothing, it is a gift"),
}


class Lens(StrEnum):
    """The three views of a party's balance, never added together."""

    TO_PAY = "to_pay"
    FAVOURS = "favours"
    TURNS = "turns"


class Source(StrEnum):
    """Where an exchange comes from."""

    TYPED_IN = "typed_in"
    OPENING = "opening"
    SALE = "sale"
    DELIVERY = "delivery"
    CROSS_PROMOTION = "cross_promotion"
    REFERRAL = "referral"
    LOYALTY_SETTLEMENT = "loyalty_settlement"
    SHARED_RESOURCE = "shared_resource"
    IMPORT = "import"


SOURCE_WORDS: dict[Source, Message] = {
    Source.TYPED_IN: msg("Typed in"),
    Source.OPENING: msg("Opening"),
    Source.SALE: msg("Sale"),
    Source.DELIVERY: msg("Delivery"),
    Source.CROSS_PROMOTION: msg("Cross-promotion"),
    Source.REFERRAL: msg("Referral"),
    Source.LOYALTY_SETTLEMENT: msg("Loyalty settlement"),
    Source.SHARED_RESOURCE: msg("Shared resource"),
    Source.IMPORT: msg("Import"),
}


class Reason(StrEnum):
    """Why an adjustment closes a rest."""

    ROUNDING = "rounding"
    CASH_DISCOUNT = "cash_discount"
    FEE = "fee"
    FORGIVEN = "forgiven"
    SET_OFF = "set_off"
    TRANSFER = "transfer"
    CALL_IT_EVEN = "call_it_even"


REASON_WORDS: dict[Reason, Message] = {
    Reason.ROUNDING: msg("Rounding"),
    Reason.CASH_DISCOUNT: msg("Cash discount"),
    Reason.FEE: msg("Fee"),
    Reason.FORGIVEN: msg("Forgiven"),
    Reason.SET_OFF: msg("Set-off"),
    Reason.TRANSFER: msg("Transfer"),
    Reason.CALL_IT_EVEN: msg("Called even"),
}

MUST_CLOSE = frozenset({Reason.ROUNDING, Reason.CASH_DISCOUNT, Reason.FORGIVEN, Reason.SET_OFF})
"""Adjustments that may not be more than what is open."""

PAIRED = frozenset({Reason.SET_OFF, Reason.TRANSFER})
"""Adjustments that only stand in two linked entries that sum to zero."""

VALUE_LIMIT = 10**15
QUANTITY_DIGITS = 4


@dataclass(frozen=True, slots=True)
class LineDraft:
    """One flow. `value`, `cost` and `tax_amount` in minor units, tax included; `quantity` with at most 4 decimals.

    `asks` None means: propose it. `sign` is -1 only in what the services make of a reversal or a credit.
    """

    direction: Direction
    kind: Kind
    value: int | None = None
    basis: Basis | None = None
    quantity: Decimal | None = None
    unit: str = ""
    what: str = ""
    asks: Return | None = None
    gift: bool = False
    cost: int | None = None
    tax_code: str = ""
    tax_amount: int | None = None
    reason: Reason | None = None
    foreign_currency: str = ""
    foreign_amount: Decimal | None = None
    foreign_rate: Decimal | None = None
    sign: int = 1

    def completed(self, roles: Iterable[Role], source: Source) -> LineDraft:
        """The same line with basis and return filled in where nobody said."""
        filled = self if self.basis else replace(self, basis=default_basis(self))
        return filled if self.asks else replace(filled, asks=propose_return(filled, roles, source))


@dataclass(frozen=True, slots=True)
class ExchangeDraft:
    """One event in which value passes between us and one party (row id), as a form, script or import says it."""

    party: int | None
    day: dt.date | None
    lines: tuple[LineDraft, ...] = ()
    memo: str = ""
    our_document: str = ""
    their_document: str = ""
    due_day: dt.date | None = None
    source: Source = Source.TYPED_IN
    belongs_to: dt.date | None = None
    settles: tuple[Wish, ...] = ()
    import_source: str = ""
    external_id: str = ""
    reason: str = ""
    corrects: UUID | None = None
    enters_again: UUID | None = None

    def problems(self) -> tuple[Problem, ...]:
        """What is wrong, by field: `party`, `day`, `lines`, `lines.N.value` and so on. Empty when it may be posted."""
        found: list[Problem] = []
        if self.party is None:
            found.append(Problem("party", msg("Say with whom.")))
        if self.day is None:
            found.append(Problem("day", msg("Say when it was.")))
        if not self.lines:
            found.append(Problem("lines", msg("Say what was given or received.")))
        if self.settles and not any(pays(line) for line in self.lines):
            found.append(Problem("settles", msg("Only money or an adjustment can pay an open item.")))
        for number, line in enumerate(self.lines):
            found.extend(Problem(f"lines.{number}.{p.field}", p.message) for p in line_problems(line))
        return tuple(found)


def pays(line: LineDraft) -> bool:
    """Whether a line settles items: money or adjustment; goods and services settle nothing by themselves."""
    return line.kind in (Kind.MONEY, Kind.ADJUSTMENT)


def default_basis(line: LineDraft) -> Basis:
    """What the value rests on where nobody says: no value is unpriced, money is exact, the rest is our guess."""
    if line.value is None:
        return Basis.UNPRICED
    return Basis.BILL if pays(line) else Basis.ESTIMATE


def propose_return(line: LineDraft, roles: Iterable[Role], source: Source) -> Return:
    """What a line asks for where nobody says; the first rule that matches (language.md, *Return*).

    An adjustment asks what the line that it closes asks: *call it even* closes favours, the others close money.
    """
    held = set(roles)
    if line.kind is Kind.ADJUSTMENT:
        return Return.IN_KIND if line.reason is Reason.CALL_IT_EVEN else Return.MONEY
    if Role.EMPLOYEE in held or line.gift:
        return Return.NOTHING
    if line.kind is Kind.MONEY or line.basis is Basis.BILL or source is Source.LOYALTY_SETTLEMENT:
        return Return.MONEY
    at_list_price = line.kind in (Kind.GOODS, Kind.SERVICE) and line.basis is Basis.PRICE_LIST
    if at_list_price and held & {Role.CUSTOMER, Role.SUPPLIER}:
        return Return.MONEY
    return Return.IN_KIND


def line_problems(line: LineDraft) -> tuple[Problem, ...]:
    """What is wrong with one line, by field: `value`, `basis`, `quantity`, `tax_amount`, `cost`, `reason`."""
    return (
        *_value_problems(line),
        *_quantity_problems(line),
        *_tax_problems(line),
        *_cost_problems(line),
        *_reason_problems(line),
    )


def _value_problems(line: LineDraft) -> tuple[Problem, ...]:
    if line.sign != 1:
        return (Problem("value", msg("Only a reversal or a credit takes back. Enter it on the other side.")),)
    if line.value is None:
        return _unpriced_problems(line)
    if line.value <= 0:
        return (Problem("value", msg("The value must be above zero. Leave it empty if it has no price.")),)
    if line.value >= VALUE_LIMIT:
        return (Problem("value", msg("The value is too large.")),)
    if line.basis is Basis.UNPRICED:
        return (Problem("basis", msg("It has a value, so say how you know it.")),)
    return ()


def _unpriced_problems(line: LineDraft) -> tuple[Problem, ...]:
    even = line.kind is Kind.ADJUSTMENT and line.reason is Reason.CALL_IT_EVEN
    if line.kind is Kind.MONEY or line.asks is Return.MONEY or (line.kind is Kind.ADJUSTMENT and not even):
        return (Problem("value", msg("Type the amount.")),)
    if line.basis not in (None, Basis.UNPRICED):
        return (Problem("value", msg("Type the value, or choose no price.")),)
    return ()


def _quantity_problems(line: LineDraft) -> tuple[Problem, ...]:
    if line.quantity is None:
        return ()
    if not line.quantity.is_finite() or line.quantity <= 0 or line.quantity >= VALUE_LIMIT:
        return (Problem("quantity", msg("The quantity must be above zero.")),)
    exponent = line.quantity.normalize().as_tuple().exponent
    if isinstance(exponent, int) and exponent < -QUANTITY_DIGITS:
        return (Problem("quantity", msg("Give at most {digits} decimals.", digits=QUANTITY_DIGITS)),)
    return ()


def _tax_problems(line: LineDraft) -> tuple[Problem, ...]:
    if line.tax_amount is None:
        return ()
    if line.value is None or not 0 <= line.tax_amount <= line.value:
        return (Problem("tax_amount", msg("The tax is part of the value and cannot be more than it.")),)
    if line.basis not in (None, Basis.BILL) and not pays(line):
        return (Problem("tax_amount", msg("Only a line with a bill carries tax.")),)
    return ()


def _cost_problems(line: LineDraft) -> tuple[Problem, ...]:
    if line.cost is None:
        return ()
    if line.direction is Direction.RECEIVED:
        return (Problem("cost", msg("A cost belongs to what we gave.")),)
    if not 0 <= line.cost < VALUE_LIMIT:
        return (Problem("cost", msg("The cost cannot be below zero.")),)
    return ()


def _reason_problems(line: LineDraft) -> tuple[Problem, ...]:
    if line.kind is not Kind.ADJUSTMENT:
        return () if line.reason is None else (Problem("reason", msg("Only an adjustment has a reason.")),)
    if line.reason is None:
        return (Problem("reason", msg("Say why the rest is closed: rounding, cash discount, forgiven.")),)
    closes = Return.IN_KIND if line.reason is Reason.CALL_IT_EVEN else Return.MONEY
    if line.asks not in (None, closes):
        return (Problem("asks", msg("Calling it even closes favours; every other adjustment closes money.")),)
    return ()


def pair_problem(lines: Iterable[LineDraft]) -> Problem | None:
    """A set-off or a transfer posted by itself would not sum to zero; each has a way of its own."""
    if any(line.reason in PAIRED for line in lines):
        return Problem("lines", msg("Set off, or transfer to somebody else: each is two entries that sum to zero."))
    return None


def payroll_problem(lines: Iterable[LineDraft], roles: Iterable[Role]) -> Problem | None:
    """Employees have no To-pay balance: money with somebody who is only an employee is payroll's."""
    if set(roles) != {Role.EMPLOYEE}:
        return None
    if any(line.kind is Kind.MONEY or line.asks is Return.MONEY for line in lines):
        return Problem("lines", msg("Pay, tips and bonuses belong to payroll and are not entered here."))
    return None


def is_turn(line: LineDraft, source: Source) -> bool:
    """Whether a line makes its day a turn: it asks for no money, and is neither adjustment nor opening."""
    return line.asks is not Return.MONEY and line.kind is not Kind.ADJUSTMENT and source is not Source.OPENING


def prorated(part: int, value: int, whole: int) -> int:
    """The share of `part` that falls on `value` of `whole`, half up: a credit's share of the tax. All minor units."""
    return int((Decimal(part) * value / whole).quantize(Decimal(1), ROUND_HALF_UP))


def entry_number(fiscal_year: int, sequence: int) -> str:
    """The number that people quote: `2026-0412`."""
    return f"{fiscal_year}-{sequence:04d}"


def parse_entry_number(text: str) -> tuple[int, int] | None:
    """`2026-0412` as (2026, 412), or None if it is no such number."""
    year, dash, sequence = text.strip().partition("-")
    plain = dash and year.isascii() and year.isdigit() and sequence.isascii() and sequence.isdigit()
    return (int(year), int(sequence)) if plain and len(sequence) <= 9 and len(year) <= 5 else None
