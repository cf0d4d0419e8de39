"""What a run leaves behind: frozen tidy tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import pandas as pd


@dataclass(frozen=True)
class Result:
    """One arm of one replication.

    Parameters
    ----------
    tables : tidy frames by name: summary, weeks, ledger, rep_quarters, distributor_quarters, wagers, territories,
        events, conclusions, boards
    facts : scenario, arm, seed, replication, versions
    """

    tables: Mapping[str, pd.DataFrame]
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tables", MappingProxyType(dict(self.tables)))
        object.__setattr__(self, "facts", MappingProxyType(dict(self.facts)))

    def __reduce__(self) -> tuple[Any, ...]:
        return Result, (dict(self.tables), dict(self.facts))

    def __getattr__(self, name: str) -> pd.DataFrame:
        """A table by its name: ``result.weeks``."""
        if name != "tables" and name in self.tables:
            return self.tables[name]
        raise AttributeError(f"no table '{name}'")

    @property
    def outcomes(self) -> dict[str, float]:
        """The summary as a plain dict of numbers."""
        return {name: column.iloc[0].item() for name, column in self.tables["summary"].items()}
