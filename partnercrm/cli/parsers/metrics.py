"""What can be asked in figures: `partnercrm metrics STORE SUBJECT`. To add a subject, add its line."""

from __future__ import annotations

import argparse

from partnercrm.cli.parser import add_verb, add_verbs

SUBJECTS: tuple[tuple[str, str, str], ...] = (
    ("partners", "partner_metrics:partners", "Partners: which are worth our time, and why."),
    ("customers", "customer_metrics:customers", "Customers: how many, new, coming again, silent; pairs; busy hours."),
    ("segments", "customer_metrics:segments", "Customers by recency, frequency and money, and the saved segments."),
    ("clv", "customer_metrics:worth", "What customers will bring over the next twelve months."),
    ("suppliers", "supplier_metrics:suppliers", "Suppliers: on time and complete, prices, spend, what may hurt us."),
    ("team", "supplier_metrics:team", "The team: how it feels, trainings, reviews, wishes."),
    ("feedback", "supplier_metrics:feedback", "Surveys with n, response rate and interval; stars in public."),
    ("forecast", "customer_metrics:forecast", "What to bake and order in the next seven days."),
    ("alerts", "alert:metrics", "What needs somebody: each alert with its level, its rule and its records."),
)


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """`partnercrm metrics STORE SUBJECT [--from D] [--to D] [--on D] [--json]`."""
    verbs = add_verbs(commands, "metrics", "Figures, each with its convention, what it counted and what is behind it.")
    for name, place, words in SUBJECTS:
        made = add_verb(verbs, name, place, words, read_only=True)
        made.add_argument("--from", dest="from_day", metavar="DATE", help="from the first day unless said")
        made.add_argument("--to", dest="to_day", metavar="DATE")
        made.add_argument("--on", metavar="DATE", help="the day that they are of; --to or today unless said")
        if name == "partners":
            made.add_argument("--scoring", default="", metavar="NAME", help="the one in use unless said")
        if name == "clv":
            made.add_argument("--margin", metavar="PERCENT", help="what of a purchase is left; all of it unless said")
