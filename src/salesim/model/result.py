"""What a run leaves behind: frozen tidy tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd


@dataclass(frozen=True)
class Result:
    """One arm of one replication.

    Parameters
    ----------
    tables : tidy frames by name: summary, weeks, ledger, rep_quarters, distributor_quarters, territories, events
    facts : scenario, arm, seed, replication, versions
    """

    tables: dict[str, pd.DataFrame]
    facts: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> pd.DataFrame:
        """A table by its name: ``result.weeks``."""
        if name != "tables" and name in self.tables:
            return self.tables[name]
        raise AttributeError(f"no table '{name}'")

    @property
    def outcomes(self) -> dict[str, float]:
        """The summary as a plain dict of numbers."""
        return {name: column.iloc[0].item() for name, column in self.tables["summary"].items()}
