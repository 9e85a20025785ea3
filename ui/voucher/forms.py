"""The forms of vouchers: make a batch, hand some out, use one."""

from __future__ import annotations

from partnercrm.domain import codes
from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Refused
from partnercrm.domain.promotion import PromotionState
from partnercrm.domain.promotion_rows import Promotion
from partnercrm.domain.voucher import BATCH_GROUP_WORDS, BatchDraft, BatchGroup, UseDraft
from partnercrm.domain.voucher_answers import offer_words
from partnercrm.domain.voucher_rows import BatchRow, VoucherRow
from partnercrm.services import promotion, voucher, voucher_batch
from partnercrm.services.context import Context
from partnercrm.services.store import Store
from ui import messages
from ui.common.fields import ChoiceField, DateField, Field, MoneyField, TextField
from ui.common.fields_sheet import FieldsSheet, WholeField, check_box, read
from ui.common.party_field import PartyField
from ui.common.tab import Shell
from ui.words import currency, say, tr


class MakeForm(FieldsSheet):
    """Of which promotion and offer, how many, who hands them out."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, tr("Make vouchers"), tr("Make them"))
        self._known: list[Promotion] = []
        self.promotion: ChoiceField[int] = ChoiceField(tr("&Cross-promotion"), [])
        self.offer: ChoiceField[int] = ChoiceField(tr("&Offer"), [])
        self.hander: ChoiceField[int | None] = ChoiceField(tr("Who &hands them out"), [])
        self.count = WholeField(tr("How &many"), placeholder="50")
        self.uses = WholeField(tr("Uses of each"), placeholder=tr("any number"))
        self.uses.set_value(1)
        self.group: ChoiceField[BatchGroup] = ChoiceField(
            tr("Group"), [(group, say(BATCH_GROUP_WORDS[group])) for group in BatchGroup]
        )
        self.name = TextField(tr("&Name"), placeholder=tr("Bakery flyers"))
        self.until_day = DateField(tr("Good until"), shell.session.clock.today, placeholder=tr("as planned"))
        self.partial = check_box(tr("An amount may be used in &parts"))
        self.rows(
            [(self.promotion, 1)],
            [(self.offer, 3), (self.hander, 2)],
            [(self.count, 1), (self.uses, 1), (self.group, 2)],
            [(self.name, 1), (self.until_day, 1)],
        )
        self.body.addWidget(self.partial)
        self.promotion.edited.connect(self._follow_promotion)
        self.offer.edited.connect(self._follow_offer)

    def start(self) -> None:
        """Open it once the promotions that are not over are known."""
        session = self.shell.session
        self.shell.tasks.run_read(lambda: _open_ones(session.store, session.ctx()), self._fill, owner=self)

    def fields(self) -> dict[str, Field]:
        """The fields by the names that problems use."""
        return {
            "promotion": self.promotion,
            "offer": self.offer,
            "hander": self.hander,
            "count": self.count,
            "uses": self.uses,
            "group": self.group,
            "name": self.name,
            "until_day": self.until_day,
        }

    def save(self) -> None:
        """Read the fields and write."""
        draft = BatchDraft(
            self.offer.value(),
            read(self.count) or 0,
            self.hander.value(),
            self.group.value(),
            uses=read(self.uses),
            partial=self.partial.isChecked(),
            until_day=read(self.until_day),
            name=self.name.value(),
        )
        store, ctx = self.shell.session.store, self.ctx
        self.shell.tasks.run_write(lambda: voucher_batch.make(store, ctx, draft), self.saved, self.refused, owner=self)

    def _fill(self, found: list[Promotion]) -> None:
        if not found:
            self.shut()
            messages.toast(tr("Plan a cross-promotion first: its offers stand on the vouchers."))
            return
        self._known = found
        self.promotion.set_choices([(each.id, each.title) for each in found])
        self._follow_promotion()
        self.open(self.count.edit)

    def _follow_promotion(self) -> None:
        found = self._chosen()
        names = [
            (each.id, tr("{offer} in {shop}", offer=say(offer_words(each.draft, currency())), shop=_shop(each.name)))
            for each in found.offers
        ]
        self.offer.set_choices(names)
        self.hander.set_choices([(None, tr("we do")), *((each.party, each.name) for each in found.partners)])
        self._follow_offer()

    def _follow_offer(self) -> None:
        """The other side hands them out, as a rule."""
        found = self._chosen()
        chosen = next(each for each in found.offers if each.id == self.offer.value())
        self.hander.set_value(found.partners[0].party if chosen.draft.party is None else None)

    def _chosen(self) -> Promotion:
        return next(each for each in self._known if each.id == self.promotion.value())


class HandOutForm(FieldsSheet):
    """How many, to whom, when."""

    def __init__(self, shell: Shell, row: BatchRow) -> None:
        super().__init__(shell, tr("Hand out: {name}", name=row.name or row.title), tr("Hand out"))
        self._row = row
        left = row.size - row.handed_out - row.void
        self.count = WholeField(tr("How &many (of {left})", left=left))
        self.count.set_value(left)
        self.who = PartyField(tr("&To whom"), shell, placeholder=tr("nobody in particular"))
        self.day = DateField(tr("&When"), shell.session.clock.today, past=True)
        self.day.set_value(shell.session.clock.today())
        self.rows([(self.count, 1), (self.day, 1)], [(self.who, 1)])

    def start(self) -> None:
        """Open it."""
        self.open(self.count.edit)

    def fields(self) -> dict[str, Field]:
        """The fields by the names that problems use."""
        return {"count": self.count, "party": self.who, "day": self.day}

    def save(self) -> None:
        """Read the fields and write."""
        self.who.settle(self._save_settled)

    def _save_settled(self) -> None:
        try:
            count, day = read(self.count) or 0, read(self.day)
        except Refused:
            return
        who = self.who.who()
        store, ctx, batch = self.shell.session.store, self.ctx, self._row.id
        party = who.party if who else None
        self.shell.tasks.run_write(
            lambda: voucher_batch.hand_out(store, ctx, batch, count, party, day), self.saved, self.refused, owner=self
        )


class UseForm(FieldsSheet):
    """What the purchase costs, when, and who it was."""

    def __init__(self, shell: Shell, row: VoucherRow) -> None:
        super().__init__(shell, tr("Use {code}", code=codes.grouped(row.code)), tr("Use it"))
        self._row = row
        self.full = MoneyField(tr("&Price before the reduction"))
        self.day = DateField(tr("&When"), shell.session.clock.today, past=True)
        self.day.set_value(shell.session.clock.today())
        self.who = PartyField(tr("&Customer"), shell, placeholder=tr("unknown"))
        self.new: ChoiceField[bool | None] = ChoiceField(
            tr("New customer"), [(None, tr("not asked")), (True, tr("new")), (False, tr("came before"))]
        )
        self.rows([(self.full, 1), (self.day, 1)], [(self.who, 2), (self.new, 1)])

    def start(self) -> None:
        """Open it."""
        self.open(self.full.edit)

    def fields(self) -> dict[str, Field]:
        """The fields by the names that problems use."""
        return {"full": self.full, "day": self.day, "party": self.who, "new_customer": self.new}

    def save(self) -> None:
        """Read the fields and write."""
        self.who.settle(self._save_settled)

    def _save_settled(self) -> None:
        try:
            full, day = read(self.full), read(self.day)
        except Refused:
            return
        who, row = self.who.who(), self._row
        draft = UseDraft(row.code, day, row.shop, who.party if who else None, full=full, new_customer=self.new.value())
        store, ctx = self.shell.session.store, self.ctx

        def write() -> Changes:
            return voucher.use(store, ctx, draft).changes

        self.shell.tasks.run_write(write, self.saved, self.refused, owner=self)


def _open_ones(store: Store, ctx: Context) -> list[Promotion]:
    rows = promotion.listed(store, ctx)
    return [promotion.get(store, row.id) for row in rows if row.state is not PromotionState.FINISHED]


def _shop(name: str) -> str:
    return name or tr("our shop")
