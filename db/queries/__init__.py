"""Questions to the store, one file a subject: connection in, frozen rows out.

`from db.queries import party` imports that file when one of its functions is first called.
"""

from typing import TYPE_CHECKING

if not TYPE_CHECKING:
    from partnercrm.domain.late import modules_of

    __getattr__ = modules_of(__name__)
