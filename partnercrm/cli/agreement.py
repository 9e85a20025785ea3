"""Commands about agreements: what both sides promised, how far it is kept, documents, reminders."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from partnercrm.cli import reading
from partnercrm.cli.opened import Shop, shop
from partnercrm.cli.output import emit, rows, say
from partnercrm.cli.parser import WrongUse
from partnercrm.domain.agreement import AgreementDraft, AgreementKind
from partnercrm.domain.agreement_rows import AgreementFilter, AgreementRow, ClauseRow
from partnercrm.domain.changes import Changes
from partnercrm.domain.clause import ClauseDraft, Fulfilment, Rhythm
from partnercrm.domain.ledger import Direction
from partnercrm.services import agreement as agreements
from partnercrm.services import agreement_document as documents
from partnercrm.services import agreement_reminder as reminders
from partnercrm.services import agreement_write as writes


def listed(words: argparse.Namespace) -> None:
    """The agreements there are."""
    with shop(words.store, read_only=True) as opened:
        kind = reading.word(AgreementKind, words.kind, "kind") if words.kind else None
        wanted = AgreementFilter(opened.party(words.party), kind, ended=not words.running)
        rows([_head(row) for row in agreements.listed(opened.store, opened.ctx, wanted)], words.json)


def show(words: argparse.Namespace) -> None:
    """One agreement with both sides beside one another and its documents."""
    with shop(words.store, read_only=True) as opened:
        row = _found(opened, words)
        whole = _whole(opened, row)
        if words.json:
            emit(whole)
            return
        rows([_head(row)], False)
        for side, title in (("we_give", "We give"), ("they_give", "They give")):
            say(f"{title}:")
            for clause in whole[side]:
                say(f"  {clause['said']}: {clause['state']}, {clause['done']} of {clause['promised']}")
        for each in row.documents:
            say(f"Document {each.name}, {each.size} bytes, {each.uuid}")


def fulfilment(words: argparse.Namespace) -> None:
    """Every instance of every promise with how far it is kept."""
    with shop(words.store, read_only=True) as opened:
        if words.agreement:
            found = [_found(opened, words)]
        else:
            found = agreements.listed(opened.store, opened.ctx, AgreementFilter(opened.party(words.party)))
        kept = [
            {"agreement": row.title, **_clause_head(opened, clause), **_instance(opened, clause, each)}
            for row in found
            for clause in row.clauses
            for each in clause.instances
        ]
        rows(kept, words.json)


def table(words: argparse.Namespace) -> None:
    """The table of mutual benefit."""
    with shop(words.store, read_only=True) as opened:
        say_it = opened.ctx.locale.say
        found = [
            {
                "function": row.function,
                "party": row.party.name,
                "party_id": row.party.uuid,
                "for_us": [say_it(each) for each in row.for_us],
                "for_them": [say_it(each) for each in row.for_them],
            }
            for row in agreements.table(opened.store, opened.ctx, opened.party(words.party))
        ]
        rows(found, words.json)


def add(words: argparse.Namespace) -> None:
    """Makes an agreement."""
    with shop(words.store, key=words.op) as opened:
        draft = AgreementDraft(
            title=words.title,
            kind=reading.word(AgreementKind, words.kind, "kind"),
            parties=tuple(opened.party(name) or 0 for name in words.party),
            from_day=reading.day(words.from_day, "from") or opened.ctx.today,
            to_day=reading.day(words.to_day, "to"),
            signed_on=reading.day(words.signed, "signed"),
            signed_by=words.by,
            notice_days=words.notice,
            renew_months=words.renew,
            remind_days=words.remind,
            note=words.note,
        )
        done = writes.add(opened.store, opened.ctx, draft)
        _say(opened, words, done.changes, agreement=done.uuid)


def change(words: argparse.Namespace) -> None:
    """Changes until when an agreement holds, its notice, renewal and reminder, or its note."""
    with shop(words.store, key=words.op) as opened:
        number = agreements.find(opened.store, words.agreement)
        said = {"notice_days": words.notice, "remind_days": words.remind, "note": words.note}
        wanted: dict[str, Any] = {name: value for name, value in said.items() if value is not None}
        if words.to_day is not None:
            wanted["to_day"] = reading.day(words.to_day, "to")
        if words.renew is not None:
            wanted["renew_months"] = words.renew or None
        if not wanted:
            raise WrongUse("say what to change")
        _say_state(opened, words, number, writes.change_term(opened.store, opened.ctx, number, **wanted))


def clause(words: argparse.Namespace) -> None:
    """Adds a promise of one side."""
    if bool(words.given) == bool(words.received):
        raise WrongUse("say either --given or --received")
    with shop(words.store, key=words.op) as opened:
        side = Direction.GIVEN if words.given else Direction.RECEIVED
        said = reading.side(words.given or words.received, side, opened.currency)
        draft = ClauseDraft(
            side=side,
            kind=said.kind,
            amount=said.value,
            count=said.quantity,
            unit=said.unit,
            what=words.what,
            rhythm=reading.word(Rhythm, words.rhythm, "rhythm"),
            due=reading.day(words.due, "due"),
            party=opened.party(words.party),
        )
        number = agreements.find(opened.store, words.agreement)
        done = writes.add_clause(opened.store, opened.ctx, number, draft)
        _say(opened, words, done.changes, clause=done.uuid)


def sign(words: argparse.Namespace) -> None:
    """Says when an agreement was signed."""
    with shop(words.store, key=words.op) as opened:
        number, day = agreements.find(opened.store, words.agreement), reading.day(words.date)
        _say_state(opened, words, number, writes.sign(opened.store, opened.ctx, number, day, words.by))


def end(words: argparse.Namespace) -> None:
    """Ends an agreement early."""
    with shop(words.store, key=words.op) as opened:
        number, day = agreements.find(opened.store, words.agreement), reading.day(words.date)
        _say_state(opened, words, number, writes.end(opened.store, opened.ctx, number, day, words.reason))


def remove(words: argparse.Namespace) -> None:
    """Takes an agreement away."""
    with shop(words.store, key=words.op) as opened:
        row = _found(opened, words)
        _say(opened, words, writes.remove(opened.store, opened.ctx, row.id), removed=row.uuid)


def name(words: argparse.Namespace) -> None:
    """Says which agreement an entry counts for."""
    with shop(words.store, key=words.op) as opened:
        row = _found(opened, words) if words.agreement else None
        changes = writes.name_on(opened.store, opened.ctx, words.number, row.id if row else None)
        _say(opened, words, changes, number=words.number, agreement=row.uuid if row else None)


def remind(words: argparse.Namespace) -> None:
    """Makes the reminders that are missing, and forgets documents that were taken off long ago."""
    with shop(words.store, key=words.op) as opened:
        changes = reminders.remind(opened.store, opened.ctx)
        gone = documents.forget(opened.store, opened.ctx)
        if words.json:
            emit({"made": changes is not None, "forgotten": gone})
            return
        say("Made the reminders that were missing." if changes else "All reminders are there.")
        if gone:
            say(f"Forgot {gone} of the documents that were taken off more than {documents.KEPT_DAYS} days ago.")


def attach(words: argparse.Namespace) -> None:
    """Keeps a document with an agreement."""
    with shop(words.store, key=words.op) as opened:
        number = agreements.find(opened.store, words.agreement)
        done = documents.attach(opened.store, opened.ctx, number, Path(words.file))
        _say(opened, words, done.changes, document=done.uuid, size=done.size, sha256=done.sha256)


def document(words: argparse.Namespace) -> None:
    """Writes a document to a file."""
    with shop(words.store, read_only=True) as opened:
        number = documents.find(opened.store, reading.uuid(words.id))
        documents.save(opened.store, number, Path(words.file))
        emit({"file": words.file}) if words.json else say(f"Wrote {words.file}.")


def detach(words: argparse.Namespace) -> None:
    """Takes a document off."""
    with shop(words.store, key=words.op) as opened:
        number = documents.find(opened.store, reading.uuid(words.id))
        _say(opened, words, documents.detach(opened.store, opened.ctx, number), removed=words.id)


def _found(opened: Shop, words: argparse.Namespace) -> AgreementRow:
    return agreements.get(opened.store, opened.ctx, agreements.find(opened.store, words.agreement))


def _say(opened: Shop, words: argparse.Namespace, changes: Changes, **answer: Any) -> None:
    emit(answer) if words.json else say(f"{opened.ctx.locale.say(changes.said)}.")


def _say_state(opened: Shop, words: argparse.Namespace, number: int, changes: Changes) -> None:
    row = agreements.get(opened.store, opened.ctx, number)
    _say(opened, words, changes, agreement=row.uuid, state=row.state, signed=row.signed_on, to=row.end)


def _head(row: AgreementRow) -> dict[str, Any]:
    due = row.due
    return {
        "id": row.uuid,
        "title": row.title,
        "kind": row.kind,
        "parties": [party.name for party in row.parties],
        "state": row.state,
        "from": row.term.from_day,
        "to": row.end,
        "signed": row.signed_on,
        "notice": row.notice_day,
        "next_due": due[0] if due else None,
        "documents": len(row.documents),
    }


def _whole(opened: Shop, row: AgreementRow) -> dict[str, Any]:
    def side(wanted: Direction) -> list[dict[str, Any]]:
        return [
            {**_clause_head(opened, each), "said": opened.ctx.locale.say(each.words(opened.currency))}
            | (_instance(opened, each, each.now) if each.now else {})
            for each in row.of(wanted)
        ]

    return {
        **_head(row),
        "party_ids": [party.uuid for party in row.parties],
        "signed_by": row.signed_by,
        "notice_days": row.term.notice_days,
        "renew_months": row.term.renew_months,
        "ended": row.term.ended_on,
        "end_reason": row.end_reason,
        "note": row.note,
        "we_give": side(Direction.GIVEN),
        "they_give": side(Direction.RECEIVED),
        "documents": [
            {"id": each.uuid, "name": each.name, "size": each.size, "sha256": each.sha256.hex()}
            for each in row.documents
        ],
    }


def _clause_head(opened: Shop, clause: ClauseRow) -> dict[str, Any]:
    return {
        "clause": clause.uuid,
        "side": clause.side,
        "kind": clause.kind,
        "what": clause.what,
        "unit": clause.promise.unit,
        "measure": "amount" if clause.promise.amount is not None else "count",
        "rhythm": clause.rhythm,
        "party": clause.party.name if clause.party else None,
    }


def _instance(opened: Shop, clause: ClauseRow, each: Fulfilment) -> dict[str, Any]:
    def number(measure: Any) -> Any:
        return opened.money(int(measure)) if clause.promise.amount is not None else measure

    return {
        "from": each.first,
        "due": each.due,
        "promised": number(each.promised),
        "done": number(each.done),
        "state": each.state,
    }
