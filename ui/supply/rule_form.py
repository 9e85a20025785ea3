"""The form of how suppliers are counted: on time and complete, from when one is the only one, what the score weighs."""

from __future__ import annotations

from decimal import Decimal

from partnercrm.domain.concentration import SINGLE_SHARE
from partnercrm.domain.otif import Against, By, OtifRule
from partnercrm.domain.supplier_score import SupplierRule, Weights
from partnercrm.services import supplier_rule
from ui.common.fields import ChoiceField, Field
from ui.common.fields_sheet import FieldsSheet, NumberField, WholeField, read
from ui.common.tab import Shell
from ui.common.widgets import label
from ui.words import tr

BY: tuple[tuple[By, str], ...] = ((By.LINE, "Each item of an order"), (By.ORDER, "Whole orders only"))
AGAINST: tuple[tuple[Against, str], ...] = (
    (Against.PROMISED, "The day they promised"),
    (Against.REQUESTED, "The day we asked for"),
)


class RuleForm(FieldsSheet):
    """Both on time and complete must hold; a little leeway may be given."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, tr("How suppliers are counted"), tr("Save"), width=560)
        self.by: ChoiceField[By] = ChoiceField(tr("Wh&at counts"), [(key, tr(text)) for key, text in BY])
        self.against: ChoiceField[Against] = ChoiceField(
            tr("On time &means by"), [(key, tr(text)) for key, text in AGAINST]
        )
        self.days = WholeField(tr("&Days later is still on time"), placeholder="0")
        self.percent = NumberField(tr("&Percent less is still complete"), placeholder="0")
        self.single = WholeField(tr("A supplier counts as the &only one from (%)"), placeholder="80")
        self.weights = {
            "otif": WholeField(tr("On time and &complete"), placeholder="0"),
            "quality": WholeField(tr("&Quality"), placeholder="0"),
            "price_drift": WholeField(tr("P&rice"), placeholder="0"),
        }
        words = label(
            tr("An order is on time and complete only where both hold. Where one day is not known, the other counts."),
            "muted",
        )
        words.setWordWrap(True)
        self.body.addWidget(words)
        self.rows(
            ((self.by, 1), (self.against, 1)),
            ((self.days, 1), (self.percent, 1)),
            ((self.single, 1),),
        )
        self.body.addWidget(label(tr("How much each counts for the score"), "strong"))
        self.rows([(field, 1) for field in self.weights.values()])

    def start(self) -> None:
        """Read how it is now, then open."""
        store = self.shell.session.store
        self.shell.tasks.run_read(lambda: supplier_rule.rule(store), self._start, owner=self)

    def fields(self) -> dict[str, Field]:
        return {
            "by": self.by,
            "against": self.against,
            "days": self.days,
            "percent": self.percent,
            "single_share": self.single,
            **{f"weights.{key}": field for key, field in self.weights.items()},
        }

    def save(self) -> None:
        otif = OtifRule(self.by.value(), self.against.value(), read(self.days) or 0, read(self.percent) or Decimal(0))
        single = read(self.single)
        weights = Weights(**{key: read(field) or 0 for key, field in self.weights.items()})
        wanted = SupplierRule(otif, SINGLE_SHARE if single is None else single, weights)
        store, ctx = self.shell.session.store, self.ctx
        self.write(lambda: supplier_rule.change(store, ctx, wanted))

    def _start(self, found: SupplierRule) -> None:
        self.by.set_value(found.otif.by)
        self.against.set_value(found.otif.against)
        self.days.set_value(found.otif.days)
        self.percent.set_value(found.otif.percent)
        self.single.set_value(found.single_share)
        for key, weight in found.weights.by_key().items():
            self.weights[key].set_value(weight)
        self.open(self.by.combo)
