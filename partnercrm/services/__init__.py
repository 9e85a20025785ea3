"""What a user can do: one function, one operation, one transaction.

`from partnercrm.services import party` imports that module when one of its functions is first called.
"""

from typing import TYPE_CHECKING

if not TYPE_CHECKING:
    from partnercrm.domain.late import modules_of

    __getattr__ = modules_of(__name__)
