"""Money: whole minor units of the store's base currency; never a float."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True, slots=True)
class Currency:
    """ISO 4217 code and its number of minor digits (JPY 0, EUR 2, KWD 3)."""

    code: str
    digits: int

    def major(self, minor: int) -> Decimal:
        """Minor units as an exact decimal of major units: 1250 -> 12.50."""
        return Decimal(minor).scaleb(-self.digits)

    def minor(self, major: Decimal) -> int:
        """Major units as minor units. Raises ValueError if it has more digits than the currency."""
        scaled = major.scaleb(self.digits)
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{major} has more than {self.digits} decimals")
        return int(scaled)

    def rounded(self, major: Decimal) -> int:
        """Major units as minor units, half up, as a till rounds."""
        return int(major.scaleb(self.digits).quantize(Decimal(1), ROUND_HALF_UP))

    def plain(self, minor: int) -> str:
        """The text of scripts and JSON: major units, '.' and all minor digits, no grouping: `-12.50`."""
        return f"{self.major(minor):.{self.digits}f}"


@dataclass(frozen=True, slots=True)
class Amount:
    """Minor units together with their currency, where a sentence must show them."""

    minor: int
    currency: Currency
