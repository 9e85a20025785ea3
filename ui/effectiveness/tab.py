"""The tab Effectiveness: partners, customers, suppliers, the team and feedback in figures."""

from __future__ import annotations

from ui.common.views_tab import ViewSpec, ViewsTab


class EffectivenessTab(ViewsTab):
    """Its views, in the order of the segment."""

    key = "effectiveness"
    title = "Effectiveness"
    views: tuple[ViewSpec, ...] = (
        ViewSpec("partners", "Partners", "ui.effectiveness.partners_view:PartnersView"),
        ViewSpec("customers", "Customers", "ui.effectiveness.customers_view:CustomersView"),
        ViewSpec("sales", "Sales", "ui.effectiveness.sales_view:SalesView", under="customers"),
        ViewSpec("suppliers", "Suppliers", "ui.effectiveness.suppliers_view:SuppliersView"),
        ViewSpec("team", "Team", "ui.effectiveness.team_view:TeamView"),
        ViewSpec("feedback", "Feedback", "ui.effectiveness.feedback_view:FeedbackView"),
    )
