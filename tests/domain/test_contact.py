"""Phone numbers ring alike in any spelling; an e-mail address is told from a slip."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnercrm.domain.contact import email_key, phone_digits, phone_keys, same_phone, valid_email, without_extension

BERLIN = "4930123456"


@pytest.mark.parametrize(
    ("text", "country", "digits"),
    [
        ("+49 30 123456", "GB", BERLIN),
        ("+49 (0)30 123456", "DE", BERLIN),
        ("0049 (0) 30/12 34 56", "DE", BERLIN),
        ("0049 30 123456", "GB", BERLIN),
        ("(+49) 30 123456", "DE", BERLIN),
        ("030 / 12 34-56", "DE", BERLIN),
        ("(030) 123456", "DE", BERLIN),
        ("0 30 12 34 56 Durchwahl 12", "DE", BERLIN),
        ("030 123456 ext. 7", "DE", BERLIN),
        ("030 123456;ext=7", "DE", BERLIN),
        ("٠٣٠١٢٣٤٥٦", "DE", BERLIN),
        ("＋49 30 123456", "DE", BERLIN),
        ("49 30 1234567", "DE", "49301234567"),
        ("4930123", "DE", "494930123"),
        ("(312) 386-5286 x12", "US", "13123865286"),
        ("1-312-386-5286", "US", "13123865286"),
        ("011 49 30 123456", "US", BERLIN),
        ("0011 49 30 123456", "AU", BERLIN),
        ("010 49 30 123456", "JP", BERLIN),
        ("06 1234 5678", "IT", "390612345678"),
        ("8 (495) 123-45-67", "RU", "74951234567"),
        ("810 49 30 123456", "RU", BERLIN),
        ("8123456", "RU", "78123456"),
        ("06 30 123 4567", "HU", "36301234567"),
        ("912 345 678", "ES", "34912345678"),
        ("112", "DE", "112"),
        ("030 123456", "", "030123456"),
        ("no number", "DE", ""),
        ("", "DE", ""),
    ],
)
def test_digits_from_the_calling_code_on(text: str, country: str, digits: str) -> None:
    assert phone_digits(text, country) == digits


@pytest.mark.parametrize(
    ("one", "other", "country", "same"),
    [
        ("+44 20 7946 0000", "020 7946 0000", "GB", True),
        ("020 7946 0000 ext 5", "(020) 7946-0000", "GB", True),
        ("020 7946 0000", "020 7946 0001", "GB", False),
        ("+49 30 123456", "030 123456", "GB", False),
        ("112", "112", "GB", True),
        ("", "", "GB", False),
        ("call me", "n/a", "GB", False),
    ],
)
def test_two_spellings_of_a_number(one: str, other: str, country: str, same: bool) -> None:
    assert same_phone(one, other, country) is same


@pytest.mark.parametrize(
    ("text", "country", "keys"),
    [
        ("030 123456", "DE", (BERLIN, "030123456")),
        ("+49 30 123456", "GB", (BERLIN, "030123456")),
        ("312 386 5286", "US", ("13123865286", "3123865286")),
        ("+39 06 1234 5678", "GB", ("390612345678", "0612345678")),
        ("+7 495 1234567", "DE", ("74951234567", "84951234567")),
        ("+999 12345678", "DE", ("99912345678",)),
        ("112", "DE", ("112",)),
        ("030 123456", "", ("030123456",)),
        ("-", "DE", ()),
    ],
)
def test_a_number_is_found_from_abroad_and_at_home(text: str, country: str, keys: tuple[str, ...]) -> None:
    assert phone_keys(text, country) == keys


@given(st.text("0123456789", min_size=7, max_size=10).filter(lambda digits: digits[0] not in "01"))
def test_every_way_to_write_a_number_rings_alike(number: str) -> None:
    spellings = [
        f"+44 {number}",
        f"+44 (0) {number}",
        f"0044{number}",
        f"0{number[:3]} {number[3:]}",
        f"(0{number[:2]}) {number[2:]} x33",
    ]
    assert {phone_digits(spelling, "GB") for spelling in spellings} == {"44" + number}


@given(st.text(), st.sampled_from(["DE", "US", "RU", "IT", "", "??"]))
def test_any_text_gives_digits_or_nothing(text: str, country: str) -> None:
    digits = phone_digits(text, country)
    assert digits == "" or (digits.isascii() and digits.isdecimal())
    assert all(key for key in phone_keys(text, country))


def test_an_extension_is_kept_out() -> None:
    assert without_extension("030 123456 ext. 7") == "030 123456"
    assert without_extension("030 123456-12") == "030 123456-12"


@pytest.mark.parametrize(
    "text",
    [
        "mark@daily-grind.example",
        "a.b+news@sub.domain.co.uk",
        "o'brien@example.com",
        "x@y.museum",
        '"two words"@example.com',
        'a."b c".d@example.com',
        "üñîçøðé@example.com",
        "mark@bäckerei.example",
        "ana@xn--bckerei-5wa.example",
        "root@[192.0.2.1]",
        "root@[IPv6:2001:db8::1]",
        "root@192.0.2.1",
        "1@2.de",
    ],
)
def test_addresses_that_can_be_written_to(text: str) -> None:
    assert valid_email(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "mark",
        "mark@",
        "@example.com",
        "mark@example",
        "mark@@example.com",
        "mark @example.com",
        " mark@example.com",
        "mark@example.com ",
        "mark@exam ple.com",
        "mark@example..com",
        "mark@.example.com",
        "mark@example.com.",
        "mark@-example.com",
        "mark@example-.com",
        "mark@exa_mple.com",
        "mark@1.2.3.456",
        "mark@1.2",
        "mark@[example]",
        "mark..m@example.com",
        ".mark@example.com",
        "mark.@example.com",
        'a"b"c@example.com',
        '"open@example.com',
        "Mark <mark@example.com>",
        "mark@example.com, ana@example.com",
        "mark@example.com\n",
        "mark\x00@example.com",
        "“mark”@example.com",
        f"{'x' * 65}@example.com",
        f"mark@{'x' * 64}.com",
        f"mark@{'x.' * 125}com",
        f"mark@{'ab.' * 83}com",
        "\ud800@example.com",
    ],
)
def test_addresses_that_cannot_be_written_to(text: str) -> None:
    assert not valid_email(text)


def test_the_longest_address() -> None:
    longest = f"mark@{'ab.' * 82}com"
    assert len(longest) == 254
    assert valid_email(longest)
    assert not valid_email("x" + longest)
    assert valid_email(f"{'x' * 64}@example.com")


# Where a well-known list and we differ, and why.
TOO_ODD = {
    r'very."(),:;<>[]".VERY."very@\\ "very".unusual@strange.address.com': "a quoted part must stand between dots",
    r"\$A12345@address.com": "RFC 5321 has no backslash outside quotes",
    "jacco@mailserver1": "a domain without a dot is a slip of the finger on the internet",
}
FINE_AFTER_ALL = {
    "うえあいお@address.com": "letters of any script since RFC 6531",
    "sql'or'1'='1'or'test@email.com": "odd, but apostrophe and equals sign are allowed",
}


def test_the_well_known_lists(shared: Path) -> None:
    folder = shared / "data/strings"
    listed = {
        name: (folder / f"fuzzdb-{name}-email-addresses.txt").read_text(encoding="utf-8").split("\n")
        for name in ("valid", "invalid")
    }
    assert {text for text in listed["valid"] if text and not valid_email(text)} == set(TOO_ODD)
    assert {text for text in listed["invalid"] if text and valid_email(text)} == set(FINE_AFTER_ALL)


@given(st.emails())
def test_addresses_by_the_book(text: str) -> None:
    assert valid_email(text)


@given(st.text())
def test_any_text_is_an_address_or_not(text: str) -> None:
    assert not valid_email(text) or "@" in text


def test_addresses_are_compared_without_capitals_and_spaces() -> None:
    assert email_key("  Mark@Example.COM ") == email_key("mark@example.com")
    assert email_key("zoe\u0308@example.com") == email_key("zoë@example.com")
    assert email_key("a.b@example.com") != email_key("ab@example.com")
