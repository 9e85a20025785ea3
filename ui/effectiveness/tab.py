"""The tab Effectiveness: partners, customers, suppliers, the team and feedback in figures."""

from __future__ import annotations

from ui.common.views_tab import ViewSpec, ViewsTab


class EffectivenessTab(ViewsTab):
    """Its views, in the order of the segment."""

    key = "effectiveness"
    title = "Effectiveness"
    views: tuple[ViewSpec, ...] = (ViewSpec("customers", "Customers", "ui.effectiveness.customers_view:CustomersView"),)
