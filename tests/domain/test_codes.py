"""Codes: the check character finds every single wrong sign and every swap of neighbours."""

from __future__ import annotations

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnercrm.domain import codes
from partnercrm.domain.codes import ALPHABET, LENGTH, LONGEST, CodeKind
from partnercrm.domain.errors import Refused

bodies = st.text(ALPHABET, min_size=1, max_size=LONGEST - 1)


def changed(code: str, place: int, sign: str) -> str:
    return code[:place] + sign + code[place + 1 :]


def swapped(code: str, place: int) -> str:
    return code[:place] + code[place + 1] + code[place] + code[place + 2 :]


@given(bodies)
def test_every_single_wrong_character_is_found(body: str) -> None:
    code = codes.complete(body)
    assert codes.is_right(code)
    wrong = [changed(code, place, sign) for place in range(len(code)) for sign in ALPHABET if sign != code[place]]
    assert not [each for each in wrong if codes.is_right(each)]


@given(bodies)
def test_every_swap_of_neighbours_is_found(body: str) -> None:
    code = codes.complete(body)
    swaps = [swapped(code, place) for place in range(len(code) - 1) if code[place] != code[place + 1]]
    assert not [each for each in swaps if codes.is_right(each)]


def test_every_pair_of_signs_at_every_place_is_told_apart_from_its_swap() -> None:
    """All there is for two neighbours, not a sample: 22 places, 23 x 22 pairs."""
    for place, (one, other) in itertools.product(range(LONGEST - 2), itertools.permutations(ALPHABET, 2)):
        body = "2" * place + one + other + "2" * (LONGEST - 3 - place)
        assert codes.check_character(body) != codes.check_character(swapped(body, place))


def test_the_alphabet_has_no_look_alikes() -> None:
    assert len(set(ALPHABET)) == 23
    for alike in ("0ODQ", "1IL", "2Z", "5S", "8B", "6G", "UVY"):
        assert len(set(alike) & set(ALPHABET)) <= 1


def test_a_code_is_read_however_it_is_typed() -> None:
    code = codes.fresh(CodeKind.GIFT_CARD, random.Random(7).randrange)
    assert len(code) == LENGTH
    assert codes.kind_of(code) is CodeKind.GIFT_CARD
    printed = codes.grouped(code)
    assert printed[5] == "-"
    typed = f" {printed.lower().replace('8', 'b').replace('5', 's')} "
    assert codes.normal(typed) == code
    assert codes.right(typed) == code
    assert codes.kept(typed) == code


def test_what_is_wrong_is_said_in_words_for_the_customer() -> None:
    code = codes.complete("F23456789")
    assert codes.problem(code) is None
    assert str(codes.problem(swapped(code, 3))) == "One character is wrong, please read it again."
    assert str(codes.problem(code[:-1])) == "A code has 10 characters, this one has 9."
    assert str(codes.problem("O" + code[1:])) == "Our codes have no O. Please read it again."
    assert str(codes.problem(codes.complete("23456789A"))) == "One character is wrong, please read it again."
    with pytest.raises(Refused) as refused:
        codes.right(swapped(code, 2))
    assert refused.value.field == "code"


def test_somebody_elses_number_stays_as_it_is() -> None:
    assert codes.kept(" 4006-381 333931 ") == "4006-381 333931"
    assert codes.kind_of("4006381333931") is None
    assert codes.grouped("4006381333931") == "4006381333931"


@pytest.mark.parametrize("body", ["", "O1", "2" * LONGEST])
def test_a_body_of_other_signs_or_too_long_has_no_check_character(body: str) -> None:
    with pytest.raises(ValueError, match="code"):
        codes.check_character(body)
