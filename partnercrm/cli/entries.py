"""Commands that write entries, drafts, settlements and months. An id is printed only after the commit is durable."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from partnercrm.cli import reading, shapes
from partnercrm.cli.opened import Shop, shop
from partnercrm.cli.output import emit, reason, rows, say
from partnercrm.cli.parser import WrongUse
from partnercrm.domain.errors import Refused
from partnercrm.domain.ledger import Direction, ExchangeDraft, Return
from partnercrm.domain.period import month_text, parse_month
from partnercrm.domain.settlement import Wish
from partnercrm.domain.words import Message, msg
from partnercrm.services import draft as drafts
from partnercrm.services import entry as entries
from partnercrm.services import ledger, settlement
from partnercrm.services import period as periods
from partnercrm.services.ledger import Posted

REFUSED = 1


def post(words: argparse.Namespace) -> int | None:
    """One entry from the options, or with --stdin one a line."""
    _check_post(words)
    with shop(words.store, key=words.op) as opened:
        if words.stdin:
            return _post_lines(opened)
        draft = _draft_of(words, opened)
        _say_posted(ledger.post(opened.store, opened.ctx, draft, agreed=True), words, msg("Saved entry {number}"))
    return None


def reverse(words: argparse.Namespace) -> None:
    """Reverses an entry."""
    with shop(words.store, key=words.op) as opened:
        done = ledger.reverse(opened.store, opened.ctx, words.number, words.reason)
        _say_posted(done, words, msg("Reversed in entry {number}"))


def correct(words: argparse.Namespace) -> None:
    """Reverses an entry and prepares a draft of it."""
    with shop(words.store, key=words.op) as opened:
        done = ledger.correct(opened.store, opened.ctx, words.number, words.reason)
        if words.json:
            emit({"reversal": done.reversal, "draft": done.draft_uuid})
        else:
            say(f"Reversed in entry {done.reversal}. Draft {done.draft_uuid} holds the copy.")


def enter_again(words: argparse.Namespace) -> None:
    """Prepares a draft of an entry that was reversed."""
    with shop(words.store, key=words.op) as opened:
        done = ledger.enter_again(opened.store, opened.ctx, words.number)
        if words.json:
            emit({"draft": done.uuid})
        else:
            say(f"Draft {done.uuid} holds the copy.")


def credit(words: argparse.Namespace) -> None:
    """Takes something off an entry."""
    with shop(words.store, key=words.op) as opened:
        value = reading.amount(words.value, opened.currency, "value")
        done = ledger.credit(
            opened.store,
            opened.ctx,
            words.number,
            value,
            reading.day(words.date),
            line=words.line,
            memo=words.memo,
            their_document=words.their_document,
        )
        _say_posted(done, words, msg("Credited in entry {number}"))


def settle(words: argparse.Namespace) -> None:
    """Says which items a payment pays."""
    with shop(words.store, key=words.op) as opened:
        items = [reading.item(text, opened.currency, "item") for text in words.item]
        settlement.settle(opened.store, opened.ctx, words.number, items)
        if words.json:
            emit({"settled_with": words.number, "items": [number for number, _value in items]})
        else:
            say(f"Settled with entry {words.number}.")


def set_off(words: argparse.Namespace) -> None:
    """Sets what they owe off against what we owe."""
    with shop(words.store, key=words.op) as opened:
        value = reading.amount(words.value, opened.currency, "value") if words.value else None
        party = opened.party(words.party) or 0
        day = reading.day(words.date)
        done = settlement.set_off(opened.store, opened.ctx, party, words.document, value, day)
        _say_posted(done, words, msg("Set off in entry {number}"))


def call_even(words: argparse.Namespace) -> None:
    """Closes the favours between us."""
    with shop(words.store, key=words.op) as opened:
        party = opened.party(words.party) or 0
        done = settlement.call_even(opened.store, opened.ctx, party, words.note, reading.day(words.date))
        _say_posted(done, words, msg("Called it even in entry {number}"))


def draft(words: argparse.Namespace) -> None:
    """Lists, posts or deletes drafts."""
    if words.what != "list" and words.id is None:
        raise WrongUse("name the draft by its id; `draft STORE list` shows them")
    with shop(words.store, read_only=words.what == "list") as opened:
        if words.what == "list":
            rows([shapes.draft(opened, row) for row in drafts.listed(opened.store)], words.json)
            return
        number = drafts.find(opened.store, reading.uuid(words.id))
        if words.what == "post":
            _say_posted(ledger.post_draft(opened.store, opened.ctx, number), words, msg("Saved entry {number}"))
        else:
            drafts.delete(opened.store, opened.ctx, (number,))
            emit({"deleted": words.id}) if words.json else say("Deleted the draft.")


def period(words: argparse.Namespace) -> None:
    """Lists, closes, reopens or locks months."""
    if words.what != "list" and words.month is None:
        raise WrongUse("name the month, such as 2026-10")
    with shop(words.store, key=words.op, read_only=words.what == "list") as opened:
        if words.what == "list":
            rows([shapes.period(row) for row in periods.listed(opened.store)], words.json)
            return
        month = parse_month(words.month or "")
        if month is None:
            raise Refused(msg("{text} is not a month. Write it like 2026-10.", text=words.month), "month")
        if words.what == "close":
            changes = periods.close(opened.store, opened.ctx, month)
        elif words.what == "reopen":
            changes = periods.reopen(opened.store, opened.ctx, month, words.reason)
        else:
            changes = periods.lock(opened.store, opened.ctx, month)
        if words.json:
            state = {"close": "closed", "reopen": "open", "lock": "locked"}[words.what]
            emit({"month": month_text(month), "state": state})
        else:
            say(opened.ctx.locale.say(changes.said))


def _check_post(words: argparse.Namespace) -> None:
    """Lines on stdin say everything themselves, the key too."""
    names = "party date given received memo our_document their_document due settles reason op".split()
    own = [getattr(words, name) for name in names]
    if words.stdin and any(own):
        raise WrongUse("with --stdin the lines say everything; leave the other options out")
    if not words.stdin and words.party is None:
        raise WrongUse("say with whom: --party NAME, or read lines with --stdin")


def _draft_of(words: argparse.Namespace, opened: Shop) -> ExchangeDraft:
    lines = [reading.side(text, Direction.GIVEN, opened.currency) for text in words.given]
    lines += [reading.side(text, Direction.RECEIVED, opened.currency) for text in words.received]
    items = [reading.item(text, opened.currency, "settles") for text in words.settles]
    return ExchangeDraft(
        party=opened.party(words.party),
        day=reading.day(words.date) or opened.ctx.today,
        lines=tuple(lines),
        memo=words.memo,
        our_document=words.our_document,
        their_document=words.their_document,
        due_day=reading.day(words.due, "due"),
        settles=tuple(wish for number, value in items for wish in _wishes(opened, number, value, None)),
        reason=words.reason,
    )


def _say_posted(done: Posted, words: argparse.Namespace, said: Message) -> None:
    if words.json:
        emit(_posted(done, getattr(words, "op", "")))
    else:
        say(said.key.format(number=done.number) + ".")


def _posted(done: Posted, key: str) -> dict[str, Any]:
    answer: dict[str, Any] = {"op": key} if key else {}
    answer |= {"exchange": done.exchange, "number": done.number}
    if done.reversed_by is not None:
        answer["reversed_by"] = done.reversed_by
    return answer


def _post_lines(opened: Shop) -> int | None:
    """One JSON object a line in, one transaction each, one object a line out; a refused line does not stop the rest."""
    refused = False
    for text in sys.stdin:
        if not text.strip():
            continue
        key = ""
        try:
            said = _object(text)
            key = reading.text(said, "op")
            done = ledger.post(opened.store, opened.ctx.keyed(key), _line_draft(opened, said), agreed=True)
            emit(_posted(done, key))
        except Refused as error:
            refused = True
            emit({"op": key, "error": reason(error, opened.ctx.locale), "field": error.field})
    return REFUSED if refused else None


def _object(text: str) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused(msg("This line is not JSON. Write one object a line.")) from error
    if not isinstance(said, dict):
        raise Refused(msg("This line is not an object. Write one object a line."))
    return said


def _line_draft(opened: Shop, said: dict[str, Any]) -> ExchangeDraft:
    def party(named: str) -> int:
        return opened.party(named) or 0

    def wishes(number: str, value: int | None, place: int | None) -> list[Wish]:
        return _wishes(opened, number, value, place)

    return reading.exchange(said, party, wishes, opened.currency, opened.ctx.today)


def _wishes(opened: Shop, number: str, value: int | None, place: int | None) -> list[Wish]:
    """What of an entry is to be paid. It says the same whatever was paid meanwhile, so that a retry is a retry."""
    found = entries.entry(opened.store, number)
    lines = [line for line in found.lines if line.asks is Return.MONEY and place in (None, line.position + 1)]
    if not lines or (value is not None and len(lines) > 1):
        raise Refused(msg("Say which line of entry {number} is paid.", number=number), "settles")
    return [Wish(line.id, value) for line in lines]
