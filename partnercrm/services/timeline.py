"""A party's timeline, newest first and page by page: talks, entries in words, sales, follow-ups, notes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from db.engine import Store
from db.queries import interaction as steps
from db.queries import party as parties
from db.queries import timeline as q
from db.queries.store import facts
from partnercrm.domain.errors import not_found
from partnercrm.domain.interaction import CHANNEL_WORDS, FollowUpState
from partnercrm.domain.interaction_rows import NextStepRow
from partnercrm.domain.money import Amount, Currency
from partnercrm.domain.record import dataclass
from partnercrm.domain.sentences import SaidLine, exchange_sentences
from partnercrm.domain.timeline import (
    Chip,
    TimelineKind,
    TimelineRow,
    Tone,
    bill_chip,
    exchange_title,
    place,
    sale_chip,
    sale_sentences,
    sale_title,
    step_chip,
)
from partnercrm.domain.words import Message, msg
from partnercrm.services.context import Context

if TYPE_CHECKING:
    from sqlalchemy import Connection

LAST_DAY = dt.date(2200, 1, 1)
_Said: TypeAlias = q.SaidInteraction | q.SaidExchange | q.SaidFollowUp | q.SaidNote | q.SaidSale


@dataclass(frozen=True, slots=True)
class _Item:
    """Something that happened and where it stands."""

    kind: TimelineKind
    day: dt.date
    minute: int | None
    said: _Said

    @property
    def place(self) -> tuple[dt.date, int, int, int]:
        return place(self.kind, self.day, self.minute, self.said.id)


def page(
    store: Store, ctx: Context, party: int, before: TimelineRow | None = None, limit: int = 30
) -> list[TimelineRow]:
    """The next rows below `before`, or the newest; fewer than `limit` where the timeline ends. Raises NotFound.

    Merged parties are told of together. A corrected entry is told once, as it stands now.
    """
    with store.read() as connection:
        found = parties.standing(connection, party)
        if found is None:
            raise not_found("person or business")
        items = _items(connection, tuple(parties.family(connection, found.root)), before, limit)
        return _Telling(connection, ctx, found.root, items).rows()


def _items(connection: Connection, family: tuple[int, ...], before: TimelineRow | None, limit: int) -> list[_Item]:
    top = None if before is None else place(before.kind, before.day, before.minute, before.id)
    last = LAST_DAY if before is None else before.day
    found: list[_Item] = []
    while len(found) < limit:
        first = q.first_day(connection, family, last, limit)
        some = _of_span(connection, q.Span(family, first, last))
        found += sorted((item for item in some if top is None or item.place < top), key=_place, reverse=True)
        if first is None:
            break
        last = first - dt.timedelta(days=1)
    return found[:limit]


def _place(item: _Item) -> tuple[dt.date, int, int, int]:
    return item.place


def _of_span(connection: Connection, span: q.Span) -> list[_Item]:
    talked = [_Item(TimelineKind.INTERACTION, i.day, i.minute, i) for i in q.interactions(connection, span)]
    passed = [_Item(TimelineKind.EXCHANGE, e.day, _minute_of(e), e) for e in q.exchanges(connection, span)]
    made = [_at(TimelineKind.FOLLOW_UP, each, each.moment) for each in q.follow_ups_made(connection, span)]
    closed = [_at(TimelineKind.DONE, each, each.moment) for each in q.follow_ups_closed(connection, span)]
    noted = [_at(TimelineKind.NOTE, each, each.moment) for each in q.notes(connection, span)]
    sold = [_Item(TimelineKind.SALE, each.day, each.minute, each) for each in q.sales(connection, span)]
    return [*talked, *passed, *made, *closed, *noted, *sold]


def _at(kind: TimelineKind, said: _Said, moment: dt.datetime) -> _Item:
    local = moment.astimezone()
    return _Item(kind, local.date(), local.hour * 60 + local.minute, said)


def _minute_of(exchange: q.SaidExchange) -> int | None:
    """The time of the talk it came of, else that at which it was entered if that was on the same day."""
    local = exchange.posted_at.astimezone()
    if exchange.minute is not None:
        return exchange.minute
    return local.hour * 60 + local.minute if local.date() == exchange.day else None


class _Telling:
    """Puts the items of one page into words; what they need beside themselves is read once for all."""

    def __init__(self, connection: Connection, ctx: Context, party: int, items: Sequence[_Item]) -> None:
        talks = [item.said.id for item in items if item.kind is TimelineKind.INTERACTION]
        entries = [item.said.id for item in items if item.kind is TimelineKind.EXCHANGE]
        self._items, self._today = items, ctx.today
        self._currency: Currency = facts(connection).currency
        self._name = parties.standings(connection, [party])[0].name
        self._steps = steps.next_steps(connection, talks)
        self._others = q.others(connection, talks, party)
        self._lines = q.lines(connection, entries)
        self._dues = q.open_dues(connection, entries)

    def rows(self) -> list[TimelineRow]:
        return [self._row(item) for item in self._items]

    def _row(self, item: _Item) -> TimelineRow:
        match item.said:
            case q.SaidInteraction():
                return self._interaction(item, item.said)
            case q.SaidExchange():
                return self._exchange(item, item.said)
            case q.SaidFollowUp():
                return self._follow_up(item, item.said)
            case q.SaidSale():
                return self._sale(item, item.said)
            case q.SaidNote():
                title = msg("Note")
                return TimelineRow(
                    item.kind, item.day, item.minute, title, (), item.said.text, None, item.said.id, None
                )

    def _interaction(self, item: _Item, said: q.SaidInteraction) -> TimelineRow:
        channel, others = CHANNEL_WORDS[said.channel], self._others.get(said.id)
        title = msg("{channel}, with {others}", channel=channel, others=", ".join(others)) if others else channel
        step = self._steps.get(said.id)
        return TimelineRow(
            kind=item.kind,
            day=item.day,
            minute=item.minute,
            title=title,
            body=(),
            text="\n".join(filter(None, (said.summary, said.notes))),
            chip=step_chip(step, self._today) if step else None,
            id=said.id,
            uuid=said.uuid,
            channel=said.channel,
        )

    def _exchange(self, item: _Item, said: q.SaidExchange) -> TimelineRow:
        lines = self._lines.get(said.id, [])
        title = exchange_title(lines, said.source)
        if said.credits is not None:
            title = msg("Credit on entry {number}", number=said.credits)
        return TimelineRow(
            kind=item.kind,
            day=item.day,
            minute=item.minute,
            title=title,
            body=self._sentences(said),
            text=said.memo,
            chip=self._exchange_chip(said),
            id=said.id,
            uuid=said.uuid,
            number=said.number,
        )

    def _sale(self, item: _Item, said: q.SaidSale) -> TimelineRow:
        body = tuple(sale_sentences(said.reduction, said.gift_card_amount, said.rest, self._currency))
        title, chip = sale_title(said.price, self._currency), sale_chip(said.price, said.rest)
        return TimelineRow(item.kind, item.day, item.minute, title, body, "", chip, said.id, said.uuid)

    def _sentences(self, said: q.SaidExchange) -> tuple[Message, ...]:
        lines = self._lines.get(said.id, [])
        if said.credits is not None:
            taken = sum(line.value or 0 for line in lines)
            return (msg("{amount} taken off.", amount=Amount(taken, self._currency)),)
        spoken = [SaidLine.of(line, self._currency) for line in lines]
        return tuple(exchange_sentences(self._name, spoken, self._today, said.due_day))

    def _exchange_chip(self, said: q.SaidExchange) -> Chip | None:
        if said.taken_back:
            return Chip(msg("Taken back"))
        if said.id in self._dues:
            return bill_chip(self._dues[said.id], self._today)
        return Chip(msg("Corrected")) if said.replaces else None

    def _follow_up(self, item: _Item, said: q.SaidFollowUp) -> TimelineRow:
        chip = None
        title = msg("Follow-up: {title}", title=said.title)
        if item.kind is TimelineKind.FOLLOW_UP:
            chip = step_chip(NextStepRow(said.id, said.title, said.due, said.state), self._today)
        elif said.state is FollowUpState.DROPPED:
            title = msg("Dropped: {title}", title=said.title)
        else:
            title, chip = msg("Done: {title}", title=said.title), Chip(msg("Done"), Tone.SUCCESS)
        return TimelineRow(item.kind, item.day, item.minute, title, (), "", chip, said.id, said.uuid)
