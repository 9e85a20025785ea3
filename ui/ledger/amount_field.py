"""An amount, an `x` for what has no price, or an `a` for the agreed value: a favour counts without a price."""

from __future__ import annotations

from ui.common.fields import MoneyField

NO_PRICE = "x"
AGREED = "a"


class AmountField(MoneyField):
    """`value()` is None for an empty field, an `x` and an `a`; `is_unpriced()` and `is_agreed()` tell them apart."""

    def is_unpriced(self) -> bool:
        """Whether something passed that has no price."""
        return self.text().casefold() == NO_PRICE

    def is_agreed(self) -> bool:
        """Whether the agreed value is meant."""
        return self.text().casefold() == AGREED

    def says_something(self) -> bool:
        """Whether this side gave anything."""
        return not self.is_empty()

    def value(self) -> int | None:
        """Minor units, None for an empty field, an `x` or an `a`. Raises Refused for what is not an amount."""
        return None if self.is_unpriced() or self.is_agreed() else super().value()

    def set_unpriced(self) -> None:
        """Show that something passed that has no price."""
        self.edit.setText(NO_PRICE)
