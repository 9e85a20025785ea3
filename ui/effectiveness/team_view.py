"""The view *Team*: how it feels, what is to be learned, who waits for a word. No number tells who said what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain.feedback_figures import PersonFigures, Team
from partnercrm.domain.figure import Figure
from partnercrm.domain.words import Message, msg
from partnercrm.services import team_figures
from ui.effectiveness import sections
from ui.effectiveness.parts_view import FigureColumn, FigureLine, Part, PartsView, Row, figures_part, lines
from ui.words import date, tr, trn

PEOPLE = "people"


def _of(key: str) -> Callable[[Row], Figure]:
    def read(row: Row) -> Figure:
        found: PersonFigures = row.of
        return next(each for each in found.figures if each.key == key)

    return read


def _column(key: str, title: Message, width: int) -> FigureColumn:
    return FigureColumn(key, title, _of(key), width)


class TeamView(PartsView[Team]):
    """Enter on a number explains it; on a name, it opens the page of who that is."""

    memory = "team"
    subjects = frozenset({"team", "feedback", "party", "settings"})

    def parts(self) -> Sequence[Part]:
        name: Column[Row] = Column("name", msg("Name"), ColumnKind.TEXT, lambda row: row.name, width=22)
        nobody = (tr("Nobody of the team yet"), tr("Give a person the role Employee, then note trainings and reviews."))
        return (
            figures_part(_whole, self.shell, nobody),
            Part(
                PEOPLE,
                tr("One by one"),
                (
                    name,
                    _column("trainings_in_time", msg("Trainings in time"), 18),
                    _column("training_cost", msg("Spent on training"), 17),
                    _column("reviews_in_time", msg("Reviews in time"), 16),
                    _column("thanked", msg("Thanked"), 10),
                    _column("wishes_decided", msg("Wishes decided"), 15),
                ),
                "name",
                _people,
                lambda row: self.shell.go("directory", party=row.party),
                nobody,
                yielding=("training_cost", "wishes_decided"),
            ),
        )

    def read(self) -> Callable[[], Team]:
        store, today = self.shell.session.store, self.shell.session.clock.today()
        return lambda: team_figures.figures(store, today)

    def summary(self, found: Team) -> str:
        people = trn("{count} person", "{count} people", len(found.people))
        return tr("{people}, {first} to {last}", people=people, first=date(found.first), last=date(found.last))


def _whole(found: Team) -> list[FigureLine]:
    """The figures of all; nothing where nobody is of the team."""
    if not found.people:
        return []
    every: list[tuple[Figure, str, int | None, Sequence[Any]]] = [
        (figure, "", None, sections.by_month(found.pulse) if figure.key == "enps" else _each(found, figure))
        for figure in found.figures
    ]
    return lines(every)


def _each(found: Team, whole: Figure) -> list[Any]:
    """The same figure person by person."""
    mine = [(person.name, figure) for person in found.people for figure in person.figures if figure.key == whole.key]
    return [sections.named(tr("One by one"), mine)] if len(mine) > 1 else []


def _people(found: Team) -> list[Row]:
    return [Row(at, each.party, each.name, each) for at, each in enumerate(found.people, 1)]
