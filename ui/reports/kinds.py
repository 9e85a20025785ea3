"""The workbooks that can be made. To add one, add a line here; its file of `partnercrm.reports` writes it.

A workbook of figures is written by `write(store, ctx, path, span, progress=, cancel=)`, which answers `figures.Made`.
"""

from __future__ import annotations

from typing import NamedTuple


class WorkbookKind(NamedTuple):
    """A workbook: its key, its title and what it tells (both put through `tr` when shown), the word in its file name,
    the file that writes it, "" for the ledger, which knows parties and is written beside the window, and what it tells
    of where no days are chosen (`tr`), "" for all time."""

    key: str
    title: str
    about: str
    word: str
    module: str = ""
    whole: str = ""


YEAR = "Last 12 months"
LEDGER = WorkbookKind(
    "ledger",
    "Reciprocal ledger",
    "What was given and received, what is open, favours beside it, and checks that prove the figures.",
    "ledger",
)
FIGURES: tuple[WorkbookKind, ...] = (
    WorkbookKind(
        "partners",
        "Partner effectiveness",
        "Which partnerships are worth your time, what each score is made of, and what explains it.",
        "partners",
        "effectiveness",
        YEAR,
    ),
    WorkbookKind(
        "customers",
        "Customers",
        "Who buys how lately and how often, who comes again, what they will bring, segments, busy hours and next week.",
        "customers",
        "customer",
    ),
    WorkbookKind(
        "suppliers",
        "Suppliers",
        "On time and complete, quality, prices, spend, and who would hurt you if they closed.",
        "suppliers",
        "supplier",
        YEAR,
    ),
    WorkbookKind(
        "feedback",
        "Feedback",
        "What guests, partners and the team answered, how many of those asked, and how sure it is.",
        "feedback",
        "feedback",
        YEAR,
    ),
)
KINDS: dict[str, WorkbookKind] = {kind.key: kind for kind in (LEDGER, *FIGURES)}
