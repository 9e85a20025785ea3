"""A figure has a value or says what is missing, and never shows NaN or a share of nothing."""

from __future__ import annotations

import pytest

from partnercrm.domain.figure import Figure, Unit, share, unknown
from partnercrm.domain.words import msg

TITLE, RULE, WHY = msg("Customers"), msg("Everybody who bought."), msg("Nobody has bought anything yet.")


def test_a_share_has_its_interval_and_its_records() -> None:
    found = share("repeat", TITLE, 3, 4, WHY, RULE, records={"party": (1, 2, 3, 4)})
    assert (found.known, found.value, found.n, found.coverage) == (True, 0.75, 4, 1.0)
    assert found.interval is not None
    assert (round(found.interval.low, 2), round(found.interval.high, 2)) == (0.30, 0.95)
    assert found.records == {"party": (1, 2, 3, 4)}


def test_a_share_of_nothing_says_what_is_missing() -> None:
    found = share("repeat", TITLE, 0, 0, WHY, RULE)
    assert (found.known, found.value, found.n, found.coverage, found.missing) == (False, None, 0, None, WHY)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_no_number_is_no_figure(value: float) -> None:
    with pytest.raises(ValueError, match="is no figure"):
        Figure("x", TITLE, Unit.NUMBER, value, RULE, 1)


def test_either_a_value_or_a_reason() -> None:
    with pytest.raises(ValueError, match="either a value or a reason"):
        Figure("x", TITLE, Unit.NUMBER, None, RULE, 0)
    with pytest.raises(ValueError, match="either a value or a reason"):
        Figure("x", TITLE, Unit.NUMBER, 3, RULE, 1, missing=WHY)
    assert unknown("x", TITLE, Unit.MONEY, WHY, RULE).records == {}
