"""What forms offer: whom one deals with most lately, and descriptions that were written before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from db.queries import kept
from db.tables import party as tables
from partnercrm.domain.interaction import Channel, InteractionDraft
from partnercrm.domain.ledger import Basis, Direction, ExchangeDraft, Kind, LineDraft
from partnercrm.domain.suggestion_rows import Past
from partnercrm.domain.words import msg
from partnercrm.services import interaction, ledger, suggestion
from partnercrm.services.context import Context
from partnercrm.services.operations import run
from partnercrm.services.store import Store

MakeParty = Callable[..., int]
TODAY = dt.date(2026, 11, 21)
GIVEN, RECEIVED = Direction.GIVEN, Direction.RECEIVED


def post(store: Store, ctx: Context, party: int, what: str, **more: Any) -> str:
    fields = {"direction": GIVEN, "kind": Kind.EXPOSURE, **more}
    draft = ExchangeDraft(party, TODAY, (LineDraft(what=what, **fields),))
    return ledger.post(store, ctx, draft).number


def talk(store: Store, ctx: Context, *parties: int) -> None:
    interaction.log(store, ctx, InteractionDraft(parties, Channel.CALL, TODAY, summary="x"))


def offered(store: Store, prefix: str, party: int | None = None) -> list[tuple[str, int]]:
    return [(past.what, past.times) for past in suggestion.past_descriptions(store, prefix, party)]


def test_the_latest_and_the_most_frequent_come_first(store: Store, ctx: Context, make_party: MakeParty) -> None:
    often, once, never = make_party("Often", about="Bakery"), make_party("Once"), make_party("Never")
    for _ in range(3):
        talk(store, ctx, often)
    talk(store, ctx, once)
    found = suggestion.recent_parties(store)
    assert [(row.party, row.name, row.about) for row in found] == [(often, "Often", "Bakery"), (once, "Once", "")]
    assert never not in {row.party for row in found}
    assert len(suggestion.recent_parties(store, 1)) == 1


def test_entries_count_and_who_is_put_away_does_not(store: Store, ctx: Context, make_party: MakeParty) -> None:
    posted, archived, merged, root = (make_party(name) for name in ("Posted", "Archived", "Merged", "Root"))
    post(store, ctx, posted, "mention")
    talk(store, ctx, archived, merged)
    with store.write() as connection:
        connection.exec_driver_sql("UPDATE party SET archived_at = 1 WHERE id = ?", (archived,))
    values = {"party_id": merged, "root_id": root}
    run(store, ctx, msg("Merge"), None, ("party",), lambda op: {"alias": op.insert(tables.alias, **values)})
    assert {row.name for row in suggestion.recent_parties(store)} == {"Posted", "Root"}


def test_a_description_brings_what_its_last_line_said(store: Store, ctx: Context, make_party: MakeParty) -> None:
    bakery = make_party("The Daily Grind")
    post(store, ctx, bakery, "Newsletter mention", value=2000, basis=Basis.ESTIMATE)
    post(store, ctx, bakery, "newsletter Mention", value=2500, basis=Basis.AGREED)
    oven = {"direction": RECEIVED, "kind": Kind.SPACE_AND_EQUIPMENT, "quantity": Decimal(2), "unit": "hour"}
    post(store, ctx, bakery, "oven", **oven)
    assert suggestion.past_descriptions(store, "news") == [
        Past("newsletter Mention", Kind.EXPOSURE, GIVEN, 2500, Basis.AGREED, "", None, 2)
    ]
    assert suggestion.past_descriptions(store, "OV") == [
        Past("oven", Kind.SPACE_AND_EQUIPMENT, RECEIVED, None, Basis.UNPRICED, "hour", Decimal(2), 1)
    ]
    assert offered(store, "mention") == []


@pytest.mark.parametrize("typed", ["crème", "CREME", "Crè", " creme b"])
def test_any_spelling_finds_it(store: Store, ctx: Context, make_party: MakeParty, typed: str) -> None:
    post(store, ctx, make_party("The Daily Grind"), "Crème brûlée")
    assert offered(store, typed) == [("Crème brûlée", 1)]


def test_the_same_words_of_another_kind_or_side_stand_by_themselves(
    store: Store, ctx: Context, make_party: MakeParty
) -> None:
    bakery = make_party("The Daily Grind")
    post(store, ctx, bakery, "flyers")
    post(store, ctx, bakery, "flyers", direction=RECEIVED)
    post(store, ctx, bakery, "flyers", kind=Kind.GOODS)
    assert offered(store, "fly") == [("flyers", 1)] * 3


def test_the_party_s_own_come_first_then_the_most_frequent(store: Store, ctx: Context, make_party: MakeParty) -> None:
    bakery, florist = make_party("The Daily Grind"), make_party("Florist")
    for what in ("poster", "post", "poster", "post", "poster", "postcards"):
        post(store, ctx, bakery, what)
    post(store, ctx, florist, "postal help")
    assert offered(store, "post") == [("poster", 3), ("post", 2), ("postal help", 1), ("postcards", 1)]
    assert offered(store, "post", florist) == [("postal help", 1), ("poster", 3), ("post", 2), ("postcards", 1)]
    assert offered(store, "post", bakery)[:3] == [("poster", 3), ("post", 2), ("postcards", 1)]
    assert offered(store, "", florist)[0] == ("postal help", 1)
    assert [what for what, _times in offered(store, "")] == ["postal help", "postcards", "poster", "post"]


def test_a_reversal_teaches_nothing_and_long_texts_are_no_description(
    store: Store, ctx: Context, make_party: MakeParty
) -> None:
    bakery = make_party("The Daily Grind")
    ledger.reverse(store, ctx, post(store, ctx, bakery, "poster"))
    post(store, ctx, bakery, "p" * 121)
    assert offered(store, "p") == [("poster", 1)]
    assert offered(store, "p", bakery) == [("poster", 1)]


def test_what_was_learnt_can_be_learnt_anew(store: Store, ctx: Context, make_party: MakeParty) -> None:
    bakery = make_party("The Daily Grind")
    for what in ("poster", "Poster", "Ölbild"):
        post(store, ctx, bakery, what)
    talk(store, ctx, bakery)
    before = [offered(store, prefix) for prefix in ("", "po", "ol")]
    with store.write() as connection:
        kept.rebuild(connection)
    assert [offered(store, prefix) for prefix in ("", "po", "ol")] == before
    with store.read() as connection:
        assert sum(kept.differences(connection, table) for table in kept.EXPECTED) == 0
