"""What losing a supplier would mean: how long we last, how long until somebody else delivers."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

from partnercrm.domain.resilience import Loss, Need, Source, losses

TODAY = dt.date(2026, 11, 21)
FLOUR = Need(Decimal(30), Decimal(5), 40_00)


def only(need: Need, *sources: Source) -> Loss:
    """The loss of the first."""
    return losses(need, sources, TODAY)[0]


def test_the_only_one_closes() -> None:
    found = only(FLOUR, Source(1, Fraction(1), 3, recover_says=5, recover_we_think=14))
    assert [found.survive, found.recover, found.exposure] == [6, 14, 14 * 40_00]
    assert found.at_risk is True
    assert found.alternates == ()


def test_the_others_go_on_bringing_their_share() -> None:
    found = only(FLOUR, Source(1, Fraction(3, 5), recover_says=8), Source(2, Fraction(2, 5)))
    assert found.survive == 10
    assert found.at_risk is False


def test_an_alternate_that_was_tested_steps_in() -> None:
    alternate = Source(2, Fraction(0), 4, dt.date(2026, 3, 1))
    found = only(FLOUR, Source(1, Fraction(1), recover_we_think=14), alternate)
    assert (found.recover, found.at_risk, found.alternates) == (4, False, (2,))
    forgotten = Source(2, Fraction(0), 4, dt.date(2025, 11, 1))
    found = only(FLOUR, Source(1, Fraction(1), recover_we_think=14), forgotten)
    assert (found.recover, found.at_risk, found.alternates) == (14, True, ())


def test_who_brings_nothing_is_no_loss() -> None:
    assert losses(FLOUR, [Source(1, Fraction(0))], TODAY) == []


def test_what_is_not_known_is_not_made_up() -> None:
    found = only(Need(None, Decimal(5)), Source(1, Fraction(1), recover_says=3))
    assert (found.survive, found.recover, found.exposure, found.at_risk) == (None, 3, None, None)
    found = only(Need(Decimal(5), None, 100), Source(1, Fraction(1)))
    assert (found.survive, found.recover, found.exposure, found.at_risk) == (None, None, None, None)
    assert only(Need(Decimal(0), Decimal(1), 100), Source(1, Fraction(1), recover_says=2)).at_risk is True
