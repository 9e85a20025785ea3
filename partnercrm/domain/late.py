"""Modules that are imported when something in them is first used, so that the window need not wait for all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Any


class Late(ModuleType):
    """Stands for a module; what is read from it or set in it is the module's own."""

    def __getattr__(self, name: str) -> Any:
        module = self.__dict__.get("_module")
        if module is None:
            module = self.__dict__["_module"] = import_module(self.__name__)
        return getattr(module, name)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(import_module(self.__name__), name, value)


def bring_in(names: Mapping[str, object]) -> None:
    """Imports the late modules among the names of another one, before something begins that an import would hold up."""
    for late in [each for each in names.values() if isinstance(each, Late)]:
        import_module(late.__name__)


def modules_of(package: str) -> Callable[[str], ModuleType]:
    """The `__getattr__` of a package: each of its modules comes late, however it is imported from there.

    Raises AttributeError for a name that is no module of the package.
    """

    @cache  # looking for a module's file takes longer than all else here, and `from` asks twice
    def module(name: str) -> ModuleType:
        full = f"{package}.{name}"
        if name.startswith("_") or find_spec(full) is None:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return Late(full)

    return module
