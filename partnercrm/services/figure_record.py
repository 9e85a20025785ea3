"""What is behind a figure, to be read and opened one by one."""

from __future__ import annotations

from db.engine import Store
from db.queries import figure_record as q
from partnercrm.domain.figure import Figure
from partnercrm.domain.figure_record import FigureRecord

MOST = 500
"""So many records of a subject are listed; who wants more opens the list they come from."""


def behind(store: Store, figure: Figure, most: int = MOST) -> tuple[FigureRecord, ...]:
    """The records of a figure, subject by subject, the latest first; one that is gone is left out."""
    with store.read() as connection:
        return tuple(
            record
            for subject, numbers in figure.records.items()
            if numbers
            for record in q.of(connection, subject, numbers, most)
        )
