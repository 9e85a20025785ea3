"""The tabs in their fixed order, and the forms that actions open. Their modules load only when first needed.

To add a tab, add a line to `TABS` at its place and its key to `ui.shortcuts.KEYS`; to add a form, a line to `FORMS`.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any, NamedTuple


class TabSpec(NamedTuple):
    """A tab: its key (also its action's), title, icon, the place of its class, and whether the panel stands beside."""

    key: str
    title: str
    icon: str
    place: str
    panel: bool


TABS: tuple[TabSpec, ...] = (
    TabSpec("today", "Today", "layout-dashboard", "ui.today.tab:TodayTab", panel=False),
    TabSpec("directory", "Directory", "users", "ui.party.tab:DirectoryTab", panel=True),
    TabSpec("interactions", "Interactions", "messages-square", "ui.interaction.tab:InteractionsTab", panel=True),
    TabSpec("ledger", "Ledger", "scale", "ui.ledger.tab:LedgerTab", panel=True),
    TabSpec("agreements", "Agreements", "handshake", "ui.agreement.tab:AgreementsTab", panel=True),
    TabSpec("loyalty", "Loyalty", "ticket", "ui.loyalty.tab:LoyaltyTab", panel=True),
    TabSpec("promotions", "Promotions", "megaphone", "ui.promotion.tab:PromotionsTab", panel=True),
    TabSpec("effectiveness", "Effectiveness", "target", "ui.effectiveness.tab:EffectivenessTab", panel=True),
    TabSpec("reports", "Reports", "file-spreadsheet", "ui.reports.tab:ReportsTab", panel=False),
)

# Action key -> function that opens the form: called with the shell and what is wanted.
FORMS: dict[str, str] = {
    "log": "ui.interaction.form:open_form",
    "follow_up": "ui.interaction.follow_up_form:open_form",
    "new_party": "ui.party.form:open_form",
    "edit_party": "ui.party.form:open_form",
    "merge": "ui.party.merge:open_form",
    "give_and_take": "ui.ledger.form:open_form",
    "sale": "ui.effectiveness.sale_form:open_form",
    "sales": "ui.effectiveness.sale_deeds:show_list",
    "agreement": "ui.agreement.deeds:open_form",
    "order": "ui.supply.deeds:order",
    "came": "ui.supply.deeds:came",
    "settle": "ui.ledger.settle:open_form",
    "statement": "ui.ledger.statement:open_form",
    "print": "ui.ledger.statement:open_form",
    "month_end": "ui.ledger.month_end:open_form",
    "workbook": "ui.reports.workbook:open_form",
    "import": "ui.imports.form:open_form",
    "settings": "ui.shop.settings_form:open_form",
    "alert_rules": "ui.today.rule_form:open_form",
}

PANEL = "ui.party.page:PartyPanel"
WELCOME = "ui.shop.welcome:WelcomePage"


def load(place: str) -> Any:
    """The class or function at `module:name`."""
    module, _colon, name = place.partition(":")
    return getattr(import_module(module), name)
