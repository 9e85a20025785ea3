"""Ways to score are kept under their names, changed as operations, and never all gone."""

from __future__ import annotations

from decimal import Decimal

import pytest

from partnercrm.domain.effectiveness import USUAL, Band, Measure, Part, Scoring
from partnercrm.domain.errors import Invalid, NotFound, Refused
from partnercrm.services import scoring, undo
from partnercrm.services.context import Context
from partnercrm.services.store import Store

MINE = Scoring("Mine", {Part.YEARS: Measure(3, Decimal("0.5"), Decimal(4))}, (Band(10, "Fine"),), Decimal("61.5"))


def test_the_usual_one_counts_until_another_is_saved_and_comes_back_by_undo(store: Store, ctx: Context) -> None:
    assert scoring.scorings(store).used == USUAL
    done = scoring.save(store, ctx, MINE)
    assert str(done.said) == "Saved the way to score Mine"
    assert scoring.scorings(store).used == MINE
    assert scoring.scorings(store).saved == (USUAL, MINE)
    undo.undo(store, ctx, done.operation)
    assert scoring.scorings(store) == scoring.NONE_YET


def test_a_name_is_kept_once_however_it_is_spelled(store: Store, ctx: Context) -> None:
    scoring.save(store, ctx, MINE)
    other = Scoring(" mine ", MINE.measures, (), None)
    scoring.save(store, ctx, other)
    assert [each.name for each in scoring.scorings(store).saved] == ["Usual", "mine"]


def test_one_is_used_and_removed_by_name_and_the_last_one_stays(store: Store, ctx: Context) -> None:
    scoring.save(store, ctx, MINE)
    scoring.use(store, ctx, "usual")
    assert scoring.scorings(store).used == USUAL
    scoring.remove(store, ctx, "USUAL")
    assert scoring.scorings(store) == scoring.Scorings(MINE, (MINE,))
    with pytest.raises(Refused, match="only one"):
        scoring.remove(store, ctx, "Mine")
    for deed in (scoring.use, scoring.remove):
        with pytest.raises(NotFound):
            deed(store, ctx, "Theirs")


def test_what_cannot_be_counted_with_is_refused(store: Store, ctx: Context) -> None:
    with pytest.raises(Invalid):
        scoring.save(store, ctx, Scoring("", MINE.measures, ()))
    assert scoring.scorings(store) == scoring.NONE_YET
