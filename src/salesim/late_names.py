"""Names of a package that are loaded when they are first used, so that importing it costs nothing."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from importlib import import_module
from types import ModuleType
from typing import Any


def offer_late(package: str, public: Mapping[str, str]) -> None:
    """Have a package offer names of its modules, each by the module that defines it.

    A name stays what it is once a module of the same name is loaded: `salesim.simulate`, `search` and `calibrate` are
    the functions.
    """

    class LatePackage(ModuleType):
        def __getattr__(self, name: str) -> Any:
            if name == "__version__" and "." not in package:
                from importlib.metadata import version

                return version(package)
            if name not in public:
                raise AttributeError(f"module {package!r} has no attribute {name!r}")
            found = getattr(import_module(public[name]), name)
            super().__setattr__(name, found)
            return found

        def __setattr__(self, name: str, value: Any) -> None:
            if not (name in public and isinstance(value, ModuleType)):
                super().__setattr__(name, value)

        def __dir__(self) -> list[str]:
            return sorted({*super().__dir__(), *public})

    sys.modules[package].__class__ = LatePackage
