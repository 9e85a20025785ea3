"""The tab Promotions: cross-promotions, their vouchers, and who sent whom."""

from __future__ import annotations

from ui.common.views_tab import ViewSpec, ViewsTab


class PromotionsTab(ViewsTab):
    """Its views, in the order of the segment."""

    key = "promotions"
    title = "Promotions"
    views: tuple[ViewSpec, ...] = (
        ViewSpec("promotions", "Cross-promotions", "ui.promotion.view:PromotionsView"),
        ViewSpec("vouchers", "Vouchers", "ui.voucher.view:VouchersView"),
        ViewSpec("referrals", "Referrals", "ui.referral.view:ReferralsView"),
    )
