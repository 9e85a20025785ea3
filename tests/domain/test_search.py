"""What a search box understands."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from partnercrm.domain.search import SHORT, place_of

TEXTS = st.text(alphabet="ahé_ 1-.\n*[", max_size=12)


@given(TEXTS, st.text(alphabet="ahé_1.*[", min_size=1, max_size=3))
def test_a_short_word_is_found_where_a_word_begins_with_it(text: str, word: str) -> None:
    begins = re.search((r"(?<!\w)" if len(word) < SHORT else "") + re.escape(word), text)
    found = place_of(word).search(text)
    assert (found and found.start()) == (begins and begins.start())
