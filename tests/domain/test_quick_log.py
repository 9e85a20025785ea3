"""One typed line about a talk: how it was held, what it was about, and when it goes on."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partnercrm.domain.interaction import Channel
from partnercrm.domain.locale import Locale
from partnercrm.domain.quick_log import QuickLog, read_line

TODAY = dt.date(2026, 11, 21)
BRITISH = Locale("en_GB")
FRIDAY = dt.date(2026, 11, 27)


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("called Mark, follow up Friday", QuickLog(Channel.CALL, "called Mark", FRIDAY)),
        ("e-mailed the prices; follow-up in 2 weeks about the oven",
         QuickLog(Channel.EMAIL, "e-mailed the prices", dt.date(2026, 12, 5), "the oven")),
        ("sent a text. Follow up +2w, ask for the oven",
         QuickLog(Channel.MESSAGE, "sent a text", dt.date(2026, 12, 5), "ask for the oven")),
        ("Follow up tomorrow: send the logo", QuickLog(Channel.VISIT, "", dt.date(2026, 11, 22), "send the logo")),
        ("met at the market hall", QuickLog(Channel.MEETING, "met at the market hall")),
        ("follow up some day", QuickLog(Channel.VISIT, "follow up some day")),
        ("follow up 1/11/2025", QuickLog(Channel.VISIT, "follow up 1/11/2025")),
        ("recalled the order", QuickLog(Channel.VISIT, "recalled the order")),
    ],
)  # fmt: skip
def test_reads(line: str, read: QuickLog) -> None:
    assert read_line(line, TODAY, BRITISH) == read


@given(st.text(max_size=60))
def test_nothing_that_was_typed_is_lost(text: str) -> None:
    read = read_line(text, TODAY, BRITISH)
    if read.due is None:
        assert read.summary == " ".join(text.split())
    else:
        assert read.due >= TODAY
