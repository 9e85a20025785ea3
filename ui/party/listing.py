"""Which parties the directory shows: its chips, what each asks of the store, and the counts on them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from partnercrm.domain.party import Role
from partnercrm.domain.party_rows import PartyFilter, PartySort
from partnercrm.services import party_list
from ui.common.choices import Option
from ui.session import Session
from ui.words import tr

ALL, OTHERS, OWING = "all", "others", "owing"
_ROLES = {
    "partners": Role.PARTNER,
    "suppliers": Role.SUPPLIER,
    "customers": Role.CUSTOMER,
    "employees": Role.EMPLOYEE,
}
_FILTERS: Mapping[str, PartyFilter] = {
    ALL: PartyFilter(),
    **{key: PartyFilter(role=role) for key, role in _ROLES.items()},
    "late": PartyFilter(late=True),
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


@dataclass(frozen=True, slots=True)
class Listing:
    """The ids to show, in order, and how many stand behind each chip."""

    wanted: Wanted
    ids: Sequence[int]
    counts: Mapping[str, int]


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
        Option(OWING, tr("Owing")),
        Option("archived", tr("Archived")),
    ]


def read(session: Session, wanted: Wanted) -> Listing:
    """The listing; runs on the reader."""
    return Listing(wanted, _ids(session, wanted), _counts(session))


def _ids(session: Session, wanted: Wanted) -> list[int]:
    def ask(found: PartyFilter) -> list[int]:
        asked = replace(found, text=wanted.text)
        return party_list.ids(session.store, session.ctx(), asked, wanted.sort, ascending=wanted.ascending)

    if wanted.chip == OTHERS:
        known = _with_main_role(session)
        return [party for party in ask(PartyFilter()) if party not in known]
    if wanted.chip == OWING:
        owing = _owing(session)
        return [party for party in ask(PartyFilter()) if party in owing]
    return ask(_FILTERS[wanted.chip])


def _counts(session: Session) -> dict[str, int]:
    ctx = session.ctx()
    held = party_list.role_counts(session.store, ctx)
    counts = {key: held.get(role, 0) for key, role in _ROLES.items()}
    for key in (ALL, "late", "archived"):
        counts[key] = len(party_list.ids(session.store, ctx, _FILTERS[key]))
    counts[OTHERS] = counts[ALL] - len(_with_main_role(session))
    counts[OWING] = len(_owing(session))
    return counts


def _with_main_role(session: Session) -> set[int]:
    """Those that one of the four first chips shows."""
    ctx = session.ctx()
    return {p for role in _ROLES.values() for p in party_list.ids(session.store, ctx, PartyFilter(role=role))}


def _owing(session: Session) -> set[int]:
    """Those with whom something is to be paid, by either side."""
    ctx, sides = session.ctx(), (PartyFilter(they_owe=True), PartyFilter(we_owe=True))
    return {party for side in sides for party in party_list.ids(session.store, ctx, side)}
