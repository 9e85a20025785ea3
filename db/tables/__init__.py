"""Tables, one file a subject.

`from db.tables import party` imports that file, and SQLAlchemy with it, when one of its tables is first used.
"""

from typing import TYPE_CHECKING

if not TYPE_CHECKING:
    from partnercrm.domain.late import modules_of

    __getattr__ = modules_of(__name__)
