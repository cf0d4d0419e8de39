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
        tables = object.__getattribute__(self, "tables") if name != "tables" else None
        if tables is not None and name in tables:
            return tables[name]
        raise AttributeError(name)

    @property
    def outcomes(self) -> dict[str, float]:
        """The summary as a plain dict."""
        return {name: value.item() for name, value in self.tables["summary"].iloc[0].items()}
