"""Commands about coalitions: who takes part, what is owed for points, drafts, signatures, and the way back."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import Any

from partnercrm.cli import reading
from partnercrm.cli.opened import Shop, shop
from partnercrm.cli.output import emit, rows, say
from partnercrm.domain.coalition import STATE_WORDS, US, Bearer, Claim, DueWhen, PartnerDraft, Payment, TermsDraft
from partnercrm.domain.coalition_rows import PartnerRow, SettlementRow, SettlementView
from partnercrm.domain.coalition_words import claim_words, earlier_words, left_words, step_words
from partnercrm.domain.words import msg
from partnercrm.services import coalition, loyalty
from partnercrm.services import coalition_settlement as settling
from partnercrm.services.coalition_settlement import Made


def terms(words: argparse.Namespace) -> None:
    """Says what the shops agreed."""
    with shop(words.store, key=words.op) as opened:
        draft = TermsDraft(
            reading.word(DueWhen, words.due, "due"),
            opened.party(words.keeper) or US,
            reading.word(Bearer, words.overspending, "overspending"),
        )
        changes = coalition.set_terms(opened.store, opened.ctx, _program(opened, words), draft)
        answer = {"due": draft.due, "keeper": words.keeper, "overspending": draft.overspending}
        emit(answer) if words.json else say(opened.ctx.locale.say(changes.said) + ".")


def partner(words: argparse.Namespace) -> None:
    """Lets a shop take part."""
    with shop(words.store, key=words.op) as opened:
        draft = PartnerDraft(
            party=opened.party(words.party),
            rate=reading.decimal(words.rate, "rate") * 10**opened.currency.digits,
            earns=not words.redeem_only,
            redeems=not words.earn_only,
            prepaid=words.prepaid,
            alert_value=reading.amount(words.alert, opened.currency, "alert") if words.alert else None,
            from_day=reading.day(words.from_day, "from"),
            until_day=reading.day(words.until_day, "until"),
        )
        done = coalition.save_partner(opened.store, opened.ctx, _program(opened, words), draft)
        if words.json:
            row = next(each for each in coalition.partners(opened.store, opened.ctx) if each.id == done.partner)
            emit(_partner(opened, row))
        else:
            say(opened.ctx.locale.say(done.changes.said) + ".")


def partners(words: argparse.Namespace) -> None:
    """Who takes part, and how each stands."""
    with shop(words.store, read_only=True) as opened:
        program = loyalty.find_program(opened.store, words.program) if words.program else None
        found = coalition.partners(opened.store, opened.ctx, program)
        rows([_partner(opened, row) for row in found], words.json)


def paid(words: argparse.Namespace) -> None:
    """Notes what two partners paid each other."""
    with shop(words.store, key=words.op) as opened:
        payer, payee = opened.party(words.payer) or US, opened.party(words.payee) or US
        amount = reading.amount(words.value, opened.currency, "value")
        day, note = reading.day(words.date) or opened.ctx.today, words.note
        step = Payment(payer, payee, amount)
        coalition.paid_meanwhile(opened.store, opened.ctx, _program(opened, words), step, day, note)
        answer = {"payer": words.payer, "payee": words.payee, "value": opened.money(amount), "date": day}
        emit(answer) if words.json else say("Noted. The next settlement takes it off first.")


def make(words: argparse.Namespace) -> None:
    """Makes a draft."""
    with shop(words.store, key=words.op) as opened:
        until = reading.day(words.until, "until") or opened.ctx.today
        first = reading.day(words.from_day, "from")
        done = settling.make(opened.store, opened.ctx, _program(opened, words), until, first)
        _show(opened, words, settling.view(opened.store, done.settlement))


def show(words: argparse.Namespace) -> None:
    """A settlement with its arithmetic."""
    with shop(words.store, read_only=True) as opened:
        _show(opened, words, settling.view(opened.store, settling.find(opened.store, words.settlement)))


def listed(words: argparse.Namespace) -> None:
    """All settlements."""
    with shop(words.store, read_only=True) as opened:
        rows([_row(opened, row) for row in settling.settlements(opened.store)], words.json)


def sign(words: argparse.Namespace) -> None:
    """Posts a draft that all signed."""
    with shop(words.store, key=words.op) as opened:
        number, day = settling.find(opened.store, words.settlement), reading.day(words.date)
        done = settling.sign(opened.store, opened.ctx, number, words.document, day, words.reason)
        _done(opened, words, done)


def delete(words: argparse.Namespace) -> None:
    """Deletes a draft."""
    with shop(words.store, key=words.op) as opened:
        number = settling.find(opened.store, words.settlement)
        uuid = settling.view(opened.store, number).row.uuid
        settling.delete(opened.store, opened.ctx, number)
        emit({"deleted": uuid}) if words.json else say("Deleted the draft. Its points are open again.")


def reverse(words: argparse.Namespace) -> None:
    """Takes a signed settlement back."""
    with shop(words.store, key=words.op) as opened:
        number = settling.find(opened.store, words.settlement)
        _done(opened, words, settling.reverse(opened.store, opened.ctx, number, words.reason))


def _program(opened: Shop, words: argparse.Namespace) -> int:
    return loyalty.find_program(opened.store, words.program) if words.program else coalition.program_of(opened.store)


def _done(opened: Shop, words: argparse.Namespace, done: Made) -> None:
    if words.json:
        emit({"settlement": done.uuid, "entries": done.numbers})
    else:
        entries = f" Entries: {', '.join(done.numbers)}." if done.numbers else ""
        say(f"{opened.ctx.locale.say(done.changes.said)}.{entries}")


def _show(opened: Shop, words: argparse.Namespace, view: SettlementView) -> None:
    if words.json:
        emit({**_row(opened, view.row), **_arithmetic(opened, view)})
        return
    say_words, currency = opened.ctx.locale.say, opened.currency
    say(f"{view.row.from_day} to {view.row.until_day}: {say_words(STATE_WORDS[view.row.state])}.")
    for claim in view.claims:
        say(say_words(claim_words(claim, view.names, currency)))
    for claim in view.earlier:
        say(say_words(msg("Of earlier months: {claim}", claim=claim_words(claim, view.names, currency))))
    if view.earlier:
        say(say_words(earlier_words(view.earlier, currency)))
    for step in view.steps:
        say(say_words(step_words(step.kind, step.payment, view.names, currency)))
    for party, left in view.left.items():
        told = left_words(view.names[party], left, currency)
        if told is not None:
            say(say_words(told))
    for over in view.overspent:
        what = "more than the card had, borne by" if over.points > 0 else "made up by the card since, borne before by"
        say(f"{over.day} {over.card}: {abs(over.points)} points {what} {over.bearer or 'us'}")


def _row(opened: Shop, row: SettlementRow) -> dict[str, Any]:
    return {
        "id": row.uuid,
        "program": row.program_name,
        "from": row.from_day,
        "until": row.until_day,
        "state": row.state,
        "signed": row.signed_day,
        "document": row.document,
        "shops": row.shops,
        "gross": opened.money(row.gross),
        "payments": row.payments,
        "paid": opened.money(row.paid),
        "entries": row.entries,
    }


def _arithmetic(opened: Shop, view: SettlementView) -> dict[str, Any]:
    """The shops by name, null for us."""

    def named(party: int) -> str | None:
        return view.names[party] or None

    def lines(claims: Iterable[Claim]) -> list[dict[str, Any]]:
        return [
            {
                "debtor": named(each.debtor),
                "creditor": named(each.creditor),
                "points": each.points,
                "overspent": each.overspent,
                "rate": each.rate / 10**opened.currency.digits,
                "value": opened.money(each.value),
            }
            for each in claims
        ]

    return {
        "claims": lines(view.claims),
        "earlier": lines(view.earlier),
        "positions": [{"party": named(party), "value": opened.money(value)} for party, value in view.positions.items()],
        "steps": [
            {
                "kind": step.kind,
                "debtor": named(step.payment.debtor),
                "creditor": named(step.payment.creditor),
                "value": opened.money(step.payment.amount),
            }
            for step in view.steps
        ],
        "held": [{"party": named(party), "value": opened.money(left)} for party, left in view.left.items()],
        "overspent": [
            {
                "date": over.day,
                "card": over.card,
                "shop": over.shop,
                "bearer": over.bearer or None,
                "points": over.points,
            }
            for over in view.overspent
        ],
    }


def _partner(opened: Shop, row: PartnerRow) -> dict[str, Any]:
    draft = row.draft
    return {
        "id": row.uuid,
        "program": row.program_name,
        "party": row.name,
        "earns": draft.earns,
        "redeems": draft.redeems,
        "rate": draft.rate / 10**opened.currency.digits,
        "prepaid": draft.prepaid,
        "they_owe": opened.money(row.they_owe),
        "we_owe": opened.money(row.we_owe),
        "held": opened.money(row.held),
        "alert_value": opened.money(draft.alert_value),
        "alert": row.alert,
        "from": draft.from_day,
        "until": draft.until_day,
    }
