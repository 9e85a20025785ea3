"""What can be done with a sale, from its list and its sheet: open, give back, say what was bought, post, take back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QMenu

from partnercrm.domain.sale_page import ListedSale, Origin, SalePage
from partnercrm.services import sale, sale_page
from ui import messages
from ui.common.fields_sheet import may_write
from ui.common.record_sheet import write
from ui.common.tab import Shell
from ui.words import say, tr

Deed = tuple[str, Callable[[], object]]


def show_list(shell: Shell) -> None:
    """The sales of this month."""
    shell.go("effectiveness", view="sales", span="month")


def show_sale(shell: Shell, number: int) -> None:
    """Read a sale (row id) and open it."""
    from ui.effectiveness.sale_sheet import SaleSheet  # late: it asks for deeds of this file

    _with_page(shell, number, lambda page: SaleSheet(shell, page).start())


def give_back(shell: Shell, number: int) -> None:
    """The form that gives back for a sale, wholly or in part."""
    from ui.effectiveness.sale_forms import RefundForm

    if may_write(shell):
        _with_page(shell, number, lambda page: RefundForm(shell, page).start())


def say_items(shell: Shell, row: ListedSale) -> None:
    """The form that says what was bought."""
    from ui.effectiveness.sale_forms import ItemsForm

    if may_write(shell):
        ItemsForm(shell, row.id, row.items).start()


def take_back(shell: Shell, number: int) -> None:
    """Undo what recorded a sale; a whole file goes back together, which is asked first."""

    def go(page: SalePage) -> None:
        if page.origin is None or not page.origin.undoable:
            messages.toast(tr("It cannot be taken back any more. Give it back instead."))
        elif page.origin.sales == 1:
            shell.run("undo", operation=page.origin.operation)
        else:
            _ask_all(shell, page.origin)

    if may_write(shell):
        _with_page(shell, number, go)


def of(shell: Shell, page: SalePage) -> list[Deed]:
    """What can be done with one now, the most likely first."""
    row = ListedSale(page.sale, page.items)
    found: list[Deed] = []
    if page.left > 0:
        found.append((tr("Give back"), lambda: give_back(shell, row.id)))
    if page.sale.taken_back and page.sale.rest > 0:
        found.append((tr("Post what is not paid"), lambda: _post_rest(shell, row.id)))
    words = tr("Change what was bought") if page.items else tr("Say what was bought")
    found.append((words, lambda: say_items(shell, row)))
    if page.sale.party:
        found.append((tr("Open the page"), lambda: shell.go("directory", party=page.sale.party)))
    if page.origin is not None and page.origin.undoable:
        found.append((_take_back_words(page.origin), lambda: take_back(shell, row.id)))
    return found


def fill_menu(menu: QMenu, shell: Shell, row: ListedSale) -> None:
    """The menu of a row."""
    menu.addAction(tr("Open")).triggered.connect(lambda: show_sale(shell, row.id))
    deeds: Sequence[Deed] = (
        (tr("Give back"), lambda: give_back(shell, row.id)),
        (tr("Say what was bought"), lambda: say_items(shell, row)),
        (tr("Take it back"), lambda: take_back(shell, row.id)),
    )
    for text, run in deeds:
        action = menu.addAction(text)
        action.triggered.connect(lambda _on=False, run=run: run())
        action.setEnabled(not shell.session.read_only)


def _take_back_words(origin: Origin) -> str:
    return tr("Take the sale back") if origin.sales == 1 else tr("Take the whole file back")


def _ask_all(shell: Shell, origin: Origin) -> None:
    text = tr(
        "It came in with others: {what}. All {count} sales go back together, with what they posted.",
        what=say(origin.name),
        count=origin.sales,
    )
    choices = (messages.Choice("back", tr("Take all back"), "danger"), messages.Choice("keep", tr("Leave them")))

    def answered(key: str) -> None:
        if key == "back":
            shell.run("undo", operation=origin.operation)

    messages.ask(tr("Take the whole file back"), text, choices, answered)


def _post_rest(shell: Shell, number: int) -> None:
    session = shell.session
    write(shell, shell.host(), lambda: sale.post_rest(session.store, session.ctx(), number))


def _with_page(shell: Shell, number: int, go: Callable[[SalePage], None]) -> None:
    store = shell.session.store
    shell.tasks.run_read(
        lambda: sale_page.page(store, number), go, messages.refused, owner=shell.host(), latest_key="a sale"
    )
