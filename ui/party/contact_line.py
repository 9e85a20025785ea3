"""One way to reach a party: what it is, a button to copy it, and what was answered about using it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from partnercrm.domain.party import CONSENT_WORDS, ConsentState, ContactKind
from partnercrm.domain.party_rows import ContactRow
from partnercrm.services import contact as contacts
from ui import messages
from ui.common.tab import Shell
from ui.common.widgets import Badge, ElidedLabel, IconLabel, icon_button
from ui.words import locale, say, tr

NEWSLETTER = "newsletter"
_ICONS = {
    ContactKind.PHONE: "phone",
    ContactKind.EMAIL: "mail",
    ContactKind.ADDRESS: "map-pin",
    ContactKind.WEB: "globe",
    ContactKind.SOCIAL: "message-circle",
}
_TONES = {ConsentState.GIVEN: "success", ConsentState.REFUSED: "warning", ConsentState.WITHDRAWN: "warning"}


class ContactLine(QWidget):
    """A row of a party's page."""

    def __init__(self, contact: ContactRow, shell: Shell) -> None:
        super().__init__()
        self._contact, self._shell = contact, shell
        words = contact_text(contact)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(IconLabel(_ICONS[contact.kind]))
        value = ElidedLabel(f"{words} ({contact.label})" if contact.label else words)
        row.addWidget(value, 1)
        for consent in contact.consents:
            if consent.state is not ConsentState.NOT_ASKED:
                row.addWidget(self._badge(consent.purpose, consent.state, locale().date(consent.day), consent.how))
        if contact.kind is not ContactKind.WEB:
            ask = icon_button("shield-check", tr("May we use {contact} for the newsletter?", contact=words), size=15)
            ask.clicked.connect(lambda: self._menu().popup(ask.mapToGlobal(ask.rect().bottomLeft())))
            row.addWidget(ask)
        copy = icon_button("copy", tr("Copy {contact}", contact=words), size=15)
        copy.clicked.connect(lambda: self._copy(words))
        row.addWidget(copy)

    def _badge(self, purpose: str, state: ConsentState, day: str, how: str) -> Badge:
        made = Badge(f"{purpose}: {say(CONSENT_WORDS[state]).lower()}", _TONES.get(state, ""))
        made.setToolTip(", ".join(filter(None, (day, how))))
        return made

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        messages.toast(tr("Copied {contact}", contact=text))

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("May we use it for the newsletter?")).setEnabled(False)
        for state, words in CONSENT_WORDS.items():
            menu.addAction(say(words)).triggered.connect(lambda _on=False, state=state: self._set(state))
        return menu

    def _set(self, state: ConsentState) -> None:
        session, number = self._shell.session, self._contact.id
        self._shell.tasks.run_write(
            lambda: contacts.set_consent(session.store, session.ctx(), number, NEWSLETTER, state),
            self._shell.saved,
            owner=self,
        )


def contact_text(contact: ContactRow) -> str:
    """A contact point in one line; an address with its parts."""
    if contact.kind is not ContactKind.ADDRESS:
        return contact.value
    town = " ".join(filter(None, (contact.postcode, contact.town)))
    parts = (contact.value, contact.street, town, contact.region, contact.country)
    return ", ".join(part for part in parts if part)
