"""Packages that a command loads when it first uses them, not when one of our modules states that it imports them.

Half of the package states ``import pandas as pd`` at its top, as it should, and most commands need little of that half:
`salesim check` would wait a quarter of a second for tables that it never makes. Python will have the same as lazy
imports (PEP 810, Python 3.15). Only the command line does so, in its own process: ``import salesim`` alters nothing.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec, module_from_spec
from threading import RLock
from types import ModuleType
from typing import Any

LOADING = RLock()  # whoever asks while another thread loads waits for it


class LateModule(ModuleType):
    """A module whose code runs when something of it is first asked for; from then on an ordinary one."""

    def __getattr__(self, name: str) -> Any:  # of what is not there
        with LOADING:
            if type(self) is LateModule and "begun" not in self.__dict__:
                self.__dict__["begun"] = True
                spec: Any = self.__spec__
                self.__path__ = spec.submodule_search_locations
                spec.loader.exec_module(self)
                self.__class__ = ModuleType  # type: ignore[assignment]
                del self.__dict__["begun"]
        if type(self) is LateModule:  # its own code asks while it runs
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        return getattr(self, name)


def load_late(name: str) -> None:
    """Let a package be loaded when it is first used; nothing changes if it is there already."""
    spec = None if name in sys.modules else find_spec(name)
    if spec is not None:
        module = module_from_spec(spec)
        module.__class__ = LateModule
        del module.__path__  # so that an import of a part of it loads the whole first
        sys.modules[name] = module
