"""Design tokens: the colours of both themes, the type scale and the spacing grid. No widgets."""

from __future__ import annotations

from typing import NamedTuple


class Tokens(NamedTuple):
    """The colours of one theme as `#RRGGBB`. A *soft* colour is the ground on which its namesake is read."""

    name: str
    bg: str
    surface: str
    raised: str
    hover: str
    selected: str
    border: str
    border_strong: str
    text: str
    text2: str
    text3: str
    accent: str
    accent_fill: str
    accent_hover: str
    on_accent: str
    accent_soft: str
    success: str
    success_soft: str
    warning: str
    warning_soft: str
    danger: str
    danger_soft: str
    info: str
    info_soft: str
    violet: str
    violet_soft: str
    chart1: str
    chart2: str
    focus: str
    scroll: str

    @property
    def dark(self) -> bool:
        """Whether this is the dark theme."""
        return self.name == "dark"


LIGHT = Tokens(
    name="light",
    bg="#F6F7F9",
    surface="#FFFFFF",
    raised="#FFFFFF",
    hover="#F3F4F6",
    selected="#EEF0FE",
    border="#E3E6EB",
    border_strong="#7D8696",
    text="#15181E",
    text2="#4B5563",
    text3="#5F6978",
    accent="#4547D1",
    accent_fill="#4F51DB",
    accent_hover="#4143C4",
    on_accent="#FFFFFF",
    accent_soft="#ECEDFD",
    success="#14713A",
    success_soft="#E4F5EA",
    warning="#94500A",
    warning_soft="#FDF1DC",
    danger="#B42318",
    danger_soft="#FDEAE8",
    info="#0B5F93",
    info_soft="#E3F1FA",
    violet="#6D3BBF",
    violet_soft="#F1EAFB",
    chart1="#4F51DB",
    chart2="#C97218",
    focus="#4F51DB",
    scroll="#C6CCD6",
)

DARK = Tokens(
    name="dark",
    bg="#0F1115",
    surface="#16191F",
    raised="#1C2027",
    hover="#1F232B",
    selected="#25274A",
    border="#282D37",
    border_strong="#6B7484",
    text="#ECEEF2",
    text2="#AEB6C3",
    text3="#8C95A4",
    accent="#A3A6FF",
    accent_fill="#5B5DE6",
    accent_hover="#5254DA",
    on_accent="#FFFFFF",
    accent_soft="#24264A",
    success="#6FD697",
    success_soft="#143023",
    warning="#F2B765",
    warning_soft="#35270F",
    danger="#FF9388",
    danger_soft="#3A1B18",
    info="#7CC4F2",
    info_soft="#10293A",
    violet="#C5A5F7",
    violet_soft="#2B1F42",
    chart1="#7F82FF",
    chart2="#F0A35E",
    focus="#A3A6FF",
    scroll="#3A414E",
)

TONES = ("success", "warning", "danger", "info", "violet", "accent")

TYPE = {"caption": 11, "small": 12, "body": 13, "section": 14, "strong": 15, "title": 20, "kpi": 26}
"""Text sizes in logical px at 100 %."""

SPACE = {"xs": 4, "s": 8, "m": 12, "l": 16, "xl": 24, "xxl": 32}
"""Steps of the 4 px grid."""

PAGE_MARGINS = (24, 18, 24, 18)
CARD_MARGINS = (16, 14, 16, 14)
CARD_RADIUS = 10
ROW_TALL = 48
ROW_REGISTER = 36
HEADER_HEIGHT = 34


def colors(tokens: Tokens) -> dict[str, str]:
    """Every token by its name."""
    return tokens._asdict()


def ground(tone: str) -> str:
    """The name of the soft token that a tone is read on: `danger` -> `danger_soft`, others `hover`."""
    return f"{tone}_soft" if tone in TONES else "hover"


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two `#RRGGBB` colours, 1 to 21."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(color: str) -> float:
    red, green, blue = (_linear(int(color[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
