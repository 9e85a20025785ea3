"""Who is from nearby: the shop's local area is a list of postcode beginnings and towns, as the owner typed them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from partnercrm.domain.record import dataclass
from partnercrm.domain.text import fold
from partnercrm.domain.words import msg

NO_AREA = msg("Say in the settings which postcodes or towns are local.")


@dataclass(frozen=True, slots=True)
class LocalArea:
    """What the owner named, ready to compare."""

    parts: tuple[str, ...]

    @classmethod
    def of(cls, named: Iterable[str]) -> LocalArea:
        """The area of what was named; empty names are left out."""
        return cls(tuple(part for part in (_bare(each) for each in named) if part))

    @property
    def known(self) -> bool:
        """Whether the owner named anything."""
        return bool(self.parts)

    def holds(self, postcode: str, town: str) -> bool | None:
        """Whether an address lies within: its postcode begins so or its town is called so; None without an address."""
        code, place = _bare(postcode), _bare(town)
        if not code and not place:
            return None
        return any(part == place or (_is_postcode(part) and code.startswith(part)) for part in self.parts)

    def holds_any(self, addresses: Sequence[tuple[str, str]]) -> bool | None:
        """Whether one of several addresses (postcode, town) lies within; None where there is none to judge by."""
        found = [said for said in (self.holds(*address) for address in addresses) if said is not None]
        return any(found) if found else None


def _bare(text: str) -> str:
    return "".join(fold(text).split())


def _is_postcode(part: str) -> bool:
    """Postcodes have digits in them, with or without letters."""
    return any(letter.isdigit() for letter in part)
