"""The forms of what winning customers cost, and of what others say the local market is."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtWidgets import QWidget

from partnercrm.columns.customer import NotedRow
from partnercrm.domain.acquisition import COST_WORDS, CostDraft, CostKind, MarketDraft
from partnercrm.domain.customer_rule import CustomerRule
from partnercrm.domain.retention import LEAST_TIMES, LONGER, MOST_TIMES
from partnercrm.services import acquisition, customer_rule
from ui.common.fields import ChoiceField, DateField, Field, MoneyField, TextField
from ui.common.fields_sheet import FieldsSheet, NumberField, check_box, may_write, read
from ui.common.tab import Shell
from ui.common.widgets import label
from ui.words import locale, say, tr


def open_cost(shell: Shell) -> None:
    """What was spent on winning customers."""
    if may_write(shell):
        CostForm(shell).start()


def open_market(shell: Shell) -> None:
    """An estimate of the local market."""
    if may_write(shell):
        MarketForm(shell).start()


def open_noted(shell: Shell, row: NotedRow) -> None:
    """What was noted, to change it."""
    if not may_write(shell):
        return
    if isinstance(row.draft, CostDraft):
        CostForm(shell, row.uuid, row.draft).start()
    else:
        MarketForm(shell, row.uuid, row.draft).start()


def open_rule(shell: Shell) -> None:
    """Reads how customers are counted, then opens the form."""
    store = shell.session.store
    if may_write(shell):
        shell.tasks.run_read(
            lambda: customer_rule.rule(store), lambda rule: RuleForm(shell, rule).start(), owner=shell.host()
        )


class CostForm(FieldsSheet):
    """A span without an end is one day."""

    def __init__(self, shell: Shell, known: UUID | None = None, draft: CostDraft | None = None) -> None:
        title = tr("Change what winning customers cost") if known else tr("What winning customers cost")
        super().__init__(shell, title, tr("Save the cost"))
        self._known = known
        today = shell.session.clock.today
        self.kind: ChoiceField[CostKind] = ChoiceField(
            tr("&What for"), [(kind, say(words)) for kind, words in COST_WORDS.items()]
        )
        self.amount = MoneyField(tr("&Amount"))
        self.from_day = DateField(tr("&From"), today, past=True)
        self.to_day = DateField(tr("&To"), today, placeholder=tr("the same day"), past=True)
        self.what = TextField(tr("&Note"), placeholder=tr("200 flyers for the market"))
        self.local = check_box(tr("For people near&by alone"))
        self.rows(
            ((self.kind, 1), (self.amount, 1)),
            ((self.from_day, 1), (self.to_day, 1)),
            ((self.what, 1),),
            ((self.local, 1),),
        )
        hint = tr("It posts nothing: the bill stands where bills stand. An amount for a span counts by days.")
        self.body.addWidget(_hint(hint))
        self._fill(draft)

    def start(self) -> None:
        """Open it."""
        self.open(self.amount.edit)

    def fields(self) -> dict[str, Field]:
        return {
            "kind": self.kind,
            "amount": self.amount,
            "from_day": self.from_day,
            "to_day": self.to_day,
            "what": self.what,
        }

    def save(self) -> None:
        amount, first, last = read(self.amount), read(self.from_day), read(self.to_day)
        first = first or last or self.shell.session.clock.today()
        draft = CostDraft(
            self.kind.value(), amount or 0, first, last or first, self.local.isChecked(), self.what.value()
        )
        store, ctx, known = self.shell.session.store, self.ctx, self._known
        self.write(lambda: acquisition.note_cost(store, ctx, draft, known))

    def _fill(self, draft: CostDraft | None) -> None:
        if draft is None:
            self.from_day.set_value(self.shell.session.clock.today())
            return
        self.kind.set_value(draft.kind)
        self.amount.set_value(draft.amount)
        self.from_day.set_value(draft.from_day)
        self.to_day.set_value(draft.to_day)
        self.what.set_value(draft.what)
        self.local.setChecked(draft.local)


class MarketForm(FieldsSheet):
    """An estimate without its source and its day is not worth keeping."""

    def __init__(self, shell: Shell, known: UUID | None = None, draft: MarketDraft | None = None) -> None:
        title = tr("Change the estimate of the local market") if known else tr("How large the local market is")
        super().__init__(shell, title, tr("Save the estimate"))
        self._known = known
        today = shell.session.clock.today
        self.amount = MoneyField(tr("What people nearby &spend on such things"))
        self.from_day = DateField(tr("&From"), today, past=True)
        self.to_day = DateField(tr("&To"), today, past=True)
        self.source = TextField(tr("&Who says so"), placeholder=tr("Chamber of commerce, report on cafés"))
        self.said_on = DateField(tr("&When they said so"), today, past=True)
        self.rows(((self.amount, 1),), ((self.from_day, 1), (self.to_day, 1)), ((self.source, 2), (self.said_on, 1)))
        hint = tr("An estimate from outside, such as a report or a town's statistics; the newest of a span counts.")
        self.body.addWidget(_hint(hint))
        self._fill(draft)

    def start(self) -> None:
        """Open it."""
        self.open(self.amount.edit)

    def fields(self) -> dict[str, Field]:
        return {
            "amount": self.amount,
            "from_day": self.from_day,
            "to_day": self.to_day,
            "source": self.source,
            "said_on": self.said_on,
        }

    def save(self) -> None:
        today = self.shell.session.clock.today()
        amount, first, last, said = (read(each) for each in (self.amount, self.from_day, self.to_day, self.said_on))
        draft = MarketDraft(amount or 0, first or today, last or today, self.source.value(), said or today)
        store, ctx, known = self.shell.session.store, self.ctx, self._known
        self.write(lambda: acquisition.note_market(store, ctx, draft, known))

    def _fill(self, draft: MarketDraft | None) -> None:
        today = self.shell.session.clock.today()
        self.amount.set_value(draft.amount if draft else None)
        self.from_day.set_value(draft.from_day if draft else today.replace(month=1, day=1))
        self.to_day.set_value(draft.to_day if draft else today.replace(month=12, day=31))
        self.source.set_value(draft.source if draft else "")
        self.said_on.set_value(draft.said_on if draft else today)


class RuleForm(FieldsSheet):
    """How customers are counted: who is silent for too long, and what is left of a sale."""

    def __init__(self, shell: Shell, rule: CustomerRule) -> None:
        super().__init__(shell, tr("How customers are counted"), tr("Save"), width=460)
        self.longer = NumberField(tr("&Silent for longer than usual after how many of their own gaps"))
        self.longer.set_value(rule.longer)
        self.rows(((self.longer, 1),))
        least, most = locale().number(LEAST_TIMES), locale().number(MOST_TIMES)
        usual = locale().number(LONGER)
        gaps = tr(
            "From {least} to {most}; {usual} unless you say otherwise. Who comes every ten days is silent for longer "
            "than usual after 25 days then.",
            least=least,
            most=most,
            usual=usual,
        )
        self.body.addWidget(_hint(gaps))
        self.margin = NumberField(tr("&Left of a sale, in %"), placeholder=tr("not known"))
        self.margin.set_value(rule.margin)
        self.rows(((self.margin, 1),))
        hint = tr(
            "What is left of what a customer pays when the goods are paid. What customers will bring is multiplied by "
            "it; empty counts all they pay."
        )
        self.body.addWidget(_hint(hint))

    def start(self) -> None:
        """Open it."""
        self.open(self.longer.edit)

    def fields(self) -> dict[str, Field]:
        return {"longer": self.longer, "margin": self.margin}

    def save(self) -> None:
        longer = read(self.longer)
        wanted = CustomerRule(read(self.margin), LONGER if longer is None else longer)
        store, ctx = self.shell.session.store, self.ctx
        self.write(lambda: customer_rule.change(store, ctx, wanted))


def _hint(text: str) -> QWidget:
    made = label(text, "muted")
    made.setWordWrap(True)
    return made
