"""The view *Suppliers*: a scorecard, what may hurt us, how each item is supplied, and every figure explained."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from partnercrm.columns.column import Column, ColumnKind
from partnercrm.domain.figure import Figure, Unit
from partnercrm.domain.supplier_rows import ItemSupply, Suppliers, SupplierScore, SupplyWarning
from partnercrm.domain.words import Message, msg
from partnercrm.services import supplier_figures
from ui.common import figure_words
from ui.common.explain import Line, Section, explain
from ui.effectiveness import sections
from ui.effectiveness.parts_view import FigureColumn, FigureLine, Part, PartsView, Row, figures_part, lines
from ui.words import date, say, tr, trn

SCORECARD, WARNINGS, ITEMS = "scorecard", "warnings", "items"

KINDS: dict[str, Message] = {
    "single": msg("One source"),
    "untested": msg("Nobody tested"),
    "at_risk": msg("Would run out"),
    "late": msg("Late"),
}
CONVENTIONS: dict[str, Message] = {
    "single": msg("The share of what we need of it that comes from one supplier, against the limit in the settings."),
    "untested": msg("The share of it that comes from a supplier whom nobody tested could replace within a year."),
    "at_risk": msg("Days between running out of it and having it again if this supplier closed."),
    "late": msg("Days since the day that was promised, of an order that has not come whole."),
}


def _of(key: str) -> Callable[[Row], Figure]:
    def read(row: Row) -> Figure:
        found: Figure = row.of.figure(key)
        return found

    return read


def _column(key: str, title: Message, width: int = 12, *, hidden: bool = False) -> FigureColumn:
    return FigureColumn(key, title, _of(key), width, hidden)


class SuppliersView(PartsView[Suppliers]):
    """Enter on a number explains it; on a name, the whole scorecard of that supplier with its months."""

    memory = "suppliers"
    workbook = "suppliers"
    subjects = frozenset({"supply", "item", "party", "ledger", "settings"})

    def parts(self) -> Sequence[Part]:
        name: Column[Row] = Column("name", msg("Supplier"), ColumnKind.TEXT, lambda row: row.name, width=24)
        item: Column[Row] = Column("name", msg("Item"), ColumnKind.TEXT, lambda row: row.name, width=22)
        return (
            Part(
                SCORECARD,
                tr("Scorecard"),
                (
                    name,
                    _column("score", msg("Score"), 8),
                    _column("otif", msg("On time and complete"), 20),
                    _column("on_time", msg("On time"), hidden=True),
                    _column("in_full", msg("Complete"), hidden=True),
                    _column("days_late", msg("Days late"), 11),
                    _column("quality", msg("Good"), 9),
                    _column("price_drift", msg("Price change"), 13),
                    _column("spend", msg("Spent"), 12),
                ),
                "name",
                _suppliers,
                self._open_supplier,
                (
                    tr("No supplier yet"),
                    tr("Give a business the role Supplier, then note what you order and what comes."),
                ),
                yielding=("price_drift", "quality", "days_late"),
            ),
            Part(
                WARNINGS,
                tr("Warnings"),
                (
                    Column("said", msg("What may hurt"), ColumnKind.TEXT, lambda row: row.of.said, width=50),
                    Column("kind", msg("Kind"), ColumnKind.TEXT, lambda row: KINDS[row.of.key], width=18),
                    FigureColumn("level", msg("How much"), lambda row: warning_figure(row.of), 12),
                ),
                "said",
                _warnings,
                lambda row: explain(self.shell, warning_figure(row.of)),
                (
                    tr("Nothing to warn of"),
                    tr("No order is late, and no item that you noted hangs on one supplier."),
                ),
                yielding=("kind",),
            ),
            Part(
                ITEMS,
                tr("Items"),
                (
                    item,
                    Column("from", msg("Comes from"), ColumnKind.TEXT, lambda row: _shares(row.of), width=30),
                    _column("largest_share", msg("Largest share"), 13),
                    _column("effective_suppliers", msg("As if equal"), 12),
                    _column("hhi", msg("Concentration"), 14, hidden=True),
                    _column("survive", msg("We last, days"), 14),
                    _column("recover", msg("Replaced in, days"), 17),
                    _column("exposure", msg("At stake"), 12),
                ),
                "from",
                _items,
                self._open_item,
                (
                    tr("No item with a supplier yet"),
                    tr("Note which supplier brings which item, and what losing one would mean shows here."),
                ),
                yielding=("effective_suppliers", "exposure", "recover"),
            ),
            figures_part(_figures, self.shell, (tr("No supplier yet"), tr("Note what you order and what comes."))),
        )

    def read(self) -> Callable[[], Suppliers]:
        store, today = self.shell.session.store, self.shell.session.clock.today()
        return lambda: supplier_figures.figures(store, today)

    def summary(self, found: Suppliers) -> str:
        suppliers = trn("{count} supplier", "{count} suppliers", len(found.suppliers))
        warnings = trn("{count} warning", "{count} warnings", len(found.warnings))
        return tr(
            "{suppliers}, {warnings}, {first} to {last}",
            suppliers=suppliers,
            warnings=warnings,
            first=date(found.first),
            last=date(found.last),
        )

    def _open_supplier(self, row: Row) -> None:
        found: SupplierScore = row.of
        others = [figure for figure in found.figures if figure.key != "score"]
        more = [
            sections.all_of(tr("What it is made of"), others),
            *sections.scores_by_month(found.months, "score"),
        ]
        explain(self.shell, found.figure("score"), of=found.name, sections=more)

    def _open_item(self, row: Row) -> None:
        found: ItemSupply = row.of
        who = [Line(name, figure_words.per_cent(share)) for _party, name, share in found.shares]
        others = [figure for figure in found.figures if figure.key != "largest_share"]
        more = [sections.all_of(tr("What losing a supplier would mean"), others)]
        if who:
            more.insert(0, Section(tr("Comes from"), who))
        explain(self.shell, found.figure("largest_share"), of=found.name, sections=more)


def warning_figure(found: SupplyWarning) -> Figure:
    """A warning as the number it rests on, with its records."""
    is_share = found.key in ("single", "untested")
    unit, value = (Unit.SHARE, found.level / 100) if is_share else (Unit.DAYS, found.level)
    count = sum(len(numbers) for numbers in found.records.values())
    return Figure(found.key, found.said, unit, value, CONVENTIONS[found.key], count, records=found.records)


def _suppliers(found: Suppliers) -> list[Row]:
    """The best score first, those without one last."""
    ranked = sorted(found.suppliers, key=_rank)
    return [Row(at, each.party, each.name, each) for at, each in enumerate(ranked, 1)]


def _rank(found: SupplierScore) -> tuple[bool, float]:
    value = found.figure("score").value
    return value is None, -float(value or 0)


def _warnings(found: Suppliers) -> list[Row]:
    return [Row(at, each.party, say(each.said), each) for at, each in enumerate(found.warnings, 1)]


def _items(found: Suppliers) -> list[Row]:
    return [Row(at, None, each.name, each) for at, each in enumerate(found.items, 1)]


def _figures(found: Suppliers) -> list[FigureLine]:
    every: list[tuple[Figure, str, int | None, Sequence[Any]]] = [(each, "", None, ()) for each in found.figures]
    every += [
        (figure, supplier.name, supplier.party, sections.scores_by_month(supplier.months, figure.key))
        for supplier in found.suppliers
        for figure in supplier.figures
    ]
    every += [(figure, item.name, None, ()) for item in found.items for figure in item.figures]
    return lines(every)


def _shares(found: ItemSupply) -> str:
    """`Hillside Roasters 80 %, Milk Barn 20 %`."""
    return ", ".join(f"{name} {figure_words.per_cent(share)}" for _party, name, share in found.shares)
