"""The price list per partner: what fits, from when until when, and that it is the default where nobody says a value."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal

import pytest

from partnercrm.domain.agreed_value import AgreedValueDraft
from partnercrm.domain.errors import Invalid, NotFound
from partnercrm.domain.ledger import Basis, ExchangeDraft, Kind
from partnercrm.domain.party import Mode, Role
from partnercrm.services import agreed_value, balance, entry, ledger, merge, undo
from partnercrm.services.context import Context
from partnercrm.services.store import Store
from tests.services.worked_examples import gave, got

DAY = dt.date(2026, 11, 5)
OVEN = Kind.SPACE_AND_EQUIPMENT


@pytest.fixture
def bakery(store: Store, ctx: Context, make_party: Callable[..., int]) -> int:
    """The Daily Grind, with whom an hour of oven is worth 12.00 and a mention 25.00."""
    party = make_party("The Daily Grind", Role.PARTNER, mode=Mode.BALANCED)
    for draft in (
        AgreedValueDraft(party, OVEN, 12_00, "Oven", "hour"),
        AgreedValueDraft(party, Kind.EXPOSURE, 25_00, "Newsletter mention"),
    ):
        agreed_value.add(store, ctx, draft)
    return party


def worth(store: Store, party: int, kind: Kind, unit: str = "", what: str = "", day: dt.date = DAY) -> int | None:
    found = agreed_value.value_for(store, party, kind, day, unit, what)
    return found.value if found else None


def lines_of(store: Store, number: str) -> list[tuple[int | None, Basis]]:
    return [(line.value, line.basis) for line in entry.entry(store, number).lines]


def test_example_c_posts_the_agreed_values(store: Store, ctx: Context, bakery: int) -> None:
    oven = got(OVEN, quantity=Decimal(2), unit="hour", what="oven")
    draft = ExchangeDraft(bakery, DAY, (oven, gave(Kind.EXPOSURE, what="Mention")))
    posted = ledger.post(store, ctx, draft, agreed=True)
    assert lines_of(store, posted.number) == [(24_00, Basis.AGREED), (25_00, Basis.AGREED)]
    found = balance.party_balance(store, bakery, DAY)
    assert (found.to_pay.balance, found.favours.given, found.favours.received) == (0, 25_00, 24_00)
    assert (found.turns.given, found.turns.received) == (1, 1)


def test_a_value_that_is_said_and_a_line_without_a_price_stay(store: Store, ctx: Context, bakery: int) -> None:
    unpriced = got(OVEN, basis=Basis.UNPRICED, quantity=Decimal(2), unit="hour")
    guessed = gave(Kind.EXPOSURE, 30_00, Basis.ESTIMATE)
    posted = ledger.post(store, ctx, ExchangeDraft(bakery, DAY, (guessed, unpriced)), agreed=True)
    assert lines_of(store, posted.number) == [(30_00, Basis.ESTIMATE), (None, Basis.UNPRICED)]
    plain = ledger.post(store, ctx, ExchangeDraft(bakery, DAY, (gave(Kind.EXPOSURE),)))
    assert lines_of(store, plain.number) == [(None, Basis.UNPRICED)]


@pytest.mark.parametrize(
    ("unit", "what", "value"),
    [
        ("hour", "", 12_00),
        ("hours", "the bakery's ovens", 12_00),
        ("h", "oven", 12_00),
        ("hour", "mixer", None),
        ("day", "oven", None),
        ("", "oven", None),
    ],
)
def test_what_and_unit_choose(store: Store, bakery: int, unit: str, what: str, value: int | None) -> None:
    assert worth(store, bakery, OVEN, unit, what) == value


def test_several_of_one_kind_need_to_be_told_apart(store: Store, ctx: Context, bakery: int) -> None:
    agreed_value.add(store, ctx, AgreedValueDraft(bakery, OVEN, 5_00, "Big mixer", "hour"))
    assert worth(store, bakery, OVEN, "hour") is None
    assert worth(store, bakery, OVEN, "hour", "mixer") == 5_00
    agreed_value.add(store, ctx, AgreedValueDraft(bakery, OVEN, 3_00, "", "hour"))
    assert worth(store, bakery, OVEN, "hour") == 3_00
    assert worth(store, bakery, OVEN, "hour", "Cold store") == 3_00
    assert worth(store, bakery, OVEN, "hour", "Oven") == 12_00


def test_days_bound_it_and_the_same_is_not_agreed_twice(store: Store, ctx: Context, bakery: int) -> None:
    ended = agreed_value.listed(store, bakery)[0]
    assert ended.kind is Kind.EXPOSURE
    until = AgreedValueDraft(bakery, Kind.EXPOSURE, 25_00, "Newsletter mention", to_day=dt.date(2026, 10, 31))
    agreed_value.change(store, ctx, ended.id, until)
    dearer = AgreedValueDraft(bakery, Kind.EXPOSURE, 28_00, "newsletter  MENTIONS", from_day=dt.date(2026, 11, 1))
    agreed_value.add(store, ctx, dearer)
    assert worth(store, bakery, Kind.EXPOSURE, day=dt.date(2026, 10, 31)) == 25_00
    assert worth(store, bakery, Kind.EXPOSURE, day=dt.date(2026, 11, 1)) == 28_00
    with pytest.raises(Invalid):
        agreed_value.add(store, ctx, AgreedValueDraft(bakery, Kind.EXPOSURE, 20_00, "newsletter mention"))


def test_it_follows_the_alias_and_an_undo(
    store: Store, ctx: Context, bakery: int, make_party: Callable[..., int]
) -> None:
    keep = make_party("Daily Grind Bakery", Role.PARTNER)
    merge.merge(store, ctx, keep, bakery)
    assert worth(store, keep, Kind.EXPOSURE) == worth(store, bakery, Kind.EXPOSURE) == 25_00
    assert [each.party for each in agreed_value.listed(store, keep)] == [keep, keep]
    undo.undo(store, ctx)
    assert worth(store, keep, Kind.EXPOSURE) is None
    numbers = [each.id for each in agreed_value.listed(store)]
    agreed_value.remove(store, ctx, numbers)
    assert worth(store, bakery, Kind.EXPOSURE) is None
    undo.undo(store, ctx)
    assert [each.id for each in agreed_value.listed(store)] == numbers


def test_half_a_cent_is_rounded_up_once(store: Store, ctx: Context, bakery: int) -> None:
    number = agreed_value.add(store, ctx, AgreedValueDraft(bakery, Kind.GOODS, 5, "Cups", "piece")).value
    found = next(each for each in agreed_value.listed(store) if each.id == number)
    assert [found.worth(Decimal(q)) for q in ("0.5", "1.5", "2.49")] == [3, 8, 12]
    assert found.worth() == 5


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (AgreedValueDraft(None, Kind.GOODS, 1), "party"),
        (AgreedValueDraft(1, Kind.MONEY, 1), "kind"),
        (AgreedValueDraft(1, Kind.GOODS, 0), "value"),
        (AgreedValueDraft(1, Kind.GOODS, 1, from_day=DAY, to_day=dt.date(2026, 1, 1)), "to_day"),
        (AgreedValueDraft(1, Kind.GOODS, 1, "\ud800"), "what"),
    ],
)
def test_what_is_wrong_is_said(draft: AgreedValueDraft, field: str) -> None:
    assert [problem.field for problem in draft.problems()] == [field]


def test_nobody_is_not_found(store: Store, ctx: Context) -> None:
    with pytest.raises(NotFound):
        agreed_value.add(store, ctx, AgreedValueDraft(999, Kind.GOODS, 1))
    with pytest.raises(NotFound):
        agreed_value.remove(store, ctx, [999])
