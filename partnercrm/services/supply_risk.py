"""What may hurt us: who brings each item, what losing one of them would mean, and what is late.

The helpers of figures that suppliers as a whole need too stand here.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from db.queries import item as items
from db.queries import supplier_figures as q
from db.queries import supply as offers
from db.queries.ending import late_orders
from partnercrm.domain.concentration import Concentration, concentration
from partnercrm.domain.figure import Figure, Unit, Value, unknown
from partnercrm.domain.item_rows import ItemRow
from partnercrm.domain.resilience import Loss, Need, Source, losses
from partnercrm.domain.supplier_rows import ItemSupply, SupplyWarning
from partnercrm.domain.supplier_score import SupplierRule
from partnercrm.domain.supply_rows import SupplierItemFilter, SupplierItemRow
from partnercrm.domain.words import Message, msg, plural

if TYPE_CHECKING:
    from sqlalchemy import Connection

Records = Mapping[str, Sequence[int]]

NO_SOURCE = msg("Nobody is known who brings it.")
NO_COVER = msg("Count the stock and say what a day uses of it.")
NO_RECOVERY = msg("Say how long a new supplier would take, or test an alternate.")
NO_MARGIN = msg("Say what a day without it loses.")
EFFECTIVE = "1 ÷ HHI, HHI = Σ share²"
TTS = "Time to survive: stock ÷ (daily use x share lost)"
TTR = "Time to recover: the longer of what they say and we think, or a tested alternate's lead time"
EXPOSURE = "TTR x margin of a day"
CAME = msg("By what came in these days from those who still bring it, else by the shares that were agreed.")
ENDED = SupplierItemFilter(ended=True)
WORST = msg("For the loss that would hurt most; the others go on bringing their share.")
HHI = "HHI = Σ share² x 10,000"


def supplies(connection: Connection, found: Sequence[q.Came], today: dt.date) -> tuple[ItemSupply, ...]:
    """Every item that came or that somebody can bring, by name; `found` are the lines of deliveries."""
    ended = {(row.item, row.party) for row in offers.supplier_items(connection, ENDED) if row.ended_on is not None}
    came: dict[int, list[q.Came]] = defaultdict(list)
    for each in found:
        if (each.item, each.party) not in ended:
            came[each.item].append(each)
    sources: dict[int, list[SupplierItemRow]] = defaultdict(list)
    for row in offers.supplier_items(connection, SupplierItemFilter()):
        sources[row.item].append(row)
    wanted = [row for row in items.listed(connection) if row.id in came or row.id in sources]
    names = q.suppliers(connection)
    return tuple(_item(row, came[row.id], sources[row.id], names, today) for row in wanted)


def _item(
    row: ItemRow, came: Sequence[q.Came], sources: Sequence[SupplierItemRow], names: dict[int, str], today: dt.date
) -> ItemSupply:
    found = _shares(came, sources)
    offered = {each.party: each for each in sources}
    bringing = found.shares if found else {}
    asked = [
        _source(party, Fraction(bringing.get(party, 0)), offered.get(party))
        for party in dict.fromkeys((*bringing, *offered))
    ]
    lost = losses(Need(row.stock, row.daily_use, row.margin_a_day), asked, today)
    records = {"party": tuple(bringing), **delivered(came)}
    shares = tuple((party, names.get(party, ""), float(each)) for party, each in bringing.items())
    return ItemSupply(row.id, row.uuid, row.name, _item_figures(row, found, lost, records), shares, tuple(lost))


def _shares(came: Sequence[q.Came], sources: Sequence[SupplierItemRow]) -> Concentration | None:
    """By the value of what came, by its quantity where there are no prices, else by what was agreed."""
    if came and all(each.value is not None for each in came):
        found = concentration((each.party, each.value or 0) for each in came)
    else:
        found = concentration((each.party, Fraction(each.accepted)) for each in came)
    agreed = [(row.party, Fraction(row.share)) for row in sources if row.share is not None]
    alone = [(sources[0].party, Fraction(1))] if len(sources) == 1 else []
    return found or concentration(agreed) or concentration(alone)


def _source(party: int, share: Fraction, row: SupplierItemRow | None) -> Source:
    if row is None:
        return Source(party, share)
    return Source(party, share, row.lead_days, row.tested_on, row.recover_says, row.recover_we_think)


def _item_figures(
    row: ItemRow, found: Concentration | None, lost: Sequence[Loss], records: Records
) -> tuple[Figure, ...]:
    worst = max(lost, key=_harm, default=None)
    mine = {**records, "item": (row.id,)}
    n = len(found.shares) if found else 0

    def of_worst(
        key: str, title: Message, unit: Unit, value: Value | Fraction | None, gap: Message, how: str
    ) -> Figure:
        return known(key, title, unit, value, NO_SOURCE if worst is None else gap, WORST, n, how, mine)

    return (
        effective("effective_suppliers", found, NO_SOURCE, CAME, mine),
        known("hhi", msg("Concentration"), Unit.NUMBER, found.hhi if found else None, NO_SOURCE, CAME, n, HHI, mine),
        known(
            "largest_share",
            msg("Largest share"),
            Unit.SHARE,
            found.largest[1] if found else None,
            NO_SOURCE,
            CAME,
            n,
            "max share",
            mine,
        ),
        of_worst("survive", msg("We last"), Unit.DAYS, worst.survive if worst else None, NO_COVER, TTS),
        of_worst("recover", msg("Until replaced"), Unit.DAYS, worst.recover if worst else None, NO_RECOVERY, TTR),
        of_worst(
            "exposure",
            msg("At stake"),
            Unit.MONEY,
            worst.exposure if worst else None,
            NO_RECOVERY if worst and worst.recover is None else NO_MARGIN,
            EXPOSURE,
        ),
    )


def _harm(loss: Loss) -> tuple[int, Fraction, Fraction]:
    """What hurts most: the most at stake, then the longest gap, then the largest share."""
    gap = Fraction(loss.recover or 0) - (loss.survive or 0)
    return loss.exposure or 0, gap, loss.share


def effective(key: str, found: Concentration | None, gap: Message, convention: Message, records: Records) -> Figure:
    """As if there were so many equal ones."""
    title = msg("As if you had so many equal suppliers")
    value, n = (found.effective, len(found.shares)) if found else (None, 0)
    return known(key, title, Unit.NUMBER, value, gap, convention, n, EFFECTIVE, records)


# --- what may hurt us


def warnings(
    connection: Connection, known_supplies: Sequence[ItemSupply], rule: SupplierRule, today: dt.date
) -> tuple[SupplyWarning, ...]:
    """Items with one supplier alone or none tested beside them, those that would run out, and orders that are late."""
    found: list[SupplyWarning] = []
    for supply in known_supplies:
        found += _of_item(supply, rule)
    return (*found, *_late_orders(connection, today))


def _of_item(supply: ItemSupply, rule: SupplierRule) -> list[SupplyWarning]:
    found = []
    for loss in supply.losses:
        name = next(name for party, name, _share in supply.shares if party == loss.party)
        percent = float(loss.share * 100)
        records = {"party": (loss.party,), "item": (supply.item,)}
        words = {"name": name, "item": supply.name}
        if percent >= rule.single_share:
            said = msg("{name} alone brings {item}: {percent} of 100", percent=round(percent), **words)
            found.append(SupplyWarning("single", said, percent, supply.item, loss.party, records))
            if not loss.alternates:
                said = msg("Nobody was tested who could bring {item} instead of {name}", **words)
                found.append(SupplyWarning("untested", said, percent, supply.item, loss.party, records))
        if loss.at_risk and loss.survive is not None and loss.recover is not None:
            gap = float(loss.recover - loss.survive)
            said = msg(
                "{item}: enough for {days} without {name}, {more} until others bring it",
                days=_days(int(loss.survive)),
                more=_days(loss.recover),
                **words,
            )
            found.append(SupplyWarning("at_risk", said, gap, supply.item, loss.party, records))
    return found


def _days(count: int) -> Message:
    return plural("{count} day", "{count} days", count)


def _late_orders(connection: Connection, today: dt.date) -> list[SupplyWarning]:
    found = []
    for order in late_orders(connection, today):
        days = (today - order.expected).days
        said = plural("{name} is {count} day late", "{name} is {count} days late", days, name=order.name)
        records = {"purchase_order": (order.order,), "party": (order.party,)}
        found.append(SupplyWarning("late", said, days, None, order.party, records))
    return found


def delivered(lines: Iterable[q.Came]) -> Records:
    """The deliveries of these lines, each once."""
    return {"delivery": tuple(dict.fromkeys(each.delivery for each in lines))}


def known(
    key: str,
    title: Message,
    unit: Unit,
    value: Value | Fraction | None,
    gap: Message,
    convention: Message,
    n: int,
    formula: str,
    records: Records,
) -> Figure:
    """A figure of a value, or, where it is None, of what is missing (`gap`)."""
    if value is None:
        return unknown(key, title, unit, gap, convention, n=n, formula=formula, records=records)
    shown = float(value) if isinstance(value, Fraction) else value
    return Figure(key, title, unit, shown, convention, n, formula, records)
