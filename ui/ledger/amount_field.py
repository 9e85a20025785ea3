"""An amount, or an `x` for what has no price: a favour counts without one."""

from __future__ import annotations

from ui.common.fields import MoneyField

NO_PRICE = "x"


class AmountField(MoneyField):
    """`value()` is None for an empty field and for an `x`; `is_unpriced()` tells them apart."""

    def is_unpriced(self) -> bool:
        """Whether something passed that has no price."""
        return self.text().casefold() == NO_PRICE

    def says_something(self) -> bool:
        """Whether this side gave anything."""
        return not self.is_empty()

    def value(self) -> int | None:
        """Minor units, None for an empty field or an `x`. Raises Refused for what is not an amount."""
        return None if self.is_unpriced() else super().value()

    def set_unpriced(self) -> None:
        """Show that something passed that has no price."""
        self.edit.setText(NO_PRICE)
