"""The tab Agreements: what both sides promised, agreed values, joint products, and what is lent."""

from __future__ import annotations

from ui.common.views_tab import ViewSpec, ViewsTab


class AgreementsTab(ViewsTab):
    """Its views, in the order of the segment."""

    key = "agreements"
    title = "Agreements"
    views: tuple[ViewSpec, ...] = ()
