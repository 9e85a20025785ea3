"""Whether the work of this thread was called off, for what runs too deep to be handed a button.

The worker that runs the work says how to ask (`until`); the store asks while a statement runs, long loops with `check`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from partnercrm.domain.errors import Cancelled

Asked = Callable[[], bool]


class _Here(threading.local):
    asked: Asked | None = None


_here = _Here()


@contextmanager
def until(asked: Asked | None) -> Iterator[None]:
    """What this thread does inside stops once `asked()` is true; with None nothing stops it."""
    before, _here.asked = _here.asked, asked
    try:
        yield
    finally:
        _here.asked = before


def asked() -> Asked | None:
    """How to ask on this thread; None where nothing can be called off."""
    return _here.asked


def no_more() -> None:
    """What follows is done to its end, for something of it was saved."""
    _here.asked = None


def check() -> None:
    """Raises Cancelled once the work of this thread is called off."""
    if _here.asked is not None and _here.asked():
        raise Cancelled
