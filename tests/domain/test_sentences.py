"""The owner's words before saving and for how two stand; the word *owe* stays with money."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnercrm.domain.ledger import Basis, Direction, Kind, LineDraft, Reason, Return, Source
from partnercrm.domain.locale import Locale
from partnercrm.domain.money import Amount, Currency
from partnercrm.domain.sentences import (
    SaidLine,
    exchange_sentences,
    favours_words,
    reciprocity,
    to_pay_words,
    turn_words,
)

EUR = Currency("EUR", 2)
GB, DE = Locale("en_GB"), Locale("de_DE")
TODAY, DUE = dt.date(2026, 11, 25), dt.date(2026, 12, 2)
GIVEN, RECEIVED = Direction.GIVEN, Direction.RECEIVED
GRIND = "The Daily Grind"


def euro(minor: int) -> Amount:
    return Amount(minor, EUR)


def said(*lines: SaidLine, due: dt.date | None = None) -> str:
    return GB.say_all(exchange_sentences(GRIND, lines, TODAY, due))


def line(
    direction: Direction, kind: Kind, what: str = "", quantity: str = "", unit: str = "", asks: Return = Return.IN_KIND
) -> SaidLine:
    return SaidLine(direction, kind, what, quantity=Decimal(quantity) if quantity else None, unit=unit, asks=asks)


def priced(direction: Direction, kind: Kind, minor: int, basis: Basis, what: str = "", quantity: str = "") -> SaidLine:
    number = Decimal(quantity) if quantity else None
    return SaidLine(direction, kind, what, euro(minor), basis, number, "hour" if quantity else "", Return.MONEY)


OVEN_FOR_MONEY = priced(RECEIVED, Kind.SPACE_AND_EQUIPMENT, 2400, Basis.AGREED, "oven", "2")


def test_the_first_story() -> None:
    mention = SaidLine(GIVEN, Kind.EXPOSURE, "newsletter mention", euro(2500), Basis.ESTIMATE)
    oven = line(RECEIVED, Kind.SPACE_AND_EQUIPMENT, "oven", "2", "hour")
    assert said(mention, oven) == (
        "You gave The Daily Grind a newsletter mention (about 25.00). They lent you the oven for 2 hours (no price)."
    )
    assert said(oven, mention) == (
        "The Daily Grind lent you the oven for 2 hours (no price). You gave them a newsletter mention (about 25.00)."
    )


@pytest.mark.parametrize(
    ("kind", "what", "given", "received"),
    [
        (Kind.GOODS, "pastries", "You gave Mark pastries", "Mark gave you pastries"),
        (Kind.GOODS, "", "You gave Mark goods", "Mark gave you goods"),
        (
            Kind.SERVICE,
            "window cleaning",
            "You helped Mark with window cleaning",
            "Mark helped you with window cleaning",
        ),
        (Kind.SERVICE, "", "You did Mark a service", "Mark did you a service"),
        (Kind.DISCOUNT, "rolls", "You gave Mark a discount on rolls", "Mark gave you a discount on rolls"),
        (Kind.DISCOUNT, "", "You gave Mark a discount", "Mark gave you a discount"),
        (Kind.REFERRAL, "Ana", "You sent Mark Ana", "Mark sent you Ana"),
        (Kind.REFERRAL, "", "You sent Mark a customer", "Mark sent you a customer"),
        (Kind.EXPOSURE, "Instagram post", "You gave Mark an Instagram post", "Mark gave you an Instagram post"),
        (Kind.EXPOSURE, "", "You gave Mark a mention", "Mark gave you a mention"),
        (Kind.KNOWLEDGE, "a recipe", "You shared a recipe with Mark", "Mark shared a recipe with you"),
        (Kind.KNOWLEDGE, "", "You shared know-how with Mark", "Mark shared know-how with you"),
        (Kind.TIME_OF_PEOPLE, "stocktaking", "You helped Mark with stocktaking", "Mark helped you with stocktaking"),
        (Kind.TIME_OF_PEOPLE, "", "You lent Mark a hand", "Mark lent you a hand"),
        (Kind.SPACE_AND_EQUIPMENT, "van", "You lent Mark the van", "Mark lent you the van"),
        (Kind.SPACE_AND_EQUIPMENT, "", "You lent Mark space or equipment", "Mark lent you space or equipment"),
        (Kind.POINTS, "", "You gave Mark points", "Mark gave you points"),
        (Kind.POINTS, "40 stamps", "You gave Mark 40 stamps", "Mark gave you 40 stamps"),
    ],
)
def test_a_favour_of_every_kind(kind: Kind, what: str, given: str, received: str) -> None:
    for direction, sentence in ((GIVEN, given), (RECEIVED, received)):
        one = exchange_sentences("Mark", [line(direction, kind, what)], TODAY)
        assert GB.say_all(one) == f"{sentence} (no price)."


@pytest.mark.parametrize(
    ("what", "article"),
    [
        ("newsletter mention", "a newsletter mention"),
        ("ad in the paper", "an ad in the paper"),
        ("Post on Instagram", "a Post on Instagram"),
        ("a mention", "a mention"),
        ("their own shelf", "their own shelf"),
        ("2 posters", "2 posters"),
        ("posters in our window", "posters in our window"),
        ("bus stop poster", "a bus stop poster"),
        ("press coverage", "press coverage"),
        ("publicity for the fair", "publicity for the fair"),
        ("glass", "a glass"),
        ("  mention ", "a mention"),
    ],
)
def test_articles_where_english_wants_them(what: str, article: str) -> None:
    assert said(line(GIVEN, Kind.EXPOSURE, what)) == f"You gave The Daily Grind {article} (no price)."


@pytest.mark.parametrize(
    ("basis", "favour", "trade"),
    [
        (Basis.BILL, "(24.00)", "for 24.00"),
        (Basis.AGREED, "(agreed 24.00)", "for the agreed 24.00"),
        (Basis.PRICE_LIST, "(list price 24.00)", "for the list price of 24.00"),
        (Basis.ESTIMATE, "(about 24.00)", "for about 24.00"),
    ],
)
def test_how_the_value_is_known(basis: Basis, favour: str, trade: str) -> None:
    rolls = SaidLine(RECEIVED, Kind.GOODS, "rolls", euro(2400), basis)
    assert said(rolls) == f"The Daily Grind gave you rolls {favour}."
    assert said(priced(RECEIVED, Kind.GOODS, 2400, basis, "rolls")) == f"You bought rolls from The Daily Grind {trade}."


def test_money_that_passed() -> None:
    paid = SaidLine(RECEIVED, Kind.MONEY, "", euro(12_000), Basis.BILL, asks=Return.MONEY)
    assert said(paid, due=DUE) == "The Daily Grind paid you 120.00."
    assert said(line(GIVEN, Kind.EXPOSURE), paid).endswith("They paid you 120.00.")
    sent = SaidLine(GIVEN, Kind.MONEY, "bill R-881", euro(22_650), Basis.BILL, asks=Return.MONEY)
    assert said(paid, sent) == "The Daily Grind paid you 120.00. You paid them 226.50: bill R-881."
    assert said(line(GIVEN, Kind.MONEY, asks=Return.MONEY)) == "You paid The Daily Grind money."


@pytest.mark.parametrize(
    ("trade", "sentence"),
    [
        (priced(RECEIVED, Kind.GOODS, 23_112, Basis.BILL, "pastries"), "You bought pastries from {} for 231.12"),
        (priced(GIVEN, Kind.GOODS, 23_112, Basis.BILL), "You sold {} goods for 231.12"),
        (priced(RECEIVED, Kind.GOODS, 23_112, Basis.BILL), "You bought goods from {} for 231.12"),
        (priced(GIVEN, Kind.SERVICE, 55_000, Basis.AGREED, "catering"), "You sold {} catering for the agreed 550.00"),
        (priced(RECEIVED, Kind.SERVICE, 60_000, Basis.BILL), "You bought a service from {} for 600.00"),
        (OVEN_FOR_MONEY, "You rented the oven from {} for 2 hours at the agreed 24.00"),
        (priced(GIVEN, Kind.SPACE_AND_EQUIPMENT, 2400, Basis.BILL), "You rented space or equipment to {} for 24.00"),
        (priced(GIVEN, Kind.REFERRAL, 1500, Basis.AGREED), "You sent {} a customer for the agreed 15.00"),
        (priced(GIVEN, Kind.POINTS, 80, Basis.BILL), "You gave {} points for 0.80"),
    ],
)
def test_what_asks_for_money_is_trade_and_has_a_due_day(trade: SaidLine, sentence: str) -> None:
    assert said(trade) == sentence.format(GRIND) + "."
    assert said(trade, due=DUE) == sentence.format(GRIND) + ", due 2 Dec."


def test_trade_without_a_price_says_so() -> None:
    rolls = line(RECEIVED, Kind.GOODS, "rolls", asks=Return.MONEY)
    assert said(rolls, due=DUE) == "You bought rolls from The Daily Grind (no price)."


def test_a_gift_is_called_one() -> None:
    coffee = line(GIVEN, Kind.GOODS, "coffee for the fair", asks=Return.NOTHING)
    assert said(coffee) == "You gave The Daily Grind coffee for the fair, as a gift (no price)."


@pytest.mark.parametrize(
    ("kind", "what", "quantity", "unit", "sentence"),
    [
        (Kind.GOODS, "flour", "10", "kg", "gave you 10 kg of flour"),
        (Kind.GOODS, "", "2.5", "kg", "gave you 2.5 kg"),
        (Kind.GOODS, "croissants", "1200", "", "gave you 1,200 croissants"),
        (Kind.GOODS, "croissants", "12", "piece", "gave you 12 croissants"),
        (Kind.GOODS, "", "12", "", "gave you 12 pieces"),
        (Kind.GOODS, "cake", "1", "piece", "gave you cake"),
        (Kind.POINTS, "", "40", "", "gave you 40 points"),
        (Kind.POINTS, "", "1", "point", "gave you 1 point"),
        (Kind.REFERRAL, "", "2", "", "sent you 2 customers"),
        (Kind.EXPOSURE, "", "3", "", "gave you a mention"),
        (Kind.TIME_OF_PEOPLE, "", "1.5", "hour", "lent you a hand for 1.5 hours"),
        (Kind.TIME_OF_PEOPLE, "stocktaking", "1", "day", "helped you with stocktaking for 1 day"),
        (Kind.GOODS, "", "1", "pieces", "gave you goods"),
        (Kind.TIME_OF_PEOPLE, "", "1", "hours", "lent you a hand for 1 hour"),
        (Kind.SPACE_AND_EQUIPMENT, "back room", "3", "month", "lent you the back room for 3 months"),
        (Kind.SPACE_AND_EQUIPMENT, "tables", "4", "", "lent you 4 tables"),
    ],
)
def test_how_much_of_it(kind: Kind, what: str, quantity: str, unit: str, sentence: str) -> None:
    assert said(line(RECEIVED, kind, what, quantity, unit)) == f"The Daily Grind {sentence} (no price)."


@pytest.mark.parametrize(
    ("reason", "given", "received"),
    [
        (Reason.ROUNDING, "You took 4.62 off as rounding.", "Mark took 4.62 off as rounding."),
        (Reason.CASH_DISCOUNT, "You took 4.62 off for paying early.", "Mark took 4.62 off for paying early."),
        (Reason.FEE, "You took 4.62 off as a fee.", "Mark took 4.62 off as a fee."),
        (Reason.FORGIVEN, "Mark let you off 4.62.", "You let Mark off 4.62."),
        (Reason.SET_OFF, "4.62 that you owed Mark is set off.", "4.62 that Mark owed you is set off."),
        (
            Reason.TRANSFER,
            "4.62 that you owed Mark passes to somebody else.",
            "4.62 that Mark owed you passes to somebody else.",
        ),
        (Reason.CALL_IT_EVEN, "You called it even with Mark (4.62).", "You called it even with Mark (4.62)."),
        (None, "You called it even with Mark (4.62).", "You called it even with Mark (4.62)."),
    ],
)
def test_how_a_rest_is_closed(reason: Reason | None, given: str, received: str) -> None:
    for direction, sentence in ((GIVEN, given), (RECEIVED, received)):
        closing = SaidLine(direction, Kind.ADJUSTMENT, "", euro(462), Basis.BILL, asks=Return.MONEY, reason=reason)
        assert GB.say_all(exchange_sentences("Mark", [closing], TODAY, DUE)) == sentence


def test_calling_it_even_without_a_price() -> None:
    assert (
        said(SaidLine(GIVEN, Kind.ADJUSTMENT, reason=Reason.CALL_IT_EVEN)) == "You called it even with The Daily Grind."
    )


def test_the_name_comes_once_and_as_soon_as_somebody_is_meant() -> None:
    rounding = SaidLine(GIVEN, Kind.ADJUSTMENT, "", euro(2), Basis.BILL, reason=Reason.ROUNDING)
    owed = SaidLine(RECEIVED, Kind.ADJUSTMENT, "", euro(500), Basis.BILL, reason=Reason.SET_OFF)
    mention = line(GIVEN, Kind.EXPOSURE)
    assert said(rounding, mention, owed) == (
        "You took 0.02 off as rounding. You gave The Daily Grind a mention (no price). "
        "5.00 that they owed you is set off."
    )
    assert exchange_sentences(GRIND, [], TODAY) == []


def test_a_draft_is_said_once_it_is_completed() -> None:
    draft = LineDraft(RECEIVED, Kind.GOODS, 23_112, Basis.BILL, Decimal(9), "sacks", "flour")
    sentence = SaidLine.of(draft.completed([], Source.TYPED_IN), EUR)
    assert said(sentence, due=DUE) == "You bought 9 sacks of flour from The Daily Grind for 231.12, due 2 Dec."
    bare = SaidLine.of(LineDraft(GIVEN, Kind.EXPOSURE), EUR)
    assert (bare.value, bare.basis, bare.asks) == (None, Basis.UNPRICED, Return.IN_KIND)


lines = st.builds(
    SaidLine,
    direction=st.sampled_from(Direction),
    kind=st.sampled_from(Kind),
    what=st.text(max_size=20),
    value=st.none() | st.integers(1, 10**15).map(euro),
    basis=st.sampled_from(Basis),
    quantity=st.none() | st.decimals(Decimal("0.0001"), 10**6, places=4),
    unit=st.sampled_from(["", "hour", "piece", "kg", "point", "day", "{x}"]),
    asks=st.sampled_from(Return),
    reason=st.none() | st.sampled_from(Reason),
)


@given(st.lists(lines, max_size=4), st.text(min_size=1, max_size=20), st.none() | st.dates())
def test_every_line_has_its_sentence(every: list[SaidLine], party: str, due: dt.date | None) -> None:
    sentences = exchange_sentences(party, every, TODAY, due)
    assert len(sentences) == len(every)
    for sentence in sentences:
        assert GB.say(sentence).endswith(".")
        assert str(sentence)
        assert "owe " not in sentence.key
    favours = [one for one in every if one.asks is not Return.MONEY and one.kind is not Kind.ADJUSTMENT]
    for favour in favours:
        said_favour = GB.say_all(exchange_sentences("Mark", [SaidLine(favour.direction, favour.kind)], TODAY))
        assert "owe" not in said_favour


def test_to_pay_as_in_the_worked_examples() -> None:
    rows = to_pay_words(euro(12_000), euro(23_112), TODAY, they_due=dt.date(2026, 11, 20), we_due=DUE)
    favours = favours_words(euro(2500), euro(2400))
    assert GB.say_all(rows) == "We owe 231.12, due 2 Dec. They owe 120.00, 5 days late. 111.12 if set off."
    assert GB.say(favours) == "about even"
    barter = to_pay_words(euro(55_000), euro(60_000), TODAY)
    assert GB.say_all(barter) == "We owe 600.00. They owe 550.00. 50.00 if set off."
    assert GB.say_all(to_pay_words(euro(0), euro(5000), TODAY)) == "We owe 50.00."
    assert DE.say_all(to_pay_words(euro(123_450), euro(0), TODAY)) == "They owe 1.234,50."


def test_to_pay_where_nothing_is_due_or_something_is_held() -> None:
    assert GB.say_all(to_pay_words(euro(0), euro(0), TODAY)) == "Nothing to pay."
    assert GB.say_all(to_pay_words(euro(-1500), euro(0), TODAY)) == "We hold 15.00 of theirs."
    assert GB.say_all(to_pay_words(euro(300), euro(-200), TODAY)) == "They owe 3.00. They hold 2.00 of ours."


@pytest.mark.parametrize(
    ("given", "received", "unpriced", "words"),
    [
        (184, 0, (0, 0), "we are ahead by about 1.84"),
        (2500, 0, (0, 0), "we are ahead by about 25"),
        (50_000, 0, (0, 0), "we are ahead by about 500"),
        (0, 123_456, (0, 0), "they are ahead by about 1,235"),
        (1_000, 1, (0, 0), "we are ahead by about 9.99"),
        (2500, 2400, (0, 0), "about even"),
        (10_500, 9_500, (0, 0), "about even"),
        (10_501, 9_499, (0, 0), "we are ahead by about 10"),
        (-500, -500, (0, 0), "about even"),
        (500, -500, (0, 0), "we are ahead by about 10"),
        (2500, 0, (0, 1), "25.00 : 1 without a price"),
        (0, 2500, (3, 0), "3 without a price : 25.00"),
        (2500, 0, (2, 0), "we are ahead by about 25 (without a price: 2 from us, 0 from them)"),
        (2500, 2400, (0, 1), "about even (without a price: 0 from us, 1 from them)"),
        (0, 0, (0, 0), "no favours yet"),
        (0, 0, (2, 2), "about even"),
        (0, 0, (2, 0), "we are 2 favours without a price ahead"),
        (0, 0, (1, 0), "we are 1 favour without a price ahead"),
        (0, 0, (1, 4), "they are 3 favours without a price ahead"),
    ],
)
def test_favours_in_words(given: int, received: int, unpriced: tuple[int, int], words: str) -> None:
    assert GB.say(favours_words(euro(given), euro(received), *unpriced)) == words


@given(*[st.integers(-(10**6), 10**6)] * 2, *[st.integers(0, 5)] * 2)
def test_a_favour_is_never_owed(given: int, received: int, ours: int, theirs: int) -> None:
    words = GB.say(favours_words(euro(given), euro(received), ours, theirs))
    assert "owe" not in words
    mirrored = GB.say(favours_words(euro(received), euro(given), theirs, ours))
    assert words.startswith("we are") == mirrored.startswith("they are")


@pytest.mark.parametrize(
    ("given", "received", "words"), [(1, 1, "even"), (0, 0, "no turns yet"), (2, 1, "their turn"), (0, 1, "our turn")]
)
def test_whose_turn_it_is(given: int, received: int, words: str) -> None:
    assert GB.say(turn_words(given, received)) == words


@pytest.mark.parametrize(
    ("given", "received", "unpriced", "index"),
    [
        (12_000, 8_000, (0, 0), "0.8"),
        (100, 100, (0, 0), "1"),
        (100, 0, (0, 0), "0"),
        (50_000, 0, (0, 0), "0"),
        (2500, 2400, (1, 1), "0.979591836734693877551020408163"),
        (0, 0, (0, 0), None),
        (0, 0, (2, 2), None),
        (-1, 100, (0, 0), None),
        (100, -1, (0, 0), None),
        (2500, 0, (0, 1), None),
        (0, 2500, (1, 0), None),
        (2500, 0, (1, 0), "0"),
    ],
)
def test_reciprocity_and_its_dashes(given: int, received: int, unpriced: tuple[int, int], index: str | None) -> None:
    found = reciprocity(given, received, *unpriced)
    assert (found is None) if index is None else (found is not None and abs(found - Decimal(index)) < Decimal("1e-20"))


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_reciprocity_lies_between_none_and_all_and_looks_alike_from_both_sides(given: int, received: int) -> None:
    index = reciprocity(given, received)
    assert index == reciprocity(received, given)
    assert index is None or 0 <= index <= 1
    assert (index == 1) == (given == received != 0)
