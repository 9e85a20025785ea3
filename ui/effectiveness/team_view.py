"""The view *Team*: how it feels, what is learned, wished for and thanked for. No number tells who said what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain.feedback_figures import PersonFigures, Team
from partnercrm.domain.figure import Figure
from partnercrm.domain.record import dataclass
from partnercrm.domain.team_rows import SkillRow, TalkRow, ThanksRow, TrainingRow, WishRow
from partnercrm.domain.words import Message, msg
from partnercrm.services import team, team_figures
from partnercrm.services.context import Context
from partnercrm.services.store import Store
from ui.common.deed_list import DeedList
from ui.common.widgets import button
from ui.effectiveness import sections
from ui.effectiveness.pages_view import Page, PagesView, note_button
from ui.effectiveness.parts_view import FIGURES, FigureColumn, FigureLine, Part, Row, figures_part, lines
from ui.feedback import deeds as feedback_deeds
from ui.team import deeds
from ui.team import lists as team_lists
from ui.words import date, tr, trn

PEOPLE, SKILLS, TRAININGS, REVIEWS, WISHES, THANKS = "people", "skills", "trainings", "reviews", "wishes", "thanks"
_KINDS = {
    SKILLS: deeds.SKILL,
    TRAININGS: deeds.TRAINING,
    REVIEWS: deeds.TALK,
    WISHES: deeds.WISH,
    THANKS: deeds.THANKS,
}


@dataclass(frozen=True, slots=True)
class Found:
    """The figures of the team and all that is noted of it."""

    told: Team
    skills: Sequence[SkillRow]
    trainings: Sequence[TrainingRow]
    reviews: Sequence[TalkRow]
    wishes: Sequence[WishRow]
    thanks: Sequence[ThanksRow]


def _of(key: str) -> Callable[[Row], Figure]:
    def read(row: Row) -> Figure:
        found: PersonFigures = row.of
        return next(each for each in found.figures if each.key == key)

    return read


def _column(key: str, title: Message, width: int) -> FigureColumn:
    return FigureColumn(key, title, _of(key), width)


class TeamView(PagesView[Found]):
    """Enter on a number explains it, on a name it opens their page, on a note it shows what can be done with it."""

    memory = "team"
    subjects = frozenset({"team", "feedback", "party", "ledger", "settings"})
    order = (PEOPLE, SKILLS, TRAININGS, REVIEWS, WISHES, THANKS, FIGURES)

    def tools(self) -> Sequence[QWidget]:
        pulse = button(tr("Ask how they feel"))
        pulse.setEnabled(not self.shell.session.read_only)
        pulse.clicked.connect(lambda: feedback_deeds.pulse(self.shell))
        return (pulse, note_button(self.shell, tr("Note"), deeds.offers(self.shell)))

    def parts(self) -> Sequence[Part]:
        name: Column[Row] = Column("name", msg("Name"), ColumnKind.TEXT, lambda row: row.name, width=22)
        nobody = (tr("Nobody of the team yet"), tr("Give a person the role Employee, then note trainings and reviews."))
        add = (tr("New employee"), lambda: self.shell.run("new_party"))
        return (
            figures_part(lambda found: _whole(found.told), self.shell, nobody, add),
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
                lambda found: _people(found.told),
                lambda row: self.shell.go("directory", party=row.party),
                nobody,
                yielding=("training_cost", "wishes_decided"),
                deed=add,
            ),
        )

    def pages(self) -> Sequence[Page]:
        shell = self.shell
        self.notes: dict[str, DeedList] = {
            SKILLS: team_lists.skills(shell, self),
            TRAININGS: team_lists.trainings(shell, self),
            REVIEWS: team_lists.talks(shell, self),
            WISHES: team_lists.wishes(shell, self),
            THANKS: team_lists.thanks(shell, self),
        }
        return [Page(key, each.table.accessibleName(), each) for key, each in self.notes.items()]

    def read(self) -> Callable[[], Found]:
        session = self.shell.session
        return lambda: _read(session.store, session.ctx())

    def summary(self, found: Found) -> str:
        told = found.told
        people = trn("{count} person", "{count} people", len(told.people))
        return tr("{people}, {first} to {last}", people=people, first=date(told.first), last=date(told.last))

    def show_pages(self, found: Found) -> None:
        rows: dict[str, Sequence[Any]] = {
            SKILLS: found.skills,
            TRAININGS: found.trainings,
            REVIEWS: found.reviews,
            WISHES: found.wishes,
            THANKS: found.thanks,
        }
        for key, each in rows.items():
            self.notes[key].show_rows(each)

    def open_record(self, part: str, number: int) -> None:
        if part in self.notes:
            self.notes[part].open_number(number)

    def act(self, action: str, wanted: Mapping[str, Any]) -> bool:
        """New: what the chip lists; edit: the note that the keyboard is on."""
        key = self._key()
        if action == "new":
            party = wanted.get("party")
            deeds.new(self.shell, _KINDS.get(key, deeds.TRAINING), party)
            return True
        row = self.notes[key].current() if key in self.notes else None
        if action == "edit" and row is not None:
            deeds.change(self.shell, row)
            return True
        return False


def _read(store: Store, ctx: Context) -> Found:
    return Found(
        team_figures.figures(store, ctx.today),
        team.skills(store),
        team.trainings(store, ctx),
        team.talks(store),
        team.wishes(store),
        team.thanks(store),
    )


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
