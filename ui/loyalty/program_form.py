"""The form of a program: how it counts, what a point is worth, until when it is good, its rewards."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from partnercrm.domain.loyalty import (
    PROGRAM_WORDS,
    ROUNDING_WORDS,
    ExclusionDraft,
    ProgramDraft,
    ProgramKind,
    RewardDraft,
    Rounding,
    TierDraft,
)
from partnercrm.domain.loyalty_rows import ProgramRow
from partnercrm.services import loyalty
from ui.common.block_list import BlockList
from ui.common.fields import ChoiceField, DateField, Field, MoneyField, TextField
from ui.common.fields_sheet import FieldsSheet, NumberField, WholeField, read
from ui.common.tab import Shell
from ui.common.widgets import label
from ui.loyalty.program_blocks import ExclusionBlock, RewardBlock, TierBlock
from ui.words import currency, say, tr


class ProgramForm(FieldsSheet):
    """A new program, one from a template, or one to be changed."""

    def __init__(self, shell: Shell, row: ProgramRow | None = None, template: ProgramDraft | None = None) -> None:
        title = tr("New program") if row is None else tr("Change the program")
        super().__init__(shell, title, tr("Start it") if row is None else tr("Save"), width=680)
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
        self.rewards: BlockList[RewardDraft] = BlockList(
            "rewards", tr("Add a reward"), lambda draft: RewardBlock(shell, draft)
        )
        self.tiers: BlockList[TierDraft] = BlockList("tiers", tr("Add a tier"), TierBlock)
        self.excluded: BlockList[ExclusionDraft] = BlockList(
            "exclusions", tr("Leave something out"), lambda draft: ExclusionBlock(shell, draft)
        )
        self._tiers_title = label(tr("Tiers"), "group")
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
        return {
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
            "tiers": self.tiers.blocks[0].fields()["name"] if self.tiers.blocks else self.kind,
            **self.rewards.fields(),
            **self.tiers.fields(),
            **self.excluded.fields(),
        }

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
        """What the form says. Raises Refused, shown beside its field."""
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
            tiers=self.tiers.value(),
            rewards=self.rewards.value(),
            exclusions=self.excluded.value(),
        )

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
        self.rewards.show_values(draft.rewards)
        self.tiers.show_values(draft.tiers)
        self.excluded.show_values(draft.exclusions)
        if not draft.rewards:
            self.rewards.add()

    def _on_kind(self) -> None:
        """Tiers are asked for where they make the program, and shown wherever there are any."""
        tiered = self.kind.value() is ProgramKind.TIERS
        if tiered and not self.tiers.blocks:
            self.tiers.add()
        shown = tiered or any(not block.is_empty() for block in self.tiers.blocks)
        for part in (self._tiers_title, self.tiers, self.tier_months):
            part.setVisible(shown)

    def _lay_out_rows(self) -> None:
        self.rows(
            ((self.name, 3), (self.kind, 2)),
            ((self.points, 1), (self.per_amount, 2), (self.rounding, 3)),
            ((self.value, 1), (self.cost, 1), (self.breakage, 1)),
            ((self.expiry, 1), (self.offline, 1), (self.tier_months, 1)),
            ((self.from_day, 1), (self.until_day, 1)),
        )
        for title, part in (
            (self._tiers_title, self.tiers),
            (label(tr("What points are good for"), "group"), self.rewards),
            (label(tr("What earns nothing"), "group"), self.excluded),
        ):
            self.body.addWidget(title)
            self.body.addWidget(part)


def _major(rate: Decimal) -> Decimal:
    """Minor units a point as people write money."""
    return rate.scaleb(-currency().digits).normalize() + 0


def _minor(rate: Decimal | None) -> Decimal:
    return (rate or Decimal(0)).scaleb(currency().digits)
