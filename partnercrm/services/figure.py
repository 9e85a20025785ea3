"""What is behind figures, for whoever shows them: records by their lasting names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from db.engine import Store
from db.queries import figure as q
from partnercrm.domain.figure import Figure

Key = TypeVar("Key")


def records(store: Store, figures: Iterable[Figure]) -> list[dict[str, list[UUID]]]:
    """For each figure the UUIDs of its records by subject, in its order; one that is gone is left out."""
    found = list(figures)
    wanted: dict[str, set[int]] = {}
    for figure in found:
        for subject, numbers in figure.records.items():
            wanted.setdefault(subject, set()).update(numbers)
    with store.read() as connection:
        known = {subject: q.uuids(connection, subject, sorted(numbers)) for subject, numbers in wanted.items()}
    return [
        {
            subject: [known[subject][number] for number in numbers if number in known[subject]]
            for subject, numbers in figure.records.items()
        }
        for figure in found
    ]


def named(store: Store, subject: str, found: Mapping[Key, Sequence[int]]) -> dict[Key, list[UUID]]:
    """Rows of a subject, kept under any keys, by their UUIDs in their order; one that is gone is left out."""
    wanted = {number for numbers in found.values() for number in numbers}
    with store.read() as connection:
        known = q.uuids(connection, subject, sorted(wanted))
    return {key: [known[number] for number in numbers if number in known] for key, numbers in found.items()}
