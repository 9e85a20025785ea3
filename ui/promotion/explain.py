"""How one side's figures are worked out, with their numbers and their technical names."""

from __future__ import annotations

from decimal import Decimal

from partnercrm.domain.promotion_result import FEWEST, KNOWN_WORDS, MEASURE_WORDS, Effect, Known, SideResult
from partnercrm.domain.promotion_rows import Promotion
from partnercrm.domain.seasonal import LEAD, Season
from ui.common.overlay import Sheet
from ui.common.tab import Shell
from ui.common.widgets import label
from ui.promotion import cells
from ui.words import date, money, number, say, tr


class ExplainSheet(Sheet):
    """Paragraphs; each names what it explains."""

    def __init__(self, shell: Shell, promotion: Promotion, side: SideResult) -> None:
        name = side.name or tr("our shop")
        super().__init__(shell.host(), tr("The figures of {name}", name=name), width=600)
        for heading, text in _paragraphs(promotion, side):
            self.body.addWidget(label(heading, "strong"))
            words = label(text, "muted")
            words.setWordWrap(True)
            self.body.addWidget(words)
        self.add_button(tr("Close"), self.shut, "primary")

    def start(self) -> None:
        """Open it."""
        self.open()


def _paragraphs(promotion: Promotion, side: SideResult) -> list[tuple[str, str]]:
    used = tr(
        "{used} of {issued} vouchers handed out were used (redemption rate {share}, Wilson interval {around}). That is "
        "what was done, not what it brought.",
        used=side.redeemed,
        issued=side.issued,
        share=cells.share(side.rate),
        around=cells.shares(side.rate_interval) or cells.DASH,
    )
    margin = tr(
        "The margin is {rate} of the list price, {revenue} paid and {reduction} that came off, so that the reduction "
        "counts once: as a cost. The rate is what the owner said.",
        rate=cells.per_cent(side.margin_rate),
        revenue=cells.amount(side.revenue),
        reduction=cells.amount(side.reduction),
    )
    cost = tr(
        "{here} of what came off in this shop, {there} of what came off elsewhere on vouchers from here, {other} of "
        "own costs. Who bears which share was agreed in {title}.",
        here=cells.amount(side.borne_here),
        there=cells.amount(side.borne_there),
        other=cells.amount(side.costs),
        title=promotion.title,
    )
    return [
        (tr("Used"), used),
        (tr("Margin"), margin),
        (tr("Cost"), cost),
        (tr("What it added (incremental effect)"), _effect(side)),
        (tr("Return on cost (ROI)"), _return(side)),
    ]


def _effect(side: SideResult) -> str:
    effect = side.effect
    counts = {
        "treated": effect.treated,
        "control": effect.control,
        "buyers": effect.treated_buyers,
        "others": effect.control_buyers,
    }
    if effect.known is Known.NO_CONTROL:
        return tr(
            "{said}: some would have come anyway. Hand some cards out that take nothing off; the difference is what "
            "the offer added.",
            said=say(KNOWN_WORDS[effect.known]),
        )
    if effect.season is not None:
        return _season(effect, effect.season)
    groups = tr(
        "{measure}: {buyers} of {treated} with the offer, {others} of {control} without.",
        measure=say(MEASURE_WORDS[effect.measure]),
        **counts,
    )
    if effect.known is Known.TOO_FEW:
        few = tr("It is told from {count} used vouchers and {count} cards to compare with on.", count=FEWEST)
        return f"{groups} {few}"
    worked = tr(
        "Incremental = with the offer - comparison group x {treated} / {control} = {more}; 95 % interval after "
        "Newcombe {around}. Added margin {margin}, {between}.",
        more=number(Decimal(str(effect.buyers or 0)).quantize(Decimal("0.1"))),
        around=cells.counts(effect.buyers_interval),
        margin=cells.amount(effect.margin),
        between=cells.amounts(effect.margin_interval) or cells.DASH,
        **counts,
    )
    return f"{groups} {worked}"


def _season(effect: Effect, found: Season) -> str:
    """How an estimate came about."""
    told = tr(
        "Without a comparison group this is an estimate. {first} to {last} the shop sold {sold} at list price. The "
        "same days 52 weeks before it was {before}; the {weeks} weeks before the promotion came to {growth} times "
        "theirs, which makes {expected} to be expected.",
        first=date(found.first),
        last=date(found.last),
        sold=money(found.sold),
        before=money(found.before),
        weeks=LEAD,
        growth=number(Decimal(str(found.growth)).quantize(Decimal("0.01"))),
        expected=money(found.expected),
    )
    doubt = tr(
        "Whatever else changed is in it, and so is what customers only bought sooner or in place of something else. "
        "No more than what was bought with vouchers counts as their effect. Added margin {margin}, {between}.",
        margin=cells.amount(effect.margin),
        between=cells.amounts(effect.margin_interval) or cells.DASH,
    )
    return f"{told} {doubt}"


def _return(side: SideResult) -> str:
    if side.roi is None:
        return tr("(Added margin - cost) / cost. It cannot be told before the added margin is known.")
    return tr(
        "(Added margin {margin} - cost {cost}) / cost = {roi}.",
        margin=cells.amount(side.effect.margin),
        cost=cells.amount(side.cost),
        roi=cells.roi(side),
    )
