"""The tab Loyalty: the desk, programs, members, gift cards, and the settlement with other shops."""

from __future__ import annotations

from ui.common.views_tab import ViewSpec, ViewsTab


class LoyaltyTab(ViewsTab):
    """Its views, in the order of the segment."""

    key = "loyalty"
    title = "Loyalty"
    views: tuple[ViewSpec, ...] = (
        ViewSpec("desk", "Desk", "ui.loyalty.desk_view:DeskView"),
        ViewSpec("programs", "Programs", "ui.loyalty.programs_view:ProgramsView"),
        ViewSpec("members", "Members", "ui.loyalty.members_view:MembersView"),
        ViewSpec("gift_cards", "Gift cards", "ui.gift_card.view:GiftCardsView"),
        ViewSpec("settlement", "Settlement", "ui.coalition.view:SettlementView"),
    )
