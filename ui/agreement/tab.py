"""The tab Agreements: what both sides promised, agreed values, joint products, and what is lent."""

from __future__ import annotations

from ui.common.views_tab import ViewSpec, ViewsTab


class AgreementsTab(ViewsTab):
    """Its views, in the order of the segment."""

    key = "agreements"
    title = "Agreements"
    views: tuple[ViewSpec, ...] = (
        ViewSpec("agreements", "Agreements", "ui.agreement.list_view:AgreementsView"),
        ViewSpec("values", "Agreed values", "ui.agreement.values_view:ValuesView"),
        ViewSpec("goods", "Sold together", "ui.agreement.goods_view:GoodsView"),
        ViewSpec("benefits", "Mutual benefit", "ui.agreement.benefits_view:BenefitsView"),
        ViewSpec("lending", "Lending", "ui.lending.view:LendingView"),
        ViewSpec("joint_buying", "Buying together", "ui.joint_buying.view:JointBuyingView"),
    )
