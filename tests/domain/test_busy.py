"""Busy hours and days on an average week."""

from __future__ import annotations

from partnercrm.domain.busy import Hour, Slot, Weekday, busy


def test_an_average_monday() -> None:
    slots = [
        Slot(20261102, 9, 4, 40_00),
        Slot(20261109, 9, 2, 30_00),
        Slot(20261109, None, 1, 5_00),
        Slot(20261116, 10, 1, 9_00),
        Slot(20261107, 9, 8, 80_00),
    ]
    found = busy(slots)
    assert found.hours == (Hour(0, 9, 6, 70_00, 3), Hour(0, 10, 1, 9_00, 3), Hour(5, 9, 8, 80_00, 1))
    assert found.weekdays == (Weekday(0, 8, 84_00, 3), Weekday(5, 8, 80_00, 1))
    assert (found.sales, found.timed) == (16, 15)
    assert found.hours[0].usual == 2.0


def test_nothing_sold() -> None:
    found = busy([])
    assert (found.hours, found.weekdays, found.sales, found.timed) == ((), (), 0, 0)
