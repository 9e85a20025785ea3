"""Modules that come when something in them is first used."""

from __future__ import annotations

import subprocess
import sys

import pytest

from partnercrm.domain import text
from partnercrm.domain.late import Late, modules_of


def test_a_module_comes_with_its_first_use() -> None:
    code = """
import sys
from partnercrm.services import ledger, store as stores
seen = ["partnercrm.services.ledger" in sys.modules]
posted = ledger.post
seen += ["partnercrm.services.ledger" in sys.modules, posted is sys.modules["partnercrm.services.ledger"].post]
print(seen)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[False, True, True]"


def test_what_is_set_in_it_is_the_modules_own() -> None:
    late = Late("partnercrm.domain.text")
    kept = late.fold
    assert kept is text.fold
    late.fold = str.upper
    try:
        assert text.fold("ana") == "ANA"
    finally:
        text.fold = kept


def test_a_name_that_is_no_module_is_an_error_as_ever() -> None:
    with pytest.raises(ImportError, match="no_such_service"):
        from partnercrm.services import no_such_service  # type: ignore[attr-defined]  # noqa: F401
    with pytest.raises(AttributeError):
        modules_of("partnercrm.services")("_hidden")


def test_what_is_late_among_the_names_of_a_module_can_be_brought_in_before_it_is_used() -> None:
    code = """
import sys
from partnercrm.domain.late import bring_in
from partnercrm.services import archive, ledger
bring_in({"ledger": ledger, "name": "archive"})
print([f"partnercrm.services.{name}" in sys.modules for name in ("ledger", "archive")])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[True, False]"
