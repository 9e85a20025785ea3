"""The roles as chips to choose from."""

from __future__ import annotations

from collections.abc import Sequence

from partnercrm.domain.party import ROLE_WORDS, Role
from ui.common.choices import Option
from ui.words import say

FIRST_ROLES = (Role.PARTNER, Role.SUPPLIER, Role.CUSTOMER, Role.EMPLOYEE, Role.PROSPECT)


def role_options(roles: Sequence[Role]) -> list[Option]:
    """Roles as the options of a row of chips."""
    return [Option(role.value, say(ROLE_WORDS[role])) for role in roles]
