"""When a promise is due, and how far it is kept."""

from __future__ import annotations

import datetime as dt
import os
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partnercrm.domain.agreement import AgreementDraft, AgreementKind, Term, document_problem
from partnercrm.domain.clause import (
    ClauseDraft,
    ClauseState,
    Deed,
    Promise,
    Rhythm,
    done,
    fulfilments,
    instances,
    measured,
    same_unit,
    says_same,
    state_of,
)
from partnercrm.domain.ledger import Direction, Kind

ROUNDS = int(os.environ.get("PARTNERCRM_ROUNDS", "1"))
START = dt.date(2026, 1, 15)


def spans(rhythm: Rhythm, due: dt.date | None, last: dt.date | None, today: dt.date) -> list[tuple[str, str]]:
    return [(str(each.first), str(each.due)) for each in instances(rhythm, due, START, last, today)]


def test_months_end_on_the_same_day_or_the_last() -> None:
    found = spans(Rhythm.MONTHLY, dt.date(2026, 1, 31), None, dt.date(2026, 3, 5))
    assert found == [("2026-01-15", "2026-01-31"), ("2026-02-01", "2026-02-28"), ("2026-03-01", "2026-03-31")]


def test_without_a_due_day_a_span_ends_before_the_next_begins() -> None:
    assert spans(Rhythm.QUARTERLY, None, None, dt.date(2026, 4, 15)) == [
        ("2026-01-15", "2026-04-14"),
        ("2026-04-15", "2026-07-14"),
    ]
    assert spans(Rhythm.YEARLY, None, dt.date(2026, 6, 30), dt.date(2030, 1, 1)) == [("2026-01-15", "2026-06-30")]


def test_months_without_a_due_day_end_with_the_month() -> None:
    found = list(instances(Rhythm.MONTHLY, None, dt.date(2026, 1, 31), None, dt.date(2026, 4, 30)))
    assert [str(each.due) for each in found] == ["2026-02-27", "2026-03-30", "2026-04-29", "2026-05-30"]
    found = list(instances(Rhythm.MONTHLY, None, dt.date(2026, 2, 1), None, dt.date(2026, 4, 30)))
    assert [str(each.due) for each in found] == ["2026-02-28", "2026-03-31", "2026-04-30"]


def test_once_is_open_until_its_due_day_or_the_end() -> None:
    assert spans(Rhythm.ONCE, None, None, START) == [("2026-01-15", "None")]
    assert spans(Rhythm.ONCE, dt.date(2026, 5, 1), dt.date(2026, 3, 1), START) == [("2026-01-15", "2026-03-01")]


def test_before_it_begins_the_first_span_is_shown() -> None:
    assert spans(Rhythm.MONTHLY, None, None, dt.date(2025, 12, 1)) == [("2026-01-15", "2026-02-14")]


@pytest.mark.parametrize(
    ("promise", "deed", "counts"),
    [
        (Promise(100, None, ""), Deed(START, 40, None, ""), 40),
        (Promise(100, None, ""), Deed(START, None, Decimal(3), "hour"), 0),
        (Promise(None, Decimal(4), "hour"), Deed(START, 24, Decimal(2), "Hours"), 2),
        (Promise(None, Decimal(4), "hour"), Deed(START, 24, None, ""), 0),
        (Promise(None, Decimal(4), "hour"), Deed(START, 24, Decimal(1), "day"), 0),
        (Promise(None, Decimal(4), ""), Deed(START, None, None, ""), 1),
        (Promise(None, Decimal(4), "piece"), Deed(START, None, Decimal(3), ""), 3),
        (Promise(None, Decimal(4), "times"), Deed(START, None, Decimal(2), "hour"), 1),
    ],
)
def test_what_counts_towards_a_promise(promise: Promise, deed: Deed, counts: int) -> None:
    assert measured(promise, deed) == counts


def test_the_four_states() -> None:
    promise, due = Promise(None, Decimal(2), ""), dt.date(2026, 2, 1)
    assert state_of(promise, Decimal(0), due, due) is ClauseState.OPEN
    assert state_of(promise, Decimal(1), due, due) is ClauseState.PARTLY
    assert state_of(promise, Decimal(2), due, due) is ClauseState.FULFILLED
    assert state_of(promise, Decimal(1), due, dt.date(2026, 2, 2)) is ClauseState.LAPSED
    assert state_of(promise, Decimal(1), None, dt.date(2030, 1, 1)) is ClauseState.PARTLY


def test_units_of_one_meaning() -> None:
    assert same_unit("hours", "h")
    assert same_unit("", "pcs")
    assert same_unit("kg", "KG ")
    assert not same_unit("kg", "")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Oven", "the bakery's OVENS", True),
        ("Newsletter mention", "mention", True),
        ("Poster", "Newsletter mention", False),
        ("Poster mention", "Newsletter mention", False),
        ("", "Poster", False),
        ("Poster", " - ", False),
        ("Café", "cafe", True),
    ],
)
def test_a_thing_is_known_by_its_words(one: str, other: str, same: bool) -> None:
    assert says_same(one, other) is same
    assert says_same(other, one) is same


def test_what_is_wrong_with_a_clause_is_said() -> None:
    def fields(**more: object) -> list[str]:
        draft = ClauseDraft(Direction.GIVEN, **{"kind": Kind.GOODS, "count": Decimal(1), **more})  # type: ignore[arg-type]
        return [problem.field for problem in draft.problems()]

    assert fields() == []
    assert fields(kind=Kind.ADJUSTMENT) == ["kind"]
    assert fields(count=None) == fields(amount=5) == ["count"]
    assert fields(count=None, amount=0) == ["amount"]
    assert fields(count=Decimal(0)) == fields(count=Decimal("0.00001")) == fields(count=Decimal("NaN")) == ["count"]
    assert fields(what="\ud800") == ["what"]


def test_what_is_wrong_with_an_agreement_is_said() -> None:
    def fields(**more: object) -> list[str]:
        good = {"title": "A", "kind": AgreementKind.SUPPLY, "parties": (1,), "from_day": START}
        return [problem.field for problem in AgreementDraft(**{**good, **more}).problems()]  # type: ignore[arg-type]

    assert fields() == []
    assert fields(title=" ", parties=(), from_day=None) == ["title", "parties", "from_day"]
    assert fields(to_day=dt.date(2026, 1, 1)) == fields(renew_months=12) == ["to_day"]
    assert fields(to_day=START, renew_months=0) == ["renew_months"]
    assert fields(notice_days=-1) == ["notice_days"]
    assert fields(remind_days=-1) == ["remind_days"]
    assert fields(signed_by="Sarah") == ["signed_on"]
    clause = ClauseDraft(Direction.GIVEN, Kind.GOODS, count=Decimal(1), party=2)
    assert fields(clauses=(clause,)) == ["clauses.0.party"]
    assert document_problem(" ", 5) is not None
    assert document_problem("a.pdf", 5) is None


def test_a_term_goes_on_until_somebody_ends_it() -> None:
    term = Term(dt.date(2024, 2, 1), dt.date(2025, 1, 31), 30, 12)
    assert term.end(dt.date(2025, 1, 31)) == dt.date(2025, 1, 31)
    assert term.end(dt.date(2025, 2, 1)) == dt.date(2026, 1, 31)
    assert term.notice_day(dt.date(2026, 11, 21)) == dt.date(2027, 1, 1)
    assert term.reminder(dt.date(2026, 11, 21)) == dt.date(2026, 12, 2)
    ended = Term(dt.date(2024, 2, 1), dt.date(2025, 1, 31), 30, 12, ended_on=dt.date(2024, 6, 1))
    assert (ended.end(START), ended.notice_day(START), ended.reminder(START)) == (dt.date(2024, 6, 1), None, None)
    later = Term(dt.date(2024, 2, 1), dt.date(2025, 1, 31), 30, 12, ended_on=dt.date(2026, 6, 1))
    assert (later.end(START), later.notice_day(START)) == (dt.date(2026, 6, 1), None)
    assert Term(START, dt.date(2026, 3, 1), ended_on=dt.date(2026, 6, 1)).end(START) == dt.date(2026, 3, 1)
    assert Term(START, ended_on=dt.date(2026, 6, 1)).end(START) == dt.date(2026, 6, 1)
    assert Term(START).end(START) is None


dates = st.integers(0, 900).map(lambda days: START + dt.timedelta(days=days))
deeds = st.builds(
    Deed,
    dates,
    st.one_of(st.none(), st.integers(1, 100)),
    st.one_of(st.none(), st.integers(1, 5).map(Decimal)),
    st.sampled_from(["", "hour", "hours", "piece"]),
)
promises = st.one_of(
    st.integers(1, 300).map(lambda amount: Promise(amount, None, "")),
    st.builds(
        lambda count, unit: Promise(None, Decimal(count), unit), st.integers(1, 6), st.sampled_from(["", "hour"])
    ),
)


@settings(max_examples=80 * ROUNDS)
@given(
    promises, st.sampled_from(Rhythm), st.one_of(st.none(), dates), st.one_of(st.none(), dates), st.lists(deeds), dates
)
def test_each_deed_counts_in_one_span_and_no_day_is_left_out(
    promise: Promise,
    rhythm: Rhythm,
    due: dt.date | None,
    last: dt.date | None,
    known: list[Deed],
    today: dt.date,
) -> None:
    found = list(instances(rhythm, due, START, last, today))
    for before, after in pairwise(found):
        assert before.due is not None
        assert after.first == before.due + dt.timedelta(days=1)
    end = found[-1].due or dt.date.max
    within = [deed for deed in known if START <= deed.day <= end]
    assert sum(each.done for each in fulfilments(promise, found, known, today)) == sum(
        (measured(promise, deed) for deed in within), Decimal(0)
    )
    assert all(done(promise, span, known) == done(promise, span, within) for span in found)
    assert last is None or end <= last
    assert rhythm is Rhythm.ONCE or end >= min(today, last or today)
