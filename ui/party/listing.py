"""Which parties the directory shows: its chips, what each asks of the store, and the counts on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from partnercrm.domain.party import Role
from partnercrm.domain.party_rows import PartyFilter, PartyRow, PartySort
from partnercrm.domain.record import dataclass
from partnercrm.services import party_list
from ui.common.choices import Option
from ui.common.paged_table_model import PAGE
from ui.session import Session
from ui.words import tr

ALL, OTHERS, OWING, LOSING_TOUCH = "all", "others", "owing", "losing_touch"
_ROLES = {
    "partners": Role.PARTNER,
    "suppliers": Role.SUPPLIER,
    "customers": Role.CUSTOMER,
    "employees": Role.EMPLOYEE,
}
_FILTERS: Mapping[str, PartyFilter] = {
    ALL: PartyFilter(),
    **{key: PartyFilter(role=role) for key, role in _ROLES.items()},
    OTHERS: PartyFilter(no_main_role=True),
    "late": PartyFilter(late=True),
    LOSING_TOUCH: PartyFilter(losing_touch=True),
    OWING: PartyFilter(owing=True),
    "archived": PartyFilter(archived=True),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the directory is asked to show: a chip, the text of the filter field, and the order."""

    chip: str = ALL
    text: str = ""
    sort: PartySort = PartySort.NAME
    ascending: bool = True

    def narrows(self) -> bool:
        """Whether less than everybody is asked for."""
        return bool(self.text) or self.chip != ALL


class Listed(NamedTuple):
    """The ids of a list, and the rows of its first page."""

    ids: list[int]
    first: list[PartyRow]


def options() -> list[Option]:
    """The chips of the directory, in order."""
    return [
        Option(ALL, tr("All")),
        Option("partners", tr("Partners")),
        Option("suppliers", tr("Suppliers")),
        Option("customers", tr("Customers")),
        Option("employees", tr("Employees")),
        Option(OTHERS, tr("Others")),
        Option("late", tr("Late")),
        Option(LOSING_TOUCH, tr("Losing touch")),
        Option(OWING, tr("Owing")),
        Option("archived", tr("Archived")),
    ]


def read(session: Session, wanted: Wanted) -> Listed:
    """The ids to show, in order, with the first page; runs on the reader."""
    asked, ctx = replace(_FILTERS[wanted.chip], text=wanted.text), session.ctx()
    ids = party_list.ids(session.store, ctx, asked, wanted.sort, ascending=wanted.ascending)
    return Listed(ids, party_list.rows(session.store, ctx, ids[:PAGE]))


def read_counts(session: Session) -> dict[str, int]:
    """How many stand behind each chip; runs on the reader."""
    found = party_list.counts(session.store, session.ctx())
    return {
        ALL: found.listed,
        **{key: found.roles[role] for key, role in _ROLES.items()},
        OTHERS: found.no_main_role,
        "late": found.late,
        LOSING_TOUCH: found.losing_touch,
        OWING: found.owing,
        "archived": found.archived,
    }
