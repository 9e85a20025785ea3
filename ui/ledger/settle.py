"""Settling with somebody: record a payment, set off, call favours even, or take something off an entry."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedWidget

from partnercrm.domain.errors import Refused
from partnercrm.services import balance, ledger, open_item
from partnercrm.services import party as parties
from ui import messages
from ui.common.choices import Option, Segment
from ui.common.fields import Field, problem_of, show_problems
from ui.common.overlay import Sheet
from ui.common.party_field import PartyField
from ui.common.tab import Shell
from ui.common.widgets import label
from ui.ledger.credit_pane import CreditPane
from ui.ledger.even_panes import EvenPane, SetOffPane
from ui.ledger.pane import Pane, Stand
from ui.ledger.payment_pane import PaymentPane
from ui.words import tr

WIDTH = 700
PAYMENT, SET_OFF, EVEN, CREDIT = "payment", "set_off", "even", "credit"


def open_form(shell: Shell, party: int | None = None, number: str | None = None, way: str = PAYMENT) -> None:
    """Open it for a party (row id) or an entry (`2026-0412`); `way` is payment, set_off, even or credit."""
    if shell.session.read_only:
        messages.toast(tr("You are only looking at this shop. Nothing can be written here."))
        return
    Settle(shell, party, number, way).start()


class Settle(Sheet):
    """One sheet with four ways."""

    def __init__(self, shell: Shell, party: int | None, number: str | None, way: str) -> None:
        super().__init__(shell.host(), tr("Settle"), width=WIDTH, hint=tr("Ctrl+Enter saves, Esc closes"))
        self.shell = shell
        self._wanted = party, number
        self._ctx = shell.session.ctx()
        options = [
            Option(PAYMENT, tr("Payment"), "coins"),
            Option(SET_OFF, tr("Set off"), "scale"),
            Option(EVEN, tr("Call it even"), "handshake"),
            Option(CREDIT, tr("Credit"), "minus"),
        ]
        self.way = Segment(tr("How"), options, way)
        self.party = PartyField(tr("&With whom"), shell)
        self.panes: dict[str, Pane] = {
            PAYMENT: PaymentPane(shell),
            SET_OFF: SetOffPane(shell),
            EVEN: EvenPane(shell),
            CREDIT: CreditPane(shell, number or ""),
        }
        self.general = label("", "error")
        self.general.setWordWrap(True)
        self.general.hide()
        self._stack = QStackedWidget()
        for each in (self.way, self.party, self.general, self._stack):
            self.body.addWidget(each)
        for pane in self.panes.values():
            self._stack.addWidget(pane)
        self._save_button = self.add_button(tr("Save"), lambda: self.party.settle(self.save), "primary")
        self.way.chosen.connect(lambda _way: self._show_way())
        self.party.changed.connect(self._read)
        self._show_way()

    def start(self) -> None:
        """Open it, filled with what was wanted."""
        party, _number = self._wanted
        if party is not None:
            self.party.take_party(party)
        pane = self.pane()
        self.open(self.party.edit if party is None and self.way.value() != CREDIT else pane.first())

    def pane(self) -> Pane:
        """The way that is shown."""
        return self.panes[self.way.value()]

    def fields(self) -> dict[str, Field]:
        """The fields by the names that problems use."""
        who: dict[str, Field] = {} if self.way.value() == CREDIT else {"party": self.party}
        return {**who, **self.pane().fields()}

    def save(self) -> None:
        """Write what the pane says."""
        who = self.party.who()
        try:
            write = self.pane().writer(None if who is None else who.party)
        except Refused as error:
            self._refuse(error)
            return
        store, ctx = self.shell.session.store, self._ctx
        self.shell.tasks.run_write(lambda: write(store, ctx), self._on_saved, self._refuse, owner=self)

    def _on_saved(self, done: ledger.Posted) -> None:
        self.shell.saved(done.changes)
        self.shut()

    def _refuse(self, error: Refused) -> None:
        show_problems(problem_of(error), self.fields(), self.general)

    def _show_way(self) -> None:
        pane = self.pane()
        self._stack.setCurrentWidget(pane)
        for each in self.panes.values():
            each.setVisible(each is pane)
        self.party.setVisible(self.way.value() != CREDIT)
        self._save_button.setText(pane.verb)
        self.general.hide()

    def _read(self) -> None:
        session, who = self.shell.session, self.party.who()
        if who is None:
            return
        today, party, number = session.clock.today(), who.party, self._wanted[1]

        def read() -> Stand:
            mode = parties.page(session.store, session.ctx(), party).mode
            items = open_item.items(session.store, today, party=party)
            return Stand(who, mode, balance.party_balance(session.store, party, today), items, number)

        def show(stand: Stand) -> None:
            for pane in self.panes.values():
                pane.show_stand(stand)

        self.shell.tasks.run_read(read, show, owner=self, latest_key=f"settle {id(self)}")
