"""How agreements, their states and what is due are painted and said."""

from __future__ import annotations

import datetime as dt

from partnercrm.columns.agreement import kept_words
from partnercrm.domain.agreement import AGREEMENT_STATE_WORDS, AgreementState
from partnercrm.domain.agreement_rows import AgreementRow, ClauseRow
from partnercrm.domain.clause import CLAUSE_STATE_WORDS, ClauseState, Fulfilment
from partnercrm.domain.dates import due_words
from partnercrm.domain.ledger import Direction
from ui.common.delegates import BadgeDelegate, MutedDelegate, RowDelegate, TextDelegate, WordsDelegate
from ui.common.painting import BadgeSpec
from ui.common.table_view import Table
from ui.theme import Weight
from ui.words import currency, locale, say, tr, trn

_STATE_TONES = {
    AgreementState.RUNNING: "success",
    AgreementState.COMING: "info",
    AgreementState.UNSIGNED: "warning",
    AgreementState.ENDED: "",
}
_CLAUSE_TONES = {
    ClauseState.OPEN: "info",
    ClauseState.PARTLY: "warning",
    ClauseState.FULFILLED: "success",
    ClauseState.LAPSED: "",
}


def state_badge(row: AgreementRow) -> BadgeSpec:
    """Where an agreement stands."""
    return BadgeSpec(say(AGREEMENT_STATE_WORDS[row.state]), _STATE_TONES[row.state], dot=True)


def clause_badge(each: Fulfilment) -> BadgeSpec:
    """How far a promise is kept."""
    return BadgeSpec(say(CLAUSE_STATE_WORDS[each.state]), _CLAUSE_TONES[each.state])


def amount(clause: ClauseRow, each: Fulfilment, *, done: bool) -> str:
    """How much was promised, or done, in words."""
    return say(clause.amount(each.done if done else each.promised, currency()))


def progress(clause: ClauseRow, each: Fulfilment) -> str:
    """`2 of 4 hours`, `25.00 of 200.00`."""
    if each.done == 0:
        return tr("nothing yet of {promised}", promised=amount(clause, each, done=False))
    done = locale().number(each.done) if clause.promise.amount is None else amount(clause, each, done=True)
    return tr("{done} of {promised}", done=done, promised=amount(clause, each, done=False))


def named(clause: ClauseRow) -> str:
    """What is promised: the owner's words, or the kind."""
    return clause.named if isinstance(clause.named, str) else say(clause.named)


def due_line(row: AgreementRow) -> str:
    """What is due next: `due 30 Nov: Oven`."""
    if row.due is None:
        return ""
    due, clause = row.due
    return tr("{due}: {what}", what=named(clause), due=say(due_words(due, row.today)))


def kept_line(row: AgreementRow, side: Direction) -> str:
    """How often a side kept its promises."""
    said = kept_words(row, side)
    return said if isinstance(said, str) else say(said)


def term_line(row: AgreementRow) -> str:
    """From when until when: `1 Feb 2026 to 31 Jan 2027, then goes on by 12 months`."""
    first, end = row.term.from_day, row.end
    if row.term.ended_on is not None:
        if row.term.ended_on < row.today:
            return tr("{first} to {last}, it was ended", first=day(first), last=day(row.term.ended_on))
        return tr("{first} to {last}, then it ends", first=day(first), last=day(row.term.ended_on))
    if end is None:
        return tr("since {first}, open-ended", first=day(first))
    said = tr("{first} to {last}", first=day(first), last=day(end))
    if row.term.renew_months:
        months = trn("{count} month", "{count} months", row.term.renew_months)
        said = tr("{term}, then goes on by {months}", term=said, months=months)
    if row.notice_day is not None:
        said = tr("{term}; notice by {day}", term=said, day=day(row.notice_day))
    return said


def signed_line(row: AgreementRow) -> str:
    """When it was signed and by whom."""
    if row.signed_on is None:
        return tr("Not signed yet")
    if not row.signed_by:
        return tr("Signed on {day}", day=day(row.signed_on))
    return tr("Signed on {day} by {names}", day=day(row.signed_on), names=row.signed_by)


def delegates(table: Table) -> dict[str, RowDelegate]:
    """Who paints the columns of the list."""
    muted = MutedDelegate(table)
    return {
        "title": TextDelegate(table, weight=Weight.Medium),
        "party": muted,
        "kind": muted,
        "state": BadgeDelegate(table, lambda row: [state_badge(row)]),
        "due": WordsDelegate(table, lambda row: [(due_line(row), "text")]),
        "ours": muted,
        "theirs": muted,
    }


def day(which: dt.date) -> str:
    """A day in full: `27 November 2026`."""
    return locale().long_date(which)
