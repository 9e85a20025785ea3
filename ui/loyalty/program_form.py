"""The form of a program: how it counts, what a point is worth, until when it is good, its rewards."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from partnercrm.domain.loyalty import (
    PROGRAM_WORDS,
    ROUNDING_WORDS,
    ExclusionDraft,
    ExclusionKind,
    ProgramDraft,
    ProgramKind,
    RewardDraft,
    Rounding,
    TierDraft,
)
from partnercrm.domain.loyalty_rows import ProgramRow
from partnercrm.services import loyalty
from ui.common.fields import ChoiceField, DateField, Field, MoneyField, TextField
from ui.common.fields_sheet import FieldsSheet, NumberField, WholeField, read
from ui.common.tab import Shell
from ui.common.widgets import label
from ui.words import currency, say, tr

MOST = 3
"""Rewards, and tiers, that the form has room for; more of them stay as they are."""


class ProgramForm(FieldsSheet):
    """A new program, one from a template, or one to be changed."""

    def __init__(self, shell: Shell, row: ProgramRow | None = None, template: ProgramDraft | None = None) -> None:
        title = tr("New program") if row is None else tr("Change the program")
        super().__init__(shell, title, tr("Start it") if row is None else tr("Save"), width=640)
        self._row, self._template = row, template
        today = shell.session.clock.today
        self.name = TextField(tr("&Name"))
        kinds = [(kind, say(words)) for kind, words in PROGRAM_WORDS.items()]
        self.kind: ChoiceField[ProgramKind] = ChoiceField(tr("&Kind"), kinds)
        self.points = NumberField(tr("&Points"))
        self.per_amount = MoneyField(tr("for every (paid)"), placeholder=tr("each piece"))
        roundings = [(rounding, say(words)) for rounding, words in ROUNDING_WORDS.items()]
        self.rounding: ChoiceField[Rounding] = ChoiceField(tr("Rest"), roundings)
        self.value = NumberField(tr("&Worth of a point"))
        self.cost = NumberField(tr("What it costs us"))
        self.breakage = NumberField(tr("Never used (%)"))
        self.expiry = WholeField(tr("Good for (months)"), placeholder=tr("for ever"))
        self.tier_months = WholeField(tr("Tier by spending of (months)"), placeholder=tr("all"))
        self.offline = NumberField(tr("Cards of other shops, up to"), placeholder=tr("only with a code"))
        self.from_day = DateField(tr("&From"), today)
        self.until_day = DateField(tr("Until"), today, placeholder=tr("open"))
        self.excluded = TextField(tr("Earns nothing"), placeholder=tr("Gift cards"))
        self.rewards = [(TextField(tr("Reward {n}", n=n + 1)), NumberField(tr("for points"))) for n in range(MOST)]
        self.tiers = [
            (TextField(tr("Tier {n}", n=n + 1)), MoneyField(tr("from spending")), NumberField(tr("times")))
            for n in range(MOST)
        ]
        self._lay_out_rows()
        self.kind.combo.currentIndexChanged.connect(lambda _at: self._on_kind())

    def start(self) -> None:
        """Open it, with what is known."""
        today = self.shell.session.clock.today()
        draft = self._row.draft if self._row else self._template
        if draft is None:
            session = self.shell.session
            draft = replace(loyalty.templates_of(session.facts.currency, today)[0], name="", rewards=())
        self._fill(draft)
        self._on_kind()
        self.open(self.name.edit)

    def fields(self) -> dict[str, Field]:
        named: dict[str, Field] = {
            "name": self.name,
            "kind": self.kind,
            "points": self.points,
            "per_amount": self.per_amount,
            "point_value": self.value,
            "point_cost": self.cost,
            "breakage": self.breakage,
            "expiry_months": self.expiry,
            "tier_months": self.tier_months,
            "offline_limit": self.offline,
            "from_day": self.from_day,
            "until_day": self.until_day,
            "tiers": self.tiers[0][0],
        }
        for n, (name, points) in enumerate(self.rewards):
            named |= {f"rewards.{n}.name": name, f"rewards.{n}.points": points}
        for n, (name, spend, factor) in enumerate(self.tiers):
            named |= {f"tiers.{n}.name": name, f"tiers.{n}.from_spend": spend, f"tiers.{n}.factor": factor}
        return named

    def save(self) -> None:
        draft, store, ctx, row = self._draft(), self.shell.session.store, self.ctx, self._row
        if row is None:
            self.shell.tasks.run_write(
                lambda: loyalty.add_program(store, ctx, draft), self.saved, self.refused, owner=self
            )
        else:
            number = row.id
            self.shell.tasks.run_write(
                lambda: loyalty.change_program(store, ctx, number, draft), self.saved, self.refused, owner=self
            )

    # Inside

    def _draft(self) -> ProgramDraft:
        old = self._row.draft if self._row else self._template
        return ProgramDraft(
            name=self.name.value(),
            kind=self.kind.value(),
            points=read(self.points) or Decimal(0),
            per_amount=read(self.per_amount),
            point_value=_minor(read(self.value)),
            from_day=read(self.from_day),
            point_cost=_minor(read(self.cost)),
            breakage=(read(self.breakage) or Decimal(0)) / 100,
            rounding=self.rounding.value(),
            expiry_months=read(self.expiry),
            tier_months=read(self.tier_months),
            offline_limit=read(self.offline),
            until_day=read(self.until_day),
            tiers=self._tiers(old) if self.kind.value() is ProgramKind.TIERS else (),
            rewards=self._rewards(old),
            exclusions=self._exclusions(old),
        )

    def _rewards(self, old: ProgramDraft | None) -> tuple[RewardDraft, ...]:
        known = list(old.rewards) if old else []
        found = []
        for n, (name, points) in enumerate(self.rewards):
            if name.value() or read(points) is not None:
                before = known[n] if n < len(known) else RewardDraft("", Decimal(0))
                found.append(replace(before, name=name.value(), points=read(points) or Decimal(0)))
        return (*found, *known[MOST:])

    def _tiers(self, old: ProgramDraft | None) -> tuple[TierDraft, ...]:
        known = list(old.tiers)[MOST:] if old else []
        found = [
            TierDraft(name.value(), read(spend) or 0, read(factor) or Decimal(1))
            for name, spend, factor in self.tiers
            if name.value() or read(spend) is not None
        ]
        return (*found, *known)

    def _exclusions(self, old: ProgramDraft | None) -> tuple[ExclusionDraft, ...]:
        kept = [bar for bar in (old.exclusions if old else ()) if bar.kind is not ExclusionKind.THING]
        things = (part.strip() for part in self.excluded.value().split(","))
        return (*kept, *(ExclusionDraft(ExclusionKind.THING, thing) for thing in things if thing))

    def _fill(self, draft: ProgramDraft) -> None:
        values: tuple[tuple[Any, Any], ...] = (
            (self.name, draft.name),
            (self.kind, draft.kind),
            (self.points, draft.points),
            (self.per_amount, draft.per_amount),
            (self.rounding, draft.rounding),
            (self.value, _major(draft.point_value)),
            (self.cost, _major(draft.point_cost)),
            (self.breakage, (draft.breakage * 100).normalize() + 0),
            (self.expiry, draft.expiry_months),
            (self.tier_months, draft.tier_months),
            (self.offline, draft.offline_limit),
            (self.from_day, draft.from_day),
            (self.until_day, draft.until_day),
        )
        for field, value in values:
            field.set_value(value)
        things = [bar.what for bar in draft.exclusions if bar.kind is ExclusionKind.THING]
        self.excluded.set_value(", ".join(things))
        for (name, points), reward in zip(self.rewards, draft.rewards, strict=False):
            name.set_value(reward.name)
            points.set_value(reward.points)
        for (name, spend, factor), tier in zip(self.tiers, draft.tiers, strict=False):
            name.set_value(tier.name)
            spend.set_value(tier.from_spend)
            factor.set_value(tier.factor)

    def _on_kind(self) -> None:
        tiered = self.kind.value() is ProgramKind.TIERS
        for row in self.tiers:
            for part in row:
                part.setVisible(tiered)
        self.tier_months.setVisible(tiered)

    def _lay_out_rows(self) -> None:
        self.rows(
            ((self.name, 3), (self.kind, 2)),
            ((self.points, 1), (self.per_amount, 2), (self.rounding, 3)),
            ((self.value, 1), (self.cost, 1), (self.breakage, 1)),
            ((self.expiry, 1), (self.offline, 1), (self.tier_months, 1)),
            ((self.from_day, 1), (self.until_day, 1)),
            ((self.excluded, 1),),
        )
        self.body.addWidget(label(tr("What points are good for"), "group"))
        for name, points in self.rewards:
            self.rows(((name, 3), (points, 1)))
        for tier, spend, factor in self.tiers:
            self.rows(((tier, 2), (spend, 1), (factor, 1)))


def _major(rate: Decimal) -> Decimal:
    """Minor units a point as people write money."""
    return rate.scaleb(-currency().digits).normalize() + 0


def _minor(rate: Decimal | None) -> Decimal:
    return (rate or Decimal(0)).scaleb(currency().digits)
