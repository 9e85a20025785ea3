"""How the channels of interactions look everywhere: one icon and one tone each."""

from __future__ import annotations

from partnercrm.domain.interaction import CHANNEL_WORDS, Channel
from ui.common.choices import Option
from ui.words import say

ICONS: dict[Channel, str] = {
    Channel.CALL: "phone",
    Channel.EMAIL: "mail",
    Channel.VISIT: "store",
    Channel.MESSAGE: "message-circle",
    Channel.MEETING: "users",
    Channel.EVENT: "calendar",
}
TONES: dict[Channel, str] = {
    Channel.CALL: "info",
    Channel.EMAIL: "success",
    Channel.VISIT: "violet",
    Channel.MESSAGE: "accent",
    Channel.MEETING: "warning",
    Channel.EVENT: "violet",
}


def channel_options(*, icons: bool = True) -> list[Option]:
    """The channels to choose from, the most usual first."""
    return [Option(channel.value, say(CHANNEL_WORDS[channel]), ICONS[channel] if icons else "") for channel in ICONS]
