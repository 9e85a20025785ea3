"""What the command palette (Ctrl+K) offers: people first, then what can be done, then where to go, then to create."""

from __future__ import annotations

from collections.abc import Sequence

from partnercrm.domain.party import ROLE_WORDS, Role
from partnercrm.domain.party_rows import Hit
from partnercrm.services import search
from ui.actions import plain_text
from ui.common.palette import Answer, CommandPalette, PaletteEntry, PaletteGroup
from ui.main_window import MainWindow
from ui.shortcuts import shown
from ui.tabs import TABS
from ui.words import say, tr

PEOPLE = 8
CREATED_AS = (Role.CUSTOMER, Role.PARTNER, Role.SUPPLIER)
# Actions whose icon is not the arrow.
ICONS = {
    "log": "message-circle",
    "new": "plus",
    "give_and_take": "arrow-left-right",
    "follow_up": "calendar-clock",
    "order": "shopping-bag",
    "came": "truck",
    "undo": "undo-2",
    "redo": "redo-2",
    "workbook": "file-spreadsheet",
    "import": "upload",
    "month_end": "lock",
    "open_store": "folder-open",
    "backup": "copy",
    "restore": "rotate-ccw",
    "verify": "shield-check",
    "settings": "sliders-horizontal",
    "help": "circle-help",
    "keys": "keyboard",
    "settle": "coins",
    "statement": "file-text",
    "print": "printer",
    "merge": "merge",
    "archive": "archive",
    "edit": "pencil",
    "delete": "trash-2",
}

FIRST = ("log", "give_and_take", "follow_up", "new", "settle", "undo", "workbook", "month_end")
"""What is done most often stands first; the rest follows in the order of the menus."""


def open_palette(window: MainWindow) -> None:
    """Open the palette over the window."""
    if window.opened is None:
        window.run("open_store")
        return
    store = window.session.store

    def find(text: str, answer: Answer) -> None:
        if not text:  # also while the palette is being made
            answer(())
            return
        window.tasks.run_read(
            lambda: search.search(store, text, PEOPLE),
            lambda hits: answer([_person(window, hit) for hit in hits]),
            owner=palette,
            latest_key="palette",
        )

    palette = CommandPalette(window.host(), groups(window), find, lambda text: creations(window, text))
    palette.open()


def groups(window: MainWindow) -> Sequence[PaletteGroup]:
    """Every action that can be done now, with its key, and the tabs."""
    tabs = {spec.key: spec for spec in TABS}
    keys = [*FIRST, *(key for key in window.actions_ if key not in FIRST)]
    actions = [window.actions_[key] for key in keys]
    can = [action for action in actions if action.isEnabled() and action.objectName() != "palette"]
    deeds = [
        PaletteEntry(
            plain_text(action),
            action.trigger,
            icon=ICONS.get(action.objectName(), "arrow-right"),
            keys=shown(action.objectName()),
        )
        for action in can
        if action.objectName() not in tabs
    ]
    places = [
        PaletteEntry(tr(spec.title), window.actions_[key].trigger, icon=spec.icon, keys=shown(key))
        for key, spec in tabs.items()
    ]
    return PaletteGroup(tr("Do"), deeds), PaletteGroup(tr("Go to"), places)


def creations(window: MainWindow, text: str) -> Sequence[PaletteEntry]:
    """Rows that make a new person or business of what was typed."""
    if window.session.read_only:
        return ()
    return tuple(
        PaletteEntry(
            tr("Create “{name}”", name=text),
            lambda role=role: window.run("new_party", name=text, role=role),  # type: ignore[misc]  # bound by default
            detail=say(ROLE_WORDS[role]),
            icon="user-plus",
        )
        for role in CREATED_AS
    )


def show_person(window: MainWindow, party: int) -> None:
    """Show somebody's page beside the directory, though the window be narrow."""
    window.go("directory")
    window.show_party(party)
    window.workspace.show_panel(True)


def _person(window: MainWindow, hit: Hit) -> PaletteEntry:
    roles = ", ".join(say(ROLE_WORDS[role]) for role in hit.roles)
    why = say(hit.why) if hit.why else hit.sub
    archived = tr("Archived") if hit.archived else ""
    detail = " · ".join(part for part in (roles, why, archived) if part)
    return PaletteEntry(hit.name, lambda: show_person(window, hit.party), detail=detail, icon="user")
