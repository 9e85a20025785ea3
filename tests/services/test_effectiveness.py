"""Each partner's score from what really passed, every part with its records, and the days before beside it."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest

from partnercrm.domain.agreed_value import AgreedValueDraft
from partnercrm.domain.agreement import AgreementDraft, AgreementKind
from partnercrm.domain.clause import ClauseDraft, Rhythm
from partnercrm.domain.effectiveness import USUAL, Band, Measure, Part, Scoring
from partnercrm.domain.effectiveness_rows import Effectiveness, PartnerScore
from partnercrm.domain.errors import NotFound
from partnercrm.domain.feedback import ResponseDraft, SurveyDraft, SurveyKind
from partnercrm.domain.figure import Figure
from partnercrm.domain.interaction import Channel, InteractionDraft, StartedBy
from partnercrm.domain.ledger import Basis, Direction, Kind
from partnercrm.domain.party import Role, TieKind
from partnercrm.domain.referral import ReferralDraft, Way
from partnercrm.services import (
    agreed_value,
    agreement_write,
    effectiveness,
    feedback,
    interaction,
    ledger,
    merge,
    referral,
    referral_outcome,
    scoring,
    tie,
)
from partnercrm.services.store import Store
from tests.services.worked_examples import Book, day, gave, got

TODAY = day(11, 30)


def found(store: Store, first: dt.date | None = None, last: dt.date | None = None) -> Effectiveness:
    return effectiveness.figures(store, TODAY, first, last)


def only(store: Store, first: dt.date | None = None, last: dt.date | None = None) -> PartnerScore:
    (row,) = found(store, first, last).partners
    return row


def with_margin(store: Store, book: Book, margin: int = 60) -> None:
    scoring.save(store, book.on(TODAY), Scoring("Mine", USUAL.measures, USUAL.bands, Decimal(margin)))


def test_a_shop_without_partners_has_nobody_to_compare(store: Store, book: Book) -> None:
    book.party("Ana", Role.CUSTOMER)
    assert found(store).partners == ()


def test_a_partner_with_whom_nothing_happened_has_no_score(store: Store, book: Book) -> None:
    book.party("Hillside Roasters", Role.PARTNER)
    row = only(store)
    assert row.figure.value is None
    assert row.trend is None
    assert str(row.figure.missing).startswith("Nothing happened between us")
    assert all(part.value is None for part in row.parts.values())


def test_favours_count_at_what_our_giving_cost_and_bills_do_not(store: Store, book: Book) -> None:
    bakery = book.party("The Daily Grind", Role.PARTNER)
    book.post(bakery, day(11, 5), got(Kind.SPACE_AND_EQUIPMENT, 24_00, Basis.AGREED))
    book.post(bakery, day(11, 5), gave(Kind.EXPOSURE, 25_00, Basis.AGREED, cost=4_00))
    book.post(bakery, day(11, 6), got(Kind.GOODS, 900_00, Basis.BILL))
    row = only(store)
    assert row.parts[Part.NET_BENEFIT].value == 20_00
    assert row.parts[Part.VOLUME].value == 49_00
    assert row.parts[Part.RECIPROCITY].value == pytest.approx(1 - 1 / 49)
    assert len(row.parts[Part.VOLUME].records["exchange"]) == 2
    assert {kind.kind: (kind.given, kind.received) for kind in row.kinds} == {
        Kind.SPACE_AND_EQUIPMENT: (0, 24_00),
        Kind.EXPOSURE: (25_00, 0),
    }


def test_what_was_taken_back_counts_no_more(store: Store, book: Book) -> None:
    bakery = book.party("The Daily Grind", Role.PARTNER)
    book.post(bakery, day(11, 5), got(Kind.TIME_OF_PEOPLE, 24_00, Basis.AGREED))
    number = book.post(bakery, day(11, 6), gave(Kind.TIME_OF_PEOPLE, 60_00, Basis.AGREED))
    before = only(store).parts[Part.NET_BENEFIT].value
    ledger.reverse(store, book.on(day(11, 7)), number)
    assert (before, only(store).parts[Part.NET_BENEFIT].value) == (-36_00, 24_00)


def test_without_a_price_the_coverage_says_so_and_nothing_is_called_mutual(store: Store, book: Book) -> None:
    bakery = book.party("The Daily Grind", Role.PARTNER)
    book.post(bakery, day(11, 5), got(Kind.TIME_OF_PEOPLE), gave(Kind.EXPOSURE, 25_00, Basis.AGREED))
    row = only(store)
    assert row.parts[Part.VOLUME].coverage == 0.5
    assert row.parts[Part.RECIPROCITY].value is None
    assert row.score.coverage < 1


def test_what_they_brought_counts_by_the_margin_and_stays_apart(store: Store, book: Book) -> None:
    bakery, ana, ben = (
        book.party("The Daily Grind", Role.PARTNER),
        book.party("Ana", Role.CUSTOMER),
        book.party("Ben", Role.CUSTOMER),
    )
    for who in (ana, ben):
        draft = ReferralDraft(Way.SENT_US, bakery, who, day(11, 2))
        made = referral.add(store, book.on(day(11, 2)), draft).referral
        if who == ana:
            agreed = AgreedValueDraft(bakery, Kind.REFERRAL, 15_00, from_day=day(11, 1))
            agreed_value.add(store, book.on(day(11, 1)), agreed)
            referral_outcome.win(store, book.on(day(11, 9)), made, value_won=48_00)
    row = only(store)
    assert (row.parts[Part.REFERRALS].value, row.parts[Part.REFERRALS].n) == (1, 2)
    assert row.sourced.value is None
    benefit = row.parts[Part.NET_BENEFIT]
    assert (benefit.value, benefit.n, benefit.coverage) == (15_00, 1, 1.0)
    with_margin(store, book)
    row = only(store)
    assert row.sourced.value == 28_80
    # The introduction counts once: at what is left of what it brought, not at its agreed value beside that.
    benefit = row.parts[Part.NET_BENEFIT]
    assert (benefit.value, benefit.n, benefit.coverage) == (28_80, 1, 1.0)
    assert (row.parts[Part.VOLUME].value, benefit.records["exchange"]) == (15_00, ())
    assert row.influenced.value is None


def test_an_introduction_that_brought_something_earlier_is_no_benefit_of_these_days_again(
    store: Store, book: Book
) -> None:
    bakery, ana = book.party("The Daily Grind", Role.PARTNER), book.party("Ana", Role.CUSTOMER)
    agreed_value.add(store, book.on(day(9, 1)), AgreedValueDraft(bakery, Kind.REFERRAL, 15_00, from_day=day(9, 1)))
    made = referral.add(store, book.on(day(9, 2)), ReferralDraft(Way.SENT_US, bakery, ana, day(9, 2))).referral
    number = referral_outcome.win(store, book.on(day(11, 9)), made, value_won=48_00).number
    with_margin(store, book)
    assert only(store, day(11, 1), TODAY).parts[Part.NET_BENEFIT].value is None
    assert only(store, day(9, 1), day(9, 30)).parts[Part.NET_BENEFIT].value == 28_80
    ledger.credit(store, book.on(day(11, 10)), number, 5_00)
    assert only(store, day(11, 1), TODAY).parts[Part.NET_BENEFIT].value is None


def test_promises_answers_and_content(store: Store, book: Book) -> None:
    bakery = book.party("The Daily Grind", Role.PARTNER)
    clause = ClauseDraft(Direction.RECEIVED, Kind.SPACE_AND_EQUIPMENT, count=Decimal(1), rhythm=Rhythm.MONTHLY)
    draft = AgreementDraft(
        "Oven", AgreementKind.SHARED_RESOURCE, (bakery,), day(9, 1), signed_on=day(9, 1), clauses=(clause,)
    )
    agreement_write.add(store, book.on(day(9, 1)), draft)
    book.post(bakery, day(9, 5), got(Kind.SPACE_AND_EQUIPMENT, quantity=Decimal(1)))
    for number, channel, who in (
        (1, Channel.EMAIL, StartedBy.US),
        (5, Channel.CALL, StartedBy.THEM),
        (6, Channel.CALL, StartedBy.US),
        (9, Channel.CALL, StartedBy.THEM),
    ):
        talk = InteractionDraft((bakery,), channel, day(10, number), summary="Oven", started_by=who)
        interaction.log(store, book.on(day(10, number)), talk)
    survey = feedback.add_survey(store, book.on(day(10, 1)), SurveyDraft("Content", SurveyKind.CSAT, day(10, 1))).id
    for score in (5, 3):
        feedback.respond(store, book.on(day(10, 9)), ResponseDraft(survey, day(10, 9), score, party=bakery))
    row = only(store)
    assert (row.parts[Part.PROMISES].value, row.parts[Part.PROMISES].n) == (0.5, 2)
    assert row.parts[Part.RESPONSIVENESS].value == 4  # a call of ours waits for no answer
    assert row.parts[Part.SATISFACTION].value == 0.75
    assert len(row.parts[Part.SATISFACTION].records["survey_response"]) == 2


def test_the_score_is_recomputed_from_its_parts(store: Store, book: Book) -> None:
    bakery = book.party("The Daily Grind", Role.PARTNER)
    book.post(
        bakery, day(11, 5), got(Kind.TIME_OF_PEOPLE, 300_00, Basis.AGREED), gave(Kind.EXPOSURE, 100_00, Basis.AGREED)
    )
    row = only(store)
    earned = {part.part: (part.measure.weight, part.points) for part in row.score.parts if part.points is not None}
    assert set(earned) == {Part.NET_BENEFIT, Part.VOLUME, Part.RECIPROCITY, Part.YEARS}
    assert earned[Part.NET_BENEFIT] == (25, Fraction(40))
    assert earned[Part.VOLUME] == (10, Fraction(40))
    assert earned[Part.RECIPROCITY] == (15, Fraction(300, 7))
    weights = sum(weight for weight, _points in earned.values())
    expected = sum(weight * (points or 0) for weight, points in earned.values()) / weights
    assert row.figure.value == pytest.approx(float(expected))
    assert row.figure.coverage == pytest.approx(weights / 100)
    assert row.score.gains[0].part is Part.NET_BENEFIT


def test_the_days_before_stand_beside_and_the_best_comes_first(store: Store, book: Book) -> None:
    bakery, roaster = (book.party(name, Role.PARTNER) for name in ("The Daily Grind", "Hillside Roasters"))
    book.post(bakery, day(9, 5), got(Kind.TIME_OF_PEOPLE, 100_00, Basis.AGREED))
    book.post(bakery, day(10, 5), got(Kind.TIME_OF_PEOPLE, 400_00, Basis.AGREED))
    book.post(roaster, day(10, 5), gave(Kind.TIME_OF_PEOPLE, 400_00, Basis.AGREED))
    first, last = day(10, 1), day(10, 30)
    rows = found(store, first, last).partners
    assert [row.name for row in rows] == ["The Daily Grind", "Hillside Roasters"]
    assert rows[0].trend is not None
    assert rows[0].trend > 0
    assert rows[1].before.value is None


def test_merged_partners_are_one(store: Store, book: Book) -> None:
    bakery, double = (book.party(name, Role.PARTNER) for name in ("The Daily Grind", "Daily Grind"))
    for party in (bakery, double):
        book.post(party, day(11, 5), got(Kind.TIME_OF_PEOPLE, 50_00, Basis.AGREED))
    merge.merge(store, book.on(TODAY), bakery, double)
    row = only(store)
    assert (row.party, row.parts[Part.VOLUME].value) == (bakery, 100_00)


def test_the_owner_s_weights_are_saved_with_a_name(store: Store, book: Book) -> None:
    bakery = book.party("The Daily Grind", Role.PARTNER)
    book.post(bakery, day(11, 5), got(Kind.TIME_OF_PEOPLE, 50_00, Basis.AGREED))
    mine = Scoring("Mine", {Part.VOLUME: Measure(10, Decimal(0), Decimal(100))}, (Band(50, "Good"),))
    scoring.save(store, book.on(TODAY), mine)
    row = only(store)
    assert (row.figure.value, row.score.band, row.figure.coverage) == (50.0, "Good", 1.0)
    assert effectiveness.figures(store, TODAY, name="mine").scoring == mine
    with pytest.raises(NotFound):
        effectiveness.figures(store, TODAY, name="Theirs")


def test_presents_are_worth_something_and_are_no_favours(store: Store, book: Book) -> None:
    bakery = book.party("The Daily Grind", Role.PARTNER)
    book.post(bakery, day(11, 5), got(Kind.GOODS, 40_00, Basis.ESTIMATE, gift=True))
    book.post(bakery, day(11, 6), gave(Kind.TIME_OF_PEOPLE, cost=15_00))
    row = only(store)
    net = row.parts[Part.NET_BENEFIT]
    assert (net.value, net.coverage, net.n) == (25_00, 1.0, 2)
    assert len(net.records["exchange"]) == 2
    volume = row.parts[Part.VOLUME]
    assert (volume.value, str(volume.missing)) == (None, "Nothing in these days has a price.")
    assert [kind.kind for kind in row.kinds] == [Kind.TIME_OF_PEOPLE]


def test_trade_alone_is_activity_and_makes_no_score_of_years(store: Store, book: Book) -> None:
    bakery = book.party("The Daily Grind", Role.PARTNER)
    book.post(bakery, day(3, 5), got(Kind.GOODS, 90_00, Basis.BILL))
    row = only(store)
    assert row.parts[Part.YEARS].known
    assert row.figure.value is None
    assert str(row.figure.missing).startswith("Nothing that this way to score counts")


def beside(row: PartnerScore, key: str) -> Figure:
    return next(figure for figure in row.beside if figure.key == key)


def test_what_stands_beside_a_score(store: Store, book: Book) -> None:
    bakery, florist, mill = (book.party(name, Role.PARTNER) for name in ("The Daily Grind", "Market Florist", "Mill"))
    book.post(bakery, day(9, 1), gave(Kind.EXPOSURE, 30_00, Basis.AGREED), gave(Kind.GOODS, 30_00, Basis.ESTIMATE))
    book.post(bakery, day(9, 6), got(Kind.EXPOSURE, 20_00, Basis.AGREED))
    book.post(bakery, day(9, 20), gave(Kind.TIME_OF_PEOPLE))
    for number in range(3):
        guest, when = book.party(f"Guest {number}", Role.CUSTOMER), day(9, 2) if number else day(11, 25)
        made = referral.add(store, book.on(when), ReferralDraft(Way.SENT_US, bakery, guest, when)).referral
        if number != 1:
            referral_outcome.win(store, book.on(when), made, value_won=50_00)
    for other in (florist, mill):
        tie.add_tie(store, book.on(TODAY), bakery, other, TieKind.COLLABORATES_WITH)
    with_margin(store, book)
    row = next(each for each in found(store).partners if each.party == bakery)
    converted = beside(row, "converted")
    assert (converted.value, converted.n) == (0.5, 2)  # the youngest had no time yet
    assert converted.interval is not None
    assert beside(row, "referral_value").value == 20_00
    assert beside(row, "same_kind").value == pytest.approx(2 * 20 / 80)
    assert beside(row, "turns").value == pytest.approx(4 / 5)  # a won customer is a favour too
    assert beside(row, "return_days").value == (1 + 66) / 2
    between = beside(row, "between")
    assert (between.value, between.n) == (1.0, 3)
    quiet = next(each for each in found(store).partners if each.party == mill)
    assert beside(quiet, "between").value == 0
    assert {figure.key for figure in quiet.beside if not figure.known} == {
        *("converted", "referral_value", "referral_cost", "same_kind", "lately", "turns", "return_days")
    }


def test_what_is_long_ago_counts_less(store: Store, book: Book) -> None:
    bakery = book.party("The Daily Grind", Role.PARTNER)
    book.post(bakery, TODAY - dt.timedelta(90), gave(Kind.EXPOSURE, 40_00, Basis.AGREED))
    book.post(bakery, TODAY, got(Kind.EXPOSURE, 20_00, Basis.AGREED))
    row = only(store)
    assert row.parts[Part.RECIPROCITY].value == pytest.approx(2 / 3)
    assert beside(row, "lately").value == pytest.approx(1)


def test_all_partners_are_one_network(store: Store, book: Book) -> None:
    """Each pair counts by itself: taken together the sums are even while neither pair is."""
    bakery, roaster, cup = (book.party(name, Role.PARTNER) for name in ("The Daily Grind", "Roasters", "Cup"))
    for party, given, received in ((bakery, 100_00, 20_00), (roaster, 20_00, 100_00)):
        book.post(
            party,
            day(11, 5),
            gave(Kind.EXPOSURE, given, Basis.AGREED),
            got(Kind.TIME_OF_PEOPLE, received, Basis.AGREED),
        )
    book.post(cup, day(11, 6), gave(Kind.EXPOSURE, 10_00, Basis.AGREED), got(Kind.SPACE_AND_EQUIPMENT))
    together = {figure.key: figure for figure in found(store).together}
    assert together["together"].value == pytest.approx(80 / 240)
    assert together["all_in_one"].value == 1
    assert together["all_volume"].value == 250_00
    assert together["all_volume"].coverage == pytest.approx(5 / 6)
    assert together["all_ahead"].value == 10_00
    assert (together["answered"].value, together["answered"].n) == (1, 6)
    assert all(figure.records["exchange"] for figure in together.values())
    empty = effectiveness.figures(store, TODAY, day(1, 1), day(1, 31)).together
    assert all(figure.missing is not None for figure in empty)
