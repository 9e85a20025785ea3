"""The form of a cross-promotion: with whom, until when, who bears what, and the offers each way."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from partnercrm.domain.changes import Changes
from partnercrm.domain.errors import Refused
from partnercrm.domain.promotion import OfferDraft, OfferForm, PartnerDraft, PromotionDraft
from partnercrm.domain.promotion_rows import Promotion
from partnercrm.services import promotion
from ui.common.fields import DateField, Field, LineField, MoneyField, NotesField, TextField
from ui.common.fields_sheet import FieldsSheet, NumberField, WholeField, read, row_of
from ui.common.form_keeper import Content, FormKeeper
from ui.common.tab import Shell
from ui.common.who import Who, WhoField
from ui.common.widgets import Banner, button, card, label
from ui.promotion.offer_editor import OfferBlock, Shops
from ui.words import tr

WHOLE = Decimal(100)
FORM = "promotion"
BORNE = ("our_share", "their_share", "margin_rate", "costs")


class PartnerBlock(QWidget):
    """What a partner bears, and what is left to it of a purchase."""

    def __init__(self, who: Who, draft: PartnerDraft) -> None:
        super().__init__()
        self.who = who
        self.our_share = NumberField(tr("Our share of our reductions (%)"))
        self.their_share = NumberField(tr("Their share of theirs (%)"))
        self.margin_rate = NumberField(tr("Their margin (%)"), placeholder=tr("they did not say"))
        self.costs = MoneyField(tr("Their other costs"))
        self.our_share.set_value(draft.our_share)
        self.their_share.set_value(draft.their_share)
        self.margin_rate.set_value(draft.margin_rate)
        self.costs.set_value(draft.costs or None)
        frame, column = card(12, 10, 12, 10)
        column.addWidget(label(who.name, "strong"))
        column.addLayout(row_of((self.our_share, 1), (self.their_share, 1)))
        column.addLayout(row_of((self.margin_rate, 1), (self.costs, 1)))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)

    def value(self) -> PartnerDraft:
        """The partner. Raises Refused, shown beside its field."""
        ours, theirs = read(self.our_share), read(self.their_share)
        ours, theirs = (WHOLE if share is None else share for share in (ours, theirs))
        return PartnerDraft(self.who.party, ours, theirs, read(self.margin_rate), read(self.costs) or 0)

    def fields(self) -> dict[str, Field]:
        """The fields by the names that problems use."""
        return {name: getattr(self, name) for name in BORNE}

    def texts(self) -> dict[str, str]:
        """What was typed, to be kept."""
        return {name: getattr(self, name).text() for name in BORNE}

    def set_texts(self, kept: dict[str, str]) -> None:
        """Show what was kept."""
        for name, text in kept.items():
            getattr(self, name).edit.setText(text)


class PromotionForm(FieldsSheet):
    """A new promotion (perhaps with a partner), or one to be changed (row ids)."""

    def __init__(self, shell: Shell, number: int | None = None, party: int | None = None) -> None:
        title = tr("Plan a cross-promotion") if number is None else tr("Change a cross-promotion")
        super().__init__(shell, title, tr("Save"), width=680)
        self._number, self._party = number, party
        today = shell.session.clock.today
        self.name = TextField(tr("&Name"), placeholder=tr("Pastry and coffee"))
        self.who = WhoField(tr("&With"), shell)
        self.from_day = DateField(tr("&From"), today)
        self.until_day = DateField(tr("&Until"), today, placeholder=tr("open-ended"))
        self.audience = TextField(tr("For &whom"), placeholder=tr("whoever shows a receipt of the other shop"))
        self.target = WholeField(tr("Vouchers that should come back"), placeholder=tr("no target"))
        self.margin_rate = NumberField(tr("What is left of a purchase with us (%)"), placeholder="60")
        self.costs = MoneyField(tr("Our other costs"), placeholder=tr("printing"))
        self.note = NotesField(tr("N&ote"), lines=2)
        self._known: dict[int, PartnerDraft] = {}
        self.partners: dict[int, PartnerBlock] = {}
        self.offers: list[OfferBlock] = []
        self.bar = Banner("", "info", "rotate-ccw")
        self.bar.hide()
        self._place_fields()
        self.who.changed.connect(self._follow_partners)
        self.keeper = FormKeeper(shell, self, FORM, self.content)

    def start(self) -> None:
        """Open it, with what is known of the promotion that is changed."""
        self.from_day.set_value(self.shell.session.clock.today())
        if self._number is not None:
            store, number = self.shell.session.store, self._number
            self.shell.tasks.run_read(lambda: promotion.get(store, number), self._fill, owner=self)
            return
        self.add_offer(OfferDraft(OfferForm.PERCENT, percent=Decimal(10)))
        if self._party is not None:
            self.who.take_party(self._party)
        self.open(self.name.edit)
        self.keeper.look(self._offer_back)

    def fields(self) -> dict[str, Field]:
        """The fields by the names that problems use."""
        blocks: dict[str, Field] = {}
        for place, partner in enumerate(self._chosen()):
            blocks |= {f"partners.{place}.{name}": field for name, field in partner.fields().items()}
        for place, offer in enumerate(self.offers):
            blocks |= {f"offers.{place}.{name}": field for name, field in offer.fields().items()}
        return {
            "title": self.name,
            "partners": self.who,
            "from_day": self.from_day,
            "until_day": self.until_day,
            "audience": self.audience,
            "target": self.target,
            "margin_rate": self.margin_rate,
            "costs": self.costs,
            **blocks,
            "note": self.note,
        }

    def add_offer(self, draft: OfferDraft | None = None) -> OfferBlock:
        """One more offer."""
        block = OfferBlock(self._shops(), draft)
        block.removed.connect(lambda: self._take_away(block))
        self.offers.append(block)
        self._offer_column.addWidget(block)
        return block

    def content(self) -> Content | None:
        """What to keep of a half-typed new promotion; None while nothing was typed."""
        lines = {name: field.text() for name, field in self._lines().items()}
        if not (lines["title"] or lines["audience"] or self.note.value()):
            return None
        return {
            "texts": lines,
            "note": self.note.value(),
            "parties": [{"party": who.party, "name": who.name} for who in self.who.parties()],
            "partners": {str(block.who.party): block.texts() for block in self._chosen()},
            "offers": [offer.content() for offer in self.offers],
        }

    def set_content(self, content: Content) -> None:
        """Show what was kept."""
        for name, field in self._lines().items():
            field.edit.setText(content["texts"].get(name, ""))
        self.note.set_value(content["note"])
        self.who.set_parties([Who(each["party"], each["name"]) for each in content["parties"]])
        self._follow_partners()
        for block in self._chosen():
            block.set_texts(content["partners"].get(str(block.who.party), {}))
        for offer in list(self.offers):
            self._take_away(offer)
        for kept in content["offers"]:
            self.add_offer().set_content(kept)

    def ask_to_shut(self) -> None:
        """Close; what was typed of a new one is kept for the next opening."""
        if self._number is None:
            self.keeper.keep_now()
        self.keeper.stop()
        self.shut()

    def saved(self, done: Any) -> None:
        """Close and affirm; nothing is left to keep."""
        if self._number is None:
            self.keeper.forget()
        self.keeper.stop()
        super().saved(done)

    def save(self) -> None:
        """Read the fields and write."""
        self.who.settle(self._save_settled)

    # Inside

    def _lines(self) -> dict[str, LineField]:
        return {
            "title": self.name,
            "from_day": self.from_day,
            "until_day": self.until_day,
            "audience": self.audience,
            "target": self.target,
            "margin_rate": self.margin_rate,
            "costs": self.costs,
        }

    def _offer_back(self, kept: Content | None) -> None:
        if kept is None or self.content() is not None:
            return
        self.set_content(kept)
        self.bar.set_text(tr("Your text is back."))
        self.bar.add_button(tr("Start afresh"), self._start_afresh)
        self.bar.show()

    def _start_afresh(self) -> None:
        self.keeper.forget()
        self.keeper.stop()
        self.shut()
        PromotionForm(self.shell, None, self._party).start()

    def _save_settled(self) -> None:
        try:
            draft = self._draft()
        except Refused:
            return
        store, ctx, number = self.shell.session.store, self.ctx, self._number

        def write() -> Changes:
            if number is None:
                return promotion.add(store, ctx, draft).changes
            return promotion.change(store, ctx, number, draft)

        self.shell.tasks.run_write(write, self.saved, self.refused, owner=self)

    def _draft(self) -> PromotionDraft:
        """What the form says. Raises Refused, shown beside its field."""
        return PromotionDraft(
            title=self.name.value(),
            from_day=read(self.from_day),
            until_day=read(self.until_day),
            partners=tuple(partner.value() for partner in self._chosen()),
            offers=tuple(offer.value() for offer in self.offers),
            audience=self.audience.value(),
            target=read(self.target),
            margin_rate=read(self.margin_rate),
            costs=read(self.costs) or 0,
            note=self.note.value(),
        )

    def _fill(self, found: Promotion) -> None:
        draft = found.draft
        self.name.set_value(draft.title)
        self.from_day.set_value(draft.from_day)
        self.until_day.set_value(draft.until_day)
        self.audience.set_value(draft.audience)
        self.target.set_value(draft.target)
        self.margin_rate.set_value(draft.margin_rate)
        self.costs.set_value(draft.costs or None)
        self.note.set_value(draft.note)
        self._known = {partner.party: partner for partner in draft.partners}
        self.who.set_parties([Who(partner.party, partner.name) for partner in found.partners])
        self._follow_partners()
        for offer in draft.offers:
            self.add_offer(offer)
        self.open(self.name.edit)

    def _chosen(self) -> list[PartnerBlock]:
        return [self.partners[who.party] for who in self.who.parties() if who.party in self.partners]

    def _shops(self) -> Shops:
        return [(None, tr("our shop")), *((who.party, who.name) for who in self.who.parties())]

    def _follow_partners(self) -> None:
        """A block for each partner that is named, none for those that are gone."""
        named = {who.party: who for who in self.who.parties()}
        for party in [party for party in self.partners if party not in named]:
            self.partners.pop(party).deleteLater()
        for party, who in named.items():
            if party not in self.partners:
                draft = self._known.get(party) or PartnerDraft(party)
                self.partners[party] = PartnerBlock(who, draft)
                self._partner_column.addWidget(self.partners[party])
        for offer in self.offers:
            offer.set_shops(self._shops())

    def _take_away(self, block: OfferBlock) -> None:
        self.offers.remove(block)
        self._offer_column.removeWidget(block)
        block.hide()
        block.deleteLater()

    def _place_fields(self) -> None:
        self.body.addWidget(self.bar)
        self.rows(
            [(self.name, 1)],
            [(self.who, 1)],
            [(self.from_day, 1), (self.until_day, 1)],
            [(self.audience, 2), (self.target, 1)],
            [(self.margin_rate, 1), (self.costs, 1)],
        )
        self._partner_column, self._offer_column = QVBoxLayout(), QVBoxLayout()
        self.body.addLayout(self._partner_column)
        self.body.addWidget(label(tr("What is offered, each way"), "heading"))
        self.body.addLayout(self._offer_column)
        adding = QHBoxLayout()
        more = button(tr("Add an offer"), icon="plus", small=True)
        more.clicked.connect(lambda: self.add_offer())
        adding.addWidget(more)
        adding.addStretch(1)
        self.body.addLayout(adding)
        self.body.addWidget(self.note)
