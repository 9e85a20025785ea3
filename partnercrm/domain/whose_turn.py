"""Whose turn it is to give, in words that follow how the two keep score, and what of ours would fit their needs."""

from __future__ import annotations

from collections.abc import Sequence

from partnercrm.domain.favour import guess_kind
from partnercrm.domain.ledger import Kind
from partnercrm.domain.lending_rows import FitRow, OfferRow
from partnercrm.domain.locale import Locale
from partnercrm.domain.party import Mode
from partnercrm.domain.sentences import turn_words
from partnercrm.domain.text import fold, words_of
from partnercrm.domain.words import Message, msg

SHORTEST_WORD = 4
TELLING = (Kind.EXPOSURE, Kind.KNOWLEDGE, Kind.TIME_OF_PEOPLE, Kind.SPACE_AND_EQUIPMENT)
"""Kinds that fit by themselves; of goods and services one is not as good as another."""


def said(mode: Mode, given_days: int, received_days: int) -> Message | None:
    """`our turn`, `their turn`, `even`; to the cent also the days of both. Nothing where the two do not keep score."""
    if mode is Mode.GENEROUS or not given_days + received_days:
        return None
    words = turn_words(given_days, received_days)
    if mode is Mode.STRICT:
        return msg("{said}, {ours} : {theirs}", said=words, ours=given_days, theirs=received_days)
    return words


def fits(needs: Sequence[tuple[str, Kind | None]], offers: Sequence[OfferRow], locale: Locale) -> tuple[FitRow, ...]:
    """Each need of theirs with those of our offers that say one of its longer words, else with those of its kind."""
    return tuple(FitRow(need, _fitting(need, kind, offers, locale)) for need, kind in needs)


def _fitting(need: str, kind: Kind | None, offers: Sequence[OfferRow], locale: Locale) -> tuple[OfferRow, ...]:
    by_word = tuple(offer for offer in offers if _words(need) & _words(offer.text))
    wanted = kind or _hinted(need, locale)
    if by_word or wanted not in TELLING:
        return by_word
    return tuple(offer for offer in offers if (offer.kind or _hinted(offer.text, locale)) is wanted)


def _hinted(text: str, locale: Locale) -> Kind | None:
    """The kind that a word gives away; a service is what is guessed where none does."""
    guessed = guess_kind(text, locale)
    return None if guessed is Kind.SERVICE else guessed


def _words(text: str) -> set[str]:
    return {word.removesuffix("s") for word in words_of(fold(text)) if len(word) >= SHORTEST_WORD}
