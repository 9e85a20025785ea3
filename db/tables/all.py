"""Every table, for the migrations and for whoever needs the whole metadata. To add a subject's file, import it here.

`import db.tables.party`, for `from db.tables import party` waits until one of its tables is used.
"""

from __future__ import annotations

import db.tables.acquisition
import db.tables.agreed_value
import db.tables.agreement
import db.tables.alert
import db.tables.coalition
import db.tables.consignment
import db.tables.feedback
import db.tables.gift_card
import db.tables.interaction
import db.tables.item
import db.tables.joint_buying
import db.tables.joint_product
import db.tables.ledger
import db.tables.lending
import db.tables.loyalty
import db.tables.operation
import db.tables.party
import db.tables.promotion
import db.tables.referral
import db.tables.sale
import db.tables.sale_day
import db.tables.sale_item
import db.tables.search
import db.tables.segment
import db.tables.store
import db.tables.suggestion
import db.tables.supply
import db.tables.team
import db.tables.today
import db.tables.touch
import db.tables.voucher  # noqa: F401
from db.tables.metadata import metadata

__all__ = ["metadata"]
