"""Loyalty programs and cards: make and change them, look at them, and every movement as one operation.

The movements themselves stand in `loyalty_points.py`, for whoever moves points within an operation of their own.
"""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from db.engine import Store
from db.queries import loyalty as q
from db.queries import loyalty_points as points_q
from db.queries import party as parties
from db.tables import loyalty as t
from partnercrm.domain import codes
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Ambiguous, Invalid, Refused, not_found
from partnercrm.domain.loyalty import NOTHING, ProgramDraft, templates, tier_at, tier_from
from partnercrm.domain.loyalty_moves import MemberDraft
from partnercrm.domain.loyalty_rows import Card, LotRow, MemberFilter, MemberRow, MovementRow, ProgramRow
from partnercrm.domain.money import Currency
from partnercrm.domain.record import dataclass
from partnercrm.domain.words import msg, plural
from partnercrm.services import store as stores
from partnercrm.services.context import Context
from partnercrm.services.operations import Operation, run

SUBJECTS = ("loyalty",)
ALL_CARDS = MemberFilter()
LAST_MOVEMENTS = 50
MOST_CODES = 100


@dataclass(frozen=True, slots=True)
class Added:
    """A program or a card that was added: row id, UUID, and a card's number."""

    id: int
    uuid: UUID
    number: str
    changes: Changes


# Programs


def program_templates(store: Store, ctx: Context) -> Sequence[ProgramDraft]:
    """Programs that work at once, in the shop's currency, from today on."""
    return templates_of(stores.facts(store).currency, ctx.today)


def templates_of(currency: Currency, today: dt.date) -> Sequence[ProgramDraft]:
    """The same for whoever knows the currency."""
    return templates(10**currency.digits if currency.digits else 100, today)


def programs(store: Store) -> list[ProgramRow]:
    """All programs, by name."""
    with store.read() as connection:
        return q.programs(connection)


def has_programs(store: Store) -> bool:
    """Whether the shop has any program of cards."""
    with store.read() as connection:
        return bool(q.program_ids(connection))


def find_program(store: Store, named: str) -> int:
    """The row id of a program by its name or UUID; "" where there is only one. Raises NotFound or Ambiguous."""
    with store.read() as connection:
        found = q.find_programs(connection, named) if named else [row.id for row in q.programs(connection)]
    if len(found) > 1 and named:
        raise Ambiguous(msg("Several programs are called {name}. Name one by its id.", name=named), "program")
    if len(found) > 1:
        raise Ambiguous(msg("There are several programs. Say which one."), "program")
    if not found:
        raise not_found("program", named)
    return found[0]


def add_program(store: Store, ctx: Context, draft: ProgramDraft) -> Added:
    """Adds a program. Raises Invalid."""

    def work(op: Operation) -> dict[str, Any]:
        op.said = msg("Started the program {name}", name=draft.name)
        number, made = add_program_in(op, draft)
        return {"id": number, "uuid": str(made)}

    done = run(store, ctx, msg("Add the program {name}", name=draft.name), draft, SUBJECTS, work)
    return Added(done.answer["id"], UUID(done.answer["uuid"]), "", done.changes)


def add_program_in(op: Operation, draft: ProgramDraft) -> tuple[int, UUID]:
    """The same within a running operation; answers row id and UUID."""
    made = uuid.uuid4()
    number = op.insert(t.program, uuid=made, **_program_values(draft))
    _add_children(op, number, draft)
    return number, made


def change_program(store: Store, ctx: Context, number: int, draft: ProgramDraft) -> Changes:
    """Makes a program what the draft says; rewards of the same name stay the same ones. Purchases that counted before
    stay as they counted. Raises Invalid, NotFound, or Refused where it counts another way than it did."""

    def work(op: Operation) -> dict[str, Any]:
        op.said = msg("Changed the program {name}", name=draft.name)
        found = q.program(op.connection, number)
        if found is None:
            raise not_found("program")
        old = found.draft
        if (old.kind, old.rounding) != (draft.kind, draft.rounding) and q.counts_already(op.connection, number):
            raise Refused(msg("Cards count by it already. Make a new program for another way of counting."), "kind")
        op.update(t.program, number, **_program_values(draft))
        _change_children(op, number, draft)
        return {}

    name = msg("Change the program {name}", name=draft.name)
    return run(store, ctx, name, (number, draft), SUBJECTS, work).changes


def _program_values(draft: ProgramDraft) -> dict[str, Any]:
    problems = draft.problems()
    if problems:
        raise Invalid(problems)
    return {
        "name": draft.name.strip(),
        "kind": draft.kind,
        "points": draft.points,
        "per_amount": draft.per_amount,
        "rounding": draft.rounding,
        "point_value": draft.point_value,
        "point_cost": draft.point_cost,
        "breakage": draft.breakage,
        "expiry_months": draft.expiry_months,
        "tier_months": draft.tier_months,
        "offline_limit": draft.offline_limit,
        "from_day": draft.from_day,
        "until_day": draft.until_day,
    }


def _rewards(draft: ProgramDraft) -> list[dict[str, Any]]:
    names = ("points", "value", "cost", "from_day", "until_day")
    return [
        {"name": reward.name.strip(), **{name: getattr(reward, name) for name in names}} for reward in draft.rewards
    ]


def _add_children(op: Operation, number: int, draft: ProgramDraft) -> None:
    for reward in _rewards(draft):
        op.insert(t.reward, uuid=uuid.uuid4(), program_id=number, **reward)
    _add_tiers_and_exclusions(op, number, draft)


def _add_tiers_and_exclusions(op: Operation, number: int, draft: ProgramDraft) -> None:
    for tier in draft.tiers:
        values = {"name": tier.name.strip(), "from_spend": tier.from_spend, "factor": tier.factor}
        op.insert(t.program_tier, program_id=number, **values)
    for bar in draft.exclusions:
        days = {"from_day": bar.from_day, "until_day": bar.until_day}
        op.insert(t.program_exclusion, program_id=number, kind=bar.kind, role=bar.role, what=bar.what.strip(), **days)


def _change_children(op: Operation, number: int, draft: ProgramDraft) -> None:
    """Rewards that were used are kept; one that is gone from the draft ended yesterday at the latest instead."""
    there, yesterday = list(q.children(op.connection, t.reward, number)), op.today - dt.timedelta(days=1)
    for reward in _rewards(draft):
        known = next((row for row in there if row.name == reward["name"]), None)
        if known is None:
            op.insert(t.reward, uuid=uuid.uuid4(), program_id=number, **reward)
        else:
            there.remove(known)
            op.update(t.reward, known.id, **reward)
    for row in there:
        if q.reward_used(op.connection, row.id):
            op.update(t.reward, row.id, until_day=min(row.until_day or yesterday, yesterday))
        else:
            op.delete(t.reward, row.id)
    for table in (t.program_tier, t.program_exclusion):
        for row in q.children(op.connection, table, number):
            op.delete(table, row.id)
    _add_tiers_and_exclusions(op, number, draft)


# Cards


def member_ids(store: Store, wanted: MemberFilter = ALL_CARDS) -> list[int]:
    """The row ids of the cards that a filter lets through, by holder and number."""
    with store.read() as connection:
        return q.member_ids(connection, wanted)


def members(store: Store, numbers: Sequence[int]) -> list[MemberRow]:
    """The cards of these row ids, in their order; ids that are gone are left out."""
    with store.read() as connection:
        return q.members(connection, numbers)


def cards_of(store: Store, party: int) -> list[MemberRow]:
    """All cards of a party with its aliases, closed ones too."""
    return members(store, member_ids(store, MemberFilter(party=party, closed=None)))


def find_member(store: Store, named: str) -> int:
    """The row id of a card by its number in any spelling, or its UUID. Raises NotFound, or Refused where our check
    character tells that it was misread."""
    with store.read() as connection:
        return find_member_in(connection, named)


def find_member_in(connection: Connection, named: str) -> int:
    """The same within an open session."""
    found = q.by_number(connection, codes.kept(named))
    if found is not None:
        return found.id
    try:
        number = q.member_by_uuid(connection, UUID(named))
    except ValueError:
        number = None
    if number is not None:
        return number
    misread = codes.problem(named)
    if misread is not None and codes.normal(named).startswith(codes.CodeKind.CARD.value):
        raise Refused(misread, "card")
    raise not_found("card", named)


def card(store: Store, ctx: Context, number: int) -> Card:
    """A card with the lots that have points left, and its tier. Raises NotFound."""
    with store.read() as connection:
        found = q.members(connection, [number])
        if not found:
            raise not_found("card")
        shown = card_in(connection, found[0], ctx.today)
        tier, last_used = _tier(connection, found[0], ctx.today), points_q.last_used(connection, number)
        return replace(shown, tier=tier, last_used=last_used)


def card_in(connection: Connection, row: MemberRow, day: dt.date) -> Card:
    """The same within an open session, as it stands on a day, without its tier. When it was last used is read only
    where nothing can be used: then somebody asks."""
    lots = q.open_lots(connection, row.id)
    owed = max(sum((lot.rest for lot in lots), NOTHING) - row.balance, NOTHING)
    usable = sum((lot.rest for lot in lots if lot.day <= day and (lot.expiry is None or day <= lot.expiry)), NOTHING)
    spendable = max(usable - owed, NOTHING)
    return Card(row, tuple(lots), owed, spendable, None if spendable else points_q.last_used(connection, row.id))


def _tier(connection: Connection, row: MemberRow, day: dt.date) -> str:
    draft = q.draft_of(connection, row.program)
    if not draft.tiers:
        return ""
    tier = tier_at(draft.tiers, points_q.spend(connection, row.id, tier_from(day, draft.tier_months), day))
    return tier.name if tier else ""


def lots(store: Store, member: int) -> list[LotRow]:
    """All lots of a card, the newest first."""
    with store.read() as connection:
        return q.all_lots(connection, member)


def movements(store: Store, member: int | None = None, limit: int = LAST_MOVEMENTS) -> list[MovementRow]:
    """The last movements of a card, newest first; None: of all cards, as they were recorded."""
    with store.read() as connection:
        return q.movements(connection, q.movement_ids(connection, member, limit))


def find_movement(store: Store, named: str) -> int:
    """The row id of a movement by its UUID. Raises NotFound."""
    with store.read() as connection:
        try:
            found = q.movement_by_uuid(connection, UUID(named))
        except ValueError:
            found = None
    if found is None:
        raise not_found("movement of points", named)
    return found


def holders(store: Store, numbers: Sequence[str]) -> dict[str, int]:
    """Which of these card numbers, in their one spelling, there are, with the row ids of the cards."""
    with store.read() as connection:
        return q.numbers_known(connection, numbers)


def known_references(store: Store, source: str, external_ids: Sequence[str]) -> set[str]:
    """Which movements of a source are there already, by what the source calls them."""
    with store.read() as connection:
        return points_q.known_references(connection, source, external_ids)


def add_member(store: Store, ctx: Context, draft: MemberDraft) -> Added:
    """Gives somebody a card. Raises Invalid, NotFound, or Refused where the number is taken."""

    def work(op: Operation) -> dict[str, Any]:
        number = add_member_in(op, draft)
        row = q.members(op.connection, [number])[0]
        op.said = msg("{name} has the card {card}", name=row.name or row.home, card=codes.grouped(row.number))
        return {"id": number, "uuid": str(row.uuid), "number": row.number}

    done = run(store, ctx, msg("Give out a card"), draft, SUBJECTS, work)
    return Added(done.answer["id"], UUID(done.answer["uuid"]), done.answer["number"], done.changes)


def add_member_in(op: Operation, draft: MemberDraft) -> int:
    """The same within a running operation; answers the row id."""
    problems = draft.problems()
    if problems:
        raise Invalid(problems)
    if q.program(op.connection, draft.program) is None:
        raise not_found("program")
    number = codes.kept(draft.number) or fresh_number(op)
    if q.numbers_known(op.connection, [number]):
        raise Refused(msg("There is a card {number} already.", number=codes.grouped(number)), "number")
    return op.insert(
        t.member,
        uuid=uuid.uuid4(),
        program_id=draft.program,
        number=number,
        party_id=_party(op, draft.party),
        home_party_id=_party(op, draft.home),
        joined=draft.joined or op.today,
        closed=None,
        merged_into_id=None,
    )


def fresh_number(op: Operation) -> str:
    """A card number that nobody has."""
    return _fresh(codes.CodeKind.CARD, lambda code: bool(q.numbers_known(op.connection, [code])))


def make_codes(
    store: Store, ctx: Context, member: int, count: int, points: Decimal | None = None, until: dt.date | None = None
) -> tuple[list[str], Changes]:
    """One-use codes that make one of our cards good in other shops, each for `points` at most. Raises NotFound or
    Refused."""

    def work(op: Operation) -> dict[str, Any]:
        op.said = plural("Made {count} one-use code", "Made {count} one-use codes", count)
        if not q.members(op.connection, [member]):
            raise not_found("card")
        if not 0 < count <= MOST_CODES:
            raise Refused(msg("Make between 1 and {count} codes at once.", count=MOST_CODES), "count")
        values = {"member_id": member, "points": points, "made": op.today, "until_day": until, "void": None}
        made = []
        for _number in range(count):
            made.append(
                _fresh(codes.CodeKind.ONE_USE, lambda code: points_q.code_used(op.connection, code)[0] is not None)
            )
            op.insert(t.member_code, code=made[-1], **values)
        return {"codes": made}

    done = run(store, ctx, msg("Make one-use codes"), (member, count, points, until), SUBJECTS, work)
    return list(done.answer["codes"]), done.changes


def _fresh(kind: codes.CodeKind, known: Callable[[str], bool]) -> str:
    while known(code := codes.fresh(kind, secrets.randbelow)):
        pass
    return code


def _party(op: Operation, party: int | None) -> int | None:
    if party is None:
        return None
    found = parties.standing(op.connection, party)
    if found is None or found.gone or found.walk_in:
        raise not_found("person or business")
    op.touch(found.root)
    return found.root
