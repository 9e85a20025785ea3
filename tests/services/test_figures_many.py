"""Very many records: partners, suppliers, team and feedback come to what plain arithmetic says, all of it explained.

PARTNERCRM_ROUNDS=10 makes 100,000 records of each: `make faults ARGS=many`.
"""

from __future__ import annotations

import datetime as dt
import math
import os
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from db.queries.rows import driver_of
from partnercrm.domain.effectiveness import Part
from partnercrm.domain.feedback import SurveyDraft, SurveyKind
from partnercrm.domain.figure import Figure, Unit
from partnercrm.domain.party import PartyDraft, Role, RoleDraft
from partnercrm.services import effectiveness, feedback, feedback_figures, party, supplier_figures, team_figures
from partnercrm.services.context import Context
from partnercrm.services.store import Store
from tests.services.plain import Of
from tests.services.plain_walk import held

COUNT = 10_000 * int(os.environ.get("PARTNERCRM_ROUNDS", "1"))
PEOPLE, A_RECEIPT = 20, 50
TODAY = dt.date(2026, 11, 21)
# The day (yyyymmdd) so many days before the last one.
AGO = "CAST(strftime('%Y%m%d', '2026-11-21', '-' || ({days}) || ' days') AS INTEGER)"
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < {last})"


@pytest.fixture
def fill(store: Store, ctx: Context) -> Callable[..., int]:
    """`fill(role, (table, columns, expressions over i, how many), ...)` adds people and rows; the first one's id."""

    def do(role: Role, *tables: tuple[str, str, str, int]) -> int:
        numbers = [
            party.add(store, ctx, PartyDraft(f"{role.value} {at}", (RoleDraft(role),))).party for at in range(PEOPLE)
        ]
        with store.write() as connection:
            raw = driver_of(connection)
            for table, columns, values, count in tables:
                who, day = f"({numbers[0]} + i % {PEOPLE})", AGO.format(days="i % 360")
                each = values.format(who=who, day=day, first=numbers[0])
                raw.execute(f"{NUMBERS.format(last=count - 1)} INSERT INTO {table} ({columns}) SELECT {each} FROM n")
        return numbers[0]

    return do


def is_sound(found: Iterable[tuple[str, Figure, Of]]) -> None:
    """A finite value with its count, or a sentence; a share between 0 and 1; all of it explained."""
    for key, figure, _of in found:
        assert str(figure.convention), key
        if figure.value is None:
            assert str(figure.missing), key
            continue
        assert math.isfinite(figure.value) and figure.n > 0, key
        assert figure.unit is not Unit.SHARE or 0 <= figure.value <= 1, key
        assert any(figure.records.values()) or not figure.value, key


def whole(thing: Any) -> list[tuple[str, Figure, Of]]:
    """Every figure within what a view shows."""
    return list(held(thing, Of(thing.first, thing.last, thing)))


def test_partners_with_very_many_favours(store: Store, fill: Callable[..., int]) -> None:
    """Entry i is of partner i % 20 with fifty lines: we gave those with an even place, each 100 + its place."""
    with store.write() as connection:  # what stands is kept by the store, and figures of partners read lines alone
        raw = driver_of(connection)
        triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'line'"
        for (name,) in raw.execute(triggers).fetchall():
            raw.execute(f'DROP TRIGGER "{name}"')
    entries = COUNT // A_RECEIPT
    head = (
        "exchange",
        "id, uuid, fiscal_year, sequence, party_id, day, source, posted_at, posted_by, operation_id, line_count, "
        "text_hash, hash",
        "i + 1, randomblob(16), 2026, i + 1, {who}, {day}, 'typed', 0, 1, 1, 50, x'00', x'00'",
        entries,
    )
    e, place = f"(i / {A_RECEIPT})", f"i % {A_RECEIPT}"
    when = AGO.format(days=f"{e} % 360")
    lines = (
        "line",
        "exchange_id, party_id, day, due_day, turn_day, opening, position, direction, sign, kind, unit, value, basis, "
        "asks, tax_code, foreign_currency",
        f"{e} + 1, {{first}} + {e} % {PEOPLE}, {when}, 0, {when}, 0, {place} + 1, iif(i % 2, -1, 1), 1, 'exposure', "
        f"'', 100 + {place}, 'agreed', 'in_kind', '', ''",
        COUNT,
    )
    first = fill(Role.PARTNER, head, lines)
    found = effectiveness.figures(store, TODAY)
    is_sound(whole(found))
    gave, got = (sum(100 + place for place in range(side, A_RECEIPT, 2)) for side in (0, 1))
    for row in found.partners:
        mine = len([each for each in range(entries) if each % PEOPLE == row.party - first])
        assert row.parts[Part.VOLUME].value == mine * (gave + got)
        assert row.parts[Part.NET_BENEFIT].value == mine * (got - gave)
        assert row.parts[Part.VOLUME].n == mine * A_RECEIPT
        assert len(row.parts[Part.VOLUME].records["exchange"]) == mine
    assert len(found.partners) == PEOPLE


def test_suppliers_with_very_many_deliveries(store: Store, fill: Callable[..., int]) -> None:
    """Each tenth delivery is three days late, each seventh is one short: both in full and on time is the rest."""
    due, came = AGO.format(days="i % 300 + 5"), AGO.format(days="i % 300 + 5 - 3 * (i % 10 = 0)")
    ordered, brought = AGO.format(days="i % 300 + 15"), "100000 - 10000 * (i % 7 = 0)"
    fill(
        Role.SUPPLIER,
        ("item", "uuid, name, name_key, code, unit, category, note", "randomblob(16), i, i, '', '', '', ''", 10),
        (
            "purchase_order",
            "id, uuid, party_id, number, day, promised_day, why_closed, note, source, made_at",
            f"i + 1, randomblob(16), {{who}}, i, {ordered}, {due}, '', '', '', 0",
            COUNT,
        ),
        (
            "order_line",
            "id, order_id, position, item_id, quantity, price",
            "i + 1, i + 1, 1, i % 10 + 1, 100000, 1000",
            COUNT,
        ),
        (
            "delivery",
            "id, uuid, party_id, order_id, day, number, note, in_the_books, source, made_at",
            f"i + 1, randomblob(16), {{who}}, i + 1, {came}, i, '', 1, '', 0",
            COUNT,
        ),
        (
            "delivery_line",
            "delivery_id, position, item_id, order_line_id, received, accepted, price, tax_code, value, why_refused",
            f"i + 1, 1, i % 10 + 1, i + 1, {brought}, {brought}, 1000, '', 10000, ''",
            COUNT,
        ),
    )
    found = supplier_figures.figures(store, TODAY)
    is_sound(whole(found))
    otif = next(figure for key, figure, _of in whole(found) if key == "otif")
    good = sum(bool(each % 10) and bool(each % 7) for each in range(COUNT))
    assert otif.value == pytest.approx(good / COUNT) and otif.n == COUNT


def test_very_many_answers_and_trainings(store: Store, ctx: Context, fill: Callable[..., int]) -> None:
    """Answer i gives i % 11; of ten trainings seven are done, one is late and two are still to come."""
    survey = feedback.add_survey(store, ctx, SurveyDraft("Visits", SurveyKind.NPS, dt.date(2020, 1, 1))).id
    fill(
        Role.EMPLOYEE,
        (
            "survey_response",
            "uuid, survey_id, party_id, day, score, text, complaint, source, made_at",
            f"randomblob(16), {survey}, {{who}}, {{day}}, i % 11, '', 0, '', 0",
            COUNT,
        ),
        (
            "training",
            "uuid, party_id, name, due_day, done_day, cost, note, source, made_at",
            "randomblob(16), {who}, i, CASE WHEN i % 10 < 8 THEN {day} ELSE 20270101 END, "
            "CASE WHEN i % 10 < 7 THEN {day} END, 200, '', '', 0",
            COUNT,
        ),
    )
    told = feedback_figures.figures(store, TODAY)
    is_sound(whole(told))
    (result,) = told.surveys
    happy, bad = (sum(low <= each % 11 <= high for each in range(COUNT)) for low, high in ((9, 10), (0, 6)))
    assert result.result.value == pytest.approx(100 * (happy - bad) / COUNT) and result.result.n == COUNT
    team = team_figures.figures(store, TODAY)
    is_sound(whole(team))
    late = sum(each % 10 == 7 and each % 360 > 0 for each in range(COUNT))
    done = COUNT // 10 * 7
    assert team.figure("trainings_in_time").value == pytest.approx(done / (done + late))
    assert team.figure("training_cost").value == done * 200
