"""The sentences of what will stand there once a form is saved."""

from __future__ import annotations

import datetime as dt

from partnercrm.domain.ledger import ExchangeDraft, LineDraft
from partnercrm.domain.sentences import SaidLine, exchange_sentences
from ui.common.who import Who
from ui.words import currency, locale, say, tr


def will_stand(draft: ExchangeDraft, who: Who | None, today: dt.date) -> list[str]:
    """One sentence a line; without a party it speaks of *them*."""
    roles = who.roles if who else ()
    lines = [SaidLine.of(line.completed(roles, draft.source), currency()) for line in draft.lines if is_said(line)]
    name = who.name if who else tr("them")
    return [say(each) for each in exchange_sentences(name, lines, today, draft.due_day)]


def is_said(line: LineDraft) -> bool:
    """Whether a half-typed line says enough for a sentence."""
    return line.value is None or line.value > 0


def short_day(day: dt.date, today: dt.date) -> str:
    """A day as a button names it: `27 Oct`, with its year where somebody would ask for it."""
    return locale().day_and_month(day) if day.year == today.year else locale().date(day)
