"""All partners as one network of giving: how mutual it is as a whole, beside how much passes in it.

The shop sees its own flows only, so the network is a star around it. Each pair counts by itself: what one partner is
behind, another is not ahead for. Taken all together the sums may look mutual while no pair is, so both are told.
"""

from __future__ import annotations

from collections.abc import Sequence

from db.queries import effectiveness as q
from partnercrm.domain import network
from partnercrm.domain.figure import Figure, Unit, share, unknown
from partnercrm.domain.sentences import reciprocity
from partnercrm.domain.words import Message, msg
from partnercrm.services.effectiveness_ground import Ground
from partnercrm.services.effectiveness_parts import GL, NO_FAVOURS, NO_PRICE, entries, priced_share, sums

US = 0
"""In a network of row ids."""

SQUARTINI = "Σ min(w_ij, w_ji) ÷ Σ w_ij (Squartini, Picciolo, Ruzzenenti, Garlaschelli 2013)"
TIES = "ties with a tie back ÷ ties, however thin (as networkx counts), Wilson 95 %"


def together(partners: Sequence[int], ground: Ground) -> tuple[Figure, ...]:
    """The figures of the whole network of these partners."""
    found = {party: kinds for party in partners if (kinds := ground.kinds(party))}
    return tuple(make(found) for make in (_mutual, _all_in_one, _volume, _ahead, _returned))


_Found = dict[int, list[q.KindOf]]


def _all(found: _Found) -> list[q.KindOf]:
    return [kind for kinds in found.values() for kind in kinds]


def _priced(found: _Found) -> _Found:
    """Those whose favours can be compared: both sides have a price, and none is below zero."""
    return {party: kinds for party, kinds in found.items() if reciprocity(*sums(kinds)) is not None}


def _flows(found: _Found) -> dict[tuple[int, int], int]:
    flows = {}
    for party, kinds in found.items():
        given, received, *_unpriced = sums(kinds)
        flows.update({(US, party): given, (party, US): received})
    return {tie: weight for tie, weight in flows.items() if weight > 0}


def _made(
    key: str, title: Message, unit: Unit, value: float | int | None, convention: Message, formula: str, found: _Found
) -> Figure:
    """A figure of these pairs; without a value it says what is missing."""
    kinds = _all(found)
    records, lines = {"exchange": entries(kinds)}, max(0, sum(kind.lines for kind in kinds))
    if value is None:
        missing = NO_PRICE if kinds else NO_FAVOURS
        return unknown(key, title, unit, missing, convention, n=lines, formula=formula, records=records)
    return Figure(key, title, unit, value, convention, lines, formula, records, priced_share(kinds))


def _mutual(found: _Found) -> Figure:
    value = network.reciprocity(_flows(_priced(found)))
    said = msg(
        "Of all favours, what was returned by the partner who had them; where a side has no price the partner is left "
        "out."
    )
    known = None if value is None else float(value)
    priced = _priced(found) if value is not None else found
    return _made("together", msg("How mutual, one by one"), Unit.SHARE, known, said, SQUARTINI, priced)


def _all_in_one(found: _Found) -> Figure:
    priced = _priced(found)
    value = reciprocity(*sums(_all(priced))) if priced else None
    said = msg("As if all partners were one. Far above the other, some give much and others have much.")
    known = None if value is None else float(value)
    return _made("all_in_one", msg("How mutual, all in one"), Unit.SHARE, known, said, GL, priced or found)


def _volume(found: _Found) -> Figure:
    given, received, *_unpriced = sums(_all(found))
    said = msg("The value of favours both ways with all partners; bills are no favours.")
    value = given + received if priced_share(_all(found)) else None
    return _made("all_volume", msg("Favours both ways"), Unit.MONEY, value, said, "Σ (G + R)", found)


def _ahead(found: _Found) -> Figure:
    balances = network.balances(_flows(found))
    said = msg("What we gave less what we had, priced favours only; below zero they are ahead.")
    value = balances.get(US) if priced_share(_all(found)) else None
    return _made("all_ahead", msg("We are ahead by"), Unit.MONEY, value, said, "Σ (G - R)", found)


def _returned(found: _Found) -> Figure:
    """Each direction is a tie, also where it has no price."""
    ties = {}
    for party, kinds in found.items():
        given, received, no_given, no_received = sums(kinds)
        ties[US, party], ties[party, US] = int(given > 0 or no_given > 0), int(received > 0 or no_received > 0)
    hits, count = network.returned_ties(ties)
    said = msg("Of all who gave to one another, us among them, how many had anything back, priced or not.")
    records = {"exchange": entries(_all(found))}
    title = msg("Giving that was answered")
    return share("answered", title, hits, count, NO_FAVOURS, said, formula=TIES, records=records)
